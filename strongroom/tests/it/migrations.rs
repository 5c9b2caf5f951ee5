//! Tables of an older version with rows in them, which a newer one brings up to date.

use aws_lc_rs::digest;
use shared::{
    db::Db,
    exec,
    ids::{SessionId, UserId},
    people::passwords::Passwords,
    settings::Settings,
    turns::Turns,
};

use crate::{
    app::{PASSWORD, Person},
    stack::{Stack, stories},
};

stories!(accounts_and_sessions_of_an_older_version_go_on, people_of_an_older_version_keep_what_they_may);

/// The last version of the tables before people could see their sessions.
const BEFORE_ACCOUNTS: i64 = 9;

/// The last version before ops had permissions.
const BEFORE_PERMISSIONS: i64 = 10;

async fn people_of_an_older_version_keep_what_they_may(stack: &Stack) {
    let now = stack.clock.now();
    let hash = Passwords::new(&Turns::one_a_core()).unwrap().hash(PASSWORD.parse().unwrap(), vec![]).await.unwrap();
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
    let hash = Passwords::new(&Turns::one_a_core()).unwrap().hash(PASSWORD.parse().unwrap(), vec![]).await.unwrap();
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
