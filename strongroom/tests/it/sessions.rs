//! Sessions: tokens that rotate, expire and end, and tokens that were never ours.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use shared::{
    exec,
    jobs::Job,
    people::{names::Role, users::User},
    sql,
};
use sqlx::AssertSqlSafe;

use crate::{
    app::{App, PASSWORD, Person},
    stack::{Stack, eventually, stories},
};

stories!(
    a_refresh_token_is_good_once,
    a_refresh_token_in_two_hands_ends_its_session,
    racing_refreshes_give_one_pair,
    tokens_expire,
    logging_out_ends_a_session_at_once_everywhere,
    logging_out_takes_either_token_but_not_anothers,
    forged_access_tokens_are_refused,
    a_disabled_account_is_out_at_once,
    a_session_ends_at_last_however_often_it_is_refreshed,
    used_refresh_tokens_are_swept_when_they_would_have_run_out,
    what_ends_the_sessions_of_an_account_ends_them_for_good,
    log_ins_that_race_the_end_of_an_account_are_over_too,
);

/// Refreshes and gives the next pair.
async fn refreshed(app: &App, refresh: &str) -> Person {
    Person::from_tokens(&app.refresh(refresh).await.expect(200).json())
}

async fn a_refresh_token_is_good_once(stack: &Stack) {
    let app = stack.start().await;
    let first = app.client("ann").await;
    let second = refreshed(&app, &first.refresh).await;
    assert_ne!(first.refresh, second.refresh);
    app.me(&second.access).await.expect(200);
    app.me(&first.access).await.expect(200);
    let third = refreshed(&app, &second.refresh).await;
    app.me(&third.access).await.expect(200);
    assert_eq!(third.username, "ann");
    for garbage in ["", "x", "\0", &first.access, &"A".repeat(4000)] {
        app.refresh(garbage).await.refuses(401, "invalid_token");
    }
    app.post("/api/token/refresh/").json(&json!({})).send().await.faults("refresh");
    app.post("/api/token/refresh/").json(&json!({"refresh": 1})).send().await.faults("refresh");
    app.me(&third.access).await.expect(200);
}

async fn a_refresh_token_in_two_hands_ends_its_session(stack: &Stack) {
    let app = stack.start().await;
    let owner = app.client("ann").await;
    let elsewhere = app.log_in("ann").await;
    let thief = refreshed(&app, &owner.refresh).await;
    app.refresh(&owner.refresh).await.refuses(401, "invalid_token");
    for token in [&owner.access, &thief.access] {
        app.me(token).await.refuses(401, "invalid_token");
    }
    app.refresh(&thief.refresh).await.refuses(401, "invalid_token");
    app.me(&elsewhere.access).await.expect(200);
}

async fn racing_refreshes_give_one_pair(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let tries = (0..8).map(|_| app.refresh(&ann.refresh));
    let replies = futures_util::future::join_all(tries).await;
    let pairs = replies.iter().filter(|reply| reply.status == 200).count();
    assert!(pairs <= 1, "{pairs} pairs for one token");
    app.me(&ann.access).await.refuses(401, "invalid_token");
}

async fn tokens_expire(stack: &Stack) {
    let app = stack.setup().set("session_idle", "90d").start().await;
    let ann = app.client("ann").await;
    stack.clock.advance(Duration::from_mins(15) - Duration::from_secs(30));
    app.me(&ann.access).await.expect(200);
    stack.clock.advance(Duration::from_secs(31));
    app.me(&ann.access).await.refuses(401, "invalid_token");

    let ann = refreshed(&app, &ann.refresh).await;
    stack.clock.advance(Duration::from_hours(29 * 24));
    let ann = refreshed(&app, &ann.refresh).await;
    stack.clock.advance(Duration::from_hours(29 * 24));
    let ann = refreshed(&app, &ann.refresh).await;
    stack.clock.advance(Duration::from_hours(31 * 24));
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
}

async fn logging_out_ends_a_session_at_once_everywhere(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    there.me(&ann.access).await.expect(200);
    let elsewhere = there.log_in("ann").await;

    here.logout(Some(&ann.access), None).await.expect(204);
    for app in [&here, &there] {
        app.me(&ann.access).await.refuses(401, "invalid_token");
        app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
        app.me(&elsewhere.access).await.expect(200);
    }
    here.logout(Some(&ann.access), None).await.refuses(401, "invalid_token");
}

async fn logging_out_takes_either_token_but_not_anothers(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    app.logout(None, Some(&ann.refresh)).await.expect(204);
    app.me(&ann.access).await.refuses(401, "invalid_token");

    let ann = app.log_in("ann").await;
    app.logout(Some(&ann.access), Some(&ann.refresh)).await.expect(204);
    app.me(&ann.access).await.refuses(401, "invalid_token");

    // A refresh token is enough even when the access token beside it has ended.
    let old = app.log_in("ann").await;
    stack.clock.advance(Duration::from_mins(16));
    app.logout(Some(&old.access), Some(&old.refresh)).await.expect(204);
    app.refresh(&old.refresh).await.refuses(401, "invalid_token");

    let (ann, bob) = (app.log_in("ann").await, app.client("bob").await);
    app.logout(Some(&ann.access), Some(&bob.refresh)).await.faults("refresh");
    app.logout(Some(&ann.access), Some("no token")).await.faults("refresh");
    app.logout(None, Some("no token")).await.refuses(401, "invalid_token");
    app.logout(None, None).await.refuses(401, "not_authenticated");
    app.logout(Some("no token"), None).await.refuses(401, "invalid_token");
    app.post("/api/logout/").bearer(&ann.access).json(&json!({"refresh": 7})).send().await.faults("refresh");
    for person in [&ann, &bob] {
        app.me(&person.access).await.expect(200);
        refreshed(&app, &person.refresh).await;
    }
    app.post("/api/logout/").bearer(&ann.access).json(&json!({})).send().await.expect(204);
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.me(&bob.access).await.expect(200);
}

async fn forged_access_tokens_are_refused(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let [header, claims, signature] = ann.access.split('.').collect::<Vec<_>>()[..] else { panic!("not three parts") };
    let key = app.foundation.keys.signing(shared::settings::KeyKind::Jwt).unwrap();
    let secret = key.secret.expose_secret().as_bytes();
    let read: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    for claim in ["iss", "aud", "sub", "sid", "role", "iat", "exp"] {
        assert!(!read[claim].is_null(), "no {claim}");
    }
    assert_eq!(read["sub"], ann.id);
    assert_eq!(read["exp"].as_i64().unwrap() - read["iat"].as_i64().unwrap(), 900);

    let sign = |algorithm, secret: &[u8], claims: &Value| {
        jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let with = |name: &str, value: Value| {
        let mut claims = read.clone();
        claims[name] = value;
        sign(Algorithm::HS256, secret, &claims)
    };
    app.me(&sign(Algorithm::HS256, secret, &read)).await.expect(200);

    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let bob = app.client("bob").await;
    let forged = [
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        sign(Algorithm::HS256, b"another secret, of thirty-two bytes", &read),
        sign(Algorithm::HS256, b"", &read),
        sign(Algorithm::HS384, secret, &read),
        sign(Algorithm::HS512, secret, &read),
        with("iss", json!("https://elsewhere.example")),
        with("aud", json!("somebody else")),
        with("exp", json!(1)),
        with("exp", Value::Null),
        with("nbf", json!(read["exp"])),
        with("sid", json!(uuid::Uuid::now_v7().to_string())),
        with("sub", json!(bob.id)),
        with("sub", json!("ann")),
        ann.refresh.clone(),
        "garbage".to_owned(),
        "a.b.c".to_owned(),
        "A".repeat(100_000),
    ];
    for token in forged {
        let answer = app.me(&token).await.refuses(401, "invalid_token");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{token:.60}");
    }
    // A role that the account does not have is no better, even if our secret signed it.
    let as_ops = with("role", json!("ops"));
    app.post("/api/upload/").bearer(&as_ops).send().await.refuses(401, "invalid_token");

    app.get("/api/me/").send().await.refuses(401, "not_authenticated");
    for other in ["Basic YW5uOng=", "Bearer", "Bearer ", &ann.access] {
        app.get("/api/me/").header("authorization", other).send().await.refuses(401, "not_authenticated");
    }
    app.get("/api/me/").header("authorization", &format!("bearer {}", ann.access)).send().await.expect(200);
}

async fn a_disabled_account_is_out_at_once(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let now = app.foundation.clock.now();
    exec!(app.db(), |c| sqlx::query("UPDATE users SET disabled_at = $1 WHERE username = 'ann'").bind(now)).unwrap();
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
    app.login("ann", "not the password").await.refuses(401, "invalid_credentials");
    app.login("ann", PASSWORD).await.refuses(403, "account_disabled");
}

async fn a_session_ends_at_last_however_often_it_is_refreshed(stack: &Stack) {
    let app = stack.setup().set("session_max", "60d").set("session_idle", "90d").start().await;
    let mut ann = app.client("ann").await;
    for _ in 0..3 {
        stack.clock.advance(Duration::from_hours(19 * 24));
        ann = refreshed(&app, &ann.refresh).await;
    }
    stack.clock.advance(Duration::from_hours(3 * 24) - Duration::from_mins(5));
    let ann = refreshed(&app, &ann.refresh).await;
    app.me(&ann.access).await.expect(200);
    stack.clock.advance(Duration::from_mins(6));
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
    app.logout(None, Some(&ann.refresh)).await.refuses(401, "invalid_token");
    app.me(&app.log_in("ann").await.access).await.expect(200);
    app.stop().await;

    // What is set now counts for sessions that are there.
    let app = stack.setup().set("session_max", "1h").start().await;
    let ann = app.log_in("ann").await;
    app.stop().await;
    let app = stack.setup().set("session_max", "30m").start().await;
    stack.clock.advance(Duration::from_mins(31));
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
}

async fn used_tokens(app: &App) -> i64 {
    sql!(app.db(), |c| sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM used_refresh_tokens").fetch_one(c)).unwrap().0
}

async fn used_refresh_tokens_are_swept_when_they_would_have_run_out(stack: &Stack) {
    let app = stack.setup().set("session_idle", "90d").start().await;
    let first = app.client("ann").await;
    let mut ann = first.clone();
    for _ in 0..20 {
        ann = refreshed(&app, &ann.refresh).await;
    }
    stack.clock.advance(Duration::from_hours(20 * 24));
    let late = ann.clone();
    let ann = refreshed(&app, &ann.refresh).await;
    stack.clock.advance(Duration::from_hours(11 * 24));
    assert_eq!(used_tokens(&app).await, 21);
    let mut tx = app.db().begin().await.unwrap();
    Job::Sweep.enqueue(&mut tx, app.foundation.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    eventually("the sweep", async || (used_tokens(&app).await == 1).then_some(())).await;
    // One that is forgotten is no better than one that never was; one that could still be somebody's is in two hands.
    app.refresh(&first.refresh).await.refuses(401, "invalid_token");
    let ann = refreshed(&app, &ann.refresh).await;
    app.refresh(&late.refresh).await.refuses(401, "invalid_token");
    app.me(&ann.access).await.refuses(401, "invalid_token");
}

async fn what_ends_the_sessions_of_an_account_ends_them_for_good(stack: &Stack) {
    let app = stack.start().await;
    let mut ann = app.client("ann").await;
    let bob = app.client("bob").await;
    let (id, now) = (ann.id.parse().unwrap(), app.foundation.clock.now());
    // By hand, as an operator may, and by what the program does.
    for (there, back) in [
        ("disabled_at = 1", "disabled_at = NULL"),
        ("role = 'ops'", "role = 'client'"),
        ("role = 'ops', disabled_at = 1", "role = 'client', disabled_at = NULL"),
    ] {
        for change in [there, back] {
            let update = AssertSqlSafe(format!("UPDATE users SET {change} WHERE username = 'ann'"));
            exec!(app.db(), |c| sqlx::query(update)).unwrap();
        }
        ann = over_for_good(&app, &ann).await;
    }
    let mut tx = app.db().begin().await.unwrap();
    assert!(User::disable(&mut tx, id, now).await.unwrap() && !User::disable(&mut tx, id, now).await.unwrap());
    assert!(User::enable(&mut tx, id).await.unwrap() && !User::enable(&mut tx, id).await.unwrap());
    tx.commit().await.unwrap();
    ann = over_for_good(&app, &ann).await;
    let mut tx = app.db().begin().await.unwrap();
    for (role, changed) in [(Role::Ops, 1), (Role::Client, 1), (Role::Client, 0)] {
        let change = "UPDATE users SET role = $2 WHERE id = $1 AND role <> $2";
        assert_eq!(exec!(&mut tx, |c| sqlx::query(change).bind(id).bind(role)).unwrap(), changed);
    }
    tx.commit().await.unwrap();
    ann = over_for_good(&app, &ann).await;

    // What changes nothing of the kind ends nothing.
    let update = "UPDATE users SET role = 'client', disabled_at = NULL, email_verified_at = 7 WHERE username = 'ann'";
    exec!(app.db(), |c| sqlx::query(update)).unwrap();
    for person in [&ann, &bob] {
        app.me(&person.access).await.expect(200);
        refreshed(&app, &person.refresh).await;
    }
}

/// Neither token of this session is good for anything; gives another session of the account.
async fn over_for_good(app: &App, person: &Person) -> Person {
    app.me(&person.access).await.refuses(401, "invalid_token");
    app.list(person, "").await.refuses(401, "invalid_token");
    app.mint(person, &uuid::Uuid::now_v7().to_string()).await.refuses(401, "invalid_token");
    app.logout(None, Some(&person.refresh)).await.refuses(401, "invalid_token");
    app.refresh(&person.refresh).await.refuses(401, "invalid_token");
    let again = app.log_in(&person.username).await;
    app.me(&again.access).await.expect(200);
    again
}

async fn log_ins_that_race_the_end_of_an_account_are_over_too(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let id = ann.id.parse().unwrap();
    let log_ins: Vec<_> = (0..24)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { app.login("ann", PASSWORD).await })
        })
        .collect();
    // In the middle of them.
    eventually("some have logged in", async || log_ins.iter().any(tokio::task::JoinHandle::is_finished).then_some(()))
        .await;
    let mut tx = app.db().begin().await.unwrap();
    User::disable(&mut tx, id, app.foundation.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut begun = vec![ann];
    for one in log_ins {
        let reply = one.await.unwrap();
        if reply.status == 200 {
            begun.push(Person::from_tokens(&reply.json()));
        } else {
            reply.refuses(403, "account_disabled");
        }
    }
    let mut tx = app.db().begin().await.unwrap();
    User::enable(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    for person in &begun {
        app.me(&person.access).await.refuses(401, "invalid_token");
    }
    app.me(&app.log_in("ann").await.access).await.expect(200);
}
