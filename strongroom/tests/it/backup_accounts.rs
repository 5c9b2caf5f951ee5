//! Backups of what hangs on accounts: second factors, tokens, browsers, pictures, kept answers.

use std::time::Duration;

use passkeys::soft::SoftAuthenticator;
use serde_json::json;
use shared::sql;
use uuid::Uuid;

use crate::{
    app::{App, PASSWORD},
    cookies::{ours, set_cookie},
    documents::minimal,
    stack::{Stack, stories},
};

stories!(what_guards_an_account_is_there_after_a_restore);

/// Where there are passkeys.
const ORIGIN: &str = "https://files.example.com";

/// The smallest PNG: one transparent pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64, 0xf8, 0xcf,
    0x50, 0x0f, 0, 3, 0x86, 1, 0x80, 0x5a, 0x34, 0x7d, 0x6b, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60,
    0x82,
];

/// By what browsers are known that have logged in.
async fn devices(app: &App) -> Vec<(Vec<u8>, Uuid, i64)> {
    let text = "SELECT token_hash, user_id, seen_at FROM devices ORDER BY token_hash";
    sql!(app.db(), |c| sqlx::query_as(text).fetch_all(c)).unwrap()
}

async fn what_guards_an_account_is_there_after_a_restore(stack: &Stack) {
    let app = stack.setup().set("public_url", ORIGIN).start().await;
    let otto = app.ops("otto").await;
    let (authenticator, codes) = app.set_up_totp(&otto).await;
    let token = app.token(&otto, &["read", "upload"]).await;
    app.call(hyper::Method::PUT, "/api/me/picture/").bearer(&otto.access).bytes(PNG).send().await.expect(200);
    app.post("/api/password/forgot/").json(&json!({"email": "otto@example.com"})).send().await.expect(202);
    let picture = app.get("/api/me/picture/").bearer(&otto.access).send().await.expect(200).body;

    // A code and a recovery code that are used up.
    let used = authenticator.next_code(stack, &app);
    let ticket = app.half_way("otto").await["ticket"].as_str().unwrap().to_owned();
    app.second_factor(&ticket, &used).await.expect(200);
    let other = app.half_way("otto").await["ticket"].as_str().unwrap().to_owned();
    app.second_factor(&other, &codes[0]).await.expect(200);

    // A page that a client is signed in on, and a request that was done once.
    let ann = app.client("ann").await;
    let body = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    let reply = ours(app.post("/api/login/")).json(&body).send().await.expect(200);
    let cookie = set_cookie(&reply, "__Host-strongroom").unwrap().0;
    let mut browser = SoftAuthenticator::new(ORIGIN);
    app.add_passkey(&ann, &mut browser).await;
    let devices = devices(&app).await;
    assert_eq!(devices.len(), 1);
    let expires_at = (app.foundation.clock.now() + Duration::from_hours(24)).to_string();
    let named = json!({"name": "a program", "scopes": ["read"], "expires_at": expires_at});
    let asked_once =
        |app: &App| app.post("/api/me/tokens/").bearer(&otto.access).header("idempotency-key", "one").json(&named);
    let made = asked_once(&app).send().await;
    let backup = stack.backed_up("accounts").await;

    let twin = stack.empty_twin().await;
    twin.restored(&backup).await;
    let app = twin.setup().beside(&app).start().await;
    let half = app.half_way("otto").await;
    assert_eq!(half["methods"], json!(["totp", "recovery_code"]));
    let ticket = half["ticket"].as_str().unwrap();
    // What was used is used.
    for spent in [&used, &codes[0]] {
        app.second_factor(ticket, spent).await.refuses(401, "invalid_second_factor");
    }
    app.second_factor(ticket, &codes[1]).await.expect(200);
    app.second_factor(&other, &codes[2]).await.refuses(401, "invalid_ticket");

    app.post("/api/upload/")
        .bearer(&token)
        .header("content-type", crate::client::Form::CONTENT_TYPE)
        .bytes(crate::client::Form::new().file("a.docx", &minimal(ooxml::Kind::Docx)).end())
        .send()
        .await
        .expect(201);
    assert_eq!(app.get("/api/me/picture/").bearer(&otto.access).send().await.expect(200).body, picture);
    let me = app.get("/api/me/").header("cookie", &cookie).send().await.expect(200).json();
    assert_eq!(me["username"], "ann");
    assert_eq!(self::devices(&app).await, devices, "browsers are known still");
    let answer = browser.get(&app.passkey_options().await).unwrap();
    app.log_in_by_passkey(&answer).await.expect(200);
    let again = asked_once(&app).send().await;
    assert_eq!((again.status, again.header("idempotent-replayed"), &again.body), (made.status, "true", &made.body));
    twin.nothing_is_left().await;
    twin.clear_up().await;
}
