//! Who asks.

use axum::{
    extract::{FromRequestParts, MatchedPath, Request},
    http::{HeaderMap, header, request::Parts},
};
use shared::{
    clock::Millis,
    ids::{SessionId, UserId},
    people::{
        api_tokens::{self, ApiToken},
        names::Role,
        sessions::{ByCookie, Caller, Credential, Lifetime, Reader},
        users::User,
    },
};

use super::scopes;
use crate::{AppState, error::ApiError};

/// Somebody with a token or a cookie of ours. Whether it is still live is for the handler to ask.
#[derive(Debug)]
pub(crate) struct TokenHolder(pub(crate) Reader);

/// Somebody whose session is live, or who has a token that allows this; and their account as it stands now.
#[derive(Debug)]
pub(crate) struct SignedIn(pub(crate) Caller);

/// Somebody who is signed in by a session of their own, and so may change what their account is proved by.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) user: User,
    pub(crate) session: SessionId,
}

/// One of the company's own people.
#[derive(Debug)]
pub(crate) struct Ops(pub(crate) Caller);

impl TokenHolder {
    pub(crate) async fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        let now = app.clock.now();
        let Some(token) = bearer(&parts.headers) else {
            let by_cookie = parts.extensions.get::<ByCookie>().ok_or(ApiError::NotAuthenticated)?;
            app.seen.note(by_cookie.caller.credential, now);
            return Ok(Self(by_cookie.caller.reader(now)));
        };
        if token.starts_with(api_tokens::PREFIX) {
            return Ok(Self(by_api_token(app, parts, token, now).await?.reader(now)));
        }
        let claims = app.access_tokens.verify(token, now).ok_or(ApiError::InvalidToken)?;
        let credential = Credential::Session(claims.sid);
        app.seen.note(credential, now);
        let idle_since = app.session_lifetime().idle_since(now);
        Ok(Self(Reader { credential, user: claims.sub, role: claims.role, now, idle_since }))
    }

    /// The answer to a request that cannot be done, by a handler that has not asked for the session: one that is not
    /// live is told of first.
    pub(crate) async fn refusal(&self, app: &AppState, why: ApiError) -> ApiError {
        match SignedIn::live(app, &self.0).await {
            Ok(_) => why,
            Err(not_live) => not_live,
        }
    }
}

impl SignedIn {
    /// The session behind the access token or the cookie of this request, or whose token for programs it is.
    pub(crate) async fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        // What is looked up to be known at all is live.
        match (bearer(&parts.headers), parts.extensions.get::<ByCookie>()) {
            (Some(token), _) if token.starts_with(api_tokens::PREFIX) => {
                by_api_token(app, parts, token, app.clock.now()).await.map(Self)
            }
            (None, Some(by_cookie)) => {
                app.seen.note(by_cookie.caller.credential, app.clock.now());
                Ok(Self(by_cookie.caller.clone()))
            }
            _ => Self::live(app, &TokenHolder::of(app, parts).await?.0).await,
        }
    }

    /// The session that an access token speaks of. It is looked up each time, so that what ends it takes effect at
    /// once, everywhere.
    pub(crate) async fn live(app: &AppState, reader: &Reader) -> Result<Self, ApiError> {
        Caller::live(&app.db, reader).await?.map(Self).ok_or(ApiError::InvalidToken)
    }
}

impl Owner {
    pub(crate) async fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        let SignedIn(Caller { credential, user, .. }) = SignedIn::of(app, parts).await?;
        match credential {
            Credential::Session(session) => Ok(Self { user, session }),
            Credential::ApiToken(_) => Err(ApiError::ScopeMissing),
        }
    }
}

impl FromRequestParts<AppState> for TokenHolder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts).await
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts).await
    }
}

impl FromRequestParts<AppState> for Owner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts).await
    }
}

impl FromRequestParts<AppState> for Ops {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let SignedIn(caller) = SignedIn::of(app, parts).await?;
        if caller.user.role == Role::Ops { Ok(Self(caller)) } else { Err(ApiError::RoleNotAllowed) }
    }
}

/// The account whose token or cookie a request bears, live or not.
pub(crate) fn account_of(app: &AppState, request: &Request) -> Option<UserId> {
    match bearer(request.headers()) {
        Some(token) => app.access_tokens.verify(token, app.clock.now()).map(|claims| claims.sub),
        None => request.extensions().get::<ByCookie>().map(|by_cookie| by_cookie.caller.user.id),
    }
}

impl AppState {
    /// How long sessions last.
    pub(crate) fn session_lifetime(&self) -> Lifetime {
        let lifetimes = &self.settings.lifetimes;
        Lifetime { unrefreshed: lifetimes.refresh_ttl, longest: lifetimes.session_max, idle: lifetimes.session_idle }
    }

    /// Says whether accounts of this role may download. Keeping uploads and downloads apart is the default.
    pub(crate) fn may_download(&self, role: Role) -> bool {
        match role {
            Role::Client => true,
            Role::Ops => self.settings.rights.ops_may_download,
        }
    }
}

/// Whoever asks by a token for programs, where it works and allows what is asked for.
async fn by_api_token(app: &AppState, parts: &Parts, token: &str, now: Millis) -> Result<Caller, ApiError> {
    if token.len() > MAX_API_TOKEN {
        return Err(ApiError::InvalidToken);
    }
    let found = ApiToken::find(&app.db, &token.into(), now).await?.ok_or(ApiError::InvalidToken)?;
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let needed = scopes::needed(&parts.method, route).ok_or(ApiError::ScopeMissing)?;
    if !found.scopes.allow(needed) {
        return Err(ApiError::ScopeMissing);
    }
    app.seen.note(found.caller.credential, now);
    Ok(found.caller)
}

/// Ours have 47 characters.
const MAX_API_TOKEN: usize = 64;

/// The token of `Authorization: Bearer …` (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
