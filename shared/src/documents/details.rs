//! What is known of documents beside their rows: labels, the way to their folders, and their downloads.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    files::FileRow,
    terms::{FolderPath, Label, Terms},
};
use crate::{
    clock::Millis,
    db::{Db, statement::Statement},
    ids::{FileId, FolderId, UserId},
    people::names::Role,
};

/// What is known of one document beside its row.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// What it is found by.
    pub labels: Vec<String>,
    /// The folder that it lies in.
    pub folder: Option<FolderPath>,
    /// When the reader last downloaded it.
    pub downloaded_at: Option<Millis>,
    /// How often it was downloaded whole; for ops only.
    pub delivered: i64,
    /// How many clients have downloaded it; for ops only.
    pub clients: i64,
    /// Who opened it in spite of its scan; for ops only.
    pub releaser: String,
}

impl Details {
    /// Those of a document that was recorded under these terms just now.
    pub fn of_new(terms: &Terms) -> Self {
        let labels = terms.labels.iter().map(Label::to_string).collect();
        Self { labels, folder: terms.folder.clone(), ..Self::default() }
    }
}

/// Something that is known of a document or of a folder.
#[derive(sqlx::FromRow)]
struct Fact {
    of: Uuid,
    what: String,
    text: String,
    number: i64,
}

/// The details of documents that a reader was given, in the same order: one query for all of them.
pub async fn of(db: &Db, reader: (UserId, Role), files: &[FileRow]) -> Result<Vec<Details>, sqlx::Error> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let facts: Vec<Fact> = facts(reader, files).fetch_all(db).await?;
    let mut by_file: HashMap<Uuid, Details> = HashMap::new();
    let mut paths: HashMap<Uuid, String> = HashMap::new();
    for Fact { of, what, text, number } in facts {
        if what == "folder" {
            let path = paths.entry(of).or_default();
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(&text);
            continue;
        }
        let details = by_file.entry(of).or_default();
        match what.as_str() {
            "label" => details.labels.push(text),
            "downloaded" => details.downloaded_at = Some(Millis(number)),
            "clients" => details.clients = number,
            "delivered" => details.delivered = number,
            _ => details.releaser = text,
        }
    }
    let told = |file: &FileRow| {
        let mut details = by_file.remove(&file.id.0).unwrap_or_default();
        let path = |id: FolderId| Some(FolderPath { id, path: paths.get(&id.0)?.clone() });
        details.folder = file.folder_id.and_then(path);
        details
    };
    Ok(files.iter().map(told).collect())
}

fn facts((reader, role): (UserId, Role), files: &[FileRow]) -> Statement {
    let ids = || files.iter().map(|file: &FileRow| file.id.0);
    let labels = Statement::new(
        "SELECT b.file_id AS of, 'label' AS what, b.label AS text, CAST(0 AS BIGINT) AS number, b.label_key AS place
         FROM file_labels b WHERE b.file_id IN ",
    );
    let mut facts = labels
        .bind_list(ids())
        .push(" UNION ALL SELECT d.file_id, 'downloaded', '', d.last_at, '' FROM downloads d WHERE d.user_id = ");
    facts = facts.bind(reader.0).push(" AND d.file_id IN ").bind_list(ids());
    let mut folders: Vec<Uuid> = files.iter().filter_map(|file| file.folder_id.map(|id| id.0)).collect();
    folders.sort_unstable();
    folders.dedup();
    if !folders.is_empty() {
        facts = facts.push(
            " UNION ALL SELECT l.folder_id, 'folder', a.name, l.distance, CAST(9 - l.distance AS TEXT)
              FROM folder_lines l JOIN folders a ON a.id = l.above_id WHERE l.folder_id IN ",
        );
        facts = facts.bind_list(folders);
    }
    if role == Role::Ops {
        facts =
            facts.push(" UNION ALL SELECT d.file_id, 'clients', '', COUNT(*), '' FROM downloads d WHERE d.file_id IN ");
        facts = facts.bind_list(ids()).push(" GROUP BY d.file_id");
        facts = facts.push(
            " UNION ALL SELECT d.file_id, 'delivered', '', CAST(SUM(d.delivered) AS BIGINT), '' FROM downloads d
              WHERE d.file_id IN ",
        );
        facts = facts.bind_list(ids()).push(" GROUP BY d.file_id");
        facts = facts.push(
            " UNION ALL SELECT f.id, 'releaser', u.username, CAST(0 AS BIGINT), '' FROM files f
              JOIN users u ON u.id = f.released_by WHERE f.released_by IS NOT NULL AND f.id IN ",
        );
        facts = facts.bind_list(ids());
    }
    facts.push(" ORDER BY 1, 2, 5")
}

/// One document's.
pub async fn of_one(db: &Db, reader: (UserId, Role), file: &FileRow) -> Result<Details, sqlx::Error> {
    Ok(of(db, reader, std::slice::from_ref(file)).await?.pop().unwrap_or_default())
}

/// Writes down the labels of a document, in place of those that it had.
pub async fn set_labels(tx: &mut crate::db::Tx, id: FileId, labels: &[Label]) -> Result<(), sqlx::Error> {
    crate::exec!(tx, |c| sqlx::query("DELETE FROM file_labels WHERE file_id = $1").bind(id))?;
    for label in labels {
        crate::exec!(tx, |c| sqlx::query(
            "INSERT INTO file_labels (file_id, label_key, label) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        )
        .bind(id)
        .bind(label.key())
        .bind(label))?;
    }
    Ok(())
}
