//! Where a second factor is required: nothing else is done before one is set up, and the last one stays.

use hyper::Method;
use serde_json::json;

use crate::{
    app::{App, PASSWORD, Person},
    cookies::{ours, set_cookie},
    stack::{Stack, stories},
};

stories!(
    whoever_needs_a_second_factor_sets_one_up_first,
    a_requirement_holds_for_sessions_that_live_already,
    the_last_second_factor_stays_where_one_is_required,
);

/// What is shut for somebody who has to set up a second factor first.
async fn is_shut(app: &App, person: &Person) {
    let id = "00000000-0000-7000-8000-000000000000";
    for (method, path) in [
        (Method::GET, "/api/list-uploaded-files/".to_owned()),
        (Method::GET, "/api/list-uploaded-files/?limit=0".to_owned()),
        (Method::GET, format!("/api/files/{id}/")),
        (Method::DELETE, format!("/api/files/{id}/")),
        (Method::GET, format!("/api/download-file/{id}/")),
        (Method::GET, "/api/download-file/x/".to_owned()),
        (Method::GET, "/api/me/sessions/".to_owned()),
        (Method::DELETE, "/api/me/sessions/".to_owned()),
        (Method::POST, "/api/password/change/".to_owned()),
        (Method::POST, "/api/upload/".to_owned()),
        (Method::POST, "/api/me/recovery-codes/".to_owned()),
        (Method::DELETE, "/api/me/totp/".to_owned()),
    ] {
        let reply = app.call(method, &path).bearer(&person.access).json(&json!({})).send().await;
        reply.refuses(403, "second_factor_setup_required");
    }
}

/// A key that comes along shuts neither what is open to them nor what is open to everybody.
async fn a_key_shuts_nothing(app: &App, person: &Person) {
    let begun = app.post("/api/me/totp/").bearer(&person.access).header("idempotency-key", "setting-up");
    begun.json(&json!({"password": PASSWORD})).send().await.expect(201);
    let added = app.post("/api/me/passkeys/").bearer(&person.access).header("idempotency-key", "setting-up");
    // Here there are none.
    added.json(&json!({"credential": {"id": "x"}})).send().await.refuses(404, "not_found");
    let name = format!("new-{}", person.username);
    let body = json!({"username": name, "email": format!("{name}@example.com"), "password": PASSWORD});
    let signed_up = app.post("/api/signup/").bearer(&person.access).header("idempotency-key", "signing-up");
    signed_up.json(&body).send().await.expect(201);
    let shut = app.post("/api/upload/").bearer(&person.access).header("idempotency-key", "shut");
    shut.json(&json!({})).send().await.refuses(403, "second_factor_setup_required");
}

async fn whoever_needs_a_second_factor_sets_one_up_first(stack: &Stack) {
    for (required, is_asked) in [("ops", [true, false]), ("all", [true, true])] {
        let app = stack.setup().set("require_second_factor", required).start().await;
        let people = [app.ops(&format!("otto-{required}")).await, app.client(&format!("ann-{required}")).await];
        for (person, is_asked) in people.iter().zip(is_asked) {
            if !is_asked {
                app.list(person, "").await.expect(200);
                continue;
            }
            is_shut(&app, person).await;
            app.me(&person.access).await.expect(200);
            let session = app.get("/api/session/").bearer(&person.access).send().await.expect(200).json();
            assert_eq!(session["may"], json!(["set_up_second_factor"]));
            app.get("/api/site/").bearer(&person.access).send().await.expect(200);
            let fresh = Person::from_tokens(&app.refresh(&person.refresh).await.expect(200).json());
            app.logout(Some(&fresh.access), None).await.expect(204);

            let person = app.log_in(&person.username).await;
            is_shut(&app, &person).await;
            app.get("/api/me/passkeys/").bearer(&person.access).send().await.expect(200);
            a_key_shuts_nothing(&app, &person).await;
            let (authenticator, _) = app.set_up_totp(&person).await;
            app.list(&person, "").await.expect(200);
            app.sessions(&person).await;
            let session = app.get("/api/session/").bearer(&person.access).send().await.expect(200).json();
            assert_ne!(session["may"], json!(["set_up_second_factor"]));
            let due = app.half_way(&person.username).await;
            let code = authenticator.next_code(stack, &app);
            app.second_factor(due["ticket"].as_str().unwrap(), &code).await.expect(200);
        }
    }
}

async fn a_requirement_holds_for_sessions_that_live_already(stack: &Stack) {
    let before = stack.setup().set("links_require_login", "true").start().await;
    let (ann, otto) = (before.client("ann").await, before.ops("otto").await);
    let file = before.clean_file(&otto, "plan.docx", crate::documents::docx("plan")).await;
    let link = before.link(&ann, &file).await;
    let body = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    let reply = ours(before.post("/api/login/")).json(&body).send().await.expect(200);
    let (cookie, _) = set_cookie(&reply, "strongroom").unwrap();

    let setup = stack.setup().api_only().set("require_second_factor", "all").set("links_require_login", "true");
    let app = setup.beside(&before).start().await;
    is_shut(&app, &ann).await;
    app.list(&otto, "").await.refuses(403, "second_factor_setup_required");
    app.get(&link).bearer(&ann.access).send().await.refuses(403, "second_factor_setup_required");
    let by_cookie = |method: Method, path: &str| ours(app.call(method, path)).header("cookie", &cookie);
    for (method, path) in [
        (Method::GET, "/api/list-uploaded-files/"),
        (Method::GET, "/api/me/sessions/"),
        (Method::POST, "/api/password/change/"),
    ] {
        by_cookie(method, path).json(&json!({})).send().await.refuses(403, "second_factor_setup_required");
    }
    by_cookie(Method::GET, "/api/me/").send().await.expect(200);
    let session = by_cookie(Method::GET, "/api/session/").send().await.expect(200).json();
    assert_eq!(session["may"], json!(["set_up_second_factor"]));

    // Set up at one program, it is known at once to the other.
    before.set_up_totp(&ann).await;
    app.list(&ann, "").await.expect(200);
    app.get(&link).bearer(&ann.access).send().await.expect(200);
    by_cookie(Method::GET, "/api/list-uploaded-files/").send().await.expect(200);
    by_cookie(Method::POST, "/api/logout/").send().await.expect(204);
}

async fn the_last_second_factor_stays_where_one_is_required(stack: &Stack) {
    let app = stack.setup().set("require_second_factor", "ops").start().await;
    let (ann, otto) = (app.client("ann").await, app.ops("otto").await);
    for (person, status) in [(&ann, 204), (&otto, 409)] {
        let (authenticator, _) = app.set_up_totp(person).await;
        let body = json!({"password": PASSWORD, "code": authenticator.next_code(stack, &app)});
        let reply = app.call(Method::DELETE, "/api/me/totp/").bearer(&person.access).json(&body).send().await;
        let reply = reply.expect(status);
        if status == 409 {
            reply.refuses(409, "last_of_its_kind");
        }
    }
    app.list(&otto, "").await.expect(200);
}
