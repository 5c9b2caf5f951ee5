//! Connections to Postgres that stay at hand between queries.
//!
//! A pool of sqlx asks a connection whether it is well each time it comes back, which costs the database and this process as
//! much as a small query. A connection whose query was answered is well, so it stays here for the next one. Whatever else
//! comes back, after an error or half way, goes to the pool, which finds out.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{PgPool, Postgres, pool::PoolConnection, postgres::PgConnection};
use tokio::runtime::Handle;

use super::{Fault, pools::Refusals};

/// After so long a pause the pool has a look at a connection before it is used again: a link may have died in the meantime.
const PAUSE: Duration = Duration::from_secs(5);

/// So long a connection stays at hand. Then the pool sees to whether it has come of age.
const AGE: Duration = Duration::from_mins(1);

/// The pool, and what is at hand of it. Clones have the same at hand.
#[derive(Clone, Debug)]
pub(super) struct AtHand {
    pool: PgPool,
    /// The most that are at hand: whoever asks the pool itself finds one.
    most: usize,
    refusals: Refusals,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// What is free, the one that was used last at the end.
    free: Vec<Kept>,
    /// How many wait for the pool, which gives to them in the order of their coming.
    waiting: usize,
}

/// What goes back to a pool is looked at by a task, for which there may be no runtime any more: so the rest is hung up.
impl Drop for State {
    fn drop(&mut self) {
        self.free.drain(..).for_each(|kept| drop(kept.connection.detach()));
    }
}

#[derive(Debug)]
struct Kept {
    connection: PoolConnection<Postgres>,
    /// When the pool gave it out, and when it was last used.
    given_at: Instant,
    used_at: Instant,
}

impl Kept {
    fn is_good(&self, refusals: &Refusals) -> bool {
        let age = self.given_at.elapsed();
        self.used_at.elapsed() < PAUSE && age < AGE && refusals.trusts(age)
    }
}

/// Somebody who waits for the pool.
struct Waits<'a>(&'a AtHand);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.state().waiting -= 1;
    }
}

impl AtHand {
    pub(super) fn new(pool: PgPool, refusals: Refusals) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX) - 1;
        Self { pool, most, refusals, state: Arc::default() }
    }

    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// What hears the answers to queries.
    pub(super) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// How many are free here.
    pub(super) fn free(&self) -> usize {
        self.state().free.len()
    }

    /// A connection for one query.
    pub(super) async fn lend(&self) -> Result<Lent, sqlx::Error> {
        let waits = {
            let mut state = self.state();
            // What is too old for use makes room.
            state.free.retain(|kept| kept.is_good(&self.refusals));
            if let Some(kept) = state.free.pop() {
                return Ok(Lent { kept, home: self.clone() });
            }
            state.waiting += 1;
            drop(state);
            Waits(self)
        };
        // From before the pool looked at it: what is refused between its look and now counts against this one, too.
        let given_at = Instant::now();
        let connection = self.pool.acquire().await?;
        drop(waits);
        Ok(Lent { kept: Kept { connection, given_at, used_at: Instant::now() }, home: self.clone() })
    }

    /// A transaction.
    pub(super) async fn begin(&self) -> Result<Begun, sqlx::Error> {
        match Begun::on(self.lend().await?).await {
            // A server that hung up on this one has done so with the rest. Nothing has happened yet.
            Err(error) if Fault::of(&error) == Fault::Away => {
                self.refusals.note();
                Begun::on(self.lend().await?).await
            }
            begun => begun,
        }
    }

    /// Closes every connection, waiting for those in use.
    pub(super) async fn close(&self) {
        self.state().free.clear();
        self.pool.close().await;
    }

    fn keep(&self, kept: Kept) {
        let mut state = self.state();
        if state.waiting == 0 && state.free.len() < self.most && !self.pool.is_closed() {
            state.free.push(Kept { used_at: Instant::now(), ..kept });
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection for one query. Dropped, it goes back to the pool.
#[derive(Debug)]
pub struct Lent {
    kept: Kept,
    home: AtHand,
}

impl Lent {
    /// The connection.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.kept.connection
    }

    /// Gives it back after its query was answered so.
    pub fn end<T>(self, answer: &Result<T, sqlx::Error>) {
        if answer.is_ok() {
            self.home.keep(self.kept);
        }
    }
}

/// A transaction that is open. Dropped without [`commit`](Self::commit), it leaves no trace.
///
/// A transaction of sqlx gives its connection back to the pool, which has a look at it.
#[derive(Debug)]
pub(super) struct Begun {
    /// None once it has come to its end.
    lent: Option<Lent>,
}

impl Begun {
    async fn on(lent: Lent) -> Result<Self, sqlx::Error> {
        // Whoever goes away meanwhile leaves a transaction behind, which is ended then.
        let mut begun = Self { lent: Some(lent) };
        sqlx::raw_sql("BEGIN").execute(begun.connection()).await?;
        Ok(begun)
    }

    /// The connection.
    #[expect(clippy::expect_used, reason = "only its end takes the connection, and ends it with that")]
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.lent.as_mut().expect("a transaction that is open").connection()
    }

    /// Makes it durable.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        let Some(mut lent) = self.lent.take() else { return Err(sqlx::Error::PoolClosed) };
        let answer = sqlx::raw_sql("COMMIT").execute(lent.connection()).await;
        lent.end(&answer);
        answer.map(|_| ())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else { return };
        match Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    let answer = sqlx::raw_sql("ROLLBACK").execute(lent.connection()).await;
                    lent.end(&answer);
                });
            }
            // The server rolls back what a connection leaves behind.
            Err(_) => drop(lent.kept.connection.detach()),
        }
    }
}

/// The connection of a transaction, which keeps it.
#[derive(Debug)]
pub struct OfTx<'a>(pub(super) &'a mut PgConnection);

impl OfTx<'_> {
    /// The connection.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.0
    }

    /// A transaction goes on whatever the answer to a query was.
    pub fn end<T>(self, _: &Result<T, sqlx::Error>) {}
}
