//! The running service and the people who use it: one method for each endpoint.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
use hyper::Method;
use serde_json::{Value, json};
use shared::{
    db::Db,
    foundation::Foundation,
    people::{
        names::Role,
        permissions::Permissions,
        users::{NewUser, User},
    },
    readiness::Readiness,
    settings::Settings,
};
use tokio::{net::TcpListener, sync::Mutex, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use worker::Worker;

use crate::{
    client::{Call, Form, Reply},
    program::Program,
    stack::{Kind, Stack, eventually},
    templates::copy_sqlite_to,
};

/// A password that nobody objects to.
pub(crate) const PASSWORD: &str = "seven green lanterns by the canal";

/// A hash of [`PASSWORD`] that takes no time to check: what a real one takes is told where it matters.
pub(crate) fn cheap_hash_of_password() -> String {
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
    cheap.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
}

/// The service, with an API, a worker, or both. Clones are the same service.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) foundation: Foundation,
    readiness: Readiness,
    mail: std::path::PathBuf,
    stop: CancellationToken,
    parts: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

/// A service that is about to be started.
pub(crate) struct Setup<'a> {
    stack: &'a Stack,
    pairs: Vec<(&'static str, String)>,
    api: bool,
    worker: bool,
    program: Option<SocketAddr>,
}

impl Stack {
    /// Starts API and worker with the settings of this stack.
    pub(crate) async fn start(&self) -> App {
        self.setup().start().await
    }

    /// Gets ready to start a service on this stack.
    pub(crate) fn setup(&self) -> Setup<'_> {
        Setup { stack: self, pairs: self.pairs(), api: true, worker: true, program: None }
    }
}

impl Setup<'_> {
    pub(crate) fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.pairs.retain(|(known, _)| *known != name);
        self.pairs.push((name, value.into()));
        self
    }

    pub(crate) fn api_only(mut self) -> Self {
        self.worker = false;
        self
    }

    pub(crate) fn worker_only(mut self) -> Self {
        self.api = false;
        self
    }

    /// Nothing but a look at what a program of its own serves.
    pub(crate) fn served_by(mut self, program: &Program) -> Self {
        (self.api, self.worker, self.program) = (false, false, Some(program.address));
        self
    }

    /// As another program beside `app`: clients reach both at the same address.
    pub(crate) fn beside(self, app: &App) -> Self {
        let public_url = app.foundation.settings.serving.public_url.clone();
        self.set("public_url", public_url)
    }

    pub(crate) async fn start(self) -> App {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = self.program.unwrap_or(listener.local_addr().unwrap());
        let pairs = self.pairs.into_iter().chain([("listen", address.to_string())]);
        let settings = Settings::from_pairs(pairs).unwrap();
        if self.stack.kind == Kind::Embedded {
            copy_sqlite_to(&settings.storage.data_dir).await;
        }
        let foundation = Foundation::open(settings, self.stack.clock.clone()).await.unwrap();
        let (stop, deadline) = (CancellationToken::new(), Duration::from_secs(20));
        let (mut parts, mut readiness) = (Vec::new(), Readiness::of(&foundation));
        if self.worker {
            let (worker, stop) = (Worker::new(foundation.clone()).unwrap(), stop.clone());
            readiness = worker.readiness();
            parts.push(tokio::spawn(async move { worker.run(stop, deadline).await }));
        }
        if self.api {
            let served = api::serve_on(listener, foundation.clone(), stop.clone(), deadline);
            parts.push(tokio::spawn(async move { served.await.unwrap() }));
        }
        let (parts, mail) = (Arc::new(Mutex::new(parts)), self.stack.data_dir().join("mail"));
        let app = App { address, foundation, readiness, mail, stop, parts };
        self.stack.keep(app.clone());
        app
    }
}

/// Somebody with an account and a live session.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl App {
    /// Stops it as a signal would, and waits until it has stopped.
    pub(crate) async fn stop(&self) {
        self.stop.cancel();
        for part in self.parts.lock().await.drain(..) {
            let _ = part.await;
        }
    }

    /// The same service, reached at another address, such as a proxy's.
    pub(crate) fn through(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// Shows its metrics, as a program does, and says where.
    pub(crate) async fn watched(&self) -> SocketAddr {
        let mut settings = self.foundation.settings.clone();
        settings.serving.metrics_listen = Some(([127, 0, 0, 1], 0).into());
        let listener = monitoring::Listener::bind(&settings).await.unwrap();
        let address = listener.address().unwrap();
        listener.serve(&self.foundation, self.readiness.clone(), self.stop.clone());
        address
    }

    pub(crate) fn db(&self) -> &Db {
        &self.foundation.db
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        Call::new(self.address, method, path)
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    // --- Endpoints -----------------------------------------------------------------------------------------------

    pub(crate) async fn signup(&self, username: &str, email: &str, password: &str) -> Reply {
        let body = json!({"username": username, "email": email, "password": password});
        self.post("/api/signup/").json(&body).send().await
    }

    pub(crate) async fn resend(&self, email: &str) -> Reply {
        self.post("/api/verify-email/resend/").json(&json!({"email": email})).send().await
    }

    /// Follows the link in a verification mail, as a program does.
    pub(crate) async fn follow(&self, link: &str) -> Reply {
        self.get(link).header("accept", "application/json").send().await
    }

    pub(crate) async fn login(&self, username: &str, password: &str) -> Reply {
        self.post("/api/login/").json(&json!({"username": username, "password": password})).send().await
    }

    pub(crate) async fn refresh(&self, refresh: &str) -> Reply {
        self.post("/api/token/refresh/").json(&json!({"refresh": refresh})).send().await
    }

    /// Logs out with the access token, the refresh token, or both.
    pub(crate) async fn logout(&self, access: Option<&str>, refresh: Option<&str>) -> Reply {
        let call = self.post("/api/logout/");
        let call = access.into_iter().fold(call, Call::bearer);
        refresh.into_iter().fold(call, |call, refresh| call.json(&json!({"refresh": refresh}))).send().await
    }

    pub(crate) async fn forgot(&self, email: &str) -> Reply {
        self.post("/api/password/forgot/").json(&json!({"email": email})).send().await
    }

    /// Sets a new password by the link in a mail.
    pub(crate) async fn reset(&self, link: &str, password: &str) -> Reply {
        self.post(link).json(&json!({"password": password})).send().await
    }

    pub(crate) async fn change_password(&self, by: &Person, current: &str, password: &str) -> Reply {
        let body = json!({"current_password": current, "password": password});
        self.post("/api/password/change/").bearer(&by.access).json(&body).send().await
    }

    /// Where somebody is logged in.
    pub(crate) async fn sessions(&self, of: &Person) -> Vec<Value> {
        let answer = self.get("/api/me/sessions/").bearer(&of.access).send().await.expect(200).json();
        answer["sessions"].as_array().unwrap().clone()
    }

    pub(crate) async fn me(&self, access: &str) -> Reply {
        self.get("/api/me/").bearer(access).send().await
    }

    pub(crate) async fn upload(&self, by: &Person, name: &str, bytes: impl AsRef<[u8]>) -> Reply {
        self.upload_form(by, Form::new().file(name, bytes.as_ref())).await
    }

    pub(crate) async fn upload_form(&self, by: &Person, form: Form) -> Reply {
        let call = self.post("/api/upload/").bearer(&by.access).header("content-type", Form::CONTENT_TYPE);
        call.bytes(form.end()).send().await
    }

    pub(crate) async fn list(&self, by: &Person, query: &str) -> Reply {
        self.get(&format!("/api/list-uploaded-files/?{query}")).bearer(&by.access).send().await
    }

    pub(crate) async fn show(&self, by: &Person, id: &str) -> Reply {
        self.get(&format!("/api/files/{id}/")).bearer(&by.access).send().await
    }

    /// Erases a document.
    pub(crate) async fn delete(&self, by: &Person, id: &str) -> Reply {
        self.call(Method::DELETE, &format!("/api/files/{id}/?forever=true")).bearer(&by.access).send().await
    }

    pub(crate) async fn mint(&self, by: &Person, id: &str) -> Reply {
        self.get(&format!("/api/download-file/{id}/")).bearer(&by.access).send().await
    }

    // --- What happens before a story begins ----------------------------------------------------------------------

    /// A client who has signed up, followed the link in the mail, and logged in.
    pub(crate) async fn client_who_signed_up(&self, username: &str) -> Person {
        let email = format!("{username}@example.com");
        self.signup(username, &email, PASSWORD).await.expect(201);
        let mail = eventually("the mail", async || {
            crate::mails::Mail::in_folder(&self.mail).into_iter().find(|mail| mail.is_to(&email))
        });
        self.follow(&mail.await.link()).await.expect(200);
        self.log_in(username).await
    }

    /// A client, logged in.
    pub(crate) async fn client(&self, username: &str) -> Person {
        self.account(username, Role::Client, Permissions::default()).await
    }

    /// One of the company's own people, logged in, who may do everything.
    pub(crate) async fn ops(&self, username: &str) -> Person {
        self.ops_who_may(username, Permissions::all()).await
    }

    /// The same with these permissions.
    pub(crate) async fn ops_who_may(&self, username: &str, permissions: Permissions) -> Person {
        self.account(username, Role::Ops, permissions).await
    }

    /// An account whose address is proved, as its row alone, which takes no mail and next to no time; logged in.
    async fn account(&self, username: &str, role: Role, permissions: Permissions) -> Person {
        let now = self.foundation.clock.now();
        let new = NewUser {
            username: username.parse().unwrap(),
            email: format!("{username}@example.com").parse().unwrap(),
            password_hash: cheap_hash_of_password(),
            role,
            permissions,
            language: None,
            email_verified_at: Some(now),
            waits_since: None,
        };
        let mut tx = self.db().begin().await.unwrap();
        User::create(&mut tx, new, now).await.unwrap();
        tx.commit().await.unwrap();
        self.log_in(username).await
    }

    /// A fresh session of an account that is there.
    pub(crate) async fn log_in(&self, username: &str) -> Person {
        Person::from_tokens(&self.login(username, PASSWORD).await.expect(200).json())
    }

    /// Uploads a document and returns it as the answer tells it.
    pub(crate) async fn uploaded(&self, by: &Person, name: &str, bytes: impl AsRef<[u8]>) -> Value {
        self.upload(by, name, bytes).await.expect(201).json()["file"].take()
    }

    /// Waits for the verdict of the scan.
    pub(crate) async fn scanned(&self, by: &Person, id: &str) -> Value {
        eventually("the scan", async || {
            let file = self.show(by, id).await.expect(200).json();
            (file["scan_status"] != "pending").then_some(file)
        })
        .await
    }

    /// Uploads a document, waits until it is clean, and returns its id.
    pub(crate) async fn clean_file(&self, by: &Person, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let id = self.uploaded(by, name, bytes).await.id();
        assert_eq!(self.scanned(by, &id).await["scan_status"], "clean");
        id
    }

    /// A download link's path.
    pub(crate) async fn link(&self, by: &Person, id: &str) -> String {
        let link = self.mint(by, id).await.expect(200).json()["download_link"].as_str().unwrap().to_owned();
        let path = link.strip_prefix(&self.foundation.settings.serving.public_url);
        path.unwrap_or_else(|| panic!("not under the public address: {link}")).to_owned()
    }
}

impl Person {
    pub(crate) fn from_tokens(tokens: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let user = &tokens["user"];
        Self {
            id: text(&user["id"]),
            username: text(&user["username"]),
            access: text(&tokens["access"]),
            refresh: text(&tokens["refresh"]),
        }
    }
}

/// A time in an answer as milliseconds since 1970.
pub(crate) fn moment(time: &Value) -> i64 {
    let text = time.as_str().unwrap();
    let read = humantime::parse_rfc3339(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(text.ends_with('Z'), "{text} is not in UTC");
    i64::try_from(read.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// Reads the id out of an answer.
pub(crate) trait HasId {
    fn id(&self) -> String;
}

impl HasId for Value {
    fn id(&self) -> String {
        self["id"].as_str().unwrap().to_owned()
    }
}
