//! One's own account.

mod given_password;
pub(crate) mod passkeys;
pub(crate) mod recovery_codes;
pub(crate) mod sessions;
pub(crate) mod show;
pub(crate) mod totp;
