//! What may be changed of a document after it was uploaded, apart from its bytes and its scan.

use super::{
    files::FileName,
    labels,
    news::{self, News},
    terms::{Audience, Description, Label, MaxDownloads},
};
use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::Tx,
    exec,
    ids::{FileId, FolderId},
};

/// What changes; none leaves a thing as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// Another name.
    pub name: Option<FileName>,
    /// Another folder, or none.
    pub folder: Option<Option<FolderId>>,
    /// For whom it is.
    pub audience: Option<Audience>,
    /// When clients no longer see it.
    pub expires_at: Option<Option<Millis>>,
    /// How often each client may download it.
    pub max_downloads: Option<Option<MaxDownloads>>,
    /// What is said of it.
    pub description: Option<Description>,
    /// What it is found by.
    pub labels: Option<Vec<Label>>,
    /// Whether it must be kept.
    pub legal_hold: Option<bool>,
}

impl Changes {
    /// Writes them down. There is such a document.
    pub async fn make(self, tx: &mut Tx, asked: &Asked, id: FileId, now: Millis) -> Result<(), sqlx::Error> {
        let (folder, expires_at, max_downloads) = (self.folder, self.expires_at, self.max_downloads);
        exec!(tx, |c| sqlx::query(
            "UPDATE files SET name = COALESCE($2, name), name_key = COALESCE($3, name_key),
                 folder_id = CASE WHEN $4 = 1 THEN $5 ELSE folder_id END, audience = COALESCE($6, audience),
                 expires_at = CASE WHEN $7 = 1 THEN $8 ELSE expires_at END,
                 max_downloads = CASE WHEN $9 = 1 THEN $10 ELSE max_downloads END,
                 description = COALESCE($11, description), legal_hold = COALESCE($12, legal_hold)
             WHERE id = $1"
        )
        .bind(id)
        .bind(&self.name)
        .bind(self.name.as_ref().map(FileName::key))
        .bind(i64::from(folder.is_some()))
        .bind(folder.flatten())
        .bind(self.audience)
        .bind(i64::from(expires_at.is_some()))
        .bind(expires_at.flatten())
        .bind(i64::from(max_downloads.is_some()))
        .bind(max_downloads.flatten())
        .bind(&self.description)
        .bind(self.legal_hold))?;
        if folder.flatten().is_some() {
            news::note(tx, News::Placed(id), now).await?;
        }
        if let Some(labels) = &self.labels {
            labels::change(tx, id, labels).await?;
        }
        audit::record(tx, asked, self.entry(id), now).await
    }

    /// What is recorded: for whom it is from now on, and of the rest that it changed.
    fn entry(&self, id: FileId) -> Entry {
        let mut entry = Entry::of(Event::FileChanged).on_file(id);
        if let Some(audience) = self.audience {
            entry = entry.with("audience", audience.as_str());
        }
        if let Some(legal_hold) = self.legal_hold {
            entry = entry.with("legal_hold", legal_hold);
        }
        if let Some(Some(folder)) = self.folder {
            entry = entry.with("folder", folder.0);
        }
        let others = [
            ("name", self.name.is_some()),
            ("folder", self.folder == Some(None)),
            ("expires_at", self.expires_at.is_some()),
            ("max_downloads", self.max_downloads.is_some()),
            ("description", self.description.is_some()),
            ("labels", self.labels.is_some()),
        ];
        others.iter().filter(|(_, changed)| *changed).fold(entry, |entry, (what, _)| entry.with(what, "changed"))
    }
}
