//! Where a request comes from.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use shared::{
    ids::SessionId,
    people::sessions::{ByCookie, Origin},
};

use super::{
    Asked,
    client::{ClientAddress, client_of},
};
use crate::{app::AppState, error::ApiError, http::cross_site};

/// Who is at the door: from where, with which program, on which device, and from whose page.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) origin: Origin,
    /// What the audit trail holds of the request.
    pub(crate) asked: Asked,
    /// The session that their browser is in.
    pub(crate) session: Option<SessionId>,
    from_our_page: bool,
}

impl Visitor {
    pub(crate) fn of(app: &AppState, parts: &Parts) -> Self {
        let origin = Origin {
            address: parts.extensions.get::<ClientAddress>().map(|client| client.0),
            client: client_of(&parts.headers),
            device: app.cookies.device_in(&parts.headers),
        };
        let session = parts.extensions.get::<ByCookie>().map(|by_cookie| by_cookie.session);
        Self {
            origin,
            asked: Asked::in_request(parts),
            session,
            from_our_page: cross_site::is_from_our_page(&app.settings.serving.public_url, &parts.headers),
        }
    }

    /// A page of somebody else must not log its visitors in: what sets a cookie is for our own pages.
    pub(crate) fn may_have_cookie(&self) -> Result<(), ApiError> {
        if self.from_our_page { Ok(()) } else { Err(ApiError::CrossSiteRequest) }
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(app, parts))
    }
}
