//! The address and the program that a request comes from.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// So much is kept of what a program calls itself, in characters.
const MAX_CLIENT: usize = 200;

/// The address that a request comes from, as far as our proxies are believed. The outermost layer notes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// What the program calls itself, without what could upset a page or a mail that shows it.
pub(super) fn client_of(headers: &HeaderMap) -> Option<String> {
    let said = String::from_utf8_lossy(headers.get(header::USER_AGENT)?.as_bytes()).into_owned();
    let said: String = said.chars().filter(|character| !character.is_control()).take(MAX_CLIENT).collect();
    let said = said.trim().to_owned();
    (!said.is_empty()).then_some(said)
}
