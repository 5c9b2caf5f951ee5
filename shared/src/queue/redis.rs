//! Delivery through Redis: the only file that knows apalis and the two Redis clients.
//!
//! apalis carries ids to a bounded number of handlers and stops cleanly. Attempts, pauses and duplicates are the
//! job rows' affair, so every delivery ends well for apalis. apalis polls; a message on a channel tells the workers to
//! look at once, so that polling can be slow.

use std::{convert::Infallible, fmt, num::NonZero, sync::Arc, time::Duration};

use ::redis::{
    AsyncCommands, Client, ExistenceCheck, SetExpiry, SetOptions, aio::ConnectionManager, aio::ConnectionManagerConfig,
};
use apalis::prelude::{Data, PollWith, StreamStrategy, TaskSink, WorkerBuilder, WorkerBuilderExt};
use apalis_core::backend::Vacuum;
use apalis_core::error::WorkerError;
use apalis_redis::{Config, RedisStorage};
use fred::{
    clients::SubscriberClient,
    interfaces::{ClientLike, EventInterface, PubsubInterface},
    types::{Builder, config::Config as FredConfig, config::ReconnectPolicy},
};
use futures_util::{FutureExt, future::BoxFuture, stream};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Deliver, QueueError,
    look::{TOLD_LATELY, public_urls_key},
};
use crate::{clock::Millis, ids::JobId, settings::QueueName};

/// How long one call to Redis may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a worker looks without being told to.
const POLL: Duration = Duration::from_secs(1);

/// The queue in Redis.
#[derive(Clone)]
pub struct RedisQueue {
    prefix: Arc<str>,
    connection: ConnectionManager,
    bell: Bell,
}

impl fmt::Debug for RedisQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisQueue({})", self.prefix)
    }
}

impl From<::redis::RedisError> for QueueError {
    fn from(error: ::redis::RedisError) -> Self {
        Self::new(&error)
    }
}

impl RedisQueue {
    pub(super) fn open(url: &str, prefix: &str) -> Result<Self, QueueError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?;
        Ok(Self { prefix: prefix.into(), connection, bell: Bell::new(url, prefix)? })
    }

    fn config(&self, queue: QueueName) -> Config {
        Config::default()
            .queue(format!("{}:{}", self.prefix, queue.as_str()))
            // With more, ids that are fetched but not begun keep the worker from telling that it lives.
            .batch_size(1)
            // The job rows lease work; a second lease in Redis would only cost calls.
            .lock_tasks(false)
            .emit_events(false)
    }

    fn storage(&self, queue: QueueName) -> RedisStorage<JobId> {
        RedisStorage::new(self.connection.clone()).with_config(self.config(queue))
    }

    pub(super) async fn waiting(&self, queue: QueueName) -> Result<usize, QueueError> {
        let config = self.config(queue);
        let (scheduled, active): (usize, usize) = ::redis::pipe()
            .zcard(config.scheduled_jobs_set())
            .llen(config.active_jobs_list())
            .query_async(&mut self.connection.clone())
            .await?;
        Ok(scheduled + active)
    }

    pub(super) async fn push(&self, queue: QueueName, ids: Vec<JobId>) -> Result<(), QueueError> {
        self.storage(queue).push_bulk(ids).await.map_err(|error| QueueError::new(&error))?;
        self.bell.ring(queue, self.connection.clone()).await
    }

    pub(super) async fn ping(&self) -> Result<(), QueueError> {
        let _: String = self.connection.clone().ping().await?;
        Ok(())
    }

    pub(super) async fn was_emptied(&self) -> Result<bool, QueueError> {
        let key = format!("{}:epoch", self.prefix);
        let only_if_gone = SetOptions::default().conditional_set(ExistenceCheck::NX);
        let set: Option<String> =
            self.connection.clone().set_options(key, Uuid::new_v4().to_string(), only_if_gone).await?;
        Ok(set.is_some())
    }

    pub(super) async fn tell_public_url(&self, url: &str, now: Millis) -> Result<(), QueueError> {
        let key = public_urls_key(&self.prefix);
        let mut told = ::redis::pipe();
        told.zadd(&key, url, now.0).ignore().zrembyscore(&key, 0, (now - 2 * TOLD_LATELY).0).ignore();
        Ok(told.query_async(&mut self.connection.clone()).await?)
    }

    pub(super) async fn withdraw_public_url(&self, url: &str) -> Result<(), QueueError> {
        Ok(self.connection.clone().zrem(public_urls_key(&self.prefix), url).await?)
    }

    pub(super) async fn vacuum(&self, period: Duration) -> Result<(), QueueError> {
        let key = format!("{}:vacuumed", self.prefix);
        let once = SetOptions::default()
            .conditional_set(ExistenceCheck::NX)
            .with_expiration(SetExpiry::PX(u64::try_from(period.as_millis()).unwrap_or(u64::MAX)));
        let mut connection = self.connection.clone();
        let ours: Option<String> = connection.set_options(key, 1, once).await?;
        if ours.is_none() {
            return Ok(());
        }
        for queue in QueueName::ALL {
            let config = self.config(queue);
            self.storage(queue).vacuum_before(Duration::ZERO).await.map_err(|error| QueueError::new(&error))?;
            let _: () = connection.del(&[config.done_jobs_set(), config.dead_jobs_set()]).await?;
        }
        Ok(())
    }

    pub(super) async fn serve(
        &self,
        queue: QueueName,
        concurrency: NonZero<usize>,
        deliver: Deliver,
        stop: CancellationToken,
    ) {
        let mut pause = Duration::from_millis(250);
        while !stop.is_cancelled() {
            let began = tokio::time::Instant::now();
            match self.work(queue, concurrency, deliver.clone(), stop.clone()).await {
                Ok(()) => continue,
                // Any fault of the connection ends an apalis worker, so it is begun anew, after a growing pause.
                Err(error) => tracing::warn!(queue = queue.as_str(), %error, "the queue is away; trying again"),
            }
            pause = if began.elapsed() > POLL * 10 { Duration::from_millis(250) } else { (pause * 2).min(POLL * 5) };
            let _ = stop.run_until_cancelled(tokio::time::sleep(pause)).await;
        }
    }

    fn work(
        &self,
        queue: QueueName,
        concurrency: NonZero<usize>,
        deliver: Deliver,
        stop: CancellationToken,
    ) -> BoxFuture<'static, Result<(), WorkerError>> {
        let bell = StreamStrategy::new(self.bell.rings(queue));
        // A name that another process has, or had a moment ago, would hide what that process left unfinished.
        let worker = WorkerBuilder::new(format!("{}-{}", queue.as_str(), Uuid::new_v4()))
            .backend(PollWith::new(self.storage(queue), bell))
            .data(deliver)
            .concurrency(concurrency.get())
            .build(run);
        worker
            .run_until(async move {
                stop.cancelled().await;
                Ok::<(), WorkerError>(())
            })
            .boxed()
    }
}

/// Runs a job in a task of its own, so that a fault of the queue does not cut it short.
async fn run(id: JobId, deliver: Data<Deliver>) -> Result<(), Infallible> {
    if tokio::spawn(deliver(id)).await.is_err() {
        tracing::error!(job = %id, "the job's task panicked");
    }
    Ok(())
}

/// Tells workers that there is something to fetch, by a channel named for the queue.
#[derive(Clone)]
struct Bell {
    prefix: Arc<str>,
    ears: Arc<[Notify; QueueName::ALL.len()]>,
    subscriber: SubscriberClient,
    listening: Arc<std::sync::Once>,
}

impl Bell {
    fn new(url: &str, prefix: &str) -> Result<Self, QueueError> {
        let failed = |error: fred::error::Error| QueueError::new(&error);
        let subscriber = Builder::from_config(FredConfig::from_url(url).map_err(failed)?)
            .with_connection_config(|config| config.connection_timeout = PATIENCE)
            .set_policy(ReconnectPolicy::new_exponential(0, 100, 5_000, 2))
            .build_subscriber_client()
            .map_err(failed)?;
        let ears = Arc::new(QueueName::ALL.map(|_| Notify::new()));
        Ok(Self { prefix: prefix.into(), ears, subscriber, listening: Arc::new(std::sync::Once::new()) })
    }

    fn channel(&self, queue: QueueName) -> String {
        format!("{}:bell:{}", self.prefix, queue.as_str())
    }

    async fn ring(&self, queue: QueueName, mut connection: ConnectionManager) -> Result<(), QueueError> {
        Ok(connection.publish::<_, _, ()>(self.channel(queue), 1).await?)
    }

    /// A stream with an item whenever the bell rings, and one every second all the same.
    fn rings(&self, queue: QueueName) -> stream::BoxStream<'static, ()> {
        self.listening.call_once(|| {
            tokio::spawn(self.clone().listen());
        });
        let ears = self.ears.clone();
        Box::pin(stream::unfold(ears, move |ears| async move {
            let _ = tokio::time::timeout(POLL, ears[queue as usize].notified()).await;
            Some(((), ears))
        }))
    }

    async fn listen(self) {
        let mut messages = self.subscriber.message_rx();
        let _connection = self.subscriber.connect();
        let _resubscriber = self.subscriber.manage_subscriptions();
        let channels = QueueName::ALL.map(|queue| self.channel(queue));
        while let Err(error) = self.subscriber.subscribe(channels.to_vec()).await {
            tracing::debug!(%error, "workers are not told of new jobs, and look every second");
            tokio::time::sleep(POLL).await;
        }
        while let Ok(message) = messages.recv().await {
            if let Some(at) = channels.iter().position(|channel| *channel == *message.channel) {
                self.ears[at].notify_one();
            }
        }
    }
}
