//! Ranges and conditional requests (RFC 9110), byte for byte.

use std::ops::Range;

use hyper::Method;

use crate::{
    app::App,
    client::Reply,
    documents::large,
    stack::{Stack, stories},
};

stories!(of bytes: one_range_is_served_to_the_byte, several_ranges_come_as_parts, preconditions_are_kept);

/// A document that is larger than any buffer, and a link to it.
async fn large_file(stack: &Stack) -> (App, Vec<u8>, String) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = large(1);
    let id = app.clean_file(&ops, "large.docx", &bytes).await;
    let link = app.link(&ann, &id).await;
    (app, bytes, link)
}

async fn ask(app: &App, link: &str, range: &str) -> Reply {
    app.get(link).header("range", range).send().await
}

async fn one_range_is_served_to_the_byte(stack: &Stack) {
    let (app, bytes, link) = large_file(stack).await;
    let size = bytes.len();
    for (range, expected) in [
        ("bytes=0-0".to_owned(), 0..1),
        ("bytes=0-262143".to_owned(), 0..262_144),
        ("bytes=262143-262144".to_owned(), 262_143..262_145),
        ("bytes=100-700000".to_owned(), 100..700_001),
        ("bytes=1000000-".to_owned(), 1_000_000..size),
        ("bytes=-1".to_owned(), size - 1..size),
        (format!("bytes=-{}", size * 2), 0..size),
        (format!("bytes={}-99999999999", size - 3), size - 3..size),
        ("bytes=5-6,99999999-".to_owned(), 5..7),
    ] {
        let part = ask(&app, &link, &range).await.expect(206);
        let content_range = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(part.header("content-range"), content_range, "{range}");
        assert_eq!(part.header("content-length"), expected.len().to_string(), "{range}");
        assert!(part.body == bytes[expected], "{range}: other bytes");
    }
    for nothing in [format!("bytes={size}-"), "bytes=-0".to_owned(), "bytes=99999999-999999999".to_owned()] {
        let refused = ask(&app, &link, &nothing).await.refuses(416, "range_not_satisfiable");
        assert_eq!(refused.header("content-range"), format!("bytes */{size}"), "{nothing}");
    }
    for ignored in ["bytes=5-1", "bytes=a-b", "items=0-1", "bytes", "bytes=", "bytes=0-1,0-1", "bytes=-", "x"] {
        let whole = ask(&app, &link, ignored).await;
        assert!(matches!(whole.status.as_u16(), 200 | 416), "{ignored}: {}", whole.status);
        assert!(whole.status == 416 || whole.body == bytes, "{ignored}: other bytes");
    }
    let head = app.call(Method::HEAD, &link).header("range", "bytes=0-0").send().await.expect(200);
    assert_eq!(head.header("content-length"), size.to_string());
}

/// The parts of a `multipart/byteranges` body: which range each claims to be, and its bytes.
fn parts(reply: &Reply) -> Vec<(String, Vec<u8>)> {
    let boundary = reply.header("content-type").strip_prefix("multipart/byteranges; boundary=").unwrap();
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = &reply.body[..];
    let mut parts = Vec::new();
    let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|window| window == what);
    let start = find(rest, delimiter.as_bytes()).unwrap();
    assert_eq!(start, 0, "something stands before the first part");
    rest = &rest[delimiter.len()..];
    while !rest.starts_with(b"--") {
        let head_end = find(rest, b"\r\n\r\n").unwrap();
        let head = String::from_utf8(rest[..head_end].to_vec()).unwrap();
        let line = head.lines().find_map(|line| line.strip_prefix("Content-Range: ")).unwrap();
        rest = &rest[head_end + 4..];
        let body_end = find(rest, delimiter.as_bytes()).unwrap();
        parts.push((line.to_owned(), rest[..body_end].to_vec()));
        rest = &rest[body_end + delimiter.len()..];
    }
    assert_eq!(rest, b"--\r\n");
    parts
}

async fn several_ranges_come_as_parts(stack: &Stack) {
    let (app, bytes, link) = large_file(stack).await;
    let size = bytes.len();
    let wanted: [Range<usize>; 4] = [900_000..900_010, 0..300_000, 500_000..500_001, size - 5..size];
    let reply = ask(&app, &link, "bytes=900000-900009, 0-299999,500000-500000,-5").await.expect(206);
    assert_eq!(reply.header("content-length"), reply.body.len().to_string());
    assert!(!reply.header("etag").is_empty());
    let parts = parts(&reply);
    assert_eq!(parts.len(), wanted.len());
    for ((content_range, part), wanted) in parts.iter().zip(wanted) {
        assert_eq!(*content_range, format!("bytes {}-{}/{size}", wanted.start, wanted.end - 1));
        assert!(part[..] == bytes[wanted], "{content_range}: other bytes");
    }
    let many: Vec<String> = (0..500).map(|at| format!("{}-{}", at * 10, at * 10)).collect();
    let whole = ask(&app, &link, &format!("bytes={}", many.join(","))).await.expect(200);
    assert!(whole.body == bytes);
}

async fn preconditions_are_kept(stack: &Stack) {
    let (app, bytes, link) = large_file(stack).await;
    let etag = app.call(Method::HEAD, &link).send().await.expect(200).header("etag").to_owned();
    let with = |name, value: &str| app.get(&link).header(name, value);
    for same in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        let reply = with("if-none-match", &same).send().await.expect(304);
        assert!(reply.body.is_empty());
        assert_eq!(reply.header("etag"), etag);
    }
    with("if-none-match", "\"x\"").send().await.expect(200);
    with("if-match", &etag).send().await.expect(200);
    with("if-match", "*").send().await.expect(200);
    with("if-match", "\"x\"").send().await.refuses(412, "precondition_failed");
    // If-Match compares strongly, and a weak tag is strongly equal to nothing.
    with("if-match", &format!("W/{etag}")).send().await.refuses(412, "precondition_failed");

    let part = with("if-range", &etag).header("range", "bytes=0-9").send().await.expect(206);
    assert!(part.body == bytes[..10]);
    for other in ["\"x\"".to_owned(), format!("W/{etag}"), "Wed, 21 Oct 2015 07:28:00 GMT".to_owned()] {
        let whole = with("if-range", &other).header("range", "bytes=0-9").send().await.expect(200);
        assert!(whole.body == bytes, "{other}");
    }
    let unchanged = with("if-none-match", &etag).header("range", "bytes=0-9").send().await;
    unchanged.expect(304);
}
