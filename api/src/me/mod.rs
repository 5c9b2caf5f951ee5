//! One's own account.

pub(crate) mod sessions;
pub(crate) mod show;
