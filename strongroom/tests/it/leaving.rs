//! Clients that leave: what was under way is done whole or not at all, whatever the moment.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use shared::{ids::BlobId, sql};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    app::{App, Person},
    client::Form,
    documents::docx,
    stack::{Stack, eventually, stories},
};

stories!(an_upload_whose_client_leaves_is_recorded_whole_or_leaves_nothing);

/// Sends a whole upload, stays for a while after its last byte, and leaves without having read a thing.
async fn upload_and_leave(app: &App, by: &Person, after: Duration) {
    let form = Form::new().file("a.docx", &docx("somebody is in a hurry")).end();
    let mut request = format!(
        "POST /api/upload/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        by.access,
        Form::CONTENT_TYPE,
        form.len()
    )
    .into_bytes();
    request.extend_from_slice(&form);
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    stream.write_all(&request).await.unwrap();
    tokio::time::sleep(after).await;
}

async fn an_upload_whose_client_leaves_is_recorded_whole_or_leaves_nothing(stack: &Stack) {
    const UPLOADS: u32 = 80;
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    app.uploaded(&ops, "warm.docx", docx("warm")).await;
    let began = Instant::now();
    app.uploaded(&ops, "whole.docx", docx("whole")).await;
    let whole = began.elapsed();
    // Every moment of an upload, from its last byte to its answer, sees somebody leave.
    let leave = |at: u32| upload_and_leave(&app, &ops, whole * (at * 37 % UPLOADS) / UPLOADS);
    for batch in 0..UPLOADS / 8 {
        futures_util::future::join_all((batch * 8..batch * 8 + 8).map(leave)).await;
    }
    eventually("nothing is half done", async || {
        let rows: Vec<(BlobId,)> = sql!(app.db(), |c| sqlx::query_as("SELECT blob FROM files").fetch_all(c)).unwrap();
        let rows: HashSet<String> = rows.into_iter().map(|(blob,)| blob.to_string()).collect();
        (stack.stored() == rows && stack.spooled().is_empty()).then_some(())
    })
    .await;
}
