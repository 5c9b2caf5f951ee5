//! What the audit trail holds of second factors, and of what ops do to people, groups and jobs.

use std::collections::BTreeSet;

use hyper::Method;
use serde_json::{Value, json};
use shared::sql;

use crate::{
    app::{App, HasId, PASSWORD, Person},
    client::Call,
    stack::{Stack, stories},
};

stories!(every_event_of_second_factors_is_recorded, every_event_of_people_and_groups_is_recorded_with_who_did_it,);

impl App {
    /// The names of all that is recorded.
    async fn recorded(&self) -> BTreeSet<String> {
        self.all_is_sealed().await;
        let seen: Vec<(String,)> =
            sql!(self.db(), |c| sqlx::query_as("SELECT DISTINCT event FROM audit_events").fetch_all(c)).unwrap();
        seen.into_iter().map(|(event,)| event).collect()
    }
}

#[track_caller]
fn all_are_there(recorded: &BTreeSet<String>, events: &[&str]) {
    let missing: Vec<_> = events.iter().filter(|event| !recorded.contains(**event)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "of {recorded:?}");
}

async fn every_event_of_second_factors_is_recorded(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let (authenticator, codes) = app.set_up_totp(&ann).await;
    let ticket = async || app.half_way("ann").await["ticket"].as_str().unwrap().to_owned();
    app.second_factor(&ticket().await, "000000").await.refuses(401, "invalid_second_factor");
    app.second_factor(&ticket().await, &codes[0]).await.expect(200);
    let code = authenticator.next_code(stack, &app);
    app.second_factor(&ticket().await, &code).await.expect(200);
    let me = |method: Method, path: &str| app.call(method, &format!("/api/me/{path}")).bearer(&ann.access);
    me(Method::POST, "recovery-codes/").json(&json!({"password": PASSWORD})).send().await.expect(200);
    let body = json!({"password": PASSWORD, "code": authenticator.next_code(stack, &app)});
    me(Method::DELETE, "totp/").json(&body).send().await.expect(204);
    let recorded = app.recorded().await;
    all_are_there(
        &recorded,
        &[
            "second_factor.added",
            "second_factor.removed",
            "second_factor.codes_renewed",
            "second_factor.code_used",
            "login.second_factor_refused",
        ],
    );
    let refused = app.event(&otto, "event=login.second_factor_refused").await;
    assert_eq!((&refused["outcome"], &refused["on"]["id"]), (&json!("refused"), &json!(ann.id)));
    // An id may hold as many zeros by chance.
    assert!(!refused["detail"].to_string().contains("000000"), "{refused}");
}

async fn every_event_of_people_and_groups_is_recorded_with_who_did_it(stack: &Stack) {
    let app = stack.setup().set("signup", "approval").start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let by = |by: &Person, method: Method, path: &str| -> Call {
        app.call(method, &format!("/api/ops/{path}")).bearer(&by.access)
    };
    let invited = json!({"email": "new@example.com", "role": "client"});
    let invited = by(&otto, Method::POST, "people/").json(&invited).send().await.expect(201).json().id();
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let found = by(&otto, Method::GET, "people/?search=ann").send().await.expect(200).json();
    let ann = found["people"][0].id();
    by(&otto, Method::POST, &format!("people/{ann}/approve/")).json(&json!({})).send().await.expect(200);
    for disabled in [true, false] {
        let body = json!({"disabled": disabled});
        by(&olga, Method::PATCH, &format!("people/{ann}/")).json(&body).send().await.expect(200);
    }
    let group = json!({"name": "Lawyers", "description": ""});
    let group = by(&olga, Method::POST, "groups/").json(&group).send().await.expect(201).json().id();
    by(&olga, Method::PATCH, &format!("groups/{group}/")).json(&json!({"name": "Counsel"})).send().await.expect(200);
    for method in [Method::PUT, Method::DELETE] {
        by(&olga, method, &format!("groups/{group}/members/{ann}/")).send().await.expect(204);
    }
    by(&olga, Method::DELETE, &format!("groups/{group}/")).send().await.expect(204);
    by(&olga, Method::DELETE, &format!("people/{invited}/")).send().await.expect(204);
    let recorded = app.recorded().await;
    all_are_there(
        &recorded,
        &[
            "account.invited",
            "account.approved",
            "account.disabled",
            "account.enabled",
            "account.erased",
            "group.created",
            "group.changed",
            "group.member_added",
            "group.member_removed",
            "group.erased",
        ],
    );
    for (event, actor, on) in [
        ("account.invited", &otto, &invited),
        ("account.approved", &otto, &ann),
        ("account.disabled", &olga, &ann),
        ("account.enabled", &olga, &ann),
        ("account.erased", &olga, &invited),
    ] {
        let told = app.event(&otto, &format!("event={event}")).await;
        assert_eq!((&told["actor"]["id"], &told["on"]["id"]), (&json!(actor.id), &json!(on)), "{event}");
        assert_eq!((&told["on"]["kind"], &told["outcome"]), (&json!("person"), &json!("ok")), "{event}");
    }
    let created = app.event(&otto, "event=group.created").await;
    assert_eq!(created["on"], json!({"kind": "group", "id": group}));
    assert_eq!(app.faults().await, Vec::<String>::new());
    let asked: Vec<Value> = app.events(&otto, &format!("actor={}", olga.id)).await;
    assert!(asked.len() >= 8, "{asked:?}");
}
