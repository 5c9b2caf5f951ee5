//! What people see of their sessions: where they are logged in, since when, and how each ends.

use std::time::Duration;

use hyper::Method;
use serde_json::Value;

use crate::{
    app::{App, HasId, PASSWORD, Person, moment},
    client::Reply,
    stack::{Stack, eventually, stories},
};

stories!(
    people_see_where_they_are_logged_in,
    sessions_are_ended_at_once_on_every_process,
    nobody_ends_anothers_sessions,
    a_session_that_nobody_uses_ends,
    a_log_in_from_a_new_device_is_told_of,
);

async fn end(app: &App, by: &Person, id: &str) -> Reply {
    app.call(Method::DELETE, &format!("/api/me/sessions/{id}/")).bearer(&by.access).send().await
}

async fn log_in_from(app: &App, address: &str, client: &str) -> Person {
    let call = app.post("/api/login/").header("x-forwarded-for", address).header("user-agent", client);
    let body = serde_json::json!({"username": "ann", "password": PASSWORD});
    Person::from_tokens(&call.json(&body).send().await.expect(200).json())
}

async fn people_see_where_they_are_logged_in(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    app.client("ann").await;
    stack.clock.advance(Duration::from_mins(5));
    let here = log_in_from(&app, "2001:db8::7", "A program/1.0 \twith\ttabs").await;
    let sessions = app.sessions(&here).await;
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    let now = app.foundation.clock.now().0;
    let [mine, other] = &sessions[..] else { panic!("two") };
    assert_eq!((&mine["current"], &other["current"]), (&true.into(), &false.into()));
    assert_eq!((&mine["address"], &mine["client"]), (&"2001:db8::7".into(), &"A program/1.0 withtabs".into()));
    assert_eq!((&other["address"], &other["client"]), (&"127.0.0.1".into(), &Value::Null));
    assert!(now - moment(&mine["created_at"]) < 60_000 && now - moment(&other["created_at"]) >= 300_000);
    app.get("/api/me/sessions/").send().await.refuses(401, "not_authenticated");
}

async fn sessions_are_ended_at_once_on_every_process(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let (ann, second, third) = (here.client("ann").await, there.log_in("ann").await, here.log_in("ann").await);
    let sessions = here.sessions(&second).await;
    let mine = sessions.iter().find(|session| session["current"] == true).unwrap().id();
    end(&there, &ann, &mine).await.expect(204);
    for app in [&here, &there] {
        app.me(&second.access).await.refuses(401, "invalid_token");
        app.refresh(&second.refresh).await.refuses(401, "invalid_token");
    }
    end(&here, &ann, &mine).await.refuses(404, "not_found");
    here.call(Method::DELETE, "/api/me/sessions/").bearer(&ann.access).send().await.expect(204);
    there.me(&third.access).await.refuses(401, "invalid_token");
    there.me(&ann.access).await.expect(200);
    assert_eq!(here.sessions(&ann).await.len(), 1);
}

async fn nobody_ends_anothers_sessions(stack: &Stack) {
    let app = stack.start().await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let anns = app.sessions(&ann).await[0].id();
    end(&app, &bob, &anns).await.refuses(404, "not_found");
    for strange in ["x", "00000000-0000-0000-0000-000000000000"] {
        end(&app, &bob, strange).await.refuses(404, "not_found");
    }
    app.call(Method::DELETE, "/api/me/sessions/").bearer(&bob.access).send().await.expect(204);
    app.me(&ann.access).await.expect(200);
}

async fn a_session_that_nobody_uses_ends(stack: &Stack) {
    let app = stack.setup().set("access_ttl", "30d").start().await;
    let (busy, idle) = (app.client("ann").await, app.log_in("ann").await);
    for _ in 0..3 {
        stack.clock.advance(Duration::from_hours(3 * 24));
        // Any use counts, also of what looks for the session by the way.
        app.list(&busy, "").await.expect(200);
        let now = app.foundation.clock.now().0;
        eventually("it is written down", async || {
            let sessions = app.sessions(&busy).await;
            let mine = sessions.iter().find(|session| session["current"] == true).unwrap();
            (now - moment(&mine["last_seen_at"]) < 60_000).then_some(())
        })
        .await;
    }
    app.me(&idle.access).await.refuses(401, "invalid_token");
    app.refresh(&idle.refresh).await.refuses(401, "invalid_token");
    app.logout(None, Some(&idle.refresh)).await.refuses(401, "invalid_token");
    assert_eq!(app.sessions(&busy).await.len(), 1);
    stack.clock.advance(Duration::from_hours(7 * 24));
    app.list(&busy, "").await.refuses(401, "invalid_token");
    app.me(&busy.access).await.refuses(401, "invalid_token");
}

async fn a_log_in_from_a_new_device_is_told_of(stack: &Stack) {
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    app.client_who_signed_up("ann").await;
    app.log_in("ann").await;
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().len(), 1, "the first log-in is none from a new device, nor is one from the same place");
    log_in_from(&app, "203.0.113.7", FIREFOX).await;
    let mail = stack.mail_about("ann@example.com", "A log-in from a new device").await;
    let text = mail.text().replace("=\n", "").replace('\n', " ");
    assert!(text.contains("Firefox on Linux") && text.contains("203.0.113.7"), "{text}");
    log_in_from(&app, "203.0.113.7", "another program").await;
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().len(), 2);
}
