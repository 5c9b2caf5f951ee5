//! Who is granted a link: whoever may download the document, in a version that may leave.

use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    documents::{
        deliveries::{self, Limited},
        managed::manages,
        visible::{self, ToDownload},
    },
    ids::FileId,
    people::names::Role,
};
use utoipa::IntoParams;

use crate::{
    app::AppState,
    error::ApiError,
    extract::{Asked, Id, Query, SignedIn, TokenHolder},
};

/// Which version a link is to be made for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// For ops who manage the document and may download: another version than the one that clients have.
    #[param(value_type = Option<i64>)]
    version: Option<String>,
}

/// The document that a link is to be made for, where whoever asks may download it.
pub(super) async fn may_mint(
    app: &AppState,
    holder: &TokenHolder,
    asked: Asked,
    id: Result<Id<FileId>, ApiError>,
    query: Result<Query<VersionQuery>, ApiError>,
) -> Result<(ToDownload, audit::Asked), ApiError> {
    let reader = &holder.reader;
    let asked = asked.by_reader(reader);
    // A query that cannot be read is told of where nothing else is.
    let names_version = query.as_ref().is_ok_and(|Query(query)| query.version.is_some());
    if !app.may_download(reader.role) || (reader.role == Role::Client && names_version) {
        let refusal = holder.refusal(app, ApiError::RoleNotAllowed).await;
        app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code())).await?;
        return Err(refusal);
    }
    let id = match id {
        Ok(Id(id)) => id,
        Err(malformed) => return Err(holder.refusal(app, malformed).await),
    };
    // The row comes to a live session only: one trip to the database instead of two.
    let Some(found) = visible::find_to_download(&app.db, reader, id).await? else {
        return Err(holder.refusal(app, ApiError::NotFound).await);
    };
    let Query(VersionQuery { version }) = query?;
    let found = match version {
        Some(version) => in_version(app, holder, found, &version).await,
        None => Ok(found),
    };
    let refusal = match found {
        Ok(found) => match may_leave(app, holder, &found).await {
            Ok(()) => return Ok((found, asked)),
            Err(refusal) => refusal,
        },
        Err(refusal) => refusal,
    };
    app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code()).on_file(id)).await?;
    Err(refusal)
}

/// The document in another version, for whoever manages it. A version that is no number is like one that is unknown.
async fn in_version(
    app: &AppState,
    holder: &TokenHolder,
    found: ToDownload,
    version: &str,
) -> Result<ToDownload, ApiError> {
    let SignedIn(caller) = holder.live(app).await?;
    if !manages(&caller.user, found.file.uploaded_by) {
        return Err(ApiError::PermissionMissing);
    }
    let version = version.parse().map_err(|_| ApiError::NotFound)?;
    found.in_version(&app.db, version).await?.ok_or(ApiError::NotFound)
}

/// Says whether a document may leave, and has not left as often as it may.
pub(super) async fn may_leave(app: &AppState, holder: &TokenHolder, found: &ToDownload) -> Result<(), ApiError> {
    found.may_leave()?;
    if let Some(most) = found.file.max_downloads {
        let limited = Limited { file: found.file.id, most: most.0 };
        if deliveries::is_reached(&app.db, limited, holder.reader.user, app.clock.now()).await? {
            return Err(ApiError::DownloadLimitReached);
        }
    }
    Ok(())
}
