//! One entry, as whoever records it puts it together.

use std::net::IpAddr;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::events::{Event, Object, Outcome};
use crate::{
    happenings::Of,
    ids::{ApiTokenId, FileId, UserId},
    keys::KeyId,
};

/// By whom something is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Somebody who is not known, or not yet.
    #[default]
    Nobody,
    /// An account.
    Account(UserId),
    /// An account, by one of its tokens for programs.
    Token(UserId, ApiTokenId),
    /// An operator's command at the machine.
    Operator,
    /// The worker, by itself.
    Worker,
}

/// Who asks for something, and from where.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Who asks.
    pub by: By,
    /// The request, where there is one.
    pub request_id: Option<String>,
    /// From which address.
    pub address: Option<IpAddr>,
    /// What their program calls itself.
    pub client: Option<String>,
}

impl Asked {
    /// An operator's command.
    pub fn by_operator() -> Self {
        Self { by: By::Operator, ..Self::default() }
    }

    /// The worker.
    pub fn by_worker() -> Self {
        Self { by: By::Worker, ..Self::default() }
    }

    /// The same request, of which is known now that it is this account's.
    #[must_use]
    pub fn of(self, account: UserId) -> Self {
        Self { by: By::Account(account), ..self }
    }

    pub(super) fn actor(&self) -> Option<UserId> {
        match self.by {
            By::Account(account) | By::Token(account, _) => Some(account),
            By::Nobody | By::Operator | By::Worker => None,
        }
    }
}

/// What a detail may be: an id, a number, or a word of this program. Never a text of somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// An id.
    Id(Uuid),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A word of ours.
    Text(&'static str),
    /// Which key.
    Key(KeyId),
}

impl From<KeyId> for Word {
    fn from(id: KeyId) -> Self {
        Self::Key(id)
    }
}

impl From<&'static str> for Word {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Word {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Word {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Word {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Uuid> for Word {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<Word> for Value {
    fn from(word: Word) -> Self {
        match word {
            Word::Id(id) => Self::from(id.to_string()),
            Word::Number(number) => Self::from(number),
            Word::Flag(flag) => Self::from(flag),
            Word::Text(text) => Self::from(text),
            Word::Key(id) => Self::from(id.as_str()),
        }
    }
}

/// What is to be recorded.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) event: Event,
    pub(super) outcome: Outcome,
    pub(super) person: Option<UserId>,
    pub(super) file: Option<FileId>,
    pub(super) on: Option<Object>,
    pub(super) name: Option<String>,
    pub(super) detail: Map<String, Value>,
}

impl Entry {
    /// Something that was done.
    pub fn of(event: Event) -> Self {
        Self { event, outcome: Outcome::Ok, person: None, file: None, on: None, name: None, detail: Map::new() }
    }

    /// It was not allowed, or not right, for this reason.
    #[must_use]
    pub fn refused(mut self, reason: &'static str) -> Self {
        self.outcome = Outcome::Refused;
        self.with("reason", reason)
    }

    /// It could not be done, for this reason.
    #[must_use]
    pub fn failed(mut self, reason: &'static str) -> Self {
        self.outcome = Outcome::Failed;
        self.with("reason", reason)
    }

    /// It was about this person.
    #[must_use]
    pub fn on_person(mut self, person: UserId) -> Self {
        self.person = Some(person);
        self
    }

    /// It was about this document.
    #[must_use]
    pub fn on_file(mut self, file: FileId) -> Self {
        self.file = Some(file);
        self
    }

    /// It was about this.
    #[must_use]
    pub fn on(mut self, object: Object) -> Self {
        self.on = Some(object);
        self
    }

    /// Somebody gave this name, or this reason. It stands with the personal part, which is erased with the person.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Of what those who look on are told by it, if of anything.
    pub(super) fn happens_to(&self) -> Option<Of> {
        match self.event {
            Event::FileUploaded
            | Event::FileScanned
            | Event::FileChanged
            | Event::FileShared
            | Event::FileUnshared
            | Event::FileTrashed
            | Event::FileRestored
            | Event::FileErased
            | Event::FileReleased => self.file.map(Of::File),
            Event::FolderShared
            | Event::FolderUnshared
            | Event::FolderChanged
            | Event::FolderErased
            | Event::GroupErased
            | Event::GroupMemberAdded
            | Event::GroupMemberRemoved => Some(Of::Sight(self.person)),
            Event::JobRetried | Event::JobCancelled => match self.on {
                Some(Object::Job(id)) => Some(Of::Job(id)),
                _ => None,
            },
            _ => None,
        }
    }

    /// With one more detail.
    #[must_use]
    pub fn with(mut self, name: &'static str, word: impl Into<Word>) -> Self {
        self.detail.insert(name.to_owned(), word.into().into());
        self
    }
}
