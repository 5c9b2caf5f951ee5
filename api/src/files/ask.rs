//! `POST /api/files/{id}/ask/`

use axum::{extract::State, http::StatusCode};
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    documents::{
        asking,
        deliveries::{self, Limited},
        versions,
        visible::{self, Held, ToDownload},
    },
    ids::{FileId, UserId},
    jobs::Job,
    people::names::Role,
    settings::Rate,
};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, SignedIn},
    limits::{self, standing::Standing},
    message::Message,
};

/// Once a day for each client and document.
const ONCE_A_DAY: Rate = Rate { count: 1, per: asking::PAUSE };

/// Ask whoever uploaded a document for it, which has expired or which you have downloaded as often as you may.
///
/// They get a mail, once a day for each document. Of what is not meant for you, or lies in the trash, nothing is told.
#[utoipa::path(
    post, path = "/api/files/{id}/ask/", tag = "files", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 202, body = Message),
        (status = 403, body = Problem, description = "`role_not_allowed`, `file_quarantined`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`not_expired`, `scan_pending`"),
        (status = 429, body = Problem, description = "`too_many_requests`, also where you have asked for it within a day"),
    )
)]
pub(crate) async fn ask(
    SignedIn(caller): SignedIn,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<FileId>, ApiError>,
) -> Result<(StatusCode, Json<Message>), ApiError> {
    if caller.user.role != Role::Client {
        return Err(ApiError::RoleNotAllowed);
    }
    let Id(id) = id?;
    let (now, user) = (app.clock.now(), caller.user.id);
    let found = visible::find_to_download(&app.db, &caller.reader(now), id).await?.ok_or(ApiError::NotFound)?;
    is_over(&app, &found, user, now).await?;

    let mut tx = app.db.begin().await?;
    if !versions::hold(&mut tx, id).await? {
        return Err(ApiError::NotFound);
    }
    if let Err(wait) = asking::ask(&mut tx, id, user, now).await? {
        return Err(ApiError::LimitReached(Standing::shut("ask", ONCE_A_DAY, wait)));
    }
    // Counted last, so that asking in vain costs nobody a mail.
    limits::count_mail(&app, user).await?;
    Job::DocumentAsked { user, file: id }.enqueue(&mut tx, now).await?;
    audit::record(&mut tx, &asked.by(&caller), Entry::of(Event::FileAsked).on_file(id), now).await?;
    tx.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(Message::new("Whoever uploaded the document is told of it."))))
}

/// Goes on where a document has expired for a client, or they have downloaded it as often as they may.
async fn is_over(app: &AppState, found: &ToDownload, user: UserId, now: Millis) -> Result<(), ApiError> {
    match (found.may_leave(), found.file.max_downloads) {
        (Err(Held::Expired), _) => Ok(()),
        (Ok(()), Some(most)) => {
            let limited = Limited { file: found.file.id, most: most.0 };
            let is_used_up = deliveries::is_reached(&app.db, limited, user, now).await?;
            if is_used_up { Ok(()) } else { Err(ApiError::NotExpired) }
        }
        (Ok(()), None) | (Err(Held::ViewOnly), _) => Err(ApiError::NotExpired),
        (Err(held), _) => Err(held.into()),
    }
}
