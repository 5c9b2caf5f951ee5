//! The doctor: finds a sound installation sound, names each fault of one that is not, and changes nothing.

use std::{collections::BTreeMap, path::Path, process::Output};

use serde_json::Value;
use shared::exec;
use sqlx::AssertSqlSafe;

use crate::{
    app::App,
    program::{free_address, strongroom, written},
    servers::{MailServer, Redis, Security},
    stack::{Kind, Stack, stories},
};

stories!(
    a_sound_installation_is_found_so,
    before_the_first_start_nothing_is_made,
    each_fault_of_settings_and_network_is_named,
    each_fault_of_the_database_is_named,
    each_fault_of_the_mail_server_is_named,
    each_fault_on_disk_is_named,
    a_redis_is_looked_at,
);

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// What the doctor found: the level and the words of each check, in order.
struct Found {
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

fn doctor(stack: &Stack, settings: Pairs<'_>) -> Found {
    let output = run(stack, &[], settings);
    let text = written(&output);
    assert!(output.stderr.is_empty(), "{text}");
    for secret in ["jwt_secrets", "fernet_keys"].into_iter().filter_map(|name| stack.setting(name)) {
        assert!(!text.contains(secret), "a secret is shown: {text}");
    }
    assert!(!text.contains("hunter2") && !text.contains("s3cret"), "a secret is shown: {text}");
    let lines = text.lines().map(|line| {
        let (level, rest) = line.split_at(4);
        let (name, words) = rest.trim_start().split_at(10);
        (level.trim().to_owned(), name.trim().to_owned(), words.trim().to_owned())
    });
    Found { status: output.status.code(), lines: lines.collect() }
}

impl Found {
    /// A line of this level and check that says so.
    #[track_caller]
    fn has(&self, level: &str, name: &str, words: &str) -> &Self {
        let mut lines = self.lines.iter();
        let found = lines.any(|(l, n, w)| l == level && n == name && w.contains(words));
        assert!(found, "no {level} of {name} that says {words:?}: {:#?}", self.lines);
        if level != "ok" {
            let told = self.lines.iter().filter(|(l, n, _)| l == level && n == name).all(|(_, _, w)| w.contains(" → "));
            assert!(told, "nothing is said to do: {:#?}", self.lines);
        }
        self
    }

    /// Nothing else fails, and the exit status says whether anything does.
    #[track_caller]
    fn and_no_other_fails(&self, names: &[&str]) {
        let others: Vec<_> = self.lines.iter().filter(|(level, name, _)| level == "FAIL" && !names.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "{others:#?}");
        assert_eq!(self.status, Some(i32::from(!names.is_empty())), "{:#?}", self.lines);
        // One that fails stops no other.
        for name in ["settings", "keys", "database", "clock", "redis", "storage", "mail", "scanner", "public url", "proxies"] {
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
    stack.setup().set("mail_url", &url).start().await.stop().await;
    let app = stack.setup().set("mail_url", &url).start().await;
    let found = doctor(stack, &[("MAIL_URL", &url)]);
    assert!(found.lines.iter().all(|(level, _, _)| level == "ok"), "{:#?}", found.lines);
    found.and_no_other_fails(&[]);
    found.has("ok", "settings", "sound").has("ok", "storage", "written, read and cleared").has("ok", "keys", "signs");
    found.has("ok", "mail", "not encrypted, no login").has("ok", "database", "migrations applied");
    if stack.kind == Kind::Servers {
        found.has("ok", "database", "Postgres").has("ok", "clock", "agrees").has("ok", "redis", "noeviction");
    } else {
        found.has("ok", "database", "SQLite").has("ok", "redis", "none is set");
    }
    let output = run(stack, &["--json"], &[("MAIL_URL", &url)]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["ok"], json["checks"].as_array().unwrap().len()), (&true.into(), found.lines.len()));
    // Also while nothing runs.
    app.stop().await;
    doctor(stack, &[("MAIL_URL", &url)]).and_no_other_fails(&[]);
}

async fn before_the_first_start_nothing_is_made(stack: &Stack) {
    let before = tree(stack.folder());
    let found = doctor(stack, &[]);
    match stack.kind {
        Kind::Embedded => {
            found.and_no_other_fails(&[]);
            found.has("warn", "database", "no SQLite file yet").has("warn", "keys", "no jwt key yet");
            found.has("warn", "storage", "not there yet");
        }
        Kind::Servers => {
            found.and_no_other_fails(&["storage"]);
            found.has("warn", "database", "is empty").has("FAIL", "storage", "is not there");
        }
    }
    assert_eq!(tree(stack.folder()).into_keys().collect::<Vec<_>>(), before.into_keys().collect::<Vec<_>>());
}

async fn each_fault_of_settings_and_network_is_named(stack: &Stack) {
    started(stack).await.stop().await;
    let found = doctor(stack, &[("JWT_SECRETS", "hunter2"), ("LINK_TTL", "hunter2"), ("MAXIMUM", "hunter2")]);
    let first = &found.lines[0];
    assert_eq!((first.0.as_str(), first.1.as_str()), ("FAIL", "settings"), "{:#?}", found.lines);
    found.has("FAIL", "settings", "STRONGROOM_JWT_SECRETS has a secret of under 32 characters");
    found.has("FAIL", "settings", "STRONGROOM_LINK_TTL is not a length of time");
    found.has("FAIL", "settings", "STRONGROOM_MAXIMUM is no setting");
    found.has("FAIL", "keys", "STRONGROOM_JWT_SECRETS is wrong").has("ok", "database", "migrations applied");
    found.and_no_other_fails(&["settings", "keys"]);
    let found = doctor(stack, &[("MAIL_FROM", "hunter2")]);
    found.has("FAIL", "settings", "STRONGROOM_MAIL_FROM is not a sender").and_no_other_fails(&["settings"]);

    for (settings, level, name, words) in [
        ([("PUBLIC_URL", "http://8.8.8.8"), ("LINK_TTL", "10m")], "FAIL", "public url", "in the open"),
        ([("PUBLIC_URL", "hunter2"), ("LINK_TTL", "10m")], "FAIL", "public url", "STRONGROOM_PUBLIC_URL is wrong"),
        ([("PUBLIC_URL", "https://no.such.name.invalid"), ("LINK_TTL", "10m")], "warn", "public url", "not known here"),
        ([("PUBLIC_URL", "https://8.8.8.8"), ("LINK_TTL", "10m")], "warn", "proxies", "none is trusted"),
        ([("PUBLIC_URL", "https://8.8.8.8"), ("TRUSTED_PROXIES", "10.0.0.0/8")], "ok", "proxies", "10.0.0.0/8"),
        ([("TRUSTED_PROXIES", "0.0.0.0/0"), ("LINK_TTL", "10m")], "warn", "proxies", "believes everybody"),
        ([("TRUSTED_PROXIES", "hunter2"), ("LINK_TTL", "10m")], "FAIL", "proxies", "STRONGROOM_TRUSTED_PROXIES is wrong"),
    ] {
        let found = doctor(stack, &settings);
        found.has(level, name, words);
        assert_eq!(found.status, Some(i32::from(level == "FAIL")), "{settings:?}: {:#?}", found.lines);
    }
    let default = doctor(stack, &[("PUBLIC_URL", "")]);
    let level = if stack.kind == Kind::Servers { "warn" } else { "ok" };
    default.has(level, "public url", "made from STRONGROOM_LISTEN").and_no_other_fails(&[]);
    if stack.kind == Kind::Servers {
        let found = doctor(stack, &[("FERNET_KEYS", "")]);
        found.has("FAIL", "settings", "STRONGROOM_FERNET_KEYS is missing").has("ok", "redis", "answers");
        assert_eq!(found.status, Some(1));
    }
}

async fn started(stack: &Stack) -> App {
    stack.setup().start().await
}

async fn each_fault_of_the_database_is_named(stack: &Stack) {
    let app = started(stack).await;
    let nobody = free_address().to_string();
    match stack.kind {
        Kind::Servers => {
            let away = format!("postgres://strongroom:hunter2@{nobody}/strongroom");
            let found = doctor(stack, &[("DATABASE_URL", &away)]);
            found.has("FAIL", "database", "Postgres cannot be opened").has("warn", "clock", "cannot be compared");
            found.and_no_other_fails(&["database"]);
        }
        Kind::Embedded => {
            let path = stack.folder().join("garbage.db");
            std::fs::write(&path, "no database ".repeat(1000)).unwrap();
            let found = doctor(stack, &[("DATABASE_URL", &format!("sqlite://{}", path.display()))]);
            found.has("FAIL", "database", "not a database").and_no_other_fails(&["database"]);
        }
    }
    let run = async |text: &str| {
        exec!(app.db(), |c| sqlx::query(AssertSqlSafe(text.to_owned()))).unwrap();
    };
    run("CREATE TABLE kept AS SELECT * FROM _sqlx_migrations WHERE version = 2").await;
    run("DELETE FROM _sqlx_migrations WHERE version = 2").await;
    let found = doctor(stack, &[]);
    found.has("FAIL", "database", "migrations are missing: 0002_refresh_tokens").and_no_other_fails(&["database"]);
    run("INSERT INTO _sqlx_migrations SELECT * FROM kept").await;
    run("UPDATE kept SET version = 9999").await;
    run("INSERT INTO _sqlx_migrations SELECT * FROM kept").await;
    doctor(stack, &[]).has("FAIL", "database", "a newer Strongroom: 9999").and_no_other_fails(&["database"]);
    run("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    run("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 2").await;
    doctor(stack, &[]).has("FAIL", "database", "unfinished or not ours: 2").and_no_other_fails(&["database"]);
    run("UPDATE _sqlx_migrations SET success = TRUE WHERE version = 2").await;
    doctor(stack, &[]).and_no_other_fails(&[]);
}

async fn each_fault_of_the_mail_server_is_named(stack: &Stack) {
    started(stack).await.stop().await;
    let nobody = format!("smtp://{}", free_address());
    doctor(stack, &[("MAIL_URL", &nobody)]).has("FAIL", "mail", "cannot be used just now").and_no_other_fails(&["mail"]);
    for security in [Security::StartTls, Security::Tls] {
        let mut server = MailServer::new(stack.folder(), security);
        server.start().await;
        let (url, authority) = (server.url(), server.authority());
        let trust = ("SSL_CERT_FILE", authority.to_str().unwrap());
        let found = doctor(stack, &[("MAIL_URL", &url), trust]);
        found.has("ok", "mail", "(encrypted, logged in)").and_no_other_fails(&[]);
        let wrong = url.replace("s3cret", "hunter2");
        let found = doctor(stack, &[("MAIL_URL", &wrong), trust]);
        found.has("FAIL", "mail", "535").and_no_other_fails(&["mail"]);
        // Nobody vouches for its certificate.
        doctor(stack, &[("MAIL_URL", &url)]).has("FAIL", "mail", "localhost").and_no_other_fails(&["mail"]);
    }
    if stack.kind == Kind::Servers {
        doctor(stack, &[]).has("warn", "mail", "nobody gets mail").and_no_other_fails(&[]);
    }
}

async fn each_fault_on_disk_is_named(stack: &Stack) {
    started(stack).await.stop().await;
    let files = stack.folder().join("files");
    std::fs::create_dir(&files).unwrap();
    std::fs::write(files.join("spool"), "in the way").unwrap();
    let url = format!("file://{}", files.display());
    let found = doctor(stack, &[("STORAGE_URL", &url)]);
    found.has("FAIL", "storage", "cannot be written").and_no_other_fails(&["storage"]);
    let found = doctor(stack, &[("KEYS_DIR", "/nowhere/keys")]);
    found.has("FAIL", "keys", "/nowhere/keys, which is no folder").and_no_other_fails(&["keys"]);

    let folder = stack.folder().join("keys");
    std::fs::create_dir(&folder).unwrap();
    let settings = [("KEYS_DIR", folder.to_str().unwrap()), ("JWT_SECRETS", ""), ("FERNET_KEYS", "")];
    std::fs::write(folder.join("jwt_secrets"), "hunter2\n").unwrap();
    std::fs::write(folder.join("fernet_keys"), fernet::Fernet::generate_key()).unwrap();
    let found = doctor(stack, &settings);
    found.has("FAIL", "keys", "line 1 of").has("warn", "keys", "others may read").and_no_other_fails(&["keys"]);
}

async fn a_redis_is_looked_at(stack: &Stack) {
    if stack.kind == Kind::Embedded {
        return;
    }
    started(stack).await.stop().await;
    let mut redis = Redis::start().await;
    let url = redis.url();
    let client = redis::Client::open(url.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let set = async |connection: &mut redis::aio::MultiplexedConnection, arguments: &[&str]| {
        redis::cmd(arguments[0]).arg(&arguments[1..]).query_async::<()>(connection).await.unwrap();
    };
    set(&mut connection, &["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]).await;
    let found = doctor(stack, &[("REDIS_URL", &url)]);
    found.has("warn", "redis", "maxmemory-policy allkeys-lru").and_no_other_fails(&[]);
    set(&mut connection, &["ACL", "SETUSER", "guest", "on", ">hunter2", "~*", "+@all", "-config"]).await;
    let guest = url.replace("redis://", "redis://guest:hunter2@");
    doctor(stack, &[("REDIS_URL", &guest)]).has("warn", "redis", "may not be asked").and_no_other_fails(&[]);
    let wrong = url.replace("redis://", "redis://guest:hunter22@");
    doctor(stack, &[("REDIS_URL", &wrong)]).has("FAIL", "redis", "").and_no_other_fails(&["redis"]);
    redis.stop();
    doctor(stack, &[("REDIS_URL", &url)]).has("FAIL", "redis", "").and_no_other_fails(&["redis"]);
}

#[test]
fn unreadable_settings_are_the_first_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("strongroom.toml"), "listen = [").unwrap();
    let output = strongroom(&["doctor"]).current_dir(&folder).output().unwrap();
    let text = written(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.starts_with("FAIL  settings    The settings file is no readable TOML"), "{text}");
    assert!(text.lines().count() > 5 && !text.contains("panic"), "{text}");
}
