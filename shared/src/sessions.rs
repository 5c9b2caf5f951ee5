//! Sessions: a log-in from its first token to its end, and the refresh tokens that carry it on.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{SessionId, UserId},
    sql,
    users::User,
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

/// Why a refresh token is not taken.
#[derive(Debug, Error)]
pub enum RefreshError {
    /// Nobody was given this token, or its session is over.
    #[error("the refresh token is not good")]
    NotGood,
    /// The token was used before: it is in two hands, and its session has now been ended.
    #[error("the refresh token was used before; its session is ended")]
    Reused(SessionId),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// A fresh refresh token: 32 random bytes. Only its hash is stored.
fn fresh_token() -> Result<SecretString, sqlx::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// A plain SHA-256 is enough: the token is random and long, so nobody can guess their way back from its hash.
fn hash(token: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.expose_secret().as_bytes()).as_ref().to_vec()
}

impl Session {
    /// Begins a session that lives for `ttl` unless it is refreshed, and gives its first refresh token.
    pub async fn begin(
        tx: &mut Tx,
        user: UserId,
        ttl: Duration,
        now: Millis,
    ) -> Result<(SessionId, SecretString), sqlx::Error> {
        let id = SessionId::new();
        exec!(tx, |c| sqlx::query(
            "INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)"
        )
        .bind(id)
        .bind(user)
        .bind(now)
        .bind(now + ttl))?;
        Ok((id, add_token(tx, id, now).await?))
    }

    /// The session and its account as they stand now, or none when it has ended or run out.
    pub async fn live(db: &Db, id: SessionId, now: Millis) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT s.id AS session_id, u.id, u.username, u.email, u.role, u.email_verified_at, u.disabled_at
             FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL"
        )
        .bind(id)
        .bind(now)
        .fetch_optional(c))
    }

    /// Takes a refresh token in for a new one. One that was used before ends its session (RFC 9700, section 4.14).
    ///
    /// On [`RefreshError::Reused`] the transaction holds the session's end and must be committed.
    pub async fn refresh(
        tx: &mut Tx,
        token: &SecretString,
        ttl: Duration,
        now: Millis,
    ) -> Result<(Self, SecretString), RefreshError> {
        let hash = hash(token);
        let used_up: Option<(SessionId,)> = sql!(tx, |c| sqlx::query_as(
            "UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL RETURNING session_id"
        )
        .bind(&hash)
        .bind(now)
        .fetch_optional(c))?;
        let Some((id,)) = used_up else {
            let Some(id) = session_of(tx, &hash).await? else { return Err(RefreshError::NotGood) };
            Self::end(tx, id, now).await?;
            return Err(RefreshError::Reused(id));
        };
        let session: Option<Self> = sql!(tx, |c| sqlx::query_as(
            "SELECT s.id AS session_id, u.id, u.username, u.email, u.role, u.email_verified_at, u.disabled_at
             FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL"
        )
        .bind(id)
        .bind(now)
        .fetch_optional(c))?;
        let session = session.ok_or(RefreshError::NotGood)?;
        exec!(tx, |c| sqlx::query("UPDATE sessions SET expires_at = $2 WHERE id = $1").bind(id).bind(now + ttl))?;
        Ok((session, add_token(tx, id, now).await?))
    }

    /// Whose session a refresh token belongs to, used or not, as long as the session is live.
    pub async fn of_refresh_token(
        tx: &mut Tx,
        token: &SecretString,
        now: Millis,
    ) -> Result<Option<(SessionId, UserId)>, sqlx::Error> {
        sql!(tx, |c| sqlx::query_as(
            "SELECT s.id, s.user_id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
             WHERE t.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2"
        )
        .bind(hash(token))
        .bind(now)
        .fetch_optional(c))
    }

    /// Ends a session: its access tokens and refresh tokens stop working at once.
    pub async fn end(tx: &mut Tx, id: SessionId, now: Millis) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id)
            .bind(now))
        .map(|_| ())
    }

    /// Deletes sessions that ran out before `before`, with their refresh tokens, and says how many.
    pub async fn sweep(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
        exec!(db, |c| sqlx::query("DELETE FROM sessions WHERE expires_at < $1").bind(before))
    }
}

async fn add_token(tx: &mut Tx, session: SessionId, now: Millis) -> Result<SecretString, sqlx::Error> {
    let token = fresh_token()?;
    exec!(tx, |c| sqlx::query("INSERT INTO refresh_tokens (token_hash, session_id, created_at) VALUES ($1, $2, $3)")
        .bind(hash(&token))
        .bind(session)
        .bind(now))?;
    Ok(token)
}

async fn session_of(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<SessionId>, sqlx::Error> {
    let found: Option<(SessionId,)> =
        sql!(tx, |c| sqlx::query_as("SELECT session_id FROM refresh_tokens WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(c))?;
    Ok(found.map(|(id,)| id))
}
