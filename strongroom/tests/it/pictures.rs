//! Pictures of people: what is made of what comes in, and what is not taken.

use std::io::Cursor;

use futures_util::{StreamExt, stream};
use hyper::Method;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::{
    app::{App, Person},
    client::{Form, Reply},
    stack::{Stack, eventually, stories},
};

stories!(
    who_has_no_picture_is_shown_by_initials,
    a_picture_is_set_shown_and_taken_away,
    a_picture_comes_as_a_body_or_as_a_form,
    a_picture_stands_upright_and_tells_nothing_else,
    what_is_no_picture_is_refused,
    small_files_that_ask_for_much_are_refused,
    what_moves_stands_still,
    a_picture_has_five_mebibytes,
    a_picture_is_its_owners,
    nobody_takes_all_the_room_for_pictures;
    alone:
    many_pictures_at_once_cost_one_at_a_time,
);

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255, 255, 255];

/// Red and green above blue and white.
fn quarters(side: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(side, side, |x, y| {
        Rgb(match (x < side / 2, y < side / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    });
    let mut bytes = Vec::new();
    DynamicImage::from(image).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A JPEG that a camera stored as it was held, with a place in it.
fn of_a_camera(orientation: u8) -> Vec<u8> {
    let jpeg = quarters(80, ImageFormat::Jpeg);
    let field = [b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", &[orientation][..], b"\0\0\0\0\0\0"].concat();
    let content = [b"Exif\0\0", &field[..], b"48.2082 N 16.3738 E"].concat();
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &content, &jpeg[2..]].concat()
}

async fn put(app: &App, by: &Person, bytes: impl Into<bytes::Bytes>) -> Reply {
    app.call(Method::PUT, "/api/me/picture/").bearer(&by.access).bytes(bytes).send().await
}

async fn shown(app: &App, to: &Person, size: &str) -> Reply {
    app.get(&format!("/api/me/picture/?size={size}")).bearer(&to.access).send().await.expect(200)
}

/// The colours in the middle of the quarters of a picture of this side.
fn colours(reply: &Reply, side: u32) -> [[u8; 3]; 4] {
    assert_eq!(reply.header("content-type"), "image/jpeg");
    let image = image::load_from_memory_with_format(&reply.body, ImageFormat::Jpeg).unwrap().to_rgb8();
    assert_eq!(image.dimensions(), (side, side));
    let (near, far) = (side / 4, side * 3 / 4);
    [(near, near), (far, near), (near, far), (far, far)].map(|(x, y)| image.get_pixel(x, y).0)
}

#[track_caller]
fn are_alike(some: [[u8; 3]; 4], other: [[u8; 3]; 4]) {
    let near = some.as_flattened().iter().zip(other.as_flattened()).all(|(a, b)| a.abs_diff(*b) < 24);
    assert!(near, "{some:?} {other:?}");
}

async fn who_has_no_picture_is_shown_by_initials(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let first = shown(&app, &ann, "large").await;
    assert_eq!(first.header("content-type"), "image/svg+xml");
    assert!(first.header("content-security-policy").contains("default-src 'none'"), "{:?}", first.headers);
    assert!(first.text().contains(">A</text>"), "{}", first.text());
    let change = json!({"display_name": "Béla <script>"});
    app.call(Method::PATCH, "/api/me/").bearer(&ann.access).json(&change).send().await.expect(200);
    let second = shown(&app, &ann, "small").await;
    assert!(!second.text().contains("script") && second.header("etag") != first.header("etag"), "{}", second.text());
    let again = app.get("/api/me/picture/").bearer(&ann.access).header("if-none-match", second.header("etag"));
    again.send().await.expect(304);
    app.get("/api/me/picture/?size=huge").bearer(&ann.access).send().await.faults("size");
    app.get("/api/me/picture/").send().await.refuses(401, "not_authenticated");
}

async fn a_picture_is_set_shown_and_taken_away(stack: &Stack) {
    let here = stack.start().await;
    let there = stack.setup().api_only().beside(&here).start().await;
    let ann = here.client("ann").await;
    let url = |me: &Value| me["picture_url"].as_str().unwrap().to_owned();
    let before = url(&here.me(&ann.access).await.json());
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let me = put(&here, &ann, quarters(300, format)).await.expect(200).json();
        assert_ne!(url(&me), before);
        assert_eq!(url(&there.me(&ann.access).await.json()), url(&me));
        for (size, side) in [("large", 256), ("small", 64)] {
            are_alike(colours(&shown(&there, &ann, size).await, side), [RED, GREEN, BLUE, WHITE]);
        }
    }
    let large = here.get("/api/me/picture/").bearer(&ann.access).send().await.expect(200);
    let small = shown(&here, &ann, "small").await;
    assert_ne!(large.header("etag"), small.header("etag"));
    let known = |etag: &str| here.get("/api/me/picture/").bearer(&ann.access).header("if-none-match", etag);
    assert_eq!(known(large.header("etag")).send().await.expect(304).header("etag"), large.header("etag"));
    for shown in [&large, &small, &known(large.header("etag")).send().await.expect(304)] {
        assert_eq!(shown.header("cache-control"), "private, no-cache", "a browser keeps it, and asks");
    }
    known(small.header("etag")).send().await.expect(200);
    known(&format!("\"x\", W/{}", large.header("etag"))).send().await.expect(304);

    for _ in 0..2 {
        here.call(Method::DELETE, "/api/me/picture/").bearer(&ann.access).send().await.expect(204);
        assert_eq!(shown(&there, &ann, "large").await.header("content-type"), "image/svg+xml");
        assert_eq!(url(&here.me(&ann.access).await.json()), before);
    }
}

async fn a_picture_comes_as_a_body_or_as_a_form(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let png = quarters(80, ImageFormat::Png);
    let send = async |form: Form| {
        let call = app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access);
        call.header("content-type", Form::CONTENT_TYPE).bytes(form.end()).send().await
    };
    // Its bytes decide, not what is said of it.
    send(Form::new().part("name=\"note\"", b"x").file("me.docx", &png)).await.expect(200);
    are_alike(colours(&shown(&app, &ann, "large").await, 256), [RED, GREEN, BLUE, WHITE]);
    let call = app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access).header("content-type", "text/plain");
    call.bytes(png.clone()).send().await.expect(200);
    send(Form::new().file("me.png", &png).file("me.png", &png)).await.faults("file");
    send(Form::new().part("name=\"note\"", &png)).await.faults("file");
    send(Form::new().file("me.png", b"no picture")).await.refuses(400, "invalid_image");
    let cut = Form::new().file("me.png", &png).end();
    let call = app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access);
    let call = call.header("content-type", Form::CONTENT_TYPE).bytes(cut.slice(..cut.len() - 20));
    call.send().await.faults("body");
}

async fn a_picture_stands_upright_and_tells_nothing_else(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    for (orientation, upright) in
        [(1, [RED, GREEN, BLUE, WHITE]), (6, [BLUE, RED, WHITE, GREEN]), (3, [WHITE, BLUE, GREEN, RED])]
    {
        put(&app, &ann, of_a_camera(orientation)).await.expect(200);
        for (size, side) in [("large", 256), ("small", 64)] {
            let reply = shown(&app, &ann, size).await;
            are_alike(colours(&reply, side), upright);
            assert!(!reply.text().contains("48.2082") && !reply.text().contains("Exif"), "{size}");
        }
    }
    // What stands behind a picture goes, too: a page, an archive.
    let polyglot = [&quarters(80, ImageFormat::Jpeg)[..], b"<html><script>alert(1)</script>PK\x03\x04"].concat();
    put(&app, &ann, polyglot).await.expect(200);
    let text = shown(&app, &ann, "large").await.text();
    assert!(!text.contains("script") && !text.contains("PK\u{3}\u{4}"));
}

async fn what_is_no_picture_is_refused(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    put(&app, &ann, quarters(80, ImageFormat::Png)).await.expect(200);
    let etag = shown(&app, &ann, "large").await.header("etag").to_owned();
    let (png, jpeg) = (quarters(80, ImageFormat::Png), quarters(80, ImageFormat::Jpeg));
    let webp = quarters(80, ImageFormat::WebP);
    for (what, bytes) in [
        ("nothing", vec![]),
        ("a word", b"picture".to_vec()),
        ("SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec()),
        ("BMP", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0".to_vec()),
        ("GIF", b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec()),
        ("a PNG that ends too soon", png[..png.len() / 2].to_vec()),
        ("a JPEG that ends too soon", jpeg[..jpeg.len() / 2].to_vec()),
        ("a WebP that ends too soon", webp[..webp.len() / 2].to_vec()),
        ("the head of a PNG alone", png[..8].to_vec()),
        ("a page before a picture", [b"<html>", &png[..]].concat()),
    ] {
        let reply = put(&app, &ann, bytes).await.refuses(400, "invalid_image");
        println!("{what}: {}", reply.json()["detail"]);
    }
    assert_eq!(shown(&app, &ann, "large").await.header("etag"), etag, "what is refused changes nothing");
}

async fn small_files_that_ask_for_much_are_refused(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let mut jpeg = quarters(16, ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    // 5000 by 5000 pixels of one colour are a small PNG, and more than is taken.
    let mut plain = Vec::new();
    DynamicImage::new_luma8(5000, 5000).write_to(&mut Cursor::new(&mut plain), ImageFormat::Png).unwrap();
    for bomb in [jpeg, plain] {
        let told = put(&app, &ann, bomb).await.refuses(400, "invalid_image").json();
        assert!(told["detail"].as_str().unwrap().contains("too many pixels"), "{told}");
    }
}

async fn what_moves_stands_still(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/pictures/tests/samples");
    for name in ["animated.png", "animated.webp", "animated-lossless.webp"] {
        put(&app, &ann, std::fs::read(samples.join(name)).unwrap()).await.expect(200);
        are_alike(colours(&shown(&app, &ann, "large").await, 256), [RED, GREEN, BLUE, WHITE]);
    }
}

async fn a_picture_has_five_mebibytes(stack: &Stack) {
    let app = stack.start().await;
    let ann = app.client("ann").await;
    let most = 5 << 20;
    // A JPEG may be followed by anything.
    let mut large = quarters(80, ImageFormat::Jpeg);
    large.resize(most, 0);
    put(&app, &ann, large.clone()).await.expect(200);
    let form = Form::new().file("me.jpg", &large).end();
    let call = app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access);
    call.header("content-type", Form::CONTENT_TYPE).bytes(form).send().await.expect(200);
    large.push(0);
    put(&app, &ann, large.clone()).await.refuses(413, "file_too_large");
    let form = Form::new().file("me.jpg", &large).end();
    let call = app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access);
    call.header("content-type", Form::CONTENT_TYPE).bytes(form).send().await.refuses(413, "file_too_large");
    let pieces = (0..7).map(|_| Ok(bytes::Bytes::from(vec![0; 1 << 20])));
    let call = app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access);
    call.stream(stream::iter(pieces)).send().await.refuses(413, "file_too_large");
    app.call(Method::PUT, "/api/me/picture/").bytes(large).send().await.refuses(401, "not_authenticated");
}

async fn a_picture_is_its_owners(stack: &Stack) {
    let app = stack.start().await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    put(&app, &ann, quarters(80, ImageFormat::Png)).await.expect(200);
    assert_eq!(shown(&app, &bob, "large").await.header("content-type"), "image/svg+xml");
    let reading = app.token(&ann, &["read"]).await;
    app.get("/api/me/picture/").bearer(&reading).send().await.expect(200);
    let call = app.call(Method::PUT, "/api/me/picture/").bearer(&reading);
    call.bytes(quarters(80, ImageFormat::Png)).send().await.refuses(403, "scope_missing");
}

async fn nobody_takes_all_the_room_for_pictures(stack: &Stack) {
    let app = stack.start().await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let png = quarters(80, ImageFormat::Png);
    let begin = || {
        let piece = Ok(bytes::Bytes::from(vec![0; 1 << 20]));
        let body = stream::iter([piece]).chain(stream::pending());
        tokio::spawn(app.call(Method::PUT, "/api/me/picture/").bearer(&ann.access).stream(body).send())
    };
    let mut slow = Vec::new();
    let refused = eventually("both are under way", async || {
        // One that came while the quick one was there was refused itself.
        slow.retain(|one: &tokio::task::JoinHandle<Reply>| !one.is_finished());
        while slow.len() < 2 {
            slow.push(begin());
        }
        let reply = put(&app, &ann, png.clone()).await;
        (reply.status != 200).then_some(reply)
    });
    refused.await.refuses(429, "too_many_requests");
    put(&app, &bob, png.clone()).await.expect(200);
    slow.iter().for_each(tokio::task::JoinHandle::abort);
    eventually("they have gone", async || (put(&app, &ann, png.clone()).await.status == 200).then_some(())).await;
}

async fn many_pictures_at_once_cost_one_at_a_time(stack: &Stack) {
    let program = stack.program(&["api"], &[]).await;
    let app = stack.setup().served_by(&program).start().await;
    let ann = app.ops("ann").await;
    // Nearly the most that is taken: 4000 by 4000 pixels.
    let large = bytes::Bytes::from(quarters(4000, ImageFormat::Png));
    put(&app, &ann, large.clone()).await.expect(200);
    let one = program.most_memory();
    let mut people = Vec::new();
    for at in 0..12 {
        people.push(app.ops(&format!("otto{at}")).await);
    }
    let many = people.into_iter().map(|person| {
        let (app, large) = (app.clone(), large.clone());
        tokio::spawn(async move { put(&app, &person, large).await.status.as_u16() })
    });
    for reply in many.collect::<Vec<_>>() {
        assert_eq!(reply.await.unwrap(), 200);
    }
    let most = program.most_memory();
    println!("one: {} MiB, twelve at once: {} MiB", one >> 20, most >> 20);
    assert!(most < one + (64 << 20), "one took {one}, twelve at once {most}");
}
