//! A client's own view: what is new, what ends soon, and asking for what is over.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    app::{App, HasId, Person, moment},
    client::Reply,
    stack::{Stack, eventually, stories},
};

stories!(
    clients_ask_for_what_is_over_once_a_day,
    of_what_is_not_theirs_nothing_is_told,
    clients_find_what_is_new_and_what_ends_soon,
    asking_counts_as_other_mails_do,
);

impl App {
    async fn ask(&self, by: &Person, id: &str) -> Reply {
        self.post(&format!("/api/files/{id}/ask/")).bearer(&by.access).send().await
    }
}

/// A time so many minutes from now, as clients write it.
fn in_minutes(stack: &Stack, minutes: i64) -> String {
    let at = u64::try_from(stack.clock.now().0 + minutes * 60_000).unwrap();
    humantime::format_rfc3339_millis(std::time::UNIX_EPOCH + Duration::from_millis(at)).to_string()
}

async fn clients_ask_for_what_is_over_once_a_day(stack: &Stack) {
    let app = stack.setup().set("public_url", "https://files.example.com").start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let end = in_minutes(stack, 1);
    let expires = app.named(&otto, "over.docx", &[("client", "ann"), ("client", "bob"), ("expires_at", &end)]).await;
    let once = app.named(&otto, "once.docx", &[("client", "ann"), ("max_downloads", "1")]).await;
    for id in [&expires, &once] {
        app.ask(&ann, id).await.refuses(409, "not_expired");
    }
    app.get(&app.link(&ann, &once).await).send().await.expect(200);
    stack.clock.advance(Duration::from_mins(1));
    app.show(&ann, &expires).await.refuses(404, "not_found");
    for id in [&expires, &once] {
        app.ask(&ann, id).await.expect(202);
        let again = app.ask(&ann, id).await;
        assert_eq!(again.header("retry-after"), "86400");
        again.refuses(429, "too_many_requests");
    }
    app.ask(&bob, &expires).await.expect(202);
    stack.all_mail_is_done(app.db()).await;
    let mails = || stack.mails_to("otto@example.com");
    assert_eq!(mails().len(), 3);
    let mails_now = mails();
    let of_once = mails_now.iter().find(|mail| mail.text().contains("once.docx")).unwrap();
    assert_eq!(of_once.header("Subject"), "A client asks for a document");
    assert!(of_once.text().contains("ann (ann@example.com) asks you for"), "{of_once:?}");
    assert_eq!(of_once.link(), format!("/ops/files/{once}"));
    assert!(of_once.header("List-Unsubscribe").contains("/api/unsubscribe/"));
    let told = app.event(&olga, "event=file.asked").await;
    assert_eq!(told["on"]["id"], expires.as_str(), "{told}");

    let all = app.get("/api/me/export/").bearer(&ann.access).send().await.expect(200).json();
    assert_eq!((all["asks"].as_array().unwrap().len(), &all["asks"][0]["file_id"]), (2, &json!(expires)));

    // The next day; and whoever uploaded it may want no such mails.
    stack.clock.advance(Duration::from_hours(24));
    app.ask(&app.log_in("ann").await, &expires).await.expect(202);
    stack.all_mail_is_done(app.db()).await;
    assert_eq!(mails().len(), 4);
    let off = json!({"notify": {"documents": false}});
    app.sent(&app.log_in("otto").await, "PATCH", "/api/me/", off).await.expect(200);
    app.ask(&app.log_in("bob").await, &expires).await.expect(202);
    stack.all_mail_is_done(app.db()).await;
    assert_eq!(mails().len(), 4);
}

async fn of_what_is_not_theirs_nothing_is_told(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let end = in_minutes(stack, 1);
    let id = app.named(&otto, "a.docx", &[("client", "ann"), ("expires_at", &end)]).await;
    stack.clock.advance(Duration::from_mins(1));
    app.ask(&bob, &id).await.refuses(404, "not_found");
    app.ask(&bob, &uuid::Uuid::now_v7().to_string()).await.refuses(404, "not_found");
    app.ask(&bob, "x").await.refuses(404, "not_found");
    for path in [id.as_str(), "x"] {
        app.ask(&otto, path).await.refuses(403, "role_not_allowed");
    }
    app.sent(&otto, "DELETE", &format!("/api/files/{id}/"), json!({})).await.expect(204);
    app.ask(&ann, &id).await.refuses(404, "not_found");
    stack.all_mail_is_done(app.db()).await;
    assert!(stack.mails_to("otto@example.com").is_empty());
}

fn ids(page: &Value) -> Vec<String> {
    page["files"].as_array().unwrap().iter().map(HasId::id).collect()
}

async fn clients_find_what_is_new_and_what_ends_soon(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let mut all = Vec::new();
    for (name, minutes) in [("never.docx", None), ("late.docx", Some(90)), ("soon.docx", Some(30)), ("ever.docx", None)]
    {
        let end = minutes.map(|minutes| in_minutes(stack, minutes)).unwrap_or_default();
        all.push(app.named(&otto, name, &[("client", "ann"), ("client", "bob"), ("expires_at", &end)]).await);
    }
    let [never, late, soon, ever] = &all[..] else { panic!("{all:?}") };
    let list = async |by: &Person, query: &str| app.list(by, query).await.expect(200).json();
    for by in [&ann, &otto] {
        assert_eq!(ids(&list(by, "sort=expires_at").await), [soon, late, never, ever].map(String::as_str));
        assert_eq!(ids(&list(by, "sort=-expires_at").await), [ever, never, late, soon].map(String::as_str));
        let (mut paged, mut query) = (Vec::new(), "sort=expires_at&limit=1".to_owned());
        loop {
            let page = list(by, &query).await;
            paged.extend(ids(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            query = format!("sort=expires_at&limit=1&cursor={next}");
        }
        assert_eq!(paged, [soon, late, never, ever].map(String::as_str));
    }
    app.get(&app.link(&ann, late).await).send().await.expect(200);
    // Half of it is no delivery to those who gave it, though it is on record who has got it.
    app.get(&app.link(&bob, soon).await).header("range", "bytes=0-9").send().await.expect(206);
    eventually("the download is counted", async || {
        (app.show(&otto, late).await.json()["downloads"] == json!({"count": 1, "clients": 1})).then_some(())
    })
    .await;
    let path = format!("/api/files/{soon}/downloads/");
    eventually("the half is on record", async || {
        let began = app.get(&path).bearer(&otto.access).send().await.expect(200).json();
        (began["downloads"].as_array().unwrap().len() == 1).then_some(())
    })
    .await;
    assert_eq!(app.show(&otto, soon).await.expect(200).json()["downloads"], json!({"count": 0, "clients": 0}));
    let downloaded = list(&ann, "downloaded=true&total=true").await;
    assert_eq!((ids(&downloaded), &downloaded["total"]), (vec![late.clone()], &json!(1)));
    assert!(moment(&downloaded["files"][0]["downloaded_at"]) > 0);
    let new = list(&ann, "downloaded=false&sort=expires_at&total=true").await;
    assert_eq!((ids(&new), &new["total"]), ([soon, never, ever].map(Clone::clone).to_vec(), &json!(3)));
    // It is told by whoever asks: otto has downloaded none.
    assert_eq!(ids(&list(&otto, "downloaded=true").await), Vec::<String>::new());
    app.list(&ann, "downloaded=maybe").await.faults("downloaded");
    app.list(&ann, "sort=expiry").await.faults("sort");
    let of_another = list(&ann, "sort=size&limit=1").await["next_cursor"].as_str().unwrap().to_owned();
    app.list(&ann, &format!("sort=expires_at&cursor={of_another}")).await.faults("cursor");
}

async fn asking_counts_as_other_mails_do(stack: &Stack) {
    let app = stack.setup().set("limit_mail", "2/1h").start().await;
    let otto = app.ops("otto").await;
    let ann = app.client("ann").await;
    let end = in_minutes(stack, 2);
    let mut all = Vec::new();
    for name in ["a.docx", "b.docx", "c.docx"] {
        all.push(app.named(&otto, name, &[("client", "ann"), ("expires_at", &end)]).await);
    }
    stack.clock.advance(Duration::from_mins(2));
    app.ask(&ann, &all[0]).await.expect(202);
    // Asked for in vain, it costs nothing.
    app.ask(&ann, &all[0]).await.refuses(429, "too_many_requests");
    app.ask(&ann, &all[1]).await.expect(202);
    app.ask(&ann, &all[2]).await.refuses(429, "too_many_requests");
    stack.clock.advance(Duration::from_hours(1));
    app.ask(&app.log_in("ann").await, &all[2]).await.expect(202);
    stack.all_mail_is_done(app.db()).await;
    assert_eq!(stack.mails_to("otto@example.com").len(), 3);
}
