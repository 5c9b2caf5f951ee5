//! `Idempotency-Key`: a request that makes something, and comes again, is done once and answered twice.
//!
//! It holds for every POST that answers 201, by the OpenAPI document. What is kept is the first answer, sealed; a repeat
//! is told from another request under the same key by the bytes of its body, which is read to its end and handed to nobody. An
//! answer for which no body was read is not kept: whoever asks again gets the same.
//!
//! The answer is kept after the handler has committed, in a transaction of its own. A program that is killed in between leaves a
//! key behind that is free once its lease is over, and what was done is done anew.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use shared::{
    idempotency::{Asked, BEAT, Doer, Known},
    sealed::KeptAnswer,
    words::{Language, Text},
};
use utoipa::openapi::OpenApi;

use super::{
    hashed_body::{self, Reading},
    request_log::RequestId,
    spoken_to::{self, SpokenTo},
};
use crate::{
    app::AppState,
    docs,
    error::{ApiError, Faults, PROBLEM_JSON},
    extract::{ClientAddress, Newcomer, SignedIn},
    uploads::tus,
};

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
pub(crate) const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// By this name a problem that is kept says in which language it is told.
const SPOKEN_IN: &str = "spoken_in";

/// How often it is tried to keep an answer.
const TRIES: u32 = 3;

/// Who may make something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenTo {
    Everybody,
    /// Whoever is signed in, also before they have set up the second factor that they need.
    Newcomers,
    /// Whoever is signed in, and has that.
    SetUp,
}

/// The routes that make something, and to whom each is open.
#[derive(Clone, Debug)]
pub(crate) struct Creating(Arc<HashMap<String, OpenTo>>);

impl Creating {
    pub(crate) fn of(api: &OpenApi) -> Self {
        let creating = api.paths.paths.iter().filter_map(|(path, item)| {
            let post = item.post.as_ref().filter(|post| post.responses.responses.contains_key("201"))?;
            let open_to = match post.security.as_ref().is_none_or(Vec::is_empty) {
                true => OpenTo::Everybody,
                false if docs::is_for_newcomers(post) => OpenTo::Newcomers,
                false => OpenTo::SetUp,
            };
            Some((path.clone(), open_to))
        });
        Self(Arc::new(creating.collect()))
    }

    /// Whether a request makes something, and if so, who may.
    fn open_to(&self, request: &Request) -> Option<OpenTo> {
        let route = request.extensions().get::<MatchedPath>().filter(|_| request.method() == Method::POST)?;
        self.0.get(route.as_str()).copied()
    }
}

/// Answers a request that came before as it was answered then, and does all others.
pub(crate) async fn answer_once(
    State((app, creating)): State<(AppState, Creating)>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let (Some(open_to), true) = (creating.open_to(&request), request.headers().contains_key(IDEMPOTENCY_KEY)) else {
        return Ok(next.run(request).await);
    };
    let key = key(request.headers())?;
    let (parts, body) = request.into_parts();
    let owner = owner(&app, &parts, open_to).await?;
    let asked = Asked { owner, path: parts.uri.path().to_owned(), key };
    match asked.begin(&app.db, app.clock.now()).await? {
        Known::UnderWay => Err(ApiError::RequestInProgress),
        Known::Ours(doer) => first(app, asked, doer, Request::from_parts(parts, body), next).await,
        Known::Done { body_hash, answer } => {
            let kept = open(&app, &asked, &body_hash, &answer);
            let Some(kept) = kept else {
                asked.forget(&app.db, &answer).await?;
                return Err(ApiError::RequestInProgress);
            };
            if hashed_body::hash(&parts.headers, body).await? != body_hash[..] {
                return Err(ApiError::IdempotencyKeyReused);
            }
            Ok(again(kept, &parts))
        }
    }
}

fn key(headers: &HeaderMap) -> Result<String, Faults> {
    let mut keys = headers.get_all(IDEMPOTENCY_KEY).into_iter();
    let key = keys.next().filter(|_| keys.next().is_none()).and_then(|key| key.to_str().ok());
    let is_sound = |key: &&str| {
        (1..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    let key = key.filter(is_sound).map(ToOwned::to_owned);
    key.ok_or_else(|| Faults::one("idempotency_key", Text::NotAnIdempotencyKey))
}

/// Whose a key is: an account's, by whatever it signs in with, or an address's where nobody has to sign in. A session that
/// is over hears nothing of what it asked for while it lived.
async fn owner(app: &AppState, parts: &Parts, open_to: OpenTo) -> Result<String, ApiError> {
    let caller = match open_to {
        OpenTo::Everybody | OpenTo::Newcomers => Newcomer::of(app, parts).await.map(|Newcomer(caller)| caller),
        OpenTo::SetUp => SignedIn::of(app, parts).await.map(|SignedIn(caller)| caller),
    };
    match caller {
        Ok(caller) => Ok(caller.user.id.to_string()),
        // What everybody may is not refused for a token or a cookie that does not allow it.
        Err(error) if open_to == OpenTo::Everybody && !error.status().is_server_error() => {
            let address = parts.extensions.get::<ClientAddress>().map(|client| client.0.to_string());
            Ok(address.unwrap_or_default())
        }
        Err(error) => Err(error),
    }
}

/// Does a request to its end, also when its client leaves, and keeps its answer.
async fn first(app: AppState, asked: Asked, doer: Doer, request: Request, next: Next) -> Result<Response, ApiError> {
    let spoken_to = request.extensions().get::<SpokenTo>().cloned();
    let (request, reading) = hashed_body::watched(request);
    let done = app.to_its_end({
        let (app, asked) = (app.clone(), asked.clone());
        async move {
            let beating = beat(&app, &asked, doer);
            let response = next.run(request).await;
            let otherwise = app.settings.serving.language;
            let language = spoken_to.map_or(otherwise, |spoken_to| spoken_to.language(otherwise));
            let copied = copied(response, language).await;
            let response = settle(&app, &asked, doer, copied, reading).await;
            drop(beating);
            Ok(response)
        }
    });
    let done = done.await;
    if done.is_err() {
        asked.free(&app.db, doer).await?;
    }
    done
}

/// Tells from time to time that the request is under way, until it is dropped.
fn beat(app: &AppState, asked: &Asked, doer: Doer) -> impl Drop + use<> {
    let (app, asked) = (app.clone(), asked.clone());
    let beating = tokio::spawn(async move {
        loop {
            tokio::time::sleep(BEAT).await;
            if let Err(error) = asked.go_on(&app.db, doer, app.clock.now()).await {
                tracing::warn!(%error, "the lease of a request could not be renewed");
            }
        }
    });
    tokio_util::task::AbortOnDropHandle::new(beating)
}

/// Keeps the answer where it is of a kind that stays as it is, and gives the key back where it is not.
async fn settle(app: &AppState, asked: &Asked, doer: Doer, copied: Copied, reading: Reading) -> Response {
    let (response, answer) = copied;
    let body_hash = match &answer {
        Some(_) => reading.finish().await,
        None => None,
    };
    let sealed = answer.zip(body_hash).map(|((content_type, body), hash)| {
        let (status, fields) = (response.status().as_u16(), kept_fields(response.headers()));
        let kept = KeptAnswer { bound_to: asked.bound_to(&hash), status, content_type, fields, body: body.to_vec() };
        (app.sealer.seal(&kept, Asked::kept_until(app.clock.now())), hash)
    });
    for at in 1..=TRIES {
        let settled = match &sealed {
            Some((answer, hash)) => asked.keep(&app.db, doer, *hash, answer, app.clock.now()).await,
            None => asked.free(&app.db, doer).await,
        };
        match settled {
            Ok(()) => break,
            Err(error) if at == TRIES => tracing::warn!(%error, "the answer to a request could not be kept"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(100) * at).await,
        }
    }
    response
}

/// What of the head of an answer is told again: where the thing is that was made, and how uploads in parts go on.
fn kept_fields(headers: &HeaderMap) -> Vec<(String, String)> {
    const KEPT: [HeaderName; 4] = [header::LOCATION, tus::TOKEN, tus::OFFSET, tus::EXPIRES];
    let value = |name: HeaderName| Some((name.to_string(), headers.get(&name)?.to_str().ok()?.to_owned()));
    KEPT.into_iter().filter_map(value).collect()
}

/// An answer, and its content type and body where it is to be kept.
type Copied = (Response, Option<(String, Bytes)>);

/// Copies what is to be kept. A problem is told in this language.
async fn copied(response: Response, language: Language) -> Copied {
    let status = response.status();
    let comes_and_goes =
        [StatusCode::UNAUTHORIZED, StatusCode::REQUEST_TIMEOUT, StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS];
    if !(status.is_success() || status.is_client_error()) || comes_and_goes.contains(&status) {
        return (response, None);
    }
    // An error is written out by an outer layer, for the id of its request.
    if let Some(error) = response.extensions().get::<Arc<ApiError>>() {
        let body = error.problem(String::new(), language).into_body();
        let body = spoken_in(&body, language).unwrap_or(body);
        return (response, Some((PROBLEM_JSON.to_owned(), body)));
    }
    let (parts, body) = response.into_parts();
    if body.size_hint().exact().is_none_or(|size| size > KeptAnswer::LONGEST_BODY as u64) {
        return (Response::from_parts(parts, body), None);
    }
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = content_type.to_owned();
    match axum::body::to_bytes(body, KeptAnswer::LONGEST_BODY).await {
        Ok(bytes) => (Response::from_parts(parts, Body::from(bytes.clone())), Some((content_type, bytes))),
        Err(error) => (ApiError::Internal(error.into()).into_response(), None),
    }
}

/// A problem with the language in which it is told, which stands in a header of the answer that is not kept.
fn spoken_in(problem: &[u8], language: Language) -> Option<Bytes> {
    let mut problem: Value = serde_json::from_slice(problem).ok()?;
    problem.as_object_mut()?.insert(SPOKEN_IN.to_owned(), language.as_str().into());
    Some(problem.to_string().into())
}

/// The answer that was kept, as long as it can be opened and is this request's.
fn open(app: &AppState, asked: &Asked, body_hash: &[u8], answer: &str) -> Option<KeptAnswer> {
    let kept: KeptAnswer = app.sealer.open(answer, app.clock.now()).ok()?;
    (kept.bound_to == asked.bound_to(body_hash)).then_some(kept)
}

/// Tells an answer again. A problem bears the id of the request that hears of it.
fn again(kept: KeptAnswer, parts: &Parts) -> Response {
    let KeptAnswer { status, content_type, fields, mut body, .. } = kept;
    let mut language: Option<Language> = None;
    if content_type == PROBLEM_JSON
        && let Ok(mut problem) = serde_json::from_slice::<Value>(&body)
    {
        let spoken_in = problem.as_object_mut().and_then(|problem| problem.remove(SPOKEN_IN));
        language = spoken_in.and_then(|language| language.as_str()?.parse().ok());
        problem["request_id"] = parts.extensions.get::<RequestId>().map(|id| id.0.as_str()).into();
        body = problem.to_string().into_bytes();
    }
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let headers = response.headers_mut();
    if let Some(content_type) = HeaderValue::from_str(&content_type).ok().filter(|value| !value.is_empty()) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    for (name, value) in fields {
        headers.extend(name.parse::<HeaderName>().ok().zip(HeaderValue::from_str(&value).ok()));
    }
    if let Some(language) = language {
        spoken_to::tell(headers, language);
    }
    headers.insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    response
}
