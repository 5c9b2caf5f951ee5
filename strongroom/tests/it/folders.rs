//! Folders: how deep they lie, who removes them, and what becomes of those who put something into one that goes.

use serde_json::{Value, json};
use shared::people::permissions::Permissions;

use crate::{
    app::{App, HasId, Person},
    client::{Form, Reply},
    documents::docx,
    stack::{Stack, stories},
};

stories!(
    folders_lie_eight_deep_and_no_deeper_however_they_came_there,
    what_others_made_beneath_a_folder_is_removed_by_whoever_may,
    a_folder_with_what_must_be_kept_stays,
    what_is_removed_meanwhile_is_as_if_it_had_never_been,
);

impl App {
    async fn remove_folder(&self, by: &Person, id: &str, query: &str) -> Reply {
        self.sent(by, "DELETE", &format!("/api/folders/{id}/{query}"), json!({})).await
    }

    async fn moved(&self, by: &Person, id: &str, parent: Value) -> Reply {
        self.sent(by, "PATCH", &format!("/api/folders/{id}/"), json!({"parent": parent})).await
    }

    /// Folders that lie in each other, the topmost first.
    async fn nested(&self, by: &Person, name: &str, depth: usize) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for at in 0..depth {
            all.push(self.folder(by, &format!("{name} {at}"), all.last().map(String::as_str)).await);
        }
        all
    }
}

async fn folders_lie_eight_deep_and_no_deeper_however_they_came_there(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let otto = app.ops("otto").await;
    let deep = app.nested(&otto, "deep", 8).await;
    let ninth = json!({"name": "ninth", "parent": deep[7]});
    app.sent(&otto, "POST", "/api/folders/", ninth).await.refuses(400, "invalid_input");
    // Three that lie in each other come to lie below the fifth, and not below the sixth.
    let three = app.nested(&otto, "three", 3).await;
    app.moved(&otto, &three[0], json!(deep[5])).await.refuses(400, "invalid_input");
    app.moved(&otto, &three[0], json!(deep[4])).await.expect(200);
    let lowest = json!({"name": "lower", "parent": three[2]});
    app.sent(&otto, "POST", "/api/folders/", lowest.clone()).await.refuses(400, "invalid_input");
    let shown = app.get(&format!("/api/folders/{}/", three[2])).bearer(&otto.access).send().await.expect(200).json();
    assert_eq!(shown["path"].as_str().unwrap().split('/').count(), 8, "{shown}");
    // None comes to lie in itself.
    app.moved(&otto, &deep[0], json!(three[2])).await.refuses(400, "invalid_input");
    app.moved(&otto, &three[0], json!(null)).await.expect(200);
    app.sent(&otto, "POST", "/api/folders/", lowest).await.expect(201);
}

async fn what_others_made_beneath_a_folder_is_removed_by_whoever_may(stack: &Stack) {
    let app = stack.start().await;
    let (uli, olga) =
        (app.ops_who_may("uli", Permissions::NONE).await, app.ops_who_may("olga", Permissions::NONE).await);
    let otto = app.ops("otto").await;
    let [top, own] = &app.nested(&uli, "uli", 2).await[..] else { panic!() };
    let beneath = app.folder(&olga, "olga", Some(own)).await;
    let path = format!("/api/folders/{beneath}/shares/");
    app.client("ann").await;
    app.sent(&olga, "POST", &path, json!({"clients": ["ann"]})).await.expect(201);
    for folder in [top, own, &beneath] {
        app.remove_folder(&uli, folder, "").await.refuses(403, "permission_missing");
    }
    app.get(&path).bearer(&olga.access).send().await.expect(200);
    app.remove_folder(&olga, &beneath, "").await.expect(204);
    // The same of documents.
    let id = app.named(&olga, "olgas.docx", &[("folder", own)]).await;
    app.remove_folder(&uli, top, "").await.refuses(409, "folder_not_empty");
    app.remove_folder(&uli, top, "?documents=trash").await.refuses(403, "permission_missing");
    assert_eq!(app.show(&olga, &id).await.expect(200).json()["folder"]["id"], own.as_str());
    app.folder(&olga, "olga", Some(own)).await;
    app.remove_folder(&otto, top, "?documents=trash").await.expect(204);
    assert_eq!(app.show(&olga, &id).await.expect(200).json()["state"], "trashed");
}

async fn a_folder_with_what_must_be_kept_stays(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let [top, inner] = &app.nested(&otto, "f", 2).await[..] else { panic!() };
    let id = app.named(&otto, "kept.docx", &[("folder", inner)]).await;
    let other = app.named(&otto, "other.docx", &[("folder", top)]).await;
    let file = format!("/api/files/{id}/");
    app.sent(&otto, "PATCH", &file, json!({"legal_hold": true})).await.expect(200);
    app.remove_folder(&otto, top, "?documents=trash").await.refuses(409, "legal_hold");
    assert_eq!(app.show(&otto, &other).await.expect(200).json()["state"], "live");
    app.sent(&otto, "PATCH", &file, json!({"legal_hold": false})).await.expect(200);
    app.remove_folder(&otto, top, "?documents=trash").await.expect(204);
}

async fn what_is_removed_meanwhile_is_as_if_it_had_never_been(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let ann = app.client("ann").await;
    let file = app.uploaded(&otto, "a.docx", docx("x")).await.id();
    let path = format!("/api/files/{file}/");
    for at in 0..8 {
        // Something is put into a folder while that goes.
        let (goes, other) =
            (app.folder(&otto, &format!("g{at}"), None).await, app.folder(&otto, &format!("o{at}"), None).await);
        let form = Form::new().part("name=\"folder\"", goes.as_bytes()).file("b.docx", &docx("x"));
        let of_goes = format!("/api/folders/{goes}/shares/");
        let (removed, moved, put, shared, came) = tokio::join!(
            app.remove_folder(&otto, &goes, ""),
            app.sent(&otto, "PATCH", &path, json!({"folder": goes})),
            app.moved(&otto, &other, json!(goes)),
            app.sent(&otto, "POST", &of_goes, json!({"clients": ["ann"]})),
            app.upload_form(&otto, form),
        );
        for (what, reply, statuses) in [
            ("removed", &removed, &[204, 409][..]),
            ("moved", &moved, &[200, 400]),
            ("put", &put, &[200, 400, 404]),
            ("shared", &shared, &[201, 404]),
            ("came", &came, &[201, 400]),
        ] {
            assert!(statuses.contains(&reply.status.as_u16()), "{what}: {}", reply.text());
        }
        // Whoever was told that it lies there finds it there.
        if moved.status == 200 {
            assert_eq!(app.show(&otto, &file).await.expect(200).json()["folder"]["id"], goes.as_str());
            removed.refuses(409, "folder_not_empty");
        }
        app.sent(&otto, "PATCH", &path, json!({"folder": null})).await.expect(200);

        // Something is shared with a group while that goes, or goes while it is shared.
        let group = app
            .sent(&otto, "POST", "/api/ops/groups/", json!({"name": format!("g{at}")}))
            .await
            .expect(201)
            .json()
            .id();
        let gone = app.uploaded(&otto, "c.docx", docx("x")).await.id();
        let of_group = format!("/api/ops/groups/{group}/");
        let (with_group, member) = (format!("{path}shares/"), format!("{of_group}members/{}/", ann.id));
        let of_gone = format!("/api/files/{gone}/shares/");
        let (removed, shared, joined, erased, too_late) = tokio::join!(
            app.sent(&otto, "DELETE", &of_group, json!({})),
            app.sent(&otto, "POST", &with_group, json!({"groups": [group]})),
            app.sent(&otto, "PUT", &member, json!({})),
            app.delete(&otto, &gone),
            app.sent(&otto, "POST", &of_gone, json!({"clients": ["ann"]})),
        );
        for (what, reply, statuses) in [
            ("removed", &removed, &[204][..]),
            ("shared", &shared, &[201, 400]),
            ("joined", &joined, &[204, 400, 404]),
            ("erased", &erased, &[204]),
            ("too late", &too_late, &[201, 404]),
        ] {
            assert!(statuses.contains(&reply.status.as_u16()), "{what}: {}", reply.text());
        }
    }
}
