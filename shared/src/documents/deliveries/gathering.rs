//! The way by which answers tell what they delivered. As for the audit trail, what comes within 50 ms is written together, so that
//! counting costs a download next to nothing. A kill loses what was being gathered; so where downloads are limited, or a link is
//! good once, each is written by itself, at once.

use std::time::Duration;

use tokio::sync::mpsc::{self, error::TrySendError};
use tokio_util::sync::CancellationToken;

use super::{Delivered, record};
use crate::{
    db::Db,
    gathering::{TOGETHER, gather},
};

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
        let mut told = Vec::with_capacity(TOGETHER);
        while gather(&mut self.0, &mut told, &stop).await {
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
}
