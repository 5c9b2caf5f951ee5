//! Behind a real nginx, with the configuration that is shipped: who asked, uploads that flow through, and stored files
//! that nginx sends at the API's word.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use hyper::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::{
    app::{App, HasId},
    client::{Call, Reply, send_raw},
    documents::{docx, large},
    program::free_address,
    stack::{Stack, eventually, stories},
};

stories!(
    nginx_sends_a_stored_file_as_the_api_would,
    nginx_sends_one_range_and_leaves_the_rest_to_the_api,
    whoever_has_not_agreed_gets_the_bytes_from_the_api,
    a_wrong_folder_is_an_error_and_no_empty_file,
    the_real_client_is_told_and_no_other_is_believed,
    uploads_flow_through_and_other_bodies_are_bounded,
    an_nginx_of_another_user_reads_by_its_group,
    what_is_no_request_is_told_so_by_nginx_too,
    nobody_keeps_others_waiting_at_nginx,
    what_happens_goes_through_as_it_happens,
);

/// An nginx that ends with the story.
struct Nginx {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked, so that it takes its workers along.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

impl Nginx {
    /// Starts it before an API, with the shipped configuration; `stored` is where it looks for stored files, and
    /// `announced` the location of which it tells the API.
    async fn start(stack: &Stack, api: SocketAddr, stored: &Path, announced: &str) -> Self {
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let user = String::from_utf8(user).unwrap();
        Self::start_as(user.trim(), stack, api, stored, announced).await
    }

    /// The same, as another user, with `user group`.
    async fn start_as(user: &str, stack: &Stack, api: SocketAddr, stored: &Path, announced: &str) -> Self {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/nginx");
        let address = free_address();
        let folder = stack.folder().join(format!("nginx-{}", address.port()));
        fs::create_dir_all(&folder).unwrap();
        let inc = fs::read_to_string(shipped.join("strongroom.inc")).unwrap();
        let alias = "alias /var/lib/strongroom/files/blobs/;";
        assert!(inc.contains(alias));
        fs::write(folder.join("strongroom.inc"), inc.replace(alias, &format!("alias {}/;", stored.display()))).unwrap();
        let configuration = format!(
            "user {};\nworker_processes 1;\ndaemon off;\npid pid;\nerror_log error.log info;\nevents {{}}\nhttp {{\n\
             include {}/log.inc;\ninclude {}/limits.inc;\naccess_log access.log strongroom;\n\
             client_body_temp_path client;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\n\
             uwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
             server {{\nlisten {address};\nset $api {api};\nset $accel_redirect_to \"{announced}\";\n\
             include {}/strongroom.inc;\n}}\n}}\n",
            user,
            shipped.display(),
            shipped.display(),
            folder.display()
        );
        fs::write(folder.join("nginx.conf"), configuration).unwrap();
        let program = std::env::var("TEST_NGINX").unwrap_or_else(|_| "/usr/sbin/nginx".to_owned());
        let errors = fs::File::create(folder.join("stderr.log")).unwrap();
        let mut command = Command::new(program);
        command.arg("-p").arg(&folder).args(["-c", "nginx.conf", "-e", "error.log"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn().unwrap();
        let nginx = Self { child, address, log: folder.join("access.log") };
        let answers = async || Call::new(address, Method::GET, "/healthz").try_open().await.ok().map(|_| ());
        let told = || fs::read_to_string(folder.join("stderr.log")).unwrap_or_default();
        eventually(&format!("nginx answers; {}", told()), answers).await;
        nginx
    }

    fn get(&self, path: &str) -> Call {
        Call::new(self.address, Method::GET, path)
    }

    /// How many files it was handed and has sent.
    async fn sent(&self, path_of_api_calls: usize) -> usize {
        // The line is written after the answer.
        let lines = async || {
            let log = fs::read_to_string(&self.log).ok()?;
            let downloads: Vec<_> = log.lines().filter(|line| line.contains("/api/download/")).collect();
            (downloads.len() >= path_of_api_calls)
                .then(|| downloads.iter().filter(|line| line.contains("\"handed_over\":\"/stored/")).count())
        };
        eventually("nginx logs its requests", lines).await
    }
}

/// A service that hands over, an nginx before it, a large document, and a link to it.
async fn behind_nginx(stack: &Stack) -> (App, Nginx, Vec<u8>, String) {
    let app = stack.setup().set("accel_redirect", "/stored/").set("trusted_proxies", "127.0.0.1").start().await;
    let nginx = Nginx::start(stack, app.address, &stack.data_dir().join("files/blobs"), "/stored/").await;
    let (bytes, link) = (large(2), document(&app, &large(2)).await);
    (app, nginx, bytes, link)
}

async fn document(app: &App, bytes: &[u8]) -> String {
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "Bericht \"Ü\".docx", bytes).await;
    app.link(&ann, &id).await
}

async fn nginx_sends_a_stored_file_as_the_api_would(stack: &Stack) {
    let (app, nginx, bytes, link) = behind_nginx(stack).await;
    let direct = app.get(&link).send().await.expect(200);
    let sent = nginx.get(&link).header("x-request-id", "mine").send().await.expect(200);
    assert!(sent.body == bytes && direct.body == bytes);
    for name in direct.headers.keys().filter(|name| !matches!(name.as_str(), "x-request-id" | "date")) {
        let all = |reply: &Reply| reply.headers.get_all(name).iter().cloned().collect::<Vec<_>>();
        assert_eq!(all(&sent), all(&direct), "{name}");
    }
    assert_eq!(sent.header("x-request-id"), "mine");
    assert_eq!(sent.header("last-modified"), "");
    assert_eq!(sent.header("x-accel-redirect"), "", "where bytes are stored is nobody's business");
    // What a client announces itself is overwritten.
    assert!(nginx.get(&link).header("x-accel-redirect-to", "/other/").send().await.expect(200).body == bytes);
    assert_eq!(nginx.sent(2).await, 2);

    let head = Call::new(nginx.address, Method::HEAD, &link).send().await.expect(200);
    assert_eq!(head.header("content-length"), bytes.len().to_string());
    let etag = direct.header("etag");
    let unchanged = nginx.get(&link).header("if-none-match", etag).send().await.expect(304);
    assert!(unchanged.body.is_empty() && unchanged.header("etag") == etag);
    nginx.get(&link).header("if-match", "\"x\"").send().await.refuses(412, "precondition_failed");
    for (name, value) in [
        ("if-none-match", "\"x\""),
        ("if-match", etag),
        ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ] {
        assert!(nginx.get(&link).header(name, value).send().await.expect(200).body == bytes, "{name}");
    }
    // What the API refuses, it refuses through nginx too, and nobody gets in by himself.
    let stored = stack.stored().into_iter().next().unwrap();
    nginx.get(&format!("/stored/{}/{stored}", &stored[..2])).send().await.refuses(404, "not_found");
    stack.clock.advance(Duration::from_mins(11));
    nginx.get(&link).send().await.refuses(410, "expired_link");
    nginx.get("/api/download/nonsense/").send().await.refuses(400, "invalid_link");
    assert_eq!(nginx.sent(11).await, 2);

    let token = link.trim_end_matches('/').rsplit('/').next().unwrap();
    for log in ["access.log", "error.log"] {
        let text = fs::read_to_string(nginx.log.with_file_name(log)).unwrap();
        assert!(!text.contains(&token[..20]), "a token in {log}: {text}");
    }
}

async fn nginx_sends_one_range_and_leaves_the_rest_to_the_api(stack: &Stack) {
    let (_app, nginx, bytes, link) = behind_nginx(stack).await;
    let size = bytes.len();
    let ask = async |range: &str| nginx.get(&link).header("range", range).send().await;
    for (range, expected) in [
        ("bytes=0-0".to_owned(), 0..1),
        ("bytes=262143-262144".to_owned(), 262_143..262_145),
        ("bytes=1000000-".to_owned(), 1_000_000..size),
        ("bytes=-1".to_owned(), size - 1..size),
        (format!("bytes=-{}", size * 2), 0..size),
        (format!("bytes={}-99999999999", size - 3), size - 3..size),
    ] {
        let part = ask(&range).await.expect(206);
        let content_range = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(part.header("content-range"), content_range, "{range}");
        assert_eq!(part.header("content-length"), expected.len().to_string(), "{range}");
        assert!(part.header("content-disposition").starts_with("attachment"), "{range}");
        assert!(part.body == bytes[expected], "{range}: other bytes");
    }
    assert_eq!(nginx.sent(6).await, 6);
    for nothing in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let refused = ask(&nothing).await.refuses(416, "range_not_satisfiable");
        assert_eq!(refused.header("content-range"), format!("bytes */{size}"), "{nothing}");
    }
    assert!(ask("bytes=5-6,99999999-").await.expect(206).body == bytes[5..7]);
    assert!(ask("bytes=0-1,4-5").await.expect(206).header("content-type").starts_with("multipart/byteranges"));
    assert!(ask("bytes=5-1").await.expect(200).body == bytes);
    let etag = Call::new(nginx.address, Method::HEAD, &link).send().await.header("etag").to_owned();
    let same = nginx.get(&link).header("range", "bytes=0-9").header("if-range", &etag).send().await.expect(206);
    assert!(same.body == bytes[..10]);
    let other = nginx.get(&link).header("range", "bytes=0-9").header("if-range", "\"x\"").send().await.expect(200);
    assert!(other.body == bytes);
    assert_eq!(nginx.sent(14).await, 6, "what nginx answers otherwise than the API is the API's");
}

async fn whoever_has_not_agreed_gets_the_bytes_from_the_api(stack: &Stack) {
    let plain = stack.start().await;
    let (bytes, link) = (docx("A word"), document(&plain, &docx("A word")).await);
    let stored = stack.data_dir().join("files/blobs");
    for (ours, proxies, announced) in [
        ("", "127.0.0.1", "/stored/"),
        ("/other/", "127.0.0.1", "/stored/"),
        ("/stored/", "127.0.0.1", ""),
        ("/stored/", "10.0.0.0/8", "/stored/"),
    ] {
        let setup = stack.setup().api_only().set("accel_redirect", ours).set("trusted_proxies", proxies);
        let app = setup.start().await;
        let nginx = Nginx::start(stack, app.address, &stored, announced).await;
        let got = nginx.get(&link).header("x-accel-redirect-to", "/stored/").send().await.expect(200);
        assert!(got.body == bytes, "{ours} {proxies} {announced}");
        assert_eq!(nginx.sent(1).await, 0, "{ours} {proxies} {announced}");
        assert!(app.get(&link).send().await.expect(200).body == bytes, "past nginx");
    }
}

async fn a_wrong_folder_is_an_error_and_no_empty_file(stack: &Stack) {
    let (app, _nginx, bytes, link) = behind_nginx(stack).await;
    let wrong = Nginx::start(stack, app.address, &stack.folder().join("nothing-here"), "/stored/").await;
    for range in [None, Some("bytes=0-9")] {
        let call = wrong.get(&link);
        let call = range.into_iter().fold(call, |call, range| call.header("range", range));
        let told = call.send().await.refuses(500, "internal").json();
        assert!(told["detail"].as_str().unwrap().contains("cannot read the stored file"), "{told}");
    }
    assert!(app.get(&link).send().await.expect(200).body == bytes);

    app.stop().await;
    wrong.get("/healthz").send().await.refuses(503, "unavailable");
}

/// A connection from another address that is this machine, too.
async fn connect_from(address: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(address.parse().unwrap()).unwrap();
    socket.connect(to).await.unwrap()
}

async fn the_real_client_is_told_and_no_other_is_believed(stack: &Stack) {
    let program = stack.program(&[], &[("STRONGROOM_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let nginx = Nginx::start(stack, program.address, Path::new("/nowhere"), "").await;
    let mut stream = connect_from("127.0.0.2:0", nginx.address).await;
    let request = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: who-asks\r\nX-Forwarded-For: 203.0.113.9\r\n\
                   Forwarded: for=203.0.113.8\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let line = eventually("the request is logged", async || {
        program.log().lines().find(|line| line.contains("who-asks")).map(ToOwned::to_owned)
    });
    let line = line.await;
    assert!(line.contains("\"client\":\"127.0.0.2\""), "{line}");
}

async fn uploads_flow_through_and_other_bodies_are_bounded(stack: &Stack) {
    let app = stack.setup().set("max_upload", "12MiB").start().await;
    let nginx = Nginx::start(stack, app.address, Path::new("/nowhere"), "").await;
    let through = app.through(nginx.address);
    let ops = app.ops("otto").await;
    // Larger than nginx lets other bodies be.
    let id = through.uploaded(&ops, "large.docx", large(10)).await.id();
    assert_eq!(through.scanned(&ops, &id).await["scan_status"], "clean");
    through.upload(&ops, "larger.docx", large(13)).await.refuses(413, "file_too_large");
    through.add_version(&ops, &id, "newer.docx", large(9)).await.expect(201);
    through.add_version(&ops, &id, "larger.docx", large(13)).await.refuses(413, "file_too_large");
    let body = format!("{{\"username\":\"{}\"}}", "x".repeat(9 << 20));
    let call = through.post("/api/signup/").header("content-type", "application/json").bytes(body);
    call.send().await.refuses(413, "body_too_large");
}

/// As the units and docs/DEPLOYMENT.md have it: a folder of the service, the store in it, and nginx in its group.
async fn an_nginx_of_another_user_reads_by_its_group(stack: &Stack) {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        println!("skipped: only root can start an nginx of another user");
        return;
    }
    let rights = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    rights(stack.folder(), 0o711);
    fs::create_dir(stack.data_dir()).unwrap();
    rights(&stack.data_dir(), 0o750);
    let store = stack.data_dir().join("files");
    let setup = stack.setup().set("accel_redirect", "/stored/").set("trusted_proxies", "127.0.0.1");
    let app = setup.set("storage_url", format!("file://{}", store.display())).start().await;
    let (bytes, link) = (docx("A word"), document(&app, &docx("A word")).await);
    for (user, status) in [("nobody root", 200), ("nobody nogroup", 500)] {
        let nginx = Nginx::start_as(user, stack, app.address, &store.join("blobs"), "/stored/").await;
        let got = nginx.get(&link).send().await.expect(status);
        assert_eq!(got.body == bytes, status == 200, "{user}");
        assert_eq!(nginx.sent(1).await, 1, "{user}");
    }
}

async fn what_is_no_request_is_told_so_by_nginx_too(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    let nginx = Nginx::start(stack, app.address, Path::new("/nowhere"), "").await;
    let long = "x".repeat(100_000);
    for (request, status, code) in [
        ("nonsense\r\n\r\n".to_owned(), 400, "invalid_request"),
        ("GET /healthz HTTP/1.1\r\n\r\n".to_owned(), 400, "invalid_request"),
        (format!("GET /healthz HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n"), 431, "head_too_large"),
        (format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), 414, "uri_too_long"),
        ("GET /strongroom-says/400 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 404, "not_found"),
    ] {
        let reply = send_raw(nginx.address, request.as_bytes()).await.refuses(status, code);
        reply.keeps_the_promises_of_all_answers(&Method::GET);
    }
    // The API is spoken to in HTTP/1.1, which has a Host.
    send_raw(nginx.address, b"GET /healthz HTTP/1.0\r\n\r\n").await.expect(200);
}

async fn nobody_keeps_others_waiting_at_nginx(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    let nginx = Nginx::start(stack, app.address, Path::new("/nowhere"), "").await;
    let ask = async |address: &str| {
        let mut stream = connect_from(address, nginx.address).await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let half =
        "POST /api/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";
    let mut under_way = Vec::new();
    for _ in 0..256 {
        let mut stream = connect_from("127.0.0.5:0", nginx.address).await;
        stream.write_all(half.as_bytes()).await.unwrap();
        under_way.push(stream);
    }
    let refused = async || Some(ask("127.0.0.5:0").await).filter(|answer| answer.starts_with("HTTP/1.1 429"));
    let refused = eventually("one client has as much under way as it may", refused).await;
    assert!(refused.contains("too_many_requests") && refused.contains("Retry-After: "), "{refused}");
    assert!(ask("127.0.0.6:0").await.starts_with("HTTP/1.1 200"));
    drop(under_way);

    // Nor may anybody ask without a pause.
    let burst = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(900);
    let bursts = (0..3).map(|_| async {
        let mut stream = connect_from("127.0.0.7:0", nginx.address).await;
        let (mut reading, mut writing) = stream.split();
        let mut answers = String::new();
        let end = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let write = async { writing.write_all(format!("{burst}{end}").as_bytes()).await };
        let _ = tokio::join!(write, reading.read_to_string(&mut answers));
        (answers.matches("HTTP/1.1 200").count(), answers.matches("HTTP/1.1 429").count())
    });
    let counts = futures_util::future::join_all(bursts).await;
    let (served, refused) =
        counts.iter().fold((0, 0), |(served, refused), count| (served + count.0, refused + count.1));
    assert!(served >= 500 && refused > 0, "{counts:?}");
    assert!(ask("127.0.0.6:0").await.starts_with("HTTP/1.1 200"));
}

async fn what_happens_goes_through_as_it_happens(stack: &Stack) {
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    let nginx = Nginx::start(stack, app.address, Path::new("/nowhere"), "").await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let mut looking = app.through(nginx.address).look_on(&ann).await;
    for name in ["one.docx", "two.docx"] {
        let id = app.clean_file(&ops, name, docx("x")).await;
        // On a busy machine one is told of twice: when it comes, and when its scan ends.
        while !looking.next().await.unwrap().is("file", &id) {}
    }
    app.logout(Some(&ann.access), None).await.expect(204);
    looking.ends().await;
}
