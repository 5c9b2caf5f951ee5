//! The service's own store against its rows.

use std::{collections::HashSet, sync::Arc};

use futures_util::{StreamExt, stream};
use shared::{
    clock::{Clock, Millis},
    db::Db,
    documents::files::FileRow,
    ids::{BlobId, JobId},
    installation::{self, InstallationError},
    jobs::Job,
    settings::Settings,
    sql,
    strays::IN_FLIGHT,
};
use storage::{Blobs, off_thread};

use super::{Counts, Fault, Finding, Telling};
use crate::{
    backup::{AT_ONCE, BackupError, Check, StoredRow, at, check_blob, open_database, open_store, page},
    progress::Progress,
};

/// Compares every row with its bytes and every stored file with the rows, and tells each finding as it is made.
pub(crate) async fn service(
    settings: &Settings,
    clock: &Clock,
    progress: &Arc<Progress>,
    tell: impl FnMut(&Finding),
) -> Result<Counts, BackupError> {
    let db = open_database(settings).await?;
    let store = open_store(settings, &db, clock).await?;
    let mut telling = Telling::new(tell);
    match installation::judge(&db, &store).await {
        Err(
            fault @ (InstallationError::Another { .. } | InstallationError::Unknown(_) | InstallationError::Empty(_)),
        ) => {
            telling.found(Fault::Foreign, fault.to_string(), None);
        }
        judged => drop(judged?),
    }
    let looking = Looking { db, store, progress: progress.clone(), young: clock.now() - IN_FLIGHT };
    for shard in 0..=u8::MAX {
        looking.shard(shard, &mut telling).await?;
    }
    let (store, spool) = (looking.store.clone(), looking.store.spool_folder());
    for (path, modified) in off_thread(move || store.spooled()).await.map_err(at(&spool))? {
        if Millis::from(modified) < looking.young {
            telling.found(Fault::Leftover, path.display().to_string(), None);
        } else {
            telling.counts.in_flight += 1;
        }
    }
    looking.db.close().await;
    Ok(telling.counts)
}

struct Looking {
    db: Db,
    store: Blobs,
    progress: Arc<Progress>,
    /// What changed since may still be on its way to a row.
    young: Millis,
}

impl Looking {
    async fn shard(&self, shard: u8, telling: &mut Telling<impl FnMut(&Finding)>) -> Result<(), BackupError> {
        // Before the rows: what arrives in between has a row that is not missed here.
        let stored = self.store.list(shard).await?;
        let (mut after, mut named) = (None, HashSet::new());
        loop {
            let rows = page(&self.db, shard, after).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.blob);
            named.extend(rows.iter().map(|row| row.blob.to_string()));
            self.rows(rows, telling).await?;
        }
        for entry in stored.into_iter().filter(|entry| !named.contains(entry.file_name())) {
            let blob: Option<BlobId> = entry.file_name().parse().ok();
            let gone = match blob {
                Some(blob) => !self.store.holds_any([blob]).await?,
                None => false,
            };
            if gone || Millis::from(entry.changed) >= self.young || self.is_known(blob).await? {
                telling.counts.in_flight += u64::from(!gone);
            } else {
                telling.found(Fault::Stray, format!("{}/{}", self.store.named(), entry.name), None);
            }
        }
        Ok(())
    }

    /// Compares the bytes of these rows, a few at once.
    async fn rows(&self, rows: Vec<StoredRow>, telling: &mut Telling<impl FnMut(&Finding)>) -> Result<(), BackupError> {
        let mut checks = stream::iter(rows).map(|row| self.row(row)).buffered(AT_ONCE);
        while let Some((row, checked)) = checks.next().await {
            telling.counts.documents += 1;
            let fault = match checked {
                Check::Sound(size) => {
                    telling.counts.bytes += size;
                    continue;
                }
                Check::Missing => Fault::Missing,
                Check::Differs => Fault::Differs,
                Check::Locked => Fault::Locked,
                Check::Unreadable => Fault::Unreadable,
            };
            if FileRow::is_of(&self.db, row.blob).await? {
                telling.found(fault, self.store.named_blob(row.blob), Some(row.id));
            }
        }
        Ok(())
    }

    async fn row(&self, row: StoredRow) -> (StoredRow, Check) {
        let checked = match check_blob(&self.store, row.blob, &row.sha256).await {
            Check::Sound(size) if i64::try_from(size).ok() != Some(row.size) => Check::Differs,
            checked => checked,
        };
        self.progress.add(u64::try_from(row.size).unwrap_or(0));
        (row, checked)
    }

    /// Says whether a row has come to name this blob, or a job is about to erase it.
    async fn is_known(&self, blob: Option<BlobId>) -> Result<bool, BackupError> {
        let Some(blob) = blob else { return Ok(false) };
        let job = Job::EraseBlob { blob };
        let payload = serde_json::to_string(&job).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let erasing: Option<(JobId,)> = sql!(&self.db, |c| sqlx::query_as(
            "SELECT id FROM background_jobs WHERE queue = $1 AND due_at IS NOT NULL AND payload = $2 LIMIT 1"
        )
        .bind(job.kind().queue)
        .bind(&payload)
        .fetch_optional(c))?;
        Ok(erasing.is_some() || FileRow::is_of(&self.db, blob).await?)
    }
}
