//! Scanning: the built-in inspection, then clamd where there is one.
//!
//! Whatever is not said to be clean stays shut. A clamd that is away, late, or says something else is never taken for
//! a verdict: the document waits.

mod answer;
mod clamd;
mod examine;
mod state;
mod watch;

pub use answer::{Answer, Version};
pub use clamd::{Clamd, ClamdError};
pub(crate) use examine::examine;
pub(crate) use state::Scanner;
pub(crate) use watch::watch;

/// What stands for the scanner where no clamd is set.
pub const BUILT_IN: &str = "built-in";
