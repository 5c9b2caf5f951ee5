//! Documents that lie sealed: nothing of them is to be read on the disk, and storage keys take turns without touching them.

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::FileExt,
    path::PathBuf,
};

use http_body_util::BodyExt;
use secrecy::ExposeSecret;
use shared::{exec, ids::BlobId, sql};

use crate::{
    app::{App, Person},
    backup::succeeded,
    backup_refusals::refused,
    client::Reply,
    doctor::doctor,
    documents::{docx, docx_with, large},
    program::written,
    stack::{Stack, stories},
    sweeping::swept,
};

stories!(
    what_lies_sealed_is_no_document_until_it_is_opened,
    what_is_changed_on_the_disk_is_an_error_and_no_bytes,
    storage_keys_take_turns_and_none_is_retired_too_early,
    some_documents_lie_sealed_and_others_do_not,
    data_keys_that_nothing_needs_are_swept_away,
);

fn key() -> String {
    fernet::Fernet::generate_key()
}

/// The service with documents sealed by these storage keys, the newest first.
async fn sealing(stack: &Stack, keys: &str) -> App {
    stack.setup().set("encrypt_storage", "true").set("storage_keys", keys).start().await
}

async fn download(app: &App, by: &Person, id: &str) -> Reply {
    let link = app.link(by, id).await;
    app.get(&link).send().await
}

/// The one file that is stored.
fn only_file(stack: &Stack) -> PathBuf {
    let stored: Vec<_> = stack.stored().into_iter().collect();
    let [blob] = &stored[..] else { panic!("{stored:?}") };
    stack.data_dir().join("files/blobs").join(&blob[..2]).join(blob)
}

async fn what_lies_sealed_is_no_document_until_it_is_opened(stack: &Stack) {
    let app = sealing(stack, &key()).await;
    let (ops, client) = (app.ops("olga").await, app.client("carla").await);
    let bytes = docx_with(300_000);
    let id = app.clean_file(&ops, "plan.docx", &bytes).await;
    let stored = fs::read(only_file(stack)).unwrap();
    assert_eq!(stored.len(), bytes.len() + 40 + 5 * 16, "the header, and a tag for each segment");
    let is_within = |part: &[u8]| stored.windows(part.len()).any(|window| window == part);
    assert!(!is_within(b"word/document.xml") && !is_within(&bytes[100_000..100_032]));
    let link = app.link(&client, &id).await;
    assert!(app.get(&link).send().await.expect(200).body == bytes);
    for (range, expected) in [("bytes=65470-65490", &bytes[65470..65491]), ("bytes=-7", &bytes[bytes.len() - 7..])] {
        assert!(app.get(&link).header("range", range).send().await.expect(206).body == expected, "{range}");
    }
    let backup = stack.folder().join("backup");
    let keys = &app.foundation.settings.secrets.storage_keys;
    let mut command = stack.command(&["backup", backup.to_str().unwrap()]);
    succeeded(&command.env("STRONGROOM_STORAGE_KEYS", keys[0].expose_secret()).output().unwrap());
    let blob = only_file(stack).strip_prefix(stack.data_dir().join("files/blobs")).unwrap().to_owned();
    assert!(fs::read(backup.join("files").join(blob)).unwrap() == stored, "a backup holds it as it lies");
}

async fn what_is_changed_on_the_disk_is_an_error_and_no_bytes(stack: &Stack) {
    let key = key();
    let app = sealing(stack, &key).await;
    let (ops, client) = (app.ops("olga").await, app.client("carla").await);
    let bytes = large(1);
    let id = app.clean_file(&ops, "plan.docx", &bytes).await;
    let path = only_file(stack);
    let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, 700_000).unwrap();
    file.write_all_at(&[byte[0] ^ 1], 700_000).unwrap();
    let link = app.link(&client, &id).await;
    assert!(app.get(&link).header("range", "bytes=0-99").send().await.expect(206).body == bytes[..100]);
    let mut body = app.get(&link).open().await.into_body();
    let mut got = Vec::<u8>::new();
    let broke_off = loop {
        match body.frame().await {
            Some(Ok(frame)) => got.extend(frame.into_data().unwrap_or_default()),
            Some(Err(_)) => break true,
            None => break false,
        }
    };
    assert!(broke_off && bytes.starts_with(&got) && got.len() <= 700_000, "{} bytes went out", got.len());
    let mut verify = stack.command(&["verify"]);
    let verified = verify.env("STRONGROOM_STORAGE_KEYS", &key).output().unwrap();
    assert!(!verified.status.success() && written(&verified).contains("differs: "), "{}", written(&verified));
    file.write_all_at(&byte, 700_000).unwrap();
    assert!(app.get(&link).send().await.expect(200).body == bytes);
    // A file that was cut at a border of segments has no last one.
    file.set_len(8 << 16).unwrap();
    app.get(&link).send().await.refuses(500, "internal");
    fs::write(&path, b"something else").unwrap();
    app.get(&link).send().await.refuses(500, "internal");
}

async fn storage_keys_take_turns_and_none_is_retired_too_early(stack: &Stack) {
    let (old, new, foreign) = (key(), key(), key());
    let app = sealing(stack, &old).await;
    let ops = app.ops("olga").await;
    app.client("carla").await;
    let bytes = docx("as it was");
    let id = app.clean_file(&ops, "plan.docx", &bytes).await;
    let stored = fs::read(only_file(stack)).unwrap();
    app.stop().await;
    let wrapped_by = async |app: &App| {
        let query = "SELECT DISTINCT storage_key FROM data_keys";
        let (key,): (String,) = sql!(app.db(), |c| sqlx::query_as(query).fetch_one(c)).unwrap();
        key
    };
    let first = wrapped_by(&app).await;
    // Without its storage key nothing opens, and the doctor says why.
    let app = sealing(stack, &foreign).await;
    let client = app.log_in("carla").await;
    download(&app, &client, &id).await.refuses(500, "internal");
    doctor(stack, &[("STORAGE_KEYS", foreign.as_str()), ("ENCRYPT_STORAGE", "true")]).has(
        "wrong",
        "storage",
        "the storage keys of 1 sealed blob are not there",
    );
    let backup = stack.folder().join("backup");
    let without = |arguments: &[&str]| {
        let mut command = stack.command(arguments);
        command.env("STRONGROOM_STORAGE_KEYS", &foreign).env("STRONGROOM_ENCRYPT_STORAGE", "true").output().unwrap()
    };
    let verified = without(&["verify"]);
    assert_eq!(verified.status.code(), Some(1), "{}", written(&verified));
    assert!(written(&verified).starts_with("locked: ") && written(&verified).contains(&id), "{}", written(&verified));
    refused(&without(&["backup", backup.to_str().unwrap()]), &format!("the storage key {first} is not there"));
    assert!(!backup.exists());
    app.stop().await;
    let both = format!("{new},{old}");
    let app = sealing(stack, &both).await;
    let client = app.log_in("carla").await;
    assert!(download(&app, &client, &id).await.expect(200).body == bytes);
    let mut reseal = stack.command(&["keys", "reseal"]);
    let resealed = reseal.env("STRONGROOM_STORAGE_KEYS", &both).output().unwrap();
    assert!(written(&resealed).contains("Wrapped 1 data key anew."), "{}", written(&resealed));
    assert_ne!(wrapped_by(&app).await, first);
    app.stop().await;
    let app = sealing(stack, &new).await;
    let client = app.log_in("carla").await;
    assert!(download(&app, &client, &id).await.expect(200).body == bytes);
    assert!(fs::read(only_file(stack)).unwrap() == stored, "no byte was touched");
    doctor(stack, &[("STORAGE_KEYS", new.as_str()), ("ENCRYPT_STORAGE", "true")]).has("ok", "storage", "1 blob sealed");
}

async fn some_documents_lie_sealed_and_others_do_not(stack: &Stack) {
    let keys = key();
    let plain = stack.start().await;
    let ops = plain.ops("olga").await;
    plain.client("carla").await;
    let before = plain.clean_file(&ops, "before.docx", docx("before")).await;
    plain.stop().await;
    let app = sealing(stack, &keys).await;
    let ops = app.log_in("olga").await;
    let sealed = app.clean_file(&ops, "sealed.docx", docx("sealed")).await;
    app.stop().await;
    // What was sealed once is opened also where nothing is sealed any more.
    let app = stack.setup().set("storage_keys", &keys).start().await;
    let (ops, client) = (app.log_in("olga").await, app.log_in("carla").await);
    let after = app.clean_file(&ops, "after.docx", docx("after")).await;
    for (id, text) in [(before, "before"), (sealed, "sealed"), (after, "after")] {
        assert!(download(&app, &client, &id).await.expect(200).body == docx(text), "{text}");
    }
    let starts: Vec<_> = stack
        .stored()
        .into_iter()
        .map(|blob| fs::read(stack.data_dir().join("files/blobs").join(&blob[..2]).join(&blob)).unwrap()[..2].to_vec())
        .collect();
    assert_eq!(starts.iter().filter(|start| *start == b"PK").count(), 2, "{starts:?}");
}

async fn data_keys_that_nothing_needs_are_swept_away(stack: &Stack) {
    let app = sealing(stack, &key()).await;
    let ops = app.ops("olga").await;
    let [kept, gone] = ["kept", "gone"].map(|name| (format!("{name}.docx"), docx(name)));
    let kept = app.clean_file(&ops, &kept.0, kept.1).await;
    let gone = app.clean_file(&ops, &gone.0, gone.1).await;
    let count = async || {
        let query = "SELECT COUNT(*) FROM data_keys";
        let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(query).fetch_one(c)).unwrap();
        count
    };
    assert_eq!(count().await, 2);
    app.delete(&ops, &gone).await.expect(204);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(count().await, 1, "with the bytes goes their key");
    // A program was killed between writing a key down and keeping the bytes.
    let lost = BlobId::sealed(true);
    let insert = "INSERT INTO data_keys (blob, storage_key, wrapped, made_at) VALUES ($1, 'x', $2, 0)";
    exec!(app.db(), |c| sqlx::query(insert).bind(lost).bind(vec![0_u8; 60])).unwrap();
    swept(&app).await;
    assert_eq!(count().await, 1);
    app.show(&ops, &kept).await.expect(200);
}
