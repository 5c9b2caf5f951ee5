//! One's authenticator app: set up, confirmed by its first code, removed.

pub(crate) mod remove;
pub(crate) mod set_up;
