//! The trash, the age that documents may have, and how much room they may take.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::Method;
use serde_json::json;
use shared::{
    db::Engine,
    documents::{ending, room},
    exec,
    ids::UserId,
    sql,
};
use uuid::Uuid;

use crate::{
    app::{App, HasId, Person},
    client::{Form, Reply, send_raw},
    documents::{docx, docx_with},
    stack::{Stack, eventually, stories},
};

stories!(of bytes:
    what_is_removed_lies_in_the_trash_and_comes_back,
    what_comes_back_has_no_links_and_no_download_that_is_taken,
    the_trash_is_emptied_by_the_clock,
    without_a_trash_it_is_erased_at_once,
    what_is_under_legal_hold_stays,
    what_comes_back_just_before_its_end_stays,
    old_documents_go_into_the_trash,
    room_is_given_and_taken_without_a_circle,
    what_comes_without_a_length_takes_its_room_first,
    a_quota_is_kept_by_all_that_takes_room,
    uploads_at_once_share_the_last_of_the_room,
    what_there_is_no_room_for_is_not_waited_for,
);

impl App {
    async fn trash(&self, by: &Person, id: &str) -> Reply {
        self.call(Method::DELETE, &format!("/api/files/{id}/")).bearer(&by.access).send().await
    }

    async fn restore(&self, by: &Person, id: &str) -> Reply {
        self.post(&format!("/api/files/{id}/restore/")).bearer(&by.access).send().await
    }

    async fn is_erased(&self, by: &Person, id: &str) {
        let gone = async || (self.show(by, id).await.status == 404).then_some(());
        eventually("it is erased", gone).await;
    }

    async fn count_events(&self, event: &str) -> i64 {
        let (count,): (i64,) =
            sql!(self.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM audit_events WHERE event = $1")
                .bind(event)
                .fetch_one(c))
            .unwrap();
        count
    }
}

async fn what_is_removed_lies_in_the_trash_and_comes_back(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    let link = app.link(&ann, &id).await;
    for _ in 0..2 {
        app.trash(&ops, &id).await.expect(204);
    }
    app.get(&link).send().await.refuses(410, "gone");
    app.mint(&ann, &id).await.refuses(404, "not_found");
    app.show(&ann, &id).await.refuses(404, "not_found");
    assert!(app.list(&ann, "").await.expect(200).json()["files"].as_array().unwrap().is_empty());
    assert_eq!(stack.stored().len(), 1);

    app.restore(&ann, &id).await.refuses(403, "role_not_allowed");
    assert_eq!(app.restore(&ops, &id).await.expect(200).json()["name"], "a.docx");
    app.restore(&ops, &id).await.expect(200);
    // What was handed out before stays void.
    app.get(&link).send().await.refuses(410, "gone");
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
    app.show(&ann, &id).await.expect(200);
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
    assert_eq!((app.count_events("file.trashed").await, app.count_events("file.restored").await), (1, 1));

    app.trash(&ops, &id).await.expect(204);
    app.delete(&ops, &id).await.expect(204);
    app.restore(&ops, &id).await.refuses(404, "not_found");
    let wrong = app.call(Method::DELETE, &format!("/api/files/{id}/?forever=maybe")).bearer(&ops.access);
    wrong.send().await.faults("forever");
    stack.all_jobs_are_done(app.db()).await;
    assert!(stack.stored().is_empty());
}

async fn what_comes_back_has_no_links_and_no_download_that_is_taken(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", docx("x")).await;
    app.sent(&ops, "PATCH", &format!("/api/files/{id}/"), json!({"max_downloads": 1})).await.expect(200);
    let make = async || app.sent(&ann, "POST", &format!("/api/download-file/{id}/"), json!({})).await;
    let link = make().await.expect(201).json()["download_link"].as_str().unwrap().to_owned();
    let path = link.strip_prefix(&app.foundation.settings.serving.public_url).unwrap().to_owned();
    app.get(&path).header("range", "bytes=5-9").send().await.expect(206);
    make().await.refuses(403, "download_limit_reached");
    app.trash(&ops, &id).await.expect(204);
    app.restore(&ops, &id).await.expect(200);
    for (by, path) in [(&ann, "/api/me/links/".to_owned()), (&ops, format!("/api/files/{id}/links/"))] {
        let listed = app.get(&path).bearer(&by.access).send().await.expect(200).json();
        assert_eq!(listed["links"], json!([]), "{path}");
    }
    app.get(&path).send().await.refuses(410, "gone");
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
}

async fn the_trash_is_emptied_by_the_clock(stack: &Stack) {
    let app = stack.setup().set("trash_ttl", "2h").start().await;
    let ops = app.ops("otto").await;
    let (goes, stays) =
        (app.uploaded(&ops, "a.docx", docx("a")).await.id(), app.uploaded(&ops, "b.docx", docx("b")).await.id());
    app.trash(&ops, &goes).await.expect(204);
    stack.clock.advance(Duration::from_mins(110));
    let ops = app.log_in("otto").await;
    app.trash(&ops, &stays).await.expect(204);
    stack.clock.advance(Duration::from_mins(11));
    let ops = app.log_in("otto").await;
    app.is_erased(&ops, &goes).await;
    app.restore(&ops, &stays).await.expect(200);
    assert_eq!(app.count_events("file.erased").await, 1);
}

async fn without_a_trash_it_is_erased_at_once(stack: &Stack) {
    let app = stack.setup().set("trash_ttl", "0s").start().await;
    let ops = app.ops("otto").await;
    let id = app.uploaded(&ops, "a.docx", docx("a")).await.id();
    app.trash(&ops, &id).await.expect(204);
    app.show(&ops, &id).await.refuses(404, "not_found");
}

async fn what_is_under_legal_hold_stays(stack: &Stack) {
    let app = stack.setup().set("keep_documents", "2h").start().await;
    let ops = app.ops("otto").await;
    let held = app.uploaded(&ops, "a.docx", docx("a")).await.id();
    let id: shared::ids::FileId = held.parse().unwrap();
    let change = "UPDATE files SET legal_hold = TRUE WHERE id = $1";
    exec!(app.db(), |c| sqlx::query(change).bind(id)).unwrap();
    app.trash(&ops, &held).await.refuses(409, "legal_hold");
    app.delete(&ops, &held).await.refuses(409, "legal_hold");
    // Another one, which is as old, goes by the clock; the one under hold does not.
    let other = app.uploaded(&ops, "b.docx", docx("b")).await.id();
    stack.clock.advance(Duration::from_mins(121));
    eventually("the other one is in the trash", async || (app.count_events("file.trashed").await == 1).then_some(()))
        .await;
    let (trashed,): (i64,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM files WHERE id = $1 AND trashed_at IS NOT NULL")
            .bind(other.parse::<shared::ids::FileId>().unwrap())
            .fetch_one(c))
        .unwrap();
    assert_eq!(trashed, 1);
    // What is held while it lies in the trash is not lost there.
    let ops = app.log_in("otto").await;
    let in_trash = app.uploaded(&ops, "c.docx", docx("c")).await.id();
    app.trash(&ops, &in_trash).await.expect(204);
    app.sent(&ops, "PATCH", &format!("/api/files/{in_trash}/"), json!({"legal_hold": true})).await.expect(200);
    app.delete(&ops, &in_trash).await.refuses(409, "legal_hold");
    stack.clock.advance(Duration::from_hours(24 * 8));
    eventually("the other one is erased", async || (app.count_events("file.erased").await == 1).then_some(())).await;
    app.restore(&app.log_in("otto").await, &in_trash).await.expect(200);
}

async fn old_documents_go_into_the_trash(stack: &Stack) {
    let app = stack.setup().set("keep_documents", "5h").set("trash_ttl", "2h").start().await;
    let ops = app.ops("otto").await;
    let id = app.uploaded(&ops, "a.docx", docx("a")).await.id();
    stack.clock.advance(Duration::from_mins(301));
    eventually("it is in the trash", async || (app.count_events("file.trashed").await == 1).then_some(())).await;
    stack.clock.advance(Duration::from_mins(121));
    app.is_erased(&app.log_in("otto").await, &id).await;
}

async fn what_comes_back_just_before_its_end_stays(stack: &Stack) {
    let app = stack.setup().set("trash_ttl", "1h").start().await;
    let ops = app.ops("otto").await;
    let (kept, other) =
        (app.clean_file(&ops, "a.docx", docx("x")).await, app.clean_file(&ops, "b.docx", docx("y")).await);
    for id in [&kept, &other] {
        app.trash(&ops, id).await.expect(204);
    }
    // It is being brought back while the worker looks what has lain there for long.
    let mut tx = app.db().begin().await.unwrap();
    assert!(ending::restore(&mut tx, kept.parse().unwrap()).await.unwrap());
    stack.clock.advance(Duration::from_mins(61));
    if let Engine::Postgres(_) = app.db().engine() {
        let waits = async || {
            let waiting =
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(waiting).fetch_one(c)).unwrap();
            (count > 0).then_some(())
        };
        eventually("the worker waits for the document", waits).await;
    }
    tx.commit().await.unwrap();
    let ops = app.log_in("otto").await;
    app.is_erased(&ops, &other).await;
    app.show(&ops, &kept).await.expect(200);
}

async fn room_is_given_and_taken_without_a_circle(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let mut limits = app.foundation.settings.limits.clone();
    (limits.quota, limits.quota_ops) = (Some(1_000_000), Some(1_000_000));
    let owners = [UserId::new(), UserId::new()];
    let change = async |turn: usize| {
        for _ in 0..60 {
            let mut tx = app.db().begin().await.unwrap();
            if turn == 0 {
                room::give_back(&mut tx, [(owners[1], 1), (owners[0], 1), (owners[1], 1)]).await.unwrap();
            } else {
                room::take(&mut tx, owners[turn - 1], 1, &limits).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    };
    let add_up = async || {
        for _ in 0..30 {
            room::add_up(app.db(), 7).await.unwrap();
        }
    };
    change(1).await;
    change(2).await;
    tokio::join!(change(0), change(1), change(2), change(0), add_up(), add_up());
    // Each took 120 of it; the one got 120 back, and the other 240.
    assert_eq!(room::taken(app.db()).await.unwrap(), 0);
    while room::add_up(app.db(), 100).await.unwrap() > 0 {}
    let left = "SELECT owner_id, bytes FROM room_taken ORDER BY bytes, owner_id";
    let left: Vec<(UserId, i64)> = sql!(app.db(), |c| sqlx::query_as(left).fetch_all(c)).unwrap();
    assert_eq!(left, [(UserId(Uuid::nil()), -120), (owners[1], -120), (owners[0], 0)]);
    let mut tx = app.db().begin().await.unwrap();
    room::recount(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn what_comes_without_a_length_takes_its_room_first(stack: &Stack) {
    let app = stack.setup().set("quota_ops", "1MB").start().await;
    let otto = app.ops("otto").await;
    let begin = async || {
        let call = app.begin_call(&otto, "a.docx").header("upload-defer-length", "1");
        app.sending(&call.send().await.expect(201))
    };
    let bytes = vec![7; 3_000_000];
    let sum = format!("sha256 {}", STANDARD.encode(digest(&SHA256, &bytes)));
    let pieces =
        || futures_util::stream::iter(bytes.chunks(100_000).map(|piece| Ok(piece.to_vec().into())).collect::<Vec<_>>());
    let grown = || std::fs::read_dir(stack.data_dir().join("files/uploads")).unwrap();
    for is_proved in [false, true] {
        for is_announced in [false, true] {
            let sending = begin().await;
            let part = sending.part(&app, 0, &[]);
            let part = if is_proved { part.header("upload-checksum", &sum) } else { part };
            let part = if is_announced { part.bytes(bytes.clone()) } else { part.stream(pieces()) };
            // The answer may come before all is sent.
            let _ = part.try_open().await;
            let cut = async || (grown().all(|file| file.unwrap().metadata().unwrap().len() <= 1_000_000)).then_some(());
            eventually("what there is no room for is cut away", cut).await;
            let offset = sending.offset(&app).await;
            assert!(offset <= 1_000_000 && (offset == 0 || !is_proved), "{is_proved} {is_announced}: {offset}");
            let given_up = async || (sending.call(&app, Method::DELETE).send().await.status == 204).then_some(());
            eventually("it is given up", given_up).await;
        }
    }
    // And all of the room is there again.
    app.upload(&otto, "a.docx", docx_with(900_000)).await.expect(201);
}

async fn a_quota_is_kept_by_all_that_takes_room(stack: &Stack) {
    let bytes = docx_with(100_000);
    let room = |documents: usize| format!("{}B", documents * bytes.len());
    let app = stack.setup().set("quota", room(3)).set("quota_ops", room(2)).start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let first = app.uploaded(&otto, "a.docx", &bytes).await.id();
    app.trash(&otto, &first).await.expect(204);
    // What is in the trash counts, and so does what is still arriving.
    let sending = app.begun(&otto, "b.docx", bytes.len()).await;
    app.upload(&otto, "c.docx", &bytes).await.refuses(413, "quota_exceeded");
    app.begin_call(&otto, "c.docx").header("upload-length", "1").send().await.refuses(413, "quota_exceeded");
    // Of the two, the one of which the least is left is told.
    let room = app.me(&otto.access).await.expect(200).json()["room"].clone();
    assert_eq!(room, json!({ "used": 2 * bytes.len(), "most": 2 * bytes.len() }));
    app.upload(&olga, "c.docx", &bytes).await.expect(201);
    app.upload(&olga, "d.docx", &bytes).await.refuses(413, "quota_exceeded");
    sending.part(&app, 0, &bytes).send().await.expect(204);
    app.upload(&otto, "c.docx", &bytes).await.refuses(413, "quota_exceeded");
    app.delete(&otto, &first).await.expect(204);
    app.upload(&olga, "d.docx", &bytes).await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.stored().len(), 3);
}

async fn uploads_at_once_share_the_last_of_the_room(stack: &Stack) {
    let bytes = docx_with(50_000);
    let here = stack.setup().set("quota", format!("{}B", 3 * bytes.len())).start().await;
    let there = stack.setup().set("quota", format!("{}B", 3 * bytes.len())).api_only().beside(&here).start().await;
    let ops = here.ops("otto").await;
    let apps = [&here, &there, &here, &there, &here, &there];
    let all = futures_util::future::join_all(apps.map(|app| app.upload(&ops, "a.docx", &bytes))).await;
    let mut told: Vec<_> = all.iter().map(|reply| reply.status.as_u16()).collect();
    told.sort_unstable();
    assert_eq!(told, [201, 201, 201, 413, 413, 413]);
}

async fn what_there_is_no_room_for_is_not_waited_for(stack: &Stack) {
    let app = stack.setup().set("quota", "10MB").set("quota_ops", "1MB").start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    app.upload(&otto, "a.docx", docx_with(500_000)).await.expect(201);
    // Announced and never sent: the answer does not wait for the bytes.
    let announced = async |by: &Person, bytes: usize| {
        let head = format!(
            "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: {}\r\nExpect: 100-continue\r\nContent-Length: {bytes}\r\n\r\n",
            by.access,
            Form::CONTENT_TYPE
        );
        tokio::time::timeout(Duration::from_secs(5), send_raw(app.address, head.as_bytes())).await
    };
    announced(&otto, 700_000).await.expect("an answer at once").refuses(413, "quota_exceeded");
    announced(&olga, 1_200_000).await.expect("an answer at once").refuses(413, "quota_exceeded");
    let are_told = async || (app.count_events("file.refused").await == 2).then_some(());
    eventually("both refusals are on record", are_told).await;
    // What fits is told apart from what stands around it in a form.
    app.upload(&otto, "b.docx", docx_with(400_000)).await.expect(201);
    app.upload(&olga, "b.docx", docx_with(900_000)).await.expect(201);
}
