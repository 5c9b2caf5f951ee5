//! What both ways of delivery have in common.

use std::{future::Future, pin::Pin, sync::Arc};

use thiserror::Error;

use crate::ids::JobId;

/// The most ids of one queue that wait in Redis at a time; the rest wait in their rows. `apalis-redis` moves all
/// waiting ids in one Lua call, which fails beyond some 8,000.
pub(super) const WINDOW: usize = 1000;

/// What a worker does with an id.
pub type Deliver = Arc<dyn Fn(JobId) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The queue is away.
#[derive(Debug, Error)]
#[error("the queue is away: {0}")]
pub struct QueueError(String);

impl QueueError {
    /// What a client of Redis says is wrong.
    pub(crate) fn new(error: &impl ToString) -> Self {
        Self(error.to_string())
    }
}
