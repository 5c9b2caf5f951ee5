//! Passwords that are lost and found, and addresses that change.

use std::time::Duration;

use hyper::Method;
use serde_json::json;
use shared::exec;

use crate::{
    app::{App, PASSWORD, Person},
    stack::{Stack, eventually, stories},
};

stories!(
    a_lost_password_is_set_anew,
    a_link_sets_one_password_also_when_two_use_it,
    a_link_is_over_once_anything_has_changed,
    looking_at_a_link_uses_nothing_up,
    what_was_begun_by_an_old_password_is_over_with_it,
    an_address_that_was_asked_for_is_over_with_the_password,
    a_page_sets_a_password_without_script,
    a_page_behind_a_mail_speaks_the_language_of_its_account,
    a_reset_tells_nothing_of_who_has_an_account,
    a_password_is_changed_by_who_knows_it,
    a_password_is_judged_by_what_is_known_of_its_owner,
);

const LAST: &str = "nine silver buttons in a drawer";
const NEW: &str = "eleven copper kettles on a shelf";

/// The mail with the link for a new password.
async fn reset_link(app: &App, stack: &Stack, email: &str) -> String {
    let before = links(stack, email).len();
    app.forgot(email).await.expect(202);
    eventually("the mail", async || links(stack, email).get(before).cloned()).await
}

/// The links for new passwords that went to an address, in no order but that new ones come to the end of one.
fn links(stack: &Stack, email: &str) -> Vec<String> {
    let mails =
        stack.mails().into_iter().filter(|mail| mail.is_to(email) && mail.header("Subject") == "Set a new password");
    mails.map(|mail| mail.link()).collect()
}

async fn a_lost_password_is_set_anew(stack: &Stack) {
    let app = stack.start().await;
    let (first, second) = (app.client("ann").await, app.log_in("ann").await);
    let link = reset_link(&app, stack, "ann@example.com").await;
    assert!(link.starts_with(&format!("/api/password/reset/{}/", first.id)), "{link}");
    app.reset(&link, NEW).await.expect(200);

    for session in [&first, &second] {
        app.me(&session.access).await.refuses(401, "invalid_token");
        app.refresh(&session.refresh).await.refuses(401, "invalid_token");
    }
    app.login("ann", PASSWORD).await.refuses(401, "invalid_credentials");
    app.login("ann", NEW).await.expect(200);
    app.reset(&link, PASSWORD).await.refuses(400, "invalid_link");
    stack.mail_about("ann@example.com", "Your password was changed").await;
}

async fn a_link_sets_one_password_also_when_two_use_it(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    here.client("ann").await;
    let link = reset_link(&here, stack, "ann@example.com").await;
    let tries = (0..8).map(|at| {
        let (app, link) = (if at % 2 == 0 { here.clone() } else { there.clone() }, link.clone());
        tokio::spawn(async move { (at, app.reset(&link, &format!("{NEW} {at}")).await) })
    });
    let mut won = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        let (at, reply) = one.await.unwrap();
        match reply.status.as_u16() {
            200 => won.push(at),
            _ => drop(reply.refuses(400, "invalid_link")),
        }
    }
    let [won] = won[..] else { panic!("{won:?} have set a password by one link") };
    here.login("ann", &format!("{NEW} {won}")).await.expect(200);
}

async fn a_link_is_over_once_anything_has_changed(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client_who_signed_up("ann").await;
    let link = reset_link(&app, stack, "ann@example.com").await;
    let other = app.client("bob").await;
    let foreign = link.replace(&ann.id, &other.id);
    app.reset(&foreign, NEW).await.refuses(400, "invalid_link");
    app.change_password(&ann, PASSWORD, NEW).await.expect(200);
    app.reset(&link, PASSWORD).await.refuses(400, "invalid_link");

    stack.clock.advance(std::time::Duration::from_mins(2));
    let link = reset_link(&app, stack, "ann@example.com").await;
    stack.clock.advance(std::time::Duration::from_mins(61));
    app.reset(&link, PASSWORD).await.refuses(400, "expired_link");
    app.get(&link).send().await.refuses(400, "expired_link");
    // A link of another kind sets no password.
    let verify = stack.mail_about("ann@example.com", "Verify your e-mail address").await.link();
    app.reset(&verify.replace("verify-email", "password/reset"), PASSWORD).await.refuses(400, "invalid_link");
}

async fn what_was_begun_by_an_old_password_is_over_with_it(stack: &Stack) {
    let app = stack.setup().set("limit_login", "off").start().await;
    let ann = app.client("ann").await;
    let link = reset_link(&app, stack, "ann@example.com").await;
    // Those who know the old one log in again and again, before, while and after it changes.
    let logins = |password: &'static str, count: usize| {
        let all = (0..count).map(|at| {
            let app = app.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(15 * at as u64)).await;
                app.login("ann", password).await
            })
        });
        all.collect::<Vec<_>>()
    };
    let begun = logins(PASSWORD, 16);
    app.change_password(&ann, PASSWORD, NEW).await.expect(200);
    let mut opened = Vec::new();
    for login in begun {
        opened.push(login.await.unwrap());
    }
    app.reset(&link, PASSWORD).await.refuses(400, "invalid_link");
    stack.clock.advance(Duration::from_mins(2));
    app.forgot("ann@example.com").await.expect(202);
    let other = async || links(stack, "ann@example.com").into_iter().find(|other| *other != link);
    let link = eventually("another link", other).await;
    let begun = logins(NEW, 16);
    app.reset(&link, LAST).await.expect(200);
    for login in begun {
        opened.push(login.await.unwrap());
    }
    for session in opened.iter().filter(|login| login.status == 200) {
        app.me(session.json()["access"].as_str().unwrap()).await.refuses(401, "invalid_token");
    }
    app.login("ann", LAST).await.expect(200);
}

async fn an_address_that_was_asked_for_is_over_with_the_password(stack: &Stack) {
    let app = stack.start().await;
    let ask = async |by: &Person, email: &str| {
        let body = json!({"email": email});
        app.call(Method::PATCH, "/api/me/").bearer(&by.access).json(&body).send().await.expect(200);
        stack.mail_to(email).await.link()
    };
    // A thief has asked for an address of their own.
    let thief = app.client("ann").await;
    let theirs = ask(&thief, "thief@example.com").await;
    let link = reset_link(&app, stack, "ann@example.com").await;
    app.reset(&link, NEW).await.expect(200);
    app.follow(&theirs).await.refuses(400, "invalid_link");
    let ann = Person::from_tokens(&app.login("ann", NEW).await.expect(200).json());
    assert_eq!(app.me(&ann.access).await.json()["email"], "ann@example.com");
    let theirs = ask(&ann, "another@example.com").await;
    app.change_password(&ann, NEW, PASSWORD).await.expect(200);
    app.follow(&theirs).await.refuses(400, "invalid_link");
}

async fn looking_at_a_link_uses_nothing_up(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    let link = reset_link(&app, stack, "ann@example.com").await;
    for method in [Method::GET, Method::HEAD] {
        for accept in ["text/html", "application/json", "*/*", ""] {
            app.call(method.clone(), &link).header("accept", accept).send().await.expect(200);
        }
    }
    // A password that is not taken leaves the link good, too.
    app.reset(&link, "too short").await.faults("password");
    app.reset(&link, "password1234").await.faults("password");
    app.post(&link).json(&json!({})).send().await.faults("password");
    app.reset(&link, NEW).await.expect(200);
    app.get(&link).send().await.refuses(400, "invalid_link");
}

async fn a_page_behind_a_mail_speaks_the_language_of_its_account(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let link = reset_link(&app, stack, "ann@example.com").await;
    let spoken = async |accepted: &'static str| {
        let call = app.get(&link).header("accept", "text/html").header("accept-language", accepted);
        call.send().await.expect(200).header("content-language").to_owned()
    };
    assert_eq!(spoken("es").await, "es");
    let body = json!({"language": "fr"});
    app.call(Method::PATCH, "/api/me/").bearer(&ann.access).json(&body).send().await.expect(200);
    assert_eq!(spoken("es").await, "fr");
}

async fn a_page_sets_a_password_without_script(stack: &Stack) {
    const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
    const FORM: &str = "application/x-www-form-urlencoded";
    let app = stack.start().await;
    app.client("ann").await;
    let link = reset_link(&app, stack, "ann@example.com").await;
    let page = app.get(&link).header("accept", BROWSER).send().await.expect(200).text();
    assert!(page.contains("<form method=\"post\">") && page.contains("type=\"password\""), "{page}");
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
    let arabic = app.get(&link).header("accept", BROWSER).header("accept-language", "ar").send().await.expect(200);
    assert_eq!(arabic.header("content-language"), "ar");
    assert!(arabic.text().contains("<html lang=\"ar\" dir=\"rtl\">"), "it reads from right to left");
    let press = async |body: &str| {
        let call = app.post(&link).header("accept", BROWSER).header("content-type", FORM);
        call.bytes(body.to_owned()).send().await
    };
    for wrong in ["", "password=short", "password=password1234", "other=x"] {
        let page = press(wrong).await.expect(400).text();
        assert!(page.contains("role=\"alert\"") && page.contains("<form"), "{wrong}: {page}");
    }
    let done = press("password=eleven+copper+kettles+on+a+shelf").await.expect(200).text();
    assert!(done.contains("Done"), "{done}");
    app.login("ann", NEW).await.expect(200);
    let over = press("password=eleven+copper+kettles+on+a+shelf").await.expect(400);
    assert!(over.header("content-type").starts_with("text/html"));
    app.get(&link).header("accept", BROWSER).send().await.expect(400);
}

async fn a_reset_tells_nothing_of_who_has_an_account(stack: &Stack) {
    let app = stack.start().await;
    app.client("ann").await;
    app.signup("bob", "bob@example.com", PASSWORD).await.expect(201);
    let told = async |email: &str| app.forgot(email).await.expect(202).json();
    let known = told("ann@example.com").await;
    for other in ["bob@example.com", "nobody@example.com"] {
        assert_eq!(told(other).await, known);
    }
    app.post("/api/password/forgot/").json(&json!({"email": "no address"})).send().await.faults("email");
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(links(stack, "nobody@example.com"), [""; 0]);
    // Whoever reads the mail of an account has proved its address by that.
    app.login("bob", PASSWORD).await.refuses(403, "email_not_verified");
    let [link] = &links(stack, "bob@example.com")[..] else { panic!("one mail") };
    app.reset(link, NEW).await.expect(200);
    app.login("bob", NEW).await.expect(200);
}

async fn a_password_is_changed_by_who_knows_it(stack: &Stack) {
    let app = stack.start().await;
    let (ann, other) = (app.client("ann").await, app.log_in("ann").await);
    app.change_password(&ann, "not the password", NEW).await.refuses(401, "invalid_credentials");
    app.change_password(&ann, PASSWORD, "short").await.faults("password");
    app.change_password(&ann, PASSWORD, "password1234").await.faults("password");
    let call = app.post("/api/password/change/").bearer(&ann.access).json(&json!({}));
    call.send().await.faults("current_password").faults("password");
    app.me(&other.access).await.expect(200);

    app.change_password(&ann, PASSWORD, NEW).await.expect(200);
    app.me(&ann.access).await.expect(200);
    app.refresh(&ann.refresh).await.expect(200);
    app.me(&other.access).await.refuses(401, "invalid_token");
    app.refresh(&other.refresh).await.refuses(401, "invalid_token");
    app.login("ann", PASSWORD).await.refuses(401, "invalid_credentials");
    app.login("ann", NEW).await.expect(200);
    stack.mail_about("ann@example.com", "Your password was changed").await;
    app.post("/api/password/change/").json(&json!({})).send().await.refuses(401, "not_authenticated");
}

async fn a_password_is_judged_by_what_is_known_of_its_owner(stack: &Stack) {
    let app = stack.start().await;
    app.signup("hildegard.bingen", "prioress@rupertsberg.example", PASSWORD).await.expect(201);
    let link = reset_link(&app, stack, "prioress@rupertsberg.example").await;
    exec!(app.db(), |c| sqlx::query("UPDATE users SET display_name = $1, pending_email = $2")
        .bind("Sibylle vom Rhein")
        .bind("scivias@eibingen.example"))
    .unwrap();
    for known in [
        "hildegard.bingen1",
        "prioress@rupertsberg.example",
        "Rupertsberg2024",
        "strongroomstrongroom",
        "Sibylle vom Rhein",
        "scivias@eibingen.example",
    ] {
        let told = app.reset(&link, known).await.faults("password").json();
        let told = told["errors"]["password"][0].as_str().unwrap();
        assert!(told.contains("easy to guess") && told.contains("uncommon words help"), "{known}: {told}");
    }
    // What is wrong is told with what would be better.
    let told = app.reset(&link, "password1234").await.faults("password").json();
    let told = told["errors"]["password"][0].as_str().unwrap();
    assert!(told.contains("common") && told.ends_with("; a few more uncommon words help"), "{told}");
    app.reset(&link, NEW).await.expect(200);
    // Another password does not help where the link is over.
    app.reset(&link, "short").await.refuses(400, "invalid_link");
    let link = reset_link(&app, stack, "prioress@rupertsberg.example").await;
    stack.clock.advance(Duration::from_hours(2));
    app.reset(&link, "short").await.refuses(400, "expired_link");
}
