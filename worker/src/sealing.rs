//! The sealer of the audit trail: chains what was committed, twice a second, in every worker; one does at a time.

use std::{sync::Arc, time::Duration};

use shared::audit::{self, BATCH};
use tokio_util::sync::CancellationToken;

use crate::context::Context;

/// How often is looked whether anything waits to be chained.
const PERIOD: Duration = Duration::from_millis(500);

/// Seals until told to stop, and once more then.
pub(crate) async fn run(context: Arc<Context>, stop: CancellationToken) {
    let mut away = false;
    loop {
        let is_last = stop.is_cancelled();
        match seal_all(&context).await {
            Ok(()) if std::mem::take(&mut away) => tracing::info!("the audit trail is sealed again"),
            Ok(()) => {}
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "the audit trail cannot be sealed just now; what is recorded waits");
                }
            }
        }
        if is_last {
            return;
        }
        let _ = stop.run_until_cancelled(tokio::time::sleep(PERIOD)).await;
    }
}

/// Seals batch after batch, as long as they are full. The log tells how far the chain goes, where nobody who changes rows of
/// the database can take it back.
async fn seal_all(context: &Context) -> Result<(), sqlx::Error> {
    loop {
        let sealed = audit::seal(&context.db, &context.keys, context.clock.now()).await?;
        if let Some(head) = sealed.head {
            tracing::info!(seq = head.seq, hash = head.hash, key = head.key_id, "the audit trail is sealed");
        }
        if sealed.events < BATCH {
            return Ok(());
        }
    }
}
