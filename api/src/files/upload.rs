//! `POST /api/upload/`

use std::{
    task::{Poll, ready},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use multer::{Field, Multipart};
use serde::Serialize;
use shared::{
    blobs::Spooled,
    files::{FileName, FileRow, NewFile},
    ids::BlobId,
    jobs::Job,
    metrics::UploadOutcome,
    ooxml::{self, Kind, Limits},
    sessions::Session,
    users::Role,
};
use utoipa::ToSchema;

use super::{FileView, part_head::FirstHead};
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Ops},
};

/// How long a client may pause in the middle of its upload.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a document may take to be checked.
const CHECK_TIME: Duration = Duration::from_mins(1);

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
    let mut form = multipart(request)?;
    let mut received = None;
    let mut around = 0;
    while let Some(mut part) = in_time(form.next_field()).await? {
        if part.name() != Some("file") {
            skip(&mut part, &mut around).await?;
        } else if received.is_some() {
            return Err(Faults::one("file", "must be one part, not two").into());
        } else {
            received = Some(receive_file(app, part).await?);
        }
    }
    received.ok_or_else(|| Faults::one("file", "is missing: send multipart/form-data with one part `file`").into())
}

fn multipart(request: Request) -> Result<Multipart<'static>, ApiError> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(content_type.unwrap_or_default()).map_err(|error| match error {
        multer::Error::NoBoundary => Faults::one("file", "comes in a form without a boundary").into(),
        _ => ApiError::UnsupportedMediaType("multipart/form-data"),
    })?;
    let mut head = FirstHead::default();
    let bytes = request.into_body().into_data_stream().map_ok(move |bytes| head.clean(bytes));
    Ok(Multipart::new(one_at_a_time(bytes), boundary))
}

/// Pauses after each piece. The parser gathers all there is before it hands anything on, and a fast client has no end.
fn one_at_a_time<T>(mut pieces: impl Stream<Item = T> + Unpin) -> impl Stream<Item = T> {
    let mut pause = false;
    stream::poll_fn(move |context| {
        if std::mem::take(&mut pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = ready!(pieces.poll_next_unpin(context));
        pause = piece.is_some();
        Poll::Ready(piece)
    })
}

async fn receive_file(app: &AppState, mut part: Field<'_>) -> Result<(FileName, Spooled), ApiError> {
    let name = part.file_name().unwrap_or_default().parse::<FileName>();
    let name = name.map_err(|error| Faults::one("file", error.to_string()))?;
    let max = app.settings.max_upload;
    let mut spool = app.blobs.spool().await?;
    while let Some(bytes) = in_time(part.chunk()).await? {
        if spool.size() + bytes.len() as u64 > max {
            return Err(ApiError::FileTooLarge(max));
        }
        spool.write(bytes).await?;
    }
    Ok((name, spool.finish().await?))
}

/// Reads past a part that nobody asked for.
async fn skip(part: &mut Field<'_>, around: &mut u64) -> Result<(), ApiError> {
    // An empty part costs its head, too.
    *around += 1 << 10;
    while let Some(bytes) = in_time(part.chunk()).await? {
        *around += bytes.len() as u64;
        if *around > AROUND {
            return Err(Faults::one("body", "holds more than the one part `file`").into());
        }
    }
    Ok(())
}

async fn in_time<T>(next: impl Future<Output = multer::Result<T>>) -> Result<T, ApiError> {
    match tokio::time::timeout(PATIENCE, next).await {
        Err(_) => Err(ApiError::RequestTimeout),
        Ok(Err(error)) => Err(Faults::one("body", format!("is no sound multipart/form-data: {error}")).into()),
        Ok(Ok(value)) => Ok(value),
    }
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
