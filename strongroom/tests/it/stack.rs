//! What a story stands on: a data folder, a database, a queue, a clock that can be moved, and nothing of any other
//! story.

use std::{
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use shared::{clock::Clock, db::Db, ids::BlobId, settings::Settings, sql};
use sqlx::AssertSqlSafe;
use storage::Blobs;
use tempfile::TempDir;
use tokio::{runtime::Handle, sync::RwLock, task::block_in_place};
use uuid::Uuid;

use crate::{app::App, mails::Mail, templates::Database};

/// How long anything that should happen may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

const LIMITS: [&str; 6] = ["limit_login", "limit_signup", "limit_mail", "limit_upload", "limit_links", "limit_api"];

/// The two ways to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Embedded,
    Servers,
}

/// Where documents are, and how they lie there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    Folder,
    /// In a folder, sealed.
    Sealed,
    /// In a bucket of an S3 server.
    Bucket,
    /// In a bucket, sealed.
    SealedBucket,
}

impl Store {
    fn is_bucket(self) -> bool {
        matches!(self, Self::Bucket | Self::SealedBucket)
    }
}

/// What one story stands on.
pub(crate) struct Stack {
    pub(crate) kind: Kind,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    folder: TempDir,
    /// The settings that all programs of this stack share.
    pairs: Vec<(&'static str, String)>,
    database: Option<Database>,
    apps: Mutex<Vec<App>>,
    may_leave_jobs: AtomicBool,
}

/// Emits every story of the list twice: on the embedded stack, and on servers. Those after `alone:` look at the time that
/// something takes, or at the memory that it costs, and so no other story runs beside them.
macro_rules! stories {
    // Stories that touch bytes are told on a bucket, too, where documents lie sealed; but for those that look at the very
    // files.
    (of bytes: $($story:ident),* $(,)? $(; in files: $($file:ident),+ $(,)?)? $(; alone: $($alone:ident),+ $(,)?)?) => {
        $crate::stack::stories!($($story,)* $($($file),+)? $(; alone: $($alone),+)?);
        mod bucket {
            $crate::stack::stories!(@in SealedBucket $($story)*);
        }
    };
    ($($story:ident),* $(,)? $(; alone: $($alone:ident),+ $(,)?)?) => {
        mod embedded {
            $crate::stack::stories!(@on Embedded beside $($story)*);
            $($crate::stack::stories!(@on Embedded alone $($alone)+);)?
        }
        mod servers {
            $crate::stack::stories!(@on Servers beside $($story)*);
            $($crate::stack::stories!(@on Servers alone $($alone)+);)?
        }
    };
    (@on $kind:ident beside $($story:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            $crate::stack::tell($crate::stack::Kind::$kind, super::$story).await;
        })*
    };
    (@in $store:ident $($story:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            $crate::stack::tell_in($crate::stack::Store::$store, super::$story).await;
        })*
    };
    (@on $kind:ident alone $($story:ident)+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            $crate::stack::tell_alone($crate::stack::Kind::$kind, super::$story).await;
        })+
    };
}

pub(crate) use stories;

/// Held by every story while it is told: together with others, or alone.
static STAGE: RwLock<()> = RwLock::const_new(());

/// Tells a story on a stack of its own, then looks whether anything is left, and clears up whatever came of it.
pub(crate) async fn tell(kind: Kind, story: impl AsyncFn(&Stack)) {
    let _beside_others = STAGE.read().await;
    tell_now(kind, Store::Folder, story).await;
}

/// Like [`tell`], embedded and with documents in this store.
pub(crate) async fn tell_in(place: Store, story: impl AsyncFn(&Stack)) {
    let _beside_others = STAGE.read().await;
    tell_now(Kind::Embedded, place, story).await;
}

/// Like [`tell`], while no other story is told.
pub(crate) async fn tell_alone(kind: Kind, story: impl AsyncFn(&Stack)) {
    let _alone = STAGE.write().await;
    tell_now(kind, Store::Folder, story).await;
}

async fn tell_now(kind: Kind, place: Store, story: impl AsyncFn(&Stack)) {
    let Some(stack) = Stack::new(kind, place).await else {
        println!("skipped: TEST_DATABASE_URL and TEST_REDIS_URL, or those of TEST_S3, are not set");
        return;
    };
    let told = std::panic::AssertUnwindSafe(async {
        story(&stack).await;
        stack.nothing_is_left().await;
    });
    let outcome = told.catch_unwind().await;
    stack.clear_up().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// Waits until `check` finds what it looks for.
pub(crate) async fn eventually<T>(what: &str, mut check: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = check().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl Stack {
    async fn new(kind: Kind, store: Store) -> Option<Self> {
        if let Ok(filter) = env::var("TEST_LOG") {
            let _ = shared::telemetry::start(&filter);
        }
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");
        let mut pairs = vec![("data_dir", data_dir.to_str().unwrap().to_owned()), ("metrics_listen", String::new())];
        // All people of a story come from one address, and do much in a short time.
        pairs.extend(LIMITS.map(|name| (name, "off".to_owned())));
        // LibreOffice takes seconds; the stories of previews turn it on.
        pairs.push(("previews", "off".to_owned()));
        let mut database = None;
        if kind == Kind::Servers {
            let (server, redis) = (env::var("TEST_DATABASE_URL").ok()?, env::var("TEST_REDIS_URL").ok()?);
            let made = Database::create(&server).await;
            pairs.extend([
                ("database_url", made.url.clone()),
                ("redis_url", redis),
                ("redis_prefix", format!("test-{}", Uuid::new_v4().simple())),
                ("jwt_secrets", format!("{}{}", Uuid::new_v4(), Uuid::new_v4())),
                ("fernet_keys", fernet::Fernet::generate_key()),
            ]);
            database = Some(made);
        }
        match store {
            Store::Folder => {}
            Store::Sealed => pairs.push(("encrypt_storage", "true".to_owned())),
            Store::Bucket => pairs.extend(bucket()?),
            Store::SealedBucket => {
                pairs.extend(bucket()?);
                pairs.push(("encrypt_storage", "true".to_owned()));
            }
        }
        let (apps, may_leave_jobs) = (Mutex::default(), AtomicBool::new(false));
        Some(Self { kind, store, clock: Clock::system(), folder, pairs, database, apps, may_leave_jobs })
    }

    /// Another stack on which nothing is yet, with the same clock and the same given secrets. The story looks itself
    /// whether anything is left on it, and clears it up.
    pub(crate) async fn empty_twin(&self) -> Self {
        let mut twin = Self::new(self.kind, self.store).await.unwrap();
        twin.clock = self.clock.clone();
        for pair in twin.pairs.iter_mut().filter(|(name, _)| ["jwt_secrets", "fernet_keys"].contains(name)) {
            pair.1 = self.setting(pair.0).unwrap().to_owned();
        }
        twin
    }

    /// Takes the tables away that were made beforehand: nothing has been started yet.
    pub(crate) async fn before_the_first_start(&self) {
        if let Some(database) = &self.database {
            database.make_empty().await;
        }
    }

    /// A folder of this story's own.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the programs of this stack keep what they keep.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The settings that all programs of this stack share.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        self.pairs.clone()
    }

    /// Sets one of these settings.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.pairs.retain(|(known, _)| *known != name);
        self.pairs.push((name, value.into()));
    }

    /// One of these settings.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// All mails that have gone out, in no order.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        Mail::in_folder(&self.data_dir().join("mail"))
    }

    /// The mails to this address.
    pub(crate) fn mails_to(&self, email: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|mail| mail.is_to(email)).collect()
    }

    /// Waits for the mail to this address.
    pub(crate) async fn mail_to(&self, email: &str) -> Mail {
        eventually(&format!("a mail to {email}"), async || self.mails_to(email).pop()).await
    }

    /// Waits for the mail of this subject to this address.
    pub(crate) async fn mail_about(&self, email: &str, subject: &str) -> Mail {
        let about = || self.mails_to(email).into_iter().find(|mail| mail.header("Subject") == subject);
        eventually(&format!("a mail to {email}: {subject}"), async || about()).await
    }

    /// The names in the spool folder: what is still arriving, or was left behind.
    pub(crate) fn spooled(&self) -> Vec<PathBuf> {
        let entries = files_in(&self.data_dir().join("files/spool"));
        // Each process has a folder there, and in it a file that says that it lives.
        let files = entries.into_iter().flat_map(|entry| if entry.is_dir() { files_in(&entry) } else { vec![entry] });
        let arriving = files_in(&self.data_dir().join("files/uploads"));
        files.filter(|file| !file.ends_with("alive")).chain(arriving).collect()
    }

    /// The ids of all stored bytes.
    pub(crate) fn stored(&self) -> HashSet<String> {
        if self.store.is_bucket() {
            return block_in_place(|| Handle::current().block_on(self.stored_in_bucket()));
        }
        let shards = fs::read_dir(self.data_dir().join("files/blobs")).into_iter().flatten();
        let files = shards.flat_map(|shard| files_in(&shard.unwrap().path()));
        files.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    }

    async fn stored_in_bucket(&self) -> HashSet<String> {
        let settings = Settings::from_pairs(self.pairs()).unwrap();
        let store = Blobs::at(&settings.storage.documents, settings.storage.readers).unwrap();
        let mut stored = HashSet::new();
        for shard in 0..=u8::MAX {
            stored.extend(store.list(shard).await.unwrap().iter().map(|entry| entry.file_name().to_owned()));
        }
        stored
    }

    /// All previews in the store: of which bytes, and of which page.
    pub(crate) fn previews(&self) -> Vec<(String, u16)> {
        let shards = files_in(&self.data_dir().join("files/previews"));
        let names = shards.iter().flat_map(|shard| files_in(shard)).map(|path| path.file_name().unwrap().to_owned());
        let parts = |name: String| name.rsplit_once('-').map(|(blob, page)| (blob.to_owned(), page.parse().unwrap()));
        names.map(|name| parts(name.into_string().unwrap()).unwrap()).collect()
    }

    /// The story leaves jobs undone on purpose.
    pub(crate) fn may_leave_jobs(&self) {
        self.may_leave_jobs.store(true, Ordering::Relaxed);
    }

    pub(crate) fn keep(&self, app: App) {
        self.apps.lock().unwrap().push(app);
    }

    /// Waits until every job is done.
    pub(crate) async fn all_jobs_are_done(&self, db: &Db) {
        eventually("all jobs are done", async || (count_jobs(db, "due_at IS NOT NULL").await == 0).then_some(())).await;
    }

    /// Waits until every mail has gone out.
    pub(crate) async fn all_mail_is_done(&self, db: &Db) {
        let condition = "queue = 'mail' AND due_at IS NOT NULL";
        eventually("all mail has gone out", async || (count_jobs(db, condition).await == 0).then_some(())).await;
    }

    pub(crate) async fn nothing_is_left(&self) {
        let apps = self.apps.lock().unwrap().clone();
        let Some(app) = apps.first() else { return };
        let db = &app.foundation.db;
        if !self.may_leave_jobs.load(Ordering::Relaxed) {
            self.all_jobs_are_done(db).await;
            assert_eq!(count_jobs(db, "state = 'dead'").await, 0, "jobs were given up");
        }
        for app in &apps {
            app.stop().await;
        }
        let all = "SELECT blob FROM files UNION ALL SELECT blob FROM file_versions";
        let rows: Vec<(BlobId,)> = sql!(db, |c| sqlx::query_as(all).fetch_all(c)).unwrap();
        let rows: HashSet<String> = rows.into_iter().map(|(blob,)| blob.to_string()).collect();
        assert_eq!(self.spooled(), Vec::<PathBuf>::new(), "something half-written is left");
        let previews = self.previews();
        assert!(previews.iter().all(|(blob, _)| rows.contains(blob)), "previews of nobody are left: {previews:?}");
        assert_eq!(self.stored(), rows, "stored bytes and rows differ");
        room_is_counted(db).await;
    }

    pub(crate) async fn clear_up(self) {
        let apps = std::mem::take(&mut *self.apps.lock().unwrap());
        for app in apps {
            app.stop().await;
            app.foundation.db.close().await;
        }
        if let (Some(url), Some(prefix)) = (self.setting("redis_url"), self.setting("redis_prefix")) {
            forget_keys(url, prefix).await;
        }
        if let Some(database) = self.database {
            database.drop().await;
        }
    }
}

/// The settings of a bucket, below a prefix of its own; none where there is no S3 server.
fn bucket() -> Option<[(&'static str, String); 3]> {
    let given = |name: &str| env::var(name).ok();
    let (server, bucket) = (given("TEST_S3_URL")?, given("TEST_S3_BUCKET")?);
    Some([
        ("storage_url", format!("s3://{bucket}/{}?endpoint={server}", Uuid::new_v4())),
        ("s3_access_key", given("TEST_S3_ACCESS_KEY")?),
        ("s3_secret_key", given("TEST_S3_SECRET_KEY")?),
    ])
}

/// How many jobs, apart from the hourly sweep, are as `condition` says.
pub(crate) async fn count_jobs(db: &Db, condition: &str) -> i64 {
    eventually("the database answers", async || {
        let query = format!("SELECT COUNT(*) FROM background_jobs WHERE kind <> 'sweep' AND {condition}");
        let count = sql!(db, |c| sqlx::query_as::<_, (i64,)>(AssertSqlSafe(query)).fetch_one(c));
        count.ok().map(|(count,)| count)
    })
    .await
}

/// Every byte that documents take is counted once, and no other.
async fn room_is_counted(db: &Db) {
    let query = "SELECT CAST(COALESCE((SELECT SUM(bytes) FROM room_taken), 0)
            + 2 * COALESCE((SELECT SUM(bytes) FROM room_changes), 0) AS BIGINT),
        CAST(2 * (COALESCE((SELECT SUM(size) FROM files), 0) + COALESCE((SELECT SUM(size) FROM file_versions), 0)
            + COALESCE((SELECT SUM(reserved) FROM uploads), 0)) AS BIGINT)";
    let (counted, twice): (i64, i64) = sql!(db, |c| sqlx::query_as(query).fetch_one(c)).unwrap();
    assert_eq!(counted, twice, "room that is taken, under its owner and under all");
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    // What goes away meanwhile is not there.
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Removes what a story left in Redis, if that is still there.
async fn forget_keys(url: &str, prefix: &str) {
    let Ok(client) = redis::Client::open(url) else { return };
    let Ok(mut connection) = client.get_multiplexed_async_connection().await else { return };
    let keys = redis::cmd("KEYS").arg(format!("{prefix}*")).query_async::<Vec<String>>(&mut connection).await;
    if let Some(keys) = keys.ok().filter(|keys| !keys.is_empty()) {
        let _ = redis::cmd("DEL").arg(keys).query_async::<()>(&mut connection).await;
    }
}
