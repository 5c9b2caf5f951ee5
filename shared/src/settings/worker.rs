//! The settings of workers.

use super::{SettingError, parse::list};

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
}

impl QueueName {
    /// All queues.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Scan, Self::Upkeep];

    /// The queue's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Scan => "scan",
            Self::Upkeep => "upkeep",
        }
    }

    /// The queue of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == name)
    }
}

pub(super) fn queues(name: &str, text: &str) -> Result<Vec<QueueName>, SettingError> {
    let queues: Option<Vec<_>> = list(text).map(QueueName::from_name).collect();
    queues
        .filter(|queues| !queues.is_empty())
        .ok_or_else(|| SettingError::new(name, "is not a list of mail, scan and upkeep", "mail,scan"))
}
