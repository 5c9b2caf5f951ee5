//! Clients that hold on to what they can get: none ends the program, none keeps others waiting, and each is let go of.
//!
//! `deploy/check-abuse` does the same with thousands of connections, within the memory that is shipped.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use hyper::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
};

use crate::{
    app::{App, Person},
    client::{Call, Form},
    documents::large,
    program::free_address,
    stack::{Stack, eventually, stories},
};

stories!(
    one_address_cannot_shut_the_door,
    a_link_has_so_many_downloads_at_once,
    who_sends_next_to_nothing_is_let_go_of;
    alone:
    heads_without_an_end_cost_little,
    large_heads_cost_little_while_their_bodies_are_awaited,
    downloads_that_nobody_reads_cost_little,
    a_client_behind_a_proxy_is_counted_by_its_own_address,
    bodies_that_come_byte_by_byte_cost_little,
);

/// How much more memory some hundred connections may take, in bytes. What they begin would take some hundred MiB.
const A_LITTLE: u64 = 60 << 20;

/// What all downloads together may have waiting, in bytes.
const WAITING: u64 = 64 << 20;

/// A connection from one of the many addresses that are this machine.
async fn connect_from(address: [u8; 4], to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((address, 0).into()).unwrap();
    socket.connect(to).await.unwrap()
}

/// The head of what comes back, once it is there; or nothing where the other side has closed.
async fn status_of(stream: &mut TcpStream) -> Option<u16> {
    let mut answer = Vec::new();
    while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = tokio::time::timeout(Duration::from_secs(50), stream.read_buf(&mut answer)).await;
        if !matches!(read.expect("no answer, but an open connection"), Ok(1..)) {
            return None;
        }
    }
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

/// Somebody else is served within a moment, at the public door and at the operators'.
async fn others_are_served(app: &App, monitoring: SocketAddr) {
    for address in [app.address, monitoring] {
        let began = Instant::now();
        let mut stream = connect_from([127, 0, 9, 9], address).await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        assert_eq!(status_of(&mut stream).await, Some(200));
        assert!(began.elapsed() < Duration::from_secs(5), "{address}: {:?}", began.elapsed());
    }
}

async fn heads_without_an_end_cost_little(stack: &Stack) {
    let monitoring = free_address();
    let program = stack.program(&[], &[("STRONGROOM_METRICS_LISTEN", &monitoring.to_string())]).await;
    let app = stack.setup().served_by(&program).start().await;
    let before = program.most_memory();
    let head = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {}", "x".repeat(500_000));
    let mut heads = JoinSet::new();
    for number in 0..400_u16 {
        let (address, head) = ([127, 0, 1, (number / 40).to_be_bytes()[1] + 1], head.clone());
        let to = program.address;
        heads.spawn(async move {
            let mut stream = connect_from(address, to).await;
            let _ = stream.write_all(head.as_bytes()).await;
            status_of(&mut stream).await
        });
    }
    others_are_served(&app, monitoring).await;
    let outcomes = heads.join_all().await;
    assert!(outcomes.iter().all(|status| matches!(status, None | Some(431 | 503))), "{outcomes:?}");
    assert!(outcomes.contains(&Some(431)), "{outcomes:?}");
    let more = program.most_memory() - before;
    assert!(more < A_LITTLE, "{} MiB more", more >> 20);
    assert!(program.log().contains("head_too_large"), "a refusal is a line in the log");
}

async fn large_heads_cost_little_while_their_bodies_are_awaited(stack: &Stack) {
    let program = stack.program(&[], &[]).await;
    let before = program.most_memory();
    let head = format!(
        "POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nA: {}\r\nContent-Length: 60000\r\n\r\n{{",
        "x".repeat(120_000)
    );
    let (mut under_way, mut refused) = (Vec::new(), 0);
    for number in 0..800_u16 {
        let mut stream = connect_from([127, 0, 1, (number / 40).to_be_bytes()[1] + 1], program.address).await;
        let _ = stream.write_all(head.as_bytes()).await;
        let mut first = [0; 12];
        // Nothing comes back while a body is awaited.
        let answered = tokio::time::timeout(Duration::from_millis(20), stream.read_exact(&mut first)).await;
        refused += usize::from(answered.is_ok() && &first == b"HTTP/1.1 503");
        under_way.push(stream);
    }
    assert!(refused > 400, "{refused} refused");
    let more = program.most_memory() - before;
    assert!(more < A_LITTLE, "{} MiB more", more >> 20);
    Call::new(program.address, Method::GET, "/healthz").send().await.expect(200);
}

/// A large document, and links to it.
async fn links(app: &App, count: usize) -> (Person, Vec<String>) {
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "large.docx", large(8)).await;
    let mut links = Vec::new();
    for _ in 0..count {
        links.push(app.link(&ann, &id).await);
    }
    (ops, links)
}

async fn downloads_that_nobody_reads_cost_little(stack: &Stack) {
    let monitoring = free_address();
    let program = stack.program(&[], &[("STRONGROOM_METRICS_LISTEN", &monitoring.to_string())]).await;
    let app = stack.setup().served_by(&program).start().await;
    let (_, links) = links(&app, 10).await;
    let before = program.most_memory();
    let mut downloads = Vec::new();
    for number in 0..300_usize {
        let address = [127, 0, 1, u8::try_from(number / 40).unwrap() + 1];
        let mut stream = connect_from(address, program.address).await;
        let request = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", links[number % links.len()]);
        stream.write_all(request.as_bytes()).await.unwrap();
        downloads.push(stream);
    }
    for download in &mut downloads {
        let mut first = [0; 12];
        download.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
    }
    others_are_served(&app, monitoring).await;
    let more = program.most_memory() - before;
    assert!(more < WAITING + A_LITTLE, "{} MiB more", more >> 20);
    // Whoever reads on gets all of it, in whatever pieces.
    let mut rest = Vec::new();
    let read = async { while rest.len() < 8 << 20 && downloads[0].read_buf(&mut rest).await.unwrap() > 0 {} };
    tokio::time::timeout(Duration::from_secs(40), read).await.expect("the download stands still");
    assert!(rest.len() >= 8 << 20, "{}", rest.len());
}

async fn one_address_cannot_shut_the_door(stack: &Stack) {
    let app = stack.setup().set("max_connections_per_address", "20").start().await;
    let monitoring = app.watched().await;
    let half =
        "POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";
    let mut inside = Vec::new();
    for _ in 0..20 {
        let mut stream = connect_from([127, 0, 1, 1], app.address).await;
        stream.write_all(half.as_bytes()).await.unwrap();
        inside.push(stream);
    }
    // A connection is counted when it is accepted, and not when it is made.
    let shut = eventually("the door is shut", async || {
        let mut stream = connect_from([127, 0, 1, 1], app.address).await;
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let status = status_of(&mut stream).await;
        (status != Some(200)).then_some(status)
    });
    assert!(matches!(shut.await, None | Some(429)));
    others_are_served(&app, monitoring).await;
    // As soon as one goes, another may come.
    inside.pop();
    eventually("the door is open", async || {
        let mut stream = connect_from([127, 0, 1, 1], app.address).await;
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        (status_of(&mut stream).await == Some(200)).then_some(())
    })
    .await;
}

async fn a_client_behind_a_proxy_is_counted_by_its_own_address(stack: &Stack) {
    let setup = stack.setup().set("trusted_proxies", "127.0.0.1").set("max_connections_per_address", "3");
    let app = setup.start().await;
    let half = |client: &str| {
        format!(
            "POST /api/login/ HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nContent-Type: application/json\r\n\
             Content-Length: 60000\r\n\r\n{{"
        )
    };
    let mut under_way = Vec::new();
    for client in ["203.0.113.1", "203.0.113.2", "2001:db8::1"] {
        for _ in 0..3 {
            let mut stream = TcpStream::connect(app.address).await.unwrap();
            stream.write_all(half(client).as_bytes()).await.unwrap();
            under_way.push(stream);
        }
    }
    for (client, status) in [("203.0.113.1", 429), ("2001:db8::2", 429), ("203.0.113.3", 200), ("2001:db8:0:1::1", 200)]
    {
        eventually(&format!("{client} is answered {status}"), async || {
            let reply = app.get("/healthz").header("x-forwarded-for", client).send().await;
            if status == 429 && reply.status == 429 {
                reply.refuses(429, "too_many_requests");
                return Some(());
            }
            (reply.status == status).then_some(())
        })
        .await;
    }
    under_way.truncate(2);
    eventually("there is a place again", async || {
        let reply = app.get("/healthz").header("x-forwarded-for", "203.0.113.2").send().await;
        (reply.status == 200).then_some(())
    })
    .await;
}

async fn a_link_has_so_many_downloads_at_once(stack: &Stack) {
    let app = stack.start().await;
    let (_, links) = links(&app, 2).await;
    let mut downloads = Vec::new();
    for _ in 0..32 {
        let download = app.get(&links[0]).open().await;
        assert_eq!(download.status(), 200);
        downloads.push(download);
    }
    let refused = app.get(&links[0]).send().await.refuses(429, "too_many_requests");
    assert!(refused.header("content-disposition").is_empty());
    app.get(&links[1]).send().await.expect(200);
    downloads.pop();
    eventually("there is a place again", async || {
        let status = app.get(&links[0]).open().await.status();
        (status == 200).then_some(())
    })
    .await;
}

async fn who_sends_next_to_nothing_is_let_go_of(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let part = Form::head("name=\"file\"; filename=\"a.docx\"");
    let head = format!(
        "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\n\
         Content-Length: 1000000\r\n\r\n{part}",
        ops.access,
        Form::CONTENT_TYPE
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let began = Instant::now();
    // A byte a second keeps any pause short, and yet it is next to nothing.
    let (mut reading, mut writing) = stream.split();
    let mut answer = vec![0; 12];
    let trickle = async {
        while writing.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        read = reading.read_exact(&mut answer) => { read.unwrap(); }
        () = trickle => {}
        () = tokio::time::sleep(Duration::from_mins(1)) => panic!("it is still waited for"),
    }
    assert_eq!(answer, b"HTTP/1.1 408");
    assert!(began.elapsed() > Duration::from_secs(20), "{:?}", began.elapsed());
    eventually("nothing is left", async || stack.spooled().is_empty().then_some(())).await;
}

async fn bodies_that_come_byte_by_byte_cost_little(stack: &Stack) {
    let program = stack.program(&[], &[]).await;
    let before = program.most_memory();
    let body = format!("{{\"username\":\"{}\"}}", "x".repeat(20_000));
    let stream = TcpStream::connect(program.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let head = format!(
        "POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    writing.write_all(head.as_bytes()).await.unwrap();
    for byte in body.bytes() {
        if writing.write_all(&[byte]).await.is_err() {
            break;
        }
        // Each byte a packet of its own.
        tokio::task::yield_now().await;
    }
    let mut answer = [0; 12];
    reading.read_exact(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&answer));
    let more = program.most_memory() - before;
    assert!(more < A_LITTLE, "{} MiB more", more >> 20);
    Call::new(program.address, Method::GET, "/healthz").send().await.expect(200);
}
