//! Pictures of people, in the two sizes in which they are shown. They are small, and so they lie in the database.

use aws_lc_rs::digest;

use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::UserId,
    sql,
};

/// One of the two sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// For lists.
    Small,
    /// For a profile.
    #[default]
    Large,
}

/// A picture in one size.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredPicture {
    /// A JPEG.
    pub bytes: Vec<u8>,
    /// What marks the picture, in both sizes.
    pub etag: String,
}

/// What marks a picture by its bytes.
pub fn mark(bytes: &[u8]) -> String {
    hex::encode(&digest::digest(&digest::SHA256, bytes).as_ref()[..16])
}

impl StoredPicture {
    /// The picture of an account, if it has one.
    pub async fn find(db: &Db, user: UserId, size: Size) -> Result<Option<Self>, sqlx::Error> {
        let text = match size {
            Size::Small => "SELECT small AS bytes, etag FROM pictures WHERE user_id = $1",
            Size::Large => "SELECT large AS bytes, etag FROM pictures WHERE user_id = $1",
        };
        sql!(db, |c| sqlx::query_as(text).bind(user).fetch_optional(c))
    }

    /// Gives an account a picture, in place of the one that it has.
    pub async fn put(tx: &mut Tx, user: UserId, small: &[u8], large: &[u8], now: Millis) -> Result<(), sqlx::Error> {
        let etag = mark(large);
        exec!(tx, |c| sqlx::query(
            "INSERT INTO pictures (user_id, large, small, etag, changed_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (user_id) DO UPDATE SET large = excluded.large, small = excluded.small, etag = excluded.etag,
                                                 changed_at = excluded.changed_at"
        )
        .bind(user)
        .bind(large)
        .bind(small)
        .bind(&etag)
        .bind(now))
        .map(|_| ())
    }

    /// Takes the picture of an account away. Where there is none, nothing changes.
    pub async fn remove(tx: &mut Tx, user: UserId) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("DELETE FROM pictures WHERE user_id = $1").bind(user)).map(|_| ())
    }
}
