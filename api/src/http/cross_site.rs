//! Whether a request comes from one of our own pages, which is what counts where a browser adds a cookie by itself.
//!
//! `tower_http::csrf` decides the same by the same headers, but lets through what has neither. Here that is refused: a
//! program that keeps cookies can say where it comes from.

use axum::http::{HeaderMap, Uri, header};

/// Says whether `Sec-Fetch-Site`, or where that is missing `Origin`, shows a page of ours (OWASP ASVS 3.5.1).
pub(crate) fn is_from_our_page(public_url: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    text(header::ORIGIN.as_str())
        .is_some_and(|origin| origin_of(origin).is_some_and(|it| origin_of(public_url) == Some(it)))
}

/// Scheme, host and port of an address, written in one way (RFC 6454, section 4).
fn origin_of(address: &str) -> Option<(String, String, u16)> {
    let uri: Uri = address.parse().ok()?;
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let usual = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    Some((scheme, uri.host()?.to_ascii_lowercase(), uri.port_u16().unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    #[test]
    fn only_our_own_pages_are_ours() {
        let asks = |pairs: &[(&'static str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
            is_from_our_page("https://files.example.com", &pairs.collect())
        };
        for ours in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
            &[("origin", "https://files.example.com")],
            &[("origin", "https://Files.Example.com:443")],
        ] {
            assert!(asks(ours), "{ours:?}");
        }
        for others in [
            &[][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://files.example.com")],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "http://files.example.com")],
            &[("origin", "https://files.example.com:8443")],
            &[("origin", "https://files.example.com.evil.example")],
            &[("origin", "https://evil.example")],
            &[("referer", "https://files.example.com/")],
        ] {
            assert!(!asks(others), "{others:?}");
        }
    }
}
