//! Crowds at the one door behind which passwords are hashed: whoever is known comes through all the same.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use serde_json::json;
use shared::{db::Db, sql};

use crate::{
    app::{App, PASSWORD},
    client::Reply,
    stack::{Stack, count_jobs, stories},
};

stories!(
    few_connections_serve_many_who_read_and_write
    ; alone:
    crafted_sign_ups_keep_no_log_in_waiting,
    whoever_is_known_logs_in_while_others_guess,
    a_resend_leaves_nothing_behind_and_costs_the_same_for_every_address,
);

/// Readers leave connections at hand for each other, and those who write find one all the same.
async fn few_connections_serve_many_who_read_and_write(stack: &Stack) {
    let app = stack.setup().set("database_connections", "2").start().await;
    let ann = app.client_who_signed_up("ann").await;
    let write = async |at: usize| {
        app.signup(&format!("user{at}"), &format!("user{at}@example.com"), PASSWORD).await.expect(201);
    };
    // Whoever goes away half way takes nothing along.
    let leave = async || drop(tokio::time::timeout(Duration::from_millis(1), app.list(&ann, "")).await);
    for at in 0..10 {
        let reads = stream::iter(0..40).map(|_| app.list(&ann, "")).buffer_unordered(20).collect::<Vec<_>>();
        let (reads, ..) = tokio::join!(reads, write(at), leave(), leave());
        assert!(reads.iter().all(|reply| reply.status == 200));
    }
    stack.all_jobs_are_done(app.db()).await;
}

async fn log_in_from(app: &App, address: &str, username: &str, password: &str) -> Reply {
    let call = app.post("/api/login/").header("x-forwarded-for", address);
    call.json(&json!({"username": username, "password": password})).send().await
}

/// Judged whole, a password of these takes seconds: each symbol stands for a letter or two, and there are hundreds of ways
/// to read them.
async fn crafted_sign_ups_keep_no_log_in_waiting(stack: &Stack) {
    let app = stack.start().await;
    app.ops("otto").await;
    let symbols: Vec<char> = "4@8({[<3691!|70$5+%2".chars().collect();
    // In an order that does not come back.
    let order = (0..7).flat_map(|step| (0..20).map(move |at| (at * (2 * step + 1) + step) % 20));
    let crafted: String = order.map(|at| symbols[at]).take(128).collect();
    let crowd = (0..20).map(|at| {
        let (app, crafted) = (app.clone(), crafted.clone());
        tokio::spawn(async move { app.signup(&format!("user{at}"), &format!("user{at}@example.com"), &crafted).await })
    });
    let crowd: Vec<_> = crowd.collect();
    let began = Instant::now();
    app.login("otto", PASSWORD).await.expect(200);
    let took = began.elapsed();
    for one in crowd {
        assert!([201, 400].contains(&one.await.unwrap().status.as_u16()));
    }
    println!("a log-in beside 20 crafted sign-ups: {took:?}, and all of them: {:?}", began.elapsed());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

async fn whoever_is_known_logs_in_while_others_guess(stack: &Stack) {
    const GUESSES: usize = 1000;
    const AT_ONCE: usize = 200;
    let app = stack.setup().set("trusted_proxies", "127.0.0.1").start().await;
    app.client_who_signed_up("ann").await;
    log_in_from(&app, "203.0.113.7", "ann", PASSWORD).await.expect(200);

    let guesses = stream::iter(0..GUESSES).map(async |at| {
        let guess = format!("guess number {at}");
        log_in_from(&app, "198.51.100.9", "ann", &guess).await.status.as_u16()
    });
    let mut guesses = guesses.buffer_unordered(AT_ONCE);
    // Counted and not timed: on a busy machine everything takes long, but the line keeps its order.
    let served = Arc::new(AtomicUsize::new(0));
    let mut right = None;
    while let Some(status) = guesses.next().await {
        assert!([401, 503].contains(&status), "{status}");
        let before = served.fetch_add(usize::from(status == 401), Ordering::SeqCst);
        // The crowd stands at the door.
        if before == 20 && right.is_none() {
            let (app, served) = (app.clone(), served.clone());
            right = Some(tokio::spawn(async move {
                let status = log_in_from(&app, "203.0.113.7", "ann", PASSWORD).await.status;
                (status, served.load(Ordering::SeqCst) - before)
            }));
        }
    }
    let (status, meanwhile) = right.unwrap().await.unwrap();
    println!("{served:?} of {GUESSES} guesses were served, {meanwhile} of them while a right log-in waited");
    assert_eq!(status, 200);
    assert!(meanwhile < AT_ONCE / 5, "{meanwhile} guesses were served first");
}

async fn job_rows(db: &Db) -> i64 {
    sql!(db, |c| sqlx::query_as::<_, (i64,)>("SELECT COUNT(*) FROM background_jobs WHERE kind <> 'sweep'").fetch_one(c))
        .unwrap()
        .0
}

async fn a_resend_leaves_nothing_behind_and_costs_the_same_for_every_address(stack: &Stack) {
    const TIMES: usize = 200;
    let app = stack.setup().api_only().set("limit_mail", "1000/1h").start().await;
    app.signup("ann", "ann@example.com", PASSWORD).await.expect(201);
    let before = job_rows(app.db()).await;
    let mut took = [Vec::new(), Vec::new(), Vec::new()];
    let mut rows = [0; 3];
    for at in 0..TIMES {
        let unknown = [format!("nobody{at}@example.com"), "nobody@example.com".to_owned()];
        for (which, email) in [unknown[0].as_str(), "ann@example.com", unknown[1].as_str()].into_iter().enumerate() {
            let (before, began) = (job_rows(app.db()).await, Instant::now());
            app.resend(email).await.expect(202);
            took[which].push(began.elapsed());
            rows[which] += job_rows(app.db()).await - before;
        }
    }
    let medians = took.map(|mut took| {
        took.sort();
        took[TIMES / 2]
    });
    println!(
        "medians of {TIMES} resends to unknown addresses, a known one, and one unknown again and again: {medians:?}"
    );
    assert_eq!(rows, [200; 3], "the same rows for each");
    let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    assert!(most.as_secs_f64() < least.as_secs_f64() * 1.5, "{medians:?}");

    let worker = stack.setup().worker_only().set("limit_mail", "1000/1h").beside(&app).start().await;
    stack.all_jobs_are_done(worker.db()).await;
    // One more at the most where the minute changed meanwhile.
    let mails = stack.mails().len();
    assert!((2..=3).contains(&mails), "{mails} mails");
    assert_eq!(count_jobs(app.db(), "kind = 'resend_verification'").await, 0);
    assert_eq!(job_rows(app.db()).await, before + i64::try_from(mails).unwrap() - 1);
}
