//! Half a log-in: the password was right, and a second factor is due.

use crate::{
    db::{Db, Tx, statement::Statement},
    ids::UserId,
    people::{sessions::HeldBy, users::User},
    sealed::Ticket,
    user_columns,
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
    /// A ticket for an account whose password was right; none where it has another one by now.
    pub async fn ticket(
        db: &Db,
        user: UserId,
        password_hash: &str,
        held_by: HeldBy,
    ) -> Result<Option<Ticket>, sqlx::Error> {
        let half_way: Option<Self> = Self::of(user).fetch_optional(db).await?;
        let half_way = half_way.filter(|account| account.password_hash == password_hash);
        Ok(half_way.map(|account| Ticket::new(user, account.epoch, &account.password_hash, held_by)))
    }

    /// Whose ticket this is, where the account is still as it was when the ticket was made.
    pub async fn find(db: &Db, ticket: &Ticket) -> Result<Option<Self>, sqlx::Error> {
        let half_way: Option<Self> = Self::of(ticket.user).fetch_optional(db).await?;
        Ok(half_way.filter(|account| account.is_of(ticket)))
    }

    /// Says whether the account is still so, in a transaction that [holds](super::SecondFactors::hold) it.
    pub async fn still_holds(tx: &mut Tx, ticket: &Ticket) -> Result<bool, sqlx::Error> {
        let half_way: Option<Self> = Self::of(ticket.user).fetch_all_in(tx).await?.pop();
        Ok(half_way.is_some_and(|account| account.is_of(ticket)))
    }

    fn is_of(&self, ticket: &Ticket) -> bool {
        ticket.still_holds(self.epoch, &self.password_hash)
    }

    fn of(user: UserId) -> Statement {
        Statement::new(concat!("SELECT ", user_columns!(), ", epoch, password_hash FROM users WHERE id = "))
            .bind(user.0)
    }
}
