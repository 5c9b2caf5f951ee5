//! The one rule by which a client sees a document, in the parts from which each question puts together its condition.
//!
//! A client sees a document `f` that [is open](is_open) and [is meant for them](is_meant_for): for everyone, or theirs by one
//! of the [`WAYS`].

use crate::{
    clock::Millis,
    db::statement::Statement,
    ids::{FileId, UserId},
};

/// A way by which a document is a client's, though it is not for everyone.
#[derive(Debug)]
pub(super) struct Way {
    /// The rows that are this way, each with its share `s`.
    from: &'static str,
    /// The document or the folder that such a row is about.
    thing: &'static str,
    /// The column of `f` that names the same.
    of_file: &'static str,
    /// The ids of the documents to which such rows lead, and these rows.
    documents: &'static str,
    /// The client that such a row is about.
    client: &'static str,
    /// What is told of the way: its kind, the id of what leads to the document, and its name.
    told: &'static str,
}

/// All ways.
pub(super) const WAYS: [Way; 4] = [
    Way {
        from: "shares s",
        thing: "s.file_id",
        of_file: "f.id",
        documents: "s.file_id FROM shares s",
        client: "s.user_id",
        told: "'share' AS kind, s.id AS id, '' AS name",
    },
    Way {
        from: "shares s JOIN group_members m ON m.group_id = s.group_id",
        thing: "s.file_id",
        of_file: "f.id",
        documents: "s.file_id FROM shares s JOIN group_members m ON m.group_id = s.group_id",
        client: "m.user_id",
        told: "'group' AS kind, s.group_id AS id, (SELECT g.name FROM client_groups g WHERE g.id = s.group_id) AS name",
    },
    Way {
        from: "shares s JOIN folder_lines l ON l.above_id = s.folder_id",
        thing: "l.folder_id",
        of_file: "f.folder_id",
        documents: "x.id FROM shares s JOIN folder_lines l ON l.above_id = s.folder_id JOIN files x ON x.folder_id = l.folder_id",
        client: "s.user_id",
        told: "'folder' AS kind, s.folder_id AS id, (SELECT d.name FROM folders d WHERE d.id = s.folder_id) AS name",
    },
    Way {
        from: "shares s JOIN group_members m ON m.group_id = s.group_id JOIN folder_lines l ON l.above_id = s.folder_id",
        thing: "l.folder_id",
        of_file: "f.folder_id",
        documents: "x.id FROM shares s JOIN group_members m ON m.group_id = s.group_id JOIN folder_lines l ON l.above_id = s.folder_id JOIN files x ON x.folder_id = l.folder_id",
        client: "m.user_id",
        told: "'folder' AS kind, s.folder_id AS id, (SELECT d.name FROM folders d WHERE d.id = s.folder_id) AS name",
    },
];

impl Way {
    /// Selects the documents to which this way leads a client.
    fn documents(&self, statement: Statement, client: UserId) -> Statement {
        let statement = statement.push("SELECT ").push(self.documents).push(" WHERE ").push(self.client);
        statement.push(" = ").bind(client.0).push(" AND ").push(self.thing).push(" IS NOT NULL")
    }

    /// Selects what each share that is this way from `f` to this client allows.
    fn rights(&self, statement: Statement, client: UserId) -> Statement {
        let statement = statement.push("SELECT s.may FROM ").push(self.from).push(" WHERE ").push(self.thing);
        let statement = statement.push(" = ").push(self.of_file).push(" AND ").push(self.client);
        statement.push(" = ").bind(client.0)
    }

    /// Selects the clients to whom this way leads from a document.
    pub(super) fn clients(&self, statement: Statement, file: FileId) -> Statement {
        self.rows(statement.push("SELECT ").push(self.client), file)
    }

    /// Selects the same with what is told of the way: `user_id`, `kind`, `id`, `name`.
    pub(super) fn reasons(&self, statement: Statement, file: FileId) -> Statement {
        self.rows(statement.push("SELECT ").push(self.client).push(" AS user_id, ").push(self.told), file)
    }

    fn rows(&self, statement: Statement, file: FileId) -> Statement {
        let statement = statement.push(" FROM ").push(self.from).push(" JOIN files f ON ").push(self.of_file);
        let statement = statement.push(" = ").push(self.thing).push(" WHERE f.id = ").bind(file.0);
        statement.push(" AND ").push(self.client).push(" IS NOT NULL")
    }
}

/// Selects the clients who are meant by a document that is not for everyone, each at least once.
pub(super) fn named(statement: Statement, file: FileId) -> Statement {
    by_any_way(statement, |statement, way| way.clients(statement, file))
}

/// The condition that the state of `f` lets clients see it, or did until its time was over.
pub(in crate::documents) const IS_OPEN_OR_OVER: &str =
    "f.trashed_at IS NULL AND (f.scan_status = 'clean' OR f.released_at IS NOT NULL)";

/// The condition that the state of `f` lets clients see it. Its words are those of the indexes of what is open.
pub(super) fn is_open(statement: Statement, now: Millis) -> Statement {
    let statement = statement.push(IS_OPEN_OR_OVER).push(" AND ");
    statement.push("(f.expires_at IS NULL OR f.expires_at > ").bind(now).push(")")
}

/// The condition that `f` is not for everyone, and this client's by one of the ways. It begins with what an index begins
/// with.
pub(super) fn is_named_to(statement: Statement, client: UserId) -> Statement {
    let statement = statement.push("f.audience = 'named' AND f.id IN (");
    by_any_way(statement, |statement, way| way.documents(statement, client)).push(")")
}

/// The most that this client may do with `f`, whatever its state: NULL where it is not meant for them. All ways are looked at
/// once for whether it is, and for what is allowed.
pub(super) fn may(statement: Statement, client: UserId) -> Statement {
    // The first of the rights in the order of the alphabet is the one that allows more.
    let statement =
        statement.push("CASE WHEN f.audience = 'everyone' THEN 'download' ELSE (SELECT MIN(ways.may) FROM (");
    by_any_way(statement, |statement, way| way.rights(statement, client)).push(") ways) END")
}

/// The condition that `f` is meant for this client, whatever its state.
pub(super) fn is_meant_for(statement: Statement, client: UserId) -> Statement {
    may(statement.push("("), client).push(") IS NOT NULL")
}

fn by_any_way(statement: Statement, select: impl Fn(Statement, &Way) -> Statement) -> Statement {
    WAYS.iter()
        .enumerate()
        .fold(statement, |statement, (at, way)| select(statement.push(if at == 0 { "" } else { " UNION ALL " }), way))
}
