//! What a scan made of a document, and what of its detail condemns it: by this a finding is told from another.

use std::{collections::BTreeSet, fmt};

use ooxml::FindingKind;
use serde::Deserialize;

use super::files::ScanStatus;

/// What a scan made of a document.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// Whether it may leave.
    pub status: ScanStatus,
    /// What was found, as JSON.
    pub detail: String,
    /// What it was scanned with: the scanner and the version of its signatures.
    pub scanned_with: String,
}

/// Why a document is shut, each reason once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reasons(BTreeSet<String>);

/// Of a scan's detail what may hold reasons.
#[derive(Default, Deserialize)]
struct Detail {
    #[serde(default)]
    findings: Vec<Found>,
    #[serde(default)]
    clamav: Signature,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    kind: Named,
    #[serde(default)]
    part: String,
}

/// A kind of findings; one that is not known here was told by another version of this program.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    Known(FindingKind),
    Other(String),
}

impl Named {
    fn condemns(&self) -> bool {
        match self {
            Self::Known(kind) => kind.is_blocking() || kind.is_unseen(),
            Self::Other(_) => true,
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(kind) => write!(f, "{kind:?}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

#[derive(Default, Deserialize)]
struct Signature {
    found: Option<String>,
}

impl Reasons {
    /// Those that a detail names. Notes are none, and neither are versions and times.
    pub(super) fn of(detail: Option<&str>) -> Self {
        let detail: Detail = detail.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        let findings = detail.findings.into_iter().filter(|found| found.kind.condemns());
        let findings = findings.map(|found| format!("{} {}", found.kind, found.part));
        let signature = detail.clamav.found.map(|name| format!("signature {name}"));
        let error = detail.error.map(|error| format!("error {error}"));
        Self(findings.chain(signature).chain(error).collect())
    }

    /// Says whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Says whether there is one among them that was not there before.
    pub(super) fn tell_more_than(&self, before: &Self) -> bool {
        !self.0.is_subset(&before.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(detail: &str) -> Reasons {
        Reasons::of(Some(detail))
    }

    #[test]
    fn another_finding_is_told_from_the_same_one() {
        let eicar =
            r#"{"findings": [{"kind": "eicar", "part": "word/a.txt", "detail": "x"}], "clamav": {"version": "1"}}"#;
        let same = r#"{"findings": [{"kind": "eicar", "part": "word/a.txt", "detail": "y"},
            {"kind": "ole_object", "part": "b", "detail": ""}], "clamav": {"version": "2"}, "found_late": {"at": 5}}"#;
        assert!(!reasons(same).tell_more_than(&reasons(eicar)), "notes, versions and times are no reasons");
        for other in [
            r#"{"findings": [{"kind": "eicar", "part": "word/b.txt", "detail": "x"}]}"#,
            r#"{"findings": [{"kind": "macros", "part": "word/a.txt", "detail": "x"}]}"#,
            r#"{"findings": [{"kind": "closed_archive", "part": "word/a.txt", "detail": "x"}]}"#,
            r#"{"findings": [{"kind": "not known here", "part": "word/a.txt", "detail": "x"}]}"#,
            r#"{"clamav": {"version": "1", "found": "Win.Test"}}"#,
            r#"{"error": "it cannot be scanned"}"#,
        ] {
            assert!(reasons(other).tell_more_than(&reasons(eicar)), "{other}");
            assert!(reasons(other).tell_more_than(&Reasons::default()), "{other}");
        }
    }

    #[test]
    fn where_nothing_is_told_there_are_no_reasons() {
        for nothing in
            [None, Some(""), Some("null"), Some("{}"), Some(r#"{"findings": [], "clamav": {"version": "1"}}"#)]
        {
            assert!(Reasons::of(nothing).is_empty(), "{nothing:?}");
        }
    }
}
