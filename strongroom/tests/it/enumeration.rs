//! What the time of an answer tells of who has an account: nothing.

use std::time::{Duration, Instant};

use shared::exec;

use crate::{
    app::{App, PASSWORD},
    stack::{Stack, stories},
};

stories!(
    ; alone:
    a_log_in_takes_as_long_for_whoever_it_is,
    a_mail_is_asked_for_as_quickly_for_every_address,
);

/// How often each is asked, in turn, so that whatever else the machine does falls on all alike; `TEST_ENUMERATION_TIMES` has it
/// asked more often, for a closer look.
fn times() -> usize {
    let given = std::env::var("TEST_ENUMERATION_TIMES").ok().and_then(|given| given.parse().ok());
    given.unwrap_or(60).max(4)
}

/// Somebody whose address is proved, somebody whose is not, and somebody whose account is disabled.
async fn people(app: &App, stack: &Stack) {
    for name in ["ann", "bob", "eve"] {
        app.signup(name, &format!("{name}@example.com"), PASSWORD).await.expect(201);
    }
    let now = app.foundation.clock.now();
    for text in [
        "UPDATE users SET email_verified_at = $1 WHERE username <> 'bob'",
        "UPDATE users SET disabled_at = $1 WHERE username = 'eve'",
    ] {
        exec!(app.db(), |c| sqlx::query(text).bind(now)).unwrap();
    }
    stack.clock.advance(Duration::from_mins(1));
}

/// Asks in turn for each of the four, and compares how long the middle one of all answers took.
async fn compare(what: &str, ask: impl AsyncFn(usize, &str)) {
    let (mut took, times) = ([const { Vec::new() }; 4], times());
    for at in 0..times {
        for (which, name) in ["ann", "bob", "eve", &format!("nobody{at}")].into_iter().enumerate() {
            let began = Instant::now();
            ask(at, name).await;
            took[which].push(began.elapsed());
        }
    }
    let spread = took.map(|mut took| {
        took.sort();
        [took[times / 4], took[times / 2], took[times * 3 / 4]]
    });
    println!(
        "{what}, quarters of {times}: known {:?}, unverified {:?}, disabled {:?}, unknown {:?}",
        spread[0], spread[1], spread[2], spread[3]
    );
    let medians = spread.map(|[_, median, _]| median);
    let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    assert!(most.as_secs_f64() < least.as_secs_f64() * 1.5, "{medians:?}");
}

async fn a_log_in_takes_as_long_for_whoever_it_is(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    people(&app, stack).await;
    compare("log-in by name", async |_, name| {
        app.login(name, "not the password").await.refuses(401, "invalid_credentials");
    })
    .await;
    compare("sign-up with a name, whether or not it is taken", async |at, name| {
        let status = app.signup(name, &format!("{name}{at}@example.org"), PASSWORD).await.status;
        assert!([201, 400].contains(&status.as_u16()));
    })
    .await;
    compare("sign-up with an address, whether or not it is taken", async |at, name| {
        let username = format!("{name}-by-{at}");
        let status = app.signup(&username, &format!("{name}@example.com"), PASSWORD).await.status;
        assert!([201, 400].contains(&status.as_u16()));
    })
    .await;
    stack.may_leave_jobs();
}

async fn a_mail_is_asked_for_as_quickly_for_every_address(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    people(&app, stack).await;
    compare("resend", async |_, name| drop(app.resend(&format!("{name}@example.com")).await.expect(202))).await;
    compare("forgot", async |_, name| drop(app.forgot(&format!("{name}@example.com")).await.expect(202))).await;
    stack.may_leave_jobs();
}
