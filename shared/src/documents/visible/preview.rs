//! A document as it is to be looked at, page by page, by whoever sees it.

use super::{Asking, known_to, may_leave, sees};
use crate::{
    clock::Millis,
    db::{Db, statement::Statement},
    documents::{files::ScanStatus, previews},
    ids::{BlobId, FileId, UserId},
    people::sessions::Reader,
};

/// How the images of a document's pages stand for somebody who wants to look at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// There are so many.
    Made(u16),
    /// They are being made.
    Pending,
    /// They can be asked for.
    NotAskedFor,
    /// There are none: the document is shut, or they could not be made.
    Nothing,
}

/// A document whose pages somebody wants to see.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ToLookAt {
    /// The document.
    pub id: FileId,
    /// The bytes of the version that clients have.
    pub blob: BlobId,
    /// SHA-256 of them, in lower-case hex.
    pub sha256: String,
    /// Whose document it is.
    pub uploaded_by: UserId,
    scan_status: ScanStatus,
    is_released: bool,
    is_trashed: bool,
    state: Option<previews::State>,
    pages: Option<i64>,
    again_at: Option<Millis>,
}

impl ToLookAt {
    /// How the images of its pages stand. Of what is not open there are none, whatever has been made.
    pub fn looked(&self, now: Millis) -> Looked {
        if self.is_trashed || may_leave(self.scan_status, self.is_released).is_err() {
            return Looked::Nothing;
        }
        match self.state {
            None => Looked::NotAskedFor,
            Some(previews::State::Pending) => Looked::Pending,
            Some(previews::State::Made) => {
                Looked::Made(self.pages.and_then(|pages| pages.try_into().ok()).unwrap_or_default())
            }
            Some(previews::State::Failed) if self.again_at.is_some_and(|at| at <= now) => Looked::NotAskedFor,
            Some(previews::State::Failed) => Looked::Nothing,
        }
    }
}

/// A document to be looked at, where the reader's session is live and they see it, though they may do no more than that.
pub async fn find_to_look_at(db: &Db, reader: &Reader, id: FileId) -> Result<Option<ToLookAt>, sqlx::Error> {
    let columns = Statement::new(
        "SELECT f.id, f.blob, f.sha256, f.uploaded_by, f.scan_status, f.released_at IS NOT NULL AS is_released,
                f.trashed_at IS NOT NULL AS is_trashed, p.state, p.pages, p.again_at
         FROM files f LEFT JOIN previews p ON p.blob = f.blob",
    );
    let seen = sees(known_to(Asking::Reader(reader), columns), reader);
    seen.push(" AND f.id = ").bind(id.0).fetch_optional(db).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_open_is_looked_at() {
        let made = ToLookAt {
            id: FileId::new(),
            blob: BlobId::new(),
            sha256: String::new(),
            uploaded_by: UserId::new(),
            scan_status: ScanStatus::Clean,
            is_released: false,
            is_trashed: false,
            state: Some(previews::State::Made),
            pages: Some(3),
            again_at: None,
        };
        let now = Millis(5);
        assert_eq!(made.looked(now), Looked::Made(3));
        for scan_status in [ScanStatus::Pending, ScanStatus::Infected, ScanStatus::Failed] {
            let shut = ToLookAt { scan_status, ..made.clone() };
            assert_eq!(shut.looked(now), Looked::Nothing);
            assert_eq!(ToLookAt { is_released: true, ..shut }.looked(now), Looked::Made(3));
        }
        assert_eq!(ToLookAt { is_trashed: true, is_released: true, ..made.clone() }.looked(now), Looked::Nothing);
        assert_eq!(ToLookAt { state: None, ..made.clone() }.looked(now), Looked::NotAskedFor);
        let failed = ToLookAt { state: Some(previews::State::Failed), ..made };
        for (again_at, looked) in
            [(None, Looked::Nothing), (Some(Millis(6)), Looked::Nothing), (Some(now), Looked::NotAskedFor)]
        {
            assert_eq!(ToLookAt { again_at, ..failed.clone() }.looked(now), looked);
        }
    }
}
