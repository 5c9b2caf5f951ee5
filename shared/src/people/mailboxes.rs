//! The keys by which accounts are known by their addresses, of rows that are older than the rule for them.
//!
//! Keys once were addresses in lower case. SQL cannot bring a domain into ASCII, so what a migration would do is done
//! here, after the migrations: once for each such row, and a start finds them by an index.

use crate::{db::Db, exec, ids::UserId, people::email::Email, sql};

/// So many rows are looked at together.
const BATCH: i64 = 500;

/// What was found of accounts whose key is older than the rule.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mailboxes {
    /// How many got the key that they should have.
    pub renewed: u64,
    /// Those that keep their old key.
    pub unsettled: Vec<(UserId, Unsettled)>,
}

/// Why an account keeps a key by which its address does not find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsettled {
    /// Its mailbox is that of another account, too, in another spelling.
    Shared(UserId),
    /// Its domain has no form in ASCII, so that no mail can go there.
    Unreachable,
}

#[derive(sqlx::FromRow)]
struct Old {
    id: UserId,
    email: Email,
    email_key: String,
}

impl Mailboxes {
    /// Gives every account the key that its address has today, but for those whose mailbox has an account already:
    /// which of the two is to stay is for people to say. Doing it again, or twice at once, changes nothing.
    pub async fn renew(db: &Db) -> Result<Self, sqlx::Error> {
        let found = Self::go_through(db, true).await?;
        if found.renewed > 0 {
            tracing::info!(accounts = found.renewed, "e-mail addresses got the keys by which they are compared now");
        }
        for (user, why) in &found.unsettled {
            match why {
                Unsettled::Shared(other) => tracing::warn!(%user, %other, "two accounts have one mailbox"),
                Unsettled::Unreachable => tracing::warn!(%user, "no mail can go to the address of this account"),
            }
        }
        Ok(found)
    }

    /// What [`Mailboxes::renew`] would leave, without changing anything.
    pub async fn look(db: &Db) -> Result<Self, sqlx::Error> {
        Self::go_through(db, false).await
    }

    async fn go_through(db: &Db, renew: bool) -> Result<Self, sqlx::Error> {
        let mut found = Self::default();
        let mut last = UserId(uuid::Uuid::nil());
        loop {
            let batch = Old::after(db, last).await?;
            let Some(Old { id, .. }) = batch.last() else { return Ok(found) };
            last = *id;
            for old in batch {
                let key = old.email.key();
                let unsettled = match holder(db, &key).await? {
                    _ if key == old.email_key => Some(Unsettled::Unreachable),
                    Some(other) => Some(Unsettled::Shared(other)),
                    None if renew && !old.take(db, &key).await? => {
                        holder(db, &key).await?.filter(|holder| *holder != old.id).map(Unsettled::Shared)
                    }
                    None => None,
                };
                match unsettled {
                    Some(why) => found.unsettled.push((old.id, why)),
                    None => found.renewed += u64::from(renew),
                }
            }
        }
    }
}

impl Old {
    /// The next accounts whose key is not ASCII, which no key is under today's rule.
    async fn after(db: &Db, id: UserId) -> Result<Vec<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT id, email, email_key FROM users
             WHERE octet_length(email_key) <> length(email_key) AND id > $1 ORDER BY id LIMIT $2"
        )
        .bind(id)
        .bind(BATCH)
        .fetch_all(c))
    }

    /// Takes the key, unless somebody was faster, with the same account or another one.
    async fn take(&self, db: &Db, key: &str) -> Result<bool, sqlx::Error> {
        let taken = exec!(db, |c| sqlx::query("UPDATE users SET email_key = $2 WHERE id = $1 AND email_key = $3")
            .bind(self.id)
            .bind(key)
            .bind(&self.email_key));
        match taken {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
            taken => Ok(taken? > 0),
        }
    }
}

/// The account that is known by a key.
async fn holder(db: &Db, key: &str) -> Result<Option<UserId>, sqlx::Error> {
    let found: Option<(UserId,)> =
        sql!(db, |c| sqlx::query_as("SELECT id FROM users WHERE email_key = $1").bind(key).fetch_optional(c))?;
    Ok(found.map(|(id,)| id))
}
