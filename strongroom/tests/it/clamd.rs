//! A clamd that a story has to itself, with signatures of its own, and a line to it that can be held.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use ooxml::sample::eicar;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{
    program::free_address,
    servers::{Server, listens},
    stack::eventually,
};

/// What only clamd knows from the start.
pub(crate) const KNOWN: &str = "a sentence that only the scanner takes offence at";

/// What clamd learns later.
pub(crate) const LATE: &str = "a sentence that the scanner learns about one day";

/// A clamd.
pub(crate) struct Clamd {
    pub(crate) address: SocketAddr,
    folder: PathBuf,
    server: Option<Server>,
}

impl Clamd {
    /// One that takes documents of so many MiB.
    pub(crate) async fn start(folder: &Path, mebibytes: u32) -> Self {
        let folder = folder.join(format!("clamd-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir_all(folder.join("db")).unwrap();
        fs::create_dir(folder.join("tmp")).unwrap();
        let mut clamd = Self { address: free_address(), folder, server: None };
        clamd.write_signature("eicar", "Eicar-Test-Signature", &eicar());
        clamd.write_signature("known", "Strongroom.Known", KNOWN.as_bytes());
        clamd.takes(mebibytes);
        clamd.start_again().await;
        clamd
    }

    /// From its next start on it takes documents of so many MiB.
    pub(crate) fn takes(&self, mebibytes: u32) {
        let (folder, port) = (self.folder.display(), self.address.port());
        let settings = format!(
            "Foreground yes\nTCPAddr 127.0.0.1\nTCPSocket {port}\nLocalSocket {folder}/socket\nFixStaleSocket yes\n\
             DatabaseDirectory {folder}/db\nTemporaryDirectory {folder}/tmp\nStreamMaxLength {mebibytes}M\n\
             MaxFileSize {mebibytes}M\nMaxScanSize {}M\nAlertExceedsMax yes\n",
            4 * mebibytes
        );
        fs::write(self.folder.join("clamd.conf"), settings).unwrap();
    }

    pub(crate) fn url(&self) -> String {
        format!("tcp://{}", self.address)
    }

    pub(crate) fn socket_url(&self) -> String {
        format!("unix://{}/socket", self.folder.display())
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(&mut self) {
        self.server = None;
    }

    pub(crate) async fn start_again(&mut self) {
        let program = std::env::var("TEST_CLAMD").unwrap_or_else(|_| "/usr/sbin/clamd".to_owned());
        let mut command = Command::new(program);
        command.arg("--config-file").arg(self.folder.join("clamd.conf"));
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.server = Some(Server(child.unwrap_or_else(|error| panic!("clamd cannot be started: {error}"))));
        listens(self.address).await;
    }

    /// Stops it in its tracks: it is there, and does nothing.
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

    fn write_signature(&self, file: &str, name: &str, bytes: &[u8]) {
        let line = format!("{name}:0:*:{}\n", hex(bytes));
        fs::write(self.folder.join("db").join(format!("{file}.ndb")), line).unwrap();
    }

    /// From its next start on it does not know the EICAR test string.
    pub(crate) fn forgets_eicar(&self) {
        fs::remove_file(self.folder.join("db/eicar.ndb")).unwrap();
    }

    /// Teaches it another signature while it runs.
    pub(crate) async fn learns(&self, name: &str, sentence: &str) {
        self.write_signature("late", name, sentence.as_bytes());
        assert_eq!(self.ask(b"zRELOAD\0").await, "RELOADING");
        let mut question = b"zINSTREAM\0".to_vec();
        question.extend_from_slice(&u32::try_from(sentence.len()).unwrap().to_be_bytes());
        question.extend_from_slice(sentence.as_bytes());
        question.extend_from_slice(&[0; 4]);
        let knows = async || self.ask(&question).await.ends_with("FOUND").then_some(());
        eventually("clamd knows its new signature", knows).await;
    }

    async fn ask(&self, question: &[u8]) -> String {
        let mut line = TcpStream::connect(self.address).await.unwrap();
        line.write_all(question).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        answer.trim_end_matches('\0').to_owned()
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// How much of a document passes a line that is held.
const PASSES: usize = 1 << 20;

/// Stands between the service and a clamd: names a version of the signatures, which clamd does only for official ones,
/// and can hold a document half way.
pub(crate) struct Wire {
    pub(crate) address: SocketAddr,
    signatures: Arc<Mutex<String>>,
    held: watch::Sender<bool>,
    waiting: Arc<AtomicUsize>,
}

impl Wire {
    pub(crate) async fn to(clamd: &Clamd) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire = Self {
            address: listener.local_addr().unwrap(),
            signatures: Arc::default(),
            held: watch::channel(false).0,
            waiting: Arc::default(),
        };
        let (server, signatures) = (clamd.address, wire.signatures.clone());
        let (held, waiting) = (wire.held.subscribe(), wire.waiting.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (signatures, held, waiting) = (signatures.clone(), held.clone(), waiting.clone());
                tokio::spawn(async move { carry(client, server, &signatures, held, &waiting).await });
            }
        });
        wire
    }

    pub(crate) fn url(&self) -> String {
        format!("tcp://{}", self.address)
    }

    /// From now on clamd is said to have these signatures, such as `/27123/Sat Nov 21 09:00:00 2026`.
    pub(crate) fn signatures(&self, text: &str) {
        text.clone_into(&mut self.signatures.lock().unwrap());
    }

    /// Holds every document half way until it is let go.
    pub(crate) fn hold(&self) {
        self.held.send_replace(true);
    }

    pub(crate) fn let_go(&self) {
        self.held.send_replace(false);
    }

    /// Waits until a document is held half way.
    pub(crate) async fn holds_one(&self) {
        eventually("a document is half way", async || (self.waiting.load(Ordering::SeqCst) > 0).then_some(())).await;
    }
}

/// Carries one question and its answer. When either side is gone, so is the line.
async fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    signatures: &Mutex<String>,
    mut held: watch::Receiver<bool>,
    waiting: &AtomicUsize,
) -> Option<()> {
    let mut server = TcpStream::connect(server).await.ok()?;
    let mut piece = vec![0; 64 << 10];
    let read = client.read(&mut piece).await.ok()?;
    server.write_all(&piece[..read]).await.ok()?;
    if piece.starts_with(b"zVERSION") {
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.ok()?;
        answer.pop();
        answer.extend_from_slice(signatures.lock().unwrap().as_bytes());
        answer.push(0);
        return client.write_all(&answer).await.ok();
    }
    let mut passed = read;
    while *held.borrow() && passed < PASSES {
        let read = client.read(&mut piece).await.ok()?;
        server.write_all(&piece[..read]).await.ok()?;
        passed += read;
    }
    if *held.borrow() {
        waiting.fetch_add(1, Ordering::SeqCst);
        let free = held.wait_for(|held| !held).await.is_ok();
        waiting.fetch_sub(1, Ordering::SeqCst);
        free.then_some(())?;
    }
    copy_bidirectional(&mut client, &mut server).await.ok().map(|_| ())
}
