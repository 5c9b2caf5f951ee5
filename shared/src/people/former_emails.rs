//! Addresses that an account had before: what happened while one of them held is told there, however late that mail goes out.

use super::{email::Email, users::User};
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{JobId, UserId},
    sql,
};

/// Notes that an account has another address from now on.
pub(super) async fn note(tx: &mut Tx, user: UserId, email: &Email, now: Millis) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "INSERT INTO former_emails (user_id, replaced_at, email) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    )
    .bind(user)
    .bind(now)
    .bind(email))
    .map(|_| ())
}

/// The addresses that an account has had since a job of its was enqueued, the one that held then first, and the one that it has
/// now last.
pub async fn since(db: &Db, user: &User, job: JobId) -> Result<Vec<Email>, sqlx::Error> {
    let former: Vec<(Email,)> = sql!(db, |c| sqlx::query_as(
        "SELECT f.email FROM former_emails f
         WHERE f.user_id = $1 AND f.replaced_at >= (SELECT j.created_at FROM background_jobs j WHERE j.id = $2)
         ORDER BY f.replaced_at"
    )
    .bind(user.id)
    .bind(job)
    .fetch_all(c))?;
    Ok(former.into_iter().map(|(email,)| email).chain([user.email.clone()]).collect())
}

/// Forgets those that were replaced before, and says how many.
pub async fn sweep(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM former_emails WHERE replaced_at < $1").bind(before))
}
