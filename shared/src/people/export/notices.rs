//! What somebody was told of by mail, and what they asked for.

use serde::Serialize;

use super::Listed;
use crate::{
    clock::Millis,
    db::{
        page::Order,
        statement::{Parameter, Statement},
    },
    ids::{FileId, UserId},
};

/// A document that the person was told of by mail, or is to be.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct NoticeLine {
    file_id: FileId,
    told_at: Option<Millis>,
}

impl Listed<1> for NoticeLine {
    const NAME: &'static str = "notices";
    const ORDER: Order<1> = Order { columns: ["file_id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT file_id, told_at FROM document_notices WHERE user_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.file_id.0.into()]
    }
}

/// A document that the person has asked for.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct AskLine {
    file_id: FileId,
    asked_at: Millis,
}

impl Listed<1> for AskLine {
    const NAME: &'static str = "asks";
    const ORDER: Order<1> = Order { columns: ["file_id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT file_id, asked_at FROM document_asks WHERE user_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.file_id.0.into()]
    }
}
