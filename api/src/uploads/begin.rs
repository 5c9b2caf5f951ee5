//! `POST /api/uploads/`

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use serde::Serialize;
use shared::{
    documents::{
        files::FileName,
        uploads::{NewUpload, Upload},
    },
    people::sessions,
    words::{Text, Told},
};
use utoipa::ToSchema;

use super::{UploadView, held::Sender, part, receiving, tus};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Json, Ops, Spoken},
    files::given_terms::{GivenTerms, Kept},
    versions::of_manager,
};

/// Begin a document that arrives in parts (tus 1.0).
///
/// The body may be its first part already. `Location` is where the parts go, by PATCH, with the `Upload-Token` of this answer
/// or signed in as the same account.
#[utoipa::path(
    post, path = "/api/uploads/", tag = "uploads", security(("bearer" = ["ops"])),
    params(
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Length" = Option<i64>, Header, description = "Bytes in all"),
        ("Upload-Defer-Length" = Option<i64>, Header, description = "`1`: the length is told with a later part"),
        ("Upload-Metadata" = String, Header, description = "`filename` and what else there is to say of the document, each value in Base64; with `document`, the id of a document, it will be a newer version of that one, whose terms stay"),
    ),
    responses(
        (status = 201, body = Begun),
        (status = 400, body = Problem, description = "`invalid_input`; of a document that is here whole `unsupported_file_type`, `invalid_file`, `encrypted_file`, `macros_not_allowed`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`: no such document to be a version of"),
        (status = 412, body = Problem, description = "`tus_version_not_supported`"),
        (status = 413, body = Problem, description = "`file_too_large`, `quota_exceeded`"),
        (status = 460, body = Problem, description = "`checksum_mismatch`"),
    )
)]
pub(crate) async fn begin_upload(
    Ops { caller, .. }: Ops,
    asked: Asked,
    Spoken(language): Spoken,
    State(app): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let asked = asked.by(&caller);
    let headers = request.headers().clone();
    tus::check_version(&headers)?;
    let first_part = part::is_part(&headers);
    let sum = tus::checksum(&headers)?;
    let length = length(&app, &headers)?;
    let (name, fields) = said(&headers)?;
    let of_document = fields.iter().find(|(field, _)| *field == tus::DOCUMENT);
    if let Some((_, id)) = of_document {
        of_manager(&app, &caller, id.parse().map_err(|_| ApiError::NotFound)?).await?;
    }
    // What is wrong with them is told now, and not when all has come.
    GivenTerms::of(fields.iter().map(|(field, text)| (*field, text.as_str()))).check(&app).await?;
    let fields = serde_json::to_string(&fields).map_err(|error| ApiError::Internal(error.into()))?;
    let token = sessions::fresh_token()?;
    let (now, owner) = (app.clock.now(), caller.user.id);
    let new = NewUpload { owner, token: &token, name, fields, length, is_sealed: app.blobs.seals() };
    let mut tx = app.db.begin().await?;
    let expires_at = now + app.settings.lifetimes.upload_ttl;
    let mut upload = Upload::begin(&mut tx, new, &app.settings.limits, now, expires_at).await?;
    tx.commit().await?;
    if first_part || length == Some(0) {
        let sender = Sender { owner: caller.user, asked: asked.clone() };
        upload = receiving::receive(&app, upload, sender, request, sum).await?;
    }
    let location = format!("{}{}{}/", app.settings.serving.public_url, tus::PATH, upload.id);
    let mut answer = HeaderMap::new();
    answer.extend(HeaderValue::from_str(&location).ok().map(|value| (header::LOCATION, value)));
    answer.extend(HeaderValue::from_str(token.expose_secret()).ok().map(|value| (tus::TOKEN, value)));
    answer.extend(tus::date(upload.expires_at).map(|value| (tus::EXPIRES, value)));
    answer.insert(tus::OFFSET, upload.received.into());
    let upload_token = token.expose_secret().to_owned();
    let begun = Begun { location, upload_token, upload: UploadView::of(&upload, None, language) };
    Ok((StatusCode::CREATED, answer, Json(begun)).into_response())
}

/// How long it will be, where that is known.
fn length(app: &AppState, headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let deferred = headers.get(tus::DEFER_LENGTH).is_some_and(|value| value == "1");
    match (tus::length(headers)?, deferred) {
        (Some(length), false) => {
            receiving::check_length(app, length)?;
            Ok(Some(length))
        }
        (None, true) => Ok(None),
        _ => Err(Faults::one("upload_length", Text::NoUploadLength).into()),
    }
}

/// What is said of the document: its name, and the terms.
fn said(headers: &HeaderMap) -> Result<(FileName, Kept), Faults> {
    let metadata = tus::metadata(headers)?;
    let name = metadata.iter().find(|(name, _)| name == "filename").map(|(_, value)| value);
    let name = name.ok_or_else(|| Faults::one("upload_metadata", Text::NoFileNameInMetadata))?;
    let name = name.parse::<FileName>().map_err(|error| Faults::one("upload_metadata", error.text()))?;
    let mut kept = GivenTerms::in_metadata(&metadata)?;
    kept.extend(metadata.into_iter().filter(|(name, _)| name == tus::DOCUMENT).map(|(_, id)| (tus::DOCUMENT, id)));
    Ok((name, kept))
}

/// An upload that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct Begun {
    /// Where parts go; the header `Location` says the same.
    location: String,
    /// By which parts may be sent where nobody is logged in any more; shown once. The header `Upload-Token` says the same.
    upload_token: String,
    #[serde(flatten)]
    upload: UploadView,
}
