//! Downloads that take long, of which the account or the document does not stay good.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::{Method, body::Incoming};
use serde_json::json;

use crate::{
    app::{App, Person},
    documents::large,
    stack::{Stack, stories},
};

stories!(; alone: a_long_download_ends_once_it_may_not_go_on);

/// What is left of a body, in bytes, and whether it came to its end.
async fn rest(mut body: Incoming) -> (usize, bool) {
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => read += frame.data_ref().map_or(0, bytes::Bytes::len),
            Err(_) => return (read, false),
        }
    }
    (read, true)
}

async fn begun(app: &App, by: &Person, file: &str) -> Incoming {
    let link = app.link(by, file).await;
    let mut body = app.get(&link).open().await.into_body();
    body.frame().await.unwrap().unwrap();
    // The other side can send no more until somebody reads on.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    body
}

async fn a_long_download_ends_once_it_may_not_go_on(stack: &Stack) {
    let app = stack.start().await;
    let other = stack.setup().api_only().beside(&app).start().await;
    let ops = app.ops("otto").await;
    let bytes = large(48);
    let size = bytes.len();
    let file = app.clean_file(&ops, "large.docx", bytes).await;

    let mut ann = app.client("ann").await;
    let (read, is_whole) = rest(begun(&app, &ann, &file).await).await;
    assert!(is_whole && read < size && read > size / 2, "a slow one that stays good is delivered whole");

    for body in [json!({"disabled": true}), json!({"expires_at": "2020-01-01T00:00:00Z"})] {
        let body_of_download = begun(&app, &ann, &file).await;
        other.change_person(&ops, &ann.id, body.clone()).await.expect(200);
        let (read, is_whole) = rest(body_of_download).await;
        assert!(!is_whole && read < size / 2, "{body}: {read} of {size}");
        other.change_person(&ops, &ann.id, json!({"disabled": false, "expires_at": null})).await.expect(200);
        ann = app.log_in("ann").await;
    }
    let body = begun(&app, &ann, &file).await;
    other.look_after(&ops, Method::DELETE, &format!("people/{}/", ann.id), None).await.expect(204);
    assert!(!rest(body).await.1, "the account is erased");

    let bob = app.client("bob").await;
    let body = begun(&app, &bob, &file).await;
    other.delete(&ops, &file).await.expect(204);
    assert!(!rest(body).await.1, "the document is removed");
}
