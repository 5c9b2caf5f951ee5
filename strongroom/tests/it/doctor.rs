//! The doctor: finds a sound installation sound, names each fault of one that is not, and changes nothing.

use std::{collections::BTreeMap, path::Path, process::Output};

use serde_json::Value;

use crate::{
    app::App,
    program::{free_address, strongroom, written},
    servers::MailServer,
    stack::{Kind, Stack, stories},
};

stories!(
    a_sound_installation_is_found_so,
    before_the_first_start_nothing_is_made,
    each_fault_of_settings_and_network_is_named,
    each_fault_on_disk_is_named,
    what_cannot_be_made_is_named_before_the_first_start,
    all_faults_are_told_in_one_run,
);

pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// What the doctor found: the level and the words of each check, in order.
pub(crate) struct Found {
    status: Option<i32>,
    lines: Vec<(String, String, String)>,
}

/// A listen address and a public address that fit each other.
const HERE: [(&str, &str); 2] = [("LISTEN", "127.0.0.1:8971"), ("PUBLIC_URL", "http://localhost:8971")];

fn run(stack: &Stack, arguments: &[&str], settings: Pairs<'_>) -> Output {
    let mut command = stack.command(&[&["doctor"], arguments].concat());
    for (name, value) in HERE.iter().chain(settings) {
        let name = if *name == "SSL_CERT_FILE" { (*name).to_owned() } else { format!("STRONGROOM_{name}") };
        command.env(name, value);
    }
    command.output().unwrap()
}

pub(crate) fn doctor(stack: &Stack, settings: Pairs<'_>) -> Found {
    let output = run(stack, &[], settings);
    let text = written(&output);
    assert!(output.stderr.is_empty(), "{text}");
    for secret in ["jwt_secrets", "fernet_keys"].into_iter().filter_map(|name| stack.setting(name)) {
        assert!(!text.contains(secret), "a secret is shown: {text}");
    }
    assert!(!text.contains("hunter2") && !text.contains("s3cret"), "a secret is shown: {text}");
    let lines = text.lines().map(|line| {
        let (level, rest) = line.split_at(7);
        let (name, words) = rest.trim_start().split_at(10);
        (level.trim().to_owned(), name.trim().to_owned(), words.trim().to_owned())
    });
    Found { status: output.status.code(), lines: lines.collect() }
}

impl Found {
    /// A line of this level and check that says so.
    #[track_caller]
    pub(crate) fn has(&self, level: &str, name: &str, words: &str) -> &Self {
        assert!(self.says(level, name, words), "no {level} of {name} that says {words:?}: {:#?}", self.lines);
        if level == "warning" || level == "wrong" {
            let told = self.lines.iter().filter(|(l, n, _)| l == level && n == name).all(|(_, _, w)| w.contains(" → "));
            assert!(told, "nothing is said to do: {:#?}", self.lines);
        }
        self
    }

    /// Whether a line of this level and check says so.
    pub(crate) fn says(&self, level: &str, name: &str, words: &str) -> bool {
        self.lines.iter().any(|(l, n, w)| l == level && n == name && w.contains(words))
    }

    /// Nothing else is wrong, and the exit status says whether anything is.
    #[track_caller]
    pub(crate) fn and_nothing_else_is_wrong(&self, names: &[&str]) {
        let others: Vec<_> =
            self.lines.iter().filter(|(level, name, _)| level == "wrong" && !names.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "{others:#?}");
        assert_eq!(self.status, Some(i32::from(!names.is_empty())), "{:#?}", self.lines);
        // One that is wrong stops no other.
        for name in
            ["settings", "keys", "database", "clock", "redis", "storage", "mail", "scanner", "public url", "proxies"]
        {
            assert!(self.lines.iter().any(|(_, n, _)| n == name), "nothing about {name}: {:#?}", self.lines);
        }
    }
}

/// Every file below a folder with what it holds.
fn tree(folder: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                all.insert(path.clone(), Vec::new());
                folders.push(path);
            } else {
                all.insert(path.clone(), std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

async fn a_sound_installation_is_found_so(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    let url = server.url();
    let setup = || stack.setup().set("mail_url", &url).set("public_url", HERE[1].1);
    setup().start().await.stop().await;
    let app = setup().start().await;
    let found = doctor(stack, &[("MAIL_URL", &url)]);
    assert!(found.lines.iter().all(|(level, _, _)| level == "ok" || level == "skipped"), "{:#?}", found.lines);
    found.and_nothing_else_is_wrong(&[]);
    found.has("ok", "settings", "sound").has("ok", "storage", "written, read and cleared").has("ok", "keys", "signs");
    found.has("ok", "mail", "not encrypted, no login").has("ok", "database", "migrations applied");
    if stack.kind == Kind::Servers {
        found.has("ok", "database", "Postgres").has("ok", "redis", "noeviction");
        found.has("ok", "clock", "the database's agrees").has("ok", "clock", "Redis's agrees");
    } else {
        found.has("ok", "database", "SQLite").has("skipped", "redis", "none is set").has(
            "skipped",
            "clock",
            "nothing to",
        );
    }
    let output = run(stack, &["--json"], &[("MAIL_URL", &url)]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["ok"], json["checks"].as_array().unwrap().len()), (&true.into(), found.lines.len()));
    // Also while nothing runs.
    app.stop().await;
    doctor(stack, &[("MAIL_URL", &url)]).and_nothing_else_is_wrong(&[]);
}

async fn before_the_first_start_nothing_is_made(stack: &Stack) {
    stack.before_the_first_start().await;
    let before = tree(stack.folder());
    let found = doctor(stack, &[]);
    match stack.kind {
        Kind::Embedded => {
            found.and_nothing_else_is_wrong(&[]);
            found.has("warning", "database", "no SQLite file yet").has("warning", "keys", "no jwt key yet");
            found.has("warning", "storage", "not there yet");
        }
        Kind::Servers => {
            found.and_nothing_else_is_wrong(&["storage"]);
            found.has("warning", "database", "is empty").has("wrong", "storage", "is not there");
        }
    }
    assert_eq!(tree(stack.folder()).into_keys().collect::<Vec<_>>(), before.into_keys().collect::<Vec<_>>());
}

async fn each_fault_of_settings_and_network_is_named(stack: &Stack) {
    started(stack).await.stop().await;
    let found = doctor(stack, &[("JWT_SECRETS", "hunter2"), ("LINK_TTL", "hunter2"), ("MAXIMUM", "hunter2")]);
    let first = &found.lines[0];
    assert_eq!((first.0.as_str(), first.1.as_str()), ("wrong", "settings"), "{:#?}", found.lines);
    found.has("wrong", "settings", "STRONGROOM_JWT_SECRETS has a secret of under 32 characters");
    found.has("wrong", "settings", "STRONGROOM_LINK_TTL is not a length of time");
    found.has("wrong", "settings", "(in the environment) → set it right, for example STRONGROOM_LINK_TTL=10m");
    found.has("wrong", "settings", "STRONGROOM_MAXIMUM is no setting");
    found.has("skipped", "keys", "STRONGROOM_JWT_SECRETS is wrong").has("ok", "database", "migrations applied");
    found.and_nothing_else_is_wrong(&["settings"]);
    let found = doctor(stack, &[("MAIL_FROM", "hunter2")]);
    found.has("wrong", "settings", "STRONGROOM_MAIL_FROM is not a sender").and_nothing_else_is_wrong(&["settings"]);

    let public = |url| [("PUBLIC_URL", url), ("TRUSTED_PROXIES", "10.0.0.0/8")];
    let trusted = |nets| [("PUBLIC_URL", "https://8.8.8.8"), ("TRUSTED_PROXIES", nets)];
    for (settings, level, name, words) in [
        (public("http://8.8.8.8"), "wrong", "public url", "in the open"),
        (public("http://192.168.1.7"), "warning", "public url", "in this network"),
        (public("hunter2"), "skipped", "public url", "STRONGROOM_PUBLIC_URL is wrong"),
        (public("https://no.such.name.invalid"), "warning", "public url", "not known here"),
        (public("https://8.8.8.8/files"), "warning", "public url", "has a path"),
        (public("https://8.8.8.8"), "ok", "public url", "https://8.8.8.8"),
        (public("https://8.8.8.8"), "ok", "proxies", "10.0.0.0/8"),
        (public("https://8.8.8.8"), "warning", "rights", "anybody on the internet can sign up"),
        (public("https://no.such.name.invalid"), "warning", "rights", "anybody on the internet can sign up"),
        (public("https://192.168.1.7"), "ok", "rights", "sign-up is open"),
        ([("PUBLIC_URL", "https://8.8.8.8"), ("SIGNUP", "approval")], "ok", "rights", "sign-up is approval"),
        ([("PUBLIC_URL", "https://8.8.8.8"), ("DEFAULT_AUDIENCE", "named")], "ok", "rights", "documents are for named"),
        ([("PUBLIC_URL", "https://8.8.8.8"), ("SIGNUP_DOMAINS", "a.example")], "ok", "rights", "sign-up is open"),
        (trusted(""), "warning", "proxies", "none is trusted"),
        (trusted("0.0.0.0/0"), "wrong", "proxies", "believes everybody"),
        (trusted("10.0.0.0/8, ::/0"), "wrong", "proxies", "believes everybody"),
        (trusted("8.0.0.0/8"), "warning", "proxies", "many strangers"),
        (trusted("hunter2"), "skipped", "proxies", "STRONGROOM_TRUSTED_PROXIES is wrong"),
    ] {
        let found = doctor(stack, &settings);
        found.has(level, name, words);
        let wrong = level == "wrong" || level == "skipped";
        assert_eq!(found.status, Some(i32::from(wrong)), "{settings:?}: {:#?}", found.lines);
    }
    let warned = run(stack, &["--strict"], &trusted(""));
    assert_eq!(warned.status.code(), Some(1), "{}", written(&warned));
    let default = doctor(stack, &[("PUBLIC_URL", "")]);
    let level = if stack.kind == Kind::Servers { "warning" } else { "ok" };
    default.has(level, "public url", "made from STRONGROOM_LISTEN").and_nothing_else_is_wrong(&[]);
    if stack.kind == Kind::Servers {
        let found = doctor(stack, &[("FERNET_KEYS", "")]);
        found.has("wrong", "settings", "STRONGROOM_FERNET_KEYS is missing").has("ok", "redis", "answers");
        assert_eq!(found.status, Some(1));
    }
}

async fn each_fault_on_disk_is_named(stack: &Stack) {
    started(stack).await.stop().await;
    let files = stack.folder().join("files");
    std::fs::create_dir(&files).unwrap();
    std::fs::write(files.join("spool"), "in the way").unwrap();
    let url = format!("file://{}", files.display());
    let found = doctor(stack, &[("STORAGE_URL", &url)]);
    found.has("wrong", "storage", "cannot be written").and_nothing_else_is_wrong(&["storage"]);
    let found = doctor(stack, &[("KEYS_DIR", "/nowhere/keys")]);
    found.has("wrong", "keys", "/nowhere/keys, which is no folder").and_nothing_else_is_wrong(&["keys"]);

    // Not even the superuser writes here.
    let read_only = doctor(stack, &[("STORAGE_URL", "file:///proc/self/fd")]);
    read_only.has("wrong", "storage", "cannot be written").and_nothing_else_is_wrong(&["storage"]);

    let folder = stack.folder().join("keys");
    std::fs::create_dir(&folder).unwrap();
    let settings = [("KEYS_DIR", folder.to_str().unwrap()), ("JWT_SECRETS", ""), ("FERNET_KEYS", "")];
    std::fs::write(folder.join("jwt_secrets"), "hunter2\n").unwrap();
    std::fs::write(folder.join("fernet_keys"), fernet::Fernet::generate_key()).unwrap();
    let found = doctor(stack, &settings);
    found
        .has("wrong", "keys", "line 1 of")
        .has("warning", "keys", "others may read")
        .and_nothing_else_is_wrong(&["keys"]);
}

async fn all_faults_are_told_in_one_run(stack: &Stack) {
    let nobody = free_address().to_string();
    let in_the_way = stack.folder().join("file");
    std::fs::write(&in_the_way, "").unwrap();
    let (mail, clamd) = (format!("smtp://{nobody}"), format!("tcp://{nobody}"));
    let (storage, redis) = (format!("file://{}/files", in_the_way.display()), format!("redis://:hunter2@{nobody}"));
    let database = match stack.kind {
        Kind::Servers => format!("postgres://strongroom:hunter2@{nobody}/strongroom"),
        Kind::Embedded => format!("sqlite://{}/strongroom.db", in_the_way.display()),
    };
    let found = doctor(
        stack,
        &[
            ("LINK_TTL", "hunter2"),
            ("JWT_SECRETS", "hunter2"),
            ("DATABASE_URL", &database),
            ("REDIS_URL", &redis),
            ("STORAGE_URL", &storage),
            ("MAIL_URL", &mail),
            ("CLAMD_URL", &clamd),
            ("PUBLIC_URL", "http://8.8.8.8"),
            ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ],
    );
    found.has("wrong", "settings", "STRONGROOM_LINK_TTL").has("wrong", "settings", "STRONGROOM_JWT_SECRETS");
    let wrong = ["settings", "database", "redis", "storage", "mail", "scanner", "public url", "proxies"];
    for name in wrong {
        found.has("wrong", name, "");
    }
    found.has("skipped", "keys", "STRONGROOM_JWT_SECRETS is wrong").has("skipped", "clock", "cannot be compared");
    found.and_nothing_else_is_wrong(&wrong);
}

pub(crate) async fn started(stack: &Stack) -> App {
    stack.setup().set("public_url", HERE[1].1).start().await
}

async fn what_cannot_be_made_is_named_before_the_first_start(stack: &Stack) {
    let storage = doctor(stack, &[("STORAGE_URL", "file:///proc/none")]);
    storage
        .has("wrong", "storage", "/proc/none is not there and cannot be made")
        .and_nothing_else_is_wrong(&["storage"]);
    // With the store that a server has to have.
    std::fs::create_dir_all(stack.data_dir().join("files")).unwrap();
    let mail = doctor(stack, &[("MAIL_URL", "file:///proc/none/mail")]);
    mail.has("wrong", "mail", "nothing can be made in /proc").and_nothing_else_is_wrong(&["mail"]);
    if stack.kind == Kind::Embedded {
        let elsewhere = doctor(stack, &[("DATABASE_URL", "sqlite:///nowhere/strongroom.db")]);
        elsewhere.has("wrong", "database", "/nowhere is no folder").and_nothing_else_is_wrong(&["database"]);
        let all = doctor(stack, &[("DATA_DIR", "/proc/none")]);
        let wrong = ["keys", "database", "storage", "mail"];
        for name in wrong {
            all.has("wrong", name, "made in /proc");
        }
        all.and_nothing_else_is_wrong(&wrong);
    }
}

#[test]
fn unreadable_settings_are_the_first_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("strongroom.toml"), "listen = [").unwrap();
    let output = strongroom(&["doctor"]).current_dir(&folder).output().unwrap();
    let text = written(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.starts_with("wrong    settings    strongroom.toml is no readable TOML"), "{text}");
    assert!(text.lines().count() > 5 && !text.contains("panic"), "{text}");
}

#[test]
fn a_wrong_name_in_a_file_hides_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("strongroom.toml"), "link_tll = \"5m\"\n\nmax_upload = \"much\"\n").unwrap();
    std::fs::write(folder.path().join(".env"), "STRONGROOM_ACCESS_TTL=soon\n").unwrap();
    let output = strongroom(&["doctor"]).current_dir(&folder).output().unwrap();
    let text = written(&output);
    assert_eq!(output.status.code(), Some(1));
    for told in [
        "link_tll is no setting of Strongroom; the nearest is STRONGROOM_LINK_TTL (in strongroom.toml, line 1)",
        "max_upload is not a size between one byte and 1 PiB (in strongroom.toml, line 3)",
        "STRONGROOM_ACCESS_TTL is not a length of time between 1ms and ten years (in .env, line 1)",
        "storage     ./data/files is not there yet",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}
