//! Pages of documents as images: who sees them, how they are made, and what becomes of them.
//!
//! A program stands in for LibreOffice, but for the one story that is about it. Where there is no sandbox, or no LibreOffice, these
//! stories are passed over.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use image::{ImageFormat, RgbImage};
use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, eicar},
};
use page_images::Programs;
use serde_json::json;
use shared::{exec, people::permissions::Permissions};

use crate::{
    app::{App, HasId, Person},
    client::Reply,
    documents::{docx, minimal},
    stack::{Stack, count_jobs, eventually, stories},
    sweeping::{make_old, swept},
};

stories!(
    whoever_may_only_look_sees_pages_with_their_name_over_them,
    what_is_shut_has_no_pages,
    what_cannot_be_read_has_no_pages_for_a_while,
    where_nothing_is_installed_there_are_no_pages,
    what_never_ends_is_killed_in_time,
    pages_are_made_though_whoever_made_them_was_killed,
    pages_are_made_once_a_store_is_back,
    pages_go_with_their_document,
    libreoffice_makes_pages_of_every_kind,
);

/// Two pages, one upright and one not.
const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>endobj\n\
    4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n";

const MAKES_TWO: &str = r#"mkdir -p /tmp/out && cp "$(dirname "$0")/two.pdf" /tmp/out/document.pdf"#;

/// A program that stands in for LibreOffice.
struct StandIn(PathBuf);

impl StandIn {
    /// One that does this; none where there is no sandbox to do it in.
    async fn doing(stack: &Stack, script: &str) -> Option<Self> {
        let folder = stack.folder().join("libreoffice");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("two.pdf"), PDF).unwrap();
        let path = folder.join("soffice");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        has_sandbox(Some(&path)).await.then_some(Self(path))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// How many of its processes there are.
    fn living(&self) -> usize {
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path().join("cmdline")));
        let lines = processes.filter_map(|path| fs::read(path).ok());
        lines.filter(|line| String::from_utf8_lossy(line).contains(self.path())).count()
    }

    /// Says whether it runs, and not only what is to run it.
    fn is_at_work(&self) -> bool {
        let begins = format!("/bin/sh\0{}\0", self.path());
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path().join("cmdline")));
        processes.filter_map(|path| fs::read(path).ok()).any(|line| line.starts_with(begins.as_bytes()))
    }

    async fn start(&self, stack: &Stack) -> App {
        stack.setup().set("previews", "on").set("libreoffice", self.path()).start().await
    }
}

async fn has_sandbox(libreoffice: Option<&Path>) -> bool {
    let programs = match Programs::find(libreoffice) {
        Ok(programs) => programs,
        Err(missing) => {
            println!("skipped: {missing}");
            return false;
        }
    };
    let checked = programs.check().await;
    if let Err(error) = &checked {
        println!("skipped: {error}");
    }
    checked.is_ok()
}

impl App {
    async fn look(&self, by: &Person, id: &str, query: &str) -> Reply {
        self.get(&format!("/api/files/{id}/preview/{query}")).bearer(&by.access).send().await
    }

    /// Asks for a page until it is no longer being made.
    async fn looked(&self, by: &Person, id: &str, query: &str) -> Reply {
        eventually("the previews are made, or cannot be", async || {
            let reply = self.look(by, id, query).await;
            (reply.status != 202).then_some(reply)
        })
        .await
    }

    async fn previews_asked_for(&self) -> i64 {
        count_jobs(self.db(), "kind = 'make_preview'").await
    }
}

fn image(reply: &Reply) -> RgbImage {
    image::load_from_memory_with_format(&reply.body, ImageFormat::Png).unwrap().into_rgb8()
}

async fn whoever_may_only_look_sees_pages_with_their_name_over_them(stack: &Stack) {
    let Some(it) = StandIn::doing(stack, MAKES_TWO).await else { return };
    let app = it.start(stack).await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let id = app.named(&otto, "a.docx", &[]).await;
    let shares = format!("/api/files/{id}/shares/");
    let share = app.sent(&otto, "POST", &shares, json!({"clients": ["ann"], "right": "view"})).await.expect(201).json();

    app.look(&bob, &id, "").await.refuses(404, "not_found");
    assert_eq!(app.previews_asked_for().await, 0);
    let pending = app.look(&ann, &id, "").await.expect(202);
    let told = json!({"code": "preview_pending", "status": "preview_pending"});
    assert_eq!((pending.json(), pending.header("retry-after")), (told, "1"));
    let seen = app.looked(&ann, &id, "").await.expect(200);
    assert_eq!((seen.header("preview-pages"), seen.header("content-type")), ("2", "image/png"));
    assert_eq!((seen.header("cache-control"), seen.header("etag")), ("private, no-store", ""));
    assert!(seen.header("content-security-policy").contains("default-src 'none'"));
    let page = image(&seen);
    assert_eq!(page.dimensions(), (800, 1200));
    assert!(page.pixels().any(|pixel| pixel.0[0] < 250), "nothing is drawn over it");
    for (query, width, height) in [("?page=2", 800, 533), ("?width=64", 80, 120), ("?width=1600&page=2", 1600, 1066)] {
        let (given, at_most) = (image(&app.look(&ann, &id, query).await.expect(200)).dimensions(), (width, height + 1));
        assert!(given.0 == width && (height..=at_most.1).contains(&given.1), "{query}: {given:?}");
    }
    app.look(&ann, &id, "?page=3").await.refuses(404, "no_preview");
    app.look(&ann, &id, "?page=0").await.faults("page");
    app.look(&ann, &id, "?width=63").await.faults("width");
    app.mint(&ann, &id).await.refuses(403, "view_only");
    app.look(&bob, &id, "").await.refuses(404, "not_found");

    // Whoever manages it sees it as it is.
    let plain = app.look(&otto, &id, "").await.expect(200);
    assert!(image(&plain).pixels().all(|pixel| pixel.0 == [255; 3]));
    let again = app.get(&format!("/api/files/{id}/preview/")).bearer(&otto.access);
    again.header("if-none-match", plain.header("etag")).send().await.expect(304);
    let olga = app.ops_who_may("olga", Permissions::NONE).await;
    app.look(&olga, &id, "").await.refuses(403, "permission_missing");
    let bare = stack.setup().api_only().set("preview_watermark", "false").set("previews", "auto").beside(&app);
    assert_eq!(bare.start().await.look(&ann, &id, "").await.expect(200).body, plain.body);
    assert_eq!(app.previews_asked_for().await, 1, "they are made once");

    // One entry for all that a client sees in an hour of one session, which `bare` has begun anew.
    app.all_is_sealed().await;
    let told = app.events(&otto, &format!("event=file.previewed&file={id}")).await;
    assert_eq!(told.iter().filter(|event| event["actor"]["id"] == ann.id.as_str()).count(), 2, "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");

    let share = share["shares"][0].id();
    app.sent(&otto, "DELETE", &format!("{shares}{share}/"), json!({})).await.expect(204);
    app.look(&ann, &id, "").await.refuses(404, "not_found");
}

async fn what_is_shut_has_no_pages(stack: &Stack) {
    let Some(it) = StandIn::doing(stack, MAKES_TWO).await else { return };
    let app = it.start(stack).await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let infected = DocumentBuilder::new(Kind::Docx).entry(Entry::stored("word/media/image1.txt", eicar())).build();
    let infected = app.uploaded(&otto, "b.docx", infected).await.id();
    assert_eq!(app.scanned(&otto, &infected).await["scan_status"], "infected");
    app.look(&otto, &infected, "").await.refuses(404, "no_preview");
    app.look(&ann, &infected, "").await.refuses(404, "not_found");

    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    app.look(&ann, &id, "").await.expect(202);
    app.looked(&ann, &id, "").await.expect(200);
    for (state, released, otto_sees, ann_sees) in [
        ("pending", None, (404, "no_preview"), (404, "not_found")),
        ("infected", None, (404, "no_preview"), (404, "not_found")),
        ("infected", Some(1_i64), (200, ""), (200, "")),
    ] {
        exec!(app.db(), |c| sqlx::query("UPDATE files SET scan_status = $2, released_at = $3 WHERE id = $1")
            .bind(id.parse::<uuid::Uuid>().unwrap())
            .bind(state)
            .bind(released))
        .unwrap();
        for (who, (status, code)) in [(&otto, otto_sees), (&ann, ann_sees)] {
            let reply = app.look(who, &id, "").await.expect(status);
            assert!(status == 200 || reply.json()["code"] == code, "{state}, {}: {reply:?}", who.username);
        }
    }
    assert_eq!(app.previews_asked_for().await, 1);
}

async fn what_cannot_be_read_has_no_pages_for_a_while(stack: &Stack) {
    let Some(it) = StandIn::doing(stack, "exit 0").await else { return };
    let app = it.start(stack).await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    app.look(&ann, &id, "").await.expect(202);
    app.looked(&ann, &id, "").await.refuses(404, "no_preview");
    app.look(&otto, &id, "?page=2").await.refuses(404, "no_preview");
    assert_eq!(app.previews_asked_for().await, 1);
    // A new scan has looked at it, and so may whoever makes pages.
    app.sent(&otto, "POST", &format!("/api/files/{id}/rescan/"), json!({})).await.expect(202);
    stack.all_jobs_are_done(app.db()).await;
    app.look(&otto, &id, "").await.expect(202);
    app.looked(&otto, &id, "").await.refuses(404, "no_preview");
    stack.clock.advance(Duration::from_hours(25));
    let ann = app.log_in("ann").await;
    app.look(&ann, &id, "").await.expect(202);
    app.looked(&ann, &id, "").await.refuses(404, "no_preview");
    assert_eq!(app.previews_asked_for().await, 3);
    assert_eq!(stack.previews(), []);
}

async fn where_nothing_is_installed_there_are_no_pages(stack: &Stack) {
    let app = stack.setup().set("previews", "auto").set("libreoffice", "/nowhere/soffice").start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    app.look(&ann, &id, "").await.expect(202);
    app.looked(&ann, &id, "").await.refuses(404, "no_preview");
    // Somebody may have installed it meanwhile.
    stack.clock.advance(Duration::from_mins(11));
    app.look(&ann, &id, "").await.expect(202);
    app.looked(&ann, &id, "").await.refuses(404, "no_preview");
    let off = stack.setup().api_only().beside(&app).start().await;
    off.look(&ann, &id, "").await.refuses(404, "no_preview");
}

async fn what_never_ends_is_killed_in_time(stack: &Stack) {
    let Some(it) = StandIn::doing(stack, r#"setsid "$0" & trap '' TERM HUP; while :; do sleep 1; done"#).await else {
        return;
    };
    let setup = stack.setup().set("previews", "on").set("preview_timeout", "1s");
    let app = setup.set("libreoffice", it.path()).start().await;
    let otto = app.ops("otto").await;
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    app.look(&otto, &id, "").await.expect(202);
    app.looked(&otto, &id, "").await.refuses(404, "no_preview");
    eventually("nothing of it lives on", async || (it.living() == 0).then_some(())).await;
    // The worker goes on.
    app.clean_file(&otto, "b.docx", docx("y")).await;
}

async fn pages_are_made_though_whoever_made_them_was_killed(stack: &Stack) {
    let script = format!(r#"while [ -e "$(dirname "$0")/wait" ]; do sleep 0.1; done; {MAKES_TWO}"#);
    let Some(it) = StandIn::doing(stack, &script).await else { return };
    let wait = it.0.with_file_name("wait");
    fs::write(&wait, "").unwrap();
    let settings = [("STRONGROOM_PREVIEWS", "on"), ("STRONGROOM_LIBREOFFICE", it.path())];
    let program = stack.program(&[], &settings).await;
    let app = stack.setup().served_by(&program).start().await;
    let otto = app.ops("otto").await;
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    app.look(&otto, &id, "").await.expect(202);
    eventually("it is being made", async || it.is_at_work().then_some(())).await;
    let address = program.address;
    program.kill();
    eventually("nothing of it lives on", async || (it.living() == 0).then_some(())).await;

    fs::remove_file(&wait).unwrap();
    let program = stack.program_at(address, &[], &settings);
    program.answers().await;
    // As if the time of the killed worker had run out.
    let due = "UPDATE background_jobs SET due_at = 1 WHERE kind = 'make_preview' AND state = 'running'";
    exec!(app.db(), |c| sqlx::query(due)).unwrap();
    let seen = app.looked(&otto, &id, "").await.expect(200);
    assert_eq!(seen.header("preview-pages"), "2");
    assert_eq!(app.previews_asked_for().await, 1);
    stack.all_jobs_are_done(app.db()).await;
}

async fn pages_are_made_once_a_store_is_back(stack: &Stack) {
    let Some(it) = StandIn::doing(stack, MAKES_TWO).await else { return };
    let app = it.start(stack).await;
    let otto = app.ops("otto").await;
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    let (store, aside) = (stack.data_dir().join("files"), stack.folder().join("aside"));
    fs::rename(&store, &aside).unwrap();
    app.look(&otto, &id, "").await.expect(202);
    eventually("the store is waited for", async || {
        (count_jobs(app.db(), "kind = 'make_preview' AND waits > 0").await == 1).then_some(())
    })
    .await;
    fs::rename(&aside, &store).unwrap();
    app.looked(&otto, &id, "").await.expect(200);
    assert_eq!(app.previews_asked_for().await, 1);
}

async fn pages_go_with_their_document(stack: &Stack) {
    let Some(it) = StandIn::doing(stack, MAKES_TWO).await else { return };
    let app = it.start(stack).await;
    let otto = app.ops("otto").await;
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    app.look(&otto, &id, "").await.expect(202);
    let first = app.looked(&otto, &id, "").await.expect(200);
    let folder = stack.data_dir().join("files/previews");
    let blob = stack.stored().into_iter().next().unwrap();
    let page = |blob: &str, page: u16| folder.join(&blob[..2]).join(format!("{blob}-{page}"));
    assert_eq!(stack.previews().len(), 2);

    // A backup that was put back has none, so they are made again.
    fs::remove_file(page(&blob, 1)).unwrap();
    app.look(&otto, &id, "").await.expect(202);
    assert_eq!(app.looked(&otto, &id, "").await.expect(200).body, first.body);

    // What nobody knows is swept, and what is known stays.
    let stray = uuid::Uuid::new_v4().to_string();
    fs::create_dir_all(folder.join(&stray[..2])).unwrap();
    fs::write(page(&stray, 1), "x").unwrap();
    for path in [page(&stray, 1), page(&blob, 1), page(&blob, 2)] {
        make_old(&path);
    }
    swept(&app).await;
    assert_eq!(stack.previews().len(), 2);
    assert!(!page(&stray, 1).exists());

    // A new version has pages of its own.
    let form = crate::client::Form::new().file("a.docx", &docx("y")).end();
    let call = app.post(&format!("/api/files/{id}/versions/")).bearer(&otto.access);
    call.header("content-type", crate::client::Form::CONTENT_TYPE).bytes(form).send().await.expect(201);
    stack.all_jobs_are_done(app.db()).await;
    app.look(&otto, &id, "").await.expect(202);
    app.looked(&otto, &id, "").await.expect(200);
    assert_eq!(stack.previews().len(), 4);

    app.delete(&otto, &id).await.expect(204);
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.previews(), []);
    app.look(&otto, &id, "").await.refuses(404, "not_found");
}

async fn libreoffice_makes_pages_of_every_kind(stack: &Stack) {
    if !has_sandbox(None).await {
        return;
    }
    let app = stack.setup().set("previews", "auto").start().await;
    let otto = app.ops("otto").await;
    let mut ids = Vec::new();
    for (name, kind) in [("a.docx", Kind::Docx), ("b.pptx", Kind::Pptx), ("c.xlsx", Kind::Xlsx)] {
        let id = app.clean_file(&otto, name, minimal(kind)).await;
        app.look(&otto, &id, "").await.expect(202);
        ids.push((name, id));
    }
    for (name, id) in ids {
        let reply = app.looked(&otto, &id, "?width=320").await;
        // Of a workbook without a cell, LibreOffice prints nothing.
        if name == "c.xlsx" && reply.status == 404 {
            continue;
        }
        assert_eq!(image(&reply.expect(200)).width(), 320, "{name}");
    }
}
