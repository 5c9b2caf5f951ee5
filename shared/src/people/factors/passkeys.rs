//! The passkeys of an account, as rows. What is sound about them is judged by the crate `passkeys`.

use passkeys::{Credential, SignedIn};
use serde::{Deserialize, Serialize};

use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::{PasskeyId, UserId},
    sql,
};

/// So many may an account have.
pub const MOST: u16 = 20;

/// A passkey.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Millis,
    /// When somebody last logged in with it.
    pub last_used_at: Option<Millis>,
    credential_id: Vec<u8>,
    public_key: Vec<u8>,
    counter: i64,
    backup_eligible: bool,
    backed_up: bool,
    transports: String,
}

/// Where a passkey stands among those of its account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeyPlace(PasskeyId);

impl From<&Passkey> for PasskeyPlace {
    fn from(passkey: &Passkey) -> Self {
        Self(passkey.id)
    }
}

impl Place<1> for PasskeyPlace {
    const LIST: &'static str = "passkeys";

    fn values(&self) -> [Parameter; 1] {
        [self.0.0.into()]
    }
}

impl Passkey {
    /// What judges an answer by it.
    pub fn credential(&self) -> Credential {
        Credential {
            id: self.credential_id.clone(),
            public_key: self.public_key.clone(),
            counter: u32::try_from(self.counter).unwrap_or(u32::MAX),
            backup_eligible: self.backup_eligible,
            backed_up: self.backed_up,
            transports: self.transports.split_terminator(' ').map(ToOwned::to_owned).collect(),
        }
    }

    /// A page of the passkeys of an account, the oldest first.
    pub async fn list(db: &Db, user: UserId, page: &Page<PasskeyPlace>) -> Result<Rows<Self>, sqlx::Error> {
        Statement::new(
            "SELECT id, user_id, name, created_at, last_used_at, credential_id, public_key, counter, backup_eligible,
                    backed_up, transports
             FROM passkeys WHERE user_id = ",
        )
        .bind(user.0)
        .fetch_page(db, Order { columns: ["id"], descending: false }, page)
        .await
    }

    /// All of them: an account has [at most so many](MOST).
    pub async fn of_user(db: &Db, user: UserId) -> Result<Vec<Self>, sqlx::Error> {
        Ok(Self::list(db, user, &Page { limit: MOST, after: None }).await?.rows)
    }

    /// The passkey that an authenticator calls so, if it is one of ours.
    pub async fn find(tx: &mut Tx, credential_id: &[u8]) -> Result<Option<Self>, sqlx::Error> {
        sql!(tx, |c| sqlx::query_as(
            "SELECT id, user_id, name, created_at, last_used_at, credential_id, public_key, counter, backup_eligible,
                    backed_up, transports
             FROM passkeys WHERE credential_id = $1"
        )
        .bind(credential_id)
        .fetch_optional(c))
    }

    /// Gives an account a passkey; none where somebody has it already.
    pub async fn add(
        tx: &mut Tx,
        user: UserId,
        credential: Credential,
        name: &str,
        now: Millis,
    ) -> Result<Option<Self>, sqlx::Error> {
        sql!(tx, |c| {
            sqlx::query_as(
            "INSERT INTO passkeys (id, user_id, credential_id, public_key, counter, backup_eligible, backed_up, transports,
                                   name, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (credential_id) DO NOTHING
             RETURNING id, user_id, name, created_at, last_used_at, credential_id, public_key, counter, backup_eligible,
                       backed_up, transports"
        )
        .bind(PasskeyId::new())
        .bind(user)
        .bind(&credential.id)
        .bind(&credential.public_key)
        .bind(i64::from(credential.counter))
        .bind(credential.backup_eligible)
        .bind(credential.backed_up)
        .bind(credential.transports.join(" "))
        .bind(name)
        .bind(now)
        .fetch_optional(c)
        })
    }

    /// Notes that somebody logged in with it, and says whether its counter still stood where it was read.
    pub async fn use_now(&self, tx: &mut Tx, signed: SignedIn, now: Millis) -> Result<bool, sqlx::Error> {
        let used = exec!(tx, |c| sqlx::query(
            "UPDATE passkeys SET counter = $3, backed_up = $4, last_used_at = $5 WHERE id = $1 AND counter = $2"
        )
        .bind(self.id)
        .bind(self.counter)
        .bind(i64::from(signed.counter))
        .bind(signed.backed_up)
        .bind(now))?;
        Ok(used == 1)
    }

    /// Removes a passkey of an account, and says whether there was one.
    pub async fn remove(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<bool, sqlx::Error> {
        let removed =
            exec!(tx, |c| sqlx::query("DELETE FROM passkeys WHERE id = $1 AND user_id = $2").bind(id).bind(user))?;
        Ok(removed == 1)
    }
}
