//! Half a log-in: the password was right, and a second factor is due.

use crate::{
    db::Db,
    ids::UserId,
    people::{sessions::HeldBy, users::User},
    sealed::Ticket,
    sql, user_columns,
};

/// Whose log-in is half done, with what their ticket hangs on.
#[derive(sqlx::FromRow)]
pub struct HalfWay {
    /// Whose it is.
    #[sqlx(flatten)]
    pub user: User,
    epoch: i64,
    password_hash: String,
}

impl HalfWay {
    /// A ticket for an account, as it is now; none where it is gone.
    pub async fn ticket(db: &Db, user: UserId, held_by: HeldBy) -> Result<Option<Ticket>, sqlx::Error> {
        let half_way = Self::of(db, user).await?;
        Ok(half_way.map(|account| Ticket::new(user, account.epoch, &account.password_hash, held_by)))
    }

    /// Whose ticket this is, where the account is still as it was when the ticket was made.
    pub async fn find(db: &Db, ticket: &Ticket) -> Result<Option<Self>, sqlx::Error> {
        let half_way = Self::of(db, ticket.user).await?;
        Ok(half_way.filter(|account| ticket.still_holds(account.epoch, &account.password_hash)))
    }

    async fn of(db: &Db, user: UserId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| {
            sqlx::query_as(concat!("SELECT ", user_columns!(), ", epoch, password_hash FROM users WHERE id = $1"))
                .bind(user)
                .fetch_optional(c)
        })
    }
}
