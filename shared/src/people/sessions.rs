//! Sessions: a log-in from its first token to its end, and the refresh tokens that carry it on.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use crate::{
    clock::{Millis, whole_millis},
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{SessionId, UserId},
    people::{names::Role, users::User},
    sql,
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
}

/// How long a place is known after somebody has logged in from there.
const KNOWN_FOR: Duration = Duration::from_hours(24 * 30);

/// Where somebody comes from: an IPv4 address, or the /64 of an IPv6 one, which is one household's or one machine's.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Network(String);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
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
/// query that reads what they want: see [`Reader::is_live`].
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
    /// saves a trip to the database.
    pub fn is_live(&self, statement: Statement) -> Statement {
        let statement =
            statement.push("EXISTS (SELECT 1 FROM sessions s JOIN users account ON account.id = s.user_id WHERE ");
        self.live_session(statement).push(")")
    }

    /// The condition that the session `s` of `account` is the reader's, and live: it has not ended or run out, and the
    /// account is not disabled, was not shut since the session began, and has no other role.
    fn live_session(&self, statement: Statement) -> Statement {
        let statement = statement.push("s.id = ").bind(self.session.0).push(" AND s.user_id = ").bind(self.user.0);
        let statement = statement.push(" AND account.role = ").bind(self.role.as_str());
        let statement = statement.push(" AND s.ended_at IS NULL AND s.expires_at > ").bind(self.now);
        statement.push(" AND account.disabled_at IS NULL AND s.epoch = account.epoch")
    }
}

impl Session {
    /// Whoever asks in this session at this time.
    pub fn reader(&self, now: Millis) -> Reader {
        Reader { session: self.id, user: self.user.id, role: self.user.role, now }
    }

    /// Begins a session, and gives its first refresh token; none when the account was disabled, or got another role, since
    /// `user` was read.
    ///
    /// One statement, and so a transaction of its own.
    pub async fn begin(
        db: &Db,
        user: &User,
        from: Option<&Network>,
        lifetime: Lifetime,
        now: Millis,
    ) -> Result<Option<(SessionId, SecretString)>, sqlx::Error> {
        let (id, token) = (SessionId::new(), fresh_token()?);
        let begun = exec!(db, |c| sqlx::query(
            "INSERT INTO sessions (id, user_id, created_at, expires_at, refresh_hash, network, epoch)
             SELECT $1, u.id, $3, $4, $5, $6, u.epoch FROM users u
             WHERE u.id = $2 AND u.role = $7 AND u.disabled_at IS NULL"
        )
        .bind(id)
        .bind(user.id)
        .bind(now)
        .bind(now + lifetime.unrefreshed.min(lifetime.longest))
        .bind(hash(&token))
        .bind(from)
        .bind(user.role))?;
        Ok((begun == 1).then_some((id, token)))
    }

    /// The time before which no session tells any more that somebody is known where it began.
    pub fn known_since(now: Millis) -> Millis {
        now - KNOWN_FOR
    }

    /// The session and its account as they stand now, or none when it is not live.
    pub async fn live_for(db: &Db, reader: &Reader) -> Result<Option<Self>, sqlx::Error> {
        let account = Statement::new(
            "SELECT s.id AS session_id, account.id, account.username, account.email, account.role,
                    account.email_verified_at, account.disabled_at
             FROM sessions s JOIN users account ON account.id = s.user_id WHERE ",
        );
        reader.live_session(account).fetch_optional(db).await
    }

    /// Takes a refresh token in for a [fresh](fresh_token) one. One that was used before ends its session (RFC 9700,
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
             SET refresh_hash = $2, expires_at = CASE WHEN created_at + $5 < $3 THEN created_at + $5 ELSE $3 END
             WHERE refresh_hash = $1 AND ended_at IS NULL AND expires_at > $4 AND created_at + $5 > $4 RETURNING id"
        )
        .bind(&old)
        .bind(&fresh)
        .bind(now + lifetime.unrefreshed)
        .bind(now)
        .bind(whole_millis(lifetime.longest))
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

    /// A session whose account is not disabled.
    async fn find(tx: &mut Tx, id: SessionId) -> Result<Option<Self>, sqlx::Error> {
        sql!(tx, |c| sqlx::query_as(
            "SELECT s.id AS session_id, u.id, u.username, u.email, u.role, u.email_verified_at, u.disabled_at
             FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id = $1 AND u.disabled_at IS NULL AND s.epoch = u.epoch"
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
            "SELECT s.id, s.user_id FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id IN (SELECT id FROM sessions WHERE refresh_hash = $1
                            UNION ALL SELECT session_id FROM used_refresh_tokens WHERE token_hash = $1)
               AND s.ended_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL AND s.epoch = u.epoch"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_address_or_the_first_half_of_one() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("::1", "::/64"),
        ] {
            assert_eq!(Network::from(address.parse::<IpAddr>().unwrap()).0, network);
        }
    }
}
