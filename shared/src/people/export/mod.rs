//! All that is kept about a person, for themselves: secrets left out, long lists a page at a time.

mod documents;
mod made;
mod notices;
mod trail;

use serde::Serialize;

pub use self::{
    documents::{LinkLine, ShareLine, ZipLine},
    made::{FolderLine, ShareMadeLine, UnfinishedLine},
    notices::{AskLine, NoticeLine},
    trail::TrailLine,
};
use super::{
    email::Email,
    names::Username,
    pictures::{Size, StoredPicture},
};
use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Row, Statement},
    },
    ids::{FileId, GroupId, JobId, PasskeyId, SessionId, UserId},
    people::{api_tokens::ApiToken, names::Role, permissions::Permissions},
    sql,
};

/// So many rows come at once.
const A_PAGE: u16 = 500;

/// So many browsers are told of, the ones that were there last.
const MOST_DEVICES: i64 = 1000;

/// The account itself.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct Account {
    id: UserId,
    username: Username,
    email: Email,
    pending_email: Option<Email>,
    role: Role,
    permissions: Permissions,
    display_name: Option<String>,
    language: Option<String>,
    /// As JSON, in a text.
    notify: Option<String>,
    created_at: Millis,
    email_verified_at: Option<Millis>,
    waits_since: Option<Millis>,
    invited_at: Option<Millis>,
    expires_at: Option<Millis>,
    disabled_at: Option<Millis>,
    last_login_at: Option<Millis>,
}

/// An address that the account had before, as long as it is known.
#[derive(Debug, Serialize, sqlx::FromRow)]
struct FormerEmail {
    email: Email,
    replaced_at: Millis,
}

/// A browser that has logged in before.
#[derive(Debug, Serialize, sqlx::FromRow)]
struct Device {
    created_at: Millis,
    seen_at: Millis,
}

/// An authenticator app.
#[derive(Debug, Serialize, sqlx::FromRow)]
struct Totp {
    created_at: Millis,
    confirmed_at: Option<Millis>,
}

#[derive(Debug, Serialize, sqlx::FromRow)]
struct Passkey {
    id: PasskeyId,
    name: String,
    created_at: Millis,
    last_used_at: Option<Millis>,
}

#[derive(Debug, Serialize, sqlx::FromRow)]
struct RecoveryCodes {
    made: i64,
    used: i64,
}

#[derive(Debug, Serialize)]
struct Token {
    id: crate::ids::ApiTokenId,
    name: super::profile::DisplayName,
    scopes: super::api_tokens::Scopes,
    created_at: Millis,
    expires_at: Millis,
    last_used_at: Option<Millis>,
}

/// What there is little of.
#[derive(Debug, Serialize)]
pub struct Known {
    account: Account,
    former_emails: Vec<FormerEmail>,
    devices: Vec<Device>,
    totp: Option<Totp>,
    passkeys: Vec<Passkey>,
    recovery_codes: RecoveryCodes,
    tokens: Vec<Token>,
    /// A JPEG, in base64.
    picture: Option<String>,
}

impl Known {
    /// What is kept about an account, if it is there.
    pub async fn find(db: &Db, user: UserId, now: Millis) -> Result<Option<Self>, sqlx::Error> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};

        let account: Option<Account> = sql!(db, |c| {
            sqlx::query_as(
            "SELECT id, username, email, pending_email, role, permissions, display_name, language, notify, created_at,
                    email_verified_at, waits_since, invited_at, expires_at, disabled_at, last_login_at FROM users WHERE id = $1"
        )
        .bind(user)
        .fetch_optional(c)
        })?;
        let Some(account) = account else { return Ok(None) };
        let former_emails = sql!(db, |c| sqlx::query_as(
            "SELECT email, replaced_at FROM former_emails WHERE user_id = $1 ORDER BY replaced_at"
        )
        .bind(user)
        .fetch_all(c))?;
        let devices = sql!(db, |c| sqlx::query_as(
            "SELECT created_at, seen_at FROM devices WHERE user_id = $1 ORDER BY seen_at DESC LIMIT $2"
        )
        .bind(user)
        .bind(MOST_DEVICES)
        .fetch_all(c))?;
        let totp = sql!(db, |c| sqlx::query_as("SELECT created_at, confirmed_at FROM totp WHERE user_id = $1")
            .bind(user)
            .fetch_optional(c))?;
        let passkeys = sql!(db, |c| sqlx::query_as(
            "SELECT id, name, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY id"
        )
        .bind(user)
        .fetch_all(c))?;
        let recovery_codes = sql!(db, |c| sqlx::query_as(
            "SELECT COUNT(*) AS made, COUNT(used_at) AS used FROM recovery_codes WHERE user_id = $1"
        )
        .bind(user)
        .fetch_one(c))?;
        let tokens = ApiToken::of_user(db, user, now).await?.into_iter().map(|token| Token {
            scopes: token.scopes(),
            id: token.id,
            name: token.name,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        });
        let tokens = tokens.collect();
        let picture = StoredPicture::find(db, user, Size::Large).await?.map(|picture| STANDARD.encode(picture.bytes));
        Ok(Some(Self { account, former_emails, devices, totp, passkeys, recovery_codes, tokens, picture }))
    }
}

/// A row of a list that may be long.
pub trait Listed<const N: usize>: Row + Serialize {
    /// How the list is called.
    const NAME: &'static str;
    /// Its order.
    const ORDER: Order<N>;

    /// The rows of a person.
    fn of(user: UserId) -> Statement;

    /// Where this row stands.
    fn place(&self) -> [Parameter; N];
}

struct After<const N: usize>([Parameter; N]);

impl<const N: usize> Place<N> for After<N> {
    const LIST: &'static str = "export";

    fn values(&self) -> [Parameter; N] {
        self.0.clone()
    }
}

/// A page of a list, behind the row that stands at `after`.
pub async fn page<R: Listed<N>, const N: usize>(
    db: &Db,
    user: UserId,
    after: Option<[Parameter; N]>,
) -> Result<Rows<R>, sqlx::Error> {
    R::of(user).fetch_page(db, R::ORDER, &Page { limit: A_PAGE, after: after.map(After) }).await
}

/// A session, live or over.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct SessionLine {
    id: SessionId,
    created_at: Millis,
    seen_at: Millis,
    expires_at: Millis,
    ended_at: Option<Millis>,
    address: Option<String>,
    network: Option<String>,
    client: Option<String>,
}

impl Listed<1> for SessionLine {
    const NAME: &'static str = "sessions";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new(
            "SELECT id, created_at, seen_at, expires_at, ended_at, address, network, client FROM sessions WHERE user_id = ",
        )
        .bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// A mail that went to the person, or waits.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct MailLine {
    id: JobId,
    kind: String,
    state: String,
    created_at: Millis,
    finished_at: Option<Millis>,
}

impl Listed<1> for MailLine {
    const NAME: &'static str = "mails";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new(
            "SELECT id, kind, state, created_at, finished_at FROM background_jobs WHERE queue = 'mail' AND payload LIKE ",
        )
        .bind(format!("%\"user\":\"{user}\"%").as_str())
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// A document that the person has downloaded.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct DownloadLine {
    file_id: FileId,
    first_at: Millis,
    last_at: Millis,
}

impl Listed<1> for DownloadLine {
    const NAME: &'static str = "downloads";
    const ORDER: Order<1> = Order { columns: ["file_id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT file_id, first_at, last_at FROM downloads WHERE user_id = ").bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.file_id.0.into()]
    }
}

/// A document that the person has uploaded.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct UploadLine {
    id: FileId,
    version: i64,
    name: String,
    size: i64,
    uploaded_at: Millis,
}

impl Listed<2> for UploadLine {
    const NAME: &'static str = "uploads";
    const ORDER: Order<2> = Order { columns: ["id", "version"], descending: false };

    fn of(user: UserId) -> Statement {
        let uploads = Statement::new(
            "SELECT id, version, name, size, uploaded_at FROM (
                 SELECT id, version, name, size, uploaded_at FROM files
                 WHERE (version_by IS NULL OR version_by = uploaded_by) AND uploaded_by = ",
        );
        let uploads = uploads.bind(user.0).push(
            " UNION ALL SELECT id, version, name, size, uploaded_at FROM files
              WHERE version_by <> uploaded_by AND version_by = ",
        );
        let uploads = uploads.bind(user.0).push(
            " UNION ALL SELECT v.file_id, v.version, f.name, v.size, v.uploaded_at FROM file_versions v
              JOIN files f ON f.id = v.file_id WHERE v.uploaded_by = ",
        );
        uploads.bind(user.0).push(") uploads WHERE TRUE")
    }

    fn place(&self) -> [Parameter; 2] {
        [self.id.0.into(), self.version.into()]
    }
}

/// A group that the person is in.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct GroupLine {
    id: GroupId,
    name: String,
    added_at: Millis,
}

impl Listed<1> for GroupLine {
    const NAME: &'static str = "groups";
    const ORDER: Order<1> = Order { columns: ["m.group_id"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new(
            "SELECT g.id, g.name, m.added_at FROM group_members m JOIN client_groups g ON g.id = m.group_id
             WHERE m.user_id = ",
        )
        .bind(user.0)
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.0.into()]
    }
}

/// A request whose answer is kept for a day.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct RequestLine {
    path: String,
    key: String,
    began_at: Millis,
    expires_at: Millis,
}

impl Listed<2> for RequestLine {
    const NAME: &'static str = "kept_requests";
    const ORDER: Order<2> = Order { columns: ["path", "key"], descending: false };

    fn of(user: UserId) -> Statement {
        Statement::new("SELECT path, key, began_at, expires_at FROM idempotency_keys WHERE owner = ")
            .bind(user.to_string().as_str())
    }

    fn place(&self) -> [Parameter; 2] {
        [self.path.as_str().into(), self.key.as_str().into()]
    }
}
