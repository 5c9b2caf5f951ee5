//! Refresh tokens: each carries its session on once.

use secrecy::SecretString;
use thiserror::Error;

use super::{Lifetime, Session, hash, session_holds};
use crate::{
    clock::{Millis, whole_millis},
    db::{Tx, statement::Statement},
    exec,
    ids::{SessionId, UserId},
    sql, user_columns,
};

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

impl Session {
    /// Takes a refresh token in for a [fresh](super::fresh_token) one. One that was used before ends its session (RFC 9700,
    /// section 4.14), but for the very same change: a transaction that may have been committed can be done once more.
    ///
    /// The session's own end stays where it is. On [`RefreshError::Reused`] the transaction holds the session's end and must be committed.
    pub async fn refresh(
        tx: &mut Tx,
        token: &SecretString,
        fresh: &SecretString,
        lifetime: Lifetime,
        now: Millis,
    ) -> Result<Self, RefreshError> {
        let (old, fresh) = (hash(token), hash(fresh));
        let renewed: Option<(SessionId,)> = sql!(tx, |c| sqlx::query_as(
            "UPDATE sessions
             SET refresh_hash = $2, seen_at = $4,
                 expires_at = CASE WHEN created_at + $5 < $3 THEN created_at + $5 ELSE $3 END
             WHERE refresh_hash = $1 AND ended_at IS NULL AND expires_at > $4 AND created_at + $5 > $4
               AND seen_at > $6 RETURNING id"
        )
        .bind(&old)
        .bind(&fresh)
        .bind(now + lifetime.unrefreshed)
        .bind(now)
        .bind(whole_millis(lifetime.longest))
        .bind(lifetime.idle_since(now))
        .fetch_optional(c))?;
        let Some((id,)) = renewed else {
            let Some(id) = session_of_used(tx, &old).await? else { return Err(RefreshError::NotGood) };
            if holds(tx, id, &fresh).await? {
                return Self::find(tx, id, lifetime, now).await?.ok_or(RefreshError::NotGood);
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
        Self::find(tx, id, lifetime, now).await?.ok_or(RefreshError::NotGood)
    }

    /// A session, as long as it is live.
    async fn find(tx: &mut Tx, id: SessionId, lifetime: Lifetime, now: Millis) -> Result<Option<Self>, sqlx::Error> {
        let session = Statement::new(concat!(
            "SELECT s.id AS session_id, ",
            user_columns!("account"),
            " FROM sessions s JOIN users account ON account.id = s.user_id WHERE s.id = "
        ));
        let live = session_holds(session.bind(id.0).push(" AND "), None, now, lifetime.idle_since(now));
        live.fetch_optional_in(tx).await
    }

    /// Whose session a refresh token belongs to, used or not, as long as the session is live.
    pub async fn of_refresh_token(
        tx: &mut Tx,
        token: &SecretString,
        lifetime: Lifetime,
        now: Millis,
    ) -> Result<Option<(SessionId, UserId)>, sqlx::Error> {
        let hash = hash(token);
        let session = Statement::new(
            "SELECT s.id, s.user_id FROM sessions s JOIN users account ON account.id = s.user_id
             WHERE s.id IN (SELECT id FROM sessions WHERE refresh_hash = ",
        );
        let session = session.bind(hash.clone());
        let session =
            session.push(" UNION ALL SELECT session_id FROM used_refresh_tokens WHERE token_hash = ").bind(hash);
        let live = session_holds(session.push(") AND "), None, now, lifetime.idle_since(now));
        live.fetch_optional_in(tx).await
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
