//! A link that is good once belongs to one answer at a time, whichever process gives it.

use std::time::Duration;

use shared::{
    documents::{deliveries, links},
    ids::LinkId,
};
use uuid::Uuid;

use crate::{app::AppState, error::ApiError};

/// For how long a link is held by an answer of which nothing more is heard: its process may have died.
const HELD_FOR: Duration = Duration::from_mins(1);

/// How long somebody waits for an answer that is just about to end, and how often they look.
const PATIENCE: Duration = Duration::from_millis(600);
const LOOK_EVERY: Duration = Duration::from_millis(30);

/// What an answer holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    link: LinkId,
    by: Uuid,
}

impl Hold {
    /// Takes a link for an answer, unless it is used up or another answer has it.
    pub(super) async fn take(app: &AppState, link: LinkId) -> Result<Self, ApiError> {
        let (hold, began) = (Self { link, by: Uuid::new_v4() }, tokio::time::Instant::now());
        loop {
            let now = app.clock.now();
            if links::hold(&app.db, link, hold.by, now, now + HELD_FOR).await? {
                return Ok(hold);
            }
            if deliveries::is_delivered(&app.db, link).await? {
                return Err(ApiError::Gone);
            }
            if began.elapsed() >= PATIENCE {
                return Err(ApiError::LinkInUse);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Says that a link could be taken now, for whoever only looks at it.
    pub(super) async fn look(app: &AppState, link: LinkId) -> Result<(), ApiError> {
        if deliveries::is_delivered(&app.db, link).await? {
            return Err(ApiError::Gone);
        }
        if links::is_held(&app.db, link, app.clock.now()).await? {
            return Err(ApiError::LinkInUse);
        }
        Ok(())
    }

    /// Holds it for longer, and says whether this answer may go on.
    pub(super) async fn go_on(&self, app: &AppState) -> Result<bool, ApiError> {
        Ok(links::hold_on(&app.db, self.link, self.by, app.clock.now() + HELD_FOR).await?)
    }

    pub(super) async fn let_go(&self, app: &AppState) {
        if let Err(error) = links::let_go(&app.db, self.link, self.by).await {
            tracing::warn!(%error, "a link stays held for a while, though nobody uses it");
        }
    }
}
