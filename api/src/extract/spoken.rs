//! The language in which whoever asks is spoken to.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use shared::words::Language;

use crate::{app::AppState, http::spoken_to::SpokenTo};

/// The language of what is written for whoever asks: their account's, the browser's, or the one of the settings.
pub(crate) struct Spoken(pub(crate) Language);

impl FromRequestParts<AppState> for Spoken {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        let otherwise = app.settings.serving.language;
        let language = SpokenTo::of(parts).map_or_else(
            || SpokenTo::by(&parts.headers).language(otherwise),
            |spoken_to| spoken_to.language(otherwise),
        );
        Ok(Self(language))
    }
}
