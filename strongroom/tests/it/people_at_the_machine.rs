//! `strongroom people`: what operators do at the machine.

use std::{fs, process::Output};

use hyper::Method;
use serde_json::{Value, json};

use crate::{
    app::PASSWORD,
    stack::{Stack, count_jobs, stories},
};

stories!(
    an_operator_looks_after_people,
    a_file_of_people_is_imported_once,
    a_file_with_a_bad_line_invites_nobody,
    two_imports_at_once_invite_everybody_once,
    what_an_import_left_the_next_one_finishes,
);

async fn people(stack: &Stack, arguments: &[&str]) -> Output {
    let mut command = stack.command(&[&["people"], arguments].concat());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn done(stack: &Stack, arguments: &[&str]) -> String {
    let output = people(stack, arguments).await;
    let said = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{arguments:?}: {said:?}");
    said.0
}

/// What it says on standard error, where it does nothing.
async fn refused(stack: &Stack, arguments: &[&str]) -> String {
    let output = people(stack, arguments).await;
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

async fn an_operator_looks_after_people(stack: &Stack) {
    let app = stack.setup().set("signup", "approval").start().await;
    let ops = app.ops("otto").await;
    app.look_after(&ops, Method::POST, "groups/", Some(json!({"name": "Board"}))).await.expect(201);
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    app.follow(&stack.mail_to("ann@example.com").await.link()).await.expect(200);

    let waiting = done(stack, &["list", "--state", "waiting"]).await;
    assert!(waiting.lines().count() == 1 && waiting.contains("ann <ann@example.com>"), "{waiting}");
    assert_eq!(done(stack, &["approve", "ANN"]).await, "ann <ann@example.com> is approved.\n");
    let ann = app.log_in("ann").await;
    done(stack, &["end-sessions", "ann@example.com"]).await;
    app.me(&ann.access).await.refuses(401, "invalid_token");
    done(stack, &["disable", &ann.id]).await;
    app.login("ann", PASSWORD).await.refuses(403, "account_disabled");
    app.all_is_sealed().await;
    let told = app.event(&ops, &format!("event=account.disabled&person={}", ann.id)).await;
    assert_eq!((&told["actor"], &told["detail"]["by"]), (&Value::Null, &json!("operator")), "{told}");
    done(stack, &["enable", "ann"]).await;
    let ann = app.log_in("ann").await;
    app.set_up_totp(&ann).await;
    done(stack, &["reset-second-factor", "ann"]).await;
    app.log_in("ann").await;
    let shown: Value = done(stack, &["show", "ann", "--json"]).await.parse().unwrap();
    assert_eq!(shown, app.person(&ops, &ann.id).await);
    assert!(done(stack, &["show", "ann"]).await.contains("ann@example.com"));

    let invite = ["invite", "bob@example.com", "--group", "board", "--display-name", "Bob", "--language", "en"];
    assert_eq!(done(stack, &invite).await, "Invited bob@example.com as client.\n");
    assert!(refused(stack, &invite).await.contains("is taken"));
    stack.mail_about("bob@example.com", "You are invited").await;
    let listed: Value = done(stack, &["list", "--group", "Board", "--json"]).await.parse().unwrap();
    assert_eq!((&listed[0]["display_name"], listed.as_array().unwrap().len()), (&json!("Bob"), 1));
    done(stack, &["erase", "bob@example.com"]).await;
    assert!(refused(stack, &["show", "bob@example.com"]).await.contains("there is nobody called"));
    assert!(refused(stack, &["list", "--group", "None"]).await.contains("there is no group called"));
    assert!(refused(stack, &["reject", "ann"]).await.contains("the account is active"));
    assert!(refused(stack, &["disable", "otto"]).await.contains("nobody would be left"));
}

fn file(stack: &Stack, text: &str) -> String {
    let path = stack.folder().join("people.csv");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn a_file_of_people_is_imported_once(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for name in ["Board", "Staff"] {
        app.look_after(&ops, Method::POST, "groups/", Some(json!({"name": name}))).await.expect(201);
    }
    let path = file(
        stack,
        "\u{feff}E-Mail,display_name,groups,expires_at,language,role\r\n\
         ann@example.com,\"Lee, Ann\",Board; staff,2099-01-01T00:00:00Z,en,\r\n\
         otto@example.com,,,,,ops\r\n\
         bob@example.com,,,,,\r\n\
         eva@example.com,Eva,,,,ops\r\n",
    );
    let dry = done(stack, &["import", &path]).await;
    assert!(dry.starts_with("3 people would be invited; 1 person already known.\nNothing was done"), "{dry}");
    assert_eq!(count_jobs(app.db(), "kind = 'invitation'").await, 0);
    let imported = done(stack, &["import", &path, "--commit"]).await;
    assert_eq!(imported, "3 people invited; 1 person already known.\n");
    for _ in 0..2 {
        let again = done(stack, &["import", &path, "--commit"]).await;
        assert_eq!(again, "0 people invited; 4 people already known.\n");
    }
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().iter().filter(|mail| mail.header("Subject") == "You are invited").count(), 3);
    let ann: Value = done(stack, &["show", "ann@example.com", "--json"]).await.parse().unwrap();
    assert_eq!(
        (&ann["display_name"], &ann["expires_at"], &ann["language"], &ann["role"]),
        (&json!("Lee, Ann"), &json!("2099-01-01T00:00:00.000Z"), &json!("en"), &json!("client"))
    );
    assert_eq!(ann["groups"].as_array().unwrap().len(), 2);
    let link = stack.mail_to("eva@example.com").await.link();
    app.post(&link).json(&json!({"username": "eva", "password": PASSWORD})).send().await.expect(200);
    let eva = app.log_in("eva").await;
    assert_eq!(app.me(&eva.access).await.expect(200).json()["permissions"], json!([]));
}

async fn a_file_with_a_bad_line_invites_nobody(stack: &Stack) {
    let app = stack.start().await;
    let path = file(
        stack,
        "email,groups,expires_at,language,role\n\
         good@example.com,,,,\n\
         no address,,,,\n\
         a@example.com,Nobody's,,,\n\
         b@example.com,,yesterday,,\n\
         c@example.com,,2020-01-01T00:00:00Z,,\n\
         d@example.com,,,xx,\n\
         e@example.com,,,,admin\n\
         GOOD@example.com,,,,\n\
         ,,,,\n\
         f@example.com,,,,,more\n",
    );
    for arguments in [&["import", &path][..], &["import", &path, "--commit"]] {
        let said = refused(stack, arguments).await;
        for (line, fault) in [
            (3, "email: must be an e-mail address"),
            (4, "groups: there is no group \"Nobody's\""),
            (5, "expires_at: must be a time"),
            (6, "expires_at: must be in the future"),
            (7, "language: must be en, de, fr, es or ar"),
            (8, "role: must be ops or client"),
            (9, "has the same address as line 2"),
            (10, "email: is missing"),
            (11, "has more columns than the first line"),
        ] {
            assert!(said.contains(&format!("line {line}: {fault}")), "{line}: {said}");
        }
        assert!(said.contains("9 of its lines cannot be taken, so none was"), "{said}");
    }
    assert_eq!(count_jobs(app.db(), "kind = 'invitation'").await, 0);
    for (text, fault) in
        [("name\nx\n", "there is no column \"name\""), ("role\nops\n", "email among them"), ("", "email among them")]
    {
        let path = file(stack, text);
        assert!(refused(stack, &["import", &path]).await.contains(fault), "{text:?}");
    }
    assert!(refused(stack, &["import", "none-such.csv"]).await.contains("the file cannot be read"));
}

async fn two_imports_at_once_invite_everybody_once(stack: &Stack) {
    const PEOPLE: usize = 600;
    let app = stack.start().await;
    let lines: Vec<String> = (0..PEOPLE).map(|at| format!("p{at}@example.com\n")).collect();
    let path = file(stack, &format!("email\n{}", lines.concat()));
    let import = ["import", &path, "--commit"];
    let (one, other) = tokio::join!(done(stack, &import), done(stack, &import));
    let invited = |said: &str| said.split(' ').next().unwrap().parse::<usize>().unwrap();
    assert_eq!(invited(&one) + invited(&other), PEOPLE, "{one} {other}");
    assert_eq!(count_jobs(app.db(), "kind = 'invitation'").await, i64::try_from(PEOPLE).unwrap());
}

async fn what_an_import_left_the_next_one_finishes(stack: &Stack) {
    let app = stack.start().await;
    let path = file(stack, "email\nann@example.com\nbob@example.com\n");
    done(stack, &["import", &path, "--commit"]).await;
    stack.all_jobs_are_done(app.db()).await;
    // As if the import had been cut off before anything was sent.
    shared::exec!(app.db(), |c| sqlx::query("UPDATE users SET invitations = 0 WHERE email_key = 'bob@example.com'"))
        .unwrap();
    let again = done(stack, &["import", &path, "--commit"]).await;
    assert_eq!(again, "1 person invited; 1 person already known.\n");
}
