//! What was given to somebody, and by what they get it. Of what stands behind it nothing is told, since they may not see that,
//! not yet or no more; what they do see is in their list.

use serde::Serialize;

use super::Listed;
use crate::{
    clock::Millis,
    db::{
        page::Order,
        statement::{Parameter, Statement},
    },
    ids::{LinkId, ShareId, UserId},
};

/// A document or a folder that was shared with the person by name.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct ShareLine {
    id: ShareId,
    may: String,
    message: Option<String>,
    created_at: Millis,
}

impl Listed<1> for ShareLine {
    const NAME: &'static str = "shares";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT id, may, message, created_at FROM shares WHERE user_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// A link of the person's to a document that has not been swept away yet.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct LinkLine {
    id: LinkId,
    once: bool,
    created_at: Millis,
    expires_at: Millis,
}

impl Listed<1> for LinkLine {
    const NAME: &'static str = "links";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT id, once, created_at, expires_at FROM links WHERE user_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// The same for several documents at once.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct ZipLine {
    id: LinkId,
    name: String,
    expires_at: Millis,
}

impl Listed<1> for ZipLine {
    const NAME: &'static str = "zips";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT id, name, expires_at FROM zips WHERE user_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}
