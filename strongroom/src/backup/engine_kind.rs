//! Which database a backup is of.

use std::fmt;

use serde::{Deserialize, Serialize};
use shared::settings::DatabaseSetting;

/// What keeps the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EngineKind {
    /// A SQLite file.
    Sqlite,
    /// A Postgres server.
    Postgres,
}

impl EngineKind {
    /// What these settings name.
    pub(crate) fn of(setting: &DatabaseSetting) -> Self {
        match setting {
            DatabaseSetting::Sqlite(_) => Self::Sqlite,
            DatabaseSetting::Postgres(_) => Self::Postgres,
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "Postgres",
        })
    }
}
