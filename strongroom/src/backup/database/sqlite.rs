//! SQLite: the backup holds a whole database file, which `VACUUM INTO` writes while others go on.

use std::{fs, io, path::Path};

use shared::{
    db::{Db, Engine},
    exec,
    private_files::private_file,
};
use sqlx::{AssertSqlSafe, SqlitePool, sqlite::SqliteConnection};
use storage::off_thread;
use url::Url;

use super::{TableRows, table::Table};
use crate::backup::{BackupError, Manifest, at, copying::hash_file};

const FILE: &str = "database/strongroom.db";

/// Saves the whole file, and opens it to be read.
pub(super) async fn save(pool: &SqlitePool, folder: &Path, manifest: &mut Manifest) -> Result<Db, BackupError> {
    let path = folder.join(FILE);
    // Made beforehand, for its owner's eyes only; SQLite takes a file that is empty.
    private_file().create_new(true).open(&path).map_err(at(&path))?;
    let name = path.to_str().ok_or_else(|| at(&path)(io::ErrorKind::InvalidFilename.into()))?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(pool).await?;

    let written = path.clone();
    let hashed = off_thread(move || {
        fs::File::open(&written)?.sync_all()?;
        hash_file(&written)
    });
    manifest.add_part(FILE, hashed.await.map_err(at(&path))?);
    let saved = Db::open_still(&path).await?;
    if let Engine::Sqlite(pool) = saved.engine() {
        let mut connection = pool.acquire().await?;
        let tables = tables(&mut connection).await?;
        manifest.tables = count(&mut connection, &tables).await?;
    }
    Ok(saved)
}

pub(super) async fn has_migrations(pool: &SqlitePool) -> Result<bool, sqlx::Error> {
    let query = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
    let (there,): (i64,) = sqlx::query_as(query).fetch_one(pool).await?;
    Ok(there > 0)
}

/// The tables of a database in which nothing is yet.
pub(super) async fn tables_to_fill(connection: &mut SqliteConnection) -> Result<Vec<Table>, BackupError> {
    let tables = tables(connection).await?;
    let filled = count(connection, &tables).await?.into_iter().find(|table| table.rows > 0);
    filled.map_or(Ok(tables), |table| Err(BackupError::DatabaseInUse(table.table)))
}

/// Opens the backup's file beside the database, to be read only.
pub(super) async fn attach(db: &Db, folder: &Path) -> Result<(), BackupError> {
    let path = std::path::absolute(folder.join(FILE)).map_err(at(folder))?;
    let mut url = Url::from_file_path(&path).map_err(|()| at(&path)(io::ErrorKind::InvalidFilename.into()))?;
    url.set_query(Some("mode=ro&immutable=1"));
    exec!(db, |c| sqlx::query("ATTACH DATABASE $1 AS backup").bind(url.as_str()))?;
    Ok(())
}

/// Lets go of the backup's file.
pub(super) async fn detach(db: &Db) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("DETACH DATABASE backup")).map(|_| ())
}

/// Copies all rows from the attached file into the empty tables.
pub(super) async fn load(connection: &mut SqliteConnection) -> Result<Vec<TableRows>, BackupError> {
    // References are looked at when all is there.
    sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *connection).await?;
    let tables = tables_to_fill(connection).await?;
    for table in &tables {
        let (name, columns) = (table.quoted(), table.quoted_columns());
        let statement = format!("INSERT INTO main.{name} ({columns}) SELECT {columns} FROM backup.{name}");
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    Ok(count(connection, &tables).await?)
}

async fn tables(connection: &mut SqliteConnection) -> Result<Vec<Table>, sqlx::Error> {
    let rows = sqlx::query_as(
        "SELECT t.name, c.name FROM main.sqlite_master t JOIN pragma_table_xinfo(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> '_sqlx_migrations'
           AND c.hidden = 0
         ORDER BY t.name, c.cid",
    );
    Ok(Table::gather(rows.fetch_all(connection).await?))
}

async fn count(connection: &mut SqliteConnection, tables: &[Table]) -> Result<Vec<TableRows>, sqlx::Error> {
    let mut counted = Vec::new();
    for table in tables {
        let query = format!("SELECT COUNT(*) FROM main.{}", table.quoted());
        let (rows,): (i64,) = sqlx::query_as(AssertSqlSafe(query)).fetch_one(&mut *connection).await?;
        counted.push(TableRows { table: table.name.clone(), rows: rows.unsigned_abs() });
    }
    Ok(counted)
}
