//! Bytes as letters and digits that are hard to mistake (RFC 4648, section 6), without padding.
//!
//! By hand, as a crate would be one more to trust for ten lines that the examples of the standard prove.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The text of these bytes, five bits to a character.
pub(super) fn encode(bytes: &[u8]) -> String {
    let bits = bytes.len() * 8;
    (0..bits.div_ceil(5)).map(|at| char::from(ALPHABET[usize::from(five_bits(bytes, at * 5))])).collect()
}

/// The five bits that begin at this bit; zeros where there are no more.
fn five_bits(bytes: &[u8], bit: usize) -> u8 {
    let byte = |at: usize| u16::from(bytes.get(at).copied().unwrap_or_default());
    let two = byte(bit / 8) << 8 | byte(bit / 8 + 1);
    u8::try_from(two >> (11 - bit % 8) & 31).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn the_examples_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
    }
}
