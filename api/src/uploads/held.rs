//! Whose an upload is.

use axum::{extract::FromRequestParts, http::request::Parts};
use secrecy::SecretString;
use shared::{
    audit,
    documents::uploads::Upload,
    ids::UploadId,
    people::{
        names::Role,
        users::{State, User},
    },
};

use super::tus;
use crate::{
    app::AppState,
    error::ApiError,
    extract::{Asked, Id, Ops},
};

/// An upload, asked for by whoever brings it: with its own token, which outlives their log-in, or signed in.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) upload: Upload,
    /// Who brings it, as their account stands now.
    pub(crate) owner: User,
    /// What the audit trail holds of the request.
    pub(crate) asked: audit::Asked,
}

/// The same, by whoever speaks tus.
#[derive(Debug)]
pub(crate) struct Spoken(pub(crate) Held);

/// Who sends a part.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) owner: User,
    /// What the audit trail holds of the request.
    pub(crate) asked: audit::Asked,
}

impl FromRequestParts<AppState> for Held {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let now = app.clock.now();
        let Some(token) = parts.headers.get(tus::TOKEN).cloned() else {
            let Ops { caller, .. } = Ops::<crate::extract::Any>::from_request_parts(parts, app).await?;
            let Id(id) = Id::<UploadId>::from_request_parts(parts, app).await?;
            let upload = Upload::find(&app.db, id, now).await?.filter(|upload| upload.owner_id == caller.user.id);
            let asked = Asked::in_request(parts).by(&caller);
            return Ok(Self { upload: upload.ok_or(ApiError::NotFound)?, owner: caller.user, asked });
        };
        let Id(id) = Id::<UploadId>::from_request_parts(parts, app).await?;
        let upload = Upload::find(&app.db, id, now).await?.ok_or(ApiError::NotFound)?;
        let token = token.to_str().map(SecretString::from).map_err(|_| ApiError::InvalidToken)?;
        if !upload.is_opened_by(&token) {
            return Err(ApiError::InvalidToken);
        }
        let owner = User::find(&app.db, upload.owner_id).await?.ok_or(ApiError::InvalidToken)?;
        if owner.state(now) != State::Active || owner.role != Role::Ops {
            return Err(ApiError::InvalidToken);
        }
        let asked = Asked::in_request(parts).of(owner.id);
        Ok(Self { upload, owner, asked })
    }
}

impl FromRequestParts<AppState> for Spoken {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let held = Held::from_request_parts(parts, app).await?;
        tus::check_version(&parts.headers)?;
        Ok(Self(held))
    }
}
