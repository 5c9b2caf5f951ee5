//! Sessions that live in a cookie: an opaque secret, of which only the hash is stored.

use secrecy::SecretString;

use super::{Caller, Credential, Lifetime, Session, hash, session_holds};
use crate::{
    clock::{Millis, whole_millis},
    db::{Db, statement::Statement},
    exec,
    ids::SessionId,
    people::{factors, users::User},
    settings::RequireSecondFactor,
    sql, user_columns,
};

/// A live session that was found by its cookie.
#[derive(Clone, Debug)]
pub struct ByCookie {
    /// Who asks.
    pub caller: Caller,
    /// The session.
    pub session: SessionId,
    /// When it began.
    pub created_at: Millis,
    /// When it runs out, unless it is carried on.
    pub expires_at: Millis,
    /// Whether the cookie outlives the browser.
    pub remembered: bool,
}

#[derive(sqlx::FromRow)]
struct Found {
    session_id: SessionId,
    session_created_at: Millis,
    session_expires_at: Millis,
    remembered: bool,
    is_set_up: bool,
    #[sqlx(flatten)]
    user: User,
}

impl Session {
    /// The live session of this cookie, if there is one.
    pub async fn find_by_cookie(
        db: &Db,
        secret: &SecretString,
        lifetime: Lifetime,
        required: RequireSecondFactor,
        now: Millis,
    ) -> Result<Option<ByCookie>, sqlx::Error> {
        let idle_since = lifetime.idle_since(now);
        let found = Statement::new(concat!(
            "SELECT s.id AS session_id, s.created_at AS session_created_at, s.expires_at AS session_expires_at, s.remembered, ",
            user_columns!("account"),
            ", "
        ));
        let found = found
            .push(factors::is_set_up(required))
            .push(" AS is_set_up FROM sessions s JOIN users account ON account.id = s.user_id WHERE s.cookie_hash = ");
        let found = session_holds(found.bind(hash(secret)).push(" AND "), None, now, idle_since);
        let found: Option<Found> = found.fetch_optional(db).await?;
        Ok(found.map(|found| {
            let Found { session_id, session_created_at, session_expires_at, remembered, is_set_up, user } = found;
            let credential = Credential::Session(session_id);
            let caller = Caller { credential, user, has_to_set_up: !is_set_up, idle_since, required };
            ByCookie {
                caller,
                session: session_id,
                created_at: session_created_at,
                expires_at: session_expires_at,
                remembered,
            }
        }))
    }

    /// Carries a session on as if it began now, but not beyond its longest life, and says until when it goes; none when it
    /// is over. Two that do it at once do it once.
    pub async fn carry_on(
        db: &Db,
        id: SessionId,
        lifetime: Lifetime,
        now: Millis,
    ) -> Result<Option<Millis>, sqlx::Error> {
        let carried: Option<(Millis,)> = sql!(db, |c| sqlx::query_as(
            "UPDATE sessions
             SET seen_at = $2, expires_at = CASE WHEN created_at + $4 < $3 THEN created_at + $4 ELSE $3 END
             WHERE id = $1 AND ended_at IS NULL AND expires_at > $2 AND created_at + $4 > $2 RETURNING expires_at"
        )
        .bind(id)
        .bind(now)
        .bind(lifetime.next_end(now))
        .bind(whole_millis(lifetime.longest))
        .fetch_optional(c))?;
        Ok(carried.map(|(expires_at,)| expires_at))
    }

    /// Forgets browsers that nobody has logged in from since `before`, and says how many.
    pub async fn forget_devices(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
        exec!(db, |c| sqlx::query("DELETE FROM devices WHERE seen_at < $1").bind(before))
    }
}
