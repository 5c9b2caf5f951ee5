//! Keys in backups: what was signed and sealed before is good after a restore, wherever keys come from.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use serde_json::Value;

use crate::{
    backup::succeeded,
    backup_refusals::refused,
    documents::docx,
    keys::{key_folder, key_settings},
    program::written,
    stack::{Kind, Stack, stories},
};

stories!(
    a_rotated_ring_comes_back_as_it_was,
    given_keys_come_back_as_files_and_files_as_given_keys,
    a_backup_without_its_keys_is_not_made,
    other_keys_are_told_or_refused,
);

impl Stack {
    /// An empty stack that keeps its keys in files: on servers in a folder that all programs share.
    async fn empty_twin_with_key_files(&self) -> Self {
        let mut twin = self.empty_twin().await;
        for (name, value) in key_settings(&twin) {
            twin.set(name, value);
        }
        twin
    }

    /// Which keys there are.
    async fn listed_keys(&self) -> Value {
        let output = self.operate(&["keys", "list", "--json"]).await;
        succeeded(&output);
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn a_rotated_ring_comes_back_as_it_was(stack: &Stack) {
    let source = stack.empty_twin_with_key_files().await;
    let app = source.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = docx("x");
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    let old_link = app.link(&ann, &id).await;
    source.all_jobs_are_done(app.db()).await;
    app.stop().await;
    for kind in ["jwt", "fernet"] {
        succeeded(&source.operate(&["keys", "add", kind, "--after", "5s"]).await);
    }
    source.clock.advance(Duration::from_mins(1));
    let app = source.setup().beside(&app).start().await;
    let bob = app.client("bob").await;
    let new_link = app.link(&bob, &id).await;
    // One more, which does not sign yet.
    succeeded(&source.operate(&["keys", "add", "fernet", "--after", "1h"]).await);
    source.all_jobs_are_done(app.db()).await;
    let backup = source.backed_up("backup").await;
    assert_eq!((mode(&backup.join("keys")), mode(&backup.join("keys/fernet_keys"))), (0o700, 0o600));

    let twin = stack.empty_twin_with_key_files().await;
    twin.restored(&backup).await;
    for name in ["jwt_secrets", "fernet_keys"] {
        let [was, is] = [&source, &twin].map(|stack| key_folder(stack).join(name));
        assert_eq!(fs::read_to_string(&was).unwrap(), fs::read_to_string(&is).unwrap(), "{name}");
        assert_eq!(mode(&is), 0o600, "{name}");
    }
    // Not their states: by the clock of the machine, a key may begin to sign between one look and the other.
    let order = |keys: Value| -> Vec<Value> {
        let listed = keys["keys"].as_array().unwrap().iter();
        listed.map(|key| serde_json::json!([key["kind"], key["id"], key["made_at"], key["signs_from"]])).collect()
    };
    assert_eq!(order(twin.listed_keys().await), order(source.listed_keys().await));
    let app = twin.setup().beside(&app).start().await;
    for (person, link) in [(&ann, &old_link), (&bob, &new_link)] {
        app.me(&person.access).await.expect(200);
        assert!(app.get(link).send().await.expect(200).body == bytes);
    }
    let ann = app.log_in("ann").await;
    assert!(app.get(&app.link(&ann, &id).await).send().await.expect(200).body == bytes);

    for stack in [source, twin] {
        stack.nothing_is_left().await;
        stack.clear_up().await;
    }
}

/// From where keys are settings to where they are files, and back.
async fn given_keys_come_back_as_files_and_files_as_given_keys(stack: &Stack) {
    let mut source = stack.empty_twin().await;
    let given = [
        (
            "jwt_secrets",
            "another secret of more than thirty-two characters,the first of more than thirty-two".to_owned(),
        ),
        ("fernet_keys", format!("{},{}", fernet::Fernet::generate_key(), fernet::Fernet::generate_key())),
    ];
    for (name, value) in given.clone() {
        source.set(name, value);
    }
    let app = source.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = docx("x");
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    let link = app.link(&ann, &id).await;
    source.all_jobs_are_done(app.db()).await;
    let backup = source.backed_up("backup").await;

    let files = stack.empty_twin_with_key_files().await;
    files.restored(&backup).await;
    let app = files.setup().beside(&app).start().await;
    app.me(&ann.access).await.expect(200);
    assert!(app.get(&link).send().await.expect(200).body == bytes);
    let another = app.link(&app.log_in("ann").await, &id).await;
    let order = |keys: Value| -> Vec<Value> {
        // Keys of the trail that come of Fernet keys are listed nowhere; in a file they are keys like others.
        let listed = keys["keys"].as_array().unwrap().iter().filter(|key| key["kind"] != "audit");
        listed.map(|key| serde_json::json!([key["id"], key["state"]])).collect()
    };
    assert_eq!(order(files.listed_keys().await), order(source.listed_keys().await));
    let backup = files.backed_up("backup").await;

    let mut twin = stack.empty_twin().await;
    for (name, value) in given {
        twin.set(name, value);
    }
    let restored = twin.operate(&["restore", backup.to_str().unwrap()]).await;
    succeeded(&restored);
    assert!(!written(&restored).contains("To do"), "{}", written(&restored));
    let app = twin.setup().beside(&app).start().await;
    app.me(&ann.access).await.expect(200);
    for link in [link, another] {
        assert!(app.get(&link).send().await.expect(200).body == bytes);
    }
    for stack in [source, files, twin] {
        stack.nothing_is_left().await;
        stack.clear_up().await;
    }
}

async fn a_backup_without_its_keys_is_not_made(stack: &Stack) {
    let source = stack.empty_twin_with_key_files().await;
    let app = source.start().await;
    app.ops("otto").await;
    source.all_jobs_are_done(app.db()).await;
    let (kept, aside) = (key_folder(&source).join("fernet_keys"), source.folder().join("aside"));
    fs::rename(&kept, &aside).unwrap();
    let folder = source.folder().join("backup");
    refused(&source.operate(&["backup", folder.to_str().unwrap()]).await, "there are no keys at");
    assert!(!folder.exists() && !kept.exists());
    fs::rename(&aside, &kept).unwrap();
    let mut command = source.command(&["backup", folder.to_str().unwrap()]);
    command.env("STRONGROOM_JWT_SECRETS", "a secret of more than thirty-two characters\nin two lines");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    refused(&output, "STRONGROOM_JWT_SECRETS holds a line break");
    assert!(!folder.exists());
    let backup = source.backed_up("backup").await;

    // A folder of keys that is not mounted is not taken for an empty one.
    let mut twin = stack.empty_twin_with_key_files().await;
    if stack.kind == Kind::Servers {
        let nowhere = twin.folder().join("nowhere");
        twin.set("keys_dir", nowhere.to_str().unwrap());
        refused(&twin.operate(&["restore", backup.to_str().unwrap()]).await, "which is no folder");
        assert!(!nowhere.exists());
        for (name, value) in key_settings(&twin) {
            twin.set(name, value);
        }
    }
    twin.restored(&backup).await;
    for stack in [source, twin] {
        stack.nothing_is_left().await;
        stack.clear_up().await;
    }
}

async fn other_keys_are_told_or_refused(stack: &Stack) {
    let app = stack.start().await;
    app.ops("otto").await;
    let backup = stack.backed_up("backup").await;
    let path = backup.to_str().unwrap();
    let twin = stack.empty_twin().await;
    let other = fernet::Fernet::generate_key();
    if stack.kind == Kind::Embedded {
        fs::create_dir_all(twin.data_dir()).unwrap();
        let (kept, saved) = (twin.data_dir().join("fernet_keys"), backup.join("keys/fernet_keys"));
        fs::write(&kept, format!("{other}\n")).unwrap();
        refused(&twin.operate(&["restore", path]).await, "holds other keys than");
        // One that was rotated since, and not lost, stays as it is.
        let rotated = format!("{other}\n{}", fs::read_to_string(&saved).unwrap());
        fs::write(&kept, &rotated).unwrap();
        succeeded(&twin.operate(&["restore", path]).await);
        assert_eq!(fs::read_to_string(&kept).unwrap(), rotated);
        assert_eq!(
            fs::read_to_string(twin.data_dir().join("jwt_secrets")).unwrap(),
            fs::read_to_string(backup.join("keys/jwt_secrets")).unwrap()
        );
    } else {
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
