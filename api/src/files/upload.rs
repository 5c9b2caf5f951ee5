//! `POST /api/upload/`

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use serde::Serialize;
use shared::audit::{self, Entry, Event};
use utoipa::ToSchema;

use super::{
    FileView, intake,
    received::{Received, receive},
};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Json, Ops},
};

/// Upload a document.
///
/// It is checked while the client waits, by its bytes and not only its name; the scan that may open it follows. Fields that
/// say for whom it is may stand before the file or after it.
#[utoipa::path(
    post, path = "/api/upload/", tag = "files", security(("bearer" = ["ops"])),
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Uploaded),
        (status = 400, body = Problem, description = "`unsupported_file_type`, `invalid_file`, `encrypted_file`, `macros_not_allowed`, `invalid_input`"),
        (status = 413, body = Problem, description = "`file_too_large`, `quota_exceeded`"),
        (status = 507, body = Problem, description = "`storage_full`"),
    )
)]
pub(crate) async fn upload(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    request: Request,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    let asked = asked.by(&caller);
    let taken = match intake::counted(&app, receive(&app, request, caller.user.id).await) {
        Ok(Received { name, spooled, terms }) => {
            intake::take_in(&app, name, spooled, terms, caller, asked.clone()).await
        }
        Err(refused) => Err(refused),
    };
    let file = match taken {
        Ok(file) => file,
        Err(why) => return Err(refused(&app, asked, why).await),
    };
    let message = "The document is stored, and will be scanned.";
    Ok((StatusCode::CREATED, Json(Uploaded { message, file })))
}

/// Records that a document is not taken in, and hands on why.
pub(crate) async fn refused(app: &AppState, asked: audit::Asked, why: ApiError) -> ApiError {
    // What is away for an upload is away for its record, too.
    if why.status().is_server_error() {
        return why;
    }
    app.tell(asked, Entry::of(Event::FileRefused).refused(why.code())).await.err().unwrap_or(why)
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form to readers of the OpenAPI document")]
pub(crate) struct Upload {
    /// The one document, with its name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The id of the folder that it is put into.
    #[schema(format = Uuid)]
    folder: Option<String>,
    /// `everyone`, or `named`: for those whom `client` and `group` name, or with whom a folder above it is shared.
    #[schema(pattern = "^(everyone|named)$")]
    audience: Option<String>,
    /// Clients with whom it is shared: an id, a user name or an address each. The field may come up to 200 times.
    client: Option<String>,
    /// Groups with which it is shared: an id or a name each. The field may come up to 200 times.
    group: Option<String>,
    /// When clients no longer see it.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// How often each client may download it.
    #[schema(minimum = 1)]
    max_downloads: Option<i64>,
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// What it is found by. The field may come up to 20 times.
    #[schema(max_length = 40)]
    label: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    message: &'static str,
    file: FileView,
}
