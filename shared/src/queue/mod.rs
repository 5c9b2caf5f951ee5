//! The queue: carries the ids of jobs to the workers, through Redis or inside the process.
//!
//! It only saves time. It may lose ids or deliver them twice; the job rows know what is true (see [`crate::jobs`]).

mod delivery;
mod embedded;
mod look;
mod redis;

use std::{num::NonZero, time::Duration};

use secrecy::ExposeSecret;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::{delivery::WINDOW, embedded::EmbeddedQueue, look::TOLD_LATELY, redis::RedisQueue};
pub use self::{
    delivery::{Deliver, QueueError},
    look::{RedisReport, look_at_redis},
};
use crate::{
    clock::Clock,
    ids::JobId,
    settings::{QueueName, Settings},
};

/// Carries ids to workers. Cloning is cheap.
#[derive(Clone, Debug)]
pub enum JobQueue {
    /// Through Redis, by apalis.
    Redis(RedisQueue),
    /// Inside this process.
    Embedded(EmbeddedQueue),
}

impl JobQueue {
    /// Opens the queue that the settings name. A Redis that is away is no error: the rows wait for it.
    pub fn open(settings: &Settings) -> Result<Self, QueueError> {
        match &settings.storage.redis_url {
            Some(url) => Ok(Self::Redis(RedisQueue::open(url.expose_secret(), &settings.storage.redis_prefix)?)),
            None => Ok(Self::Embedded(EmbeddedQueue::new())),
        }
    }

    /// Where committed transactions leave the ids of their jobs. Whatever does not fit is left to the relay.
    ///
    /// For Redis this starts the task that passes them on, which ends when all senders are gone.
    pub fn handover(&self) -> mpsc::Sender<(QueueName, JobId)> {
        let (sender, receiver) = mpsc::channel(4 * WINDOW);
        tokio::spawn(pass_on(self.clone(), receiver));
        sender
    }

    /// How many more ids of a queue it should hold.
    pub async fn room(&self, queue: QueueName) -> Result<usize, QueueError> {
        match self {
            Self::Redis(redis) => Ok(WINDOW.saturating_sub(redis.waiting(queue).await?)),
            Self::Embedded(embedded) => Ok(embedded.room(queue)),
        }
    }

    /// Hands ids over.
    pub async fn push(&self, queue: QueueName, ids: Vec<JobId>) -> Result<(), QueueError> {
        match self {
            Self::Redis(redis) => redis.push(queue, ids).await,
            Self::Embedded(embedded) => {
                embedded.push(queue, ids);
                Ok(())
            }
        }
    }

    /// Delivers ids of one queue, `concurrency` at a time, until told to stop. Then waits for those under way.
    pub async fn serve(
        &self,
        queue: QueueName,
        concurrency: NonZero<usize>,
        deliver: Deliver,
        stop: CancellationToken,
    ) {
        match self {
            Self::Redis(redis) => redis.serve(queue, concurrency, deliver, stop).await,
            Self::Embedded(embedded) => embedded.serve(queue, concurrency, deliver, stop).await,
        }
    }

    /// Tells the other programs of this installation, until told to stop, by which address this one makes its links. Who
    /// looks after them can see then whether they agree.
    pub async fn tell_public_url(&self, url: &str, clock: &Clock, stop: CancellationToken) {
        let Self::Redis(redis) = self else { return };
        loop {
            let telling = async {
                if let Err(error) = redis.tell_public_url(url, clock.now()).await {
                    tracing::debug!(%error, "the public address is not told");
                }
                tokio::time::sleep(TOLD_LATELY / 3).await;
            };
            if stop.run_until_cancelled(telling).await.is_none() {
                // Another program that has the same one tells it again. A Redis that is away keeps nobody from ending.
                let _ = tokio::time::timeout(Duration::from_secs(1), redis.withdraw_public_url(url)).await;
                return;
            }
        }
    }

    /// Says whether the queue answers.
    pub async fn ping(&self) -> Result<(), QueueError> {
        match self {
            Self::Redis(redis) => redis.ping().await,
            Self::Embedded(_) => Ok(()),
        }
    }

    /// Says whether the queue has come back empty since it was last asked, by anybody.
    pub async fn was_emptied(&self) -> Result<bool, QueueError> {
        match self {
            Self::Redis(redis) => redis.was_emptied().await,
            Self::Embedded(embedded) => Ok(embedded.was_emptied()),
        }
    }

    /// Clears away what delivered ids left behind; at most one process does it in each `period`.
    pub async fn vacuum(&self, period: Duration) -> Result<(), QueueError> {
        match self {
            Self::Redis(redis) => redis.vacuum(period).await,
            Self::Embedded(_) => Ok(()),
        }
    }
}

/// Passes committed ids on, in as few calls as they come.
async fn pass_on(queue: JobQueue, mut committed: mpsc::Receiver<(QueueName, JobId)>) {
    let mut batch = Vec::new();
    while committed.recv_many(&mut batch, WINDOW / 2).await > 0 {
        for name in QueueName::ALL {
            let ids: Vec<_> = batch.iter().filter(|(of, _)| *of == name).map(|(_, id)| *id).collect();
            if ids.is_empty() {
                continue;
            }
            let passed = match queue.room(name).await {
                Ok(room) if room >= ids.len() => queue.push(name, ids).await,
                Ok(_) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = passed {
                tracing::debug!(%error, queue = name.as_str(), "left to the relay");
            }
        }
        batch.clear();
    }
}
