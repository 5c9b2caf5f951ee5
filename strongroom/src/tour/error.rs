//! What ends a tour early.

use std::io;

use shared::settings::SettingError;
use thiserror::Error;

use super::talk::TalkError;

/// Why a tour ends before its end.
#[derive(Debug, Error)]
pub(super) enum TourError {
    #[error("{0} cannot be read ({1})")]
    Unreadable(String, io::Error),
    #[error("there is no {0}; run the tour where strongroom was started, or name --ops and --ops-password-file")]
    NoOpsPassword(String),
    #[error("not as expected: {0}")]
    Surprise(String),
    #[error(transparent)]
    Talk(#[from] TalkError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Io(#[from] io::Error),
}
