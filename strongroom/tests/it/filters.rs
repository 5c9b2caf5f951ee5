//! What ops are listed by the filters that only they have.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use shared::people::permissions::Permissions;

use crate::{
    app::{App, HasId, Person},
    documents::docx,
    stack::{Stack, stories},
};

stories!(each_filter_of_ops_gives_what_it_says, a_filter_by_somebody_who_is_no_client_gives_nothing,);

impl App {
    /// The names of what is listed by a query, which its total counts.
    async fn filtered(&self, by: &Person, query: &str) -> Vec<String> {
        let page = self.list(by, &format!("{query}&total=true&sort=name")).await.expect(200).json();
        let files = page["files"].as_array().unwrap();
        assert_eq!(page["total"], files.len(), "{query}");
        files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect()
    }
}

async fn each_filter_of_ops_gives_what_it_says(stack: &Stack) {
    let app = stack.start().await;
    let (otto, uli) = (app.ops("otto").await, app.ops_who_may("uli", Permissions::NONE).await);
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let folder = app.folder(&otto, "Offers", None).await;
    app.clean_file(&uli, "all.docx", docx("x")).await;
    let gone = app.clean_file(&otto, "gone.docx", docx("x")).await;
    let over = app.clean_file(&otto, "over.docx", docx("x")).await;
    app.named(&otto, "anns.docx", &[("client", "ann")]).await;
    stack.clock.advance(Duration::from_mins(1));
    let since = stack.clock.now().to_string();
    stack.clock.advance(Duration::from_mins(1));
    app.named(&uli, "beneath.docx", &[("folder", &folder)]).await;
    app.named(&otto, "nobodys.docx", &[]).await;
    let shares = format!("/api/folders/{folder}/shares/");
    app.sent(&otto, "POST", &shares, json!({"clients": ["bob"]})).await.expect(201);
    app.sent(&otto, "DELETE", &format!("/api/files/{gone}/"), json!({})).await.expect(204);
    let soon = (stack.clock.now() + Duration::from_mins(1)).to_string();
    app.sent(&otto, "PATCH", &format!("/api/files/{over}/"), json!({"expires_at": soon})).await.expect(200);
    stack.clock.advance(Duration::from_mins(2));

    let of = |key: &str, id: &str| format!("{key}={id}");
    for (query, expected) in [
        ("audience=everyone".to_owned(), &["all.docx", "over.docx"][..]),
        ("audience=named".to_owned(), &["anns.docx", "beneath.docx", "nobodys.docx"]),
        (of("client", &ann.id), &["all.docx", "anns.docx", "over.docx"]),
        (of("client", &bob.id), &["all.docx", "beneath.docx", "over.docx"]),
        (of("uploaded_by", &uli.id), &["all.docx", "beneath.docx"]),
        (of("uploaded_by", &ann.id), &[]),
        (of("since", &since), &["beneath.docx", "nobodys.docx"]),
        ("state=live".to_owned(), &["all.docx", "anns.docx", "beneath.docx", "nobodys.docx"]),
        ("state=expired".to_owned(), &["over.docx"]),
        ("state=trashed".to_owned(), &["gone.docx"]),
        (format!("state=live&client={}&uploaded_by={}", bob.id, uli.id), &["all.docx", "beneath.docx"]),
        (format!("audience=named&since={since}&client={}", ann.id), &[]),
    ] {
        assert_eq!(app.filtered(&otto, &query).await, expected, "{query}");
    }
    // Clients do not ask so.
    for query in ["audience=named", "state=live"] {
        app.list(&ann, query).await.refuses(403, "role_not_allowed");
    }
}

async fn a_filter_by_somebody_who_is_no_client_gives_nothing(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let all: BTreeSet<_> =
        [app.clean_file(&otto, "all.docx", docx("x")).await, app.named(&otto, "anns.docx", &[("client", "ann")]).await]
            .into();
    let unknown = "01900000-0000-7000-8000-000000000000";
    for key in ["client", "uploaded_by", "folder"] {
        for id in [unknown, "ann", ""] {
            assert!(app.filtered(&otto, &format!("{key}={id}")).await.is_empty(), "{key}={id}");
        }
    }
    assert!(app.filtered(&otto, &format!("client={}", otto.id)).await.is_empty());
    let page = app.list(&otto, &format!("client={}", ann.id)).await.expect(200).json();
    let seen: BTreeSet<_> = page["files"].as_array().unwrap().iter().map(HasId::id).collect();
    assert_eq!(seen, all);
}
