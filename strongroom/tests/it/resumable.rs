//! Documents that arrive in parts, by tus 1.0.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hyper::{HeaderMap, Method};
use ooxml::sample::encrypted_document;
use serde_json::Value;
use shared::{exec, sql};

use crate::{
    app::{App, HasId, Person},
    client::{Call, Reply},
    documents::{docx, large},
    stack::{Stack, eventually, stories},
};

stories!(of bytes:
    a_document_arrives_in_parts,
    what_is_offered_is_told,
    a_part_goes_where_the_upload_stands,
    another_process_goes_on_after_the_log_out,
    a_part_that_does_not_match_its_sum_is_dropped,
    the_length_may_be_told_later,
    what_is_no_document_is_refused_at_its_end,
    what_was_said_of_an_upload_is_told_again,
    whoever_gives_up_leaves_nothing,
    what_nobody_sends_on_is_given_up,
    of_two_parts_at_once_one_is_taken,
    an_upload_belongs_to_whoever_began_it,
);

/// An upload that a client has begun.
pub(crate) struct Sending {
    pub(crate) path: String,
    pub(crate) token: String,
}

fn metadata(name: &str) -> String {
    format!("filename {}", STANDARD.encode(name))
}

impl App {
    /// Asks to begin an upload.
    pub(crate) fn begin_call(&self, by: &Person, name: &str) -> Call {
        let call = self.post("/api/uploads/").bearer(&by.access).header("tus-resumable", "1.0.0");
        call.header("upload-metadata", &metadata(name))
    }

    pub(crate) async fn begun(&self, by: &Person, name: &str, length: usize) -> Sending {
        let call = self.begin_call(by, name).header("upload-length", &length.to_string());
        self.sending(&call.send().await.expect(201))
    }

    pub(crate) fn sending(&self, begun: &Reply) -> Sending {
        self.sending_told(&begun.headers)
    }

    /// The upload that the head of an answer tells of.
    pub(crate) fn sending_told(&self, head: &HeaderMap) -> Sending {
        let told = |name: &str| head[name].to_str().unwrap();
        let path = told("location").strip_prefix(&self.foundation.settings.serving.public_url).unwrap().to_owned();
        Sending { path, token: told("upload-token").to_owned() }
    }
}

impl Sending {
    pub(crate) fn call(&self, app: &App, method: Method) -> Call {
        app.call(method, &self.path).header("tus-resumable", "1.0.0").header("upload-token", &self.token)
    }

    pub(crate) fn part(&self, app: &App, offset: usize, bytes: &[u8]) -> Call {
        let call = self.call(app, Method::PATCH).header("content-type", "application/offset+octet-stream");
        call.header("upload-offset", &offset.to_string()).bytes(bytes.to_vec())
    }

    pub(crate) async fn offset(&self, app: &App) -> usize {
        let reply = self.call(app, Method::HEAD).send().await.expect(200);
        reply.header("upload-offset").parse().unwrap()
    }

    pub(crate) async fn shown(&self, app: &App) -> Value {
        self.call(app, Method::GET).send().await.expect(200).json()
    }
}

async fn a_document_arrives_in_parts(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = large(2);
    let begun = app.begin_call(&ops, "Größer.docx").header("upload-length", &bytes.len().to_string());
    let begun = begun.send().await.expect(201);
    assert_eq!(begun.header("tus-resumable"), "1.0.0");
    assert!(begun.header("upload-expires").ends_with("GMT"));
    assert_eq!(begun.json()["state"], "receiving");
    let sending = app.sending(&begun);

    let (first, rest) = bytes.split_at(700_000);
    let reply = sending.part(&app, 0, first).send().await.expect(204);
    assert_eq!(reply.header("upload-offset"), "700000");
    assert_eq!(sending.offset(&app).await, 700_000);
    let shown = sending.shown(&app).await;
    assert_eq!((&shown["offset"], &shown["size"]), (&700_000.into(), &bytes.len().into()));
    for (at, piece) in rest.chunks(1 << 20).enumerate() {
        let reply = sending.part(&app, 700_000 + (at << 20), piece).send().await.expect(204);
        assert!(!reply.header("upload-expires").is_empty());
    }

    let shown = sending.shown(&app).await;
    assert_eq!((&shown["state"], &shown["file"]["name"]), (&"stored".into(), &"Größer.docx".into()));
    let id = shown["file"].id();
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    assert_eq!(app.get(&app.link(&ann, &id).await).send().await.expect(200).body, bytes);
    // Whoever did not hear of the end still can, and nothing more is taken.
    assert_eq!(sending.shown(&app).await["offset"], bytes.len());
    sending.call(&app, Method::HEAD).send().await.expect(404);
    sending.part(&app, bytes.len(), b"").send().await.refuses(404, "not_found");
    sending.call(&app, Method::DELETE).send().await.refuses(404, "not_found");

    // The first part may come with the request that begins, and be the whole.
    let whole = docx("whole");
    let call = app.begin_call(&ops, "a.docx").header("upload-length", &whole.len().to_string());
    let begun = call.header("content-type", "application/offset+octet-stream").bytes(whole.clone()).send().await;
    let begun = begun.expect(201);
    assert_eq!(begun.header("upload-offset"), whole.len().to_string());
    assert_eq!(app.sending(&begun).shown(&app).await["file"]["size"], whole.len());
}

async fn what_is_offered_is_told(stack: &Stack) {
    let app = stack.setup().set("max_upload", "5MB").start().await;
    let ops = app.ops("otto").await;
    let origins = stack.setup().api_only().set("cors_origins", "https://app.example.com").set("max_upload", "5MB");
    let origins = origins.start().await;
    // Also to a browser that asks first, for a page of another origin.
    let asked_first = origins.call(Method::OPTIONS, "/api/uploads/").header("origin", "https://app.example.com");
    let asked_first = asked_first.header("access-control-request-method", "POST").send_bare().await.expect(200);
    assert_eq!(asked_first.header("access-control-allow-origin"), "https://app.example.com");
    for offered in [
        app.call(Method::OPTIONS, "/api/uploads/").send_bare().await.expect(204),
        origins.call(Method::OPTIONS, "/api/uploads/").send_bare().await.expect(200),
        asked_first,
    ] {
        assert_eq!((offered.header("tus-version"), offered.header("tus-resumable")), ("1.0.0", "1.0.0"));
        assert_eq!(offered.header("tus-max-size"), "5000000");
        for extension in
            ["creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "termination"]
        {
            assert!(offered.header("tus-extension").split(',').any(|offered| offered == extension), "{extension}");
        }
        assert_eq!(offered.header("tus-checksum-algorithm"), "sha1,sha256");
    }

    let call = || app.post("/api/uploads/").bearer(&ops.access).header("upload-metadata", &metadata("a.docx"));
    let refused = call().header("upload-length", "1").send().await.refuses(412, "tus_version_not_supported");
    assert_eq!(refused.header("tus-version"), "1.0.0");
    call().header("upload-length", "1").header("tus-resumable", "0.2").send().await.expect(412);
    let call = || app.begin_call(&ops, "a.docx");
    call().send().await.faults("upload_length");
    call().header("upload-length", "-1").send().await.faults("upload_length");
    call().header("upload-length", "1").header("upload-defer-length", "1").send().await.faults("upload_length");
    call().header("upload-length", "5000001").send().await.refuses(413, "file_too_large");
    let nameless = app.post("/api/uploads/").bearer(&ops.access).header("tus-resumable", "1.0.0");
    nameless.header("upload-length", "1").send().await.faults("upload_metadata");
    app.begin_call(&ops, "/").header("upload-length", "1").send().await.faults("upload_metadata");
    assert!(stack.spooled().is_empty());
}

async fn a_part_goes_where_the_upload_stands(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let bytes = docx("x");
    let sending = app.begun(&ops, "a.docx", bytes.len()).await;
    sending.part(&app, 7, &bytes[7..]).send().await.refuses(409, "upload_offset_mismatch");
    sending.part(&app, 0, &bytes[..100]).send().await.expect(204);
    sending.part(&app, 0, &bytes).send().await.refuses(409, "upload_offset_mismatch");
    let beyond = [&bytes[100..], b"x"].concat();
    sending.part(&app, 100, &beyond).send().await.refuses(413, "file_too_large");
    let chunks: Vec<_> = beyond.chunks(100).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    let streamed = sending.part(&app, 100, b"").stream(futures_util::stream::iter(chunks));
    streamed.send().await.refuses(413, "file_too_large");
    assert_eq!(sending.offset(&app).await, 100);

    let typed = sending.call(&app, Method::PATCH).header("upload-offset", "100").bytes(bytes[100..].to_vec());
    typed.send().await.refuses(415, "unsupported_media_type");
    let no_offset = sending.call(&app, Method::PATCH).header("content-type", "application/offset+octet-stream");
    no_offset.send().await.faults("upload_offset");
    // A client that cannot send PATCH says what it means.
    let call = sending.call(&app, Method::POST).header("x-http-method-override", "PATCH");
    let call = call.header("content-type", "application/offset+octet-stream").header("upload-offset", "100");
    call.bytes(bytes[100..].to_vec()).send_bare().await.expect(204);
    assert_eq!(sending.shown(&app).await["state"], "stored");
}

async fn another_process_goes_on_after_the_log_out(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ops = here.ops("otto").await;
    let bytes = large(2);
    let sending = here.begun(&ops, "a.docx", bytes.len()).await;
    sending.part(&here, 0, &bytes[..1_000_000]).send().await.expect(204);
    here.logout(Some(&ops.access), None).await.expect(204);
    here.get(&sending.path).bearer(&ops.access).send().await.refuses(401, "invalid_token");
    assert_eq!(sending.offset(&there).await, 1_000_000);
    sending.part(&there, 1_000_000, &bytes[1_000_000..]).send().await.expect(204);
    let shown = sending.shown(&here).await;
    assert_eq!((&shown["state"], &shown["file"]["size"]), (&"stored".into(), &bytes.len().into()));
    // Without its token it is asked for by whoever is logged in.
    let again = here.log_in("otto").await;
    here.get(&sending.path).bearer(&again.access).send().await.expect(200);
    here.scanned(&again, &shown["file"].id()).await;
}

async fn a_part_that_does_not_match_its_sum_is_dropped(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let bytes = docx("x");
    let sending = app.begun(&ops, "a.docx", bytes.len()).await;
    let sum = |bytes: &[u8]| {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
        format!("sha1 {}", STANDARD.encode(digest.as_ref()))
    };
    let (first, rest) = bytes.split_at(300);
    let wrong = sending.part(&app, 0, first).header("upload-checksum", &sum(rest));
    wrong.send().await.refuses(460, "checksum_mismatch");
    assert_eq!(sending.offset(&app).await, 0);
    for wrong in ["md5 AAAA", "sha1", "sha1 AAAA"] {
        sending.part(&app, 0, first).header("upload-checksum", wrong).send().await.faults("upload_checksum");
    }
    sending.part(&app, 0, first).header("upload-checksum", &sum(first)).send().await.expect(204);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, rest);
    let sha256 = format!("sha256 {}", STANDARD.encode(digest.as_ref()));
    sending.part(&app, 300, rest).header("upload-checksum", &sha256).send().await.expect(204);
    assert_eq!(sending.shown(&app).await["state"], "stored");
}

async fn the_length_may_be_told_later(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let bytes = docx("x");
    let begun = app.begin_call(&ops, "a.docx").header("upload-defer-length", "1").send().await.expect(201);
    assert!(begun.json()["size"].is_null());
    let sending = app.sending(&begun);
    sending.part(&app, 0, &bytes[..100]).send().await.expect(204);
    let told = sending.call(&app, Method::HEAD).send().await.expect(200);
    assert_eq!((told.header("upload-defer-length"), told.header("upload-length")), ("1", ""));
    let length = bytes.len().to_string();
    sending.part(&app, 100, &bytes[100..]).header("upload-length", "99").send().await.faults("upload_length");
    sending.part(&app, 100, &bytes[100..200]).header("upload-length", &length).send().await.expect(204);
    sending.part(&app, 200, &bytes[200..]).header("upload-length", "300").send().await.faults("upload_length");
    sending.part(&app, 200, &bytes[200..]).send().await.expect(204);
    assert_eq!(sending.shown(&app).await["state"], "stored");
}

async fn what_is_no_document_is_refused_at_its_end(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for (name, bytes, code) in [
        ("a.docx", encrypted_document(), "encrypted_file"),
        ("a.docx", b"no document, but long enough".to_vec(), "unsupported_file_type"),
        ("a.pdf", docx("x"), "unsupported_file_type"),
    ] {
        let sending = app.begun(&ops, name, bytes.len()).await;
        sending.part(&app, 0, &bytes).send().await.refuses(400, code);
        let shown = sending.shown(&app).await;
        assert_eq!((&shown["state"], &shown["problem"]["code"]), (&"refused".into(), &code.into()), "{shown}");
        sending.call(&app, Method::HEAD).send().await.expect(404);
        assert!(stack.spooled().is_empty());
    }
    app.begin_call(&ops, "a.docx").header("upload-length", "0").send().await.refuses(400, "invalid_file");
    assert!(stack.stored().is_empty());
}

async fn what_was_said_of_an_upload_is_told_again(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let said = [("filename", "a.docx"), ("description", "For the board."), ("clients", r#"["ann"]"#)];
    let said = said.map(|(name, text)| format!("{name} {}", STANDARD.encode(text))).join(",");
    let keyed = async |said: &str| {
        let call = app.post("/api/uploads/").bearer(&otto.access).header("tus-resumable", "1.0.0");
        let call = call.header("upload-length", "100").header("idempotency-key", "one");
        call.header("upload-metadata", said).send().await
    };
    let first = keyed(&said).await.expect(201);
    let sending = app.sending(&first);
    assert_eq!(sending.call(&app, Method::HEAD).send().await.expect(200).header("upload-metadata"), said);
    // Whoever begins it once more by the same key can go on by that.
    let again = keyed(&said).await.expect(201);
    assert_eq!(again.header("idempotent-replayed"), "true");
    for name in ["location", "upload-token", "upload-offset", "upload-expires"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    keyed(&metadata("b.docx")).await.refuses(422, "idempotency_key_reused");
    assert_eq!(ann.username, "ann");
}

async fn whoever_gives_up_leaves_nothing(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let sending = app.begun(&ops, "a.docx", 1000).await;
    sending.part(&app, 0, &[1; 100]).send().await.expect(204);
    assert_eq!(stack.spooled().len(), 1);
    sending.call(&app, Method::DELETE).send().await.expect(204);
    assert!(stack.spooled().is_empty());
    sending.call(&app, Method::HEAD).send().await.expect(404);
    sending.part(&app, 100, &[1; 100]).send().await.refuses(404, "not_found");
    assert!(stack.spooled().is_empty());
}

async fn what_nobody_sends_on_is_given_up(stack: &Stack) {
    let app = stack.setup().set("upload_ttl", "2h").start().await;
    let ops = app.ops("otto").await;
    let sending = app.begun(&ops, "a.docx", 1000).await;
    stack.clock.advance(Duration::from_mins(90));
    sending.part(&app, 0, &[1; 100]).send().await.expect(204);
    stack.clock.advance(Duration::from_mins(90));
    assert_eq!(sending.offset(&app).await, 100);
    stack.clock.advance(Duration::from_mins(31));
    sending.call(&app, Method::HEAD).send().await.expect(404);
    eventually("it is given up", async || {
        let (rows,): (i64,) = sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM uploads").fetch_one(c)).unwrap();
        (rows == 0 && stack.spooled().is_empty()).then_some(())
    })
    .await;
}

async fn of_two_parts_at_once_one_is_taken(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ops = here.ops("otto").await;
    let bytes = large(3);
    let sending = here.begun(&ops, "a.docx", bytes.len()).await;
    // One that does not come to its end holds the upload.
    let (release, waits) = tokio::sync::oneshot::channel::<()>();
    let begin = Bytes::copy_from_slice(&bytes[..100_000]);
    let slow = futures_util::stream::unfold((Some(begin), Some(waits)), async |(begin, held)| match (begin, held) {
        (Some(begin), waits) => Some((Ok(begin), (None, waits))),
        (None, Some(waits)) => {
            let _ = waits.await;
            None
        }
        (None, None) => None,
    });
    let first = tokio::spawn(sending.part(&here, 0, b"").stream(Box::pin(slow)).send());
    eventually("the first part is arriving", async || (!stack.spooled().is_empty()).then_some(())).await;
    for app in [&here, &there] {
        eventually("the upload is locked", async || {
            let reply = sending.part(app, 0, &bytes[..10]).send().await;
            (reply.status == 423).then(|| reply.refuses(423, "upload_locked"))
        })
        .await;
        sending.call(app, Method::DELETE).send().await.refuses(423, "upload_locked");
        if sending.offset(app).await > 0 {
            break;
        }
    }
    release.send(()).unwrap();
    first.await.unwrap().expect(204);
    let offset = sending.offset(&there).await;

    // Of many that go on at the same place, one does.
    let rest = &bytes[offset..];
    let apps = [&here, &there, &here, &there];
    let all = futures_util::future::join_all(apps.map(|app| sending.part(app, offset, rest).send())).await;
    let taken = all.iter().filter(|reply| reply.status == 204).count();
    let others = all.iter().filter(|reply| [404, 409, 423].contains(&reply.status.as_u16())).count();
    assert_eq!((taken, others), (1, 3), "{all:?}");
    let shown = sending.shown(&here).await;
    assert_eq!(shown["state"], "stored");
    assert_eq!(here.scanned(&ops, &shown["file"].id()).await["scan_status"], "clean");
}

async fn an_upload_belongs_to_whoever_began_it(stack: &Stack) {
    let app = stack.start().await;
    let (otto, olga, ann) = (app.ops("otto").await, app.ops("olga").await, app.client("ann").await);
    let sending = app.begun(&otto, "a.docx", 1000).await;
    let by = |method, person: &Person| {
        app.call(method, &sending.path).header("tus-resumable", "1.0.0").bearer(&person.access)
    };
    by(Method::HEAD, &otto).send().await.expect(200);
    by(Method::HEAD, &olga).send().await.expect(404);
    by(Method::GET, &olga).send().await.refuses(404, "not_found");
    by(Method::GET, &ann).send().await.refuses(403, "role_not_allowed");
    app.get(&sending.path).send().await.refuses(401, "not_authenticated");
    let with = |token: &str| app.get(&sending.path).header("upload-token", token);
    with("wrong").send().await.refuses(401, "invalid_token");
    with(&sending.token).send().await.expect(200);
    app.begin_call(&ann, "a.docx").header("upload-length", "1").send().await.refuses(403, "role_not_allowed");
    // The token ends with the account.
    let disable = "UPDATE users SET disabled_at = 1 WHERE username = 'otto'";
    exec!(app.db(), |c| sqlx::query(disable)).unwrap();
    with(&sending.token).send().await.refuses(401, "invalid_token");
    exec!(app.db(), |c| sqlx::query("UPDATE users SET disabled_at = NULL")).unwrap();
    sending.call(&app, Method::DELETE).send().await.expect(204);
}
