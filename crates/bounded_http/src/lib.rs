//! Serving and asking over HTTP, everything with a bound and an end.
//!
//! It knows nothing of what is served: it is handed numbers, a service, and the words of a refusal.

pub mod ask;
pub mod attachment;
pub mod content_codings;
pub mod entity_tags;
pub mod forwarded;
pub mod languages;
#[cfg(feature = "outbox")]
pub mod outbox;
pub mod ranges;
pub mod serve;
