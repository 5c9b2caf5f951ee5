//! Why a command about people is not carried out.

use shared::{db::CommitError, foundation::StartError, people::oversight::OversightError};
use thiserror::Error;

#[derive(Debug, Error)]
pub(super) enum PeopleError {
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("there is nobody called {0:?}")]
    Nobody(String),
    #[error("there is no group called {0:?}")]
    NoGroup(String),
    #[error("{0}")]
    Oversight(#[from] OversightError),
    #[error("the file cannot be read: {0}")]
    File(#[from] csv::Error),
    #[error("{0}")]
    Columns(String),
    #[error("{0} of its lines cannot be taken, so none was")]
    BadLines(usize),
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    #[error("{0}")]
    Commit(#[from] CommitError),
}
