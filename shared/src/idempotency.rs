//! Requests that may come twice and are to be done once: the answer to the first one is kept for a day under a key that the
//! client chose.
//!
//! While a request is under way its row holds a lease, which is renewed: should the process die, the key is free again
//! soon. Two requests at once, by whichever process, meet in the row.

use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};

use crate::{clock::Millis, db::Db, exec, sql};

/// How long an answer is kept.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// How long a request counts as being under way without a sign of life.
const LEASE: Duration = Duration::from_secs(30);

/// How often it should give one.
pub const BEAT: Duration = Duration::from_secs(5);

/// A request as it is told from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whose it is: the id of an account, or an address.
    pub owner: String,
    /// The path that it went to.
    pub path: String,
    /// What its client calls it.
    pub key: String,
}

/// Whoever does a request, told from others that might do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doer([u8; 16]);

/// What is known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is now ours to be done.
    Ours(Doer),
    /// Somebody does it at this moment.
    UnderWay,
    /// It was done.
    Done {
        /// The hash of the body that it had.
        body_hash: Vec<u8>,
        /// The answer that it got, sealed.
        answer: String,
    },
}

#[derive(sqlx::FromRow)]
struct Row {
    body_hash: Vec<u8>,
    answer: Option<String>,
}

impl Asked {
    /// Takes the request over, unless somebody does it or has done it.
    pub async fn begin(&self, db: &Db, now: Millis) -> Result<Known, sqlx::Error> {
        let mut mark = [0; 16];
        getrandom::fill(&mut mark).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
        // What has run out is nobody's, be it a lease or an answer.
        let begun = exec!(db, |c| sqlx::query(
            "INSERT INTO idempotency_keys (owner, path, key, body_hash, answer, began_at, expires_at)
             VALUES ($1, $2, $3, $4, NULL, $5, $6)
             ON CONFLICT (owner, path, key) DO UPDATE
             SET body_hash = excluded.body_hash, answer = NULL, began_at = excluded.began_at,
                 expires_at = excluded.expires_at
             WHERE idempotency_keys.expires_at <= $5"
        )
        .bind(&self.owner)
        .bind(&self.path)
        .bind(&self.key)
        // Until the body is read whole, the mark of whoever does the request stands in the place of its hash.
        .bind(&mark[..])
        .bind(now)
        .bind(now + LEASE))?;
        if begun == 1 {
            return Ok(Known::Ours(Doer(mark)));
        }
        let row: Option<Row> = sql!(db, |c| sqlx::query_as(
            "SELECT body_hash, answer FROM idempotency_keys WHERE owner = $1 AND path = $2 AND key = $3"
        )
        .bind(&self.owner)
        .bind(&self.path)
        .bind(&self.key)
        .fetch_optional(c))?;
        Ok(match row {
            Some(Row { body_hash, answer: Some(answer) }) => Known::Done { body_hash, answer },
            // One that went this moment came to nothing that is kept; its client may ask again.
            Some(Row { answer: None, .. }) | None => Known::UnderWay,
        })
    }

    /// Tells that the request is still being done.
    pub async fn go_on(&self, db: &Db, doer: Doer, now: Millis) -> Result<(), sqlx::Error> {
        exec!(db, |c| sqlx::query(
            "UPDATE idempotency_keys SET expires_at = $5
             WHERE owner = $1 AND path = $2 AND key = $3 AND body_hash = $4 AND answer IS NULL"
        )
        .bind(&self.owner)
        .bind(&self.path)
        .bind(&self.key)
        .bind(&doer.0[..])
        .bind(now + LEASE))
        .map(|_| ())
    }

    /// Keeps the answer of whoever did the request, unless somebody else has taken it over meanwhile. Doing it again changes
    /// nothing.
    pub async fn keep(
        &self,
        db: &Db,
        doer: Doer,
        body_hash: [u8; 32],
        answer: &str,
        now: Millis,
    ) -> Result<(), sqlx::Error> {
        exec!(db, |c| sqlx::query(
            "UPDATE idempotency_keys SET body_hash = $5, answer = $6, expires_at = $7
             WHERE owner = $1 AND path = $2 AND key = $3 AND body_hash = $4 AND answer IS NULL"
        )
        .bind(&self.owner)
        .bind(&self.path)
        .bind(&self.key)
        .bind(&doer.0[..])
        .bind(&body_hash[..])
        .bind(answer)
        .bind(now + KEPT_FOR))
        .map(|_| ())
    }

    /// Gives the request up: whoever asks next does it.
    pub async fn free(&self, db: &Db, doer: Doer) -> Result<(), sqlx::Error> {
        exec!(db, |c| sqlx::query(
            "DELETE FROM idempotency_keys
             WHERE owner = $1 AND path = $2 AND key = $3 AND body_hash = $4 AND answer IS NULL"
        )
        .bind(&self.owner)
        .bind(&self.path)
        .bind(&self.key)
        .bind(&doer.0[..]))
        .map(|_| ())
    }

    /// Forgets an answer that cannot be opened any more.
    pub async fn forget(&self, db: &Db, answer: &str) -> Result<(), sqlx::Error> {
        exec!(db, |c| sqlx::query(
            "DELETE FROM idempotency_keys WHERE owner = $1 AND path = $2 AND key = $3 AND answer = $4"
        )
        .bind(&self.owner)
        .bind(&self.path)
        .bind(&self.key)
        .bind(answer))
        .map(|_| ())
    }

    /// When an answer that is kept now is over.
    pub fn kept_until(now: Millis) -> Millis {
        now + KEPT_FOR
    }

    /// What binds an answer to the request, so that none is told to anybody else whose row it may come to stand in.
    pub fn bound_to(&self, body_hash: &[u8]) -> [u8; 32] {
        let mut hash = BodyHash::default();
        for part in [self.owner.as_bytes(), self.path.as_bytes(), self.key.as_bytes(), body_hash] {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finish()
    }
}

/// Forgets all that has run out, and says how much.
pub async fn sweep(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM idempotency_keys WHERE expires_at <= $1").bind(now))
}

/// The hash of a body, taken as it flows.
#[derive(Clone)]
pub struct BodyHash(Context);

impl Default for BodyHash {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl std::fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BodyHash")
    }
}

impl BodyHash {
    /// Takes in what came next.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that came.
    pub fn finish(self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(self.0.finish().as_ref());
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_bound_to_all_of_its_request() {
        let asked = |owner: &str, path: &str, key: &str| Asked {
            owner: owner.to_owned(),
            path: path.to_owned(),
            key: key.to_owned(),
        };
        let one = asked("a", "/api/upload/", "k").bound_to(b"hash");
        for other in [
            asked("b", "/api/upload/", "k").bound_to(b"hash"),
            asked("a", "/api/signup/", "k").bound_to(b"hash"),
            asked("a", "/api/upload/", "l").bound_to(b"hash"),
            asked("a/", "api/upload/", "k").bound_to(b"hash"),
            asked("a", "/api/upload/", "k").bound_to(b"hasp"),
        ] {
            assert_ne!(one, other);
        }
    }
}
