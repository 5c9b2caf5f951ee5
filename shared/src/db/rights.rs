//! What the user of the database may do with our tables.

use std::collections::BTreeSet;

use super::{Db, Engine, POSTGRES};

impl Db {
    /// Those of our tables that are there and that this user may not read and write, as after a restore by another user.
    /// A SQLite file knows no users.
    pub async fn tables_that_are_shut(&self) -> Result<Vec<String>, sqlx::Error> {
        let Engine::Postgres(pool) = self.engine() else { return Ok(Vec::new()) };
        let names: Vec<_> = our_tables().into_iter().collect();
        let text = "SELECT name FROM unnest($1) AS name
            WHERE to_regclass(name) IS NOT NULL
              AND NOT (has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'INSERT')
                       AND has_table_privilege(name, 'UPDATE') AND has_table_privilege(name, 'DELETE'))
            ORDER BY name";
        let shut: Vec<(String,)> = sqlx::query_as(text).bind(names).fetch_all(pool).await?;
        Ok(shut.into_iter().map(|(name,)| name).collect())
    }
}

/// The tables that the migrations make.
fn our_tables() -> BTreeSet<String> {
    let texts = POSTGRES.iter().map(|migration| migration.sql.as_str());
    let lines = texts.flat_map(str::lines).filter_map(|line| line.trim().strip_prefix("CREATE TABLE "));
    let names =
        lines.map(|rest| rest.trim_start_matches("IF NOT EXISTS ").split([' ', '(']).next().unwrap_or_default());
    names.map(ToOwned::to_owned).chain(["_sqlx_migrations".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn our_tables_are_known() {
        let tables = super::our_tables();
        for name in ["users", "sessions", "files", "background_jobs", "downloads", "_sqlx_migrations"] {
            assert!(tables.contains(name), "{tables:?}");
        }
    }
}
