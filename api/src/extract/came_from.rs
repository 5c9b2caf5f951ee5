//! Where a request comes from.

use std::{convert::Infallible, net::IpAddr};

use axum::{extract::FromRequestParts, http::request::Parts};
use shared::people::sessions::Network;

use crate::AppState;

/// The address that a request comes from, as far as our proxies are believed. The outermost layer notes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// The network that a request comes from, where that is known.
#[derive(Debug)]
pub(crate) struct CameFrom(pub(crate) Option<Network>);

impl FromRequestParts<AppState> for CameFrom {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<ClientAddress>().map(|client| client.0.into())))
    }
}
