//! Another e-mail address for one's own account: it holds once it is proved, and whoever had one before is told.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use shared::{exec, sql};

use crate::{
    app::{PASSWORD, Person},
    profile::change,
    stack::{Stack, eventually, stories},
    sweeping::swept,
};

stories!(
    an_address_changes_once_it_is_proved,
    whoever_had_an_address_is_told_there_however_late,
    the_link_for_a_new_address_is_good_once_and_for_one_wish,
    a_new_address_may_be_taken_meanwhile,
    so_many_new_addresses_are_asked_for,
    where_domains_are_named_an_address_stays_in_them,
    a_new_address_voids_older_links,
    what_ends_sessions_ends_an_address_that_was_asked_for_in_one,
);

/// The link that proves a new address.
async fn new_address_link(stack: &Stack, email: &str) -> String {
    stack.mail_about(email, "Verify your new e-mail address").await.link()
}

async fn an_address_changes_once_it_is_proved(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let me = change(&app, &ann, json!({"email": "lee@example.org"})).await.expect(200).json();
    assert_eq!((&me["email"], &me["pending_email"]), (&json!("ann@example.com"), &json!("lee@example.org")));
    stack.mail_about("ann@example.com", "Your e-mail address is to change").await;
    let link = new_address_link(stack, "lee@example.org").await;
    app.login("lee@example.org", PASSWORD).await.refuses(401, "invalid_credentials");

    app.follow(&link).await.expect(200);
    let me = app.me(&ann.access).await.expect(200).json();
    assert_eq!((&me["email"], &me["pending_email"]), (&json!("lee@example.org"), &Value::Null));
    assert_eq!(me["email_verified"], true);
    app.login("lee@example.org", PASSWORD).await.expect(200);
    app.login("ann@example.com", PASSWORD).await.refuses(401, "invalid_credentials");
    stack.mail_about("lee@example.org", "Your e-mail address was changed").await;
    // The old one is free for others.
    app.signup("other", "ann@example.com", PASSWORD).await.expect(201);
}

/// To whom which mails have gone, each once.
fn told(stack: &Stack) -> std::collections::BTreeSet<(String, String)> {
    stack.mails().iter().map(|mail| (mail.header("To").to_owned(), mail.header("Subject").to_owned())).collect()
}

async fn whoever_had_an_address_is_told_there_however_late(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    change(&app, &ann, json!({"email": "lee@example.org"})).await.expect(200);
    let link = new_address_link(stack, "lee@example.org").await;
    stack.all_mail_is_done(app.db()).await;
    app.stop().await;

    // No mail goes out while the address changes.
    let deaf = stack.setup().api_only().beside(&app).start().await;
    deaf.follow(&link).await.expect(200);
    let before = told(stack);
    let app = stack.setup().beside(&app).start().await;
    stack.mail_about("ann@example.com", "Your account has another e-mail address").await;
    stack.mail_about("lee@example.org", "Your e-mail address was changed").await;
    stack.all_mail_is_done(app.db()).await;
    assert_eq!(told(stack).len(), before.len() + 2);

    // Nor does whoever takes the account further hear in another's place of what had happened before.
    change(&app, &ann, json!({"email": "eve@example.org"})).await.expect(200);
    app.follow(&new_address_link(stack, "eve@example.org").await).await.expect(200);
    stack.all_mail_is_done(app.db()).await;
    let once = told(stack);
    let due = app.foundation.clock.now();
    let again = exec!(app.db(), |c| sqlx::query(
        "UPDATE background_jobs SET state = 'queued', due_at = $1, finished_at = NULL WHERE kind = 'account_notice'"
    )
    .bind(due))
    .unwrap();
    assert!(again >= 6, "{again}");
    stack.all_mail_is_done(app.db()).await;
    assert_eq!(told(stack), once);
    let export = app.get("/api/me/export/").bearer(&ann.access).send().await.expect(200).json();
    let former = export["former_emails"].as_array().unwrap().iter().map(|it| it["email"].clone()).collect::<Vec<_>>();
    assert_eq!(former, ["ann@example.com", "lee@example.org"]);
    stack.clock.advance(Duration::from_hours(24 * 31));
    swept(&app).await;
    let count: (i64,) = sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM former_emails").fetch_one(c)).unwrap();
    assert_eq!(count.0, 0, "they are forgotten");
}

async fn the_link_for_a_new_address_is_good_once_and_for_one_wish(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    change(&here, &ann, json!({"email": "first@example.org"})).await.expect(200);
    let first = new_address_link(stack, "first@example.org").await;
    change(&here, &ann, json!({"email": "second@example.org"})).await.expect(200);
    let second = new_address_link(stack, "second@example.org").await;
    here.follow(&first).await.refuses(400, "invalid_link");

    // Her own address withdraws the wish, and a wish that comes back has the link that it had.
    let me = change(&here, &ann, json!({"email": "Ann@Example.com"})).await.expect(200).json();
    assert_eq!((&me["email"], &me["pending_email"]), (&json!("ann@example.com"), &Value::Null));
    here.follow(&second).await.refuses(400, "invalid_link");
    change(&here, &ann, json!({"email": "second@example.org"})).await.expect(200);

    let tries = (0..8).map(|at| {
        let (app, link) = (if at % 2 == 0 { here.clone() } else { there.clone() }, second.clone());
        tokio::spawn(async move { app.follow(&link).await.status.as_u16() })
    });
    // It is done once, and all are told that it is.
    for one in tries.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap(), 200);
    }
    here.follow(&second).await.expect(200);
    let (changed,): (i64,) = sql!(here.db(), |c| sqlx::query_as(
        "SELECT COUNT(*) FROM audit_events WHERE event = 'account.changed' AND detail LIKE '%\"email\":true%'"
    )
    .fetch_one(c))
    .unwrap();
    assert_eq!(changed, 1);
    let other = here.client("bob").await;
    let foreign = second.replace(&ann.id, &other.id);
    here.follow(&foreign).await.refuses(400, "invalid_link");

    // Once it has another address, that link has not brought it there.
    change(&here, &ann, json!({"email": "fourth@example.org"})).await.expect(200);
    here.follow(&new_address_link(stack, "fourth@example.org").await).await.expect(200);
    here.follow(&second).await.refuses(400, "invalid_link");
    change(&here, &ann, json!({"email": "third@example.org"})).await.expect(200);
    let third = new_address_link(stack, "third@example.org").await;
    stack.clock.advance(Duration::from_hours(25));
    here.follow(&third).await.refuses(400, "expired_link");
}

async fn a_new_address_may_be_taken_meanwhile(stack: &Stack) {
    let app = stack.start().await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    change(&app, &ann, json!({"email": "BOB@example.com"})).await.refuses(400, "email_taken");
    // Two may want the same one, which is nobody's yet. Whoever proves it first has it.
    for who in [&ann, &bob] {
        change(&app, who, json!({"email": "new@example.org"})).await.expect(200);
    }
    let links = eventually("both mails", async || {
        let mails = stack.mails_to("new@example.org");
        (mails.len() == 2).then(|| mails.iter().map(crate::mails::Mail::link).collect::<Vec<_>>())
    });
    let links = links.await;
    let of = |person: &Person| links.iter().find(|link| link.contains(&person.id)).unwrap().clone();
    app.follow(&of(&bob)).await.expect(200);
    app.follow(&of(&ann)).await.refuses(400, "email_taken");
    let page = app.post(&of(&ann)).header("accept", "text/html").send().await.expect(400).text();
    assert!(page.contains("Another account has taken this address"), "{page}");
    assert_eq!(app.me(&ann.access).await.json()["email"], "ann@example.com");
}

async fn so_many_new_addresses_are_asked_for(stack: &Stack) {
    let app = stack.setup().set("limit_mail", "2/1h").start().await;
    let ann = app.client("ann").await;
    for at in 0..2 {
        change(&app, &ann, json!({"email": format!("new{at}@example.org")})).await.expect(200);
    }
    let other = json!({"email": "new2@example.org", "display_name": "Ann Lee"});
    let refused = change(&app, &ann, other).await.refuses(429, "too_many_requests");
    assert!(refused.header("ratelimit").starts_with("\"mail\""), "{:?}", refused.headers);
    let me = change(&app, &ann, json!({"language": "de"})).await.expect(200).json();
    assert_eq!((&me["pending_email"], &me["display_name"]), (&json!("new1@example.org"), &Value::Null));
    change(&app, &ann, json!({"email": "ann@example.com"})).await.expect(200);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails_to("new2@example.org").len(), 0);
}

async fn where_domains_are_named_an_address_stays_in_them(stack: &Stack) {
    let app = stack.setup().set("signup_domains", "example.com").start().await;
    let (ann, otto) = (app.client("ann").await, app.ops("otto").await);
    change(&app, &ann, json!({"email": "ann@example.org"})).await.refuses(400, "email_domain_not_allowed");
    change(&app, &ann, json!({"email": "lee@example.com"})).await.expect(200);
    change(&app, &otto, json!({"email": "otto@example.org"})).await.expect(200);
}

async fn a_new_address_voids_older_links(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client_who_signed_up("ann").await;
    app.forgot("ann@example.com").await.expect(202);
    let reset = stack.mail_about("ann@example.com", "Set a new password").await.link();
    let verify = stack.mail_about("ann@example.com", "Verify your e-mail address").await.link();
    change(&app, &ann, json!({"email": "lee@example.org"})).await.expect(200);
    app.follow(&new_address_link(stack, "lee@example.org").await).await.expect(200);
    app.reset(&reset, "eleven copper kettles on a shelf").await.refuses(400, "invalid_link");
    app.follow(&verify).await.refuses(400, "invalid_link");
    app.me(&ann.access).await.expect(200);
}

async fn what_ends_sessions_ends_an_address_that_was_asked_for_in_one(stack: &Stack) {
    let app = stack.start().await;
    let (ann, otto) = (app.client("ann").await, app.ops("otto").await);
    let asked = async |at: usize, by: &Person| {
        let email = format!("new{at}@example.org");
        change(&app, by, json!({"email": email})).await.expect(200);
        new_address_link(stack, &email).await
    };
    let link = asked(0, &ann).await;
    let here = app.log_in("ann").await;
    app.call(Method::DELETE, "/api/me/sessions/").bearer(&here.access).send().await.expect(204);
    app.follow(&link).await.refuses(400, "invalid_link");
    let link = asked(1, &here).await;
    app.do_to_person(&otto, &ann.id, "end-sessions").await.expect(204);
    app.follow(&link).await.refuses(400, "invalid_link");
    let link = asked(2, &app.log_in("ann").await).await;
    for disabled in [true, false] {
        app.change_person(&otto, &ann.id, json!({"disabled": disabled})).await.expect(200);
    }
    app.follow(&link).await.refuses(400, "invalid_link");
    let me = app.me(&app.log_in("ann").await.access).await.expect(200).json();
    assert_eq!((&me["email"], &me["pending_email"]), (&json!("ann@example.com"), &Value::Null));

    // Nor does it outlive a change of what its owner may.
    let link = asked(3, &otto).await;
    let olga = app.ops("olga").await;
    app.change_person(&olga, &otto.id, json!({"permissions": ["people"]})).await.expect(200);
    app.follow(&link).await.refuses(400, "invalid_link");
}
