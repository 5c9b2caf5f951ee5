//! What an operator sees: metrics that move with what people do, on a listener of its own.

use std::{collections::BTreeSet, net::SocketAddr, path::Path, process::Stdio, time::Duration};

use hyper::Method;
use shared::clock::Millis;

use crate::{
    app::{HasId, PASSWORD},
    clamd::{Clamd, Wire},
    client::{Call, send_raw},
    documents::{docx, docx_with},
    program::{free_address, written},
    servers::{Line, MailServer, Security},
    stack::{Kind, Stack, eventually, stories, tell},
};

stories!(
    what_people_do_shows_in_the_metrics,
    jobs_that_wait_and_mails_that_fail_show_in_the_metrics,
    the_scanner_shows_in_metrics_and_readiness,
    an_address_that_is_taken_stops_the_start,
);

/// The metrics of one program.
struct Scraped(String);

impl Scraped {
    async fn from(address: SocketAddr) -> Self {
        let reply = Call::new(address, Method::GET, "/metrics").send_bare().await.expect(200);
        let kind = reply.headers["content-type"].to_str().unwrap();
        assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
        let text = String::from_utf8(reply.body.to_vec()).unwrap();
        assert!(text.ends_with("# EOF\n"), "{text}");
        // No labels are told as none, or as an empty list of them.
        Self(text.replace("{}", ""))
    }

    /// The value of a sample with exactly these labels; none when it is not told.
    fn value(&self, sample: &str) -> Option<f64> {
        let line = self.0.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
        line.map(|value| value.parse().unwrap())
    }

    #[track_caller]
    fn is(&self, sample: &str, value: f64) {
        let told = self.value(sample);
        assert_eq!(told, Some(value), "{sample} in\n{}", self.0);
    }
}

async fn what_people_do_shows_in_the_metrics(stack: &Stack) {
    let watched = free_address();
    let setting = watched.to_string();
    let program = stack.program(&[], &[("STRONGROOM_METRICS_LISTEN", &setting)]).await;
    let app = stack.setup().served_by(&program).start().await;

    let (ops, ann) = (app.ops("otto").await, app.client_who_signed_up("annabel").await);
    let bytes = docx("x");
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    app.upload(&ops, "b.docx", "no document").await.refuses(400, "unsupported_file_type");
    app.upload(&ann, "c.docx", &bytes).await.refuses(403, "role_not_allowed");
    let link = app.link(&ann, &id).await;
    assert_eq!(app.get(&link).send().await.expect(200).body, bytes);
    app.get(&link).header("range", "bytes=0-9").send().await.expect(206);
    app.get("/api/nonsense/1/").send().await.expect(404);
    app.get("/api/nonsense/2/").send().await.expect(404);
    stack.all_jobs_are_done(app.db()).await;

    let seen = eventually("the rows are read again", async || {
        let seen = Scraped::from(watched).await;
        (seen.value(r#"strongroom_jobs{queue="scan",state="running"}"#) == Some(0.0)).then_some(seen)
    })
    .await;
    seen.is(r#"strongroom_http_requests_total{method="POST",route="/api/signup/",status="201"}"#, 1.0);
    seen.is(r#"strongroom_http_requests_total{method="POST",route="/api/upload/",status="201"}"#, 1.0);
    seen.is(r#"strongroom_http_requests_total{method="POST",route="/api/upload/",status="400"}"#, 1.0);
    seen.is(r#"strongroom_http_requests_total{method="POST",route="/api/upload/",status="403"}"#, 1.0);
    seen.is(r#"strongroom_http_requests_total{method="GET",route="/api/download/{token}/",status="206"}"#, 1.0);
    seen.is(r#"strongroom_http_requests_total{method="GET",route="unknown",status="404"}"#, 2.0);
    seen.is(r#"strongroom_http_request_duration_seconds_count{method="POST",route="/api/upload/"}"#, 3.0);
    seen.is("strongroom_http_requests_in_flight", 0.0);
    seen.is(r#"strongroom_uploads_total{outcome="stored"}"#, 1.0);
    seen.is(r#"strongroom_uploads_total{outcome="refused"}"#, 1.0);
    seen.is(r#"strongroom_uploads_total{outcome="failed"}"#, 0.0);
    #[expect(clippy::cast_precision_loss, reason = "a small document")]
    seen.is("strongroom_download_bytes_total", (bytes.len() + 10) as f64);
    seen.is(r#"strongroom_scans_total{verdict="clean"}"#, 1.0);
    seen.is("strongroom_scan_lag_seconds_count", 1.0);
    seen.is(r#"strongroom_mails_total{outcome="sent"}"#, 1.0);
    seen.is(r#"strongroom_mails_total{outcome="failed"}"#, 0.0);
    seen.is(r#"strongroom_job_attempts_total{kind="scan_file",outcome="done"}"#, 1.0);
    seen.is(r#"strongroom_job_duration_seconds_count{kind="verify_email"}"#, 1.0);
    seen.is(r#"strongroom_jobs{queue="mail",state="dead"}"#, 0.0);
    assert!(seen.value(r#"strongroom_database_connections{state="max"}"#) > Some(1.0));
    // Nothing that only one file, person or link has, and no scanner where there is none.
    for secret in [id.as_str(), ann.id.as_str(), "nonsense", "annabel", "otto", ".docx", "strongroom_scanner_up "] {
        assert!(!seen.0.contains(secret), "{secret} in\n{}", seen.0);
    }

    // The public port has none of it, and this one nothing of the API.
    app.get("/metrics").send().await.refuses(404, "not_found");
    Call::new(watched, Method::GET, "/api/me/").send_bare().await.expect(404);
    Call::new(watched, Method::GET, "/healthz").send_bare().await.expect(200);
    Call::new(watched, Method::GET, "/readyz").send_bare().await.expect(200);
    // Here, too, a request is judged before anything reads it.
    let refused = send_raw(watched, b"GET /metrics HTTP/1.1\r\n\r\n").await.expect(400);
    assert_eq!(refused.text(), "The request is refused: it has no Host.\n");
}

async fn jobs_that_wait_and_mails_that_fail_show_in_the_metrics(stack: &Stack) {
    let server = MailServer::new(stack.folder(), Security::Plain);
    let app = stack.setup().set("mail_url", server.url()).start().await;
    let watched = app.watched().await;
    stack.may_leave_jobs();
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    eventually("the mail fails", async || {
        let seen = Scraped::from(watched).await;
        let failed = seen.value(r#"strongroom_mails_total{outcome="failed"}"#) == Some(1.0);
        (failed && seen.value(r#"strongroom_jobs{queue="mail",state="queued"}"#) == Some(1.0)).then(|| {
            seen.is(r#"strongroom_job_attempts_total{kind="verify_email",outcome="retry"}"#, 1.0);
            seen.is(r#"strongroom_job_oldest_due_seconds{queue="mail"}"#, 0.0);
        })
    })
    .await;

    // Without a worker nobody takes what is due.
    app.stop().await;
    let api = stack.setup().beside(&app).api_only().start().await;
    let watched = api.watched().await;
    stack.clock.advance(Duration::from_mins(30));
    eventually("the job is late", async || {
        let seen = Scraped::from(watched).await;
        let late = seen.value(r#"strongroom_job_oldest_due_seconds{queue="mail"}"#)?;
        ((1700.0..1900.0).contains(&late)).then_some(())
    })
    .await;
}

async fn the_scanner_shows_in_metrics_and_readiness(stack: &Stack) {
    let mut clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    wire.signatures("/27123/Sat Nov 21 09:00:00 2026");
    let app = stack.setup().set("clamd_url", wire.url()).set("clamd_max_size", "2MiB").start().await;
    let watched = app.watched().await;
    let up = async |up: f64| {
        eventually(&format!("the scanner's state is {up}"), async || {
            let seen = Scraped::from(watched).await;
            (seen.value("strongroom_scanner_up") == Some(up)).then_some(seen)
        })
        .await
    };
    let (version, age) = ("strongroom_scanner_signatures_version", "strongroom_scanner_signature_age_seconds");
    let readyz = async |at| Call::new(at, Method::GET, "/readyz").send_bare().await;

    let seen = up(1.0).await;
    seen.is(version, 27_123.0);
    let first_age = seen.value(age).unwrap();
    let expected = stack.clock.now().since(Millis(1_795_251_600_000)).as_secs_f64();
    assert!((expected - 60.0..=expected).contains(&first_age), "{first_age} is not {expected}");
    stack.clock.advance(Duration::from_hours(72));
    eventually("the signatures have aged", async || {
        (Scraped::from(watched).await.value(age)? >= first_age + 72.0 * 3600.0).then_some(())
    })
    .await;
    let told = readyz(watched).await.expect(200).json()["scanner"].take();
    assert_eq!((&told["up"], &told["signatures_version"]), (&true.into(), &27_123.into()), "{told}");
    assert!(told["signature_age_seconds"].as_f64().unwrap() >= first_age.floor() + 72.0 * 3600.0, "{told}");

    // The worker finds out by itself. What needs no scanner goes on.
    clamd.kill();
    stack.clock.advance(Duration::from_mins(1));
    let seen = up(0.0).await;
    assert_eq!((seen.value(version), seen.value(age)), (None, None));
    let reply = readyz(watched).await.refuses(503, "unavailable").json();
    assert_eq!(reply["missing"], serde_json::json!(["scanner"]));
    assert_eq!(reply["scanner"], serde_json::json!({"up": false}));
    Call::new(watched, Method::GET, "/healthz").send_bare().await.expect(200);
    let api = stack.setup().beside(&app).api_only().set("clamd_url", wire.url()).start().await;
    readyz(api.watched().await).await.expect(200);

    clamd.start_again().await;
    stack.clock.advance(Duration::from_secs(5));
    up(1.0).await.is(version, 27_123.0);
    assert_eq!(readyz(watched).await.expect(200).json()["scanner"]["up"], true);
    let before = Scraped::from(watched).await;
    before.is("strongroom_scans_unscannable_total", 0.0);
    let ops = app.ops("otto").await;
    let id = app.uploaded(&ops, "large.docx", docx_with(3 << 20)).await.id();
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "failed");
    let seen = Scraped::from(watched).await;
    seen.is("strongroom_scans_unscannable_total", 1.0);

    // Readiness asks, and does not wait until the worker looks.
    clamd.kill();
    readyz(watched).await.refuses(503, "unavailable");
    up(0.0).await;
}

/// The names of all metrics in a text.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '_');
    words.filter(|word| word.starts_with("strongroom_")).collect()
}

#[test]
fn dashboards_alerts_and_the_manual_name_metrics_that_exist() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let metrics = shared::metrics::Metrics::default();
    let mut shown = BTreeSet::new();
    for (file, least) in [("deploy/grafana/strongroom.json", 15), ("deploy/prometheus/alerts.yml", 10)] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let names = named(&text);
        assert!(names.len() >= least, "{file} names next to no metrics: {names:?}");
        for name in &names {
            assert!(metrics.names().contains(*name), "{file}: there is no metric {name}");
        }
        shown.extend(names.into_iter().map(ToOwned::to_owned));
    }
    serde_json::from_str::<serde_json::Value>(
        &std::fs::read_to_string(folder.join("deploy/grafana/strongroom.json")).unwrap(),
    )
    .unwrap();
    // And nothing is measured that nobody is told about.
    let manual = std::fs::read_to_string(folder.join("docs/MONITORING.md")).unwrap();
    let explained = named(&manual);
    let family = |name: &str| {
        let ends = ["_bucket", "_sum", "_count"];
        ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    };
    for name in metrics.names().iter().map(|name| family(name)) {
        assert!(explained.contains(name.as_str()), "docs/MONITORING.md does not explain {name}");
        assert!(shown.iter().any(|known| family(known) == name), "no panel and no alert shows {name}");
    }
    for name in explained {
        assert!(metrics.names().iter().any(|known| family(known) == name), "docs/MONITORING.md: no metric {name}");
    }
}

async fn an_address_that_is_taken_stops_the_start(stack: &Stack) {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    for arguments in [&[][..], &["api"], &["worker"]] {
        let mut command = stack.command(arguments);
        command.env("STRONGROOM_LISTEN", free_address().to_string()).stdin(Stdio::null());
        command.env("STRONGROOM_METRICS_LISTEN", taken.local_addr().unwrap().to_string());
        let output = command.output().unwrap();
        let text = written(&output);
        assert!(!output.status.success(), "{text}");
        assert!(text.contains("STRONGROOM_METRICS_LISTEN cannot be listened on"), "{text}");
        assert!(!stack.data_dir().exists(), "something else was begun before");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_away_is_named_and_rows_that_cannot_be_read_are_not_told() {
    tell(Kind::Servers, async |stack: &Stack| {
        let mut url = url::Url::parse(stack.setting("database_url").unwrap()).unwrap();
        let line = Line::to(format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))).await;
        url.set_host(Some(&line.address.ip().to_string())).unwrap();
        url.set_port(Some(line.address.port())).unwrap();
        let app = stack.setup().set("database_url", url).start().await;
        let watched = app.watched().await;
        let jobs = r#"strongroom_jobs{queue="mail",state="queued"}"#;
        Scraped::from(watched).await.is(jobs, 0.0);

        line.cut();
        eventually("the rows are away", async || Scraped::from(watched).await.value(jobs).is_none().then_some(()))
            .await;
        let reply = Call::new(watched, Method::GET, "/readyz").send_bare().await.refuses(503, "unavailable");
        assert_eq!(reply.json()["missing"], serde_json::json!(["database"]));
        Call::new(watched, Method::GET, "/healthz").send_bare().await.expect(200);
        line.mend();
        eventually("the rows are back", async || Scraped::from(watched).await.value(jobs)).await;
    })
    .await;
}
