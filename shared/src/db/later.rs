//! What a transaction writes, and nobody waits for: on Postgres it goes together in one trip.

use sqlx::{AssertSqlSafe, postgres::PgConnection, sqlite::SqliteConnection};

use super::{
    Engine,
    parameter::Parameter,
    statement::{Statement, bound},
};

/// So many go together at the most, so that a text does not grow with what it is about.
const MOST: usize = 12;

/// Statements that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Later {
    statements: Vec<Statement>,
    /// Set while they are being written: whoever breaks off there leaves a transaction of which nobody knows how far it went.
    half_way: bool,
}

impl Later {
    /// Adds one, and says whether there is no room for more.
    pub(super) fn add(&mut self, statement: Statement) -> bool {
        self.statements.push(statement);
        self.statements.len() >= MOST
    }

    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty() && !self.half_way
    }

    /// Writes them down. A trip to SQLite is none, so there each goes by itself.
    pub(super) async fn write(
        &mut self,
        on: Engine<&mut PgConnection, &mut SqliteConnection>,
    ) -> Result<(), sqlx::Error> {
        if self.half_way {
            return Err(sqlx::Error::Protocol("a transaction that was left half way goes on".to_owned()));
        }
        self.half_way = true;
        let statements = std::mem::take(&mut self.statements);
        match on {
            Engine::Postgres(connection) => {
                let Statement { text, parameters, is_kept } = in_one(statements);
                let query = bound!(sqlx::query(AssertSqlSafe(text)).persistent(is_kept), parameters);
                query.execute(connection).await?;
            }
            Engine::Sqlite(connection) => {
                for Statement { text, parameters, is_kept } in statements {
                    let query = bound!(sqlx::query(AssertSqlSafe(text)).persistent(is_kept), parameters);
                    query.execute(&mut *connection).await?;
                }
            }
        }
        self.half_way = false;
        Ok(())
    }
}

/// One statement that does all of these: `WITH` takes such as change rows.
fn in_one(mut statements: Vec<Statement>) -> Statement {
    let Some(last) = statements.pop() else { return Statement::new("") };
    if statements.is_empty() {
        return last;
    }
    let mut all = Statement::new("WITH ");
    for (at, statement) in statements.into_iter().enumerate() {
        all = all.push(if at == 0 { "w" } else { ", w" }).push_number(at).push(" AS (").append(statement).push(")");
    }
    all.push(" ").append(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_one_trip_keeps_its_parameters() {
        let insert =
            |text: &'static str| Statement::new("INSERT INTO a VALUES (").bind(text).push(", ").bind(1).push(")");
        let all =
            in_one(vec![insert("one"), Statement::new("DELETE FROM b WHERE c = ").bind(2), insert("two").varying()]);
        assert_eq!(
            all.text,
            "WITH w0 AS (INSERT INTO a VALUES ($1, $2)), w1 AS (DELETE FROM b WHERE c = $3) INSERT INTO a VALUES ($4, $5)"
        );
        let parameters: [Parameter; 5] = ["one".into(), 1.into(), 2.into(), "two".into(), 1.into()];
        assert_eq!((all.parameters.as_slice(), all.is_kept), (parameters.as_slice(), false));
        assert_eq!(in_one(vec![insert("one")]).text, "INSERT INTO a VALUES ($1, $2)");
    }
}
