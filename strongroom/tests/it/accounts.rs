//! Accounts: from the sign-up through the mail to the first log-in.

use std::time::Duration;

use hyper::Method;
use serde_json::json;
use shared::{
    exec,
    people::mailboxes::{Mailboxes, Unsettled},
};

use crate::{
    app::PASSWORD,
    doctor::doctor,
    stack::{Stack, eventually, stories},
};

stories!(
    a_client_signs_up_verifies_and_logs_in,
    a_browser_gets_a_page_whose_button_verifies,
    only_a_program_that_names_json_verifies_by_get,
    one_mailbox_is_one_account,
    an_older_key_is_renewed_and_a_shared_mailbox_is_told,
    a_domain_that_is_no_name_is_refused,
    a_stranger_is_not_greeted_with_a_link,
    names_and_addresses_are_unique_whatever_their_case,
    racing_sign_ups_make_one_account,
    every_fault_of_a_sign_up_is_told_at_once,
    a_resent_mail_comes_once_a_minute,
    links_expire_and_forged_ones_are_refused,
    a_wrong_password_tells_nothing,
    every_path_works_with_and_without_its_slash,
);

async fn a_client_signs_up_verifies_and_logs_in(stack: &Stack) {
    let app = stack.start().await;
    let answer = app.signup("Ann.Lee", "Ann@Example.com", PASSWORD).await.expect(201).json();
    let user = &answer["user"];
    assert_eq!(user["username"], "Ann.Lee");
    assert_eq!(user["email"], "Ann@Example.com");
    assert_eq!(user["role"], "client");
    assert_eq!(user["email_verified"], false);
    assert!(answer["message"].is_string());

    app.login("ann.lee", PASSWORD).await.refuses(403, "email_not_verified");
    app.login("ann.lee", "not the password").await.refuses(401, "invalid_credentials");

    let mail = stack.mail_to("ann@example.com").await;
    assert_eq!(mail.header("From"), "Strongroom <no-reply@localhost>");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    let link = mail.link();
    app.follow(&link).await.expect(200);
    app.follow(&link).await.expect(200);

    for name in ["Ann.Lee", "ann.lee", "ANN.LEE", "ann@example.com", "ANN@EXAMPLE.COM"] {
        let tokens = app.login(name, PASSWORD).await.expect(200).json();
        assert_eq!(tokens["user"]["id"], user["id"]);
        assert_eq!(tokens["user"]["email_verified"], true);
        assert_eq!(tokens["token_type"], "Bearer");
        assert_eq!(tokens["expires_in"], 900);
        let me = app.me(tokens["access"].as_str().unwrap()).await.expect(200).json();
        for (field, value) in tokens["user"].as_object().unwrap() {
            assert_eq!(me[field], *value, "{field}");
        }
    }
    assert_eq!(stack.mails().len(), 1);
}

async fn a_browser_gets_a_page_whose_button_verifies(stack: &Stack) {
    const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
    let app = stack.start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let link = stack.mail_to("ann@example.com").await.link();

    let page = app.get(&link).header("accept", BROWSER).send().await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(page.text().contains("<form method=\"post\">"));
    assert!(!page.text().contains("<script") && !page.text().contains("http"));
    app.login("ann", PASSWORD).await.refuses(403, "email_not_verified");

    let done = app.post(&link).header("accept", BROWSER).send().await.expect(200);
    assert!(done.text().contains("verified"));
    app.login("ann", PASSWORD).await.expect(200);
    app.post(&link).send().await.expect(200);

    let forged = link.replace("/gAAAA", "/gBBBB");
    let page = app.get(&forged).header("accept", BROWSER).send().await.expect(400);
    assert!(page.header("content-type").starts_with("text/html"));
}

async fn only_a_program_that_names_json_verifies_by_get(stack: &Stack) {
    let app = stack.start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let link = stack.mail_to("ann@example.com").await.link();
    let not_json =
        ["*/*", "application/*", "text/html", "text/html,*/*;q=0.8", "application/json;q=0", "application/ld+json", ""];
    for accept in not_json {
        let page = app.get(&link).header("accept", accept).send().await.expect(200);
        assert!(page.text().contains("<form method=\"post\">"), "{accept}");
        app.call(Method::HEAD, &link).header("accept", accept).send().await.expect(200);
    }
    // As a scanner of mails or a preview does that says nothing of what it takes.
    assert!(app.get(&link).send().await.expect(200).header("content-type").starts_with("text/html"));
    app.call(Method::HEAD, &link).send().await.expect(200);
    app.call(Method::HEAD, &link).header("accept", "application/json").send().await.expect(200);
    app.login("ann", PASSWORD).await.refuses(403, "email_not_verified");

    let accept = "application/json;q=0.5, */*;q=0.1";
    let told = app.get(&link).header("accept", accept).send().await.expect(200).json();
    assert!(told["message"].is_string());
    app.login("ann", PASSWORD).await.expect(200);
}

async fn one_mailbox_is_one_account(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.signup("ann", "Ann@bücher.example", PASSWORD).await.expect(201).json()["user"].take();
    assert_eq!(ann["email"], "Ann@bücher.example");
    // The mail goes where every mail server can take it.
    let link = stack.mail_to("ann@xn--bcher-kva.example").await.link();
    let spellings = [
        "ann@bücher.example",
        "ANN@BÜCHER.EXAMPLE",
        "ann@bu\u{308}cher.example",
        "ann@xn--bcher-kva.example",
        "ann@XN--BCHER-KVA.example",
        "ann@bücher．ｅｘａｍｐｌｅ",
        "ann@bücher。example",
        "ann@bü\u{ad}cher.ⓔxample",
    ];
    for (at, email) in spellings.into_iter().enumerate() {
        app.signup(&format!("other{at}"), email, PASSWORD).await.refuses(400, "email_taken");
        app.login(email, PASSWORD).await.refuses(403, "email_not_verified");
    }
    stack.clock.advance(Duration::from_mins(1));
    app.resend("ann@xn--bcher-kva.example").await.expect(202);
    eventually("the second mail", async || (stack.mails().len() == 2).then_some(())).await;
    app.follow(&link).await.expect(200);
    for email in spellings {
        assert_eq!(app.login(email, PASSWORD).await.expect(200).json()["user"]["id"], ann["id"], "{email}");
    }
    // What only looks like another letter is that letter, also for whoever reads the address.
    let eve = app.signup("eve", "eve@ｅⓧample.com", PASSWORD).await.expect(201).json()["user"].take();
    assert_eq!(eve["email"], "eve@example.com");
    app.signup("eve2", "eve@example.com", PASSWORD).await.refuses(400, "email_taken");
    stack.all_jobs_are_done(app.db()).await;
}

async fn an_older_key_is_renewed_and_a_shared_mailbox_is_told(stack: &Stack) {
    let app = stack.start().await;
    let users = [("ann", "ann@bücher.example"), ("bob", "bob@bücher.example"), ("bob2", "bob2@bücher.example")];
    let mut ids = Vec::new();
    for (name, email) in users {
        ids.push(app.signup(name, email, PASSWORD).await.expect(201).json()["user"]["id"].as_str().unwrap().to_owned());
    }
    // As they stood before keys had their domain in ASCII; two had one mailbox then.
    exec!(app.db(), |c| sqlx::query(
        "UPDATE users SET email_key = username || '@bücher.example' WHERE username <> 'bob2'"
    ))
    .unwrap();
    exec!(app.db(), |c| sqlx::query(
        "UPDATE users SET email = 'bob@xn--bcher-kva.example', email_key = 'bob@xn--bcher-kva.example'
         WHERE username = 'bob2'"
    ))
    .unwrap();
    app.login("ann@bücher.example", PASSWORD).await.refuses(401, "invalid_credentials");
    stack.all_jobs_are_done(app.db()).await;
    app.stop().await;

    for _ in 0..2 {
        let app = stack.start().await;
        app.login("ann@bücher.example", PASSWORD).await.refuses(403, "email_not_verified");
        app.signup("other", "ann@xn--bcher-kva.example", PASSWORD).await.refuses(400, "email_taken");
        app.login("bob", PASSWORD).await.refuses(403, "email_not_verified");
        let found = Mailboxes::look(app.db()).await.unwrap();
        let (bob, bob2) = (ids[1].parse().unwrap(), ids[2].parse().unwrap());
        assert_eq!(found.unsettled, [(bob, Unsettled::Shared(bob2))]);
        app.stop().await;
    }
    let told = doctor(stack, &[]);
    told.has("warning", "database", &format!("the accounts {} and {} have one mailbox", ids[1], ids[2]));
}

async fn a_domain_that_is_no_name_is_refused(stack: &Stack) {
    let app = stack.start().await;
    for email in [
        "ann@[1.2.3.4]",
        "ann@127.0.0.1",
        "ann@127.1",
        "ann@0x7f.1",
        "ann@１２７.０.０.１",
        "ann@①②⑦。1",
        "ann@example.com.",
        "ann@example..com",
        "ann@.example.com",
        "ann@\u{ad}.com",
        // With a letter of another script, as it is and encoded.
        "ann@exаmple.com",
        "ann@xn--exmple-4nf.com",
    ] {
        app.signup("ann", email, PASSWORD).await.faults("email");
        app.resend(email).await.faults("email");
        app.login(email, PASSWORD).await.refuses(401, "invalid_credentials");
    }
}

async fn a_stranger_is_not_greeted_with_a_link(stack: &Stack) {
    let app = stack.start().await;
    for name in ["www.evil.example", "evil.example", "http-evil", "1.2.3.4", "WWW-evil", "ann.lee"] {
        let email = format!("to-{}@example.com", name.to_lowercase());
        app.signup(name, &email, PASSWORD).await.expect(201);
        let mail = stack.mail_to(&email).await;
        let text = mail.text();
        assert!(text.contains("\nHello,\n") && text.contains("<p>Hello,</p>"), "{text}");
        assert!(!text.contains(name), "{text}");
    }
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    assert!(stack.mail_to("ann@example.com").await.text().contains("\nHello ann,\n"));
}

async fn names_and_addresses_are_unique_whatever_their_case(stack: &Stack) {
    let app = stack.start().await;
    app.signup("Ann", "ann@example.com", PASSWORD).await.expect(201);
    let taken = app.signup("aNN", "other@example.com", PASSWORD).await.refuses(400, "username_taken");
    assert!(taken.json()["errors"]["username"].is_array());
    let taken = app.signup("other", "ANN@example.COM", PASSWORD).await.refuses(400, "email_taken");
    assert!(taken.json()["errors"]["email"].is_array());
    app.signup("other", "other@example.com", PASSWORD).await.expect(201);
}

async fn racing_sign_ups_make_one_account(stack: &Stack) {
    let app = stack.start().await;
    let spellings = ["racer", "Racer", "RACER", "rAcEr", "raceR", "RacEr", "rACER", "RAcer"];
    let tries = spellings.into_iter().enumerate().map(|(at, name)| {
        let (app, email) = (app.clone(), format!("racer{}@example.com", at / 2));
        async move { app.signup(name, &email, PASSWORD).await }
    });
    let replies = futures_util::future::join_all(tries).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(made, 1);
    for reply in replies.into_iter().filter(|reply| reply.status != 201) {
        reply.refuses(400, "username_taken");
    }
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().len(), 1);
}

async fn every_fault_of_a_sign_up_is_told_at_once(stack: &Stack) {
    let app = stack.start().await;
    let all = app.signup("a b", "nobody", "short").await;
    all.faults("username").faults("email").faults("password");
    let none = app.post("/api/signup/").json(&json!({})).send().await;
    none.faults("username").faults("email").faults("password");
    let mistyped = json!({"username": 7, "email": ["ann@example.com"], "password": null});
    let mistyped = app.post("/api/signup/").json(&mistyped).send().await;
    mistyped.faults("username").faults("email").faults("password");

    for name in ["", "an", &"a".repeat(33), "än\u{ad}n", "ann\0", "ann\n", "ann@lee", "ann lee", "а́нн"] {
        app.signup(name, "ann@example.com", PASSWORD).await.faults("username");
    }
    let long = format!("{}@{}.example", "a".repeat(64), [&"b".repeat(60)[..]; 3].join("."));
    assert!(long.len() > 254);
    for email in ["", "ann", "ann@", "ann@example.com\r\nBcc: x@example.com", "ann@example.com\0", &long] {
        app.signup("ann", email, PASSWORD).await.faults("email");
    }
    for password in ["", "short", "aaaaaaaaaaaaaaa", "password123", "ann.of.green.gables", &"xY7-".repeat(33)] {
        app.signup("ann.of.green.gables", "ann@example.com", password).await.faults("password");
    }
    let strange = json!({"username": "ann", "email": "ann@example.com", "password": "пароль из семи фонарей",
        "role": "ops", "unknown": {"of": "us"}});
    let user = app.post("/api/signup/").json(&strange).send().await.expect(201).json()["user"].take();
    assert_eq!(user["role"], "client");
}

async fn a_resent_mail_comes_once_a_minute(stack: &Stack) {
    let app = stack.setup().set("limit_mail", "100/1h").start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    stack.mail_to("ann@example.com").await;

    // The count begins with the clock's minutes, so stay clear of their end.
    let into_the_minute = app.foundation.clock.now().unix_seconds().rem_euclid(60).unsigned_abs();
    stack.clock.advance(Duration::from_secs(60 - into_the_minute));
    let known = app.resend("Ann@example.com").await.expect(202);
    let unknown = app.resend("nobody@example.com").await.expect(202);
    assert_eq!(known.body, unknown.body);
    app.resend("ann@example.com").await.expect(202);
    app.resend("no address").await.faults("email");
    eventually("the second mail", async || (stack.mails().len() == 2).then_some(())).await;
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().len(), 2);

    stack.clock.advance(Duration::from_mins(1));
    app.resend("ann@example.com").await.expect(202);
    eventually("the third mail", async || (stack.mails().len() == 3).then_some(())).await;

    let links: Vec<String> = stack.mails().iter().map(crate::mails::Mail::link).collect();
    for link in links {
        app.follow(&link).await.expect(200);
    }
    stack.clock.advance(Duration::from_mins(1));
    app.resend("ann@example.com").await.expect(202);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().len(), 3, "nobody needs a mail for a proved address");
}

async fn links_expire_and_forged_ones_are_refused(stack: &Stack) {
    let app = stack.start().await;
    let bob = app.signup("bob", "bob@example.com", PASSWORD).await.expect(201).json()["user"].take();
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let link = stack.mail_to("ann@example.com").await.link();
    let [.., uid, token, ""] = link.split('/').collect::<Vec<_>>()[..] else { panic!("{link}") };

    let bobs = format!("/api/verify-email/{}/{token}/", bob["id"].as_str().unwrap());
    let nobodys = format!("/api/verify-email/{}/{token}/", uuid::Uuid::now_v7());
    let no_id = format!("/api/verify-email/ann/{token}/");
    let cut = format!("/api/verify-email/{uid}/{}/", &token[..token.len() - 4]);
    let bent = format!("/api/verify-email/{uid}/{}A{}/", &token[..40], &token[41..]);
    for forged in [bobs, nobodys, no_id, cut, bent, format!("/api/verify-email/{uid}/x/")] {
        if forged != link {
            app.follow(&forged).await.refuses(400, "invalid_link");
            let page = app.get(&forged).send().await.expect(400);
            assert!(page.header("content-type").starts_with("text/html"));
            app.post(&forged).send().await.refuses(400, "invalid_link");
        }
    }
    app.login("ann", PASSWORD).await.refuses(403, "email_not_verified");
    app.login("bob", PASSWORD).await.refuses(403, "email_not_verified");

    stack.clock.advance(Duration::from_hours(24) - Duration::from_mins(5));
    app.call(Method::HEAD, &link).send().await.expect(200);
    stack.clock.advance(Duration::from_mins(6));
    app.follow(&link).await.refuses(400, "expired_link");
    assert!(app.get(&link).send().await.expect(400).text().contains("expired"));
    app.post(&link).send().await.refuses(400, "expired_link");
    app.login("ann", PASSWORD).await.refuses(403, "email_not_verified");
}

async fn a_wrong_password_tells_nothing(stack: &Stack) {
    let app = stack.start().await;
    app.ops("otto").await;
    let mut bodies = Vec::new();
    for (name, password) in
        [("otto", "not it at all"), ("nobody", PASSWORD), ("otto@example.com", ""), ("x@y.example", PASSWORD), ("", "")]
    {
        let mut problem = app.login(name, password).await.refuses(401, "invalid_credentials").json();
        problem["request_id"].take();
        bodies.push(problem);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    app.login("otto\0", PASSWORD).await.refuses(401, "invalid_credentials");
    app.post("/api/login/").json(&json!({"username": "otto"})).send().await.faults("password");
}

async fn every_path_works_with_and_without_its_slash(stack: &Stack) {
    let app = stack.start().await;
    let body = json!({"username": "ann", "email": "ann@example.com", "password": PASSWORD});
    app.post("/api/signup").json(&body).send().await.expect(201);
    let link = stack.mail_to("ann@example.com").await.link();
    app.follow(link.trim_end_matches('/')).await.expect(200);
    let ann = app.post("/api/login").json(&body).send().await.expect(200).json();
    let (access, ops) = (ann["access"].as_str().unwrap(), app.ops("otto").await);
    let docx = ooxml::sample::DocumentBuilder::new(ooxml::Kind::Docx).build();
    let id = app.clean_file(&ops, "a.docx", docx).await;
    for path in ["/api/me", "/api/list-uploaded-files", "/healthz", "/readyz", "/api/openapi.json", "/api/docs"] {
        app.get(path).bearer(access).send().await.expect(200);
        app.get(&format!("{path}/")).bearer(access).send().await.expect(200);
    }
    app.get("/api/list-uploaded-files?limit=1").bearer(access).send().await.expect(200);
    app.get(&format!("/api/files/{id}")).bearer(access).send().await.expect(200);
    let minted = app.get(&format!("/api/download-file/{id}")).bearer(access).send().await.expect(200).json();
    let link = minted["download_link"].as_str().unwrap();
    let path = link.strip_prefix(&app.foundation.settings.serving.public_url).unwrap();
    assert!(path.ends_with('/'));
    app.get(path.trim_end_matches('/')).send().await.expect(200);
    let form = crate::client::Form::new().part("name=\"other\"", b"").end();
    let call = app.post("/api/upload").bearer(&ops.access).header("content-type", crate::client::Form::CONTENT_TYPE);
    call.bytes(form).send().await.faults("file");
    app.post("/api/verify-email/resend").json(&json!({"email": "x@example.com"})).send().await.expect(202);
    app.post("/api/token/refresh").json(&json!({"refresh": "x"})).send().await.refuses(401, "invalid_token");
    app.call(Method::DELETE, &format!("/api/files/{id}")).bearer(&ops.access).send().await.expect(204);
    app.post("/api/logout").bearer(access).send().await.expect(204);
}
