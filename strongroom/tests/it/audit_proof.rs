//! Proving the trail: whatever is done to its rows behind the program's back is named; kills, several sealers and retention
//! leave it sound.

use std::time::Duration;

use shared::{
    audit::{self, Head},
    db::{Db, Engine},
    exec, sql,
};
use sqlx::AssertSqlSafe;

use crate::{
    app::App,
    documents::docx,
    stack::{Stack, eventually, stories},
};

stories!(
    what_is_done_to_the_trail_is_refused_or_named,
    a_chain_that_is_cut_or_rolled_back_is_seen,
    a_cut_end_stays_seen_though_the_chain_goes_on,
    an_account_that_was_taken_away_behind_our_back_is_missed,
    what_outlives_its_time_goes_and_the_rest_stays_provable,
    two_sealers_make_one_chain,
    what_is_marked_once_more_is_chained_once,
    kills_lose_nothing_that_was_committed,
);

const TABLES: [&str; 4] = ["audit_events", "audit_chain", "audit_heads", "audit_personal"];

/// Does something that the triggers would refuse, as somebody who owns the database can.
async fn behind_our_back(db: &Db, statements: &str) {
    match db.engine() {
        Engine::Postgres(pool) => {
            let text = format!("SET LOCAL session_replication_role = replica; {statements}");
            let mut tx = pool.begin().await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        Engine::Sqlite(pool) => {
            let triggers: Vec<(String,)> =
                sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
                    .fetch_all(pool)
                    .await
                    .unwrap();
            let drops: Vec<_> = triggers.iter().map(|(name,)| format!("DROP TRIGGER {name};")).collect();
            let text = format!("{} {statements}", drops.join(" "));
            sqlx::raw_sql(AssertSqlSafe(text)).execute(pool).await.unwrap();
        }
    }
}

/// Remembers the trail as it is, to be put back.
async fn remember(db: &Db) {
    let copies: Vec<String> =
        TABLES.iter().map(|table| format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).collect();
    behind_our_back(db, &copies.join("; ")).await;
}

async fn put_back(db: &Db) {
    let copies: Vec<String> = TABLES
        .iter()
        .map(|table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"))
        .collect();
    behind_our_back(db, &copies.join("; ")).await;
}

async fn forget(db: &Db) {
    let drops: Vec<String> = TABLES.iter().map(|table| format!("DROP TABLE kept_{table}")).collect();
    behind_our_back(db, &drops.join("; ")).await;
}

/// A service that has done some things, all of which are chained, and that is quiet.
async fn with_a_trail(stack: &Stack) -> App {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let ann = app.client("ann").await;
    let id = app.clean_file(&ops, "a.docx", docx("a")).await;
    for _ in 0..3 {
        let link = app.link(&ann, &id).await;
        app.get(&link).send().await.expect(200);
    }
    stack.all_jobs_are_done(app.db()).await;
    app.all_is_sealed().await;
    app
}

async fn what_is_done_to_the_trail_is_refused_or_named(stack: &Stack) {
    let app = with_a_trail(stack).await;
    let db = app.db();
    for statement in [
        "UPDATE audit_events SET outcome = 'ok'",
        "DELETE FROM audit_events",
        "UPDATE audit_chain SET seq = seq + 100",
        "DELETE FROM audit_chain",
        "UPDATE audit_personal SET address = NULL",
    ] {
        let refused = exec!(db, |c| sqlx::query(statement)).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
    let third: (uuid::Uuid,) =
        sql!(db, |c| sqlx::query_as("SELECT event_id FROM audit_chain WHERE seq = 3").fetch_one(c)).unwrap();
    let third = third.0.to_string();
    let event = "(SELECT event_id FROM audit_chain WHERE seq = 3)";
    let new_id = match db.engine() {
        Engine::Postgres(_) => "gen_random_uuid()",
        Engine::Sqlite(_) => "randomblob(16)",
    };
    let columns = "at, event, outcome, actor, person, file, on_kind, on_id, request_id, detail, personal";
    let insert = format!(
        "INSERT INTO audit_events (id, {columns}) SELECT {new_id}, {columns} FROM audit_events WHERE id = {event}"
    );
    let shift = "UPDATE audit_chain SET seq = -seq - 1 WHERE seq >= 4; UPDATE audit_chain SET seq = -seq WHERE seq < 0";
    let link =
        "INSERT INTO audit_chain (seq, event_id, hash) SELECT 4, e.id, (SELECT hash FROM audit_chain WHERE seq = 2)
        FROM audit_events e WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = e.id)";
    let swap = format!(
        "CREATE TABLE swapped AS SELECT seq, event_id FROM audit_chain WHERE seq IN (3, 4);
         UPDATE audit_chain SET event_id = {zero} WHERE seq = 3;
         UPDATE audit_chain SET event_id = (SELECT event_id FROM swapped WHERE seq = 3) WHERE seq = 4;
         UPDATE audit_chain SET event_id = (SELECT event_id FROM swapped WHERE seq = 4) WHERE seq = 3;
         DROP TABLE swapped",
        zero = if stack.kind == crate::stack::Kind::Servers { "gen_random_uuid()" } else { "randomblob(16)" }
    );
    remember(db).await;
    for (what, named) in [
        (
            format!("UPDATE audit_events SET outcome = 'failed' WHERE id = {event}"),
            format!("changed: event {third} (number 3)"),
        ),
        (
            format!("UPDATE audit_events SET detail = '{{\"x\":1}}' WHERE id = {event}"),
            format!("changed: event {third} (number 3)"),
        ),
        (
            "UPDATE audit_chain SET hash = (SELECT hash FROM audit_chain WHERE seq = 1) WHERE seq = 3".to_owned(),
            format!("changed: event {third} (number 3)"),
        ),
        (format!("DELETE FROM audit_events WHERE id = {event}"), format!("left out: event {third} (number 3)")),
        (
            format!("DELETE FROM audit_events WHERE id = {event}; DELETE FROM audit_chain WHERE seq = 3"),
            "left out: the links of the events number 3 to 3".to_owned(),
        ),
        (insert.clone(), "put in between: event".to_owned()),
        (format!("{insert}; {shift}; {link}"), "(number 4) was not sealed there".to_owned()),
        (swap, "(number 3) and the one after it changed places".to_owned()),
        (
            "UPDATE audit_personal SET address = '203.0.113.7'".to_owned(),
            "changed: the personal part of event".to_owned(),
        ),
        ("DELETE FROM audit_personal".to_owned(), "left out: the personal part of event".to_owned()),
        ("DELETE FROM audit_heads".to_owned(), "unsigned: the chain goes on to event".to_owned()),
        ("UPDATE audit_heads SET at = at + 1".to_owned(), "forged:".to_owned()),
    ] {
        behind_our_back(db, &what).await;
        let faults = app.faults().await;
        assert!(faults.iter().any(|fault| fault.contains(&named)), "{what}: {faults:?}");
        // One change is no reason to complain of everything.
        let is_of_all = what.contains("audit_personal") || what.contains(shift);
        assert!(is_of_all || faults.len() == 1, "{what}: {faults:?}");
        put_back(db).await;
        assert_eq!(app.faults().await, Vec::<String>::new(), "{what}");
    }
    let change = format!("UPDATE audit_events SET outcome = 'failed' WHERE id = {event}");
    behind_our_back(db, &change).await;
    let said = stack.command(&["audit", "verify"]).output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.status.code(), Some(1), "{text}");
    assert!(text.contains(&format!("changed: event {third} (number 3)")) && text.contains("1 fault"), "{text}");
    assert_eq!(stack.command(&["audit", "verify", "--anchor", "nowhere"]).output().unwrap().status.code(), Some(2));
    assert_eq!(stack.command(&["audit", "prove"]).output().unwrap().status.code(), Some(2));
    let blind = stack.command(&["audit", "verify"]).env("STRONGROOM_DATABASE_URL", "nowhere").output().unwrap();
    assert_eq!(blind.status.code(), Some(3), "nothing is known of the trail");
    forget(db).await;
}

async fn a_chain_that_is_cut_or_rolled_back_is_seen(stack: &Stack) {
    let app = with_a_trail(stack).await;
    let db = app.db();
    remember(db).await;
    let cut = "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain ORDER BY seq DESC LIMIT 2);
        DELETE FROM audit_chain WHERE seq > (SELECT MAX(seq) FROM audit_chain) - 2";
    behind_our_back(db, cut).await;
    let faults = app.faults().await;
    assert!(matches!(&faults[..], [cut] if cut.starts_with("cut: the chain ends with event number")), "{faults:?}");
    put_back(db).await;

    // Whoever kept the whole trail of before, with its signed head, can put it back; an anchor that was kept elsewhere tells.
    app.login("ann", "not the password").await.expect(401);
    app.all_is_sealed().await;
    let printed = stack.command(&["audit", "export", "--anchor"]).output().unwrap();
    let anchor: Head = serde_json::from_slice(&printed.stdout).unwrap();
    assert!(anchor.public_key.is_some());
    let file = stack.folder().join("anchor");
    std::fs::write(&file, &printed.stdout).unwrap();
    let verify = || {
        let said = stack.command(&["audit", "verify", "--anchor", file.to_str().unwrap()]).output().unwrap();
        (said.status.code(), String::from_utf8_lossy(&said.stdout).into_owned())
    };
    let (code, text) = verify();
    assert_eq!(code, Some(0), "{text}");
    put_back(db).await;
    assert_eq!(app.faults().await, Vec::<String>::new());
    let (code, text) = verify();
    assert!(code == Some(1) && text.starts_with("rolled back: the chain ends with event number"), "{text}");
    // Also when the trail has gone on since, another way.
    app.login("ben", "not the password").await.expect(401);
    app.login("ben", "not the password").await.expect(401);
    app.all_is_sealed().await;
    let (code, text) = verify();
    assert!(code == Some(1) && text.starts_with("changed: the chain is another than the anchor tells of"), "{text}");
    forget(db).await;
}

async fn a_cut_end_stays_seen_though_the_chain_goes_on(stack: &Stack) {
    let app = with_a_trail(stack).await;
    let db = app.db();
    remember(db).await;
    for cut in [1, 2] {
        let last = format!("SELECT event_id FROM audit_chain ORDER BY seq DESC LIMIT {cut}");
        let statements = format!(
            "DELETE FROM audit_events WHERE id IN ({last});
             DELETE FROM audit_chain WHERE event_id IN (SELECT event_id FROM ({last}) AS last)"
        );
        behind_our_back(db, &statements).await;
        // One event a round, until the chain is longer than it was.
        for round in 0..=cut {
            app.login(&format!("user{cut}{round}"), "not the password").await.expect(401);
            app.all_is_sealed().await;
            let faults = app.faults().await;
            assert!(!faults.is_empty(), "{cut} cut, {round}");
        }
        put_back(db).await;
    }
    assert_eq!(app.faults().await, Vec::<String>::new());
    forget(db).await;
}

async fn an_account_that_was_taken_away_behind_our_back_is_missed(stack: &Stack) {
    let app = with_a_trail(stack).await;
    let ben = app.client("ben").await;
    app.all_is_sealed().await;
    exec!(app.db(), |c| sqlx::query("DELETE FROM users WHERE username = 'ben'")).unwrap();
    let faults = app.faults().await;
    let missed = faults.iter().filter(|fault| fault.starts_with("left out: ")).count();
    assert!(missed > 0 && missed == faults.len(), "{faults:?}, of {}", ben.id);
}

async fn what_outlives_its_time_goes_and_the_rest_stays_provable(stack: &Stack) {
    let app = stack.setup().set("audit_ttl", "30d").start().await;
    let (db, keys, clock) = (app.db(), &app.foundation.keys, &app.foundation.clock);
    let keep = Duration::from_hours(24 * 30);
    for day in 0..4 {
        app.login(&format!("user{day}"), "not the password").await.expect(401);
        app.all_is_sealed().await;
        stack.clock.advance(Duration::from_hours(24));
    }
    assert_eq!(audit::retire(db, keys, keep, clock.now()).await.unwrap(), 0);
    stack.clock.advance(Duration::from_hours(24 * 28));
    let gone = audit::retire(db, keys, keep, clock.now()).await.unwrap();
    assert!((1..4).contains(&gone), "{gone}");
    audit::forget_unused(db).await.unwrap();
    assert_eq!(app.faults().await, Vec::<String>::new());
    app.login("later", "not the password").await.expect(401);
    app.all_is_sealed().await;
    let mut faults = Vec::new();
    let proved = audit::verify(db, keys, &[], |fault| faults.push(fault)).await.unwrap();
    assert!(faults.is_empty() && proved.begins_behind == i64::try_from(gone).unwrap(), "{faults:?} {proved:?}");
    let names: Vec<(String,)> =
        sql!(db, |c| sqlx::query_as("SELECT name FROM audit_personal ORDER BY name").fetch_all(c)).unwrap();
    assert!(!names.contains(&("user0".to_owned(),)) && names.contains(&("user3".to_owned(),)), "{names:?}");
    // More cannot be taken away behind our back.
    behind_our_back(
        db,
        "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain ORDER BY seq LIMIT 1);
        DELETE FROM audit_chain WHERE seq = (SELECT MIN(seq) FROM audit_chain)",
    )
    .await;
    let faults = app.faults().await;
    assert!(faults.iter().any(|fault| fault.starts_with("left out: the links of the events number")), "{faults:?}");
}

async fn two_sealers_make_one_chain(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    stack.may_leave_jobs();
    for at in 0..40 {
        app.login(&format!("user{at}"), "not the password").await.expect(401);
    }
    eventually("all is written", async || {
        let count = sql!(app.db(), |c| sqlx::query_as::<_, (i64,)>(
            "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM audit_unsealed"
        )
        .fetch_one(c));
        (count.unwrap().0 == 40).then_some(())
    })
    .await;
    let (db, keys, now) = (app.db(), &app.foundation.keys, app.foundation.clock.now());
    let sealing = (0..8).map(|_| audit::seal(db, keys, now));
    let sealed: usize =
        futures_util::future::join_all(sealing).await.into_iter().map(|sealed| sealed.unwrap().events).sum();
    assert_eq!(sealed, 40);
    assert_eq!(app.faults().await, Vec::<String>::new());
}

async fn what_is_marked_once_more_is_chained_once(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    stack.may_leave_jobs();
    let (db, keys, now) = (app.db(), &app.foundation.keys, app.foundation.clock.now());
    let sealed = async |count: usize| {
        eventually("they are sealed", async || {
            let sealed = audit::seal(db, keys, now).await.unwrap().events;
            (sealed == count).then_some(())
        })
        .await;
    };
    app.login("ann", "not the password").await.expect(401);
    sealed(1).await;
    let (event,): (uuid::Uuid,) =
        sql!(db, |c| sqlx::query_as("SELECT event_id FROM audit_chain ORDER BY seq LIMIT 1").fetch_one(c)).unwrap();
    exec!(db, |c| sqlx::query("INSERT INTO audit_unsealed (first_id, ids, events, at) VALUES ($1, $2, 1, 0)")
        .bind(event)
        .bind(event.as_bytes().to_vec()))
    .unwrap();
    app.login("ben", "not the password").await.expect(401);
    sealed(1).await;
    assert_eq!(app.faults().await, Vec::<String>::new());
}

async fn kills_lose_nothing_that_was_committed(stack: &Stack) {
    let api = stack.program(&["api"], &[]).await;
    let worker = stack.program(&["worker"], &[]).await;
    let app = stack.setup().served_by(&api).start().await;
    let signup = async |at: usize| {
        app.signup(&format!("user{at}"), &format!("user{at}@example.com"), crate::app::PASSWORD).await.expect(201);
    };
    for at in 0..6 {
        signup(at).await;
    }
    worker.kill();
    for at in 6..12 {
        signup(at).await;
    }
    api.kill();
    let api = stack.program(&["api"], &[]).await;
    let _worker = stack.program(&["worker"], &[]).await;
    let app = stack.setup().served_by(&api).start().await;
    stack.all_jobs_are_done(app.db()).await;
    app.all_is_sealed().await;
    let (users, told): (i64, i64) = sql!(app.db(), |c| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM users WHERE role = 'client'),
                (SELECT COUNT(*) FROM audit_events e JOIN audit_chain c ON c.event_id = e.id
                 WHERE e.event = 'account.signed_up' AND e.person IN (SELECT id FROM users WHERE role = 'client'))"
    )
    .fetch_one(c))
    .unwrap();
    assert_eq!((users, told), (12, 12));
    assert_eq!(app.faults().await, Vec::<String>::new());
}
