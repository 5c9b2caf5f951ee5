//! `POST /api/upload/`

use std::time::{Duration, Instant};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
};
use multipart::Part;
use ooxml::{Kind, Limits};
use serde::Serialize;
use shared::{
    blobs::Spooled,
    files::{FileName, FileRow, NewFile},
    ids::BlobId,
    jobs::Job,
    metrics::UploadOutcome,
    sessions::Session,
    users::Role,
};
use utoipa::ToSchema;

use super::FileView;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Ops},
    form::Form,
};

/// How long a document may take to be checked.
const CHECK_TIME: Duration = Duration::from_mins(1);

/// A client that pauses for so long is slow, and what has arrived need not wait in memory for the rest.
const LULL: Duration = Duration::from_millis(200);

/// What may stand around the file in a body: other parts, boundaries, heads.
const AROUND: u64 = 64 << 10;

/// Upload a document.
///
/// It is checked while the client waits, by its bytes and not only its name; the scan that may open it follows.
#[utoipa::path(
    post, path = "/api/upload/", tag = "files", security(("bearer" = [])),
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Uploaded),
        (status = 400, body = Problem, description = "`unsupported_file_type`, `invalid_file`, `encrypted_file`, `macros_not_allowed`, `invalid_input`"),
        (status = 401, body = Problem, description = "`not_authenticated`, `invalid_token`"),
        (status = 403, body = Problem, description = "`role_not_allowed`"),
        (status = 413, body = Problem, description = "`file_too_large`"),
        (status = 507, body = Problem, description = "`storage_full`"),
    )
)]
pub(crate) async fn upload(
    Ops(session): Ops,
    State(app): State<AppState>,
    request: Request,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    let stored = store(&app, &session, request).await;
    app.metrics.uploaded(match &stored {
        Ok(_) => UploadOutcome::Stored,
        Err(error) if error.status().is_server_error() => UploadOutcome::Failed,
        Err(_) => UploadOutcome::Refused,
    });
    let message = "The document is stored, and will be scanned.";
    Ok((StatusCode::CREATED, Json(Uploaded { message, file: stored? })))
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form to readers of the OpenAPI document")]
pub(crate) struct Upload {
    /// The one document, with its name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    message: &'static str,
    file: FileView,
}

/// Takes in, checks, keeps and records a document. Whatever goes wrong, nothing of it is left.
async fn store(app: &AppState, session: &Session, request: Request) -> Result<FileView, ApiError> {
    refuse_announced_size(request.headers(), app.settings.max_upload)?;
    let (name, spooled) = receive(app, request).await?;
    let (kind, spooled) = check(app, name.clone(), spooled).await?;

    let (size, sha256) = (spooled.size(), spooled.sha256().to_owned());
    let blob = app.blobs.keep(spooled).await?;
    let new = NewFile { blob, name, kind, size, sha256, uploaded_by: session.user.id };
    let recorded = record(app, new, session).await;
    if recorded.is_err() {
        forget(app, blob).await;
    }
    recorded
}

/// Answers before the bytes are sent, where the client says beforehand that there will be too many.
fn refuse_announced_size(headers: &HeaderMap, max: u64) -> Result<(), ApiError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|size| size > max.saturating_add(AROUND)) {
        return Err(ApiError::FileTooLarge(max));
    }
    Ok(())
}

/// Takes in the one part `file`. Whatever goes wrong, what was spooled is gone when this returns.
async fn receive(app: &AppState, request: Request) -> Result<(FileName, Spooled), ApiError> {
    let mut form = Form::of(request)?;
    let mut received = None;
    let mut around = 0;
    while let Some(part) = form.next_part().await? {
        if part.name.as_deref() != Some("file") {
            skip(&mut form, &mut around).await?;
        } else if received.is_some() {
            return Err(Faults::one("file", "must be one part, not two").into());
        } else {
            received = Some(receive_file(app, &part, &mut form).await?);
        }
    }
    received.ok_or_else(|| Faults::one("file", "is missing: send multipart/form-data with one part `file`").into())
}

async fn receive_file(app: &AppState, part: &Part, form: &mut Form) -> Result<(FileName, Spooled), ApiError> {
    let name = part.file_name.as_deref().unwrap_or_default().parse::<FileName>();
    let name = name.map_err(|error| Faults::one("file", error.to_string()))?;
    let max = app.settings.max_upload;
    let mut spool = app.blobs.spool().await?;
    loop {
        let soon = tokio::time::timeout(LULL, form.chunk()).await;
        let next = if let Ok(next) = soon {
            next?
        } else {
            spool.put_away().await?;
            form.chunk().await?
        };
        let Some(bytes) = next else { break };
        if spool.size() + bytes.len() as u64 > max {
            return Err(ApiError::FileTooLarge(max));
        }
        spool.write(bytes).await?;
    }
    Ok((name, spool.finish().await?))
}

/// Reads past a part that nobody asked for.
async fn skip(form: &mut Form, around: &mut u64) -> Result<(), ApiError> {
    // An empty part costs its head, too.
    *around += 1 << 10;
    while let Some(bytes) = form.chunk().await? {
        *around += bytes.len() as u64;
        if *around > AROUND {
            return Err(Faults::one("body", "holds more than the one part `file`").into());
        }
    }
    Ok(())
}

/// Reads the document on a blocking thread, one a core at a time.
async fn check(app: &AppState, name: FileName, spooled: Spooled) -> Result<(Kind, Spooled), ApiError> {
    let turn = app.inspections.clone().acquire_owned().await.map_err(|error| ApiError::Internal(error.into()))?;
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let limits = Limits { deadline: Some(Instant::now() + CHECK_TIME), ..Limits::default() };
        ooxml::check(spooled.file()?, spooled.checksums(), name.as_str(), &limits).map(|kind| (kind, spooled))
    });
    Ok(checked.await.map_err(|error| ApiError::Internal(error.into()))??)
}

async fn record(app: &AppState, new: NewFile, session: &Session) -> Result<FileView, ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let file = FileRow::create(&mut tx, new, &session.user.username, now).await?;
    Job::ScanFile { file: file.id }.enqueue(&mut tx, now).await?;
    tx.commit().await?;
    Ok(FileView::for_role(file, Role::Ops))
}

/// Removes bytes whose row was refused. Should that fail too, the sweep finds them.
async fn forget(app: &AppState, blob: BlobId) {
    if let Err(error) = app.blobs.erase(blob).await {
        tracing::warn!(%error, %blob, "stored bytes without a row are left to the sweep");
    }
}
