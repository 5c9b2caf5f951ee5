//! Authenticator apps and recovery codes: set up, asked for, used once, removed.

use std::time::Duration;

use aws_lc_rs::hmac;
use hyper::Method;
use serde_json::{Value, json};
use shared::{exec, sql};

use crate::{
    app::{App, PASSWORD, Person},
    client::Reply,
    cookies::{ours, set_cookie},
    stack::{Stack, stories},
    sweeping::swept,
};

stories!(
    an_app_is_set_up_and_asked_for,
    a_code_is_good_once_also_when_two_use_it,
    a_recovery_code_is_good_once_also_when_two_use_it,
    a_ticket_is_good_once_also_when_two_use_it,
    a_ticket_is_over_once_anything_has_changed,
    five_wrong_codes_end_a_ticket,
    an_app_is_removed_by_who_has_it,
    a_code_is_guessed_no_easier_where_the_app_is_removed,
    a_new_password_leaves_the_second_factor,
    a_page_logs_in_with_a_second_factor,
);

const STEP: Duration = Duration::from_secs(30);

/// An authenticator app.
#[derive(Clone, Debug)]
pub(crate) struct Authenticator {
    pub(crate) secret: Vec<u8>,
}

impl Authenticator {
    /// Takes the secret as a person types it (RFC 4648, section 6).
    fn typed(secret: &str) -> Self {
        let bits = secret.bytes().flat_map(|letter| {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
            (0..5).rev().map(move |bit| value >> bit & 1)
        });
        let bits: Vec<_> = bits.collect();
        let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).unwrap();
        Self { secret: bits.chunks_exact(8).map(byte).collect() }
    }

    /// The code of so many steps from now (RFC 6238, section 4.2).
    pub(crate) fn code_in(&self, app: &App, steps: i64) -> String {
        let step = app.foundation.clock.now().unix_seconds() / 30 + steps;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.secret);
        let tag = hmac::sign(&key, &step.to_be_bytes()).as_ref().to_vec();
        let at = usize::from(tag[19] & 15);
        let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that was not shown before.
    pub(crate) fn next_code(&self, stack: &Stack, app: &App) -> String {
        stack.clock.advance(STEP);
        self.code_in(app, 0)
    }

    /// A code that no step near shows.
    fn wrong_code(&self, app: &App) -> String {
        let near: Vec<_> = (-2..=2).map(|steps| self.code_in(app, steps)).collect();
        (0..100).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

impl App {
    /// Sets up an app, and gives the recovery codes, too.
    pub(crate) async fn set_up_totp(&self, of: &Person) -> (Authenticator, Vec<String>) {
        let made = self.post("/api/me/totp/").bearer(&of.access).json(&json!({"password": PASSWORD})).send().await;
        let authenticator = Authenticator::typed(made.expect(201).json()["secret"].as_str().unwrap());
        let codes = self.confirm_totp(of, &authenticator.code_in(self, 0)).await.expect(200).json();
        (authenticator, codes_of(&codes))
    }

    async fn confirm_totp(&self, of: &Person, code: &str) -> Reply {
        self.post("/api/me/totp/confirm/").bearer(&of.access).json(&json!({"code": code})).send().await
    }

    /// Gives the right password of an account with a second factor, for what the answer says.
    pub(crate) async fn half_way(&self, username: &str) -> Value {
        self.login(username, PASSWORD).await.refuses(401, "second_factor_required").json()
    }

    /// The ticket of somebody who has given the right password.
    async fn ticket(&self, username: &str) -> String {
        self.half_way(username).await["ticket"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn second_factor(&self, ticket: &str, code: &str) -> Reply {
        self.post("/api/login/second-factor/").json(&json!({"ticket": ticket, "code": code})).send().await
    }

    /// Logs in with the password and a code, from the beginning.
    pub(crate) async fn log_in_with(&self, username: &str, code: &str) -> Reply {
        self.second_factor(&self.ticket(username).await, code).await
    }
}

fn codes_of(answer: &Value) -> Vec<String> {
    answer["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

/// Has each of these proofs shown at once, by turns in two programs, and says how many were taken. The others must be refused
/// with one of these codes.
async fn at_once(apps: [&App; 2], proofs: Vec<(String, String)>, refusals: &[&str]) -> usize {
    let tries = proofs.into_iter().enumerate().map(|(at, (ticket, code))| {
        let app = apps[at % 2].clone();
        tokio::spawn(async move { app.second_factor(&ticket, &code).await })
    });
    let mut taken = 0;
    for one in tries.collect::<Vec<_>>() {
        let reply = one.await.unwrap();
        if reply.status.as_u16() == 200 {
            taken += 1;
        } else {
            let code = reply.expect(401).json()["code"].as_str().unwrap().to_owned();
            assert!(refusals.contains(&code.as_str()), "{code}");
        }
    }
    taken
}

async fn an_app_is_set_up_and_asked_for(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let set_up = async |password: &str| {
        app.post("/api/me/totp/").bearer(&ann.access).json(&json!({"password": password})).send().await
    };
    set_up("not the password").await.refuses(401, "invalid_credentials");
    app.post("/api/me/totp/").bearer(&ann.access).json(&json!({})).send().await.faults("password");
    app.confirm_totp(&ann, "123456").await.refuses(400, "invalid_second_factor");
    set_up(PASSWORD).await.expect(201);
    let made = set_up(PASSWORD).await.expect(201).json();
    let (secret, uri) = (made["secret"].as_str().unwrap(), made["uri"].as_str().unwrap());
    assert_eq!(secret.len(), 32);
    assert!(uri.starts_with(&format!("otpauth://totp/Strongroom:ann?secret={secret}&issuer=Strongroom")), "{uri}");
    assert!(made["qr_svg"].as_str().unwrap().contains("<svg"));
    // What nobody has confirmed asks nobody for anything.
    app.login("ann", PASSWORD).await.expect(200);

    let authenticator = Authenticator::typed(secret);
    app.confirm_totp(&ann, &authenticator.wrong_code(&app)).await.refuses(400, "invalid_second_factor");
    app.confirm_totp(&ann, &authenticator.code_in(&app, 3)).await.refuses(400, "invalid_second_factor");
    app.post("/api/me/totp/confirm/").bearer(&ann.access).json(&json!({"code": 1})).send().await.faults("code");
    let confirming = authenticator.code_in(&app, 0);
    let codes = codes_of(&app.confirm_totp(&ann, &confirming).await.expect(200).json());
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| code.len() == 29 && code.split('-').all(|group| group.len() == 4)), "{codes:?}");
    app.confirm_totp(&ann, &authenticator.code_in(&app, 1)).await.refuses(400, "invalid_second_factor");
    set_up(PASSWORD).await.refuses(409, "already_set_up");
    stack.mail_about("ann@example.com", "An authenticator app was set up").await;

    app.login("ann", "not the password").await.refuses(401, "invalid_credentials");
    let due = app.half_way("ann").await;
    assert_eq!(due["methods"], json!(["totp", "recovery_code"]));
    assert!(due.get("access").is_none() && due.get("passkey_options").is_none(), "{due}");
    let ticket = due["ticket"].as_str().unwrap();
    app.second_factor(ticket, &confirming).await.refuses(401, "invalid_second_factor");
    let code = authenticator.next_code(stack, &app);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let tokens = app.second_factor(ticket, &spaced).await.expect(200).json();
    app.me(&Person::from_tokens(&tokens).access).await.expect(200);

    for (body, field) in [
        (json!({"code": "123456"}), "ticket"),
        (json!({"ticket": ticket}), "code"),
        (json!({"ticket": ticket, "code": 123_456}), "code"),
        (json!({"ticket": ticket, "passkey": "x"}), "passkey"),
        (json!({"ticket": ticket, "code": "123456", "passkey": {}}), "code"),
    ] {
        app.post("/api/login/second-factor/").json(&body).send().await.faults(field);
    }
    app.post("/api/me/totp/").json(&json!({"password": PASSWORD})).send().await.refuses(401, "not_authenticated");
}

async fn a_code_is_good_once_also_when_two_use_it(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    let (authenticator, _) = here.set_up_totp(&ann).await;
    let mut proofs = Vec::new();
    for _ in 0..6 {
        proofs.push((here.ticket("ann").await, String::new()));
    }
    let code = authenticator.next_code(stack, &here);
    for proof in &mut proofs {
        proof.1.clone_from(&code);
    }
    assert_eq!(at_once([&here, &there], proofs, &["invalid_second_factor"]).await, 1);
    // Nor is one good that was shown before it.
    stack.clock.advance(STEP);
    let (last, before) = (authenticator.code_in(&here, 0), authenticator.code_in(&here, -1));
    here.log_in_with("ann", &last).await.expect(200);
    for used in [&last, &before] {
        there.log_in_with("ann", used).await.refuses(401, "invalid_second_factor");
    }
    // A clock that is a step ahead is still near enough.
    here.log_in_with("ann", &authenticator.code_in(&here, 1)).await.expect(200);
}

async fn a_recovery_code_is_good_once_also_when_two_use_it(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    let renew = async |password: &str| {
        here.post("/api/me/recovery-codes/").bearer(&ann.access).json(&json!({"password": password})).send().await
    };
    renew(PASSWORD).await.refuses(409, "no_second_factor");
    let (_, codes) = here.set_up_totp(&ann).await;
    let mut proofs = Vec::new();
    for at in 0..6 {
        let typed = if at < 3 { codes[0].clone() } else { codes[0].to_lowercase().replace('-', " ") };
        proofs.push((here.ticket("ann").await, typed));
    }
    assert_eq!(at_once([&here, &there], proofs, &["invalid_second_factor"]).await, 1);
    stack.mail_about("ann@example.com", "A recovery code was used").await;
    here.log_in_with("ann", &codes[1].replace('-', "")).await.expect(200);

    renew("not the password").await.refuses(401, "invalid_credentials");
    let fresh = codes_of(&renew(PASSWORD).await.expect(200).json());
    assert!(fresh.iter().all(|code| !codes.contains(code)));
    here.log_in_with("ann", &codes[2]).await.refuses(401, "invalid_second_factor");
    here.log_in_with("ann", &fresh[2]).await.expect(200);
    stack.mail_about("ann@example.com", "New recovery codes").await;
    // Nobody else's will do.
    let bob = here.client("bob").await;
    let (_, bobs) = here.set_up_totp(&bob).await;
    here.log_in_with("ann", &bobs[0]).await.refuses(401, "invalid_second_factor");
    here.log_in_with("bob", &bobs[0]).await.expect(200);
}

async fn a_ticket_is_good_once_also_when_two_use_it(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    let (authenticator, codes) = here.set_up_totp(&ann).await;
    let ticket = here.ticket("ann").await;
    let proofs = codes[..4].iter().map(|code| (ticket.clone(), code.clone())).collect();
    assert_eq!(at_once([&here, &there], proofs, &["invalid_ticket"]).await, 1);
    assert_eq!(here.sessions(&ann).await.len(), 2);
    here.second_factor(&ticket, &authenticator.next_code(stack, &here)).await.refuses(401, "invalid_ticket");
    // What was not taken is still there.
    for code in &codes[4..6] {
        here.log_in_with("ann", code).await.expect(200);
    }
    let left: (i64,) = sql!(here.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL")
        .fetch_one(c))
    .unwrap();
    assert_eq!(left.0, 7);
}

async fn a_ticket_is_over_once_anything_has_changed(stack: &Stack) {
    const NEW: &str = "eleven copper kettles on a shelf";
    let app = stack.start().await;
    let ann = app.client_who_signed_up("ann").await;
    let (_, codes) = app.set_up_totp(&ann).await;
    let late = app.ticket("ann").await;
    stack.clock.advance(Duration::from_mins(5));
    app.second_factor(&late, &codes[0]).await.refuses(401, "invalid_ticket");
    let verify = stack.mail_about("ann@example.com", "Verify your e-mail address").await.link();
    for none in ["", "x", verify.trim_end_matches('/').rsplit('/').next().unwrap()] {
        app.second_factor(none, &codes[0]).await.refuses(401, "invalid_ticket");
    }

    let before = app.ticket("ann").await;
    app.change_password(&ann, PASSWORD, NEW).await.expect(200);
    app.second_factor(&before, &codes[0]).await.refuses(401, "invalid_ticket");
    app.change_password(&ann, NEW, PASSWORD).await.expect(200);

    let before = app.ticket("ann").await;
    let disable = async |at: Option<i64>| {
        exec!(app.db(), |c| sqlx::query("UPDATE users SET disabled_at = $1").bind(at)).unwrap();
    };
    disable(Some(1)).await;
    app.login("ann", PASSWORD).await.refuses(403, "account_disabled");
    app.second_factor(&before, &codes[0]).await.refuses(401, "invalid_ticket");
    disable(None).await;
    app.second_factor(&before, &codes[0]).await.refuses(401, "invalid_ticket");
    app.log_in_with("ann", &codes[0]).await.expect(200);
}

async fn five_wrong_codes_end_a_ticket(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    let (authenticator, codes) = here.set_up_totp(&ann).await;
    let ticket = here.ticket("ann").await;
    for _ in 0..4 {
        let wrong = authenticator.wrong_code(&here);
        here.second_factor(&ticket, &wrong).await.refuses(401, "invalid_second_factor");
    }
    here.second_factor(&ticket, &codes[0]).await.expect(200);

    let ticket = here.ticket("ann").await;
    let proofs = (0..20).map(|_| (ticket.clone(), authenticator.wrong_code(&here))).collect();
    let refusals = ["invalid_second_factor", "invalid_ticket"];
    assert_eq!(at_once([&here, &there], proofs, &refusals).await, 0);
    let tries: (i64,) = sql!(here.db(), |c| sqlx::query_as("SELECT MAX(tries) FROM spent").fetch_one(c)).unwrap();
    assert_eq!(tries.0, 5);
    here.second_factor(&ticket, &codes[1]).await.refuses(401, "invalid_ticket");
    there.log_in_with("ann", &codes[1]).await.expect(200);

    // A sweep forgets what would have expired.
    let spent = async || sql!(here.db(), |c| sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM spent").fetch_one(c));
    swept(&here).await;
    assert_eq!(spent().await.unwrap().0, 3);
    stack.clock.advance(Duration::from_mins(5));
    swept(&here).await;
    assert_eq!(spent().await.unwrap().0, 0);
}

async fn an_app_is_removed_by_who_has_it(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let remove = async |method: Method, path: &str, password: &str, code: &str| {
        app.call(method, path).bearer(&ann.access).json(&json!({"password": password, "code": code})).send().await
    };
    for (method, path) in [(Method::DELETE, "/api/me/totp/"), (Method::POST, "/api/me/totp/delete/")] {
        remove(method.clone(), path, PASSWORD, "123456").await.refuses(404, "not_found");
        let (authenticator, codes) = app.set_up_totp(&ann).await;
        let wrong = authenticator.wrong_code(&app);
        remove(method.clone(), path, PASSWORD, &wrong).await.refuses(401, "invalid_second_factor");
        let right = authenticator.next_code(stack, &app);
        remove(method.clone(), path, "not the password", &right).await.refuses(401, "invalid_credentials");
        app.call(method.clone(), path).bearer(&ann.access).json(&json!({})).send().await.faults("code");
        let code = if method == Method::DELETE { &right } else { &codes[0] };
        remove(method, path, PASSWORD, code).await.expect(204);
        app.login("ann", PASSWORD).await.expect(200);
        let left: (i64,) =
            sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM recovery_codes").fetch_one(c)).unwrap();
        assert_eq!(left.0, 0);
    }
    stack.mail_about("ann@example.com", "Your authenticator app was removed").await;
}

async fn a_code_is_guessed_no_easier_where_the_app_is_removed(stack: &Stack) {
    let app = stack.setup().set("limit_login", "4/5m").start().await;
    let ann = app.client("ann").await;
    let (authenticator, codes) = app.set_up_totp(&ann).await;
    let remove = async |code: &str| {
        let call = app.call(Method::DELETE, "/api/me/totp/").bearer(&ann.access);
        call.json(&json!({"password": PASSWORD, "code": code})).send().await
    };
    for _ in 0..4 {
        remove(&authenticator.wrong_code(&app)).await.refuses(401, "invalid_second_factor");
    }
    remove(&codes[0]).await.refuses(429, "too_many_attempts");
    stack.mail_about("ann@example.com", "Too many failed log-ins").await;
}

async fn a_new_password_leaves_the_second_factor(stack: &Stack) {
    const NEW: &str = "eleven copper kettles on a shelf";
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let (authenticator, _) = app.set_up_totp(&ann).await;
    let before = app.ticket("ann").await;
    app.forgot("ann@example.com").await.expect(202);
    let link = stack.mail_about("ann@example.com", "Set a new password").await.link();
    app.reset(&link, NEW).await.expect(200);
    app.second_factor(&before, &authenticator.next_code(stack, &app)).await.refuses(401, "invalid_ticket");
    let due = app.login("ann", NEW).await.refuses(401, "second_factor_required").json();
    let code = authenticator.next_code(stack, &app);
    app.second_factor(due["ticket"].as_str().unwrap(), &code).await.expect(200);
}

async fn a_page_logs_in_with_a_second_factor(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let (authenticator, _) = app.set_up_totp(&ann).await;
    let body = json!({"username": "ann", "password": PASSWORD, "cookie": true, "remember": true});
    let due = ours(app.post("/api/login/")).json(&body).send().await.refuses(401, "second_factor_required");
    assert!(set_cookie(&due, "strongroom").is_none());
    let proof = json!({"ticket": due.json()["ticket"], "code": authenticator.next_code(stack, &app)});
    // The page of somebody else gets no cookie with it, and uses nothing up.
    let theirs = app.post("/api/login/second-factor/").header("sec-fetch-site", "cross-site");
    theirs.json(&proof).send().await.refuses(403, "cross_site_request");
    let done = ours(app.post("/api/login/second-factor/")).json(&proof).send().await.expect(200);
    assert!(done.json().get("access").is_none());
    let (cookie, attributes) = set_cookie(&done, "strongroom").unwrap();
    assert!(attributes.contains("Max-Age=2592000"), "{attributes}");
    assert!(set_cookie(&done, "strongroom-device").is_some());
    app.get("/api/me/").header("cookie", &cookie).send().await.expect(200);
}
