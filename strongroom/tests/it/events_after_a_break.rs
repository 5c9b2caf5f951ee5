//! Those who look on and come back after a break: they are told what they missed, or that they have to look anew.

use std::time::Duration;

use serde_json::json;
use shared::{
    clock::Millis,
    documents::visible::{self, Expired},
    happenings::{self, Of},
    ids::FileId,
};

use crate::{
    app::HasId,
    documents::docx,
    stack::{Stack, stories},
};

stories!(
    whoever_comes_back_is_told_what_they_missed,
    whoever_comes_back_after_all_was_forgotten_is_told_so,
    whoever_was_away_when_something_of_theirs_expired_is_told_to_look,
    of_many_that_expire_at_once_none_is_left_out,
);

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

async fn whoever_was_away_when_something_of_theirs_expired_is_told_to_look(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let soon = (stack.clock.now() + Duration::from_mins(1)).to_string();
    let fields = [("client", "ann"), ("expires_at", soon.as_str())];
    let id = app.named(&otto, "soon.docx", &fields).await;
    let mut places = Vec::new();
    for person in [&otto, &ann, &bob] {
        places.push(app.look_on(person).await.last_id);
    }
    stack.clock.advance(Duration::from_mins(10));
    app.show(&ann, &id).await.refuses(404, "not_found");
    for (person, place) in [(&otto, &places[0]), (&ann, &places[1])] {
        let mut again = app.look_on_after(person, place).await;
        let told = again.next().await.unwrap();
        assert_eq!(told.event, "reset", "{}", person.username);
        // Told once, it is known.
        let mut once_more = app.look_on_after(person, &told.id).await;
        let next = app.named(&otto, "next.docx", &[("client", "ann")]).await;
        once_more.comes(|told| told.is("file", &next)).await;
        assert!(!once_more.all.contains("reset"), "{}", once_more.all);
    }
    // It was not Bob's, and so nothing has come to its end for him.
    let mut again = app.look_on_after(&bob, &places[2]).await;
    let own = app.named(&otto, "bob.docx", &[("client", "bob")]).await;
    assert!(again.next().await.unwrap().is("file", &own), "{}", again.all);
}

async fn of_many_that_expire_at_once_none_is_left_out(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let otto = app.ops("otto").await;
    let (before, mut ids) = (stack.clock.now(), Vec::new());
    let end = before + Duration::from_mins(1);
    for _ in 0..5 {
        let id = app.uploaded(&otto, "soon.docx", docx("x")).await.id();
        let body = json!({"expires_at": end.to_string()});
        app.tell(&otto, "PATCH", &format!("/api/files/{id}/"), body).await.expect(200);
        ids.push(id.parse::<FileId>().unwrap());
    }
    let between = async |from: Expired, to: Millis| visible::expired_between(app.db(), from, to, 2).await.unwrap();
    let (mut from, mut found) = (Expired::by(before), Vec::new());
    assert!(between(from, end - Duration::from_millis(1)).await.is_empty());
    while let Some(last) = between(from, end).await.last().copied() {
        found.extend(between(from, end).await.iter().map(|one| one.id));
        from = last;
    }
    ids.sort_unstable();
    assert_eq!(found, ids);
    assert!(between(Expired::by(end), end).await.is_empty());
    stack.may_leave_jobs();
}
