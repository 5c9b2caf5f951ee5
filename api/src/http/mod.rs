//! What surrounds every request, and how its body is read.

pub(crate) mod api_tokens;
pub(crate) mod client_address;
pub(crate) mod cookie_sessions;
pub(crate) mod cookies;
pub(crate) mod cross_site;
pub(crate) mod crowds;
pub(crate) mod form;
mod hashed_body;
pub(crate) mod idempotency;
pub(crate) mod refusals;
pub(crate) mod request_log;
pub(crate) mod security_headers;
pub(crate) mod spoken_to;
pub(crate) mod whole_body;
