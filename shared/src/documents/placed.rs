//! How a [`FileRow`] is read from a row: by the place of each column.
//!
//! A page has some thirty columns times fifty rows: looking each up by its name, and asking once more whether it has the type
//! that our own tables give it, took a tenth of the time of a list.

use sqlx::{FromRow, Row as _, postgres::PgRow, sqlite::SqliteRow};

use super::files::FileRow;

macro_rules! placed {
    ($($column:ident)*) => {
        /// The columns of a [`FileRow`], with which a query begins.
        #[cfg(test)]
        pub(super) const COLUMNS: &[&str] = &[$(stringify!($column)),*];

        placed!(from PgRow: $($column)*);
        placed!(from SqliteRow: $($column)*);
    };
    (from $row:ident: $($column:ident)*) => {
        impl FromRow<'_, $row> for FileRow {
            fn from_row(row: &$row) -> Result<Self, sqlx::Error> {
                let mut place = 0;
                $(
                    let $column = row.try_get_unchecked(place)?;
                    place += 1;
                )*
                let _ = place;
                Ok(Self { $($column),* })
            }
        }
    };
}

placed! {
    id name kind size sha256 scan_status uploaded_by uploader uploaded_at version description folder_id audience expires_at
    max_downloads legal_hold trashed_at released_at released_by crc32 link_epoch labels folder_path downloaded_at scan_detail
    scanned_at release_reason delivered downloaders releaser
}
