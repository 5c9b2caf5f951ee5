//! `GET` and `HEAD /api/download-zip/{token}/`

use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use axum::{
    extract::State,
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use shared::{
    audit,
    clock::Millis,
    documents::{
        deliveries,
        zips::{Zip, ZipMember},
    },
    sealed::ZipDownload,
};
use utoipa::ToSchema;
use zip_layout::{Layout, Member};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Segments},
    http::refusals,
    links::{
        content::{self, Content},
        delivery::{Cargo, Delivery},
        following::refused,
        source::Source,
        standing,
        underway::{self, By},
    },
};

/// Download several documents by their link, as a zip.
///
/// The account and each document are looked at again each time, and while the bytes go out. The zip has an exact length; ranges
/// (one or several) and conditional requests are served as for one document.
#[utoipa::path(
    method(get, head), path = "/api/download-zip/{token}/", tag = "links",
    params(("token" = String, Path, description = "A Fernet token")),
    responses(
        (status = 200, description = "The zip", content((Archive = "application/zip"))),
        (status = 206, description = "The ranges asked for; several come as `multipart/byteranges`", content(
            (Archive = "application/zip"), (Archive = "multipart/byteranges"),
        )),
        (status = 304, description = "The client has these bytes already"),
        (status = 400, body = Problem, description = "`invalid_link`"),
        (status = 401, body = Problem, description = "`not_authenticated`, `invalid_token`, where links require a log-in"),
        (status = 403, body = Problem, description = "`account_not_allowed`, `file_quarantined`, `view_only`, \
            `download_limit_reached`; where links require a log-in, `second_factor_setup_required`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 410, body = Problem, description = "`expired_link`, `gone`"),
        (status = 412, body = Problem, description = "`precondition_failed`"),
        (status = 416, body = Problem, description = "`range_not_satisfiable`"),
    )
)]
pub(crate) async fn open_zip(
    State(app): State<AppState>,
    parts: Parts,
    Segments(token): Segments<String>,
) -> Result<Response, ApiError> {
    let asked = Asked::in_request(&parts);
    let (link, expires_at) = match app.sealer.open_until::<ZipDownload>(&token, app.clock.now()) {
        Ok(link) => link,
        Err(error) => return Err(refused(&app, asked.0, None, error.into()).await),
    };
    let by_account = asked.of(link.user);
    match follow(&app, parts, &token, (&link, expires_at), &by_account).await {
        Err(why) => Err(refused(&app, by_account, None, why).await),
        answer => answer,
    }
}

async fn follow(
    app: &AppState,
    parts: Parts,
    token: &str,
    (link, expires_at): (&ZipDownload, Millis),
    asked: &audit::Asked,
) -> Result<Response, ApiError> {
    standing::require_log_in(app, &parts, link.user).await?;
    let (Zip { name, .. }, found) = standing::of_zip(app, link).await?;
    let limited: Vec<_> = found.iter().filter_map(|(_, behind)| standing::limited(behind)).collect();
    let (members, behind): (Vec<ZipMember>, Vec<_>) = found.into_iter().unzip();
    let layout = layout(&members)?;
    let documents: Vec<_> = members.iter().map(|member| (member.file_id, member.size.unsigned_abs())).collect();
    let files: Vec<_> = members.iter().map(|member| member.file_id).collect();
    let cargo = Cargo { link: link.zip, expires_at, user: link.user, documents, size: layout.size() };
    let delivery = Delivery::of(app, asked.clone(), cargo);
    let blobs = behind.into_iter().map(|behind| behind.blob).collect();
    let source = Source::Zip(Arc::new(layout), blobs);
    let Parts { method, headers, extensions, .. } = parts;
    let from_file = extensions.get().cloned();
    let etag = etag(&members);
    let content = Content { source, name, media_type: "application/zip", etag, from_file, by_others: None };
    let answer = content::answer(app, content, &method, &headers, None, &delivery).await;
    let now = app.clock.now();
    let is_download = |answer: &Response| matches!(answer.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT);
    if method == Method::HEAD || !answer.as_ref().is_ok_and(is_download) {
        if !deliveries::is_free(&app.db, link.zip, link.user, &limited, now).await? {
            return Err(ApiError::DownloadLimitReached);
        }
        return refusals::by_one_link(app, token, answer?);
    }
    let answer = refusals::by_one_link(app, token, answer?)?;
    let reserves = !limited.is_empty();
    standing::reserve(app, (link.zip, expires_at), link.user, limited).await?;
    app.recorded.record_all(&app.db, &files, link.user, now).await?;
    delivery.is_download();
    if reserves {
        delivery.is_limited();
    }
    Ok(underway::watched(app, By::Zip(link.clone()), reserves, answer))
}

/// Where each byte of the zip comes from.
pub(super) fn layout(members: &[ZipMember]) -> Result<Layout, ApiError> {
    let member = |member: &ZipMember| Member {
        name: member.name.clone(),
        size: member.size.unsigned_abs(),
        crc32: u32::try_from(member.crc32).unwrap_or_default(),
        modified: member.modified.unix_seconds(),
    };
    let members: Vec<Member> = members.iter().map(member).collect();
    Layout::of(&members).map_err(|error| ApiError::Internal(error.into()))
}

/// Names the bytes of the zip: whatever stands in it is in here.
fn etag(members: &[ZipMember]) -> String {
    let mut digest = Context::new(&SHA256);
    for member in members {
        digest.update(&(member.name.len() as u64).to_be_bytes());
        digest.update(member.name.as_bytes());
        digest.update(member.sha256.as_bytes());
        digest.update(&member.modified.0.to_be_bytes());
    }
    format!("\"{}\"", hex::encode(digest.finish()))
}

/// What is in a zip.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
struct Archive(Vec<u8>);
