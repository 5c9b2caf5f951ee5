//! The rows of all tables, as they were at one moment.
//!
//! Which tables and columns there are is asked of the database, so that none can be forgotten.

mod postgres;
mod sqlite;
mod table;

use std::path::Path;

use shared::{
    clock::Millis,
    db::{Db, Engine, Tx},
    documents::{moving::Move, room},
    exec,
    ids::{BlobId, InstallationId},
    installation, sql,
};

pub(super) use table::FOLDER;

use super::{
    BackupError, EngineKind, Manifest, StoredRow, TableRows,
    rows::{page, page_in},
};

/// Takes the id out of tables of this version, if they have one.
async fn forget_installation(tx: &mut Tx, version: i64) -> Result<(), sqlx::Error> {
    if version >= installation::SINCE {
        exec!(tx, |c| sqlx::query("DELETE FROM installation"))?;
    }
    Ok(())
}

const VERSION: &str = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";

/// The rows at one moment.
pub(super) enum Snapshot {
    /// A transaction that sees this moment.
    Postgres(Tx),
    /// A copy of the file.
    Sqlite(Db),
}

impl Snapshot {
    /// Saves all rows in the backup, and notes them in the manifest.
    pub(super) async fn take(db: &Db, folder: &Path, manifest: &mut Manifest) -> Result<Self, BackupError> {
        let mut snapshot = match db.engine() {
            Engine::Postgres(_) => Self::Postgres(postgres::save(db.begin().await?, folder, manifest).await?),
            Engine::Sqlite(pool) => Self::Sqlite(sqlite::save(pool, folder, manifest).await?),
        };
        let (found,): (Option<i64>,) = match &mut snapshot {
            Self::Postgres(tx) => sql!(tx, |c| sqlx::query_as(VERSION).fetch_one(c))?,
            Self::Sqlite(db) => sql!(db, |c| sqlx::query_as(VERSION).fetch_one(c))?,
        };
        check_version(found)?;
        Ok(snapshot)
    }

    /// The next rows of a shard, as [`page`].
    pub(super) async fn page(&mut self, shard: u8, after: Option<BlobId>) -> Result<Vec<StoredRow>, sqlx::Error> {
        match self {
            Self::Postgres(tx) => page_in(tx, shard, after).await,
            Self::Sqlite(db) => page(db, shard, after).await,
        }
    }
}

/// The version of the tables, or none where there are no tables.
pub(super) async fn version(db: &Db) -> Result<Option<i64>, sqlx::Error> {
    let there = match db.engine() {
        Engine::Postgres(pool) => postgres::has_migrations(pool).await?,
        Engine::Sqlite(pool) => sqlite::has_migrations(pool).await?,
    };
    if !there {
        return Ok(None);
    }
    let (version,): (Option<i64>,) = sql!(db, |c| sqlx::query_as(VERSION).fetch_one(c))?;
    Ok(version)
}

/// Refuses tables that are not those of this program.
pub(super) fn check_version(found: Option<i64>) -> Result<(), BackupError> {
    let (found, known) = (found.unwrap_or_default(), Db::newest_version());
    if found == known { Ok(()) } else { Err(BackupError::OtherTables { found, known }) }
}

/// Refuses a database that is not empty, or whose tables are newer than the backup's.
pub(super) async fn check_empty(db: &Db, manifest: &Manifest) -> Result<(), BackupError> {
    let Some(found) = version(db).await? else { return Ok(()) };
    if found > manifest.tables_version {
        return Err(BackupError::TablesTooNew { found, backup: manifest.tables_version });
    }
    let mut tx = db.begin().await?;
    // A database that was only started with has an id, and is empty all the same. Nothing of this is committed.
    forget_installation(&mut tx, found).await?;
    match tx.engine().await? {
        Engine::Postgres(connection) => postgres::tables_to_fill(connection).await.map(|_| ()),
        Engine::Sqlite(connection) => sqlite::tables_to_fill(connection).await.map(|_| ()),
    }
}

/// Fills an empty database: all rows in one transaction, and then the tables are brought up to date. The id of the
/// installation is `id` then.
///
/// `db` must hold one connection only.
pub(super) async fn load(
    db: &Db,
    folder: &Path,
    manifest: &Manifest,
    id: InstallationId,
    now: Millis,
) -> Result<(), BackupError> {
    db.migrate_to(manifest.tables_version).await?;
    if manifest.engine == EngineKind::Sqlite {
        sqlite::attach(db, folder).await?;
    }
    let mut tx = db.begin().await?;
    forget_installation(&mut tx, manifest.tables_version).await?;
    let loaded = match tx.engine().await? {
        Engine::Postgres(connection) => postgres::load(connection, folder, manifest).await?,
        Engine::Sqlite(connection) => sqlite::load(connection).await?,
    };
    compare(&manifest.tables, &loaded)?;
    forget_installation(&mut tx, manifest.tables_version).await?;
    for file in &manifest.left_out {
        exec!(&mut tx, |c| sqlx::query("DELETE FROM files WHERE id = $1").bind(file))?;
    }
    // Nobody works on these any more, and no queue holds them.
    exec!(&mut tx, |c| sqlx::query(
        "UPDATE background_jobs SET state = 'queued', due_at = $1, worker = NULL WHERE state IN ('sent', 'running')"
    )
    .bind(now))?;
    tx.commit().await.map_err(sqlx::Error::from)?;
    if manifest.engine == EngineKind::Sqlite {
        sqlite::detach(db).await?;
    }
    db.migrate().await?;
    // Wherever documents were being moved, those of the backup are in the store of the settings.
    Move::end(db).await?;
    // What was left out takes no room.
    let mut tx = db.begin().await?;
    room::recount(&mut tx).await?;
    tx.commit().await.map_err(sqlx::Error::from)?;
    installation::mark_database(db, id, now).await?;
    Ok(())
}

fn compare(saved: &[TableRows], loaded: &[TableRows]) -> Result<(), BackupError> {
    let rows = |all: &[TableRows], table: &str| all.iter().find(|one| one.table == table).map_or(0, |one| one.rows);
    for TableRows { table, .. } in saved.iter().chain(loaded) {
        let (saved, loaded) = (rows(saved, table), rows(loaded, table));
        if saved != loaded {
            return Err(BackupError::RowsDiffer { table: table.clone(), saved, loaded });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use shared::settings::DatabaseSetting;
    use sqlx::{AssertSqlSafe, Connection, PgConnection};
    use uuid::Uuid;

    use super::*;

    /// With all that has a meaning of its own in the text form of `COPY`.
    const NAME: &str = "Änn\t\\N\n\\.\n";

    /// Rows as version 1 of the tables had them.
    async fn fill(db: &Db, user: Uuid) {
        exec!(db, |c| sqlx::query(
            "INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, created_at)
             VALUES ($1, $2, 'ann', '', 'ann@example.com', 'x', 'client', 1)"
        )
        .bind(user)
        .bind(NAME))
        .unwrap();
        exec!(db, |c| sqlx::query("INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ($1, $1, 1, 2)")
            .bind(user))
        .unwrap();
        exec!(db, |c| sqlx::query(
            "INSERT INTO refresh_tokens (token_hash, session_id, created_at) VALUES ($1, $2, 1)"
        )
        .bind(&b"\x00\xffhash"[..])
        .bind(user))
        .unwrap();
    }

    /// Saves a database of version 1 and loads it into another one, which comes out with the newest tables.
    async fn an_old_backup_is_brought_up_to_date(old: &DatabaseSetting, new: &DatabaseSetting) {
        let (old, new) = (Db::connect(old, 2).await.unwrap(), Db::connect(new, 1).await.unwrap());
        let (user, folder) = (Uuid::now_v7(), tempfile::tempdir().unwrap());
        old.migrate_to(1).await.unwrap();
        assert!(matches!(check_version(version(&old).await.unwrap()), Err(BackupError::OtherTables { found: 1, .. })));
        fill(&old, user).await;
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        let kind = if matches!(old.engine(), Engine::Sqlite(_)) { EngineKind::Sqlite } else { EngineKind::Postgres };
        let mut manifest = Manifest::new(kind, Millis(0));
        manifest.tables_version = 1;
        match old.engine() {
            Engine::Sqlite(pool) => sqlite::save(pool, folder.path(), &mut manifest).await.map(|_| ()),
            Engine::Postgres(_) => {
                postgres::save(old.begin().await.unwrap(), folder.path(), &mut manifest).await.map(|_| ())
            }
        }
        .unwrap();
        assert!(manifest.damaged_parts(folder.path()).await.unwrap().is_empty());

        check_empty(&new, &manifest).await.unwrap();
        let id = InstallationId::new();
        load(&new, folder.path(), &manifest, id, Millis(0)).await.unwrap();
        assert_eq!(installation::of_database(&new).await.unwrap(), Some(id));
        assert_eq!(version(&new).await.unwrap(), Some(Db::newest_version()));
        let query = "SELECT u.username, s.refresh_hash FROM users u JOIN sessions s ON s.user_id = u.id";
        let (name, hash): (String, Vec<u8>) = sql!(new, |c| sqlx::query_as(query).fetch_one(c)).unwrap();
        assert_eq!((name.as_str(), &hash[..]), (NAME, &b"\x00\xffhash"[..]));
        assert!(matches!(check_empty(&new, &manifest).await, Err(BackupError::TablesTooNew { backup: 1, .. })));
        manifest.tables_version = Db::newest_version();
        assert!(matches!(check_empty(&new, &manifest).await, Err(BackupError::DatabaseInUse(_))));
        old.close().await;
        new.close().await;
    }

    #[tokio::test]
    async fn an_old_backup_of_sqlite_is_brought_up_to_date() {
        let home = tempfile::tempdir().unwrap();
        let [old, new] = ["old.db", "new.db"].map(|name| DatabaseSetting::Sqlite(home.path().join(name)));
        an_old_backup_is_brought_up_to_date(&old, &new).await;
    }

    #[tokio::test]
    async fn an_old_backup_of_postgres_is_brought_up_to_date() {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            println!("skipped: TEST_DATABASE_URL is not set");
            return;
        };
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let names = ["old", "new"].map(|name| format!("strongroom_test_{name}_{}", Uuid::new_v4().simple()));
        for name in &names {
            let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
            sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
        }
        let [old, new] = names.clone().map(|name| {
            let mut url = url::Url::parse(&server).unwrap();
            url.set_path(&name);
            DatabaseSetting::Postgres(String::from(url).into())
        });
        an_old_backup_is_brought_up_to_date(&old, &new).await;
        for name in &names {
            let drop = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
            sqlx::raw_sql(drop).execute(&mut connection).await.unwrap();
        }
    }
}
