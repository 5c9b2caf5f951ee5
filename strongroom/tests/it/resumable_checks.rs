//! The check at the end of an upload in parts: it goes on where a process died at it, and whoever waits for a long one is told
//! to look at its status.

use std::time::{Duration, Instant};

use ooxml::sample::encrypted_document;
use serde_json::json;
use shared::{exec, sql};

use crate::{
    app::{App, Person},
    documents::docx,
    resumable::Sending,
    stack::{Kind, Stack, eventually, stories, tell},
};

stories!(a_check_that_died_goes_on);

/// As a process leaves an upload that dies after the last byte was told of, and, where `is_kept`, after the bytes had got
/// their place.
async fn left_at_its_check(stack: &Stack, app: &App, by: &Person, bytes: &[u8], is_kept: bool) -> Sending {
    let sending = app.begun(by, "a.docx", bytes.len()).await;
    sending.part(app, 0, &bytes[..100]).send().await.expect(204);
    let path = stack.spooled().remove(0);
    std::fs::write(&path, bytes).unwrap();
    if is_kept {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        std::fs::rename(&path, stack.data_dir().join("files/blobs").join(&name[..2]).join(&name)).unwrap();
    }
    let change = "UPDATE uploads SET received = length, state = 'checking' WHERE state = 'receiving'";
    assert_eq!(exec!(app.db(), |c| sqlx::query(change)).unwrap(), 1);
    sending
}

async fn a_check_that_died_goes_on(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let bytes = docx("x");
    for is_kept in [false, true] {
        // Whoever sends its end once more waits for it, and whoever asks has it go on, or the clock does.
        let sending = left_at_its_check(stack, &app, &ops, &bytes, is_kept).await;
        sending.part(&app, bytes.len(), b"").send().await.expect(204);
        assert_eq!(sending.shown(&app).await["state"], "stored");
        let sending = left_at_its_check(stack, &app, &ops, &bytes, is_kept).await;
        eventually("it is stored", async || (sending.shown(&app).await["state"] == "stored").then_some(())).await;
        left_at_its_check(stack, &app, &ops, &bytes, is_kept).await;
        eventually("nothing waits", async || {
            let waiting = "SELECT COUNT(*) FROM uploads WHERE state <> 'stored'";
            let (count,): (i64,) = sql!(app.db(), |c| sqlx::query_as(waiting).fetch_one(c)).unwrap();
            (count == 0).then_some(())
        })
        .await;
    }
    assert_eq!(app.list(&ops, "").await.expect(200).json()["files"].as_array().unwrap().len(), 6);
    let encrypted = encrypted_document();
    let sending = left_at_its_check(stack, &app, &ops, &encrypted, false).await;
    sending.part(&app, encrypted.len(), b"").send().await.refuses(400, "encrypted_file");
}

/// On servers alone, whose database lets others read what somebody holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_takes_long_is_told_by_the_status() {
    tell(Kind::Servers, async |stack: &Stack| {
        let app = stack.start().await;
        let ops = app.ops("otto").await;
        let bytes = docx("x");
        let sending = app.begun(&ops, "a.docx", bytes.len()).await;
        let mut tx = app.db().begin().await.unwrap();
        exec!(&mut tx, |c| sqlx::query("LOCK TABLE files IN SHARE MODE")).unwrap();
        let began = Instant::now();
        let told = sending.part(&app, 0, &bytes).send().await.expect(204);
        assert_eq!(told.header("upload-offset"), bytes.len().to_string());
        assert!(began.elapsed() >= Duration::from_secs(29), "{:?}", began.elapsed());
        let shown = sending.shown(&app).await;
        assert_eq!((&shown["state"], &shown["file"]), (&json!("checking"), &json!(null)), "{shown}");
        tx.commit().await.unwrap();
        eventually("it is stored", async || (sending.shown(&app).await["state"] == "stored").then_some(())).await;
    })
    .await;
}
