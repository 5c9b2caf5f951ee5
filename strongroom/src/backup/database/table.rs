//! A table of the database, by the names that it has there.

/// The folder of the rows in a backup.
pub(crate) const FOLDER: &str = "database";

/// A table that is ours: not the one in which migrations are recorded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<String>,
}

impl Table {
    /// Gathers tables from rows of table and column, which come table by table.
    pub(super) fn gather(rows: Vec<(String, String)>) -> Vec<Self> {
        let mut tables: Vec<Self> = Vec::new();
        for (name, column) in rows {
            match tables.last_mut().filter(|table| table.name == name) {
                Some(table) => table.columns.push(column),
                None => tables.push(Self { name, columns: vec![column] }),
            }
        }
        tables
    }

    pub(super) fn quoted(&self) -> String {
        quoted(&self.name)
    }

    pub(super) fn quoted_columns(&self) -> String {
        self.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
