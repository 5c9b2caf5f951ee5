//! How often anybody may call: one layer counts every call, and knows which calls count for something else, too. Log-ins
//! that fail are counted in [`log_in`].

pub(crate) mod log_in;
pub(crate) mod standing;

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::{
    ids::UserId,
    limits::{Ask, Key, Who},
    settings::Rate,
};

use self::standing::{Limit, Standing};
use crate::{
    app::AppState,
    error::ApiError,
    extract::{ClientAddress, account_of},
};

/// Counts a call, refuses one too many, and tells in the answer how many are left.
pub(crate) async fn count(State(app): State<AppState>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let limits = of_call(&app, &request);
    let address = request.extensions().get().map(|ClientAddress(client)| Who::at(*client));
    let mut standings = Limit::take(&app.limits, &limits).await;
    if let Some(refused) = Standing::longest_refusal(&standings) {
        return refusal(refused);
    }
    let mut response = next.run(request).await;
    if is_nobodys(&response) && limits.iter().any(Limit::is_an_accounts) {
        standings = count_for_address(&app, &limits, address).await;
        if let Some(refused) = Standing::longest_refusal(&standings) {
            return refusal(refused);
        }
    }
    if let Some(nearest) = standings.into_iter().chain(counted_by_handler(&response)).min_by_key(Standing::left) {
        nearest.tell(response.headers_mut());
    }
    response
}

fn refusal(refused: Standing) -> Response {
    let mut response = ApiError::LimitReached(refused).into_response();
    refused.tell(response.headers_mut());
    response
}

/// Says whether a call turned out to be in nobody's name: what it came with is over.
fn is_nobodys(response: &Response) -> bool {
    let error = response.extensions().get::<Arc<ApiError>>().map(AsRef::as_ref);
    matches!(error, Some(ApiError::InvalidToken | ApiError::NotAuthenticated))
}

/// Counts a call for the address that it came from, and no more for the account whose token or cookie it bore: who holds one that
/// has ended does not use up what its owner may.
async fn count_for_address(app: &AppState, limits: &[Limit], address: Option<Who>) -> Vec<Standing> {
    let back: Vec<Ask> = limits
        .iter()
        .filter(|limit| limit.is_an_accounts())
        .map(|limit| Ask::one(limit.key, limit.rate).given_back())
        .collect();
    app.limits.take(&back).await;
    Limit::take(&app.limits, of("api", app.settings.limits.api, address).as_slice()).await
}

/// What a handler has counted besides, which its answer or its error bears.
fn counted_by_handler(response: &Response) -> Option<Standing> {
    let extensions = response.extensions();
    match extensions.get::<Arc<ApiError>>().map(AsRef::as_ref) {
        Some(ApiError::TooManyAttempts(standing) | ApiError::LimitReached(standing)) => Some(*standing),
        _ => extensions.get().copied(),
    }
}

/// Counts a mail that an account has sent to somebody else, or to an address which nobody has proved.
pub(crate) async fn count_mail(app: &AppState, account: UserId) -> Result<(), ApiError> {
    let limit = of("mail", app.settings.limits.mail, Some(Who::Account(account)));
    let standings = Limit::take(&app.limits, limit.as_slice()).await;
    Standing::longest_refusal(&standings).map_or(Ok(()), |refused| Err(ApiError::LimitReached(refused)))
}

/// All that a call counts for.
fn of_call(app: &AppState, request: &Request) -> Vec<Limit> {
    let limits = &app.settings.limits;
    let address = request.extensions().get().map(|ClientAddress(client)| Who::at(*client));
    let account = account_of(app, request).map(Who::Account);
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let also = match (request.method(), route) {
        (&Method::POST, "/api/signup/") => of("signup", limits.signup, address),
        (&Method::POST, "/api/verify-email/resend/" | "/api/password/forgot/") => of("mail", limits.mail, address),
        (
            &Method::POST,
            "/api/upload/"
            | "/api/uploads/"
            | "/api/files/{id}/versions/"
            | "/api/files/{id}/versions/{version}/restore/",
        ) => of("upload", limits.upload, account),
        (_, "/api/download-file/{id}/" | "/api/download-zip/") => of("links", limits.links, account),
        (_, "/api/download/{token}/" | "/api/download-zip/{token}/") => of("links", limits.links, address),
        _ => None,
    };
    of("api", limits.api, account.or(address)).into_iter().chain(also).collect()
}

fn of(what: &'static str, rate: Option<Rate>, who: Option<Who>) -> Option<Limit> {
    Some(Limit { key: Key::new(what, who?), rate: rate? })
}
