//! Who asks.

use axum::{
    extract::{FromRequestParts, MatchedPath, Request},
    http::{HeaderMap, header, request::Parts},
};
use shared::{
    audit,
    clock::Millis,
    db::Tx,
    ids::{SessionId, UserId},
    people::{
        api_tokens::{self, ByToken},
        names::Role,
        sessions::{ByCookie, Caller, Credential, Lifetime, Reader},
        users::User,
    },
};

use super::{Asked, scopes};
use crate::{app::AppState, error::ApiError, http::spoken_to::SpokenTo};

/// Somebody with a token or a cookie of ours. Whether it is still live is for the handler to ask.
#[derive(Debug)]
pub(crate) struct TokenHolder {
    pub(crate) reader: Reader,
    spoken_to: Option<SpokenTo>,
}

/// Somebody whose session is live, or who has a token that allows this; and their account as it stands now, which has the
/// second factor that it needs.
#[derive(Debug)]
pub(crate) struct SignedIn(pub(crate) Caller);

/// Somebody whose session is live, also where they have to set up a second factor before they do anything else.
#[derive(Debug)]
pub(crate) struct Newcomer(pub(crate) Caller);

/// Somebody who is signed in by a session of their own, and so may change what their account is proved by.
#[derive(Debug)]
pub(crate) struct Owner {
    pub(crate) user: User,
    pub(crate) session: SessionId,
    reader: Reader,
    /// What the audit trail holds of the request.
    pub(crate) asked: audit::Asked,
}

/// The same, also where they have to set up a second factor before they do anything else.
#[derive(Debug)]
pub(crate) struct SettingUp(pub(crate) Owner);

/// By what somebody asks.
enum Asking {
    /// By what was looked up already, and is live.
    Found(Caller),
    /// By an access token, whose session is not looked up yet.
    By(Reader),
}

impl Asking {
    fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        let now = app.clock.now();
        let asking = match (bearer(&parts.headers), parts.extensions.get::<ByCookie>()) {
            (Some(token), _) if token.starts_with(api_tokens::PREFIX) => Self::Found(by_api_token(parts)?),
            (Some(token), _) => {
                let claims = app.access_tokens.verify(token, now).ok_or(ApiError::InvalidToken)?;
                let credential = Credential::Session(claims.sid);
                let idle_since = app.session_lifetime().idle_since(now);
                let required = app.settings.rights.require_second_factor;
                Self::By(Reader { credential, user: claims.sub, role: claims.role, now, idle_since, required })
            }
            (None, Some(by_cookie)) => Self::Found(by_cookie.caller.clone()),
            (None, None) => return Err(ApiError::NotAuthenticated),
        };
        let (Self::Found(Caller { credential, .. }) | Self::By(Reader { credential, .. })) = &asking;
        app.seen.note(*credential, now);
        Ok(asking)
    }
}

impl TokenHolder {
    pub(crate) fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        let reader = match Asking::of(app, parts)? {
            Asking::Found(caller) => caller.reader(app.clock.now()),
            Asking::By(reader) => reader,
        };
        Ok(Self { reader, spoken_to: SpokenTo::of(parts).cloned() })
    }

    /// Asks whether the session is live.
    pub(crate) async fn live(&self, app: &AppState) -> Result<SignedIn, ApiError> {
        Newcomer::live(app, &self.reader, self.spoken_to.as_ref()).await?.set_up()
    }

    /// The answer to a request that cannot be done, by a handler that has not asked for the session: one that is not
    /// live is told of first.
    pub(crate) async fn refusal(&self, app: &AppState, why: ApiError) -> ApiError {
        match self.live(app).await {
            Ok(_) => why,
            Err(not_live) => not_live,
        }
    }
}

impl SignedIn {
    pub(crate) async fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        Newcomer::of(app, parts).await?.set_up()
    }
}

impl Newcomer {
    /// The session behind the access token or the cookie of this request, or whose token for programs it is.
    pub(crate) async fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        match Asking::of(app, parts)? {
            Asking::Found(caller) => Ok(Self(caller)),
            Asking::By(reader) => Self::live(app, &reader, SpokenTo::of(parts)).await,
        }
    }

    /// The session that an access token speaks of. It is looked up each time, so that what ends it takes effect at
    /// once, everywhere.
    async fn live(app: &AppState, reader: &Reader, spoken_to: Option<&SpokenTo>) -> Result<Self, ApiError> {
        let caller = Caller::live(&app.db, reader).await?.ok_or(ApiError::InvalidToken)?;
        if let Some(spoken_to) = spoken_to {
            spoken_to.is_from(&caller.user);
        }
        Ok(Self(caller))
    }

    fn set_up(self) -> Result<SignedIn, ApiError> {
        if self.0.has_to_set_up { Err(ApiError::SecondFactorSetupRequired) } else { Ok(SignedIn(self.0)) }
    }
}

impl Owner {
    /// Whoever asks with a credential, where that is a session.
    pub(crate) fn of(caller: Caller, asked: Asked, now: Millis) -> Result<Self, ApiError> {
        match caller.credential {
            Credential::Session(session) => {
                let (asked, reader) = (asked.by(&caller), caller.reader(now));
                Ok(Self { user: caller.user, session, reader, asked })
            }
            Credential::ApiToken(_) => Err(ApiError::ScopeMissing),
        }
    }

    fn by(app: &AppState, caller: Caller, parts: &Parts) -> Result<Self, ApiError> {
        Self::of(caller, Asked::in_request(parts), app.clock.now())
    }

    /// Begins to change what the account is proved by: the session must not have ended since it was looked at, and does not until
    /// the transaction is over.
    pub(crate) async fn hold(&self, tx: &mut Tx) -> Result<(), ApiError> {
        if self.reader.hold(tx).await? { Ok(()) } else { Err(ApiError::InvalidToken) }
    }
}

impl SettingUp {
    pub(crate) async fn of(app: &AppState, parts: &Parts) -> Result<Self, ApiError> {
        Owner::by(app, Newcomer::of(app, parts).await?.0, parts).map(Self)
    }
}

impl FromRequestParts<AppState> for TokenHolder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts)
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts).await
    }
}

impl FromRequestParts<AppState> for Newcomer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts).await
    }
}

impl FromRequestParts<AppState> for Owner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::by(app, SignedIn::of(app, parts).await?.0, parts)
    }
}

impl FromRequestParts<AppState> for SettingUp {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of(app, parts).await
    }
}

/// The account whose token or cookie a request bears, live or not.
pub(crate) fn account_of(app: &AppState, request: &Request) -> Option<UserId> {
    let extensions = request.extensions();
    match bearer(request.headers()) {
        Some(token) if token.starts_with(api_tokens::PREFIX) => extensions.get::<ByToken>().map(|it| it.caller.user.id),
        Some(token) => app.access_tokens.verify(token, app.clock.now()).map(|claims| claims.sub),
        None => extensions.get::<ByCookie>().map(|by_cookie| by_cookie.caller.user.id),
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

/// Whoever asks by a token for programs, where it allows what is asked for.
fn by_api_token(parts: &Parts) -> Result<Caller, ApiError> {
    let found = parts.extensions.get::<ByToken>().ok_or(ApiError::InvalidToken)?;
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let needed = scopes::needed(&parts.method, route).ok_or(ApiError::ScopeMissing)?;
    if found.scopes.allow(needed) { Ok(found.caller.clone()) } else { Err(ApiError::ScopeMissing) }
}

/// The token for programs that a request bears.
pub(crate) fn api_token(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).filter(|token| token.starts_with(api_tokens::PREFIX))
}

/// The token of `Authorization: Bearer …` (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
