//! What clamd says.

use std::time::SystemTime;

/// What clamd makes of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has read it, and found nothing.
    Clean,
    /// It has found what this signature describes.
    Found(String),
    /// It has not read all of it, and says why.
    Unscannable(String),
}

impl Answer {
    /// Reads an answer to INSTREAM; none when it is no verdict.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.starts_with("INSTREAM size limit exceeded") {
            return Some(Self::Unscannable("it is larger than clamd's StreamMaxLength".to_owned()));
        }
        let said = text.strip_prefix("stream: ")?;
        if said == "OK" {
            return Some(Self::Clean);
        }
        let signature = said.strip_suffix(" FOUND").filter(|signature| !signature.is_empty())?;
        // These are no findings, but clamd's way to say that it did not look at everything.
        if signature.starts_with("Heuristics.Limits.Exceeded") {
            return Some(Self::Unscannable(format!("it is beyond a limit of clamd ({signature})")));
        }
        if signature.starts_with("Heuristics.Encrypted") {
            return Some(Self::Unscannable(format!("something in it is encrypted ({signature})")));
        }
        Some(Self::Found(signature.to_owned()))
    }
}

/// What clamd says of itself: `ClamAV 1.4.6/27123/Sat Nov 21 09:00:00 2026`, or without official signatures only
/// `ClamAV 1.4.6`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    /// Reads an answer to VERSION; none when it is something else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let sound = text.starts_with("ClamAV ") && text.len() <= 200 && text.chars().all(|c| matches!(c, ' '..='~'));
        sound.then(|| Self(text.to_owned()))
    }

    /// The whole answer.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of the daily signatures, where clamd names it.
    pub fn signatures(&self) -> Option<u64> {
        self.0.split('/').nth(1)?.parse().ok()
    }

    /// When the daily signatures were made, where clamd names it. clamd writes its own local time without its zone,
    /// and it is taken for UTC: run clamd with `TZ=UTC`, or allow for the difference.
    pub fn made_at(&self) -> Option<SystemTime> {
        // The form is that of `asctime`, which HTTP has too (RFC 9110, section 5.6.7).
        httpdate::parse_http_date(self.0.split('/').nth(2)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verdict_is_a_verdict() {
        assert_eq!(Answer::read("stream: OK"), Some(Answer::Clean));
        assert_eq!(Answer::read("stream: Win.Test FOUND"), Some(Answer::Found("Win.Test".to_owned())));
        for unscannable in [
            "INSTREAM size limit exceeded. ERROR",
            "stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND",
            "stream: Heuristics.Encrypted.Zip FOUND",
        ] {
            assert!(matches!(Answer::read(unscannable), Some(Answer::Unscannable(_))), "{unscannable}");
        }
        for nothing in ["", "OK", "stream: ", "stream: OK FOUND?", "stream:  FOUND", "stream: Can't read ERROR"] {
            assert_eq!(Answer::read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn versions_come_with_and_without_signatures() {
        let whole = Version::read("ClamAV 1.4.6/27123/Sat Nov 21 09:00:00 2026").unwrap();
        assert_eq!(whole.signatures(), Some(27_123));
        assert_eq!(whole.made_at().map(httpdate::fmt_http_date).unwrap(), "Sat, 21 Nov 2026 09:00:00 GMT");
        let one_digit = Version::read("ClamAV 1.4.6/27103/Sun Nov  1 09:00:00 2026").unwrap();
        assert_eq!(one_digit.made_at().map(httpdate::fmt_http_date).unwrap(), "Sun, 01 Nov 2026 09:00:00 GMT");
        let bare = Version::read("ClamAV 1.4.6").unwrap();
        assert_eq!((bare.as_str(), bare.signatures(), bare.made_at()), ("ClamAV 1.4.6", None, None));
        for other in ["", "PONG", "UNKNOWN COMMAND", "ClamAV \n"] {
            assert_eq!(Version::read(other), None, "{other}");
        }
    }
}
