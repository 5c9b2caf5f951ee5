//! Tokens for programs: what they may, what they never may, and when they end.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use shared::{
    clock::Millis,
    exec,
    ids::SessionId,
    people::{
        api_tokens::{ApiToken, NewApiToken, Scope},
        sessions::Lifetime,
        users::User,
    },
    sql,
};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::Reply,
    documents::minimal,
    rights_table::{Door, TABLE},
    stack::{Stack, eventually, stories},
};

stories!(
    a_program_acts_for_an_account,
    a_token_does_what_its_scopes_say_and_nothing_else,
    scopes_stay_within_the_role,
    a_token_says_what_it_is_for_and_ends_within_a_year,
    what_ends_all_that_was_given_out_ends_tokens,
    a_session_that_ran_out_or_lay_idle_makes_no_token,
    nobody_sees_or_removes_anothers_tokens,
    a_token_changes_no_address_and_is_no_cookie,
    an_account_has_so_many_tokens,
);

impl App {
    async fn make_token(&self, by: &Person, scopes: &[&str]) -> Reply {
        let body = json!({"name": "a program", "scopes": scopes, "expires_at": self.in_days(30)});
        self.post("/api/me/tokens/").bearer(&by.access).json(&body).send().await
    }

    /// The text of a fresh token.
    pub(crate) async fn token(&self, by: &Person, scopes: &[&str]) -> String {
        self.make_token(by, scopes).await.expect(201).json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn in_days(&self, days: u64) -> String {
        (self.foundation.clock.now() + Duration::from_hours(24 * days)).to_string()
    }

    async fn tokens(&self, of: &Person) -> Vec<Value> {
        let answer = self.get("/api/me/tokens/").bearer(&of.access).send().await.expect(200).json();
        answer["tokens"].as_array().unwrap().clone()
    }
}

fn with_token(person: &Person, token: &str) -> Person {
    Person { access: token.to_owned(), ..person.clone() }
}

async fn a_program_acts_for_an_account(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let (otto, ann) = (here.ops("otto").await, here.client("ann").await);
    let made = here.make_token(&otto, &["upload", "read", "upload"]).await.expect(201).json();
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("srt_") && token.len() == 47, "{made}");
    assert_eq!((&made["scopes"], &made["name"]), (&json!(["read", "upload"]), &json!("a program")));
    stack.mail_about("otto@example.com", "An API token was made").await;

    let program = with_token(&otto, token);
    let file = there.clean_file(&program, "a.docx", minimal(ooxml::Kind::Docx)).await;
    assert_eq!(here.list(&program, "").await.expect(200).json()["files"][0]["id"], file.as_str());
    let downloading = with_token(&ann, &here.token(&ann, &["download"]).await);
    let link = there.link(&downloading, &file).await;
    here.get(&link).send().await.expect(200);

    eventually("its use is written down", async || {
        let tokens = here.tokens(&otto).await;
        assert!(!tokens[0].to_string().contains(token), "the text is shown once");
        tokens[0]["last_used_at"].is_string().then_some(())
    })
    .await;
    let gone = here.call(Method::DELETE, &format!("/api/me/tokens/{}/", made.id())).bearer(&otto.access).send().await;
    gone.expect(204);
    for app in [&here, &there] {
        app.list(&program, "").await.refuses(401, "invalid_token");
        app.me(token).await.refuses(401, "invalid_token");
    }
    assert_eq!(here.tokens(&otto).await.len(), 0);
    stack.mail_about("otto@example.com", "An API token was removed").await;
}

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

async fn a_token_does_what_its_scopes_say_and_nothing_else(stack: &Stack) {
    let app = stack.setup().set("ops_may_download", "true").start().await;
    let otto = app.ops("otto").await;
    let document: Value = api::openapi_json().unwrap().parse().unwrap();
    for scope in ["read", "upload", "download", "manage"] {
        let token = app.token(&otto, &[scope]).await;
        let mut opened = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let asks = operation["security"].as_array().is_some_and(|ways| !ways.is_empty());
                if !asks || method == "head" {
                    continue;
                }
                let given = ["{id}", "{person}", "{share}", "{version}"]
                    .iter()
                    .fold(path.clone(), |path, id| path.replace(id, NOBODY));
                assert!(!given.contains('{'), "{path}");
                let method_given: Method = method.to_uppercase().parse().unwrap();
                let reply = app.call(method_given, &given).bearer(&token).json(&json!({})).send().await;
                let is_shut = reply.status == 403 && reply.json()["code"] == "scope_missing";
                // What is for clients alone is shut for ops by their role, once the token has been let through.
                let is_clients = TABLE.iter().any(|entry| {
                    entry.door == Door::Client && entry.path == path && entry.method.eq_ignore_ascii_case(method)
                });
                let is_let_through = reply.status != 403 && reply.status != 401
                    || is_clients && reply.json()["code"] == "role_not_allowed";
                assert!(is_shut || is_let_through, "{scope} {method} {path}: {reply:?}");
                if !is_shut {
                    opened.push((method.to_uppercase(), path.clone()));
                }
            }
        }
        let open = TABLE.iter().filter(|entry| entry.scope == Some(scope) && entry.method != "HEAD");
        let mut open: Vec<_> = open.map(|entry| (entry.method.to_owned(), entry.path.to_owned())).collect();
        open.sort_unstable();
        opened.sort_unstable();
        assert_eq!(opened, open, "{scope}");
    }
}

async fn scopes_stay_within_the_role(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    app.make_token(&ann, &["read", "upload"]).await.faults("scopes");
    app.make_token(&otto, &["download"]).await.faults("scopes");
    app.make_token(&ann, &["read", "download", "manage"]).await.expect(201);
    // What the role does not allow no scope does.
    let managing = with_token(&ann, &app.token(&ann, &["manage"]).await);
    let nothing = "00000000-0000-7000-8000-000000000000";
    app.delete(&managing, nothing).await.refuses(403, "role_not_allowed");
}

async fn a_token_says_what_it_is_for_and_ends_within_a_year(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let good = json!({"name": "a program", "scopes": ["read"], "expires_at": app.in_days(365)});
    for (field, values) in [
        ("name", json!([null, "", 7, "a\u{0}", "x".repeat(81)])),
        ("scopes", json!([null, [], "read", ["write"], [7], ["read", null]])),
        ("expires_at", json!([null, "", "tomorrow", 7, "2020-01-01T00:00:00Z", app.in_days(366)])),
    ] {
        for value in values.as_array().unwrap() {
            let mut body = good.clone();
            body[field] = value.clone();
            app.post("/api/me/tokens/").bearer(&ann.access).json(&body).send().await.faults(field);
        }
    }
    app.post("/api/me/tokens/").bearer(&ann.access).json(&good).send().await.expect(201);
    let mut body = good;
    body["expires_at"] = app.in_days(10).into();
    let made = app.post("/api/me/tokens/").bearer(&ann.access).json(&body).send().await.expect(201).json();
    let token = made["token"].as_str().unwrap();
    app.me(token).await.expect(200);
    stack.clock.advance(Duration::from_hours(24 * 10));
    app.me(token).await.refuses(401, "invalid_token");
    for strange in ["srt_", "srt_x", &format!("srt_{}", "x".repeat(43)), &format!("srt_{}", "x".repeat(9000))] {
        app.me(strange).await.refuses(401, "invalid_token");
    }
}

async fn what_ends_all_that_was_given_out_ends_tokens(stack: &Stack) {
    const NEW: &str = "eleven copper kettles on a shelf";
    let app = stack.start().await;
    let db = app.db();
    for (name, change, back) in [
        (
            "ann",
            "UPDATE users SET disabled_at = 1 WHERE username = 'ann'",
            "UPDATE users SET disabled_at = NULL WHERE username = 'ann'",
        ),
        (
            "bob",
            "UPDATE users SET role = 'ops' WHERE username = 'bob'",
            "UPDATE users SET role = 'client' WHERE username = 'bob'",
        ),
    ] {
        let person = app.client(name).await;
        let token = app.token(&person, &["read", "manage"]).await;
        exec!(db, |c| sqlx::query(change)).unwrap();
        app.me(&token).await.refuses(401, "invalid_token");
        app.list(&with_token(&person, &token), "").await.refuses(401, "invalid_token");
        exec!(db, |c| sqlx::query(back)).unwrap();
        app.me(&token).await.refuses(401, "invalid_token");
        assert_eq!(app.tokens(&app.log_in(name).await).await.len(), 0);
    }

    let eve = app.client("eve").await;
    let token = app.token(&eve, &["read"]).await;
    // A log-out and a change of the password end sessions, not tokens; a reset ends all.
    let other = app.log_in("eve").await;
    app.change_password(&other, PASSWORD, NEW).await.expect(200);
    app.me(&eve.access).await.refuses(401, "invalid_token");
    app.me(&token).await.expect(200);
    app.forgot("eve@example.com").await.expect(202);
    let link = stack.mail_about("eve@example.com", "Set a new password").await.link();
    app.reset(&link, PASSWORD).await.expect(200);
    app.me(&token).await.refuses(401, "invalid_token");
}

async fn a_session_that_ran_out_or_lay_idle_makes_no_token(stack: &Stack) {
    const MOMENT: Duration = Duration::from_millis(1);
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let user = User::find(app.db(), ann.id.parse().unwrap()).await.unwrap().unwrap();
    let of_ann = "SELECT id FROM sessions WHERE user_id = $1";
    let (session,): (SessionId,) = sql!(app.db(), |c| sqlx::query_as(of_ann).bind(user.id).fetch_one(c)).unwrap();
    let (now, hour) = (app.foundation.clock.now(), Duration::from_hours(1));
    let lifetime = Lifetime { unrefreshed: hour, longest: hour, idle: hour };
    let (name, scopes) = ("a program".parse().unwrap(), [Scope::Read].into_iter().collect());
    let new = NewApiToken { name, scopes, expires_at: now + hour };
    for (seen_at, expires_at, is_made) in [
        (now, now + MOMENT, true),
        (now, now, false),
        (now - hour + MOMENT, now + MOMENT, true),
        (now - hour, now + MOMENT, false),
    ] {
        let mut tx = app.db().begin().await.unwrap();
        let change = "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE id = $1";
        exec!(&mut tx, |c| sqlx::query(change).bind(session).bind(seen_at).bind(expires_at)).unwrap();
        let made = ApiToken::make(&mut tx, &user, (session, lifetime), &new, now).await.unwrap();
        assert_eq!(made.is_some(), is_made, "{seen_at:?} {expires_at:?}");
    }
}

async fn nobody_sees_or_removes_anothers_tokens(stack: &Stack) {
    let app = stack.start().await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let made = app.make_token(&ann, &["read"]).await.expect(201).json();
    assert_eq!(app.tokens(&bob).await.len(), 0);
    for id in [made.id(), "x".to_owned(), "00000000-0000-7000-8000-000000000000".to_owned()] {
        let call = app.call(Method::DELETE, &format!("/api/me/tokens/{id}/")).bearer(&bob.access);
        call.send().await.refuses(404, "not_found");
    }
    app.me(made["token"].as_str().unwrap()).await.expect(200);
}

async fn a_token_changes_no_address_and_is_no_cookie(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let token = app.token(&ann, &["read", "manage"]).await;
    let change = |body: Value| app.call(Method::PATCH, "/api/me/").bearer(&token).json(&body);
    change(json!({"display_name": "Ann Lee"})).send().await.expect(200);
    change(json!({"email": "lee@example.org"})).send().await.refuses(403, "scope_missing");
    change(json!({"email": "ann@example.com", "display_name": "x"})).send().await.refuses(403, "scope_missing");
    assert_eq!(app.me(&token).await.json()["display_name"], "Ann Lee");
    let cookie = format!("strongroom={token}");
    app.get("/api/me/").header("cookie", &cookie).send().await.refuses(401, "not_authenticated");
    app.logout(Some(&token), None).await.refuses(403, "scope_missing");
}

async fn an_account_has_so_many_tokens(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    stack.may_leave_jobs();
    let (otto, ann) = (app.ops("otto").await, app.ops("ann").await);
    let soon: Millis = app.foundation.clock.now() + Duration::from_hours(1);
    for at in 0..100 {
        let expires_at = if at == 0 { soon.to_string() } else { app.in_days(30) };
        let body = json!({"name": "a program", "scopes": ["read"], "expires_at": expires_at});
        app.post("/api/me/tokens/").bearer(&otto.access).json(&body).send().await.expect(201);
    }
    app.make_token(&otto, &["read"]).await.faults("name");
    app.make_token(&ann, &["read"]).await.expect(201);
    stack.clock.advance(Duration::from_hours(1));
    app.make_token(&app.log_in("otto").await, &["read"]).await.expect(201);
}
