//! What is good once, and was used. It is kept until it would have expired anyway.

use aws_lc_rs::digest::{SHA256, digest};

use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec, sql,
};

/// Spends what is good once, and says whether it was good: of two who spend it at once, one is told that it was not.
pub async fn spend(tx: &mut Tx, what: &[u8], expires_at: Millis) -> Result<bool, sqlx::Error> {
    attempt(tx, what, 1, expires_at).await
}

/// Says whether it was spent.
pub async fn is_spent(db: &Db, what: &[u8], now: Millis) -> Result<bool, sqlx::Error> {
    let (spent,): (bool,) =
        sql!(db, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM spent WHERE token_hash = $1 AND expires_at > $2)")
            .bind(hash(what))
            .bind(now)
            .fetch_one(c))?;
    Ok(spent)
}

/// Counts an attempt with what bears so many, and says whether it was one of them. Whoever makes another one at the same time
/// waits until this transaction is over.
pub async fn attempt(tx: &mut Tx, what: &[u8], most: i64, expires_at: Millis) -> Result<bool, sqlx::Error> {
    let counted = exec!(tx, |c| sqlx::query(
        "INSERT INTO spent (token_hash, tries, expires_at) VALUES ($1, 1, $2)
         ON CONFLICT (token_hash) DO UPDATE SET tries = spent.tries + 1 WHERE spent.tries < $3"
    )
    .bind(hash(what))
    .bind(expires_at)
    .bind(most))?;
    Ok(counted == 1)
}

/// Ends what bears so many attempts, though it has not borne them all.
pub async fn end(tx: &mut Tx, what: &[u8], most: i64) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("UPDATE spent SET tries = $2 WHERE token_hash = $1").bind(hash(what)).bind(most))
        .map(|_| ())
}

/// Forgets what would have expired by now, and says how much.
pub async fn sweep(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM spent WHERE expires_at <= $1").bind(now))
}

fn hash(what: &[u8]) -> Vec<u8> {
    digest(&SHA256, what).as_ref().to_vec()
}
