//! What people say of themselves, and what an account shows its owner beside its name.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    email::Email,
    names::{Username, UsernameTaken},
    users::User,
};
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::UserId,
    search, sql,
    words::{Language, Text, Told},
};

/// The most characters of a [`DisplayName`].
pub const LONGEST_NAME: usize = 80;

/// What somebody wants to be called, or calls what is theirs: 1 to 80 characters, in any script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct DisplayName(String);

/// Why a text is no name to be called by.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum DisplayNameError {
    /// It is empty, or too long.
    Length,
    /// It holds what cannot be seen, or turns the text around it.
    Character,
}

impl Told for DisplayNameError {
    fn text(&self) -> Text {
        match self {
            Self::Length => Text::Length { least: 1, most: LONGEST_NAME as u64 },
            Self::Character => Text::NameCharacter,
        }
    }
}

impl DisplayName {
    /// The form in which names are searched and sorted.
    pub fn key(&self) -> String {
        search::key(&self.0)
    }
}

impl FromStr for DisplayName {
    type Err = DisplayNameError;

    fn from_str(text: &str) -> Result<Self, DisplayNameError> {
        let text = text.trim();
        // What embeds, overrides or isolates a direction would change how a line reads in which the name stands.
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
            return Err(DisplayNameError::Character);
        }
        if !(1..=LONGEST_NAME).contains(&text.chars().count()) {
            return Err(DisplayNameError::Length);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When somebody who uploads is told what was downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    /// Never.
    Off,
    /// With each first download.
    AtOnce,
    /// Once a day, all together.
    Daily,
}

/// A text that says nothing of receipts.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct UnknownReceipts;

impl Told for UnknownReceipts {
    fn text(&self) -> Text {
        Text::one_of(["off", "at_once", "daily"])
    }
}

impl FromStr for Receipts {
    type Err = UnknownReceipts;

    fn from_str(text: &str) -> Result<Self, UnknownReceipts> {
        match text {
            "off" => Ok(Self::Off),
            "at_once" => Ok(Self::AtOnce),
            "daily" => Ok(Self::Daily),
            _ => Err(UnknownReceipts),
        }
    }
}

/// Of what somebody wants to be told by mail. What concerns the safety of their account is told always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notify {
    /// New documents.
    pub documents: bool,
    /// Documents that expire soon and were not downloaded.
    pub reminders: bool,
    /// Downloads of what they uploaded.
    pub receipts: Receipts,
    /// News.
    pub announcements: bool,
}

/// Where nobody chose, people hear of what they would miss, and of downloads once a day.
impl Default for Notify {
    fn default() -> Self {
        Self { documents: true, reminders: true, receipts: Receipts::Daily, announcements: true }
    }
}

/// An account beyond who it is: what its owner chose, and how it is guarded.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Profile {
    /// What its owner wants to be called.
    pub display_name: Option<DisplayName>,
    /// The language that its owner chose.
    pub language: Option<Language>,
    #[sqlx(rename = "notify")]
    notify_text: Option<String>,
    /// The address that it wants to have.
    pub pending_email: Option<Email>,
    /// When it was made.
    pub created_at: Millis,
    /// Whether one-time passwords are set up.
    pub totp: bool,
    /// How many passkeys it has.
    pub passkeys: i64,
    /// How many recovery codes are good.
    pub recovery_codes_left: i64,
    /// What marks the picture that it has.
    pub picture: Option<String>,
}

/// What changes of a profile; none leaves a thing as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// Another name to be called by, or none any more.
    pub display_name: Option<Option<DisplayName>>,
    /// Another language, or none chosen any more.
    pub language: Option<Option<Language>>,
    /// Other mails.
    pub notify: Option<Notify>,
}

const PROFILE: &str = "SELECT u.display_name, u.language, u.notify, u.pending_email, u.created_at,
    EXISTS (SELECT 1 FROM totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS totp,
    (SELECT COUNT(*) FROM passkeys p WHERE p.user_id = u.id) AS passkeys,
    (SELECT COUNT(*) FROM recovery_codes r WHERE r.user_id = u.id AND r.used_at IS NULL) AS recovery_codes_left,
    (SELECT etag FROM pictures i WHERE i.user_id = u.id) AS picture
    FROM users u WHERE u.id = $1";

impl Profile {
    /// The profile of an account, if it is there.
    pub async fn find(db: &Db, id: UserId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(PROFILE).bind(id).fetch_optional(c))
    }

    /// The same, to be changed: nobody else changes it until the transaction ends.
    pub async fn hold(tx: &mut Tx, id: UserId) -> Result<Option<Self>, sqlx::Error> {
        User::hold(tx, id).await?;
        // Another statement, for it has to see what was committed while the first one waited.
        sql!(tx, |c| sqlx::query_as(PROFILE).bind(id).fetch_optional(c))
    }

    /// Of what its owner wants to be told by mail.
    pub fn notify(&self) -> Notify {
        self.notify_text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

impl Changes {
    /// Writes them down.
    pub async fn make(self, tx: &mut Tx, id: UserId) -> Result<(), sqlx::Error> {
        if let Some(display_name) = self.display_name {
            exec!(tx, |c| sqlx::query("UPDATE users SET display_name = $2, display_name_key = $3 WHERE id = $1")
                .bind(id)
                .bind(&display_name)
                .bind(display_name.as_ref().map(DisplayName::key)))?;
        }
        if let Some(language) = self.language {
            exec!(tx, |c| sqlx::query("UPDATE users SET language = $2 WHERE id = $1").bind(id).bind(language))?;
        }
        if let Some(notify) = self.notify {
            let text = serde_json::to_string(&notify).map_err(|error| sqlx::Error::Encode(error.into()))?;
            exec!(tx, |c| sqlx::query("UPDATE users SET notify = $2 WHERE id = $1").bind(id).bind(text))?;
        }
        Ok(())
    }
}

/// Gives an account another user name, which nobody else has.
pub async fn rename(tx: &mut Tx, id: UserId, username: &Username) -> Result<(), UsernameTaken> {
    let renamed = exec!(tx, |c| sqlx::query("UPDATE users SET username = $2, username_key = $3 WHERE id = $1")
        .bind(id)
        .bind(username)
        .bind(username.key()));
    match renamed {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(UsernameTaken::Taken),
        renamed => Ok(renamed.map(|_| ())?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_to_be_called_by() {
        let name = |text: &str| text.parse::<DisplayName>();
        assert_eq!(name("  Ada Lovelace ").unwrap().to_string(), "Ada Lovelace");
        for good in ["李小龙", "Ñ", &"ä".repeat(80), "شمس", "👩🏽‍🚀 Ada"] {
            assert_eq!(name(good).map(|name| name.to_string()), Ok(good.to_owned()));
        }
        for (bad, why) in [
            ("", DisplayNameError::Length),
            ("  ", DisplayNameError::Length),
            (&"ä".repeat(81), DisplayNameError::Length),
            ("Ada\nLovelace", DisplayNameError::Character),
            ("Ada\0", DisplayNameError::Character),
            ("\u{202e}adA", DisplayNameError::Character),
            ("a\u{2067}b", DisplayNameError::Character),
        ] {
            assert_eq!(name(bad), Err(why), "{bad:?}");
        }
    }

    #[test]
    fn what_was_chosen_once_stays_when_there_is_more_to_choose() {
        let chosen: Notify = serde_json::from_str(r#"{"documents": false, "of_old": 1}"#).unwrap();
        assert_eq!(chosen, Notify { documents: false, ..Notify::default() });
    }
}
