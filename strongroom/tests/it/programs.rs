//! Our programs as an operator meets them: wrong settings, the first start, accounts for the company's own people,
//! and how much memory it all takes.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use bytes::Bytes;
use futures_util::stream;
use http_body_util::BodyExt;
use ooxml::{Kind as Document, sample::Method, sample::write_large};
use serde_json::json;

use crate::{
    app::{HasId, PASSWORD, Person},
    client::Form,
    program::{free_address, strongroom, written},
    stack::{Kind, Stack, eventually, stories, tell},
};

stories!(
    an_operator_makes_accounts_for_the_companys_own_people,
    an_account_made_at_the_machine_may_what_is_said_and_has_no_weak_password,
    several_programs_start_at_once_on_nothing,
    a_worker_needs_no_keys_of_access_tokens,
    memory_does_not_grow_with_a_document,
    a_first_start_makes_an_ops_account_where_all_is_embedded,
);

#[test]
fn a_wrong_setting_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value, told) in [
        ("STRONGROOM_LISTEN", "hunter2-nowhere", "STRONGROOM_LISTEN is not an address"),
        ("STRONGROOM_METRICS_LISTEN", "hunter2", "STRONGROOM_METRICS_LISTEN is not an address"),
        ("STRONGROOM_MAX_UPLOAD", "hunter2", "STRONGROOM_MAX_UPLOAD is not a size"),
        ("STRONGROOM_LINK_TTL", "hunter2", "STRONGROOM_LINK_TTL is not a length of time"),
        ("STRONGROOM_DATABASE_URL", "mysql://root:hunter2@db/x", "STRONGROOM_DATABASE_URL is neither"),
        ("STRONGROOM_DATABASE_URL", "postgres://u:hunter2@db/x", "STRONGROOM_REDIS_URL is missing"),
        ("STRONGROOM_REDIS_URL", "http://:hunter2@x", "STRONGROOM_REDIS_URL is neither redis://"),
        ("STRONGROOM_REDIS_URL", "redis://:hunter2@localhost", "STRONGROOM_JWT_SECRETS is missing"),
        ("STRONGROOM_MAIL_URL", "smtp://u:hunter2@8.8.8.8?tls=none", "STRONGROOM_MAIL_URL names a public mail server"),
        ("STRONGROOM_MAIL_URL", "hunter2", "STRONGROOM_MAIL_URL is no URL"),
        ("STRONGROOM_MAIL_FROM", "hunter2", "STRONGROOM_MAIL_FROM is not a sender"),
        ("STRONGROOM_JWT_SECRETS", "hunter2", "STRONGROOM_JWT_SECRETS has a secret of under 32 characters"),
        ("STRONGROOM_FERNET_KEYS", "hunter2", "STRONGROOM_FERNET_KEYS has a key that is not 32 bytes"),
        ("STRONGROOM_OPS_MAY_DOWNLOAD", "hunter2", "STRONGROOM_OPS_MAY_DOWNLOAD is neither true nor false"),
        ("STRONGROOM_WORKER_QUEUES", "hunter2", "STRONGROOM_WORKER_QUEUES"),
        ("STRONGROOM_CLAMD_URL", "http://hunter2:3310", "STRONGROOM_CLAMD_URL is neither"),
        ("STRONGROOM_PUBLIC_URL", "hunter2", "STRONGROOM_PUBLIC_URL is not the http or https address"),
        ("STRONGROOM_TRUSTED_PROXIES", "hunter2", "STRONGROOM_TRUSTED_PROXIES"),
        ("STRONGROOM_LOG", "hunter2=hunter2=x", "STRONGROOM_LOG is no log filter"),
        ("STRONGROOM_LISTEM", "hunter2", "STRONGROOM_LISTEM is no setting of Strongroom"),
        ("STRONGROOM_CONFIG", "/nowhere/strongroom.toml", "STRONGROOM_CONFIG names /nowhere/strongroom.toml"),
        ("STRONGROOM_DATA_DIR", "/proc/nowhere", "STRONGROOM_DATA_DIR names a folder"),
        ("STRONGROOM_STORAGE_URL", "file:///proc/none", "the store that STRONGROOM_STORAGE_URL names cannot be used"),
        ("STRONGROOM_STORAGE_URL", "s3://hunter2@documents", "STRONGROOM_STORAGE_URL has more than bucket, prefix"),
        (
            "STRONGROOM_STORAGE_URL",
            "s3://documents?endpoint=http://127.0.0.1:9",
            "the store that STRONGROOM_STORAGE_URL",
        ),
        ("STRONGROOM_S3_SECRET_KEY", "hunter2 hunter2", "STRONGROOM_S3_SECRET_KEY is no key of an S3 server"),
        ("STRONGROOM_STORAGE_KEYS", "hunter2", "STRONGROOM_STORAGE_KEYS has a key that is not 32 bytes"),
        ("STRONGROOM_KEYS_DIR", "/proc/none", "STRONGROOM_KEYS_DIR names /proc/none, which is no folder"),
        ("STRONGROOM_DATABASE_URL", "sqlite:///proc/none/x.db", "the database that STRONGROOM_DATABASE_URL names"),
        ("STRONGROOM_MAIL_URL", "file:///proc/none", "STRONGROOM_MAIL_URL names a folder that cannot be made"),
        ("STRONGROOM_METRICS_LISTEN", "192.0.2.1:9090", "STRONGROOM_METRICS_LISTEN cannot be listened on"),
        ("STRONGROOM_CLIENT_ADDRESS_HEADER", "hunter2: hunter2", "STRONGROOM_CLIENT_ADDRESS_HEADER is not the name"),
        ("STRONGROOM_MAIL_HELLO", "hunter2 hunter2", "STRONGROOM_MAIL_HELLO is neither"),
    ] {
        let mut command = strongroom(&[]);
        command.current_dir(&folder).env("STRONGROOM_LISTEN", free_address().to_string());
        command.env("STRONGROOM_METRICS_LISTEN", "").env(name, value);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = written(&output);
        assert!(!output.status.success(), "{name}={value}: {text}");
        assert!(text.contains(told), "{name}={value}: {text}");
        assert!(text.contains("; for example STRONGROOM_"), "{name}={value} has no example: {text}");
        assert!(text.trim().lines().count() == 1, "{name}={value}: {text}");
        assert!(!text.contains("hunter2") && !text.contains("panic"), "{name}={value}: {text}");
    }
}

#[test]
fn a_wrong_setting_is_told_with_where_it_stands() {
    for (file, content, told) in [
        (
            ".env",
            "# mine\nSTRONGROOM_LINK_TTL=hunter2\n",
            "STRONGROOM_LINK_TTL is not a length of time between 1ms and ten years (in .env, line 2); for example \
             STRONGROOM_LINK_TTL=10m",
        ),
        (".env", "STRONGROOM_MAIL_FROM=hunter2 hunter2 <a@b>\n", "STRONGROOM_MAIL_FROM cannot be read"),
        (".env", "STRONGROOM_MAIL_FROM=hunter2\n", "STRONGROOM_MAIL_FROM is not a sender (in .env, line 1)"),
        (".env", "\nSTRONGROOM_LINK_TLL=hunter2\n", "is STRONGROOM_LINK_TTL (in .env, line 2)"),
        (
            "strongroom.toml",
            "log = \"info\"\nlink_ttl = \"hunter2\"\n",
            "link_ttl is not a length of time between 1ms and ten years (in strongroom.toml, line 2); for example \
             link_ttl = \"10m\"",
        ),
        (
            "strongroom.toml",
            "link_tll = \"hunter2\"\n",
            "link_tll is no setting of Strongroom; the nearest is STRONGROOM_LINK_TTL (in strongroom.toml, line 1); for \
             example link_ttl = \"10m\"",
        ),
        ("strongroom.toml", "link_ttl = 1.5\n", "link_ttl has a value of the wrong type (in strongroom.toml, line 1)"),
        ("strongroom.toml", "link_ttl = \n", "strongroom.toml is no readable TOML; for example listen = "),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), content).unwrap();
        let mut command = strongroom(&[]);
        command.current_dir(&folder).env("STRONGROOM_LISTEN", free_address().to_string());
        let output = command.env("STRONGROOM_METRICS_LISTEN", "").stdin(Stdio::null()).output().unwrap();
        let text = written(&output);
        assert!(!output.status.success() && text.contains(told), "{content}: {text}");
        assert!(text.contains("for example ") && !text.contains("hunter2"), "{text}");
    }
}

async fn a_worker_needs_no_keys_of_access_tokens(stack: &Stack) {
    if stack.kind == Kind::Embedded {
        // Alone, a worker shares its folder with whoever makes the keys.
        return;
    }
    let none = [("STRONGROOM_JWT_SECRETS", "")];
    let api = stack.program(&["api"], &[]).await;
    let worker = stack.program(&["worker"], &none).await;
    let app = stack.setup().served_by(&api).start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    stack.mail_to("ann@example.com").await;
    stack.all_jobs_are_done(app.db()).await;
    assert!(!stack.data_dir().join("jwt_secrets").exists(), "{}", worker.log());
    // Nobody else does without them.
    let mut without = stack.program_at(free_address(), &["api"], &none);
    assert!(!without.ended().await.success());
    assert!(without.log().contains("STRONGROOM_JWT_SECRETS is missing"), "{}", without.log());
}

pub(crate) fn create_ops(stack: &Stack, username: &str, password: Option<&str>) -> Output {
    let email = format!("{username}@example.com");
    let mut command = stack.command(&["create-ops", "--username", username, "--email", &email]);
    if password.is_some() {
        command.arg("--password-stdin");
    }
    typed(command, password.unwrap_or_default())
}

/// What a command says to a line that is typed.
fn typed(mut command: Command, line: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(format!("{line}\n").as_bytes());
    child.wait_with_output().unwrap()
}

async fn an_operator_makes_accounts_for_the_companys_own_people(stack: &Stack) {
    let app = stack.start().await;
    let made = create_ops(stack, "Otto", Some(PASSWORD));
    assert!(made.status.success(), "{}", written(&made));
    assert!(!written(&made).contains(PASSWORD));
    let otto = app.log_in("otto").await;
    let me = app.me(&otto.access).await.expect(200).json();
    assert_eq!((&me["role"], &me["email_verified"]), (&"ops".into(), &true.into()));

    let made = create_ops(stack, "olga", None);
    assert!(made.status.success(), "{}", written(&made));
    let text = written(&made);
    let password = text.lines().find_map(|line| line.split(": ").nth(1)).unwrap_or_else(|| panic!("{text}"));
    let olga = Person::from_tokens(&app.login("olga", password).await.expect(200).json());
    app.uploaded(&olga, "a.docx", crate::documents::docx("x")).await;

    for (username, password, told) in [
        ("OTTO", Some(PASSWORD), "taken"),
        ("o", Some(PASSWORD), "the user name"),
        ("oscar", Some("short"), "the password"),
        ("oscar", Some(""), "the password"),
    ] {
        let refused = create_ops(stack, username, password);
        assert!(!refused.status.success());
        assert!(written(&refused).contains(told), "{}", written(&refused));
    }
    app.login("oscar", PASSWORD).await.refuses(401, "invalid_credentials");
}

async fn an_account_made_at_the_machine_may_what_is_said_and_has_no_weak_password(stack: &Stack) {
    let app = stack.start().await;
    let make = |name: &str, password: &str, permissions: &str, public_url: Option<&str>| {
        let email = format!("{name}@example.com");
        let mut command = stack.command(&["create-ops", "--username", name, "--email", &email, "--password-stdin"]);
        command.args(["--permissions", permissions]);
        command.envs(public_url.map(|url| ("STRONGROOM_PUBLIC_URL", url)));
        typed(command, password)
    };
    // Where the service is, everybody knows.
    let refused = make("oscar", "Rupertsberg2024", "none", Some("https://papers.rupertsberg.example"));
    assert!(!refused.status.success() && written(&refused).contains("easy to guess"), "{}", written(&refused));
    let refused = make("oscar", PASSWORD, "everything", None);
    assert!(!refused.status.success() && written(&refused).contains("permissions"), "{}", written(&refused));
    for (name, password, permissions, told) in [
        ("oscar", "Rupertsberg2024", "none", json!([])),
        ("olga", PASSWORD, "audit,people", json!(["people", "audit"])),
    ] {
        let output = make(name, password, permissions, None);
        assert!(output.status.success(), "{}", written(&output));
        let person = Person::from_tokens(&app.login(name, password).await.expect(200).json());
        assert_eq!(app.me(&person.access).await.expect(200).json()["permissions"], told);
    }
    let oscar = Person::from_tokens(&app.login("oscar", "Rupertsberg2024").await.expect(200).json());
    app.uploaded(&oscar, "a.docx", crate::documents::docx("x")).await;
    app.get("/api/ops/people/").bearer(&oscar.access).send().await.refuses(403, "permission_missing");
}

async fn a_first_start_makes_an_ops_account_where_all_is_embedded(stack: &Stack) {
    let program = stack.program(&[], &[]).await;
    let app = stack.setup().served_by(&program).start().await;
    let path = stack.data_dir().join("ops-password");
    if stack.kind == Kind::Servers {
        assert!(!path.exists());
        return;
    }
    let password = std::fs::read_to_string(&path).unwrap();
    let tokens = app.login("ops", password.trim()).await.expect(200).json();
    assert_eq!(tokens["user"]["role"], "ops");
    for name in ["ops-password", "jwt_secrets", "fernet_keys"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(stack.data_dir().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let again = stack.program(&[], &[]).await;
    again.answers().await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), password);
}

async fn several_programs_start_at_once_on_nothing(stack: &Stack) {
    stack.before_the_first_start().await;
    let parts = [&[][..], &["api"], &["worker"], &["api"], &["worker"], &[]];
    let programs: Vec<_> = parts.map(|arguments| (arguments, stack.program_at(free_address(), arguments, &[]))).into();
    for (arguments, program) in &programs {
        if *arguments == ["worker"] {
            eventually("the worker is at work", async || program.log().contains("at work").then_some(())).await;
        } else {
            program.answers().await;
        }
    }
    let first = stack.setup().served_by(&programs[0].1).start().await;
    let ann = first.client("ann").await;
    if stack.kind == Kind::Embedded {
        // All of them found or made the same secrets, once.
        for name in ["jwt_secrets", "fernet_keys"] {
            assert_eq!(std::fs::read_to_string(stack.data_dir().join(name)).unwrap().lines().count(), 1);
        }
    }
    first.me(&ann.access).await.expect(200);
    for (_, program) in programs {
        program.terminate();
        let mut program = program;
        let status = program.ended().await;
        assert!(status.success(), "{status}; {}", program.log());
    }
}

async fn memory_does_not_grow_with_a_document(stack: &Stack) {
    const MEBIBYTES: u32 = 256;
    let program = stack.program(&[], &[]).await;
    let app = stack.setup().served_by(&program).start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    app.clean_file(&ops, "small.docx", crate::documents::large(1)).await;
    let before = program.most_memory();

    let path = stack.folder().join("large.docx");
    write_large(std::fs::File::create(&path).unwrap(), Document::Docx, MEBIBYTES, Method::Stored).unwrap();
    let size = std::fs::metadata(&path).unwrap().len();
    let head = Form::head("name=\"file\"; filename=\"large.docx\"");
    let file = std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(&path).unwrap());
    let pieces = stream::unfold(file, |mut file| async move {
        let piece = Bytes::copy_from_slice(std::io::BufRead::fill_buf(&mut file).unwrap());
        std::io::BufRead::consume(&mut file, piece.len());
        (!piece.is_empty()).then_some((Ok(piece), file))
    });
    let end = Bytes::from([&b"\r\n"[..], &Form::new().end()].concat());
    let body = futures_util::StreamExt::chain(stream::iter([Ok(Bytes::from(head))]), pieces);
    let body = futures_util::StreamExt::chain(body, stream::iter([Ok(end)]));
    let call = app.post("/api/upload/").bearer(&ops.access).header("content-type", Form::CONTENT_TYPE);
    let id = call.stream(body).send().await.expect(201).json()["file"].id();
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");

    let mut download = app.get(&app.link(&ann, &id).await).open().await.into_body();
    let mut got = 0;
    while let Some(frame) = download.frame().await {
        got += frame.unwrap().into_data().map_or(0, |bytes| bytes.len() as u64);
    }
    assert_eq!(got, size);
    let grown = program.most_memory().saturating_sub(before);
    assert!(grown < 48 << 20, "{} MiB more for a document of {MEBIBYTES} MiB", grown >> 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_without_secrets_are_refused_before_anything_is_touched() {
    tell(Kind::Servers, async |stack: &Stack| {
        let mut command = stack.command(&["api"]);
        let output = command.env("STRONGROOM_FERNET_KEYS", "").output().unwrap();
        assert!(!output.status.success());
        assert!(written(&output).contains("STRONGROOM_FERNET_KEYS is missing"), "{}", written(&output));
        assert!(!stack.data_dir().exists());
    })
    .await;
}
