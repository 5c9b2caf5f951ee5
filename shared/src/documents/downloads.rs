//! Who has downloaded what: a row for each account and document, with the first and the last time.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::{FileId, UserId},
    sql,
};

/// What is known of one account's downloads of one document.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Downloader {
    /// The account.
    pub user_id: UserId,
    /// Its user name; empty when the account is gone.
    pub username: String,
    /// Its e-mail address; empty when the account is gone.
    pub email: String,
    /// The first download.
    pub first_at: Millis,
    /// The last download that was written down, at most an hour before the last one.
    pub last_at: Millis,
}

/// Where an account stands among those who have downloaded a document.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DownloadPlace {
    #[serde(rename = "f")]
    first_at: i64,
    #[serde(rename = "u")]
    user: UserId,
}

impl From<&Downloader> for DownloadPlace {
    fn from(row: &Downloader) -> Self {
        Self { first_at: row.first_at.0, user: row.user_id }
    }
}

impl Place<2> for DownloadPlace {
    const LIST: &'static str = "downloads";

    fn values(&self) -> [Parameter; 2] {
        [self.first_at.into(), self.user.0.into()]
    }
}

/// Writes down that an account downloads a document now. When this returns, it is durable.
pub async fn record(db: &Db, file: FileId, user: UserId, now: Millis) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "INSERT INTO downloads (file_id, user_id, first_at, last_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (file_id, user_id) DO UPDATE SET last_at = excluded.last_at
         WHERE downloads.last_at < excluded.last_at"
    )
    .bind(file)
    .bind(user)
    .bind(now))
    .map(|_| ())
}

/// The same of several documents at once.
pub async fn record_all(db: &Db, files: &[FileId], user: UserId, now: Millis) -> Result<(), sqlx::Error> {
    let mut files = files.to_vec();
    // In order, so that two who do the same do not wait for each other.
    files.sort_unstable();
    let mut rows = Statement::new("INSERT INTO downloads (file_id, user_id, first_at, last_at) VALUES ");
    for (number, file) in files.iter().enumerate() {
        rows = rows.push(if number == 0 { "(" } else { ", (" }).bind(file.0).push(", ").bind(user.0);
        rows = rows.push(", ").bind(now).push(", ").bind(now).push(")");
    }
    let rows = rows.push(
        " ON CONFLICT (file_id, user_id) DO UPDATE SET last_at = excluded.last_at
         WHERE downloads.last_at < excluded.last_at",
    );
    if files.is_empty() { Ok(()) } else { rows.varying().execute(db).await.map(|_| ()) }
}

/// A page of those who have downloaded a document, the first ones first.
pub async fn list(db: &Db, file: FileId, page: &Page<DownloadPlace>) -> Result<Rows<Downloader>, sqlx::Error> {
    let of_file = Statement::new(
        "SELECT d.user_id, COALESCE(u.username, '') AS username, COALESCE(u.email, '') AS email, d.first_at, d.last_at
         FROM downloads d LEFT JOIN users u ON u.id = d.user_id WHERE d.file_id = ",
    );
    let order = Order { columns: ["d.first_at", "d.user_id"], descending: false };
    of_file.bind(file.0).fetch_page(db, order, page).await
}

/// How many accounts have downloaded a document.
pub async fn count(db: &Db, file: FileId) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) =
        sql!(db, |c| sqlx::query_as("SELECT COUNT(*) FROM downloads WHERE file_id = $1").bind(file).fetch_one(c))?;
    Ok(count)
}
