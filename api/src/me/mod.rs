//! A person's own account.

pub(crate) mod show;
