//! Sessions: tokens that rotate, expire and end, and tokens that were never ours.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use shared::exec;

use crate::{
    app::{App, PASSWORD, Person},
    stack::{Stack, stories},
};

stories!(
    a_refresh_token_is_good_once,
    a_refresh_token_in_two_hands_ends_its_session,
    racing_refreshes_give_one_pair,
    tokens_expire,
    logging_out_ends_a_session_at_once_everywhere,
    logging_out_takes_either_token_but_not_anothers,
    forged_access_tokens_are_refused,
    a_shut_account_is_out_at_once,
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
    let app = stack.start().await;
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
    let key = app.foundation.keys.signing(shared::keys::KeyKind::Jwt).unwrap();
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

async fn a_shut_account_is_out_at_once(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let now = app.foundation.clock.now();
    exec!(app.db(), |c| sqlx::query("UPDATE users SET disabled_at = $1 WHERE username = 'ann'").bind(now)).unwrap();
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
    app.login("ann", "not the password").await.refuses(401, "invalid_credentials");
    app.login("ann", PASSWORD).await.refuses(403, "account_disabled");
}
