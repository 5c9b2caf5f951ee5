//! A database that is full or takes no writes: told as such, nothing is left of what was refused, and all comes right by
//! itself.

use std::{fs, io::Write, path::Path};

use futures_util::future::join_all;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use url::Url;

use crate::{
    app::{App, PASSWORD},
    doctor::doctor,
    documents::docx,
    faults::SmallDisk,
    stack::{Kind, Stack, eventually, tell},
};

/// Takes all the room that there is.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    for size in [64 << 10, 4 << 10, 1] {
        while file.write_all(&vec![7; size]).is_ok() {}
    }
}

/// What readiness misses.
async fn missing(app: &App) -> Vec<String> {
    let reply = app.get("/readyz").send().await;
    let missing = if reply.status == 200 { serde_json::json!([]) } else { reply.json()["missing"].take() };
    serde_json::from_value(missing).unwrap()
}

/// Eight small writes at once, which need a connection each, and their statuses.
async fn writes(app: &App) -> Vec<u16> {
    let write = async |at: usize| app.resend(&format!("nobody{at}@example.com")).await.status.as_u16();
    join_all((0..8).map(write)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_takes_no_rows_until_there_is_room_again() {
    tell(Kind::Embedded, async |stack: &Stack| {
        let Some(_disk) = SmallDisk::mount(stack.data_dir()) else {
            println!("skipped: a small file system cannot be mounted here");
            return;
        };
        let app = stack.start().await;
        let ops = app.ops("otto").await;
        let id = app.clean_file(&ops, "a.docx", docx("x")).await;
        assert!(missing(&app).await.is_empty());

        // While somebody reads, SQLite begins its log no second time from the front, so no room comes up in it.
        let path = stack.data_dir().join("strongroom.db");
        let mut reader = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT COUNT(*) FROM users").execute(&mut reader).await.unwrap();
        let ballast = stack.data_dir().join("ballast");
        fill(&ballast);
        // The room that SQLite has in its files already is used up first.
        eventually("no write is taken", async || {
            let statuses = writes(&app).await;
            assert!(statuses.iter().all(|status| [202, 507].contains(status)), "{statuses:?}");
            statuses.iter().all(|status| *status == 507).then_some(())
        })
        .await;
        app.resend("nobody@example.com").await.refuses(507, "storage_full");
        app.login("otto", PASSWORD).await.refuses(507, "storage_full");
        app.signup("ann", "ann@example.com", PASSWORD).await.refuses(507, "storage_full");
        app.refresh(&ops.refresh).await.refuses(507, "storage_full");
        app.delete(&ops, &id).await.refuses(507, "storage_full");
        app.upload(&ops, "b.docx", docx("y")).await.refuses(507, "storage_full");
        assert_eq!(stack.stored().len(), 1);
        assert!(stack.spooled().is_empty());
        // What is there can still be read.
        app.show(&ops, &id).await.expect(200);
        eventually("the database is missed", async || {
            missing(&app).await.contains(&"database".to_owned()).then_some(())
        })
        .await;
        doctor(stack, &[]).has("wrong", "database", "make room");

        reader.close().await.unwrap();
        fs::remove_file(ballast).unwrap();
        eventually("all is well", async || missing(&app).await.is_empty().then_some(())).await;
        for _ in 0..4 {
            assert_eq!(writes(&app).await, [202; 8]);
        }
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.mail_to("ann@example.com").await;
        let another = app.clean_file(&ops, "b.docx", docx("y")).await;
        app.refresh(&ops.refresh).await.expect(200);
        // The disk goes before the last look at what is left.
        for id in [id, another] {
            app.delete(&ops, &id).await.expect(204);
        }
        stack.all_jobs_are_done(app.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_writes_is_missed_until_it_does() {
    tell(Kind::Servers, async |stack: &Stack| {
        let app = stack.start().await;
        let ops = app.ops("otto").await;
        let id = app.clean_file(&ops, "a.docx", docx("x")).await;
        stack.all_jobs_are_done(app.db()).await;

        let database = Url::parse(stack.setting("database_url").unwrap()).unwrap().path()[1..].to_owned();
        let mut server = PgConnection::connect(&std::env::var("TEST_DATABASE_URL").unwrap()).await.unwrap();
        let mut tell_server = async |text: String| {
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut server).await.unwrap();
        };
        tell_server(format!("ALTER DATABASE {database} SET default_transaction_read_only = on")).await;
        tell_server(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"))
            .await;
        eventually("the database is missed", async || (missing(&app).await == ["database"]).then_some(())).await;
        eventually("reading goes on", async || (app.show(&ops, &id).await.status == 200).then_some(())).await;
        app.signup("ann", "ann@example.com", PASSWORD).await.refuses(503, "unavailable");
        app.login("otto", PASSWORD).await.refuses(503, "unavailable");
        app.upload(&ops, "b.docx", docx("y")).await.refuses(503, "unavailable");
        app.delete(&ops, &id).await.refuses(503, "unavailable");
        assert_eq!(stack.stored().len(), 1);
        assert!(stack.spooled().is_empty());
        assert_eq!(writes(&app).await, [503; 8]);
        let public_url = app.foundation.settings.serving.public_url.clone();
        let found = doctor(stack, &[("PUBLIC_URL", &public_url)]);
        found.has("wrong", "database", "takes no writes").and_nothing_else_is_wrong(&["database"]);

        // Those who are connected keep what they were given, so nothing is well until they are connected anew.
        tell_server(format!("ALTER DATABASE {database} RESET default_transaction_read_only")).await;
        eventually("all is well", async || missing(&app).await.is_empty().then_some(())).await;
        for _ in 0..4 {
            assert_eq!(writes(&app).await, [202; 8]);
        }
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.mail_to("ann@example.com").await;
        app.clean_file(&ops, "b.docx", docx("y")).await;
    })
    .await;
}

/// As many connections as there may be are at hand, and the server hangs up on every one.
async fn hang_up(stack: &Stack, app: &App) {
    let database = Url::parse(stack.setting("database_url").unwrap()).unwrap().path()[1..].to_owned();
    let mut server = PgConnection::connect(&std::env::var("TEST_DATABASE_URL").unwrap()).await.unwrap();
    for answer in join_all((0..8).map(|_| app.db().ping())).await {
        answer.unwrap();
    }
    let hang_up =
        format!("SELECT COUNT(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = '{database}'");
    sqlx::raw_sql(AssertSqlSafe(hang_up)).execute(&mut server).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_begins_though_the_server_hung_up() {
    tell(Kind::Servers, async |stack: &Stack| {
        let app = stack.start().await;
        hang_up(stack, &app).await;
        let begin = async || app.db().begin().await?.commit().await.map_err(sqlx::Error::from);
        for begun in join_all((0..8).map(|_| begin())).await {
            begun.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_question_finds_out_for_all_that_the_server_hung_up() {
    tell(Kind::Servers, async |stack: &Stack| {
        let app = stack.start().await;
        hang_up(stack, &app).await;
        let mut failed = 0;
        for _ in 0..8 {
            failed += usize::from(app.db().ping().await.is_err());
        }
        // The worker may have found out before.
        assert!(failed <= 1, "{failed} of 8 failed");
    })
    .await;
}
