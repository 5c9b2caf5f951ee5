//! What a browser says that it takes.

use http::{HeaderMap, header};

/// Says whether a coding is taken by name, with a weight above zero (RFC 9110, section 12.5.3).
pub(crate) fn takes(headers: &HeaderMap, coding: &str) -> bool {
    values(headers, &header::ACCEPT_ENCODING).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        named && weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

/// Says whether a browser has this already (RFC 9110, section 13.1.2).
pub(crate) fn has(headers: &HeaderMap, etag: &str) -> bool {
    values(headers, &header::IF_NONE_MATCH).any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == etag)
}

fn values<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_where_it_is_named() {
        let takes =
            |said: &'static str| takes(&[(header::ACCEPT_ENCODING, said.parse().unwrap())].into_iter().collect(), "br");
        assert!(takes("gzip, deflate, br, zstd") && takes("BR;q=0.5") && takes("br; q=1"));
        assert!(!takes("gzip") && !takes("br;q=0") && !takes("br; q=0.000") && !takes("") && !takes("brotli"));
    }
}
