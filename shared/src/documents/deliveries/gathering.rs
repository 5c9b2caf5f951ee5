//! The way by which answers tell what they delivered. As for the audit trail, what comes within 50 ms is written together, so that
//! counting costs a download next to nothing. A kill loses what was being gathered: where downloads are limited, the
//! reservation holds until its link ends.

use std::time::Duration;

use tokio::{
    sync::mpsc::{self, error::TrySendError},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{Delivered, record};
use crate::db::Db;

/// How long something waits for more at the most.
const GATHERING: Duration = Duration::from_millis(50);

/// How much is written at once.
const BATCH: usize = 100;

/// How much may wait. Beyond that, whoever tells waits.
const ROOM: usize = 1000;

/// The pause after a write that failed.
const PAUSE: Duration = Duration::from_millis(250);

/// Where it is told. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Deliveries(mpsc::Sender<Delivered>);

/// What writes down what is told.
#[derive(Debug)]
pub struct Gatherer(mpsc::Receiver<Delivered>);

impl Deliveries {
    /// A way to tell, and what writes it down, which has to be run.
    pub fn new() -> (Self, Gatherer) {
        let (sender, told) = mpsc::channel(ROOM);
        (Self(sender), Gatherer(told))
    }

    /// Tells what was delivered. What there is no room for now is given back.
    pub fn tell_now(&self, delivered: Delivered) -> Option<Delivered> {
        let (TrySendError::Full(back) | TrySendError::Closed(back)) = self.0.try_send(delivered).err()?;
        Some(back)
    }

    /// The same for whoever can wait. Says whether it was taken.
    pub async fn tell(&self, delivered: Delivered) -> bool {
        self.0.send(delivered).await.is_ok()
    }
}

impl Gatherer {
    /// Writes until told to stop; then nothing more is taken, and what was told is written.
    pub async fn run(mut self, db: Db, stop: CancellationToken) {
        let mut told = Vec::with_capacity(BATCH);
        while self.gather(&mut told, &stop).await {
            let mut is_known = false;
            while let Err(error) = record(&db, told.clone()).await {
                if !std::mem::replace(&mut is_known, true) {
                    tracing::error!(%error, downloads = told.len(), "downloads cannot be counted; it is tried again");
                }
                tokio::time::sleep(PAUSE).await;
            }
            told.clear();
        }
    }

    /// Waits for something, and gathers what comes soon after. Says whether there is anything.
    async fn gather(&mut self, told: &mut Vec<Delivered>, stop: &CancellationToken) -> bool {
        let first = stop.run_until_cancelled(self.0.recv_many(told, BATCH)).await;
        let taken = if let Some(taken) = first {
            taken
        } else {
            self.0.close();
            self.0.recv_many(told, BATCH).await
        };
        let end = Instant::now() + GATHERING;
        while taken > 0 && told.len() < BATCH {
            let room = BATCH - told.len();
            match tokio::time::timeout_at(end, self.0.recv_many(told, room)).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        taken > 0
    }
}
