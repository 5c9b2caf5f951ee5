//! What becomes of a job's subject when the job dies or comes back, whoever sees to that: a worker, the board, or a command.

use super::Job;
use crate::{
    audit::{self, Asked, Entry, Event, Object},
    clock::Millis,
    db::Tx,
    documents::{previews, scans},
    ids::JobId,
};

/// Why a job ended undone.
#[derive(Clone, Copy, Debug)]
pub(super) enum Death<'a> {
    /// Its last attempt failed.
    GivenUp,
    /// Somebody of this user name cancelled it.
    CancelledBy(&'a str),
}

impl Job {
    /// Tells what waits for this job that it died: a document that waits for its verdict, those who wait for its previews, or the audit trail that holds the fate of
    /// a mail.
    pub(super) async fn died(&self, tx: &mut Tx, id: JobId, death: Death<'_>, now: Millis) -> Result<(), sqlx::Error> {
        match (self, death) {
            (Self::ScanFile { file, version }, Death::GivenUp) => scans::given_up(tx, (*file, *version), id, now).await,
            (Self::ScanFile { file, version }, Death::CancelledBy(by)) => {
                scans::cancelled(tx, (*file, *version), id, by, now).await
            }
            (Self::MakePreview { blob }, _) => previews::failed(tx, *blob, previews::again_after(now)).await,
            (
                Self::RescanFile { .. }
                | Self::LateFinding { .. }
                | Self::EraseBlob { .. }
                | Self::Sweep
                | Self::Rescan
                | Self::Checksums { .. },
                _,
            )
            | (_, Death::CancelledBy(_)) => Ok(()),
            (
                Self::VerifyEmail { user }
                | Self::ResendVerification { user }
                | Self::ForgotPassword { user }
                | Self::ResetPassword { user }
                | Self::ChangeEmail { user }
                | Self::Invitation { user }
                | Self::AccountNotice { user, .. }
                | Self::DocumentNotice { user }
                | Self::DocumentAsked { user, .. }
                | Self::LateFindingNotice { user, .. },
                Death::GivenUp,
            ) => {
                let entry = Entry::of(Event::MailFailed).failed("given_up").on_person(*user).on(Object::Job(id));
                audit::record(tx, &Asked::by_worker(), entry.with("mail", self.kind().name), now).await
            }
        }
    }

    /// Tells what waited for this job, which had died, that it is tried again.
    pub(super) async fn tried_again(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        match self {
            Self::ScanFile { file, version } => scans::waits_again(tx, (*file, *version)).await,
            Self::MakePreview { blob } => previews::wait_again(tx, *blob).await,
            _ => Ok(()),
        }
    }
}
