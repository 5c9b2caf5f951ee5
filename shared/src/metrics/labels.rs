//! Labels: every value of every label is one of a few, so that the number of series stays small.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};

use crate::settings::QueueName;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Requested {
    pub(super) method: &'static str,
    pub(super) route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    #[prometheus(flatten)]
    pub(super) request: Requested,
    pub(super) status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct InQueue {
    pub(super) queue: &'static str,
    pub(super) state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfQueue {
    pub(super) queue: &'static str,
}

impl From<QueueName> for OfQueue {
    fn from(queue: QueueName) -> Self {
        Self { queue: queue.as_str() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Attempted {
    pub(super) kind: &'static str,
    pub(super) outcome: AttemptOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfKind {
    pub(super) kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfVerdict {
    pub(super) verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfState {
    pub(super) state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfOperation {
    pub(super) operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfBuild {
    pub(super) version: &'static str,
    pub(super) commit: &'static str,
}

/// The one label `outcome`.
pub(super) type With<Outcome> = [(&'static str, Outcome); 1];

/// No label at all.
pub(super) type Nothing = [(&'static str, &'static str); 0];

/// Declares the values of a label: each is told by its name in the table.
macro_rules! outcomes {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $value:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$what])* $value,)+
        }

        impl EncodeLabelValue for $name {
            fn encode(
                &self,
                encoder: &mut prometheus_client::encoding::LabelValueEncoder<'_>,
            ) -> Result<(), std::fmt::Error> {
                EncodeLabelValue::encode(&match self { $(Self::$value => $text),+ }, encoder)
            }
        }
    };
}

outcomes!(
    /// How an attempt at a job ended.
    AttemptOutcome {
        /// The work is done.
        Done = "done",
        /// It failed and is tried again.
        Retry = "retry",
        /// It failed for the last time.
        Dead = "dead",
    }
);

outcomes!(
    /// What became of a mail.
    MailOutcome {
        /// The server, or the folder, has it.
        Sent = "sent",
        /// The server will not have it.
        Refused = "refused",
        /// It could not be handed over.
        Failed = "failed",
    }
);

outcomes!(
    /// What became of an upload.
    UploadOutcome {
        /// The document is stored.
        Stored = "stored",
        /// The document, or the request, was not good.
        Refused = "refused",
        /// Something of ours failed.
        Failed = "failed",
    }
);
