//! Mails about documents that cannot be told of at once: what is shut, and who has not come in yet.

use std::time::Duration;

use serde_json::json;
use shared::{
    documents::{news, visible},
    exec,
    ids::{FileId, JobId, UserId},
};
use sqlx::AssertSqlSafe;

use crate::{
    notices::{all_are_told, count, is_spread},
    stack::{Stack, eventually, stories},
};

stories!(
    what_is_shut_when_it_comes_is_told_once_it_is_opened,
    whoever_comes_in_later_is_told_then,
    of_two_jobs_one_tells_a_client,
);

async fn what_is_shut_when_it_comes_is_told_once_it_is_opened(stack: &Stack) {
    let app = stack.start().await;
    let (otto, _ann) = (app.ops("otto").await, app.client("ann").await);
    let folder = app.folder(&otto, "Offers", None).await;
    let beneath = app.named(&otto, "beneath.docx", &[("folder", &folder)]).await;
    is_spread(stack, &app, 0).await;
    let given = app.given(&otto, "given.docx", &[("client", "ann")]).await;
    is_spread(stack, &app, 0).await;
    let set = async |change: &'static str, id: &str| {
        let change = format!("UPDATE files SET {change} WHERE id = $1");
        exec!(app.db(), |c| sqlx::query(AssertSqlSafe(change.as_str())).bind(id.parse::<FileId>().unwrap())).unwrap();
    };
    set("scan_status = 'infected'", &beneath).await;
    // This one is shut after it came, and before the mail.
    set("scan_status = 'failed'", &given).await;
    let shares = format!("/api/folders/{folder}/shares/");
    app.sent(&otto, "POST", &shares, json!({"clients": ["ann"]})).await.expect(201);
    stack.clock.advance(Duration::from_secs(121));
    eventually("both wait", async || (count(&app, "document_news").await == 2).then_some(())).await;
    all_are_told(stack, &app, 2).await;
    assert!(stack.told("ann").is_empty());
    for id in [&beneath, &given] {
        set("released_at = 1", id).await;
    }
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.text().contains(&beneath) && mail.text().contains(&given), "{mail:?}");
}

async fn whoever_comes_in_later_is_told_then(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    app.signup("dan", "dan@example.com", crate::app::PASSWORD).await.expect(201);
    let ivy = json!({"email": "ivy@example.com", "role": "client"});
    app.sent(&otto, "POST", "/api/ops/people/", ivy).await.expect(201);
    let id = app.given(&otto, "a.docx", &[("client", "dan"), ("client", "ivy@example.com")]).await;
    all_are_told(stack, &app, 0).await;
    assert_eq!((stack.told("dan").len(), stack.told("ivy").len()), (0, 0));
    let link = stack.mails_to("dan@example.com").pop().unwrap().link();
    app.follow(&link).await.expect(200);
    let link = stack.mails_to("ivy@example.com").pop().unwrap().link();
    let body = json!({"username": "ivy", "password": crate::app::PASSWORD});
    app.post(&link).json(&body).send().await.expect(200);
    for of in ["dan", "ivy"] {
        let told = async || {
            stack.clock.advance(Duration::from_secs(11));
            stack.told(of).pop()
        };
        assert!(eventually("they are told", told).await.text().contains(&id));
    }
    stack.all_mail_is_done(app.db()).await;
    assert_eq!((stack.told("dan").len(), stack.told("ivy").len()), (1, 1));
}

async fn of_two_jobs_one_tells_a_client(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    app.given(&otto, "a.docx", &[("client", "ann")]).await;
    is_spread(stack, &app, 0).await;
    exec!(app.db(), |c| sqlx::query("UPDATE document_notices SET due_at = NULL")).unwrap();
    let (user, one, other) = (UserId(ann.id.parse().unwrap()), JobId::new(), JobId::new());
    let finds = async |job: JobId| {
        let now = stack.clock.now();
        news::take(app.db(), user, job, now).await.unwrap();
        visible::coming(app.db(), (user, job), None, 10, now).await.unwrap().len()
    };
    assert_eq!((finds(one).await, finds(other).await, finds(one).await), (1, 0, 1));
    // Where nothing more is heard of the one, the other tells.
    stack.clock.advance(Duration::from_mins(6));
    assert_eq!((finds(other).await, finds(one).await), (1, 0));
    exec!(app.db(), |c| sqlx::query("UPDATE document_notices SET due_at = 1, taken_until = 0")).unwrap();
    all_are_told(stack, &app, 0).await;
    assert_eq!(stack.told("ann").len(), 1);
}
