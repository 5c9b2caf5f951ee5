//! Sees who has a document in which something was found late, and enqueues a mail to each.

use shared::{documents::late_findings::LateFinding, ids::FindingId, jobs::Job};

use super::Failure;
use crate::context::Context;

/// So many mails are enqueued in one transaction.
const BATCH: i64 = 200;

pub(crate) async fn run(context: &Context, id: FindingId) -> Result<(), Failure> {
    let Some(finding) = LateFinding::find(&context.db, id).await? else { return Ok(()) };
    let mut after = None;
    loop {
        let accounts = finding.whose(&context.db, after, BATCH).await?;
        let Some(last) = accounts.last() else { return Ok(()) };
        after = Some(*last);
        let mut tx = context.db.begin().await?;
        for user in accounts {
            // Done once more, this finds those who have their mail already.
            let key = format!("late_finding:{id}:{user}");
            let notice = Job::LateFindingNotice { finding: id, user };
            notice.enqueue_once(&mut tx, &key, context.clock.now()).await.map_err(sqlx::Error::from)?;
        }
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
}
