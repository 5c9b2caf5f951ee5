//! The pools of connections, and which connections may be used once more.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    ConnectOptions, Connection, Executor, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::fault::{Fault, hung_up};
use crate::private_files::private_file;

/// How long a request waits for a connection before it is told "unavailable".
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The same for SQLite, and for its write lock: one writes at a time, and a slow disk takes its time for each.
const SQLITE_PATIENCE: Duration = Duration::from_secs(15);

/// How long connections that were opened after a refusal are given before another one counts against them, too.
const BETWEEN_REFUSALS: Duration = Duration::from_secs(1);

/// What it costs Postgres to read a page from anywhere, beside one that follows: nearly the same, since pages lie in memory or on
/// a disk without heads. By the default of 4 it goes through a whole table of ten thousand documents rather than look up the
/// hundred that are somebody's.
const ANY_PAGE: &str = "SET random_page_cost = 1.1";

/// When the database last refused to write because it is read-only, or turned out to have hung up.
///
/// Whether a connection may write is settled when it is opened: by the default of its database in Postgres, by the
/// rights on the file in SQLite. So one that was opened before a refusal is closed rather than used again, and all comes
/// right by itself once the database takes writes.
#[derive(Clone, Debug, Default)]
pub struct Refusals(Arc<Mutex<Option<Instant>>>);

impl Refusals {
    /// Hears what the database answered, and hands it on.
    pub fn hear<T>(&self, answer: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(error) = &answer
            && (Fault::of(error) == Fault::ReadOnly || hung_up(error))
        {
            self.note();
        }
        answer
    }

    pub(super) fn note(&self) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() > BETWEEN_REFUSALS) {
            *last = Some(Instant::now());
        }
    }

    /// Trusts nothing that was opened until now, however lately something was refused.
    pub(super) fn begin_anew(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Says whether a connection of this age was opened after the last refusal.
    pub(super) fn trusts(&self, age: Duration) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_none_or(|last| age < last.elapsed())
    }
}

pub(super) async fn connect_postgres(
    url: &SecretString,
    connections: u32,
    refusals: Refusals,
) -> Result<PgPool, sqlx::Error> {
    let options: PgConnectOptions = url.expose_secret().parse()?;
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(sqlx::raw_sql(ANY_PAGE)).await.map(|_| ()) })
        })
        // A ping before every query would double the round trips; after a pause it saves a request from a dead link.
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            let trusted = refusals.trusts(meta.age);
            Box::pin(async move {
                if trusted && meta.idle_for > Duration::from_secs(5) {
                    connection.ping().await?;
                }
                Ok(trusted)
            })
        })
        // Statements are not logged: those of a failed request are, with the request, where it is handled.
        .connect_with(options.application_name("strongroom").disable_statement_logging())
        .await
}

pub(super) async fn connect_sqlite(
    path: &Path,
    connections: u32,
    refusals: Refusals,
) -> Result<SqlitePool, sqlx::Error> {
    // Made beforehand for its owner's eyes only; what SQLite makes beside it gets the same rights. Where that fails, SQLite
    // says why.
    let _ = private_file().create(true).truncate(false).open(path);
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(SQLITE_PATIENCE)
        .disable_statement_logging();
    let began = Instant::now();
    loop {
        match sqlite_pool(connections, refusals.clone()).connect_with(options.clone()).await {
            // Whoever turns the log of a fresh file on has it alone, and SQLite lets nobody wait for that.
            Err(error) if Fault::of(&error) == Fault::Busy && began.elapsed() < SQLITE_PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            opened => return opened,
        }
    }
}

fn sqlite_pool(connections: u32, refusals: Refusals) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections.min(8))
        .acquire_timeout(SQLITE_PATIENCE)
        .test_before_acquire(false)
        .before_acquire(move |_, meta| {
            let trusted = refusals.trusts(meta.age);
            Box::pin(async move { Ok(trusted) })
        })
        // A full disk makes SQLite take a transaction back by itself. The rollback that follows then fails, and the
        // connection would count as being in a transaction for ever: no other could begin on it.
        .after_release(|connection, _| {
            Box::pin(async move {
                // Waits for the rollback of a transaction that was dropped.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_before_a_refusal_is_not_trusted() {
        let refusals = Refusals::default();
        assert!(refusals.trusts(Duration::from_hours(1)));
        refusals.note();
        assert!(!refusals.trusts(Duration::from_hours(1)));
        // Whatever is opened now is younger than the refusal.
        assert!(refusals.trusts(Duration::ZERO));
        // One more that is heard at once does not count, and beginning anew does.
        std::thread::sleep(Duration::from_millis(5));
        let opened = Instant::now();
        std::thread::sleep(Duration::from_millis(5));
        refusals.note();
        assert!(refusals.trusts(opened.elapsed()));
        refusals.begin_anew();
        assert!(!refusals.trusts(opened.elapsed()));
    }

    #[tokio::test]
    async fn many_open_a_fresh_file_at_once() {
        for _ in 0..10 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("test.db");
            let opened = (0..12).map(|_| connect_sqlite(&path, 1, Refusals::default()));
            for pool in futures_util::future::join_all(opened).await {
                pool.unwrap().close().await;
            }
        }
    }

    #[tokio::test]
    async fn a_connection_that_lost_its_transaction_is_not_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let pool = connect_sqlite(&folder.path().join("test.db"), 1, Refusals::default()).await.unwrap();
        sqlx::raw_sql("CREATE TABLE t (n)").execute(&pool).await.unwrap();
        for _ in 0..3 {
            let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
            // As SQLite does by itself when it meets a full disk.
            sqlx::raw_sql("INSERT INTO t VALUES (1); ROLLBACK").execute(&mut *tx).await.unwrap();
            drop(tx);
        }
        let tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
        tx.rollback().await.unwrap();
        pool.close().await;
    }
}
