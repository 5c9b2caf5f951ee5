//! How long an answer takes tells nothing of whether a document exists that is not for whoever asks.

use std::time::{Duration, Instant};

use ooxml::Kind;
use serde_json::json;
use shared::exec;

use crate::{
    documents::minimal,
    stack::{Stack, stories},
};

stories!(; alone: what_is_foreign_takes_as_long_as_what_does_not_exist);

/// How often each is asked, in turn, so that whatever else the machine does falls on both alike.
const TIMES: usize = 200;

/// So far apart are two medians at the most, whatever their ratio: a machine is no clock.
const FLOOR: Duration = Duration::from_millis(2);

/// Asks in turn for what is foreign and for what does not exist, and compares the middle ones of all times.
async fn compare(what: &str, foreign: impl AsyncFn(), unknown: impl AsyncFn()) {
    let mut took = [Vec::new(), Vec::new()];
    for at in 0..2 * TIMES {
        let began = Instant::now();
        if at % 2 == 0 {
            foreign().await;
        } else {
            unknown().await;
        }
        took[at % 2].push(began.elapsed());
    }
    let [foreign, unknown] = took.map(|mut took| {
        took.sort();
        took[TIMES / 2]
    });
    println!("{what}, medians of {TIMES}: foreign {foreign:?}, unknown {unknown:?}");
    let (least, most) = (foreign.min(unknown), foreign.max(unknown));
    assert!(most < least * 2 || most < least + FLOOR, "{what}: foreign {foreign:?}, unknown {unknown:?}");
}

async fn what_is_foreign_takes_as_long_as_what_does_not_exist(stack: &Stack) {
    let app = stack.start().await;
    let (otto, ann) = (app.ops("otto").await, app.client("ann").await);
    let (foreign, erased) = (
        app.clean_file(&otto, "a.docx", minimal(Kind::Docx)).await,
        app.clean_file(&otto, "b.docx", minimal(Kind::Docx)).await,
    );
    let theirs = app.clean_file(&otto, "c.docx", minimal(Kind::Docx)).await;
    let (link, link_to_erased) = (app.link(&ann, &foreign).await, app.link(&ann, &erased).await);
    let mut zips = Vec::new();
    for id in [&foreign, &erased] {
        let call = app.post("/api/download-zip/").bearer(&ann.access).json(&json!({"files": [theirs, id]}));
        let made = call.send().await.expect(200).json();
        let link = made["download_link"].as_str().unwrap();
        zips.push(link.strip_prefix(&app.foundation.settings.serving.public_url).unwrap().to_owned());
    }
    app.delete(&otto, &erased).await.expect(204);
    exec!(app.db(), |c| sqlx::query("UPDATE files SET audience = 'named' WHERE name = 'a.docx'")).unwrap();
    stack.all_jobs_are_done(app.db()).await;

    let get = async |path: String, status: u16| {
        app.get(&path).bearer(&ann.access).send().await.expect(status);
    };
    let post = async |path: String, body: serde_json::Value| {
        app.post(&path).bearer(&ann.access).json(&body).send().await.expect(404);
    };
    let both = [foreign.as_str(), erased.as_str()];
    let [shown, not_shown] = both.map(|id| format!("/api/files/{id}/"));
    compare("show", async || get(shown.clone(), 404).await, async || get(not_shown.clone(), 404).await).await;
    let [minted, not_minted] = both.map(|id| format!("/api/download-file/{id}/"));
    compare("mint", async || get(minted.clone(), 404).await, async || get(not_minted.clone(), 404).await).await;
    let empty = json!({});
    compare(
        "make a link",
        async || post(minted.clone(), empty.clone()).await,
        async || post(not_minted.clone(), empty.clone()).await,
    )
    .await;
    compare("open", async || get(link.clone(), 410).await, async || get(link_to_erased.clone(), 410).await).await;
    let [zipped, not_zipped] = both.map(|id| json!({"files": [theirs, id]}));
    let zip = "/api/download-zip/";
    compare(
        "zip",
        async || post(zip.to_owned(), zipped.clone()).await,
        async || post(zip.to_owned(), not_zipped.clone()).await,
    )
    .await;
    compare("open a zip", async || get(zips[0].clone(), 410).await, async || get(zips[1].clone(), 410).await).await;
    let [page, no_page] = both.map(|id| format!("/api/files/{id}/preview/"));
    compare("look at a page", async || get(page.clone(), 404).await, async || get(no_page.clone(), 404).await).await;
    let [asked, not_asked] = both.map(|id| format!("/api/files/{id}/ask/"));
    compare(
        "ask for",
        async || post(asked.clone(), empty.clone()).await,
        async || post(not_asked.clone(), empty.clone()).await,
    )
    .await;
}
