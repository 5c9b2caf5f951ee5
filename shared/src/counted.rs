//! A number with what it counts, as it is said: "1 document", "2 documents".

use std::fmt::Display;

/// So many of these, whose plural ends in `s`.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(number: N, what: &str) -> String {
    if number == N::from(1) { format!("{number} {what}") } else { format!("{number} {what}s") }
}

/// The same, with what becomes of them: `is` or `are`.
pub fn counted_are<N: Copy + Display + PartialEq + From<u8>>(number: N, what: &str) -> String {
    let verb = if number == N::from(1) { "is" } else { "are" };
    format!("{} {verb}", counted(number, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!((counted(1_u64, "job"), counted(0_u64, "job")), ("1 job".to_owned(), "0 jobs".to_owned()));
        assert_eq!(counted_are(1_usize, "job"), "1 job is");
        assert_eq!(counted_are(2_usize, "job"), "2 jobs are");
    }
}
