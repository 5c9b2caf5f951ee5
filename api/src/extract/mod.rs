//! Extractors. One that a handler asks for by name is a capability: whoever holds it cannot be wrong about it.

mod came_from;
mod field;
mod json;
mod page;
mod params;
mod signed_in;

pub(crate) use came_from::{CameFrom, ClientAddress};
pub(crate) use field::{Field, GivenSecret};
pub(crate) use json::{Json, read_json};
pub(crate) use page::{PageQuery, next_cursor};
pub(crate) use params::{Id, Query, Segments};
pub(crate) use signed_in::{Ops, SignedIn, TokenHolder};
