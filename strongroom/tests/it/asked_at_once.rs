//! Many who ask at the same moment, of whom each gets an answer of their own.

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    app::HasId,
    stack::{Stack, stories},
};

stories!(everybody_is_told_of_what_they_asked_about,);

/// How often each asks, all at once.
const TIMES: usize = 2;

async fn everybody_is_told_of_what_they_asked_about(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let mut people = Vec::new();
    for name in ["ann", "bob", "carl", "dora"] {
        let person = app.client(name).await;
        let id = app.named(&otto, &format!("For {name}.docx"), &[("client", &format!("{name}@example.com"))]).await;
        people.push((name, person, id));
    }
    let gone = app.log_in("ann").await;
    app.logout(Some(&gone.access), None).await.expect(204);

    let (app, people, gone) = (&app, &people, &gone);
    let ask = async |at: usize| {
        let (name, person, own) = &people[at % people.len()];
        let other = &people[(at + 1) % people.len()].2;
        // Beside each other: what is theirs, what is not, what is nothing, and somebody who is nobody any more.
        let (minted, shown, foreign, unknown, nobody, me) = tokio::join!(
            app.mint(person, own),
            app.show(person, own),
            app.mint(person, other),
            app.show(person, "01900000-0000-7000-8000-000000000000"),
            app.mint(gone, own),
            app.me(&person.access),
        );
        let minted = minted.expect(200).json();
        assert_eq!((minted["file"].id(), &minted["file"]["name"]), (own.clone(), &json!(format!("For {name}.docx"))));
        assert_eq!(shown.expect(200).json().id(), *own);
        foreign.refuses(404, "not_found");
        unknown.refuses(404, "not_found");
        nobody.refuses(401, "invalid_token");
        assert_eq!(me.expect(200).json()["username"], *name);
        let path = minted["download_link"].as_str().unwrap().split_once("/api/").unwrap().1;
        let got = app.get(&format!("/api/{path}")).send().await.expect(200);
        assert!(got.header("content-disposition").contains(name), "{}", got.header("content-disposition"));
    };
    join_all((0..TIMES * people.len()).map(ask)).await;
}
