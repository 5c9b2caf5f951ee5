//! Groups of clients.

use hyper::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, HasId, Person},
    stack::{Stack, stories},
};

stories!(
    a_group_is_made_changed_and_removed,
    clients_come_into_groups_and_leave_them,
    groups_are_gone_through_page_by_page,
);

impl App {
    async fn group(&self, by: &Person, name: &str) -> String {
        self.look_after(by, Method::POST, "groups/", Some(json!({"name": name}))).await.expect(201).json().id()
    }
}

async fn a_group_is_made_changed_and_removed(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let made = json!({"name": " Board ", "description": "Reads\nminutes"});
    let group = app.look_after(&ops, Method::POST, "groups/", Some(made)).await.expect(201).json();
    let path = format!("groups/{}/", group.id());
    assert_eq!(group, json!({"id": group.id(), "name": "Board", "description": "Reads\nminutes", "members": 0}));
    assert_eq!(app.look_after(&ops, Method::GET, &path, None).await.expect(200).json(), group);
    for (body, field) in [
        (json!({}), "name"),
        (json!({"name": "bOARD"}), "name"),
        (json!({"name": "x\u{202e}"}), "name"),
        (json!({"name": "Other", "description": "x".repeat(1001)}), "description"),
        (json!({"name": "Other", "description": "\0"}), "description"),
    ] {
        app.look_after(&ops, Method::POST, "groups/", Some(body)).await.faults(field);
    }
    app.group(&ops, "Staff").await;
    app.look_after(&ops, Method::PATCH, &path, Some(json!({"name": "STAFF"}))).await.faults("name");
    let changed = app.look_after(&ops, Method::PATCH, &path, Some(json!({"name": "BOARD"}))).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["description"]), (&json!("BOARD"), &json!("Reads\nminutes")));
    let changed = app.look_after(&ops, Method::PATCH, &path, Some(json!({"description": ""}))).await.expect(200).json();
    assert_eq!(changed["description"], "");
    app.look_after(&ops, Method::DELETE, &path, None).await.expect(204);
    for method in [Method::GET, Method::DELETE] {
        app.look_after(&ops, method, &path, None).await.refuses(404, "not_found");
    }
    app.look_after(&ops, Method::PATCH, &path, Some(json!({}))).await.refuses(404, "not_found");
    app.look_after(&ops, Method::GET, &format!("{path}members/"), None).await.refuses(404, "not_found");
}

async fn clients_come_into_groups_and_leave_them(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let (board, staff) = (app.group(&ops, "Board").await, app.group(&ops, "Staff").await);
    let put = async |group: &str, person: &str| {
        app.look_after(&ops, Method::PUT, &format!("groups/{group}/members/{person}/"), None).await
    };
    for person in [&ann, &ann, &bob] {
        put(&board, &person.id).await.expect(204);
    }
    put(&board, &ops.id).await.faults("groups");
    let nobody = "01900000-0000-7000-8000-000000000000";
    for (group, person) in [(&board[..], nobody), (nobody, &ann.id), (&board, "x"), ("x", &ann.id)] {
        put(group, person).await.refuses(404, "not_found");
    }
    let members = async |group: &str, query: &str| {
        app.look_after(&ops, Method::GET, &format!("groups/{group}/members/?{query}"), None).await
    };
    let named = |list: &Value| list["people"].as_array().unwrap().iter().map(|one| one["username"].clone()).collect();
    let names: Vec<Value> = named(&members(&board, "").await.expect(200).json());
    assert_eq!(names, ["ann", "bob"]);
    let first = members(&board, "limit=1").await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest: Vec<Value> = named(&members(&board, &format!("limit=1&cursor={cursor}")).await.expect(200).json());
    assert_eq!(rest, ["bob"]);
    members(&board, "limit=x").await.faults("limit");
    let board_now = app.look_after(&ops, Method::GET, &format!("groups/{board}/"), None).await.expect(200).json();
    assert_eq!(board_now["members"], 2);
    let of_board: Vec<Value> = named(&app.people(&ops, &format!("group={board}&sort=name")).await.expect(200).json());
    assert_eq!(of_board, ["ann", "bob"]);

    // All groups of somebody at once.
    let shown = app.change_person(&ops, &ann.id, json!({"groups": [staff, staff]})).await.expect(200).json();
    assert_eq!(shown["groups"], json!([{"id": staff, "name": "Staff"}]));
    let path = format!("groups/{board}/members/{}/", bob.id);
    app.look_after(&ops, Method::DELETE, &path, None).await.expect(204);
    app.look_after(&ops, Method::DELETE, &path, None).await.refuses(404, "not_found");
    app.look_after(&ops, Method::DELETE, &format!("groups/{staff}/"), None).await.expect(204);
    assert_eq!(app.person(&ops, &ann.id).await["groups"], json!([]));
}

async fn groups_are_gone_through_page_by_page(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for name in ["zulu", "Alpha", "Übung", "beta"] {
        app.group(&ops, name).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("groups/?limit=1&cursor={cursor}");
        let page = app.look_after(&ops, Method::GET, &path, None).await.expect(200).json();
        seen.extend(page["groups"].as_array().unwrap().iter().map(|group| group["name"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(seen, ["Alpha", "beta", "zulu", "Übung"]);
    let found = app.look_after(&ops, Method::GET, "groups/?search=%C3%BCB", None).await.expect(200).json();
    assert_eq!(found["groups"].as_array().unwrap().len(), 1);
}
