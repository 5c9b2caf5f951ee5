//! Reports of errors: what went wrong with us reaches a Sentry, and nothing of anybody.

use std::time::Instant;

use hyper::Method;
use serde_json::{Value, json};
use shared::{db::Db, exec};
use sqlx::AssertSqlSafe;
use tokio::net::TcpListener;

use crate::{
    app::{App, PASSWORD},
    collector::Collector,
    documents::docx,
    program::Program,
    servers::MailServer,
    stack::{Kind, PATIENCE, Stack, count_jobs, eventually, stories, tell},
};

stories!(our_errors_are_reported_and_nothing_of_anybody);

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn dsn(address: impl std::fmt::Display) -> String {
    format!("http://{KEY}@{address}/42")
}

/// All reports that came, as JSON.
fn reports(collector: &Collector) -> Vec<Value> {
    let read = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let envelopes = collector.taken().into_iter().map(|taken| {
        assert_eq!((taken.method, taken.path.as_str()), (Method::POST, "/api/42/envelope/"));
        let auth = taken.headers["x-sentry-auth"].to_str().unwrap();
        assert!(auth.contains(&format!("sentry_key={KEY}")), "{auth}");
        let text = String::from_utf8(taken.body.to_vec()).unwrap();
        let mut lines = text.lines();
        let (envelope, item) = (read(lines.next().unwrap()), read(lines.next().unwrap()));
        let report = read(lines.next().unwrap());
        assert_eq!((&item["type"], lines.next()), (&json!("event"), None), "{text}");
        assert_eq!(envelope["event_id"].as_str().unwrap().replace('-', ""), report["event_id"]);
        report
    });
    envelopes.collect()
}

/// Waits for the report with this message, and returns its fields.
async fn report(collector: &Collector, message: &str) -> Value {
    eventually(&format!("the report {message:?}"), async || {
        let found = reports(collector).into_iter().find(|report| report["message"] == message)?;
        for about_somebody in ["user", "request", "server_name", "breadcrumbs", "exception"] {
            assert!(found[about_somebody].is_null(), "{found}");
        }
        assert!(found["release"].as_str().unwrap().starts_with("strongroom@"), "{found}");
        Some(found["contexts"]["Rust Tracing Fields"].clone())
    })
    .await
}

async fn change(db: &Db, statement: &'static str) {
    exec!(db, |c| sqlx::query(AssertSqlSafe(statement))).unwrap();
}

/// Makes every list of documents fail on our side.
pub(crate) async fn break_lists(app: &App) {
    change(app.db(), "ALTER TABLE files RENAME TO hidden").await;
}

/// Makes them work again.
pub(crate) async fn mend_lists(app: &App) {
    change(app.db(), "ALTER TABLE hidden RENAME TO files").await;
}

async fn our_errors_are_reported_and_nothing_of_anybody(stack: &Stack) {
    stack.may_leave_jobs();
    let collector = Collector::start().await;
    let (dsn, server) = (dsn(collector.address), MailServer::started(stack.folder()).await);
    let token = "gAAAAABn".repeat(12);
    server.will(&format!("550 5.1.1 <annabel@example.com> will not have {token}"));
    let url = server.url();
    let more = [("STRONGROOM_SENTRY_DSN", dsn.as_str()), ("STRONGROOM_MAIL_URL", url.as_str())];
    let programs: Vec<Program> = match stack.kind {
        Kind::Embedded => vec![stack.program(&[], &more).await],
        Kind::Servers => vec![stack.program(&["api"], &more).await, stack.program(&["worker"], &more).await],
    };
    let app = stack.setup().served_by(&programs[0]).start().await;

    // What clients do wrong is nobody's error here.
    let ops = app.ops("otto").await;
    app.get("/api/nonsense/").send().await.expect(404);
    app.login("otto", "wrong").await.expect(401);

    // A mail that is refused three times is given up.
    app.signup("annabel", "annabel@example.com", PASSWORD).await.expect(201);
    eventually("the job is given up", async || {
        change(
            app.db(),
            "UPDATE background_jobs SET attempts = 9, refusals = 2, due_at = 1 WHERE state = 'queued' AND attempts < 9",
        )
        .await;
        (count_jobs(app.db(), "state = 'dead'").await == 1).then_some(())
    })
    .await;
    let given_up = report(&collector, "job given up").await;
    assert_eq!((&given_up["kind"], &given_up["attempt"]), (&json!("verify_email"), &json!(10)), "{given_up}");
    let error = given_up["error"].as_str().unwrap();
    assert!(error.contains("5.1.1 <…> will not have …"), "{error}");
    assert_eq!(reports(&collector).len(), 1, "{:?}", reports(&collector));

    // An answer of 500 comes with its cause, and with the id that the client was told.
    break_lists(&app).await;
    let reply = app.list(&ops, "search=merger").await.refuses(500, "internal");
    let upload = app.upload(&ops, "merger-plans.docx", docx("x")).await.refuses(500, "internal");
    mend_lists(&app).await;
    let failed = report(&collector, "a request failed").await;
    assert_eq!(failed["request_id"], reply.header("x-request-id"), "{failed}");
    assert!(failed["cause"].as_str().unwrap().contains("files"), "{failed}");
    eventually("the upload is reported too", async || {
        let id = upload.header("x-request-id");
        reports(&collector)
            .iter()
            .any(|report| report["contexts"]["Rust Tracing Fields"]["request_id"] == id)
            .then_some(())
    })
    .await;

    // So does one of 503.
    let (spool, aside) = (stack.data_dir().join("files/spool"), stack.folder().join("aside"));
    std::fs::rename(&spool, &aside).unwrap();
    app.get("/readyz").send().await.refuses(503, "unavailable");
    std::fs::rename(&aside, &spool).unwrap();
    let not_ready = report(&collector, "not ready").await;
    assert!(not_ready["missing"].as_str().unwrap().contains("storage"), "{not_ready}");

    let secrets = ["annabel", "otto", "example.com", PASSWORD, "merger", ".docx", &token, &ops.access, &ops.refresh];
    for secret in secrets {
        assert!(!collector.holds(secret), "{secret} in {:?}", reports(&collector));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_errors_is_cut_and_a_sentry_that_has_enough_is_left_alone() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let collector = Collector::start().await;
        let dsn = dsn(collector.address);
        let more = [("STRONGROOM_SENTRY_DSN", dsn.as_str())];
        let flooded = stack.program(&[], &more).await;
        let app = stack.setup().served_by(&flooded).start().await;
        let ops = app.ops("otto").await;
        break_lists(&app).await;
        fail_often(&app, &ops, 150).await;
        end(flooded).await;
        let sent = collector.taken().len();
        assert!((16..=100).contains(&sent), "{sent} reports");

        collector.will_answer(429);
        let program = stack.program(&[], &more).await;
        let again = stack.setup().served_by(&program).start().await;
        let ops = again.log_in("otto").await;
        fail_often(&again, &ops, 1).await;
        let told = async || program.log().contains("reports of errors cannot be sent just now").then_some(());
        eventually("the Sentry has enough", told).await;
        fail_often(&again, &ops, 20).await;
        mend_lists(&app).await;
        end(program).await;
        assert_eq!(collector.taken().len(), sent + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_sentry_costs_a_request_nothing() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let dsn = dsn(silent.local_addr().unwrap());
        let program = stack.program(&[], &[("STRONGROOM_SENTRY_DSN", dsn.as_str())]).await;
        let app = stack.setup().served_by(&program).start().await;
        let ops = app.ops("otto").await;
        break_lists(&app).await;
        let began = Instant::now();
        fail_often(&app, &ops, 300).await;
        mend_lists(&app).await;
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
        let began = Instant::now();
        end(program).await;
        assert!(began.elapsed().as_secs() < 15, "{:?}", began.elapsed());
    })
    .await;
}

async fn fail_often(app: &App, ops: &crate::app::Person, times: usize) {
    for _ in 0..times {
        app.list(ops, "").await.refuses(500, "internal");
    }
}

async fn end(mut program: Program) {
    program.terminate();
    assert!(program.ended().await.success());
}
