//! How often somebody does something, counted over all programs of an installation: in Redis where there is one, else in
//! this process.
//!
//! One number is kept of each key, the moment at which all that was taken has come back (the generic cell rate
//! algorithm, GCRA). So nothing has to be cleared away at the end of a window, and there is no such end at which twice
//! as much gets through. `gcra.lua` and `arithmetic.rs` hold the same few lines; `governor` counts in one process alone, so
//! that a Redis that goes away would leave another arithmetic behind.

mod arithmetic;
mod blocks;
mod key;
mod memory;
mod redis;

use std::sync::Arc;

use secrecy::ExposeSecret;
use tokio::time::Instant;

pub use self::{
    arithmetic::{Ask, Verdict},
    key::{Key, Who},
};
use self::{blocks::Blocks, memory::Memory, redis::Redis};
use crate::{
    clock::{Clock, Millis},
    queue::QueueError,
    settings::Settings,
};

/// Counts what is taken of limits. Clones count together, and so do all programs that have a Redis in common.
#[derive(Clone, Debug)]
pub struct Counter {
    clock: Clock,
    redis: Option<Arc<Redis>>,
    blocks: Arc<Blocks>,
    memory: Arc<Memory>,
}

impl Counter {
    /// Counts in the Redis that the settings name; one that is away is no error. Where they name none, counts here.
    pub async fn open(settings: &Settings, clock: &Clock) -> Result<Self, QueueError> {
        let redis = match &settings.storage.redis_url {
            Some(url) => {
                let redis = Redis::open(url.expose_secret(), &settings.storage.redis_prefix);
                let redis = redis.map_err(|error| QueueError::new(&error))?;
                redis.begin().await;
                Some(Arc::new(redis))
            }
            None => None,
        };
        Ok(Self { clock: clock.clone(), redis, blocks: Arc::default(), memory: Arc::default() })
    }

    /// Takes all that is asked for, or nothing when something of it is more than there is. At once for all programs: of
    /// many that ask together no more get through than a limit says.
    ///
    /// A Redis that is slow or away costs little time; then it is this process alone that counts.
    pub async fn take(&self, asks: &[Ask]) -> Vec<Verdict> {
        let now = self.clock.now();
        let Some(redis) = &self.redis else { return self.memory.take(asks, now) };
        let in_hand = self.blocks.take(asks, now);
        let missing: Vec<Ask> =
            asks.iter().zip(&in_hand).filter(|(_, known)| known.is_none()).map(|(ask, _)| *ask).collect();
        let mut fetched = Vec::new();
        if !missing.is_empty() {
            fetched = self.fetch(redis, &missing, now).await;
            if fetched.iter().any(|verdict| !verdict.allowed) {
                self.blocks
                    .put_back(asks.iter().zip(&in_hand).filter(|(_, known)| known.is_some()).map(|(ask, _)| ask));
            }
        }
        let mut fetched = fetched.into_iter();
        in_hand.into_iter().filter_map(|known| known.or_else(|| fetched.next())).collect()
    }

    /// Takes it from Redis, a block at once where one may be had, or here while Redis is away.
    async fn fetch(&self, redis: &Redis, asks: &[Ask], now: Millis) -> Vec<Verdict> {
        // Of both looks together: whoever is at their limit waits no longer than others.
        let until = Instant::now() + redis::PATIENCE;
        let given = self.blocks.in_blocks(asks);
        let mut verdicts = self.count(redis, &given, until, now).await;
        let are_allowed = |verdicts: &[Verdict]| verdicts.iter().all(|verdict| verdict.allowed);
        if are_allowed(&verdicts) {
            return self.blocks.keep(asks, &given, &verdicts, now);
        }
        if given != asks {
            // There is no block any more, but there may be one.
            verdicts = self.count(redis, asks, until, now).await;
        }
        verdicts
    }

    async fn count(&self, redis: &Redis, asks: &[Ask], until: Instant, now: Millis) -> Vec<Verdict> {
        // Whoever is at their limit stays there when Redis goes away, and when it comes back.
        let counted_alone = self.memory.counted_alone(asks, now);
        match redis.take(asks, &counted_alone, until, self.clock.ahead()).await {
            Some(verdicts) => {
                self.memory.note(asks, &counted_alone, &verdicts, now);
                verdicts
            }
            None => self.memory.take(asks, now),
        }
    }
}
