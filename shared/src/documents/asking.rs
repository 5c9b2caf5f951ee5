//! Clients who ask for a document that is over: once a day for each.

use std::time::Duration;

use crate::{
    clock::Millis,
    db::Tx,
    exec,
    ids::{FileId, UserId},
    sql,
};

/// How long somebody who has asked for a document waits before they may ask for it again.
pub const PAUSE: Duration = Duration::from_hours(24);

/// Writes down that a client asks for a document. Where they have done so lately, says how long they are to wait.
pub async fn ask(tx: &mut Tx, file: FileId, user: UserId, now: Millis) -> Result<Result<(), Duration>, sqlx::Error> {
    let asked = exec!(tx, |c| sqlx::query(
        "INSERT INTO document_asks (user_id, file_id, asked_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, file_id) DO UPDATE SET asked_at = excluded.asked_at WHERE document_asks.asked_at <= $4"
    )
    .bind(user)
    .bind(file)
    .bind(now)
    .bind(now - PAUSE))?;
    if asked == 1 {
        return Ok(Ok(()));
    }
    let (last,): (Millis,) =
        sql!(tx, |c| sqlx::query_as("SELECT asked_at FROM document_asks WHERE user_id = $1 AND file_id = $2")
            .bind(user)
            .bind(file)
            .fetch_one(c))?;
    Ok(Err((last + PAUSE).since(now)))
}
