//! Telling the audit trail what happens outside of a transaction.

use shared::audit::{self, Entry};

use crate::{app::AppState, error::ApiError};

impl AppState {
    /// Records what has no transaction of its own: a read, a refusal. It is written within 50 ms.
    pub(crate) async fn tell(&self, asked: audit::Asked, entry: Entry) -> Result<(), ApiError> {
        Ok(self.trail.tell(asked, entry, self.clock.now()).await?)
    }
}
