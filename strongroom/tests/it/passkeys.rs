//! Passkeys: as a second factor, and for a log-in without a password. The browser is one in software.

use std::time::Duration;

use hyper::Method;
use passkeys::soft::{Algorithm, Declined, SoftAuthenticator};
use serde_json::{Value, json};
use shared::sql;

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::Reply,
    cookies::{ours, set_cookie},
    stack::{Stack, stories},
};

stories!(
    a_passkey_is_added_and_logs_in_alone,
    a_passkey_is_a_second_factor,
    a_challenge_is_good_once_also_when_two_use_it,
    a_challenge_is_for_one_thing_and_for_its_time,
    what_answers_for_another_site_is_refused,
    a_counter_that_falls_is_refused,
    a_page_logs_in_by_passkey,
    a_log_in_by_passkey_counts_like_any_other,
    there_are_no_passkeys_at_an_address_without_a_name,
);

pub(crate) const ORIGIN: &str = "https://files.example.com";

/// A service at an address that has a name.
pub(crate) async fn start(stack: &Stack) -> App {
    stack.setup().set("public_url", ORIGIN).start().await
}

impl App {
    pub(crate) async fn creation_options(&self, of: &Person, password: &str) -> Reply {
        let call = self.post("/api/me/passkeys/options/").bearer(&of.access);
        call.json(&json!({"password": password})).send().await
    }

    pub(crate) async fn register(&self, of: &Person, credential: &Value, name: Value) -> Reply {
        let call = self.post("/api/me/passkeys/").bearer(&of.access);
        call.json(&json!({"credential": credential, "name": name})).send().await
    }

    /// Adds a passkey that this browser makes, and gives it as the answer tells it.
    pub(crate) async fn add_passkey(&self, of: &Person, browser: &mut SoftAuthenticator) -> Value {
        let options = self.creation_options(of, PASSWORD).await.expect(200).json();
        let made = browser.create(&options, Algorithm::Es256).unwrap();
        self.register(of, &made, Value::Null).await.expect(201).json()
    }

    /// The options of a log-in by passkey alone.
    pub(crate) async fn passkey_options(&self) -> Value {
        self.post("/api/login/passkey/options/").send().await.expect(200).json()
    }

    pub(crate) async fn log_in_by_passkey(&self, credential: &Value) -> Reply {
        self.post("/api/login/passkey/").json(&json!({"credential": credential})).send().await
    }

    async fn second_factor_by_passkey(&self, ticket: &Value, passkey: &Value) -> Reply {
        self.post("/api/login/second-factor/").json(&json!({"ticket": ticket, "passkey": passkey})).send().await
    }

    pub(crate) async fn passkeys(&self, of: &Person) -> Vec<Value> {
        let list = self.get("/api/me/passkeys/").bearer(&of.access).send().await.expect(200).json();
        list["passkeys"].as_array().unwrap().clone()
    }

    pub(crate) async fn remove_passkey(&self, of: &Person, id: &str, password: &str) -> Reply {
        let call = self.call(Method::DELETE, &format!("/api/me/passkeys/{id}/")).bearer(&of.access);
        call.json(&json!({"password": password})).send().await
    }
}

async fn a_passkey_is_added_and_logs_in_alone(stack: &Stack) {
    let app = start(stack).await;
    let ann = app.client("ann").await;
    let site = app.get("/api/site/").send().await.expect(200).json();
    assert_eq!(site["log_in"], json!(["password", "passkey"]));
    app.creation_options(&ann, "not the password").await.refuses(401, "invalid_credentials");
    let mut browser = SoftAuthenticator::new(ORIGIN);
    for (at, algorithm) in [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Rs256].into_iter().enumerate() {
        let options = app.creation_options(&ann, PASSWORD).await.expect(200).json();
        assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&json!("files.example.com"), &json!("ann")));
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), at);
        // A browser of its own for each, since this one has a passkey already.
        let mut other = SoftAuthenticator::new(ORIGIN);
        if at > 0 {
            assert_eq!(browser.create(&options, algorithm).unwrap_err(), Declined::Excluded);
        }
        let made = if at == 0 { browser.create(&options, algorithm) } else { other.create(&options, algorithm) };
        let name = if at == 0 { json!("My telephone") } else { Value::Null };
        let added = app.register(&ann, &made.unwrap(), name.clone()).await.expect(201).json();
        assert_eq!(added["name"], if at == 0 { name } else { json!("Passkey") });
        let holder = if at == 0 { &mut browser } else { &mut other };
        let options = app.passkey_options().await;
        assert_eq!(options["allowCredentials"], json!([]));
        let tokens = app.log_in_by_passkey(&holder.get(&options).unwrap()).await.expect(200).json();
        assert_eq!(tokens["user"]["username"], "ann");
        app.me(&Person::from_tokens(&tokens).access).await.expect(200);
        let listed = app.passkeys(&ann).await;
        assert_eq!((listed.len(), listed[at].id()), (at + 1, added.id()));
        assert!(added["last_used_at"].is_null() && listed[at]["last_used_at"].is_string(), "{listed:?}");
    }
    stack.mail_about("ann@example.com", "A passkey was added").await;
    // A recovery code helps whoever has lost them all.
    let renewed = app.post("/api/me/recovery-codes/").bearer(&ann.access).json(&json!({"password": PASSWORD}));
    let codes = renewed.send().await.expect(200).json();
    let due = app.half_way("ann").await;
    assert_eq!(due["methods"], json!(["passkey", "recovery_code"]));
    let code = codes["recovery_codes"][0].as_str().unwrap();
    app.second_factor(due["ticket"].as_str().unwrap(), code).await.expect(200);

    for (body, field) in [
        (json!({}), "credential"),
        (json!({"credential": "x"}), "credential"),
        (json!({"credential": {}, "name": 1}), "name"),
        (json!({"credential": {}, "name": ""}), "name"),
        (json!({"credential": {}, "name": "x".repeat(81)}), "name"),
        (json!({"credential": {}, "name": "a\nb"}), "name"),
    ] {
        app.post("/api/me/passkeys/").bearer(&ann.access).json(&body).send().await.faults(field);
    }
    app.register(&ann, &json!({}), Value::Null).await.refuses(400, "invalid_credential");
    app.log_in_by_passkey(&json!({})).await.refuses(401, "invalid_credentials");
    app.log_in_by_passkey(&json!("x")).await.faults("credential");
}

async fn a_passkey_is_a_second_factor(stack: &Stack) {
    let app = start(stack).await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let (mut anns, mut bobs) = (SoftAuthenticator::new(ORIGIN), SoftAuthenticator::new(ORIGIN));
    app.add_passkey(&ann, &mut anns).await;
    app.add_passkey(&bob, &mut bobs).await;
    let due = app.half_way("ann").await;
    assert_eq!(due["methods"], json!(["passkey"]));
    let options = &due["passkey_options"];
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 1);
    assert_eq!(bobs.get(options).unwrap_err(), Declined::NoPasskey);

    // Another's passkey will not do, nor one that answers something else.
    let mut any = options.clone();
    any["allowCredentials"] = json!([]);
    let theirs = bobs.get(&any).unwrap();
    app.second_factor_by_passkey(&due["ticket"], &theirs).await.refuses(401, "invalid_second_factor");
    let other = anns.get(&app.passkey_options().await).unwrap();
    app.second_factor_by_passkey(&due["ticket"], &other).await.refuses(401, "invalid_second_factor");
    app.second_factor_by_passkey(&due["ticket"], &json!({})).await.refuses(401, "invalid_second_factor");

    let right = anns.get(options).unwrap();
    app.log_in_by_passkey(&right).await.refuses(401, "invalid_credentials");
    let tokens = app.second_factor_by_passkey(&due["ticket"], &right).await.expect(200).json();
    assert_eq!(tokens["user"]["username"], "ann");
    app.second_factor_by_passkey(&due["ticket"], &right).await.refuses(401, "invalid_ticket");
    // With an app beside it, either will do.
    app.set_up_totp(&ann).await;
    assert_eq!(app.half_way("ann").await["methods"], json!(["totp", "passkey", "recovery_code"]));
    let due = app.half_way("ann").await;
    let fresh = anns.get(&due["passkey_options"]).unwrap();
    app.second_factor_by_passkey(&due["ticket"], &fresh).await.expect(200);
}

async fn a_challenge_is_good_once_also_when_two_use_it(stack: &Stack) {
    let here = start(stack).await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    let mut browser = SoftAuthenticator::new(ORIGIN);

    // One challenge, and two passkeys that were made for it.
    let options = here.creation_options(&ann, PASSWORD).await.expect(200).json();
    let made = [0, 1].map(|_| browser.create(&options, Algorithm::Es256).unwrap());
    let (one, other) =
        tokio::join!(here.register(&ann, &made[0], Value::Null), there.register(&ann, &made[1], Value::Null));
    let taken = [one, other].into_iter().filter(|reply| reply.status.as_u16() == 201).count();
    assert_eq!((taken, here.passkeys(&ann).await.len()), (1, 1));
    here.register(&ann, &made[0], Value::Null).await.refuses(400, "invalid_credential");

    // One challenge, and one answer to it from many sides.
    let mut browser = SoftAuthenticator::new(ORIGIN);
    here.add_passkey(&ann, &mut browser).await;
    let answer = browser.get(&here.passkey_options().await).unwrap();
    let tries = (0..6).map(|at| {
        let (app, answer) = (if at % 2 == 0 { here.clone() } else { there.clone() }, answer.clone());
        tokio::spawn(async move { app.log_in_by_passkey(&answer).await })
    });
    let mut taken = 0;
    for one in tries.collect::<Vec<_>>() {
        let reply = one.await.unwrap();
        match reply.status.as_u16() {
            200 => taken += 1,
            _ => drop(reply.refuses(401, "invalid_credentials")),
        }
    }
    assert_eq!(taken, 1);
    // The counter alone does not see to that: an authenticator that does not count answers a challenge twice.
    let options = here.passkey_options().await;
    let first = browser.get(&options).unwrap();
    let second = browser.get(&options).unwrap();
    here.log_in_by_passkey(&first).await.expect(200);
    there.log_in_by_passkey(&second).await.refuses(401, "invalid_credentials");
}

async fn a_challenge_is_for_one_thing_and_for_its_time(stack: &Stack) {
    let app = start(stack).await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let mut browser = SoftAuthenticator::new(ORIGIN);
    let options = app.creation_options(&ann, PASSWORD).await.expect(200).json();
    let made = browser.create(&options, Algorithm::Es256).unwrap();
    // Bob does not get what was made for Ann, nor does somebody add one without the password.
    app.register(&bob, &made, Value::Null).await.refuses(400, "invalid_credential");
    let mut forged = options.clone();
    for challenge in [app.passkey_options().await["challenge"].take(), json!("A".repeat(43))] {
        forged["challenge"] = challenge;
        let made = SoftAuthenticator::new(ORIGIN).create(&forged, Algorithm::Es256).unwrap();
        app.register(&ann, &made, Value::Null).await.refuses(400, "invalid_credential");
    }
    stack.clock.advance(Duration::from_mins(5));
    app.register(&ann, &made, Value::Null).await.refuses(400, "invalid_credential");
    let mut browser = SoftAuthenticator::new(ORIGIN);
    app.add_passkey(&ann, &mut browser).await;

    let mut options = app.passkey_options().await;
    let late = browser.get(&options).unwrap();
    stack.clock.advance(Duration::from_mins(5));
    app.log_in_by_passkey(&late).await.refuses(401, "invalid_credentials");
    let creation = app.creation_options(&ann, PASSWORD).await.expect(200).json();
    for challenge in [&creation["challenge"], &json!("A".repeat(43))] {
        options["challenge"] = challenge.clone();
        let answer = browser.get(&options).unwrap();
        app.log_in_by_passkey(&answer).await.refuses(401, "invalid_credentials");
    }
    let good = browser.get(&app.passkey_options().await).unwrap();
    app.log_in_by_passkey(&good).await.expect(200);
    // A passkey is one account's.
    let taken =
        browser.create(&app.creation_options(&bob, PASSWORD).await.expect(200).json(), Algorithm::Es256).unwrap();
    app.register(&bob, &taken, Value::Null).await.expect(201);
    let logged_in = app.log_in_by_passkey(&browser.get(&app.passkey_options().await).unwrap()).await.expect(200).json();
    assert_eq!(logged_in["user"]["username"], "bob");
    let mut not_bobs = browser.get(&app.passkey_options().await).unwrap();
    not_bobs["response"]["userHandle"] = good["response"]["userHandle"].clone();
    app.log_in_by_passkey(&not_bobs).await.refuses(401, "invalid_credentials");
}

async fn what_answers_for_another_site_is_refused(stack: &Stack) {
    // A page of a neighbour may ask for a passkey of a domain that both are in.
    const NEIGHBOUR: &str = "https://evil.files.example.com";
    let app = start(stack).await;
    let ann = app.client("ann").await;
    let options = app.creation_options(&ann, PASSWORD).await.expect(200).json();
    let elsewhere = SoftAuthenticator::new(NEIGHBOUR).create(&options, Algorithm::Es256).unwrap();
    app.register(&ann, &elsewhere, Value::Null).await.refuses(400, "invalid_credential");
    let mut parent = options.clone();
    parent["rp"]["id"] = json!("example.com");
    let made = SoftAuthenticator::new(ORIGIN).create(&parent, Algorithm::Es256).unwrap();
    app.register(&ann, &made, Value::Null).await.refuses(400, "invalid_credential");
    assert_eq!(
        SoftAuthenticator::new("https://evil.example").create(&options, Algorithm::Es256).unwrap_err(),
        Declined::RelyingParty
    );
    let mut browser = SoftAuthenticator::new(ORIGIN);
    app.register(&ann, &browser.create(&options, Algorithm::Es256).unwrap(), Value::Null).await.expect(201);
    let mut answer = browser.get(&app.passkey_options().await).unwrap();
    let signature = answer["response"]["signature"].as_str().unwrap().to_owned();
    let other = if signature.starts_with("MEQ") { "MEU" } else { "MEQ" };
    answer["response"]["signature"] = json!(format!("{other}{}", &signature[3..]));
    app.log_in_by_passkey(&answer).await.refuses(401, "invalid_credentials");
    app.log_in_by_passkey(&browser.get(&app.passkey_options().await).unwrap()).await.expect(200);
}

async fn a_counter_that_falls_is_refused(stack: &Stack) {
    let app = start(stack).await;
    let ann = app.client("ann").await;
    let mut browser = SoftAuthenticator::new(ORIGIN);
    app.add_passkey(&ann, &mut browser).await;
    browser.counter = 41;
    app.log_in_by_passkey(&browser.get(&app.passkey_options().await).unwrap()).await.expect(200);
    // A copy that was made before.
    for counter in [0, 40, 41] {
        browser.counter = counter;
        let answer = browser.get(&app.passkey_options().await).unwrap();
        app.log_in_by_passkey(&answer).await.refuses(401, "invalid_credentials");
        browser.counter = counter;
        let due = app.half_way("ann").await;
        let answer = browser.get(&due["passkey_options"]).unwrap();
        app.second_factor_by_passkey(&due["ticket"], &answer).await.refuses(401, "invalid_second_factor");
    }
    browser.counter = 42;
    app.log_in_by_passkey(&browser.get(&app.passkey_options().await).unwrap()).await.expect(200);
    let kept: (i64,) = sql!(app.db(), |c| sqlx::query_as("SELECT counter FROM passkeys").fetch_one(c)).unwrap();
    assert_eq!(kept.0, 43);
}

async fn a_page_logs_in_by_passkey(stack: &Stack) {
    let app = start(stack).await;
    let ann = app.client("ann").await;
    let mut browser = SoftAuthenticator::new(ORIGIN);
    app.add_passkey(&ann, &mut browser).await;
    let answer = browser.get(&app.passkey_options().await).unwrap();
    let body = json!({"credential": answer, "cookie": true});
    let theirs = app.post("/api/login/passkey/").header("origin", "https://evil.example");
    theirs.json(&body).send().await.refuses(403, "cross_site_request");
    let done = ours(app.post("/api/login/passkey/")).json(&body).send().await.expect(200);
    assert!(done.json().get("access").is_none());
    let (cookie, _) = set_cookie(&done, "__Host-strongroom").unwrap();
    app.get("/api/me/").header("cookie", &cookie).send().await.expect(200);
    // An account that may not log in is told so by its own passkey only.
    let answer = browser.get(&app.passkey_options().await).unwrap();
    shared::exec!(app.db(), |c| sqlx::query("UPDATE users SET disabled_at = 1")).unwrap();
    app.log_in_by_passkey(&answer).await.refuses(403, "account_disabled");
}

async fn a_log_in_by_passkey_counts_like_any_other(stack: &Stack) {
    let setup = stack.setup().set("public_url", ORIGIN).set("trusted_proxies", "127.0.0.1");
    let app = setup.set("limit_login", "3/5m").start().await;
    let ann = app.client("ann").await;
    let mut browser = SoftAuthenticator::new(ORIGIN);
    app.add_passkey(&ann, &mut browser).await;
    let from = async |address: &str, credential: &Value| {
        let call = app.post("/api/login/passkey/").header("x-forwarded-for", address);
        call.json(&json!({"credential": credential})).send().await
    };
    for left in [2, 1, 0] {
        let refused = from("203.0.113.7", &json!({})).await.refuses(401, "invalid_credentials");
        assert!(refused.header("ratelimit").starts_with(&format!("\"login\";r={left};")), "{:?}", refused.headers);
    }
    let answer = browser.get(&app.passkey_options().await).unwrap();
    from("203.0.113.7", &answer).await.refuses(429, "too_many_attempts");

    // A right one takes nothing, and clears what failed by password.
    let guess = async |at: u8| {
        let call = app.post("/api/login/").header("x-forwarded-for", &format!("198.51.100.{at}"));
        call.json(&json!({"username": "ann", "password": "a guess"})).send().await
    };
    for at in 0..2 {
        guess(at).await.refuses(401, "invalid_credentials");
    }
    for _ in 0..5 {
        let answer = browser.get(&app.passkey_options().await).unwrap();
        from("203.0.113.9", &answer).await.expect(200);
    }
    for at in 2..5 {
        guess(at).await.refuses(401, "invalid_credentials");
    }
    guess(5).await.refuses(429, "too_many_attempts");
}

async fn there_are_no_passkeys_at_an_address_without_a_name(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let site = app.get("/api/site/").send().await.expect(200).json();
    assert_eq!(site["log_in"], json!(["password"]));
    app.creation_options(&ann, PASSWORD).await.refuses(404, "not_found");
    app.register(&ann, &json!({}), Value::Null).await.refuses(404, "not_found");
    app.post("/api/login/passkey/options/").send().await.refuses(404, "not_found");
    app.log_in_by_passkey(&json!({})).await.refuses(404, "not_found");
    assert!(app.passkeys(&ann).await.is_empty());
}
