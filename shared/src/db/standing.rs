//! How a database stands, for whoever only wants to look: nothing is made, and no table is brought up to date.

use std::{
    io,
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use tokio::sync::Mutex;

use super::{Db, Engine, Fault, POSTGRES, SQLITE, SqlitePoolOptions, pools::PATIENCE};
use crate::{clock::Millis, settings::DatabaseSetting, sql};

/// Which migrations a database has, compared with those that this program knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrations {
    /// How many it has.
    pub applied: usize,
    /// Those that it still needs, such as `0002_refresh_tokens`.
    pub pending: Vec<String>,
    /// Versions that this program does not know: a newer one was here.
    pub unknown: Vec<i64>,
    /// Versions that were begun and not finished, or that are not what this program would apply.
    pub broken: Vec<i64>,
}

#[derive(sqlx::FromRow)]
struct Applied {
    version: i64,
    success: bool,
    checksum: Vec<u8>,
}

impl Db {
    /// Opens a database that is there; none when its SQLite file is not. Makes and changes nothing.
    pub async fn look_at(setting: &DatabaseSetting) -> Result<Option<Self>, sqlx::Error> {
        let DatabaseSetting::Sqlite(path) = setting else {
            return Self::connect(setting, 1).await.map(Some);
        };
        match tokio::fs::metadata(path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            about => about.map_err(sqlx::Error::Io)?,
        };
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(false).busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
        let pool = pool.connect_with(options.disable_statement_logging()).await?;
        Ok(Some(Self::still(pool)))
    }

    /// Compares the migrations that the database has with those of this program.
    pub async fn migrations(&self) -> Result<Migrations, sqlx::Error> {
        let known = match self.pools {
            Engine::Postgres(_) => &POSTGRES,
            Engine::Sqlite(_) => &SQLITE,
        };
        let applied: Vec<Applied> = if self.has_migrations().await? {
            sql!(self, |c| sqlx::query_as("SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version")
                .fetch_all(c))?
        } else {
            Vec::new()
        };
        let ours = |version| known.iter().find(move |one| one.version == version);
        let broken =
            |one: &&Applied| !one.success || ours(one.version).is_some_and(|known| *known.checksum != *one.checksum);
        let versions = |rows: Vec<&Applied>| rows.into_iter().map(|one| one.version).collect();
        Ok(Migrations {
            applied: applied.len(),
            pending: known
                .iter()
                .filter(|known| !applied.iter().any(|one| one.version == known.version))
                .map(|known| format!("{:04}_{}", known.version, known.description.replace(' ', "_")))
                .collect(),
            unknown: versions(applied.iter().filter(|one| ours(one.version).is_none()).collect()),
            broken: versions(applied.iter().filter(broken).collect()),
        })
    }

    /// What time it is for the database; none where it has no clock of its own.
    pub async fn clock(&self) -> Result<Option<Millis>, sqlx::Error> {
        let Engine::Postgres(pool) = self.engine() else { return Ok(None) };
        let (now,): (Millis,) = sqlx::query_as("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
            .fetch_one(pool)
            .await?;
        Ok(Some(now))
    }

    /// Says whether the database takes writes. Where another holds the lock of a SQLite file, it is waited for this
    /// long; a full one is an error.
    pub async fn takes_writes(&self, patience: Duration) -> Result<bool, sqlx::Error> {
        match self.engine() {
            Engine::Postgres(pool) => {
                let text = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";
                let (read_only,): (bool,) = sqlx::query_as(text).fetch_one(pool).await?;
                if read_only {
                    self.refusals.note();
                }
                Ok(!read_only)
            }
            Engine::Sqlite(pool) => {
                let options = pool.connect_options().as_ref().clone();
                let options = options.create_if_missing(false).busy_timeout(patience);
                match self.refusals.hear(write_to(&options).await) {
                    Err(error) if Fault::of(&error) == Fault::ReadOnly => Ok(false),
                    written => written.map(|()| true),
                }
            }
        }
    }

    async fn has_migrations(&self) -> Result<bool, sqlx::Error> {
        let (has,): (bool,) = match self.engine() {
            Engine::Postgres(pool) => {
                sqlx::query_as("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?
            }
            Engine::Sqlite(pool) => {
                sqlx::query_as("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')")
                    .fetch_one(pool)
                    .await?
            }
        };
        Ok(has)
    }
}

/// Writes the number that SQLite keeps for its users once more as it is: the smallest write there is, and nothing is
/// changed by it. Only a commit meets a full disk; until then a write stays in memory.
async fn write_to(options: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let mut connection = options.connect().await?;
    let written = async {
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let (number,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(&mut *tx).await?;
        sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA user_version = {number}"))).execute(&mut *tx).await?;
        tx.commit().await
    };
    let written = written.await;
    let closed = connection.close().await;
    written.and(closed)
}

/// How long it stands that a database takes writes, so that those who ask often cause few.
const STANDS_FOR: Duration = Duration::from_secs(1);

/// How long whoever only asks waits for others who write.
const ASKING_PATIENCE: Duration = Duration::from_millis(500);

/// Says whether a database answers and takes writes, to those who ask often. It is written to once a second at the most,
/// however many ask.
#[derive(Debug)]
pub struct Standing {
    db: Db,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Standing {
    /// How this database stands.
    pub fn of(db: Db) -> Self {
        Self { db, last: Mutex::default() }
    }

    /// Says whether it answers now, and took writes within the last second.
    pub async fn is_sound(&self) -> bool {
        if self.db.ping().await.is_err() {
            return false;
        }
        let mut last = self.last.lock().await;
        if let Some((_, found)) = last.filter(|(at, _)| at.elapsed() < STANDS_FOR) {
            return found;
        }
        let found = match self.db.takes_writes(ASKING_PATIENCE).await {
            Ok(takes_writes) => takes_writes,
            // Somebody writes just now.
            Err(error) => Fault::of(&error) == Fault::Busy,
        };
        if found && last.is_some_and(|(_, found)| !found) {
            // What was opened in between may still take none.
            self.db.refusals.begin_anew();
        }
        *last = Some((Instant::now(), found));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_others_write_to_takes_writes_and_one_that_is_read_only_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let setting = DatabaseSetting::Sqlite(path.clone());
        let db = Db::connect(&setting, 2).await.unwrap();
        assert!(db.takes_writes(ASKING_PATIENCE).await.unwrap());
        let tx = db.begin().await.unwrap();
        let busy = db.takes_writes(ASKING_PATIENCE).await.unwrap_err();
        assert_eq!(Fault::of(&busy), Fault::Busy);
        assert!(Standing::of(db.clone()).is_sound().await);
        drop(tx);
        db.close().await;
        let still = Db::open_still(&path).await.unwrap();
        assert!(!still.takes_writes(ASKING_PATIENCE).await.unwrap());
        assert!(!Standing::of(still).is_sound().await);
    }
}
