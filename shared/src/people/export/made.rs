//! What somebody has made or begun, beside the documents that they uploaded. To whom they gave something is not told: that is of
//! others.

use serde::Serialize;

use super::Listed;
use crate::{
    clock::Millis,
    db::{
        page::Order,
        statement::{Parameter, Statement},
    },
    ids::{FileId, FolderId, ShareId, UploadId, UserId},
};

/// An upload that has not ended.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct UnfinishedLine {
    id: UploadId,
    name: String,
    received: i64,
    state: String,
    expires_at: Millis,
}

impl Listed<1> for UnfinishedLine {
    const NAME: &'static str = "unfinished_uploads";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT id, name, received, state, expires_at FROM uploads WHERE owner_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// What the person has given to others.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct ShareMadeLine {
    id: ShareId,
    file_id: Option<FileId>,
    folder_id: Option<FolderId>,
    may: String,
    message: Option<String>,
    created_at: Millis,
}

impl Listed<1> for ShareMadeLine {
    const NAME: &'static str = "shares_made";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT id, file_id, folder_id, may, message, created_at FROM shares WHERE created_by = ")
            .bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// A folder that the person has made.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct FolderLine {
    id: FolderId,
    name: String,
    created_at: Millis,
}

impl Listed<1> for FolderLine {
    const NAME: &'static str = "folders_made";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT id, name, created_at FROM folders WHERE created_by = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}
