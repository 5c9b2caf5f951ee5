//! `If-Match` and `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2), for tags in which no comma can
//! stand.

/// Says whether a list names this tag, of which both are strong (RFC 9110, section 8.8.3.2).
pub fn names(list: &str, tag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|one| one.trim() == tag)
}

/// The same where a weak tag counts like a strong one.
pub fn names_weakly(list: &str, tag: &str) -> bool {
    list.trim() == "*" || list.split(',').map(str::trim).any(|one| one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_its_tags_and_a_star_names_all() {
        for list in ["\"a\"", " \"b\" , \"a\"", "*", " * "] {
            assert!(names(list, "\"a\"") && names_weakly(list, "\"a\""), "{list}");
        }
        for list in ["", "a", "\"b\"", "\"a", "\"a\" \"b\"", "w/\"a\"", "*, \"b\""] {
            assert!(!names(list, "\"a\"") && !names_weakly(list, "\"a\""), "{list}");
        }
        assert!(!names("W/\"a\"", "\"a\"") && names_weakly("\"b\", W/\"a\"", "\"a\""));
    }
}
