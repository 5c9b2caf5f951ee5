//! `GET` and `HEAD /api/download/{token}/`

use axum::{
    Extension,
    extract::State,
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use bounded_http::serve::Peer;
use shared::{
    audit::{self, Entry, Event},
    documents::visible::{self, Held},
    ids::FileId,
    sealed::Download,
};
use utoipa::ToSchema;

use super::{
    accel,
    content::{self, Content},
    delivery::Delivery,
    underway,
};
use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Asked, Segments, SignedIn},
    http::refusals,
};

/// Download a document by its link.
///
/// The account and the document are looked at again each time, and while the bytes go out: a link outlives neither. Ranges (one or several) and
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
        (status = 403, body = Problem, description = "`account_not_allowed`, `file_quarantined`, `view_only`; where \
            links require a log-in, `second_factor_setup_required`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 410, body = Problem, description = "`expired_link`, `gone`"),
        (status = 412, body = Problem, description = "`precondition_failed`"),
        (status = 416, body = Problem, description = "`range_not_satisfiable`"),
    )
)]
pub(crate) async fn open(
    State(app): State<AppState>,
    Extension(peer): Extension<Peer>,
    parts: Parts,
    Segments(token): Segments<String>,
) -> Result<Response, ApiError> {
    let asked = Asked::in_request(&parts);
    let link: Download = match app.sealer.open(&token, app.clock.now()) {
        Ok(link) => link,
        Err(error) => return Err(refused(&app, asked.0, None, error.into()).await),
    };
    let by_account = asked.of(link.user);
    match follow(&app, &peer, parts, &token, &link, &by_account).await {
        Err(why) => Err(refused(&app, by_account, Some(link.file), why).await),
        answer => answer,
    }
}

/// Records that a link leads nowhere, and hands on why.
async fn refused(app: &AppState, asked: audit::Asked, file: Option<FileId>, why: ApiError) -> ApiError {
    if why.status().is_server_error() || matches!(why, ApiError::PreconditionFailed | ApiError::RangeNotSatisfiable(_))
    {
        return why;
    }
    let entry = file.into_iter().fold(Entry::of(Event::LinkRefused).refused(why.code()), Entry::on_file);
    app.tell(asked, entry).await.err().unwrap_or(why)
}

async fn follow(
    app: &AppState,
    peer: &Peer,
    parts: Parts,
    token: &str,
    link: &Download,
    asked: &audit::Asked,
) -> Result<Response, ApiError> {
    if app.settings.rights.links_require_login {
        let SignedIn(caller) = SignedIn::of(app, &parts).await?;
        if caller.user.id != link.user {
            return Err(ApiError::AccountNotAllowed);
        }
    }
    let found = visible::behind_link(&app.db, link.file, link.user).await?.ok_or(ApiError::Gone)?;
    found.may_leave(app.clock.now(), |role| app.may_download(role)).map_err(no_longer)?;
    let content = Content { blob: found.blob, name: found.name, kind: found.kind, sha256: found.sha256 };
    let Parts { method, headers, .. } = parts;
    let hand_over_to = accel::location(app, peer, &headers);
    let delivery = Delivery::of(app, asked.clone(), link.file);
    let mut answer = content::answer(app, content, &method, &headers, hand_over_to, &delivery).await?;
    refusals::by_one_link(app, token, &mut answer)?;
    // No byte goes out before it is on record who gets it. Looks at the head, and answers without bytes, are no downloads.
    if method == Method::GET && matches!(answer.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT) {
        app.recorded.record(&app.db, link.file, link.user, app.clock.now()).await?;
        delivery.is_download();
        answer = underway::watched(app, link, answer);
    }
    Ok(answer)
}

/// What is not there for the account behind a link is gone for whoever has the link.
fn no_longer(held: Held) -> ApiError {
    match held {
        Held::NotTheirs | Held::Expired => ApiError::Gone,
        held => held.into(),
    }
}

/// What is in a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
struct Bytes(Vec<u8>);
