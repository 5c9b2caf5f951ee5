//! What a backup and a restore refuse, and that a refusal changes nothing.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::Path,
};

use crate::{
    backup::{manifest, succeeded},
    documents::docx,
    program::written,
    stack::{Kind, Stack, stories},
};

stories!(
    a_backup_overwrites_nothing,
    a_restore_goes_into_an_empty_stack_only,
    a_backup_that_is_not_as_it_was_is_refused,
    other_keys_are_told_or_refused,
);

#[track_caller]
fn refused(output: &std::process::Output, told: &str) {
    let text = written(output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains(told) && text.trim().lines().count() == 1 && !text.contains("panic"), "{told}: {text}");
}

async fn a_backup_overwrites_nothing(stack: &Stack) {
    let nowhere = stack.folder().join("nowhere");
    let told = if stack.kind == Kind::Embedded { "there is no database at" } else { "the tables are of version 0" };
    refused(&stack.operate(&["backup", nowhere.to_str().unwrap()]).await, told);
    assert!(!nowhere.exists());
    assert!(!stack.data_dir().join("strongroom.db").exists());

    let app = stack.start().await;
    app.ops("otto").await;
    let taken = stack.folder().join("taken");
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("notes.txt"), "mine").unwrap();
    refused(&stack.operate(&["backup", taken.to_str().unwrap()]).await, "is not empty");
    assert_eq!(fs::read_to_string(taken.join("notes.txt")).unwrap(), "mine");
    assert_eq!(fs::read_dir(&taken).unwrap().count(), 1);

    let backup = stack.backed_up("backup").await;
    refused(&stack.operate(&["backup", backup.to_str().unwrap()]).await, "is not empty");
    succeeded(&stack.operate(&["verify", backup.to_str().unwrap()]).await);
    // A folder that is there and empty will do, such as where another disk is mounted.
    fs::create_dir(stack.folder().join("mounted")).unwrap();
    stack.backed_up("mounted").await;
}

async fn a_restore_goes_into_an_empty_stack_only(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let backup = stack.backed_up("backup").await;
    let path = backup.to_str().unwrap();
    refused(&stack.operate(&["restore", path]).await, "the database is not empty");
    app.show(&ops, &id).await.expect(200);

    let twin = stack.empty_twin().await;
    let stranger = twin.data_dir().join("files/blobs/ab").join(uuid::Uuid::new_v4().to_string());
    fs::create_dir_all(stranger.parent().unwrap()).unwrap();
    fs::write(&stranger, "x").unwrap();
    refused(&twin.operate(&["restore", path]).await, "the store is not empty");
    fs::remove_file(&stranger).unwrap();
    // Tables without rows are no hindrance, and neither are bytes that an earlier restore put in their places.
    succeeded(&twin.operate(&["migrate"]).await);
    let blob = stack.stored().into_iter().next().unwrap();
    let place = twin.data_dir().join("files/blobs").join(&blob[..2]).join(&blob);
    fs::write(&place, "half of a document").unwrap();
    succeeded(&twin.operate(&["restore", path]).await);
    succeeded(&twin.operate(&["verify"]).await);
    refused(&twin.operate(&["restore", path]).await, "the database is not empty");
    let app = twin.start().await;
    app.show(&app.log_in("otto").await, &id).await.expect(200);
    twin.nothing_is_left().await;
    twin.clear_up().await;
}

/// Changes one bit of a file, and back when it is called again.
fn flip(path: &Path) {
    let file = File::options().read(true).write(true).open(path).unwrap();
    let (mut byte, at) = ([0], file.metadata().unwrap().len() / 2);
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 1], at).unwrap();
}

async fn a_backup_that_is_not_as_it_was_is_refused(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let backup = stack.backed_up("backup").await;
    let path = backup.to_str().unwrap();
    let twin = stack.empty_twin().await;

    let parts = manifest(&backup)["parts"].as_array().unwrap().clone();
    let parts: Vec<String> = parts.iter().map(|part| part["path"].as_str().unwrap().to_owned()).collect();
    let blob = stack.stored().into_iter().next().unwrap();
    let stored = format!("files/{}/{blob}", &blob[..2]);
    for part in parts.iter().chain([&stored]) {
        let file = backup.join(part);
        if fs::metadata(&file).unwrap().len() > 0 {
            flip(&file);
            let found = stack.operate(&["verify", path]).await;
            assert_eq!(found.status.code(), Some(1), "{part}: {}", written(&found));
            refused(&twin.operate(&["restore", path]).await, &format!("the backup is damaged: {part}"));
            flip(&file);
        }
        let aside = stack.folder().join("aside");
        fs::rename(&file, &aside).unwrap();
        refused(&twin.operate(&["restore", path]).await, &format!("the backup is damaged: {part}"));
        fs::rename(&aside, &file).unwrap();
    }
    let extra = backup.join("files/ab/extra");
    fs::write(&extra, "x").unwrap();
    assert_eq!(stack.operate(&["verify", path]).await.status.code(), Some(1));
    fs::remove_file(&extra).unwrap();
    succeeded(&stack.operate(&["verify", path]).await);

    let whole = fs::read_to_string(backup.join("manifest.json")).unwrap();
    let (engine, other) = if stack.kind == Kind::Embedded { ("sqlite", "postgres") } else { ("postgres", "sqlite") };
    for (from, to, told) in [
        ("\"format\": 1", "\"format\": 2", "which is newer than this program"),
        ("\"tables_version\": ", "\"tables_version\": 9", "which is newer than this program"),
        ("database/", "../database/", "which is no place in a backup"),
        (engine, other, "goes onto"),
        ("\"files\": 1", "\"files\": 2", "the backup is damaged: files.sha256"),
        ("{", "", "manifest.json of the backup cannot be read"),
    ] {
        assert!(whole.contains(from), "{from}");
        fs::write(backup.join("manifest.json"), whole.replacen(from, to, 1)).unwrap();
        refused(&twin.operate(&["restore", path]).await, told);
    }
    fs::remove_file(backup.join("manifest.json")).unwrap();
    refused(&twin.operate(&["restore", path]).await, "holds no finished backup");
    refused(&twin.operate(&["verify", path]).await, "holds no finished backup");

    // After all these refusals the other stack is still empty.
    fs::write(backup.join("manifest.json"), &whole).unwrap();
    succeeded(&twin.operate(&["restore", path]).await);
    twin.clear_up().await;
}

async fn other_keys_are_told_or_refused(stack: &Stack) {
    let app = stack.start().await;
    app.ops("otto").await;
    let backup = stack.backed_up("backup").await;
    let path = backup.to_str().unwrap();
    let twin = stack.empty_twin().await;
    if stack.kind == Kind::Embedded {
        fs::create_dir_all(twin.data_dir()).unwrap();
        let kept = twin.data_dir().join("fernet_keys");
        fs::write(&kept, "another\n").unwrap();
        refused(&twin.operate(&["restore", path]).await, "holds other keys than");
        fs::remove_file(&kept).unwrap();
        succeeded(&twin.operate(&["restore", path]).await);
        let texts = [&kept, &backup.join("keys/fernet_keys")].map(|path| fs::read_to_string(path).unwrap());
        assert_eq!(texts[0], texts[1]);
    } else {
        let other = fernet::Fernet::generate_key();
        let mut command = twin.command(&["restore", path]);
        command.env("STRONGROOM_FERNET_KEYS", &other);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        succeeded(&output);
        let text = written(&output);
        assert!(text.contains("STRONGROOM_FERNET_KEYS must hold the keys in"), "{text}");
        assert!(!text.contains("STRONGROOM_JWT_SECRETS") && !text.contains(&other), "{text}");
        assert!(!text.contains(stack.setting("fernet_keys").unwrap()), "{text}");
    }
    twin.clear_up().await;
}
