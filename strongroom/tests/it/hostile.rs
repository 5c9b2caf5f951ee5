//! Hostile and careless requests, each with the answer that it must get.

use hyper::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    app::PASSWORD,
    client::{Form, send_raw},
    stack::{Stack, eventually, stories},
};

stories!(
    bodies_that_are_not_what_they_should_be,
    paths_and_methods_that_are_not_there,
    requests_that_are_no_requests,
    texts_that_would_hurt_a_database,
    a_request_line_cannot_be_smuggled,
);

async fn bodies_that_are_not_what_they_should_be(stack: &Stack) {
    let app = stack.start().await;
    let nested = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    let padded = |size: usize| format!("{{\"username\":\"{}\"}}", "a".repeat(size - 15));
    assert_eq!(padded(100).len(), 100);
    let (deep, deeper, bottomless) = (nested(32), nested(33), "[".repeat(60_000));
    let (full, over) = (padded(64 << 10), padded((64 << 10) + 1));
    let json = "application/json";
    for (content_type, body, status, code) in [
        (json, "", 400, "invalid_json"),
        (json, "{", 400, "invalid_json"),
        (json, "{]", 400, "invalid_json"),
        (json, "username=ann", 400, "invalid_json"),
        (json, "{\"username\":\"\u{1}\"}", 400, "invalid_json"),
        (json, "{\"username\":\"\\ud800\"}", 400, "invalid_json"),
        (json, "{} {}", 400, "invalid_json"),
        (json, "\u{feff}{}", 400, "invalid_json"),
        (json, "{'a':1}", 400, "invalid_json"),
        (json, "{\"a\":1e999}", 400, "invalid_json"),
        (json, &deep, 400, "invalid_input"),
        (json, &deeper, 400, "invalid_json"),
        (json, &bottomless, 400, "invalid_json"),
        (json, "null", 400, "invalid_input"),
        (json, "[]", 400, "invalid_input"),
        (json, "\"text\"", 400, "invalid_input"),
        (json, "7", 400, "invalid_input"),
        (json, "{}", 400, "invalid_input"),
        (json, &full, 400, "invalid_input"),
        (json, &over, 413, "body_too_large"),
        ("application/json; charset=utf-8", "{}", 400, "invalid_input"),
        ("APPLICATION/JSON", "{}", 400, "invalid_input"),
        ("text/plain", "{}", 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", "username=ann", 415, "unsupported_media_type"),
        ("multipart/form-data; boundary=x", "{}", 415, "unsupported_media_type"),
        ("application/jsonx", "{}", 415, "unsupported_media_type"),
        ("nonsense", "{}", 415, "unsupported_media_type"),
    ] {
        for path in ["/api/signup/", "/api/login/", "/api/token/refresh/", "/api/verify-email/resend/"] {
            let call = app.post(path).header("content-type", content_type).bytes(body.to_owned());
            let reply = call.send().await;
            assert_eq!(reply.json()["code"], code, "{path} {body:.40}: {}", reply.text());
            reply.refuses(status, code);
        }
    }
    let invalid_utf8 = app.post("/api/login/").header("content-type", json).bytes(&b"{\"username\":\"\xff\"}"[..]);
    invalid_utf8.send().await.refuses(400, "invalid_json");
    app.post("/api/login/").bytes("{}").send().await.refuses(415, "unsupported_media_type");

    // Of a field that comes twice one is taken; which one is nobody's business, but it is one.
    app.ops("otto").await;
    let twice = format!("{{\"username\":\"nobody\",\"username\":\"otto\",\"password\":\"{PASSWORD}\"}}");
    let reply = app.post("/api/login/").header("content-type", json).bytes(twice).send().await;
    assert!(matches!(reply.status.as_u16(), 200 | 400 | 401), "{}", reply.status);
}

async fn paths_and_methods_that_are_not_there(stack: &Stack) {
    let app = stack.start().await;
    for path in
        ["/", "/api", "/api/", "/nowhere", "/api/signup/x", "/API/LOGIN/", "/api//login/", "/.env", "/api/login/%00"]
    {
        app.get(path).send().await.refuses(404, "not_found");
        app.post(path).json(&json!({})).send().await.refuses(404, "not_found");
        app.call(Method::HEAD, path).send().await.expect(404);
    }
    let id = uuid::Uuid::now_v7();
    for (method, path, allowed) in [
        (Method::GET, "/api/signup/".to_owned(), &["POST"][..]),
        (Method::DELETE, "/api/login/".to_owned(), &["POST"]),
        (Method::PUT, "/api/upload/".to_owned(), &["POST"]),
        (Method::POST, "/api/list-uploaded-files/".to_owned(), &["GET", "HEAD"]),
        (Method::PUT, format!("/api/files/{id}/"), &["GET", "HEAD", "PATCH", "DELETE"]),
        (Method::DELETE, "/api/verify-email/x/y/".to_owned(), &["GET", "HEAD", "POST"]),
        (Method::POST, "/healthz".to_owned(), &["GET", "HEAD"]),
        (Method::from_bytes(b"BREW").unwrap(), "/api/login/".to_owned(), &["POST"]),
        (Method::OPTIONS, "/api/login/".to_owned(), &["POST"]),
    ] {
        let reply = app.call(method.clone(), &path).send().await.refuses(405, "method_not_allowed");
        let mut told: Vec<&str> = reply.header("allow").split(',').map(str::trim).collect();
        let mut allowed = allowed.to_vec();
        told.sort_unstable();
        allowed.sort_unstable();
        assert_eq!(told, allowed, "{method} {path}");
    }
    app.call(Method::HEAD, "/api/me/").send().await.expect(401);
    app.call(Method::HEAD, "/api/signup/").send().await.expect(405);
}

async fn requests_that_are_no_requests(stack: &Stack) {
    let app = stack.start().await;
    let long = "x".repeat(300 << 10);
    let with = |fields: &str| format!("POST /api/login/ HTTP/1.1\r\nHost: x\r\n{fields}\r\n\r\n");
    for (bytes, status, code) in [
        ("nonsense\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /healthz HTTP/1.1\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /healthz HTTP/1.1\r\nHost:\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /healthz HTTP/1.1\nHost: x\n\n".to_owned(), 400, "invalid_request"),
        (with("Bad header"), 400, "invalid_request"),
        (with("A: \0"), 400, "invalid_request"),
        (with("A: b\rc"), 400, "invalid_request"),
        (with("A: b\r\n c"), 400, "invalid_request"),
        (with("\u{7f}: a"), 400, "invalid_request"),
        (with("Content-Length: -1"), 400, "invalid_request"),
        (with("Content-Length: 1, 2"), 400, "invalid_request"),
        (with("Content-Length: 5\r\nContent-Length: 6"), 400, "invalid_request"),
        (with("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400, "invalid_request"),
        (with("Transfer-Encoding: gzip"), 400, "invalid_request"),
        (with("Content-Length: 99999999999999999999"), 413, "body_too_large"),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "x".repeat(128 << 10)), 431, "head_too_large"),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n"), 431, "head_too_large"),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n").repeat(2), 431, "head_too_large"),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {long}{long}\r\n\r\n"), 431, "head_too_large"),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(5000)), 431, "head_too_large"),
        (format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), 431, "head_too_large"),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)), 414, "uri_too_long"),
        // Here a body breaks off, which only its reader can tell.
        (with("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nx"), 400, "invalid_json"),
        (with("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello"), 400, "invalid_json"),
    ] {
        let reply = send_raw(app.address, bytes.as_bytes()).await.refuses(status, code);
        reply.keeps_the_promises_of_all_answers(&Method::GET);
        assert_eq!(reply.header("connection"), "close", "{bytes:.60}");
        assert!(!reply.header("date").is_empty(), "{bytes:.60}");
    }
    let head = send_raw(app.address, b"HEAD /healthz HTTP/1.1\r\nX-Request-Id: mine\r\n\r\n").await.expect(400);
    assert!(head.body.is_empty() && head.header("x-request-id") == "mine" && head.header("content-length") != "0");
    let mut nothing = tokio::net::TcpStream::connect(app.address).await.unwrap();
    nothing.write_all(b"\r\n\r\n\r\n").await.unwrap();
    nothing.shutdown().await.unwrap();
    assert_eq!(nothing.read(&mut [0]).await.unwrap(), 0);
    for (bytes, status) in [
        ("GET /healthz HTTP/1.0\r\n\r\n".to_owned(), 200),
        ("\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 200),
        ("GET http://elsewhere.example/healthz HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n".to_owned(), 200),
        ("GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 404),
        ("GET /api/files/%zz/ HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 401),
        ("GET /api/download/%zz/ HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 400),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 404),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "x".repeat(120 << 10)), 200),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(30 << 10)), 404),
        (format!("GET /healthz?{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(30 << 10)), 200),
    ] {
        send_raw(app.address, bytes.as_bytes()).await.expect(status);
    }
    // Whoever sends nothing and goes leaves nothing.
    for _ in 0..50 {
        drop(tokio::net::TcpStream::connect(app.address).await.unwrap());
    }
    app.get("/healthz").send().await.expect(200);
}

/// Whatever comes back until the other side closes.
async fn answer_to(address: std::net::SocketAddr, bytes: &[u8]) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = tokio::time::timeout(std::time::Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the connection stays open");
    String::from_utf8_lossy(&answer).into_owned()
}

async fn texts_that_would_hurt_a_database(stack: &Stack) {
    let app = stack.start().await;
    app.ops("otto").await;
    for text in
        ["'; DROP TABLE users; --", "\0", "a\0b@example.com", "%", "_", "\\", "\u{202e}otto", "ｏｔｔｏ", "otto "]
    {
        app.login(text, PASSWORD).await.refuses(401, "invalid_credentials");
        app.login("otto", text).await.refuses(401, "invalid_credentials");
        app.signup(text, text, text).await.refuses(400, "invalid_input");
        app.resend(text).await.refuses(400, "invalid_input");
        app.refresh(text).await.refuses(401, "invalid_token");
        app.logout(None, Some(text)).await.refuses(401, "invalid_token");
    }
    let long = "a".repeat(60_000);
    app.login(&long, PASSWORD).await.refuses(401, "invalid_credentials");
    app.login("otto", &long).await.refuses(401, "invalid_credentials");
    app.signup(&long, "a@example.com", PASSWORD).await.faults("username");
    app.signup("ann", &format!("{long}@example.com"), PASSWORD).await.faults("email");
    app.signup("ann", "a@example.com", &long).await.faults("password");
    app.log_in("otto").await;
    stack.all_jobs_are_done(app.db()).await;
}

async fn a_request_line_cannot_be_smuggled(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    // Two framings at once are refused, and the connection ends, so what follows is no second request (RFC 9112, section
    // 6.1).
    let body = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    let bytes = format!(
        "POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Transfer-Encoding: chunked\r\n\r\n{body}",
        body.len()
    );
    let answer = answer_to(app.address, bytes.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("\r\nconnection: close\r\n"), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");

    // Several requests at once are answered in their order, up to the first that is none.
    let good = "POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    let list = "GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    let bytes = format!("{good}{list}{good}GET /healthz HTTP/1.1\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    let answer = answer_to(app.address, bytes.as_bytes()).await;
    let statuses: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|one| &one[..3]).collect();
    assert_eq!(statuses, ["400", "200", "400", "400"], "{answer:.3000}");
    assert!(answer.contains("it has no Host"), "{answer}");

    // A header in a file's name stays a name.
    let form = Form::new().file("a.docx\"\r\nContent-Type: text/html\r\nX: \"", b"x");
    let reply = app.upload_form(&ops, form).await;
    assert_eq!(reply.status, 400);
    eventually("nothing is left", async || stack.spooled().is_empty().then_some(())).await;
}
