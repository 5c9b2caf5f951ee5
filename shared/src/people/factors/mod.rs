//! Second factors: what somebody shows beside their password, or in its place.

mod base32;
pub mod passkeys;
pub mod recovery_codes;
pub mod tickets;
pub mod totp;

use crate::{
    db::{Db, Tx},
    exec,
    ids::UserId,
    people::users::User,
    settings::RequireSecondFactor,
    sql,
};

/// The condition of a query that `account` has a second factor.
#[macro_export]
macro_rules! has_second_factor {
    () => {
        "(EXISTS (SELECT 1 FROM totp WHERE totp.user_id = account.id AND totp.confirmed_at IS NOT NULL)
          OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = account.id))"
    };
}

/// The condition of a query that `account` has a second factor, or needs none.
pub(crate) fn is_set_up(required: RequireSecondFactor) -> &'static str {
    match required {
        RequireSecondFactor::Nobody => "TRUE",
        RequireSecondFactor::Ops => concat!("(account.role <> 'ops' OR ", has_second_factor!(), ")"),
        RequireSecondFactor::Everybody => has_second_factor!(),
    }
}

/// Forgets all second factors of an account, and what stands in for them.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("DELETE FROM totp WHERE user_id = $1").bind(user))?;
    exec!(tx, |c| sqlx::query("DELETE FROM passkeys WHERE user_id = $1").bind(user))?;
    recovery_codes::forget(tx, user).await
}

/// The second factors of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SecondFactors {
    /// Whether there is an authenticator app.
    pub totp: bool,
    /// How many passkeys there are.
    pub passkeys: i64,
    /// How many recovery codes are left. They stand in for a second factor and are none.
    pub recovery_codes_left: i64,
}

const OF: &str = "SELECT EXISTS (SELECT 1 FROM totp WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS totp,
                         (SELECT COUNT(*) FROM passkeys WHERE user_id = $1) AS passkeys,
                         (SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL)
                             AS recovery_codes_left";

impl SecondFactors {
    /// Those of this account.
    pub async fn of(db: &Db, user: UserId) -> Result<Self, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(OF).bind(user).fetch_one(c))
    }

    /// The same, to be changed or used: until the transaction is over nobody else does either. So of the last two neither is
    /// removed because the other was still there, and nobody waits for each other in a circle.
    pub async fn hold(tx: &mut Tx, user: UserId) -> Result<Self, sqlx::Error> {
        User::hold(tx, user).await?;
        sql!(tx, |c| sqlx::query_as(OF).bind(user).fetch_one(c))
    }

    /// Says whether a log-in by password asks for one.
    pub fn any(self) -> bool {
        self.totp || self.passkeys > 0
    }

    /// Says whether there is no other than the one of which there is one.
    pub fn is_the_last(self) -> bool {
        i64::from(self.totp) + self.passkeys == 1
    }
}
