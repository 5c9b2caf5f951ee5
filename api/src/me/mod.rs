//! One's own account.

pub(crate) mod change;
pub(crate) mod erase;
pub(crate) mod export;
mod export_lists;
mod given_password;
pub(crate) mod make_token;
mod notify;
pub(crate) mod passkeys;
pub(crate) mod picture;
mod received_picture;
pub(crate) mod recovery_codes;
pub(crate) mod sessions;
pub(crate) mod show;
pub(crate) mod tokens;
pub(crate) mod totp;
