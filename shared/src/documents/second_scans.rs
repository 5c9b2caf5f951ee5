//! What second scans make of documents, which have a verdict already.

use crate::{
    clock::Millis,
    documents::{
        files::ScanStatus,
        findings::{Reasons, Scanned},
    },
    ids::BlobId,
};

/// What a second scan made of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is gone, has other bytes or another verdict by now, or waits for a scan of its own.
    Nothing,
    /// It is as it was.
    Stays,
    /// It was open, and is shut.
    Shut,
    /// It had no verdict, and has this one.
    Judged,
}

/// How a version stands before a scan of it counts.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Before {
    pub(super) blob: BlobId,
    pub(super) scan_status: ScanStatus,
    pub(super) scan_detail: Option<String>,
    pub(super) scanned_at: Option<Millis>,
    pub(super) is_released: bool,
    /// Whether it is the version in the row of the document.
    pub(super) is_current: bool,
}

impl Before {
    /// What the verdict of a second scan makes of it: see the table of [scans](super::scans).
    pub(super) fn comes_to(&self, verdict: &Scanned, began_after: Option<Millis>) -> Again {
        match self.scan_status {
            ScanStatus::Pending => Again::Nothing,
            ScanStatus::Clean if verdict.status == ScanStatus::Clean => Again::Stays,
            ScanStatus::Clean => Again::Shut,
            ScanStatus::Infected | ScanStatus::Failed if self.is_released => {
                let (found, known) = (Reasons::of(Some(&verdict.detail)), Reasons::of(self.scan_detail.as_deref()));
                let is_new = verdict.status != ScanStatus::Clean && found.tell_more_than(&known);
                if is_new { Again::Shut } else { Again::Stays }
            }
            ScanStatus::Infected => Again::Stays,
            // It was shut while this scan went on, which had begun on what was open.
            ScanStatus::Failed if self.scanned_at != began_after => Again::Nothing,
            ScanStatus::Failed => Again::Judged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EICAR: &str = r#"{"findings": [{"kind": "eicar", "part": "a"}]}"#;
    const OTHER: &str = r#"{"clamav": {"found": "Other"}}"#;
    const FAILED: &str = r#"{"error": "it is too large"}"#;
    const NOTHING: &str = "{}";

    #[test]
    fn a_second_scan_loosens_nothing_that_was_found() {
        use Again::{Judged, Nothing, Shut, Stays};
        use ScanStatus::{Clean, Failed, Infected, Pending};
        for (status, known, is_released, [clean, same, other, failed]) in [
            (Pending, NOTHING, false, [Nothing, Nothing, Nothing, Nothing]),
            (Clean, NOTHING, false, [Stays, Shut, Shut, Shut]),
            (Infected, EICAR, false, [Stays, Stays, Stays, Stays]),
            (Infected, EICAR, true, [Stays, Stays, Shut, Shut]),
            (Failed, FAILED, false, [Judged, Judged, Judged, Judged]),
            (Failed, FAILED, true, [Stays, Shut, Shut, Stays]),
        ] {
            let (scanned_at, known) = (Some(Millis(1)), Some(known.to_owned()));
            let before = Before {
                blob: BlobId::new(),
                scan_status: status,
                scan_detail: known,
                scanned_at,
                is_released,
                is_current: true,
            };
            for (verdict, detail, expected) in
                [(Clean, NOTHING, clean), (Infected, EICAR, same), (Infected, OTHER, other), (Failed, FAILED, failed)]
            {
                let verdict = Scanned { status: verdict, detail: detail.to_owned(), scanned_with: String::new() };
                assert_eq!(
                    before.comes_to(&verdict, scanned_at),
                    expected,
                    "{status:?}, released {is_released}: {verdict:?}"
                );
            }
        }
    }

    #[test]
    fn a_scan_that_began_before_a_document_was_shut_does_not_open_it() {
        let verdict = Scanned { status: ScanStatus::Clean, detail: NOTHING.to_owned(), scanned_with: String::new() };
        let (scanned_at, scan_detail) = (Some(Millis(2)), Some(FAILED.to_owned()));
        let scan_status = ScanStatus::Failed;
        let before =
            Before { blob: BlobId::new(), scan_status, scan_detail, scanned_at, is_released: false, is_current: true };
        for earlier in [None, Some(Millis(1))] {
            assert_eq!(before.comes_to(&verdict, earlier), Again::Nothing);
        }
    }
}
