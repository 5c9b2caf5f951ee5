//! Computes the CRC-32 of documents that were taken in before it was kept, so that nobody who wants them as a zip waits for it.
//!
//! Each job takes a step, and enqueues the next where more is left. A document that cannot be read is passed over until the
//! next round begins.

use std::time::{Duration, Instant};

use shared::{
    documents::zips::{self, Bytes},
    ids::FileId,
    jobs::{Job, JobError},
};

use super::Failure;
use crate::context::Context;

/// How many documents a step takes at the most.
const STEP: u16 = 100;

/// How long a step goes on to begin with documents.
const SHARE: Duration = Duration::from_secs(50);

/// Enqueues the first step of a round, where there is anything to compute.
pub(crate) async fn begin(context: &Context, round: i64) -> Result<(), JobError> {
    if zips::without_crc32(&context.db, zips::BEFORE_ALL, 1).await?.is_empty() {
        return Ok(());
    }
    enqueue(context, zips::BEFORE_ALL, round).await
}

/// Enqueues a step, once in each round.
async fn enqueue(context: &Context, after: FileId, round: i64) -> Result<(), JobError> {
    let mut tx = context.db.begin().await?;
    let step = Job::Checksums { after, round };
    step.enqueue_once(&mut tx, &format!("checksums:{round}:{after}"), context.clock.now()).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn run(context: &Context, after: FileId, round: i64) -> Result<(), Failure> {
    let (began, mut last, mut done) = (Instant::now(), after, 0);
    let step = zips::without_crc32(&context.db, after, STEP).await?;
    let mut is_more = step.len() == usize::from(STEP);
    for bytes in step {
        if began.elapsed() > SHARE {
            is_more = true;
            break;
        }
        last = bytes.id;
        done += u32::from(compute(context, bytes).await?);
    }
    tracing::info!(documents = done, "checksums of older documents were computed");
    if is_more {
        enqueue(context, last, round).await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}

/// Computes and notes it, and says whether the bytes could be read.
async fn compute(context: &Context, bytes: Bytes) -> Result<bool, Failure> {
    match context.blobs.crc32(bytes.blob).await {
        Ok(crc32) => {
            zips::note_crc32(&context.db, bytes, crc32).await?;
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(file = %bytes.id, %error, "the checksum of a document could not be computed");
            Ok(false)
        }
    }
}
