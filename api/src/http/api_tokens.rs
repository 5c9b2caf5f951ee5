//! Requests that bear a token for programs: whose it is, found once for all that asks.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use shared::people::api_tokens::ApiToken;

use super::spoken_to::SpokenTo;
use crate::{app::AppState, error::ApiError, extract::api_token};

/// Ours have 47 characters.
const MAX_TOKEN: usize = 64;

/// Finds whose token a request bears, for the extractors. One that is not good is theirs to refuse.
pub(crate) async fn find(State(app): State<AppState>, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let token = request.uri().path().starts_with("/api/").then(|| api_token(request.headers())).flatten();
    if let Some(token) = token.filter(|token| token.len() <= MAX_TOKEN) {
        let required = app.settings.rights.require_second_factor;
        if let Some(found) = ApiToken::find(&app.db, &token.into(), required, app.clock.now()).await? {
            if let Some(spoken_to) = request.extensions().get::<SpokenTo>() {
                spoken_to.is_from(&found.caller.user);
            }
            request.extensions_mut().insert(found);
        }
    }
    Ok(next.run(request).await)
}
