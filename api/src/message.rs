//! The answer that is but a word.

use serde::Serialize;
use utoipa::ToSchema;

/// A plain word that all went well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    message: &'static str,
}

impl Message {
    pub(crate) fn new(message: &'static str) -> Self {
        Self { message }
    }
}
