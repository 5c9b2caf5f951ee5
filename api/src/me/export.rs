//! `GET /api/me/export/`

use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use bounded_http::attachment;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use shared::{
    audit::{Entry, Event},
    clock::Millis,
    people::export::{
        AskLine, DownloadLine, FolderLine, GroupLine, Known, LinkLine, MailLine, NoticeLine, RequestLine, SessionLine,
        ShareLine, ShareMadeLine, TrailLine, UnfinishedLine, UploadLine, ZipLine,
    },
};
use utoipa::ToSchema;

use super::export_lists::{list, once};
use crate::{app::AppState, error::ApiError, extract::Owner};

/// Get all that is kept about me.
///
/// One JSON document, as an attachment: the account, where it is and was logged in, second factors and tokens without their
/// secrets, the picture, mails by their kind, what was shared, downloaded, told of, asked for and uploaded, what they
/// shared and which folders they made, links, groups, and what the audit trail says of the person: what they did, and what was
/// done to their account. It is written as it is read, so that it may be long.
#[utoipa::path(
    get, path = "/api/me/export/", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "All of it", body = Export))
)]
pub(crate) async fn export(owner: Owner, State(app): State<AppState>) -> Result<Response, ApiError> {
    app.tell(owner.asked, Entry::of(Event::AccountExported).on_person(owner.user.id)).await?;
    let (user, now) = (owner.user, app.clock.now());
    let known = Known::find(&app.db, user.id, now).await?.ok_or(ApiError::InvalidToken)?;
    let whole = serde_json::to_string(&Head { exported_at: now, known });
    let mut head = whole.map_err(|error| ApiError::Internal(error.into()))?;
    // The lists follow inside of the same object.
    head.pop();
    let (db, id) = (&app.db, user.id);
    // One behind the other, and none within another: that would be deep.
    let parts = vec![
        once(head).boxed(),
        list::<SessionLine, 1>(db, id).boxed(),
        list::<MailLine, 1>(db, id).boxed(),
        list::<DownloadLine, 1>(db, id).boxed(),
        list::<ShareLine, 1>(db, id).boxed(),
        list::<LinkLine, 1>(db, id).boxed(),
        list::<ZipLine, 1>(db, id).boxed(),
        list::<NoticeLine, 1>(db, id).boxed(),
        list::<AskLine, 1>(db, id).boxed(),
        list::<UploadLine, 2>(db, id).boxed(),
        list::<UnfinishedLine, 1>(db, id).boxed(),
        list::<ShareMadeLine, 1>(db, id).boxed(),
        list::<FolderLine, 1>(db, id).boxed(),
        list::<RequestLine, 2>(db, id).boxed(),
        list::<GroupLine, 1>(db, id).boxed(),
        list::<TrailLine, 1>(db, id).boxed(),
        once("}\n".to_owned()).boxed(),
    ];
    let body = stream::iter(parts)
        .flatten()
        .inspect_err(|error| tracing::warn!(%error, "an export could not be written to its end"));
    let name = attachment::named(&format!("strongroom-{}.json", user.username));
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(body)).into_response())
}

#[derive(Serialize)]
struct Head {
    exported_at: Millis,
    #[serde(flatten)]
    known: Known,
}

/// All that is kept about a person. What is told here of a list may grow with what is kept.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
pub(crate) struct Export {
    #[schema(value_type = String, format = DateTime)]
    exported_at: Millis,
    #[schema(value_type = Object)]
    account: (),
    /// Addresses that the account had in the last thirty days.
    former_emails: Vec<serde_json::Value>,
    devices: Vec<serde_json::Value>,
    #[schema(value_type = Option<Object>)]
    totp: (),
    passkeys: Vec<serde_json::Value>,
    #[schema(value_type = Object)]
    recovery_codes: (),
    tokens: Vec<serde_json::Value>,
    /// A JPEG, in base64.
    picture: Option<String>,
    sessions: Vec<serde_json::Value>,
    mails: Vec<serde_json::Value>,
    downloads: Vec<serde_json::Value>,
    /// What was shared with the person by name.
    shares: Vec<serde_json::Value>,
    /// Their links that have not ended, to one document each.
    links: Vec<serde_json::Value>,
    /// The same to several.
    zips: Vec<serde_json::Value>,
    /// Of which documents the person was told by mail.
    notices: Vec<serde_json::Value>,
    /// Which documents they asked for.
    asks: Vec<serde_json::Value>,
    uploads: Vec<serde_json::Value>,
    /// Uploads in parts that have not ended.
    unfinished_uploads: Vec<serde_json::Value>,
    /// What the person gave to others.
    shares_made: Vec<serde_json::Value>,
    folders_made: Vec<serde_json::Value>,
    kept_requests: Vec<serde_json::Value>,
    groups: Vec<serde_json::Value>,
    trail: Vec<serde_json::Value>,
}
