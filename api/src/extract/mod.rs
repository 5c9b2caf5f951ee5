//! Extractors. One that a handler asks for by name is a capability: whoever holds it cannot be wrong about it.

mod asked;
mod client;
mod field;
mod json;
mod ops;
mod page;
mod params;
pub(crate) mod scopes;
mod signed_in;
mod spoken;
mod visitor;
mod written;

pub(crate) use asked::Asked;
pub(crate) use client::ClientAddress;
pub(crate) use field::{Field, Flag, GivenSecret, Object, given};
pub(crate) use json::{Json, is_form, read_bytes, read_json};
pub(crate) use ops::{Any, Audit, Documents, Operate, Ops, People};
pub(crate) use page::{PageQuery, next_cursor};
pub(crate) use params::{Id, Query, Segments, TwoIds, Unknown, sought};
pub(crate) use signed_in::{Newcomer, Owner, SettingUp, SignedIn, TokenHolder, account_of, api_token};
pub(crate) use spoken::Spoken;
pub(crate) use visitor::Visitor;
pub(crate) use written::{Listed, Moment, Number};
