//! Nothing of a document shows to a client who does not see it: not in what they are told, not in how, not by any operation.

use std::collections::BTreeSet;

use hyper::Method;
use serde_json::json;

use crate::{
    app::App,
    leaks_reading::{Reading, SORTS, UNKNOWN, whole_text},
    leaks_table::{TABLE, Tells},
    leaks_world::{Document, State, World},
    rights_table::{self, Door},
    stack::{Stack, stories},
};

stories!(nothing_of_a_document_shows_to_whom_it_is_not_for);

async fn nothing_of_a_document_shows_to_whom_it_is_not_for(stack: &Stack) {
    every_operation_that_lets_clients_in_is_in_the_table();
    let app = stack.start().await;
    let world = World::make(&app).await;
    for client in [&world.ann, &world.bob] {
        let reading = Reading { app: &app, world: &world, client };
        for (method, path, tells) in TABLE {
            let method: Method = method.parse().unwrap();
            match tells {
                Tells::Nothing => reading.has_nothing_to_tell(&method, path).await,
                Tells::OfOne => reading.tells_of_what_is_seen(&method, path).await,
                Tells::PagesOfOne => reading.shows_pages_of_what_is_seen(&method, path).await,
                Tells::ToDownload => reading.hands_out_what_is_theirs(&method, path).await,
                Tells::AllToDownload => reading.hands_out_all_or_nothing(path).await,
                Tells::Lists => reading.lists_what_is_seen(path).await,
                Tells::ByLink => reading.leads_to_what_is_theirs(&method, &[0, 1]).await,
                Tells::ByZip => reading.leads_to_what_is_theirs(&method, &[2]).await,
                Tells::OwnLinks => reading.knows_their_own_links(&method, path).await,
                Tells::AsksFor => reading.asks_for_what_is_theirs(path).await,
                Tells::Live => reading.looks_on(path).await,
            }
        }
        for entry in rights_table::TABLE.iter().filter(|entry| is_for_ops(entry.door)) {
            reading.is_turned_away(&entry.method.parse().unwrap(), entry.path).await;
        }
    }
    a_cursor_of_another_leads_nowhere_else(&app, &world).await;
    ops_see_all_and_are_told_who_does_where_they_may(&app, &world).await;
    stack.may_leave_jobs();
}

fn is_for_ops(door: Door) -> bool {
    matches!(door, Door::Ops | Door::Managed | Door::With(_))
}

/// Neither an operation without an entry nor an entry without an operation.
fn every_operation_that_lets_clients_in_is_in_the_table() {
    let open = rights_table::TABLE.iter().filter(|entry| !is_for_ops(entry.door));
    let open: BTreeSet<_> = open.map(|entry| (entry.method, entry.path)).collect();
    let listed: BTreeSet<_> = TABLE.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(listed, open);
}

/// By the cursors of one who sees more, somebody else sees what is theirs.
async fn a_cursor_of_another_leads_nowhere_else(app: &App, world: &World) {
    let [ann, bob] = [&world.ann, &world.bob].map(|client| Reading { app, world, client });
    let path = "/api/list-uploaded-files/";
    for sort in SORTS {
        let (_, _, cursors) = ann.walked(path, &format!("sort={sort}&limit=3")).await;
        assert!(cursors.len() > 5);
        for cursor in cursors {
            let query = format!("{path}?sort={sort}&limit=200&cursor={cursor}");
            bob.answer(bob.call(&Method::GET, &query)).await.expect(200);
        }
    }
}

async fn ops_see_all_and_are_told_who_does_where_they_may(app: &App, world: &World) {
    let is_trashed = |document: &&Document| document.state == State::Trashed;
    let trashed = world.documents.iter().filter(is_trashed).count();
    for ops in &world.ops {
        for (query, expected) in [("", world.documents.len() - trashed), ("&state=trashed", trashed)] {
            let total = app.list(ops, &format!("total=true{query}")).await.expect(200).json()["total"].take();
            assert_eq!(total, expected, "{}{query}", ops.username);
        }
    }
    let [nothing, documents, people] = &world.ops;
    let managed = rights_table::TABLE.iter().filter(|entry| entry.door == Door::Managed && entry.path.contains("{id}"));
    for entry in managed {
        for document in world.documents.iter().filter(|one| one.state == State::Clean) {
            let id = if entry.path.contains("/folders/") { &document.folder } else { &document.id };
            let path = entry.path.replace("{id}", id).replace("{share}", UNKNOWN).replace("{version}", "1");
            for ops in [nothing, people] {
                let call = app.call(entry.method.parse().unwrap(), &path).bearer(&ops.access);
                let call = if entry.method == "GET" { call } else { call.json(&json!({"clients": ["ann"]})) };
                let reply = call.send().await.refuses(403, "permission_missing");
                assert!(!whole_text(&reply).contains(&world.ann.id), "{path}");
            }
        }
    }
    for document in &world.documents {
        for client in [&world.ann, &world.bob] {
            let path = format!("/api/files/{}/access/?client={}", document.id, client.username);
            let access = app.get(&path).bearer(&documents.access).send().await.expect(200).json();
            assert_eq!(access["visible"], document.is_seen_by(client), "{access}");
        }
    }
}
