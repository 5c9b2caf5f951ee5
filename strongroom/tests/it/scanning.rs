//! Scanning by a real clamd: what it finds, what it cannot read, what happens while it is away, and what it learns.

use std::time::Duration;

use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, eicar, encrypted_document},
};
use serde_json::Value;
use worker::scan::{Answer, Clamd as Client};

use crate::{
    app::{App, HasId},
    clamd::{Clamd, KNOWN, Wire},
    documents::{docx, docx_with, large},
    stack::{Stack, count_jobs, eventually, stories},
};

stories!(of bytes:
    clamd_finds_what_the_inspection_does_not_know,
    what_nobody_can_look_into_is_refused_at_once,
    documents_wait_for_a_clamd_that_is_away,
    a_clamd_that_ends_in_the_middle_of_a_scan_says_nothing,
    a_clamd_that_freezes_in_the_middle_of_a_scan_says_nothing,
    what_is_too_large_for_clamd_stays_shut_until_the_limit_is_raised,
    what_cannot_be_scanned_may_be_let_through,
    what_the_inspection_cannot_see_stays_shut,
    what_the_inspection_cannot_see_may_be_let_through,
    clamd_has_its_word_on_what_the_inspection_cannot_see,
);

/// The signatures that the wire names.
pub(crate) const OLD: &str = "/27123/Sat Nov 21 09:00:00 2026";
pub(crate) const NEW: &str = "/27124/Sun Nov 22 09:00:00 2026";

fn with_eicar() -> Vec<u8> {
    DocumentBuilder::new(Kind::Docx).entry(Entry::stored("word/media/image1.txt", eicar())).build()
}

/// Waits until the one scan of the story has found its scanner away so many times, and rests.
pub(crate) async fn waits_for_the_scanner(app: &App, times: i64) {
    let condition = format!("kind = 'scan_file' AND state = 'queued' AND waits >= {times}");
    eventually("the scan waits", async || (count_jobs(app.db(), &condition).await == 1).then_some(())).await;
}

/// Moves the clock to the beginning of the minute after the next: whatever is done once a minute is due, and is not soon
/// due again.
pub(crate) fn begin_a_minute(stack: &Stack) {
    let into_the_minute = u64::try_from(stack.clock.now().0 % 60_000).unwrap();
    stack.clock.advance(Duration::from_millis(120_000 - into_the_minute));
}

async fn clamd_finds_what_the_inspection_does_not_know(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    for (name, url) in [("tcp", clamd.url()), ("socket", clamd.socket_url())] {
        let app = stack.setup().set("clamd_url", &url).start().await;
        let (ops, ann) = (app.ops(&format!("otto-{name}")).await, app.client(&format!("ann-{name}")).await);
        let clean = app.uploaded(&ops, "clean.docx", docx("Nothing to see")).await.id();
        let known = app.uploaded(&ops, "known.docx", docx(KNOWN)).await.id();
        let eicar = app.uploaded(&ops, "eicar.docx", with_eicar()).await.id();
        let large_one = app.uploaded(&ops, "large.docx", large(12)).await.id();

        for id in [clean, large_one] {
            let file = app.scanned(&ops, &id).await;
            assert_eq!(file["scan_status"], "clean", "{file}");
            let version = file["scan_detail"]["clamav"]["version"].as_str().unwrap();
            assert!(version.starts_with("ClamAV "), "{version}");
        }
        let file = app.scanned(&ops, &known).await;
        assert_eq!(file["scan_status"], "infected", "{file}");
        assert_eq!(file["scan_detail"]["clamav"]["found"], "Strongroom.Known.UNOFFICIAL");
        app.mint(&ann, &known).await.refuses(403, "file_quarantined");
        // The inspection knows this one itself, and clamd does too.
        assert_eq!(app.scanned(&ops, &eicar).await["scan_status"], "infected");
        let client = Client::open(&app.foundation.settings).unwrap();
        let answer = client.scan(with_eicar().as_slice()).await.unwrap();
        assert_eq!(answer, Answer::Found("Eicar-Test-Signature.UNOFFICIAL".to_owned()));
        assert!(client.version().await.unwrap().as_str().starts_with("ClamAV "));
        app.stop().await;
    }
}

async fn what_nobody_can_look_into_is_refused_at_once(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let ops = app.ops("otto").await;
    app.upload(&ops, "secret.docx", encrypted_document()).await.refuses(400, "encrypted_file");
    assert!(stack.stored().is_empty());
}

async fn documents_wait_for_a_clamd_that_is_away(stack: &Stack) {
    let mut clamd = Clamd::start(stack.folder(), 20).await;
    clamd.kill();
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.uploaded(&ops, "a.docx", docx("x")).await.id();
    for times in 1..=4 {
        waits_for_the_scanner(&app, times).await;
        assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "pending");
        app.mint(&ann, &id).await.refuses(409, "scan_pending");
        stack.clock.advance(Duration::from_mins(1));
    }
    // What the inspection alone condemns need not wait.
    let eicar = app.uploaded(&ops, "eicar.docx", with_eicar()).await.id();
    assert_eq!(app.scanned(&ops, &eicar).await["scan_status"], "infected");

    clamd.start_again().await;
    stack.clock.advance(Duration::from_mins(1));
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    app.mint(&ann, &id).await.expect(200);
}

async fn a_clamd_that_ends_in_the_middle_of_a_scan_says_nothing(stack: &Stack) {
    let mut clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    let app = stack.setup().set("clamd_url", wire.url()).start().await;
    let ops = app.ops("otto").await;
    wire.hold();
    let id = app.uploaded(&ops, "large.docx", large(12)).await.id();
    wire.holds_one().await;
    clamd.kill();
    wire.let_go();
    waits_for_the_scanner(&app, 1).await;
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "pending");
    clamd.start_again().await;
    stack.clock.advance(Duration::from_mins(1));
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
}

async fn a_clamd_that_freezes_in_the_middle_of_a_scan_says_nothing(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let wire = Wire::to(&clamd).await;
    let app = stack.setup().set("clamd_url", wire.url()).set("clamd_timeout", "5s").start().await;
    let ops = app.ops("otto").await;
    wire.hold();
    let id = app.uploaded(&ops, "large.docx", large(12)).await.id();
    wire.holds_one().await;
    clamd.freeze();
    wire.let_go();
    waits_for_the_scanner(&app, 1).await;
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "pending");
    clamd.thaw();
    stack.clock.advance(Duration::from_mins(1));
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
}

async fn what_is_too_large_for_clamd_stays_shut_until_the_limit_is_raised(stack: &Stack) {
    let mut clamd = Clamd::start(stack.folder(), 2).await;
    let setup = || stack.setup().set("clamd_url", clamd.url()).set("clamd_max_unpacked", "8MiB");
    let app = setup().set("clamd_max_size", "2MiB").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let too_large = docx_with(3 << 20);
    let large_inside = DocumentBuilder::new(Kind::Docx).entry(Entry::deflated("word/x.bin", vec![7; 6 << 20])).build();
    let too_much = (0..6_u8).fold(DocumentBuilder::new(Kind::Docx), |built, at| {
        built.entry(Entry::deflated(&format!("word/{at}.bin"), vec![at; 3 << 19]))
    });
    let mut ids = Vec::new();
    for (bytes, setting) in
        [(&too_large, "clamd_max_size"), (&large_inside, "clamd_max_size"), (&too_much.build(), "clamd_max_unpacked")]
    {
        let id = app.uploaded(&ops, "a.docx", bytes).await.id();
        let file = app.scanned(&ops, &id).await;
        assert_eq!(file["scan_status"], "failed", "{file}");
        let reason = &file["scan_detail"]["unscannable"];
        assert_eq!(reason["setting"], setting, "{file}");
        assert!(reason["size"].as_u64() > reason["limit"].as_u64(), "{file}");
        assert!(file["scan_detail"]["error"].as_str().unwrap().starts_with("ClamAV cannot scan it: "), "{file}");
        app.mint(&ann, &id).await.refuses(403, "file_quarantined");
        ids.push(id);
    }
    app.stop().await;

    // A setting that promises more than clamd keeps: its own word counts.
    let app = setup().set("clamd_max_size", "20MiB").set("clamd_max_unpacked", "80MiB").start().await;
    let id = app.uploaded(&ops_again(&app).await, "a.docx", &too_large).await.id();
    let file = app.scanned(&ops_again(&app).await, &id).await;
    assert_eq!(file["scan_status"], "failed", "{file}");
    assert!(file["scan_detail"]["error"].as_str().unwrap().contains("StreamMaxLength"), "{file}");
    ids.push(id);

    clamd.kill();
    clamd.takes(20);
    clamd.start_again().await;
    let asked = stack.command(&["rescan", "--failed"]).output().unwrap();
    assert!(asked.status.success(), "{asked:?}");
    assert_eq!(String::from_utf8_lossy(&asked.stdout).trim(), "4 documents whose scan failed are scanned again.");
    for id in ids {
        let file = app.scanned(&ops_again(&app).await, &id).await;
        assert_eq!(file["scan_status"], "clean", "{file}");
    }
}

/// The ops account of the story, logged in at this service.
pub(crate) async fn ops_again(app: &App) -> crate::app::Person {
    app.log_in("otto").await
}

async fn what_cannot_be_scanned_may_be_let_through(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 2).await;
    let setup = stack.setup().set("clamd_url", clamd.url()).set("clamd_max_size", "2MiB");
    let app = setup.set("allow_unscannable", "true").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "large.docx", docx_with(3 << 20)).await;
    let detail = app.show(&ops, &id).await.expect(200).json()["scan_detail"].take();
    assert_eq!(detail["unscannable"]["limit"], 2 << 20, "{detail}");
    app.mint(&ann, &id).await.expect(200);
    // What clamd finds in the part that it reads is found all the same.
    let both = DocumentBuilder::new(Kind::Docx).text(KNOWN).entry(Entry::deflated("word/x.bin", vec![7; 6 << 20]));
    let id = app.uploaded(&ops, "both.docx", both.build()).await.id();
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "infected");
}

/// Documents that the inspection cannot look into whole, with where and why.
fn half_seen() -> [(Vec<u8>, &'static str); 4] {
    let docx = || DocumentBuilder::new(Kind::Docx);
    let relationships = docx().part("word/_rels/footer1.xml.rels", "<Relationships");
    let utf7 = docx().part("word/footer1.xml", "<?xml version='1.0' encoding='utf-7'?><a>+ADw-</a>");
    [
        (docx().embed("a.bin", encrypted_document()).build(), "word/embeddings/a.bin: an encrypted document"),
        (docx().embed("a.bin", b"7z\xBC\xAF\x27\x1C\0\x04").build(), "word/embeddings/a.bin: a 7z archive"),
        (relationships.build(), "word/_rels/footer1.xml.rels: its XML"),
        (utf7.build(), "word/footer1.xml: XML in an encoding"),
    ]
}

async fn what_the_inspection_cannot_see_stays_shut(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    for (bytes, reason) in half_seen() {
        let id = app.uploaded(&ops, "a.docx", bytes).await.id();
        let file = app.scanned(&ops, &id).await;
        assert_eq!(file["scan_status"], "failed", "{file}");
        let detail = &file["scan_detail"];
        assert!(detail["unscannable"]["reason"].as_str().unwrap().starts_with(reason), "{reason}: {file}");
        let error = detail["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("The inspection cannot scan it: {reason}")), "{file}");
        app.mint(&ann, &id).await.refuses(403, "file_quarantined");
        // Why it is so is for ops alone.
        app.show(&ann, &id).await.refuses(404, "not_found");
    }
}

async fn what_the_inspection_cannot_see_may_be_let_through(stack: &Stack) {
    let app = stack.setup().set("allow_unscannable", "true").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    for (bytes, reason) in half_seen() {
        let id = app.clean_file(&ops, "a.docx", bytes).await;
        let detail = app.show(&ops, &id).await.expect(200).json()["scan_detail"].take();
        assert!(detail["unscannable"]["reason"].as_str().unwrap().starts_with(reason), "{reason}: {detail}");
        assert_eq!(detail["error"], Value::Null);
        app.mint(&ann, &id).await.expect(200);
        assert_eq!(app.show(&ann, &id).await.expect(200).json()["scan_detail"], Value::Null);
    }
    // What is found in the part that is seen counts all the same.
    let both = DocumentBuilder::new(Kind::Docx).embed("a.bin", encrypted_document()).part("word/a.txt", eicar());
    let id = app.uploaded(&ops, "both.docx", both.build()).await.id();
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "infected");
}

async fn clamd_has_its_word_on_what_the_inspection_cannot_see(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let ops = app.ops("otto").await;
    let half = DocumentBuilder::new(Kind::Docx).embed("a.bin", b"7z\xBC\xAF\x27\x1C\0\x04");
    for (document, status) in [(half.clone(), "failed"), (half.text(KNOWN), "infected")] {
        let id = app.uploaded(&ops, "a.docx", document.build()).await.id();
        let file = app.scanned(&ops, &id).await;
        assert_eq!(file["scan_status"], status, "{file}");
        assert!(file["scan_detail"]["clamav"]["version"].is_string(), "{file}");
    }
}
