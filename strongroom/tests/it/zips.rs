//! Several documents at once, as a zip.

use hyper::Method;
use ooxml::Kind;
use serde_json::json;
use shared::{
    exec,
    ids::{BlobId, FileId},
    sql,
};

use crate::{
    app::{App, Person},
    client::Reply,
    documents::{docx, large, minimal},
    stack::{Stack, eventually, stories},
};

stories!(of bytes:
    a_zip_holds_what_was_asked_for_and_is_the_same_each_time,
    one_that_is_not_theirs_spoils_the_whole,
    a_zip_is_good_as_long_as_all_in_it_are,
    each_document_of_a_zip_counts_once_all_of_it_came,
    documents_from_before_get_their_checksums;
    in files: checksums_of_before_are_computed_beforehand;
    alone: a_zip_of_large_documents_has_an_exact_length_and_any_range,
);

async fn mint(app: &App, by: &Person, files: &[&str]) -> Reply {
    app.post("/api/download-zip/").bearer(&by.access).json(&json!({"files": files})).send().await
}

async fn path(app: &App, by: &Person, files: &[&str]) -> String {
    let minted = mint(app, by, files).await.expect(200).json();
    let link = minted["download_link"].as_str().unwrap();
    link.strip_prefix(&format!("http://{}", app.address)).unwrap().to_owned()
}

/// The names and the bytes of what is in a zip.
fn members(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = rawzip::ZipArchive::from_slice(zip).unwrap();
    let entries = archive.entries().map(|entry| {
        let entry = entry.unwrap();
        let name = String::from_utf8(entry.file_path().as_ref().to_vec()).unwrap();
        let bytes = archive.get_entry(entry.wayfinder()).unwrap().data().to_vec();
        assert_eq!(crc32fast::hash(&bytes), entry.crc32(), "{name}");
        (name, bytes)
    });
    entries.collect()
}

async fn a_zip_holds_what_was_asked_for_and_is_the_same_each_time(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let (first, second) = (docx("one"), docx("two"));
    let a = app.clean_file(&ops, "plan.docx", &first).await;
    let b = app.clean_file(&ops, "Plan.docx", &second).await;
    let body = json!({"files": [b, a, b], "name": "Alles für Ann"});
    let minted = app.post("/api/download-zip/").bearer(&ann.access).json(&body).send().await.expect(200).json();
    assert_eq!(minted["files"], 2);
    let link = minted["download_link"].as_str().unwrap();
    let link = link.strip_prefix(&format!("http://{}", app.address)).unwrap();
    let whole = app.get(link).send().await.expect(200);
    assert_eq!(whole.body.len() as u64, minted["size"].as_u64().unwrap());
    assert_eq!(whole.header("content-length"), whole.body.len().to_string());
    assert_eq!(whole.header("content-type"), "application/zip");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert!(whole.header("content-disposition").ends_with("filename*=UTF-8''Alles%20f%C3%BCr%20Ann.zip"));
    let expected = [("plan.docx".to_owned(), first), ("Plan (2).docx".to_owned(), second)];
    assert_eq!(members(&whole.body), expected);

    let again = app.get(&path(&app, &ann, &[&a, &b]).await).send().await.expect(200);
    assert_eq!((&again.body, again.header("etag")), (&whole.body, whole.header("etag")));
    let head = app.call(Method::HEAD, link).send().await.expect(200);
    assert_eq!(head.header("content-length"), whole.header("content-length"));

    let etag = whole.header("etag").to_owned();
    app.get(link).header("if-none-match", &etag).send().await.expect(304);
    let ranged = |range: &'static str| app.get(link).header("range", range).header("if-range", &etag);
    let part = ranged("bytes=10-900").send().await.expect(206);
    assert_eq!(part.body, &whole.body[10..901]);
    assert_eq!(part.header("content-range"), format!("bytes 10-900/{}", whole.body.len()));
    let other = app.get(link).header("range", "bytes=10-900").header("if-range", "\"other\"").send().await;
    assert_eq!(other.expect(200).body, whole.body);
    app.get(link).header("range", "bytes=99999999-").send().await.refuses(416, "range_not_satisfiable");
}

async fn one_that_is_not_theirs_spoils_the_whole(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let good = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let shut = app.clean_file(&ops, "b.docx", minimal(Kind::Docx)).await;
    for (change, status, code) in [
        ("UPDATE files SET audience = 'named' WHERE name = 'b.docx'", 404, "not_found"),
        ("UPDATE files SET audience = 'everyone', scan_status = 'pending' WHERE name = 'b.docx'", 409, "scan_pending"),
        ("UPDATE files SET scan_status = 'infected' WHERE name = 'b.docx'", 403, "file_quarantined"),
    ] {
        assert_eq!(exec!(app.db(), |c| sqlx::query(change)).unwrap(), 1);
        mint(&app, &ann, &[&good, &shut]).await.refuses(status, code);
        mint(&app, &ann, &[&good]).await.expect(200);
    }
    mint(&app, &ann, &[&good, "nonsense"]).await.refuses(404, "not_found");
    mint(&app, &ann, &[]).await.refuses(400, "invalid_input");
    mint(&app, &ann, &[good.as_str(); 201]).await.refuses(400, "invalid_input");
    mint(&app, &ops, &[&good]).await.refuses(403, "role_not_allowed");
}

async fn each_document_of_a_zip_counts_once_all_of_it_came(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let (a, b) = (app.clean_file(&ops, "a.docx", docx("a")).await, app.clean_file(&ops, "b.docx", docx("b")).await);
    for id in [&a, &b] {
        app.sent(&ops, "PATCH", &format!("/api/files/{id}/"), json!({"max_downloads": 1})).await.expect(200);
    }
    let counted = async |id: &str| app.show(&ops, id).await.expect(200).json()["downloads"].clone();
    let link = path(&app, &ann, &[&a, &b]).await;
    let size: usize = app.call(Method::HEAD, &link).send().await.expect(200).header("content-length").parse().unwrap();
    // The second half first: all of the one and some of the other stay reserved.
    let half = size / 2;
    app.get(&link).header("range", &format!("bytes={half}-")).send().await.expect(206);
    for id in [&a, &b] {
        app.mint(&ann, id).await.refuses(403, "download_limit_reached");
        assert_eq!(counted(id).await, json!({"count": 0, "clients": 0}));
    }
    app.get(&link).header("range", &format!("bytes=0-{}", half - 1)).send().await.expect(206);
    for id in [&a, &b] {
        let is_counted = async || (counted(id).await == json!({"count": 1, "clients": 1})).then_some(());
        eventually("it is counted", is_counted).await;
        app.mint(&ann, id).await.refuses(403, "download_limit_reached");
    }
    // It may be delivered again, and counts no more.
    app.get(&link).send().await.expect(200);
    stack.clock.advance(std::time::Duration::from_secs(1));
    for id in [&a, &b] {
        assert_eq!(counted(id).await, json!({"count": 1, "clients": 1}));
    }
}

async fn a_zip_is_good_as_long_as_all_in_it_are(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let a = app.clean_file(&ops, "a.docx", minimal(Kind::Docx)).await;
    let b = app.clean_file(&ops, "b.docx", minimal(Kind::Docx)).await;
    let link = path(&app, &ann, &[&a, &b]).await;
    app.get(&link).send().await.expect(200);
    exec!(app.db(), |c| sqlx::query("UPDATE files SET scan_status = 'infected' WHERE name = 'b.docx'")).unwrap();
    app.get(&link).send().await.refuses(403, "file_quarantined");
    exec!(app.db(), |c| sqlx::query("UPDATE files SET scan_status = 'clean' WHERE name = 'b.docx'")).unwrap();
    app.get(&link).send().await.expect(200);
    app.call(Method::DELETE, &format!("/api/files/{a}/links/")).bearer(&ops.access).send().await.expect(204);
    app.get(&link).send().await.refuses(410, "gone");
    let link = path(&app, &ann, &[&a, &b]).await;
    app.get(&link).send().await.expect(200);
    app.delete(&ops, &b).await.expect(204);
    app.get(&link).send().await.refuses(410, "gone");
    let token = app.link(&ann, &a).await.replace("/download/", "/download-zip/");
    app.get(&token).send().await.refuses(400, "invalid_link");
}

async fn documents_from_before_get_their_checksums(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let bytes = docx("old");
    let id = app.clean_file(&ops, "a.docx", &bytes).await;
    let crc32 = || async {
        let row: (Option<i64>,) = sql!(app.db(), |c| sqlx::query_as("SELECT crc32 FROM files").fetch_one(c)).unwrap();
        row.0
    };
    let at_upload = crc32().await;
    assert_eq!(at_upload, Some(crc32fast::hash(&bytes).into()));
    exec!(app.db(), |c| sqlx::query("UPDATE files SET crc32 = NULL")).unwrap();
    let zip = app.get(&path(&app, &ann, &[&id]).await).send().await.expect(200).body;
    assert_eq!(members(&zip), [("a.docx".to_owned(), bytes)]);
    assert_eq!(crc32().await, at_upload);
}

async fn checksums_of_before_are_computed_beforehand(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let mut known = Vec::new();
    for number in 0..3 {
        let bytes = docx(&format!("number {number}"));
        let id = app.clean_file(&ops, &format!("{number}.docx"), &bytes).await;
        known.push((id, Some(i64::from(crc32fast::hash(&bytes)))));
    }
    let unreadable = app.clean_file(&ops, "4.docx", docx("x")).await.parse::<FileId>().unwrap();
    app.stop().await;
    exec!(app.db(), |c| sqlx::query("UPDATE files SET crc32 = NULL")).unwrap();
    // One whose bytes cannot be read stands in nobody's way.
    let (blob,): (BlobId,) =
        sql!(app.db(), |c| sqlx::query_as("SELECT blob FROM files WHERE id = $1").bind(unreadable).fetch_one(c))
            .unwrap();
    let path = stack.data_dir().join("files/blobs").join(&blob.to_string()[..2]).join(blob.to_string());
    let away = stack.folder().join("away");
    std::fs::rename(&path, &away).unwrap();
    known.push((unreadable.to_string(), None));

    let again = stack.setup().beside(&app).start().await;
    let computed = async || {
        let query = "SELECT id, crc32 FROM files ORDER BY id";
        let rows: Vec<(FileId, Option<i64>)> = sql!(again.db(), |c| sqlx::query_as(query).fetch_all(c)).unwrap();
        let rows: Vec<_> = rows.into_iter().map(|(id, crc32)| (id.to_string(), crc32)).collect();
        (rows == known).then_some(())
    };
    eventually("the checksums are computed", computed).await;
    stack.all_jobs_are_done(again.db()).await;
    std::fs::rename(&away, &path).unwrap();
}

async fn a_zip_of_large_documents_has_an_exact_length_and_any_range(stack: &Stack) {
    let app = stack.start().await;
    let (ops, ann) = (app.ops("otto").await, app.client("ann").await);
    let mut files = Vec::new();
    for number in 0..3 {
        files.push(app.clean_file(&ops, &format!("{number}.docx"), large(3)).await);
    }
    let ids: Vec<&str> = files.iter().map(String::as_str).collect();
    let link = path(&app, &ann, &ids).await;
    let whole = app.get(&link).send().await.expect(200).body;
    assert_eq!(members(&whole).len(), 3);
    let mut joined = Vec::new();
    while joined.len() < whole.len() {
        let end = (joined.len() + 1_234_567).min(whole.len()) - 1;
        let range = format!("bytes={}-{end}", joined.len());
        joined.extend_from_slice(&app.get(&link).header("range", &range).send().await.expect(206).body);
    }
    assert!(joined == whole);
}
