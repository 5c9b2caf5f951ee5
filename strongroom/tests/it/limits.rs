//! How often anybody may call, over all processes.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use hyper::Method;
use serde_json::json;

use crate::{
    app::{App, PASSWORD},
    client::{Call, Reply},
    documents::docx,
    stack::{Kind, Stack, eventually, stories},
};

stories!(
    calls_are_limited_for_each_account_and_for_each_address_without_one,
    what_costs_more_has_a_limit_of_its_own,
    an_account_gets_no_more_mails_than_the_limit_says_and_nobody_is_told,
    of_ipv6_a_customer_is_one,
    wrong_second_factors_count_over_all_tickets,
    second_factors_are_not_guessed_slowly_either,
    nobody_guesses_their_way_to_an_app_that_is_being_set_up;
    alone:
    a_session_that_has_ended_uses_up_nothing_of_its_account,
    of_many_at_once_as_many_get_through_as_the_limit_says,
);

async fn wrong_second_factors_count_over_all_tickets(stack: &Stack) {
    let app = stack.setup().set("limit_login", "7/5m").set("trusted_proxies", "127.0.0.1").start().await;
    let ann = app.client("ann").await;
    let (authenticator, _) = app.set_up_totp(&ann).await;
    // Somebody who knows the password, and comes from elsewhere.
    let password = json!({"username": "ann", "password": PASSWORD});
    let ticket = async || {
        let reply = from(app.post("/api/login/"), "203.0.113.7").json(&password).send().await;
        reply.refuses(401, "second_factor_required").json()["ticket"].as_str().unwrap().to_owned()
    };
    let wrong = async |ticket: &str| {
        let body = json!({"ticket": ticket, "code": "000000"});
        from(app.post("/api/login/second-factor/"), "203.0.113.7").json(&body).send().await
    };
    let first = ticket().await;
    for _ in 0..5 {
        wrong(&first).await.refuses(401, "invalid_second_factor");
    }
    wrong(&first).await.refuses(401, "invalid_ticket");
    // The password is right once more, and clears nothing.
    let second = ticket().await;
    for _ in 0..2 {
        wrong(&second).await.refuses(401, "invalid_second_factor");
    }
    wrong(&second).await.refuses(429, "too_many_attempts");
    let locked = from(app.post("/api/login/"), "203.0.113.7").json(&password).send().await;
    locked.refuses(429, "too_many_attempts");
    stack.mail_about("ann@example.com", "Too many failed log-ins").await;
    // Whoever was there before still comes in, with both.
    let ticket = app.half_way("ann").await["ticket"].as_str().unwrap().to_owned();
    app.second_factor(&ticket, &authenticator.next_code(stack, &app)).await.expect(200);
}

async fn second_factors_are_not_guessed_slowly_either(stack: &Stack) {
    let app = stack.setup().set("limit_login", "10/5m").start().await;
    let ann = app.client("ann").await;
    let (authenticator, _) = app.set_up_totp(&ann).await;
    let mut tries = 0;
    // Each so late that the one before is forgotten as a failed log-in.
    loop {
        let asked = app.login("ann", PASSWORD).await;
        let wrong = match asked.status.as_u16() {
            401 => app.second_factor(asked.json()["ticket"].as_str().unwrap(), "no code").await,
            _ => asked,
        };
        if wrong.status == 429 {
            break;
        }
        wrong.refuses(401, "invalid_second_factor");
        tries += 1;
        assert!(tries < 40);
        stack.clock.advance(Duration::from_mins(5));
    }
    assert!(tries >= 30, "{tries}");
    stack.mail_about("ann@example.com", "Too many failed log-ins").await;
    // Whoever has the right one comes in when it is over.
    stack.clock.advance(Duration::from_hours(2));
    let ticket = app.half_way("ann").await["ticket"].as_str().unwrap().to_owned();
    app.second_factor(&ticket, &authenticator.next_code(stack, &app)).await.expect(200);
}

async fn nobody_guesses_their_way_to_an_app_that_is_being_set_up(stack: &Stack) {
    let app = stack.setup().set("limit_login", "4/5m").start().await;
    let ann = app.client("ann").await;
    let begun = app.post("/api/me/totp/").bearer(&ann.access).json(&json!({"password": PASSWORD}));
    begun.send().await.expect(201);
    let body = json!({"code": "no code"});
    let guess = async || app.post("/api/me/totp/confirm/").bearer(&ann.access).json(&body).send().await;
    for _ in 0..4 {
        guess().await.refuses(400, "invalid_second_factor");
    }
    guess().await.refuses(429, "too_many_attempts");
}

/// A call that comes from this address, as a trusted proxy tells it.
fn from(call: Call, address: &str) -> Call {
    call.header("x-forwarded-for", address)
}

#[track_caller]
fn is_told(reply: &Reply, policy: &str, left: &str) {
    assert_eq!(reply.header("ratelimit-policy"), policy);
    let told = reply.header("ratelimit");
    assert!(told.starts_with(&format!("{left};t=")), "{told} is not {left}");
}

/// The seconds after which an answer says to come again.
fn retry_after(reply: &Reply) -> u64 {
    reply.header("retry-after").parse().unwrap()
}

async fn calls_are_limited_for_each_account_and_for_each_address_without_one(stack: &Stack) {
    let app = stack.setup().set("limit_api", "12/1h").set("trusted_proxies", "127.0.0.1").start().await;
    let site = async |address: &str| from(app.get("/api/site/"), address).send().await;
    let policy = "\"api\";q=12;w=3600";
    for left in (0..12).rev() {
        is_told(&site("192.0.2.1").await.expect(200), policy, &format!("\"api\";r={left}"));
    }
    let refused = site("192.0.2.1").await.refuses(429, "too_many_requests");
    is_told(&refused, policy, "\"api\";r=0");
    assert!((290..=300).contains(&retry_after(&refused)), "{}", retry_after(&refused));
    is_told(&site("192.0.2.2").await.expect(200), policy, "\"api\";r=11");
    // What is no endpoint counts, and pages for those who watch do not.
    from(app.get("/api/nothing/"), "192.0.2.2").send().await.refuses(404, "not_found");
    is_told(&site("192.0.2.2").await, policy, "\"api\";r=9");
    for path in ["/healthz", "/readyz"] {
        let reply = from(app.get(path), "192.0.2.1").send().await.expect(200);
        assert_eq!(reply.header("ratelimit"), "");
    }
    // One interval brings one back.
    stack.clock.advance(Duration::from_mins(5));
    site("192.0.2.1").await.expect(200);
    site("192.0.2.1").await.refuses(429, "too_many_requests");

    let ann = app.client("ann").await;
    let me = async |address: &str| from(app.get("/api/me/"), address).bearer(&ann.access).send().await;
    for at in 0..12 {
        is_told(&me(&format!("192.0.2.{at}")).await.expect(200), policy, &format!("\"api\";r={}", 11 - at));
    }
    me("192.0.2.99").await.refuses(429, "too_many_requests");
    // A token that is none of ours is nobody's account.
    let stranger = from(app.get("/api/me/"), "192.0.2.50").bearer("no token").send().await;
    is_told(&stranger.refuses(401, "invalid_token"), policy, "\"api\";r=11");
}

async fn what_costs_more_has_a_limit_of_its_own(stack: &Stack) {
    let setup = stack.setup().set("trusted_proxies", "127.0.0.1").set("limit_api", "5000/1h");
    let setup = setup.set("limit_signup", "2/1h").set("limit_mail", "2/1h");
    let app = setup.set("limit_upload", "2/1h").set("limit_links", "3/1h").start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);

    let id = app.clean_file(&otto, "a.docx", docx("a document")).await;
    let second = app.upload(&otto, "b.docx", docx("a document")).await.expect(201);
    is_told(&second, "\"upload\";q=2;w=3600", "\"upload\";r=0");
    app.upload(&otto, "c.docx", docx("a document")).await.refuses(429, "too_many_requests");
    let other = app.ops("olga").await;
    app.upload(&other, "c.docx", docx("a document")).await.expect(201);

    let link = app.link(&ann, &id).await;
    for left in [1, 0] {
        is_told(&app.mint(&ann, &id).await.expect(200), "\"links\";q=3;w=3600", &format!("\"links\";r={left}"));
    }
    app.mint(&ann, &id).await.refuses(429, "too_many_requests");
    let open = async |method: Method, address: &str| from(app.call(method, &link), address).send().await;
    open(Method::GET, "192.0.2.1").await.expect(200);
    open(Method::HEAD, "192.0.2.1").await.expect(200);
    is_told(&open(Method::GET, "192.0.2.1").await.expect(200), "\"links\";q=3;w=3600", "\"links\";r=0");
    open(Method::GET, "192.0.2.1").await.refuses(429, "too_many_requests");
    open(Method::GET, "192.0.2.2").await.expect(200);

    let signup = async |name: &str, address: &str| {
        let body = json!({"username": name, "email": format!("{name}@example.com"), "password": PASSWORD});
        from(app.post("/api/signup/"), address).json(&body).send().await
    };
    signup("bob", "192.0.2.1").await.expect(201);
    // What is refused for another reason was asked for, too.
    signup("b", "192.0.2.1").await.faults("username");
    signup("carl", "192.0.2.1").await.refuses(429, "too_many_requests");
    signup("carl", "192.0.2.2").await.expect(201);

    // Both kinds of mail together.
    let ask = async |path: &str, address: &str| {
        from(app.post(path), address).json(&json!({"email": "nobody@example.com"})).send().await
    };
    ask("/api/password/forgot/", "192.0.2.1").await.expect(202);
    is_told(&ask("/api/verify-email/resend/", "192.0.2.1").await.expect(202), "\"mail\";q=2;w=3600", "\"mail\";r=0");
    for path in ["/api/password/forgot/", "/api/verify-email/resend/"] {
        ask(path, "192.0.2.1").await.refuses(429, "too_many_requests");
    }
    ask("/api/password/forgot/", "192.0.2.2").await.expect(202);
}

async fn an_account_gets_no_more_mails_than_the_limit_says_and_nobody_is_told(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").set("limit_mail", "2/10h").start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    let mut told = Vec::new();
    for at in 0..5 {
        // Within a minute nobody gets a second one anyway.
        stack.clock.advance(Duration::from_mins(2));
        let path = if at % 2 == 0 { "/api/password/forgot/" } else { "/api/verify-email/resend/" };
        let call = from(app.post(path), &format!("192.0.2.{at}"));
        told.push(call.json(&json!({"email": "ann@example.com"})).send().await.expect(202).text());
        stack.all_jobs_are_done(app.db()).await;
    }
    assert_eq!((&told[2], &told[3]), (&told[0], &told[1]));
    // The one of the sign-up, and two that were asked for.
    assert_eq!(stack.mails_to("ann@example.com").len(), 3);
    stack.clock.advance(Duration::from_hours(5));
    app.forgot("ann@example.com").await.expect(202);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails_to("ann@example.com").len(), 4);
}

async fn a_session_that_has_ended_uses_up_nothing_of_its_account(stack: &Stack) {
    let setup = stack.setup().set("trusted_proxies", "127.0.0.1").set("limit_api", "50/1h");
    let app = setup.set("limit_upload", "12/1h").set("limit_links", "12/1h").start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let (thief, gone) = (app.log_in("otto").await, app.log_in("ann").await);
    for person in [&thief, &gone] {
        app.logout(Some(&person.access), None).await.expect(204);
    }
    let id = "00000000-0000-7000-8000-000000000000";
    let upload = || from(app.post("/api/upload/"), "192.0.2.66").bearer(&thief.access).json(&json!({})).send();
    let path = format!("/api/download-file/{id}/");
    let mint = || from(app.get(&path), "192.0.2.66").bearer(&gone.access).send();
    for _ in 0..20 {
        let refused = upload().await.refuses(401, "invalid_token");
        assert_eq!(refused.header("ratelimit-policy"), "\"api\";q=50;w=3600");
        mint().await.refuses(401, "invalid_token");
    }
    // They count for where they come from.
    eventually("the address is at its limit", async || (upload().await.status.as_u16() == 429).then_some(())).await;
    mint().await.refuses(429, "too_many_requests");
    app.upload(&otto, "a.docx", docx("a document")).await.expect(201);
    app.mint(&ann, id).await.refuses(404, "not_found");
}

async fn of_ipv6_a_customer_is_one(stack: &Stack) {
    let app = stack.setup().set("limit_api", "3/1h").set("trusted_proxies", "127.0.0.1").start().await;
    let site = async |address: &str| from(app.get("/api/site/"), address).send().await;
    for address in ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff:ffff:ffff:ffff"] {
        site(address).await.expect(200);
    }
    site("2001:db8:1:2:3:4:5:6").await.refuses(429, "too_many_requests");
    site("2001:db8:1:3::1").await.expect(200);
}

/// How many of a thousand calls get through, half of them by each process.
async fn let_through(apps: &[App], call: impl Fn(&App) -> Call) -> usize {
    let through = AtomicUsize::new(0);
    let all = stream::iter(0..1000).map(|at| {
        let reply = call(&apps[at % apps.len()]).send();
        async {
            // Where a machine is busy, a password waits too long for its turn. That does not count, and nothing is learnt.
            if ![429, 503].contains(&reply.await.status.as_u16()) {
                through.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    all.buffer_unordered(4).count().await;
    through.into_inner()
}

async fn of_many_at_once_as_many_get_through_as_the_limit_says(stack: &Stack) {
    let setup = || {
        let setup = stack.setup().set("trusted_proxies", "127.0.0.1");
        setup.set("limit_api", "100/10h").set("limit_login", "20/10h")
    };
    let mut apps = vec![setup().start().await];
    if stack.kind == Kind::Servers {
        apps.push(setup().api_only().beside(&apps[0]).start().await);
    }
    // A machine so busy that Redis answers too late makes each process count for itself.
    let mut rounds = Vec::new();
    for round in 0..5 {
        let through = let_through(&apps, |app| from(app.get("/api/site/"), &format!("192.0.2.{round}"))).await;
        rounds.push(through);
        if through == 100 {
            break;
        }
    }
    println!("of 1,000 calls so many got through where 100 may: {rounds:?}");
    assert!(rounds.iter().all(|through| (100..=100 * apps.len()).contains(through)), "{rounds:?}");
    assert_eq!(rounds.pop(), Some(100), "the limit was never kept to the last call");
    rounds.clear();

    for round in 0..5 {
        let body = json!({"username": "nobody", "password": "a guess"});
        let address = AtomicUsize::new(0);
        let through = let_through(&apps, |app| {
            // Each from an address of its own: it is the name that is guessed at.
            let (at, mut body) = (address.fetch_add(1, Ordering::Relaxed), body.clone());
            body["username"] = json!(format!("nobody{round}"));
            from(app.post("/api/login/"), &format!("10.{round}.{}.{}", at / 250, at % 250)).json(&body)
        })
        .await;
        rounds.push(through);
        if through == 20 {
            break;
        }
    }
    println!("of 1,000 log-ins so many got through where 20 may: {rounds:?}");
    assert!(rounds.iter().all(|through| (20..=20 * apps.len()).contains(through)), "{rounds:?}");
    assert_eq!(rounds.pop(), Some(20), "the limit of log-ins was never kept to the last one");
}
