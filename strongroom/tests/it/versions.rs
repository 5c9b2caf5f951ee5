//! Versions of documents: what clients have while a newer one waits, what becomes of links, and what an older one is good for.

use hyper::Method;
use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, eicar, encrypted_document},
};
use serde_json::{Value, json};
use shared::people::permissions::Permissions;

use crate::{
    app::{App, HasId, Person},
    client::{Form, Reply},
    documents::{docx, docx_with, large, minimal},
    stack::{Stack, count_jobs, eventually, stories},
};

stories!(of bytes:
    clients_keep_the_old_version_until_the_new_one_is_clean,
    what_is_infected_or_refused_never_takes_the_place,
    a_first_version_that_never_got_clean_is_replaced,
    a_link_leads_to_the_version_that_it_was_made_for,
    an_older_version_is_taken_again,
    versions_that_come_at_once_are_all_kept_and_the_newest_wins,
    only_who_manages_a_document_has_its_versions,
    versions_take_room_and_go_with_their_document,
    a_version_is_brought_once_under_one_key,
    an_operator_cancels_and_retries_the_scan_of_a_version,
);

/// A sound document with the test string in it that every scanner knows.
pub(crate) fn infected() -> Vec<u8> {
    DocumentBuilder::new(Kind::Docx).entry(Entry::stored("word/media/image1.txt", eicar())).build()
}

impl App {
    /// Brings a newer version of a document.
    pub(crate) async fn add_version(&self, by: &Person, id: &str, name: &str, bytes: impl AsRef<[u8]>) -> Reply {
        let call = self.post(&format!("/api/files/{id}/versions/")).bearer(&by.access);
        let form = Form::new().file(name, bytes.as_ref()).end();
        call.header("content-type", Form::CONTENT_TYPE).bytes(form).send().await
    }

    /// All versions, the newest first.
    pub(crate) async fn versions(&self, by: &Person, id: &str) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/files/{id}/versions/?limit=2{cursor}");
            let page = self.get(&path).bearer(&by.access).send().await.expect(200).json();
            all.extend(page["versions"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    }

    /// The versions as `(number, status, current)`, the newest first, once none is pending.
    async fn settled(&self, by: &Person, id: &str) -> Vec<(i64, String, bool)> {
        eventually("all versions are scanned", async || {
            let all = self.versions(by, id).await;
            let told = |one: &Value| {
                let status = one["scan_status"].as_str().unwrap().to_owned();
                (one["version"].as_i64().unwrap(), status, one["current"].as_bool().unwrap())
            };
            all.iter().all(|one| one["scan_status"] != "pending").then(|| all.iter().map(told).collect())
        })
        .await
    }

    /// Waits until clients have this version.
    pub(crate) async fn has_version(&self, by: &Person, id: &str, version: i64) {
        let has = async || (self.show(by, id).await.expect(200).json()["version"] == version).then_some(());
        eventually("clients have the version", has).await;
    }

    pub(crate) async fn restore_version(&self, by: &Person, id: &str, version: i64) -> Reply {
        self.post(&format!("/api/files/{id}/versions/{version}/restore/")).bearer(&by.access).send().await
    }

    async fn bytes(&self, by: &Person, id: &str) -> Vec<u8> {
        self.get(&self.link(by, id).await).send().await.expect(200).body.to_vec()
    }
}

fn version(number: i64, status: &str, current: bool) -> (i64, String, bool) {
    (number, status.to_owned(), current)
}

async fn clients_keep_the_old_version_until_the_new_one_is_clean(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let worker = stack.setup().worker_only().beside(&app).start().await;
    let (otto, olga, ann) = (app.ops("otto").await, app.ops("olga").await, app.client("ann").await);
    let (old, new) = (docx("old"), docx("new, and longer"));
    let id = app.clean_file(&otto, "plan.docx", &old).await;
    let change = json!({"description": "for the board", "labels": ["Plan"], "max_downloads": 9});
    let patch = app.call(Method::PATCH, &format!("/api/files/{id}/")).bearer(&otto.access).json(&change);
    let before = patch.send().await.expect(200).json();
    let shown = app.show(&ann, &id).await.expect(200).json();
    worker.stop().await;

    let added = app.add_version(&olga, &id, "another name.docx", &new).await.expect(201).json();
    let brought = &added["version"];
    assert_eq!((&brought["version"], &brought["current"]), (&json!(2), &json!(false)));
    assert_eq!((&brought["scan_status"], &brought["size"]), (&json!("pending"), &json!(new.len())));
    assert_eq!(brought["uploaded_by"]["username"], "olga");
    assert_eq!((&added["file"]["id"], &added["file"]["version"]), (&json!(id), &json!(1)));
    assert_eq!(app.show(&ann, &id).await.expect(200).json(), shown);
    assert_eq!(app.bytes(&ann, &id).await, old);

    stack.setup().worker_only().beside(&app).start().await;
    app.has_version(&ann, &id, 2).await;
    assert_eq!(app.bytes(&ann, &id).await, new);
    let after = app.show(&otto, &id).await.expect(200).json();
    assert_eq!((&after["scan_status"], &after["sha256"]), (&json!("clean"), &brought["sha256"]));
    for kept in ["name", "description", "labels", "max_downloads", "uploaded_by", "audience", "folder", "expires_at"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    let all = app.versions(&olga, &id).await;
    assert_eq!(app.settled(&otto, &id).await, [version(2, "clean", true), version(1, "clean", false)]);
    assert_eq!(all[0]["uploaded_by"]["username"], "olga");
    assert_eq!((&all[1]["uploaded_by"]["username"], &all[1]["sha256"]), (&json!("otto"), &before["sha256"]));
    assert_eq!(all[1]["uploaded_at"], before["uploaded_at"]);
    let event = app.event(&otto, "event=file.version_added").await;
    assert_eq!((&event["detail"]["version"], &event["detail"]["bytes"]), (&json!(2), &json!(new.len())));
}

async fn what_is_infected_or_refused_never_takes_the_place(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let old = docx("old");
    let id = app.clean_file(&ops, "plan.docx", &old).await;
    for (name, bytes, code) in [
        ("a.xlsx", minimal(Kind::Xlsx), "unsupported_file_type"),
        ("a.docx", minimal(Kind::Xlsx), "unsupported_file_type"),
        ("a.docx", Vec::new(), "invalid_file"),
        ("a.docx", encrypted_document(), "encrypted_file"),
        ("a.docx", DocumentBuilder::new(Kind::Docx).with_macros().build(), "macros_not_allowed"),
    ] {
        app.add_version(&ops, &id, name, bytes).await.refuses(400, code);
        assert!(stack.spooled().is_empty(), "{code} left something behind");
    }
    let empty = app.post(&format!("/api/files/{id}/versions/")).bearer(&ops.access);
    empty.header("content-type", Form::CONTENT_TYPE).bytes(Form::new().end()).send().await.faults("file");
    assert_eq!(stack.stored().len(), 1);

    app.add_version(&ops, &id, "a.docx", infected()).await.expect(201);
    let bad = [version(2, "infected", false), version(1, "clean", true)];
    assert_eq!(app.settled(&ops, &id).await, bad);
    assert_eq!(app.bytes(&ann, &id).await, old);
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "clean");
    app.restore_version(&ops, &id, 2).await.refuses(403, "file_quarantined");
    app.get(&format!("/api/download-file/{id}/?version=2")).bearer(&ann.access).send().await.expect(403);
    // A number is given once, whatever came of it.
    app.add_version(&ops, &id, "a.docx", docx("new")).await.expect(201);
    app.has_version(&ann, &id, 3).await;
    let scans = app.events(&ops, "event=file.scanned").await;
    let told: Vec<_> = scans.iter().map(|one| (&one["detail"]["version"], &one["detail"]["verdict"])).collect();
    let expected = [(json!(3), json!("clean")), (json!(2), json!("infected")), (json!(1), json!("clean"))];
    assert_eq!(told, expected.each_ref().map(|(version, verdict)| (version, verdict)));
}

async fn a_first_version_that_never_got_clean_is_replaced(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.uploaded(&ops, "plan.docx", infected()).await.id();
    app.scanned(&ops, &id).await;
    app.mint(&ann, &id).await.refuses(403, "file_quarantined");
    app.add_version(&ops, &id, "plan.docx", docx("sound")).await.expect(201);
    app.has_version(&ops, &id, 2).await;
    assert_eq!(app.bytes(&ann, &id).await, docx("sound"));
    assert_eq!(app.settled(&ops, &id).await, [version(2, "clean", true), version(1, "infected", false)]);
}

async fn a_link_leads_to_the_version_that_it_was_made_for(stack: &Stack) {
    let app = stack.setup().set("ops_may_download", "true").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let (old, new) = (docx("old"), docx("new, and longer"));
    let id = app.clean_file(&ops, "plan.docx", &old).await;
    let link = app.link(&ann, &id).await;
    let row = app.post(&format!("/api/download-file/{id}/")).bearer(&ann.access).json(&json!({}));
    let row = row.send().await.expect(201).json()["download_link"].as_str().unwrap().to_owned();
    let zip = app.post("/api/download-zip/").bearer(&ann.access).json(&json!({"files": [id]}));
    let zip = zip.send().await.expect(200).json()["download_link"].as_str().unwrap().to_owned();
    let path = |link: &str| link.strip_prefix(&app.foundation.settings.serving.public_url).unwrap().to_owned();
    let (row, zip) = (path(&row), path(&zip));
    let zipped = app.get(&zip).send().await.expect(200);
    let etag = app.get(&link).send().await.expect(200).header("etag").to_owned();

    app.add_version(&ops, &id, "plan.docx", &new).await.expect(201);
    app.has_version(&ann, &id, 2).await;
    for link in [&link, &row] {
        let reply = app.get(link).send().await.expect(200);
        assert_eq!((reply.header("etag"), &reply.body[..]), (&etag[..], &old[..]));
        app.get(link).header("range", "bytes=10-").header("if-range", &etag).send().await.expect(206);
    }
    assert_eq!(app.get(&zip).send().await.expect(200).body, zipped.body);
    assert_eq!(app.bytes(&ann, &id).await, new);

    // Who manages the document gets at the older one, too.
    let minted = app.get(&format!("/api/download-file/{id}/?version=1")).bearer(&ops.access).send().await.expect(200);
    let minted = minted.json();
    assert_eq!((&minted["file"]["version"], &minted["file"]["size"]), (&json!(1), &json!(old.len())));
    let older = app.get(&path(minted["download_link"].as_str().unwrap())).send().await.expect(200);
    assert_eq!(older.body, old);
    let made =
        app.post(&format!("/api/download-file/{id}/?version=1")).bearer(&ops.access).json(&json!({"once": true}));
    let made = made.send().await.expect(201).json();
    assert_eq!(app.get(&path(made["download_link"].as_str().unwrap())).send().await.expect(200).body, old);

    // What shuts the older one shuts the links to it, and no others.
    let shut = "UPDATE file_versions SET scan_status = 'infected' WHERE version = 1";
    shared::exec!(app.db(), |c| sqlx::query(shut)).unwrap();
    for link in [&link, &row, &zip] {
        app.get(link).send().await.refuses(403, "file_quarantined");
    }
    app.get(&format!("/api/download-file/{id}/?version=1"))
        .bearer(&ops.access)
        .send()
        .await
        .refuses(403, "file_quarantined");
    assert_eq!(app.bytes(&ann, &id).await, new);
    // Taking all links away takes these, too.
    app.call(Method::DELETE, &format!("/api/files/{id}/links/")).bearer(&ops.access).send().await.expect(204);
    let open = "UPDATE file_versions SET scan_status = 'clean' WHERE version = 1";
    shared::exec!(app.db(), |c| sqlx::query(open)).unwrap();
    for link in [&link, &row, &zip] {
        app.get(link).send().await.refuses(410, "gone");
    }
}

async fn an_older_version_is_taken_again(stack: &Stack) {
    let app = stack.start().await;
    let (otto, olga, ann) = (app.ops("otto").await, app.ops("olga").await, app.client("ann").await);
    let (old, new) = (large(2), docx("new"));
    let id = app.clean_file(&otto, "plan.docx", &old).await;
    let link = app.link(&ann, &id).await;
    app.add_version(&otto, &id, "plan.docx", &new).await.expect(201);
    app.has_version(&ann, &id, 2).await;

    let taken = app.restore_version(&olga, &id, 1).await.expect(201).json();
    assert_eq!((&taken["version"]["version"], &taken["version"]["size"]), (&json!(3), &json!(old.len())));
    assert_eq!(taken["version"]["uploaded_by"]["username"], "olga");
    app.has_version(&ann, &id, 3).await;
    assert_eq!(app.bytes(&ann, &id).await, old);
    let all = [version(3, "clean", true), version(2, "clean", false), version(1, "clean", false)];
    assert_eq!(app.settled(&otto, &id).await, all);
    // The older one is still what it was, and so is the link to it.
    app.get(&link).send().await.expect(200);
    assert_eq!(stack.stored().len(), 3);
    let event = app.event(&otto, "event=file.version_restored").await;
    assert_eq!((&event["detail"]["version"], &event["detail"]["of"]), (&json!(3), &json!(1)));
    for (number, id) in [("9", id.as_str()), ("0", &id), ("x", &id), ("1", "01900000-0000-7000-8000-000000000000")] {
        let path = format!("/api/files/{id}/versions/{number}/restore/");
        app.post(&path).bearer(&otto.access).send().await.refuses(404, "not_found");
    }
}

async fn versions_that_come_at_once_are_all_kept_and_the_newest_wins(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().beside(&here).start().await;
    let ops = here.ops("otto").await;
    let id = here.clean_file(&ops, "plan.docx", docx("0")).await;
    let bytes: Vec<_> = (1..=6).map(|at| docx(&format!("number {at}"))).collect();
    let apps = [&here, &there, &here, &there, &here, &there];
    let all = apps.iter().zip(&bytes).map(async |(app, bytes)| {
        let added = app.add_version(&ops, &id, "plan.docx", bytes).await.expect(201).json();
        (added["version"]["version"].as_i64().unwrap(), bytes)
    });
    let mut all = futures_util::future::join_all(all).await;
    all.sort_unstable();
    assert_eq!(all.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
    here.has_version(&ops, &id, 7).await;
    let settled = here.settled(&ops, &id).await;
    assert_eq!(settled.len(), 7);
    assert!(
        settled.iter().all(|(number, status, current)| status == "clean" && *current == (*number == 7)),
        "{settled:?}"
    );
    let ann = here.client("ann").await;
    assert_eq!(here.bytes(&ann, &id).await, *all[5].1);
    assert_eq!(stack.stored().len(), 7);
}

async fn only_who_manages_a_document_has_its_versions(stack: &Stack) {
    let app = stack.setup().set("ops_may_download", "true").start().await;
    let (otto, ann) = (app.ops_who_may("otto", Permissions::NONE).await, app.client("ann").await);
    let other = app.ops_who_may("olga", Permissions::NONE).await;
    let id = app.clean_file(&otto, "plan.docx", docx("old")).await;
    app.add_version(&otto, &id, "plan.docx", docx("new")).await.expect(201);
    app.has_version(&otto, &id, 2).await;
    let list = |by: &Person| app.get(&format!("/api/files/{id}/versions/")).bearer(&by.access);
    let mint = |by: &Person, query: &str| app.get(&format!("/api/download-file/{id}/?{query}")).bearer(&by.access);
    for (by, code) in [(&ann, "role_not_allowed"), (&other, "permission_missing")] {
        list(by).send().await.refuses(403, code);
        app.add_version(by, &id, "plan.docx", docx("x")).await.refuses(403, code);
        app.restore_version(by, &id, 1).await.refuses(403, code);
        for version in ["1", "2", "9", "x"] {
            mint(by, &format!("version={version}")).send().await.refuses(403, code);
            let make = app.post(&format!("/api/download-file/{id}/?version={version}")).bearer(&by.access);
            make.json(&json!({})).send().await.refuses(403, code);
        }
    }
    mint(&other, "").send().await.expect(200);
    mint(&otto, "version=1").send().await.expect(200);
    for unknown in ["9", "x", "0", "-1", ""] {
        mint(&otto, &format!("version={unknown}")).send().await.refuses(404, "not_found");
    }
    list(&otto).send().await.expect(200);
    let wrong = app.get(&format!("/api/files/{id}/versions/?limit=0")).bearer(&otto.access);
    wrong.send().await.faults("limit");
    let unknown = "01900000-0000-7000-8000-000000000000";
    app.add_version(&otto, unknown, "plan.docx", docx("x")).await.refuses(404, "not_found");
    app.call(Method::DELETE, &format!("/api/files/{id}/")).bearer(&otto.access).send().await.expect(204);
    app.add_version(&otto, &id, "plan.docx", docx("x")).await.refuses(404, "not_found");
    app.restore_version(&otto, &id, 1).await.refuses(404, "not_found");
    assert_eq!(app.versions(&otto, &id).await.len(), 2);
    app.stop().await;

    // Who may not download gets no older version either.
    let app = stack.start().await;
    let otto = app.log_in("otto").await;
    app.post(&format!("/api/files/{id}/restore/")).bearer(&otto.access).send().await.expect(200);
    let older = app.get(&format!("/api/download-file/{id}/?version=1")).bearer(&otto.access);
    older.send().await.refuses(403, "role_not_allowed");
}

async fn versions_take_room_and_go_with_their_document(stack: &Stack) {
    let bytes = docx_with(100_000);
    let room = |documents: usize| format!("{}B", documents * bytes.len());
    let app = stack.setup().set("quota", room(4)).set("quota_ops", room(2)).start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let id = app.clean_file(&otto, "a.docx", &bytes).await;
    app.add_version(&otto, &id, "a.docx", &bytes).await.expect(201);
    app.has_version(&otto, &id, 2).await;
    app.add_version(&otto, &id, "a.docx", &bytes).await.refuses(413, "quota_exceeded");
    app.restore_version(&otto, &id, 1).await.refuses(413, "quota_exceeded");
    // What somebody else brings takes their room.
    app.add_version(&olga, &id, "a.docx", &bytes).await.expect(201);
    app.has_version(&otto, &id, 3).await;
    app.add_version(&olga, &id, "a.docx", infected()).await.expect(201);
    app.settled(&otto, &id).await;
    app.restore_version(&olga, &id, 1).await.refuses(413, "quota_exceeded");
    assert_eq!(stack.stored().len(), 4);
    app.call(Method::DELETE, &format!("/api/files/{id}/")).bearer(&olga.access).send().await.expect(204);
    assert_eq!(stack.stored().len(), 4);
    app.delete(&otto, &id).await.expect(204);
    stack.all_jobs_are_done(app.db()).await;
    assert!(stack.stored().is_empty());
    for person in [&otto, &olga] {
        app.upload(person, "b.docx", &bytes).await.expect(201);
        app.upload(person, "b.docx", &bytes).await.expect(201);
    }
}

async fn a_version_is_brought_once_under_one_key(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let id = app.clean_file(&ops, "plan.docx", docx("old")).await;
    let add = async |key: &str| {
        let call = app.post(&format!("/api/files/{id}/versions/")).bearer(&ops.access).header("idempotency-key", key);
        let form = Form::new().file("plan.docx", &docx("new")).end();
        call.header("content-type", Form::CONTENT_TYPE).bytes(form).send().await.expect(201).json()
    };
    let first = add("one").await;
    assert_eq!(add("one").await, first);
    assert_eq!(app.versions(&ops, &id).await.len(), 2);
    app.has_version(&ops, &id, 2).await;
    let again = async || {
        let path = format!("/api/files/{id}/versions/1/restore/");
        app.post(&path).bearer(&ops.access).header("idempotency-key", "two").send().await.expect(201).json()
    };
    assert_eq!(again().await, again().await);
    assert_eq!(app.versions(&ops, &id).await.len(), 3);
}

async fn an_operator_cancels_and_retries_the_scan_of_a_version(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let worker = stack.setup().worker_only().beside(&app).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "plan.docx", docx("old")).await;
    stack.all_jobs_are_done(app.db()).await;
    worker.stop().await;
    app.add_version(&ops, &id, "plan.docx", docx("new")).await.expect(201);
    let jobs = app.get("/api/ops/jobs/?kind=scan_file&limit=1").bearer(&ops.access).send().await.expect(200).json();
    let job = jobs["jobs"][0].id();
    app.post(&format!("/api/ops/jobs/{job}/cancel/")).bearer(&ops.access).send().await.expect(200);
    assert_eq!(app.settled(&ops, &id).await, [version(2, "failed", false), version(1, "clean", true)]);
    app.show(&ann, &id).await.expect(200);
    app.post(&format!("/api/ops/jobs/{job}/retry/")).bearer(&ops.access).send().await.expect(200);
    assert_eq!(app.versions(&ops, &id).await[0]["scan_status"], "pending");
    app.restore_version(&ops, &id, 2).await.refuses(409, "scan_pending");
    stack.setup().worker_only().beside(&app).start().await;
    app.has_version(&ann, &id, 2).await;
    assert_eq!(count_jobs(app.db(), "state = 'dead'").await, 0);
}
