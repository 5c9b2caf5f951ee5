//! Who sees a document and by which way, and why a client does not: for those who manage it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    BehindLink, Held, behind_link, may_leave,
    rule::{self, WAYS},
};
use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    documents::{
        deliveries::{self, Limited},
        files::ScanStatus,
        terms::Right,
    },
    ids::{FileId, UserId},
    people::{names::Role, users::State},
};

/// A way by which a client sees a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Because {
    /// It is for everyone.
    Everyone,
    /// It is shared with them.
    Share,
    /// It is shared with a group of theirs.
    Group,
    /// A folder at or above it is shared with them, or with a group of theirs.
    Folder,
}

/// Why somebody sees a document.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reason {
    user_id: UserId,
    /// By which way.
    pub kind: Because,
    /// The share, the group or the folder.
    pub id: Option<Uuid>,
    /// The name of the group or the folder; else empty.
    pub name: String,
}

/// A client who sees a document.
#[derive(Clone, Debug)]
pub struct Access {
    /// Their account.
    pub id: UserId,
    /// Their user name.
    pub username: String,
    /// Their address.
    pub email: String,
    email_key: String,
    /// Why.
    pub because: Vec<Reason>,
}

#[derive(sqlx::FromRow)]
struct Client {
    id: UserId,
    username: String,
    email: String,
    email_key: String,
}

/// Where a client stands among those who see a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessPlace {
    #[serde(rename = "e")]
    email_key: String,
    #[serde(rename = "i")]
    id: UserId,
}

impl From<&Access> for AccessPlace {
    fn from(access: &Access) -> Self {
        Self { email_key: access.email_key.clone(), id: access.id }
    }
}

impl Place<2> for AccessPlace {
    const LIST: &'static str = "access";

    fn values(&self) -> [Parameter; 2] {
        [self.email_key.as_str().into(), self.id.0.into()]
    }
}

/// A page of the clients who see a document now, by their addresses.
pub async fn access(db: &Db, file: FileId, page: &Page<AccessPlace>, now: Millis) -> Result<Rows<Access>, sqlx::Error> {
    let clients =
        Statement::new("SELECT u.id, u.username, u.email, u.email_key FROM users u WHERE u.role = 'client' AND ");
    let clients = State::Active.condition(clients, "u", now);
    let clients = clients.push(" AND EXISTS (SELECT 1 FROM files f WHERE f.id = ").bind(file.0).push(" AND ");
    let clients = rule::is_open(clients, now).push(" AND (f.audience = 'everyone' OR u.id IN (");
    let clients = rule::named(clients, file).push(")))");
    let order = Order { columns: ["u.email_key", "u.id"], descending: false };
    let Rows { rows, more } = clients.fetch_page::<Client, 2>(db, order, page).await?;
    let ids: Vec<UserId> = rows.iter().map(|client: &Client| client.id).collect();
    let reasons = reasons(db, file, &ids).await?;
    let known = |Client { id, username, email, email_key }| {
        let because = reasons.iter().filter(|reason| reason.user_id == id).cloned().collect();
        Access { id, username, email, email_key, because }
    };
    Ok(Rows { rows: rows.into_iter().map(known).collect(), more })
}

/// Why each of these clients is meant by a document.
async fn reasons(db: &Db, file: FileId, clients: &[UserId]) -> Result<Vec<Reason>, sqlx::Error> {
    if clients.is_empty() {
        return Ok(Vec::new());
    }
    let everyone = Statement::new(
        "SELECT user_id, kind, id, name FROM (SELECT u.id AS user_id, 'everyone' AS kind, NULLIF(u.id, u.id) AS id, '' AS name
         FROM users u JOIN files f ON f.audience = 'everyone' WHERE f.id = ",
    );
    let everyone = everyone.bind(file.0).push(" AND u.id IN ").bind_list(clients.iter().map(|id| id.0));
    let all = WAYS.iter().fold(everyone, |all, way| way.reasons(all.push(" UNION ALL "), file));
    let all = all.push(") reasons WHERE user_id IN ").bind_list(clients.iter().map(|id| id.0));
    all.push(" ORDER BY kind, name, id").fetch_all(db).await
}

/// Why a client does not see a document, or sees it and cannot download it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// It is not meant for them.
    NotShared,
    /// It is not scanned yet.
    Pending,
    /// Something was found in it.
    Infected,
    /// The scan could not be finished.
    Failed,
    /// Its time is over.
    Expired,
    /// It is in the trash.
    Trashed,
    /// Their account may not act.
    AccountDisabled,
    /// They may look at it, and no more.
    ViewOnly,
    /// They have downloaded it as often as they may.
    DownloadLimitReached,
}

impl Blocked {
    /// Says whether it keeps the document from being seen at all.
    pub fn hides(self) -> bool {
        !matches!(self, Self::ViewOnly | Self::DownloadLimitReached)
    }
}

/// Why one client sees a document, and what stands in the way; none where there is no such document or no such client.
pub async fn access_of(
    db: &Db,
    file: FileId,
    client: UserId,
    now: Millis,
) -> Result<Option<(Vec<Reason>, Vec<Blocked>)>, sqlx::Error> {
    let Some(behind) = behind_link(db, file, client).await?.filter(|behind| behind.role == Some(Role::Client)) else {
        return Ok(None);
    };
    let mut blocked = behind.blocked(now);
    if let Some(most) = behind.max_downloads
        && deliveries::is_reached(db, Limited { file, most: most.0 }, client, now).await?
    {
        blocked.push(Blocked::DownloadLimitReached);
    }
    Ok(Some((reasons(db, file, &[client]).await?, blocked)))
}

impl BehindLink {
    fn blocked(&self, now: Millis) -> Vec<Blocked> {
        let is_over = |end: Option<Millis>| end.is_some_and(|end| end <= now);
        let shut = match may_leave(self.scan_status, self.is_released) {
            Ok(()) => None,
            Err(Held::Pending) => Some(Blocked::Pending),
            Err(_) if self.scan_status == ScanStatus::Infected => Some(Blocked::Infected),
            Err(_) => Some(Blocked::Failed),
        };
        let blocked = [
            self.may.is_none().then_some(Blocked::NotShared),
            shut,
            is_over(self.file_expires_at).then_some(Blocked::Expired),
            self.is_trashed.then_some(Blocked::Trashed),
            (!self.account_may_act(now)).then_some(Blocked::AccountDisabled),
            (self.may == Some(Right::View)).then_some(Blocked::ViewOnly),
        ];
        blocked.into_iter().flatten().collect()
    }
}
