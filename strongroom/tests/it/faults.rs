//! Faults: whatever dies in between, what was answered with success happens, and what failed leaves nothing.

use std::{
    collections::HashMap,
    process::Command,
    time::{Duration, Instant},
};

use shared::{db::Engine, exec, ids::JobId};
use url::Url;

use crate::{
    app::{HasId, PASSWORD},
    documents::{docx, docx_with, large},
    servers::{Line, MailServer, Redis, Security},
    stack::{Kind, Stack, count_jobs, eventually, stories, tell},
};

stories!(
    a_killed_worker_loses_no_job,
    a_mail_server_that_is_away_or_refuses_gets_its_mail_later,
    a_full_storage_takes_nothing_and_keeps_nothing,
    a_job_of_a_newer_program_is_left_to_it,
);

async fn a_killed_worker_loses_no_job(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    server.will("slow");
    let url = server.url();
    let settings = [("STRONGROOM_MAIL_URL", url.as_str()), ("STRONGROOM_WORKER_CONCURRENCY", "3")];
    let api = stack.program(&["api"], &settings).await;
    let worker = stack.program(&["worker"], &settings).await;
    let app = stack.setup().served_by(&api).start().await;
    for at in 0..15 {
        app.signup(&format!("user{at}"), &format!("user{at}@example.com"), PASSWORD).await.expect(201);
    }
    eventually("some mails", async || (server.mails().len() >= 3).then_some(())).await;
    eventually("mails under way", async || (count_jobs(app.db(), "state = 'running'").await > 0).then_some(())).await;
    worker.kill();
    assert!(server.mails().len() < 15, "the worker was too quick for this story");
    // The API dies too, right after an answer.
    app.signup("last", "last@example.com", PASSWORD).await.expect(201);
    api.kill();
    server.will("accept");
    let _another = stack.program(&["worker"], &settings).await;
    stack.all_jobs_are_done(app.db()).await;
    let mut times = HashMap::new();
    for mail in server.mails() {
        *times.entry(mail.header("Message-ID").to_owned()).or_insert(0) += 1;
    }
    assert_eq!(times.len(), 16);
    assert!(times.values().all(|times| *times <= 2), "{times:?}");
    assert!(times.values().filter(|times| **times == 2).count() <= 3, "{times:?}");
}

async fn a_mail_server_that_is_away_or_refuses_gets_its_mail_later(stack: &Stack) {
    let mut server = MailServer::new(stack.folder(), Security::Plain);
    let app = stack.setup().set("mail_url", server.url()).start().await;
    let tried = async |times: i64| {
        eventually("the mail is tried", async || {
            let condition = format!("state = 'queued' AND attempts >= {times}");
            (count_jobs(app.db(), &condition).await == 1).then_some(())
        })
        .await;
    };
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    tried(1).await;
    server.will("451 Not just now");
    server.start().await;
    stack.clock.advance(Duration::from_secs(5));
    tried(2).await;
    server.will("550 Not at all");
    stack.clock.advance(Duration::from_secs(10));
    tried(3).await;
    assert!(server.mails().is_empty());
    server.will("accept");
    stack.clock.advance(Duration::from_hours(5));
    stack.all_jobs_are_done(app.db()).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    app.follow(&mails[0].link()).await.expect(200);
}

/// A small file system that goes away with its owner.
pub(crate) struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    pub(crate) fn mount(path: std::path::PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(&path).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(path))
    }

    /// Gives it another size, such as `64m`.
    pub(crate) fn resize(&self, size: &str) {
        let options = format!("remount,size={size}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

async fn a_full_storage_takes_nothing_and_keeps_nothing(stack: &Stack) {
    let Some(_disk) = SmallDisk::mount(stack.data_dir().join("files")) else {
        println!("skipped: a small file system cannot be mounted here");
        return;
    };
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let small = app.clean_file(&ops, "small.docx", docx("small")).await;
    for _ in 0..3 {
        app.upload(&ops, "large.docx", large(12)).await.refuses(507, "storage_full");
        assert!(stack.spooled().is_empty());
    }
    assert_eq!(stack.stored().len(), 1);
    assert_eq!(app.list(&ops, "").await.expect(200).json()["files"].as_array().unwrap().len(), 1);
    let medium = app.clean_file(&ops, "medium.docx", docx_with(3 << 20)).await;
    for id in [small, medium] {
        app.delete(&ops, &id).await.expect(204);
    }
    stack.all_jobs_are_done(app.db()).await;
    assert!(stack.stored().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_may_stop_and_start_while_people_work() {
    tell(Kind::Servers, async |stack: &Stack| {
        let mut redis = Redis::start().await;
        let app = stack.setup().set("redis_url", redis.url()).start().await;
        let ops = app.ops("otto").await;
        app.get("/readyz").send().await.expect(200);
        redis.stop();
        eventually("Redis is missed", async || {
            let reply = app.get("/readyz").send().await;
            (reply.status == 503).then_some(reply)
        })
        .await
        .refuses(503, "unavailable");
        let missing = app.get("/readyz").send().await.expect(503).json()["missing"].take();
        assert_eq!(missing, serde_json::json!(["queue"]));
        app.get("/healthz").send().await.expect(200);

        let mut ids = Vec::new();
        for at in 0..5 {
            let began = Instant::now();
            app.signup(&format!("user{at}"), &format!("user{at}@example.com"), PASSWORD).await.expect(201);
            ids.push(app.uploaded(&ops, "a.docx", docx("x")).await.id());
            assert!(began.elapsed() < Duration::from_secs(3), "requests wait for Redis: {:?}", began.elapsed());
        }
        assert!(stack.mails().is_empty());
        redis.start_again().await;
        for (at, id) in ids.iter().enumerate() {
            stack.mail_to(&format!("user{at}@example.com")).await;
            assert_eq!(app.scanned(&ops, id).await["scan_status"], "clean");
        }
        // The jobs went out by a connection of the worker; the one that is asked here comes back by itself, too.
        eventually("all is ready again", async || {
            let ready = app.get("/readyz").send().await;
            (ready.status == 200).then_some(())
        })
        .await;
        stack.all_jobs_are_done(app.db()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_may_come_back_empty() {
    tell(Kind::Servers, async |stack: &Stack| {
        let redis = Redis::start().await;
        let server = MailServer::started(stack.folder()).await;
        server.will("slow");
        let setup = stack.setup().set("redis_url", redis.url()).set("mail_url", server.url());
        let app = setup.set("worker_concurrency", "1").start().await;
        for at in 0..12 {
            app.signup(&format!("user{at}"), &format!("user{at}@example.com"), PASSWORD).await.expect(201);
        }
        // The relay takes up what the only worker did not come to, so all ids wait in Redis by now or soon.
        eventually("some mails", async || (server.mails().len() >= 2).then_some(())).await;
        redis.flush().await;
        server.will("accept");
        stack.all_jobs_are_done(app.db()).await;
        assert_eq!(server.mails().len(), 12);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_told_as_such() {
    tell(Kind::Servers, async |stack: &Stack| {
        let mut url = Url::parse(stack.setting("database_url").unwrap()).unwrap();
        let line = Line::to(format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))).await;
        url.set_host(Some(&line.address.ip().to_string())).unwrap();
        url.set_port(Some(line.address.port())).unwrap();
        let app = stack.setup().set("database_url", url).start().await;
        let ops = app.ops("otto").await;
        let id = app.clean_file(&ops, "a.docx", docx("x")).await;

        line.cut();
        app.show(&ops, &id).await.refuses(503, "unavailable");
        app.login("otto", PASSWORD).await.refuses(503, "unavailable");
        app.signup("ann", "ann@example.com", PASSWORD).await.refuses(503, "unavailable");
        app.upload(&ops, "b.docx", docx("y")).await.refuses(503, "unavailable");
        let missing = app.get("/readyz").send().await.refuses(503, "unavailable").json()["missing"].take();
        assert_eq!(missing, serde_json::json!(["database"]));
        app.get("/healthz").send().await.expect(200);

        line.mend();
        eventually("the database is back", async || (app.get("/readyz").send().await.status == 200).then_some(()))
            .await;
        app.show(&ops, &id).await.expect(200);
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.mail_to("ann@example.com").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_job_is_written_down_once_the_database_takes_it() {
    tell(Kind::Servers, async |stack: &Stack| {
        let app = stack.start().await;
        let Engine::Postgres(pool) = app.db().engine() else { panic!("there is another database") };
        // What a sequence counts stays counted when the rest is taken back.
        let refuse_twice = "CREATE SEQUENCE refusals;
            CREATE FUNCTION refuse_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('refusals') <= 2 THEN RAISE EXCEPTION 'not just now'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER refuse_twice BEFORE UPDATE ON background_jobs FOR EACH ROW
                WHEN (OLD.kind = 'verify_email' AND NEW.state = 'done') EXECUTE FUNCTION refuse_twice();";
        sqlx::raw_sql(refuse_twice).execute(pool).await.unwrap();
        app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
        stack.all_jobs_are_done(app.db()).await;
        assert_eq!(sqlx::query_scalar::<_, i64>("SELECT last_value FROM refusals").fetch_one(pool).await.unwrap(), 3);
        assert_eq!(count_jobs(app.db(), "kind = 'verify_email' AND attempts = 1").await, 1);
    })
    .await;
}

async fn a_job_of_a_newer_program_is_left_to_it(stack: &Stack) {
    let app = stack.start().await;
    stack.may_leave_jobs();
    exec!(app.db(), |c| sqlx::query(
        "INSERT INTO background_jobs (id, queue, kind, payload, state, due_at, created_at)
         VALUES ($1, 'upkeep', 'paint', '{\"job\": \"paint\", \"walls\": 4}', 'queued', $2, $2)"
    )
    .bind(JobId::new())
    .bind(stack.clock.now()))
    .unwrap();
    eventually("it was looked at, and lies there for others", async || {
        let at_rest = "kind = 'paint' AND state = 'queued' AND worker IS NULL AND attempts = 0 AND due_at > created_at";
        (count_jobs(app.db(), at_rest).await == 1).then_some(())
    })
    .await;
    // Nobody's work is held up by it.
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    stack.mail_to("ann@example.com").await;
}
