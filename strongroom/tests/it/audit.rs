//! The audit trail: what is recorded, and who reads it in which form.

use std::collections::BTreeSet;

use hyper::Method;
use serde_json::{Value, json};
use shared::{audit::Event, people::permissions::Permissions, sql};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    documents::docx,
    stack::{Stack, eventually, stories},
};

stories!(
    what_people_do_is_told_by_whom_and_from_where,
    every_event_of_accounts_documents_and_jobs_is_recorded,
    filters_and_pages_give_each_event_once,
    exports_hold_the_whole_trail_in_both_forms,
    whoever_is_erased_is_named_no_more_and_the_trail_stays_sound,
);

impl App {
    /// A page of the trail.
    pub(crate) async fn events(&self, by: &Person, query: &str) -> Vec<Value> {
        let page = self.get(&format!("/api/ops/audit/?limit=200&{query}")).bearer(&by.access).send().await.expect(200);
        page.json()["events"].as_array().unwrap().clone()
    }

    /// Waits until the trail holds such an event, and returns the newest.
    pub(crate) async fn event(&self, by: &Person, query: &str) -> Value {
        eventually(query, async || self.events(by, query).await.into_iter().next()).await
    }

    /// Waits until all that was recorded is chained.
    pub(crate) async fn all_is_sealed(&self) {
        eventually("all is sealed", async || {
            // What waits to be written is written by then.
            tokio::time::sleep(std::time::Duration::from_millis(120)).await;
            let waiting = sql!(self.db(), |c| sqlx::query_as::<_, (i64,)>(
                "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM audit_unsealed"
            )
            .fetch_one(c));
            (waiting.unwrap().0 == 0).then_some(())
        })
        .await;
    }

    /// What is not as it was sealed, a line each.
    pub(crate) async fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let keys = &self.foundation.keys;
        shared::audit::verify(self.db(), keys, &[], |fault| faults.push(fault.to_string())).await.unwrap();
        faults
    }
}

async fn what_people_do_is_told_by_whom_and_from_where(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let ann = app.client_who_signed_up("ann").await;
    let body = json!({"username": "Ann", "password": "not the password"});
    let call = app.post("/api/login/").header("user-agent", "Curl/8").header("x-request-id", "from-ann");
    call.json(&body).send().await.refuses(401, "invalid_credentials");
    let refused = app.event(&ops, "event=login.refused&search=from-ann").await;
    assert_eq!(refused["outcome"], "refused");
    assert_eq!(refused["on"], json!({"kind": "person", "id": ann.id}));
    assert_eq!(refused["detail"], json!({"reason": "invalid_credentials", "name": "Ann"}));
    assert_eq!((&refused["address"], &refused["client"]), (&"127.0.0.1".into(), &"Curl/8".into()));
    assert_eq!((&refused["actor"], &refused["request_id"]), (&Value::Null, &"from-ann".into()));
    // What may be a password is kept nowhere.
    app.login("seven green lanterns", PASSWORD).await.refuses(401, "invalid_credentials");
    let unnamed = eventually("the second refusal", async || {
        let found = app.events(&ops, "event=login.refused").await;
        (found.len() == 2).then(|| found[0].clone())
    })
    .await;
    assert_eq!(unnamed["detail"], json!({"reason": "invalid_credentials"}));

    let id = app.clean_file(&ops, "a.docx", docx("a")).await;
    let uploaded = app.event(&ops, &format!("event=file.uploaded&file={id}")).await;
    assert_eq!(uploaded["actor"], json!({"id": ops.id, "username": "otto"}));
    let link = app.link(&ann, &id).await;
    let whole = app.get(&link).send().await.expect(200).body.len();
    let downloaded = app.event(&ops, &format!("event=file.downloaded&file={id}")).await;
    assert_eq!(downloaded["detail"], json!({"bytes": whole, "whole": true}));
    assert_eq!(downloaded["actor"]["id"], json!(ann.id));
    app.get(&link).header("range", "bytes=0-9").send().await.expect(206);
    let part = eventually("the part", async || {
        let found = app.events(&ops, &format!("event=file.downloaded&file={id}")).await;
        found.into_iter().find(|event| event["detail"]["whole"] == false)
    });
    assert_eq!(part.await["detail"]["bytes"], 10);
    app.call(Method::HEAD, &link).send().await.expect(200);
    app.all_is_sealed().await;
    assert_eq!(app.events(&ops, "event=file.downloaded").await.len(), 2);
    assert_eq!(app.faults().await, Vec::<String>::new());

    // The trail is for those who have the permission.
    let other = app.ops_who_may("olga", Permissions::NONE).await;
    app.get("/api/ops/audit/").bearer(&other.access).send().await.refuses(403, "permission_missing");
    app.get("/api/ops/audit/").bearer(&ann.access).send().await.refuses(403, "role_not_allowed");
}

async fn every_event_of_accounts_documents_and_jobs_is_recorded(stack: &Stack) {
    let app = stack.setup().set("limit_login", "3/5m").start().await;
    let ops = app.ops("otto").await;
    let ann = app.client_who_signed_up("ann").await;
    let me = |method: Method, path: &str| app.call(method, &format!("/api/me/{path}")).bearer(&ann.access);
    me(Method::PATCH, "").json(&json!({"display_name": "Ann Lee"})).send().await.expect(200);
    me(Method::GET, "export/").send().await.expect(200);
    app.change_password(&ann, "not this one", "a purple bicycle in the fog").await.refuses(401, "invalid_credentials");
    app.change_password(&ann, PASSWORD, "a purple bicycle in the fog").await.expect(200);
    let token = json!({"name": "t", "scopes": ["read"], "expires_at": expiry(&app)});
    let token = me(Method::POST, "tokens/").json(&token).send().await.expect(201).json().id();
    me(Method::DELETE, &format!("tokens/{token}/")).send().await.expect(204);
    me(Method::DELETE, "sessions/").send().await.expect(204);
    // A refresh token that comes twice.
    let first = ann.refresh.clone();
    app.refresh(&first).await.expect(200);
    app.refresh(&first).await.refuses(401, "invalid_token");
    app.forgot("ann@example.com").await.expect(202);
    let mail = stack.mail_about("ann@example.com", "Set a new password").await;
    app.reset(&mail.link(), PASSWORD).await.expect(200);
    let id = app.clean_file(&ops, "a.docx", docx("a")).await;
    app.upload(&ops, "b.docx", b"no document").await.expect(400);
    let ann = app.log_in("ann").await;
    let link = app.link(&ann, &id).await;
    app.get(&link).send().await.expect(200);
    app.mint(&ops, &id).await.refuses(403, "role_not_allowed");
    handed_around(&app, &ops, &id).await;
    app.delete(&ops, &id).await.expect(204);
    app.get(&link).send().await.refuses(410, "gone");
    let purge = json!({"state": "dead", "older_than": "1h"});
    app.post("/api/ops/jobs/purge/").bearer(&ops.access).json(&purge).send().await.expect(200);
    app.logout(Some(&ann.access), None).await.expect(204);
    let ben = app.client_who_signed_up("ben").await;
    let erase = json!({"password": PASSWORD});
    app.call(Method::DELETE, "/api/me/").bearer(&ben.access).json(&erase).send().await.expect(204);
    // From then on nobody logs in from this address for a while.
    for _ in 0..3 {
        app.login("nobody", PASSWORD).await.expect(401);
    }
    app.all_is_sealed().await;

    let seen: Vec<(String,)> =
        sql!(app.db(), |c| sqlx::query_as("SELECT DISTINCT event FROM audit_events").fetch_all(c)).unwrap();
    let seen: BTreeSet<&str> = seen.iter().map(|(event,)| event.as_str()).collect();
    let elsewhere = [
        // Looked at where second factors, jobs, keys, backups, people, asking, versions, previews and the quarantine are.
        "second_factor.",
        "login.second_factor_refused",
        "key.",
        "backup.",
        "mail.failed",
        "job.retried",
        "job.cancelled",
        "group.",
        "file.released",
        "file.rescan_asked",
        "account.invited",
        "account.approved",
        "account.disabled",
        "account.enabled",
        "file.asked",
        "file.version_",
        "file.previewed",
    ];
    let missing: Vec<&str> = Event::ALL
        .iter()
        .map(|event| event.as_str())
        .filter(|event| !seen.contains(event) && !elsewhere.iter().any(|other| event.starts_with(other)))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert_eq!(app.faults().await, Vec::<String>::new());
    // What was sealed is counted by day.
    let (counted, events): (i64, i64) = sql!(app.db(), |c| sqlx::query_as(
        "SELECT (SELECT CAST(SUM(count) AS BIGINT) FROM audit_daily), (SELECT COUNT(*) FROM audit_events)"
    )
    .fetch_one(c))
    .unwrap();
    assert_eq!(counted, events);
    let refused: (i64,) = sql!(app.db(), |c| sqlx::query_as(
        "SELECT count FROM audit_daily WHERE event = 'file.refused' AND outcome = 'refused' AND reason = 'unsupported_file_type'"
    )
    .fetch_one(c))
    .unwrap();
    assert_eq!(refused.0, 1);
}

/// Shares a document and a folder, changes them, and takes all of it back.
async fn handed_around(app: &App, ops: &Person, id: &str) {
    let sent = async |method: Method, path: &str, body: Value| {
        let reply = app.call(method, &format!("/api/{path}")).bearer(&ops.access).json(&body).send().await;
        assert!(reply.status.is_success(), "{path}: {reply:?}");
        reply
    };
    let file = format!("files/{id}/");
    sent(Method::PATCH, &file, json!({"description": "An offer"})).await;
    let folder = sent(Method::POST, "folders/", json!({"name": "Offers"})).await.json().id();
    let folder = format!("folders/{folder}/");
    sent(Method::PATCH, &folder, json!({"name": "Offers of 2027"})).await;
    for thing in [&file, &folder] {
        let shared = sent(Method::POST, &format!("{thing}shares/"), json!({"clients": ["ann"]})).await.json();
        let share = shared["shares"][0].id();
        sent(Method::DELETE, &format!("{thing}shares/{share}/"), json!({})).await;
    }
    sent(Method::DELETE, &folder, json!({})).await;
    sent(Method::DELETE, &format!("{file}links/"), json!({})).await;
    sent(Method::DELETE, &file, json!({})).await;
    sent(Method::POST, &format!("{file}restore/"), json!({})).await;
}

fn expiry(app: &App) -> String {
    (app.foundation.clock.now() + std::time::Duration::from_hours(24)).to_string()
}

async fn filters_and_pages_give_each_event_once(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let ann = app.client_who_signed_up("ann").await;
    let id = app.clean_file(&ops, "a.docx", docx("a")).await;
    for _ in 0..3 {
        app.mint(&ann, &id).await.expect(200);
    }
    app.all_is_sealed().await;
    let all = app.events(&ops, "").await;
    let ids: Vec<&str> = all.iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app.get(&format!("/api/ops/audit/?limit=2&cursor={cursor}")).bearer(&ops.access).send().await;
        let page = page.expect(200).json();
        paged.extend(page["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(paged, ids);
    let count = async |query: &str| app.events(&ops, query).await.len();
    assert_eq!(count(&format!("event=link.minted&actor={}", ann.id)).await, 3);
    assert_eq!(count(&format!("event=link&file={id}")).await, 3);
    assert_eq!(count(&format!("event=file.*&file={id}")).await, 2);
    assert_eq!(count(&format!("event=login&person={}", ann.id)).await, 1);
    assert_eq!(count(&format!("person={}&actor={}", ops.id, ann.id)).await, 0);
    app.login("Nobody", PASSWORD).await.expect(401);
    app.all_is_sealed().await;
    assert_eq!((count("search=nobody").await, count("search=nobod").await), (1, 0));
    let all = app.events(&ops, "").await;
    assert_eq!(count("search=127.0.0.1").await, all.iter().filter(|event| event["address"] == "127.0.0.1").count());
    let since = all[2]["at"].as_str().unwrap();
    let newer = all.iter().filter(|event| event["at"].as_str().unwrap() >= since).count();
    assert_eq!(count(&format!("since={since}")).await, newer);
    assert_eq!(count(&format!("until={since}")).await, all.len() - newer);
    for nothing in ["actor=ann", "file=x", "person=00000000-0000-7000-8000-000000000000", "search=nothing"] {
        assert_eq!(count(nothing).await, 0, "{nothing}");
    }
    for (wrong, field) in [
        ("event=logins", "event"),
        ("since=soon", "since"),
        ("until=1", "until"),
        ("limit=0", "limit"),
        ("actr=x", "query"),
    ] {
        app.get(&format!("/api/ops/audit/?{wrong}")).bearer(&ops.access).send().await.faults(field);
    }
}

async fn exports_hold_the_whole_trail_in_both_forms(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let call = app.post("/api/login/").header("user-agent", "=HYPERLINK(\"http://evil\")");
    call.json(&json!({"username": "ann", "password": "x"})).send().await.expect(401);
    app.all_is_sealed().await;
    let all = app.events(&ops, "").await;
    let export = async |query: &str| {
        app.get(&format!("/api/ops/audit/export/?{query}")).bearer(&ops.access).send().await.expect(200)
    };
    let lines = export("").await;
    assert!(lines.header("content-disposition").contains("strongroom-audit.jsonl"));
    let parsed: Vec<Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(parsed, all);
    let csv = export("format=csv").await;
    let text = csv.text();
    assert_eq!(text.matches("\r\n").count(), all.len() + 1);
    assert!(text.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{text}");
    assert_eq!(export("event=login.refused").await.text().lines().count(), 1);
    for (wrong, field) in [("format=xml", "format"), ("actr=x", "query")] {
        app.get(&format!("/api/ops/audit/export/?{wrong}")).bearer(&ops.access).send().await.faults(field);
    }

    let printed = stack.command(&["audit", "export"]).output().unwrap();
    assert!(printed.status.success(), "{printed:?}");
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), lines.text());
}

async fn whoever_is_erased_is_named_no_more_and_the_trail_stays_sound(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    // Somebody tries the name before there is the account.
    app.login("ann", PASSWORD).await.expect(401);
    let ann = app.client_who_signed_up("ann").await;
    app.login("ann@example.com", "not the password").await.expect(401);
    let id = app.clean_file(&ops, "a.docx", docx("a")).await;
    app.mint(&ann, &id).await.expect(200);
    app.all_is_sealed().await;
    let erase = json!({"password": PASSWORD});
    app.call(Method::DELETE, "/api/me/").bearer(&ann.access).json(&erase).send().await.expect(204);
    app.all_is_sealed().await;
    let left: (i64,) = sql!(app.db(), |c| sqlx::query_as(
        "SELECT COUNT(*) FROM audit_personal WHERE lower(name) LIKE '%ann%' OR name_key LIKE '%ann%'
             OR owner NOT IN (SELECT id FROM users)"
    )
    .fetch_one(c))
    .unwrap();
    assert_eq!(left.0, 0);
    let about = app.events(&ops, &format!("person={}", ann.id)).await;
    assert!(about.len() >= 4, "{about:?}");
    let erased = about.iter().find(|event| event["event"] == "account.erased").unwrap();
    assert_eq!(erased["actor"], json!({"id": ann.id, "username": null}));
    for event in &about {
        assert_eq!((&event["address"], &event["client"]), (&Value::Null, &Value::Null), "{event}");
        assert!(!event.to_string().contains("ann"), "{event}");
    }
    assert_eq!(app.faults().await, Vec::<String>::new());
    let said = stack.command(&["audit", "verify"]).output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success() && text.contains("The trail is sound."), "{text}");

    // Somebody else who had a name before is not erased with whoever has it now.
    let cleo = app.client_who_signed_up("cleo").await;
    app.login("cleo", "not the password").await.expect(401);
    let change = json!({"username": "cleopatra"});
    app.call(Method::PATCH, "/api/me/").bearer(&cleo.access).json(&change).send().await.expect(200);
    let other = app.signup("cleo", "other@example.com", PASSWORD).await.expect(201).json()["user"].id();
    app.look_after(&ops, Method::DELETE, &format!("people/{other}/"), None).await.expect(204);
    app.all_is_sealed().await;
    assert_eq!(app.faults().await, Vec::<String>::new());
    assert_eq!(app.events(&ops, "search=cleo").await.len(), 1);
}
