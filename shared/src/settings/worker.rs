//! The worker: what it takes on, and how much of it at once.

use super::{
    cores::cores,
    error::SettingError,
    text::{Text, Texts},
};

/// What a worker takes on.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Jobs at once, per queue.
    pub concurrency: usize,
    /// Queues that this worker serves.
    pub queues: Vec<QueueName>,
}

impl Worker {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            concurrency: texts.read("worker_concurrency", concurrency)?,
            queues: texts.read("worker_queues", queues)?,
        })
    }
}

/// The lines in which jobs wait. Each has a concurrency of its own, so that slow scans never hold up mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum QueueName {
    /// Mails.
    Mail,
    /// Inspections of documents.
    Scan,
    /// Everything that nobody waits for.
    Upkeep,
    /// Images of pages, one document at a time.
    Previews,
}

impl QueueName {
    /// All queues.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Scan, Self::Upkeep, Self::Previews];

    /// The queue's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Scan => "scan",
            Self::Upkeep => "upkeep",
            Self::Previews => "previews",
        }
    }

    /// The queue of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == name)
    }
}

fn concurrency(text: &Text) -> Result<usize, SettingError> {
    if text.is_empty() { Ok(8 * cores()) } else { text.count(1, 1000).map(usize::from) }
}

fn queues(text: &Text) -> Result<Vec<QueueName>, SettingError> {
    let queues: Option<Vec<_>> = text.list().map(QueueName::from_name).collect();
    queues
        .filter(|queues| !queues.is_empty())
        .ok_or_else(|| text.wrong("is not a list of mail, scan, upkeep and previews", "mail,scan"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn a_worker_serves_the_queues_that_are_named() {
        let queues = |text: &str| read(&[("worker_queues", text)]).unwrap().worker.queues;
        assert_eq!(queues("mail, scan, upkeep, previews"), QueueName::ALL);
        assert_eq!(queues("mail"), [QueueName::Mail]);
        for wrong in ["", ",", "mail, post"] {
            assert!(
                refusal(&[("worker_queues", wrong)]).contains("is not a list of mail, scan, upkeep and previews"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn jobs_at_once_are_counted_by_cores_unless_they_are_set() {
        let concurrency = |text: &str| read(&[("worker_concurrency", text)]).unwrap().worker.concurrency;
        assert_eq!((concurrency(""), concurrency("1000")), (8 * cores(), 1000));
        for wrong in ["0", "1001", "70000", "many"] {
            assert!(refusal(&[("worker_concurrency", wrong)]).contains("from 1 to 1000"), "{wrong}");
        }
    }
}
