//! What a backup and a restore refuse, and that a refusal changes nothing.

use std::{
    fs::{self, File},
    os::unix::fs::{FileExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    backup::{manifest, succeeded},
    documents::docx,
    program::written,
    stack::{Kind, Stack, eventually, stories},
};

stories!(
    a_backup_overwrites_nothing,
    a_restore_goes_into_an_empty_stack_only,
    a_backup_that_is_not_as_it_was_is_refused,
    what_was_cut_off_is_known_as_such,
    every_night_the_oldest_backup_goes,
);

#[track_caller]
pub(crate) fn refused(output: &std::process::Output, told: &str) {
    let text = written(output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains(told) && text.trim().lines().count() == 1 && !text.contains("panic"), "{told}: {text}");
}

/// A look that was not possible ends otherwise than one that found something.
#[track_caller]
fn could_not_look(output: &std::process::Output, told: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", written(output));
    assert!(written(output).contains(told), "{told}: {}", written(output));
}

async fn a_backup_overwrites_nothing(stack: &Stack) {
    stack.before_the_first_start().await;
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

    // A store that is not mounted is not taken for an empty one.
    for arguments in [&["backup", "b"][..], &["verify"]] {
        let mut command = stack.command(arguments);
        command.env("STRONGROOM_STORAGE_URL", format!("file://{}", nowhere.display()));
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(!output.status.success() && written(&output).contains("there is no store at"), "{}", written(&output));
        assert!(!nowhere.exists() && !stack.folder().join("b").exists());
    }

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
    could_not_look(&twin.operate(&["verify", path]).await, "holds no finished backup");

    // After all these refusals the other stack is still empty.
    fs::write(backup.join("manifest.json"), &whole).unwrap();
    succeeded(&twin.operate(&["restore", path]).await);
    twin.clear_up().await;
}

/// Puts a pipe in the place of a file, so that whoever reads it waits for ever, and returns where the file is now.
fn clog(path: &Path) -> PathBuf {
    let aside = path.with_extension("aside");
    fs::rename(path, &aside).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    aside
}

/// Starts a command that will come to a clogged file, and kills it when it has begun.
async fn cut_off(stack: &Stack, arguments: &[&str], has_begun: impl AsyncFn() -> bool) {
    let mut command = stack.command(arguments).spawn().unwrap();
    eventually("it has begun", async || has_begun().await.then_some(())).await;
    assert_eq!(command.try_wait().unwrap(), None);
    command.kill().unwrap();
    command.wait().unwrap();
}

async fn what_was_cut_off_is_known_as_such(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let mut blobs = Vec::new();
    for at in 0..6 {
        let before = stack.stored();
        app.clean_file(&ops, &format!("{at}.docx"), docx(&at.to_string())).await;
        blobs.extend(stack.stored().difference(&before).cloned());
    }
    stack.all_jobs_are_done(app.db()).await;
    blobs.sort();
    let (first, last) = (&blobs[0], &blobs[5]);
    let place = |blob: &str| format!("{}/{blob}", &blob[..2]);

    // A backup of which all but the last document is there.
    let folder = stack.folder().join("cut-off");
    let path = folder.to_str().unwrap();
    let clogged = stack.data_dir().join("files/blobs").join(place(last));
    let aside = clog(&clogged);
    let copied = folder.join("files").join(place(first));
    cut_off(stack, &["backup", path], async || copied.exists()).await;
    fs::rename(&aside, &clogged).unwrap();
    let twin = stack.empty_twin().await;
    assert!(folder.join("unfinished").exists() && !folder.join("manifest.json").exists());
    refused(&twin.operate(&["restore", path]).await, "holds no finished backup");
    could_not_look(&twin.operate(&["verify", path]).await, "holds no finished backup");
    refused(&stack.operate(&["backup", path]).await, "is not empty");

    // A restore of which all but the last document is there is begun again and comes to its end.
    let backup = stack.backed_up("backup").await;
    let path = backup.to_str().unwrap();
    let clogged = backup.join("files").join(place(last));
    let aside = clog(&clogged);
    let put = twin.data_dir().join("files/blobs").join(place(first));
    cut_off(&twin, &["restore", path], async || put.exists()).await;
    fs::rename(&aside, &clogged).unwrap();
    assert!(!twin.data_dir().join("files/blobs").join(place(last)).exists());
    succeeded(&twin.operate(&["restore", path]).await);
    succeeded(&twin.operate(&["verify"]).await);
    let app = twin.start().await;
    assert_eq!(app.list(&app.log_in("otto").await, "").await.expect(200).json()["files"].as_array().unwrap().len(), 6);
    twin.nothing_is_left().await;
    twin.clear_up().await;
}

async fn every_night_the_oldest_backup_goes(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let home = stack.folder().join("backups");
    let nightly = async || {
        // The script finds the program in its path, as the timer has it.
        let strongroom = stack.command(&[]);
        let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/backup/strongroom-backup"));
        let programs = Path::new(strongroom.get_program()).parent().unwrap().display();
        command.env_clear().envs(strongroom.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PATH", format!("{programs}:{}", std::env::var("PATH").unwrap()));
        command.env("BACKUP_DIR", &home).env("BACKUP_KEEP", "2");
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    };
    let names = || {
        let entries = fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.filter(|name| name != ".lock").collect();
        names.sort();
        names
    };
    let older = ["2026-01-01T02-30-00Z", "2026-01-02T02-30-00Z"];
    for name in older {
        succeeded(&nightly().await);
        fs::rename(home.join(names().pop().unwrap()), home.join(name)).unwrap();
    }
    // One that was cut off counts for nothing, and what is none of ours stays.
    fs::create_dir(home.join("2026-01-03T02-30-00Z")).unwrap();
    fs::write(home.join("2026-01-03T02-30-00Z/unfinished"), "").unwrap();
    fs::write(home.join("notes.txt"), "mine").unwrap();
    succeeded(&nightly().await);
    let after = names();
    assert!(after.len() == 3 && after[0] == older[1] && after[2] == "notes.txt", "{after:?}");
    succeeded(&stack.operate(&["verify", home.join(&after[1]).to_str().unwrap()]).await);
    let mode = fs::metadata(home.join(&after[1])).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);

    // Where a document is damaged the backup is kept for what it has, and no older one goes.
    let blob = stack.stored().into_iter().next().unwrap();
    let path = stack.data_dir().join("files/blobs").join(&blob[..2]).join(&blob);
    flip(&path);
    fs::rename(home.join(&after[1]), home.join("2026-01-04T02-30-00Z")).unwrap();
    assert_eq!(nightly().await.status.code(), Some(1));
    let last = names();
    assert_eq!((last.len(), &last[0], &last[1]), (4, &older[1].to_owned(), &"2026-01-04T02-30-00Z".to_owned()));
    flip(&path);
}
