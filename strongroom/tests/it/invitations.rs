//! Invitations, and who may sign up.

use std::time::Duration;

use futures_util::future::join_all;
use hyper::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::Reply,
    mails::Mail,
    stack::{Stack, count_jobs, eventually, stories},
};

stories!(
    somebody_is_invited_and_accepts,
    an_invitation_is_accepted_on_a_page,
    the_link_of_the_last_invitation_works_for_its_time,
    an_invited_address_moves_with_its_link,
    fifty_invitations_for_one_address_make_one,
    two_who_accept_one_invitation_make_one_account,
    an_invited_person_is_nobody_yet,
    an_applicant_waits_until_somebody_approves,
    an_applicant_is_refused_and_gone,
    sign_up_is_closed_where_people_are_invited,
    only_some_domains_sign_up,
);

impl App {
    pub(crate) async fn invite(&self, by: &Person, body: Value) -> Reply {
        self.look_after(by, Method::POST, "people/", Some(body)).await
    }

    pub(crate) async fn accept(&self, link: &str, username: &str) -> Reply {
        self.post(link).json(&json!({"username": username, "password": PASSWORD})).send().await
    }
}

/// The mail that somebody gets who is invited for the `count`th time.
async fn invitation(stack: &Stack, email: &str, count: usize) -> Vec<Mail> {
    eventually("the invitation", async || {
        let mut mails = stack.mails_to(email);
        mails.retain(|mail| mail.header("Subject") == "You are invited");
        (mails.len() == count).then_some(mails)
    })
    .await
}

pub(crate) async fn link_of(stack: &Stack, email: &str) -> String {
    invitation(stack, email, 1).await[0].link()
}

async fn somebody_is_invited_and_accepts(stack: &Stack) {
    let app = stack.setup().set("signup", "invited").start().await;
    let ops = app.ops("otto").await;
    let group = app.look_after(&ops, Method::POST, "groups/", Some(json!({"name": "Board"}))).await.expect(201).json();
    let end = (stack.clock.now() + Duration::from_hours(24 * 30)).to_string();
    let wanted = json!({
        "email": "Ann@Example.com", "role": "client", "display_name": "Ann Lee", "groups": [group.id()], "expires_at": end,
        "language": "en"
    });
    let person = app.invite(&ops, wanted.clone()).await.expect(201).json();
    assert_eq!(
        (&person["username"], &person["state"], &person["display_name"], &person["expires_at"], &person["language"]),
        (&Value::Null, &json!("invited"), &json!("Ann Lee"), &json!(end), &json!("en"))
    );
    assert_eq!(person["groups"], json!([{"id": group.id(), "name": "Board"}]));
    app.invite(&ops, wanted).await.refuses(400, "email_taken");
    app.signup("ann", "ann@example.com", PASSWORD).await.refuses(403, "signup_closed");

    let link = link_of(stack, "ann@example.com").await;
    // Looking uses nothing up.
    app.get(&link).send().await.expect(200);
    app.call(Method::HEAD, &link).send().await.expect(200);
    app.post(&link).json(&json!({"password": PASSWORD})).send().await.faults("username");
    app.accept(&link, "otto").await.refuses(400, "username_taken");
    app.post(&link).json(&json!({"username": "ann", "password": "1234567890"})).send().await.faults("password");
    // What they were called by whoever invited them is known, and so is what they want to be called now.
    for password in ["Ann LeeAnn Lee", "Hildegard Bingen"] {
        let body = json!({"username": "ann", "password": password, "display_name": "Hildegard Bingen"});
        let told = app.post(&link).json(&body).send().await.faults("password").text();
        assert!(told.contains("easy to guess"), "{password}: {told}");
    }
    app.accept(&link, "ann").await.expect(200);
    app.accept(&link, "ann2").await.refuses(400, "invalid_link");
    // Nothing else that is filled in helps.
    let short = json!({"username": "a", "password": "short"});
    app.post(&link).json(&short).send().await.refuses(400, "invalid_link");

    let ann = app.log_in("ann").await;
    assert_eq!(ann.id, person.id());
    let me = app.me(&ann.access).await.expect(200).json();
    assert_eq!(
        (&me["role"], &me["email_verified"], &me["display_name"]),
        (&json!("client"), &json!(true), &json!("Ann Lee"))
    );
    let shown = app.person(&ops, &ann.id).await;
    assert_eq!((&shown["state"], &shown["groups"]), (&json!("active"), &person["groups"]));

    // Ops come with what whoever invites them may give.
    let wanted = json!({"email": "paul@example.com", "role": "ops", "permissions": ["people", "audit"]});
    app.invite(&ops, wanted).await.expect(201);
    app.accept(&link_of(stack, "paul@example.com").await, "paul").await.expect(200);
    let paul = app.log_in("paul").await;
    assert_eq!(app.me(&paul.access).await.expect(200).json()["permissions"], json!(["people", "audit"]));
    for (wanted, field) in [
        (json!({"role": "client"}), "email"),
        (json!({"email": "x@example.com"}), "role"),
        (json!({"email": "x@example.com", "role": "client", "permissions": ["people"]}), "permissions"),
        (json!({"email": "x@example.com", "role": "ops", "groups": [group.id()]}), "groups"),
        (json!({"email": "x@example.com", "role": "client", "expires_at": "2020-01-01T00:00:00Z"}), "expires_at"),
        (json!({"email": "x@example.com", "role": "client", "groups": "all"}), "groups"),
    ] {
        app.invite(&ops, wanted).await.faults(field);
    }
}

async fn an_invitation_is_accepted_on_a_page(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    app.invite(&ops, json!({"email": "ann@example.com", "role": "client"})).await.expect(201);
    let link = link_of(stack, "ann@example.com").await;
    let page = app.get(&link).header("accept", "text/html").send().await.expect(200);
    assert!(page.text().contains("<form method=\"post\">") && page.text().contains("name=\"username\""));
    let send = async |form: &'static str| {
        let call = app.post(&link).header("accept", "text/html");
        call.header("content-type", "application/x-www-form-urlencoded").bytes(form).send().await
    };
    let again = send("username=ann&display_name=Ann+%3CLee%3E&password=short").await.expect(400).text();
    assert!(again.contains("role=\"alert\"") && again.contains("value=\"ann\"") && !again.contains("Ann <Lee>"));
    let taken = send("username=otto&password=seven+green+lanterns+by+the+canal").await.expect(400).text();
    assert!(taken.contains("This user name is taken."));
    send("username=ann&display_name=&password=seven+green+lanterns+by+the+canal").await.expect(200);
    let over = app.get(&link).header("accept", "text/html").send().await.expect(400);
    assert!(over.text().contains("not valid"));
    app.log_in("ann").await;
}

async fn the_link_of_the_last_invitation_works_for_its_time(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.invite(&ops, json!({"email": "ann@example.com", "role": "client"})).await.expect(201).json().id();
    let first = link_of(stack, "ann@example.com").await;
    app.do_to_person(&ops, &id, "invite-again").await.expect(200);
    let both = invitation(stack, "ann@example.com", 2).await;
    let second = both.iter().map(Mail::link).find(|link| *link != first).unwrap();
    app.accept(&first, "ann").await.refuses(400, "invalid_link");
    app.get(&second).send().await.expect(200);
    // A mail whose job is not settled yet would be sent once more when the clock has moved.
    stack.all_jobs_are_done(app.db()).await;
    stack.clock.advance(Duration::from_hours(24 * 7 + 1));
    app.accept(&second, "ann").await.refuses(400, "expired_link");
    let ops = app.log_in("otto").await;
    app.change_person(&ops, &id, json!({"disabled": true})).await.expect(200);
    app.do_to_person(&ops, &id, "invite-again").await.refuses(409, "wrong_state");
    app.change_person(&ops, &id, json!({"disabled": false})).await.expect(200);
    app.do_to_person(&ops, &id, "invite-again").await.expect(200);
    let third = invitation(stack, "ann@example.com", 3).await;
    let third = third.iter().map(Mail::link).find(|link| *link != first && *link != second).unwrap();
    // Another account's link is none of this one.
    let elsewhere = third.replace(&id, &ops.id);
    app.accept(&elsewhere, "ann").await.refuses(400, "invalid_link");
    app.accept(&third, "ann").await.expect(200);
    app.do_to_person(&ops, &id, "invite-again").await.refuses(409, "wrong_state");
}

async fn an_invited_address_moves_with_its_link(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.invite(&ops, json!({"email": "typo@example.com", "role": "client"})).await.expect(201).json().id();
    let wrong = link_of(stack, "typo@example.com").await;
    app.change_person(&ops, &id, json!({"email": "otto@example.com"})).await.refuses(400, "email_taken");
    let shown = app.change_person(&ops, &id, json!({"email": "ann@example.com"})).await.expect(200).json();
    assert_eq!((&shown["email"], &shown["pending_email"]), (&json!("ann@example.com"), &Value::Null));
    app.accept(&wrong, "mallory").await.refuses(400, "invalid_link");
    app.accept(&link_of(stack, "ann@example.com").await, "ann").await.expect(200);
    app.log_in("ann").await;
}

async fn fifty_invitations_for_one_address_make_one(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let invite = |at: u32| {
        let email = if at.is_multiple_of(2) { "ann@example.com" } else { "ANN@example.com" };
        app.invite(&ops, json!({"email": email, "role": "client"}))
    };
    let statuses: Vec<u16> =
        join_all((0..50).map(invite)).await.into_iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 49, "{statuses:?}");
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails_to("ann@example.com").len(), 1);
    assert_eq!(count_jobs(app.db(), "kind = 'invitation'").await, 1);
}

async fn two_who_accept_one_invitation_make_one_account(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    app.invite(&ops, json!({"email": "ann@example.com", "role": "client"})).await.expect(201);
    let link = link_of(stack, "ann@example.com").await;
    let (one, other) = tokio::join!(app.accept(&link, "anna"), app.accept(&link, "annb"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "{} {}", one.text(), other.text());
}

async fn an_invited_person_is_nobody_yet(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.invite(&ops, json!({"email": "ann@example.com", "role": "client"})).await.expect(201).json().id();
    link_of(stack, "ann@example.com").await;
    for password in [PASSWORD, "*", ""] {
        app.login("ann@example.com", password).await.refuses(401, "invalid_credentials");
    }
    app.forgot("ann@example.com").await.expect(202);
    app.resend("ann@example.com").await.expect(202);
    app.do_to_person(&ops, &id, "verify-again").await.refuses(409, "wrong_state");
    app.signup("ann", "ann@example.com", PASSWORD).await.refuses(400, "email_taken");
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails_to("ann@example.com").len(), 1, "silent");
    assert_eq!(app.people(&ops, "state=invited&search=ann").await.expect(200).json()["people"][0].id(), id);
    app.look_after(&ops, Method::DELETE, &format!("people/{id}/"), None).await.expect(204);
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
}

async fn an_applicant_waits_until_somebody_approves(stack: &Stack) {
    let app = stack.setup().set("signup", "approval").start().await;
    assert_eq!(app.get("/api/site/").send().await.expect(200).json()["signup"], "approval");
    let ops = app.ops("otto").await;
    let ann = app.signup("ann", "ann@example.com", PASSWORD).await.expect(201).json()["user"].id();
    app.login("ann", PASSWORD).await.refuses(403, "email_not_verified");
    app.follow(&stack.mail_to("ann@example.com").await.link()).await.expect(200);
    app.login("ann", PASSWORD).await.refuses(403, "awaiting_approval");
    let waiting = app.people(&ops, "state=waiting").await.expect(200).json();
    assert_eq!(waiting["people"][0].id(), ann);
    for _ in 0..2 {
        assert_eq!(app.do_to_person(&ops, &ann, "approve").await.expect(200).json()["state"], "active");
    }
    app.log_in("ann").await;
    stack.mail_about("ann@example.com", "Your account was approved").await;
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails_to("ann@example.com").len(), 2, "told once");
}

async fn an_applicant_is_refused_and_gone(stack: &Stack) {
    let app = stack.setup().set("signup", "approval").start().await;
    let ops = app.ops("otto").await;
    let ann = app.signup("ann", "ann@example.com", PASSWORD).await.expect(201).json()["user"].id();
    stack.mail_to("ann@example.com").await;
    app.do_to_person(&ops, &ann, "reject").await.expect(204);
    app.do_to_person(&ops, &ann, "reject").await.refuses(404, "not_found");
    app.login("ann", PASSWORD).await.refuses(401, "invalid_credentials");
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
}

async fn sign_up_is_closed_where_people_are_invited(stack: &Stack) {
    let app = stack.setup().set("signup", "invited").start().await;
    assert_eq!(app.get("/api/site/").send().await.expect(200).json()["signup"], "invited");
    app.signup("ann", "ann@example.com", PASSWORD).await.refuses(403, "signup_closed");
    // Whatever is sent.
    app.post("/api/signup/").json(&json!({})).send().await.refuses(403, "signup_closed");
}

async fn only_some_domains_sign_up(stack: &Stack) {
    let app = stack.setup().set("signup_domains", "example.com, *.example.org, bücher.example").start().await;
    assert_eq!(app.get("/api/site/").send().await.expect(200).json()["signup"], "open");
    for bad in ["ann@example.org", "ann@a.example.com", "ann@example.com.evil.example"] {
        app.signup("ann", bad, PASSWORD).await.refuses(400, "email_domain_not_allowed");
    }
    for (name, good) in
        [("ann", "ann@EXAMPLE.com"), ("bob", "bob@a.b.example.org"), ("eva", "eva@xn--bcher-kva.example")]
    {
        app.signup(name, good, PASSWORD).await.expect(201);
    }
    let ops = app.ops("otto").await;
    app.invite(&ops, json!({"email": "x@elsewhere.example", "role": "client"})).await.expect(201);
}
