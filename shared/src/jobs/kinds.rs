//! The kinds of jobs, in one table.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{BlobId, FileId, FindingId, UserId},
    people::notices::AccountEvent,
    settings::QueueName,
};

/// Work to be done after a request, by ids only: what they name is read when the work is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Mail an account the link that proves its address.
    VerifyEmail {
        /// The account. Where there is none, or it is verified already, nothing is sent.
        user: UserId,
    },
    /// See whether an account may have that mail once more, and enqueue it. Who asks is told nothing: the API enqueues
    /// this for any address, and it leaves no trace.
    ResendVerification {
        /// The account, or nobody's id where the address is unknown.
        user: UserId,
    },
    /// See whether an account may have the link that sets a new password, and enqueue the mail. Enqueued for any address,
    /// too.
    ForgotPassword {
        /// The account, or nobody's id where the address is unknown.
        user: UserId,
    },
    /// Mail an account the link that sets a new password.
    ResetPassword {
        /// The account. Where there is none, or it is disabled, nothing is sent.
        user: UserId,
    },
    /// Mail the address that an account wants to have the link that proves it.
    ChangeEmail {
        /// The account. Where no address waits to be proved, nothing is sent.
        user: UserId,
    },
    /// Mail somebody who was invited the link by which they accept.
    Invitation {
        /// The account. Where there is none, or its owner has accepted, nothing is sent.
        user: UserId,
    },
    /// Tell the owner of an account what happened to it.
    AccountNotice {
        /// The account.
        user: UserId,
        /// What happened.
        event: AccountEvent,
    },
    /// Tell a client of the documents that have come to them.
    DocumentNotice {
        /// The account. Where nothing waits to be told, or they want to hear of nothing, nothing is sent.
        user: UserId,
    },
    /// Tell whoever uploaded a document that a client asks for it, now that it is over.
    DocumentAsked {
        /// Who asks.
        user: UserId,
        /// The document. Where it is gone, nothing is sent.
        file: FileId,
    },
    /// Inspect a document and open or shut it.
    ScanFile {
        /// The document.
        file: FileId,
        /// Which version of it. A job from before there were several says nothing, and is about the first.
        #[serde(default = "first", skip_serializing_if = "is_first")]
        version: i64,
    },
    /// Inspect a document once more, because somebody asked for it.
    RescanFile {
        /// The document.
        file: FileId,
    },
    /// See who has a document in which something was found late, and enqueue their mails.
    LateFinding {
        /// What was found.
        finding: FindingId,
    },
    /// Mail somebody that something was found in a document which they have.
    LateFindingNotice {
        /// What was found.
        finding: FindingId,
        /// The account.
        user: UserId,
    },
    /// Remove the bytes of a document that is gone.
    EraseBlob {
        /// The bytes.
        blob: BlobId,
    },
    /// Make images of the pages of a document.
    MakePreview {
        /// Its bytes. Where nobody waits for them any more, none are made.
        blob: BlobId,
    },
    /// Clear away what is over: expired sessions, finished jobs, strays in the store.
    Sweep,
    /// Scan again some of the documents that were last scanned with something else than what scans now.
    Rescan,
    /// Compute the checksums of some documents that were taken in before these were kept.
    Checksums {
        /// Those with ids behind this one.
        after: FileId,
        /// Which time round it is: a step is taken once in each.
        round: i64,
    },
}

/// What all jobs of a kind have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name, as in the rows and in what is told of them.
    pub name: &'static str,
    /// Where its jobs wait.
    pub queue: QueueName,
    /// Attempts before a job is given up.
    pub attempts: i64,
    /// How often the other side may refuse for good before it is believed.
    pub refusals: i64,
    /// The longest pause between two attempts; the first is a second, and each is twice the one before.
    pub longest_pause: Duration,
    /// How long one attempt may take.
    pub timeout: Duration,
}

impl Job {
    /// Its kind. With pauses of half an hour, sixty attempts are a day.
    #[rustfmt::skip]
    pub fn kind(&self) -> Kind {
        use QueueName::{Mail, Previews, Scan, Upkeep};
        match self {
            //                                                                                   longest pause
            //                                    name                   queue   attempts  refusals  |  timeout, both in minutes
            Self::VerifyEmail { .. }        => of("verify_email",        Mail,   60,       3,        30, 1),
            Self::ResendVerification { .. } => of("resend_verification", Mail,   60,       3,        30, 1),
            Self::ForgotPassword { .. }     => of("forgot_password",     Mail,   60,       3,        30, 1),
            Self::ResetPassword { .. }      => of("reset_password",      Mail,   60,       3,        30, 1),
            Self::ChangeEmail { .. }        => of("change_email",        Mail,   60,       3,        30, 1),
            Self::Invitation { .. }         => of("invitation",          Mail,   60,       3,        30, 1),
            Self::AccountNotice { .. }      => of("account_notice",      Mail,   60,       3,        30, 1),
            Self::DocumentNotice { .. }     => of("document_notice",     Mail,   60,       3,        30, 1),
            Self::DocumentAsked { .. }      => of("document_asked",      Mail,   60,       3,        30, 1),
            Self::ScanFile { .. }           => of("scan_file",           Scan,   60,       3,        30, 10),
            Self::RescanFile { .. }         => of("rescan_file",         Scan,   60,       3,        30, 10),
            Self::LateFinding { .. }        => of("late_finding",        Upkeep, 60,       3,        30, 10),
            Self::LateFindingNotice { .. }  => of("late_finding_notice", Mail,   60,       3,        30, 1),
            Self::EraseBlob { .. }          => of("erase_blob",          Upkeep, 60,       3,        30, 1),
            Self::MakePreview { .. }        => of("make_preview",        Previews, 3,      3,        1,  3),
            Self::Sweep                     => of("sweep",               Upkeep, 3,        3,        30, 30),
            Self::Rescan                    => of("rescan",              Upkeep, 3,        3,        30, 30),
            Self::Checksums { .. }          => of("checksums",           Upkeep, 3,        3,        30, 30),
        }
    }
}

fn first() -> i64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_first(version: &i64) -> bool {
    *version == first()
}

fn of(name: &'static str, queue: QueueName, attempts: i64, refusals: i64, longest_pause: u64, timeout: u64) -> Kind {
    let (longest_pause, timeout) = (Duration::from_mins(longest_pause), Duration::from_mins(timeout));
    Kind { name, queue, attempts, refusals, longest_pause, timeout }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SessionId;

    #[test]
    fn payloads_hold_ids_and_the_name_of_the_kind_only_and_are_read_back() {
        for job in [
            Job::VerifyEmail { user: UserId::new() },
            Job::ResendVerification { user: UserId::new() },
            Job::ForgotPassword { user: UserId::new() },
            Job::ResetPassword { user: UserId::new() },
            Job::ChangeEmail { user: UserId::new() },
            Job::Invitation { user: UserId::new() },
            Job::AccountNotice { user: UserId::new(), event: AccountEvent::PasswordChanged },
            Job::AccountNotice { user: UserId::new(), event: AccountEvent::NewDevice { session: SessionId::new() } },
            Job::DocumentNotice { user: UserId::new() },
            Job::DocumentAsked { user: UserId::new(), file: FileId::new() },
            Job::ScanFile { file: FileId::new(), version: 1 },
            Job::ScanFile { file: FileId::new(), version: 2 },
            Job::RescanFile { file: FileId::new() },
            Job::LateFinding { finding: FindingId::new() },
            Job::LateFindingNotice { finding: FindingId::new(), user: UserId::new() },
            Job::EraseBlob { blob: BlobId::new() },
            Job::MakePreview { blob: BlobId::new() },
            Job::Sweep,
            Job::Rescan,
            Job::Checksums { after: FileId::new(), round: 1 },
        ] {
            let text = serde_json::to_string(&job).unwrap();
            assert!(text.len() < 200, "{text}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["job"], job.kind().name);
            assert_eq!(serde_json::from_str::<Job>(&text).unwrap(), job);
        }
    }

    #[test]
    fn a_scan_that_names_no_version_is_of_the_first() {
        let file = FileId::new();
        let text = format!("{{\"job\":\"scan_file\",\"file\":\"{file}\"}}");
        let job = Job::ScanFile { file, version: 1 };
        assert_eq!(serde_json::from_str::<Job>(&text).unwrap(), job);
        assert_eq!(serde_json::to_string(&job).unwrap(), text);
    }
}
