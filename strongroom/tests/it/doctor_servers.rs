//! The doctor and what answers from elsewhere: each fault of a database, a Redis, a mail server, a clamd is named.

use std::process::Command;

use shared::exec;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use url::Url;

use crate::{
    clamd::{Clamd, Wire},
    doctor::{doctor, started},
    program::free_address,
    servers::{MailServer, Redis, Security},
    stack::{Kind, Stack, eventually, stories},
};

stories!(
    a_clock_that_is_wrong_is_told,
    a_database_that_takes_no_writes_is_told,
    a_redis_is_looked_at,
    programs_that_do_not_agree_on_their_address_are_told,
    a_scanner_is_put_to_the_test,
    each_fault_of_the_database_is_named,
    each_fault_of_the_mail_server_is_named,
);

async fn each_fault_of_the_database_is_named(stack: &Stack) {
    let app = started(stack).await;
    let nobody = free_address().to_string();
    match stack.kind {
        Kind::Servers => {
            let away = format!("postgres://strongroom:hunter2@{nobody}/strongroom");
            let found = doctor(stack, &[("DATABASE_URL", &away)]);
            found.has("wrong", "database", "Postgres cannot be opened").has(
                "skipped",
                "clock",
                "the database's cannot be compared",
            );
            found.and_nothing_else_is_wrong(&["database"]);
        }
        Kind::Embedded => {
            let path = stack.folder().join("garbage.db");
            std::fs::write(&path, "no database ".repeat(1000)).unwrap();
            let found = doctor(stack, &[("DATABASE_URL", &format!("sqlite://{}", path.display()))]);
            found.has("wrong", "database", "not a database").and_nothing_else_is_wrong(&["database"]);
        }
    }
    let run = async |text: &str| {
        exec!(app.db(), |c| sqlx::query(AssertSqlSafe(text.to_owned()))).unwrap();
    };
    run("CREATE TABLE kept AS SELECT * FROM _sqlx_migrations WHERE version = 2").await;
    run("DELETE FROM _sqlx_migrations WHERE version = 2").await;
    let found = doctor(stack, &[]);
    found
        .has("wrong", "database", "migrations are missing: 0002_refresh_tokens")
        .and_nothing_else_is_wrong(&["database"]);
    run("INSERT INTO _sqlx_migrations SELECT * FROM kept").await;
    run("UPDATE kept SET version = 9999").await;
    run("INSERT INTO _sqlx_migrations SELECT * FROM kept").await;
    doctor(stack, &[]).has("wrong", "database", "a newer Strongroom: 9999").and_nothing_else_is_wrong(&["database"]);
    run("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    run("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 2").await;
    doctor(stack, &[]).has("wrong", "database", "unfinished or not ours: 2").and_nothing_else_is_wrong(&["database"]);
    run("UPDATE _sqlx_migrations SET success = TRUE WHERE version = 2").await;
    doctor(stack, &[]).and_nothing_else_is_wrong(&[]);
}

/// Runs these statements in the database of this story, whatever that is set to.
async fn in_database(stack: &Stack, statements: &[&str]) {
    let mut connection = PgConnection::connect(stack.setting("database_url").unwrap()).await.unwrap();
    for statement in ["SET default_transaction_read_only = off"].iter().chain(statements) {
        sqlx::raw_sql(AssertSqlSafe((*statement).to_owned())).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

async fn a_database_that_takes_no_writes_is_told(stack: &Stack) {
    started(stack).await.stop().await;
    if stack.kind == Kind::Embedded {
        // Whoever is root writes to what is read-only for others, so its owner cannot be taken away here.
        doctor(stack, &[]).has("ok", "database", "takes writes");
        return;
    }
    let mut url = Url::parse(stack.setting("database_url").unwrap()).unwrap();
    let database = url.path()[1..].to_owned();
    in_database(stack, &[&format!("ALTER DATABASE {database} SET default_transaction_read_only = on")]).await;
    let found = doctor(stack, &[]);
    found.has("wrong", "database", "takes no writes").and_nothing_else_is_wrong(&["database"]);
    in_database(stack, &[&format!("ALTER DATABASE {database} RESET default_transaction_read_only")]).await;
    doctor(stack, &[]).and_nothing_else_is_wrong(&[]);

    // As after a restore by somebody else.
    let guest = format!("guest_{}", uuid::Uuid::new_v4().simple());
    let (made, may) = (format!("CREATE ROLE {guest} LOGIN PASSWORD 's3cret'"), format!("TO {guest}"));
    let all = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public {may}");
    in_database(stack, &[&made, &all, &format!("REVOKE DELETE ON files FROM {guest}")]).await;
    url.set_username(&guest).unwrap();
    url.set_password(Some("s3cret")).unwrap();
    let found = doctor(stack, &[("DATABASE_URL", url.as_str())]);
    in_database(stack, &[&format!("DROP OWNED BY {guest}"), &format!("DROP ROLE {guest}")]).await;
    found.has("wrong", "database", "may not read and write files").and_nothing_else_is_wrong(&["database"]);
}

async fn programs_that_do_not_agree_on_their_address_are_told(stack: &Stack) {
    if stack.kind == Kind::Embedded {
        // There is one program.
        return;
    }
    let one = stack.program(&["api"], &[]).await;
    let mut two = stack.program(&["api"], &[]).await;
    let mine = format!("http://{}", one.address);
    let settings = [("LISTEN", one.address.to_string()), ("PUBLIC_URL", String::new())];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let told = async |words: &str| {
        eventually(words, async || doctor(stack, &settings).says("wrong", "public url", words).then_some(())).await;
    };
    told(&format!("{mine} here, but programs that run have http://{}: they refuse", two.address)).await;
    two.terminate();
    two.ended().await;
    let found = doctor(stack, &settings);
    assert!(!found.says("wrong", "public url", ""), "who has ended is still counted");
    // A worker's mails would lead elsewhere.
    let _worker = stack.program(&["worker"], &[("STRONGROOM_PUBLIC_URL", "https://files.example.com")]).await;
    told("programs that run have https://files.example.com: they refuse").await;
}

async fn a_clock_that_is_wrong_is_told(stack: &Stack) {
    if stack.kind == Kind::Embedded {
        return;
    }
    let app = started(stack).await;
    let run = async |text: String| {
        exec!(app.db(), |c| sqlx::query(AssertSqlSafe(text))).unwrap();
    };
    // In this database the clock's name means another one.
    let database = Url::parse(stack.setting("database_url").unwrap()).unwrap().path()[1..].to_owned();
    run(format!("ALTER DATABASE {database} SET search_path = public, pg_catalog")).await;
    for (seconds, level, words) in [
        (121, "wrong", "the database's is 2m"),
        (-121, "wrong", "the database's is 2m"),
        (20, "warning", "the database's is "),
        (0, "ok", "the database's agrees"),
    ] {
        run(format!(
            "CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
             'SELECT pg_catalog.clock_timestamp() + make_interval(secs => {seconds})'"
        ))
        .await;
        let found = doctor(stack, &[]);
        found.has(level, "clock", words).has("ok", "clock", "Redis's agrees");
        found.and_nothing_else_is_wrong(if level == "wrong" { &["clock"] } else { &[] });
    }
}

async fn each_fault_of_the_mail_server_is_named(stack: &Stack) {
    started(stack).await.stop().await;
    let nobody = format!("smtp://{}", free_address());
    doctor(stack, &[("MAIL_URL", &nobody)])
        .has("wrong", "mail", "cannot be used just now")
        .and_nothing_else_is_wrong(&["mail"]);
    for security in [Security::StartTls, Security::Tls] {
        let mut server = MailServer::new(stack.folder(), security);
        server.start().await;
        let (url, authority) = (server.url(), server.authority());
        let trust = ("SSL_CERT_FILE", authority.to_str().unwrap());
        let found = doctor(stack, &[("MAIL_URL", &url), trust]);
        found.has("ok", "mail", "(encrypted, logged in)").and_nothing_else_is_wrong(&[]);
        let wrong = url.replace("s3cret", "hunter2");
        let found = doctor(stack, &[("MAIL_URL", &wrong), trust]);
        found.has("wrong", "mail", "535").and_nothing_else_is_wrong(&["mail"]);
        // Nobody vouches for its certificate.
        doctor(stack, &[("MAIL_URL", &url)]).has("wrong", "mail", "localhost").and_nothing_else_is_wrong(&["mail"]);
    }
    if stack.kind == Kind::Servers {
        doctor(stack, &[]).has("warning", "mail", "nobody gets mail").and_nothing_else_is_wrong(&[]);
    }
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
    for (spoilt, sound, words) in [
        (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"], "read only replica"),
        (["CONFIG SET", "maxmemory", "1"], ["CONFIG SET", "maxmemory", "0"], "memory"),
    ] {
        let words_of = |line: [&'static str; 3]| line.iter().flat_map(|part| part.split(' ')).collect::<Vec<_>>();
        set(&mut connection, &words_of(spoilt)).await;
        let found = doctor(stack, &[("REDIS_URL", &url)]);
        found.has("wrong", "redis", "takes no jobs").has("wrong", "redis", words).and_nothing_else_is_wrong(&["redis"]);
        set(&mut connection, &words_of(sound)).await;
    }
    doctor(stack, &[("REDIS_URL", &url)]).and_nothing_else_is_wrong(&[]);
    set(&mut connection, &["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]).await;
    let found = doctor(stack, &[("REDIS_URL", &url)]);
    found.has("warning", "redis", "maxmemory-policy allkeys-lru").and_nothing_else_is_wrong(&[]);
    set(&mut connection, &["ACL", "SETUSER", "guest", "on", ">hunter2", "~*", "+@all", "-config"]).await;
    let guest = url.replace("redis://", "redis://guest:hunter2@");
    doctor(stack, &[("REDIS_URL", &guest)]).has("warning", "redis", "may not be asked").and_nothing_else_is_wrong(&[]);
    let wrong = url.replace("redis://", "redis://guest:hunter22@");
    doctor(stack, &[("REDIS_URL", &wrong)]).has("wrong", "redis", "").and_nothing_else_is_wrong(&["redis"]);
    redis.stop();
    doctor(stack, &[("REDIS_URL", &url)]).has("wrong", "redis", "").and_nothing_else_is_wrong(&["redis"]);
}

async fn a_scanner_is_put_to_the_test(stack: &Stack) {
    started(stack).await.stop().await;
    let mut clamd = Clamd::start(stack.folder(), 10).await;
    let wire = Wire::to(&clamd).await;
    let made = |age: &str| {
        let output = Command::new("date").args(["-u", "-d", age, "+/27123/%a %b %e %H:%M:%S %Y"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    wire.signatures(&made("5 hours ago"));
    let sound = doctor(stack, &[("CLAMD_URL", &wire.url())]);
    sound.has("ok", "scanner", "/27123/").has("ok", "scanner", "catches the EICAR test string (Eicar");
    sound.and_nothing_else_is_wrong(&[]);
    wire.signatures(&made("9 days ago"));
    let old = doctor(stack, &[("CLAMD_URL", &wire.url())]);
    old.has("warning", "scanner", "signatures are 9days old").and_nothing_else_is_wrong(&[]);
    let bare = doctor(stack, &[("CLAMD_URL", &clamd.socket_url())]);
    bare.has("warning", "scanner", "no official signatures").has("ok", "scanner", "catches");
    bare.and_nothing_else_is_wrong(&[]);

    clamd.kill();
    for url in [clamd.url(), clamd.socket_url()] {
        let away = doctor(stack, &[("CLAMD_URL", &url)]);
        away.has("wrong", "scanner", "cannot be reached").and_nothing_else_is_wrong(&["scanner"]);
    }
    clamd.forgets_eicar();
    clamd.start_again().await;
    let blind = doctor(stack, &[("CLAMD_URL", &clamd.url())]);
    blind.has("wrong", "scanner", "takes the EICAR test string for clean").and_nothing_else_is_wrong(&["scanner"]);
    clamd.freeze();
    let silent = doctor(stack, &[("CLAMD_URL", &clamd.url())]);
    clamd.thaw();
    silent.has("wrong", "scanner", "did not answer within 10 s").and_nothing_else_is_wrong(&["scanner"]);
}
