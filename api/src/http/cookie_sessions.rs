//! Sessions that live in a cookie: found, kept from the pages of others, and carried on while they are used.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use shared::{
    clock::Millis,
    people::sessions::{ByCookie, Session},
};

use super::{cross_site, spoken_to::SpokenTo};
use crate::{app::AppState, error::ApiError};

/// A session in use is carried on once this share of its life is over.
const CARRY_ON_AFTER: u32 = 24;

/// Finds the session of a request by its cookie, for the extractors. A request with a token of its own is not asked for one,
/// and what is no live session is taken out of the browser.
pub(crate) async fn find(State(app): State<AppState>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let is_asked = request.uri().path().starts_with("/api/") && !request.headers().contains_key(header::AUTHORIZATION);
    let secret = is_asked.then(|| app.cookies.session_in(request.headers())).flatten();
    let Some(secret) = secret else { return Ok(next.run(request).await) };

    let now = app.clock.now();
    let (lifetime, required) = (app.session_lifetime(), app.settings.rights.require_second_factor);
    let Some(session) = Session::find_by_cookie(&app.db, &secret, lifetime, required, now).await? else {
        let mut response = next.run(request).await;
        if !app.cookies.has_session(response.headers()) {
            app.cookies.clear_session(response.headers_mut());
        }
        return Ok(response);
    };
    if let Some(spoken_to) = request.extensions().get::<SpokenTo>() {
        spoken_to.is_from(&session.caller.user);
    }
    if changes_something(request.method()) && !is_from_our_page(&app, request.headers()) {
        return Err(ApiError::CrossSiteRequest);
    }
    request.extensions_mut().insert(session.clone());
    let mut response = next.run(request).await;
    if !app.cookies.has_session(response.headers())
        && let Some(ends_in) = carry_on(&app, &session, now).await
    {
        app.cookies.put_session(response.headers_mut(), &secret, session.remembered.then_some(ends_in));
    }
    Ok(response)
}

/// Safe methods change nothing (RFC 9110, section 9.2.1).
fn changes_something(method: &Method) -> bool {
    !method.is_safe()
}

fn is_from_our_page(app: &AppState, headers: &HeaderMap) -> bool {
    cross_site::is_from_our_page(&app.settings.serving.public_url, headers)
}

/// Carries a session on that has lived for a while since it began or was carried on, and says how long it lives then. What
/// fails here is tried again with the next request.
async fn carry_on(app: &AppState, session: &ByCookie, now: Millis) -> Option<Duration> {
    let lifetime = app.session_lifetime();
    // In the last part of its longest life there is nothing more to be had.
    if session.expires_at >= session.created_at + lifetime.longest
        || session.expires_at > now + lifetime.unrefreshed.saturating_sub(lifetime.unrefreshed / CARRY_ON_AFTER)
    {
        return None;
    }
    let carried = Session::carry_on(&app.db, session.session, lifetime, now).await;
    let ends_at = carried.inspect_err(|error| tracing::warn!(%error, "a session could not be carried on")).ok()??;
    Some(ends_at.since(now))
}
