//! The labels of a document: in its row as they are shown, and beside it by their keys, as it is found.

use super::terms::Label;
use crate::{
    db::{Tx, statement::Statement},
    ids::FileId,
};

/// The labels of one document, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Labels(String);

impl Labels {
    /// These, of which [no two read alike](super::terms::distinct).
    pub fn of(labels: &[Label]) -> Self {
        let mut labels: Vec<(String, &str)> = labels.iter().map(|label| (label.key(), label.as_str())).collect();
        labels.sort_unstable();
        // No label holds the end of a line.
        Self(labels.into_iter().map(|(_, label)| label).collect::<Vec<_>>().join("\n"))
    }

    /// Each as it is shown.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.lines()
    }
}

/// Lets a document that was just recorded be found by its labels.
pub async fn index(tx: &mut Tx, id: FileId, labels: &[Label]) -> Result<(), sqlx::Error> {
    if labels.is_empty() {
        return Ok(());
    }
    let keys = Statement::new("INSERT INTO file_labels (file_id, label_key) VALUES ");
    let keys = labels.iter().enumerate().fold(keys, |keys, (at, label)| {
        let keys = keys.push(if at == 0 { "(" } else { ", (" }).bind(id.0);
        keys.push(", ").bind(label.key().as_str()).push(")")
    });
    keys.push(" ON CONFLICT DO NOTHING").varying().execute_in(tx).await.map(|_| ())
}

/// Gives a document these labels in place of those that it had.
pub async fn change(tx: &mut Tx, id: FileId, labels: &[Label]) -> Result<(), sqlx::Error> {
    crate::exec!(tx, |c| sqlx::query("DELETE FROM file_labels WHERE file_id = $1").bind(id))?;
    index(tx, id, labels).await?;
    let shown = Labels::of(labels);
    crate::exec!(tx, |c| sqlx::query("UPDATE files SET labels = $2 WHERE id = $1").bind(id).bind(shown)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_shown_in_the_order_of_their_keys() {
        let labels: Vec<Label> = ["zulu", "Alpha", "beta"].map(|label| label.parse().unwrap()).into();
        assert_eq!(Labels::of(&labels).iter().collect::<Vec<_>>(), ["Alpha", "beta", "zulu"]);
        assert_eq!(Labels::default().iter().count(), 0);
    }
}
