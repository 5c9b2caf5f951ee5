//! What of an event tells of a person: it stands apart under its salted hash, and can go without the trail losing its proof.

use uuid::Uuid;

use super::{
    canonical::{Fields, Hash},
    entry::{Asked, Entry},
};
use crate::{
    db::Tx,
    exec,
    people::{email::Email, names::Username},
};

/// Bytes of the longest name or address by which events are looked for.
const LONGEST_NAME: usize = 254;

/// The personal part of an event, or of several that have it in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Personal {
    /// The account whose it is.
    pub(super) owner: Option<Uuid>,
    /// The name that somebody gave.
    pub(super) name: Option<String>,
    /// From which address.
    pub(super) address: Option<String>,
    /// What their program calls itself.
    pub(super) client: Option<String>,
}

/// One as it stands in its row.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) hash: Hash,
    pub(super) salt: [u8; 16],
    pub(super) personal: Personal,
}

impl Personal {
    /// The personal part of an entry, if it has one. It belongs to whoever asked, or else to the person it is about.
    pub(super) fn of(asked: &Asked, entry: &Entry) -> Option<Self> {
        let personal = Self {
            owner: asked.actor().or(entry.person).map(|owner| owner.0),
            name: entry.name.clone(),
            address: asked.address.map(|address| address.to_string()),
            client: asked.client.clone(),
        };
        let says = personal.name.is_some() || personal.address.is_some() || personal.client.is_some();
        says.then_some(personal)
    }

    /// What it is known by, under this salt.
    pub(super) fn hash(&self, salt: &[u8]) -> Hash {
        let mut fields = Fields::new();
        fields.put(salt);
        fields.maybe(self.owner.as_ref().map(|owner| owner.as_bytes().as_slice()));
        for text in [&self.name, &self.address, &self.client] {
            fields.maybe(text.as_deref().map(str::as_bytes));
        }
        fields.end()
    }

    /// The same with a salt of its own, without which nobody guesses their way back from the hash.
    pub(super) fn keep(self) -> Kept {
        let salt = Uuid::new_v4().into_bytes();
        Kept { hash: self.hash(&salt), salt, personal: self }
    }

    /// The name as names are compared. What is longer than any name, such as a reason, is not looked for by it.
    pub(super) fn name_key(&self) -> Option<String> {
        self.name.as_ref().filter(|name| name.len() <= LONGEST_NAME).map(|name| key_of(name))
    }
}

/// A name as names are compared.
pub(super) fn key_of(name: &str) -> String {
    if name.contains('@') { Email::key_of(name) } else { name.to_ascii_lowercase() }
}

/// Erases what the trail holds of names of a person from before they were known as theirs. What is known to be theirs goes
/// with their account, on which it hangs; what is known to be somebody else's is not theirs, whatever that one was called.
pub async fn erase_names(tx: &mut Tx, username: &Username, emails: &[Email]) -> Result<(), sqlx::Error> {
    let names = std::iter::once(username.key()).chain(emails.iter().map(Email::key));
    for name in names {
        exec!(tx, |c| sqlx::query("DELETE FROM audit_personal WHERE owner IS NULL AND name_key = $1").bind(name))?;
    }
    Ok(())
}
