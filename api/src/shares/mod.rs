//! Shares: documents and folders, given to clients and to groups.

pub(crate) mod list;
mod new_shares;
pub(crate) mod share;
pub(crate) mod unshare;

use serde::Serialize;
use shared::{
    clock::Millis,
    db::Tx,
    documents::{
        shares::{Share, Thing},
        terms::Right,
    },
    ids::{GroupId, ShareId, UserId},
    people::users::User,
};
use utoipa::ToSchema;

use crate::{error::ApiError, files, folders};

/// A share: with a client, or with a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShareView {
    #[schema(value_type = String, format = Uuid)]
    id: ShareId,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<ClientView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<SharedGroup>,
    /// `view`: previews, and no download.
    #[schema(value_type = String, pattern = "^(download|view)$")]
    right: Right,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    by: Sharer,
}

/// A client.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClientView {
    #[schema(value_type = String, format = Uuid)]
    pub(crate) id: UserId,
    /// None as long as they have not accepted an invitation.
    pub(crate) username: Option<String>,
    pub(crate) email: String,
}

/// A group with which something is shared.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedGroup {
    #[schema(value_type = String, format = Uuid)]
    id: GroupId,
    name: String,
}

/// Who shared something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sharer {
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    /// Empty when the account is gone.
    username: String,
}

impl From<Share> for ShareView {
    fn from(share: Share) -> Self {
        let Share { id, user_id, username, email, group_id, group_name, may, created_at, created_by, by } = share;
        Self {
            id,
            client: user_id.map(|id| ClientView { id, username, email: email.unwrap_or_default() }),
            group: group_id.map(|id| SharedGroup { id, name: group_name.unwrap_or_default() }),
            right: may,
            created_at,
            by: Sharer { id: created_by, username: by },
        }
    }
}

/// Goes on where this account may share the thing: its own, or any with the permission `documents`.
async fn is_managed(tx: &mut Tx, user: &User, thing: Thing) -> Result<(), ApiError> {
    match thing {
        Thing::File(id) => files::is_managed(tx, user, id).await,
        Thing::Folder(id) => folders::is_managed(tx, user, id).await,
    }
}
