//! Many people: how long a look into the directory takes, and an import. Few are there unless `TEST_PEOPLE` says how many, such
//! as 100000; the times are printed, and have their bounds.

use std::{env, fmt::Write as _, fs, time::Instant};

use shared::exec;
use sqlx::AssertSqlSafe;

use crate::{
    app::App,
    stack::{Kind, Stack, stories},
};

stories!(; alone: a_directory_of_many_is_looked_into);

fn how_many() -> u32 {
    env::var("TEST_PEOPLE").map_or(2000, |text| text.parse().unwrap())
}

async fn fill(stack: &Stack, app: &App, people: u32) {
    let (id, text) = match stack.kind {
        Kind::Embedded => ("randomblob(16)", "CAST(n AS TEXT)"),
        Kind::Servers => ("gen_random_uuid()", "CAST(n AS TEXT)"),
    };
    let numbers = |most: u32| {
        format!("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {most})")
    };
    let fill = async |statement: String| {
        exec!(app.db(), |c| sqlx::query(AssertSqlSafe(statement.clone()))).unwrap();
    };
    fill(format!(
        "{} INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, email_verified_at,
             created_at, display_name, display_name_key, disabled_at, invited_at, waits_since)
         SELECT {id}, 'User-' || {text}, 'user-' || {text}, 'u' || {text} || '@example.com', 'u' || {text} || '@example.com',
             '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$wS0sGz0s8c0m4YpYx0oTqH3h0cVnGXzJqT9iW2m4x8Q', 'client', n,
             n, 'Person ' || {text}, 'person ' || {text}, CASE WHEN n % 1000 = 0 THEN n END, CASE WHEN n % 999 = 0 THEN n END,
             CASE WHEN n % 998 = 0 THEN n END FROM numbers",
        numbers(people)
    ))
    .await;
    fill(format!(
        "{} INSERT INTO client_groups (id, name, name_key, description, created_at)
         SELECT {id}, 'Group ' || {text}, 'group ' || {text}, '', n FROM numbers",
        numbers(people / 10)
    ))
    .await;
    fill(
        "INSERT INTO group_members (group_id, user_id, added_at)
         SELECT g.id, u.id, 0 FROM client_groups g JOIN users u ON u.created_at % 1000 = g.created_at % 1000
         WHERE g.created_at <= 100"
            .to_owned(),
    )
    .await;
    fill("ANALYZE".to_owned()).await;
    if stack.kind == Kind::Servers {
        fill("VACUUM ANALYZE users".to_owned()).await;
    }
}

async fn a_directory_of_many_is_looked_into(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let people = how_many();
    fill(stack, &app, people).await;
    let group = app.look_after(&ops, hyper::Method::GET, "groups/?limit=1", None).await.expect(200).json();
    let group = group["groups"][0]["id"].as_str().unwrap().to_owned();
    let rare = people - 1;
    let mut times = String::new();
    for path in [
        "people/?".to_owned(),
        "people/?sort=name".to_owned(),
        "people/?sort=-email".to_owned(),
        "people/?search=example".to_owned(),
        format!("people/?search=person+{rare}"),
        format!("people/?search=person+{rare}&sort=name"),
        format!("people/?search=u{rare}%40"),
        "people/?search=nowhere".to_owned(),
        "people/?search=of".to_owned(),
        "people/?state=waiting".to_owned(),
        "people/?state=disabled".to_owned(),
        "people/?state=invited&sort=name".to_owned(),
        "people/?state=expired".to_owned(),
        "people/?state=active&role=client&search=9".to_owned(),
        "people/?role=ops".to_owned(),
        format!("people/?group={group}"),
        format!("people/?group={group}&search=99"),
        "people/?total=true".to_owned(),
        "groups/".to_owned(),
        "groups/?search=99".to_owned(),
        format!("groups/{group}/members/"),
    ] {
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            let began = Instant::now();
            app.look_after(&ops, hyper::Method::GET, &path, None).await.expect(200);
            best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        }
        writeln!(times, "{best:7.1} ms  {path}").unwrap();
        assert!(best < 50.0, "{best:.1} ms for {path}");
    }
    println!("{:?}, {people} people:\n{times}", stack.kind);

    let lines: Vec<String> = (0..people / 10).map(|at| format!("new{at}@example.com,New {at}\n")).collect();
    let path = stack.folder().join("people.csv");
    fs::write(&path, format!("email,display_name\n{}", lines.concat())).unwrap();
    app.stop().await;
    let mut command = stack.command(&["people", "import", path.to_str().unwrap(), "--commit"]);
    let began = Instant::now();
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let seconds = began.elapsed().as_secs_f64();
    println!("{:?}: {} lines imported in {seconds:.1} s", stack.kind, people / 10);
    assert!(seconds < 60.0, "{seconds:.1} s");
    // Nobody waits until so many mails have gone out.
    stack.may_leave_jobs();
}
