//! How a database stands, for whoever only wants to look: nothing is made, and no table is brought up to date.

use std::io;

use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

use super::{Db, Engine, PATIENCE, POSTGRES, SQLITE, SqlitePoolOptions};
use crate::{clock::Millis, config::DatabaseSetting, sql};

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
        Ok(Some(Self { pools: Engine::Sqlite(pool), handover: None }))
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
        let Engine::Postgres(pool) = &self.pools else { return Ok(None) };
        let (now,): (Millis,) = sqlx::query_as("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
            .fetch_one(pool)
            .await?;
        Ok(Some(now))
    }

    /// Says whether a transaction that may write can begin.
    pub async fn takes_writes(&self) -> Result<bool, sqlx::Error> {
        match &self.pools {
            Engine::Postgres(pool) => {
                let text = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";
                let (read_only,): (bool,) = sqlx::query_as(text).fetch_one(pool).await?;
                Ok(!read_only)
            }
            Engine::Sqlite(pool) => pool.begin_with("BEGIN IMMEDIATE").await?.rollback().await.map(|()| true),
        }
    }

    async fn has_migrations(&self) -> Result<bool, sqlx::Error> {
        let (has,): (bool,) = match &self.pools {
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
