//! Whole connections, in memory and over loopback: what a client gets, and what the service sees.

use std::sync::Mutex;

use http::StatusCode;
use http_body_util::{BodyExt, Full};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// A server that words each refusal with its fault.
fn server(limits: Limits) -> Arc<Server> {
    Server::new(
        limits,
        |_| true,
        |refused| {
            let mut response = Response::new(Bytes::from(refused.fault.to_string()));
            *response.status_mut() = StatusCode::BAD_REQUEST;
            response
        },
    )
}

/// The targets that the service has seen, each with its body, or with none where that broke off.
type Seen = Arc<Mutex<Vec<(String, Option<Bytes>)>>>;

fn service(seen: &Seen) -> impl Served {
    let seen = seen.clone();
    service_fn(move |request: Request<Received>| {
        let seen = seen.clone();
        async move {
            let target = request.uri().to_string();
            let body = request.into_body().collect().await.ok().map(http_body_util::Collected::to_bytes);
            seen.lock().unwrap().push((target, body));
            Ok(Response::new(Full::from("seen")))
        }
    })
}

/// Sends all that a client sends, and gives what it gets and what the service has seen.
async fn talk(sent: &[u8]) -> (String, Vec<(String, Option<Bytes>)>) {
    let (mut client, end) = tokio::io::duplex(1 << 20);
    let seen = Seen::default();
    let peer = Peer(([192, 0, 2, 1], 1).into());
    let connection = tokio::spawn(server(Limits::few(1, Duration::from_mins(1))).connection(end, peer, service(&seen)));
    client.write_all(sent).await.unwrap();
    client.shutdown().await.unwrap();
    let mut got = String::new();
    client.read_to_string(&mut got).await.unwrap();
    let _ = connection.await.unwrap();
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    (got, seen)
}

fn seen(target: &str, body: &'static str) -> (String, Option<Bytes>) {
    (target.to_owned(), Some(Bytes::from(body)))
}

#[tokio::test]
async fn what_was_asked_before_a_bad_request_is_answered_before_it() {
    let sent = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhiGET /c HTTP/1.1\r\n\r\n";
    let (got, all) = talk(sent.as_bytes()).await;
    assert_eq!(all, [seen("/a", ""), seen("/b", "hi")]);
    assert_eq!(got.matches("HTTP/1.1 200 OK").count(), 2, "{got}");
    assert!(got.contains("HTTP/1.1 400 Bad Request") && got.ends_with("it has no Host"), "{got}");
}

#[tokio::test]
async fn the_size_of_a_chunk_may_have_any_number_of_zeros() {
    let zeros = "0".repeat(300);
    let sent = format!(
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{zeros}2\r\nhi\r\n0\r\n\r\nGET /b HTTP/1.1\r\n\r\n"
    );
    let (got, all) = talk(sent.as_bytes()).await;
    assert_eq!(all, [seen("/a", "hi")], "{got}");
    assert!(got.ends_with("it has no Host"), "{got}");
}

#[tokio::test]
async fn nothing_is_served_behind_a_malformed_body() {
    for chunks in ["x\r\n", "2\r\nhi!\r\n0\r\n\r\n", "ffffffffffffffff0\r\nhi", "2\nhi\r\n0\r\n\r\n"] {
        let sent = format!(
            "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
        );
        let (got, all) = talk(sent.as_bytes()).await;
        assert_eq!(all, [("/a".to_owned(), None)], "{chunks:?}");
        assert!(got.contains("HTTP/1.1 200 OK") && got.contains("connection: close"), "{chunks:?}: {got}");
    }
}

#[tokio::test]
async fn a_connection_has_an_end_where_that_is_set() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let limits = Limits::few(1, Duration::from_millis(300));
    let serving = tokio::spawn({
        let stop = stop.clone();
        async move {
            let service = service(&Seen::default());
            server(limits).serve(listener, service, &TaskTracker::new(), stop, Duration::from_secs(5)).await;
        }
    });
    // The second waits for the one place there is.
    for _ in 0..2 {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut got = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(5), client.read_to_end(&mut got)).await;
        assert!(read.is_ok() && got.starts_with(b"HTTP/1.1 200 OK"), "{:?}", String::from_utf8_lossy(&got));
    }
    stop.cancel();
    serving.await.unwrap();
}

#[test]
fn the_fewer_are_left_the_fewer_each_address_may_have() {
    let server = Server::new(Limits::new(256), |address| address.is_loopback(), |_| Response::default());
    // How many get in of one address after the other, where so many have to share.
    let get_in = |addresses: u8, connections: usize| {
        let mut inside = Vec::new();
        for address in 0..addresses {
            let peer = Peer(([192, 0, 2, address], 1).into());
            while let Ok(Some(place)) = server.let_in(peer, connections - inside.len()) {
                inside.push(place);
            }
        }
        inside.len()
    };
    assert_eq!(get_in(1, 4096), 256);
    assert_eq!(get_in(1, 400), 80, "no address takes more than a quarter of what is left");
    assert!((300..400).contains(&get_in(10, 400)));
    let proxy = Peer(([127, 0, 0, 1], 1).into());
    assert!((0..1000).all(|_| matches!(server.let_in(proxy, 1), Ok(None))));
}
