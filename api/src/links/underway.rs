//! A download that takes long is looked at while it goes on: once its account may no longer download, its document no longer
//! leave, or its link was revoked, it ends with the next piece.

use std::{
    io,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, HttpBody},
    response::Response,
};
use futures_util::TryStreamExt;
use shared::{
    documents::deliveries,
    ids::LinkId,
    sealed::{Download, ZipDownload},
};

use super::{hold::Hold, standing};
use crate::{app::AppState, error::ApiError};

/// How often it is asked at the most. A download that is over by then costs nothing.
const PERIOD: Duration = Duration::from_secs(1);

/// For how long what is reserved stays so, of which nothing more is heard: its process may have died, or its client reads slowly,
/// and so is looked at seldom.
const RESERVED_FOR: Duration = Duration::from_mins(10);

/// By what link a download goes on.
#[derive(Clone, Debug)]
pub(super) enum By {
    Link(Download, Option<Hold>),
    Zip(ZipDownload),
}

impl By {
    fn link(&self) -> LinkId {
        match self {
            Self::Link(link, _) => link.link,
            Self::Zip(link) => link.zip,
        }
    }
}

/// The same answer, whose bytes go out for as long as they may. `reserves` says whether it has reserved a download, which it
/// keeps also once the link is over.
pub(super) fn watched(app: &AppState, by: By, reserves: bool, answer: Response) -> Response {
    // What is in memory as a whole is handed over as a whole.
    if answer.body().size_hint().exact().is_some() {
        return answer;
    }
    let (app, mut asked_at) = (app.clone(), Instant::now());
    answer.map(|body| {
        let pieces = body.into_data_stream().map_err(io::Error::other);
        Body::from_stream(pieces.and_then(move |piece| {
            let is_due = asked_at.elapsed() >= PERIOD;
            if is_due {
                asked_at = Instant::now();
            }
            let (app, by) = (app.clone(), by.clone());
            async move {
                if is_due && !may_go_on(&app, &by, reserves).await {
                    return Err(io::Error::other("the download may not go on"));
                }
                Ok(piece)
            }
        }))
    })
}

/// Says whether account, documents and link are still good. A database that does not answer ends nothing: it is asked again.
async fn may_go_on(app: &AppState, by: &By, reserves: bool) -> bool {
    match is_good(app, by, reserves).await {
        Ok(is_good) => is_good,
        Err(error) if error.status().is_server_error() => {
            tracing::warn!(%error, "it is not known whether a download may go on");
            true
        }
        Err(_) => false,
    }
}

async fn is_good(app: &AppState, by: &By, reserves: bool) -> Result<bool, ApiError> {
    if reserves {
        deliveries::keep_reserved(&app.db, by.link(), app.clock.now() + RESERVED_FOR).await?;
    }
    match by {
        By::Link(link, hold) => {
            standing::of_link(app, link).await?;
            match hold {
                Some(hold) => hold.go_on(app).await,
                None => Ok(true),
            }
        }
        By::Zip(link) => standing::of_zip(app, link).await.map(|_| true),
    }
}
