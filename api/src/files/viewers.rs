//! Who sees a document and why, as it is told.

use serde::Serialize;
use shared::{
    documents::visible::{Access, Because, Reason},
    ids::UserId,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// A client who sees the document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessView {
    client: Viewer,
    because: Vec<ReasonView>,
}

/// A client.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Viewer {
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    username: String,
    email: String,
}

/// Why a client sees the document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    #[schema(value_type = String, pattern = "^(everyone|share|group|folder)$")]
    kind: Because,
    /// The share, the group or the folder; null for everyone.
    id: Option<Uuid>,
    /// The name of the group or the folder; else empty.
    name: String,
}

impl From<Access> for AccessView {
    fn from(access: Access) -> Self {
        let client = Viewer { id: access.id, username: access.username, email: access.email };
        Self { client, because: access.because.into_iter().map(ReasonView::from).collect() }
    }
}

impl From<Reason> for ReasonView {
    fn from(reason: Reason) -> Self {
        Self { kind: reason.kind, id: reason.id, name: reason.name }
    }
}
