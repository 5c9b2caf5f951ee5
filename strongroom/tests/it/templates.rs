//! Databases for stories: copies of one whose tables are up to date, so that not each story migrates its own.

use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use shared::{db::Db, foundation::Foundation, settings::Settings};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;
use url::Url;
use uuid::Uuid;

/// A database of its own on the test server.
pub(crate) struct Database {
    server: String,
    name: String,
    pub(crate) url: String,
}

impl Database {
    /// A copy of the template.
    pub(crate) async fn create(server: &str) -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(|| template_on(server)).await;
        let database = Self::named(server, format!("strongroom_test_{}", Uuid::new_v4().simple()));
        tell(server, format!("CREATE DATABASE {} TEMPLATE {template}", database.name)).await;
        database
    }

    /// The same without a single table, as before the first start.
    pub(crate) async fn make_empty(&self) {
        tell(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        tell(&self.server, format!("CREATE DATABASE {}", self.name)).await;
    }

    fn named(server: &str, name: String) -> Self {
        let mut url = Url::parse(server).unwrap();
        url.set_path(&name);
        Self { server: server.to_owned(), name, url: url.into() }
    }

    pub(crate) async fn drop(self) {
        tell(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

async fn tell(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Makes the template, and says its name. Nobody is connected to it afterwards, or it could not be copied. It stays on the
/// server, one for each run, until the server goes: `./test` has one of its own.
async fn template_on(server: &str) -> String {
    let template = Database::named(server, format!("strongroom_template_{}", Uuid::new_v4().simple()));
    tell(server, format!("CREATE DATABASE {}", template.name)).await;
    // Never used, but a database on servers asks for them.
    let (secret, key) = (format!("{0}{0}", Uuid::new_v4()), fernet::Fernet::generate_key());
    let redis = "redis://127.0.0.1:1".to_owned();
    let pairs = [("database_url", template.url), ("redis_url", redis), ("jwt_secrets", secret), ("fernet_keys", key)];
    migrate(Settings::from_pairs(pairs).unwrap()).await;
    template.name
}

/// Puts a copy of the template where a service on `data_dir` looks for its database, unless there is one.
pub(crate) async fn copy_sqlite_to(data_dir: &Path) {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let path = data_dir.join("strongroom.db");
    if path.exists() {
        return;
    }
    let template = TEMPLATE.get_or_init(async || {
        let folder = tempfile::tempdir().unwrap();
        let pairs = [("data_dir", folder.path().to_str().unwrap().to_owned())];
        migrate(Settings::from_pairs(pairs).unwrap()).await;
        fs::read(folder.path().join("strongroom.db")).unwrap()
    });
    let template = template.await;
    shared::private_files::private_folder(data_dir).unwrap();
    let mut file = fs::File::options().write(true).create_new(true).mode(0o600).open(path).unwrap();
    file.write_all(template).unwrap();
}

async fn migrate(settings: Settings) {
    let db: Db = Foundation::open_database(&settings).await.unwrap();
    db.close().await;
}
