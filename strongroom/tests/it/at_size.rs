//! What a page costs where there are many documents that are not somebody's.

use shared::{exec, sql};
use sqlx::AssertSqlSafe;

use crate::{
    app::{App, HasId},
    stack::{Kind, Stack, tell},
};

/// Documents that are others'.
const OTHERS: i64 = 10_000;

/// Documents that are a client's, each shared with them.
const THEIRS: i64 = 100;

async fn number(app: &App, query: &str) -> i64 {
    let (number,): (i64,) = sql!(app.db(), |c| sqlx::query_as(AssertSqlSafe(query)).fetch_one(c)).unwrap();
    number
}

/// How many documents Postgres has gone through so far, one after the other.
async fn gone_through(app: &App) -> i64 {
    number(app, "SELECT COUNT(*) FROM (SELECT pg_stat_force_next_flush()) told").await;
    number(app, "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'files'").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clients_page_is_found_by_what_is_theirs() {
    tell(Kind::Servers, async |stack: &Stack| {
        let app = stack.start().await;
        let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
        app.stop().await;
        // Each connection counts for itself, and tells later; so there is one that all is asked by.
        let app = stack.setup().set("database_connections", "2").api_only().start().await;
        let ann = app.log_in(&ann.username).await;
        for statement in [
            format!(
                "INSERT INTO files (id, blob, name, name_key, kind, size, sha256, scan_status, scanned_with, uploaded_by,
                                    uploaded_at, audience)
                 SELECT md5('file ' || n)::uuid, md5('blob ' || n)::uuid, 'a.docx', 'a.docx', 'docx', 20000, '', 'clean',
                        'built-in', '{}', n, 'named' FROM generate_series(1, {OTHERS}) n",
                otto.id
            ),
            // Every hundredth, so that they lie far apart.
            format!(
                "INSERT INTO shares (id, file_id, user_id, may, created_by, created_at)
                 SELECT md5('share ' || n)::uuid, md5('file ' || n * {})::uuid, '{}', 'download', '{}', n
                 FROM generate_series(1, {THEIRS}) n",
                OTHERS / THEIRS,
                ann.id,
                otto.id
            ),
            "ANALYZE".to_owned(),
        ] {
            exec!(app.db(), |c| sqlx::query(AssertSqlSafe(statement.as_str()))).unwrap();
        }
        let before = gone_through(&app).await;
        number(&app, "SELECT COUNT(*) FROM files WHERE name || '' = 'b.docx'").await;
        assert!(gone_through(&app).await - before >= OTHERS, "what is gone through is counted");

        let before = gone_through(&app).await;
        for _ in 0..10 {
            let page = app.list(&ann, "").await.expect(200).json();
            assert_eq!(page["files"].as_array().unwrap().len(), 50);
            assert_eq!(page["files"][0].id(), uuid_of_newest(&app).await);
        }
        let gone = gone_through(&app).await - before;
        exec!(app.db(), |c| sqlx::query("DELETE FROM files")).unwrap();
        assert!(gone < OTHERS, "{gone} documents were gone through for ten pages");
    })
    .await;
}

async fn uuid_of_newest(app: &App) -> String {
    let query = format!("SELECT CAST(md5('file {OTHERS}')::uuid AS TEXT)");
    let (id,): (String,) = sql!(app.db(), |c| sqlx::query_as(AssertSqlSafe(query.as_str())).fetch_one(c)).unwrap();
    id
}
