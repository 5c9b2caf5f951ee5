//! Versions of documents through second scans, kills, backups and the end of a program: nothing is lost, and nothing is left.

use std::{
    collections::{BTreeMap, HashSet},
    net::SocketAddr,
};

use http_body_util::BodyExt;
use hyper::Method;
use serde_json::{Value, json};
use shared::{ids::BlobId, sql};

use crate::{
    app::{App, HasId, Person},
    backup::succeeded,
    clamd::{Clamd, LATE, Wire},
    client::{Call, Form},
    documents::{docx, large},
    killing::Load,
    program::{free_address, written},
    scanning::{NEW, OLD, begin_a_minute},
    stack::{Stack, eventually, stories},
    sweeping::make_old,
    versions::infected,
};

stories!(of bytes:
    a_late_finding_shuts_an_older_version_and_the_links_to_it,
    a_late_finding_is_told_to_whoever_brought_the_version,
    an_operator_has_newer_versions_scanned_again,
    whoever_cancelled_a_scan_is_named_no_more_once_they_are_erased,
    a_worker_that_is_killed_before_the_swap_changes_nothing,
    versions_count_as_uploads;
    in files:
    a_backup_holds_all_versions;
    alone:
    kills_lose_no_version_that_was_told_of,
);

async fn a_late_finding_shuts_an_older_version_and_the_links_to_it(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    wire.signatures(OLD);
    let app = stack.setup().set("clamd_url", wire.url()).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "plan.docx", docx(LATE)).await;
    let link = app.link(&ann, &id).await;
    app.add_version(&ops, &id, "plan.docx", docx("Nothing to see")).await.expect(201);
    app.has_version(&ann, &id, 2).await;
    app.get(&link).send().await.expect(200);
    clamd.learns("Strongroom.Late", LATE).await;
    wire.signatures(NEW);
    begin_a_minute(stack);
    eventually("the late finding", async || {
        (app.versions(&ops, &id).await[1]["scan_status"] == "infected").then_some(())
    })
    .await;
    app.get(&link).send().await.refuses(403, "file_quarantined");
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
    assert_eq!(app.versions(&ops, &id).await[0]["scan_status"], "clean");
    let told = app.event(&ops, "event=file.scanned").await;
    assert_eq!((&told["detail"]["version"], &told["detail"]["verdict"]), (&json!(1), &json!("infected")), "{told}");
}

async fn a_late_finding_is_told_to_whoever_brought_the_version(stack: &Stack) {
    const SUBJECT: &str = "Harmful content in a document that you have";
    let clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    wire.signatures(OLD);
    let app = stack.setup().set("clamd_url", wire.url()).start().await;
    let (otto, olga, ann) = (app.ops("otto").await, app.ops("olga").await, app.client("ann").await);
    // One is found in the version of before, the other in the one that clients have.
    let before = app.clean_file(&otto, "before.docx", docx(LATE)).await;
    let now = app.clean_file(&otto, "now.docx", docx("Nothing to see")).await;
    for (id, bytes) in [(&before, docx("Nothing to see, either")), (&now, docx(LATE))] {
        stack.clock.advance(std::time::Duration::from_mins(1));
        app.add_version(&olga, id, "plan.docx", bytes).await.expect(201);
        app.has_version(&ann, id, 2).await;
    }
    clamd.learns("Strongroom.Late", LATE).await;
    wire.signatures(NEW);
    begin_a_minute(stack);
    for (by, document) in [("otto", "before.docx"), ("olga", "now.docx")] {
        let mail = stack.mail_about(&format!("{by}@example.com"), SUBJECT).await;
        assert!(mail.text().contains(document) && mail.text().contains("You uploaded it on "), "{by}: {mail:?}");
    }
    stack.all_jobs_are_done(app.db()).await;
    let told = |by: &str| {
        let mails = stack.mails_to(&format!("{by}@example.com")).into_iter();
        mails.filter(|mail| mail.header("Subject") == SUBJECT).count()
    };
    assert_eq!((told("otto"), told("olga")), (1, 1));
}

async fn an_operator_has_newer_versions_scanned_again(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "plan.docx", docx("old")).await;
    for (version, arguments) in [(2, vec!["rescan", "--failed"]), (3, vec!["rescan", &id])] {
        app.add_version(&ops, &id, "plan.docx", infected()).await.expect(201);
        eventually("the finding", async || {
            (app.versions(&ops, &id).await[0]["scan_status"] == "infected").then_some(())
        })
        .await;
        // As if a limit had kept it from being scanned.
        let failed = "UPDATE file_versions SET scan_status = 'failed' WHERE scan_status = 'infected'";
        shared::exec!(app.db(), |c| sqlx::query(failed)).unwrap();
        succeeded(&stack.operate(&arguments).await);
        eventually("it is scanned again", async || {
            let all = app.versions(&ops, &id).await;
            (all[0]["version"] == version && all[0]["scan_status"] == "infected").then_some(())
        })
        .await;
        assert_eq!(app.show(&ops, &id).await.expect(200).json()["version"], 1);
        app.scanned(&ops, &id).await;
    }
}

async fn whoever_cancelled_a_scan_is_named_no_more_once_they_are_erased(stack: &Stack) {
    let app = stack.start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let id = app.clean_file(&otto, "a.docx", docx("old")).await;
    stack.all_jobs_are_done(app.db()).await;
    app.stop().await;
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let (otto, olga) = (app.log_in("otto").await, app.log_in(&olga.username).await);
    app.add_version(&otto, &id, "a.docx", docx("new")).await.expect(201);
    app.uploaded(&otto, "b.docx", docx("b")).await;
    let waiting = app.get("/api/ops/jobs/?kind=scan_file").bearer(&olga.access).send().await.expect(200);
    let waiting = waiting.json();
    let waiting = waiting["jobs"].as_array().unwrap().iter().filter(|job| job["state"] != "done");
    let waiting: Vec<String> = waiting.map(HasId::id).collect();
    assert_eq!(waiting.len(), 2);
    for job in &waiting {
        app.post(&format!("/api/ops/jobs/{job}/cancel/")).bearer(&olga.access).send().await.expect(200);
    }
    let named = async |name: &str| {
        let count = "SELECT (SELECT COUNT(*) FROM files WHERE scan_detail LIKE $1)
            + (SELECT COUNT(*) FROM file_versions WHERE scan_detail LIKE $1)";
        let (count,): (i64,) =
            sql!(app.db(), |c| sqlx::query_as(count).bind(format!("%{name}%")).fetch_one(c)).unwrap();
        count
    };
    assert_eq!(named("cancelled by olga").await, 2);
    // One of them is to be scanned again, and says so still.
    stack.may_leave_jobs();
    succeeded(&stack.operate(&["rescan", &id]).await);
    app.look_after(&otto, Method::DELETE, &format!("people/{}/", olga.id), None).await.expect(204);
    assert_eq!((named("olga").await, named("the scan was cancelled").await), (0, 2));
}

async fn a_worker_that_is_killed_before_the_swap_changes_nothing(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    let url = wire.url();
    let settings = [("STRONGROOM_CLAMD_URL", url.as_str())];
    let app = stack.setup().set("clamd_url", &url).api_only().start().await;
    let worker = stack.program(&["worker"], &settings).await;
    let (ops, new) = (app.ops("otto").await, large(12));
    let id = app.clean_file(&ops, "plan.docx", docx("old")).await;
    wire.hold();
    app.add_version(&ops, &id, "plan.docx", &new).await.expect(201);
    wire.holds_one().await;
    worker.kill();
    wire.let_go();
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["version"], 1);
    let _another = stack.program(&["worker"], &settings).await;
    app.has_version(&ops, &id, 2).await;
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["size"], new.len());
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.stored().len(), 2);
}

async fn a_backup_holds_all_versions(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let old = docx("old");
    let id = app.clean_file(&ops, "plan.docx", &old).await;
    let link = app.link(&ann, &id).await;
    app.add_version(&ops, &id, "plan.docx", docx("new")).await.expect(201);
    app.has_version(&ops, &id, 2).await;
    app.add_version(&ops, &id, "plan.docx", infected()).await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    app.stop().await;
    let api = stack.setup().api_only().beside(&app).start().await;
    api.add_version(&ops, &id, "plan.docx", docx("newest")).await.expect(201);
    let before = (api.versions(&ops, &id).await, api.show(&ops, &id).await.expect(200).json());
    let statuses: Vec<_> = before.0.iter().map(|one| one["scan_status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["pending", "infected", "clean", "clean"]);
    let backup = stack.backed_up("backup").await;
    assert_eq!(crate::backup::manifest(&backup)["files"], 4);

    let twin = stack.empty_twin().await;
    twin.restored(&backup).await;
    let app = twin.setup().beside(&api).api_only().start().await;
    let otto = app.log_in("otto").await;
    assert_eq!((app.versions(&otto, &id).await, app.show(&otto, &id).await.expect(200).json()), before);
    assert_eq!(app.get(&link).send().await.expect(200).body, old);
    twin.setup().beside(&api).worker_only().start().await;
    app.has_version(&otto, &id, 4).await;
    assert_eq!(app.get(&link).send().await.expect(200).body, old);

    // What is missing of an older version is told of.
    let (blob,): (BlobId,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT blob FROM file_versions WHERE version = 1").fetch_one(c)).unwrap();
    let path = twin.data_dir().join("files/blobs").join(&blob.to_string()[..2]).join(blob.to_string());
    let kept = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let verified = twin.operate(&["verify"]).await;
    assert!(!verified.status.success() && written(&verified).contains(&id), "{}", written(&verified));
    std::fs::write(&path, kept).unwrap();
    app.delete(&otto, &id).await.expect(204);
    twin.all_jobs_are_done(app.db()).await;
    assert!(twin.stored().is_empty());
    twin.nothing_is_left().await;
    twin.clear_up().await;
    stack.setup().beside(&api).worker_only().start().await;
}

async fn versions_count_as_uploads(stack: &Stack) {
    let app = stack.setup().set("limit_upload", "3/1h").start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let id = app.clean_file(&otto, "plan.docx", docx("old")).await;
    app.add_version(&olga, &id, "plan.docx", docx("new")).await.expect(201);
    app.has_version(&otto, &id, 2).await;
    app.restore_version(&otto, &id, 1).await.expect(201);
    app.has_version(&otto, &id, 3).await;
    app.add_version(&otto, &id, "plan.docx", docx("newer")).await.expect(201);
    app.has_version(&otto, &id, 4).await;
    app.add_version(&otto, &id, "plan.docx", docx("x")).await.refuses(429, "too_many_requests");
    app.restore_version(&otto, &id, 1).await.refuses(429, "too_many_requests");
    // Each is told of what they brought, and of no more.
    for (by, expected) in [(&otto, vec![1, 3, 4]), (&olga, vec![2])] {
        let all = app.get("/api/me/export/").bearer(&by.access).send().await.expect(200).json();
        let uploads = all["uploads"].as_array().unwrap().iter().map(|one| one["version"].as_i64().unwrap());
        assert_eq!(uploads.collect::<Vec<_>>(), expected);
    }
    let used = app.get("/api/ops/summary/").bearer(&otto.access).send().await.expect(200).json();
    let sizes: i64 = app.versions(&otto, &id).await.iter().map(|one| one["size"].as_i64().unwrap()).sum();
    assert_eq!((&used["storage"]["used"], &used["files"]["clean"]), (&json!(sizes), &json!(1)));
}

/// How many bring versions at once while others die.
const CALLERS: usize = 4;

/// Brings versions for as long as it should, and says what it was told of each: its number and its sum.
async fn brings_versions(
    address: SocketAddr,
    ops: &Person,
    (id, caller): (&str, usize),
    load: &Load,
) -> Vec<(i64, Value)> {
    let (mut told, mut at) = (Vec::new(), 0);
    while load.goes_on() {
        at += 1;
        let form = Form::new().file("plan.docx", &docx(&format!("number {at} of {caller}"))).end();
        let call = Call::new(address, Method::POST, &format!("/api/files/{id}/versions/")).bearer(&ops.access);
        let answer = async {
            let answer = call.header("content-type", Form::CONTENT_TYPE).bytes(form).try_open().await.ok()?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await.ok()?.to_bytes();
            (head.status == 201).then(|| serde_json::from_slice::<Value>(&body).unwrap()["version"].take())
        };
        match answer.await {
            Some(version) => {
                told.push((version["version"].as_i64().unwrap(), version["sha256"].clone()));
                load.is_answered();
            }
            None => load.is_not_answered().await,
        }
    }
    told
}

async fn kills_lose_no_version_that_was_told_of(stack: &Stack) {
    let settings = [("STRONGROOM_LIMIT_API", "off"), ("STRONGROOM_LIMIT_UPLOAD", "off")];
    let address = free_address();
    let api = stack.program_at(address, &["api"], &settings);
    api.answers().await;
    let worker = stack.program(&["worker"], &settings).await;
    let app = stack.setup().served_by(&api).start().await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "plan.docx", docx("first")).await;
    let load = Load::default();
    let callers = (0..CALLERS).map(|caller| brings_versions(address, &ops, (&id, caller), &load));
    let dies = load.kills(stack, address, (api, worker), &settings, 2 * CALLERS);
    let (told, _programs) = tokio::join!(futures_util::future::join_all(callers), dies);
    let told = told.concat();
    assert!(told.len() > CALLERS, "only {} versions were brought", told.len());
    stack.all_jobs_are_done(app.db()).await;

    let all = app.versions(&ops, &id).await;
    let there: BTreeMap<i64, &Value> = all.iter().map(|one| (one["version"].as_i64().unwrap(), one)).collect();
    assert_eq!(there.len(), all.len(), "a number was given twice");
    for (number, sha256) in &told {
        assert_eq!(&there[number]["sha256"], sha256, "version {number}");
    }
    let newest = there.keys().next_back().unwrap();
    for (number, one) in &there {
        assert_eq!((&one["scan_status"], &one["current"]), (&json!("clean"), &json!(number == newest)), "{one}");
    }
    nothing_is_stray(stack, &app).await;
}

/// What was killed between the bytes and their row is what the sweep is for, and nothing else is left.
async fn nothing_is_stray(stack: &Stack, app: &App) {
    let all = "SELECT blob FROM files UNION ALL SELECT blob FROM file_versions";
    let rows: Vec<(BlobId,)> = sql!(app.db(), |c| sqlx::query_as(all).fetch_all(c)).unwrap();
    let rows: HashSet<String> = rows.into_iter().map(|(blob,)| blob.to_string()).collect();
    let stored = stack.stored();
    assert_eq!(rows.difference(&stored).count(), 0, "a row has no bytes");
    let strays: Vec<_> = stored.difference(&rows).collect();
    assert!(strays.len() <= 3 * CALLERS, "{strays:?}");
    for stray in strays {
        make_old(&stack.data_dir().join("files/blobs").join(&stray[..2]).join(stray));
    }
    succeeded(&stack.operate(&["storage", "sweep"]).await);
    assert_eq!(stack.stored(), rows);
}
