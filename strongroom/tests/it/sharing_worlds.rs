//! Who sees which document, in worlds that are made at random: what the service says is held against the rule, told anew.

use std::collections::{BTreeMap, BTreeSet};

use ooxml::Kind;
use serde_json::json;
use shared::{exec, ids::FileId};

use crate::{
    app::{App, HasId, Person},
    documents::minimal,
    stack::{Stack, stories},
};

stories!(what_clients_see_is_what_the_rule_says,);

/// Each makes a world.
const SEEDS: [u64; 4] = [7, 11, 2027, 424_242];

const DOCUMENTS: usize = 12;

/// What lies in the trash, and is not erased by the clock meanwhile.
const TRASHED: &str = "trashed_at = 9000000000000";

/// A row of small numbers that look random, and are the same each time.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// To which clients something is given, and whether they may download it.
type Given = BTreeMap<usize, bool>;

fn give(given: &mut Given, more: impl IntoIterator<Item = (usize, bool)>) {
    for (of, may_download) in more {
        *given.entry(of).or_default() |= may_download;
    }
}

/// The clients, and who is in which group.
struct World<'a> {
    app: &'a App,
    otto: &'a Person,
    clients: &'a [Person],
    groups: Vec<String>,
    members: Vec<(usize, usize)>,
    dice: Dice,
}

/// What is told of a document, whose state is set so.
struct Kept {
    set: &'static str,
    /// Whether those for whom it is meant see it.
    is_open: bool,
    /// By what those for whom it is meant get no link.
    refused: Option<(u16, &'static str)>,
}

const STATES: [Kept; 8] = [
    Kept { set: "scan_status = 'clean'", is_open: true, refused: None },
    Kept { set: "scan_status = 'failed', released_at = 1", is_open: true, refused: None },
    Kept { set: "scan_status = 'infected', released_at = 1", is_open: true, refused: None },
    Kept { set: TRASHED, is_open: false, refused: Some((404, "not_found")) },
    Kept { set: "expires_at = 1", is_open: false, refused: Some((410, "expired_file")) },
    Kept { set: "scan_status = 'pending'", is_open: false, refused: Some((409, "scan_pending")) },
    Kept { set: "scan_status = 'infected'", is_open: false, refused: Some((403, "file_quarantined")) },
    Kept { set: "scan_status = 'failed'", is_open: false, refused: Some((403, "file_quarantined")) },
];

async fn what_clients_see_is_what_the_rule_says(stack: &Stack) {
    let app = stack.start().await;
    let otto = app.ops("otto").await;
    let clients = [app.client("ann").await, app.client("bob").await, app.client("cem").await];
    let (mut all, mut seen) = (BTreeSet::new(), vec![BTreeSet::new(); clients.len()]);
    for seed in SEEDS {
        let mut world =
            World { app: &app, otto: &otto, clients: &clients, groups: vec![], members: vec![], dice: Dice(seed) };
        world.is_peopled(seed).await;
        for (id, state, given) in world.has_documents(seed).await {
            for (of, client) in clients.iter().enumerate() {
                let may = given.get(&of).copied();
                let is_seen = state.is_open && may.is_some();
                world.is_told(client, &id, is_seen, minted(state, may)).await;
                if is_seen {
                    seen[of].insert(id.clone());
                }
            }
            if state.set != TRASHED {
                all.insert(id);
            }
        }
    }
    for (client, seen) in clients.iter().zip(&seen) {
        assert_eq!(&app.seen(client).await, seen, "{}", client.username);
        assert_eq!(app.list(client, "total=true&limit=1").await.expect(200).json()["total"], seen.len());
    }
    assert_eq!(app.seen(&otto).await, all);
}

/// How a mint is refused to somebody to whom so much of a document is given.
fn minted(state: &Kept, may: Option<bool>) -> Option<(u16, &'static str)> {
    match may {
        None => Some((404, "not_found")),
        Some(may_download) => state.refused.or((!may_download).then_some((403, "view_only"))),
    }
}

impl World<'_> {
    async fn is_peopled(&mut self, seed: u64) {
        for at in 0..3 {
            let body = json!({"name": format!("group {at} of {seed}")});
            let group = self.app.sent(self.otto, "POST", "/api/ops/groups/", body).await.expect(201).json().id();
            for (of, client) in self.clients.iter().enumerate() {
                if self.dice.up_to(2) == 0 {
                    let path = format!("/api/ops/groups/{group}/members/{}/", client.id);
                    self.app.sent(self.otto, "PUT", &path, json!({})).await.expect(204);
                    self.members.push((at, of));
                }
            }
            self.groups.push(group);
        }
    }

    /// Documents, with how each stands and to whom it is given.
    async fn has_documents(&mut self, seed: u64) -> Vec<(String, &'static Kept, Given)> {
        let (mut folders, mut parents) = (Vec::<String>::new(), Vec::<Option<usize>>::new());
        let mut of_folders = Vec::new();
        for at in 0..6_usize {
            let parent = (at > 0 && self.dice.up_to(3) > 0).then(|| self.dice.up_to(at));
            let above = parent.map(|parent| folders[parent].clone());
            let name = format!("folder {at} of {seed}");
            folders.push(self.app.folder(self.otto, &name, above.as_deref()).await);
            parents.push(parent);
            of_folders.push(self.shared(&format!("/api/folders/{}/shares/", folders[at])).await);
        }
        let mut documents = Vec::new();
        for at in 0..DOCUMENTS {
            let name = format!("{at} of {seed}.docx");
            let id = self.app.clean_file(self.otto, &name, minimal(Kind::Docx)).await;
            let is_named = self.dice.up_to(4) > 0;
            let folder = (self.dice.up_to(3) > 0).then(|| self.dice.up_to(folders.len()));
            let audience = if is_named { "named" } else { "everyone" };
            let body = json!({"audience": audience, "folder": folder.map(|at| folders[at].clone())});
            self.app.sent(self.otto, "PATCH", &format!("/api/files/{id}/"), body).await.expect(200);
            let mut given = self.shared(&format!("/api/files/{id}/shares/")).await;
            let mut above = folder;
            while let Some(at) = above {
                give(&mut given, of_folders[at].clone());
                above = parents[at];
            }
            if !is_named {
                give(&mut given, (0..self.clients.len()).map(|of| (of, true)));
            }
            // Half of them are as they are most of the time.
            let state = if self.dice.up_to(2) == 0 { &STATES[0] } else { &STATES[self.dice.up_to(STATES.len())] };
            let (change, file) =
                (format!("UPDATE files SET {} WHERE id = $1", state.set), id.parse::<FileId>().unwrap());
            exec!(self.app.db(), |c| sqlx::query(sqlx::AssertSqlSafe(change.as_str())).bind(file)).unwrap();
            documents.push((id, state, given));
        }
        documents
    }

    /// Shares a thing at random, and says with whom, straight or by a group.
    async fn shared(&mut self, path: &str) -> Given {
        let mut given = Given::new();
        for is_group in [false, true] {
            if self.dice.up_to(3) > 0 {
                continue;
            }
            let may_download = self.dice.up_to(3) > 0;
            let right = if may_download { "download" } else { "view" };
            let body = if is_group {
                let at = self.dice.up_to(self.groups.len());
                let members = self.members.iter().filter(|(group, _)| *group == at);
                give(&mut given, members.map(|(_, of)| (*of, may_download)));
                json!({"groups": [self.groups[at]], "right": right})
            } else {
                let at = self.dice.up_to(self.clients.len());
                give(&mut given, [(at, may_download)]);
                json!({"clients": [self.clients[at].username], "right": right})
            };
            self.app.sent(self.otto, "POST", path, body).await.expect(201);
        }
        given
    }

    /// Sees that all who tell of a document tell the same of it.
    async fn is_told(&self, client: &Person, id: &str, is_seen: bool, refused: Option<(u16, &str)>) {
        let Self { app, otto, .. } = self;
        assert_eq!(app.show(client, id).await.status == 200, is_seen, "{} {id}", client.username);
        let reply = app.mint(client, id).await;
        match refused {
            Some((status, code)) => reply.refuses(status, code),
            None => reply.expect(200),
        };
        let path = format!("/api/files/{id}/access/");
        let one = app.get(&format!("{path}?client={}", client.id)).bearer(&otto.access).send().await.expect(200);
        assert_eq!(one.json()["visible"], is_seen, "{}", one.text());
        let listed = app.get(&path).bearer(&otto.access).send().await.expect(200).json();
        let is_listed =
            listed["access"].as_array().unwrap().iter().any(|one| one["client"]["id"] == client.id.as_str());
        assert_eq!(is_listed, is_seen, "{listed}");
    }
}
