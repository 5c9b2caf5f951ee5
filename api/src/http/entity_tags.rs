//! Conditions on what a client has already (RFC 9110, section 13.1).

use axum::http::{HeaderMap, header};

/// Says whether the client has this version: `If-None-Match` compares weakly.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    known.is_some_and(|known| matches_any(&known.replace("W/\"", "\""), etag))
}

/// Says whether the client wants another version than this one: `If-Match` compares strongly.
pub(crate) fn is_another_wanted(headers: &HeaderMap, etag: &str) -> bool {
    let wanted = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    wanted.is_some_and(|wanted| !matches_any(wanted, etag))
}

/// Says whether a list of entity tags holds ours; `*` holds all. Compares strongly (RFC 9110, section 8.8.3.2).
fn matches_any(list: &str, etag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|one| one.trim() == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tags_are_compared() {
        assert!(matches_any("\"a\", \"b\"", "\"b\""));
        assert!(!matches_any("W/\"b\"", "\"b\""));
        assert!(matches_any("*", "\"b\""));
        assert!(!matches_any("\"a\"", "\"b\""));
    }

    #[test]
    fn what_is_known_need_not_be_the_same_byte_by_byte() {
        let headers = [(header::IF_NONE_MATCH, "W/\"a\", \"b\"".parse().unwrap())].into_iter().collect();
        assert!(is_known(&headers, "\"a\"") && !is_known(&headers, "\"c\"") && !is_known(&HeaderMap::new(), "\"a\""));
    }
}
