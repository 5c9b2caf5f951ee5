//! A panic is reported by its place. What it says may hold anything that was in hand, and stays here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop and say where")]

use std::{
    io::{Read, Write},
    net::TcpListener,
    time::Duration,
};

use monitoring::Telemetry;
use shared::settings::Settings;

/// Takes one request and returns its body.
fn take_one(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (mut taken, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut piece).unwrap();
        taken.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&taken).into_owned();
        let whole = text.split_once("\r\n\r\n").and_then(|(head, body)| {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            (body.len() >= length.unwrap_or(usize::MAX)).then(|| body.to_owned())
        });
        assert!(read > 0 || whole.is_some(), "half a request: {text}");
        if let Some(body) = whole {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
            return body;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_is_reported_by_its_place() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let dsn = format!("http://key@{}/42", listener.local_addr().unwrap());
    let sentry = std::thread::spawn(move || take_one(&listener));
    let settings = Settings::from_pairs([("sentry_dsn", dsn)]).unwrap();
    let telemetry = Telemetry::start(&settings, "strongroom").unwrap();
    let stolen = "what annabel said".to_owned();
    tokio::spawn(async move { panic!("{stolen}") }).await.unwrap_err();
    telemetry.finish().await;
    let body = sentry.join().unwrap();
    assert!(body.contains("a panic") && body.contains("monitoring/tests/panics.rs"), "{body}");
    assert!(!body.contains("annabel"), "{body}");
}
