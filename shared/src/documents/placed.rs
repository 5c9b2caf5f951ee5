//! How a [`FileRow`] and what clients are [`Shown`] of it are read from a row: by the place of each column.
//!
//! A page has some thirty columns times fifty rows: looking each up by its name, and asking once more whether it has the type
//! that our own tables give it, took a tenth of the time of a list.

use sqlx::{FromRow, Row as _, postgres::PgRow, sqlite::SqliteRow};

use super::{files::FileRow, visible::Shown};

macro_rules! placed {
    ($name:ident: $($column:ident)*) => {
        impl $name {
            /// The columns with which a query of it begins.
            #[cfg(test)]
            pub(super) const PLACES: &[&str] = &[$(stringify!($column)),*];
        }

        placed!(from PgRow $name: $($column)*);
        placed!(from SqliteRow $name: $($column)*);
    };
    (from $row:ident $name:ident: $($column:ident)*) => {
        impl FromRow<'_, $row> for $name {
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
    FileRow:
    id name kind size sha256 scan_status uploaded_by uploaded_at version description folder_id audience expires_at max_downloads
    legal_hold trashed_at released_at released_by crc32 link_epoch labels uploader folder_path downloaded_at scan_detail scanned_at
    release_reason delivered downloaders releaser
}

placed! {
    Shown:
    id name kind size sha256 scan_status released_at uploaded_by uploaded_at version description folder_id expires_at labels
    uploader folder_path downloaded_at
}
