//! The one list of all endpoints.

use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    accounts,
    app::AppState,
    audit,
    docs::{self, Api},
    events, files, folders, groups, health,
    http::idempotency::{self, Creating},
    jobs, links, me, people, quarantine, shares, sign_in, site, summary, uploads, versions,
};

/// Every endpoint, and the document that describes them.
pub(crate) fn endpoints() -> OpenApiRouter<AppState> {
    let mut endpoints = sharing(of_ops(OpenApiRouter::with_openapi(Api::openapi())))
        .routes(routes!(accounts::signup::signup))
        .routes(routes!(accounts::verify_email::follow, accounts::verify_email::confirm))
        .routes(routes!(accounts::resend::resend))
        .routes(routes!(accounts::forgot::forgot))
        .routes(routes!(accounts::reset_password::follow_reset, accounts::reset_password::reset_password))
        .routes(routes!(accounts::change_password::change_password))
        .routes(routes!(accounts::invitation::follow_invitation, accounts::invitation::accept_invitation))
        .routes(routes!(accounts::unsubscribe::look_at_unsubscribe, accounts::unsubscribe::unsubscribe))
        .routes(routes!(sign_in::session::session))
        .routes(routes!(site::site))
        .routes(routes!(sign_in::login::login))
        .routes(routes!(sign_in::second_factor::second_factor))
        .routes(routes!(sign_in::passkey_options::passkey_options))
        .routes(routes!(sign_in::passkey::log_in_by_passkey))
        .routes(routes!(sign_in::refresh::refresh))
        .routes(routes!(sign_in::logout::logout))
        .routes(routes!(me::show::me, me::change::change_me, me::erase::erase_me))
        .routes(routes!(me::erase::erase_me_by_post))
        .routes(routes!(me::picture::picture, me::picture::set_picture, me::picture::remove_picture))
        .routes(routes!(me::tokens::tokens, me::make_token::make_token))
        .routes(routes!(me::tokens::remove_token))
        .routes(routes!(me::export::export))
        .routes(routes!(me::sessions::sessions, me::sessions::end_other_sessions))
        .routes(routes!(me::sessions::end_session))
        .routes(routes!(me::totp::set_up::set_up_totp, me::totp::remove::remove_totp))
        .routes(routes!(me::totp::set_up::confirm_totp))
        .routes(routes!(me::totp::remove::remove_totp_by_post))
        .routes(routes!(me::recovery_codes::renew_recovery_codes))
        .routes(routes!(me::passkeys::list::passkeys, me::passkeys::add::add_passkey))
        .routes(routes!(me::passkeys::options::creation_options))
        .routes(routes!(me::passkeys::remove::remove_passkey))
        .routes(routes!(me::passkeys::remove::remove_passkey_by_post))
        .routes(routes!(files::upload::upload))
        .routes(routes!(uploads::offer::offer, uploads::begin::begin_upload))
        .routes(routes!(
            uploads::show::show_upload,
            uploads::offset::upload_offset,
            uploads::part::send_part,
            uploads::end::end_upload
        ))
        .routes(routes!(files::list::list))
        .routes(routes!(files::show::show, files::change::change_file, files::delete::delete))
        .routes(routes!(files::restore::restore))
        .routes(routes!(files::preview::preview))
        .routes(routes!(files::downloads::downloads))
        .routes(routes!(links::mint::mint, links::make::make_link))
        .routes(routes!(links::open::open, links::open_with_password::open_with_password))
        .routes(routes!(links::zip::mint::mint_zip))
        .routes(routes!(links::zip::open::open_zip))
        .routes(routes!(links::mine::my_links))
        .routes(routes!(links::mine::revoke_my_link))
        .routes(routes!(links::of_file::links_of_file, links::of_file::revoke_links_of_file))
        .routes(routes!(events::stream::look_on))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz));
    docs::complete(endpoints.get_openapi_mut());
    endpoints
}

/// Folders, versions, the quarantine, and who sees what.
fn sharing(endpoints: OpenApiRouter<AppState>) -> OpenApiRouter<AppState> {
    endpoints
        .routes(routes!(folders::list::list_folders, folders::make::make_folder))
        .routes(routes!(folders::show::show_folder, folders::change::change_folder, folders::remove::remove_folder))
        .routes(routes!(shares::list::file_shares, shares::share::share_file))
        .routes(routes!(shares::list::folder_shares, shares::share::share_folder))
        .routes(routes!(shares::unshare::unshare_file))
        .routes(routes!(files::access::access))
        .routes(routes!(files::ask::ask))
        .routes(routes!(quarantine::release::release))
        .routes(routes!(quarantine::rescan::rescan))
        .routes(routes!(versions::list::list_versions, versions::add::add_version))
        .routes(routes!(versions::restore::restore_version))
        .routes(routes!(shares::unshare::unshare_folder))
}

/// Those under `/api/ops/`.
fn of_ops(endpoints: OpenApiRouter<AppState>) -> OpenApiRouter<AppState> {
    endpoints
        .routes(routes!(people::list::list_people, people::invite::invite))
        .routes(routes!(people::show::show_person, people::change::change_person, people::erase::erase_person))
        .routes(routes!(people::approve::approve))
        .routes(routes!(people::reject::reject))
        .routes(routes!(people::invite_again::invite_again))
        .routes(routes!(people::end_sessions::end_sessions))
        .routes(routes!(people::reset_second_factor::reset_second_factor))
        .routes(routes!(people::verify_again::verify_again))
        .routes(routes!(groups::list::list_groups, groups::make::make_group))
        .routes(routes!(groups::show::show_group, groups::change::change_group, groups::remove::remove_group))
        .routes(routes!(groups::members::members))
        .routes(routes!(groups::membership::add_member, groups::membership::remove_member))
        .routes(routes!(jobs::list::list_jobs))
        .routes(routes!(jobs::show::show_job))
        .routes(routes!(jobs::retry::retry))
        .routes(routes!(jobs::cancel::cancel))
        .routes(routes!(jobs::purge::purge))
        .routes(routes!(summary::summary))
        .routes(routes!(audit::list::list_audit))
        .routes(routes!(audit::export::export_audit))
}

pub(crate) fn router(app: AppState) -> Router {
    let (router, api) = endpoints().split_for_parts();
    let document = docs::Document::new(&api);
    let creating = Creating::of(&api);
    router
        .route("/api/openapi.json/", get(docs::openapi).with_state(document))
        .route("/api/docs/", get(docs::page))
        .route("/api/docs/{*asset}", get(docs::asset))
        // What makes something is done once, however often it is asked for under one key.
        .layer(middleware::from_fn_with_state((app.clone(), creating), idempotency::answer_once))
        // Each extractor bounds what it reads itself.
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

/// The OpenAPI document, as it is served and as it stands in `docs/openapi.json`.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let (_, api) = endpoints().split_for_parts();
    api.to_pretty_json().map(|json| json + "\n")
}
