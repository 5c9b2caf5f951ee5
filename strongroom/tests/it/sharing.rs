//! Who sees which document: what is shared, with whom, and what happens once it is not any more.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ooxml::Kind;
use serde_json::{Value, json};

use crate::{
    app::{App, HasId, Person},
    client::{Form, Reply},
    documents::minimal,
    stack::{Stack, stories},
};

stories!(
    a_document_is_seen_by_those_whom_it_names_and_by_nobody_else,
    what_is_left_empty_makes_no_document_everybodys,
    two_who_share_one_thing_with_the_same_people_wait_for_each_other,
    a_share_that_is_taken_away_ends_links_at_their_next_use,
    what_is_shared_of_a_folder_is_shared_of_all_beneath,
    whoever_may_only_look_gets_no_link,
);

impl App {
    pub(crate) async fn sent(&self, by: &Person, method: &str, path: &str, body: Value) -> Reply {
        self.call(method.parse().unwrap(), path).bearer(&by.access).json(&body).send().await
    }

    pub(crate) async fn named(&self, by: &Person, name: &str, fields: &[(&str, &str)]) -> String {
        let form = fields
            .iter()
            .fold(Form::new(), |form, (field, text)| form.part(&format!("name=\"{field}\""), text.as_bytes()));
        let form = form.file(name, &minimal(Kind::Docx)).part("name=\"audience\"", b"named");
        let id = self.upload_form(by, form).await.expect(201).json()["file"].id();
        self.scanned(by, &id).await;
        id
    }

    pub(crate) async fn folder(&self, by: &Person, name: &str, parent: Option<&str>) -> String {
        self.sent(by, "POST", "/api/folders/", json!({"name": name, "parent": parent})).await.expect(201).json().id()
    }

    pub(crate) async fn seen(&self, by: &Person) -> BTreeSet<String> {
        let (mut seen, mut query) = (BTreeSet::new(), "limit=7&sort=name".to_owned());
        loop {
            let page = self.list(by, &query).await.expect(200).json();
            for file in page["files"].as_array().unwrap() {
                assert!(seen.insert(file.id()), "{file} comes twice");
            }
            let Some(next) = page["next_cursor"].as_str() else { return seen };
            query = format!("limit=7&sort=name&cursor={next}");
        }
    }
}

async fn a_document_is_seen_by_those_whom_it_names_and_by_nobody_else(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let id = app.named(&otto, "a.docx", &[("client", "ANN@example.com"), ("label", "Offer"), ("label", "offer")]).await;
    let shown = app.show(&ann, &id).await.expect(200).json();
    assert_eq!((&shown["labels"], &shown["version"]), (&json!(["Offer"]), &json!(1)));
    assert!(shown.get("audience").is_none() && shown.get("downloads").is_none(), "{shown}");
    let told = app.show(&otto, &id).await.expect(200).json();
    assert_eq!((&told["audience"], &told["state"]), (&json!("named"), &json!("live")));
    app.mint(&ann, &id).await.expect(200);
    for reply in [app.show(&bob, &id).await, app.mint(&bob, &id).await] {
        reply.refuses(404, "not_found");
    }
    assert_eq!(
        app.list(&bob, "total=true").await.expect(200).json(),
        json!({"files": [], "next_cursor": null, "total": 0})
    );
    let why = app.get(&format!("/api/files/{id}/access/?client=bob")).bearer(&otto.access).send().await.expect(200);
    assert_eq!(why.json(), json!({"visible": false, "because": [], "blocked_by": ["not_shared"]}));
    let who = app.get(&format!("/api/files/{id}/access/")).bearer(&otto.access).send().await.expect(200).json();
    let [ref only] = who["access"].as_array().unwrap()[..] else { panic!("{who}") };
    assert_eq!((&only["client"]["username"], &only["because"][0]["kind"]), (&json!("ann"), &json!("share")));
    app.list(&bob, "state=live").await.refuses(403, "role_not_allowed");
    app.sent(&otto, "PATCH", &format!("/api/files/{id}/"), json!({"audience": "everyone"})).await.expect(200);
    assert_eq!(app.seen(&bob).await.len(), 1);
}

async fn what_is_left_empty_makes_no_document_everybodys(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    app.client("ann").await;
    for field in ["client", "group", "audience"] {
        let form = Form::new().part(&format!("name=\"{field}\""), b"").file("a.docx", &minimal(Kind::Docx));
        app.upload_form(&otto, form).await.faults(field);
    }
    for (name, text) in [("clients", "[]"), ("clients", r#"[""]"#), ("groups", "[]"), ("audience", "")] {
        let said = [("filename", "a.docx"), (name, text)];
        let said = said.map(|(name, text)| format!("{name} {}", STANDARD.encode(text))).join(",");
        let call = app.post("/api/uploads/").bearer(&otto.access).header("tus-resumable", "1.0.0");
        call.header("upload-length", "100").header("upload-metadata", &said).send().await.refuses(400, "invalid_input");
    }
    let others = ["folder", "expires_at", "max_downloads", "description", "label"];
    let form = others.iter().fold(Form::new(), |form, field| form.part(&format!("name=\"{field}\""), b""));
    app.upload_form(&otto, form.file("a.docx", &minimal(Kind::Docx))).await.expect(201);
}

async fn two_who_share_one_thing_with_the_same_people_wait_for_each_other(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let otto = app.ops("otto").await;
    let folder = app.folder(&otto, "Board", None).await;
    let mut names = Vec::new();
    for at in 0..40 {
        let group = json!({"name": format!("Group {at}"), "description": ""});
        app.sent(&otto, "POST", "/api/ops/groups/", group).await.expect(201);
        names.push(format!("Group {at}"));
    }
    let backwards: Vec<_> = names.iter().rev().cloned().collect();
    for _ in 0..4 {
        let id = app.uploaded(&otto, "a.docx", minimal(Kind::Docx)).await.id();
        for path in [format!("/api/files/{id}/shares/"), format!("/api/folders/{folder}/shares/")] {
            let share = async |groups: &Vec<String>| app.sent(&otto, "POST", &path, json!({"groups": groups})).await;
            let (one, other) = tokio::join!(share(&names), share(&backwards));
            one.expect(201);
            other.expect(201);
        }
    }
    stack.may_leave_jobs();
}

async fn a_share_that_is_taken_away_ends_links_at_their_next_use(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.named(&otto, "a.docx", &[]).await;
    app.mint(&ann, &id).await.refuses(404, "not_found");
    let path = format!("/api/files/{id}/shares/");
    let share = app.sent(&otto, "POST", &path, json!({"clients": ["ann"]})).await.expect(201).json();
    let link = app.link(&ann, &id).await;
    app.get(&link).send().await.expect(200);
    let share = share["shares"][0].id();
    app.sent(&otto, "DELETE", &format!("{path}{share}/"), json!({})).await.expect(204);
    app.get(&link).send().await.refuses(410, "gone");
    app.mint(&ann, &id).await.refuses(404, "not_found");
    app.sent(&otto, "POST", &path, json!({"clients": ["nobody"]})).await.refuses(400, "invalid_input");
}

async fn what_is_shared_of_a_folder_is_shared_of_all_beneath(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let top = app.folder(&otto, "Offers", None).await;
    let inner = app.folder(&otto, "2027", Some(&top)).await;
    let other = app.folder(&otto, "Else", None).await;
    let id = app.named(&otto, "a.docx", &[("folder", &inner)]).await;
    let shares = format!("/api/folders/{top}/shares/");
    app.sent(&otto, "POST", &shares, json!({"clients": ["ann"]})).await.expect(201);
    let shown = app.show(&ann, &id).await.expect(200).json();
    assert_eq!(shown["folder"], json!({"id": inner, "path": "Offers/2027"}));
    app.show(&bob, &id).await.refuses(404, "not_found");
    app.sent(&otto, "PATCH", &format!("/api/folders/{top}/"), json!({"parent": inner}))
        .await
        .refuses(400, "invalid_input");
    app.sent(&otto, "PATCH", &format!("/api/folders/{inner}/"), json!({"parent": other})).await.expect(200);
    app.show(&ann, &id).await.refuses(404, "not_found");
    let path = format!("/api/folders/{other}/");
    app.sent(&otto, "DELETE", &path, json!({})).await.refuses(409, "folder_not_empty");
    app.sent(&otto, "DELETE", &format!("{path}?documents=trash"), json!({})).await.expect(204);
    assert_eq!(app.list(&otto, "state=trashed").await.expect(200).json()["files"][0].id(), id);
    assert!(app.seen(&otto).await.is_empty());
}

async fn whoever_may_only_look_gets_no_link(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.named(&otto, "a.docx", &[]).await;
    let path = format!("/api/files/{id}/shares/");
    app.sent(&otto, "POST", &path, json!({"clients": ["ann"], "right": "view"})).await.expect(201);
    app.show(&ann, &id).await.expect(200);
    app.mint(&ann, &id).await.refuses(403, "view_only");
    app.sent(&otto, "POST", &path, json!({"clients": ["ann"], "right": "download"})).await.expect(201);
    app.mint(&ann, &id).await.expect(200);
}
