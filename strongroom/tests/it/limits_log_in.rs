//! Who guesses at passwords is locked out, and nobody else.

use std::time::Duration;

use serde_json::json;

use crate::{
    app::{App, PASSWORD},
    client::Reply,
    stack::{Stack, stories},
};

stories!(
    a_lock_out_grows_ends_by_itself_and_is_mailed_once,
    nobody_is_shut_out_where_they_have_logged_in_before,
    a_name_that_nobody_has_is_answered_alike,
    a_right_log_in_clears_what_failed,
    an_address_may_guess_at_few_names,
    a_password_that_is_asked_for_once_more_cannot_be_guessed_either,
);

const SUBJECT: &str = "Too many failed log-ins";

async fn start(stack: &Stack) -> App {
    stack.setup().set("trusted_proxies", "127.0.0.1").set("limit_login", "3/5m").start().await
}

async fn log_in(app: &App, name: &str, password: &str, address: &str) -> Reply {
    let body = json!({"username": name, "password": password});
    app.post("/api/login/").header("x-forwarded-for", address).json(&body).send().await
}

/// Guesses three times, each from an address of its own, which no other guess of this story came from.
async fn guess_thrice(app: &App, name: &str, series: u8) -> Vec<Reply> {
    let mut replies = Vec::new();
    for at in 0..3 {
        let reply = log_in(app, name, "a guess", &format!("10.0.{series}.{at}")).await;
        replies.push(reply.refuses(401, "invalid_credentials"));
    }
    replies
}

fn minutes(reply: &Reply) -> u64 {
    reply.header("retry-after").parse::<u64>().unwrap().div_ceil(60)
}

fn lock_out_mails(stack: &Stack) -> usize {
    stack.mails().iter().filter(|mail| mail.header("Subject") == SUBJECT).count()
}

async fn a_lock_out_grows_ends_by_itself_and_is_mailed_once(stack: &Stack) {
    let app = start(stack).await;
    app.client("ann").await;
    let mut series = 0;
    for (times, lasts) in [5, 10, 20, 40, 60, 60].into_iter().enumerate() {
        series += 1;
        let replies = guess_thrice(&app, "ann", series).await;
        let left: Vec<_> = replies.iter().map(|reply| reply.header("ratelimit").split(';').nth(1).unwrap()).collect();
        assert_eq!(left, ["r=2", "r=1", "r=0"]);
        // Not even the right password is tried, by whichever name.
        for name in ["ann", "ANN", "ann@example.com"] {
            let refused = log_in(&app, name, PASSWORD, "10.1.0.0").await.refuses(429, "too_many_attempts");
            assert_eq!(minutes(&refused), lasts);
            assert_eq!(refused.header("ratelimit-policy"), "\"login\";q=3;w=300");
            assert!(refused.header("ratelimit").starts_with("\"login\";r=0;t="));
        }
        stack.all_jobs_are_done(app.db()).await;
        assert_eq!(lock_out_mails(stack), times + 1);
        stack.clock.advance(Duration::from_mins(lasts - 1));
        log_in(&app, "ann", PASSWORD, "10.1.0.1").await.refuses(429, "too_many_attempts");
        stack.clock.advance(Duration::from_mins(1));
    }
    assert!(stack.mails_to("ann@example.com").len() >= lock_out_mails(stack));
    // Days later it begins anew.
    stack.clock.advance(Duration::from_hours(24 * 6));
    guess_thrice(&app, "ann", 100).await;
    let refused = log_in(&app, "ann", PASSWORD, "10.1.0.0").await.refuses(429, "too_many_attempts");
    assert_eq!(minutes(&refused), 5);
    stack.clock.advance(Duration::from_mins(5));
    log_in(&app, "ann", PASSWORD, "10.1.0.0").await.expect(200);
}

async fn nobody_is_shut_out_where_they_have_logged_in_before(stack: &Stack) {
    let app = start(stack).await;
    // From here Ann logs in, and once with a browser from elsewhere.
    app.client("ann").await;
    let body = json!({"username": "ann", "password": PASSWORD, "cookie": true});
    let call = app.post("/api/login/").header("sec-fetch-site", "same-origin").header("x-forwarded-for", "10.9.9.9");
    let reply = call.json(&body).send().await.expect(200);
    let cookies = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let device = cookies.filter_map(|line| line.split(';').next()).find(|cookie| cookie.contains("device")).unwrap();
    let with_device = async |password: &str, address: &str| {
        let call = app.post("/api/login/").header("cookie", device).header("x-forwarded-for", address);
        call.json(&json!({"username": "ann", "password": password})).send().await
    };

    guess_thrice(&app, "ann", 1).await;
    log_in(&app, "ann", PASSWORD, "10.1.0.0").await.refuses(429, "too_many_attempts");
    log_in(&app, "ann", PASSWORD, "127.0.0.1").await.expect(200);
    log_in(&app, "ann", PASSWORD, "10.9.9.9").await.expect(200);
    with_device(PASSWORD, "10.8.8.8").await.expect(200);
    // Others stay out: that was not their doing.
    log_in(&app, "ann", PASSWORD, "10.1.0.0").await.refuses(429, "too_many_attempts");

    // From there, too, nobody guesses for ever, and the other places are still open.
    for _ in 0..3 {
        with_device("a guess", "10.7.7.7").await.refuses(401, "invalid_credentials");
    }
    let refused = with_device(PASSWORD, "10.7.7.7").await.refuses(429, "too_many_attempts");
    assert_eq!(minutes(&refused), 5);
    log_in(&app, "ann", PASSWORD, "127.0.0.1").await.expect(200);
    // Somebody else's browser is a stranger's.
    app.client("bob").await;
    guess_thrice(&app, "bob", 2).await;
    let body = json!({"username": "bob", "password": PASSWORD});
    let call = app.post("/api/login/").header("cookie", device).header("x-forwarded-for", "10.6.6.6");
    call.json(&body).send().await.refuses(429, "too_many_attempts");
}

async fn a_name_that_nobody_has_is_answered_alike(stack: &Stack) {
    let app = start(stack).await;
    app.client("ann").await;
    app.signup("newcomer", "newcomer@example.com", PASSWORD).await.expect(201);
    let told = async |name: &str, series: u8| {
        let mut replies = guess_thrice(&app, name, series).await;
        replies.push(log_in(&app, name, PASSWORD, &format!("10.0.{series}.9")).await);
        let fields = ["ratelimit-policy", "ratelimit", "retry-after", "www-authenticate"];
        let told = replies.iter().map(|reply| {
            let mut body = reply.json();
            body.as_object_mut().unwrap().remove("request_id");
            // The seconds differ by how long all took.
            let head = fields.map(|field| reply.header(field).split(";t=").next().unwrap().len());
            (reply.status, body["code"].clone(), head)
        });
        told.collect::<Vec<_>>()
    };
    let known = told("ann", 1).await;
    for (at, name) in ["nobody", "nobody@example.com", "no\u{0}body", "newcomer"].into_iter().enumerate() {
        assert_eq!(told(name, 2 + u8::try_from(at).unwrap()).await, known, "{name}");
    }
    stack.all_jobs_are_done(app.db()).await;
    // Only who has proved the address is written to.
    assert_eq!(lock_out_mails(stack), 1);
    let kept = crate::stack::count_jobs(app.db(), "kind = 'account_notice'").await;
    assert_eq!(kept, 1, "a row is left of a name that nobody has");
}

async fn a_right_log_in_clears_what_failed(stack: &Stack) {
    let app = start(stack).await;
    app.client("ann").await;
    for at in 0..2 {
        log_in(&app, "ann", "a guess", &format!("10.0.0.{at}")).await.refuses(401, "invalid_credentials");
    }
    log_in(&app, "ann", PASSWORD, "10.0.0.3").await.expect(200);
    guess_thrice(&app, "ann", 1).await;
    log_in(&app, "ann", "a guess", "10.0.2.0").await.refuses(429, "too_many_attempts");
    // Right ones do not count, however many there are.
    let bob = app.client("bob").await;
    for _ in 0..10 {
        log_in(&app, &bob.username, PASSWORD, "10.0.3.0").await.expect(200);
    }
}

async fn an_address_may_guess_at_few_names(stack: &Stack) {
    let app = start(stack).await;
    for name in ["one", "two", "three"] {
        log_in(&app, name, "a guess", "2001:db8:1:2::1").await.refuses(401, "invalid_credentials");
    }
    let refused = log_in(&app, "four", "a guess", "2001:db8:1:2::2").await.refuses(429, "too_many_attempts");
    assert!(minutes(&refused) <= 2, "{}", minutes(&refused));
    log_in(&app, "four", "a guess", "2001:db8:1:3::1").await.refuses(401, "invalid_credentials");
    stack.clock.advance(Duration::from_secs(100));
    log_in(&app, "four", "a guess", "2001:db8:1:2::2").await.refuses(401, "invalid_credentials");
}

async fn a_password_that_is_asked_for_once_more_cannot_be_guessed_either(stack: &Stack) {
    const NEW: &str = "eleven copper kettles on a shelf";
    let app = start(stack).await;
    let (thief, ann) = (app.client("ann").await, app.log_in("ann").await);
    for _ in 0..3 {
        app.change_password(&thief, "a guess", NEW).await.refuses(401, "invalid_credentials");
    }
    app.change_password(&thief, PASSWORD, NEW).await.refuses(429, "too_many_attempts");
    app.change_password(&ann, PASSWORD, NEW).await.expect(200);
    stack.mail_about("ann@example.com", SUBJECT).await;
}
