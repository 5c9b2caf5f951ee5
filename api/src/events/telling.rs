//! What each who looks on is told of what has happened: what they see of it now, and no word of anything else.
//!
//! What is looked up is looked up once for all to whom it is the same: documents for all ops, and for each client.

use std::collections::{BTreeMap, HashMap, HashSet};

use shared::{
    clock::Millis,
    documents::{files::FileRow, uploads::Upload, visible},
    happenings::{Happening, Of},
    ids::{FileId, JobId, UploadId, UserId},
    jobs::board,
    people::{names::Role, sessions::Reader},
};

use super::{
    line::{FileEvent, Gone, Told},
    onlookers::Onlooker,
};
use crate::app::AppState;

type Found<T> = Result<T, sqlx::Error>;

/// What has happened, each thing once, with the number by which it did so last.
pub(super) struct Batch<'a> {
    app: &'a AppState,
    now: Millis,
    files: BTreeMap<FileId, i64>,
    sights: Vec<(Option<UserId>, i64)>,
    uploads: BTreeMap<UploadId, (UserId, i64)>,
    jobs: BTreeMap<JobId, i64>,
    /// The documents among them as somebody sees them: all ops, or a client.
    seen: HashMap<Option<UserId>, HashMap<FileId, FileRow>>,
    uploads_now: Option<HashMap<UploadId, Upload>>,
    jobs_now: Option<HashMap<JobId, board::JobRow>>,
}

impl<'a> Batch<'a> {
    pub(super) fn of(app: &'a AppState, happened: &[Happening], now: Millis) -> Self {
        let mut batch = Self {
            app,
            now,
            files: BTreeMap::new(),
            sights: Vec::new(),
            uploads: BTreeMap::new(),
            jobs: BTreeMap::new(),
            seen: HashMap::new(),
            uploads_now: None,
            jobs_now: None,
        };
        for Happening { number, of } in happened {
            match *of {
                Of::File(id) => drop(batch.files.insert(id, *number)),
                Of::Sight(account) => batch.sights.push((account, *number)),
                Of::Upload(id, account) => drop(batch.uploads.insert(id, (account, *number))),
                Of::Job(id) => drop(batch.jobs.insert(id, *number)),
            }
        }
        batch
    }

    /// What one is told, in the order of its numbers.
    pub(super) async fn for_one(&mut self, onlooker: &mut Onlooker) -> Found<Vec<(i64, Told)>> {
        let mut told = self.of_files(onlooker).await?;
        told.extend(self.of_sights(onlooker).await?);
        told.extend(self.of_uploads(onlooker).await?);
        if onlooker.operates {
            told.extend(self.of_jobs(onlooker).await?);
        }
        told.sort_by_key(|(number, _)| *number);
        Ok(told)
    }

    async fn of_files(&mut self, onlooker: &mut Onlooker) -> Found<Vec<(i64, Told)>> {
        if !self.files.values().any(|number| *number > onlooker.at) {
            return Ok(Vec::new());
        }
        let reader = onlooker.reader;
        let whose = (reader.role == Role::Client).then_some(reader.user);
        if !self.seen.contains_key(&whose) {
            let ids: Vec<FileId> = self.files.keys().copied().collect();
            self.seen.insert(whose, seen(self.app, &reader, &ids).await?);
        }
        let (seen, at) = (self.seen.get(&whose), onlooker.at);
        let mut told = Vec::new();
        for (id, number) in self.files.iter().filter(|(_, number)| **number > at) {
            match seen.and_then(|seen| seen.get(id)) {
                Some(file) => {
                    onlooker.sees(*id);
                    told.push((*number, Told::File(FileEvent::of(file, reader.role, self.now))));
                }
                // Of what a client has not seen nothing is told, not even that it was there. Ops see all there is.
                None if whose.is_none() || onlooker.known.remove(id) => {
                    told.push((*number, Told::Gone("file", Gone::of(id.0))));
                }
                None => {}
            }
        }
        Ok(told)
    }

    /// What a client sees may have changed as a whole: what they see now is held against what they saw.
    async fn of_sights(&self, onlooker: &mut Onlooker) -> Found<Vec<(i64, Told)>> {
        let reader = onlooker.reader;
        let concerns = |account: Option<UserId>| account.is_none_or(|account| account == reader.user);
        let theirs = self.sights.iter().filter(|(account, number)| *number > onlooker.at && concerns(*account));
        let Some(number) = theirs.map(|(_, number)| *number).max().filter(|_| reader.role == Role::Client) else {
            return Ok(Vec::new());
        };
        if number <= onlooker.away_until {
            // What they saw before they were away is not known.
            return Ok(vec![(number, Told::Reset)]);
        }
        let now_seen = visible::newest(&self.app.db, &reader).await?;
        let ids: HashSet<FileId> = now_seen.iter().map(|file| file.id).collect();
        let doubtful: Vec<FileId> = onlooker.known.difference(&ids).copied().collect();
        let still_seen = seen(self.app, &reader, &doubtful).await?;
        let mut told = Vec::new();
        for id in doubtful.into_iter().filter(|id| !still_seen.contains_key(id)) {
            onlooker.known.remove(&id);
            told.push((number, Told::Gone("file", Gone::of(id.0))));
        }
        for file in now_seen.iter().filter(|file| !onlooker.known.contains(&file.id)).collect::<Vec<_>>() {
            onlooker.sees(file.id);
            told.push((number, Told::File(FileEvent::shown(file))));
        }
        Ok(told)
    }

    async fn of_uploads(&mut self, onlooker: &Onlooker) -> Found<Vec<(i64, Told)>> {
        let user = onlooker.reader.user;
        let theirs = self.uploads.iter().filter(|(_, (account, number))| *account == user && *number > onlooker.at);
        let theirs: Vec<(UploadId, i64)> = theirs.map(|(id, (_, number))| (*id, *number)).collect();
        if theirs.is_empty() {
            return Ok(Vec::new());
        }
        let now = if let Some(found) = self.uploads_now.take() {
            found
        } else {
            let ids: Vec<UploadId> = self.uploads.keys().copied().collect();
            Upload::find_all(&self.app.db, &ids, self.now).await?.into_iter().map(|it| (it.id, it)).collect()
        };
        let now = self.uploads_now.insert(now);
        let as_it_stands = |id: UploadId| match now.get(&id).filter(|upload| upload.owner_id == user) {
            Some(upload) => Told::Upload(upload.into()),
            None => Told::Gone("upload", Gone::of(id.0)),
        };
        Ok(theirs.into_iter().map(|(id, number)| (number, as_it_stands(id))).collect())
    }

    async fn of_jobs(&mut self, onlooker: &Onlooker) -> Found<Vec<(i64, Told)>> {
        let fresh: Vec<(JobId, i64)> =
            self.jobs.iter().filter(|(_, number)| **number > onlooker.at).map(|(id, number)| (*id, *number)).collect();
        if fresh.is_empty() {
            return Ok(Vec::new());
        }
        let now = if let Some(found) = self.jobs_now.take() {
            found
        } else {
            let ids: Vec<JobId> = self.jobs.keys().copied().collect();
            board::find_all(&self.app.db, &ids).await?.into_iter().map(|it| (it.id, it)).collect()
        };
        let now = self.jobs_now.insert(now);
        let as_it_stands = |id: JobId| match now.get(&id) {
            Some(job) => Told::Job(job.into()),
            None => Told::Gone("job", Gone::of(id.0)),
        };
        Ok(fresh.into_iter().map(|(id, number)| (number, as_it_stands(id))).collect())
    }
}

/// Those of these documents that somebody sees now.
async fn seen(app: &AppState, reader: &Reader, ids: &[FileId]) -> Found<HashMap<FileId, FileRow>> {
    let files = visible::seen_of(&app.db, reader, ids).await?;
    Ok(files.into_iter().map(|file| (file.id, file)).collect())
}
