//! One job, from its claim to its end: timeout, panic guard, and the one list of what is done for which job.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use shared::{
    ids::JobId,
    jobs::{self, Claim, Job, Outcome, RUN_LEASE, Standing, Taken},
    metrics::AttemptOutcome,
    settings::QueueName,
    traces,
};
use tracing::{Instrument, field::Empty};

use crate::{
    context::Context,
    jobs::{
        Failure, account_notice, change_email, checksums, document_asked, document_notice, erase_blob, forgot_password,
        invitation, late_finding, late_finding_notice, make_preview, rescan, resend_verification, reset_password,
        scan_file, sweep, verify_email,
    },
};

/// Does the job with this id, if it is due and nobody else does it.
pub(crate) async fn run_job(context: &Arc<Context>, id: JobId) {
    let claim = match Claim::take(&context.db, id, context.id, context.clock.now()).await {
        Ok(Taken::Claimed(claim)) => claim,
        // What carries ids may bring one twice.
        Ok(Taken::NotDue) => return,
        Ok(Taken::Unreadable { error, is_news }) => {
            if is_news {
                tracing::error!(job = %id, %error, "a job of a newer version cannot be read here; it waits for a worker of that version");
            }
            return;
        }
        Err(error) => {
            tracing::warn!(job = %id, %error, "a job could not be claimed; it comes again");
            return give_back_at_last(context, id).await;
        }
    };
    let began = Instant::now();
    let outcome = if claim.is_exhausted() {
        Outcome::GivenUp("every attempt ended with the end of its worker".to_owned())
    } else {
        let span = tracing::debug_span!(
            "job",
            otel.name = format!("job {}", claim.job.kind().name),
            otel.kind = "consumer",
            job.id = %id,
            job.attempt = claim.attempt,
            otel.status_code = Empty,
        );
        if let Some(parent) = &claim.trace_parent {
            traces::go_on(&span, parent);
        }
        let outcome = attempt(context, &claim).instrument(span.clone()).await;
        if outcome.reason().is_some() {
            span.record("otel.status_code", "ERROR");
        }
        outcome
    };
    if claim.job.kind().queue == QueueName::Mail && matches!(outcome, Outcome::Done) {
        context.sent_mails.note(context.clock.now());
    }
    let ended = match claim.standing(&outcome) {
        Standing::Done | Standing::Gone => AttemptOutcome::Done,
        Standing::Again(_) | Standing::Refused(_) | Standing::Waiting(_) => AttemptOutcome::Retry,
        Standing::Dead => AttemptOutcome::Dead,
    };
    context.metrics.attempted(claim.job.kind().name, ended, began.elapsed());
    settle_at_last(context, &claim, &outcome).await;
}

/// Gives back what may be ours: the answer to a claim can be lost when the claim is not.
async fn give_back_at_last(context: &Context, id: JobId) {
    let mut pauses = pauses();
    while let Err(error) = jobs::give_back(&context.db, id, context.id, context.clock.now()).await {
        tracing::warn!(job = %id, %error, "a job could not be given back; trying again");
        tokio::time::sleep(pauses.next().unwrap_or(RUN_LEASE)).await;
    }
}

/// Writes down how the attempt ended, again and again while the database is away. A row that nobody settles would count
/// as running for as long as this worker lives, since it extends the leases of all that it has claimed.
async fn settle_at_last(context: &Context, claim: &Claim, outcome: &Outcome) {
    let mut pauses = pauses();
    let mut again = false;
    while let Err(error) = settle(context, claim, outcome, again).await {
        tracing::warn!(job = %claim.id, %error, "a job's end could not be written down; trying again");
        again = true;
        tokio::time::sleep(pauses.next().unwrap_or(RUN_LEASE)).await;
    }
}

/// Pauses that grow to a quarter of a lease. They end with the worker: what it holds is then for others to take.
fn pauses() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(Duration::from_millis(250)), |pause| Some((*pause * 2).min(RUN_LEASE / 4)))
}

/// The one list of what is done for which job.
async fn work(context: &Arc<Context>, claim: &Claim) -> Result<Outcome, Failure> {
    match claim.job {
        Job::VerifyEmail { user } => verify_email::run(context, claim.id, user).await?,
        Job::ResendVerification { user } => {
            resend_verification::run(context, user).await?;
            // Whoever asked is known by nothing that is left.
            return Ok(Outcome::Nothing);
        }
        Job::ForgotPassword { user } => {
            forgot_password::run(context, user).await?;
            return Ok(Outcome::Nothing);
        }
        Job::ResetPassword { user } => reset_password::run(context, claim.id, user).await?,
        Job::ChangeEmail { user } => change_email::run(context, claim.id, user).await?,
        Job::Invitation { user } => invitation::run(context, claim.id, user).await?,
        Job::AccountNotice { user, event } => return account_notice::run(context, claim.id, user, event).await,
        Job::DocumentNotice { user } => return document_notice::run(context, claim.id, user).await,
        Job::DocumentAsked { user, file } => return document_asked::run(context, claim.id, user, file).await,
        Job::ScanFile { file, version } => scan_file::run(context, (file, version), claim.waits > 0).await?,
        Job::RescanFile { file } => rescan::run_for(context, file, claim.waits > 0).await?,
        Job::LateFinding { finding } => late_finding::run(context, finding).await?,
        Job::LateFindingNotice { finding, user } => {
            return late_finding_notice::run(context, claim.id, finding, user).await;
        }
        Job::EraseBlob { blob } => erase_blob::run(context, blob).await?,
        Job::MakePreview { blob } => make_preview::run(context, blob).await?,
        Job::Sweep => sweep::run(context).await?,
        Job::Rescan => rescan::run(context).await?,
        Job::Checksums { after, round } => checksums::run(context, after, round).await?,
    }
    Ok(Outcome::Done)
}

async fn attempt(context: &Arc<Context>, claim: &Claim) -> Outcome {
    let timeout = claim.job.kind().timeout;
    let guarded = AssertUnwindSafe(work(context, claim)).catch_unwind();
    match tokio::time::timeout(timeout, guarded).await {
        Ok(Ok(Ok(outcome))) => outcome,
        Ok(Ok(Err(Failure::Refused(reason)))) => Outcome::Refused(reason),
        Ok(Ok(Err(Failure::Away(reason)))) => Outcome::Away(reason),
        Ok(Ok(Err(failure))) => Outcome::Retry(failure.to_string()),
        Ok(Err(_panic)) => Outcome::Retry("the job panicked".to_owned()),
        Err(_) => Outcome::Retry(format!("not done within {} s", timeout.as_secs())),
    }
}

/// Writes down how the attempt ended.
async fn settle(context: &Context, claim: &Claim, outcome: &Outcome, again: bool) -> Result<(), sqlx::Error> {
    let (standing, now) = (claim.standing(outcome), context.clock.now());
    let error = outcome.reason();
    let ours = claim.settle(&context.db, standing, error, now).await?;
    // The answer to an earlier try may have been lost, and not the end.
    let ours = ours || (again && claim.is_settled(&context.db, standing).await?);
    tell(claim, standing, error, ours);
    Ok(())
}

fn tell(claim: &Claim, standing: Standing, error: Option<&str>, ours: bool) {
    let (job, kind, attempt) = (claim.id, claim.job.kind().name, claim.attempt);
    match standing {
        _ if !ours => tracing::warn!(%job, kind, attempt, "another worker has taken this job over"),
        Standing::Done | Standing::Gone => tracing::info!(%job, kind, attempt, "job done"),
        Standing::Refused(pause) => {
            tracing::warn!(%job, kind, attempt, error, pause_ms = pause.as_millis(), "job refused; it will be tried again, for the last time or the last but one");
        }
        Standing::Again(pause) => {
            tracing::warn!(%job, kind, attempt, error, pause_ms = pause.as_millis(), "job failed; it will be tried again");
        }
        Standing::Waiting(pause) => {
            tracing::warn!(%job, kind, attempt, error, pause_ms = pause.as_millis(), "job waits for what is away");
        }
        Standing::Dead => tracing::error!(%job, kind, attempt, error, "job given up"),
    }
}

/// Extends the leases of all that this worker runs, for as long as it is polled.
pub(crate) async fn keep_leases(context: Arc<Context>) {
    loop {
        tokio::time::sleep(RUN_LEASE / 4).await;
        let extended = jobs::extend_leases(&context.db, context.id, context.clock.now());
        match tokio::time::timeout(Duration::from_secs(5), extended).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "leases could not be extended"),
            Err(_) => tracing::warn!("leases could not be extended in time"),
        }
    }
}
