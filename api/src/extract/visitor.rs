//! Where a request comes from.

use std::{convert::Infallible, net::IpAddr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use shared::{
    ids::SessionId,
    people::sessions::{ByCookie, Origin},
};

use crate::{AppState, error::ApiError, http::cross_site};

/// So much is kept of what a program calls itself, in characters.
const MAX_CLIENT: usize = 200;

/// The address that a request comes from, as far as our proxies are believed. The outermost layer notes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// Who is at the door: from where, with which program, on which device, and from whose page.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) origin: Origin,
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

/// What the program calls itself, without what could upset a page or a mail that shows it.
pub(super) fn client_of(headers: &HeaderMap) -> Option<String> {
    let said = String::from_utf8_lossy(headers.get(header::USER_AGENT)?.as_bytes()).into_owned();
    let said: String = said.chars().filter(|character| !character.is_control()).take(MAX_CLIENT).collect();
    let said = said.trim().to_owned();
    (!said.is_empty()).then_some(said)
}
