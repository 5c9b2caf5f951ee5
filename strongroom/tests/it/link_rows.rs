//! Links with rows of their own: once, with a password, revoked; and documents that may be downloaded only so often.

use std::time::Duration;

use hyper::Method;
use ooxml::Kind;
use serde_json::{Value, json};
use shared::{documents::ending, exec, sql};

use crate::{
    app::{App, Person},
    documents::{large, minimal},
    stack::{Stack, eventually, stories},
};

stories!(
    a_link_that_is_good_once_delivers_once,
    a_link_asks_for_its_password,
    links_are_listed_and_revoked,
    of_what_a_dead_link_led_to_nothing_is_told,
    a_limit_counts_what_was_delivered_whole,
    of_many_who_reach_for_the_last_download_one_gets_it,
    what_is_erased_meanwhile_has_no_links_and_is_not_asked_for;
    alone: a_broken_delivery_is_resumed_and_nobody_else_gets_in_between,
);

async fn make(app: &App, by: &Person, id: &str, body: Value) -> (Value, String) {
    let call = app.post(&format!("/api/download-file/{id}/")).bearer(&by.access).json(&body);
    let made = call.send().await.expect(201).json();
    let link = made["download_link"].as_str().unwrap();
    let path = link.strip_prefix(&format!("http://{}", app.address)).unwrap().to_owned();
    (made, path)
}

async fn count(app: &App) -> i64 {
    let (count,): (i64,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT CAST(COALESCE(SUM(delivered), 0) AS BIGINT) FROM downloads")
            .fetch_one(c))
        .unwrap();
    count
}

/// Waits until so many downloads are counted.
async fn counts(app: &App, wanted: i64) {
    eventually("the downloads are counted", async || (count(app).await == wanted).then_some(())).await;
}

/// Lets each client download a document only so often.
async fn limit(app: &App, ops: &Person, id: &str, most: i64) {
    let call = app.call(Method::PATCH, &format!("/api/files/{id}/")).bearer(&ops.access);
    call.json(&json!({"max_downloads": most})).send().await.expect(200);
}

async fn a_link_that_is_good_once_delivers_once(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = minimal(Kind::Docx);
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    let (_, link) = make(&app, &ann, &id, json!({"once": true})).await;
    app.call(Method::HEAD, &link).send().await.expect(200);
    // Half of it, then the rest.
    let half = bytes.len() / 2;
    app.get(&link).header("range", &format!("bytes={half}-")).send().await.expect(206);
    app.get(&link).header("range", &format!("bytes=0-{}", half - 1)).send().await.expect(206);
    app.get(&link).send().await.refuses(410, "gone");
    let (_, link) = make(&app, &ann, &id, json!({"once": true})).await;
    assert_eq!(app.get(&link).send().await.expect(200).body, bytes);
    app.get(&link).send().await.refuses(410, "gone");
    // Nor is anything told of what is behind it.
    app.call(Method::HEAD, &link).send().await.expect(410);
    app.get(&link).header("if-none-match", "*").send().await.refuses(410, "gone");
    app.get(&link).header("range", "bytes=999999-").send().await.refuses(410, "gone");
    counts(&app, 2).await;
}

async fn a_broken_delivery_is_resumed_and_nobody_else_gets_in_between(stack: &Stack) {
    let app = stack.start().await;
    let other = stack.setup().api_only().beside(&app).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = large(48);
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    let (_, link) = make(&app, &ann, &id, json!({"once": true})).await;
    let open = app.get(&link).open().await;
    other.get(&link).send().await.refuses(409, "link_in_use");
    drop(open);
    let mut resumed = other.get(&link).send().await;
    for _ in 0..50 {
        if resumed.status == 200 {
            break;
        }
        resumed = other.get(&link).send().await;
    }
    assert!(resumed.expect(200).body == bytes);
    app.get(&link).send().await.refuses(410, "gone");
}

async fn a_link_asks_for_its_password(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = minimal(Kind::Docx);
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    let (made, link) = make(&app, &ann, &id, json!({"password": "eight or more", "expires_in": 86400})).await;
    assert_eq!(made["has_password"], true);
    app.get(&link).send().await.refuses(401, "link_password_required");
    let page = app.get(&link).header("accept", "text/html").send().await.expect(200);
    assert!(page.text().contains("name=\"password\""));
    let by_json = |password: &str| app.post(&link).json(&json!({"password": password})).send();
    assert_eq!(by_json("eight or more").await.expect(200).body, bytes);
    let form = app.post(&link).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.bytes("password=eight+or+more").send().await.expect(200).body, bytes);
    app.post(&link).send().await.refuses(401, "link_password_required");
    for _ in 0..5 {
        by_json("something else").await.refuses(401, "invalid_link_password");
    }
    by_json("eight or more").await.refuses(429, "too_many_attempts");
    stack.clock.advance(Duration::from_mins(9));
    by_json("eight or more").await.refuses(429, "too_many_attempts");
    stack.clock.advance(Duration::from_secs(61));
    by_json("eight or more").await.expect(200);
    for wrong in
        [json!({"password": "seven77"}), json!({"expires_in": 0}), json!({"expires_in": 2_592_001}), json!({"once": 1})]
    {
        let call = app.post(&format!("/api/download-file/{id}/")).bearer(&app.log_in("ann").await.access).json(&wrong);
        call.send().await.refuses(400, "invalid_input");
    }
}

async fn links_are_listed_and_revoked(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let (made, link) = make(&app, &ann, &id, json!({})).await;
    let (kept, other) = make(&app, &ann, &id, json!({"once": true})).await;
    let plain = app.link(&ann, &id).await;
    let mine = app.get("/api/me/links/").bearer(&ann.access).send().await.expect(200).json();
    assert_eq!(mine["links"].as_array().unwrap().len(), 2);
    assert_eq!((&mine["links"][0]["id"], &mine["links"][0]["once"]), (&kept["id"], &json!(true)));
    let revoke = format!("/api/me/links/{}/", made["id"].as_str().unwrap());
    app.call(Method::DELETE, &revoke).bearer(&bob.access).send().await.refuses(404, "not_found");
    app.get(&link).send().await.expect(200);
    app.call(Method::DELETE, &revoke).bearer(&ann.access).send().await.expect(204);
    app.get(&link).send().await.refuses(410, "gone");

    let of_file = format!("/api/files/{id}/links/");
    let listed = app.get(&of_file).bearer(&ops.access).send().await.expect(200).json();
    assert_eq!(listed["links"][0]["client"]["username"], "ann");
    app.call(Method::DELETE, &of_file).bearer(&ops.access).send().await.expect(204);
    app.get(&other).send().await.refuses(410, "gone");
    app.get(&plain).send().await.refuses(410, "gone");
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
}

async fn of_what_a_dead_link_led_to_nothing_is_told(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let other = app.clean_file(&ops, "b.docx", minimal(Kind::Docx)).await;
    let (_, void) = make(&app, &ann, &id, json!({"password": "eight or more"})).await;
    let plain = app.link(&ann, &id).await;
    let zip = async || {
        let call = app.post("/api/download-zip/").bearer(&ann.access).json(&json!({"files": [other, id]}));
        let link = call.send().await.expect(200).json()["download_link"].as_str().unwrap().to_owned();
        link.strip_prefix(&format!("http://{}", app.address)).unwrap().to_owned()
    };
    let void_zip = zip().await;
    let of_file = format!("/api/files/{id}/links/");
    app.call(Method::DELETE, &of_file).bearer(&ops.access).send().await.expect(204);
    let (made, revoked) = make(&app, &ann, &id, json!({"password": "eight or more"})).await;
    let revoke = format!("/api/me/links/{}/", made["id"].as_str().unwrap());
    app.call(Method::DELETE, &revoke).bearer(&ann.access).send().await.expect(204);
    let (_, used) = make(&app, &ann, &id, json!({"once": true})).await;
    app.get(&used).send().await.expect(200);
    let (_, with_password) = make(&app, &ann, &id, json!({"once": true, "password": "eight or more"})).await;
    app.post(&with_password).json(&json!({"password": "eight or more"})).send().await.expect(200);
    counts(&app, 2).await;
    let dead = [void, plain, void_zip, revoked, used, with_password];
    let live = [app.link(&ann, &id).await, make(&app, &ann, &id, json!({"once": true})).await.1, zip().await];

    let id: shared::ids::FileId = id.parse().unwrap();
    for (state, status, code) in [
        ("scan_status = 'clean'", 200, ""),
        ("scan_status = 'pending'", 409, "scan_pending"),
        ("scan_status = 'infected'", 403, "file_quarantined"),
        ("scan_status = 'failed'", 403, "file_quarantined"),
        ("expires_at = 1", 410, "gone"),
        ("expires_at = NULL, audience = 'named'", 410, "gone"),
        ("scan_status = 'clean'", 410, "gone"),
    ] {
        let change = format!("UPDATE files SET {state} WHERE id = $1");
        exec!(app.db(), |c| sqlx::query(sqlx::AssertSqlSafe(change.as_str())).bind(id)).unwrap();
        for link in &dead {
            app.get(link).send().await.refuses(410, "gone");
        }
        for link in &live {
            let reply = app.call(Method::HEAD, link).send().await;
            assert_eq!(reply.status, status, "{state}");
            if status != 200 {
                app.get(link).send().await.refuses(status, code);
            }
        }
    }
    // To be looked at, and no more.
    let share = app.post(&format!("/api/files/{id}/shares/")).bearer(&ops.access);
    share.json(&json!({"clients": ["ann"], "right": "view"})).send().await.expect(201);
    for link in &dead {
        app.get(link).send().await.refuses(410, "gone");
    }
    for link in &live {
        app.get(link).send().await.refuses(403, "view_only");
    }
}

async fn a_limit_counts_what_was_delivered_whole(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let bytes = minimal(Kind::Docx);
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    limit(&app, &ops, &id, 2).await;
    let (first, second, third) = (app.link(&ann, &id).await, app.link(&ann, &id).await, app.link(&ann, &id).await);
    app.get(&first).send().await.expect(200);
    app.get(&first).send().await.expect(200);
    counts(&app, 1).await;
    // A part reserves one.
    app.get(&second).header("range", "bytes=5-9").send().await.expect(206);
    app.get(&third).send().await.refuses(403, "download_limit_reached");
    app.mint(&ann, &id).await.refuses(403, "download_limit_reached");
    app.get(&app.link(&bob, &id).await).send().await.expect(200);
    counts(&app, 2).await;
    // The link ends, and nothing was delivered whole by it.
    stack.clock.advance(Duration::from_mins(11));
    let ann = app.log_in("ann").await;
    let link = app.link(&ann, &id).await;
    let ends = [(9, bytes.len() - 1), (0, 8)];
    for (from, to) in ends {
        app.get(&link).header("range", &format!("bytes={from}-{to}")).send().await.expect(206);
    }
    counts(&app, 3).await;
    app.get(&link).send().await.expect(200);
    app.mint(&ann, &id).await.refuses(403, "download_limit_reached");
    let zip = app.post("/api/download-zip/").bearer(&ann.access).json(&json!({"files": [id]})).send().await;
    zip.refuses(403, "download_limit_reached");
    let ops = app.log_in("otto").await;
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["downloads"], json!({"count": 3, "clients": 2}));
    let why =
        app.get(&format!("/api/files/{id}/access/?client=ann")).bearer(&ops.access).send().await.expect(200).json();
    assert_eq!((&why["visible"], &why["blocked_by"]), (&json!(true), &json!(["download_limit_reached"])), "{why}");
}

async fn of_many_who_reach_for_the_last_download_one_gets_it(stack: &Stack) {
    let app = stack.start().await;
    let other = stack.setup().api_only().beside(&app).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    limit(&app, &ops, &id, 1).await;
    let mut links = Vec::new();
    for _ in 0..8 {
        links.push(app.link(&ann, &id).await);
    }
    let asking = links.iter().enumerate().map(|(number, link)| {
        let at = if number % 2 == 0 { &app } else { &other };
        at.get(link).send()
    });
    let replies = futures_util::future::join_all(asking).await;
    let through = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(through, 1);
    for reply in replies.into_iter().filter(|reply| reply.status != 200) {
        reply.refuses(403, "download_limit_reached");
    }
    counts(&app, 1).await;
}

async fn what_is_erased_meanwhile_has_no_links_and_is_not_asked_for(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let make = |id: &str| app.post(&format!("/api/download-file/{id}/")).bearer(&ann.access).json(&json!({}));
    let ask = |id: &str| app.post(&format!("/api/files/{id}/ask/")).bearer(&ann.access).json(&json!({}));
    for (what, status, code) in [("linked", 404, "not_found"), ("asked", 404, "not_found"), ("opened", 410, "gone")] {
        let id = app.clean_file(&ops, &format!("{what}.docx"), minimal(Kind::Docx)).await;
        limit(&app, &ops, &id, 2).await;
        let call = match what {
            "linked" => make(&id),
            "opened" => app.get(&app.link(&ann, &id).await),
            _ => {
                exec!(app.db(), |c| sqlx::query("UPDATE files SET expires_at = 1")).unwrap();
                ask(&id)
            }
        };
        // It is still there when the call looks, and goes while that waits to write.
        let mut tx = app.db().begin().await.unwrap();
        assert!(ending::erase(&mut tx, id.parse().unwrap(), stack.clock.now()).await.unwrap());
        let goes = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            tx.commit().await.unwrap();
        };
        tokio::join!(call.send(), goes).0.refuses(status, code);
    }
}
