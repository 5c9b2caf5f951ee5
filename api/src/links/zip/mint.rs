//! `POST /api/download-zip/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    documents::{
        files::FileName,
        zips::{Zip, ZipMember},
    },
    ids::{FileId, LinkId},
    sealed::ZipDownload,
    words::Text,
};
use utoipa::ToSchema;

use super::{
    members::{find_all, members},
    open::layout,
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json, TokenHolder},
};

/// How many documents one zip holds at the most.
const MOST: usize = 200;

/// Get a link to download several documents as a zip.
///
/// One that is not there, or may not leave, spoils the whole. What is in the zip, and so each of its bytes, is settled now.
#[utoipa::path(
    post, path = "/api/download-zip/", tag = "links", security(("bearer" = [])),
    request_body(content = Wanted, example = json!({"files": ["0192d5a0-7c1e-7a55-b1a2-0123456789ab"], "name": "Reports"})),
    responses(
        (status = 200, body = MintedZip),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`role_not_allowed`, `file_quarantined`, `view_only`, `download_limit_reached`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 410, body = Problem, description = "`expired_file`"),
    )
)]
pub(crate) async fn mint_zip(
    holder: TokenHolder,
    asked: Asked,
    State(app): State<AppState>,
    body: Result<Json<Wanted>, ApiError>,
) -> Result<Json<MintedZip>, ApiError> {
    let reader = &holder.reader;
    let asked = asked.by_reader(reader);
    if !app.may_download(reader.role) {
        let refusal = holder.refusal(&app, ApiError::RoleNotAllowed).await;
        app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code())).await?;
        return Err(refusal);
    }
    holder.live(&app).await?;
    let Json(body) = body?;
    let (ids, name) = body.check()?;
    let files = match find_all(&app, &holder, &ids).await {
        Ok(files) => files,
        Err(refusal) => {
            app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code())).await?;
            return Err(refusal);
        }
    };
    let members = members(&app, files).await?;
    let (id, expires_at) = (LinkId::new(), app.clock.now() + app.settings.lifetimes.link_ttl);
    let zip = Zip { id, user_id: reader.user, name, expires_at };
    let size = layout(&members)?.size();
    let mut tx = app.db.begin().await?;
    zip.make(&mut tx, &members).await?;
    let minted = |member: &ZipMember| Entry::of(Event::LinkMinted).on_file(member.file_id).on(Object::Link(id));
    audit::record_all(&mut tx, &asked, members.iter().map(minted).collect(), app.clock.now()).await?;
    tx.commit().await?;
    let token = app.sealer.seal(&ZipDownload { zip: id, user: reader.user }, expires_at);
    let download_link = format!("{}/api/download-zip/{token}/", app.settings.serving.public_url);
    Ok(Json(MintedZip { download_link, expires_at, size, files: members.len() }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Wanted {
    /// The documents; each counts once.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required, min_items = 1, max_items = 200)]
    files: serde_json::Value,
    /// The name of the zip; `.zip` is added where it is missing.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    name: Field<FileName>,
}

impl Wanted {
    /// The documents and the name. An id that is malformed names nothing, like one that is unknown.
    fn check(self) -> Result<(Vec<FileId>, String), ApiError> {
        let mut faults = Faults::default();
        let files = self.files.as_array().filter(|files| (1..=MOST).contains(&files.len()));
        let texts: Option<Vec<&str>> = files.and_then(|files| files.iter().map(serde_json::Value::as_str).collect());
        if texts.is_none() {
            faults.add("files", Text::ZipDocuments { most: MOST as u64 });
        }
        let name = self.name.optional("name", &mut faults);
        let Some(texts) = texts.filter(|_| faults.is_empty()) else { return Err(faults.into()) };
        let ids = texts.into_iter().map(|text| text.parse::<FileId>().map_err(|_| ApiError::NotFound));
        let mut ids: Vec<FileId> = ids.collect::<Result<_, _>>()?;
        ids.sort_unstable();
        ids.dedup();
        let name = name.map_or_else(|| "documents.zip".to_owned(), |name| name.to_string());
        let is_zip = name.len() > 4 && name.to_ascii_lowercase().ends_with(".zip");
        Ok((ids, if is_zip { name } else { format!("{name}.zip") }))
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MintedZip {
    /// An absolute URL. Whoever has it can download until it expires, so keep it to yourself.
    #[schema(example = "https://files.example.com/api/download-zip/gAAAAA…/")]
    download_link: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    /// Bytes of the zip.
    size: u64,
    /// How many documents are in it.
    files: usize,
}
