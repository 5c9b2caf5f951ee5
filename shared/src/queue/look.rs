//! What an operator wants to know of a Redis before trusting it with jobs.

use std::{collections::HashMap, time::Duration};

use ::redis::Client;

use super::QueueError;
use crate::clock::{Clock, Millis, drift};

/// A Redis as it was found.
#[derive(Clone, Debug)]
pub struct RedisReport {
    /// What it does when its memory is full, such as `noeviction`; none where it may not be asked.
    pub eviction: Option<String>,
    /// How far its clock is from ours; none where it may not be asked.
    pub drift: Option<Duration>,
}

/// Looks at the Redis at this address; changes nothing.
pub async fn look_at_redis(url: &str, clock: &Clock, patience: Duration) -> Result<RedisReport, QueueError> {
    let looked = async {
        let mut connection = Client::open(url)?.get_multiplexed_async_connection().await?;
        let _: String = ::redis::cmd("PING").query_async(&mut connection).await?;
        let asked = ::redis::cmd("CONFIG").arg("GET").arg("maxmemory-policy").query_async(&mut connection).await;
        let eviction = asked.ok().and_then(|mut answer: HashMap<String, String>| answer.remove("maxmemory-policy"));
        let before = clock.now();
        let theirs: Option<(i64, i64)> = ::redis::cmd("TIME").query_async(&mut connection).await.ok();
        let after = clock.now();
        let drift = theirs.map(|(seconds, micros)| {
            drift(before, Millis(seconds.saturating_mul(1000).saturating_add(micros / 1000)), after)
        });
        Ok(RedisReport { eviction, drift })
    };
    let late = || QueueError(format!("no answer within {} s", patience.as_secs()));
    tokio::time::timeout(patience, looked).await.unwrap_or_else(|_| Err(late()))
}
