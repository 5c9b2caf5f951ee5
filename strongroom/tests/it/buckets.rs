//! Documents in a bucket of an S3 server: its faults, and the way that leads clients there.

use std::time::Duration;

use hyper::Uri;
use shared::sql;

use crate::{
    app::{App, Person, Setup},
    client::{Call, Form},
    doctor::doctor,
    documents::{docx, docx_with, large},
    program::free_address,
    stack::{Stack, Store, eventually, tell_in},
    weak_line::{Line, WeakLine},
};

const SLOW_DOWN: &str =
    "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your rate</Message></Error>";
const DENIED: &str = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
const NO_BUCKET: &str = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>";
const FULL: &str = "<?xml version=\"1.0\"?><Error><Code>QuotaExceeded</Code><Message>no room</Message></Error>";

/// Tells a story where there is an S3 server.
async fn tell_of_a_bucket(story: impl AsyncFn(&Stack)) {
    tell_in(Store::Bucket, story).await;
}

/// The service, whose S3 server is reached through a line of this story's.
fn through<'a>(stack: &'a Stack, wire: &WeakLine) -> Setup<'a> {
    let url = stack.setting("storage_url").unwrap();
    let (place, _) = url.split_once("endpoint=").unwrap();
    stack.setup().set("storage_url", format!("{place}endpoint=http://{}", wire.address))
}

/// The service behind such a line, with a document in the bucket and a link to it.
struct Behind {
    wire: WeakLine,
    app: App,
    ops: Person,
    bytes: Vec<u8>,
    link: String,
}

async fn behind_a_line(stack: &Stack) -> Behind {
    let wire = WeakLine::to(&server(stack)).await;
    let app = through(stack, &wire).start().await;
    let (ops, client) = (app.ops("olga").await, app.client("carla").await);
    let bytes = large(8);
    let id = app.clean_file(&ops, "kept.docx", &bytes).await;
    let link = app.link(&client, &id).await;
    Behind { wire, app, ops, bytes, link }
}

fn server(stack: &Stack) -> String {
    let (_, server) = stack.setting("storage_url").unwrap().split_once("endpoint=http://").unwrap();
    server.to_owned()
}

async fn count(app: &App) -> i64 {
    let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM files").fetch_one(c)).unwrap();
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_fails_is_a_clear_error_and_leaves_nothing() {
    tell_of_a_bucket(async |stack: &Stack| {
        let Behind { wire, app, ops, bytes, link } = behind_a_line(stack).await;
        for (does, status, code) in [
            (Line::IsDead, 503, "unavailable"),
            (Line::Answers("500 Internal Server Error", ""), 503, "unavailable"),
            (Line::Answers("503 Slow Down", SLOW_DOWN), 503, "unavailable"),
            (Line::Answers("403 Forbidden", DENIED), 503, "unavailable"),
            (Line::Answers("403 Forbidden", FULL), 507, "storage_full"),
            (Line::CutsAfter(20), 503, "unavailable"),
        ] {
            wire.does(does);
            for bytes in [docx("small"), docx_with(6 << 20)] {
                let reply = app.upload(&ops, "new.docx", &bytes).await;
                assert_eq!(reply.status, status, "{does:?}: {}", reply.text());
                reply.refuses(status, code);
            }
            assert_eq!(count(&app).await, 1, "{does:?}: no row");
            assert!(app.get(&link).send().await.status.is_server_error(), "{does:?}");
            let missing = eventually("somebody notices", async || {
                let ready = app.get("/readyz").send().await;
                (ready.status != 200).then(|| ready.json()["missing"].take())
            });
            assert_eq!(missing.await, serde_json::json!(["storage"]), "{does:?}");
            wire.does(Line::Passes);
            eventually("the bucket is back", async || (app.get("/readyz").send().await.status == 200).then_some(()))
                .await;
            assert!(app.get(&link).send().await.expect(200).body == bytes, "{does:?}");
        }
        app.clean_file(&ops, "new.docx", docx("all is well")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_drips_is_waited_for_no_longer_than_one_that_is_silent() {
    tell_of_a_bucket(async |stack: &Stack| {
        let Behind { wire, app, ops, bytes, link } = behind_a_line(stack).await;
        wire.does(Line::Drips);
        let upload = app.post("/api/upload/").bearer(&ops.access).header("content-type", Form::CONTENT_TYPE);
        let upload = upload.bytes(Form::new().file("new.docx", &docx("small")).end());
        // Tries of which none begins later than twenty seconds after the first, and as long to clear up.
        let answers = async { tokio::join!(upload.try_open(), app.get(&link).try_open()) };
        let (answered, got) = tokio::time::timeout(Duration::from_mins(2), answers).await.unwrap();
        assert_eq!((answered.unwrap().status().as_u16(), got.unwrap().status().as_u16()), (503, 503));
        assert_eq!(count(&app).await, 1, "no row");
        wire.does(Line::Passes);
        eventually("the bucket is back", async || (app.get("/readyz").send().await.status == 200).then_some(())).await;
        assert!(app.get(&link).send().await.expect(200).body == bytes);
        app.clean_file(&ops, "new.docx", docx("all is well")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_comes_later_is_waited_for() {
    tell_of_a_bucket(async |stack: &Stack| {
        let wire = WeakLine::to(&server(stack)).await;
        wire.does(Line::Answers("404 Not Found", NO_BUCKET));
        let url = stack.setting("storage_url").unwrap();
        let (place, _) = url.split_once("endpoint=").unwrap();
        let through = format!("{place}endpoint=http://{}", wire.address);
        let program = stack.program_at(free_address(), &[], &[("STRONGROOM_STORAGE_URL", &through)]);
        eventually("it tells what it waits for", async || {
            program.log().contains("the S3 server knows no such bucket").then_some(())
        })
        .await;
        wire.does(Line::Passes);
        program.answers().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_goes_on_over_a_line_that_breaks_once() {
    tell_of_a_bucket(async |stack: &Stack| {
        let Behind { wire, app, bytes, link, .. } = behind_a_line(stack).await;
        // Each connection brings three MiB.
        wire.does(Line::CutsAfter(3 << 20));
        assert!(app.get(&link).send().await.expect(200).body == bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_may_be_sent_to_the_bucket_itself() {
    tell_of_a_bucket(async |stack: &Stack| {
        let app = stack.setup().set("s3_redirect", "true").start().await;
        let (ops, client) = (app.ops("olga").await, app.client("carla").await);
        let bytes = docx_with(200_000);
        let id = app.clean_file(&ops, "Plan für Jürgen.docx", &bytes).await;
        let link = app.link(&client, &id).await;
        let led = app.get(&link).send_bare().await.expect(307);
        assert_eq!(led.header("cache-control"), "no-store");
        let address: Uri = led.header("location").parse().unwrap();
        let at_the_bucket = |range: Option<&str>| {
            let server = address.authority().unwrap().as_str().parse().unwrap();
            let call = Call::new(server, hyper::Method::GET, address.path_and_query().unwrap().as_str());
            range.into_iter().fold(call, |call, range| call.header("range", range))
        };
        let whole = at_the_bucket(None).send_bare().await.expect(200);
        assert!(whole.body == bytes);
        assert!(whole.header("content-disposition").contains("filename*=UTF-8''Plan%20f%C3%BCr%20J%C3%BCrgen.docx"));
        assert!(at_the_bucket(Some("bytes=5-9")).send_bare().await.expect(206).body == bytes[5..10]);
        // Nobody else comes in by it, and a link that opens once is counted here.
        let forged = address.to_string().replace("X-Amz-Signature=", "X-Amz-Signature=0");
        let forged: Uri = forged.parse().unwrap();
        let server = address.authority().unwrap().as_str().parse().unwrap();
        let call = Call::new(server, hyper::Method::GET, forged.path_and_query().unwrap().as_str());
        call.send_bare().await.expect(403);
        let once = app.post(&format!("/api/download-file/{id}/")).bearer(&client.access);
        let once = once.json(&serde_json::json!({"once": true})).send().await.expect(201).json();
        let once = once["download_link"].as_str().unwrap().to_owned();
        let once = once.strip_prefix(&app.foundation.settings.serving.public_url).unwrap().to_owned();
        assert!(app.get(&once).send().await.expect(200).body == bytes);
        app.get(&once).send().await.refuses(410, "gone");
        assert_eq!(
            app.call(hyper::Method::HEAD, &link).send().await.expect(200).header("content-length"),
            bytes.len().to_string()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_tells_of_a_bucket_that_cannot_be_used() {
    tell_of_a_bucket(async |stack: &Stack| {
        let app = stack.start().await;
        doctor(stack, &[]).has("ok", "storage", "can be written and read").has("ok", "storage", "store and database");
        doctor(stack, &[("S3_SECRET_KEY", "s3cret")]).has("wrong", "storage", "the S3 server refuses it");
        doctor(stack, &[("STORAGE_URL", "s3://documents?endpoint=http://127.0.0.1:9")]).has(
            "wrong",
            "storage",
            "cannot be used",
        );
        app.stop().await;
    })
    .await;
}
