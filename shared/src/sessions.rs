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
    users::{Role, User},
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
pub fn fresh_token() -> Result<SecretString, sqlx::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// A plain SHA-256 is enough: the token is random and long, so nobody can guess their way back from its hash.
fn hash(token: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.expose_secret().as_bytes()).as_ref().to_vec()
}

/// Who asks, by what their access token says. Whether that still holds is asked by [`Session::live_for`], or by the
/// query that reads what they want: see [`Reader::IS_LIVE`].
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The session.
    pub session: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What that account may do.
    pub role: Role,
    /// The time of the request.
    pub now: Millis,
}

impl Reader {
    /// What [`Session::live_for`] asks, as a condition of a query that shall give rows to a live session only, which
    /// saves a trip to the database. `$1` to `$4` are the reader's session, user, role and time.
    pub const IS_LIVE: &str = "EXISTS (
        SELECT 1 FROM sessions s JOIN users reader ON reader.id = s.user_id
        WHERE s.id = $1 AND s.user_id = $2 AND reader.role = $3
          AND s.ended_at IS NULL AND s.expires_at > $4 AND reader.disabled_at IS NULL)";
}

impl Session {
    /// Begins a session that lives for `ttl` unless it is refreshed, and gives its first refresh token.
    ///
    /// One statement, and so a transaction of its own.
    pub async fn begin(
        db: &Db,
        user: UserId,
        ttl: Duration,
        now: Millis,
    ) -> Result<(SessionId, SecretString), sqlx::Error> {
        let (id, token) = (SessionId::new(), fresh_token()?);
        exec!(db, |c| sqlx::query(
            "INSERT INTO sessions (id, user_id, created_at, expires_at, refresh_hash) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(id)
        .bind(user)
        .bind(now)
        .bind(now + ttl)
        .bind(hash(&token)))?;
        Ok((id, token))
    }

    /// The session and its account as they stand now, or none when it has ended or run out, or the account is shut or
    /// has another role than the reader was told: a fresh token will say which.
    pub async fn live_for(db: &Db, reader: &Reader) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT s.id AS session_id, u.id, u.username, u.email, u.role, u.email_verified_at, u.disabled_at
             FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id = $1 AND s.user_id = $2 AND u.role = $3
               AND s.ended_at IS NULL AND s.expires_at > $4 AND u.disabled_at IS NULL"
        )
        .bind(reader.session)
        .bind(reader.user)
        .bind(reader.role)
        .bind(reader.now)
        .fetch_optional(c))
    }

    /// Takes a refresh token in for a [fresh](fresh_token) one. One that was used before ends its session (RFC 9700,
    /// section 4.14), but for the very same change: a transaction that may have been committed can be done once more.
    ///
    /// On [`RefreshError::Reused`] the transaction holds the session's end and must be committed.
    pub async fn refresh(
        tx: &mut Tx,
        token: &SecretString,
        fresh: &SecretString,
        ttl: Duration,
        now: Millis,
    ) -> Result<Self, RefreshError> {
        let (old, fresh) = (hash(token), hash(fresh));
        let renewed: Option<(SessionId,)> = sql!(tx, |c| sqlx::query_as(
            "UPDATE sessions SET refresh_hash = $2, expires_at = $3
             WHERE refresh_hash = $1 AND ended_at IS NULL AND expires_at > $4 RETURNING id"
        )
        .bind(&old)
        .bind(&fresh)
        .bind(now + ttl)
        .bind(now)
        .fetch_optional(c))?;
        let Some((id,)) = renewed else {
            let Some(id) = session_of_used(tx, &old).await? else { return Err(RefreshError::NotGood) };
            if holds(tx, id, &fresh).await? {
                return Self::find(tx, id).await?.ok_or(RefreshError::NotGood);
            }
            Self::end(tx, id, now).await?;
            return Err(RefreshError::Reused(id));
        };
        exec!(tx, |c| sqlx::query(
            "INSERT INTO used_refresh_tokens (token_hash, session_id, used_at) VALUES ($1, $2, $3)"
        )
        .bind(&old)
        .bind(id)
        .bind(now))?;
        Self::find(tx, id).await?.ok_or(RefreshError::NotGood)
    }

    /// A session whose account is not shut.
    async fn find(tx: &mut Tx, id: SessionId) -> Result<Option<Self>, sqlx::Error> {
        sql!(tx, |c| sqlx::query_as(
            "SELECT s.id AS session_id, u.id, u.username, u.email, u.role, u.email_verified_at, u.disabled_at
             FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1 AND u.disabled_at IS NULL"
        )
        .bind(id)
        .fetch_optional(c))
    }

    /// Whose session a refresh token belongs to, used or not, as long as the session is live.
    pub async fn of_refresh_token(
        tx: &mut Tx,
        token: &SecretString,
        now: Millis,
    ) -> Result<Option<(SessionId, UserId)>, sqlx::Error> {
        sql!(tx, |c| sqlx::query_as(
            "SELECT id, user_id FROM sessions
             WHERE id IN (SELECT id FROM sessions WHERE refresh_hash = $1
                          UNION ALL SELECT session_id FROM used_refresh_tokens WHERE token_hash = $1)
               AND ended_at IS NULL AND expires_at > $2"
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

/// Says whether a live session goes on with the token of this hash.
async fn holds(tx: &mut Tx, id: SessionId, token_hash: &[u8]) -> Result<bool, sqlx::Error> {
    let (holds,): (bool,) = sql!(tx, |c| sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND refresh_hash = $2 AND ended_at IS NULL)"
    )
    .bind(id)
    .bind(token_hash)
    .fetch_one(c))?;
    Ok(holds)
}

async fn session_of_used(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<SessionId>, sqlx::Error> {
    let found: Option<(SessionId,)> =
        sql!(tx, |c| sqlx::query_as("SELECT session_id FROM used_refresh_tokens WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(c))?;
    Ok(found.map(|(id,)| id))
}
