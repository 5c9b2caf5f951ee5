//! The one list of all endpoints.

use axum::{Router, extract::DefaultBodyLimit, routing::get};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    AppState,
    accounts::{login, logout, me, refresh, resend, signup, verify_email},
    docs::{self, Api},
    files::{delete, downloads, list, show, upload},
    health,
    jobs::{cancel, list as list_jobs, purge, retry, show as show_job},
    links::{mint, open},
};

/// Every endpoint, and the document that describes them.
pub(crate) fn endpoints() -> OpenApiRouter<AppState> {
    let mut endpoints = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(signup::signup))
        .routes(routes!(verify_email::follow, verify_email::confirm))
        .routes(routes!(resend::resend))
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh))
        .routes(routes!(logout::logout))
        .routes(routes!(me::me))
        .routes(routes!(upload::upload))
        .routes(routes!(list::list))
        .routes(routes!(show::show, delete::delete))
        .routes(routes!(downloads::downloads))
        .routes(routes!(mint::mint))
        .routes(routes!(open::open))
        .routes(routes!(list_jobs::list_jobs))
        .routes(routes!(show_job::show_job))
        .routes(routes!(retry::retry))
        .routes(routes!(cancel::cancel))
        .routes(routes!(purge::purge))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz));
    docs::complete(endpoints.get_openapi_mut());
    endpoints
}

pub(crate) fn router(app: AppState) -> Router {
    let (router, api) = endpoints().split_for_parts();
    let document = docs::Document::new(&api);
    router
        .route("/api/openapi.json/", get(docs::openapi).with_state(document))
        .route("/api/docs/", get(docs::page))
        .route("/api/docs/{*asset}", get(docs::asset))
        // Each extractor bounds what it reads itself.
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}
