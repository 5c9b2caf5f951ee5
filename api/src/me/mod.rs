//! One's own account.

pub(crate) mod change;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod make_token;
mod notify;
pub(crate) mod picture;
mod received_picture;
pub(crate) mod sessions;
pub(crate) mod show;
pub(crate) mod tokens;
