//! Forms, as clients write them: heads, names, boundaries, and the pieces in which all of it arrives.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use ooxml::Kind;

use crate::{
    app::{App, Person},
    client::{Reply, send_raw},
    documents::minimal,
    stack::{Stack, stories},
};

stories!(
    names_are_read_in_every_way_that_clients_write_them,
    a_boundary_is_taken_or_told_to_be_the_fault,
    what_is_no_part_of_a_form_is_not_taken_for_one,
    what_could_be_read_in_two_ways_is_refused,
    pieces_do_not_matter,
    what_is_announced_to_be_too_much_is_not_waited_for,
);

/// A form of one part with this head, between boundaries `xyz123`.
fn form(head: &str) -> Vec<u8> {
    [format!("--xyz123\r\n{head}\r\n\r\n").as_bytes(), &minimal(Kind::Docx), b"\r\n--xyz123--\r\n"].concat()
}

async fn send(app: &App, by: &Person, content_type: &str, body: Vec<u8>) -> Reply {
    app.post("/api/upload/").bearer(&by.access).header("content-type", content_type).bytes(body).send().await
}

const TYPE: &str = "multipart/form-data; boundary=xyz123";

async fn names_are_read_in_every_way_that_clients_write_them(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for (head, name) in [
        // PowerShell 6.1 to 7.3.
        ("Content-Disposition: form-data; name=file; filename=\"=?utf-8?B?w5xiZXJzaWNodC5kb2N4?=\"", "Übersicht.docx"),
        (
            "content-disposition: form-data; name=file; filename=\"=?iso-8859-1?Q?=DCber_sicht.docx?=\"",
            "Über sicht.docx",
        ),
        (
            "Content-Disposition: form-data; name=file;\r\n filename=\"=?utf-8?q?=C3=9Cber?=\r\n =?utf-8?q?sicht=2Edocx?=\"",
            "Übersicht.docx",
        ),
        // Python's `email`.
        (
            "Content-Type: application/octet-stream\r\nContent-Disposition: form-data; name=\"file\";\r\n filename=\"a rather \
             long name of a report for the board.docx\"",
            "a rather long name of a report for the board.docx",
        ),
        ("Content-Disposition:\r\n\tform-data;\r\n\tname=\"file\";\r\n\tfilename=\"a.docx\"", "a.docx"),
        ("Content-Disposition: form-data; name=file; filename*=iso-8859-1''f%FCr.docx", "für.docx"),
        // No way of writing a name keeps what turns text around, or a path.
        ("Content-Disposition: form-data; name=file; filename=\"plan\u{202e}xcod.docx\"", "planxcod.docx"),
        ("Content-Disposition: form-data; name=file; filename=\"=?utf-8?Q?a=E2=80=AE=E2=81=A6b.docx?=\"", "ab.docx"),
        ("Content-Disposition: form-data; name=file; filename*=utf-8''a%E2%80%AEb%E2%81%A9.docx", "ab.docx"),
        ("Content-Disposition: form-data; name=file; filename=\"=?utf-8?Q?..=2F..=2Fb=00.docx?=\"", "b.docx"),
        ("Content-Disposition: form-data; name=file; filename=\"דוח\u{200f} (2).docx\"", "דוח\u{200f} (2).docx"),
    ] {
        let answer = send(&app, &ops, TYPE, form(head)).await.expect(201).json();
        assert_eq!(answer["file"]["name"], name, "{head}");
    }
}

async fn a_boundary_is_taken_or_told_to_be_the_fault(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for (boundary, parameter) in [
        ("===1656457491496===", "===1656457491496==="),
        ("a/b:c=d?e", "a/b:c=d?e"),
        ("a/b", "\"a/b\""),
        ("xyz", "\txyz\t"),
        ("xyz", "xyz; charset=utf-8"),
    ] {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=file; filename=a.docx\r\n\r\n");
        let body = [head.as_bytes(), &minimal(Kind::Docx), format!("\r\n--{boundary}--").as_bytes()].concat();
        send(&app, &ops, &format!("multipart/form-data;boundary={parameter}"), body).await.expect(201);
    }
    let body = form("Content-Disposition: form-data; name=file; filename=a.docx");
    for unusable in ["", "; boundary=", "; boundary=xyz\t123", "; boundary=xyz123; boundary=xyz123", "; boundary"] {
        let reply = send(&app, &ops, &format!("multipart/form-data{unusable}"), body.clone()).await.faults("body");
        let fault = reply.json()["errors"]["body"][0].as_str().unwrap().to_owned();
        assert!(fault.contains("boundary") || fault.contains("parameters"), "{unusable}: {fault}");
    }
    for other in ["multipart/mixed; boundary=xyz123", "multipart/form-datax; boundary=xyz123", "boundary=xyz123"] {
        send(&app, &ops, other, body.clone()).await.refuses(415, "unsupported_media_type");
    }
    let two = app.post("/api/upload/").bearer(&ops.access).header("content-type", TYPE).header("content-type", TYPE);
    two.bytes(body).send().await.refuses(415, "unsupported_media_type");
}

async fn what_is_no_part_of_a_form_is_not_taken_for_one(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for disposition in ["attachment", "inline", "x-form-data", ""] {
        let head = format!("Content-Disposition: {disposition}; name=\"file\"; filename=\"a.docx\"");
        send(&app, &ops, TYPE, form(&head)).await.faults("file");
    }
    send(&app, &ops, TYPE, form("X-Disposition: form-data; name=file; filename=a.docx")).await.faults("file");
    assert!(stack.stored().is_empty());
}

async fn what_could_be_read_in_two_ways_is_refused(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let good = "Content-Disposition: form-data; name=file; filename=a.docx";
    for head in [
        format!("{good}\r\n{good}"),
        format!("{good}\r\ncontent-disposition: attachment"),
        format!("Content-Disposition: attachment\r\n{good}"),
        format!("{good}; name=other"),
        format!("{good}; filename=b.docx"),
        format!("{good}; FileName=\"a.docx\""),
        format!("{good}\r\nno header"),
        format!(" {good}"),
        "Content-Disposition : form-data; name=file; filename=a.docx".to_owned(),
        "Content-Disposition: form-data; name=\"file\"x; filename=a.docx".to_owned(),
        "Content-Disposition: form-data; name=\"file\" filename=a.docx".to_owned(),
    ] {
        send(&app, &ops, TYPE, form(&head)).await.faults("body");
    }
    assert!(stack.stored().is_empty() && stack.spooled().is_empty());
}

async fn pieces_do_not_matter(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let body = form("Content-Disposition: form-data;\r\n name=file;\r\n filename=\"=?utf-8?B?w5xiZXJzaWNodC5kb2N4?=\"");
    let mut sums = Vec::new();
    for size in [1, 3, 64, body.len()] {
        let pieces: Vec<_> = body.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let call = app.post("/api/upload/").bearer(&ops.access).header("content-type", TYPE);
        let answer = call.stream(stream::iter(pieces)).send().await.expect(201).json();
        assert_eq!(answer["file"]["name"], "Übersicht.docx");
        sums.push(answer["file"]["sha256"].clone());
    }
    sums.dedup();
    assert_eq!(sums.len(), 1);
}

async fn what_is_announced_to_be_too_much_is_not_waited_for(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for (path, content_type, code) in [
        ("/api/upload/", TYPE, "file_too_large"),
        ("/api/login/", "application/json", "body_too_large"),
        ("/api/signup/", "application/json", "body_too_large"),
        ("/api/logout/", "application/json", "body_too_large"),
    ] {
        // What is beyond any number is told before anybody knows what the body is for.
        let beyond = ["9223372036854775808", "99999999999999999999"].map(|length| (length, "body_too_large"));
        for (length, code) in [("9999999999", code), ("9223372036854775807", code)].into_iter().chain(beyond) {
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
                 Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n",
                ops.access
            );
            let answer = tokio::time::timeout(Duration::from_secs(10), send_raw(app.address, head.as_bytes())).await;
            answer.expect("an answer at once").refuses(413, code);
        }
    }
}
