//! Answers to a COMMIT that are lost: what was committed is not taken back, and what was not is not left half done.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use shared::sql;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use url::Url;

use crate::{
    app::{App, HasId, PASSWORD, Person},
    documents::docx,
    stack::{Kind, Stack, count_jobs, eventually, tell},
};

/// Where the line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    /// Before the server hears the COMMIT.
    Commit,
    /// When it has done what it was told.
    Answer,
}

/// Stands between a program and Postgres, and breaks at a COMMIT where it is told to.
#[derive(Clone)]
struct Line(Arc<State>);

struct State {
    server: String,
    next: Mutex<Option<Lost>>,
    lost: AtomicUsize,
    stays_down: AtomicBool,
    down: watch::Sender<bool>,
}

impl Line {
    /// A line to the database of this stack, and the setting that leads over it.
    async fn of(stack: &Stack) -> (Self, String) {
        let mut url = Url::parse(stack.setting("database_url").unwrap()).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        url.set_host(Some(&address.ip().to_string())).unwrap();
        url.set_port(Some(address.port())).unwrap();
        let (next, lost) = (Mutex::default(), AtomicUsize::default());
        let (stays_down, down) = (AtomicBool::default(), watch::channel(false).0);
        let line = Self(Arc::new(State { server, next, lost, stays_down, down }));
        let carrying = line.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let line = carrying.clone();
                // A line that breaks is what this is about.
                tokio::spawn(async move { line.carry(client).await.ok() });
            }
        });
        (line, url.into())
    }

    /// Breaks at the next COMMIT, and stays broken where told so.
    fn lose(&self, lost: Lost, stays_down: bool) {
        self.0.stays_down.store(stays_down, Ordering::SeqCst);
        *self.0.next.lock().unwrap() = Some(lost);
    }

    fn mend(&self) {
        self.0.down.send_replace(false);
    }

    /// How often it has broken.
    fn breaks(&self) -> usize {
        self.0.lost.load(Ordering::SeqCst)
    }

    async fn carry(&self, mut client: TcpStream) -> std::io::Result<()> {
        let mut broken = self.0.down.subscribe();
        let mut server = TcpStream::connect(&self.0.server).await?;
        let (mut up, mut down) = (vec![0; 64 << 10], vec![0; 64 << 10]);
        loop {
            tokio::select! {
                biased;
                () = async { drop(broken.wait_for(|down| *down).await) } => return Ok(()),
                read = client.read(&mut up) => match read? {
                    0 => return Ok(()),
                    read => {
                        let sent = &up[..read];
                        let lost = is_commit(sent).then(|| self.0.next.lock().unwrap().take()).flatten();
                        if lost != Some(Lost::Commit) {
                            server.write_all(sent).await?;
                        }
                        if let Some(lost) = lost {
                            if lost == Lost::Answer {
                                assert!(server.read(&mut down).await? > 0);
                            }
                            self.0.down.send_replace(self.0.stays_down.load(Ordering::SeqCst));
                            self.0.lost.fetch_add(1, Ordering::SeqCst);
                            return Ok(());
                        }
                    }
                },
                read = server.read(&mut down) => match read? {
                    0 => return Ok(()),
                    read => client.write_all(&down[..read]).await?,
                },
            }
        }
    }
}

/// A simple query of this text, as the protocol of Postgres has it.
fn is_commit(sent: &[u8]) -> bool {
    sent.windows(7).any(|seven| seven == b"COMMIT\0")
}

/// An API that reaches its database over the line, a worker that does not, and somebody of ops.
async fn started(stack: &Stack) -> (Line, App, Person) {
    let (line, url) = Line::of(stack).await;
    let app = stack.setup().set("database_url", url).api_only().start().await;
    stack.setup().worker_only().beside(&app).start().await;
    let ops = app.ops("otto").await;
    (line, app, ops)
}

async fn rows(app: &App) -> i64 {
    let (rows,): (i64,) = sql!(app.db(), |c| sqlx::query_as("SELECT COUNT(*) FROM files").fetch_one(c)).unwrap();
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_whose_commit_is_not_answered_is_stored_once() {
    tell(Kind::Servers, async |stack: &Stack| {
        let (line, app, ops) = started(stack).await;
        for (at, lost) in [Lost::Answer, Lost::Commit].into_iter().enumerate() {
            line.lose(lost, false);
            let id = app.uploaded(&ops, "a.docx", docx("x")).await.id();
            assert_eq!(line.breaks(), at + 1);
            assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
            assert_eq!(rows(&app).await, i64::try_from(at).unwrap() + 1, "{lost:?}");
            assert_eq!(stack.stored().len(), at + 1, "{lost:?}");
        }
        assert_eq!(count_jobs(app.db(), "kind = 'scan_file'").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_nobody_knows_of_keeps_its_bytes_or_loses_them() {
    tell(Kind::Servers, async |stack: &Stack| {
        let (line, app, ops) = started(stack).await;
        // The first is there, the second is not.
        for lost in [Lost::Answer, Lost::Commit] {
            line.lose(lost, true);
            app.upload(&ops, "a.docx", docx("x")).await.refuses(503, "unavailable");
            line.mend();
            eventually("the database answers", async || app.db().ping().await.ok()).await;
            eventually("bytes without a row are gone", async || (stack.stored().len() == 1).then_some(())).await;
            assert_eq!(rows(&app).await, 1, "{lost:?}");
        }
        assert_eq!(line.breaks(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_whose_commit_is_not_answered_is_kept_once() {
    tell(Kind::Servers, async |stack: &Stack| {
        let (line, app, ops) = started(stack).await;
        let id = app.uploaded(&ops, "a.docx", docx("first")).await.id();
        app.scanned(&ops, &id).await;
        for (version, lost) in [(2, Lost::Answer), (3, Lost::Commit)] {
            line.lose(lost, false);
            app.add_version(&ops, &id, "a.docx", docx(&format!("version {version}"))).await.expect(201);
            assert_eq!(line.breaks() + 1, version, "{lost:?}");
            app.has_version(&ops, &id, i64::try_from(version).unwrap()).await;
            assert_eq!((app.versions(&ops, &id).await.len(), stack.stored().len()), (version, version), "{lost:?}");
        }
        assert_eq!(rows(&app).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_up_whose_commit_is_not_answered_makes_one_account() {
    tell(Kind::Servers, async |stack: &Stack| {
        let (line, app, _) = started(stack).await;
        for (name, lost) in [("ann", Lost::Answer), ("bob", Lost::Commit)] {
            let email = format!("{name}@example.com");
            line.lose(lost, false);
            let id = app.signup(name, &email, PASSWORD).await.expect(201).json()["user"].id();
            let mail = stack.mail_to(&email).await;
            app.get(&mail.link()).header("Accept", "application/json").send().await.expect(200);
            assert_eq!(app.log_in(name).await.id, id);
            assert_eq!(stack.mails_to(&email).len(), 1);
            // Another who asks for that name is refused.
            app.signup(name, &email, PASSWORD).await.refuses(400, "username_taken");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_whose_commit_is_not_answered_costs_no_session() {
    tell(Kind::Servers, async |stack: &Stack| {
        let (line, app, mut ops) = started(stack).await;
        for (at, lost) in [Lost::Answer, Lost::Commit].into_iter().enumerate() {
            let before = ops.refresh.clone();
            line.lose(lost, false);
            ops = Person::from_tokens(&app.refresh(&before).await.expect(200).json());
            assert_eq!(line.breaks(), at + 1);
            assert_ne!(ops.refresh, before);
            app.me(&ops.access).await.expect(200);
        }
        ops = Person::from_tokens(&app.refresh(&ops.refresh).await.expect(200).json());
        app.me(&ops.access).await.expect(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_whose_commit_is_not_answered_says_so_and_can_be_asked_for_again() {
    tell(Kind::Servers, async |stack: &Stack| {
        let (line, app, ops) = started(stack).await;
        for (lost, again) in [(Lost::Answer, 404), (Lost::Commit, 204)] {
            let id = app.clean_file(&ops, "a.docx", docx("x")).await;
            line.lose(lost, false);
            app.delete(&ops, &id).await.refuses(503, "unavailable");
            app.delete(&ops, &id).await.expect(again);
            stack.all_jobs_are_done(app.db()).await;
            assert!(stack.stored().is_empty(), "{lost:?}");
        }
    })
    .await;
}
