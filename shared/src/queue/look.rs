//! What an operator wants to know of a Redis before trusting it with jobs.

use std::{collections::HashMap, time::Duration};

use ::redis::{AsyncCommands, AsyncConnectionConfig, Client, aio::MultiplexedConnection};
use uuid::Uuid;

use super::QueueError;
use crate::clock::{Clock, Millis, drift};

/// How long a program counts as running after it has last told its public address.
pub(super) const TOLD_LATELY: Duration = Duration::from_secs(30);

/// Where programs tell their public addresses: each with the time at which it was last told.
pub(super) fn public_urls_key(prefix: &str) -> String {
    format!("{prefix}:public_urls")
}

/// A Redis as it was found.
#[derive(Clone, Debug)]
pub struct RedisReport {
    /// Why it takes no writes, if it does not: it is a replica, it is full, its disk is, or this user may not.
    pub refusal: Option<String>,
    /// The public addresses of the programs that use it now.
    pub public_urls: Vec<String>,
    /// What it does when its memory is full, such as `noeviction`; none where it may not be asked.
    pub eviction: Option<String>,
    /// How far its clock is from ours; none where it may not be asked.
    pub drift: Option<Duration>,
}

/// Looks at the Redis at this address, under the keys that begin with `prefix`. What it writes there is gone at once.
pub async fn look_at_redis(
    url: &str,
    prefix: &str,
    clock: &Clock,
    patience: Duration,
) -> Result<RedisReport, QueueError> {
    let looked = async {
        // The client's own patience is a second, which TLS on a busy machine may take.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(patience)).set_response_timeout(Some(patience));
        let mut connection = Client::open(url)?.get_multiplexed_async_connection_with_config(&config).await?;
        let _: String = ::redis::cmd("PING").query_async(&mut connection).await?;
        let asked = ::redis::cmd("CONFIG").arg("GET").arg("maxmemory-policy").query_async(&mut connection).await;
        let eviction = asked.ok().and_then(|mut answer: HashMap<String, String>| answer.remove("maxmemory-policy"));
        let before = clock.now();
        let theirs: Option<(i64, i64)> = ::redis::cmd("TIME").query_async(&mut connection).await.ok();
        let after = clock.now();
        let drift = theirs.map(|(seconds, micros)| {
            drift(before, Millis(seconds.saturating_mul(1000).saturating_add(micros / 1000)), after)
        });
        let refusal = try_out(&mut connection, prefix).await.err().map(|error| error.to_string());
        let lately = (clock.now() - TOLD_LATELY).0;
        let public_urls = connection.zrangebyscore(public_urls_key(prefix), lately, "+inf").await.unwrap_or_default();
        Ok(RedisReport { refusal, public_urls, eviction, drift })
    };
    let late = || QueueError::new(&format!("no answer within {} s", patience.as_secs()));
    tokio::time::timeout(patience, looked).await.unwrap_or_else(|_| Err(late()))
}

/// Writes a key and deletes it again. Should the second fail, it goes by itself.
async fn try_out(connection: &mut MultiplexedConnection, prefix: &str) -> ::redis::RedisResult<()> {
    let key = format!("{prefix}:check-{}", Uuid::new_v4());
    connection.pset_ex::<_, _, ()>(&key, 1, 1000).await?;
    connection.del(&key).await
}
