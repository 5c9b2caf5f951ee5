//! What becomes of a job's subject when the job dies or comes back, whoever sees to that: a worker, the board, or a command.

use super::Job;
use crate::{clock::Millis, db::Tx, documents::scans, ids::JobId};

/// Why a job ended undone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Death<'a> {
    /// Its last attempt failed.
    GivenUp,
    /// Somebody of this user name cancelled it.
    CancelledBy(&'a str),
}

impl Job {
    /// Says whether something waits for this job.
    pub(super) fn is_waited_for(&self) -> bool {
        matches!(self, Self::ScanFile { .. })
    }

    /// Tells what waits for this job that it died.
    pub(super) async fn died(&self, tx: &mut Tx, id: JobId, death: Death<'_>, now: Millis) -> Result<(), sqlx::Error> {
        match (self, death) {
            (Self::ScanFile { file }, Death::GivenUp) => scans::given_up(tx, *file, id, now).await,
            (Self::ScanFile { file }, Death::CancelledBy(by)) => scans::cancelled(tx, *file, id, by, now).await,
            _ => Ok(()),
        }
    }

    /// Tells what waited for this job, which had died, that it is tried again.
    pub(super) async fn tried_again(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        match self {
            Self::ScanFile { file } => scans::waits_again(tx, *file).await,
            _ => Ok(()),
        }
    }
}
