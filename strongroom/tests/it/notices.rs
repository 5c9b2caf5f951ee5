//! Mails about documents that come to clients: one for what comes together, and never of what is not theirs.

use std::time::Duration;

use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, eicar},
};
use serde_json::{Value, json};
use shared::{exec, ids::FileId, sql};
use sqlx::AssertSqlSafe;

use crate::{
    app::{App, HasId, Person},
    client::Form,
    documents::minimal,
    mails::Mail,
    servers::MailServer,
    stack::{Stack, eventually, stories},
};

stories!(
    what_comes_together_is_told_in_one_mail,
    nobody_is_told_of_what_is_not_clean_until_it_is_opened,
    what_is_scanned_once_more_is_told_afterwards,
    what_is_taken_away_before_the_mail_is_not_told,
    what_may_only_be_looked_at_is_told_so,
    what_lies_in_a_shared_folder_is_told_and_who_joins_a_group_is_told_nothing,
    whoever_wants_no_such_mails_gets_none,
    one_click_ends_the_mails_and_looking_does_not,
    sharing_with_a_group_leaves_the_writing_to_the_worker,
    a_killed_worker_loses_no_mail,
);

const ONE: &str = "A new document for you";
const SEVERAL: &str = "New documents for you";

pub(crate) async fn count(app: &App, of: &'static str) -> i64 {
    let query = format!("SELECT COUNT(*) FROM {of}");
    let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(AssertSqlSafe(query)).fetch_one(c)).unwrap();
    count
}

/// Waits until all news but so many has been spread, for which the worker looks every ten seconds.
pub(crate) async fn is_spread(stack: &Stack, app: &App, but: i64) {
    stack.clock.advance(Duration::from_secs(11));
    eventually("news is spread", async || (count(app, "document_news").await == but).then_some(())).await;
}

/// Waits until all who are to be told are told: two minutes after all news but so many has been spread.
pub(crate) async fn all_are_told(stack: &Stack, app: &App, but: i64) {
    is_spread(stack, app, but).await;
    stack.clock.advance(Duration::from_secs(121));
    // Whoever has not come in yet waits for longer.
    let waiting = "document_notices n JOIN users u ON u.id = n.user_id WHERE n.due_at IS NOT NULL
        AND u.email_verified_at IS NOT NULL AND u.invited_at IS NULL AND u.waits_since IS NULL";
    eventually("all are told", async || (count(app, waiting).await == 0).then_some(())).await;
    stack.all_mail_is_done(app.db()).await;
}

impl Stack {
    /// The mails to somebody about documents.
    pub(crate) fn told(&self, of: &str) -> Vec<Mail> {
        let mails = self.mails_to(&format!("{of}@example.com")).into_iter();
        mails.filter(|mail| [ONE, SEVERAL].contains(&mail.header("Subject"))).collect()
    }
}

impl App {
    /// Uploads a document for whom the fields name, and waits until it is clean.
    pub(crate) async fn given(&self, by: &Person, name: &str, fields: &[(&str, &str)]) -> String {
        let form = fields
            .iter()
            .fold(Form::new(), |form, (field, text)| form.part(&format!("name=\"{field}\""), text.as_bytes()));
        let id = self.upload_form(by, form.file(name, &minimal(Kind::Docx))).await.expect(201).json()["file"].id();
        self.scanned(by, &id).await;
        id
    }

    async fn share(&self, by: &Person, id: &str, body: Value) -> String {
        let path = format!("/api/files/{id}/shares/");
        self.sent(by, "POST", &path, body).await.expect(201).json()["shares"][0].id()
    }

    async fn group_of(&self, by: &Person, name: &str, members: &[&Person]) -> String {
        let group = self.sent(by, "POST", "/api/ops/groups/", json!({"name": name})).await.expect(201).json().id();
        for member in members {
            self.joins(by, member, &group).await;
        }
        group
    }

    async fn joins(&self, by: &Person, person: &Person, group: &str) {
        let path = format!("/api/ops/groups/{group}/members/{}/", person.id);
        self.call("PUT".parse().unwrap(), &path).bearer(&by.access).send().await.expect(204);
    }
}

async fn what_comes_together_is_told_in_one_mail(stack: &Stack) {
    let app = stack.setup().set("public_url", "https://files.example.com").start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let everyone = app.given(&otto, "all.docx", &[]).await;
    let first = app.given(&otto, "a <b> & c.docx", &[("client", "ann")]).await;
    let second = app.named(&otto, "second.docx", &[]).await;
    let shares = format!("/api/files/{second}/shares/");
    let body = json!({"clients": ["ann"], "message": "Please sign by Friday.\nThank you!"});
    app.sent(&otto, "POST", &shares, body).await.expect(201);
    // Once more: that makes it no newer.
    app.share(&otto, &second, json!({"clients": ["ann"]})).await;
    // What is for everyone is told to those with whom it is shared by itself.
    app.share(&otto, &everyone, json!({"clients": ["ann"], "message": "Have a look."})).await;
    all_are_told(stack, &app, 0).await;

    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert_eq!(mail.header("Subject"), SEVERAL);
    let (text, html) = mail.text().split_once("text/html").unwrap();
    for id in [&first, &second, &everyone] {
        let page = format!("https://files.example.com/files/{id}");
        assert!(text.contains(&format!("\n{page}\n")) && html.contains(&format!("href=\"{page}\"")), "{mail:?}");
    }
    assert!(text.contains("a <b> & c.docx") && html.contains("a &#60;b&#62; &#38; c.docx"), "{mail:?}");
    assert!(text.contains("otto writes: Please sign by Friday.\nThank you!"), "{text}");
    assert!(text.contains("otto writes: Have a look.") && !text.contains("not to download"), "{text}");
    assert!(stack.told("bob").is_empty());

    // What comes later is told by itself, in the reader's language.
    app.sent(&app.log_in("ann").await, "PATCH", "/api/me/", json!({"language": "de"})).await.expect(200);
    let otto = app.log_in("otto").await;
    let third = app.given(&otto, "third.docx", &[("client", "ann"), ("client", "bob")]).await;
    app.share(&otto, &first, json!({"clients": ["ann", "bob"]})).await;
    all_are_told(stack, &app, 0).await;
    let mails = stack.mails_to("ann@example.com");
    let mail = mails.iter().find(|mail| mail.text().contains(&third)).unwrap();
    assert!(mail.text().contains("Guten Tag ann,\n\nbei Strongroom liegt ein neues Dokument"), "{mail:?}");
    assert!(!mail.text().contains(&first), "{mail:?}");
    let [mail] = &stack.told("bob")[..] else { panic!("{:?}", stack.told("bob")) };
    assert!(mail.text().contains(&third) && mail.text().contains(&first), "{mail:?}");
    assert!(!mail.text().contains("Please sign"), "{mail:?}");
    drop((ann, bob));
}

async fn nobody_is_told_of_what_is_not_clean_until_it_is_opened(stack: &Stack) {
    let app = stack.start().await;
    let (otto, _ann, _bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let bad = DocumentBuilder::new(Kind::Docx).entry(Entry::stored("word/media/image1.txt", eicar())).build();
    let form = Form::new().part("name=\"client\"", b"ann").file("bad.docx", &bad);
    let bad = app.upload_form(&otto, form).await.expect(201).json()["file"].id();
    assert_eq!(app.scanned(&otto, &bad).await["scan_status"], "infected");
    app.given(&otto, "good.docx", &[("client", "bob")]).await;
    all_are_told(stack, &app, 1).await;
    assert_eq!((stack.told("ann").len(), stack.told("bob").len()), (0, 1));
    // Somebody opens it.
    let now = stack.clock.now();
    let released = "UPDATE files SET released_at = $2, released_by = uploaded_by WHERE id = $1";
    exec!(app.db(), |c| sqlx::query(released).bind(bad.parse::<FileId>().unwrap()).bind(now)).unwrap();
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.header("Subject") == ONE && mail.text().contains("bad.docx"), "{mail:?}");
    assert_eq!(stack.told("bob").len(), 1);
}

async fn what_is_scanned_once_more_is_told_afterwards(stack: &Stack) {
    let app = stack.start().await;
    let (otto, _ann, _bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let folder = app.folder(&otto, "Offers", None).await;
    let waits = app.named(&otto, "waits.docx", &[("folder", &folder)]).await;
    // That it was put there reaches nobody yet.
    is_spread(stack, &app, 0).await;
    let id: FileId = waits.parse().unwrap();
    let shut = "UPDATE files SET scan_status = 'pending' WHERE id = $1";
    exec!(app.db(), |c| sqlx::query(shut).bind(id)).unwrap();
    let body = json!({"clients": ["ann"]});
    app.sent(&otto, "POST", &format!("/api/folders/{folder}/shares/"), body).await.expect(201);
    app.given(&otto, "there.docx", &[("client", "ann")]).await;
    app.given(&otto, "other.docx", &[("client", "bob")]).await;
    is_spread(stack, &app, 0).await;
    stack.clock.advance(Duration::from_secs(121));
    eventually("others are told", async || (stack.told("ann").len() + stack.told("bob").len() == 2).then_some(()))
        .await;
    stack.all_mail_is_done(app.db()).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.text().contains("there.docx") && !mail.text().contains("waits.docx"), "{mail:?}");
    let opened = "UPDATE files SET scan_status = 'clean' WHERE id = $1";
    exec!(app.db(), |c| sqlx::query(opened).bind(id)).unwrap();
    all_are_told(stack, &app, 0).await;
    let told = stack.told("ann");
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|mail| mail.header("Subject") == ONE && mail.text().contains(&waits)), "{told:?}");
}

async fn what_is_taken_away_before_the_mail_is_not_told(stack: &Stack) {
    let app = stack.start().await;
    let (otto, _ann) = (app.ops("otto").await, app.client("ann").await);
    let taken = app.named(&otto, "taken.docx", &[]).await;
    let trashed = app.given(&otto, "trashed.docx", &[("client", "ann")]).await;
    let stays = app.given(&otto, "stays.docx", &[("client", "ann")]).await;
    let share = app.share(&otto, &taken, json!({"clients": ["ann"]})).await;
    is_spread(stack, &app, 0).await;
    assert_eq!(count(&app, "document_notices").await, 3);
    let path = format!("/api/files/{taken}/shares/{share}/");
    app.sent(&otto, "DELETE", &path, json!({})).await.expect(204);
    app.sent(&otto, "DELETE", &format!("/api/files/{trashed}/"), json!({})).await.expect(204);
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.header("Subject") == ONE && mail.text().contains(&stays), "{mail:?}");
    assert!(!mail.text().contains("taken") && !mail.text().contains("trashed"), "{mail:?}");
    // Given again, it is new, also to whoever was told of it before. What lies in the trash may come back.
    for times in 1..=2 {
        let otto = app.log_in("otto").await;
        let share = app.share(&otto, &taken, json!({"clients": ["ann"]})).await;
        all_are_told(stack, &app, 1).await;
        let told = stack.told("ann");
        assert_eq!(told.len(), 1 + times);
        assert_eq!(told.iter().filter(|mail| mail.text().contains(&taken)).count(), times, "{told:?}");
        let path = format!("/api/files/{taken}/shares/{share}/");
        app.sent(&app.log_in("otto").await, "DELETE", &path, json!({})).await.expect(204);
    }
    app.post(&format!("/api/files/{trashed}/restore/"))
        .bearer(&app.log_in("otto").await.access)
        .send()
        .await
        .expect(200);
    all_are_told(stack, &app, 0).await;
    assert_eq!(stack.told("ann").iter().filter(|mail| mail.text().contains(&trashed)).count(), 1);
}

async fn what_may_only_be_looked_at_is_told_so(stack: &Stack) {
    let app = stack.start().await;
    let (otto, _ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.named(&otto, "look.docx", &[]).await;
    app.share(&otto, &id, json!({"clients": ["ann"], "right": "view"})).await;
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.text().contains("look.docx (to look at, not to download)\n"), "{mail:?}");
}

async fn what_lies_in_a_shared_folder_is_told_and_who_joins_a_group_is_told_nothing(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let (ann, bob) = (app.client("ann").await, app.client("bob").await);
    let group = app.group_of(&otto, "Board", &[&ann]).await;
    let top = app.folder(&otto, "Offers", None).await;
    let inner = app.folder(&otto, "2027", Some(&top)).await;
    let other = app.folder(&otto, "Else", None).await;
    let lies = app.named(&otto, "lies.docx", &[("folder", &inner)]).await;
    let beside = app.named(&otto, "beside.docx", &[("folder", &other)]).await;
    let path = format!("/api/folders/{top}/shares/");
    let body = json!({"groups": ["Board"], "message": "All of it."});
    app.sent(&otto, "POST", &path, body).await.expect(201);
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.header("Subject") == ONE && mail.text().contains(&lies), "{mail:?}");
    assert!(mail.text().contains("otto writes: All of it."), "{mail:?}");

    // Whoever joins finds it, and is not told. Then one is uploaded into the folder, and two are put there.
    let otto = app.log_in("otto").await;
    app.joins(&otto, &bob, &group).await;
    let moved = app.named(&otto, "moved.docx", &[]).await;
    app.sent(&otto, "PATCH", &format!("/api/files/{moved}/"), json!({"folder": top})).await.expect(200);
    app.sent(&otto, "PATCH", &format!("/api/folders/{other}/"), json!({"parent": top})).await.expect(200);
    let came = app.named(&otto, "came.docx", &[("folder", &top)]).await;
    all_are_told(stack, &app, 0).await;
    for of in ["ann", "bob"] {
        let told = stack.told(of);
        let mail = told.iter().find(|mail| mail.header("Subject") == SEVERAL).unwrap();
        for id in [&moved, &beside, &came] {
            assert!(mail.text().contains(id), "{of} is not told of {id}: {mail:?}");
        }
        assert!(!mail.text().contains(&lies), "{mail:?}");
    }
    assert_eq!(stack.told("bob").len(), 1);
}

async fn whoever_wants_no_such_mails_gets_none(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let (ann, bob, cem) = (app.client("ann").await, app.client("bob").await, app.client("cem").await);
    app.signup("dan", "dan@example.com", crate::app::PASSWORD).await.expect(201);
    app.sent(&ann, "PATCH", "/api/me/", json!({"notify": {"documents": false}})).await.expect(200);
    let path = format!("/api/ops/people/{}/", bob.id);
    app.sent(&otto, "PATCH", &path, json!({"disabled": true})).await.expect(200);
    let to_all = [("client", "ann"), ("client", "bob"), ("client", "cem"), ("client", "dan")];
    app.given(&otto, "a.docx", &to_all).await;
    all_are_told(stack, &app, 0).await;
    let told = ["ann", "bob", "cem", "dan"].map(|of| stack.told(of).len());
    assert_eq!(told, [0, 0, 1, 0]);
    // Dan has not come in yet.
    assert_eq!(count(&app, "document_notices").await, 2);
    // Who wants them again is told of what comes from now on.
    let ann = app.log_in("ann").await;
    app.sent(&ann, "PATCH", "/api/me/", json!({"notify": {"documents": true}})).await.expect(200);
    let id = app.given(&app.log_in("otto").await, "b.docx", &to_all).await;
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    assert!(mail.header("Subject") == ONE && mail.text().contains(&id), "{mail:?}");
    drop(cem);
}

async fn one_click_ends_the_mails_and_looking_does_not(stack: &Stack) {
    let app = stack.setup().set("public_url", "https://files.example.com").start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    app.given(&otto, "a.docx", &[("client", "ann")]).await;
    all_are_told(stack, &app, 0).await;
    let [mail] = &stack.told("ann")[..] else { panic!("{:?}", stack.told("ann")) };
    let url = mail.header("List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(mail.text().contains(&format!("\n{url}\n")), "{mail:?}");
    let path = url.strip_prefix("https://files.example.com").unwrap();

    let wants_them =
        async || app.me(&app.log_in("ann").await.access).await.expect(200).json()["notify"]["documents"] == true;
    for accept in ["*/*", "text/html", "application/json"] {
        app.get(path).header("accept", accept).send().await.expect(200);
        app.call("HEAD".parse().unwrap(), path).header("accept", accept).send().await.expect(200);
    }
    let page = app.get(path).header("accept", "text/html").send().await.expect(200).text();
    assert!(page.contains("<form method=\"post\">"), "{page}");
    assert!(wants_them().await);
    let wrong = path.replacen("/api/unsubscribe/g", "/api/unsubscribe/h", 1);
    app.post(&wrong).send().await.refuses(400, "invalid_link");
    assert!(app.get(&wrong).header("accept", "text/html").send().await.text().contains("not valid"));
    // As mail programs do it: no cookie, no origin, nothing of ours.
    let click = || app.post(path).header("content-type", "application/x-www-form-urlencoded");
    for _ in 0..2 {
        click().bytes("List-Unsubscribe=One-Click").send().await.expect(200);
    }
    assert!(!wants_them().await);
    let me = app.me(&app.log_in("ann").await.access).await.expect(200).json();
    assert_eq!((&me["notify"]["reminders"], &me["notify"]["receipts"]), (&json!(true), &json!("daily")));
    app.given(&app.log_in("otto").await, "b.docx", &[("client", "ann")]).await;
    all_are_told(stack, &app, 0).await;
    assert_eq!(stack.told("ann").len(), 1);

    let page = app.post(path).header("accept", "text/html").send().await.expect(200).text();
    assert!(page.contains("no more mails about documents"), "{page}");
    stack.clock.advance(Duration::from_hours(24 * 366));
    app.post(path).send().await.refuses(400, "expired_link");
    drop(ann);
}

async fn sharing_with_a_group_leaves_the_writing_to_the_worker(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let people = [app.client("ann").await, app.client("bob").await, app.client("cem").await];
    app.group_of(&otto, "Board", &people.iter().collect::<Vec<_>>()).await;
    let id = app.named(&otto, "a.docx", &[]).await;
    is_spread(stack, &app, 0).await;
    app.stop().await;
    let api = stack.setup().api_only().start().await;
    let otto = api.log_in("otto").await;
    api.share(&otto, &id, json!({"groups": ["Board"]})).await;
    assert_eq!((count(&api, "document_news").await, count(&api, "document_notices").await), (1, 0));
    let workers = [stack.setup().worker_only().start().await, stack.setup().worker_only().start().await];
    all_are_told(stack, &api, 0).await;
    for person in &people {
        assert_eq!(stack.told(&person.username).len(), 1, "{}", person.username);
    }
    assert_eq!(count(&api, "document_notices WHERE told_at IS NOT NULL").await, 3);
    drop(workers);
}

async fn a_killed_worker_loses_no_mail(stack: &Stack) {
    let server = MailServer::started(stack.folder()).await;
    let (url, mut ids) = (server.url(), Vec::new());
    let settings = [("STRONGROOM_MAIL_URL", url.as_str())];
    let app = stack.start().await;
    let (otto, _ann) = (app.ops("otto").await, app.client("ann").await);
    for name in ["a.docx", "b.docx"] {
        ids.push(app.named(&otto, name, &[]).await);
    }
    is_spread(stack, &app, 0).await;
    app.stop().await;

    let app = stack.setup().api_only().start().await;
    let otto = app.log_in("otto").await;
    for id in &ids {
        app.share(&otto, id, json!({"clients": ["ann"]})).await;
    }
    // One dies while news waits, the next one while it sends.
    stack.program(&["worker"], &settings).await.kill();
    let worker = stack.program(&["worker"], &settings).await;
    is_spread(stack, &app, 0).await;
    server.will("slow");
    exec!(app.db(), |c| sqlx::query("UPDATE document_notices SET due_at = 1")).unwrap();
    let begun = "background_jobs WHERE kind = 'document_notice' AND attempts > 0";
    eventually("the mail is on its way", async || (count(&app, begun).await == 1).then_some(())).await;
    worker.kill();
    // Nobody waits here until the lease of the dead one has run out.
    let over = "UPDATE background_jobs SET due_at = 1 WHERE due_at IS NOT NULL";
    exec!(app.db(), |c| sqlx::query(over)).unwrap();
    let _worker = stack.program(&["worker"], &settings).await;
    let told = "document_notices WHERE told_at IS NOT NULL";
    eventually("both are told", async || (count(&app, told).await == 2).then_some(())).await;
    stack.all_jobs_are_done(app.db()).await;
    let mails = server.mails().into_iter().filter(|mail| mail.header("Subject") == SEVERAL).collect::<Vec<_>>();
    // Whoever gets it twice sees that it is one.
    assert!((1..=2).contains(&mails.len()), "{mails:?}");
    assert!(mails.iter().all(|mail| mail.header("Message-ID") == mails[0].header("Message-ID")));
    assert!(ids.iter().all(|id| mails[0].text().contains(id)), "{mails:?}");
}
