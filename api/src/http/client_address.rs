//! Who asks: the address from which a request came, where proxies stand in between.
//!
//! One header counts, the one that the operator's proxies write (`STRONGROOM_CLIENT_ADDRESS_HEADER`), and only behind a
//! trusted proxy. A client can write every other header as it likes, and most proxies pass on what they do not know.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, header};
use bounded_http::forwarded::{self, Form};
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
        let form = if self.header == header::FORWARDED { Form::Forwarded } else { Form::Addresses };
        let lines = headers.get_all(&self.header).iter().map(|line| line.to_str().unwrap_or_default());
        forwarded::client_of(peer, &lines.collect::<Vec<_>>(), form, |address| {
            self.trusted.iter().any(|net| net.contains(&address))
        })
    }
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
