//! The database: SQLite in the data folder, or Postgres. One SQL text serves both.
//!
//! The two macros [`sql!`](crate::sql) and [`exec!`](crate::exec) run a query on a [`Db`] or inside a [`Tx`]:
//!
//! ```text
//! let user: Option<User> = sql!(db, |c| sqlx::query_as("SELECT … WHERE id = $1").bind(id).fetch_optional(c))?;
//! let rows = exec!(&mut tx, |c| sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id))?;
//! ```
//!
//! A query whose conditions differ from use to use is a [`Statement`], whose parts bind their own
//! parameters; a list of which clients get pages is a [`Page`](page::Page) of one.
//!
//! What a transaction writes, and nobody waits for, is [written later](Tx::later): on Postgres all of it in one trip.
//!
//! What keeps one text possible: times are `BIGINT` milliseconds, ids are UUIDs, JSON is text, "already there" is
//! told by `ON CONFLICT DO NOTHING … RETURNING`, and nothing that only one engine knows is used.

mod at_hand;
mod engine;
mod fault;
mod later;
pub mod page;
mod parameter;
mod pools;
mod rights;
mod running;
pub mod standing;
pub mod statement;
mod together;

use std::path::Path;

use sqlx::{
    ConnectOptions, PgPool, Sqlite, SqlitePool,
    migrate::{MigrateError, Migrator},
    postgres::PgConnection,
    sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePoolOptions},
};
use tokio::sync::mpsc;

pub use at_hand::{Lent, OfTx};
pub use engine::Engine;
pub use fault::{CommitError, Fault};
pub use pools::Refusals;

use at_hand::{AtHand, Begun};
use later::Later;
use statement::Statement;
use together::Together;

use crate::{
    ids::JobId,
    private_files::private_file,
    settings::{DatabaseSetting, QueueName},
};

static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");

/// The database: a pool of connections. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Engine<AtHand, SqlitePool>,
    refusals: Refusals,
    together: Together,
    handover: Option<mpsc::Sender<(QueueName, JobId)>>,
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolSize {
    /// Somebody works with them.
    pub in_use: u32,
    /// Open, and free.
    pub idle: u32,
    /// The most that there may be.
    pub max: u32,
}

/// An open transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    open: Engine<Begun, sqlx::Transaction<'static, Sqlite>>,
    refusals: Refusals,
    handover: Option<mpsc::Sender<(QueueName, JobId)>>,
    enqueued: Vec<(QueueName, JobId)>,
    later: Later,
}

/// What a query of a transaction is run on, and what hears its answer.
pub type OnTx<'a> = (Engine<OfTx<'a>, &'a mut SqliteConnection>, &'a Refusals);

/// Runs a query that returns rows, on a `Db` or a `&mut Tx`.
#[macro_export]
macro_rules! sql {
    ($on:expr, |$c:ident| $query:expr) => {
        match $on.asked().await {
            Ok(($crate::db::Engine::Postgres(mut lent), refusals)) => {
                let $c = lent.connection();
                let answer = refusals.hear($query.await);
                lent.end(&answer);
                answer
            }
            Ok(($crate::db::Engine::Sqlite($c), refusals)) => refusals.hear($query.await),
            Err(error) => Err(error),
        }
    };
}

/// Runs a statement on a `Db` or a `&mut Tx` and returns how many rows it touched.
#[macro_export]
macro_rules! exec {
    ($on:expr, |$c:ident| $query:expr) => {
        match $on.asked().await {
            Ok(($crate::db::Engine::Postgres(mut lent), refusals)) => {
                let $c = lent.connection();
                let answer = refusals.hear($query.execute($c).await).map(|done| done.rows_affected());
                lent.end(&answer);
                answer
            }
            Ok(($crate::db::Engine::Sqlite($c), refusals)) => {
                refusals.hear($query.execute($c).await).map(|done| done.rows_affected())
            }
            Err(error) => Err(error),
        }
    };
}

impl Db {
    /// Opens the pool. The SQLite file is made if it is not there; a Postgres server must answer.
    pub async fn connect(setting: &DatabaseSetting, connections: u32) -> Result<Self, sqlx::Error> {
        let refusals = Refusals::default();
        let heard = refusals.clone();
        let pools = match setting {
            DatabaseSetting::Postgres(url) => {
                let pool = pools::connect_postgres(url, connections, heard).await?;
                Engine::Postgres(AtHand::new(pool, refusals.clone()))
            }
            DatabaseSetting::Sqlite(path) => Engine::Sqlite(pools::connect_sqlite(path, connections, heard).await?),
        };
        Ok(Self { pools, refusals, together: Together::default(), handover: None })
    }

    /// The same database, whose committed jobs are handed to `queue` at once rather than found by the relay.
    #[must_use]
    pub fn handing_over_to(mut self, queue: mpsc::Sender<(QueueName, JobId)>) -> Self {
        self.handover = Some(queue);
        self
    }

    /// Opens a SQLite file that nobody writes to any more, to be read only. Nothing is made beside it.
    pub async fn open_still(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let options = options.disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        Ok(Self::still(pool))
    }

    /// A file that this program does not write to.
    fn still(pool: SqlitePool) -> Self {
        Self {
            pools: Engine::Sqlite(pool),
            refusals: Refusals::default(),
            together: Together::default(),
            handover: None,
        }
    }

    /// The version of the tables that this program works with.
    pub fn newest_version() -> i64 {
        SQLITE.iter().map(|migration| migration.version).max().unwrap_or_default()
    }

    /// Brings the tables up to date. Safe when several processes do it at once: Postgres takes an advisory lock,
    /// SQLite a lock file beside the database.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        self.migrate_to(i64::MAX).await
    }

    /// Brings the tables to a version, or leaves them where they are newer.
    pub async fn migrate_to(&self, version: i64) -> Result<(), MigrateError> {
        match &self.pools {
            Engine::Postgres(at_hand) => POSTGRES.run_to(version, at_hand.pool()).await,
            Engine::Sqlite(pool) => {
                let path = pool.connect_options().get_filename().with_extension("migrating");
                let _lock = tokio::task::spawn_blocking(move || {
                    let file = private_file().create(true).truncate(true).open(path)?;
                    file.lock().map(|()| file)
                })
                .await
                .map_err(std::io::Error::other)
                .flatten()
                .map_err(sqlx::Error::Io)?;
                SQLITE.run_to(version, pool).await
            }
        }
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        let open = match &self.pools {
            Engine::Postgres(at_hand) => Engine::Postgres(at_hand.begin().await?),
            // A plain BEGIN takes the write lock only at its first write, and then fails when another got there first.
            Engine::Sqlite(pool) => Engine::Sqlite(self.refusals.hear(pool.begin_with("BEGIN IMMEDIATE").await)?),
        };
        Ok(Tx {
            open,
            refusals: self.refusals.clone(),
            handover: self.handover.clone(),
            enqueued: Vec::new(),
            later: Later::default(),
        })
    }

    /// Says whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sql!(self, |c| sqlx::query_as::<_, (i32,)>("SELECT 1").fetch_one(c)).map(|_| ())
    }

    /// How many connections the pool has, and may have.
    pub fn pool_size(&self) -> PoolSize {
        let (open, idle, max) = match &self.pools {
            Engine::Postgres(at_hand) => {
                let pool = at_hand.pool();
                (pool.size(), pool.num_idle() + at_hand.free(), pool.options().get_max_connections())
            }
            Engine::Sqlite(pool) => (pool.size(), pool.num_idle(), pool.options().get_max_connections()),
        };
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        PoolSize { in_use: open.saturating_sub(idle), idle, max }
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        match &self.pools {
            Engine::Postgres(at_hand) => at_hand.close().await,
            Engine::Sqlite(pool) => pool.close().await,
        }
    }

    /// The pool.
    pub fn engine(&self) -> Engine<&PgPool, &SqlitePool> {
        match &self.pools {
            Engine::Postgres(at_hand) => Engine::Postgres(at_hand.pool()),
            Engine::Sqlite(pool) => Engine::Sqlite(pool),
        }
    }

    /// Where questions go together, and what they are asked on: a trip to SQLite is none.
    fn together(&self) -> Option<(&Together, &AtHand)> {
        match &self.pools {
            Engine::Postgres(at_hand) => Some((&self.together, at_hand)),
            Engine::Sqlite(_) => None,
        }
    }

    /// What a query is run on, and what hears its answer, for the macros.
    pub async fn asked(&self) -> Result<(Engine<Lent, &SqlitePool>, &Refusals), sqlx::Error> {
        let engine = match &self.pools {
            Engine::Postgres(at_hand) => Engine::Postgres(self.refusals.hear(at_hand.lend().await)?),
            Engine::Sqlite(pool) => Engine::Sqlite(pool),
        };
        Ok((engine, &self.refusals))
    }
}

impl Tx {
    /// Makes what was written durable, then hands the jobs that were enqueued to their queue.
    ///
    /// Where the answer is lost, nobody knows whether it happened ([`CommitError::Unknown`]): whoever gives up what
    /// belongs to the rows must find out first. The hand-over only saves time: a job whose hand-over is lost is found in
    /// its row by the relay.
    pub async fn commit(mut self) -> Result<(), CommitError> {
        // Whatever its answer, nothing of it is there before the commit.
        self.write_what_waits().await.map_err(CommitError::Failed)?;
        let answer = match self.open {
            Engine::Postgres(tx) => tx.commit().await,
            Engine::Sqlite(tx) => tx.commit().await,
        };
        self.refusals.hear(answer).map_err(CommitError::of)?;
        if let Some(queue) = self.handover {
            for job in self.enqueued {
                let _ = queue.try_send(job);
            }
        }
        Ok(())
    }

    /// The open connection.
    pub async fn engine(&mut self) -> Result<Engine<&mut PgConnection, &mut SqliteConnection>, sqlx::Error> {
        self.write_what_waits().await?;
        Ok(match &mut self.open {
            Engine::Postgres(tx) => Engine::Postgres(tx.connection()),
            Engine::Sqlite(tx) => Engine::Sqlite(&mut **tx),
        })
    }

    /// What a query is run on, and what hears its answer, for the macros.
    pub async fn asked(&mut self) -> Result<OnTx<'_>, sqlx::Error> {
        self.write_what_waits().await?;
        let engine = match &mut self.open {
            Engine::Postgres(tx) => Engine::Postgres(OfTx(tx.connection())),
            Engine::Sqlite(tx) => Engine::Sqlite(&mut **tx),
        };
        Ok((engine, &self.refusals))
    }

    /// Writes this down before whatever comes next in this transaction, at the latest with its end: on Postgres, all that waits
    /// by then goes in one trip.
    ///
    /// What goes together sees nothing of each other, and is done in no certain order. So it is an insert, or a change of rows
    /// that nothing else changes which may wait beside it, and nobody needs to know how many rows it touched.
    pub async fn later(&mut self, statement: Statement) -> Result<(), sqlx::Error> {
        if self.later.add(statement) { self.write_what_waits().await } else { Ok(()) }
    }

    async fn write_what_waits(&mut self) -> Result<(), sqlx::Error> {
        if self.later.is_empty() {
            return Ok(());
        }
        let on = match &mut self.open {
            Engine::Postgres(tx) => Engine::Postgres(tx.connection()),
            Engine::Sqlite(tx) => Engine::Sqlite(&mut **tx),
        };
        let answer = self.later.write(on).await;
        self.refusals.hear(answer)
    }

    pub(crate) fn remember(&mut self, queue: QueueName, job: JobId) {
        self.enqueued.push((queue, job));
    }
}

#[cfg(test)]
mod tests {
    use super::{POSTGRES, SQLITE};

    #[test]
    fn both_engines_have_the_same_migrations() {
        let names = |all: &sqlx::migrate::Migrator| {
            all.iter().map(|one| (one.version, one.description.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(names(&POSTGRES), names(&SQLITE));
    }
}
