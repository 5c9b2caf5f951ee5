//! What proxies say of where a request came from: `Forwarded` (RFC 7239), or a list of addresses such as
//! `X-Forwarded-For`.
//!
//! Read from the end, and by hand: the crates that read `Forwarded` begin at the front, where anybody may have written.

use std::net::IpAddr;

/// How the header is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Addresses with commas between.
    Addresses,
    /// Elements of parameters, of which `for` is the address.
    Forwarded,
}

/// The peer, or, where the peer is trusted, the nearest address before it that is not. `lines` are the values of the one
/// header that counts, as they came.
pub fn client_of(peer: IpAddr, lines: &[&str], form: Form, trusts: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut client = peer.to_canonical();
    // Each proxy adds its word at the end, on a line of its own or behind the others.
    for line in lines.iter().rev() {
        let mut rest = *line;
        loop {
            if !trusts(client) {
                return client;
            }
            let (before, hop) = split_last(rest);
            // What says nothing readable ends the chain: whoever wrote it is as far as we can see.
            let Some(address) = address_in(hop, form) else { return client };
            client = address.to_canonical();
            match before {
                Some(before) => rest = before,
                None => break,
            }
        }
    }
    client
}

fn address_in(hop: &str, form: Form) -> Option<IpAddr> {
    address_of(match form {
        Form::Addresses => hop.trim(),
        Form::Forwarded => forwarded_for(hop)?,
    })
}

/// The last element of a list with commas between, and what is before it. A comma in quotes is none (RFC 9110, section
/// 5.6.4). Read from the end: nobody before the last proxy can make its word look like a part of another.
fn split_last(list: &str) -> (Option<&str>, &str) {
    let bytes = list.as_bytes();
    let mut quoted = false;
    for at in (0..bytes.len()).rev() {
        match bytes[at] {
            b'"' => {
                let escapes = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
                quoted ^= !(quoted && escapes % 2 == 1);
            }
            b',' if !quoted => return (Some(&list[..at]), &list[at + 1..]),
            _ => {}
        }
    }
    (None, list)
}

/// The `for` of one element of a `Forwarded` header (RFC 7239, section 4).
fn forwarded_for(element: &str) -> Option<&str> {
    let (mut rest, mut found) = (element, None);
    while !rest.trim().is_empty() {
        let (name, value) = rest.split_once('=')?;
        let end = if value.starts_with('"') { end_of_quoted(value)? } else { value.find(';').unwrap_or(value.len()) };
        if name.trim().eq_ignore_ascii_case("for") {
            // Each parameter may stand once; one that says two things says nothing.
            if found.replace(value[..end].trim().trim_matches('"')).is_some() {
                return None;
            }
        }
        rest = value[end..].trim_start();
        rest = if rest.is_empty() { rest } else { rest.strip_prefix(';')? };
    }
    found
}

/// Where a text in quotes ends, behind its last quote.
fn end_of_quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// An address with or without a port, and in brackets if it is IPv6.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.split(']').next());
    bare.unwrap_or(hop).parse().ok().or_else(|| hop.rsplit_once(':')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_trusted_is_believed_and_nobody_before_whoever_is_not() {
        let proxy = |address: IpAddr| matches!(address, IpAddr::V4(address) if address.octets()[0] == 10);
        let client = |lines: &[&str], form| client_of([10, 0, 0, 1].into(), lines, form, proxy).to_string();
        assert_eq!(client(&["6.6.6.6, 198.51.100.1", "10.0.0.2"], Form::Addresses), "198.51.100.1");
        assert_eq!(client(&["for=6.6.6.6, for=\"[2001:db8::1]:80\""], Form::Forwarded), "2001:db8::1");
        assert_eq!(client(&["unknown"], Form::Addresses), "10.0.0.1");
        assert_eq!(client(&[], Form::Forwarded), "10.0.0.1");
    }
}
