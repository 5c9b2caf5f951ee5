//! `GET /api/events/`

use std::{convert::Infallible, time::Duration};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use bounded_http::serve::Kept;
use futures_util::{StreamExt, stream};
use shared::{
    documents::visible,
    happenings,
    people::{names::Role, permissions::Permission, sessions::Reader},
};

use super::{
    line::{self, Lines, Told},
    onlookers::Onlooker,
};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::SignedIn,
};

/// By this somebody says what they were told last.
pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// So much may have happened since, and is told; beyond that a page asks for all anew.
const MOST_MISSED: i64 = 5000;

/// Of what expired so shortly before somebody was told something, they may not have been told.
const A_ROUND: Duration = Duration::from_secs(5);

/// Look on: what happens to what the account sees, as it happens.
///
/// | event | data | told to |
/// | --- | --- | --- |
/// | `file` | the document as it stands, or `{"id": …, "gone": true}` | whoever sees it |
/// | `upload` | the upload as it stands, or `{"id": …, "gone": true}` | whoever sends it |
/// | `job` | a job that was given up, cancelled or tried again | ops with the permission `operate` |
/// | `mail` | the same of a job that sends a mail | ops with the permission `operate` |
/// | `reset` | `{}`: more happened than can be told, or documents expired meanwhile; ask anew for what you show | all |
///
/// Several changes of one thing may come as one event. Whoever comes back with `Last-Event-ID` is told what they missed within
/// the last hour. A client is told that a document is gone where it was seen by them while this stream was open: open it first, and then
/// ask for the list, and after a break ask for the list again. A comment comes every 15 seconds. It ends with the session.
#[utoipa::path(
    get, path = "/api/events/", tag = "events", security(("bearer" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the event that was told last")),
    responses(
        (status = 200, content((String = "text/event-stream"))),
        (status = 429, body = Problem, description = "`too_many_requests`: the account has too many streams"),
        (status = 503, body = Problem, description = "`unavailable`: there are too many streams"),
    )
)]
pub(crate) async fn look_on(
    SignedIn(caller): SignedIn,
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let seat = app.onlookers.seat(caller.user.id)?;
    let now = app.clock.now();
    let reader = caller.reader(now);
    // What happens from here on has a higher number.
    happenings::count(&app.db).await?;
    let last = happenings::last(&app.db).await?;
    let missed = match headers.get(LAST_EVENT_ID) {
        Some(id) => Missed::since(&app, &reader, id.to_str().unwrap_or_default(), last).await?,
        None => Missed::Nothing,
    };
    let at = if let Missed::Since(number) = missed { number } else { last };
    let operates = reader.role == Role::Ops && caller.user.permissions.allow(Permission::Operate);
    let (mut onlooker, pieces) = Onlooker::new(reader, operates, at, last);
    if reader.role == Role::Client {
        visible::newest(&app.db, &reader).await?.iter().for_each(|file| onlooker.sees(file.id));
    }
    let mut lines = Lines::beginning(&app.sealer, at, now);
    if matches!(missed, Missed::TooMuch) {
        lines.tell(&Told::Reset, &app.sealer, Some(last), now);
    }
    onlooker.hand(lines.into_bytes(), now);
    app.onlookers.join(onlooker);

    let mut pieces = pieces;
    let body = stream::poll_fn(move |context| pieces.poll_recv(context)).map(Ok::<_, Infallible>);
    // A proxy in between hands on what comes as it comes.
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let mut response = (headers, Body::from_stream(body)).into_response();
    Kept::with(&mut response, seat);
    Ok(response)
}

/// What somebody has missed who was here before.
enum Missed {
    Nothing,
    /// What has come after this number.
    Since(i64),
    /// More than is known, or than can be told.
    TooMuch,
}

impl Missed {
    async fn since(app: &AppState, reader: &Reader, id: &str, last: i64) -> Result<Self, ApiError> {
        // An id that is none of ours is no reason to turn a browser away for good.
        let Some((number, told_at)) = line::opened(&app.sealer, id, reader.now) else { return Ok(Self::TooMuch) };
        let is_told = last - number <= MOST_MISSED
            && happenings::is_known_after(&app.db, number).await?
            && !visible::has_any_expired(&app.db, reader, told_at - A_ROUND).await?;
        Ok(if is_told { Self::Since(number) } else { Self::TooMuch })
    }
}
