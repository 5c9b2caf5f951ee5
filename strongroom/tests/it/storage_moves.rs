//! Documents that move to a bucket of an S3 server, and back, while the service runs.

use std::process::Output;

use shared::documents::moving::Move;

use crate::{
    app::{App, Person, Setup},
    backup::succeeded,
    documents::{docx, docx_with, large},
    program::written,
    stack::{Kind, Stack, Store, eventually, tell, tell_in},
    weak_line::{Line, WeakLine},
};

/// Runs an operator's command where programs keep documents at `here`.
async fn operated(stack: &Stack, here: &str, arguments: &[&str]) -> Output {
    let mut command = stack.command(arguments);
    command.envs(keys()).env("STRONGROOM_STORAGE_URL", here);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// Moves all documents, as an operator does whose programs keep them at `here`.
async fn moved(stack: &Stack, here: &str, to: &str) -> String {
    let output = operated(stack, here, &["storage", "move", to]).await;
    succeeded(&output);
    written(&output)
}

/// Gets ready to start the service with documents in this place.
fn at<'a>(stack: &'a Stack, place: &str) -> Setup<'a> {
    let [(_, access), (_, secret)] = &keys()[..] else { panic!("two keys") };
    stack.setup().set("s3_access_key", access).set("s3_secret_key", secret).set("storage_url", place)
}

/// A folder, and a bucket of a server at this address, below a prefix of its own.
fn places(stack: &Stack, server: &str) -> (String, String) {
    let folder = format!("file://{}", stack.data_dir().join("files").display());
    let bucket = std::env::var("TEST_S3_BUCKET").unwrap();
    (folder, format!("s3://{bucket}/{}?endpoint={server}", uuid::Uuid::new_v4()))
}

/// Changes a byte of the first of all stored files.
fn damage_one(stack: &Stack) {
    let blob = stack.stored().into_iter().next().unwrap();
    let path = stack.data_dir().join("files/blobs").join(&blob[..2]).join(blob);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[50] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// The keys of the S3 server, as programs are given them.
fn keys() -> Vec<(&'static str, String)> {
    let given = |name: &str| std::env::var(name).unwrap();
    vec![
        ("STRONGROOM_S3_ACCESS_KEY", given("TEST_S3_ACCESS_KEY")),
        ("STRONGROOM_S3_SECRET_KEY", given("TEST_S3_SECRET_KEY")),
    ]
}

async fn all_are_there(app: &App, by: &Person, documents: &[(String, Vec<u8>)]) {
    for (id, bytes) in documents {
        let link = app.link(by, id).await;
        assert!(app.get(&link).send().await.expect(200).body == *bytes, "{id}");
    }
}

async fn documents_move_to_a_bucket_and_back(stack: &Stack) {
    let Ok(server) = std::env::var("TEST_S3_URL") else { return println!("skipped: there is no S3 server") };
    let (folder, bucket) = places(stack, &server);
    let app = at(stack, &folder).start().await;
    let (ops, client) = (app.ops("olga").await, app.client("carla").await);
    let mut documents = Vec::new();
    for (name, bytes) in [("a.docx", docx("a")), ("b.docx", docx_with(200_000)), ("c.docx", large(6))] {
        documents.push((app.clean_file(&ops, name, &bytes).await, bytes));
    }
    let said = moved(stack, &folder, &bucket).await;
    assert!(said.contains("3 versions in s3://") && said.contains("3 of them copied now"), "{said}");
    all_are_there(&app, &client, &documents).await;
    // What comes before the service is started again is copied later; what is copied already is not copied again.
    documents.push((app.clean_file(&ops, "d.docx", docx("d")).await, docx("d")));
    app.stop().await;
    let app = at(stack, &bucket).start().await;
    let (ops, client) = (app.log_in("olga").await, app.log_in("carla").await);
    all_are_there(&app, &client, &documents).await;
    documents.push((app.clean_file(&ops, "e.docx", docx("e")).await, docx("e")));
    // One of them is in the old place still, where commands look for it, too.
    let backup = stack.folder().join("backup");
    for command in [&["verify"][..], &["backup", backup.to_str().unwrap()]] {
        succeeded(&operated(stack, &bucket, command).await);
    }
    let twin = stack.empty_twin().await;
    twin.restored(&backup).await;
    assert_eq!(Move::find(twin.start().await.db()).await.unwrap(), None, "in a restored one nothing is moved");
    twin.clear_up().await;
    let said = moved(stack, &bucket, &bucket).await;
    assert!(said.contains("5 versions in s3://") && said.contains(", 1 of them copied now."), "{said}");
    assert!(said.contains("4 files erased"), "{said}");
    assert!(stack.stored().is_empty());
    all_are_there(&app, &client, &documents).await;
    // And back, with moves that are killed as soon as each has copied something.
    let mut copied = 0;
    while copied < documents.len() {
        let mut command = stack.command(&["storage", "move", &folder]);
        for (name, value) in keys() {
            command.env(name, value);
        }
        let mut killed = command.env("STRONGROOM_STORAGE_URL", &bucket).spawn().unwrap();
        copied =
            eventually("more is copied", async || Some(stack.stored().len()).filter(|stored| *stored > copied)).await;
        let _ = killed.kill();
        killed.wait().unwrap();
        all_are_there(&app, &client, &documents).await;
    }
    let said = moved(stack, &bucket, &folder).await;
    assert!(said.contains("5 versions in file://") && !said.contains(" 5 of them"), "{said}");
    app.stop().await;
    // A copy that is no longer what it was is made anew before what it was made from is erased.
    damage_one(stack);
    let app = at(stack, &folder).start().await;
    let client = app.log_in("carla").await;
    let said = moved(stack, &folder, &folder).await;
    assert!(said.contains("5 files erased in s3://"), "{said}");
    all_are_there(&app, &client, &documents).await;
}

/// Waits until a program has noticed that nothing is being moved any more.
async fn knows_of_the_end(app: &App) {
    eventually("the move is over", async || (!app.foundation.blobs.may_be_elsewhere()).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_to_a_bucket_to_which_documents_are_still_moved() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let Ok(server) = std::env::var("TEST_S3_URL") else { return println!("skipped: there is no S3 server") };
        let (folder, bucket) = places(stack, &server);
        let app = at(stack, &folder).start().await;
        let (ops, _) = (app.ops("olga").await, app.client("carla").await);
        let bytes = docx_with(200_000);
        moved(stack, &folder, &bucket).await;
        let id = app.clean_file(&ops, "a.docx", &bytes).await;
        app.stop().await;
        let app = at(stack, &bucket).set("s3_redirect", "true").start().await;
        let (ops, client) = (app.log_in("olga").await, app.log_in("carla").await);
        let link = app.link(&client, &id).await;
        assert!(app.get(&link).send().await.expect(200).body == bytes, "it is in the folder alone");
        moved(stack, &bucket, &bucket).await;
        knows_of_the_end(&app).await;
        app.get(&link).send_bare().await.expect(307);
        // What is looked at in the end is the folder.
        app.delete(&ops, &id).await.expect(204);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_is_given_up_by_naming_the_place_where_it_began() {
    Box::pin(tell(Kind::Embedded, async |stack: &Stack| {
        let Ok(server) = std::env::var("TEST_S3_URL") else { return println!("skipped: there is no S3 server") };
        let (folder, bucket) = places(stack, &server);
        let app = at(stack, &folder).start().await;
        let (ops, _) = (app.ops("olga").await, app.client("carla").await);
        let mut documents = vec![(app.clean_file(&ops, "a.docx", docx("a")).await, docx("a"))];
        moved(stack, &folder, &bucket).await;
        app.stop().await;
        // The service was in the bucket for a while.
        let app = at(stack, &bucket).start().await;
        let ops = app.log_in("olga").await;
        documents.push((app.clean_file(&ops, "b.docx", docx("b")).await, docx("b")));
        stack.all_jobs_are_done(app.db()).await;
        app.stop().await;
        let app = at(stack, &folder).start().await;
        let (ops, client) = (app.log_in("olga").await, app.log_in("carla").await);
        let said = moved(stack, &folder, &folder).await;
        assert!(said.contains("2 versions in file://") && said.contains(", 1 of them copied now."), "{said}");
        assert!(said.contains("2 files erased in s3://"), "{said}");
        knows_of_the_end(&app).await;
        all_are_there(&app, &client, &documents).await;

        // Once more, to a server that is then away for good.
        let wire = WeakLine::to(server.strip_prefix("http://").unwrap()).await;
        let (_, away) = places(stack, &format!("http://{}", wire.address));
        moved(stack, &folder, &away).await;
        wire.does(Line::IsDead);
        let refused = operated(stack, &folder, &["storage", "move", &folder]).await;
        assert!(
            !refused.status.success() && written(&refused).contains("--leave ends the move"),
            "{}",
            written(&refused)
        );
        let left = operated(stack, &folder, &["storage", "move", &folder, "--leave"]).await;
        succeeded(&left);
        assert!(written(&left).contains("stays there"), "{}", written(&left));
        knows_of_the_end(&app).await;
        app.delete(&ops, &documents.remove(0).0).await.expect(204);
        stack.all_jobs_are_done(app.db()).await;
        all_are_there(&app, &client, &documents).await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn embedded_documents_move_to_a_bucket_and_back() {
    Box::pin(tell(Kind::Embedded, documents_move_to_a_bucket_and_back)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_documents_move_to_a_bucket_and_back() {
    Box::pin(tell_in(Store::Sealed, documents_move_to_a_bucket_and_back)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_on_servers_move_to_a_bucket_and_back() {
    Box::pin(tell(Kind::Servers, documents_move_to_a_bucket_and_back)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_goes_where_nothing_is_and_to_one_place_at_a_time() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let app = stack.start().await;
        let (ops, place) =
            (app.ops("olga").await, |name: &str| format!("file://{}", stack.folder().join(name).display()));
        app.clean_file(&ops, "a.docx", docx("a")).await;
        let refused = async |to: &str, why: &str| {
            let output = stack.operate(&["storage", "move", to]).await;
            assert!(!output.status.success() && written(&output).contains(why), "{}", written(&output));
        };
        refused("ftp://example.com", "is neither file:///path/to/folder nor s3://").await;
        let here = stack.data_dir().join("files");
        refused(&format!("file://{}", here.display()), "names this place already").await;
        refused(&format!("file://{}/", here.display()), "names this place already").await;
        std::os::unix::fs::symlink(&here, stack.folder().join("link")).unwrap();
        refused(&place("link"), "is the store of this installation already").await;
        // Also where nothing says whose it is.
        std::fs::rename(here.join("installation"), stack.folder().join("aside")).unwrap();
        refused(&place("link"), "is not empty").await;
        std::fs::rename(stack.folder().join("aside"), here.join("installation")).unwrap();
        std::fs::create_dir_all(stack.folder().join("used/blobs/ab")).unwrap();
        std::fs::write(stack.folder().join("used/blobs/ab/something"), "").unwrap();
        refused(&place("used"), "is not empty").await;
        succeeded(&stack.operate(&["storage", "move", &place("one")]).await);
        refused(&place("two"), "go on with that first").await;
    })
    .await;
}
