//! The account behind what somebody types as their name.

use shared::{
    db::Db,
    people::{email::Email, users::User},
    sql, user_columns,
};
use sqlx::AssertSqlSafe;

/// An account and the hash of its password.
#[derive(sqlx::FromRow)]
pub(super) struct WithHash {
    #[sqlx(flatten)]
    pub(super) user: User,
    pub(super) password_hash: String,
}

/// A name as accounts are found by it: no user name holds an `@`.
pub(super) enum Key {
    Email(String),
    Username(String),
}

impl Key {
    pub(super) fn of(name: &str) -> Self {
        // The database could not even look for a NUL. One that names nobody is wrong soon enough.
        let name = name.replace('\0', "\u{fffd}");
        if name.contains('@') { Self::Email(Email::key_of(&name)) } else { Self::Username(name.to_ascii_lowercase()) }
    }

    pub(super) fn text(&self) -> &str {
        let (Self::Email(text) | Self::Username(text)) = self;
        text
    }
}

/// The account of this name. One whose owner has yet to accept an invitation has no password, and is nobody's.
pub(super) async fn find(db: &Db, key: &Key) -> Result<Option<WithHash>, sqlx::Error> {
    let column = match key {
        Key::Email(_) => "email_key",
        Key::Username(_) => "username_key",
    };
    let text =
        format!("SELECT {}, password_hash FROM users WHERE {column} = $1 AND invited_at IS NULL", user_columns!());
    sql!(db, |c| sqlx::query_as(AssertSqlSafe(text)).bind(key.text()).fetch_optional(c))
}
