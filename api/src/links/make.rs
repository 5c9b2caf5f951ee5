//! `POST /api/download-file/{id}/`

use std::time::Duration;

use axum::{extract::State, http::StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    documents::{links::Link, versions},
    ids::{FileId, LinkId},
    words::Text,
};
use utoipa::ToSchema;

use super::{
    grant::{VersionQuery, may_mint},
    mint::seal,
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Flag, GivenSecret, Id, Json, Query, TokenHolder},
    files::FileView,
};

/// The longest time of a link, in seconds: 30 days.
const LONGEST: u64 = 30 * 24 * 3600;

/// How many characters its password has.
const PASSWORD: std::ops::RangeInclusive<usize> = 8..=128;

/// Make a link with a life of its own.
///
/// It can be revoked by itself, be good once, and ask for a password. It is for this user and this document in the version of
/// now.
#[utoipa::path(
    post, path = "/api/download-file/{id}/", tag = "links", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid), VersionQuery),
    request_body(content = MakeLink, example = json!({"expires_in": 86400, "once": true, "password": "eight or more"})),
    responses(
        (status = 201, body = MadeLink),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`role_not_allowed`, `permission_missing`, `file_quarantined`, `view_only`, `download_limit_reached`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 410, body = Problem, description = "`expired_file`"),
    )
)]
pub(crate) async fn make_link(
    holder: TokenHolder,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<FileId>, ApiError>,
    query: Result<Query<VersionQuery>, ApiError>,
    body: Result<Json<MakeLink>, ApiError>,
) -> Result<(StatusCode, Json<MadeLink>), ApiError> {
    let (found, asked) = may_mint(&app, &holder, asked, id, query).await?;
    let file = found.file;
    let Json(body) = body?;
    let (lives, once, password) = body.check(app.settings.lifetimes.link_ttl)?;
    let has_password = password.is_some();
    let password_hash = match password {
        Some(password) => Some(app.passwords.hash_unjudged(password).await?),
        None => None,
    };
    let now = app.clock.now();
    let (id, user_id, expires_at) = (LinkId::new(), holder.reader.user, now + lives);
    let link = Link { id, file_id: file.id, user_id, once, password_hash, created_at: now, expires_at };
    let mut tx = app.db.begin().await?;
    if !versions::hold(&mut tx, file.id).await? {
        return Err(ApiError::NotFound);
    }
    link.make(&mut tx).await?;
    let entry = Entry::of(Event::LinkMinted).on_file(file.id).on(Object::Link(id)).with("once", once);
    audit::record(&mut tx, &asked, entry.with("password", has_password), now).await?;
    tx.commit().await?;
    let download_link = seal(&app, &holder, &file, id, true, expires_at);
    let file = FileView::new(file, holder.reader.role, now);
    Ok((
        StatusCode::CREATED,
        Json(MadeLink { message: "success", id, download_link, expires_at, once, has_password, file }),
    ))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MakeLink {
    /// In seconds, 30 days at the most; where it is not given, as long as other links.
    #[serde(default)]
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 2_592_000)]
    expires_in: serde_json::Value,
    /// It delivers the document once.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    once: Flag,
    /// Whoever opens it has to give this.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 8, max_length = 128)]
    password: Field<GivenSecret>,
}

impl MakeLink {
    fn check(self, usual: Duration) -> Result<(Duration, bool, Option<SecretString>), Faults> {
        let mut faults = Faults::default();
        let seconds = self.expires_in.as_u64().filter(|seconds| (1..=LONGEST).contains(seconds));
        if seconds.is_none() && !self.expires_in.is_null() {
            faults.add("expires_in", Text::LinkTime { most: LONGEST });
        }
        let once = self.once.check("once", &mut faults);
        let password = self.password.optional("password", &mut faults).map(|GivenSecret(password)| password);
        let fits = |password: &SecretString| PASSWORD.contains(&password.expose_secret().chars().count());
        if !password.as_ref().is_none_or(fits) {
            faults.add("password", Text::Length { least: 8, most: 128 });
        }
        let lives = seconds.map_or(usual, Duration::from_secs);
        if faults.is_empty() { Ok((lives, once, password)) } else { Err(faults) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeLink {
    #[schema(example = "success")]
    message: &'static str,
    #[schema(value_type = String, format = Uuid)]
    id: LinkId,
    /// An absolute URL. Whoever has it can download until it ends.
    #[schema(example = "https://files.example.com/api/download/gAAAAA…/")]
    download_link: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    once: bool,
    has_password: bool,
    file: FileView,
}
