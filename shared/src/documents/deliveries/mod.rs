//! What was delivered by which link, and how often that makes an account's downloads of a document.
//!
//! A link counts once, when all of it was delivered: at once, resumed, or in ranges in any order, by whichever process. Where
//! only so many downloads are allowed, one is reserved before its first byte, and the reservation ends with the link, or with
//! a download that goes on longer.

mod coverage;
mod gathering;
mod recording;
mod reserving;

pub use self::{
    coverage::Coverage,
    gathering::{Deliveries, Gatherer},
    recording::record,
    reserving::{Limited, Reserved, is_free, is_reached, keep_reserved, reserve},
};
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{FileId, LinkId, UserId},
    sql,
};

/// What went out by a link, in one answer.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The link.
    pub link: LinkId,
    /// When it ends.
    pub expires_at: Millis,
    /// The account that it was made for.
    pub user: UserId,
    /// The documents behind it.
    pub files: Vec<FileId>,
    /// Bytes of all that is behind it.
    pub size: u64,
    /// What of them went out.
    pub coverage: Coverage,
    /// When the last of them did.
    pub at: Millis,
}

/// Says whether all that is behind a link was delivered.
pub async fn is_delivered(db: &Db, link: LinkId) -> Result<bool, sqlx::Error> {
    let found: Option<(Option<Millis>,)> =
        sql!(db, |c| sqlx::query_as("SELECT delivered_at FROM deliveries WHERE link_id = $1")
            .bind(link)
            .fetch_optional(c))?;
    Ok(found.is_some_and(|(at,)| at.is_some()))
}

/// Gives back what a link has reserved, which is over.
pub async fn give_back(tx: &mut Tx, link: LinkId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("DELETE FROM reservations WHERE link_id = $1").bind(link)).map(|_| ())
}

/// Forgets what was delivered by links that are over, and says of how many.
pub async fn sweep(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM reservations WHERE expires_at <= $1").bind(now))?;
    exec!(db, |c| sqlx::query("DELETE FROM deliveries WHERE expires_at <= $1").bind(now))
}
