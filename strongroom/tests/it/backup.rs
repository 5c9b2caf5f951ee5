//! Backups: made while the service runs, restored into nothing, and compared byte for byte.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Output,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use serde_json::Value;
use shared::{db::Engine, exec, sql};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    documents::{docx, docx_with},
    program::written,
    stack::{Kind, Stack, stories},
};

stories!(of bytes:
    a_backup_of_a_busy_service_restores_into_an_empty_one,
    what_was_pending_is_done_after_a_restore,
    every_table_is_in_a_backup;
    in files:
    verify_finds_what_does_not_fit,
);

impl Stack {
    /// Runs an operator's command to its end.
    pub(crate) async fn operate(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// Makes a backup, which must be sound, and returns its folder.
    pub(crate) async fn backed_up(&self, name: &str) -> PathBuf {
        let folder = self.folder().join(name);
        succeeded(&self.operate(&["backup", folder.to_str().unwrap()]).await);
        succeeded(&self.operate(&["verify", folder.to_str().unwrap()]).await);
        folder
    }

    /// Restores a backup, and looks whether all fits.
    pub(crate) async fn restored(&self, backup: &Path) {
        succeeded(&self.operate(&["restore", backup.to_str().unwrap()]).await);
        let verified = self.operate(&["verify"]).await;
        // Where it takes long, it also tells how far it is, on the other output.
        assert!(verified.stdout.ends_with(b" 0 findings\n"), "{}", written(&verified));
        succeeded(&verified);
    }

    fn blob_path(&self, blob: &str) -> PathBuf {
        self.data_dir().join("files/blobs").join(&blob[..2]).join(blob)
    }
}

#[track_caller]
pub(crate) fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", written(output));
}

pub(crate) fn manifest(backup: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(backup.join("manifest.json")).unwrap()).unwrap()
}

/// All documents that ops see, by their names.
async fn listed(app: &App, ops: &Person) -> BTreeMap<String, Value> {
    let page = app.list(ops, "limit=200").await.expect(200).json();
    assert_eq!(page["next_cursor"], Value::Null);
    let files = page["files"].as_array().unwrap().clone();
    files.into_iter().map(|file| (file["name"].as_str().unwrap().to_owned(), file)).collect()
}

/// Who has downloaded a document.
async fn downloads(app: &App, ops: &Person, id: &str) -> Value {
    app.get(&format!("/api/files/{id}/downloads/")).bearer(&ops.access).send().await.expect(200).json()
}

/// People upload, remove and sign up until they are told to stop. What they put up stays in `uploaded`, by name.
async fn bustle(app: &App, ops: &Person, stop: &AtomicBool, uploaded: &Mutex<BTreeMap<String, Vec<u8>>>, name: &str) {
    let mut round = 0;
    while !stop.load(Ordering::Relaxed) {
        let (keep, drop) = (format!("{name}-{round}-keep.docx"), format!("{name}-{round}-drop.docx"));
        let bytes = docx(&format!("{name} {round}"));
        uploaded.lock().unwrap().extend([(keep.clone(), bytes.clone()), (drop.clone(), bytes.clone())]);
        app.uploaded(ops, &keep, &bytes).await;
        let dropped = app.uploaded(ops, &drop, &bytes).await.id();
        app.delete(ops, &dropped).await.expect(204);
        if round % 4 == 0 {
            let user = format!("{name}-{round}");
            app.signup(&user, &format!("{user}@example.com"), PASSWORD).await.expect(201);
        }
        round += 1;
    }
}

async fn a_backup_of_a_busy_service_restores_into_an_empty_one(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let uploaded = Mutex::new(BTreeMap::new());
    let mut first = Vec::new();
    for at in 0..12 {
        let (name, bytes) = (format!("first-{at}.docx"), docx_with(100_000 * at));
        first.push(app.clean_file(&ops, &name, &bytes).await);
        uploaded.lock().unwrap().insert(name, bytes);
    }
    let removed = first.split_off(8);
    let link = app.link(&ann, &first[7]).await;

    let stop = AtomicBool::new(false);
    let work = async {
        let backup = stack.backed_up("busy").await;
        for id in &removed {
            app.delete(&ops, id).await.expect(204);
        }
        let another = stack.backed_up("busier").await;
        stop.store(true, Ordering::Relaxed);
        (backup, another)
    };
    let bustle = |name| bustle(&app, &ops, &stop, &uploaded, name);
    let (backups, ..) = tokio::join!(work, bustle("x"), bustle("y"), bustle("z"));

    for (backup, kept) in [(&backups.0, 12), (&backups.1, 8)] {
        let twin = stack.empty_twin().await;
        twin.restored(backup).await;
        let app = twin.start().await;
        let (otto, names) = (app.log_in("otto").await, uploaded.lock().unwrap().clone());
        // Whoever had a session has it still.
        let ann = Person::from_tokens(&app.refresh(&ann.refresh).await.expect(200).json());
        let files = listed(&app, &otto).await;
        assert_eq!(files.keys().filter(|name| name.starts_with("first-")).count(), kept);
        assert!(files.len() > kept, "nothing has arrived before the backup");
        assert_eq!(files.len() as u64, manifest(backup)["files"].as_u64().unwrap());
        for (name, file) in &files {
            app.scanned(&otto, &file.id()).await;
            let got = app.get(&app.link(&ann, &file.id()).await).send().await.expect(200);
            assert!(got.body == names[name], "{name} differs");
        }
        // A link from before opens, as the keys are the same.
        assert!(app.get(&link).send().await.expect(200).body == names["first-7.docx"]);
        twin.nothing_is_left().await;
        twin.clear_up().await;
    }
}

async fn what_was_pending_is_done_after_a_restore(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = docx("clean");
    let clean = app.clean_file(&ops, "clean.docx", &bytes).await;
    let link = app.link(&ann, &clean).await;
    app.get(&link).send().await.expect(200);
    stack.all_jobs_are_done(app.db()).await;
    app.stop().await;
    let api = stack.setup().api_only().beside(&app).start().await;
    let pending = api.uploaded(&ops, "pending.docx", docx("pending")).await.id();
    api.signup("bob", "bob@example.com", PASSWORD).await.expect(201);
    let gone = api.uploaded(&ops, "gone.docx", docx("gone")).await.id();
    api.delete(&ops, &gone).await.expect(204);
    // As if a worker were at it, for a long while yet.
    let running = "UPDATE background_jobs SET state = 'running', worker = id, due_at = due_at + 86400000
                   WHERE due_at IS NOT NULL";
    assert!(exec!(api.db(), |c| sqlx::query(running)).unwrap() >= 3);
    let before = (listed(&api, &ops).await, downloads(&api, &ops, &clean).await);
    assert_eq!(before.1["downloads"][0]["email"], "ann@example.com");
    let backup = stack.backed_up("backup").await;

    let twin = stack.empty_twin().await;
    twin.restored(&backup).await;
    let app = twin.setup().api_only().beside(&api).start().await;
    let otto = app.log_in("otto").await;
    assert_eq!((listed(&app, &otto).await, downloads(&app, &otto, &clean).await), before);
    app.stop().await;
    let app = twin.setup().beside(&api).start().await;
    twin.mail_to("bob@example.com").await;
    let otto = app.log_in("otto").await;
    assert_eq!(app.scanned(&otto, &pending).await["scan_status"], "clean");
    assert!(app.get(&link).send().await.expect(200).body == bytes);
    app.show(&otto, &gone).await.refuses(404, "not_found");
    let tokens = app.refresh(&ann.refresh).await.expect(200).json();
    app.me(tokens["access"].as_str().unwrap()).await.expect(200);
    app.me(&ops.access).await.expect(200);
    twin.nothing_is_left().await;
    twin.clear_up().await;

    // The first stack goes on as it was.
    exec!(api.db(), |c| sqlx::query("UPDATE background_jobs SET state = 'sent', due_at = 0 WHERE state = 'running'"))
        .unwrap();
    let app = stack.start().await;
    stack.all_jobs_are_done(app.db()).await;
}

async fn every_table_is_in_a_backup(stack: &Stack) {
    let app = stack.start().await;
    app.ops("otto").await;
    let backup = stack.backed_up("backup").await;
    let query = match app.db().engine() {
        Engine::Postgres(_) => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        Engine::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1",
    };
    let there: Vec<(String,)> = sql!(app.db(), |c| sqlx::query_as(query).fetch_all(c)).unwrap();
    let there: Vec<&str> =
        there.iter().map(|(name,)| name.as_str()).filter(|name| *name != "_sqlx_migrations").collect();
    let manifest = manifest(&backup);
    let mut saved: Vec<&str> =
        manifest["tables"].as_array().unwrap().iter().map(|table| table["table"].as_str().unwrap()).collect();
    saved.sort_unstable();
    assert_eq!(saved, there);
    assert!(there.len() >= 5, "{there:?}");
    if let Engine::Postgres(pool) = app.db().engine() {
        // A counter of the database would start anew after a restore; ids are made by the program.
        let counters: Vec<(String,)> =
            sqlx::query_as("SELECT sequencename::text FROM pg_sequences").fetch_all(pool).await.unwrap();
        assert_eq!(counters, []);
    }
    // Nobody else may read what is in it.
    for path in ["keys/jwt_secrets", "keys/fernet_keys", "manifest.json", "files.sha256"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&backup), mode(&backup.join(path))), (0o700, 0o600), "{path}");
    }
    if stack.kind == Kind::Embedded {
        assert!(File::open(backup.join("database/strongroom.db")).is_ok());
    }
}

async fn verify_finds_what_does_not_fit(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let mut ids = Vec::new();
    for at in 0..4 {
        ids.push(app.clean_file(&ops, &format!("{at}.docx"), docx(&format!("number {at}"))).await);
    }
    stack.all_jobs_are_done(app.db()).await;
    let sound = stack.operate(&["verify"]).await;
    succeeded(&sound);
    assert!(written(&sound).starts_with("4 documents, "), "{}", written(&sound));

    let blob = async |id: &str| {
        let id: shared::ids::FileId = id.parse().unwrap();
        let row: (shared::ids::BlobId,) =
            sql!(app.db(), |c| sqlx::query_as("SELECT blob FROM files WHERE id = $1").bind(id).fetch_one(c)).unwrap();
        stack.blob_path(&row.0.to_string())
    };
    let (changed, missing, cut) = (blob(&ids[0]).await, blob(&ids[1]).await, blob(&ids[2]).await);
    let kept = [&changed, &missing, &cut].map(|path| (path.clone(), fs::read(path).unwrap()));
    let mut bytes = fs::read(&changed).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&changed, &bytes).unwrap();
    fs::remove_file(&missing).unwrap();
    File::options().write(true).open(&cut).unwrap().set_len(10).unwrap();
    let stray = stack.blob_path(&uuid::Uuid::new_v4().to_string());
    let young = stack.blob_path(&uuid::Uuid::new_v4().to_string());
    let leftover = stack.data_dir().join("files/spool").join(uuid::Uuid::new_v4().to_string());
    for path in [&stray, &young, &leftover] {
        fs::write(path, "x").unwrap();
    }
    for path in [&stray, &leftover] {
        File::options().write(true).open(path).unwrap().set_modified(UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    }

    let found = stack.operate(&["verify", "--json"]).await;
    assert_eq!(found.status.code(), Some(1), "{}", written(&found));
    let told: Vec<Value> =
        String::from_utf8(found.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let (counts, findings) = told.split_last().unwrap();
    let of = |path: &Path| {
        let finding = findings.iter().find(|finding| finding["path"] == path.to_str().unwrap());
        let finding = finding.unwrap_or_else(|| panic!("{} is not found: {findings:?}", path.display()));
        (finding["fault"].as_str().unwrap().to_owned(), finding["document"].as_str().map(ToOwned::to_owned))
    };
    assert_eq!(of(&changed), ("differs".to_owned(), Some(ids[0].clone())));
    assert_eq!(of(&missing), ("missing".to_owned(), Some(ids[1].clone())));
    assert_eq!(of(&cut), ("differs".to_owned(), Some(ids[2].clone())));
    assert_eq!(of(&stray), ("stray".to_owned(), None));
    assert_eq!(of(&leftover), ("leftover".to_owned(), None));
    assert_eq!((findings.len(), &counts["findings"], &counts["in_flight"]), (5, &5.into(), &1.into()));

    // A backup of such a store is made all the same, and says what it could not have.
    let folder = stack.folder().join("damaged");
    let made = stack.operate(&["backup", folder.to_str().unwrap()]).await;
    assert_eq!(made.status.code(), Some(1), "{}", written(&made));
    let damaged = manifest(&folder)["damaged"].as_array().unwrap().len();
    assert_eq!((damaged, manifest(&folder)["files"].as_u64()), (3, Some(1)));
    assert!(ids[..3].iter().all(|id| written(&made).contains(id)), "{}", written(&made));

    for (path, bytes) in kept {
        fs::write(path, bytes).unwrap();
    }
    for path in [stray, young, leftover] {
        fs::remove_file(path).unwrap();
    }
    succeeded(&stack.operate(&["verify"]).await);
}
