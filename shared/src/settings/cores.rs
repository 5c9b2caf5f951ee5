//! What defaults are counted by where the machine decides.

use std::{num::NonZero, thread};

/// The cores that this process may use; one where nobody knows.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}
