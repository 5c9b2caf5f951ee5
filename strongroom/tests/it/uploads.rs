//! Uploads: what is taken in, what is refused, and what is left of an upload that came to nothing.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, ZipFile, eicar, encrypted_document},
};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    app::{App, HasId, Person},
    client::{Form, send_raw},
    documents::{docx, docx_with, large, minimal},
    stack::{Stack, eventually, stories},
};

stories!(of bytes:
    a_document_of_each_kind_is_taken_in_scanned_and_opened,
    what_is_no_sound_document_is_refused,
    a_name_is_kept_as_it_was_given,
    a_form_that_is_not_as_it_must_be_is_refused,
    only_ops_upload,
    the_limit_is_kept_announced_or_not,
    an_upload_cut_off_half_way_leaves_nothing,
    an_infected_document_stays_shut,
    two_documents_of_one_name_are_two,
);

async fn a_document_of_each_kind_is_taken_in_scanned_and_opened(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let ann = app.client("ann").await;
    for kind in [Kind::Docx, Kind::Xlsx, Kind::Pptx] {
        let bytes = minimal(kind);
        let extension = serde_json::to_value(kind).unwrap();
        let name = format!("Plan.{}", extension.as_str().unwrap());
        let answer = app.upload(&ops, &name, &bytes).await.expect(201).json();
        assert!(answer["message"].is_string());
        let file = &answer["file"];
        assert_eq!(file["name"], name);
        assert_eq!(file["kind"], extension);
        assert_eq!(file["content_type"], kind.content_type());
        assert_eq!(file["size"], bytes.len());
        assert_eq!(file["scan_status"], "pending");
        assert_eq!(file["uploaded_by"]["username"], "otto");
        assert_eq!(file["uploaded_by"]["id"], ops.id);
        let scanned = app.scanned(&ops, &file.id()).await;
        assert_eq!(scanned["scan_status"], "clean", "{scanned}");
        assert!(scanned["scan_detail"].is_object(), "{scanned}");
        let seen = app.show(&ann, &file.id()).await.expect(200).json();
        assert_eq!(seen["sha256"], file["sha256"]);
        assert!(seen.get("scan_detail").is_none(), "{seen}");
    }
}

async fn what_is_no_sound_document_is_refused(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let sound = minimal(Kind::Docx);
    let builder = || DocumentBuilder::new(Kind::Docx);
    let main = builder().main_part();
    let mut wrong_crc = Entry::deflated(main, "<x/>");
    wrong_crc.crc = Some(7);
    let mut zip = ZipFile::default();
    zip.entries.push(Entry::deflated("a.txt", "hello"));

    let refused: [(&str, Vec<u8>, &str); 17] = [
        ("a.pdf", sound.clone(), "unsupported_file_type"),
        ("a", sound.clone(), "unsupported_file_type"),
        ("a.docx.exe", sound.clone(), "unsupported_file_type"),
        ("a.xlsx", sound.clone(), "unsupported_file_type"),
        ("a.docx", b"%PDF-1.7 and so on, for a good while longer".to_vec(), "unsupported_file_type"),
        ("a.docx", b"MZ\x90\0 this is no document at all, but a program".to_vec(), "unsupported_file_type"),
        ("a.docx", zip.build(), "unsupported_file_type"),
        ("a.docx", Vec::new(), "invalid_file"),
        ("a.docx", sound[..sound.len() / 2].to_vec(), "invalid_file"),
        ("a.docx", builder().without(main).build(), "invalid_file"),
        ("a.docx", builder().part(main, "<unclosed>").build(), "invalid_file"),
        ("a.docx", builder().entry(wrong_crc).build(), "invalid_file"),
        ("a.docx", builder().part("word/media/b.bin", vec![0; 12 << 20]).build(), "invalid_file"),
        ("a.docx", encrypted_document(), "encrypted_file"),
        ("a.docx", builder().with_macros().build(), "macros_not_allowed"),
        ("a.docm", builder().with_macros().build(), "macros_not_allowed"),
        ("a.xlsx", builder().with_macros().build(), "macros_not_allowed"),
    ];
    for (at, (name, bytes, code)) in refused.into_iter().enumerate() {
        let reply = app.upload(&ops, name, bytes).await;
        assert_eq!(reply.json()["code"], code, "number {at}, {name}: {}", reply.text());
        reply.refuses(400, code);
        assert!(stack.spooled().is_empty(), "number {at} left something behind");
    }
    assert!(stack.stored().is_empty());
    assert_eq!(app.list(&ops, "").await.expect(200).json()["files"].as_array().unwrap().len(), 0);
}

async fn a_name_is_kept_as_it_was_given(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let sound = minimal(Kind::Docx);
    let long = format!("{}.docx", "ä".repeat(148));
    let cut = format!("{}.docx", "ä".repeat(125));
    for (given, kept) in [
        ("Bericht für Jürgen – 2026.docx", "Bericht für Jürgen – 2026.docx"),
        ("報告書.docx", "報告書.docx"),
        ("отчёт.DOCX", "отчёт.DOCX"),
        ("تقرير.docx", "تقرير.docx"),
        ("👩‍💻 notes.docx", "👩‍💻 notes.docx"),
        ("semi;colon & 'quote', 100%.docx", "semi;colon & 'quote', 100%.docx"),
        ("../../etc/passwd.docx", "passwd.docx"),
        ("/srv/Plan.docx", "Plan.docx"),
        ("C:\\Users\\ann\\Plan.docx", "Plan.docx"),
        ("a\u{85}b\u{9f}c.docx", "abc.docx"),
        ("a\tb.docx", "ab.docx"),
        ("a\u{1}b\0c\u{7f}\u{1b}[31m.docx", "abc[31m.docx"),
        ("plan\u{202e}xcod.\u{2066}docx", "planxcod.docx"),
        (".docx", ".docx"),
        ("\"quoted\".docx", "\"quoted\".docx"),
        // As browsers write quotes and line ends.
        ("%22quoted%22%0D%0A.docx", "\"quoted\".docx"),
        (&long, &cut),
    ] {
        let file = app.uploaded(&ops, given, &sound).await;
        assert_eq!(file["name"], kept, "{given}");
    }
    for nameless in ["", "/", "folder/", "C:\\", "\u{202e}\u{2069}"] {
        app.upload(&ops, nameless, &sound).await.faults("file");
    }
}

async fn a_form_that_is_not_as_it_must_be_is_refused(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let sound = minimal(Kind::Docx);

    app.upload_form(&ops, Form::new().file("a.docx", &sound).file("b.docx", &sound)).await.faults("file");
    app.upload_form(&ops, Form::new()).await.refuses(400, "invalid_input");
    app.upload_form(&ops, Form::new().part("name=\"other\"; filename=\"a.docx\"", &sound)).await.faults("file");
    app.upload_form(&ops, Form::new().part("name=\"file\"", &sound)).await.faults("file");
    app.upload_form(&ops, Form::new().part("name=\"file\"; filename=\"\"", &sound)).await.faults("file");
    // Small parts beside the file do no harm.
    let beside = Form::new().part("name=\"comment\"", b"please").file("a.docx", &sound).part("name=\"x\"", b"");
    app.upload_form(&ops, beside).await.expect(201);
    let odd_name = Form::new().part("name=\"comment\"", b"please").file("a\u{1}.docx", &sound);
    assert_eq!(app.upload_form(&ops, odd_name).await.expect(201).json()["file"]["name"], "a.docx");
    let extended = Form::new().part("name=\"file\"; filename*=utf-8''%E5%A0%B1%E5%91%8A.docx", &sound);
    assert_eq!(app.upload_form(&ops, extended).await.expect(201).json()["file"]["name"], "報告.docx");
    let much_beside = Form::new().part("name=\"comment\"", &vec![b'x'; 100 << 10]).file("a.docx", &sound);
    app.upload_form(&ops, much_beside).await.refuses(400, "invalid_input");

    let upload = || app.post("/api/upload/").bearer(&ops.access);
    upload().json(&serde_json::json!({"file": "a.docx"})).send().await.refuses(415, "unsupported_media_type");
    upload().bytes(sound.clone()).send().await.refuses(415, "unsupported_media_type");
    let no_boundary = upload().header("content-type", "multipart/form-data");
    no_boundary.bytes(sound.clone()).send().await.refuses(400, "invalid_input");
    for broken in ["", "no form at all", "--a-boundary-that-no-test-holds\r\nno head", &Form::head("name=\"file\"")] {
        let call = upload().header("content-type", Form::CONTENT_TYPE);
        call.bytes(broken.to_owned()).send().await.refuses(400, "invalid_input");
    }
}

async fn only_ops_upload(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    app.upload(&ann, "a.docx", minimal(Kind::Docx)).await.refuses(403, "role_not_allowed");
    app.upload(&ann, "a.docx", large(3)).await.refuses(403, "role_not_allowed");
    let form = || Form::new().file("a.docx", &minimal(Kind::Docx)).end();
    let call = || app.post("/api/upload/").header("content-type", Form::CONTENT_TYPE);
    call().bytes(form()).send().await.refuses(401, "not_authenticated");
    call().bearer("garbage").bytes(form()).send().await.refuses(401, "invalid_token");
    assert!(stack.stored().is_empty());
}

async fn the_limit_is_kept_announced_or_not(stack: &Stack) {
    let fits = docx_with(100_000);
    let too_large = docx_with(100_001);
    let app = stack.setup().set("max_upload", format!("{}B", fits.len())).start().await;
    let ops = app.ops("otto").await;
    app.upload(&ops, "fits.docx", &fits).await.expect(201);
    app.upload(&ops, "large.docx", &too_large).await.refuses(413, "file_too_large");
    app.upload(&ops, "larger.docx", large(2)).await.refuses(413, "file_too_large");

    // Announced and never sent: the answer does not wait for the bytes.
    let head = format!(
        "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
         Content-Type: {}\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n",
        ops.access,
        Form::CONTENT_TYPE
    );
    let refused = tokio::time::timeout(Duration::from_secs(5), send_raw(app.address, head.as_bytes())).await;
    refused.expect("an answer at once").refuses(413, "file_too_large");

    for (bytes, status) in [(fits, 201), (too_large, 413), (large(2), 413)] {
        let chunks = Form::new().file("chunked.docx", &bytes).end();
        let chunks: Vec<_> = chunks.chunks(1000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        let call = app.post("/api/upload/").bearer(&ops.access).header("content-type", Form::CONTENT_TYPE);
        call.stream(stream::iter(chunks)).send().await.expect(status);
    }
    assert_eq!(stack.stored().len(), 2);
}

/// Sends the head of an upload and a good part of its bytes, and waits until they have arrived.
async fn begin_upload(stack: &Stack, app: &App, by: &Person, length: Option<usize>) -> TcpStream {
    let framing = length.map_or("Transfer-Encoding: chunked".to_owned(), |length| format!("Content-Length: {length}"));
    let mut begin = format!(
        "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\n{framing}\r\n\r\n",
        by.access,
        Form::CONTENT_TYPE
    )
    .into_bytes();
    let part = Form::new().file("a.docx", &large(2)).end();
    let part = &part[..part.len() - 500_000];
    if length.is_none() {
        begin.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
    }
    begin.extend_from_slice(part);
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream.write_all(&begin).await.unwrap();
    eventually("the upload arrives", async || (!stack.spooled().is_empty()).then_some(())).await;
    stream
}

async fn an_upload_cut_off_half_way_leaves_nothing(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for length in [Some(3 << 20), None] {
        let stream = begin_upload(stack, &app, &ops, length).await;
        drop(stream);
        eventually("the rest is gone", async || stack.spooled().is_empty().then_some(())).await;
    }
    assert!(stack.stored().is_empty());
    assert_eq!(app.list(&ops, "").await.expect(200).json()["files"].as_array().unwrap().len(), 0);
}

async fn an_infected_document_stays_shut(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let hidden = DocumentBuilder::new(Kind::Docx).part("word/media/image1.png", eicar()).build();
    let id = app.uploaded(&ops, "invoice.docx", hidden).await.id();
    let scanned = app.scanned(&ops, &id).await;
    assert_eq!(scanned["scan_status"], "infected");
    assert!(scanned["scan_detail"].to_string().to_lowercase().contains("eicar"), "{scanned}");
    assert_eq!(app.list(&ops, "").await.expect(200).json()["files"][0]["id"], id);

    assert_eq!(app.list(&ann, "").await.expect(200).json()["files"].as_array().unwrap().len(), 0);
    app.show(&ann, &id).await.refuses(404, "not_found");
    app.mint(&ann, &id).await.refuses(403, "file_quarantined");
}

async fn two_documents_of_one_name_are_two(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let (one, two) = (docx("one"), docx("two, and longer"));
    let first = app.clean_file(&ops, "plan.docx", &one).await;
    let second = app.clean_file(&ops, "plan.docx", &two).await;
    assert_ne!(first, second);
    for (id, bytes) in [(first, one), (second, two)] {
        assert_eq!(app.get(&app.link(&ann, &id).await).send().await.expect(200).body, bytes);
    }
}
