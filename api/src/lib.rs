//! Strongroom's public API.
//!
//! [`routes`] is the one list of all endpoints; each has a file of its own that reads from top to bottom: input,
//! permission, work, answer. What surrounds them all is put together here, in order, each layer with its why.

mod accounts;
mod app;
mod audit;
mod docs;
mod error;
mod events;
mod extract;
mod files;
mod folders;
mod groups;
mod health;
mod http;
mod jobs;
mod limits;
mod links;
mod me;
mod message;
mod pages;
mod people;
mod quarantine;
mod recent;
mod routes;
mod shares;
mod sign_in;
mod site;
mod summary;
mod trail;
mod undecided;
mod uploads;
mod versions;

use std::{any::Any, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Request,
    handler::Handler,
    http::{HeaderName, HeaderValue, Method, Uri, header},
    middleware,
    response::{IntoResponse, Response},
};
use bounded_http::serve::{Limits, Received, Server, lingering};
use hyper_util::service::TowerToHyperService;
use shared::{
    audit::Trail,
    documents::deliveries::Deliveries,
    foundation::{Foundation, StartError},
    people::passwords::Passwords,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::{
    Layer,
    util::{MapRequest, MapRequestLayer, option_layer},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
};

use crate::{app::AppState, error::ApiError, uploads::tus};

pub use routes::openapi_json;

/// Serves the API until told to stop; then what is under way is finished, for `deadline` at the longest.
pub async fn run(foundation: Foundation, stop: CancellationToken, deadline: Duration) -> Result<(), StartError> {
    let settings = &foundation.settings;
    let listener = TcpListener::bind(settings.serving.listen).await;
    let listener = listener
        .map_err(|error| settings.wrong("listen", format!("cannot be listened on ({error})"), "127.0.0.1:8080"))?;
    serve_on(listener, foundation, stop, deadline).await
}

/// Serves the API on a listener that is open already.
pub async fn serve_on(
    listener: TcpListener,
    mut foundation: Foundation,
    stop: CancellationToken,
    deadline: Duration,
) -> Result<(), StartError> {
    foundation.db = foundation.db.handing_over_to(foundation.queue.handover());
    let passwords = Passwords::new(&foundation.turns)?;
    let settings = &foundation.settings;
    tracing::info!(listen = %settings.serving.listen, public_url = settings.serving.public_url, "the API is open");
    let telling = tokio::spawn({
        let Foundation { settings, queue, clock, .. } = foundation.clone();
        let stop = stop.clone();
        async move { queue.tell_public_url(&settings.serving.public_url, &clock, stop).await }
    });
    let (trail, writer) = Trail::new();
    let (deliveries, gatherer) = Deliveries::new();
    let app = AppState::new(foundation, passwords, trail, deliveries)?;
    let all_told = CancellationToken::new();
    let mut writing = tokio::spawn(writer.run(app.db.clone(), all_told.clone()));
    let mut counting = tokio::spawn(gatherer.run(app.db.clone(), all_told.clone()));
    let seeing = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { app.seen.write_down(&app.db, app.session_lifetime(), stop).await }
    });
    let checking = tokio::spawn(uploads::checking::run(app.clone(), stop.clone()));
    let looking_on = tokio::spawn(events::rounds::run(app.clone(), stop.clone()));
    let (asked, refusing) = (app.clone(), app.clone());
    let server = Server::new(
        Limits::new(app.settings.serving.max_connections_per_address),
        move |address| asked.settings.serving.trusts_proxy(address),
        move |refused| http::refusals::word(&refusing, refused),
    );
    let service = TowerToHyperService::new(service(&app));
    server.serve(listener, service, &app.under_way, stop, deadline).await;
    // Nobody records anything any more.
    all_told.cancel();
    if tokio::time::timeout(deadline, &mut writing).await.is_err() {
        tracing::error!("entries of the audit trail could not be written before the end");
        writing.abort();
    }
    if tokio::time::timeout(deadline, &mut counting).await.is_err() {
        tracing::error!("downloads could not be counted before the end");
        counting.abort();
    }
    let _ = telling.await;
    let _ = seeing.await;
    let _ = checking.await;
    let _ = looking_on.await;
    Ok(())
}

/// The whole service: every route and all that surrounds them.
type Service = MapRequest<Router, fn(Request<Received>) -> Request<Received>>;

/// Puts the layers around the routes. A request meets them from the last to the first.
fn service(app: &AppState) -> Service {
    let settings = &app.settings;
    let over_https = settings.serving.public_url.starts_with("https://");
    let router = routes::router(app.clone())
        .fallback_service(pages::served::page_or_not_found.with_state(app.clone()))
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        // Nobody calls so often that there is nothing left for others.
        .layer(middleware::from_fn_with_state(app.clone(), limits::count))
        // A handler that panics is our fault, and is answered like every other fault of ours.
        .layer(CatchPanicLayer::custom(panicked))
        // What a handler leaves unread is read to its end, so that the client hears the answer.
        .layer(middleware::map_request(async |request: Request| lingering::read_to_the_end(request, Body::new)))
        // Programs that have a token of their own.
        .layer(middleware::from_fn_with_state(app.clone(), http::api_tokens::find))
        // Browsers that are signed in, and nobody else's page in their name.
        .layer(middleware::from_fn_with_state(app.clone(), http::cookie_sessions::find))
        // Nobody has so much under way that there is nothing left for others.
        .layer(middleware::from_fn_with_state(app.clone(), http::refusals::of_one_client))
        // Closed unless the operator names origins.
        .layer(option_layer(cors(&settings.serving.cors_origins)))
        // Whoever sends a document in parts hears which way of that is spoken.
        .layer(middleware::from_fn_with_state(app.clone(), tus::speak))
        // Browsers are told what not to do, where no handler said more.
        .layer(middleware::map_response_with_state(over_https, http::security_headers::add))
        // Gives each request its id, writes each error as a problem document, and logs one line.
        .layer(middleware::from_fn_with_state(app.clone(), http::request_log::request_line));
    // Every path works with and without its trailing slash, and a method that a client cannot send comes in a header.
    MapRequestLayer::new(as_routes_know_it as fn(Request<Received>) -> Request<Received>).layer(router)
}

fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return None;
    }
    let mut sent = vec![
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::RANGE,
        header::IF_NONE_MATCH,
        http::idempotency::IDEMPOTENCY_KEY,
        events::stream::LAST_EVENT_ID,
    ];
    sent.extend(uploads::tus::SENT);
    let mut told = vec![
        header::CONTENT_DISPOSITION,
        header::CONTENT_RANGE,
        header::ETAG,
        header::LOCATION,
        header::RETRY_AFTER,
        files::page_image::PREVIEW_PAGES,
        http::idempotency::IDEMPOTENT_REPLAYED,
        limits::standing::POLICY,
        limits::standing::LEFT,
        HeaderName::from_static("x-request-id"),
    ];
    told.extend(uploads::tus::TOLD);
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(sent)
        .expose_headers(told);
    Some(cors)
}

/// The panic's own text stays out of the answer and the log: it may hold anything that was in hand.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::Internal("a handler panicked".into()).into_response()
}

/// The path with its slash, and the method that is meant.
fn as_routes_know_it<B>(request: Request<B>) -> Request<B> {
    let mut request = with_trailing_slash(request);
    tus::meant(&mut request);
    request
}

fn with_trailing_slash<B>(mut request: Request<B>) -> Request<B> {
    let uri = request.uri();
    if uri.path().ends_with('/') {
        return request;
    }
    let path = uri.query().map_or_else(|| format!("{}/", uri.path()), |query| format!("{}/?{query}", uri.path()));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = path.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}
