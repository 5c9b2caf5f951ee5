//! Postgres: the backup holds a file for each table in the text form of `COPY`, all read in one transaction.

use std::{fs, io::Read, path::Path, time::Duration};

use bytes::Bytes;
use futures_util::TryStreamExt;
use shared::db::{Engine, Tx};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnection};
use storage::off_thread;

use super::{
    TableRows,
    table::{FOLDER, Table},
};
use crate::backup::{
    BackupError, Manifest, at,
    copying::{Hashed, HashedFile},
};

/// How long the server may take for the next piece of a table.
const PATIENCE: Duration = Duration::from_mins(5);

/// Bytes that are sent to the server at once.
const CHUNK: u64 = 256 << 10;

/// Saves every table as this moment sees it; the transaction goes on seeing this moment.
pub(super) async fn save(mut tx: Tx, folder: &Path, manifest: &mut Manifest) -> Result<Tx, BackupError> {
    if let Engine::Postgres(connection) = tx.engine().await? {
        let moment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        sqlx::query(moment).execute(&mut *connection).await?;
        for table in in_order_of_reference(connection).await? {
            let part = format!("{FOLDER}/{}.copy", table.name);
            manifest.add_part(&part, copy_out(connection, &table, &folder.join(&part)).await?);
            let rows = count(connection, &table).await?;
            manifest.tables.push(TableRows { table: table.name, rows });
        }
    }
    Ok(tx)
}

pub(super) async fn has_migrations(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let (there,): (bool,) =
        sqlx::query_as("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?;
    Ok(there)
}

/// The tables of a database in which nothing is yet, and into which nobody else can write while this transaction lasts.
pub(super) async fn tables_to_fill(connection: &mut PgConnection) -> Result<Vec<Table>, BackupError> {
    let tables = in_order_of_reference(connection).await?;
    for table in &tables {
        let lock = format!("LOCK TABLE {} IN EXCLUSIVE MODE", table.quoted());
        sqlx::query(AssertSqlSafe(lock)).execute(&mut *connection).await?;
        if count(connection, table).await? > 0 {
            return Err(BackupError::DatabaseInUse(table.name.clone()));
        }
    }
    Ok(tables)
}

/// Fills the empty tables.
pub(super) async fn load(
    connection: &mut PgConnection,
    folder: &Path,
    manifest: &Manifest,
) -> Result<Vec<TableRows>, BackupError> {
    let mut loaded = Vec::new();
    for table in tables_to_fill(connection).await? {
        let part = format!("{FOLDER}/{}.copy", table.name);
        if manifest.has_part(&part) {
            copy_in(connection, &table, &folder.join(&part)).await?;
        }
        let rows = count(connection, &table).await?;
        loaded.push(TableRows { table: table.name, rows });
    }
    Ok(loaded)
}

/// All tables, each after those that it refers to.
async fn in_order_of_reference(connection: &mut PgConnection) -> Result<Vec<Table>, BackupError> {
    let rows = sqlx::query_as(
        "SELECT c.relname::text, a.attname::text
         FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         WHERE c.relkind = 'r' AND c.relname <> '_sqlx_migrations'
         ORDER BY c.relname, a.attnum",
    );
    let mut waiting = Table::gather(rows.fetch_all(&mut *connection).await?);
    let references: Vec<(String, String)> = sqlx::query_as(
        "SELECT child.relname::text, parent.relname::text
         FROM pg_constraint c
         JOIN pg_class child ON child.oid = c.conrelid
         JOIN pg_class parent ON parent.oid = c.confrelid
         JOIN pg_namespace n ON n.oid = child.relnamespace AND n.nspname = current_schema()
         WHERE c.contype = 'f' AND child.oid <> parent.oid",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|table| table.name.clone()).collect();
        let waits = |table: &Table| references.iter().any(|(from, to)| *from == table.name && names.contains(to));
        let (later, now): (Vec<_>, Vec<_>) = waiting.into_iter().partition(waits);
        if now.is_empty() {
            return Err(BackupError::Ring(names.join(", ")));
        }
        ordered.extend(now);
        waiting = later;
    }
    Ok(ordered)
}

async fn count(connection: &mut PgConnection, table: &Table) -> Result<u64, sqlx::Error> {
    let query = format!("SELECT COUNT(*) FROM {}", table.quoted());
    let (rows,): (i64,) = sqlx::query_as(AssertSqlSafe(query)).fetch_one(connection).await?;
    Ok(rows.unsigned_abs())
}

async fn copy_out(connection: &mut PgConnection, table: &Table, path: &Path) -> Result<Hashed, BackupError> {
    let statement = format!("COPY {} ({}) TO STDOUT", table.quoted(), table.quoted_columns());
    let mut pieces = connection.copy_out_raw(&statement).await?;
    let mut file = HashedFile::create(path).map_err(at(path))?;
    // The server sends a row at a time; a batch of them is worth the way to a blocking thread.
    let mut batch: Vec<Bytes> = Vec::new();
    loop {
        let piece = tokio::time::timeout(PATIENCE, pieces.try_next()).await.map_err(late)??;
        let over = piece.is_none();
        batch.extend(piece);
        if over || batch.iter().map(Bytes::len).sum::<usize>() as u64 >= CHUNK {
            let rows = std::mem::take(&mut batch);
            let written = off_thread(move || rows.iter().try_for_each(|row| file.write(row)).map(|()| file));
            file = written.await.map_err(at(path))?;
        }
        if over {
            return off_thread(move || file.finish()).await.map_err(at(path));
        }
    }
}

async fn copy_in(connection: &mut PgConnection, table: &Table, path: &Path) -> Result<(), BackupError> {
    let statement = format!("COPY {} ({}) FROM STDIN", table.quoted(), table.quoted_columns());
    let mut file = fs::File::open(path).map_err(at(path))?;
    let mut copy = connection.copy_in_raw(&statement).await?;
    loop {
        let read = off_thread(move || {
            let mut chunk = Vec::new();
            (&mut file).take(CHUNK).read_to_end(&mut chunk)?;
            Ok((file, chunk))
        });
        let chunk = match read.await {
            Ok((rest, chunk)) => {
                file = rest;
                chunk
            }
            Err(error) => {
                copy.abort("the backup cannot be read").await?;
                return Err(at(path)(error));
            }
        };
        if chunk.is_empty() {
            tokio::time::timeout(PATIENCE, copy.finish()).await.map_err(late)??;
            return Ok(());
        }
        tokio::time::timeout(PATIENCE, copy.send(chunk)).await.map_err(late)??;
    }
}

fn late(_: tokio::time::error::Elapsed) -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())
}
