//! One's own account: what is shown of it, what its owner changes, and how it is erased.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use shared::{exec, sql};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::Reply,
    documents::minimal,
    stack::{Stack, stories},
};

stories!(
    people_say_how_they_want_to_be_called,
    wishes_for_mail_that_change_at_once_are_all_kept,
    what_is_wrong_changes_nothing,
    a_user_name_has_one_owner,
    an_account_is_erased_with_all_that_is_personal,
    erasing_asks_for_the_password,
    the_last_ops_account_stays,
    of_two_ops_who_go_at_once_one_stays,
    people_take_all_that_is_kept_about_them,
);

pub(crate) async fn change(app: &App, by: &Person, body: Value) -> Reply {
    app.call(Method::PATCH, "/api/me/").bearer(&by.access).json(&body).send().await
}

async fn erase(app: &App, by: &Person, password: &str) -> Reply {
    app.call(Method::DELETE, "/api/me/").bearer(&by.access).json(&json!({"password": password})).send().await
}

async fn people_say_how_they_want_to_be_called(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let me = app.me(&ann.access).await.expect(200).json();
    assert_eq!(
        (&me["username"], &me["email"], &me["role"]),
        (&json!("ann"), &json!("ann@example.com"), &json!("client"))
    );
    assert_eq!(
        (&me["display_name"], &me["language"], &me["pending_email"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(me["permissions"], json!([]));
    assert_eq!(me["second_factor"], json!({"totp": false, "passkeys": 0, "recovery_codes_left": 0}));
    let usual = json!({"documents": true, "reminders": true, "receipts": "daily", "announcements": true});
    assert_eq!(me["notify"], usual);
    assert!(me["picture_url"].as_str().unwrap().ends_with("/api/me/picture/"), "{me}");

    let body = json!({"display_name": "  Ann Lee ", "language": "ar", "notify": {"receipts": "off"}, "of_later": 1});
    let me = change(&app, &ann, body).await.expect(200).json();
    assert_eq!((&me["display_name"], &me["language"]), (&json!("Ann Lee"), &json!("ar")));
    let me = change(&app, &ann, json!({"notify": {"documents": false}})).await.expect(200).json();
    let chosen = json!({"documents": false, "reminders": true, "receipts": "off", "announcements": true});
    assert_eq!((&me["notify"], &me["display_name"]), (&chosen, &json!("Ann Lee")));
    let me = change(&app, &ann, json!({"display_name": null, "language": null})).await.expect(200).json();
    assert_eq!((&me["display_name"], &me["language"]), (&Value::Null, &Value::Null));
    assert_eq!(app.me(&ann.access).await.json(), change(&app, &ann, json!({})).await.expect(200).json());
    app.call(Method::PATCH, "/api/me/").json(&json!({})).send().await.refuses(401, "not_authenticated");
}

async fn wishes_for_mail_that_change_at_once_are_all_kept(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    for turn in 0..8 {
        let is_on = turn % 2 == 0;
        let receipts = if is_on { "daily" } else { "off" };
        let wish = async |wish: Value| change(&app, &ann, json!({"notify": wish})).await.expect(200);
        tokio::join!(
            wish(json!({"documents": is_on})),
            wish(json!({"reminders": is_on})),
            wish(json!({"receipts": receipts})),
            wish(json!({"announcements": is_on})),
        );
        let told = app.me(&ann.access).await.expect(200).json();
        let all = json!({"documents": is_on, "reminders": is_on, "receipts": receipts, "announcements": is_on});
        assert_eq!(told["notify"], all, "{turn}");
    }
}

async fn what_is_wrong_changes_nothing(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    for (wrong, field) in [
        (json!({"display_name": "x".repeat(81)}), "display_name"),
        (json!({"display_name": "a\u{0}b"}), "display_name"),
        (json!({"display_name": "a\u{202e}b"}), "display_name"),
        (json!({"display_name": 7}), "display_name"),
        (json!({"language": "tlh"}), "language"),
        (json!({"notify": "all"}), "notify"),
        (json!({"notify": {"receipts": "hourly"}}), "notify.receipts"),
        (json!({"notify": {"documents": "yes"}}), "notify.documents"),
        (json!({"username": "a"}), "username"),
        (json!({"email": "no address"}), "email"),
    ] {
        let mut body = json!({"display_name": "Ann Lee", "language": "de", "notify": {"documents": false}});
        body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        change(&app, &ann, body).await.faults(field);
    }
    let me = app.me(&ann.access).await.json();
    assert_eq!(
        (&me["display_name"], &me["language"], &me["notify"]["documents"]),
        (&Value::Null, &Value::Null, &json!(true))
    );
}

async fn a_user_name_has_one_owner(stack: &Stack) {
    let app = stack.start().await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let refused = change(&app, &ann, json!({"username": "BOB", "language": "de"})).await;
    assert!(refused.refuses(400, "username_taken").json()["errors"]["username"].is_array());
    assert_eq!(app.me(&ann.access).await.json()["language"], Value::Null);
    let me = change(&app, &ann, json!({"username": "Anna"})).await.expect(200).json();
    assert_eq!(me["username"], "Anna");
    // Another spelling of one's own name is nobody else's.
    change(&app, &ann, json!({"username": "ANNA"})).await.expect(200);
    app.login("anna", PASSWORD).await.expect(200);
    app.login("ann", PASSWORD).await.refuses(401, "invalid_credentials");
    // What was given up is free.
    change(&app, &bob, json!({"username": "ann"})).await.expect(200);
}

async fn an_account_is_erased_with_all_that_is_personal(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    app.ops("olga").await;
    let file = app.clean_file(&otto, "a.docx", minimal(ooxml::Kind::Docx)).await;
    let link = app.link(&ann, &file).await;
    app.get(&link).send().await.expect(200);
    change(&app, &ann, json!({"display_name": "Ann Lee", "email": "lee@example.org"})).await.expect(200);
    app.login("lee@example.org", PASSWORD).await.refuses(401, "invalid_credentials");
    let expires_at = (app.foundation.clock.now() + Duration::from_hours(1)).to_string();
    let call = app.post("/api/me/tokens/").bearer(&ann.access).header("idempotency-key", "one");
    let body = json!({"name": "a program", "scopes": ["read"], "expires_at": expires_at});
    let token = call.json(&body).send().await.expect(201).json()["token"].as_str().unwrap().to_owned();
    app.me(&token).await.expect(200);
    stack.all_jobs_are_done(app.db()).await;
    let db = app.db();
    exec!(db, |c| sqlx::query(
        "UPDATE background_jobs SET last_error = 'no such user: ann@example.com' WHERE kind = 'verify_email'"
    ))
    .unwrap();

    erase(&app, &ann, PASSWORD).await.expect(204);
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.me(&token).await.refuses(401, "invalid_token");
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
    app.login("ann", PASSWORD).await.refuses(401, "invalid_credentials");
    app.get(&link).send().await.refuses(403, "account_not_allowed");
    for email in ["ann@example.com", "lee@example.org"] {
        assert_eq!(rows_with(&app, &ann.id, email).await, Vec::<String>::new());
    }
    // Who had the document is still told, by the id.
    let who = app.get(&format!("/api/files/{file}/downloads/")).bearer(&otto.access).send().await.expect(200).json();
    assert_eq!(who["downloads"][0]["user_id"], ann.id.as_str());
    assert_eq!((&who["downloads"][0]["username"], &who["downloads"][0]["email"]), (&json!(""), &json!("")));
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);

    // What ops brought stays, and says no name.
    let by_post = app.post("/api/me/delete/").bearer(&otto.access).json(&json!({"password": PASSWORD}));
    by_post.send().await.expect(204);
    let olga = app.log_in("olga").await;
    let shown = app.show(&olga, &file).await.expect(200).json();
    assert_eq!((shown.id(), &shown["uploaded_by"]), (file, &json!({"id": otto.id, "username": ""})));
}

/// The tables that still hold something of a person: a row that hangs on the account, or its address in a text.
async fn rows_with(app: &App, id: &str, email: &str) -> Vec<String> {
    let (mut found, id) = (Vec::new(), uuid::Uuid::parse_str(id).unwrap());
    for table in [
        "sessions",
        "devices",
        "totp",
        "recovery_codes",
        "passkeys",
        "api_tokens",
        "pictures",
        "document_notices",
        "document_asks",
        "former_emails",
    ] {
        let query = format!("SELECT COUNT(*) FROM {table} WHERE user_id = $1");
        let count: (i64,) =
            sql!(app.db(), |c| sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(id).fetch_one(c)).unwrap();
        found.extend((count.0 > 0).then(|| table.to_owned()));
    }
    let kept: (i64,) = sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM idempotency_keys WHERE owner = $1")
        .bind(id.to_string())
        .fetch_one(c))
    .unwrap();
    found.extend((kept.0 > 0).then(|| "idempotency_keys".to_owned()));
    for text in [
        "SELECT COUNT(*) FROM users WHERE email LIKE $1 OR pending_email LIKE $1",
        "SELECT COUNT(*) FROM background_jobs WHERE payload LIKE $1 OR last_error LIKE $1 OR dedupe_key LIKE $1",
        "SELECT COUNT(*) FROM files WHERE scan_detail LIKE $1",
        "SELECT COUNT(*) FROM audit_personal WHERE name LIKE $1",
    ] {
        let count: (i64,) = sql!(app.db(), |c| sqlx::query_as(text).bind(format!("%{email}%")).fetch_one(c)).unwrap();
        found.extend((count.0 > 0).then(|| text.to_owned()));
    }
    found
}

async fn erasing_asks_for_the_password(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    erase(&app, &ann, "not the password").await.refuses(401, "invalid_credentials");
    app.call(Method::DELETE, "/api/me/").bearer(&ann.access).send().await.faults("password");
    app.post("/api/me/delete/").bearer(&ann.access).json(&json!({"password": 7})).send().await.faults("password");
    app.call(Method::DELETE, "/api/me/")
        .json(&json!({"password": PASSWORD}))
        .send()
        .await
        .refuses(401, "not_authenticated");
    app.me(&ann.access).await.expect(200);

    let login = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    let login = app.post("/api/login/").header("sec-fetch-site", "same-origin").json(&login).send().await.expect(200);
    let cookie = login.header("set-cookie").split(';').next().unwrap().to_owned();
    let call = app.post("/api/me/delete/").header("cookie", &cookie).json(&json!({"password": PASSWORD}));
    call.send().await.refuses(403, "cross_site_request");
    let call = app.post("/api/me/delete/").header("cookie", &cookie).header("sec-fetch-site", "same-origin");
    let gone = call.json(&json!({"password": PASSWORD})).send().await.expect(204);
    assert!(gone.header("set-cookie").contains("Max-Age=0"), "{:?}", gone.headers);
}

async fn the_last_ops_account_stays(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    erase(&app, &otto, PASSWORD).await.refuses(409, "last_of_its_kind");
    // Somebody who cannot act is nobody who could take over.
    let olga = app.ops("olga").await;
    exec!(app.db(), |c| sqlx::query("UPDATE users SET disabled_at = 1 WHERE username = 'olga'")).unwrap();
    erase(&app, &otto, PASSWORD).await.refuses(409, "last_of_its_kind");
    app.me(&olga.access).await.refuses(401, "invalid_token");
    app.me(&otto.access).await.expect(200);
    app.ops("oda").await;
    erase(&app, &otto, PASSWORD).await.expect(204);
}

async fn of_two_ops_who_go_at_once_one_stays(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let (otto, olga) = (here.ops("otto").await, here.ops("olga").await);
    let (one, other) = tokio::join!(erase(&here, &otto, PASSWORD), erase(&there, &olga, PASSWORD));
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [204, 409]);
}

async fn people_take_all_that_is_kept_about_them(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client_who_signed_up("ann").await);
    let file = app.clean_file(&otto, "a.docx", minimal(ooxml::Kind::Docx)).await;
    app.get(&app.link(&ann, &file).await).send().await.expect(200);
    let token = app.token(&ann, &["read"]).await;
    change(&app, &ann, json!({"display_name": "Ann Lee", "email": "lee@example.org"})).await.expect(200);
    let id = uuid::Uuid::parse_str(&ann.id).unwrap();
    let (db, other) = (app.db(), uuid::Uuid::parse_str(&otto.id).unwrap());
    // More sessions than are read at once.
    for at in 0..600_u128 {
        exec!(db, |c| sqlx::query(
            "INSERT INTO sessions (id, user_id, created_at, expires_at, seen_at) VALUES ($1, $2, 1, 1, 1)"
        )
        .bind(uuid::Uuid::from_u128(at))
        .bind(id))
        .unwrap();
    }
    exec!(db, |c| sqlx::query("INSERT INTO totp (user_id, secret, created_at) VALUES ($1, $2, 1)")
        .bind(id)
        .bind(&b"a secret of hers"[..]))
    .unwrap();
    exec!(db, |c| sqlx::query("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)")
        .bind(id)
        .bind(&b"a hash"[..]))
    .unwrap();
    exec!(db, |c| sqlx::query(
        "INSERT INTO pictures (user_id, large, small, etag, changed_at) VALUES ($1, $2, $2, 'x', 1)"
    )
    .bind(id)
    .bind(&b"a picture"[..]))
    .unwrap();
    let group = json!({"name": "Lawyers", "description": ""});
    let group = app.post("/api/ops/groups/").bearer(&otto.access).json(&group).send().await.expect(201).json().id();
    let member = format!("/api/ops/groups/{group}/members/{}/", ann.id);
    app.call(Method::PUT, &member).bearer(&otto.access).send().await.expect(204);
    let shared = json!({"clients": ["ann"], "message": "For you."});
    let share = app.sent(&otto, "POST", &format!("/api/files/{file}/shares/"), shared).await.expect(201).json();
    let link =
        app.sent(&ann, "POST", &format!("/api/download-file/{file}/"), json!({"once": true})).await.expect(201).json();
    app.sent(&ann, "POST", "/api/download-zip/", json!({"files": [file]})).await.expect(200);
    app.sent(&otto, "PATCH", &format!("/api/ops/people/{}/", ann.id), json!({"expires_at": app.in_days(100)}))
        .await
        .expect(200);
    app.sent(&otto, "POST", "/api/folders/", json!({"name": "Deeds"})).await.expect(201);
    let half = app.begin_call(&otto, "half.docx").header("upload-length", "10").send().await.expect(201).json();
    stack.all_jobs_are_done(db).await;
    app.all_is_sealed().await;

    let reply = app.get("/api/me/export/").bearer(&ann.access).send().await.expect(200);
    assert!(reply.header("content-disposition").starts_with("attachment; filename=\"strongroom-ann.json\""));
    let all = reply.json();
    let account = &all["account"];
    assert_eq!((&account["email"], &account["pending_email"]), (&json!("ann@example.com"), &json!("lee@example.org")));
    assert_eq!((&account["display_name"], &all["picture"]), (&json!("Ann Lee"), &json!("YSBwaWN0dXJl")));
    assert_eq!(all["sessions"].as_array().unwrap().len(), 601);
    let ids: std::collections::HashSet<_> =
        all["sessions"].as_array().unwrap().iter().map(|s| s["id"].clone()).collect();
    assert_eq!(ids.len(), 601);
    assert_eq!(all["downloads"][0]["file_id"], file.as_str());
    assert_eq!(all["tokens"][0]["scopes"], json!(["read"]));
    assert_eq!(
        (&all["shares"][0]["id"], &all["shares"][0]["message"]),
        (&share["shares"][0]["id"], &json!("For you."))
    );
    assert_eq!((&all["links"][0]["id"], &all["links"][0]["once"]), (&link["id"], &json!(true)));
    assert!(all["zips"][0]["name"].is_string(), "{all}");
    assert_eq!(all["recovery_codes"], json!({"made": 1, "used": 0}));
    assert_eq!((&all["groups"][0]["name"], &all["groups"][0]["id"]), (&json!("Lawyers"), &json!(group)));
    let login = all["trail"].as_array().unwrap().iter().find(|event| event["event"] == "login.ok").unwrap();
    assert_eq!(login["address"], "127.0.0.1");
    // What others did to her is told, and nothing of them.
    let trail = all["trail"].as_array().unwrap();
    let is_by_others = |event: &&Value| event["event"] == "account.changed" && event["address"] == Value::Null;
    let by_otto = trail.iter().find(is_by_others).unwrap();
    assert_eq!((&by_otto["client"], &by_otto["name"]), (&Value::Null, &Value::Null));
    assert!(all["totp"]["created_at"].is_string() && all["uploads"] == json!([]), "{all}");
    let mails: Vec<_> = all["mails"].as_array().unwrap().iter().map(|mail| mail["kind"].clone()).collect();
    assert!(mails.contains(&json!("verify_email")) && mails.contains(&json!("change_email")), "{mails:?}");

    // No secret, no hash of one, and nothing of anybody else.
    let (hash,): (String,) =
        sql!(db, |c| sqlx::query_as("SELECT password_hash FROM users WHERE id = $1").bind(id).fetch_one(c)).unwrap();
    let text = reply.text();
    for secret in [&hash, &token, "a secret of hers", &hex::encode("a secret of hers"), "otto", &other.to_string()] {
        assert!(!text.contains(secret), "{secret}");
    }
    let ops = app.get("/api/me/export/").bearer(&otto.access).send().await.expect(200).json();
    assert_eq!((&ops["uploads"][0]["name"], &ops["downloads"]), (&json!("a.docx"), &json!([])));
    assert_eq!(ops["unfinished_uploads"][0]["name"], "half.docx");
    assert_eq!(
        (&ops["shares_made"][0]["id"], &ops["folders_made"][0]["name"]),
        (&share["shares"][0]["id"], &json!("Deeds"))
    );
    assert!(!["ann@example.com", "Ann Lee", &ann.id].iter().any(|of_ann| ops.to_string().contains(of_ann)), "{ops}");
    let half = app.call(Method::DELETE, &format!("/api/uploads/{}/", half.id())).bearer(&otto.access);
    half.header("tus-resumable", "1.0.0").send().await.expect(204);
    app.get("/api/me/export/").bearer(&token).send().await.refuses(403, "scope_missing");
}
