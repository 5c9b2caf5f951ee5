//! Files: lists that hold still under new arrivals, search, and removal.

use ooxml::Kind;
use serde_json::Value;
use shared::exec;
use url::form_urlencoded::byte_serialize;

use crate::{
    app::{App, HasId, Person, moment},
    documents::{docx_with, minimal},
    stack::{Stack, stories},
};

stories!(of bytes:
    pages_hold_while_files_arrive,
    a_search_is_taken_to_the_letter,
    what_a_list_cannot_understand_is_refused,
    clients_see_clean_documents_only,
    lists_and_links_are_for_live_sessions_only,
    a_removed_document_is_gone_at_once_and_its_bytes_soon,
    strange_ids_name_nothing,
);

/// One page: the files, and the cursor of the next one.
async fn page(app: &App, by: &Person, query: &str) -> (Vec<Value>, Option<String>) {
    let mut page = app.list(by, query).await.expect(200).json();
    let next = page["next_cursor"].as_str().map(ToOwned::to_owned);
    (page["files"].take().as_array().unwrap().clone(), next)
}

async fn names(app: &App, by: &Person, search: &str) -> Vec<String> {
    let search: String = byte_serialize(search.as_bytes()).collect();
    let (files, _) = page(app, by, &format!("sort=name&search={search}")).await;
    files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect()
}

async fn pages_hold_while_files_arrive(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let mut first = Vec::new();
    for (name, size) in [("b", 10), ("A", 30), ("c", 20), ("a", 20), ("Ä", 10), ("d", 10), ("z", 40)] {
        first.push(app.uploaded(&ops, &format!("{name}.docx"), docx_with(size)).await.id());
    }
    for sort in ["-uploaded_at", "uploaded_at", "name", "-name", "size", "-size"] {
        let (mut seen, mut cursor) = (Vec::<Value>::new(), None);
        loop {
            let after: String = cursor.map(|cursor: String| format!("&cursor={cursor}")).unwrap_or_default();
            let (files, next) = page(&app, &ops, &format!("limit=2&sort={sort}{after}")).await;
            assert!(files.len() <= 2);
            seen.extend(files);
            let Some(next) = next else { break };
            cursor = Some(next);
            // Before, among and behind those that are being listed.
            for (name, size) in [("0", 5), ("c", 20), ("zz", 50)] {
                if seen.len() < 6 {
                    app.uploaded(&ops, &format!("{name}.docx"), docx_with(size)).await;
                }
            }
        }
        let ids: Vec<String> = seen.iter().map(HasId::id).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{sort}: something came twice");
        assert!(first.iter().all(|id| once.contains(id)), "{sort}: something was skipped");
        let column = sort.trim_start_matches('-');
        let in_order = |pair: &[Value]| match column {
            "size" => pair[0]["size"].as_i64().cmp(&pair[1]["size"].as_i64()),
            "name" => {
                let key = |file: &Value| shared::search::key(file["name"].as_str().unwrap());
                key(&pair[0]).cmp(&key(&pair[1]))
            }
            _ => moment(&pair[0]["uploaded_at"]).cmp(&moment(&pair[1]["uploaded_at"])),
        };
        let wrong = if sort.starts_with('-') { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater };
        assert!(seen.windows(2).all(|pair| in_order(pair) != wrong), "{sort}: not in order: {seen:?}");
    }
}

async fn a_search_is_taken_to_the_letter(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for name in ["ÄRGER im Büro.docx", "100%_sure.docx", "100 sure.docx", "back\u{301}slash.docx", "Straße.docx"] {
        app.uploaded(&ops, name, minimal(Kind::Docx)).await;
    }
    assert_eq!(names(&app, &ops, "ärger").await, ["ÄRGER im Büro.docx"]);
    assert_eq!(names(&app, &ops, "BÜRO").await, ["ÄRGER im Büro.docx"]);
    assert_eq!(names(&app, &ops, "bu\u{308}ro").await, ["ÄRGER im Büro.docx"]);
    assert_eq!(names(&app, &ops, "%").await, ["100%_sure.docx"]);
    assert_eq!(names(&app, &ops, "_").await, ["100%_sure.docx"]);
    assert_eq!(names(&app, &ops, "100").await, ["100 sure.docx", "100%_sure.docx"]);
    assert_eq!(names(&app, &ops, "STRASSE").await, Vec::<String>::new());
    assert_eq!(names(&app, &ops, "\\").await, Vec::<String>::new());
    assert_eq!(names(&app, &ops, "' OR 1=1 --").await, Vec::<String>::new());
    assert_eq!(names(&app, &ops, "").await.len(), 5);
}

async fn what_a_list_cannot_understand_is_refused(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    for name in ["a.docx", "b.docx"] {
        app.uploaded(&ops, name, minimal(Kind::Docx)).await;
    }
    for limit in ["0", "201", "-1", "1.5", "ten", "", "99999999999999999999", "+", "%00"] {
        app.list(&ops, &format!("limit={limit}")).await.faults("limit");
    }
    for sort in ["", "date", "--name", "NAME", "name;", "%00", "uploaded_at,name"] {
        app.list(&ops, &format!("sort={sort}")).await.faults("sort");
    }
    for cursor in ["x", "%00", "e30", "bnVsbA", &"A".repeat(9000)] {
        app.list(&ops, &format!("cursor={cursor}")).await.faults("cursor");
    }
    app.list(&ops, "search=a%00b").await.faults("search");
    app.list(&ops, &format!("search={}", "a".repeat(256))).await.faults("search");
    app.list(&ops, "limit=1&limit=2").await.refuses(400, "invalid_input");
    app.list(&ops, "search=%ff").await.expect(200);

    let (_, next) = page(&app, &ops, "limit=1&sort=name").await;
    let next = next.expect("a second page");
    app.list(&ops, &format!("sort=name&cursor={next}")).await.expect(200);
    for other in ["-name", "size", "uploaded_at"] {
        app.list(&ops, &format!("sort={other}&cursor={next}")).await.faults("cursor");
    }
    app.list(&ops, &format!("cursor={next}")).await.faults("cursor");
    app.list(&ops, "unknown=1").await.refuses(400, "invalid_input");
    for limit in ["1", "200"] {
        app.list(&ops, &format!("limit={limit}")).await.expect(200);
    }
}

async fn clients_see_clean_documents_only(stack: &Stack) {
    let app = stack.setup().set("worker_queues", "mail, upkeep").start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.uploaded(&ops, "a.docx", minimal(Kind::Docx)).await.id();
    app.show(&ann, &id).await.refuses(404, "not_found");
    assert!(page(&app, &ann, "").await.0.is_empty());
    assert_eq!(page(&app, &ops, "").await.0.len(), 1);
    app.mint(&ann, &id).await.refuses(409, "scan_pending");

    stack.setup().worker_only().start().await;
    assert_eq!(app.scanned(&ops, &id).await["scan_status"], "clean");
    let (files, next) = page(&app, &ann, "").await;
    assert_eq!((files.len(), next), (1, None));
    assert_eq!(files[0], app.show(&ann, &id).await.expect(200).json());
    app.get("/api/list-uploaded-files/").send().await.refuses(401, "not_authenticated");
    app.get(&format!("/api/files/{id}/")).send().await.refuses(401, "not_authenticated");
}

async fn lists_and_links_are_for_live_sessions_only(stack: &Stack) {
    let app = stack.start().await;
    let (ops, mut ann) = (app.ops("otto").await, app.client("ann").await);
    let change = async |text: &'static str| {
        assert_eq!(exec!(app.db(), |c| sqlx::query(text)).unwrap(), 1, "{text}");
    };
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    for (shut, open) in [
        (
            "UPDATE sessions SET expires_at = 1 WHERE user_id = (SELECT id FROM users WHERE username = 'ann')",
            "UPDATE sessions SET expires_at = 9000000000000 WHERE expires_at = 1",
        ),
        (
            "UPDATE sessions SET ended_at = 1 WHERE user_id = (SELECT id FROM users WHERE username = 'ann')",
            "UPDATE sessions SET ended_at = NULL WHERE ended_at = 1",
        ),
        (
            "UPDATE users SET disabled_at = 1 WHERE username = 'ann'",
            "UPDATE users SET disabled_at = NULL WHERE username = 'ann'",
        ),
    ] {
        change(shut).await;
        app.list(&ann, "").await.refuses(401, "invalid_token");
        app.list(&ann, "search=none").await.refuses(401, "invalid_token");
        app.list(&ann, "limit=0").await.refuses(401, "invalid_token");
        app.list(&ann, "limit=1&limit=2").await.refuses(401, "invalid_token");
        app.mint(&ann, &id).await.refuses(401, "invalid_token");
        app.mint(&ann, "malformed").await.refuses(401, "invalid_token");
        change(open).await;
        if shut.contains("disabled_at") {
            // What was ended by that stays ended.
            app.list(&ann, "").await.refuses(401, "invalid_token");
            ann = app.log_in("ann").await;
        }
        app.list(&ann, "limit=0").await.refuses(400, "invalid_input");
        app.list(&ann, "limit=1&limit=2").await.refuses(400, "invalid_input");
        app.mint(&ann, "malformed").await.refuses(404, "not_found");
        app.mint(&ann, &id).await.expect(200);
        assert_eq!(page(&app, &ann, "").await.0.len(), 1);
    }
    app.mint(&ops, &id).await.refuses(403, "role_not_allowed");
    let gone = app.log_in("otto").await;
    app.logout(Some(&gone.access), None).await.expect(204);
    app.mint(&gone, &id).await.refuses(401, "invalid_token");

    // A token of a role that the account no longer has is not good, and its session is over.
    change("UPDATE files SET scan_status = 'failed'").await;
    assert!(page(&app, &ann, "").await.0.is_empty());
    change("UPDATE users SET role = 'ops' WHERE username = 'ann'").await;
    app.list(&ann, "").await.refuses(401, "invalid_token");
    app.me(&ann.access).await.refuses(401, "invalid_token");
    app.refresh(&ann.refresh).await.refuses(401, "invalid_token");
    let ann = app.log_in("ann").await;
    assert_eq!(page(&app, &ann, "").await.0[0]["scan_status"], "failed");
    change("UPDATE users SET role = 'client' WHERE username = 'otto'").await;
    app.list(&ops, "").await.refuses(401, "invalid_token");

    app.logout(Some(&ann.access), None).await.expect(204);
    app.list(&ann, "").await.refuses(401, "invalid_token");
}

async fn a_removed_document_is_gone_at_once_and_its_bytes_soon(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let link = app.link(&ann, &id).await;
    app.get(&link).send().await.expect(200);
    app.delete(&ann, &id).await.refuses(403, "role_not_allowed");
    assert_eq!(stack.stored().len(), 1);

    app.delete(&ops, &id).await.expect(204);
    app.get(&link).send().await.refuses(410, "gone");
    app.show(&ops, &id).await.refuses(404, "not_found");
    app.mint(&ann, &id).await.refuses(404, "not_found");
    app.delete(&ops, &id).await.refuses(404, "not_found");
    assert!(page(&app, &ops, "").await.0.is_empty());
    stack.all_jobs_are_done(app.db()).await;
    assert!(stack.stored().is_empty());
}

async fn strange_ids_name_nothing(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let id = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let unknown = uuid::Uuid::now_v7();
    let strange = [
        unknown.to_string(),
        unknown.simple().to_string(),
        id.replace('-', ""),
        "1".to_owned(),
        "x".to_owned(),
        "%00".to_owned(),
        "%ff".to_owned(),
        "..%2f..%2fetc%2fpasswd".to_owned(),
        "'%20OR%201=1".to_owned(),
        "9".repeat(500),
    ];
    for id in strange {
        app.show(&ops, &id).await.refuses(404, "not_found");
        app.delete(&ops, &id).await.refuses(404, "not_found");
        app.mint(&ann, &id).await.refuses(404, "not_found");
    }
    app.show(&ops, &id).await.expect(200);
}
