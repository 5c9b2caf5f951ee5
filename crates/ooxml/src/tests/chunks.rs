//! Content in other formats that a document brings along: RTF, HTML, and pages in one file.

use std::fmt::Write;
use std::io::Cursor;

use crate::sample::{DocumentBuilder, compound_file, wrapped_file};
use crate::{FindingKind, Kind, Limits, Report, Verdict, inspect};

/// The ways by which a document brings content along.
fn brought(name: &str, content_type: &str, data: &[u8]) -> [DocumentBuilder; 3] {
    let docx = || DocumentBuilder::new(Kind::Docx);
    let part = format!("word/{name}");
    [
        docx().part(&part, data).override_type(&part, content_type).relationship(
            "word/document.xml",
            "aFChunk",
            name,
            false,
        ),
        docx().part("word/media/image1.png", data),
        docx().embed("a.bin", wrapped_file("a.dat", data)),
    ]
}

fn report(document: &DocumentBuilder) -> Report {
    inspect(Cursor::new(document.build()), &Limits::default()).unwrap()
}

/// Runs a table of contents and what changes the verdict, by each way.
fn expect(name: &str, content_type: &str, table: Vec<(&str, Option<FindingKind>)>) {
    for (content, expected) in table {
        for (way, document) in brought(name, content_type, content.as_bytes()).iter().enumerate() {
            let report = report(document);
            let verdict = match expected {
                None => Verdict::Clean,
                Some(kind) if kind.is_blocking() => Verdict::Infected,
                Some(_) => Verdict::Unscannable,
            };
            assert_eq!(report.verdict(), verdict, "{content}, way {way}: {report:?}");
            let found = report.findings.iter().any(|finding| Some(finding.kind) == expected);
            assert!(found || expected.is_none(), "{content}, way {way}: {report:?}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An object of RTF (MS-OLEDS 2.2.5) with these data.
fn object(data: &[u8]) -> String {
    let class = b"\x08\0\0\0Package\0".as_slice();
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    hex(&[b"\x01\x05\0\0\x02\0\0\0".as_slice(), class, &[0; 8], &length, data].concat())
}

#[test]
fn rich_text() {
    use FindingKind::{
        CredentialLeak, Dde, Executable, Macros, RemoteObject, RemoteTemplate, StartsObject, Unreadable,
    };
    let macros = hex(&[]) + &object(&compound_file(&[("_VBA_PROJECT", b"x")]));
    let harmless = object(&compound_file(&[("CONTENTS", b"x")]));
    let program = object(&[b"\x02\0a\0a.exe\0\0\0\x03\0\x06\0\0\0a.exe\0\x02\0\0\0".as_slice(), b"MZ"].concat());
    let linked = hex(b"\x01\x05\0\0\x01\0\0\0\x01\0\0\0\0\x0F\0\0\0\\\\e.example\\a.x\0\0\0\0");
    let spaced: String = macros.chars().flat_map(|digit| [digit, '\r', '\n', ' ']).collect();
    let objdata = |data: &str| format!(r"{{\rtf1{{\object\objemb{{\*\objdata {data}}}}}}}");
    let texts = [
        objdata(&macros),
        objdata(&spaced),
        objdata(&harmless),
        objdata(&program),
        objdata(&linked),
        objdata(&macros[40..]),
        objdata(&format!("{macros}x")),
        objdata(&format!("{macros}0")),
    ];
    let mut table = vec![
        (r"{\rtf1\ansi Hello {\b World}\par}", None),
        (r"{\rtf1{\field{\*\fldinst HYPERLINK http://e.example}{\fldrslt x}}}", None),
        (r"{\rtf1 DDE cmd}", None),
        (r"{\rtf1{\field{\*\fldinst DDEAUTO cmd}{\fldrslt x}}}", Some(Dde)),
        (r"{\rt{\field{\*\fldinst{ }{D}{\b DE} cmd}}}", Some(Dde)),
        (r"{\rtf1{\field{\*\fldinst \'44\'44\'45 cmd}}}", Some(Dde)),
        (r"{\rtf1{\field{\*\fldinst \u68?\u68?\u69? cmd}}}", Some(Dde)),
        (r"{\rtf1{\field{\*\fldinst \uc0\u68\u68\u69  cmd}}}", Some(Dde)),
        (r"{\rtf1{\field{\*\fldinst{\field{\*\fldinst QUOTE 68 68 69}} cmd}}}", Some(Dde)),
        (r"{\rtf1{\field{\*\fldinst PAGE}{\*\fldinst DDE cmd}}}", Some(Dde)),
        (r"{\rtf1{\*\fldinst DDE cmd}", Some(Dde)),
        (r"{\rtf1 \bin3 }}}{\field{\*\fldinst DDE cmd}}}", Some(Dde)),
        (r"{\rtf1{\*\template http://e.example/a.dotm}}", Some(RemoteTemplate)),
        (r"{\rtf1{\*\template \\\\e.example\\a.dotm}}", Some(RemoteTemplate)),
        (r"{\rtf1{\*\template ht{\*\x}tp\'3a//e.example/a.dotm}}", Some(RemoteTemplate)),
        (r"{\rtf1{\*\template C:\\a.dotx}}", None),
        (r"{\rtf1{\sp{\sn pibName}{\sv \\\\e.example\\a.png}}}", Some(CredentialLeak)),
        (r"{\rtf1{\sp{\sn pibName}{\sv http://e.example/a.png}}}", None),
        (r"{\rtf1{\field{\*\fldinst INCLUDEPICTURE \\\\\\\\e.example\\\\a.png}}}", Some(CredentialLeak)),
        (r"{\rtf1{\object\objemb\objupdate{\*\objdata}}}", Some(StartsObject)),
        (r"{\rtf1 \bin-1 x}", Some(Unreadable)),
    ];
    let expected = [
        Some(Macros),
        Some(Macros),
        None,
        Some(Executable),
        Some(RemoteObject),
        Some(Unreadable),
        Some(Macros),
        Some(Macros),
    ];
    table.extend(texts.iter().map(String::as_str).zip(expected));
    let deep = format!(r"{{\rtf1{}", "{".repeat(2_000));
    table.push((&deep, Some(Unreadable)));
    expect("a.rtf", "application/rtf", table);
}

#[test]
fn pages() {
    use FindingKind::{
        CredentialLeak, Dde, Executable, RemoteFrame, RemoteObject, RemoteSubdocument, RemoteTemplate, Unreadable,
    };
    let table = [
        ("<p style='color: red'>a<img src=http://e.example/a.png></p><a href='//e.example'>b</a>", None),
        ("<img src='data:image/png;base64,//8='>", None),
        ("<object classid='clsid:00000000-0000-0000-0000-000000000000'></object>", None),
        ("<link rel=canonical href=http://e.example/>", None),
        ("<!-- a comment with an 'apostrophe -->", None),
        ("<script>alert(1)</script>", Some(Executable)),
        ("<p onclick='alert(1)'>", Some(Executable)),
        ("<img src='javascript&colon;alert(1)'>", Some(Executable)),
        ("<iframe src=http://e.example/></iframe>", Some(RemoteFrame)),
        ("<IFRAME SRC = 'ht&#9;tp&colon;//e.example/'>", Some(RemoteFrame)),
        ("<!--[if mso]><iframe src='http://e.example'></iframe><![endif]-->", Some(RemoteFrame)),
        ("<iframe srcdoc='&lt;b>'>", Some(Unreadable)),
        ("<meta http-equiv=Refresh content='0; URL=http://e.example/'>", Some(RemoteFrame)),
        ("<object data='http://e.example/a.html'></object>", Some(RemoteObject)),
        ("<embed src='mhtml:http://e.example!x-usc:a'>", Some(RemoteObject)),
        ("<link rel=stylesheet href='http://e.example/a.css'>", Some(RemoteSubdocument)),
        ("<link rel=Attached-Template href='http://e.example/a.dotm'>", Some(RemoteTemplate)),
        ("<base href='http://e.example/'><link rel=stylesheet href='a.css'>", Some(RemoteSubdocument)),
        ("<link rel=stylesheet href='a.css'><base href='http://e.example/'>", Some(RemoteSubdocument)),
        ("<style>@import 'http://e.example/a.css';</style>", Some(RemoteSubdocument)),
        ("<style>@page { mso-header: url('http://e.example/h.htm') h1; }</style>", Some(RemoteSubdocument)),
        ("<img src='file://e.example/a.png'>", Some(CredentialLeak)),
        ("<img src=\\\\e.example\\a.png>", Some(CredentialLeak)),
        ("<body background='&#92;&#92;e.example/a'>", Some(CredentialLeak)),
        ("<p style='background: url(\"//e.example/a.png\")'>", Some(CredentialLeak)),
        (
            "<span style='mso-element:field-begin'></span> DDEAUTO cmd <span style='mso-element: field-end'></span>",
            Some(Dde),
        ),
        ("<!-- <a x=\" --> <iframe src=http://e.example>", Some(RemoteFrame)),
        ("<title/><a x='</title><b src=http://e.example>'>", Some(Unreadable)),
        ("<meta charset=utf-7>", Some(Unreadable)),
        ("<if\0rame src=http://e.example>", Some(Unreadable)),
    ];
    let long = format!("<style>a {{ b: url({}) }}</style>", "x".repeat(2_000));
    let whole = format!("<style>a {{ b: url(data:image/png;base64,{}) }}</style>", "x".repeat(2_000));
    let targets = format!("<style>{}</style>", "url(".repeat(200_000));
    let more = [(long.as_str(), Some(Unreadable)), (&whole, None), (&targets, Some(Unreadable))];
    let table = table.iter().chain(&more);
    let pages: Vec<_> = table.map(|(page, expected)| (format!("<html>{page}</html>"), *expected)).collect();
    expect("a.htm", "text/html", pages.iter().map(|(page, expected)| (page.as_str(), *expected)).collect());
    // By its type alone, and in UTF-16.
    let page = "<p><iframe src='http://e.example/'>";
    let wide: Vec<u8> = format!("\u{FEFF}<html>{page}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for data in [page.as_bytes(), &wide] {
        let [document, ..] = brought("a.htm", "text/html", data);
        assert_eq!(report(&document).verdict(), Verdict::Infected);
    }
}

#[test]
fn pages_in_one_file() {
    use FindingKind::{Dde, Executable, Macros, RemoteFrame, Unreadable};
    let page = |head: &str, body: &str| {
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"x=y\"\r\n\r\nnothing\r\n--x=y\r\nContent-Location: file:///C:/a.htm\r\n{head}\r\n\r\n{body}\r\n--x=y--\r\n"
        )
    };
    let html = |transfer: &str, body: &str| {
        page(&format!("Content-Type: text/html; charset=\"us-ascii\"\r\nContent-Transfer-Encoding: {transfer}"), body)
    };
    let project = base64(&compound_file(&[("_VBA_PROJECT", b"x")]));
    let table = [
        (html("7bit", "<html><p>Hello"), None),
        (html("7bit", "<html><iframe src=http://e.example>"), Some(RemoteFrame)),
        (html("quoted-printable", "<html><ifr=\r\name sr=63=3D'http://e.example'>"), Some(RemoteFrame)),
        (html("base64", &base64(b"<iframe src=http://e.example>")), Some(RemoteFrame)),
        (html("base64", &base64(b"<iframe src=http://e.example>").replace('=', "!")), Some(RemoteFrame)),
        (html("x-uuencode", "x"), Some(Unreadable)),
        (html("quoted-printable", "a=zz"), Some(Unreadable)),
        (page("Content-Type: text/html; charset=utf-7", "a"), Some(Unreadable)),
        (page("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64", &project), Some(Macros)),
        (page("Content-Type: text/plain", r"{\rtf1{\field{\*\fldinst DDE cmd}}}"), Some(Dde)),
        (
            page("Content-Type: multipart/alternative; boundary=z", "--z\r\nContent-Type: text/html\r\n\r\n<script>"),
            Some(Executable),
        ),
        (page("Content-Type: multipart/alternative", ""), Some(Unreadable)),
        (format!("junk\r\n\r\n{}", html("7bit", "<html><script>")), Some(Executable)),
        ("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>".to_owned(), Some(Executable)),
    ];
    let table = table.iter().map(|(text, expected)| (text.as_str(), *expected)).collect();
    expect("a.mht", "message/rfc822", table);
}

/// RFC 4648 section 4, in lines.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (at, three) in bytes.chunks(3).enumerate() {
        let number = three.iter().fold(0_u32, |number, &byte| number << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let value = usize::try_from(number >> (18 - 6 * digit) & 63).unwrap();
            text.push(if digit <= three.len() { char::from(DIGITS[value]) } else { '=' });
        }
        if at % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}

#[test]
fn content_of_no_known_format_is_unscannable() {
    let [chunk, part, wrapped] = brought("a.dat", "application/octet-stream", b"\x01\x02\x03");
    assert_eq!(report(&chunk).verdict(), Verdict::Unscannable);
    assert_eq!(report(&part).verdict(), Verdict::Clean);
    assert_eq!(report(&wrapped).verdict(), Verdict::Clean);
    let [plain, ..] = brought("a.txt", "text/plain", b"Hello");
    assert_eq!(report(&plain).verdict(), Verdict::Clean);
}
