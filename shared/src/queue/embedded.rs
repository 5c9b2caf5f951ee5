//! Delivery inside the process.

use std::{
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{Mutex, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Deliver, WINDOW};
use crate::{ids::JobId, settings::QueueName};

/// One bounded channel for each queue.
#[derive(Clone, Debug)]
pub struct EmbeddedQueue {
    lines: Arc<[Line; QueueName::ALL.len()]>,
    known: Arc<AtomicBool>,
}

#[derive(Debug)]
struct Line {
    sender: mpsc::Sender<JobId>,
    receiver: Mutex<mpsc::Receiver<JobId>>,
}

impl EmbeddedQueue {
    pub(super) fn new() -> Self {
        let line = |_| {
            let (sender, receiver) = mpsc::channel(WINDOW);
            Line { sender, receiver: Mutex::new(receiver) }
        };
        Self { lines: Arc::new(QueueName::ALL.map(line)), known: Arc::default() }
    }

    /// True the first time: whatever an earlier process held in its queue is gone with it.
    pub(super) fn was_emptied(&self) -> bool {
        !self.known.swap(true, Ordering::Relaxed)
    }

    fn line(&self, queue: QueueName) -> &Line {
        &self.lines[queue as usize]
    }

    pub(super) fn room(&self, queue: QueueName) -> usize {
        self.line(queue).sender.capacity()
    }

    pub(super) fn push(&self, queue: QueueName, ids: Vec<JobId>) {
        for id in ids {
            // What does not fit stays in its row, and the relay comes back to it.
            let _ = self.line(queue).sender.try_send(id);
        }
    }

    pub(super) async fn serve(
        &self,
        queue: QueueName,
        concurrency: NonZero<usize>,
        deliver: Deliver,
        stop: CancellationToken,
    ) {
        let under_way = TaskTracker::new();
        let turns = Arc::new(tokio::sync::Semaphore::new(concurrency.get()));
        let mut receiver = self.line(queue).receiver.lock().await;
        loop {
            let next = async {
                let turn = turns.clone().acquire_owned().await.ok()?;
                receiver.recv().await.map(|id| (turn, id))
            };
            let Some(Some((turn, id))) = stop.run_until_cancelled(next).await else { break };
            let job = deliver(id);
            under_way.spawn(async move {
                let _turn = turn;
                job.await;
            });
        }
        under_way.close();
        under_way.wait().await;
    }
}
