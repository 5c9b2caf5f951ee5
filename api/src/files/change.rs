//! `PATCH /api/files/{id}/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    documents::{
        changing::Changes,
        files::FileName,
        folders,
        terms::{self, Audience, Description, Label, MOST_LABELS, MaxDownloads},
        versions, visible,
    },
    ids::FileId,
    words::Text,
};
use utoipa::ToSchema;

use super::{FileView, given_terms::find_folder, is_managed};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Flag, Id, Json, Listed, Number, Ops, given},
};

/// Change what is known of a document, and for whom it is. What is left out stays.
///
/// It holds at once: who may no longer see it is told of it at the next use of any link. What others uploaded takes the
/// permission `documents`.
#[utoipa::path(
    patch, path = "/api/files/{id}/", tag = "files", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = ChangeFile, example = json!({"audience": "named", "labels": ["offer"]})),
    responses(
        (status = 200, body = FileView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn change_file(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Json(body): Json<ChangeFile>,
) -> Result<Json<FileView>, ApiError> {
    let reader = caller.reader(app.clock.now());
    let file = visible::find(&app.db, &reader, id).await?.ok_or(ApiError::NotFound)?;
    let mut tx = app.db.begin().await?;
    is_managed(&mut tx, &caller.user, id).await?;
    drop(tx);
    let changes = body.check(&app, &file.name).await?;
    let mut tx = app.db.begin().await?;
    // Folder and document may be gone by now.
    if let Some(Some(folder)) = changes.folder
        && !folders::hold(&mut tx, folder).await?
    {
        return Err(Faults::one("folder", Text::NoSuchFolder).into());
    }
    if !versions::hold(&mut tx, id).await? {
        return Err(ApiError::NotFound);
    }
    is_managed(&mut tx, &caller.user, id).await?;
    changes.make(&mut tx, &asked.by(&caller), id, reader.now).await?;
    tx.commit().await?;
    let file = visible::find(&app.db, &reader, id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(FileView::new(file, reader.role, reader.now)))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangeFile {
    /// It ends as the one before does.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Offer.docx")]
    name: Field<FileName>,
    /// The id of a folder; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Uuid)]
    folder: Option<Field<String>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(everyone|named)$")]
    audience: Field<Audience>,
    /// When clients no longer see it; null: never.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Field<crate::extract::Moment>>,
    /// How often each client may download it; null: as often as they like.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    max_downloads: Option<Number>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Field<Description>,
    /// All of them.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 20)]
    labels: Listed,
    /// Whether it must be kept: neither trash nor retention take it.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    legal_hold: Flag,
}

impl ChangeFile {
    async fn check(self, app: &AppState, before: &FileName) -> Result<Changes, ApiError> {
        let mut faults = Faults::default();
        let name = self.name.optional("name", &mut faults);
        let keeps_kind = |name: &FileName| name.extension().eq_ignore_ascii_case(before.extension());
        if name.as_ref().is_some_and(|name| !keeps_kind(name)) {
            faults.add("name", Text::KeepsItsKind);
        }
        let folder = match self.folder.map(|folder| folder.optional("folder", &mut faults)) {
            Some(Some(id)) => find_folder(app, &id, &mut faults).await?.map(|folder| Some(folder.id)),
            Some(None) => Some(None),
            None => None,
        };
        let expires_at = self.expires_at.map(|at| at.optional("expires_at", &mut faults).map(|at| at.0));
        if expires_at.flatten().is_some_and(|at| at <= app.clock.now()) {
            faults.add("expires_at", Text::MustBeFuture);
        }
        let max_downloads =
            self.max_downloads.map(|number| number.optional::<MaxDownloads>("max_downloads", &mut faults));
        let labels: Option<Vec<Label>> = self.labels.optional("labels", &mut faults).map(terms::distinct);
        if labels.as_ref().is_some_and(|labels| labels.len() > MOST_LABELS) {
            faults.add("labels", Text::TooMany { most: MOST_LABELS as u64 });
        }
        let changes = Changes {
            name,
            folder,
            audience: self.audience.optional("audience", &mut faults),
            expires_at,
            max_downloads,
            description: self.description.optional("description", &mut faults),
            labels,
            legal_hold: self.legal_hold.optional("legal_hold", &mut faults),
        };
        if faults.is_empty() { Ok(changes) } else { Err(faults.into()) }
    }
}
