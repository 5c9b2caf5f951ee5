//! `POST /api/files/{id}/release/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    documents::{
        quarantine::{self, Reason, Release},
        visible,
    },
    ids::FileId,
    people::{
        names::Role,
        permissions::Permission,
        users::{State as Standing, User},
    },
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Documents, Field, GivenSecret, Id, Json, Ops, Owner},
    files::FileView,
};

/// Open a document in spite of its scan.
///
/// It takes the caller's own password, and a reason that stays on record. Clients may have the document from now on; it is shut
/// again when a later scan finds what had not been found by now.
#[utoipa::path(
    post, path = "/api/files/{id}/release/", tag = "quarantine", security(("bearer" = ["documents"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = NewRelease, example = json!({
        "reason": "The macro is the customer's own form.", "password": "correct horse battery staple"
    })),
    responses(
        (status = 200, body = FileView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`scan_pending`, `not_quarantined`: it is clean, or released already"),
        (status = 429, body = Problem, description = "`too_many_attempts`"),
    )
)]
pub(crate) async fn release(
    Ops { caller, .. }: Ops<Documents>,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Json(body): Json<NewRelease>,
) -> Result<Json<FileView>, ApiError> {
    let (reason, password) = body.check()?;
    let owner = Owner::of(caller, asked, app.clock.now())?;
    let account = app.prove(&owner, password).await?;

    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    account.hold(&mut tx).await?;
    // It was asked for before the password was compared, which may have waited in line.
    let by = User::find_in(&mut tx, owner.user.id).await?.ok_or(ApiError::InvalidToken)?;
    if by.state(now) != Standing::Active || !by.permissions.allow(Permission::Documents) {
        return Err(ApiError::PermissionMissing);
    }
    let status = match quarantine::release(&mut tx, id, owner.user.id, &reason, now).await? {
        Release::Done(status) => status,
        Release::Unknown => return Err(ApiError::NotFound),
        Release::Pending => return Err(ApiError::ScanPending),
        Release::NotShut => return Err(ApiError::NotQuarantined),
    };
    let entry = Entry::of(Event::FileReleased).on_file(id).with("was", status.as_str()).named(reason.as_str());
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    tracing::warn!(file = %id, by = %owner.user.id, was = status.as_str(), "a document was released from quarantine");
    let file = visible::any(&app.db, id, owner.user.id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(FileView::new(file, Role::Ops, app.clock.now())))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewRelease {
    /// Why it is no danger; for ops alone.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 1000)]
    reason: Field<Reason>,
    #[serde(default)]
    #[schema(value_type = String, required, format = Password)]
    password: Field<GivenSecret>,
}

impl NewRelease {
    fn check(self) -> Result<(Reason, GivenSecret), Faults> {
        let mut faults = Faults::default();
        let reason = self.reason.required("reason", &mut faults);
        let password = self.password.required("password", &mut faults);
        reason.zip(password).ok_or(faults)
    }
}
