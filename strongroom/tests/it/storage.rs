//! Whose a store is: nothing starts with another's, nothing is swept from it, and an operator may give it away.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use shared::{exec, ids::InstallationId, sql};

use crate::{
    app::{App, HasId},
    backup::succeeded,
    backup_refusals::refused,
    doctor::doctor,
    documents::docx,
    program::{free_address, written},
    stack::{Stack, eventually, stories},
};

stories!(
    a_store_stays_with_its_database,
    a_store_that_is_not_mounted_is_not_taken_for_an_empty_one,
    a_store_from_before_there_were_ids_is_known_by_its_documents,
    programs_that_start_at_once_come_to_one_id,
    a_restored_installation_has_an_id_of_its_own,
);

impl Stack {
    fn mark(&self) -> PathBuf {
        self.data_dir().join("files/installation")
    }

    /// Starts a program that must not start, and returns what it wrote.
    async fn does_not_start(&self, arguments: &[&str], store: Option<&Path>) -> Output {
        let mut command = self.command(arguments);
        command.env("STRONGROOM_LISTEN", free_address().to_string());
        if let Some(store) = store {
            command.env("STRONGROOM_STORAGE_URL", format!("file://{}", store.display()));
        }
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }
}

/// The last line of what a program that did not start wrote: one sentence that names the setting.
#[track_caller]
fn tells(output: &Output, words: &str) {
    let text = written(output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let said = text.lines().last().unwrap_or_default();
    assert!(said.contains("STRONGROOM_STORAGE_URL") && said.contains(words) && !text.contains("panic"), "{text}");
}

async fn id_of(app: &App) -> InstallationId {
    let query = "SELECT id FROM installation";
    let (id,): (InstallationId,) = sql!(app.db(), |c| sqlx::query_as(query).fetch_one(c)).unwrap();
    id
}

fn marked(stack: &Stack) -> String {
    fs::read_to_string(stack.mark()).unwrap().trim().to_owned()
}

async fn a_store_stays_with_its_database(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let (stored, ours) = (stack.stored(), id_of(&app).await);
    assert_eq!(marked(stack), ours.to_string());

    // A database that is new, and one that has an id of its own.
    let store = stack.data_dir().join("files");
    let mut twin = stack.empty_twin().await;
    for round in ["new", "with an id"] {
        for arguments in [&[][..], &["api"], &["worker"]] {
            let refused = twin.does_not_start(arguments, Some(&store)).await;
            tells(&refused, "name the two that belong together");
            assert!(written(&refused).contains(&ours.to_string()), "{round}: {}", written(&refused));
        }
        assert_eq!(stack.stored(), stored, "{round}");
        if round == "new" {
            twin.start().await.stop().await;
        }
    }
    twin.set("storage_url", format!("file://{}", store.display()));
    doctor(&twin, &[]).has("wrong", "storage", "the store of the installation");
    let verified = twin.operate(&["verify"]).await;
    assert!(verified.status.code() == Some(1) && written(&verified).starts_with("foreign: "), "{}", written(&verified));
    refused(&twin.operate(&["backup", "b"]).await, "name the two that belong together");
    refused(&twin.operate(&["storage", "sweep", "--yes"]).await, "name the two that belong together");
    assert_eq!(stack.stored(), stored);

    // An operator may give it away, and has to say so.
    let told = twin.operate(&["storage", "adopt"]).await;
    assert_eq!(told.status.code(), Some(1), "{}", written(&told));
    assert!(written(&told).contains("holds 1 files") && written(&told).contains("knows 0 documents"));
    assert_eq!(marked(stack), ours.to_string());
    app.stop().await;
    succeeded(&twin.operate(&["storage", "adopt", "--yes"]).await);
    tells(&stack.does_not_start(&[], None).await, "name the two that belong together");
    succeeded(&stack.operate(&["storage", "adopt", "--yes"]).await);
    doctor(stack, &[]).has("ok", "storage", &ours.to_string());
    let app = stack.start().await;
    app.show(&app.log_in("otto").await, &id).await.expect(200);
    assert_eq!(stack.stored(), stored);
    twin.clear_up().await;
}

async fn a_store_that_is_not_mounted_is_not_taken_for_an_empty_one(stack: &Stack) {
    // One that never held anything may go.
    stack.start().await.stop().await;
    fs::remove_dir_all(stack.data_dir().join("files")).unwrap();
    let app = stack.start().await;
    assert_eq!(marked(stack), id_of(&app).await.to_string());

    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    app.stop().await;
    let (store, aside) = (stack.data_dir().join("files"), stack.folder().join("aside"));
    fs::rename(&store, &aside).unwrap();
    for made in [false, true] {
        if made {
            fs::create_dir(&store).unwrap();
        }
        tells(&stack.does_not_start(&["worker"], None).await, "which is empty, though the database knows documents");
        doctor(stack, &[]).has("wrong", "storage", "which is empty");
        assert!(!made || fs::read_dir(&store).unwrap().next().is_none(), "something was made in it");
    }
    fs::remove_dir(&store).unwrap();
    fs::rename(&aside, &store).unwrap();
    let app = stack.start().await;
    app.show(&app.log_in("otto").await, &id).await.expect(200);
}

async fn a_store_from_before_there_were_ids_is_known_by_its_documents(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let first = id_of(&app).await;
    app.stop().await;
    for both in [true, false] {
        fs::remove_file(stack.mark()).unwrap();
        if both {
            exec!(app.db(), |c| sqlx::query("DELETE FROM installation")).unwrap();
        }
        doctor(stack, &[]).has("ok", "storage", "the next start writes into it");
        let again = stack.start().await;
        again.show(&again.log_in("otto").await, &id).await.expect(200);
        let now = id_of(&again).await;
        assert!(marked(stack) == now.to_string() && now != first);
        again.stop().await;
    }
    // The same store before a database that knows nothing of it.
    fs::remove_file(stack.mark()).unwrap();
    let twin = stack.empty_twin().await;
    let store = stack.data_dir().join("files");
    tells(&twin.does_not_start(&["worker"], Some(&store)).await, "holds documents that the database");
    assert!(!stack.mark().exists() && stack.stored().len() == 1);
    twin.clear_up().await;
}

async fn programs_that_start_at_once_come_to_one_id(stack: &Stack) {
    stack.before_the_first_start().await;
    // On one machine each has an address of its own.
    let programs: Vec<_> = [&["api"][..], &["worker"], &["worker"], &["api"]]
        .into_iter()
        .map(|arguments| {
            let watched = free_address().to_string();
            (stack.program_at(free_address(), arguments, &[("STRONGROOM_METRICS_LISTEN", &watched)]), watched)
        })
        .collect();
    for (program, watched) in &programs {
        let watched = watched.parse().unwrap();
        let healthz =
            async || crate::client::Call::new(watched, hyper::Method::GET, "/readyz").try_open().await.ok().map(|_| ());
        eventually(&format!("the program is there; {}", program.log()), healthz).await;
    }
    drop(programs);
    let app = stack.start().await;
    assert_eq!(marked(stack), id_of(&app).await.to_string());
}

async fn a_restored_installation_has_an_id_of_its_own(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    app.clean_file(&ops, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let backup = stack.backed_up("backup").await;
    let twin = stack.empty_twin().await;
    twin.restored(&backup).await;
    let restored = twin.start().await;
    let id = id_of(&restored).await;
    assert!(marked(&twin) == id.to_string() && id != id_of(&app).await, "the first installation lives on");
    assert_eq!(restored.list(&restored.log_in("otto").await, "").await.expect(200).json()["files"][0].id().len(), 36);
    twin.nothing_is_left().await;
    twin.clear_up().await;

    // Started once, and still empty: it keeps its id. A store of somebody else is no place to restore into.
    let twin = stack.empty_twin().await;
    let database = shared::foundation::Foundation::open(
        shared::settings::Settings::from_pairs(twin.pairs()).unwrap(),
        twin.clock.clone(),
    );
    database.await.unwrap().db.close().await;
    let before = marked(&twin);
    for made in ["jwt_secrets", "fernet_keys", "audit_keys"] {
        let _ = fs::remove_file(twin.data_dir().join(made));
    }
    let mut elsewhere = stack.empty_twin().await;
    elsewhere.set("storage_url", format!("file://{}", twin.data_dir().join("files").display()));
    refused(&elsewhere.operate(&["restore", backup.to_str().unwrap()]).await, "name the two that belong together");
    twin.restored(&backup).await;
    assert_eq!(marked(&twin), before);
    twin.clear_up().await;
    elsewhere.clear_up().await;
}
