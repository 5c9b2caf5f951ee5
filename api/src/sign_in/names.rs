//! The account behind what somebody types as their name.

use shared::{
    clock::Millis,
    db::Db,
    has_second_factor, known_columns,
    people::{
        email::Email,
        sessions::{Facts, Origin, Session},
        users::User,
    },
    sql, user_columns,
};

macro_rules! with_hash {
    ($column:literal) => {
        concat!(
            "SELECT ",
            user_columns!("account"),
            ", account.password_hash, ",
            known_columns!(),
            ", ",
            has_second_factor!(),
            " AS has_second_factor FROM users account WHERE account.",
            $column,
            " = $1 AND account.invited_at IS NULL"
        )
    };
}

/// An account, the hash of its password, and where its owner comes from.
#[derive(sqlx::FromRow)]
pub(super) struct WithHash {
    #[sqlx(flatten)]
    pub(super) user: User,
    pub(super) password_hash: String,
    #[sqlx(flatten)]
    pub(super) facts: Facts,
    /// Whether its password is only half of a log-in.
    pub(super) has_second_factor: bool,
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

/// The account of this name, and by what its owner is known to come from there. One whose owner has yet to accept an
/// invitation has no password, and is nobody's.
pub(super) async fn find(db: &Db, key: &Key, from: &Origin, now: Millis) -> Result<Option<WithHash>, sqlx::Error> {
    let text = match key {
        Key::Email(_) => with_hash!("email_key"),
        Key::Username(_) => with_hash!("username_key"),
    };
    sql!(db, |c| sqlx::query_as(text)
        .bind(key.text())
        .bind(from.network())
        .bind(Session::known_since(now))
        .bind(from.device_hash())
        .fetch_optional(c))
}
