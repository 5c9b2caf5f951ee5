//! The job board: what ops see of the jobs and may do to them, over the API and at the machine.

use std::{collections::HashSet, process::Output, time::Duration};

use serde_json::{Value, json};
use shared::{exec, jobs::Job, sql};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    documents::docx,
    program::written,
    servers::{MailServer, Security},
    stack::{Stack, eventually, stories},
};

stories!(
    a_dead_mail_goes_out_when_its_server_is_back,
    jobs_are_listed_by_state_and_kind_a_page_at_a_time,
    the_board_is_for_ops_only,
    a_dead_scan_that_is_tried_again_opens_the_document,
    a_job_is_cancelled_while_it_waits_and_no_later,
    dead_jobs_are_purged_only_by_name,
    a_document_waits_as_long_as_any_job_is_to_scan_it,
);

pub(crate) async fn jobs(app: &App, by: &Person, query: &str) -> Value {
    app.get(&format!("/api/ops/jobs/?{query}")).bearer(&by.access).send().await.expect(200).json()
}

async fn one(app: &App, by: &Person, query: &str) -> Value {
    let mut page = jobs(app, by, query).await;
    assert_eq!(page["jobs"].as_array().unwrap().len(), 1, "{query}: {page}");
    page["jobs"][0].take()
}

pub(crate) async fn act(app: &App, by: &Person, id: &str, what: &str) -> crate::client::Reply {
    app.post(&format!("/api/ops/jobs/{id}/{what}/")).bearer(&by.access).send().await
}

async fn purge(app: &App, by: &Person, state: &str, older_than: &str) -> crate::client::Reply {
    let body = json!({"state": state, "older_than": older_than});
    app.post("/api/ops/jobs/purge/").bearer(&by.access).json(&body).send().await
}

fn command(stack: &Stack, arguments: &[&str]) -> Output {
    stack.command(&[&["jobs"], arguments].concat()).output().unwrap()
}

fn done(stack: &Stack, arguments: &[&str]) -> String {
    let output = command(stack, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", written(&output));
    written(&output)
}

/// Makes the next attempt at jobs of this kind their last.
async fn nearly_exhaust(app: &App, kind: &str) {
    eventually("the job rests", async || {
        let rows = exec!(app.db(), |c| sqlx::query(
            "UPDATE background_jobs SET attempts = 200 WHERE kind = $1 AND state = 'queued'"
        )
        .bind(kind))
        .unwrap();
        (rows > 0).then_some(())
    })
    .await;
}

async fn died(app: &App, by: &Person, kind: &str) -> Value {
    nearly_exhaust(app, kind).await;
    app.foundation.clock.advance(Duration::from_hours(1));
    let by = app.log_in(&by.username).await;
    eventually("the job is given up", async || {
        let page = jobs(app, &by, &format!("state=dead&kind={kind}")).await;
        page["jobs"].as_array().unwrap().first().cloned()
    })
    .await
}

async fn a_dead_mail_goes_out_when_its_server_is_back(stack: &Stack) {
    let mut server = MailServer::new(stack.folder(), Security::Plain);
    let app = stack.setup().set("mail_url", server.url()).start().await;
    let ops = app.ops("otto").await;
    let user = app.signup("ann", "ann@example.com", PASSWORD).await.expect(201).json()["user"].id();
    let dead = died(&app, &ops, "verify_email").await;
    let ops = app.log_in("otto").await;
    assert_eq!(dead["about"], json!({"user": user}));
    assert!(dead["last_error"].as_str().is_some_and(|error| !error.is_empty()), "{dead}");
    assert!(dead["due_at"].is_null() && dead["finished_at"].is_string(), "{dead}");
    assert!(!dead.to_string().contains("example.com"), "{dead}");
    let id = dead.id();
    let failed = app.event(&ops, "event=mail.failed").await;
    assert_eq!((&failed["on"], &failed["outcome"]), (&json!({"kind": "person", "id": user}), &json!("failed")));

    // Neither time nor the hourly sweep takes it away.
    stack.clock.advance(Duration::from_hours(24 * 60));
    let mut tx = app.db().begin().await.unwrap();
    let sweep = Job::Sweep.enqueue(&mut tx, app.foundation.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let ops = app.log_in(&ops.username).await;
    eventually("the sweep is done", async || {
        let sweep = app.get(&format!("/api/ops/jobs/{sweep}/")).bearer(&ops.access).send().await;
        (sweep.expect(200).json()["state"] == "done").then_some(())
    })
    .await;
    let shown = app.get(&format!("/api/ops/jobs/{id}/")).bearer(&ops.access).send().await.expect(200).json();
    assert_eq!(shown, dead);

    server.start().await;
    let due = act(&app, &ops, &id, "retry").await.expect(200).json();
    assert_eq!((&due["state"], &due["attempts"]), (&"queued".into(), &0.into()));
    assert_eq!(app.event(&ops, "event=job.retried").await["on"]["id"], json!(id));
    // The log-in after so long was from a place that is known no more, of which its owner is mailed, too.
    eventually("the mail", async || server.mails().into_iter().find(|mail| mail.is_to("ann@example.com"))).await;
    stack.all_jobs_are_done(app.db()).await;
    let over = one(&app, &ops, "kind=verify_email").await;
    assert_eq!((&over["state"], &over["attempts"]), (&"done".into(), &1.into()));
    act(&app, &ops, &id, "retry").await.refuses(409, "job_not_retryable");
}

async fn jobs_are_listed_by_state_and_kind_a_page_at_a_time(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let ops = app.ops("otto").await;
    for name in ["ann", "bob", "carol", "dave", "erin"] {
        app.signup(name, &format!("{name}@example.com"), PASSWORD).await.expect(201);
    }
    stack.all_mail_is_done(app.db()).await;
    let file = app.uploaded(&ops, "a.docx", docx("x")).await.id();
    let scan = one(&app, &ops, "kind=scan_file").await;
    assert_eq!((&scan["about"], &scan["queue"]), (&json!({"file": file}), &"scan".into()));
    assert_ne!(scan["state"], "done");
    assert_eq!(jobs(&app, &ops, "state=dead").await, json!({"jobs": [], "next_cursor": null}));
    assert_eq!(jobs(&app, &ops, "kind=none").await["jobs"], json!([]));
    for (queue, kinds) in [("mail", vec!["verify_email"; 5]), ("scan", vec!["scan_file"])] {
        let page = jobs(&app, &ops, &format!("queue={queue}")).await;
        let found: Vec<_> = page["jobs"].as_array().unwrap().iter().map(|job| job["kind"].as_str().unwrap()).collect();
        assert_eq!(found, kinds, "{queue}");
    }

    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = jobs(&app, &ops, &format!("kind=verify_email&state=done&limit=2&cursor={cursor}")).await;
        seen.extend(page["jobs"].as_array().unwrap().iter().map(HasId::id));
        // A new one in the middle of paging moves nothing.
        app.resend("erin@example.com").await.expect(202);
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|a, b| a > b), "not the newest first: {seen:?}");
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 5);
    for (query, field) in [
        ("queue=mails", "queue"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("state=sleeping", "state"),
        ("cursor=%21", "cursor"),
        ("cursor=AAAA", "cursor"),
    ] {
        app.get(&format!("/api/ops/jobs/?{query}")).bearer(&ops.access).send().await.faults(field);
    }

    let list = done(stack, &["--kind", "scan_file"]);
    assert!(list.lines().count() == 2 && list.contains(&scan.id()), "{list}");
    let list: Value = serde_json::from_str(&done(stack, &["list", "--state", "done", "--json"])).unwrap();
    assert!(list["jobs"].as_array().unwrap().iter().all(|job| job["state"] == "done"), "{list}");
    let shown: Value = serde_json::from_str(&done(stack, &["show", &scan.id(), "--json"])).unwrap();
    assert_eq!(shown["about"], scan["about"]);
    assert!(done(stack, &["show", &scan.id()]).contains("scan_file"));
    assert!(!command(stack, &["show", &file]).status.success());
    assert!(!command(stack, &["--state", "sleeping"]).status.success());
    stack.may_leave_jobs();
}

async fn the_board_is_for_ops_only(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client_who_signed_up("ann").await);
    let id = one(&app, &ops, "kind=verify_email").await.id();
    let unknown = uuid::Uuid::now_v7().to_string();
    for (path, post) in [
        ("/api/ops/jobs/".to_owned(), false),
        (format!("/api/ops/jobs/{id}/"), false),
        (format!("/api/ops/jobs/{id}/retry/"), true),
        (format!("/api/ops/jobs/{id}/cancel/"), true),
        ("/api/ops/jobs/purge/".to_owned(), true),
    ] {
        let call = || if post { app.post(&path) } else { app.get(&path) };
        call().send().await.refuses(401, "not_authenticated");
        call().bearer(&ann.access).send().await.refuses(403, "role_not_allowed");
        if path.contains(&id) {
            for wrong in [&unknown, "x"] {
                let path = path.replace(&id, wrong);
                let call = if post { app.post(&path) } else { app.get(&path) };
                call.bearer(&ops.access).send().await.refuses(404, "not_found");
            }
        }
    }
    act(&app, &ops, &id, "retry").await.refuses(409, "job_not_retryable");
    act(&app, &ops, &id, "cancel").await.refuses(409, "job_not_cancellable");
}

async fn a_dead_scan_that_is_tried_again_opens_the_document(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let first = app.clean_file(&ops, "first.docx", docx("x")).await;
    let known = stack.stored();
    // The store loses the second document's bytes before its scan, which a worker of these tests does only when told.
    app.stop().await;
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let ops = app.log_in(&ops.username).await;
    let id = app.uploaded(&ops, "second.docx", docx("y")).await.id();
    let bytes = stack.stored().into_iter().find(|blob| !known.contains(blob)).unwrap();
    let path = stack.data_dir().join("files/blobs").join(&bytes[..2]).join(&bytes);
    let aside = stack.folder().join("aside");
    std::fs::rename(&path, &aside).unwrap();
    let worker = stack.setup().worker_only().set("worker_queues", "scan").start().await;
    let dead = died(&app, &ops, "scan_file").await;
    let (ops, ann) = (app.log_in("otto").await, app.log_in(&ann.username).await);
    assert_eq!(app.show(&ops, &id).await.json()["scan_status"], "failed");
    app.mint(&ann, &id).await.refuses(403, "file_quarantined");

    worker.stop().await;
    std::fs::rename(&aside, &path).unwrap();
    assert!(done(stack, &["retry", "--all-dead"]).contains("1 dead job is due now"));
    let waits = app.show(&ops, &id).await.json();
    assert_eq!((&waits["scan_status"], waits.get("scan_detail").is_none_or(Value::is_null)), (&"pending".into(), true));
    app.mint(&ann, &id).await.refuses(409, "scan_pending");
    stack.setup().worker_only().start().await;
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    app.mint(&ann, &id).await.expect(200);
    app.mint(&ann, &first).await.expect(200);
    // The verdict is there a moment before the job is over.
    stack.all_jobs_are_done(app.db()).await;
    let over = app.get(&format!("/api/ops/jobs/{}/", dead.id())).bearer(&ops.access).send().await.json();
    assert_eq!(over["state"], "done", "{over}");
}

async fn a_job_is_cancelled_while_it_waits_and_no_later(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.uploaded(&ops, "a.docx", docx("x")).await.id();
    let job = one(&app, &ops, "kind=scan_file").await.id();
    let dead = act(&app, &ops, &job, "cancel").await.expect(200).json();
    assert_eq!((&dead["state"], &dead["last_error"]), (&"dead".into(), &"cancelled by otto".into()));
    assert_eq!(app.event(&ops, "event=job.cancelled").await["on"]["id"], json!(job));
    act(&app, &ops, &job, "cancel").await.refuses(409, "job_not_cancellable");
    let file = app.show(&ops, &id).await.json();
    assert_eq!(
        (&file["scan_status"], &file["scan_detail"]["error"]),
        (&"failed".into(), &"the scan was cancelled by otto".into())
    );
    app.mint(&ann, &id).await.refuses(403, "file_quarantined");

    // What is being done is left alone.
    act(&app, &ops, &job, "retry").await.expect(200);
    let due = i64::MAX;
    exec!(app.db(), |c| sqlx::query(
        "UPDATE background_jobs SET state = 'running', due_at = $1 WHERE kind = 'scan_file'"
    )
    .bind(due))
    .unwrap();
    act(&app, &ops, &job, "cancel").await.refuses(409, "job_not_cancellable");
    act(&app, &ops, &job, "retry").await.refuses(409, "job_not_retryable");
    let refused = command(stack, &["cancel", &job]);
    assert!(!refused.status.success() && written(&refused).contains("is running"), "{}", written(&refused));
    exec!(app.db(), |c| sqlx::query("UPDATE background_jobs SET state = 'queued' WHERE kind = 'scan_file'")).unwrap();
    assert!(done(stack, &["cancel", &job]).contains("given up"));

    // A job that was given up is not done by a worker that comes later.
    let later = stack.setup().worker_only().start().await;
    assert!(done(stack, &["retry", &job]).contains("due now"));
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    stack.all_jobs_are_done(later.db()).await;
}

async fn dead_jobs_are_purged_only_by_name(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let ops = app.ops("otto").await;
    app.client_who_signed_up("ann").await;
    app.uploaded(&ops, "a.docx", docx("x")).await;
    let scan = one(&app, &ops, "kind=scan_file").await.id();
    act(&app, &ops, &scan, "cancel").await.expect(200);
    stack.all_mail_is_done(app.db()).await;
    stack.clock.advance(Duration::from_hours(1));
    let ops = app.log_in("otto").await;

    assert_eq!(purge(&app, &ops, "done", "2h").await.expect(200).json()["deleted"], 0);
    assert_eq!(purge(&app, &ops, "done", "30m").await.expect(200).json()["deleted"], 1);
    assert_eq!(jobs(&app, &ops, "kind=verify_email").await["jobs"], json!([]));
    assert_eq!(one(&app, &ops, "state=dead").await.id(), scan);
    for (state, age, field) in
        [("queued", "1h", "state"), ("all", "1h", "state"), ("", "1h", "state"), ("dead", "soon", "older_than")]
    {
        purge(&app, &ops, state, age).await.faults(field);
    }
    app.post("/api/ops/jobs/purge/").bearer(&ops.access).json(&json!({})).send().await.faults("older_than");
    assert_eq!(purge(&app, &ops, "dead", "2h").await.expect(200).json()["deleted"], 0);
    let (left,): (i64,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM background_jobs WHERE state = 'dead'").fetch_one(c))
            .unwrap();
    assert_eq!(left, 1);
    // The command goes by the system's clock, an hour behind this story's.
    assert!(done(stack, &["purge", "--state", "dead", "--older-than", "0s"]).contains("1 job is deleted"));
    assert!(!command(stack, &["purge", "--older-than", "0s"]).status.success());
    stack.may_leave_jobs();
}

async fn a_document_waits_as_long_as_any_job_is_to_scan_it(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let ops = app.ops("otto").await;
    let id = app.uploaded(&ops, "a.docx", docx("x")).await.id();
    let first = one(&app, &ops, "kind=scan_file").await.id();
    let mut tx = app.db().begin().await.unwrap();
    let second = Job::ScanFile { file: id.parse().unwrap(), version: 1 }
        .enqueue(&mut tx, app.foundation.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    act(&app, &ops, &first, "cancel").await.expect(200);
    assert_eq!(app.show(&ops, &id).await.json()["scan_status"], "pending");
    act(&app, &ops, &second.to_string(), "cancel").await.expect(200);
    assert_eq!(app.show(&ops, &id).await.json()["scan_status"], "failed");
    act(&app, &ops, &first, "retry").await.expect(200);
    stack.setup().worker_only().start().await;
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    stack.may_leave_jobs();
}
