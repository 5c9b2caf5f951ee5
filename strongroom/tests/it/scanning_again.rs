//! Scanning again, with what clamd has learned since: what is found late, and who is told of it.

use std::time::Duration;

use hyper::Method;
use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry},
};
use serde_json::{Value, json};
use shared::{
    documents::{
        files::ScanStatus,
        findings::Scanned,
        scans::{self, Candidate},
        second_scans::Again,
    },
    exec,
    ids::{BlobId, FileId},
    sql,
};

use crate::{
    app::{HasId, moment},
    clamd::{Clamd, KNOWN, LATE, Wire},
    documents::docx,
    job_board::{act, jobs},
    program::written,
    scanning::{NEW, OLD, begin_a_minute, ops_again, waits_for_the_scanner},
    stack::{Stack, count_jobs, eventually, stories},
};

stories!(of bytes:
    a_late_finding_shuts_a_document_and_tells_who_has_it,
    a_clamd_that_ends_in_the_middle_of_a_second_scan_changes_nothing,
    documents_are_scanned_again_when_a_clamd_comes,
    an_operator_has_documents_scanned_again,
    ; in files: new_signatures_open_nothing_that_was_shut,
);

async fn a_late_finding_shuts_a_document_and_tells_who_has_it(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    wire.signatures(OLD);
    let app = stack.setup().set("clamd_url", wire.url()).start().await;
    let twin = stack.setup().set("clamd_url", wire.url()).beside(&app).start().await;
    let ops = app.ops("otto").await;
    let (ann, bob, eve) = (app.client("ann").await, app.client("bob").await, app.client("eve").await);
    let id = app.clean_file(&ops, "late.docx", docx(LATE)).await;
    let other = app.clean_file(&ops, "other.docx", docx("Nothing to see")).await;
    let downloads =
        async |query: &str| app.get(&format!("/api/files/{id}/downloads/?{query}")).bearer(&ops.access).send().await;
    assert_eq!(downloads("").await.expect(200).json(), json!({"downloads": [], "next_cursor": null}));

    let link = app.link(&ann, &id).await;
    let etag = app.get(&link).send().await.expect(200).header("etag").to_owned();
    app.get(&link).header("range", "bytes=0-9").send().await.expect(206);
    twin.get(&app.link(&bob, &id).await).header("range", "bytes=5-9").send().await.expect(206);
    let looked_at = app.link(&eve, &id).await;
    app.call(Method::HEAD, &looked_at).send().await.expect(200);
    app.get(&looked_at).header("if-none-match", &etag).send().await.expect(304);
    app.get(&looked_at).header("range", "bytes=999999-").send().await.expect(416);

    clamd.learns("Strongroom.Late", LATE).await;
    wire.signatures(NEW);
    app.get(&link).send().await.expect(200);
    begin_a_minute(stack);
    let file = eventually("the late finding", async || {
        let file = app.show(&ops, &id).await.expect(200).json();
        (file["scan_status"] != "clean").then_some(file)
    })
    .await;
    assert_eq!(file["scan_status"], "infected", "{file}");
    assert_eq!(file["scan_detail"]["clamav"]["found"], "Strongroom.Late.UNOFFICIAL");
    assert!(moment(&file["scan_detail"]["found_late"]["at"]) > moment(&file["uploaded_at"]));
    for service in [&app, &twin] {
        service.get(&link).send().await.refuses(403, "file_quarantined");
        service.mint(&ann, &id).await.refuses(403, "file_quarantined");
    }

    let whole = downloads("").await.expect(200).json();
    let names = |page: &Value| -> Vec<String> {
        page["downloads"].as_array().unwrap().iter().map(|one| one["username"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&whole), ["ann", "bob"]);
    assert_eq!(whole["downloads"][0]["email"], "ann@example.com");
    assert_eq!(whole["downloads"][0]["user_id"], ann.id.as_str());
    assert!(moment(&whole["downloads"][0]["first_at"]) >= moment(&file["uploaded_at"]));
    let first = downloads("limit=1").await.expect(200).json();
    assert_eq!(names(&first), ["ann"]);
    let next = first["next_cursor"].as_str().unwrap();
    let second = downloads(&format!("limit=1&cursor={next}")).await.expect(200).json();
    assert_eq!((names(&second), &second["next_cursor"]), (vec!["bob".to_owned()], &Value::Null));
    downloads("limit=0").await.faults("limit");
    downloads("cursor=nonsense").await.faults("cursor");
    app.get(&format!("/api/files/{id}/downloads/")).bearer(&ann.access).send().await.refuses(403, "role_not_allowed");
    let unknown = uuid::Uuid::now_v7();
    app.get(&format!("/api/files/{unknown}/downloads/")).bearer(&ops.access).send().await.refuses(404, "not_found");

    // Two workers have planned, and all is scanned with the new signatures once.
    let version =
        async |id: &str| app.show(&ops, id).await.expect(200).json()["scan_detail"]["clamav"]["version"].take();
    let renewed = async || version(&other).await.as_str().unwrap().ends_with(NEW).then_some(());
    eventually("the other document is scanned again", renewed).await;
    assert_eq!(app.show(&ops, &other).await.expect(200).json()["scan_status"], "clean");
    assert_eq!(count_jobs(app.db(), "kind = 'rescan'").await, 1);
    // The record outlives the document.
    app.delete(&ops, &id).await.expect(204);
    assert_eq!(names(&downloads("").await.expect(200).json()), ["ann", "bob"]);
}

async fn a_clamd_that_ends_in_the_middle_of_a_second_scan_changes_nothing(stack: &Stack) {
    let mut clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    wire.signatures(OLD);
    let app = stack.setup().set("clamd_url", wire.url()).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let padding = Entry::stored("word/media/image1.bin", vec![0; 3 << 20]);
    let bytes = DocumentBuilder::new(Kind::Docx).text(LATE).entry(padding).build();
    let id = app.clean_file(&ops, "late.docx", bytes).await;
    let link = app.link(&ann, &id).await;

    clamd.learns("Strongroom.Late", LATE).await;
    wire.signatures(NEW);
    wire.hold();
    begin_a_minute(stack);
    wire.holds_one().await;
    clamd.kill();
    wire.let_go();
    let ended = "kind = 'rescan' AND state = 'done'";
    eventually("the second scan ends", async || (count_jobs(app.db(), ended).await == 1).then_some(())).await;
    app.get(&link).send().await.expect(200);
    clamd.start_again().await;
    begin_a_minute(stack);
    eventually("the link dies", async || (app.get(&link).send().await.status == 403).then_some(())).await;
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "infected");
}

async fn documents_are_scanned_again_when_a_clamd_comes(stack: &Stack) {
    let before = stack.start().await;
    let ops = before.ops("otto").await;
    before.client("ann").await;
    let known = before.clean_file(&ops, "known.docx", docx(KNOWN)).await;
    let clean = before.clean_file(&ops, "clean.docx", docx("x")).await;
    before.stop().await;

    let mut clamd = Clamd::start(stack.folder(), 20).await;
    clamd.kill();
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let (ops, ann) = (ops_again(&app).await, app.log_in("ann").await);
    // A clamd that is away shuts nothing.
    let asked = app.uploaded(&ops, "new.docx", docx("y")).await.id();
    waits_for_the_scanner(&app, 1).await;
    app.mint(&ann, &known).await.expect(200);
    clamd.start_again().await;
    stack.clock.advance(Duration::from_mins(1));
    eventually("the finding", async || {
        (app.show(&ops, &known).await.expect(200).json()["scan_status"] == "infected").then_some(())
    })
    .await;
    app.mint(&ann, &known).await.refuses(403, "file_quarantined");
    app.mint(&ann, &clean).await.expect(200);
    assert_eq!(app.scanned(&ops, &asked).await["scan_status"], "clean");
}

async fn an_operator_has_documents_scanned_again(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let ops = app.ops("otto").await;
    let (one, two) =
        (app.clean_file(&ops, "1.docx", docx(LATE)).await, app.clean_file(&ops, "2.docx", docx(LATE)).await);
    // clamd names no version of these signatures, so nobody can tell that there are new ones.
    clamd.learns("Strongroom.Late", LATE).await;
    let rescan = |arguments: &[&str]| stack.command(&[&["rescan"], arguments].concat()).output().unwrap();
    assert!(rescan(&[&one]).status.success());
    assert_eq!(app.scanned(&ops, &one).await["scan_status"], "infected");
    assert_eq!(app.show(&ops, &two).await.expect(200).json()["scan_status"], "clean");
    let all = rescan(&["--all"]);
    assert!(String::from_utf8_lossy(&all.stdout).contains("1 clean document is scanned again"), "{all:?}");
    stack.clock.advance(Duration::from_mins(1));
    eventually("the finding", async || {
        (app.show(&ops, &two).await.expect(200).json()["scan_status"] == "infected").then_some(())
    })
    .await;
    for wrong in [vec![], vec!["nonsense"], vec!["--failed=yes"], vec![uuid::Uuid::now_v7().to_string().leak() as &str]]
    {
        assert!(!rescan(&wrong).status.success(), "{wrong:?}");
    }
}

async fn new_signatures_open_nothing_that_was_shut(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail").start().await;
    let ops = app.ops("otto").await;
    let mut ids = Vec::new();
    for name in ["cancelled.docx", "given-up.docx", "beyond-a-limit.docx", "found.docx", "clean.docx"] {
        ids.push(app.uploaded(&ops, name, docx(name)).await.id());
    }
    let [cancelled, given_up, beyond, found, clean] = &ids[..] else { panic!("not five") };
    let job = async |id: &str| {
        let page = jobs(&app, &ops, "kind=scan_file").await;
        let page = page["jobs"].as_array().unwrap();
        page.iter().find(|job| job["about"]["file"] == id).unwrap().id()
    };
    act(&app, &ops, &job(cancelled).await, "cancel").await.expect(200);
    let now = app.foundation.clock.now();
    let mut tx = app.db().begin().await.unwrap();
    let id = |id: &str| (id.parse::<FileId>().unwrap(), 1);
    scans::given_up(&mut tx, id(given_up), job(given_up).await.parse().unwrap(), now).await.unwrap();
    for (file, status) in [(beyond, ScanStatus::Failed), (found, ScanStatus::Infected), (clean, ScanStatus::Clean)] {
        let verdict = Scanned { status, detail: "{}".to_owned(), scanned_with: "older signatures".to_owned() };
        scans::record(&mut tx, id(file), &verdict, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(scans::candidates(app.db(), "newer signatures", 10).await.unwrap().len(), 1);

    // A second scan that began before an operator shut the document comes too late.
    let stale = Scanned { status: ScanStatus::Clean, detail: "{}".to_owned(), scanned_with: "stale".to_owned() };
    let mut tx = app.db().begin().await.unwrap();
    let (blob,): (BlobId,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT blob FROM files WHERE id = $1").bind(id(cancelled).0).fetch_one(c))
            .unwrap();
    let (id_of, version) = id(cancelled);
    let began = Candidate { id: id_of, version, blob, scanned_at: None };
    assert_eq!(scans::record_again(&mut tx, began, &stale, now).await.unwrap(), Again::Nothing);
    tx.commit().await.unwrap();

    // This worker scans with other signatures than the older ones.
    exec!(app.db(), |c| sqlx::query("DELETE FROM background_jobs WHERE kind = 'scan_file'")).unwrap();
    stack.setup().worker_only().start().await;
    eventually("the clean one is scanned again", async || {
        let again = "SELECT COUNT(*) FROM files WHERE scan_status = 'clean' AND scanned_with = 'built-in'";
        let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(again).fetch_one(c)).unwrap();
        (count == 1).then_some(())
    })
    .await;
    stack.clock.advance(Duration::from_mins(2));
    let ops = app.log_in("otto").await;
    for (id, state) in
        [(cancelled, "failed"), (given_up, "failed"), (beyond, "failed"), (found, "infected"), (clean, "clean")]
    {
        assert_eq!(app.show(&ops, id).await.expect(200).json()["scan_status"], state);
    }
    let detail = app.show(&ops, given_up).await.json()["scan_detail"]["error"].take();
    assert_eq!(detail, "the scan could not be finished");
    // Who asks gets them scanned.
    let asked = stack.command(&["rescan", "--failed"]).output().unwrap();
    assert!(written(&asked).contains("3 documents whose scan failed"), "{}", written(&asked));
    for id in [cancelled, given_up, beyond] {
        assert_eq!(app.scanned(&ops, id).await["scan_status"], "clean");
    }
    assert_eq!(app.show(&ops, found).await.json()["scan_status"], "infected");
}
