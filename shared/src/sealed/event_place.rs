//! Up to where somebody who looks on was told.

use sealed::Purpose;

/// The number of what they were told last. It counts what happens to all, and so is nobody's to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPlace(pub i64);

impl Purpose for EventPlace {
    const TAG: u8 = 14;

    fn body(&self) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        Some(Self(i64::from_be_bytes(body.try_into().ok()?)))
    }
}
