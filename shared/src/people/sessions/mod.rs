//! Sessions: a log-in from its first token to its end, and the refresh tokens that carry it on.

mod beginning;
mod cookies;
mod network;
mod own;
mod reader;
mod refresh;

use std::time::Duration;

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

pub(super) use self::reader::{session_holds, token_holds};
pub use self::{
    beginning::{Begun, Facts, HeldBy, KnownBy, Origin, ProvedBy},
    cookies::ByCookie,
    network::Network,
    own::OwnSession,
    reader::{Caller, Credential, Reader, still_live},
    refresh::RefreshError,
};
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{SessionId, UserId},
    people::users::User,
};

/// A live session and the account behind it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Session {
    /// The session.
    #[sqlx(rename = "session_id")]
    pub id: SessionId,
    /// Whose it is.
    #[sqlx(flatten)]
    pub user: User,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    /// How long a session lives that is not refreshed: the lifetime of a refresh token.
    pub unrefreshed: Duration,
    /// How long a session lives in all, however often it is refreshed (OWASP ASVS 7.3.2).
    pub longest: Duration,
    /// How long a session lives that is not used (OWASP ASVS 7.3.1).
    pub idle: Duration,
}

impl Lifetime {
    /// A session that was last used before this is over.
    pub fn idle_since(self, now: Millis) -> Millis {
        now - self.idle
    }

    /// When a session that begins now, or is carried on, runs out, without regard to how old it is.
    fn next_end(self, now: Millis) -> Millis {
        now + self.unrefreshed.min(self.longest)
    }
}

/// A fresh secret that carries a session: 32 random bytes. Only its hash is stored.
pub fn fresh_token() -> Result<SecretString, sqlx::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// A plain SHA-256 is enough: the token is random and long, so nobody can guess their way back from its hash.
pub(super) fn hash(token: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.expose_secret().as_bytes()).as_ref().to_vec()
}

impl Session {
    /// Ends a session: its access tokens and refresh tokens stop working at once.
    pub async fn end(tx: &mut Tx, id: SessionId, now: Millis) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id)
            .bind(now))
        .map(|_| ())
    }

    /// Ends all sessions of an account but one.
    pub async fn end_others(tx: &mut Tx, user: UserId, kept: SessionId, now: Millis) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query(
            "UPDATE sessions SET ended_at = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL"
        )
        .bind(user)
        .bind(kept)
        .bind(now))
        .map(|_| ())
    }

    /// Notes that these sessions were used just now, but for those that are over.
    pub async fn mark_seen(db: &Db, ids: &[SessionId], lifetime: Lifetime, now: Millis) -> Result<(), sqlx::Error> {
        let mut statement = Statement::new("UPDATE sessions SET seen_at = ").bind(now).push(" WHERE seen_at > ");
        statement = statement.bind(lifetime.idle_since(now)).push(" AND seen_at < ").bind(now).push(" AND id IN (");
        for (at, id) in ids.iter().enumerate() {
            statement = statement.push(if at == 0 { "" } else { ", " }).bind(id.0);
        }
        statement.push(")").execute(db).await.map(|_| ())
    }

    /// Deletes sessions that ran out before `before`, with their refresh tokens, and says how many.
    pub async fn sweep(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
        exec!(db, |c| sqlx::query("DELETE FROM sessions WHERE expires_at < $1").bind(before))
    }

    /// Deletes refresh tokens that were used before `before`, and says how many. A session that lives long has used
    /// thousands.
    ///
    /// They are known for as long as they would have lived, and not for a number of them: a thief who has changed a
    /// token for new ones could else go on until its owner's is forgotten.
    pub async fn forget_used(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
        /// Few enough that nobody waits long for the rows that are locked meanwhile.
        const BATCH: i64 = 1000;
        let mut deleted = 0;
        loop {
            let batch = exec!(db, |c| sqlx::query(
                "DELETE FROM used_refresh_tokens WHERE token_hash IN (
                     SELECT token_hash FROM used_refresh_tokens WHERE used_at < $1 LIMIT $2)"
            )
            .bind(before)
            .bind(BATCH))?;
            deleted += batch;
            if batch == 0 {
                return Ok(deleted);
            }
        }
    }
}
