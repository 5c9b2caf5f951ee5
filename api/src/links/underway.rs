//! A download that takes long is looked at while it goes on: once its account may no longer download, or its document no
//! longer leave, it ends with the next piece.

use std::{
    io,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, HttpBody},
    response::Response,
};
use futures_util::TryStreamExt;
use shared::{documents::visible, sealed::Download};

use crate::AppState;

/// How often it is asked at the most. A download that is over by then costs nothing.
const PERIOD: Duration = Duration::from_secs(1);

/// The same answer, whose bytes go out for as long as they may.
pub(super) fn watched(app: &AppState, link: &Download, answer: Response) -> Response {
    // What is in memory as a whole is handed over as a whole.
    if answer.body().size_hint().exact().is_some() {
        return answer;
    }
    let (app, link, mut asked_at) = (app.clone(), link.clone(), Instant::now());
    answer.map(|body| {
        let pieces = body.into_data_stream().map_err(io::Error::other);
        Body::from_stream(pieces.and_then(move |piece| {
            let is_due = asked_at.elapsed() >= PERIOD;
            if is_due {
                asked_at = Instant::now();
            }
            let (app, link) = (app.clone(), link.clone());
            async move {
                if is_due && !may_go_on(&app, &link).await {
                    return Err(io::Error::other("the download may not go on"));
                }
                Ok(piece)
            }
        }))
    })
}

/// Says whether account and document are still good. A database that does not answer ends nothing: it is asked again.
async fn may_go_on(app: &AppState, link: &Download) -> bool {
    match visible::behind_link(&app.db, link.file, link.user).await {
        Ok(Some(found)) => found.may_leave(app.clock.now(), |role| app.may_download(role)).is_ok(),
        Ok(None) => false,
        Err(error) => {
            tracing::warn!(%error, "it is not known whether a download may go on");
            true
        }
    }
}
