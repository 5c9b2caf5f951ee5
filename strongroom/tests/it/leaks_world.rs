//! Documents in every state for everybody whom they can be for, each with marks of its own by which it is known wherever it shows.

use std::collections::BTreeSet;

use hyper::Method;
use serde_json::{Value, json};
use shared::{exec, ids::FileId, people::permissions::Permissions};
use uuid::Uuid;

use crate::{
    app::{App, HasId, Person},
    client::{Form, Reply},
    documents::docx_with,
    stack::eventually,
    versions::infected,
};

/// How a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Clean,
    Infected,
    Failed,
    Released,
    Expired,
    Trashed,
    /// Ann has downloaded it as often as anybody may.
    LimitReached,
    /// Whoever it is shared with may only look at it.
    ViewOnly,
    LegalHold,
    /// A newer version waits for its scan, and is not theirs yet.
    NewerPending,
    /// A newer version is infected, and never will be.
    NewerInfected,
}

impl State {
    const ALL: [Self; 12] = [
        Self::Pending,
        Self::Clean,
        Self::Infected,
        Self::Failed,
        Self::Released,
        Self::Expired,
        Self::Trashed,
        Self::LimitReached,
        Self::ViewOnly,
        Self::LegalHold,
        Self::NewerPending,
        Self::NewerInfected,
    ];

    /// Whether clients for whom a document is see it.
    fn is_open(self) -> bool {
        !matches!(self, Self::Pending | Self::Infected | Self::Failed | Self::Expired | Self::Trashed)
    }

    /// What the row of a document has in such a state.
    fn columns(self) -> Option<&'static str> {
        match self {
            Self::Pending => Some("scan_status = 'pending'"),
            Self::Infected => Some("scan_status = 'infected'"),
            Self::Failed => Some("scan_status = 'failed'"),
            Self::Released => Some("scan_status = 'infected', released_at = $2, release_reason = 'looked at'"),
            Self::Expired => Some("expires_at = $2 - 1"),
            Self::Trashed => Some("trashed_at = $2"),
            Self::LegalHold => Some("legal_hold = TRUE"),
            Self::Clean | Self::LimitReached | Self::ViewOnly | Self::NewerPending | Self::NewerInfected => None,
        }
    }
}

/// Whom a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Everyone,
    Ann,
    AnnsGroup,
    /// A folder above that of the document is shared with Ann.
    AnnByFolder,
    /// The same with a group of hers.
    AnnsGroupByFolder,
    Nobody,
}

impl Whose {
    const ALL: [Self; 6] =
        [Self::Everyone, Self::Ann, Self::AnnsGroup, Self::AnnByFolder, Self::AnnsGroupByFolder, Self::Nobody];
}

/// A document, and what shows that an answer speaks of it.
pub(crate) struct Document {
    pub(crate) state: State,
    pub(crate) whose: Whose,
    pub(crate) id: String,
    /// Stands in its name, its description, its label, and the names of its folders.
    pub(crate) mark: String,
    pub(crate) sha256: String,
    pub(crate) size: u64,
    pub(crate) folder: String,
    above: String,
    /// Links that Ann was given while it was for everyone: one without a row, one with a row, and a zip.
    pub(crate) links: Vec<String>,
    /// What stands in the name of a newer version that no client has, and its checksum.
    newer: Option<[String; 2]>,
}

impl Document {
    /// Whether it is for somebody, whatever its state.
    pub(crate) fn is_for(&self, client: &Person) -> bool {
        match self.whose {
            Whose::Everyone => true,
            Whose::Nobody => false,
            _ => client.username == "ann",
        }
    }

    pub(crate) fn is_seen_by(&self, client: &Person) -> bool {
        self.state.is_open() && self.is_for(client)
    }

    /// By what a client is refused for whom it is; none where they get it, or where it is not there even for them.
    pub(crate) fn refused(&self, client: &Person) -> Option<(u16, &'static str)> {
        match self.state {
            State::Pending => Some((409, "scan_pending")),
            State::Infected | State::Failed => Some((403, "file_quarantined")),
            State::Expired => Some((410, "expired_file")),
            State::LimitReached if client.username == "ann" => Some((403, "download_limit_reached")),
            State::ViewOnly if self.whose != Whose::Everyone => Some((403, "view_only")),
            _ => None,
        }
    }

    /// What of it stands in this text that is for no client.
    pub(crate) fn of_newer_in_text(&self, text: &str) -> Option<&str> {
        self.newer.iter().flatten().find(|mark| text.contains(mark.as_str())).map(String::as_str)
    }

    /// What of it stands in this text.
    pub(crate) fn in_text(&self, text: &str) -> Option<&str> {
        [&self.mark, &self.id, &self.sha256, &self.folder, &self.above]
            .into_iter()
            .find(|mark| text.contains(mark.as_str()))
            .map(String::as_str)
    }
}

/// Who asks, and what there is.
pub(crate) struct World {
    pub(crate) owner: Person,
    pub(crate) ann: Person,
    pub(crate) bob: Person,
    /// Ops without a permission, with `documents`, and with `people`; none of them uploaded anything.
    pub(crate) ops: [Person; 3],
    pub(crate) documents: Vec<Document>,
    /// What Ann had links to, and what is erased by now; as in [`Document::links`].
    pub(crate) links_to_erased: Vec<String>,
}

impl World {
    pub(crate) async fn make(app: &App) -> Self {
        let owner = app.ops("owner").await;
        let (ann, bob) = (app.client("ann").await, app.client("bob").await);
        let ops = [
            app.ops_who_may("may_nothing", Permissions::NONE).await,
            app.ops_who_may("may_documents", shared::people::permissions::Permission::Documents.into()).await,
            app.ops_who_may("may_people", shared::people::permissions::Permission::People.into()).await,
        ];
        let mut groups = Vec::new();
        for (name, member) in [("red", &ann), ("blue", &bob)] {
            let group = app.made(&owner, "/api/ops/groups/", json!({"name": name})).await.id();
            let path = format!("/api/ops/groups/{group}/members/{}/", member.id);
            app.call(Method::PUT, &path).bearer(&owner.access).send().await.expect(204);
            groups.push(group);
        }
        let mut documents = Vec::new();
        for state in State::ALL {
            for whose in Whose::ALL {
                documents.push(app.document(&owner, state, whose, documents.len()).await);
            }
        }
        let erased = app.document(&owner, State::Clean, Whose::Nobody, documents.len()).await;
        documents.push(erased);
        for document in &mut documents {
            app.scanned(&owner, &document.id).await;
            document.links = app.links_of_before(&ann, &document.id).await;
            if let State::NewerPending | State::NewerInfected = document.state {
                document.newer = Some(app.newer(&owner, document).await);
            }
        }
        let erased = documents.pop().unwrap();
        app.delete(&owner, &erased.id).await.expect(204);
        let world = Self { owner, ann, bob, ops, documents, links_to_erased: erased.links };
        for document in &world.documents {
            app.put(&world, document, &groups[0]).await;
        }
        world
    }
}

impl App {
    async fn made(&self, by: &Person, path: &str, body: Value) -> Value {
        self.post(path).bearer(&by.access).json(&body).send().await.expect(201).json()
    }

    /// A document that is for everyone as yet.
    async fn document(&self, by: &Person, state: State, whose: Whose, number: usize) -> Document {
        let mark = Uuid::new_v4().simple().to_string();
        let above = self.made(by, "/api/folders/", json!({"name": format!("Above {mark}")})).await.id();
        let folder = json!({"name": format!("In {mark}"), "parent": above});
        let folder = self.made(by, "/api/folders/", folder).await.id();
        // Longer than an answer, and no two alike.
        let bytes = docx_with(150_000 + 101 * number);
        let form = Form::new().part("name=\"folder\"", folder.as_bytes()).part("name=\"label\"", mark.as_bytes());
        let form = form.part("name=\"description\"", format!("What {mark} is").as_bytes());
        let form = form.file(&format!("Leak {mark}.docx"), &bytes);
        let file = self.upload_form(by, form).await.expect(201).json()["file"].take();
        let (sha256, size) = (file["sha256"].as_str().unwrap().to_owned(), file["size"].as_u64().unwrap());
        Document { state, whose, id: file.id(), mark, sha256, size, folder, above, links: Vec::new(), newer: None }
    }

    /// Adds a version that never becomes the one that clients have.
    async fn newer(&self, by: &Person, document: &Document) -> [String; 2] {
        let (id, mark) = (document.id.as_str(), Uuid::new_v4().simple().to_string());
        self.add_version(by, id, &format!("Newer {mark}.docx"), infected()).await.expect(201);
        let settled =
            async || Some(self.versions(by, id).await.swap_remove(0)).filter(|one| one["scan_status"] == "infected");
        let newer = eventually("it is found out", settled).await;
        if document.state == State::NewerPending {
            let waits = "UPDATE file_versions SET scan_status = 'pending' WHERE file_id = $1 AND version = 2";
            let id: FileId = id.parse().unwrap();
            assert_eq!(exec!(self.db(), |c| sqlx::query(waits).bind(id)).unwrap(), 1);
        }
        [mark, newer["sha256"].as_str().unwrap().to_owned()]
    }

    async fn links_of_before(&self, ann: &Person, id: &str) -> Vec<String> {
        let made = self.made(ann, &format!("/api/download-file/{id}/"), json!({})).await;
        let zip = self.post("/api/download-zip/").bearer(&ann.access).json(&json!({"files": [id]})).send().await;
        let path = |answer: &Value| {
            let link = answer["download_link"].as_str().unwrap();
            link.strip_prefix(&self.foundation.settings.serving.public_url).unwrap().to_owned()
        };
        vec![self.link(ann, id).await, path(&made), path(&zip.expect(200).json())]
    }

    /// Gives a document to whom it is for, and puts it into its state.
    async fn put(&self, world: &World, document: &Document, group: &str) {
        let (owner, Document { state, whose, id, .. }) = (&world.owner, document);
        let path = format!("/api/files/{id}/");
        let change = async |body: Value| {
            self.call(Method::PATCH, &path).bearer(&owner.access).json(&body).send().await.expect(200);
        };
        if *state == State::LimitReached {
            change(json!({"max_downloads": 1})).await;
            self.get(&document.links[0]).send().await.expect(200);
            let refused = async || (self.mint(&world.ann, id).await.status == 403).then_some(());
            eventually("the limit is reached", refused).await;
        }
        if *whose != Whose::Everyone {
            change(json!({"audience": "named"})).await;
        }
        let right = if *state == State::ViewOnly { "view" } else { "download" };
        let on_file = format!("/api/files/{id}/shares/");
        let on_folder = format!("/api/folders/{}/shares/", document.above);
        let share = match whose {
            Whose::Everyone | Whose::Nobody => None,
            Whose::Ann => Some((on_file, json!({"clients": ["ann"], "right": right}))),
            Whose::AnnsGroup => Some((on_file, json!({"groups": [group], "right": right}))),
            Whose::AnnByFolder => Some((on_folder, json!({"clients": ["ann"], "right": right}))),
            Whose::AnnsGroupByFolder => Some((on_folder, json!({"groups": [group], "right": right}))),
        };
        if let Some((path, body)) = share {
            self.made(owner, &path, body).await;
        }
        if let Some(columns) = state.columns() {
            let change = format!("UPDATE files SET {columns} WHERE id = $1 AND $2 = $2");
            let (id, now): (FileId, _) = (id.parse().unwrap(), self.foundation.clock.now());
            assert_eq!(
                exec!(self.db(), |c| sqlx::query(sqlx::AssertSqlSafe(change.as_str())).bind(id).bind(now)).unwrap(),
                1
            );
        }
    }
}

/// All numbers in an answer's headers and in its JSON.
pub(crate) fn numbers(reply: &Reply) -> BTreeSet<u64> {
    // Whole words alone: a checksum or a token has any digits somewhere between its letters.
    let words =
        reply.headers.values().flat_map(|value| value.to_str().unwrap().split(|c: char| !c.is_ascii_alphanumeric()));
    let mut found: BTreeSet<u64> = words.filter_map(|word| word.parse().ok()).collect();
    if let Ok(body) = serde_json::from_slice::<Value>(&reply.body) {
        let mut left = vec![&body];
        while let Some(value) = left.pop() {
            match value {
                Value::Number(number) => found.extend(number.as_u64()),
                Value::Array(values) => left.extend(values),
                Value::Object(fields) => left.extend(fields.values()),
                _ => {}
            }
        }
    }
    found
}
