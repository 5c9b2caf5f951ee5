//! The quarantine: documents that a scan has shut, which somebody opens in spite of it, or has scanned once more.
//!
//! What was released stays so until a scan finds what had not been found when it was released: [`scans`](super::scans) shuts it
//! again then.

use std::str::FromStr;

use crate::{
    clock::Millis,
    db::Tx,
    documents::{files::ScanStatus, terms::lines},
    exec,
    ids::{FileId, UserId},
    jobs::{Job, JobError},
    sql,
    words::Text,
};

/// Why a document is released: 1 to 1,000 characters, for ops alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reason {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let reason = lines(text, 1000)?;
        if reason.trim().is_empty() { Err(Text::Missing) } else { Ok(Self(reason)) }
    }
}

/// What came of it that somebody wanted to open a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// It is open, though its scan ended so.
    Done(ScanStatus),
    /// There is no such document.
    Unknown,
    /// Its scan is not over.
    Pending,
    /// It is open already.
    NotShut,
}

/// Opens a document in spite of what its scan found. Of two who do it one does.
pub async fn release(
    tx: &mut Tx,
    id: FileId,
    by: UserId,
    reason: &Reason,
    now: Millis,
) -> Result<Release, sqlx::Error> {
    let released: Option<(ScanStatus,)> = sql!(tx, |c| sqlx::query_as(
        "UPDATE files SET released_at = $2, released_by = $3, release_reason = $4
         WHERE id = $1 AND scan_status IN ('infected', 'failed') AND released_at IS NULL RETURNING scan_status"
    )
    .bind(id)
    .bind(now)
    .bind(by)
    .bind(&reason.0)
    .fetch_optional(c))?;
    if let Some((status,)) = released {
        return Ok(Release::Done(status));
    }
    Ok(match status(tx, id).await? {
        None => Release::Unknown,
        Some(ScanStatus::Pending) => Release::Pending,
        Some(_) => Release::NotShut,
    })
}

/// Has a document scanned once more, and says whether there is one. It stays as it is meanwhile, and one that waits for its scan
/// waits for no second.
pub async fn ask_for_rescan(tx: &mut Tx, id: FileId, now: Millis) -> Result<bool, JobError> {
    let Some(status) = status(tx, id).await? else { return Ok(false) };
    if status != ScanStatus::Pending {
        // Who asks again and again within a minute gets one scan.
        let key = format!("rescan_file:{id}:{}", now.unix_seconds() / 60);
        Job::RescanFile { file: id }.enqueue_once(tx, &key, now).await?;
    }
    Ok(true)
}

async fn status(tx: &mut Tx, id: FileId) -> Result<Option<ScanStatus>, sqlx::Error> {
    let found: Option<(ScanStatus,)> =
        sql!(tx, |c| sqlx::query_as("SELECT scan_status FROM files WHERE id = $1").bind(id).fetch_optional(c))?;
    Ok(found.map(|(status,)| status))
}

/// Shuts what was released, because something else was found in it.
pub(super) async fn take_back(tx: &mut Tx, id: FileId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE files SET released_at = NULL, released_by = NULL, release_reason = NULL
         WHERE id = $1 AND released_at IS NOT NULL"
    )
    .bind(id))
    .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        for empty in ["", " ", "\n\n"] {
            assert_eq!(empty.parse::<Reason>(), Err(Text::Missing), "{empty:?}");
        }
        assert_eq!(
            "Checked by hand.\r\nIt is a form.".parse::<Reason>().unwrap().as_str(),
            "Checked by hand.\nIt is a form."
        );
        assert!("ä".repeat(1000).parse::<Reason>().is_ok());
        assert!("x".repeat(1001).parse::<Reason>().is_err());
    }
}
