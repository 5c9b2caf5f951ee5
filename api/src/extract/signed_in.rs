//! Who asks.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use shared::people::{
    names::Role,
    sessions::{Lifetime, Reader, Session},
};

use crate::{AppState, error::ApiError};

/// Somebody with an access token of ours. Whether its session is still live is for the handler to ask.
#[derive(Debug)]
pub(crate) struct TokenHolder(pub(crate) Reader);

/// Somebody whose session is live, and their account as it stands now.
#[derive(Debug)]
pub(crate) struct SignedIn(pub(crate) Session);

/// One of the company's own people.
#[derive(Debug)]
pub(crate) struct Ops(pub(crate) Session);

impl TokenHolder {
    fn from_headers(app: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let token = bearer(headers).ok_or(ApiError::NotAuthenticated)?;
        let now = app.clock.now();
        let claims = app.access_tokens.verify(token, now).ok_or(ApiError::InvalidToken)?;
        Ok(Self(Reader { session: claims.sid, user: claims.sub, role: claims.role, now }))
    }

    /// The answer to a request that cannot be done, by a handler that has not asked for the session: one that is not
    /// live is told of first.
    pub(crate) async fn refusal(&self, app: &AppState, why: ApiError) -> ApiError {
        match SignedIn::live(app, &self.0).await {
            Ok(_) => why,
            Err(not_live) => not_live,
        }
    }
}

impl SignedIn {
    /// The session behind the access token in these headers.
    pub(crate) async fn from_headers(app: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let TokenHolder(reader) = TokenHolder::from_headers(app, headers)?;
        Self::live(app, &reader).await
    }

    /// The session that an access token speaks of. It is looked up each time, so that what ends it takes effect at
    /// once, everywhere.
    pub(crate) async fn live(app: &AppState, reader: &Reader) -> Result<Self, ApiError> {
        Session::live_for(&app.db, reader).await?.map(Self).ok_or(ApiError::InvalidToken)
    }
}

impl FromRequestParts<AppState> for TokenHolder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::from_headers(app, &parts.headers)
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::from_headers(app, &parts.headers).await
    }
}

impl FromRequestParts<AppState> for Ops {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let SignedIn(session) = SignedIn::from_headers(app, &parts.headers).await?;
        if session.user.role == Role::Ops { Ok(Self(session)) } else { Err(ApiError::RoleNotAllowed) }
    }
}

impl AppState {
    /// How long sessions last.
    pub(crate) fn session_lifetime(&self) -> Lifetime {
        Lifetime { unrefreshed: self.settings.lifetimes.refresh_ttl, longest: self.settings.lifetimes.session_max }
    }

    /// Says whether accounts of this role may download. Keeping uploads and downloads apart is the default.
    pub(crate) fn may_download(&self, role: Role) -> bool {
        match role {
            Role::Client => true,
            Role::Ops => self.settings.rights.ops_may_download,
        }
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
