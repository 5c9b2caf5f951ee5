//! Who has how much under way: counted here, bounded in `refusals.rs` beside it.

use std::net::IpAddr;

use bounded_http::serve::Crowd;
use shared::ids::UserId;

/// Who has how much under way, of what each may have only so much of.
#[derive(Debug, Default)]
pub(crate) struct Crowds {
    pub(super) clients: Crowd<IpAddr>,
    pub(super) links: Crowd<Box<str>>,
    pub(super) painters: Crowd<UserId>,
    pub(super) onlookers: Crowd<UserId>,
}
