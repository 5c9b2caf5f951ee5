//! Clears away what is over.

use std::time::Duration;

use shared::{
    audit,
    documents::{data_keys, deliveries, late_findings, links, news, zips},
    idempotency, jobs,
    people::{api_tokens::ApiToken, factors::totp, former_emails, sessions::Session, spent},
    stray_previews,
    strays::{self, Most, SweepError},
};

use super::Failure;
use crate::context::Context;

/// How long a finished job is kept to be looked at.
const KEEP_JOBS: Duration = Duration::from_hours(24 * 7);

/// How long a session is kept after it ran out, so that a late refresh token is still known for what it is.
const KEEP_SESSIONS: Duration = Duration::from_hours(24);

/// How long a link is kept behind its end: downloads that began in time look at it as they go on, for as long as they take.
const KEEP_LINKS: Duration = Duration::from_hours(48);

/// How long is known what was found late: mails about it are tried for a day, and may be tried again by hand.
const KEEP_FINDINGS: Duration = Duration::from_hours(24 * 30);

/// How long is known where an account was told of things before: such mails are tried as long as others.
const KEEP_EMAILS: Duration = Duration::from_hours(24 * 30);

/// How long a browser is known from which nobody logs in any more.
const KEEP_DEVICES: Duration = Duration::from_hours(24 * 365);

pub(crate) async fn run(context: &Context) -> Result<(), Failure> {
    let now = context.clock.now();
    let sessions = Session::sweep(&context.db, now - KEEP_SESSIONS).await?;
    let tokens = Session::forget_used(&context.db, now - context.settings.lifetimes.refresh_ttl).await?;
    let devices = Session::forget_devices(&context.db, now - KEEP_DEVICES).await?;
    let api_tokens = ApiToken::sweep(&context.db, now).await?;
    let answers = idempotency::sweep(&context.db, now).await?;
    let spent = spent::sweep(&context.db, now).await?;
    let links = links::sweep(&context.db, now - KEEP_LINKS).await? + zips::sweep(&context.db, now - KEEP_LINKS).await?;
    let findings = late_findings::sweep(&context.db, now - KEEP_FINDINGS).await?;
    let deliveries = deliveries::sweep(&context.db, now - KEEP_LINKS).await?;
    let emails = former_emails::sweep(&context.db, now - KEEP_EMAILS).await?;
    let news = news::sweep(&context.db, now).await?;
    let resealed = totp::reseal(&context.db, &context.sealer, now).await?;
    let wrapped = data_keys::wrap_anew(&context.db, &context.keys).await?;
    let keep = context.settings.lifetimes.audit_ttl;
    let events = audit::retire(&context.db, &context.keys, keep, now).await?;
    if events > 0 {
        audit::forget_unused(&context.db).await?;
    }
    let jobs = jobs::prune(&context.db, now - KEEP_JOBS).await?;
    match strays::sweep(&context.db, &context.blobs, Most::Few, now).await {
        Ok(swept) => {
            let previews = stray_previews::sweep(&context.db, &context.blobs, now).await?;
            tracing::info!(
                sessions,
                tokens,
                devices,
                api_tokens,
                answers,
                spent,
                links,
                deliveries,
                findings,
                emails,
                news,
                resealed,
                wrapped,
                events,
                jobs,
                previews,
                ?swept,
                "swept"
            );
        }
        // Another attempt would find the same: somebody has to look.
        Err(error @ SweepError::TooMany(_)) => {
            context.metrics.sweep_stopped();
            tracing::error!(%error, "a sweep has stopped");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
