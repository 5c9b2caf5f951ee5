//! `GET /api/openapi.json`, and a page of it at `/api/docs/` that needs nothing from elsewhere.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use shared::people::permissions::Permission;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, OpenApi as Api31, Ref, RefOr, Response as Told, Schema,
        extensions::ExtensionsBuilder,
        path::{Operation, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_swagger_ui::Config;

use crate::{
    error::{ApiError, PROBLEM_JSON},
    events::line::{FileEvent, Gone, JobEvent, UploadEvent},
};

/// What the document says besides the endpoints.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Strongroom",
        description = "Hands Office documents to outside clients, and nothing leaves that should not.\n\n\
            Every path works with and without its trailing slash. Errors are problem documents (RFC 9457) with a \
            stable `code`. Times are RFC 3339 in UTC.\n\n\
            `detail` and what is said of each field are in the language that the account has chosen, else in the first of \
            `Accept-Language` that is spoken here; `Content-Language` says which. `code` and `title` stay as they are.\n\n\
            Calls are limited. `RateLimit-Policy: \"upload\";q=600;w=3600` says how many there may be in so many \
            seconds, and `RateLimit: \"upload\";r=12;t=5` how many are left, and in how many seconds there is one more. \
            Of several limits the one nearest its end is told.",
        license(name = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "accounts", description = "Sign up, verify, log in, stay logged in, log out"),
        (name = "me", description = "One's own account: sessions, second factors, profile, tokens"),
        (name = "files", description = "Take documents in, list them, show them, remove them"),
        (name = "quarantine", description = "For ops: open what a scan has shut, or have it scanned again"),
        (name = "folders", description = "For ops: folders, in which documents lie"),
        (name = "shares", description = "For ops: give documents and folders to clients and groups"),
        (name = "versions", description = "For ops: newer and older versions of a document"),
        (name = "uploads", description = "Take documents in that arrive in parts, by tus 1.0"),
        (name = "links", description = "Make download links, and open them"),
        (name = "events", description = "Look on: what happens, as it happens"),
        (name = "people", description = "For ops: who has an account, who is invited, and which groups they are in"),
        (name = "jobs", description = "For ops: see the work behind the scenes, try it again, give it up"),
        (name = "operations", description = "For ops: how things stand"),
        (name = "audit", description = "For ops: who did what, and when"),
        (name = "health", description = "For those who watch the service"),
    ),
    // What stands behind `data:` in a stream of events.
    components(schemas(FileEvent, UploadEvent, JobEvent, Gone)),
    modifiers(&Credentials),
)]
pub(crate) struct Api;

/// By what somebody is signed in.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, api: &mut Api31) {
        let components = api.components.get_or_insert_default();
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.bearer_format = Some("JWT".to_owned());
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        let cookie =
            ApiKeyValue::with_description("__Host-strongroom", "`strongroom` where the public address is plain HTTP");
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// What any request may meet, whatever it asks for.
const ANY_PROBLEM: &str = "Of its path and method: `not_found` (404), `method_not_allowed` (405, with `Allow`). \
    Of its head: `invalid_request` (400), `uri_too_long` (414), `head_too_large` (431). Of its body: `invalid_json` (400), \
    `request_timeout` (408), `body_too_large` (413), `unsupported_media_type` (415). Of its sender: `cross_site_request` (403, where it comes with a cookie from a page of \
    others), `too_many_requests` \
    (429, with `Retry-After`, `RateLimit-Policy` and `RateLimit`). Of ours: `internal` (500), \
    `unavailable` (503, with `Retry-After`), `storage_full` (507).";

/// What a request may meet that must come with an access token.
const NOT_SIGNED_IN: &str = "`not_authenticated`, `invalid_token`";

/// What whoever has yet to set up the second factor that they need meets everywhere but where an endpoint says
/// `security(("bearer" = ["newcomer"]))`.
const NOT_SET_UP: &str = "`second_factor_setup_required`";

/// What everybody else meets where an endpoint asks for [`Ops`](crate::extract::Ops), and says so with
/// `security(("bearer" = ["ops"]))`.
const NOT_OPS: &str = "`role_not_allowed`, `scope_missing`";

/// What an ops account meets where an endpoint asks for a permission that it lacks, and names it so:
/// `security(("bearer" = ["people"]))`.
const NOT_PERMITTED: &str = "`permission_missing`";

/// What a token for programs meets that does not allow this, or where none does.
const NO_SCOPE: &str = "`scope_missing`";

/// Says of every endpoint what none says itself: the media type of problem documents, what whoever may not come in is
/// told, and what any request may meet.
pub(crate) fn complete(api: &mut Api31) {
    for item in api.paths.paths.values_mut() {
        // A handler of both methods has one name, and a name may stand only once.
        if let Some(head) = item.head.as_mut().and_then(|head| head.operation_id.as_mut()) {
            head.push_str("_head");
        }
        let methods = [
            &mut item.get,
            &mut item.head,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
            &mut item.options,
        ];
        if let Some(post) = methods[2].as_mut().filter(|post| post.responses.responses.contains_key("201")) {
            tell_of_keys(post);
        }
        for operation in methods.into_iter().flatten() {
            tell_of_the_door(operation);
            tell_of_problems(operation);
        }
    }
}

/// Says who is not let in, where not everybody is.
fn tell_of_the_door(operation: &mut Operation) {
    let Some(required) = operation.security.as_mut().filter(|required| !required.is_empty()) else { return };
    let is_for = |who: &str| required.contains(&SecurityRequirement::new("bearer", [who]));
    let permission = Permission::ALL.into_iter().find(|permission| is_for(permission.as_str()));
    let (only_ops, for_newcomers) = (is_for("ops") || permission.is_some(), is_for("newcomer"));
    // Readers of the document would take a name here for a scope of OAuth.
    let plain = SecurityRequirement::new::<_, [&str; 0], &str>("bearer", []);
    let is_optional = |requirement: &SecurityRequirement| *requirement == SecurityRequirement::default();
    for requirement in required.iter_mut().filter(|requirement| !is_optional(requirement)) {
        *requirement = plain.clone();
    }
    required.push(SecurityRequirement::new::<_, [&str; 0], &str>("cookie", []));
    tell(operation, "401", NOT_SIGNED_IN);
    tell(operation, "403", if only_ops { NOT_OPS } else { NO_SCOPE });
    if let Some(permission) = permission {
        tell(operation, "403", NOT_PERMITTED);
        let needed = ExtensionsBuilder::new().add("x-permission", permission.as_str()).build();
        operation.extensions = Some(needed);
    }
    if !for_newcomers {
        tell(operation, "403", NOT_SET_UP);
    }
}

/// Whether a [complete] document lets in who has yet to set up the second factor that they need.
pub(crate) fn is_for_newcomers(operation: &Operation) -> bool {
    let refusals = operation.responses.responses.get("403");
    !refusals.is_some_and(|refusals| matches!(refusals, RefOr::T(told) if told.description.contains(NOT_SET_UP)))
}

/// Says of an endpoint that makes something how it is asked to do so once.
fn tell_of_keys(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9_-]{1,64}$"));
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "The same key and body get the first answer again for 24 hours, with `Idempotent-Replayed: true`. Where the \
             program is killed after it did what was asked, and before it kept its answer, the key becomes free and the \
             request is done anew",
        ))
        .schema(Some(text));
    operation.parameters.get_or_insert_default().push(RefOr::T(key.build()));
    tell(operation, "400", "`invalid_input`");
    tell(operation, "409", "`request_in_progress`");
    tell(operation, "422", "`idempotency_key_reused`");
}

/// Adds a problem, before what the endpoint itself says of this status.
fn tell(operation: &mut Operation, status: &str, codes: &str) {
    match operation.responses.responses.get_mut(status) {
        Some(RefOr::T(own)) if own.description.contains(codes) => {}
        Some(RefOr::T(own)) => own.description = format!("{codes}, {}", own.description),
        Some(RefOr::Ref(_)) => {}
        None => drop(operation.responses.responses.insert(status.to_owned(), RefOr::T(problem(codes)))),
    }
}

fn problem(description: &str) -> Told {
    let mut told = Told::new(description);
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    told.content.insert(PROBLEM_JSON.to_owned(), RefOr::T(content));
    told
}

fn tell_of_problems(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for response in responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        let told = std::mem::take(&mut response.content).into_iter();
        let retyped = told.map(|(media_type, content)| {
            let media_type = if is_problem(&content) { PROBLEM_JSON.to_owned() } else { media_type };
            (media_type, content)
        });
        response.content = retyped.collect();
    }
    responses.insert("default".to_owned(), RefOr::T(problem(ANY_PROBLEM)));
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(Content { schema: Some(RefOr::<Schema>::Ref(schema)), .. }) = content else { return false };
    schema.ref_location.ends_with("/Problem")
}

/// The document, written once.
#[derive(Clone, Debug)]
pub(crate) struct Document(Bytes);

impl Document {
    pub(crate) fn new(api: &Api31) -> Self {
        Self(api.to_json().unwrap_or_default().into())
    }
}

pub(crate) async fn openapi(State(Document(json)): State<Document>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

pub(crate) async fn page() -> Response {
    swagger("index.html")
}

/// The page names its parts from where it is, which without its trailing slash is one folder above them.
fn from_the_root(page: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(page).replace("\"./", "\"/api/docs/").into_bytes()
}

pub(crate) async fn asset(Path(path): Path<String>) -> Response {
    swagger(path.trim_end_matches('/'))
}

/// A file of the vendored Swagger UI.
fn swagger(path: &str) -> Response {
    let config = Arc::new(Config::from("/api/openapi.json").validator_url("none"));
    let found = match utoipa_swagger_ui::serve(path, config) {
        Ok(Some(file)) => {
            let bytes = if path == "index.html" { from_the_root(&file.bytes) } else { file.bytes.into_owned() };
            ([(header::CONTENT_TYPE, file.content_type)], bytes).into_response()
        }
        Ok(None) => return ApiError::NotFound.into_response(),
        Err(error) => return ApiError::Internal(error.to_string().into()).into_response(),
    };
    let mut response = found;
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                  connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
