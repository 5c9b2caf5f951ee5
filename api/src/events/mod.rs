//! What happens, as it happens, for those who look on: `text/event-stream` (HTML, section 9.2).
//!
//! One task for all streams of this process, the [`rounds`], looks twice a second who may still look on and what has happened,
//! and tells each what they see of it by then ([`telling`]). Nothing that a stream needs is in a process alone: whoever comes back
//! with the id of what they were told last goes on there, with any process.

pub(crate) mod line;
pub(crate) mod onlookers;
pub(crate) mod rounds;
pub(crate) mod stream;
mod telling;
