//! Uploads in parts that break off: by a line that is cut, or with an API that is killed, which another goes on with.

use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;

use crate::{
    app::{App, HasId, Person},
    client::Call,
    documents::large,
    program::Program,
    resumable::Sending,
    stack::{Stack, eventually, stories},
    sweeping::swept,
};

stories!(of bytes:
    what_broke_off_goes_on_where_it_broke,
    what_was_told_of_outlives_a_kill,
    an_upload_in_parts_may_be_killed_at_any_step,
);

async fn what_broke_off_goes_on_where_it_broke(stack: &Stack) {
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let bytes = large(2);
    let sending = app.begun(&ops, "a.docx", bytes.len()).await;
    let begin = Bytes::copy_from_slice(&bytes[..1_500_000]);
    let broken = futures_util::stream::iter([Ok(begin), Err(std::io::Error::other("the line is cut"))]);
    assert!(sending.part(&app, 0, b"").stream(broken).try_open().await.is_err());
    let offset = eventually("what came is kept", async || Some(sending.offset(&app).await).filter(|at| *at > 0)).await;
    assert!(offset <= 1_500_000);
    eventually("it goes on", async || {
        let at = sending.offset(&app).await;
        (sending.part(&app, at, &bytes[at..]).send().await.status == 204).then_some(())
    })
    .await;
    let shown = sending.shown(&app).await;
    let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    assert_eq!(shown["file"]["sha256"], hex::encode(sha256.as_ref()));
    app.scanned(&ops, &shown["file"].id()).await;
}

async fn what_was_told_of_outlives_a_kill(stack: &Stack) {
    let here = stack.start().await;
    let beside = [("STRONGROOM_PUBLIC_URL", here.foundation.settings.serving.public_url.as_str())];
    let dies = stack.program(&["api"], &beside).await;
    let there = stack.setup().beside(&here).served_by(&dies).start().await;
    let ops = here.ops("otto").await;
    let bytes = large(3);
    let sending = here.begun(&ops, "a.docx", bytes.len()).await;
    sending.part(&there, 0, &bytes[..800_001]).send().await.expect(204);
    let begin = Bytes::copy_from_slice(&bytes[800_001..2_000_000]);
    let without_end = futures_util::StreamExt::chain(
        futures_util::stream::iter([Ok(begin)]),
        futures_util::stream::pending::<std::io::Result<Bytes>>(),
    );
    let cut_off = tokio::spawn(sending.part(&there, 800_001, b"").stream(without_end).try_open());
    let grown = || std::fs::metadata(&stack.spooled()[0]).unwrap().len();
    eventually("the second part arrives", async || (grown() > 800_001).then_some(())).await;
    sending.part(&here, 800_001, &bytes[800_001..]).send().await.refuses(423, "upload_locked");
    dies.kill();
    assert!(cut_off.await.unwrap().is_err());
    let offset = sending.offset(&here).await;
    assert!((800_001..=2_000_000).contains(&offset), "{offset}");
    sending.part(&here, offset, &bytes[offset..]).send().await.expect(204);
    let shown = sending.shown(&here).await;
    let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    assert_eq!(shown["file"]["sha256"], hex::encode(sha256.as_ref()));
    here.scanned(&ops, &shown["file"].id()).await;
}

/// At so many moments of one upload the API is killed.
const MOMENTS: u32 = 10;

/// The settings with which a program stands beside this one.
fn beside(app: &App) -> [(&'static str, &str); 1] {
    [("STRONGROOM_PUBLIC_URL", app.foundation.settings.serving.public_url.as_str())]
}

/// What came of a call, unless nobody answered.
async fn answered(call: Call) -> Option<hyper::http::response::Parts> {
    let (head, _) = call.try_open().await.ok()?.into_parts();
    Some(head)
}

/// Begins an upload, and sends it in three parts for as long as somebody answers. Says whether its beginning was told of, and
/// up to where the last answer said that it is kept.
async fn sends(app: &App, by: &Person, bytes: &[u8]) -> Option<(Sending, usize)> {
    let call = app.begin_call(by, "a.docx").header("upload-length", &bytes.len().to_string());
    let begun = answered(call).await?;
    let (sending, mut kept) = (app.sending_told(&begun.headers), 0);
    for part in bytes.chunks(bytes.len().div_ceil(3)) {
        let Some(answer) = answered(sending.part(app, kept, part)).await else { break };
        assert_eq!(answer.status, 204);
        kept += part.len();
    }
    Some((sending, kept))
}

/// Goes on with an upload where it stands, which is not before what was told to be kept, and returns the document.
async fn goes_on(app: &App, sending: &Sending, kept: usize, bytes: &[u8]) -> String {
    let stored = eventually("it is stored", async || {
        let shown = sending.shown(app).await;
        let offset = usize::try_from(shown["offset"].as_u64().unwrap()).unwrap();
        assert!(offset >= kept, "{shown}: {kept} were told of");
        if shown["state"] == "receiving" {
            // Where the line was not yet known to be cut, the upload is still held: whoever sends asks again.
            sending.part(app, offset, &bytes[offset..]).send().await;
        }
        (shown["state"] == "stored").then_some(shown)
    });
    let stored = stored.await;
    assert_eq!(stored["file"]["sha256"], hex::encode(digest(&SHA256, bytes).as_ref()));
    stored["file"].id()
}

async fn an_upload_in_parts_may_be_killed_at_any_step(stack: &Stack) {
    let here = stack.start().await;
    let (otto, ann) = (here.ops("otto").await, here.client("ann").await);
    let bytes = large(3);
    let program: Program = stack.program(&["api"], &beside(&here)).await;
    let there = stack.setup().beside(&here).served_by(&program).start().await;
    let began = Instant::now();
    let (whole, kept) = sends(&there, &otto, &bytes).await.expect("nobody was killed");
    let (took, mut ids) = (began.elapsed(), vec![goes_on(&here, &whole, kept, &bytes).await]);
    assert_eq!(kept, bytes.len());
    program.kill();

    let mut cut_off = 0;
    for moment in 1..=MOMENTS {
        let program = stack.program(&["api"], &beside(&here)).await;
        let there = stack.setup().beside(&here).served_by(&program).start().await;
        let killed = async {
            tokio::time::sleep(took * (2 * moment - 1) / (2 * MOMENTS)).await;
            program.kill();
        };
        let (told, ()) = tokio::join!(sends(&there, &otto, &bytes), killed);
        // Of what nobody was told of, nothing but an empty beginning may be left.
        let Some((sending, kept)) = told else { continue };
        cut_off += usize::from(kept < bytes.len());
        ids.push(goes_on(&here, &sending, kept, &bytes).await);
    }
    assert!(cut_off > 0, "every kill came too late for this story");

    for id in &ids {
        assert_eq!(here.scanned(&otto, id).await["scan_status"], "clean");
        let got: Bytes = here.get(&here.link(&ann, id).await).send().await.expect(200).body;
        assert!(got == bytes, "{id}");
    }
    stack.clock.advance(here.foundation.settings.lifetimes.upload_ttl + Duration::from_hours(25));
    // What the last kill left is cleared when a program begins, or by a sweep.
    eventually("nothing else is left", async || {
        swept(&here).await;
        (stack.spooled().is_empty() && stack.stored().len() == ids.len()).then_some(())
    })
    .await;
}
