//! Traces: one from a request through its job to what the job does, at a real collector; and nothing of anybody in them.

use std::{collections::BTreeMap, time::Instant};

use futures_util::{StreamExt, stream};
use hyper::Method;
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value::Value, trace::v1::Status,
};
use prost::Message;
use tokio::net::TcpListener;

use crate::{
    app::{HasId, PASSWORD},
    client::Call,
    collector::Collector,
    documents::docx,
    program::Program,
    reports::{break_lists, mend_lists},
    servers::{MailServer, make_certificates},
    stack::{Kind, PATIENCE, Stack, eventually, stories, tell},
};

stories!(
    one_trace_goes_from_a_request_through_its_job_to_its_mail,
    failures_show_in_spans_and_every_attempt_is_in_its_trace
);

/// A span as the collector has it.
#[derive(Clone, Debug)]
struct Seen {
    program: String,
    name: String,
    trace: Vec<u8>,
    id: Vec<u8>,
    parent: Vec<u8>,
    failed: bool,
    attributes: BTreeMap<String, String>,
}

fn text(value: Option<Value>) -> String {
    match value {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{other:?}"),
    }
}

/// All spans that came.
fn spans(collector: &Collector) -> Vec<Seen> {
    let mut spans = Vec::new();
    for taken in collector.taken() {
        assert_eq!((taken.method, taken.path.as_str()), (Method::POST, "/v1/traces"));
        assert_eq!(taken.headers["content-type"], "application/x-protobuf");
        for of_program in ExportTraceServiceRequest::decode(taken.body).unwrap().resource_spans {
            let about = of_program.resource.unwrap().attributes;
            let name = about.into_iter().find(|about| about.key == "service.name").unwrap();
            let program = text(name.value.unwrap().value);
            for span in of_program.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                assert!(span.events.is_empty(), "log lines go where logs go: {span:?}");
                let attributes = span.attributes.into_iter().map(|of| (of.key, text(of.value.unwrap().value)));
                let failed = matches!(span.status, Some(Status { code: 2, .. }));
                let (name, trace, id, parent) = (span.name, span.trace_id, span.span_id, span.parent_span_id);
                let program = program.clone();
                spans.push(Seen { program, name, trace, id, parent, failed, attributes: attributes.collect() });
            }
        }
    }
    spans
}

/// Waits for a span of this name inside of another, or at the beginning of a trace.
async fn span(collector: &Collector, name: &str, inside: Option<&Seen>) -> Seen {
    eventually(&format!("the span {name:?}"), async || {
        spans(collector).into_iter().find(|span| {
            let outer = inside.map_or(&[][..], |outer| &outer.id);
            span.name == name && span.parent == outer && inside.is_none_or(|outer| outer.trace == span.trace)
        })
    })
    .await
}

/// The programs of a stack, each sending its traces to the collector, and the names that they tell there.
async fn traced(stack: &Stack, to: &Collector, mail_url: &str) -> (Vec<Program>, &'static str, &'static str) {
    let url = format!("http://{}", to.address);
    let more = [("STRONGROOM_OTLP_URL", url.as_str()), ("STRONGROOM_MAIL_URL", mail_url)];
    match stack.kind {
        Kind::Embedded => (vec![stack.program(&[], &more).await], "strongroom", "strongroom"),
        Kind::Servers => (
            vec![stack.program(&["api"], &more).await, stack.program(&["worker"], &more).await],
            "strongroom-api",
            "strongroom-worker",
        ),
    }
}

async fn one_trace_goes_from_a_request_through_its_job_to_its_mail(stack: &Stack) {
    let collector = Collector::start().await;
    let (programs, api, worker) = traced(stack, &collector, "").await;
    let app = stack.setup().served_by(&programs[0]).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client_who_signed_up("annabel").await);
    let id = app.clean_file(&ops, "merger-plans.docx", docx("x")).await;
    let link = app.link(&ann, &id).await;
    app.get(&link).send().await.expect(200);
    app.get("/api/download/a-made-up-token/").send().await;
    app.get("/api/nonsense/annabel/").send().await.expect(404);

    let signup = span(&collector, "POST /api/signup/", None).await;
    assert_eq!(signup.program, api);
    assert_eq!(signup.attributes["http.route"], "/api/signup/");
    assert_eq!(signup.attributes["http.response.status_code"], "201");
    let job = span(&collector, "job verify_email", Some(&signup)).await;
    assert_eq!((job.program.as_str(), job.attributes["job.attempt"].as_str()), (worker, "1"));
    let mail = span(&collector, "mail", Some(&job)).await;
    assert!(mail.program == worker && !mail.failed && !job.failed && !signup.failed);

    let upload = span(&collector, "POST /api/upload/", None).await;
    let job = span(&collector, "job scan_file", Some(&upload)).await;
    assert_ne!(signup.trace, upload.trace);
    assert_eq!(span(&collector, "scan", Some(&job)).await.trace, upload.trace);
    span(&collector, "GET /api/download/{token}/", None).await;
    span(&collector, "GET unknown", None).await;

    // Neither people nor documents, nor anything that opens something.
    let mail = stack.mail_to("annabel@example.com").await.link();
    let of_mail = mail.split('/').rev().find(|part| part.len() > 40).unwrap();
    let of_link = link.split('/').rev().find(|part| part.len() > 40).unwrap();
    for secret in ["annabel", "otto", "example.com", PASSWORD, "merger", ".docx", &ann.access, &ann.refresh] {
        assert!(!collector.holds(secret), "{secret}");
    }
    for secret in [of_mail, of_link, "a-made-up-token", "nonsense", stack.data_dir().to_str().unwrap()] {
        assert!(!collector.holds(secret), "{secret}");
    }
    stack.all_jobs_are_done(app.db()).await;
}

async fn failures_show_in_spans_and_every_attempt_is_in_its_trace(stack: &Stack) {
    let (collector, server) = (Collector::start().await, MailServer::started(stack.folder()).await);
    server.will("451 4.3.0 Come again, annabel@example.com");
    let (programs, ..) = traced(stack, &collector, &server.url()).await;
    let app = stack.setup().served_by(&programs[0]).start().await;
    app.signup("annabel", "annabel@example.com", PASSWORD).await.expect(201);
    let signup = span(&collector, "POST /api/signup/", None).await;
    let first = span(&collector, "job verify_email", Some(&signup)).await;
    assert!(first.failed && !signup.failed && first.attributes["job.attempt"] == "1", "{first:?}");
    assert!(span(&collector, "mail", Some(&first)).await.failed);
    server.will("accept");
    let last = eventually("the mail goes out", async || {
        spans(&collector).into_iter().find(|span| span.name == "job verify_email" && !span.failed)
    })
    .await;
    assert_eq!((&last.trace, &last.parent), (&signup.trace, &signup.id));
    assert_ne!(last.attributes["job.attempt"], "1");
    assert!(!span(&collector, "mail", Some(&last)).await.failed);

    let ops = app.ops("otto").await;
    break_lists(&app).await;
    app.list(&ops, "").await.refuses(500, "internal");
    mend_lists(&app).await;
    let failed = span(&collector, "GET /api/list-uploaded-files/", None).await;
    assert!(failed.failed && failed.attributes["http.response.status_code"] == "500", "{failed:?}");
    assert!(!collector.holds("annabel"));
}

/// More spans than may wait, from requests that nothing else is asked for.
const MANY: usize = 3500;

async fn many_requests(program: &Program) {
    let calls = (0..MANY).map(|_| Call::new(program.address, Method::GET, "/api/nonsense/").send());
    stream::iter(calls).buffer_unordered(16).for_each(async |reply| drop(reply.expect(404))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_costs_a_request_nothing_and_spans_do_not_pile_up() {
    tell(Kind::Embedded, async |stack: &Stack| {
        // It takes connections, and does nothing with them.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = silent.local_addr().unwrap();
        let url = format!("http://{address}");
        let mut program = stack.program(&[], &[("STRONGROOM_OTLP_URL", &url)]).await;
        let began = Instant::now();
        many_requests(&program).await;
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());

        drop(silent);
        let collector = Collector::on(TcpListener::bind(address).await.unwrap(), None);
        let app = stack.setup().served_by(&program).start().await;
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.all_jobs_are_done(app.db()).await;
        let told = async || program.log().contains("traces are sent again").then_some(());
        eventually("the collector is back", told).await;
        eventually("the spans come", async || {
            // Whether the queue had room for this one is chance; a later one finds room.
            app.login("ann", "wrong").await.expect(401);
            spans(&collector).iter().any(|span| span.name == "POST /api/login/").then_some(())
        })
        .await;
        let kept = spans(&collector).iter().filter(|span| span.name == "GET unknown").count();
        assert!((1..=2048 + 512).contains(&kept), "{kept} of {MANY}");
        let warnings = program.log().matches("traces cannot be sent just now").count();
        assert_eq!(warnings, 1, "{}", program.log());

        collector.will_answer(503);
        app.login("ann", "wrong").await.expect(401);
        let told = async || (program.log().matches("traces cannot be sent just now").count() == 2).then_some(());
        eventually("a refusal is told", told).await;
        program.terminate();
        assert!(program.ended().await.success());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_spans_are_sent_at_the_end_and_a_silent_collector_does_not_hold_it_up() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let collector = Collector::start().await;
        let url = format!("http://{}/otlp/", collector.address);
        let more =
            [("STRONGROOM_OTLP_URL", url.as_str()), ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20key")];
        let mut program = stack.program(&[], &more).await;
        Call::new(program.address, Method::GET, "/api/me/").send().await.expect(401);
        program.terminate();
        assert!(program.ended().await.success());
        for taken in collector.taken() {
            assert_eq!(
                (taken.path.as_str(), &taken.headers["authorization"]),
                ("/otlp/v1/traces", &"Bearer key".parse().unwrap())
            );
        }
        assert!(collector.holds("GET /api/me/"));

        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let mut program = stack.program(&[], &[("STRONGROOM_OTLP_URL", &url)]).await;
        Call::new(program.address, Method::GET, "/api/me/").send().await.expect(401);
        program.terminate();
        let began = Instant::now();
        assert!(program.ended().await.success());
        assert!(began.elapsed().as_secs() < 15, "{:?}", began.elapsed());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_go_by_tls_only_to_a_collector_that_somebody_vouches_for() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let folder = stack.folder().join("tls");
        std::fs::create_dir(&folder).unwrap();
        make_certificates(&folder);
        let collector = Collector::with_tls(&folder).await;
        let url = format!("https://localhost:{}", collector.address.port());
        let authority = folder.join("ca.pem");

        let stranger = stack.program(&[], &[("STRONGROOM_OTLP_URL", &url)]).await;
        Call::new(stranger.address, Method::GET, "/api/me/").send().await.expect(401);
        let told = async || stranger.log().contains("traces cannot be sent just now").then_some(());
        eventually("nobody vouches for it", told).await;
        assert!(collector.taken().is_empty());
        drop(stranger);

        let more = [("STRONGROOM_OTLP_URL", url.as_str()), ("SSL_CERT_FILE", authority.to_str().unwrap())];
        let program = stack.program(&[], &more).await;
        Call::new(program.address, Method::GET, "/api/me/").send().await.expect(401);
        span(&collector, "GET /api/me/", None).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_is_traced_no_job_carries_a_trace() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let program = stack.program(&[], &[]).await;
        let app = stack.setup().served_by(&program).start().await;
        app.client_who_signed_up("ann").await;
        let ops = app.ops("otto").await;
        let _ = app.uploaded(&ops, "a.docx", docx("x")).await.id();
        assert_eq!(crate::stack::count_jobs(app.db(), "trace_parent IS NOT NULL").await, 0);
        assert!(crate::stack::count_jobs(app.db(), "trace_parent IS NULL").await > 1);
        stack.all_jobs_are_done(app.db()).await;
    })
    .await;
}
