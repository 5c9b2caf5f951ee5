//! Who asks: the address from which a request came, where proxies stand in between.
//!
//! One header counts, the one that the operator's proxies write (`STRONGROOM_CLIENT_ADDRESS_HEADER`), and only behind a
//! trusted proxy. A client can write every other header as it likes, and most proxies pass on what they do not know.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use shared::settings::Settings;

/// The proxies in front of the API, and how they tell where a request came from.
#[derive(Debug)]
pub(crate) struct Proxies {
    header: HeaderName,
    trusted: Vec<IpNet>,
}

impl Proxies {
    pub(crate) fn new(settings: &Settings) -> Self {
        // Settings hold the name of a header in lower case, so this is one.
        let header = HeaderName::from_bytes(settings.serving.client_address_header.as_bytes());
        Self {
            header: header.unwrap_or(HeaderName::from_static("x-forwarded-for")),
            trusted: settings.serving.trusted_proxies.clone(),
        }
    }

    /// The peer, or, where the peer is a trusted proxy, the nearest address before it that is not one.
    pub(crate) fn client_of(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        // Each proxy adds its word at the end, on a line of its own or behind the others.
        let lines: Vec<_> = headers.get_all(&self.header).iter().collect();
        for line in lines.into_iter().rev() {
            let mut rest = line.to_str().unwrap_or_default();
            loop {
                if !self.trusts(client) {
                    return client;
                }
                let (before, hop) = split_last(rest);
                // What says nothing readable ends the chain: whoever wrote it is as far as we can see.
                let Some(address) = self.address_in(hop) else { return client };
                client = address.to_canonical();
                match before {
                    Some(before) => rest = before,
                    None => break,
                }
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address))
    }

    fn address_in(&self, hop: &str) -> Option<IpAddr> {
        address_of(if self.header == header::FORWARDED { forwarded_for(hop)? } else { hop.trim() })
    }
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

    fn client(header: &str, peer: &str, pairs: &[(&'static str, &str)]) -> String {
        let settings = [("trusted_proxies", "10.0.0.0/8".to_owned()), ("client_address_header", header.to_owned())];
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        Proxies::new(&Settings::from_pairs(settings).unwrap()).client_of(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let client = |peer, value| client("X-Forwarded-For", peer, &[("x-forwarded-for", value)]);
        assert_eq!(client("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2"), "198.51.100.1");
        assert_eq!(client("::ffff:10.0.0.1", "198.51.100.1:4711"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3");
        assert_eq!(client("10.0.0.1", "6.6.6.6, [2001:db8::1]:80"), "2001:db8::1");
        for nothing in ["", "unknown", "6.6.6.6, ", "6.6.6.6, unknown"] {
            assert_eq!(client("10.0.0.1", nothing), "10.0.0.1", "{nothing:?}");
        }
    }

    #[test]
    fn one_header_counts_and_the_others_are_any_clients_to_write() {
        let all = [("x-forwarded-for", "1.1.1.1"), ("forwarded", "for=2.2.2.2"), ("x-real-ip", "3.3.3.3")];
        for (header, seen) in [
            ("X-Forwarded-For", "1.1.1.1"),
            ("Forwarded", "2.2.2.2"),
            ("X-Real-IP", "3.3.3.3"),
            ("x-real-ip", "3.3.3.3"),
            ("CF-Connecting-IP", "10.0.0.1"),
        ] {
            assert_eq!(client(header, "10.0.0.1", &all), seen, "{header}");
        }
        assert_eq!(client("X-Forwarded-For", "10.0.0.1", &[("forwarded", "for=6.6.6.6")]), "10.0.0.1");
    }

    #[test]
    fn what_a_proxy_adds_on_a_line_of_its_own_is_the_last_word() {
        for (header, theirs, ours) in
            [("x-forwarded-for", "6.6.6.6", "1.1.1.1"), ("forwarded", "for=6.6.6.6", "for=1.1.1.1")]
        {
            assert_eq!(client(header, "10.0.0.1", &[(header, theirs), (header, ours)]), "1.1.1.1");
        }
        assert_eq!(client("x-real-ip", "10.0.0.1", &[("x-real-ip", "6.6.6.6"), ("x-real-ip", "1.1.1.1")]), "1.1.1.1");
    }

    #[test]
    fn no_client_can_write_the_word_of_a_proxy() {
        let client = |value| client("Forwarded", "10.0.0.1", &[("forwarded", value)]);
        assert_eq!(client("for=\"[2001:db8::1]:80\";proto=https"), "2001:db8::1");
        assert_eq!(client("FOR=1.1.1.1; by=10.0.0.1, for=10.0.0.2"), "1.1.1.1");
        assert_eq!(client("proto=https;for=1.1.1.1;host=\"a, for=6.6.6.6\""), "1.1.1.1");
        assert_eq!(client("for=1.1.1.1;host=\"a;for=6.6.6.6\""), "1.1.1.1");
        assert_eq!(client("for=1.1.1.1;host=\"a\\\", for=6.6.6.6\""), "1.1.1.1");
        assert_eq!(client("host=\"x, for=1.1.1.1"), "1.1.1.1");
        assert_eq!(client("for=6.6.6.6;x=\", for=1.1.1.1"), "1.1.1.1");
        for nothing in ["for=unknown", "for=_hidden", "for", "by=1.1.1.1", "for=1.1.1.1;for=6.6.6.6", "for=\"1.1.1.1"] {
            assert_eq!(client(nothing), "10.0.0.1", "{nothing}");
        }
    }
}
