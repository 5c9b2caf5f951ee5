//! Jobs: each done once, tried again after growing pauses, and given up at last.

use std::{collections::HashSet, time::Duration};

use shared::{exec, ids::JobId, jobs::Job, settings::QueueName, sql};
use sqlx::AssertSqlSafe;

use crate::{
    app::{App, HasId, PASSWORD},
    documents::docx,
    mails::Mail,
    servers::MailServer,
    stack::{Stack, eventually, stories},
};

stories!(
    a_hundred_sign_ups_on_two_services_are_a_hundred_mails,
    a_job_that_is_done_is_not_done_again,
    a_repeated_mail_is_known_by_its_id,
    a_mail_is_tried_again_after_growing_pauses_and_given_up_at_last,
    a_recipient_that_is_refused_for_good_is_tried_three_times_over_a_day,
    a_mail_server_that_refuses_us_has_refused_no_recipient,
    a_job_of_a_newer_version_is_told_of_once,
    a_scan_that_cannot_be_finished_shuts_the_document,
    a_worker_serves_the_queues_it_is_told_to,
);

fn message_ids(mails: &[Mail]) -> HashSet<String> {
    mails.iter().map(|mail| mail.header("Message-ID").to_owned()).collect()
}

/// The one mail job of a story, as it stands.
#[derive(Debug, sqlx::FromRow)]
struct JobRow {
    id: JobId,
    state: String,
    attempts: i64,
    due_at: Option<i64>,
}

async fn job(app: &App, kind: &str) -> JobRow {
    let query = format!("SELECT id, state, attempts, due_at FROM background_jobs WHERE kind = '{kind}'");
    sql!(app.db(), |c| sqlx::query_as(AssertSqlSafe(query)).fetch_one(c)).unwrap()
}

/// Waits until the story's mail job has come to so many attempts and rests.
async fn attempted(app: &App, kind: &str, attempts: i64) -> JobRow {
    eventually(&format!("attempt {attempts}"), async || {
        let job = job(app, kind).await;
        (job.attempts >= attempts && job.state != "running").then_some(job)
    })
    .await
}

async fn a_hundred_sign_ups_on_two_services_are_a_hundred_mails(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    let first = stack.setup().set("mail_url", server.url()).start().await;
    let second = stack.setup().set("mail_url", server.url()).beside(&first).start().await;
    let sign_ups = (0..100).map(|at| {
        let app = if at % 2 == 0 { &first } else { &second };
        async move { app.signup(&format!("user{at}"), &format!("user{at}@example.com"), PASSWORD).await.expect(201) }
    });
    futures_util::future::join_all(sign_ups).await;
    stack.all_jobs_are_done(first.db()).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 100);
    assert_eq!(message_ids(&mails).len(), 100);
    for at in 0..100 {
        assert!(mails.iter().any(|mail| mail.is_to(&format!("user{at}@example.com"))), "no mail for user{at}");
    }
}

async fn a_job_that_is_done_is_not_done_again(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    let app = stack.setup().set("mail_url", server.url()).start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    let done = job(&app, "verify_email").await;
    assert_eq!((done.state.as_str(), done.attempts, done.due_at), ("done", 1, None));

    app.foundation.queue.push(QueueName::Mail, vec![done.id, done.id, JobId::new()]).await.unwrap();
    // One that comes behind has come through, and so have those before it.
    app.signup("bob", "bob@example.com", PASSWORD).await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(server.mails().len(), 2);
    assert_eq!(message_ids(&server.mails()).len(), 2);
}

async fn a_repeated_mail_is_known_by_its_id(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    server.will("keep and refuse");
    let app = stack.setup().set("mail_url", server.url()).start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    attempted(&app, "verify_email", 1).await;
    server.will("accept");
    stack.clock.advance(Duration::from_secs(2));
    stack.all_jobs_are_done(app.db()).await;
    let mails = server.mails();
    assert!(mails.len() >= 2, "{}", mails.len());
    assert_eq!(message_ids(&mails).len(), 1);
    assert_eq!(message_ids(&mails), HashSet::from([format!("<{}@localhost>", job(&app, "verify_email").await.id)]));
}

async fn a_mail_is_tried_again_after_growing_pauses_and_given_up_at_last(stack: &Stack) {
    let nobody = MailServer::new(stack.folder(), crate::servers::Security::Plain);
    let app = stack.setup().set("mail_url", nobody.url()).start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let mut before = Duration::ZERO;
    for attempt in 1..=5 {
        let rests = attempted(&app, "verify_email", attempt).await;
        assert_eq!((rests.state.as_str(), rests.attempts), ("queued", attempt));
        let pause = rests.due_at.unwrap() - app.foundation.clock.now().0;
        let pause = Duration::from_millis(u64::try_from(pause).unwrap_or(0));
        assert!(pause > before, "the pause before attempt {} did not grow: {pause:?}", attempt + 1);
        assert!(pause <= Duration::from_secs(1 << (attempt - 1)), "{pause:?}");
        before = pause / 2;
        stack.clock.advance(pause);
    }
    attempted(&app, "verify_email", 6).await;
    exec!(app.db(), |c| sqlx::query("UPDATE background_jobs SET attempts = 59 WHERE kind = 'verify_email'")).unwrap();
    stack.clock.advance(Duration::from_hours(1));
    let dead = attempted(&app, "verify_email", 60).await;
    assert_eq!((dead.state.as_str(), dead.due_at), ("dead", None));
    stack.may_leave_jobs();

    // Whoever asks for another mail gets one all the same.
    app.resend("ann@example.com").await.expect(202);
}

/// How long the story's mail job rests now.
fn rest(app: &App, job: &JobRow) -> Duration {
    Duration::from_millis(u64::try_from(job.due_at.unwrap() - app.foundation.clock.now().0).unwrap_or(0))
}

async fn a_recipient_that_is_refused_for_good_is_tried_three_times_over_a_day(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    let app = stack.setup().set("mail_url", server.url()).start().await;
    // Whoever is only not there yet has refused nothing.
    server.will("RCPT 450 4.2.1 Come again");
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    for attempt in 1..=4 {
        let rests = attempted(&app, "verify_email", attempt).await;
        assert!(rest(&app, &rests) <= Duration::from_secs(8), "{rests:?}");
        if attempt == 4 {
            server.will("RCPT 550 5.1.1 Nobody of this name");
        }
        stack.clock.advance(rest(&app, &rests));
    }
    let mut over = Duration::ZERO;
    for (attempt, hours) in [(5, 3..=4), (6, 15..=20)] {
        let rests = attempted(&app, "verify_email", attempt).await;
        let pause = rest(&app, &rests);
        assert!(rests.state == "queued" && hours.contains(&(pause.as_secs().div_ceil(3600))), "{rests:?} {pause:?}");
        over += pause;
        stack.clock.advance(pause);
        server.will(if attempt == 5 { "552 5.2.2 The mailbox is full" } else { "RCPT 550 5.1.1 Nobody of this name" });
    }
    assert!(over > Duration::from_hours(17), "{over:?}");
    let dead = attempted(&app, "verify_email", 7).await;
    assert_eq!((dead.state.as_str(), dead.due_at), ("dead", None));

    // Tried again by an operator, it has all its attempts again.
    let id = dead.id;
    shared::jobs::board::retry(app.db(), id, &shared::audit::Asked::by_operator(), app.foundation.clock.now())
        .await
        .unwrap();
    let rests = attempted(&app, "verify_email", 1).await;
    assert_eq!(rests.state, "queued");
    server.will("accept");
    stack.clock.advance(rest(&app, &rests));
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(server.mails().len(), 1);
}

async fn a_mail_server_that_refuses_us_has_refused_no_recipient(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    server.will("MAIL 550 5.7.1 No such sender here");
    let app = stack.setup().set("mail_url", server.url()).start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    for attempt in 1..=5 {
        let rests = attempted(&app, "verify_email", attempt).await;
        assert!(rests.state == "queued" && rest(&app, &rests) <= Duration::from_secs(16), "{rests:?}");
        if attempt == 5 {
            server.will("accept");
        }
        stack.clock.advance(rest(&app, &rests));
    }
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(server.mails().len(), 1);
}

async fn a_job_of_a_newer_version_is_told_of_once(stack: &Stack) {
    let program = stack.program(&[], &[]).await;
    let app = stack.setup().served_by(&program).start().await;
    let id = JobId::new();
    exec!(app.db(), |c| sqlx::query(
        "INSERT INTO background_jobs (id, queue, kind, payload, state, due_at, created_at)
         VALUES ($1, 'mail', 'carrier_pigeon', '{\"job\":\"carrier_pigeon\"}', 'queued', 0, 0)"
    )
    .bind(id))
    .unwrap();
    for _ in 0..4 {
        eventually("it is met", async || {
            let query = "SELECT attempts FROM background_jobs WHERE id = $1 AND state = 'queued' AND due_at > 0";
            let found = sql!(app.db(), |c| sqlx::query_as::<_, (i64,)>(query).bind(id).fetch_optional(c));
            found.unwrap().map(|(attempts,)| assert_eq!(attempts, 0))
        })
        .await;
        exec!(app.db(), |c| sqlx::query("UPDATE background_jobs SET due_at = 0 WHERE state = 'queued'")).unwrap();
    }
    // Who comes behind it comes through.
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    stack.mail_to("ann@example.com").await;
    let log = program.log();
    assert_eq!(log.matches("cannot be read here").count(), 1, "{log}");
    let command = |arguments: &[&str]| stack.command(&[&["jobs"], arguments].concat()).output().unwrap();
    let shown = crate::program::written(&command(&["show", &id.to_string()]));
    assert!(shown.contains("carrier_pigeon") && shown.contains("a newer version"), "{shown}");
    // It may just be looked at.
    let cancel = async || command(&["cancel", &id.to_string()]).status.success().then_some(());
    eventually("an operator gives it up", cancel).await;
    stack.may_leave_jobs();
}

async fn a_scan_that_cannot_be_finished_shuts_the_document(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let ops = app.ops("otto").await;
    let id = app.uploaded(&ops, "a.docx", docx("x")).await.id();
    let bytes = stack.stored().into_iter().next().unwrap();
    let path = stack.data_dir().join("files/blobs").join(&bytes[..2]).join(&bytes);
    let aside = stack.folder().join("aside");
    std::fs::rename(&path, &aside).unwrap();
    exec!(app.db(), |c| sqlx::query("UPDATE background_jobs SET attempts = 59 WHERE kind = 'scan_file'")).unwrap();
    stack.setup().worker_only().start().await;
    let file = app.scanned(&ops, &id).await;
    assert_eq!(file["scan_status"], "failed");
    assert_eq!(job(&app, "scan_file").await.state, "dead");
    std::fs::rename(&aside, &path).unwrap();
    stack.may_leave_jobs();
}

async fn a_worker_serves_the_queues_it_is_told_to(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.uploaded(&ops, "a.docx", docx("x")).await.id();
    // Mails that only the relay can find: once two of them have gone out, it has looked at every queue.
    for name in ["bob", "carol"] {
        let user = app.signup(name, &format!("{name}@example.com"), PASSWORD).await.expect(201).json()["user"].id();
        stack.all_mail_is_done(app.db()).await;
        let before = stack.mails().len();
        let mut tx = app.db().begin().await.unwrap();
        Job::VerifyEmail { user: user.parse().unwrap() }.enqueue(&mut tx, app.foundation.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        stack.clock.advance(Duration::from_secs(3));
        eventually("the relay's mail", async || (stack.mails().len() > before).then_some(())).await;
    }
    app.mint(&ann, &id).await.refuses(409, "scan_pending");
    let scans = stack.setup().worker_only().set("worker_queues", "scan,upkeep").start().await;
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    app.delete(&ops, &id).await.expect(204);
    stack.all_jobs_are_done(scans.db()).await;
}
