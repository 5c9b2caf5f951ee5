//! What a disguise chooses, and the namespace that nobody knows.

/// A namespace that no reader knows.
pub(super) const FOREIGN: &str = "urn:example:foreign";

/// What is chosen at each place where something may be edited: the bytes over and over, and nothing if there are none.
pub(super) struct Choices<'c>(std::iter::Cycle<std::slice::Iter<'c, u8>>);

impl<'c> Choices<'c> {
    pub(super) fn of(bytes: &'c [u8]) -> Self {
        Self(bytes.iter().cycle())
    }

    /// A number below `count`, which is 0 every other time.
    pub(super) fn among(&mut self, count: u8) -> usize {
        let byte = self.0.next().map_or(0, |byte| byte % (2 * count - 1));
        usize::from(byte.saturating_sub(count - 1))
    }

    pub(super) fn is_chosen(&mut self) -> bool {
        self.0.next().is_some_and(|byte| byte % 2 == 1)
    }
}
