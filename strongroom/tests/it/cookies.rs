//! Sessions that live in a cookie, for pages.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, PASSWORD, moment},
    client::{Call, Reply},
    stack::{Stack, eventually, stories},
};

stories!(
    a_page_signs_in_by_a_cookie,
    a_page_of_others_changes_nothing,
    over_https_the_cookie_is_for_this_host_alone,
    a_remembered_session_goes_on_while_it_is_used,
    a_bad_cookie_is_nobodys_fault_and_is_cleared,
    a_reset_ends_sessions_by_cookie_too,
    a_browser_is_known_again_by_its_mark,
    whoever_asks_who_they_are_hears_no_401,
);

/// A call from one of our own pages.
pub(crate) fn ours(call: Call) -> Call {
    call.header("sec-fetch-site", "same-origin")
}

async fn log_in(app: &App, more: &Value) -> Reply {
    let mut body = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ours(app.post("/api/login/")).json(&body).send().await
}

/// Name and value of a cookie that an answer sets, and what is said of it.
pub(crate) fn set_cookie(reply: &Reply, name: &str) -> Option<(String, String)> {
    let lines = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let (cookie, attributes) = lines
        .filter_map(|line| line.split_once("; "))
        .find(|(cookie, _)| cookie.split_once('=').is_some_and(|(known, _)| known == name))?;
    Some((cookie.to_owned(), attributes.to_owned()))
}

/// The cookie of somebody who has logged in.
async fn session(app: &App) -> String {
    set_cookie(&log_in(app, &json!({})).await.expect(200), "strongroom").unwrap().0
}

async fn a_page_signs_in_by_a_cookie(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    let reply = log_in(&app, &json!({})).await.expect(200);
    let told = reply.json();
    assert!(
        told.get("access").is_none() && told.get("refresh").is_none() && told.get("token_type").is_none(),
        "{told}"
    );
    assert_eq!(told["user"]["username"], "ann");
    let (cookie, attributes) = set_cookie(&reply, "strongroom").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/");

    let me = app.get("/api/me/").header("cookie", &cookie).send().await.expect(200).json();
    assert_eq!(me["username"], "ann");
    app.get("/api/list-uploaded-files/").header("cookie", &cookie).send().await.expect(200);
    let sessions = app.get("/api/me/sessions/").header("cookie", &cookie).send().await.expect(200).json();
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 2);
    let carried = ours(app.post("/api/token/refresh/")).header("cookie", &cookie).send().await.expect(200);
    let again = set_cookie(&carried, "strongroom").unwrap();
    assert_eq!(again, (cookie.clone(), attributes), "it goes with the browser still");
    let carried = carried.json();
    assert!(carried.get("access").is_none() && carried["user"]["username"] == "ann", "{carried}");

    let out = ours(app.post("/api/logout/")).header("cookie", &cookie).send().await.expect(204);
    let (cleared, attributes) = set_cookie(&out, "strongroom").unwrap();
    assert_eq!((cleared.as_str(), attributes.contains("Max-Age=0")), ("strongroom=", true));
    assert_eq!(out.header("clear-site-data"), "\"storage\"");
    app.get("/api/me/").header("cookie", &cookie).send().await.refuses(401, "not_authenticated");
}

/// Calls of every unsafe method that change nothing, and what is said of each where it is let in.
fn unsafe_calls(app: &App) -> [(Call, u16, &'static str); 4] {
    const NOBODYS: &str = "00000000-0000-7000-8000-000000000000";
    [
        (app.call(Method::DELETE, &format!("/api/me/sessions/{NOBODYS}/")), 404, "not_found"),
        (app.call(Method::POST, &format!("/api/files/{NOBODYS}/ask/")), 404, "not_found"),
        (
            app.call(Method::PUT, "/api/me/picture/").header("content-type", "image/png").bytes("no picture"),
            400,
            "invalid_image",
        ),
        (app.call(Method::PATCH, "/api/me/").json(&json!({"language": "tlh"})), 400, "invalid_input"),
    ]
}

/// Cookie and bearer, by where the request says that it comes from and what it wants.
async fn a_page_of_others_changes_nothing(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let cookie = session(&app).await;
    let own = app.foundation.settings.serving.public_url.clone();
    let from: [(&[(&'static str, &str)], bool); 9] = [
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], true),
        (&[("origin", &own)], true),
        (&[], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", &own)], false),
        (&[("origin", "https://evil.example")], false),
    ];
    for (headers, is_ours) in from {
        let with = |call: Call| headers.iter().fold(call, |call, (name, value)| call.header(name, value));
        for (call, status, code) in unsafe_calls(&app) {
            let by_cookie = with(call).header("cookie", &cookie).send().await;
            let _ =
                if is_ours { by_cookie.refuses(status, code) } else { by_cookie.refuses(403, "cross_site_request") };
        }
        // What a browser does not add by itself is not asked for.
        for (call, status, code) in unsafe_calls(&app) {
            with(call).bearer(&ann.access).send().await.refuses(status, code);
        }
        for (call, status, code) in unsafe_calls(&app) {
            with(call).bearer(&ann.access).header("cookie", &cookie).send().await.refuses(status, code);
        }
        for (call, ..) in unsafe_calls(&app) {
            with(call).send().await.refuses(401, "not_authenticated");
        }
        // What is safe changes nothing.
        for method in [Method::GET, Method::HEAD] {
            with(app.call(method, "/api/me/")).header("cookie", &cookie).send().await.expect(200);
        }
        // Nobody is logged in by the page of another.
        let login = with(app.post("/api/login/"))
            .json(&json!({"username": "ann", "password": PASSWORD, "cookie": true}))
            .send()
            .await;
        let _ = if is_ours { login.expect(200) } else { login.refuses(403, "cross_site_request") };
    }
    app.post("/api/login/").json(&json!({"username": "ann", "password": PASSWORD})).send().await.expect(200);
    for wrong in [json!("yes"), json!(1), json!([])] {
        log_in(&app, &json!({"cookie": wrong})).await.faults("cookie");
        log_in(&app, &json!({"remember": wrong})).await.faults("remember");
    }
}

async fn over_https_the_cookie_is_for_this_host_alone(stack: &Stack) {
    let app = stack.setup().set("public_url", "https://files.example.com").start().await;
    app.client("ann").await;
    let reply = log_in(&app, &json!({"remember": true})).await.expect(200);
    let (cookie, attributes) = set_cookie(&reply, "__Host-strongroom").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=2592000");
    let (_, device) = set_cookie(&reply, "__Host-strongroom-device").unwrap();
    assert!(device.starts_with("HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age="), "{device}");
    app.get("/api/me/").header("cookie", &cookie).send().await.expect(200);
    // The same secret under the name for plain HTTP, which anybody's neighbour could set, is nobody's.
    app.get("/api/me/").header("cookie", &cookie.replace("__Host-", "")).send().await.refuses(401, "not_authenticated");
    let from_us =
        app.post("/api/token/refresh/").header("cookie", &cookie).header("origin", "https://files.example.com");
    from_us.send().await.expect(200);
}

async fn a_remembered_session_goes_on_while_it_is_used(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    let reply = log_in(&app, &json!({"remember": true})).await.expect(200);
    let (cookie, _) = set_cookie(&reply, "strongroom").unwrap();
    let me = async || app.get("/api/me/").header("cookie", &cookie).send().await;
    let is_noted = async || {
        let now = app.foundation.clock.now().0;
        let sessions = app.get("/api/me/sessions/").header("cookie", &cookie).send().await.expect(200).json();
        let session =
            sessions["sessions"].as_array().unwrap().iter().find(|session| session["current"] == true).cloned();
        (now - moment(&session.unwrap()["last_seen_at"]) < 60_000).then_some(())
    };
    assert!(set_cookie(&me().await.expect(200), "strongroom").is_none(), "it is fresh");
    let refreshed = ours(app.post("/api/token/refresh/")).header("cookie", &cookie).send().await.expect(200);
    let (same, attributes) = set_cookie(&refreshed, "strongroom").unwrap();
    assert_eq!(same, cookie);
    assert!(attributes.contains("Max-Age=2592000") || attributes.contains("Max-Age=2591999"), "{attributes}");
    for day in (6..=84).step_by(6) {
        stack.clock.advance(Duration::from_hours(6 * 24));
        // From two sides at once.
        let (one, other) = tokio::join!(me(), me());
        let renewed = [one.expect(200), other.expect(200)].iter().find_map(|it| set_cookie(it, "strongroom"));
        if day > 60 {
            assert!(renewed.is_none(), "day {day}: it lives until the last day already");
            eventually("its use is noted", is_noted).await;
            continue;
        }
        let Some((same, attributes)) = renewed else { panic!("day {day}: it was not carried on") };
        assert_eq!(same, cookie);
        let (_, seconds) = attributes.rsplit_once("Max-Age=").unwrap();
        let (left, most) = (Duration::from_secs(seconds.parse().unwrap()), Duration::from_hours(24 * 30));
        // The clock goes on meanwhile.
        assert!(left <= most && most.saturating_sub(left) < Duration::from_mins(5), "day {day}: {attributes}");
    }
    // 90 days are the end of any session.
    stack.clock.advance(Duration::from_hours(6 * 24) - Duration::from_mins(1));
    me().await.expect(200);
    stack.clock.advance(Duration::from_mins(2));
    me().await.refuses(401, "not_authenticated");
}

async fn a_bad_cookie_is_nobodys_fault_and_is_cleared(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    for bad in ["strongroom=x", &format!("strongroom={}", "A".repeat(43)), "strongroom=\"q\""] {
        let site = app.get("/api/site/").header("cookie", bad).send().await.expect(200);
        assert!(set_cookie(&site, "strongroom").unwrap().1.contains("Max-Age=0"), "{bad}");
        app.get("/api/me/").header("cookie", bad).send().await.refuses(401, "not_authenticated");
        // Also where the request comes from elsewhere: it is in nobody's name.
        let login = app.post("/api/login/").header("cookie", bad).header("sec-fetch-site", "cross-site");
        login.json(&json!({"username": "ann", "password": PASSWORD})).send().await.expect(200);
        assert!(
            set_cookie(&app.get("/healthz").header("cookie", bad).send().await.expect(200), "strongroom").is_none()
        );
    }
    // A new log-in sets its own, and ends the session that the browser was in.
    let (before, body) = (session(&app).await, json!({"username": "ann", "password": PASSWORD, "cookie": true}));
    ours(app.post("/api/login/")).header("cookie", &before).json(&body).send().await.expect(200);
    app.get("/api/me/").header("cookie", &before).send().await.refuses(401, "not_authenticated");
    let reply = ours(app.post("/api/login/")).header("cookie", "strongroom=x");
    let reply = reply.json(&json!({"username": "ann", "password": PASSWORD, "cookie": true})).send().await.expect(200);
    assert_eq!(reply.headers.get_all("set-cookie").iter().count(), 2, "session and device");
}

async fn a_reset_ends_sessions_by_cookie_too(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    let (first, second) = (session(&app).await, session(&app).await);
    let change = json!({"current_password": PASSWORD, "password": "eleven copper kettles on a shelf"});
    ours(app.post("/api/password/change/")).header("cookie", &first).json(&change).send().await.expect(200);
    app.get("/api/me/").header("cookie", &second).send().await.refuses(401, "not_authenticated");
    app.get("/api/me/").header("cookie", &first).send().await.expect(200);
    app.forgot("ann@example.com").await.expect(202);
    let link = stack.mail_about("ann@example.com", "Set a new password").await.link();
    app.reset(&link, PASSWORD).await.expect(200);
    app.get("/api/me/").header("cookie", &first).send().await.refuses(401, "not_authenticated");
}

async fn a_browser_is_known_again_by_its_mark(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    app.client_who_signed_up("ann").await;
    let (mark, _) = set_cookie(&log_in(&app, &json!({})).await.expect(200), "strongroom-device").unwrap();
    let body = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    for (address, mark, told) in [("203.0.113.7", Some(&mark), 1), ("203.0.113.8", None, 2)] {
        let call = ours(app.post("/api/login/")).header("x-forwarded-for", address);
        let call = mark.into_iter().fold(call, |call, mark| call.header("cookie", mark));
        let reply = call.json(&body).send().await.expect(200);
        // A mark that was given is set once more, so that it is known for a year after the last log-in.
        let (set, attributes) = set_cookie(&reply, "strongroom-device").unwrap();
        assert_eq!(mark.is_some_and(|mark| set == *mark), mark.is_some());
        assert!(attributes.contains("Max-Age=31536000"), "{attributes}");
        stack.all_jobs_are_done(app.db()).await;
        assert_eq!(stack.mails().len(), told);
    }
}

async fn whoever_asks_who_they_are_hears_no_401(stack: &Stack) {
    let app = stack.start().await;
    let (ann, otto) = (app.client("ann").await, app.ops("otto").await);
    for call in [
        app.get("/api/session/"),
        app.get("/api/session/").bearer("x"),
        app.get("/api/session/").header("cookie", "strongroom=x"),
    ] {
        let nobody = call.send().await.expect(200).json();
        assert_eq!((&nobody["user"], &nobody["may"]), (&Value::Null, &json!([])));
    }
    let cookie = session(&app).await;
    for call in [app.get("/api/session/").bearer(&ann.access), app.get("/api/session/").header("cookie", &cookie)] {
        let somebody = call.send().await.expect(200).json();
        assert_eq!((&somebody["user"]["id"], &somebody["may"]), (&ann.id.clone().into(), &json!(["download"])));
    }
    let german = app.call(Method::PATCH, "/api/me/").bearer(&ann.access).json(&json!({"language": "de"}));
    german.send().await.expect(200);
    let spoken_to = app.get("/api/session/").bearer(&ann.access).send().await.expect(200).json();
    assert_eq!(spoken_to["language"], "de");
    let ops = app.get("/api/session/").bearer(&otto.access).send().await.expect(200).json();
    assert_eq!(ops["may"], json!(["upload", "manage", "documents", "people", "audit", "operate"]));
    let site = app.get("/api/site/").send().await.expect(200).json();
    assert_eq!((&site["name"], &site["kinds"]), (&"Strongroom".into(), &json!(["docx", "xlsx", "pptx"])));
    assert_eq!((&site["max_upload"], &site["links"]), (&json!(1u64 << 30), &json!([])));
}
