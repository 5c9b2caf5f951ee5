//! Those who look on and come back after a break: they are told what they missed, or that they have to look anew.

use std::time::Duration;

use serde_json::json;
use shared::{
    happenings::{self, Of},
    ids::FileId,
};

use crate::{
    documents::docx,
    stack::{Stack, stories},
};

stories!(whoever_comes_back_is_told_what_they_missed, whoever_comes_back_after_all_was_forgotten_is_told_so,);

async fn whoever_comes_back_is_told_what_they_missed(stack: &Stack) {
    let app = stack.start().await;
    let twin = stack.setup().api_only().beside(&app).start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let before = app.clean_file(&otto, "before.docx", docx("x")).await;
    let mut looking = app.look_on(&ann).await;
    let seen = app.clean_file(&otto, "seen.docx", docx("x")).await;
    let seen_at = looking.comes(|told| told.is("file", &seen)).await.id;
    drop(looking);

    let mut missed = Vec::new();
    for name in ["one.docx", "two.docx"] {
        missed.push(app.clean_file(&otto, name, docx("x")).await);
    }
    app.tell(&otto, "PATCH", &format!("/api/files/{before}/"), json!({"name": "renamed.docx"})).await.expect(200);
    // With any process, and as often as they like.
    for service in [&twin, &app, &twin] {
        let mut again = service.look_on_after(&ann, &seen_at).await;
        let told = again.until(|told| told.is("file", &before)).await;
        let ids: Vec<&str> = told.iter().map(|told| told.data["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [missed[0].as_str(), &missed[1], &before], "each once, and nothing from before");
        // From each of them it goes on behind it.
        let mut further = service.look_on_after(&ann, &told[1].id).await;
        assert!(further.next().await.unwrap().is("file", &before), "{}", further.all);
    }
    // What is no place of ours, or is too long ago, is told so, and goes on from now.
    let is_told_to_look = async |place: &str| {
        let mut again = twin.look_on_after(&ann, place).await;
        assert_eq!(again.next().await.unwrap().event, "reset", "{place}");
        let id = app.clean_file(&otto, "next.docx", docx("x")).await;
        assert!(again.next().await.unwrap().is("file", &id), "{}", again.all);
    };
    is_told_to_look("17").await;
    is_told_to_look("nonsense").await;
    let later = app.foundation.clock.now() + Duration::from_secs(5);
    assert!(happenings::sweep(app.db(), later).await.unwrap() > 0);
    is_told_to_look(&seen_at).await;
    // An ops account that missed more than can be told at once is told so, too.
    let mut ops = app.look_on(&otto).await;
    let place = ops.last_id.clone();
    let mut tx = app.db().begin().await.unwrap();
    let many: Vec<_> = (0..300).map(|_| Of::File(FileId::new())).collect();
    happenings::note_all(&mut tx, &many).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ops.next().await.unwrap().event, "reset");
    assert_eq!(twin.look_on_after(&otto, &place).await.next().await.unwrap().event, "reset");
    // A client is not told of that: none of it was theirs.
    let mut client = twin.look_on_after(&ann, &place).await;
    let id = app.clean_file(&otto, "last.docx", docx("x")).await;
    assert!(client.next().await.unwrap().is("file", &id), "{}", client.all);
}

async fn whoever_comes_back_after_all_was_forgotten_is_told_so(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let looking = app.look_on(&ann).await;
    let place = looking.last_id.clone();
    drop(looking);
    // Nobody looks on, so that nothing is numbered before it is forgotten.
    let mut tx = app.db().begin().await.unwrap();
    happenings::note(&mut tx, Of::File(FileId::new())).await.unwrap();
    tx.commit().await.unwrap();
    happenings::sweep(app.db(), app.foundation.clock.now() + Duration::from_secs(5)).await.unwrap();
    let mut again = app.look_on_after(&ann, &place).await;
    assert_eq!(again.next().await.unwrap().event, "reset");
}
