//! Sessions as their owner sees them.

use super::{Lifetime, Session, reader::session_lasts};
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{SessionId, UserId},
    sql,
};

/// A live session, as it is shown to its owner.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnSession {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, to the minute.
    pub seen_at: Millis,
    /// From which address it began, where that is known.
    pub address: Option<String>,
    /// What the program called itself with which it began.
    pub client: Option<String>,
}

/// So many are shown: nobody looks through more.
const MOST: usize = 200;

impl Session {
    /// The live sessions of an account, the one that was used last first, and 200 at the most.
    pub async fn of_user(
        db: &Db,
        user: UserId,
        lifetime: Lifetime,
        now: Millis,
    ) -> Result<Vec<OwnSession>, sqlx::Error> {
        let theirs = Statement::new(
            "SELECT s.id, s.created_at, s.seen_at, s.address, s.client
             FROM sessions s JOIN users account ON account.id = s.user_id WHERE s.user_id = ",
        );
        let live = session_lasts(theirs.bind(user.0).push(" AND "), now, lifetime.idle_since(now));
        live.push(" ORDER BY s.seen_at DESC, s.id DESC LIMIT ").push_number(MOST).fetch_all(db).await
    }

    /// A session as its owner sees it, live or over.
    pub async fn find_own(db: &Db, id: SessionId) -> Result<Option<OwnSession>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as("SELECT id, created_at, seen_at, address, client FROM sessions WHERE id = $1")
            .bind(id)
            .fetch_optional(c))
    }

    /// Ends one of an account's sessions, and says whether there was such a live one.
    pub async fn end_of_user(tx: &mut Tx, user: UserId, id: SessionId, now: Millis) -> Result<bool, sqlx::Error> {
        let ended = exec!(tx, |c| {
            sqlx::query(
            "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL AND expires_at > $3"
        )
        .bind(id)
        .bind(user)
        .bind(now)
        })?;
        Ok(ended == 1)
    }

    /// Ends all sessions of an account.
    pub async fn end_all(tx: &mut Tx, user: UserId, now: Millis) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL")
            .bind(user)
            .bind(now))
        .map(|_| ())
    }
}
