//! One's passkeys.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod options;
pub(crate) mod remove;
