//! Programs that are killed while documents go sealed into a bucket, and while their keys are wrapped anew.

use std::{
    fs,
    net::SocketAddr,
    process::Command,
    time::{Duration, Instant},
};

use http_body_util::BodyExt;
use hyper::Method;
use serde_json::Value;
use shared::{
    sql,
    strays::{IN_FLIGHT, IN_TRASH},
};
use sqlx::AssertSqlSafe;

use crate::{
    app::{App, HasId, Person},
    backup::succeeded,
    client::{Call, Form},
    documents::{docx, docx_with},
    program::written,
    stack::{PATIENCE, Stack, Store, eventually, tell_in},
    sweeping::swept,
};

/// At so many moments of one thing a program is killed.
const MOMENTS: u32 = 12;

/// Sends a document, and says which one it was told is there.
async fn told_of(address: SocketAddr, by: &Person, bytes: &[u8]) -> Option<String> {
    let call = Call::new(address, Method::POST, "/api/upload/").bearer(&by.access);
    let call = call.header("content-type", Form::CONTENT_TYPE).bytes(Form::new().file("a.docx", bytes).end());
    let reply = call.try_open().await.ok().filter(|reply| reply.status() == 201)?;
    let body = reply.into_body().collect().await.ok()?.to_bytes();
    let told: Value = serde_json::from_slice(&body).unwrap();
    Some(told["file"].id())
}

async fn all_are_there(app: &App, by: &Person, told: &[String], bytes: &[u8]) {
    for id in told {
        let link = app.link(by, id).await;
        assert!(app.get(&link).send().await.expect(200).body == bytes, "{id}");
    }
}

/// What stands before every key of this stack.
fn prefix(stack: &Stack) -> &str {
    let (place, _) = stack.setting("storage_url").unwrap().split_once('?').unwrap();
    place.rsplit_once('/').unwrap().1
}

/// What the S3 server answers, beyond what the store itself asks of it.
fn asked_of_server(method: &str, path_and_query: &str) -> String {
    let given = |name: &str| std::env::var(format!("TEST_S3_{name}")).unwrap();
    let keys = format!("{}:{}", given("ACCESS_KEY"), given("SECRET_KEY"));
    let answer = Command::new("curl")
        .args(["-sSf", "--max-time", "20", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", &keys, "-X", method])
        .arg(format!("{}/{}{path_and_query}", given("URL"), given("BUCKET")))
        .output()
        .unwrap();
    written(&answer)
}

/// The uploads in parts that the bucket still holds, as its server lists them.
fn unfinished(stack: &Stack) -> String {
    let listed = asked_of_server("GET", &format!("?prefix={}&uploads=", prefix(stack)));
    assert!(listed.contains("<ListMultipartUploadsResult"), "{listed}");
    listed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_of_which_nobody_knows_the_name_is_given_up() {
    tell_in(Store::SealedBucket, async |stack: &Stack| {
        let app = stack.start().await;
        // As where a program was killed before it had noted what the server calls its upload; and those of somebody else.
        let keys = ["blobs/ab/abcdef00-0000-4000-8000-000000000000", "others/a", "blobsa/a"];
        for key in keys {
            let begun = asked_of_server("POST", &format!("/{}/{key}?uploads=", prefix(stack)));
            assert!(begun.contains("<UploadId>"), "{begun}");
        }
        let held = || keys.map(|key| unfinished(stack).contains(&format!("/{key}</Key>")));
        for pause in [Duration::ZERO, IN_FLIGHT + Duration::from_mins(1)] {
            stack.clock.advance(pause);
            swept(&app).await;
            assert_eq!(held(), [true, true, true], "it may be under way");
        }
        stack.clock.advance(Duration::from_hours(22));
        swept(&app).await;
        assert_eq!(held(), [false, true, true]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_somebody_is_at_is_not_given_up_however_long_it_takes() {
    tell_in(Store::SealedBucket, async |stack: &Stack| {
        let app = stack.start().await;
        let otto = app.ops("otto").await;
        // Something has arrived, and so this process has a folder in which it notes what it is at.
        app.clean_file(&otto, "a.docx", docx("x")).await;
        let name = "blobs/ab/abcdef00-0000-4000-8000-000000000001";
        let begun = asked_of_server("POST", &format!("/{}/{name}?uploads=", prefix(stack)));
        let id = begun.split_once("<UploadId>").unwrap().1.split_once('<').unwrap().0.to_owned();
        let homes = fs::read_dir(stack.data_dir().join("files/spool")).unwrap();
        let noted = homes.map(|home| home.unwrap().path()).find(|path| path.is_dir()).unwrap().join("unfinished-one");
        fs::write(&noted, format!("{name}\n{id}\n")).unwrap();
        stack.clock.advance(Duration::from_hours(48));
        swept(&app).await;
        assert!(unfinished(stack).contains(&id), "it is under way");
        fs::remove_file(noted).unwrap();
        swept(&app).await;
        assert!(!unfinished(stack).contains(&id));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_may_be_killed_at_any_moment() {
    tell_in(Store::SealedBucket, async |stack: &Stack| {
        let app = stack.start().await;
        let otto = app.ops("otto").await;
        stack.all_jobs_are_done(app.db()).await;
        let public_url = app.foundation.settings.serving.public_url.clone();
        app.stop().await;
        let same = [("STRONGROOM_PUBLIC_URL", public_url.as_str())];
        let bytes = docx_with(12 << 20);
        let program = stack.program(&[], &same).await;
        let began = Instant::now();
        let mut told = vec![told_of(program.address, &otto, &bytes).await.expect("nobody was killed")];
        let whole = began.elapsed();
        program.kill();
        for moment in 1..=MOMENTS {
            let program = stack.program(&[], &same).await;
            let sent = told_of(program.address, &otto, &bytes);
            let killed = async {
                tokio::time::sleep(whole * moment / MOMENTS).await;
                program.kill();
            };
            let (known, ()) = tokio::join!(sent, killed);
            told.extend(known);
        }

        let app = stack.start().await;
        let (otto, carla) = (app.log_in("otto").await, app.client("carla").await);
        for id in &told {
            assert_eq!(app.scanned(&otto, id).await["scan_status"], "clean");
        }
        all_are_there(&app, &carla, &told, &bytes).await;
        // What has no row is put aside, some days later erased, and then its key is forgotten.
        for pause in [IN_FLIGHT, IN_TRASH + Duration::from_hours(48), Duration::from_hours(1)] {
            stack.clock.advance(pause + Duration::from_mins(1));
            swept(&app).await;
        }
        assert_eq!(count(&app, "TRUE").await, stack.stored().len(), "each has its key, and no key is left over");
        // What the server was still doing for a program that was killed may come after a sweep, for which there is the next.
        eventually("nothing is left unfinished", async || {
            stack.clock.advance(Duration::from_hours(25));
            swept(&app).await;
            (!unfinished(stack).contains("<UploadId>")).then_some(())
        })
        .await;
    })
    .await;
}

/// How many data keys there are of which this holds.
async fn count(app: &App, condition: &str) -> usize {
    let query = format!("SELECT COUNT(*) FROM data_keys WHERE {condition}");
    let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(AssertSqlSafe(query.clone())).fetch_one(c)).unwrap();
    usize::try_from(count).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrapping_anew_may_be_killed_at_any_moment() {
    tell_in(Store::Sealed, async |stack: &Stack| {
        let app = stack.start().await;
        let (otto, carla) = (app.ops("otto").await, app.client("carla").await);
        let (mut told, bytes) = (Vec::new(), docx("x"));
        for _ in 0..40 {
            told.push(app.clean_file(&otto, "a.docx", &bytes).await);
        }
        let old = listed(stack).await[0]["id"].as_str().unwrap().to_owned();
        succeeded(&stack.operate(&["keys", "add", "storage", "--after", "5s"]).await);
        eventually("the new key wraps", async || {
            tokio::time::sleep(PATIENCE / 200).await;
            (listed(stack).await[0]["state"] == "signing").then_some(())
        })
        .await;
        let by_old = format!("storage_key = '{old}'");
        let (mut left, mut kills) = (told.len(), 0);
        while left > 0 {
            let mut command = stack.command(&["keys", "reseal"]).spawn().unwrap();
            eventually("some are wrapped anew", async || (count(&app, &by_old).await < left).then_some(())).await;
            command.kill().unwrap();
            command.wait().unwrap();
            // It went on between the look and the kill.
            left = count(&app, &by_old).await;
            if left > 0 {
                kills += 1;
                let refused = stack.operate(&["keys", "retire", &old]).await;
                assert!(written(&refused).contains("of sealed documents"), "{}", written(&refused));
            }
            all_are_there(&app, &carla, &told[..3], &bytes).await;
        }
        println!("{kills} kills left some wrapped anew and some not");
        // By the clock of this machine, programs that are a little behind may still wrap by it.
        succeeded(&stack.operate(&["keys", "retire", &old, "--force"]).await);
        app.stop().await;
        let app = stack.start().await;
        all_are_there(&app, &app.log_in("carla").await, &told, &bytes).await;
    })
    .await;
}

/// The storage keys, the newest first.
async fn listed(stack: &Stack) -> Vec<Value> {
    let output = stack.operate(&["keys", "list", "--json"]).await;
    succeeded(&output);
    let mut keys: Value = serde_json::from_slice(&output.stdout).unwrap();
    keys["keys"].as_array_mut().unwrap().extract_if(.., |key| key["kind"] == "storage").collect()
}
