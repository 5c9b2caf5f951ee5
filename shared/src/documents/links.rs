//! Links that have rows of their own: they can be looked at, revoked one by one, be good once, and ask for a password.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::deliveries;
use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::{FileId, LinkId, UserId},
    sql,
};

/// The links to so many documents are forgotten by one statement.
const FORGOTTEN_AT_ONCE: usize = 500;

/// A link.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// The document.
    pub file_id: FileId,
    /// The account that it was made for.
    pub user_id: UserId,
    /// Whether it is good once.
    pub once: bool,
    /// The hash of its password, if it has one.
    pub password_hash: Option<String>,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
}

/// A link in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    /// The link.
    #[sqlx(flatten)]
    pub link: Link,
    /// The user name of the account that it was made for.
    pub username: String,
    /// When it was delivered whole, if it was.
    pub delivered_at: Option<Millis>,
}

/// Where a link stands in a list.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LinkPlace {
    #[serde(rename = "i")]
    id: LinkId,
}

impl From<&Listed> for LinkPlace {
    fn from(row: &Listed) -> Self {
        Self { id: row.link.id }
    }
}

impl Place<1> for LinkPlace {
    const LIST: &'static str = "links";

    fn values(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

impl Link {
    /// Makes a row of it.
    pub async fn make(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query(
            "INSERT INTO links (id, file_id, user_id, once, password_hash, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(self.id)
        .bind(self.file_id)
        .bind(self.user_id)
        .bind(self.once)
        .bind(&self.password_hash)
        .bind(self.created_at)
        .bind(self.expires_at))
        .map(|_| ())
    }

    /// A link that was not revoked.
    pub async fn find(db: &Db, id: LinkId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT id, file_id, user_id, once, password_hash, created_at, expires_at FROM links WHERE id = $1"
        )
        .bind(id)
        .fetch_optional(c))
    }

    /// Revokes a link of an account, and says to which document it led; none where there was no such link.
    pub async fn revoke(tx: &mut Tx, id: LinkId, user: UserId) -> Result<Option<FileId>, sqlx::Error> {
        let gone: Option<(FileId,)> =
            sql!(tx, |c| sqlx::query_as("DELETE FROM links WHERE id = $1 AND user_id = $2 RETURNING file_id")
                .bind(id)
                .bind(user)
                .fetch_optional(c))?;
        if gone.is_some() {
            deliveries::give_back(tx, id).await?;
        }
        Ok(gone.map(|(file,)| file))
    }
}

/// Revokes every link to a document: those with rows, those without, and those to it and others together.
pub async fn revoke_all(tx: &mut Tx, file: FileId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("UPDATE files SET link_epoch = link_epoch + 1 WHERE id = $1").bind(file))?;
    forget_all(tx, &[file]).await
}

/// Forgets all links to documents that are void, and gives back what they have reserved.
pub(super) async fn forget_all(tx: &mut Tx, files: &[FileId]) -> Result<(), sqlx::Error> {
    for files in files.chunks(FORGOTTEN_AT_ONCE) {
        for delete in ["DELETE FROM links WHERE file_id IN ", "DELETE FROM reservations WHERE file_id IN "] {
            let delete = Statement::new(delete).bind_list(files.iter().map(|file| file.0));
            delete.varying().execute_in(tx).await?;
        }
    }
    Ok(())
}

const LISTED: &str = "SELECT l.id, l.file_id, l.user_id, l.once, l.password_hash, l.created_at, l.expires_at,
    COALESCE(u.username, '') AS username, d.delivered_at
    FROM links l LEFT JOIN users u ON u.id = l.user_id LEFT JOIN deliveries d ON d.link_id = l.id WHERE ";

/// The newest come first.
const ORDER: Order<1> = Order { columns: ["l.id"], descending: true };

/// A page of an account's links that have not ended.
pub async fn of_user(db: &Db, user: UserId, now: Millis, page: &Page<LinkPlace>) -> Result<Rows<Listed>, sqlx::Error> {
    let of_user = Statement::new(LISTED).push("l.user_id = ").bind(user.0);
    of_user.push(" AND l.expires_at > ").bind(now).fetch_page(db, ORDER, page).await
}

/// A page of the links to a document that have not ended.
pub async fn of_file(db: &Db, file: FileId, now: Millis, page: &Page<LinkPlace>) -> Result<Rows<Listed>, sqlx::Error> {
    let of_file = Statement::new(LISTED).push("l.file_id = ").bind(file.0);
    of_file.push(" AND l.expires_at > ").bind(now).fetch_page(db, ORDER, page).await
}

/// Holds a link that is good once for an answer, until a time, and says whether it was free.
pub async fn hold(db: &Db, link: LinkId, by: Uuid, now: Millis, until: Millis) -> Result<bool, sqlx::Error> {
    let held = exec!(db, |c| sqlx::query(
        "UPDATE links SET held_by = $2, held_until = $4 WHERE id = $1 AND held_until <= $3
         AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.link_id = links.id AND d.delivered_at IS NOT NULL)"
    )
    .bind(link)
    .bind(by)
    .bind(now)
    .bind(until))?;
    Ok(held == 1)
}

/// Says whether an answer holds a link that is good once.
pub async fn is_held(db: &Db, link: LinkId, now: Millis) -> Result<bool, sqlx::Error> {
    let (held,): (bool,) =
        sql!(db, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM links WHERE id = $1 AND held_until > $2)")
            .bind(link)
            .bind(now)
            .fetch_one(c))?;
    Ok(held)
}

/// Holds it for longer, and says whether this answer still had it.
pub async fn hold_on(db: &Db, link: LinkId, by: Uuid, until: Millis) -> Result<bool, sqlx::Error> {
    let held = exec!(db, |c| sqlx::query(
        "UPDATE links SET held_until = $3 WHERE id = $1 AND held_by = $2 AND held_until > 0"
    )
    .bind(link)
    .bind(by)
    .bind(until))?;
    Ok(held == 1)
}

/// Lets go of it. What was delivered has to be on record before.
pub async fn let_go(db: &Db, link: LinkId, by: Uuid) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE links SET held_until = 0, held_by = NULL WHERE id = $1 AND held_by = $2")
        .bind(link)
        .bind(by))
    .map(|_| ())
}

/// Forgets links that have ended, and says how many.
pub async fn sweep(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM links WHERE expires_at <= $1").bind(now))
}
