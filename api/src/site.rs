//! `GET /api/site/`

use axum::extract::State;
use ooxml::Kind;
use serde::Serialize;
use shared::words::Language;
use utoipa::ToSchema;

use crate::{app::AppState, extract::Json};

/// What is this place?
///
/// What a page must know before anybody signs in.
#[utoipa::path(get, path = "/api/site/", tag = "accounts", responses((status = 200, body = Site)))]
pub(crate) async fn site(State(app): State<AppState>) -> Json<Site> {
    Json(Site {
        name: "Strongroom",
        languages: Language::ALL,
        signup: app.settings.signup.way.as_str(),
        log_in: std::iter::once("password").chain(app.relying_party.is_some().then_some("passkey")).collect(),
        max_upload: app.settings.limits.max_upload,
        kinds: [Kind::Docx, Kind::Xlsx, Kind::Pptx].map(Kind::as_str).to_vec(),
        links: vec![],
    })
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Site {
    #[schema(example = "Strongroom")]
    name: &'static str,
    /// The languages that people are spoken to in.
    #[schema(value_type = Vec<String>, example = json!(["en", "de", "fr", "es", "ar"]))]
    languages: [Language; 5],
    /// Who may sign up: `open`, `approval` or `invited`.
    #[schema(example = "open")]
    signup: &'static str,
    /// The ways to log in: `password`, `passkey`.
    log_in: Vec<&'static str>,
    /// The largest document, in bytes.
    max_upload: u64,
    /// The kinds of documents that are taken.
    kinds: Vec<&'static str>,
    /// Where legal texts stand.
    links: Vec<LegalLink>,
}

/// An address of a legal text.
#[derive(Debug, Serialize, ToSchema)]
struct LegalLink {
    name: String,
    url: String,
}
