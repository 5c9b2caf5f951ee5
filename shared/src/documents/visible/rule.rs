//! The one rule by which a client sees a document, in the parts from which each question puts together its condition.
//!
//! A client sees a document `f` that [is open](is_open) and [is meant for them](is_meant_for): for everyone, or theirs by one
//! of the [`WAYS`].

use serde::Serialize;

use crate::{
    clock::Millis,
    db::statement::Statement,
    ids::{FileId, UserId},
};

/// What a way is called where somebody is told why a client sees a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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

/// A way by which a document is a client's, though it is not for everyone.
#[derive(Debug)]
pub(super) struct Way {
    /// What it is called.
    pub(super) because: Because,
    /// The rows that are this way, each with its share `s`.
    from: &'static str,
    /// The document or the folder that such a row is about.
    thing: &'static str,
    /// The column of `f` that names the same.
    of_file: &'static str,
    /// The client that such a row is about.
    client: &'static str,
}

/// All ways.
pub(super) const WAYS: [Way; 4] = [
    Way { because: Because::Share, from: "shares s", thing: "s.file_id", of_file: "f.id", client: "s.user_id" },
    Way {
        because: Because::Group,
        from: "shares s JOIN group_members m ON m.group_id = s.group_id",
        thing: "s.file_id",
        of_file: "f.id",
        client: "m.user_id",
    },
    Way {
        because: Because::Folder,
        from: "shares s JOIN folder_lines l ON l.above_id = s.folder_id",
        thing: "l.folder_id",
        of_file: "f.folder_id",
        client: "s.user_id",
    },
    Way {
        because: Because::Folder,
        from: "shares s JOIN group_members m ON m.group_id = s.group_id JOIN folder_lines l ON l.above_id = s.folder_id",
        thing: "l.folder_id",
        of_file: "f.folder_id",
        client: "m.user_id",
    },
];

impl Way {
    /// The condition that `f` is not for everyone, and this client's by this way. It begins with what an index begins with.
    pub(super) fn leads(&self, statement: Statement, client: UserId) -> Statement {
        let statement = statement.push("f.audience = 'named' AND ").push(self.of_file).push(" IN (SELECT ");
        let statement = statement.push(self.thing).push(" FROM ").push(self.from).push(" WHERE ").push(self.client);
        statement.push(" = ").bind(client.0).push(" AND ").push(self.thing).push(" IS NOT NULL)")
    }

    /// The condition that there is this way from `f` to this client; `more` is asked of the share, too.
    fn exists(&self, statement: Statement, client: UserId, more: &'static str) -> Statement {
        let statement = statement.push("EXISTS (SELECT 1 FROM ").push(self.from).push(" WHERE ").push(self.thing);
        let statement = statement.push(" = ").push(self.of_file).push(" AND ").push(self.client);
        statement.push(" = ").bind(client.0).push(more).push(")")
    }

    /// Selects from all rows of this way to one document: `columns`, of the share `s` and what else is joined to it.
    pub(super) fn to(&self, statement: Statement, columns: &'static str, file: FileId) -> Statement {
        let statement = statement.push("SELECT ").push(self.client).push(" AS user_id").push(columns);
        let statement = statement.push(" FROM ").push(self.from).push(" JOIN files f ON ").push(self.of_file);
        let statement = statement.push(" = ").push(self.thing).push(" WHERE f.id = ").bind(file.0);
        statement.push(" AND ").push(self.client).push(" IS NOT NULL")
    }
}

/// The condition that the state of `f` lets clients see it. Its words are those of the indexes of what is open.
pub(super) fn is_open(statement: Statement, now: Millis) -> Statement {
    let statement =
        statement.push("f.trashed_at IS NULL AND (f.scan_status = 'clean' OR f.released_at IS NOT NULL) AND ");
    statement.push("(f.expires_at IS NULL OR f.expires_at > ").bind(now).push(")")
}

/// The condition that `f` is meant for this client, whatever its state.
pub(super) fn is_meant_for(statement: Statement, client: UserId) -> Statement {
    by_any_way(statement, client, "")
}

/// The condition that one of the ways by which `f` is meant for this client allows more than to look at it.
pub(super) fn is_theirs_to_download(statement: Statement, client: UserId) -> Statement {
    by_any_way(statement, client, " AND s.may = 'download'")
}

fn by_any_way(statement: Statement, client: UserId, more: &'static str) -> Statement {
    let first = statement.push("(f.audience = 'everyone'");
    WAYS.iter().fold(first, |statement, way| way.exists(statement.push(" OR "), client, more)).push(")")
}
