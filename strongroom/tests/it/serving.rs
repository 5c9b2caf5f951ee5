//! What surrounds every request: ids, headers, other origins, time limits, health, and the document of it all.

use std::{
    collections::{BTreeSet, HashSet},
    io::ErrorKind,
    time::{Duration, Instant},
};

use hyper::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    app::{PASSWORD, Person},
    client::Reply,
    documents::docx,
    program::{Program, strongroom},
    stack::{Kind, Stack, eventually, stories, tell},
};

stories!(
    a_request_has_an_id_and_keeps_a_sane_one,
    browsers_are_told_to_be_careful,
    other_origins_come_in_only_where_the_operator_says_so,
    health_and_readiness_are_told,
    a_slow_head_is_not_waited_for,
    the_document_tells_of_every_endpoint,
    the_document_tells_who_comes_in,
    the_document_tells_what_a_body_must_hold,
    the_page_of_the_document_needs_nothing_from_elsewhere,
);

async fn a_request_has_an_id_and_keeps_a_sane_one(stack: &Stack) {
    let app = stack.start().await;
    let with_id = async |id: &str| {
        let reply = app.get("/healthz").header("x-request-id", id).send().await.expect(200);
        reply.header("x-request-id").to_owned()
    };
    for sane in ["a", "Abc-1_2", &"x".repeat(64), "018f3e2a-0000-7000-8000-000000000000"] {
        assert_eq!(with_id(sane).await, sane);
    }
    for strange in ["", "a b", "a;b", "a/b", "é", &"x".repeat(65), "<script>"] {
        assert_ne!(with_id(strange).await, strange);
    }
    let (one, two) = (app.get("/nowhere").send().await, app.get("/nowhere").send().await);
    assert_ne!(one.header("x-request-id"), two.header("x-request-id"));
    let kept = app.get("/nowhere").header("x-request-id", "mine").send().await.refuses(404, "not_found");
    assert_eq!(kept.json()["request_id"], "mine");
}

async fn browsers_are_told_to_be_careful(stack: &Stack) {
    let app = stack.start().await;
    for path in ["/healthz", "/nowhere", "/api/me/", "/api/openapi.json", "/api/docs/"] {
        let reply = app.get(path).send().await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), value, "{path}");
        }
        assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(reply.header("strict-transport-security"), "", "{path}");
        assert_eq!(reply.header("server"), "", "{path}");
    }
    let https = stack.setup().api_only().set("public_url", "https://files.example.com").start().await;
    assert!(https.get("/healthz").send().await.header("strict-transport-security").starts_with("max-age="));
}

async fn other_origins_come_in_only_where_the_operator_says_so(stack: &Stack) {
    let closed = stack.start().await;
    let open = stack.setup().api_only().set("cors_origins", "https://app.example.com").start().await;
    let preflight = |app: &crate::app::App, origin: &str| {
        app.call(Method::OPTIONS, "/api/login/")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,authorization")
            .send()
    };
    let allowed = |reply: &crate::client::Reply| reply.header("access-control-allow-origin").to_owned();
    assert_eq!(allowed(&preflight(&closed, "https://app.example.com").await), "");
    assert_eq!(allowed(&preflight(&open, "https://evil.example").await), "");
    let asked = preflight(&open, "https://app.example.com").await.expect(200);
    assert_eq!(allowed(&asked), "https://app.example.com");
    assert!(asked.header("access-control-allow-methods").contains("POST"));
    for header in ["authorization", "tus-resumable", "upload-offset", "upload-token"] {
        assert!(asked.header("access-control-allow-headers").contains(header), "{header}");
    }

    // Refusals can be read there, too.
    let refused = open.get("/api/me/").header("origin", "https://app.example.com").send().await.expect(401);
    assert_eq!(allowed(&refused), "https://app.example.com");
    for field in ["x-request-id", "retry-after", "ratelimit-policy", "ratelimit"] {
        let exposed = refused.header("access-control-expose-headers").split(',');
        assert!(exposed.map(str::trim).any(|name| name == field), "{field}");
    }
    let refused = open.get("/api/me/").header("origin", "https://evil.example").send().await.expect(401);
    assert_eq!(allowed(&refused), "");
}

async fn health_and_readiness_are_told(stack: &Stack) {
    let app = stack.start().await;
    app.get("/healthz").send().await.expect(200);
    app.get("/readyz").send().await.expect(200);
    let (spool, aside) = (stack.data_dir().join("files/spool"), stack.folder().join("aside"));
    std::fs::rename(&spool, &aside).unwrap();
    // An answer may be a second old.
    let told = async |status: u16| {
        eventually("it is told", async || Some(app.get("/readyz").send().await).filter(|reply| reply.status == status))
            .await
    };
    let missing = told(503).await.refuses(503, "unavailable").json()["missing"].take();
    assert_eq!(missing, serde_json::json!(["storage"]));
    app.get("/healthz").send().await.expect(200);
    std::fs::rename(&aside, &spool).unwrap();
    told(200).await;
}

async fn a_slow_head_is_not_waited_for(stack: &Stack) {
    let app = stack.start().await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    match read.expect("the connection stays open") {
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        Ok(_) => assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer)),
    }
    let waited = began.elapsed();
    assert!((9..15).contains(&waited.as_secs()), "{waited:?}");
    app.get("/healthz").send().await.expect(200);
}

async fn the_document_tells_of_every_endpoint(stack: &Stack) {
    // At an address without a name there are no passkeys.
    let app = stack.setup().set("public_url", "http://localhost").start().await;
    let reply = app.get("/api/openapi.json").send().await.expect(200);
    assert_eq!(reply.header("content-type"), "application/json");
    let document = reply.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 12, "{}", paths.len());
    let all = document.to_string();
    for told in all.split("\"$ref\":\"#/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(&format!("/{told}")).is_some(), "{told} is nowhere");
    }
    let mut names = HashSet::new();
    for (path, methods) in paths {
        let at = path.replace("{id}", &uuid::Uuid::now_v7().to_string()).replace("{uid}", "x").replace("{token}", "x");
        for (method, endpoint) in methods.as_object().unwrap() {
            let Ok(method) = method.to_ascii_uppercase().parse::<Method>() else { continue };
            let name = endpoint["operationId"].as_str();
            assert!(name.is_some_and(|name| names.insert(name)), "{method} {path}: {name:?} has no name of its own");
            // That the answer is one of those in the document is seen to with every answer of every story.
            let reply = app.call(method.clone(), &at).header("accept", "application/json").send().await;
            // What is told by a head alone has no body.
            let code = if reply.body.is_empty() { Value::Null } else { reply.json()["code"].take() };
            assert!(code != "not_found" && reply.status != 405, "{method} {path}: {}", reply.status);
        }
        app.call(Method::TRACE, &at).send().await.refuses(405, "method_not_allowed");
    }
}

async fn the_document_tells_who_comes_in(stack: &Stack) {
    let app = stack.start().await;
    let people = [app.ops("otto").await, app.client("ann").await];
    let document = app.get("/api/openapi.json").send().await.expect(200).json();
    let (mut guarded, mut for_one_role) = (0, 0);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let at = path.replace("{id}", &uuid::Uuid::now_v7().to_string()).replace("{uid}", "x").replace("{token}", "x");
        for (method, endpoint) in methods.as_object().unwrap() {
            let Ok(method) = method.to_ascii_uppercase().parse::<Method>() else { continue };
            let stranger = app.call(method.clone(), &at).send().await;
            // Where nothing is asked for, and where a token may come in another way, a stranger is told something else.
            let ways = endpoint["security"].as_array().map(Vec::as_slice).unwrap_or_default();
            if !ways.contains(&json!({"bearer": []})) || ways.contains(&json!({})) {
                continue;
            }
            if method == Method::HEAD {
                stranger.expect(401);
            } else {
                stranger.refuses(401, "not_authenticated");
            }
            let mut refused = false;
            for person in &people {
                let reply = app.call(method.clone(), &at).bearer(&person.access).send().await;
                refused |=
                    reply.status == 403 && (method == Method::HEAD || reply.json()["code"] == "role_not_allowed");
            }
            let told = endpoint["responses"]["403"]["description"].as_str().unwrap_or_default();
            // Where it hangs on what is asked for besides, the document says on what, and nothing of that is asked for here.
            let is_told = told.contains("`role_not_allowed`") && !told.contains("`role_not_allowed`: a filter");
            assert_eq!(is_told, refused, "{method} {path}: {told}");
            guarded += 1;
            for_one_role += usize::from(refused);
        }
    }
    assert!(guarded >= 12 && for_one_role >= 9, "{guarded}, {for_one_role}");
}

async fn the_document_tells_what_a_body_must_hold(stack: &Stack) {
    let app = stack.setup().set("public_url", "http://localhost").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let document = app.get("/api/openapi.json").send().await.expect(200).json();
    let mut bodies = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let body = &methods["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let Some(schema) = body.as_str() else { continue };
        let told = required(&document, schema);
        let at = path.replace("{id}", &uuid::Uuid::now_v7().to_string()).replace("{uid}", "x").replace("{token}", "x");
        let ask = |by: &Person| app.call(Method::POST, &at).bearer(&by.access).json(&json!({})).send();
        let read = |reply: Reply| serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
        let mut answer = read(ask(&ops).await);
        if answer["code"] == "role_not_allowed" {
            answer = read(ask(&ann).await);
        }
        let missing = answer["errors"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        assert_eq!(told, missing, "{path}");
        bodies += 1;
    }
    assert!(bodies >= 5, "{bodies}");
}

/// What a body of this schema must hold, also where it is put together from several.
fn required<'a>(document: &'a Value, schema: &'a str) -> BTreeSet<&'a str> {
    let schema = document.pointer(schema.trim_start_matches('#')).unwrap();
    let parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
    let named = parts.flat_map(|part| part["required"].as_array().into_iter().flatten());
    named.map(|name| name.as_str().unwrap()).collect()
}

#[test]
fn the_document_in_docs_is_the_one_that_is_served() {
    let printed = strongroom(&["openapi"]).output().unwrap();
    assert!(printed.status.success());
    let printed = String::from_utf8(printed.stdout).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == printed, "docs/openapi.json is not current; write it with: strongroom openapi > docs/openapi.json");
}

async fn the_page_of_the_document_needs_nothing_from_elsewhere(stack: &Stack) {
    let app = stack.start().await;
    // Also without its slash it finds its parts.
    let page = app.get("/api/docs").send().await.expect(200).text();
    let part = page.split('"').find(|part| part.ends_with("swagger-ui.css")).unwrap();
    app.get(part).send().await.expect(200);
    let page = app.get("/api/docs/").send().await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    let text = page.text();
    let mut assets = 0;
    for quoted in text.split(['"', '\'']).skip(1).step_by(2) {
        assert!(!quoted.contains("://") && !quoted.starts_with("//"), "the page refers to {quoted}");
        let is_asset = [".js", ".css", ".png"].iter().any(|end| quoted.ends_with(end));
        if is_asset {
            let path = format!("/api/docs/{}", quoted.trim_start_matches("/api/docs/"));
            let asset = app.get(&path).send().await.expect(200);
            let kind = asset.header("content-type");
            assert!(["javascript", "css", "png"].iter().any(|part| kind.contains(part)), "{path}: {kind}");
            assets += 1;
        }
    }
    assert!(assets >= 4, "{assets} assets in {text}");
    let start = app.get("/api/docs/swagger-initializer.js").send().await.expect(200).text();
    assert!(start.contains("/api/openapi.json") && !start.contains("://"), "{start}");
    app.get("/api/docs/nothing.js").send().await.refuses(404, "not_found");
    app.get("/api/docs/..%2f..%2fetc%2fpasswd").send().await.refuses(404, "not_found");
}

/// Everything that people do, through a program of its own. Gives all texts that no log may hold.
async fn tour(stack: &Stack, program: &Program) -> Vec<String> {
    let app = stack.setup().served_by(program).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client_who_signed_up("ann").await);
    let id = app.clean_file(&ops, "plan.docx", docx("a secret plan")).await;
    let link = app.link(&ann, &id).await;
    app.get(&link).send().await.expect(200);
    app.login("ann", "a wrong password of hers").await.expect(401);
    app.signup("bob", "bob@example.com", "short").await.expect(400);
    app.refresh("no-token-at-all").await.expect(401);
    app.me("eyJ.no.token").await.expect(401);
    app.get("/api/me/?access=passed-in-the-query").bearer(&ann.access).send().await.expect(200);
    let next = app.refresh(&ann.refresh).await.expect(200).json();
    app.refresh(&ann.refresh).await.expect(401);
    app.logout(Some(&ops.access), None).await.expect(204);
    app.delete(&ops, &id).await.expect(401);
    let mail_link = stack.mails_to("ann@example.com")[0].link();
    let token = |link: &str| link.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    let mut secrets: Vec<String> = [
        PASSWORD,
        "a wrong password of hers",
        "no-token-at-all",
        "passed-in-the-query",
        "a secret plan",
        "somebody, we hope you",
        "$argon2",
        "ann@example.com",
    ]
    .map(ToOwned::to_owned)
    .into();
    secrets.extend([ops.access, ann.access, ann.refresh, token(&link), token(&mail_link)]);
    secrets.extend(["access", "refresh"].map(|name| next[name].as_str().unwrap().to_owned()));
    secrets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_hold_no_secrets() {
    for kind in [Kind::Embedded, Kind::Servers] {
        tell(kind, async |stack: &Stack| {
            let program = stack.program(&[], &[("STRONGROOM_LOG", "debug,hyper=info,sqlx=info")]).await;
            let secrets = tour(stack, &program).await;
            let log = program.log();
            assert!(log.lines().count() > 20);
            for line in log.lines() {
                let entry: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
                assert!(entry["timestamp"].is_string() && entry["level"].is_string(), "{line}");
                for secret in &secrets {
                    assert!(!line.contains(secret.as_str()), "{secret:.12}… stands in {line}");
                }
            }
            for name in ["jwt_secrets", "fernet_keys"] {
                let kept = std::fs::read_to_string(stack.data_dir().join(name)).unwrap_or_default();
                let secret = stack.setting(name).map_or(kept.trim().to_owned(), ToOwned::to_owned);
                assert!(!secret.is_empty() && !log.contains(&secret), "{name} stands in the log");
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_told_to_stop_finishes_what_is_under_way() {
    for kind in [Kind::Embedded, Kind::Servers] {
        tell(kind, async |stack: &Stack| {
            let mut program = stack.program(&[], &[]).await;
            let app = stack.setup().served_by(&program).start().await;
            let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
            let bytes = crate::documents::large(24);
            let id = app.clean_file(&ops, "large.docx", &bytes).await;
            let link = app.link(&ann, &id).await;
            let download = app.get(&link).open().await;
            assert_eq!(download.status(), 200);
            program.terminate();
            // Nobody new comes in, but who is in gets all.
            let refused = async || app.get("/healthz").try_open().await.is_err().then_some(());
            eventually("the door is closed", refused).await;
            let got = http_body_util::BodyExt::collect(download.into_body()).await.unwrap().to_bytes();
            assert!(got == bytes, "{} of {} bytes", got.len(), bytes.len());
            let status = program.ended().await;
            assert!(status.success(), "{status}; {}", program.log());
        })
        .await;
    }
}
