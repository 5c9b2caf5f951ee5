//! One document, from its bytes to its verdict.

use std::{
    io,
    pin::pin,
    time::{Duration, Instant},
};

use ooxml::{Limits, ReadError, Report, Verdict};
use serde_json::{Value, json};
use shared::{
    documents::{files::ScanStatus, findings::Scanned},
    ids::BlobId,
    turns::{InTurn, Work},
};
use tokio_util::io::StreamReader;

use super::{Answer, BUILT_IN, Clamd, ClamdError, Version};
use crate::{context::Context, jobs::Failure};

/// How long one inspection may take: well under what the job may, so that it ends by itself.
const INSPECTION_TIME: Duration = Duration::from_mins(5);

/// Scans a document. A failure is no verdict.
pub(crate) async fn examine(context: &Context, blob: BlobId, waited_before: bool) -> Result<Scanned, Failure> {
    // Asked for before the scan, so that signatures that come in between are never held to have been used.
    let scanner = context.scanner.ask().await;
    // One that was inspected already need not be again for a clamd that is still away.
    if waited_before && let Some((_, Err(error))) = &scanner {
        return Err(Failure::Away(error.to_string()));
    }
    let report = match inspect(context, blob).await? {
        Ok(report) => report,
        // Room comes back, as a scanner does, and until then the document waits.
        Err(ReadError::Io(error)) if is_full(&error) => {
            return Err(Failure::Away(format!("there is no room: {error}")));
        }
        // The machine's fault, which may pass, and not the document's.
        Err(error @ (ReadError::Io(_) | ReadError::TimedOut)) => return Err(Failure::Internal(error.to_string())),
        // It was sound when it came. Whatever cannot be inspected does not leave.
        Err(error) => {
            let scanned_with = name(scanner.as_ref()).to_owned();
            let detail = json!({"error": error.to_string()}).to_string();
            return Ok(Scanned { status: ScanStatus::Failed, detail, scanned_with });
        }
    };
    let mut detail = serde_json::to_value(&report).map_err(|error| Failure::Internal(error.to_string()))?;
    let found = match (report.verdict(), &scanner) {
        (Verdict::Infected, Some((clamd, Ok(version)))) => {
            // Condemned it is, whatever clamd says; but whoever may release it has to know of all that is found.
            if let Err(error) = ask(context, clamd, version, blob, &report, &mut detail).await {
                tracing::warn!(%blob, %error, "clamd was not heard of a document that the inspection condemns");
            }
            Found::Infection
        }
        (Verdict::Infected, _) => Found::Infection,
        (_, Some((_, Err(error)))) => return Err(Failure::Away(error.to_string())),
        (Verdict::Unscannable, None) => not_inspected(&report),
        (_, None) => Found::Nothing,
        (verdict, Some((clamd, Ok(version)))) => {
            // What the inspection cannot see may still be known to clamd.
            match ask(context, clamd, version, blob, &report, &mut detail).await? {
                Found::Infection => Found::Infection,
                _ if verdict == Verdict::Unscannable => not_inspected(&report),
                found => found,
            }
        }
    };
    let status = match found {
        Found::Nothing => ScanStatus::Clean,
        Found::Infection => ScanStatus::Infected,
        Found::Unscannable(unscannable) => shut_or_let_through(context, blob, unscannable, &mut detail),
    };
    Ok(Scanned { status, detail: detail.to_string(), scanned_with: name(scanner.as_ref()).to_owned() })
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// What one scan comes to.
enum Found {
    Nothing,
    Infection,
    /// There is something that could not be looked into.
    Unscannable(Unscannable),
}

/// Why a document could not be looked into whole.
struct Unscannable {
    /// Who could not, at the start of a sentence.
    who: &'static str,
    /// The reason, and numbers that go with it.
    detail: Value,
}

/// What the inspection says of a document that it could not look into whole.
fn not_inspected(report: &Report) -> Found {
    let reason = report.first_unseen().map(|unseen| format!("{}: {}", unseen.part, unseen.detail));
    Found::Unscannable(Unscannable { who: "The inspection", detail: json!({"reason": reason}) })
}

/// Shuts what could not be scanned, or lets it through where the settings say so; either way it is told and counted.
fn shut_or_let_through(context: &Context, blob: BlobId, unscannable: Unscannable, detail: &mut Value) -> ScanStatus {
    let Unscannable { who, detail: unscannable } = unscannable;
    context.scanner.count_unscannable();
    let let_through = context.settings.scanning.allow_unscannable;
    tracing::warn!(%blob, who, reason = %unscannable["reason"], let_through, "a document cannot be scanned whole");
    if !let_through {
        detail["error"] =
            format!("{who} cannot scan it: {}", unscannable["reason"].as_str().unwrap_or_default()).into();
    }
    detail["unscannable"] = unscannable;
    if let_through { ScanStatus::Clean } else { ScanStatus::Failed }
}

/// What a document is scanned with.
fn name<'a>(scanner: Option<&'a (&Clamd, Result<Version, ClamdError>)>) -> &'a str {
    match scanner {
        Some((_, Ok(version))) => version.as_str(),
        _ => BUILT_IN,
    }
}

/// What the inspection says, or a failure that may pass.
async fn inspect(context: &Context, blob: BlobId) -> Result<Result<Report, ReadError>, Failure> {
    // Before a turn is taken: it may have to come from elsewhere.
    let document = context.blobs.open_file(blob).await?;
    let turn = context.turns.turn(Work::Long).await;
    let scratch_folder = context.blobs.scratch_folder();
    let inspected = tokio::task::spawn_blocking(move || {
        let deadline = Some(Instant::now() + INSPECTION_TIME);
        let limits = Limits { deadline, scratch_folder, ..Limits::default() };
        ooxml::inspect(InTurn::new(document, turn), &limits)
    });
    inspected.await.map_err(|error| Failure::Internal(error.to_string()))
}

/// What clamd says of a document in which the inspection found nothing blocking.
async fn ask(
    context: &Context,
    clamd: &Clamd,
    version: &Version,
    blob: BlobId,
    report: &Report,
    detail: &mut Value,
) -> Result<Found, Failure> {
    detail["clamav"] = json!({"version": version.as_str()});
    let document = context.blobs.read(blob).await?;
    let size = document.size();
    let limits = [
        (size, context.settings.scanning.clamd_max_size, "clamd_max_size", "the document"),
        (
            report.largest_entry,
            context.settings.scanning.clamd_max_size,
            "clamd_max_size",
            "its largest part, unpacked,",
        ),
        (
            report.inflated.saturating_add(size),
            context.settings.scanning.clamd_max_unpacked,
            "clamd_max_unpacked",
            "all of it, unpacked,",
        ),
    ];
    let beyond = limits.into_iter().find(|(size, limit, ..)| size > limit);
    let beyond = beyond.map(|(size, limit, setting, what)| {
        let reason = format!("{what} has {size} bytes, and {setting} is {limit} bytes");
        json!({"reason": reason, "size": size, "limit": limit, "setting": setting})
    });
    // clamd takes a document whose parts are too large, and passes over them without a word; what it finds counts.
    let unscannable = match beyond {
        Some(reason) if size > context.settings.scanning.clamd_max_size => reason,
        beyond => match clamd.scan(StreamReader::new(pin!(document.whole()))).await? {
            Answer::Found(signature) => {
                detail["clamav"]["found"] = signature.into();
                return Ok(Found::Infection);
            }
            Answer::Clean => match beyond {
                Some(reason) => reason,
                None => return Ok(Found::Nothing),
            },
            Answer::Unscannable(reason) => beyond.unwrap_or_else(|| json!({"reason": reason, "size": size})),
        },
    };
    Ok(Found::Unscannable(Unscannable { who: "ClamAV", detail: unscannable }))
}
