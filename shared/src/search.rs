//! Texts as they are compared and looked for.

use unicode_normalization::UnicodeNormalization;

/// Folds a text so that what reads alike compares alike: compatibility forms are composed (a name typed on a Mac arrives
/// decomposed) and case is dropped.
pub fn key(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// The pattern of `LIKE … ESCAPE '\'` that finds a text as a part of a folded one, to the letter.
pub fn pattern(search: &str) -> String {
    let escaped = key(search).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_alike_has_one_key() {
        assert_eq!(key("CAFE\u{301}.docx"), key("café.DOCX"));
        assert_eq!(key("ＡＢＣ"), "abc");
    }

    #[test]
    fn a_search_is_taken_to_the_letter() {
        assert_eq!(pattern("100%_\\ ÄB"), "%100\\%\\_\\\\ äb%");
    }
}
