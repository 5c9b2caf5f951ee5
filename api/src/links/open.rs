//! `GET` and `HEAD /api/download/{token}/`

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use bounded_http::serve::Peer;
use ooxml::Kind;
use shared::{
    clock::Millis,
    db::Db,
    documents::files::{FileName, ScanStatus},
    ids::BlobId,
    people::names::Role,
    sealed::Download,
    sql,
};
use utoipa::ToSchema;

use super::{
    accel,
    content::{self, Content},
};
use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Segments, SignedIn},
    http::refusals,
};

/// Download a document by its link.
///
/// The account and the document are looked at again each time: a link outlives neither. Ranges (one or several) and
/// conditional requests are served as RFC 9110 has them.
#[utoipa::path(
    method(get, head), path = "/api/download/{token}/", tag = "links",
    params(("token" = String, Path, description = "A Fernet token")),
    responses(
        (status = 200, description = "The bytes", content(
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        )),
        (status = 206, description = "The ranges asked for; several come as `multipart/byteranges`", content(
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            (Bytes = "multipart/byteranges"),
        )),
        (status = 304, description = "The client has these bytes already"),
        (status = 400, body = Problem, description = "`invalid_link`"),
        (status = 401, body = Problem, description = "`not_authenticated`, `invalid_token`, where links require a log-in"),
        (status = 403, body = Problem, description = "`account_not_allowed`, `file_quarantined`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 410, body = Problem, description = "`expired_link`, `gone`"),
        (status = 412, body = Problem, description = "`precondition_failed`"),
        (status = 416, body = Problem, description = "`range_not_satisfiable`"),
    )
)]
pub(crate) async fn open(
    State(app): State<AppState>,
    Extension(peer): Extension<Peer>,
    method: Method,
    headers: HeaderMap,
    Segments(token): Segments<String>,
) -> Result<Response, ApiError> {
    let link: Download = app.sealer.open(&token, app.clock.now())?;
    if app.settings.rights.links_require_login {
        let SignedIn(session) = SignedIn::from_headers(&app, &headers).await?;
        if session.user.id != link.user {
            return Err(ApiError::AccountNotAllowed);
        }
    }
    let target = Target::find(&app.db, &link).await?.ok_or(ApiError::Gone)?;
    if !target.account_may_download(&app) {
        return Err(ApiError::AccountNotAllowed);
    }
    match target.scan_status {
        ScanStatus::Clean => {}
        ScanStatus::Pending => return Err(ApiError::ScanPending),
        ScanStatus::Infected | ScanStatus::Failed => return Err(ApiError::FileQuarantined),
    }
    let content = Content { blob: target.blob, name: target.name, kind: target.kind, sha256: target.sha256 };
    let hand_over_to = accel::location(&app, &peer, &headers);
    let mut answer = content::answer(&app, content, &method, &headers, hand_over_to).await?;
    refusals::by_one_link(&app, &token, &mut answer)?;
    // No byte goes out before it is on record who gets it. Looks at the head, and answers without bytes, are no downloads.
    if method == Method::GET && matches!(answer.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT) {
        app.recorded.record(&app.db, link.file, link.user, app.clock.now()).await?;
    }
    Ok(answer)
}

/// What is in a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
struct Bytes(Vec<u8>);

/// The file behind a link, and what there is of the account behind it.
#[derive(sqlx::FromRow)]
struct Target {
    blob: BlobId,
    name: FileName,
    kind: Kind,
    sha256: String,
    scan_status: ScanStatus,
    role: Option<Role>,
    email_verified_at: Option<Millis>,
    disabled_at: Option<Millis>,
}

impl Target {
    async fn find(db: &Db, link: &Download) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT f.blob, f.name, f.kind, f.sha256, f.scan_status, u.role, u.email_verified_at, u.disabled_at
             FROM files f LEFT JOIN users u ON u.id = $2
             WHERE f.id = $1"
        )
        .bind(link.file)
        .bind(link.user)
        .fetch_optional(c))
    }

    fn account_may_download(&self, app: &AppState) -> bool {
        let good = self.email_verified_at.is_some() && self.disabled_at.is_none();
        good && self.role.is_some_and(|role| app.may_download(role))
    }
}
