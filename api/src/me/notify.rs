//! Of what somebody is told by mail: as it is shown, and as it is changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{
    people::profile::{Notify, Receipts},
    words::Text,
};
use utoipa::ToSchema;

use crate::{
    error::Faults,
    extract::{Field, Flag},
};

/// Of what you are told by mail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotifyView {
    documents: bool,
    reminders: bool,
    #[schema(value_type = String, pattern = "^(off|at_once|daily)$")]
    receipts: Receipts,
    announcements: bool,
}

impl From<Notify> for NotifyView {
    fn from(Notify { documents, reminders, receipts, announcements }: Notify) -> Self {
        Self { documents, reminders, receipts, announcements }
    }
}

/// Of what to be told by mail. What is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct ChangeNotify {
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    documents: Flag,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    reminders: Flag,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(off|at_once|daily)$")]
    receipts: Field<Receipts>,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    announcements: Flag,
}

/// The same, where it is as it must be.
#[derive(Debug, Default)]
pub(super) struct WantedNotify {
    documents: Option<bool>,
    reminders: Option<bool>,
    receipts: Option<Receipts>,
    announcements: Option<bool>,
}

impl WantedNotify {
    /// What is wanted, and a word in `faults` for what is wrong.
    pub(super) fn read(given: Value, faults: &mut Faults) -> Self {
        let read: Option<ChangeNotify> = match given {
            Value::Null => Some(ChangeNotify::default()),
            given @ Value::Object(_) => serde_json::from_value(given).ok(),
            _ => None,
        };
        let Some(given) = read else {
            faults.add("notify", Text::MustBeObject);
            return Self::default();
        };
        Self {
            documents: given.documents.optional("notify.documents", faults),
            reminders: given.reminders.optional("notify.reminders", faults),
            receipts: given.receipts.optional("notify.receipts", faults),
            announcements: given.announcements.optional("notify.announcements", faults),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self { documents: None, reminders: None, receipts: None, announcements: None })
    }

    /// What is wanted, and the rest as it was.
    pub(super) fn on(&self, was: Notify) -> Notify {
        Notify {
            documents: self.documents.unwrap_or(was.documents),
            reminders: self.reminders.unwrap_or(was.reminders),
            receipts: self.receipts.unwrap_or(was.receipts),
            announcements: self.announcements.unwrap_or(was.announcements),
        }
    }
}
