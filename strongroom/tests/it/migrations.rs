//! Tables of an older version with rows in them, which a newer one brings up to date.

use std::{collections::BTreeSet, fs, time::Duration};

use aws_lc_rs::digest;
use hyper::Method;
use serde_json::json;
use shared::{
    clock::Millis,
    db::Db,
    exec,
    ids::{BlobId, FileId, SessionId, UserId},
    settings::Settings,
};

use crate::{
    app::{App, HasId, Person, cheap_hash_of_password, moment},
    documents::docx,
    stack::{Stack, stories},
};

stories!(
    accounts_and_sessions_of_an_older_version_go_on,
    people_of_an_older_version_keep_what_they_may,
    documents_of_an_older_version_are_seen_by_whom_they_were,
);

/// The last version of the tables before people could see their sessions.
const BEFORE_ACCOUNTS: i64 = 9;

/// The last version before ops had permissions.
const BEFORE_PERMISSIONS: i64 = 10;

/// The last version before documents were for some and not for others.
const BEFORE_AUDIENCES: i64 = 13;

async fn people_of_an_older_version_keep_what_they_may(stack: &Stack) {
    let now = stack.clock.now();
    let hash = cheap_hash_of_password();
    stack.before_the_first_start().await;
    {
        let settings = Settings::from_pairs(stack.pairs()).unwrap();
        shared::private_files::private_folder(&settings.storage.data_dir).unwrap();
        let db = Db::connect(&settings.storage.database, 1).await.unwrap();
        db.migrate_to(BEFORE_PERMISSIONS).await.unwrap();
        for (name, role, display_name) in [("Otto", "ops", None), ("Ann", "client", Some("Ann Lee"))] {
            exec!(&db, |c| sqlx::query(
                "INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, email_verified_at,
                                    created_at, display_name)
                 VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $7, $8)"
            )
            .bind(UserId::new())
            .bind(name)
            .bind(name.to_lowercase())
            .bind(format!("{}@example.com", name.to_lowercase()))
            .bind(&hash)
            .bind(role)
            .bind(now)
            .bind(display_name))
            .unwrap();
        }
        db.close().await;
    }

    let app = stack.start().await;
    let ops = app.log_in("otto").await;
    let me = app.me(&ops.access).await.expect(200).json();
    assert_eq!(me["permissions"], serde_json::json!(["documents", "people", "audit", "operate"]));
    for (query, found) in [("search=LEE", "ann"), ("search=otto%40&state=active", "otto"), ("role=client", "ann")] {
        let list = app.people(&ops, query).await.expect(200).json();
        let [ref one] = list["people"].as_array().unwrap()[..] else { panic!("{query}: {list}") };
        assert_eq!(one["email"], format!("{found}@example.com"), "{query}");
        assert_eq!((&one["state"], &one["groups"]), (&"active".into(), &serde_json::json!([])));
    }
    assert_eq!(app.log_in("ann").await.username, "Ann");
}

async fn accounts_and_sessions_of_an_older_version_go_on(stack: &Stack) {
    let (user, session, refresh) = (UserId::new(), SessionId::new(), "a refresh token of before");
    let now = stack.clock.now();
    let hash = cheap_hash_of_password();
    stack.before_the_first_start().await;
    {
        let settings = Settings::from_pairs(stack.pairs()).unwrap();
        shared::private_files::private_folder(&settings.storage.data_dir).unwrap();
        let db = Db::connect(&settings.storage.database, 1).await.unwrap();
        db.migrate_to(BEFORE_ACCOUNTS).await.unwrap();
        exec!(&db, |c| sqlx::query(
            "INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, email_verified_at, created_at)
             VALUES ($1, 'Ann', 'ann', 'ann@example.com', 'ann@example.com', $2, 'client', $3, $3)"
        )
        .bind(user)
        .bind(&hash)
        .bind(now))
        .unwrap();
        exec!(&db, |c| sqlx::query(
            "INSERT INTO sessions (id, user_id, created_at, expires_at, refresh_hash, network) VALUES ($1, $2, $3, $4, $5, '127.0.0.1')"
        )
        .bind(session)
        .bind(user)
        .bind(now)
        .bind(now + std::time::Duration::from_hours(1))
        .bind(digest::digest(&digest::SHA256, refresh.as_bytes()).as_ref()))
        .unwrap();
        db.close().await;
    }

    let app = stack.start().await;
    let before = Person::from_tokens(&app.refresh(refresh).await.expect(200).json());
    let [ref shown] = app.sessions(&before).await[..] else { panic!("one session") };
    assert_eq!((&shown["id"], &shown["current"]), (&session.to_string().into(), &true.into()));
    let me = app.me(&before.access).await.expect(200).json();
    assert_eq!(
        (&me["id"], &me["username"], &me["display_name"]),
        (&user.to_string().into(), &"Ann".into(), &serde_json::Value::Null)
    );
    app.log_in("ann").await;
    stack.all_jobs_are_done(app.db()).await;
    assert_eq!(stack.mails().len(), 0, "a log-in from where the session of before began is from no new device");
}

/// A document as an older version kept it.
struct OldDocument {
    id: FileId,
    status: &'static str,
    bytes: Vec<u8>,
}

impl OldDocument {
    fn of(status: &'static str) -> Self {
        Self { id: FileId::new(), status, bytes: docx(status) }
    }

    fn sha256(&self) -> String {
        hex::encode(digest::digest(&digest::SHA256, &self.bytes))
    }

    /// A link to it as the older version made them.
    fn link(&self, of: UserId, key: &str, until: Millis) -> String {
        let plain = [&[1, 2], &until.0.to_be_bytes()[..], self.id.0.as_bytes(), of.0.as_bytes()].concat();
        format!("/api/download/{}/", fernet::Fernet::new(key).unwrap().encrypt(&plain))
    }

    async fn insert(&self, stack: &Stack, db: &Db, by: UserId, at: Millis) {
        let blob = BlobId::new();
        let folder = stack.data_dir().join("files/blobs").join(&blob.to_string()[..2]);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(blob.to_string()), &self.bytes).unwrap();
        let scanned_with = if self.status == "pending" { "" } else { "built-in" };
        exec!(db, |c| sqlx::query(
            "INSERT INTO files (id, blob, name, name_key, kind, size, sha256, scan_status, uploaded_by, uploaded_at, scanned_with)
             VALUES ($1, $2, $3, $3, 'docx', $4, $5, $6, $7, $8, $9)"
        )
        .bind(self.id)
        .bind(blob)
        .bind(format!("{}.docx", self.status))
        .bind(i64::try_from(self.bytes.len()).unwrap())
        .bind(self.sha256())
        .bind(self.status)
        .bind(by)
        .bind(at)
        .bind(scanned_with))
        .unwrap();
    }

    /// What whoever sees it was told by the older version, and is told now.
    async fn is_told(&self, app: &App, to: &Person, by: UserId, at: Millis) {
        let told = app.show(to, &self.id.to_string()).await.expect(200).json();
        let name = format!("{}.docx", self.status);
        for (field, value) in [
            ("name", json!(name)),
            ("kind", json!("docx")),
            ("size", json!(self.bytes.len())),
            ("sha256", json!(self.sha256())),
            ("scan_status", json!(self.status)),
            ("uploaded_by", json!({"id": by.to_string(), "username": "otto"})),
        ] {
            assert_eq!(told[field], value, "{told}");
        }
        assert_eq!(moment(&told["uploaded_at"]), at.0);
    }
}

async fn documents_of_an_older_version_are_seen_by_whom_they_were(stack: &Stack) {
    let now = stack.clock.now();
    let key = fernet::Fernet::generate_key();
    let hash = cheap_hash_of_password();
    let documents = ["pending", "clean", "infected"].map(OldDocument::of);
    let [pending, clean, infected] = &documents;
    let people = [UserId::new(), UserId::new(), UserId::new()];
    stack.before_the_first_start().await;
    {
        let settings = Settings::from_pairs(stack.pairs()).unwrap();
        shared::private_files::private_folder(&settings.storage.data_dir).unwrap();
        let db = Db::connect(&settings.storage.database, 1).await.unwrap();
        db.migrate_to(BEFORE_AUDIENCES).await.unwrap();
        for (id, name, role) in [(people[0], "otto", "ops"), (people[1], "ann", "client"), (people[2], "bob", "client")]
        {
            exec!(&db, |c| sqlx::query(
                "INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, email_verified_at,
                                    created_at, permissions)
                 VALUES ($1, $2, $2, $3, $3, $4, $5, $6, $6, CASE $5 WHEN 'ops' THEN 15 ELSE 0 END)"
            )
            .bind(id)
            .bind(name)
            .bind(format!("{name}@example.com"))
            .bind(&hash)
            .bind(role)
            .bind(now))
            .unwrap();
        }
        for document in &documents {
            document.insert(stack, &db, people[0], now).await;
        }
        db.close().await;
    }

    let app = stack.setup().set("fernet_keys", key.as_str()).api_only().start().await;
    let (otto, ann, bob) = (app.log_in("otto").await, app.log_in("ann").await, app.log_in("bob").await);
    let listed = async |by: &Person| {
        let page = app.list(by, "total=true").await.expect(200).json();
        let ids: BTreeSet<String> = page["files"].as_array().unwrap().iter().map(HasId::id).collect();
        assert_eq!(page["total"], ids.len());
        ids
    };
    assert_eq!(listed(&otto).await, documents.iter().map(|document| document.id.to_string()).collect());
    for document in &documents {
        document.is_told(&app, &otto, people[0], now).await;
    }
    let until = now + Duration::from_mins(10);
    for client in [&ann, &bob] {
        assert_eq!(listed(client).await, BTreeSet::from([clean.id.to_string()]));
        clean.is_told(&app, client, people[0], now).await;
        let of = client.id.parse().unwrap();
        for (document, status, code) in [(pending, 409, "scan_pending"), (infected, 403, "file_quarantined")] {
            app.show(client, &document.id.to_string()).await.refuses(404, "not_found");
            app.mint(client, &document.id.to_string()).await.refuses(status, code);
            app.get(&document.link(of, &key, until)).send().await.refuses(status, code);
        }
        assert_eq!(app.get(&clean.link(of, &key, until)).send().await.expect(200).body, clean.bytes);
        assert_eq!(app.get(&app.link(client, &clean.id.to_string()).await).send().await.expect(200).body, clean.bytes);
    }

    // Until somebody says for whom it is.
    let path = format!("/api/files/{}/", clean.id);
    let named = app.call(Method::PATCH, &path).bearer(&otto.access).json(&json!({"audience": "named"}));
    named.send().await.expect(200);
    let shared = app.post(&format!("{path}shares/")).bearer(&otto.access).json(&json!({"clients": ["bob"]}));
    shared.send().await.expect(201);
    assert!(listed(&ann).await.is_empty());
    app.get(&clean.link(people[1], &key, until)).send().await.refuses(410, "gone");
    assert_eq!(listed(&bob).await.len(), 1);
    app.get(&clean.link(people[2], &key, until)).send().await.expect(200);
    stack.may_leave_jobs();
}
