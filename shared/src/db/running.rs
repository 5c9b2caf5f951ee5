//! How a statement that was put together is run.

use sqlx::AssertSqlSafe;

use super::{
    Db, Tx,
    parameter::Parameter,
    statement::{Row, Statement, bound},
    together::{Answer, ROWS},
};
use crate::{exec, sql};

impl Statement {
    /// All rows that it gives.
    pub async fn fetch_all<R: Row>(self, db: &Db) -> Result<Vec<R>, sqlx::Error> {
        let Self { text, parameters, is_kept } = self;
        sql!(db, |c| bound!(sqlx::query_as(AssertSqlSafe(text)).persistent(is_kept), parameters).fetch_all(c))
    }

    /// The same within a transaction.
    pub async fn fetch_all_in<R: Row>(self, tx: &mut Tx) -> Result<Vec<R>, sqlx::Error> {
        let Self { text, parameters, is_kept } = self;
        sql!(tx, |c| bound!(sqlx::query_as(AssertSqlSafe(text)).persistent(is_kept), parameters).fetch_all(c))
    }

    /// Does it, and says how many rows it changed.
    pub async fn execute(self, db: &Db) -> Result<u64, sqlx::Error> {
        let Self { text, parameters, is_kept } = self;
        exec!(db, |c| bound!(sqlx::query(AssertSqlSafe(text)).persistent(is_kept), parameters))
    }

    /// The same within a transaction.
    pub async fn execute_in(self, tx: &mut Tx) -> Result<u64, sqlx::Error> {
        let Self { text, parameters, is_kept } = self;
        exec!(tx, |c| bound!(sqlx::query(AssertSqlSafe(text)).persistent(is_kept), parameters))
    }

    /// The one row that it gives, or none.
    pub async fn fetch_optional<R: Row>(self, db: &Db) -> Result<Option<R>, sqlx::Error> {
        Ok(self.fetch_all(db).await?.pop())
    }

    /// The same within a transaction.
    pub async fn fetch_optional_in<R: Row>(self, tx: &mut Tx) -> Result<Option<R>, sqlx::Error> {
        Ok(self.fetch_all_in(tx).await?.pop())
    }

    /// The one row that it gives, or none, for a question that many ask at the same time: on Postgres they are answered
    /// [together](super::together). It changes nothing, and its text is the same each time.
    pub async fn fetch_together<R: Row>(self, db: &Db) -> Result<Option<R>, sqlx::Error> {
        Ok(self.fetch_with_others(db, ROWS).await?.pop())
    }

    /// All rows that it gives, for a question that goes together with up to `most` others.
    pub(super) async fn fetch_with_others<R: Row>(self, db: &Db, most: usize) -> Result<Vec<R>, sqlx::Error> {
        let Some((together, on)) = db.together().filter(|_| self.is_kept) else { return self.fetch_all(db).await };
        let Self { text, parameters, is_kept } = self;
        match together.ask(on, &text, parameters, most).await? {
            Answer::Rows(rows) => rows.iter().map(R::from_row).collect(),
            Answer::Alone(parameters) => Self { text, parameters, is_kept }.fetch_all(db).await,
        }
    }
}
