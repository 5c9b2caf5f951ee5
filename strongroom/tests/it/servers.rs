//! Servers that a story has to itself, to be stopped, emptied or made to refuse.

use std::{
    fs,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{mails::Mail, program::free_address, stack::eventually};

/// A process that ends with its owner.
pub(crate) struct Server(pub(crate) Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) async fn listens(address: SocketAddr) {
    let connect = async || TcpStream::connect(address).await.ok().map(|_| ());
    eventually(&format!("a server listens on {address}"), connect).await;
}

/// A Redis that keeps nothing.
pub(crate) struct Redis {
    address: SocketAddr,
    /// Where its certificate is, if it speaks TLS.
    certificates: Option<PathBuf>,
    server: Option<Server>,
}

impl Redis {
    pub(crate) async fn start() -> Self {
        let mut redis = Self { address: free_address(), certificates: None, server: None };
        redis.start_again().await;
        redis
    }

    /// One that speaks TLS and nothing else, with the certificate for `localhost` in this folder.
    pub(crate) async fn with_tls(folder: &Path) -> Self {
        let mut redis = Self { address: free_address(), certificates: Some(folder.to_owned()), server: None };
        redis.start_again().await;
        redis
    }

    pub(crate) fn url(&self) -> String {
        match self.certificates {
            Some(_) => format!("rediss://localhost:{}", self.address.port()),
            None => format!("redis://{}", self.address),
        }
    }

    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    pub(crate) async fn start_again(&mut self) {
        let program = std::env::var("TEST_REDIS_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
        let port = self.address.port().to_string();
        let mut command = Command::new(program);
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        if let Some(folder) = &self.certificates {
            let at = |name: &str| folder.join(name);
            command.args(["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no"]);
            command.arg("--tls-cert-file").arg(at("cert.pem")).arg("--tls-key-file").arg(at("key.pem"));
            command.arg("--tls-ca-cert-file").arg(at("ca.pem"));
        } else {
            command.args(["--port", &port]);
        }
        self.server = Some(Server(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()));
        listens(self.address).await;
    }

    /// Stops it in its tracks: it is there, and answers nobody.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.server.as_ref().unwrap().0.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Takes all that it holds away.
    pub(crate) async fn flush(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await.unwrap();
    }
}

/// What the mail server does with mails is told by a file, so that it can change in the middle of a story.
const MAIL_SERVER: &str = r#"
import asyncio, os, ssl, sys, uuid
from aiosmtpd.smtp import SMTP, AuthResult

folder, port, security = sys.argv[1], int(sys.argv[2]), sys.argv[3]

def told(step):
    with open(os.path.join(folder, "mode")) as file:
        words = file.read().split(" ", 1)
    return words[1] if words[0] == step else None

class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if told("MAIL"):
            return told("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if told("RCPT"):
            return told("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with open(os.path.join(folder, "mode")) as file:
            mode = file.read()
        if mode == "slow":
            await asyncio.sleep(0.3)
        if mode[:1] in "45":
            return mode
        login = session.auth_data.login.decode() if session.auth_data else "nobody"
        way = "encrypted" if session.ssl or security == "tls" else "plain"
        head = "X-Came-From: %s, %s\r\nX-Hello: %s\r\n" % (login, way, session.host_name)
        name = os.path.join(folder, uuid.uuid4().hex)
        with open(name + ".part", "wb") as file:
            file.write(head.encode() + envelope.content)
        os.rename(name + ".part", name + ".eml")
        return "451 Kept, but come again" if mode == "keep and refuse" else "250 OK"

def log_in(server, session, envelope, mechanism, data):
    known = data.login == b"post@house" and data.password == b"s3cret: %/@"
    return AuthResult(success=known, handled=known, auth_data=data)

def server():
    if security == "plain":
        return SMTP(Handler())
    if security == "tls":
        return SMTP(Handler(), authenticator=log_in, auth_required=True, auth_require_tls=False)
    return SMTP(Handler(), tls_context=context, require_starttls=True, authenticator=log_in, auth_required=True)

context = None
if security != "plain":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))

async def main():
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(server, "127.0.0.1", port, ssl=context if security == "tls" else None)
    await listening.serve_forever()

asyncio.run(main())
"#;

/// How connections to a mail server are kept private.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Security {
    Plain,
    StartTls,
    Tls,
}

/// A mail server.
pub(crate) struct MailServer {
    pub(crate) address: SocketAddr,
    folder: PathBuf,
    security: Security,
    server: Option<Server>,
}

impl MailServer {
    /// One that is not started yet: nobody listens at its address.
    pub(crate) fn new(folder: &Path, security: Security) -> Self {
        let folder = folder.join(format!("mail-server-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        let server = Self { address: free_address(), folder, security, server: None };
        server.will("accept");
        if !matches!(security, Security::Plain) {
            make_certificates(&server.folder);
        }
        server
    }

    pub(crate) async fn start(&mut self) {
        let python = std::env::var("TEST_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".to_owned());
        let security = match self.security {
            Security::Plain => "plain",
            Security::StartTls => "starttls",
            Security::Tls => "tls",
        };
        let mut command = Command::new(python);
        command.arg("-").arg(&self.folder).args([&self.address.port().to_string(), security]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(MAIL_SERVER.as_bytes()).unwrap();
        self.server = Some(Server(child));
        listens(self.address).await;
    }

    pub(crate) async fn started(folder: &Path) -> Self {
        let mut server = Self::new(folder, Security::Plain);
        server.start().await;
        server
    }

    /// A setting that leads here.
    pub(crate) fn url(&self) -> String {
        match self.security {
            Security::Plain => format!("smtp://{}", self.address),
            Security::StartTls => {
                format!("smtp://post%40house:s3cret%3A%20%25%2F%40@localhost:{}?tls=required", self.address.port())
            }
            Security::Tls => format!("smtps://post%40house:s3cret%3A%20%25%2F%40@localhost:{}", self.address.port()),
        }
    }

    /// The certificate of the authority that its clients should trust.
    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// What it does from now on: `accept`, `slow`, an SMTP answer that refuses, one after `MAIL` or `RCPT` for
    /// the step at which it is given, or `keep and refuse`.
    pub(crate) fn will(&self, mode: &str) {
        let half = self.folder.join("mode.part");
        fs::write(&half, mode).unwrap();
        fs::rename(half, self.folder.join("mode")).unwrap();
    }

    /// Every mail that it has taken, as often as it came.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        Mail::in_folder(&self.folder)
    }
}

/// Makes an authority and a certificate of `localhost` in this folder.
pub(crate) fn make_certificates(folder: &Path) {
    let script = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca-key.pem -out ca.pem \
                  -subj '/CN=Test authority' -days 2 && \
                  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem \
                  -subj '/CN=localhost' && printf 'subjectAltName=DNS:localhost' > extension && \
                  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 \
                  -extfile extension -out cert.pem";
    let made = Command::new("sh").args(["-c", script]).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Stands between a program and a server, and can cut the line.
pub(crate) struct Line {
    pub(crate) address: SocketAddr,
    up: Arc<watch::Sender<bool>>,
}

impl Line {
    pub(crate) async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let up = Arc::new(watch::channel(true).0);
        let state = up.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server.clone(), state.subscribe()));
            }
        });
        Self { address, up }
    }

    /// Cuts every connection, and all that come until it is mended.
    pub(crate) fn cut(&self) {
        self.up.send_replace(false);
    }

    pub(crate) fn mend(&self) {
        self.up.send_replace(true);
    }
}

async fn carry(mut client: TcpStream, server: String, mut up: watch::Receiver<bool>) {
    if !*up.borrow_and_update() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = up.wait_for(|up| !up) => {}
    }
}
