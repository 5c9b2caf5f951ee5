//! Requests that come twice and are done once.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::stream;
use hyper::Method;
use ooxml::Kind;
use serde_json::{Value, json};
use shared::{exec, jobs::Job, sql};
use tokio::io::AsyncWriteExt;

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::{Call, Form, Reply},
    documents::minimal,
    stack::{Stack, eventually, stories},
};

stories!(
    a_sign_up_that_comes_again_gets_its_first_answer,
    a_document_that_comes_again_is_stored_once,
    another_body_under_a_key_is_told_of,
    a_refusal_is_told_again_and_bears_the_id_of_its_request,
    what_comes_and_goes_is_not_kept,
    a_secret_that_is_shown_once_is_kept_sealed,
    a_key_is_of_one_account_and_one_path,
    many_at_once_on_two_processes_are_done_once,
    a_request_that_is_under_way_is_told_of_as_long_as_it_takes,
    a_process_that_died_leaves_its_key_free_soon,
    a_client_that_leaves_finds_its_answer,
    a_client_that_leaves_half_way_begins_anew,
    answers_are_kept_for_a_day_and_swept,
    a_malformed_key_is_refused,
    where_nothing_is_made_a_key_says_nothing,
);

fn keyed(call: Call, key: &str) -> Call {
    call.header("idempotency-key", key)
}

fn signup(app: &App, username: &str, key: &str) -> Call {
    let body = json!({"username": username, "email": format!("{username}@example.com"), "password": PASSWORD});
    keyed(app.post("/api/signup/"), key).json(&body)
}

fn upload(app: &App, access: &str, key: &str, form: Bytes) -> Call {
    let call = app.post("/api/upload/").bearer(access).header("content-type", Form::CONTENT_TYPE);
    keyed(call, key).bytes(form)
}

/// A form with a document of some size: its bytes tell it from others.
fn form(name: &str) -> Bytes {
    Form::new().file(name, &minimal(Kind::Docx)).end()
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == "true"
}

async fn count(app: &App, table: &'static str) -> i64 {
    let text = format!("SELECT COUNT(*) FROM {table}");
    let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_one(c)).unwrap();
    count
}

async fn a_sign_up_that_comes_again_gets_its_first_answer(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let first = signup(&here, "ann", "a-key_1").send().await.expect(201);
    assert!(!is_replayed(&first));
    for app in [&here, &there] {
        let again = signup(app, "ann", "a-key_1").send().await.expect(201);
        assert!(is_replayed(&again));
        assert_eq!((again.json(), again.header("content-type")), (first.json(), "application/json"));
    }
    stack.all_jobs_are_done(here.db()).await;
    assert_eq!((count(&here, "users").await, stack.mails().len()), (1, 1));
    here.signup("ann", "ann@example.com", PASSWORD).await.refuses(400, "username_taken");
}

async fn a_document_that_comes_again_is_stored_once(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let first = upload(&app, &otto.access, "one", form("a.docx")).send().await.expect(201).json();
    // By a session of its own, and by a token: a key is the account's.
    let (other, token) = (app.log_in("otto").await, app.token(&otto, &["upload"]).await);
    for access in [&otto.access, &other.access, &token] {
        let again = upload(&app, access, "one", form("a.docx")).send().await.expect(201);
        assert!(is_replayed(&again));
        assert_eq!(again.json(), first);
    }
    assert_eq!(app.list(&otto, "").await.json()["files"].as_array().unwrap().len(), 1);
    let reading = app.token(&otto, &["read"]).await;
    upload(&app, &reading, "one", form("a.docx")).send().await.refuses(403, "scope_missing");
    upload(&app, &otto.access, "two", form("a.docx")).send().await.expect(201);
    app.uploaded(&otto, "a.docx", minimal(Kind::Docx)).await;
    assert_eq!(count(&app, "files").await, 3);
}

async fn another_body_under_a_key_is_told_of(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    upload(&app, &otto.access, "one", form("a.docx")).send().await.expect(201);
    let large = Form::new().file("a.docx", &vec![7; 3 << 20]).end();
    for other in [form("b.docx"), form("a.docx").slice(1..), large, Bytes::new()] {
        upload(&app, &otto.access, "one", other).send().await.refuses(422, "idempotency_key_reused");
    }
    signup(&app, "ann", "k").send().await.expect(201);
    signup(&app, "bob", "k").send().await.refuses(422, "idempotency_key_reused");
    assert_eq!((count(&app, "files").await, count(&app, "users").await), (1, 2));
}

async fn a_refusal_is_told_again_and_bears_the_id_of_its_request(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    signup(&app, "otto", "k").send().await.refuses(400, "username_taken");
    exec!(app.db(), |c| sqlx::query("UPDATE users SET username_key = 'other', email_key = 'other'")).unwrap();
    // Every answer is looked at: a problem must bear the id that its header has.
    let again = signup(&app, "otto", "k").header("x-request-id", "mine").send().await.refuses(400, "username_taken");
    assert!(
        is_replayed(&again) && again.json()["request_id"] == "mine" && again.json()["errors"]["username"].is_array()
    );
    signup(&app, "otto", "another").send().await.expect(201);

    let bad = Form::new().file("a.docx", b"no document").end();
    let refused = upload(&app, &otto.access, "bad", bad.clone()).send().await.expect(400);
    let again = upload(&app, &otto.access, "bad", bad).send().await.expect(400);
    assert!(!is_replayed(&refused) && is_replayed(&again));
    assert_eq!(again.json()["code"], refused.json()["code"]);
}

async fn what_comes_and_goes_is_not_kept(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    for access in ["x", "srt_x"] {
        let reply = upload(&app, access, "one", form("a.docx")).send().await.refuses(401, "invalid_token");
        assert!(!is_replayed(&reply));
    }
    let call = app.post("/api/upload/").header("content-type", Form::CONTENT_TYPE);
    keyed(call, "one").bytes(form("a.docx")).send().await.refuses(401, "not_authenticated");
    upload(&app, &otto.access, "one", form("a.docx")).send().await.expect(201);
    // What was told to a session is told to no session that is over.
    app.logout(Some(&otto.access), None).await.expect(204);
    upload(&app, &otto.access, "one", form("a.docx")).send().await.refuses(401, "invalid_token");
    let again = upload(&app, &app.log_in("otto").await.access, "one", form("a.docx")).send().await.expect(201);
    assert!(is_replayed(&again));
}

async fn a_secret_that_is_shown_once_is_kept_sealed(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let expires_at = (app.foundation.clock.now() + Duration::from_hours(24)).to_string();
    let body = json!({"name": "a program", "scopes": ["read"], "expires_at": expires_at});
    let of = |person: &Person| keyed(app.post("/api/me/tokens/"), "one").bearer(&person.access).json(&body).send();
    let (first, again) = (of(&ann).await.expect(201).json(), of(&ann).await.expect(201));
    assert!(is_replayed(&again));
    assert_eq!(again.json(), first);
    assert_eq!(count(&app, "api_tokens").await, 1);
    let (answer,): (String,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT answer FROM idempotency_keys").fetch_one(c)).unwrap();
    assert!(answer.starts_with("gAAAA") && !answer.contains(first["token"].as_str().unwrap()), "{answer}");

    // An answer that comes to stand in another row is told to nobody.
    let bob = app.client("bob").await;
    exec!(app.db(), |c| sqlx::query("UPDATE idempotency_keys SET owner = $1").bind(&bob.id)).unwrap();
    of(&bob).await.refuses(409, "request_in_progress");
    let made = of(&bob).await.expect(201).json();
    assert_ne!(made["token"], first["token"]);
}

async fn a_key_is_of_one_account_and_one_path(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    for person in [&otto, &olga] {
        assert!(!is_replayed(&upload(&app, &person.access, "one", form("a.docx")).send().await.expect(201)));
    }
    // Without an account it is the address's.
    let from = |address: &str| signup(&app, "ann", "one").header("x-forwarded-for", address).send();
    from("203.0.113.7").await.expect(201);
    assert!(is_replayed(&from("203.0.113.7").await.expect(201)));
    from("203.0.113.8").await.refuses(400, "username_taken");
    // What is open to everybody is so with a token that does not allow it, too.
    let body = json!({"name": "a program", "scopes": ["read"], "expires_at": app.in_days(1)});
    let token = app.post("/api/me/tokens/").bearer(&otto.access).json(&body).send().await.expect(201).json();
    let by_token = signup(&app, "bob", "two").bearer(token["token"].as_str().unwrap());
    by_token.send().await.expect(201);
}

async fn many_at_once_on_two_processes_are_done_once(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let otto = here.ops("otto").await;
    let tries = (0..12).map(|at| {
        let (app, access) = (if at % 2 == 0 { here.clone() } else { there.clone() }, otto.access.clone());
        tokio::spawn(async move { upload(&app, &access, "one", form("a.docx")).send().await })
    });
    let (mut done, mut ids) = (0, Vec::new());
    for reply in tries.collect::<Vec<_>>() {
        let reply = reply.await.unwrap();
        match reply.status.as_u16() {
            201 => {
                done += usize::from(!is_replayed(&reply));
                ids.push(reply.json()["file"].id());
            }
            _ => drop(reply.refuses(409, "request_in_progress")),
        }
    }
    ids.dedup();
    assert_eq!((done, ids.len(), count(&here, "files").await), (1, 1, 1));
}

async fn a_request_that_is_under_way_is_told_of_as_long_as_it_takes(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let otto = here.ops("otto").await;
    let whole = form("a.docx");
    let (first, second) = (whole.slice(..100), whole.slice(100..));
    let go_on = Arc::new(tokio::sync::Notify::new());
    let body = stream::unfold((0, go_on.clone()), move |(at, go_on)| {
        let (first, second) = (first.clone(), second.clone());
        async move {
            match at {
                0 => Some((Ok(first), (1, go_on))),
                1 => {
                    go_on.notified().await;
                    Some((Ok(second), (2, go_on)))
                }
                _ => None,
            }
        }
    });
    let call = here.post("/api/upload/").bearer(&otto.access).header("content-type", Form::CONTENT_TYPE);
    let slow = tokio::spawn(keyed(call, "one").stream(body).send());
    eventually("it is under way", async || (count(&here, "idempotency_keys").await == 1).then_some(())).await;
    // Its lease is renewed: it is as much under way when the first one would have run out.
    for _ in 0..2 {
        let (before,) = lease(&here).await;
        stack.clock.advance(Duration::from_secs(20));
        eventually("the lease is renewed", async || (lease(&here).await.0 > before).then_some(())).await;
        for app in [&here, &there] {
            upload(app, &otto.access, "one", whole.clone()).send().await.refuses(409, "request_in_progress");
        }
    }
    go_on.notify_one();
    let done = slow.await.unwrap().expect(201);
    let again = upload(&there, &otto.access, "one", whole).send().await.expect(201);
    assert!(is_replayed(&again));
    assert_eq!((again.json(), count(&here, "files").await), (done.json(), 1));
}

async fn lease(app: &App) -> (i64,) {
    sql!(app.db(), |c| sqlx::query_as("SELECT expires_at FROM idempotency_keys").fetch_one(c)).unwrap()
}

async fn a_process_that_died_leaves_its_key_free_soon(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let asked =
        shared::idempotency::Asked { owner: otto.id.clone(), path: "/api/upload/".to_owned(), key: "one".to_owned() };
    asked.begin(app.db(), app.foundation.clock.now()).await.unwrap();
    upload(&app, &otto.access, "one", form("a.docx")).send().await.refuses(409, "request_in_progress");
    stack.clock.advance(Duration::from_secs(31));
    let done = upload(&app, &otto.access, "one", form("a.docx")).send().await.expect(201);
    assert!(!is_replayed(&done));
    assert!(is_replayed(&upload(&app, &otto.access, "one", form("a.docx")).send().await.expect(201)));
}

/// Sends a request as it is, or so much of it, and leaves.
async fn send_and_leave(app: &App, by: &Person, form: &[u8], sent: usize) {
    let head = format!(
        "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\nIdempotency-Key: one\r\n\
         Content-Length: {}\r\n\r\n",
        by.access,
        Form::CONTENT_TYPE,
        form.len()
    );
    let mut stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&form[..sent]).await.unwrap();
    eventually("it is under way", async || (count(app, "idempotency_keys").await == 1).then_some(())).await;
}

async fn a_client_that_leaves_finds_its_answer(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let whole = form("a.docx");
    send_and_leave(&app, &otto, &whole, whole.len()).await;
    let again = eventually("the answer", async || {
        let reply = upload(&app, &otto.access, "one", whole.clone()).send().await;
        (reply.status != 409).then_some(reply)
    });
    again.await.expect(201);
    assert_eq!(count(&app, "files").await, 1);
}

async fn a_client_that_leaves_half_way_begins_anew(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let whole = form("a.docx");
    send_and_leave(&app, &otto, &whole, whole.len() / 2).await;
    let again = eventually("the key is free", async || {
        let reply = upload(&app, &otto.access, "one", whole.clone()).send().await;
        (reply.status != 409).then_some(reply)
    });
    assert!(!is_replayed(&again.await.expect(201)));
    assert_eq!(count(&app, "files").await, 1);
}

async fn answers_are_kept_for_a_day_and_swept(stack: &Stack) {
    let app = stack.start().await;
    signup(&app, "ann", "one").send().await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    stack.clock.advance(Duration::from_hours(23));
    assert!(is_replayed(&signup(&app, "ann", "one").send().await.expect(201)));
    stack.clock.advance(Duration::from_hours(1));
    let reply = signup(&app, "ann", "one").send().await.refuses(400, "username_taken");
    assert!(!is_replayed(&reply));
    stack.clock.advance(Duration::from_hours(25));
    let mut tx = app.db().begin().await.unwrap();
    Job::Sweep.enqueue(&mut tx, app.foundation.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    eventually("it is swept", async || (count(&app, "idempotency_keys").await == 0).then_some(())).await;
}

async fn a_malformed_key_is_refused(stack: &Stack) {
    let app = stack.start().await;
    for key in ["", "a b", "a;b", &"x".repeat(65)] {
        signup(&app, "ann", key).send().await.faults("idempotency_key");
    }
    keyed(signup(&app, "ann", "one"), "two").send().await.faults("idempotency_key");
    signup(&app, "ann", &"x".repeat(64)).send().await.expect(201);
}

async fn where_nothing_is_made_a_key_says_nothing(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    let login = |password: &str| {
        let body = json!({"username": "ann", "password": password});
        keyed(app.post("/api/login/"), "one").json(&body).send()
    };
    let tokens: Value = login(PASSWORD).await.expect(200).json();
    assert_ne!(login(PASSWORD).await.expect(200).json()["refresh"], tokens["refresh"]);
    login("not the password").await.refuses(401, "invalid_credentials");
    let call = keyed(app.call(Method::PATCH, "/api/me/"), "one").bearer(tokens["access"].as_str().unwrap());
    call.json(&json!({"language": "de"})).send().await.expect(200);
    assert_eq!(count(&app, "idempotency_keys").await, 0);
}
