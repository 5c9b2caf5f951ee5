//! The quarantine: what a scan has shut is released on record, scanned again, and shut again; and whoever has what is found
//! late is told.

use std::time::Duration;

use hyper::Method;
use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, eicar, encrypted_document},
};
use serde_json::{Value, json};
use shared::{exec, people::permissions::Permissions};

use crate::{
    app::{App, HasId, PASSWORD, Person, moment},
    clamd::{Clamd, KNOWN, LATE, Wire},
    client::Reply,
    documents::docx,
    stack::{Stack, count_jobs, eventually, stories},
};

stories!(of bytes:
    what_a_scan_has_shut_is_released_on_record,
    nobody_guesses_their_way_to_a_release,
    a_second_scan_loosens_nothing_that_was_found,
    a_new_finding_shuts_what_was_released_and_an_old_one_does_not,
    a_late_finding_is_told_to_whoever_has_the_document,
    a_release_at_the_time_of_a_finding_is_not_blind_to_it,
    a_newer_version_without_a_verdict_gets_it_with_its_document,
);

const REASON: &str = "Looked at by hand:\nit is the customer's own form.";
const SUBJECT: &str = "Harmful content in a document that you have";

impl App {
    async fn release(&self, by: &Person, id: &str, reason: &str, password: &str) -> Reply {
        let body = json!({"reason": reason, "password": password});
        self.post(&format!("/api/files/{id}/release/")).bearer(&by.access).json(&body).send().await
    }

    async fn rescan(&self, by: &Person, id: &str) -> Reply {
        self.post(&format!("/api/files/{id}/rescan/")).bearer(&by.access).send().await
    }

    /// Has it scanned again, and waits until that is done.
    async fn rescanned(&self, stack: &Stack, by: &Person, id: &str) -> Value {
        // Whoever asks twice within a minute gets one scan.
        stack.clock.advance(Duration::from_mins(1));
        self.rescan(by, id).await.expect(202);
        stack.all_jobs_are_done(self.db()).await;
        self.show(by, id).await.expect(200).json()
    }

    /// The ids of the documents that ops find so.
    async fn found(&self, by: &Person, query: &str) -> Vec<String> {
        let page = self.list(by, query).await.expect(200).json();
        page["files"].as_array().unwrap().iter().map(HasId::id).collect()
    }

    /// Uploads a document, waits until it is shut, and returns its id.
    async fn shut_file(&self, by: &Person, bytes: Vec<u8>) -> String {
        let id = self.uploaded(by, "form.docx", bytes).await.id();
        assert_ne!(self.scanned(by, &id).await["scan_status"], "clean");
        id
    }
}

fn with_eicar(text: &str) -> Vec<u8> {
    DocumentBuilder::new(Kind::Docx).text(text).entry(Entry::stored("word/media/image1.txt", eicar())).build()
}

fn not_to_be_seen() -> Vec<u8> {
    DocumentBuilder::new(Kind::Docx).embed("a.bin", encrypted_document()).build()
}

async fn what_a_scan_has_shut_is_released_on_record(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let uploader = app.ops_who_may("uli", Permissions::NONE).await;
    let infected = app.shut_file(&uploader, with_eicar("x")).await;
    let failed = app.shut_file(&uploader, not_to_be_seen()).await;
    let clean = app.clean_file(&uploader, "clean.docx", docx("x")).await;
    for (status, id) in [("infected", &infected), ("failed", &failed)] {
        assert_eq!(&app.found(&ops, &format!("status={status}")).await[..], std::slice::from_ref(id));
    }
    app.show(&ann, &infected).await.refuses(404, "not_found");
    app.mint(&ann, &infected).await.refuses(403, "file_quarantined");

    // Not for those who may not, whatever they give.
    app.release(&uploader, &infected, REASON, PASSWORD).await.refuses(403, "permission_missing");
    app.release(&ann, &infected, REASON, PASSWORD).await.refuses(403, "role_not_allowed");
    app.rescan(&uploader, &infected).await.refuses(403, "permission_missing");
    app.rescan(&ann, &infected).await.refuses(403, "role_not_allowed");
    let token = Person { access: app.token(&ops, &["read", "manage"]).await, ..ops.clone() };
    app.release(&token, &infected, REASON, PASSWORD).await.refuses(403, "scope_missing");
    // Nor without a reason, a password, or something to release.
    for (reason, field) in [("", "reason"), (" \n", "reason"), (&*"x".repeat(1001), "reason"), ("a\0b", "reason")] {
        app.release(&ops, &infected, reason, PASSWORD).await.faults(field);
    }
    let without = app.post(&format!("/api/files/{infected}/release/")).bearer(&ops.access);
    without.json(&json!({"reason": REASON})).send().await.faults("password");
    app.release(&ops, &infected, REASON, "not the password").await.refuses(401, "invalid_credentials");
    app.release(&ops, &clean, REASON, PASSWORD).await.refuses(409, "not_quarantined");
    app.release(&ops, &uuid::Uuid::now_v7().to_string(), REASON, PASSWORD).await.refuses(404, "not_found");
    app.rescan(&ops, &uuid::Uuid::now_v7().to_string()).await.refuses(404, "not_found");
    let wait = "UPDATE files SET scan_status = 'pending' WHERE name = 'clean.docx'";
    exec!(app.db(), |c| sqlx::query(wait)).unwrap();
    app.release(&ops, &clean, REASON, PASSWORD).await.refuses(409, "scan_pending");
    exec!(app.db(), |c| sqlx::query("UPDATE files SET scan_status = 'clean' WHERE name = 'clean.docx'")).unwrap();
    app.mint(&ann, &infected).await.refuses(403, "file_quarantined");

    let longest = "ä".repeat(1000);
    for (id, reason, was) in [(&infected, REASON, "infected"), (&failed, longest.as_str(), "failed")] {
        let file = app.release(&ops, id, reason, PASSWORD).await.expect(200).json();
        assert_eq!(file["scan_status"], "released");
        assert!(file["scan_detail"].is_object(), "{file}");
        assert_eq!(file["released"]["by"], json!({"id": ops.id, "username": "otto"}));
        assert_eq!(file["released"]["reason"], reason);
        assert!(moment(&file["released"]["at"]) >= moment(&file["uploaded_at"]));
        app.release(&ops, id, reason, PASSWORD).await.refuses(409, "not_quarantined");
        let told = app.event(&ops, &format!("event=file.released&file={id}")).await;
        assert_eq!(told["actor"], json!({"id": ops.id, "username": "otto"}));
        assert_eq!(told["detail"], json!({"was": was, "reason": reason}));

        let seen = app.show(&ann, id).await.expect(200).json();
        assert_eq!(seen["scan_status"], "released");
        assert_eq!((&seen["released"], &seen["scan_detail"]), (&Value::Null, &Value::Null));
        let minted = app.mint(&ann, id).await.expect(200).json();
        assert_eq!(minted["file"]["scan_status"], "released");
        app.get(&app.link(&ann, id).await).send().await.expect(200);
    }
    let both = [failed.clone(), infected.clone()];
    assert_eq!(app.found(&ops, "status=released").await, both);
    for status in ["infected", "failed"] {
        assert!(app.found(&ops, &format!("status={status}")).await.is_empty());
    }
    assert_eq!(app.found(&ann, "").await.len(), 3);
    let refused = app.events(&ops, "event=password.refused").await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    app.all_is_sealed().await;
    assert_eq!(app.faults().await, Vec::<String>::new());
}

async fn nobody_guesses_their_way_to_a_release(stack: &Stack) {
    let app = stack.setup().set("limit_login", "5/5m").start().await;
    let ops = app.ops("otto").await;
    let id = app.shut_file(&ops, with_eicar("x")).await;
    for _ in 0..5 {
        app.release(&ops, &id, REASON, "a guess").await.refuses(401, "invalid_credentials");
    }
    // The sixth is not looked at, and neither is the right one.
    app.release(&ops, &id, REASON, "a guess").await.refuses(429, "too_many_attempts");
    app.release(&ops, &id, REASON, PASSWORD).await.refuses(429, "too_many_attempts");
    assert_eq!(app.show(&ops, &id).await.expect(200).json()["scan_status"], "infected");
    eventually("each refusal is on record", async || {
        (app.events(&ops, "event=password.refused").await.len() == 5).then_some(())
    })
    .await;
    stack.clock.advance(Duration::from_mins(5));
    app.release(&ops, &id, REASON, PASSWORD).await.expect(200);
}

async fn a_second_scan_loosens_nothing_that_was_found(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let setup = || stack.setup().set("clamd_url", clamd.url());
    let app = setup().start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let clean = app.clean_file(&ops, "clean.docx", docx("x")).await;
    let failed = app.shut_file(&ops, not_to_be_seen()).await;
    clamd.learns("Strongroom.Late", LATE).await;
    let infected = app.shut_file(&ops, docx(LATE)).await;
    let known = app.shut_file(&ops, docx(KNOWN)).await;
    // From now on it knows nothing against the one.
    clamd.learns("Strongroom.Other", "a sentence of no account").await;
    let before = app.show(&ops, &infected).await.expect(200).json();
    let after = app.rescanned(stack, &ops, &infected).await;
    assert_eq!(after["scan_status"], "infected");
    assert_eq!(after["scan_detail"], before["scan_detail"], "what it is shut for stays known");
    assert_eq!(app.rescanned(stack, &ops, &known).await["scan_status"], "infected");
    assert_eq!(app.rescanned(stack, &ops, &failed).await["scan_status"], "failed");

    // What is clean stays open while it is scanned again, and whoever asks again gets the same scan.
    let link = app.link(&ann, &clean).await;
    for _ in 0..3 {
        assert_eq!(app.rescan(&ops, &clean).await.expect(202).json()["scan_status"], "clean");
        app.get(&link).send().await.expect(200);
    }
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(app.show(&ops, &clean).await.expect(200).json()["scan_status"], "clean");
    // Several asked within one minute, at most two of which there may have been.
    assert!(count_jobs(app.db(), &format!("kind = 'rescan_file' AND payload LIKE '%{clean}%'")).await <= 2);
    assert_eq!(app.events(&ops, &format!("event=file.rescan_asked&file={clean}")).await.len(), 3);

    // What had no verdict gets one.
    app.stop().await;
    let app = setup().set("allow_unscannable", "true").start().await;
    let ops = app.log_in("otto").await;
    assert_eq!(app.rescanned(stack, &ops, &failed).await["scan_status"], "clean");
    assert!(stack.mails_to("otto@example.com").is_empty(), "nothing was found that had not been found before");
}

/// Lets a clamd know nothing of EICAR, which the inspection finds itself.
async fn clamd_without_eicar(stack: &Stack) -> Clamd {
    let mut clamd = Clamd::start(stack.folder(), 20).await;
    clamd.kill();
    clamd.forgets_eicar();
    clamd.start_again().await;
    clamd
}

async fn a_new_finding_shuts_what_was_released_and_an_old_one_does_not(stack: &Stack) {
    let clamd = clamd_without_eicar(stack).await;
    let wire = Wire::to(&clamd).await;
    wire.signatures("/27123/Sat Nov 21 09:00:00 2026");
    let app = stack.setup().set("clamd_url", wire.url()).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let both = app.shut_file(&ops, with_eicar(LATE)).await;
    let old = app.shut_file(&ops, with_eicar("x")).await;
    for id in [&both, &old] {
        app.release(&ops, id, REASON, PASSWORD).await.expect(200);
        assert_eq!(app.rescanned(stack, &ops, id).await["scan_status"], "released", "it is no new finding");
    }
    let links = [app.link(&ann, &both).await, app.link(&ann, &old).await];
    for link in &links {
        app.get(link).send().await.expect(200);
    }

    // New signatures look at what was released, too.
    clamd.learns("Strongroom.Late", LATE).await;
    wire.signatures("/27124/Sun Nov 22 09:00:00 2026");
    stack.clock.advance(Duration::from_mins(2));
    eventually("the new finding", async || (app.get(&links[0]).send().await.status == 403).then_some(())).await;
    app.get(&links[0]).send().await.refuses(403, "file_quarantined");
    app.mint(&ann, &both).await.refuses(403, "file_quarantined");
    app.show(&ann, &both).await.refuses(404, "not_found");
    let file = app.show(&ops, &both).await.expect(200).json();
    assert_eq!((&file["scan_status"], &file["released"]), (&"infected".into(), &Value::Null));
    assert_eq!(file["scan_detail"]["clamav"]["found"], "Strongroom.Late.UNOFFICIAL");
    let told = app.events(&ops, &format!("event=file.scanned&file={both}")).await;
    assert_eq!(told.iter().filter(|event| event["outcome"] == "refused").count(), 2, "{told:?}");

    app.get(&links[1]).send().await.expect(200);
    assert_eq!(app.show(&ops, &old).await.expect(200).json()["scan_status"], "released");
    stack.mail_about("ann@example.com", SUBJECT).await;

    // Whoever releases it again knows of both findings.
    app.release(&ops, &both, REASON, PASSWORD).await.expect(200);
    assert_eq!(app.rescanned(stack, &ops, &both).await["scan_status"], "released");
    app.get(&links[0]).send().await.expect(200);
    stack.all_jobs_are_done(app.db()).await;
    let mails = stack.mails_to("ann@example.com");
    assert_eq!(mails.iter().filter(|mail| mail.header("Subject") == SUBJECT).count(), 1);
    // An operator who begins anew at the machine takes the release back.
    assert!(stack.command(&["rescan", &old]).output().unwrap().status.success());
    assert_eq!(app.scanned(&ops, &old).await["scan_status"], "infected");
    app.get(&links[1]).send().await.refuses(403, "file_quarantined");
}

async fn a_late_finding_is_told_to_whoever_has_the_document(stack: &Stack) {
    let clamd = Clamd::start(stack.folder(), 20).await;
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let (ops, uploader) = (app.ops("otto").await, app.ops_who_may("uli", Permissions::NONE).await);
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let (eve, fay, gil) = (app.client("eve").await, app.client("fay").await, app.client("gil").await);
    for (person, body) in [(&ann, json!({"language": "de"})), (&bob, json!({"notify": {"documents": false}}))] {
        app.call(Method::PATCH, "/api/me/").bearer(&person.access).json(&body).send().await.expect(200);
    }
    let id = app.clean_file(&uploader, "Angebot <1>.docx", docx(LATE)).await;
    app.get(&app.link(&ann, &id).await).send().await.expect(200);
    let make_link = async |by: &Person| {
        let call = app.post(&format!("/api/download-file/{id}/")).bearer(&by.access);
        call.json(&json!({"expires_in": 3600})).send().await.expect(201);
    };
    make_link(&bob).await;
    // One has seen it, one has a link that leaves no trace, and one has a link that is over.
    app.show(&eve, &id).await.expect(200);
    app.link(&fay, &id).await;
    make_link(&gil).await;
    exec!(app.db(), |c| sqlx::query("UPDATE links SET expires_at = 1 WHERE user_id = $1")
        .bind(gil.id.parse::<uuid::Uuid>().unwrap()))
    .unwrap();

    clamd.learns("Strongroom.Late", LATE).await;
    assert_eq!(app.rescanned(stack, &ops, &id).await["scan_status"], "infected");
    for _ in 0..2 {
        app.rescanned(stack, &ops, &id).await;
    }
    // The document may be gone before the mails are.
    app.delete(&ops, &id).await.expect(204);
    stack.all_jobs_are_done(app.db()).await;
    let told: Vec<usize> = ["ann", "bob", "uli", "otto", "eve", "fay", "gil"]
        .map(|name| {
            let mails = stack.mails_to(&format!("{name}@example.com"));
            mails.iter().filter(|mail| mail.text().contains("Angebot")).count()
        })
        .into();
    assert_eq!(told, [1, 1, 1, 0, 0, 0, 0], "ann, bob, uli, otto, eve, fay, gil");
    let ann = stack.mails_to("ann@example.com").into_iter().find(|mail| mail.text().contains("Angebot")).unwrap();
    assert!(ann.text().contains("„Angebot <1>.docx“") && ann.text().contains("heruntergeladen."), "{}", ann.text());
    assert!(ann.text().contains("Angebot &#60;1&#62;.docx"), "{}", ann.text());
    let bob = stack.mail_about("bob@example.com", SUBJECT).await;
    assert!(bob.text().contains("A link to it was made for you on "), "{}", bob.text());
    let uli = stack.mail_about("uli@example.com", SUBJECT).await;
    assert!(uli.text().contains("You uploaded it on "), "{}", uli.text());

    // One that an operator had scanned anew at the machine was open, too.
    let id = app.clean_file(&uploader, "second.docx", docx("a sentence of some account")).await;
    clamd.learns("Strongroom.Later", "a sentence of some account").await;
    assert!(stack.command(&["rescan", &id]).output().unwrap().status.success());
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "infected");
    let told =
        async || stack.mails_to("uli@example.com").iter().any(|it| it.text().contains("second.docx")).then_some(());
    eventually("the second mail", told).await;
    // One that was never open is no late finding.
    app.shut_file(&uploader, with_eicar("x")).await;
    stack.all_jobs_are_done(app.db()).await;
    assert!(!stack.mails_to("uli@example.com").iter().any(|mail| mail.text().contains("form.docx")));
}

async fn a_release_at_the_time_of_a_finding_is_not_blind_to_it(stack: &Stack) {
    let clamd = clamd_without_eicar(stack).await;
    let app = stack.setup().set("clamd_url", clamd.url()).start().await;
    let ops = app.ops("otto").await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(app.shut_file(&ops, with_eicar(LATE)).await);
    }
    clamd.learns("Strongroom.Late", LATE).await;
    for id in &ids[..3] {
        let (asked, released) = tokio::join!(app.rescan(&ops, id), app.release(&ops, id, REASON, PASSWORD));
        asked.expect(202);
        released.expect(200);
    }
    // And where it was released already, with two who do it at once.
    for id in &ids[3..] {
        let twice = || app.release(&ops, id, REASON, PASSWORD);
        let (asked, one, other) = tokio::join!(app.rescan(&ops, id), twice(), twice());
        asked.expect(202);
        let statuses = [one.status.as_u16(), other.status.as_u16()];
        // Between the two it may have been shut again.
        assert!([[200, 409], [409, 200], [200, 200]].contains(&statuses), "{statuses:?}");
    }
    stack.all_jobs_are_done(app.db()).await;
    for id in &ids {
        let file = app.rescanned(stack, &ops, id).await;
        let known = file["scan_detail"]["clamav"]["found"].as_str();
        match file["scan_status"].as_str().unwrap() {
            // Shut again, or released by somebody before whom the finding lay.
            "infected" | "released" => assert!(known.is_some(), "{file}"),
            other => panic!("{other}: {file}"),
        }
    }
}

async fn a_newer_version_without_a_verdict_gets_it_with_its_document(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let worker = stack.setup().worker_only().beside(&app).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "plan.docx", docx("old")).await;
    stack.all_jobs_are_done(app.db()).await;
    worker.stop().await;
    app.add_version(&ops, &id, "plan.docx", docx("new")).await.expect(201);
    let jobs = app.get("/api/ops/jobs/?kind=scan_file&limit=1").bearer(&ops.access).send().await.expect(200).json();
    app.post(&format!("/api/ops/jobs/{}/cancel/", jobs["jobs"][0].id())).bearer(&ops.access).send().await.expect(200);
    stack.setup().worker_only().beside(&app).start().await;
    assert_eq!(app.show(&ann, &id).await.expect(200).json()["version"], 1);
    app.post(&format!("/api/files/{id}/rescan/")).bearer(&ops.access).send().await.expect(202);
    app.has_version(&ann, &id, 2).await;
    // The scan that was cancelled.
    stack.may_leave_jobs();
}
