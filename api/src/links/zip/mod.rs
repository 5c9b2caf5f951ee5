//! Several documents at once, as a zip that is laid out when its link is made and never written down.

mod members;
pub(crate) mod mint;
pub(crate) mod open;
