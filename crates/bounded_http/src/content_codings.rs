//! `Accept-Encoding` (RFC 9110, section 12.5.3), for servers that have a few codings ready and send the one that they like best.
//! Crates that read it choose for themselves and compress while they send.

/// Says whether a list takes this coding by name, with a weight above zero.
pub fn takes(list: &str, coding: &str) -> bool {
    list.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        named && weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_where_it_is_named() {
        for list in ["gzip, deflate, br, zstd", "BR;q=0.5", "br; q=1"] {
            assert!(takes(list, "br"), "{list}");
        }
        for list in ["gzip", "br;q=0", "br; q=0.000", "br;q=NaN", "br;q=x", "", "brotli", "*"] {
            assert!(!takes(list, "br"), "{list}");
        }
    }
}
