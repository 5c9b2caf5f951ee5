//! Downloads that take long, of which the account or the document does not stay good.

use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use hyper::{Method, body::Incoming};
use serde_json::{Value, json};
use shared::sql;

use crate::{
    app::{App, HasId, Person},
    documents::large,
    stack::{Stack, stories},
};

stories!(of bytes:
    ; alone:
    a_long_download_ends_once_it_may_not_go_on,
    a_long_download_ends_once_the_document_is_not_theirs_any_more,
    the_last_download_stays_taken_though_its_link_ends_meanwhile,
);

/// What is left of a body, in bytes, and whether it came to its end.
async fn rest(mut body: Incoming) -> (usize, bool) {
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => read += frame.data_ref().map_or(0, bytes::Bytes::len),
            Err(_) => return (read, false),
        }
    }
    (read, true)
}

/// The address of a document as a zip.
async fn zip_link(app: &App, by: &Person, file: &str) -> String {
    let asked = app.call(Method::POST, "/api/download-zip/").bearer(&by.access).json(&json!({"files": [file]}));
    let link = asked.send().await.expect(200).json()["download_link"].as_str().unwrap().to_owned();
    link.strip_prefix(&format!("http://{}", app.address)).unwrap().to_owned()
}

/// Reads on, not too fast, until the download was looked at once more, which keeps what it has reserved for longer.
async fn is_looked_at(app: &App, body: &mut Incoming) {
    let reserved_until = async || {
        let reserved = sql!(app.db(), |c| sqlx::query_as("SELECT MAX(expires_at) FROM reservations").fetch_one(c));
        let (until,): (i64,) = reserved.unwrap();
        until
    };
    let before = reserved_until().await;
    while reserved_until().await == before {
        body.frame().await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn begun(app: &App, by: &Person, file: &str) -> Incoming {
    begun_by(app, &app.link(by, file).await).await
}

async fn begun_by(app: &App, link: &str) -> Incoming {
    let mut body = app.get(link).open().await.into_body();
    body.frame().await.unwrap().unwrap();
    // The other side can send no more until somebody reads on.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    body
}

async fn a_long_download_ends_once_it_may_not_go_on(stack: &Stack) {
    let app = stack.start().await;
    let other = stack.setup().api_only().beside(&app).start().await;
    let ops = app.ops("otto").await;
    let bytes = large(48);
    let size = bytes.len();
    let file = app.clean_file(&ops, "large.docx", bytes).await;

    let mut ann = app.client("ann").await;
    let (read, is_whole) = rest(begun(&app, &ann, &file).await).await;
    assert!(is_whole && read < size && read > size / 2, "a slow one that stays good is delivered whole");

    for body in [json!({"disabled": true}), json!({"expires_at": "2020-01-01T00:00:00Z"})] {
        let body_of_download = begun(&app, &ann, &file).await;
        other.change_person(&ops, &ann.id, body.clone()).await.expect(200);
        let changed_at = Instant::now();
        let (read, is_whole) = rest(body_of_download).await;
        assert!(!is_whole && read < size / 2, "{body}: {read} of {size}");
        assert!(changed_at.elapsed() < Duration::from_millis(1500), "{body}: {:?}", changed_at.elapsed());
        other.change_person(&ops, &ann.id, json!({"disabled": false, "expires_at": null})).await.expect(200);
        ann = app.log_in("ann").await;
    }
    let body = begun(&app, &ann, &file).await;
    other.look_after(&ops, Method::DELETE, &format!("people/{}/", ann.id), None).await.expect(204);
    assert!(!rest(body).await.1, "the account is erased");

    let bob = app.client("bob").await;
    let body = begun(&app, &bob, &file).await;
    other.delete(&ops, &file).await.expect(204);
    assert!(!rest(body).await.1, "the document is removed");
}

async fn a_long_download_ends_once_the_document_is_not_theirs_any_more(stack: &Stack) {
    let app = stack.start().await;
    let other = stack.setup().api_only().beside(&app).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let ask = async |method: &str, path: String, body: Value, status: u16| {
        other.call(method.parse().unwrap(), &path).bearer(&ops.access).json(&body).send().await.expect(status)
    };
    let bytes = large(48);
    let size = bytes.len();
    let file = app.clean_file(&ops, "large.docx", bytes).await;
    let of_file = format!("/api/files/{file}/");

    let group = ask("POST", "/api/ops/groups/".into(), json!({"name": "Board"}), 201).await.json().id();
    let folder = ask("POST", "/api/folders/".into(), json!({"name": "Minutes"}), 201).await.json().id();
    let member = format!("/api/ops/groups/{group}/members/{}/", ann.id);
    let share = async |of: String, with: Value| {
        let path = format!("{of}shares/");
        let share = ask("POST", path.clone(), with, 201).await.json()["shares"][0].id();
        format!("{path}{share}/")
    };
    let ends = async |what: &str, end: (&str, String, Value, u16)| {
        let body = begun(&app, &ann, &file).await;
        ask(end.0, end.1, end.2, end.3).await;
        let (read, is_whole) = rest(body).await;
        assert!(!is_whole && read < size / 2, "{what}: {read} of {size}");
    };
    ask("PATCH", of_file.clone(), json!({"audience": "named"}), 200).await;
    let own = share(of_file.clone(), json!({"clients": ["ann"]})).await;
    ends("the share is taken away", ("DELETE", own, json!({}), 204)).await;
    share(of_file.clone(), json!({"groups": [group]})).await;
    ask("PUT", member.clone(), json!({}), 204).await;
    ends("she leaves the group", ("DELETE", member, json!({}), 204)).await;
    share(format!("/api/folders/{folder}/"), json!({"clients": ["ann"]})).await;
    ask("PATCH", of_file.clone(), json!({"folder": folder}), 200).await;
    ends("it leaves the folder", ("PATCH", of_file.clone(), json!({"folder": null}), 200)).await;
    ask("PATCH", of_file.clone(), json!({"audience": "everyone"}), 200).await;
    ends("its links are revoked", ("DELETE", format!("{of_file}links/"), json!({}), 204)).await;

    let in_a_minute = (stack.clock.now() + Duration::from_mins(1)).to_string();
    ask("PATCH", of_file.clone(), json!({"expires_at": in_a_minute}), 200).await;
    let zip = zip_link(&app, &ann, &file).await;
    let (one, several) = (begun(&app, &ann, &file).await, begun_by(&app, &zip).await);
    stack.clock.advance(Duration::from_secs(61));
    for body in [one, several] {
        let (read, is_whole) = rest(body).await;
        assert!(!is_whole && read < size / 2, "it expires: {read} of {size}");
    }
}

async fn the_last_download_stays_taken_though_its_link_ends_meanwhile(stack: &Stack) {
    let app = stack.setup().set("link_ttl", "1m").start().await;
    let (ops, mut ann) = (app.ops("otto").await, app.client("ann").await);
    let file = app.clean_file(&ops, "large.docx", large(48)).await;
    app.call(Method::PATCH, &format!("/api/files/{file}/"))
        .bearer(&ops.access)
        .json(&json!({"max_downloads": 1}))
        .send()
        .await
        .expect(200);
    for of_several in [false, true] {
        let link = if of_several { zip_link(&app, &ann, &file).await } else { app.link(&ann, &file).await };
        let mut body = begun_by(&app, &link).await;
        // It is looked at while it goes on, before and after its link ends.
        for _ in 0..2 {
            stack.clock.advance(Duration::from_secs(40));
            is_looked_at(&app, &mut body).await;
        }
        app.mint(&ann, &file).await.refuses(403, "download_limit_reached");
        // Nothing more is heard of it.
        drop(body);
        stack.clock.advance(Duration::from_mins(11));
        ann = app.log_in("ann").await;
    }
    let body = begun(&app, &ann, &file).await;
    assert!(rest(body).await.1);
    app.mint(&ann, &file).await.refuses(403, "download_limit_reached");
}
