//! The matrix of rights: every operation of the document, by everybody who could ask for it.

use serde_json::{Value, json};
use shared::people::permissions::{Permission, Permissions};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::{Call, Form, Reply},
    cookies::{ours, set_cookie},
    documents::minimal,
    rights_table::{Door, Entry, TABLE},
    stack::{Stack, stories},
};

stories!(
    every_operation_lets_in_whom_it_should_and_nobody_else,
    a_permission_that_is_taken_away_is_gone_at_the_next_request,
);

/// Somebody who asks, and by what.
struct Asker {
    what: String,
    /// Whether they are an ops account, with these permissions; none where they are nobody.
    account: Option<(bool, Permissions)>,
    by: By,
}

enum By {
    Nothing,
    Session(Person),
    Token(Person, &'static str),
    CookieFromElsewhere(String),
}

/// What the paths of the table speak of: things that are there, of which somebody who is let in changes nothing.
struct Things {
    uploader: Person,
    session: String,
    token: String,
    job: String,
}

async fn every_operation_lets_in_whom_it_should_and_nobody_else(stack: &Stack) {
    let app = stack.setup().set("ops_may_download", "false").start().await;
    every_operation_is_in_the_table();
    let askers = askers(&app).await;
    let owner = app.client("owner").await;
    let uploader = app.ops_who_may("uploader", Permissions::NONE).await;
    let all = app.ops("everything").await;
    let jobs = app.get("/api/ops/jobs/").bearer(&all.access).send().await.expect(200).json();
    let things = Things {
        token: app.token_id(&owner).await,
        session: app.sessions(&owner).await[0].id(),
        job: jobs["jobs"][0].id(),
        uploader,
    };

    for entry in TABLE {
        for asker in &askers {
            let expected = refusal(entry, asker);
            let reply = ask(&app, entry, asker, &things, expected.is_some()).await;
            if entry.method == "HEAD" {
                // Such an answer has no body that could tell why.
                let is_turned_away = [401, 403].contains(&reply.status.as_u16());
                assert_eq!(is_turned_away, expected.is_some(), "HEAD {} by {}", entry.path, asker.what);
                continue;
            }
            let told = said(&reply);
            assert_eq!(
                told.as_deref(),
                expected,
                "{} {} by {}: {}",
                entry.method,
                entry.path,
                asker.what,
                reply.text()
            );
        }
        if entry.door == Door::Owner && entry.path.contains("{id}") {
            let stranger = app.log_in("client").await;
            let path = filled(&app, entry, &things, true).await;
            let call = app.call(entry.method.parse().unwrap(), &path).bearer(&stranger.access);
            call.json(&json!({"password": PASSWORD})).send().await.refuses(404, "not_found");
        }
    }
}

/// Everybody who could ask.
async fn askers(app: &App) -> Vec<Asker> {
    let session = |what: &str, account, person| Asker { what: what.to_owned(), account, by: By::Session(person) };
    let mut askers = vec![Asker { what: "nobody".to_owned(), account: None, by: By::Nothing }];
    let client = Some((false, Permissions::NONE));
    for name in ["client", "another"] {
        askers.push(session(name, client, app.client(name).await));
    }
    let sets = Permission::ALL.map(|permission| (permission.as_str(), Permissions::from(permission)));
    for (name, set) in [("nothing", Permissions::NONE)].into_iter().chain(sets) {
        let may_only = format!("may_{name}");
        let person = app.ops_who_may(&may_only, set).await;
        askers.push(session(&may_only, Some((true, set)), person.clone()));
        for scope in ["read", "upload", "manage"] {
            let token = Person { access: app.token(&person, &[scope]).await, ..person.clone() };
            let what = format!("a token of {may_only} to {scope}");
            askers.push(Asker { what, account: Some((true, set)), by: By::Token(token, scope) });
        }
    }
    let programmer = app.client("programmer").await;
    for scope in ["read", "download", "manage"] {
        let token = Person { access: app.token(&programmer, &[scope]).await, ..programmer.clone() };
        let what = format!("a token of a client to {scope}");
        askers.push(Asker { what, account: client, by: By::Token(token, scope) });
    }
    app.client("client_with_cookie").await;
    app.ops_who_may("ops_with_cookie", Permissions::NONE).await;
    for (name, set) in [("client_with_cookie", None), ("ops_with_cookie", Some(Permissions::NONE))] {
        let body = json!({"username": name, "password": PASSWORD, "cookie": true});
        let reply = ours(app.post("/api/login/")).json(&body).send().await.expect(200);
        let cookie = set_cookie(&reply, "strongroom").unwrap().0;
        let account = Some((set.is_some(), Permissions::NONE));
        let what = format!("a page of others with the cookie of {name}");
        askers.push(Asker { what, account, by: By::CookieFromElsewhere(cookie) });
    }
    askers
}

/// By what code somebody is turned away; none where they are let in.
fn refusal(entry: &Entry, asker: &Asker) -> Option<&'static str> {
    let is_safe = ["GET", "HEAD", "OPTIONS"].contains(&entry.method);
    if matches!(asker.by, By::CookieFromElsewhere(_)) && !is_safe {
        return Some("cross_site_request");
    }
    if entry.door == Door::Open {
        return None;
    }
    let Some((is_ops, permissions)) = asker.account else {
        return (entry.door != Door::Anybody).then_some("not_authenticated");
    };
    if let By::Token(_, scope) = asker.by
        && entry.scope != Some(scope)
    {
        return Some("scope_missing");
    }
    let needs = |permission: Permission| (!permissions.allow(permission)).then_some("permission_missing");
    match entry.door {
        Door::Open | Door::Anybody | Door::SignedIn | Door::Owner => None,
        Door::Client => is_ops.then_some("role_not_allowed"),
        Door::SeenOrManaged if !is_ops => None,
        _ if !is_ops => Some("role_not_allowed"),
        Door::Ops => None,
        Door::Managed | Door::SeenOrManaged => needs(Permission::Documents),
        Door::With(permission) => needs(permission),
    }
}

/// Asks as somebody. Whoever is to be turned away asks for what is there, so that nothing else turns them away.
async fn ask(app: &App, entry: &Entry, asker: &Asker, things: &Things, is_refused: bool) -> Reply {
    let path =
        filled(app, entry, things, is_refused || matches!(entry.door, Door::Managed | Door::SeenOrManaged)).await;
    let call = app.call(entry.method.parse().unwrap(), &path);
    let call = match &asker.by {
        By::Nothing => call,
        By::Session(person) | By::Token(person, _) => call.bearer(&person.access),
        By::CookieFromElsewhere(cookie) => call.header("cookie", cookie).header("sec-fetch-site", "cross-site"),
    };
    with_body(call, entry).send().await
}

/// A body that nothing can be done with.
fn with_body(call: Call, entry: &Entry) -> Call {
    match (entry.method, entry.path) {
        ("GET" | "HEAD" | "OPTIONS", _) => call,
        (_, "/api/upload/") => call.header("content-type", Form::CONTENT_TYPE).bytes(Form::new().end()),
        (_, "/api/me/picture/") => call.header("content-type", "image/png").bytes("no picture"),
        // Whoever logs out has to log in again.
        (_, "/api/logout/") => call.json(&json!({"refresh": 1})),
        _ => call.json(&json!({})),
    }
}

/// The path with the ids of things that are there, or of none.
async fn filled(app: &App, entry: &Entry, things: &Things, is_there: bool) -> String {
    let path = entry.path.replace("{uid}", &things.uploader.id).replace("{token}", "x");
    let path = path.replace("{person}", &things.uploader.id).replace("{share}", &things.uploader.id);
    let path = path.replace("{version}", "1");
    if !path.contains("{id}") {
        return path;
    }
    let id = if !is_there {
        "01900000-0000-7000-8000-000000000000".to_owned()
    } else if path.contains("/sessions/") {
        things.session.clone()
    } else if path.contains("/tokens/") {
        things.token.clone()
    } else if path.contains("/jobs/") {
        things.job.clone()
    } else if path.contains("/people/") || path.contains("/groups/") {
        things.uploader.id.clone()
    } else if path.contains("/folders/") {
        let body = json!({"name": uuid::Uuid::now_v7().to_string()});
        app.post("/api/folders/").bearer(&things.uploader.access).json(&body).send().await.expect(201).json().id()
    } else {
        app.uploaded(&things.uploader, "a.docx", minimal(ooxml::Kind::Docx)).await.id()
    };
    path.replace("{id}", &id)
}

/// The code by which an answer turns somebody away for who they are.
fn said(reply: &Reply) -> Option<String> {
    const OF_RIGHTS: [&str; 6] = [
        "not_authenticated",
        "invalid_token",
        "role_not_allowed",
        "permission_missing",
        "scope_missing",
        "cross_site_request",
    ];
    let problem: Value = serde_json::from_slice(&reply.body).ok()?;
    problem["code"].as_str().filter(|code| OF_RIGHTS.contains(code)).map(ToOwned::to_owned)
}

/// Neither an operation without an entry nor an entry without an operation, and the same permission in both.
fn every_operation_is_in_the_table() {
    let document: Value = api::openapi_json().unwrap().parse().unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push((
                method.to_uppercase(),
                path.clone(),
                operation["x-permission"].as_str().map(ToOwned::to_owned),
            ));
        }
    }
    let mut listed: Vec<_> = TABLE
        .iter()
        .map(|entry| {
            let permission =
                if let Door::With(permission) = entry.door { Some(permission.as_str().to_owned()) } else { None };
            (entry.method.to_owned(), entry.path.to_owned(), permission)
        })
        .collect();
    operations.sort();
    listed.sort();
    assert_eq!(listed, operations);
}

impl App {
    async fn token_id(&self, of: &Person) -> String {
        self.token(of, &["read"]).await;
        let answer = self.get("/api/me/tokens/").bearer(&of.access).send().await.expect(200).json();
        answer["tokens"][0].id()
    }
}

async fn a_permission_that_is_taken_away_is_gone_at_the_next_request(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let otto = here.ops("otto").await;
    let token = Person { access: here.token(&otto, &["read"]).await, ..otto.clone() };
    let jobs = async |app: &App, by: &Person| app.get("/api/ops/jobs/").bearer(&by.access).send().await;
    for app in [&here, &there] {
        jobs(app, &otto).await.expect(200);
        jobs(app, &token).await.expect(200);
    }
    let strip = "UPDATE users SET permissions = 0 WHERE username = $1";
    shared::exec!(here.db(), |c| sqlx::query(strip).bind("otto")).unwrap();
    for app in [&here, &there] {
        jobs(app, &otto).await.refuses(403, "permission_missing");
        jobs(app, &token).await.refuses(403, "permission_missing");
        // What the role alone allows goes on.
        app.list(&otto, "").await.expect(200);
    }
    let me = here.me(&otto.access).await.expect(200).json();
    assert_eq!(me["permissions"], json!([]));
}
