//! What happens, as it happens: who is told of what, what is not told, and how a stream ends and goes on.

use std::time::Duration;

use hyper::Method;
use ooxml::Kind;
use serde_json::{Value, json};
use shared::people::permissions::{Permission, Permissions};

use crate::{
    app::{App, HasId, Person},
    client::{Form, Reply},
    documents::{docx, minimal},
    looking_on::Looking,
    stack::{Stack, eventually, stories},
};

stories!(
    documents_are_told_of_as_they_come_change_and_go,
    nothing_of_a_foreign_document_is_told,
    what_a_client_sees_changes_with_folders_groups_and_time,
    a_stream_ends_with_its_session,
    uploads_are_told_to_their_owner_and_jobs_to_those_who_operate,
    an_account_has_so_many_streams_and_no_more,
    something_is_heard_every_fifteen_seconds,
    a_shutdown_ends_all_streams,
    ; alone: many_who_look_on_cost_little,
);

impl App {
    pub(crate) async fn tell(&self, by: &Person, method: &str, path: &str, body: Value) -> Reply {
        self.call(method.parse().unwrap(), path).bearer(&by.access).json(&body).send().await
    }

    /// A document for those who are named, once it is clean.
    async fn for_named(&self, by: &Person, name: &str, fields: &[(&str, &str)]) -> String {
        let form = fields
            .iter()
            .fold(Form::new(), |form, (field, text)| form.part(&format!("name=\"{field}\""), text.as_bytes()));
        let form = form.part("name=\"audience\"", b"named").file(name, &minimal(Kind::Docx));
        let id = self.upload_form(by, form).await.expect(201).json()["file"].id();
        assert_eq!(self.scanned(by, &id).await["scan_status"], "clean");
        id
    }
}

async fn documents_are_told_of_as_they_come_change_and_go(stack: &Stack) {
    let app = stack.start().await;
    let twin = stack.setup().api_only().beside(&app).start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let (mut ops, mut client) = (twin.look_on(&otto).await, twin.look_on(&ann).await);
    let id = app.clean_file(&otto, "Offer.docx", docx("x")).await;
    let path = format!("/api/files/{id}/");
    let told = ops.until(|told| told.data["scan_status"] == "clean").await;
    assert!(told.iter().all(|told| told.is("file", &id)), "{told:?}");
    assert_eq!(
        told.last().unwrap().data,
        json!({"id": id, "name": "Offer.docx", "scan_status": "clean", "state": "live"})
    );
    // A client is told of what is open, and of nothing before.
    let first = client.next().await.unwrap();
    assert_eq!(first.data, json!({"id": id, "name": "Offer.docx", "scan_status": "clean"}));
    assert!(!first.id.is_empty());

    app.tell(&otto, "PATCH", &path, json!({"name": "Better.docx"})).await.expect(200);
    for looking in [&mut ops, &mut client] {
        assert_eq!(looking.comes(|told| told.is("file", &id)).await.data["name"], "Better.docx");
    }
    app.call(Method::DELETE, &path).bearer(&otto.access).send().await.expect(204);
    assert_eq!(ops.comes(|told| told.is("file", &id)).await.data["state"], "trashed");
    assert!(client.next().await.unwrap().is_gone(&id));
    app.post(&format!("{path}restore/")).bearer(&otto.access).send().await.expect(200);
    ops.comes(|told| told.data["state"] == "live").await;
    client.comes(|told| told.data["name"] == "Better.docx").await;
    app.delete(&otto, &id).await.expect(204);
    ops.comes(|told| told.is_gone(&id)).await;
    assert!(client.next().await.unwrap().is_gone(&id));
    // Nobody is told of what is nobody's: whoever looks on has to be signed in.
    app.get("/api/events/").send().await.refuses(401, "not_authenticated");
    let bare = app.get("/api/events/").bearer(&ann.access).send().await.expect(200);
    assert_eq!(bare.header("x-accel-buffering"), "no");
    app.get("/api/events/").bearer("nonsense").send().await.refuses(401, "invalid_token");
}

async fn nothing_of_a_foreign_document_is_told(stack: &Stack) {
    let app = stack.start().await;
    let twin = stack.setup().api_only().beside(&app).start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let (mut anns, mut bobs) = (app.look_on(&ann).await, twin.look_on(&bob).await);
    let place = anns.last_id.clone();
    let foreign = app.for_named(&otto, "Foreign.docx", &[("client", "bob")]).await;
    let path = format!("/api/files/{foreign}/");
    bobs.comes(|told| told.is("file", &foreign)).await;
    app.tell(&otto, "PATCH", &path, json!({"name": "Still foreign.docx"})).await.expect(200);
    // It is shared with her, taken back, and goes on its way.
    let shares =
        app.tell(&otto, "POST", &format!("{path}shares/"), json!({"clients": ["ann"]})).await.expect(201).json();
    assert_eq!(anns.next().await.unwrap().data["name"], "Still foreign.docx");
    let share = format!("{path}shares/{}/", shares["shares"][0].id());
    app.call(Method::DELETE, &share).bearer(&otto.access).send().await.expect(204);
    assert!(anns.next().await.unwrap().is_gone(&foreign));
    let told_so_far = anns.all.len();
    app.tell(&otto, "PATCH", &path, json!({"name": "Foreign again.docx"})).await.expect(200);
    bobs.comes(|told| told.data["name"] == "Foreign again.docx").await;
    app.call(Method::DELETE, &path).bearer(&otto.access).send().await.expect(204);
    app.post(&format!("{path}restore/")).bearer(&otto.access).send().await.expect(200);
    app.delete(&otto, &foreign).await.expect(204);
    bobs.comes(|told| told.is_gone(&foreign)).await;
    // What is shut is told to nobody, not even to those it is meant for.
    let shut = app.uploaded(&otto, "Shut.docx", with_eicar()).await.id();
    assert_eq!(app.scanned(&otto, &shut).await["scan_status"], "infected");

    let own = app.for_named(&otto, "Own.docx", &[("client", "ann")]).await;
    let told = anns.until(|told| told.is("file", &own)).await;
    assert_eq!(told.len(), 1, "{told:?}");
    for foreign_word in [&foreign, &shut, "Foreign", "Shut"] {
        assert!(!anns.all[told_so_far..].contains(foreign_word), "{foreign_word}: {}", anns.all);
    }
    // Not even after a break, in which all of that is missed.
    let mut again = twin.look_on_after(&ann, &place).await;
    let told = again.until(|told| told.is("file", &own)).await;
    assert_eq!(told.len(), 1, "{told:?}");
    // Nobody reads from an id how much has happened.
    assert!(again.last_id.parse::<i64>().is_err() && again.last_id.len() > 50, "{}", again.last_id);
}

fn with_eicar() -> Vec<u8> {
    use ooxml::sample::{DocumentBuilder, Entry, eicar};
    DocumentBuilder::new(Kind::Docx).entry(Entry::stored("word/media/image1.txt", eicar())).build()
}

async fn what_a_client_sees_changes_with_folders_groups_and_time(stack: &Stack) {
    let app = stack.start().await;
    let twin = stack.setup().api_only().beside(&app).start().await;
    let (otto, ann, bob) = (app.ops("otto").await, app.client("ann").await, app.client("bob").await);
    let folder = app.tell(&otto, "POST", "/api/folders/", json!({"name": "Offers"})).await.expect(201).json().id();
    let group = app.tell(&otto, "POST", "/api/ops/groups/", json!({"name": "Board"})).await.expect(201).json().id();
    let in_folder = app.for_named(&otto, "folder.docx", &[("folder", &folder)]).await;
    let in_group = app.for_named(&otto, "group.docx", &[("group", "Board")]).await;
    let (mut anns, mut bobs) = (app.look_on(&ann).await, twin.look_on(&bob).await);

    let shares = format!("/api/folders/{folder}/shares/");
    let share = app.tell(&otto, "POST", &shares, json!({"clients": ["ann"]})).await.expect(201).json();
    assert!(anns.next().await.unwrap().is("file", &in_folder));
    let share = format!("{shares}{}/", share["shares"][0].id());
    app.call(Method::DELETE, &share).bearer(&otto.access).send().await.expect(204);
    assert!(anns.next().await.unwrap().is_gone(&in_folder));

    let member = format!("/api/ops/groups/{group}/members/{}/", ann.id);
    app.tell(&otto, "PUT", &member, json!({})).await.expect(204);
    assert!(anns.next().await.unwrap().is("file", &in_group));
    let place = anns.last_id.clone();
    app.call(Method::DELETE, &member).bearer(&otto.access).send().await.expect(204);
    assert!(anns.next().await.unwrap().is_gone(&in_group));
    // What she saw before a break is not known afterwards: she is told to look for herself.
    let mut again = twin.look_on_after(&ann, &place).await;
    assert_eq!(again.next().await.unwrap().event, "reset");

    // By the clock, too.
    let soon = (app.foundation.clock.now() + Duration::from_mins(10)).to_string();
    let id = app.for_named(&otto, "soon.docx", &[("client", "ann"), ("expires_at", &soon)]).await;
    anns.comes(|told| told.is("file", &id)).await;
    stack.clock.advance(Duration::from_mins(10));
    assert!(anns.next().await.unwrap().is_gone(&id));
    // All the while nothing of it was Bob's.
    let own = app.for_named(&otto, "bob.docx", &[("client", "bob")]).await;
    assert!(bobs.next().await.unwrap().is("file", &own), "{}", bobs.all);
}

async fn a_stream_ends_with_its_session(stack: &Stack) {
    let app = stack.start().await;
    let twin = stack.setup().api_only().beside(&app).start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let another = app.log_in("ann").await;
    let (mut one, mut other) = (twin.look_on(&ann).await, twin.look_on(&another).await);
    app.logout(Some(&ann.access), None).await.expect(204);
    one.ends().await;

    // One by cookie, and one by a token.
    let body = json!({"username": "ann", "password": crate::app::PASSWORD, "cookie": true});
    let reply = app.post("/api/login/").header("sec-fetch-site", "same-origin").json(&body).send().await.expect(200);
    let cookies = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let cookie =
        cookies.filter_map(|line| line.split(';').next()).find(|line| line.starts_with("strongroom=")).unwrap();
    let mut by_cookie = Looking::by(twin.get("/api/events/").header("cookie", cookie)).await;
    let by = |access: String| Person { access, ..another.clone() };
    let mut by_token = twin.look_on(&by(app.token(&another, &["read"]).await)).await;
    let wrong = by(app.token(&another, &["download"]).await);
    app.get("/api/events/").bearer(&wrong.access).send().await.refuses(403, "scope_missing");
    let id = app.clean_file(&otto, "a.docx", docx("x")).await;
    for looking in [&mut other, &mut by_cookie, &mut by_token] {
        looking.comes(|told| told.is("file", &id)).await;
    }
    app.post("/api/logout/").header("cookie", cookie).header("sec-fetch-site", "same-origin").send().await.expect(204);
    by_cookie.ends().await;
    // All that the account has ends when it is disabled.
    let path = format!("/api/ops/people/{}/", ann.id);
    app.tell(&otto, "PATCH", &path, json!({"disabled": true})).await.expect(200);
    other.ends().await;
    by_token.ends().await;
    // And by the clock: a session that nobody refreshes, whatever is open.
    let mut ops = twin.look_on(&otto).await;
    stack.clock.advance(Duration::from_hours(24 * 31));
    ops.ends().await;
}

async fn uploads_are_told_to_their_owner_and_jobs_to_those_who_operate(stack: &Stack) {
    let app = stack.start().await;
    let (otto, uli) = (app.ops("otto").await, app.ops_who_may("uli", Permissions::NONE).await);
    let olga = app.ops_who_may("olga", Permissions::from(Permission::Operate)).await;
    let (mut ottos, mut ulis, mut olgas) =
        (app.look_on(&otto).await, app.look_on(&uli).await, app.look_on(&olga).await);
    let bytes = docx("x");
    let sending = app.begun(&uli, "parts.docx", bytes.len()).await;
    let upload = sending.path.trim_end_matches('/').rsplit('/').next().unwrap().to_owned();
    let begun = ulis.comes(|told| told.is("upload", &upload)).await;
    let expected = json!({"id": upload, "state": "receiving", "offset": 0, "size": bytes.len(), "file_id": null});
    assert_eq!(begun.data, expected);
    sending.part(&app, 0, &bytes).send().await.expect(204);
    let stored = ulis.comes(|told| told.is("upload", &upload) && told.data["state"] == "stored").await;
    let file = stored.data["file_id"].as_str().unwrap().to_owned();
    let given_up = app.begun(&uli, "parts.docx", 10).await;
    given_up.call(&app, Method::DELETE).send().await.expect(204);
    ulis.comes(|told| told.event == "upload" && told.data["gone"] == true).await;
    // Others see the document, and nothing of the upload.
    let told = ottos.until(|told| told.is("file", &file) && told.data["scan_status"] == "clean").await;
    assert!(told.iter().all(|told| told.event == "file"), "{told:?}");

    // A job that is given up: its document is shut.
    app.stop().await;
    let app = stack.setup().api_only().start().await;
    let people = [app.log_in("otto").await, app.log_in("olga").await, app.log_in("uli").await];
    let id = app.uploaded(&people[2], "b.docx", docx("x")).await.id();
    let jobs = app.get("/api/ops/jobs/?kind=scan_file").bearer(&people[0].access).send().await.expect(200).json();
    let job = jobs["jobs"][0].id();
    let mut streams = [app.look_on(&people[0]).await, app.look_on(&people[1]).await, app.look_on(&people[2]).await];
    app.post(&format!("/api/ops/jobs/{job}/cancel/")).bearer(&people[0].access).send().await.expect(200);
    for looking in &mut streams[..2] {
        let told = looking.comes(|told| told.event == "job").await;
        assert_eq!(told.data, json!({"id": job, "kind": "scan_file", "state": "dead"}));
    }
    let shut = streams[2].comes(|told| told.is("file", &id)).await;
    assert_eq!(shut.data["scan_status"], "failed");
    // One that sends a mail goes by a name of its own.
    app.signup("nora", "nora@example.com", crate::app::PASSWORD).await.expect(201);
    let jobs = app.get("/api/ops/jobs/?kind=verify_email").bearer(&people[0].access).send().await.expect(200).json();
    let mail = jobs["jobs"][0].id();
    app.post(&format!("/api/ops/jobs/{mail}/cancel/")).bearer(&people[0].access).send().await.expect(200);
    for looking in &mut streams[..2] {
        let told = looking.comes(|told| told.event == "mail").await;
        assert_eq!(told.data, json!({"id": mail, "kind": "verify_email", "state": "dead"}));
    }
    // Whoever may not operate any more is told of no more jobs.
    let path = format!("/api/ops/people/{}/", olga.id);
    app.tell(&people[0], "PATCH", &path, json!({"permissions": []})).await.expect(200);
    app.post(&format!("/api/ops/jobs/{job}/retry/")).bearer(&people[0].access).send().await.expect(200);
    streams[0].comes(|told| told.is("job", &job) && told.data["state"] == "queued").await;
    let other = app.uploaded(&people[2], "c.docx", docx("x")).await.id();
    for looking in &mut streams[1..] {
        let told = looking.until(|told| told.is("file", &other)).await;
        assert!(told.iter().all(|told| told.event == "file"), "{told:?}");
    }
    stack.may_leave_jobs();
    olgas.ends().await;
}

async fn an_account_has_so_many_streams_and_no_more(stack: &Stack) {
    let app = stack.setup().api_only().start().await;
    let (otto, olga) = (app.ops("otto").await, app.ops("olga").await);
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(app.look_on(&otto).await);
    }
    for _ in 0..2 {
        app.get("/api/events/").bearer(&otto.access).send().await.refuses(429, "too_many_requests");
    }
    app.look_on(&olga).await;
    // Whoever leaves makes room.
    drop(streams.pop());
    let again = async || {
        let call = app.get("/api/events/").bearer(&otto.access);
        (call.open().await.status() == 200).then_some(())
    };
    eventually("there is room again", again).await;
}

async fn something_is_heard_every_fifteen_seconds(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let mut looking = app.look_on(&ann).await;
    let beginning = looking.last_id.clone();
    for _ in 0..2 {
        stack.clock.advance(Duration::from_secs(15));
        assert_eq!(looking.block().await.unwrap(), [":"]);
    }
    assert_eq!(looking.last_id, beginning);
    // What was not theirs is behind them all the same: after a break nobody looks at it again.
    let foreign = app.for_named(&otto, "foreign.docx", &[]).await;
    let moves_on = async || {
        stack.clock.advance(Duration::from_secs(15));
        looking.block().await.unwrap();
        (looking.last_id != beginning).then_some(())
    };
    eventually("the place moves on", moves_on).await;
    assert!(!looking.all.contains(&foreign) && !looking.all.contains("event:"), "{}", looking.all);
}

async fn a_shutdown_ends_all_streams(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let mut streams = [app.look_on(&otto).await, app.look_on(&otto).await];
    let began = std::time::Instant::now();
    app.stop().await;
    for looking in &mut streams {
        looking.ends().await;
    }
    assert!(began.elapsed() < Duration::from_secs(15), "the end did not wait for them: {:?}", began.elapsed());
}

async fn many_who_look_on_cost_little(stack: &Stack) {
    const STREAMS: usize = 200;
    let program = stack.program(&[], &[]).await;
    let app = stack.setup().served_by(&program).start().await;
    let otto = app.ops("otto").await;
    let mut people = Vec::new();
    for number in 0..STREAMS / 10 {
        people.push(app.client(&format!("client-{number}")).await);
    }
    // What an upload costs once is not counted.
    app.clean_file(&otto, "first.docx", docx("x")).await;
    let before = program.most_memory();
    let mut streams = Vec::new();
    for number in 0..STREAMS {
        streams.push(app.look_on(&people[number % people.len()]).await);
    }
    let id = app.clean_file(&otto, "second.docx", docx("x")).await;
    for looking in &mut streams {
        assert!(looking.next().await.unwrap().is("file", &id));
    }
    let more = program.most_memory() - before;
    assert!(more < 32 << 20, "{} KiB for each", (more >> 10) / STREAMS as u64);
}
