//! The audit trail, as those who have the permission `audit` read it.

pub(crate) mod export;
pub(crate) mod list;
mod query;
