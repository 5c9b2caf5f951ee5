//! A client who asks for every document by every operation, and must not be told of what they do not see.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hyper::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, HasId, Person},
    client::{Call, Form, Reply},
    documents::minimal,
    leaks_world::{Document, State, Whose, World, numbers},
    looking_on::Looking,
};

/// Nobody's id.
pub(crate) const UNKNOWN: &str = "01900000-0000-7000-8000-000000000000";

/// All orders that a list can be asked in.
pub(crate) const SORTS: [&str; 8] =
    ["-uploaded_at", "uploaded_at", "name", "-name", "size", "-size", "expires_at", "-expires_at"];

/// A client who asks.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) app: &'a App,
    pub(crate) world: &'a World,
    pub(crate) client: &'a Person,
}

impl Reading<'_> {
    pub(crate) fn call(&self, method: &Method, path: &str) -> Call {
        self.app.call(method.clone(), path).bearer(&self.client.access)
    }

    /// The answer, in which nothing may stand of what this client does not see.
    pub(crate) async fn answer(&self, call: Call) -> Reply {
        let reply = call.send().await;
        self.nothing_shows(&reply);
        reply
    }

    fn nothing_shows(&self, reply: &Reply) {
        self.nothing_shows_in(reply, &whole_text(reply), &numbers(reply));
    }

    /// What somebody has done remains theirs to know: which document it was, how many bytes of it they got, and no more.
    fn nothing_shows_but_what_they_did(&self, reply: &Reply) {
        let (mut text, mut numbers) = (whole_text(reply), numbers(reply));
        let has_asked = |one: &Document| one.state == State::Expired && one.is_for(self.client);
        let is_ann = self.client.username == "ann";
        for document in self.world.documents.iter().filter(|one| is_ann || has_asked(one)) {
            text = text.replace(&document.id, "");
            if is_ann && document.state == State::LimitReached {
                numbers.remove(&document.size);
            }
        }
        self.nothing_shows_in(reply, &text, &numbers);
    }

    fn nothing_shows_in(&self, reply: &Reply, text: &str, numbers: &BTreeSet<u64>) {
        for document in &self.world.documents {
            let shown = document.of_newer_in_text(text);
            assert_eq!(shown, None, "{} learns of a newer version: {reply:?}", self.client.username);
        }
        for document in self.world.documents.iter().filter(|document| !document.is_seen_by(self.client)) {
            let shown = document.in_text(text);
            let (state, whose, who) = (document.state, document.whose, &self.client.username);
            assert_eq!(shown, None, "{who} learns of what is {state:?} for {whose:?}: {reply:?}");
            assert!(!numbers.contains(&document.size), "{who} learns the size of what is {state:?} for {whose:?}");
        }
    }

    /// Whether an answer is the same as that about what does not exist.
    fn is_like(&self, reply: &Reply, unknown: &Reply, document: &Document) {
        let (state, whose, who) = (document.state, document.whose, &self.client.username);
        assert_eq!(shape(reply), shape(unknown), "{who} about what is {state:?} for {whose:?}");
    }

    pub(crate) async fn tells_of_what_is_seen(&self, method: &Method, path: &str) {
        let about = |id: &str| self.call(method, &path.replace("{id}", id));
        let unknown = self.answer(about(UNKNOWN)).await.refuses(404, "not_found");
        for document in &self.world.documents {
            let etag = format!("\"{}\"", document.sha256);
            let plain = about(&document.id);
            let conditional = about(&document.id).header("if-none-match", &etag).header("if-match", &etag);
            let as_head = self.call(&Method::HEAD, &path.replace("{id}", &document.id));
            let head_of_unknown = self.call(&Method::HEAD, &path.replace("{id}", UNKNOWN));
            for reply in [self.answer(plain).await, self.answer(conditional).await] {
                if document.is_seen_by(self.client) {
                    assert_eq!(reply.expect(200).json()["sha256"], document.sha256.as_str());
                } else {
                    self.is_like(&reply, &unknown, document);
                }
            }
            let reply = self.answer(as_head).await;
            if !document.is_seen_by(self.client) {
                self.is_like(&reply, &self.answer(head_of_unknown).await, document);
            }
        }
    }

    /// No previews are made here, which is told of what is seen alone, whatever else is wrong with the question.
    pub(crate) async fn shows_pages_of_what_is_seen(&self, method: &Method, path: &str) {
        for query in ["", "?page=2&width=64", "?page=0", "?width=wide"] {
            let about = |id: &str| self.call(method, &format!("{}{query}", path.replace("{id}", id)));
            let unknown = self.answer(about(UNKNOWN)).await.refuses(404, "not_found");
            for document in &self.world.documents {
                let etag = format!("\"{}-1-800\"", &document.sha256[..32]);
                let reply = self.answer(about(&document.id).header("if-none-match", &etag)).await;
                if !document.is_seen_by(self.client) {
                    self.is_like(&reply, &unknown, document);
                } else if query.ends_with('0') || query.ends_with("wide") {
                    reply.refuses(400, "invalid_input");
                } else {
                    reply.refuses(404, "no_preview");
                }
            }
        }
    }

    pub(crate) async fn hands_out_what_is_theirs(&self, method: &Method, path: &str) {
        let about = |id: &str| {
            let call = self.call(method, &path.replace("{id}", id));
            if *method == Method::GET { call } else { call.json(&json!({})) }
        };
        let unknown = self.answer(about(UNKNOWN)).await.refuses(404, "not_found");
        for document in &self.world.documents {
            let reply = self.answer(about(&document.id)).await;
            if !document.is_for(self.client) || document.state == State::Trashed {
                self.is_like(&reply, &unknown, document);
            } else if let Some((status, code)) = document.refused(self.client) {
                reply.refuses(status, code);
            } else {
                assert!(reply.status.is_success(), "{reply:?}");
            }
        }
    }

    pub(crate) async fn asks_for_what_is_theirs(&self, path: &str) {
        let about = |id: &str| self.call(&Method::POST, &path.replace("{id}", id));
        let unknown = self.answer(about(UNKNOWN)).await.refuses(404, "not_found");
        for document in &self.world.documents {
            let reply = self.answer(about(&document.id)).await;
            if !document.is_for(self.client) || document.state == State::Trashed {
                self.is_like(&reply, &unknown, document);
            } else {
                assert_ne!(reply.status, 404, "{reply:?}");
            }
        }
    }

    /// Every document changes while somebody looks on, and last of all one that they see.
    pub(crate) async fn looks_on(&self, path: &str) {
        let mut looking = Looking::by(self.call(&Method::GET, path)).await;
        let is_theirs = |one: &&Document| (one.state, one.whose) == (State::Clean, Whose::Everyone);
        let last = self.world.documents.iter().find(is_theirs).unwrap();
        for document in self.world.documents.iter().filter(|one| one.id != last.id).chain([last]) {
            let change = self.app.call(Method::PATCH, &format!("/api/files/{}/", document.id));
            change.bearer(&self.world.owner.access).json(&json!({"description": document.mark})).send().await;
        }
        looking.until(|told| told.is("file", &last.id)).await;
        for document in &self.world.documents {
            let (state, whose, who) = (document.state, document.whose, &self.client.username);
            let shown = document.in_text(&looking.all).filter(|_| !document.is_seen_by(self.client));
            assert_eq!(shown, None, "{who} is told of what is {state:?} for {whose:?}");
            assert_eq!(document.of_newer_in_text(&looking.all), None, "{who} is told of a newer version");
        }
    }

    pub(crate) async fn hands_out_all_or_nothing(&self, path: &str) {
        let theirs = self.world.documents.iter().find(|one| (one.state, one.whose) == (State::Clean, Whose::Everyone));
        let theirs = theirs.unwrap().id.as_str();
        let zip = |ids: &[&str]| self.call(&Method::POST, path).json(&json!({"files": ids}));
        let unknown = self.answer(zip(&[UNKNOWN])).await.refuses(404, "not_found");
        let one_unknown = self.answer(zip(&[theirs, UNKNOWN])).await;
        assert_eq!(shape(&one_unknown), shape(&unknown));
        for document in &self.world.documents {
            for ids in [&[document.id.as_str()][..], &[theirs, &document.id], &[&document.id, theirs]] {
                let reply = self.answer(zip(ids)).await;
                if !document.is_for(self.client) || document.state == State::Trashed {
                    self.is_like(&reply, &unknown, document);
                } else if let Some((status, code)) = document.refused(self.client) {
                    reply.refuses(status, code);
                } else {
                    reply.expect(200);
                }
            }
        }
    }

    pub(crate) async fn lists_what_is_seen(&self, path: &str) {
        let seen = self.world.documents.iter().filter(|one| one.is_seen_by(self.client));
        let seen: BTreeSet<String> = seen.map(|one| one.id.clone()).collect();
        for sort in SORTS {
            for filter in ["", "&search=leak", "&kind=docx"] {
                let (found, total, _) = self.walked(path, &format!("sort={sort}&limit=7{filter}")).await;
                assert_eq!((found, total), (seen.clone(), seen.len()), "{} {sort}{filter}", self.client.username);
            }
        }
        let (had, had_total, _) = self.walked(path, "downloaded=true").await;
        let (new, new_total, _) = self.walked(path, "downloaded=false").await;
        assert_eq!((had.len() + new.len(), &had | &new), (had_total + new_total, seen.clone()));
        let mut by_status = BTreeSet::new();
        for status in ["pending", "clean", "infected", "failed", "released"] {
            let (found, total, _) = self.walked(path, &format!("status={status}")).await;
            assert_eq!(found.len(), total);
            by_status.extend(found);
        }
        assert_eq!(by_status, seen);
        for query in ["audience=named", "client=ann", "state=expired", "uploaded_by=x", "since=2020-01-01T00:00:00Z"] {
            self.answer(self.call(&Method::GET, &format!("{path}?{query}"))).await.refuses(403, "role_not_allowed");
        }
        for (filter, of_nobodys) in [("search", "no%20such"), ("label", "no%20such"), ("folder", UNKNOWN)] {
            let asked =
                |what: &str| self.answer(self.call(&Method::GET, &format!("{path}?total=true&{filter}={what}")));
            let unknown = asked(of_nobodys).await.expect(200);
            for document in &self.world.documents {
                let reply = asked(if filter == "folder" { &document.folder } else { &document.mark }).await;
                if document.is_seen_by(self.client) {
                    let page = reply.expect(200).json();
                    assert_eq!((page["files"][0].id(), &page["total"]), (document.id.clone(), &json!(1)));
                } else {
                    self.is_like(&reply, &unknown, document);
                }
            }
        }
    }

    /// The ids on all pages, the total that is told, and the cursors between.
    pub(crate) async fn walked(&self, path: &str, query: &str) -> (BTreeSet<String>, usize, Vec<String>) {
        let (mut found, mut cursors, mut cursor) = (BTreeSet::new(), Vec::new(), String::new());
        loop {
            let call = self.call(&Method::GET, &format!("{path}?{query}&total=true{cursor}"));
            let page = self.answer(call).await.expect(200).json();
            found.extend(page["files"].as_array().unwrap().iter().map(HasId::id));
            let total = usize::try_from(page["total"].as_u64().unwrap()).unwrap();
            let Some(next) = page["next_cursor"].as_str() else { return (found, total, cursors) };
            cursors.push(next.to_owned());
            cursor = format!("&cursor={next}");
        }
    }

    /// Links from when all was Ann's.
    pub(crate) async fn leads_to_what_is_theirs(&self, method: &Method, kinds: &[usize]) {
        if self.client.username != "ann" {
            return;
        }
        for &kind in kinds {
            for header in ["accept", "if-none-match", "range"] {
                let erased = &self.world.links_to_erased[kind];
                let gone = self.answer(self.follow(method, erased, (header, "bytes=0-9"))).await;
                for document in &self.world.documents {
                    self.leads_to(method, document, kind, header, &gone).await;
                }
            }
        }
    }

    fn follow(&self, method: &Method, link: &str, (header, value): (&'static str, &str)) -> Call {
        let call = self.app.call(method.clone(), link).header(header, value);
        if *method == Method::POST { call.json(&json!({"password": "guessed it"})) } else { call }
    }

    async fn leads_to(&self, method: &Method, document: &Document, kind: usize, header: &'static str, gone: &Reply) {
        let etag = format!("\"{}\"", document.sha256);
        let value = if header == "range" { "bytes=0-9" } else { &etag };
        let reply = self.answer(self.follow(method, &document.links[kind], (header, value))).await;
        let is_gone = !document.is_for(self.client) || matches!(document.state, State::Trashed | State::Expired);
        // What was delivered already may be delivered again, and whoever has the bytes already is told so.
        let is_no_download = document.state == State::LimitReached && (kind == 0 || header == "if-none-match");
        let refused = document.refused(self.client);
        if is_gone {
            self.is_like(&reply, gone, document);
        } else if is_no_download {
            assert_eq!(refused.unwrap().1, "download_limit_reached");
        } else if *method == Method::GET
            && let Some((status, code)) = refused
        {
            reply.refuses(status, code);
        } else if refused.is_none() {
            assert!(reply.status.as_u16() < 400, "{reply:?}");
        }
    }

    pub(crate) async fn knows_their_own_links(&self, method: &Method, path: &str) {
        if *method == Method::GET {
            let listed = self.answer(self.call(method, &format!("{path}?limit=200"))).await.expect(200).json();
            let listed: BTreeSet<_> =
                listed["links"].as_array().unwrap().iter().map(|link| link["file"].id()).collect();
            let seen = self.world.documents.iter().filter(|one| one.is_seen_by(self.client));
            // By now they have made links to all that they see.
            assert_eq!(listed, seen.map(|one| one.id.clone()).collect());
            return;
        }
        let unknown = self.answer(self.call(method, &path.replace("{id}", UNKNOWN))).await.refuses(404, "not_found");
        for document in &self.world.documents {
            let reply = self.answer(self.call(method, &path.replace("{id}", &document.id))).await;
            self.is_like(&reply, &unknown, document);
        }
    }

    /// What has nothing to do with documents tells nothing of them, whatever it is asked with.
    pub(crate) async fn has_nothing_to_tell(&self, method: &Method, path: &str) {
        let ask = |id: &str| {
            let path = ["{id}", "{uid}", "{token}"].iter().fold(path.to_owned(), |path, part| path.replace(part, id));
            let call = self.call(method, &path);
            match (method.as_str(), path.as_str()) {
                ("GET" | "OPTIONS", _) => call,
                (_, "/api/me/picture/") => call.header("content-type", "image/png").bytes("no picture"),
                (_, "/api/logout/") => call.json(&json!({"refresh": 1})),
                _ => call.json(&json!({"file": id, "id": id})),
            }
        };
        if path == "/api/me/export/" {
            return self.nothing_shows_but_what_they_did(&ask(UNKNOWN).send().await);
        }
        let unknown = if path.contains("{id}") { Some(self.answer(ask(UNKNOWN)).await) } else { None };
        for document in
            self.world.documents.iter().filter(|one| one.state == State::Clean && one.whose != Whose::Everyone)
        {
            let reply = if *method == Method::OPTIONS {
                ask(&document.id).send_bare().await
            } else {
                self.answer(ask(&document.id)).await
            };
            self.nothing_shows(&reply);
            if let Some(unknown) = &unknown {
                self.is_like(&reply, unknown, document);
            }
        }
    }

    /// Of what is for ops a client is told that it is for ops, whatever they name.
    pub(crate) async fn is_turned_away(&self, method: &Method, path: &str) {
        let ask = |id: &str, folder: &str| {
            let path = path.replace("{id}", if path.contains("/folders/") { folder } else { id });
            let path = ["{share}", "{person}"].iter().fold(path, |path, part| path.replace(part, id));
            let query = if path.ends_with("/access/") { format!("?client={}", self.client.id) } else { String::new() };
            let call = self.call(method, &format!("{path}{query}"));
            if path.starts_with("/api/uploads/") {
                let metadata = format!("filename {},folder {}", STANDARD.encode("a.docx"), STANDARD.encode(folder));
                let call = call.header("tus-resumable", "1.0.0").header("upload-length", "10");
                call.header("upload-metadata", &metadata)
            } else if path == "/api/upload/" {
                let form = Form::new().part("name=\"folder\"", folder.as_bytes());
                let form = form.file("a.docx", &minimal(ooxml::Kind::Docx));
                call.header("content-type", Form::CONTENT_TYPE).bytes(form.end())
            } else if [Method::GET, Method::HEAD].contains(method) {
                call
            } else {
                let body = json!({"folder": folder, "parent": folder, "name": "x", "clients": [self.client.id]});
                call.json(&body)
            }
        };
        let unknown = self.answer(ask(UNKNOWN, UNKNOWN)).await.expect(403);
        for document in self.world.documents.iter().filter(|one| one.state == State::Clean) {
            let reply = self.answer(ask(&document.id, &document.folder)).await;
            self.is_like(&reply, &unknown, document);
        }
    }
}

/// All of an answer but what is of this request alone: its id, and the time.
fn shape(reply: &Reply) -> String {
    let id = reply.header("x-request-id");
    let headers = reply.headers.iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    let mut headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    headers.sort();
    format!("{}\n{}\n\n{}", reply.status, headers.join("\n"), reply.text().replace(id, "…"))
}

/// All that can be read in an answer, what its cursor hides included.
pub(crate) fn whole_text(reply: &Reply) -> String {
    let cursor = serde_json::from_slice::<Value>(&reply.body).ok();
    let cursor = cursor.and_then(|body| Some(body["next_cursor"].as_str()?.to_owned())).unwrap_or_default();
    let hidden = URL_SAFE_NO_PAD.decode(&cursor).unwrap_or_default();
    format!("{}{}", shape(reply), String::from_utf8_lossy(&hidden))
}
