//! Those who look after people: the directory, what they change, and whom they may not touch.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};
use shared::{
    ids::UserId,
    people::{
        directory,
        permissions::{Permission, Permissions},
    },
};

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::Reply,
    stack::{Stack, eventually, stories},
};

stories!(
    people_are_listed_searched_and_filtered,
    a_directory_is_gone_through_page_by_page,
    what_is_asked_of_the_directory_has_to_make_sense,
    an_account_is_disabled_and_enabled_at_once_everywhere,
    an_account_expires_by_the_clock_and_its_sessions_do_not_come_back,
    nobody_grants_what_they_lack_or_touches_who_has_more,
    the_last_who_looks_after_people_stays,
    an_address_that_others_set_is_proved_first,
    a_lost_second_factor_is_reset_and_told_of,
    sessions_of_others_are_ended,
    an_account_is_erased_by_others,
    somebody_who_has_not_verified_is_mailed_again,
    a_token_changes_people_but_not_what_they_are_proved_by,
    ; alone: two_who_strip_each_other_leave_one,
);

impl App {
    /// Asks as somebody who looks after people.
    pub(crate) async fn look_after(&self, by: &Person, method: Method, path: &str, body: Option<Value>) -> Reply {
        let call = self.call(method, &format!("/api/ops/{path}")).bearer(&by.access);
        body.into_iter().fold(call, |call, body| call.json(&body)).send().await
    }

    pub(crate) async fn people(&self, by: &Person, query: &str) -> Reply {
        self.look_after(by, Method::GET, &format!("people/?{query}"), None).await
    }

    pub(crate) async fn person(&self, by: &Person, id: &str) -> Value {
        self.look_after(by, Method::GET, &format!("people/{id}/"), None).await.expect(200).json()
    }

    pub(crate) async fn change_person(&self, by: &Person, id: &str, body: Value) -> Reply {
        self.look_after(by, Method::PATCH, &format!("people/{id}/"), Some(body)).await
    }

    pub(crate) async fn do_to_person(&self, by: &Person, id: &str, what: &str) -> Reply {
        self.look_after(by, Method::POST, &format!("people/{id}/{what}/"), None).await
    }
}

/// The addresses in a list, up to their `@`.
fn names(list: &Value) -> Vec<&str> {
    let people = list["people"].as_array().unwrap().iter();
    people.map(|person| person["email"].as_str().unwrap().split('@').next().unwrap()).collect()
}

fn may(permissions: &[Permission]) -> Permissions {
    permissions.iter().copied().collect()
}

async fn people_are_listed_searched_and_filtered(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let ann = app.client("ann").await;
    let bob = app.client("bob").await;
    app.signup("carla", "carla@example.com", PASSWORD).await.expect(201);
    app.change_person(&ops, &ann.id, json!({"display_name": "Ånn Müller 100%"})).await.expect(200);
    app.change_person(&ops, &bob.id, json!({"disabled": true})).await.expect(200);

    let shown = app.person(&ops, &ann.id).await;
    assert_eq!(
        (&shown["id"], &shown["username"], &shown["email"], &shown["role"], &shown["state"], &shown["permissions"]),
        (&json!(ann.id), &json!("ann"), &json!("ann@example.com"), &json!("client"), &json!("active"), &json!([]))
    );
    assert_eq!((&shown["groups"], &shown["expires_at"]), (&json!([]), &Value::Null));
    assert_eq!(shown["second_factor"], json!({"totp": false, "passkeys": 0, "recovery_codes_left": 0}));
    assert!(shown["last_login_at"].is_string() && shown["created_at"].is_string());

    for (query, found) in [
        ("", vec!["carla", "bob", "ann", "otto"]),
        ("sort=created_at", vec!["otto", "ann", "bob", "carla"]),
        ("sort=email", vec!["ann", "bob", "carla", "otto"]),
        ("sort=-email", vec!["otto", "carla", "bob", "ann"]),
        // A letter with a ring is no `a`.
        ("sort=name", vec!["bob", "carla", "otto", "ann"]),
        ("role=ops", vec!["otto"]),
        ("role=client&sort=email", vec!["ann", "bob", "carla"]),
        ("state=active&sort=email", vec!["ann", "otto"]),
        ("state=disabled", vec!["bob"]),
        ("state=unverified", vec!["carla"]),
        ("state=waiting", vec![]),
        ("state=expired", vec![]),
        ("state=invited", vec![]),
        ("search=A&sort=email", vec!["ann", "bob", "carla", "otto"]),
        ("search=OTT", vec!["otto"]),
        ("search=m%C3%9CLLER", vec!["ann"]),
        ("search=100%25", vec!["ann"]),
        ("search=100_", vec![]),
        ("search=b@example&state=disabled", vec!["bob"]),
        ("search=b@example&state=active", vec![]),
        ("group=01900000-0000-7000-8000-000000000000", vec![]),
        ("group=none-such", vec![]),
    ] {
        let list = app.people(&ops, query).await.expect(200).json();
        assert_eq!(names(&list), found, "{query}");
        assert!(list.get("total").is_none());
        let counted = app.people(&ops, &format!("{query}&total=true")).await.expect(200).json();
        assert_eq!(counted["total"], found.len(), "{query}");
    }
    for id in ["01900000-0000-7000-8000-000000000000", "x"] {
        app.look_after(&ops, Method::GET, &format!("people/{id}/"), None).await.refuses(404, "not_found");
    }
}

async fn a_directory_is_gone_through_page_by_page(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for name in ["ann", "bob", "carla", "dora", "emil"] {
        app.signup(name, &format!("{name}@example.com"), PASSWORD).await.expect(201);
    }
    for sort in ["created_at", "-created_at", "name", "-name", "email", "-email"] {
        let whole = app.people(&ops, &format!("sort={sort}")).await.expect(200).json();
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = app.people(&ops, &format!("sort={sort}&limit=2&cursor={cursor}")).await.expect(200).json();
            seen.extend(page["people"].as_array().unwrap().clone());
            let Some(next) = page["next_cursor"].as_str() else { break };
            next.clone_into(&mut cursor);
        }
        assert_eq!(json!(seen), whole["people"], "{sort}");
        app.people(&ops, &format!("sort=-created_at&cursor={cursor}")).await.expect(if sort == "-created_at" {
            200
        } else {
            400
        });
    }
}

async fn what_is_asked_of_the_directory_has_to_make_sense(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for (query, field) in [
        ("role=admin", "role"),
        ("state=asleep", "state"),
        ("sort=username", "sort"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
        ("total=many", "total"),
        ("search=%00", "search"),
        ("stat=active", "query"),
    ] {
        app.people(&ops, query).await.faults(field);
    }
    app.look_after(&ops, Method::GET, "groups/?serach=x", None).await.faults("query");
    for (body, field) in [
        (json!({"disabled": "yes"}), "disabled"),
        (json!({"expires_at": "tomorrow"}), "expires_at"),
        (json!({"permissions": "people"}), "permissions"),
        (json!({"permissions": ["all"]}), "permissions"),
        (json!({"groups": ["x"]}), "groups"),
        (json!({"display_name": 7}), "display_name"),
        (json!({"email": "no address"}), "email"),
    ] {
        app.change_person(&ops, &ops.id, body).await.faults(field);
    }
    let ann = app.client("ann").await;
    app.change_person(&ops, &ann.id, json!({"permissions": ["documents"]})).await.faults("permissions");
    let unknown = json!({"groups": ["01900000-0000-7000-8000-000000000000"]});
    app.change_person(&ops, &ann.id, unknown.clone()).await.faults("groups");
    app.change_person(&ops, &ops.id, unknown).await.faults("groups");
}

async fn an_account_is_disabled_and_enabled_at_once_everywhere(stack: &Stack) {
    let app = stack.start().await;
    let other = stack.setup().api_only().beside(&app).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let token = app.token(&ann, &["read"]).await;
    let shown = app.change_person(&ops, &ann.id, json!({"disabled": true})).await.expect(200).json();
    assert_eq!(shown["state"], "disabled");
    for app in [&app, &other] {
        app.me(&ann.access).await.refuses(401, "invalid_token");
        app.me(&token).await.refuses(401, "invalid_token");
        app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
        app.login("ann", PASSWORD).await.refuses(403, "account_disabled");
    }
    // Doing it again changes nothing.
    app.change_person(&ops, &ann.id, json!({"disabled": true})).await.expect(200);
    let shown = app.change_person(&ops, &ann.id, json!({"disabled": false})).await.expect(200).json();
    assert_eq!(shown["state"], "active");
    for app in [&app, &other] {
        app.me(&ann.access).await.refuses(401, "invalid_token");
        app.me(&token).await.refuses(401, "invalid_token");
        app.log_in("ann").await;
    }
}

async fn an_account_expires_by_the_clock_and_its_sessions_do_not_come_back(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let end = stack.clock.now() + Duration::from_mins(3);
    let shown = app.change_person(&ops, &ann.id, json!({"expires_at": end.to_string()})).await.expect(200).json();
    assert_eq!((&shown["state"], &shown["expires_at"]), (&json!("active"), &json!(end.to_string())));
    app.me(&ann.access).await.expect(200);
    stack.clock.advance(Duration::from_mins(4));
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.login("ann", PASSWORD).await.refuses(403, "account_disabled");
    assert_eq!(names(&app.people(&ops, "state=expired").await.expect(200).json()), ["ann"]);
    let shown = app.change_person(&ops, &ann.id, json!({"expires_at": null})).await.expect(200).json();
    assert_eq!((&shown["state"], &shown["expires_at"]), (&json!("active"), &Value::Null));
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
    let ann = app.log_in("ann").await;
    // At once.
    let now = json!({"expires_at": "2020-01-01T00:00:00Z"});
    assert_eq!(app.change_person(&ops, &ann.id, now).await.expect(200).json()["state"], "expired");
    app.me(&ann.access).await.refuses(401, "invalid_token");
}

async fn nobody_grants_what_they_lack_or_touches_who_has_more(stack: &Stack) {
    let app = stack.start().await;
    let all = app.ops("all").await;
    let some = app.ops_who_may("some", may(&[Permission::People])).await;
    let peer = app.ops_who_may("peer", may(&[Permission::People])).await;
    for body in [
        json!({"disabled": true}),
        json!({"expires_at": "2020-01-01T00:00:00Z"}),
        json!({"permissions": []}),
        json!({"permissions": ["people"]}),
        json!({"email": "mine@example.com"}),
    ] {
        app.change_person(&some, &all.id, body).await.refuses(403, "permission_missing");
    }
    for what in ["reset-second-factor", "reject"] {
        app.do_to_person(&some, &all.id, what).await.refuses(403, "permission_missing");
    }
    app.look_after(&some, Method::DELETE, &format!("people/{}/", all.id), None)
        .await
        .refuses(403, "permission_missing");
    // Neither to others nor to themselves.
    for to in [&peer, &some] {
        let wanted = json!({"permissions": ["people", "audit"]});
        app.change_person(&some, &to.id, wanted).await.refuses(403, "permission_missing");
    }
    let wanted = json!({"email": "new@example.com", "role": "ops", "permissions": ["documents"]});
    app.look_after(&some, Method::POST, "people/", Some(wanted)).await.refuses(403, "permission_missing");
    let untouched = app.person(&all, &all.id).await;
    assert_eq!((&untouched["state"], &untouched["pending_email"]), (&json!("active"), &Value::Null));
    assert_eq!(untouched["permissions"].as_array().unwrap().len(), 4);
    // A name says nothing of rights, and peers may be disabled.
    app.change_person(&some, &all.id, json!({"display_name": "Ada"})).await.expect(200);
    app.change_person(&some, &peer.id, json!({"disabled": true})).await.expect(200);
    app.change_person(&all, &some.id, json!({"permissions": ["documents", "audit"]})).await.expect(200);
    app.people(&some, "").await.refuses(403, "permission_missing");
}

async fn the_last_who_looks_after_people_stays(stack: &Stack) {
    let app = stack.start().await;
    let last = app.ops("otto").await;
    let gone = app.ops("paula").await;
    app.change_person(&last, &gone.id, json!({"disabled": true})).await.expect(200);
    let end = (stack.clock.now() + Duration::from_hours(24)).to_string();
    for body in [
        json!({"disabled": true}),
        json!({"permissions": ["documents", "audit", "operate"]}),
        json!({"expires_at": end}),
        json!({"expires_at": "2020-01-01T00:00:00Z"}),
    ] {
        app.change_person(&last, &last.id, body).await.refuses(409, "last_of_its_kind");
    }
    app.look_after(&last, Method::DELETE, &format!("people/{}/", last.id), None).await.refuses(409, "last_of_its_kind");
    // With another one it works.
    app.change_person(&last, &gone.id, json!({"disabled": false})).await.expect(200);
    app.change_person(&last, &last.id, json!({"permissions": ["documents"]})).await.expect(200);
    app.people(&last, "").await.refuses(403, "permission_missing");
}

async fn two_who_strip_each_other_leave_one(stack: &Stack) {
    let app = stack.start().await;
    for round in 0..4 {
        let (a, b) = (app.ops(&format!("anna{round}")).await, app.ops(&format!("bert{round}")).await);
        // Of all others nobody may look after people.
        let all = directory::Filter::default();
        let page = shared::db::page::Page { limit: 200, after: None };
        let now = stack.clock.now();
        for person in directory::list(app.db(), &all, directory::Sort::NEWEST, &page, now).await.unwrap().rows {
            let id = person.entry.user.id.to_string();
            if id != a.id && id != b.id {
                app.change_person(&a, &id, json!({"disabled": true})).await.expect(200);
            }
        }
        let strip = json!({"permissions": []});
        let (one, other) =
            tokio::join!(app.change_person(&a, &b.id, strip.clone()), app.change_person(&b, &a.id, strip.clone()));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403], "{} {}", one.text(), other.text());
    }
}

async fn an_address_that_others_set_is_proved_first(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    app.change_person(&ops, &ann.id, json!({"email": "otto@example.com"})).await.refuses(400, "email_taken");
    let shown = app.change_person(&ops, &ann.id, json!({"email": "new@example.com"})).await.expect(200).json();
    assert_eq!((&shown["email"], &shown["pending_email"]), (&json!("ann@example.com"), &json!("new@example.com")));
    stack.mail_about("ann@example.com", "Your e-mail address is to change").await;
    app.follow(&stack.mail_to("new@example.com").await.link()).await.expect(200);
    let shown = app.person(&ops, &ann.id).await;
    assert_eq!((&shown["email"], &shown["pending_email"]), (&json!("new@example.com"), &Value::Null));
}

async fn a_lost_second_factor_is_reset_and_told_of(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    app.set_up_totp(&ann).await;
    assert_eq!(app.person(&ops, &ann.id).await["second_factor"]["totp"], true);
    app.login("ann", PASSWORD).await.refuses(401, "second_factor_required");
    let shown = app.do_to_person(&ops, &ann.id, "reset-second-factor").await.expect(200).json();
    assert_eq!(shown["second_factor"], json!({"totp": false, "passkeys": 0, "recovery_codes_left": 0}));
    app.log_in("ann").await;
    stack.mail_about("ann@example.com", "Your second factors were removed").await;
    // Where there is none, nobody is told of anything.
    app.do_to_person(&ops, &ann.id, "reset-second-factor").await.expect(200);
    stack.all_jobs_are_done(app.db()).await;
    let told = stack.mails_to("ann@example.com");
    assert_eq!(told.iter().filter(|mail| mail.header("Subject") == "Your second factors were removed").count(), 1);
}

async fn sessions_of_others_are_ended(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let again = app.log_in("ann").await;
    app.do_to_person(&ops, &ann.id, "end-sessions").await.expect(204);
    for session in [&ann, &again] {
        app.me(&session.access).await.refuses(401, "invalid_token");
        app.refresh(&session.refresh).await.refuses(401, "invalid_token");
    }
    app.log_in("ann").await;
    app.do_to_person(&ops, &UserId::new().to_string(), "end-sessions").await.refuses(404, "not_found");
}

async fn an_account_is_erased_by_others(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let path = format!("people/{}/", ann.id);
    app.look_after(&ops, Method::DELETE, &path, None).await.expect(204);
    app.look_after(&ops, Method::DELETE, &path, None).await.refuses(404, "not_found");
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.login("ann", PASSWORD).await.refuses(401, "invalid_credentials");
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
}

async fn somebody_who_has_not_verified_is_mailed_again(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let ann = app.signup("ann", "ann@example.com", PASSWORD).await.expect(201).json()["user"].id();
    stack.mail_to("ann@example.com").await;
    for _ in 0..2 {
        app.do_to_person(&ops, &ann, "verify-again").await.expect(204);
    }
    let mail = eventually("the second mail", async || {
        let mails = stack.mails_to("ann@example.com");
        (mails.len() == 2).then(|| mails[0].clone())
    });
    app.follow(&mail.await.link()).await.expect(200);
    app.do_to_person(&ops, &ann, "verify-again").await.refuses(409, "wrong_state");
    app.do_to_person(&ops, &ann, "invite-again").await.refuses(409, "wrong_state");
    app.do_to_person(&ops, &ann, "reject").await.refuses(409, "wrong_state");
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails_to("ann@example.com").len(), 2, "one a minute");
}

async fn a_token_changes_people_but_not_what_they_are_proved_by(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let by = Person { access: app.token(&ops, &["manage"]).await, ..ops.clone() };
    app.change_person(&by, &ann.id, json!({"display_name": "Ann"})).await.expect(200);
    app.change_person(&by, &ann.id, json!({"email": "x@example.com"})).await.refuses(403, "scope_missing");
    app.change_person(&by, &ops.id, json!({"permissions": []})).await.refuses(403, "scope_missing");
    app.invite(&by, json!({"email": "x@example.com", "role": "ops"})).await.refuses(403, "scope_missing");
    app.invite(&by, json!({"email": "x@example.com", "role": "client"})).await.expect(201);
    for what in ["end-sessions", "reset-second-factor"] {
        app.do_to_person(&by, &ann.id, what).await.refuses(403, "scope_missing");
    }
    app.look_after(&by, Method::DELETE, &format!("people/{}/", ann.id), None).await.refuses(403, "scope_missing");
    // To reject somebody erases them.
    app.do_to_person(&by, &ann.id, "reject").await.refuses(403, "scope_missing");
}
