//! Following a link to one document, with a password or without: account, document and link are looked at, and what goes out
//! is on record before it does.

use axum::{
    http::{Method, StatusCode, request::Parts},
    response::Response,
};
use bounded_http::serve::Peer;
use secrecy::SecretString;
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    documents::deliveries,
    ids::FileId,
    sealed::Download,
};

use super::{
    accel,
    content::{self, Content, InOurPlace},
    delivery::{Cargo, Delivery},
    hold::Hold,
    link_password, redirect,
    source::Source,
    standing,
    underway::{self, By},
};
use crate::{app::AppState, error::ApiError, extract::Asked, http::refusals};

/// Follows a link, with the password that was given for it, if one was.
pub(super) async fn by_token(
    app: &AppState,
    peer: Peer,
    parts: Parts,
    token: &str,
    given: Option<SecretString>,
) -> Result<Response, ApiError> {
    let asked = Asked::in_request(&parts);
    let (link, expires_at) = match app.sealer.open_until::<Download>(token, app.clock.now()) {
        Ok(link) => link,
        Err(error) => return Err(refused(app, asked.0, None, error.into()).await),
    };
    let by_account = asked.of(link.user);
    let following = Following { peer, parts, token, link: &link, expires_at, given, asked: &by_account };
    match follow(app, following).await {
        Err(why) => Err(refused(app, by_account, Some(link.file), why).await),
        answer => answer,
    }
}

/// Records that a link leads nowhere, and hands on why.
pub(super) async fn refused(app: &AppState, asked: audit::Asked, file: Option<FileId>, why: ApiError) -> ApiError {
    if why.status().is_server_error() || matches!(why, ApiError::PreconditionFailed | ApiError::RangeNotSatisfiable(_))
    {
        return why;
    }
    let entry = file.into_iter().fold(Entry::of(Event::LinkRefused).refused(why.code()), Entry::on_file);
    app.tell(asked, entry).await.err().unwrap_or(why)
}

/// A link that somebody follows.
struct Following<'a> {
    peer: Peer,
    parts: Parts,
    token: &'a str,
    link: &'a Download,
    expires_at: Millis,
    /// The password that came with it.
    given: Option<SecretString>,
    asked: &'a audit::Asked,
}

async fn follow(app: &AppState, following: Following<'_>) -> Result<Response, ApiError> {
    let Following { peer, parts, token, link, expires_at, given, asked } = following;
    standing::require_log_in(app, &parts, link.user).await?;
    let (found, row) = standing::of_link(app, link).await?;
    if let Some(row) = &row {
        link_password::check(app, row, given).await?;
    }
    let limited = standing::limited(&found);
    let once = row.filter(|row| row.once);
    let Parts { method, headers, extensions, .. } = parts;
    // What others have delivered nobody knows, so what is counted to the last byte goes out here; and so does what only we can
    // open, also where the settings seal nothing any more.
    let by_others = Some(found.blob).filter(|blob| limited.is_none() && once.is_none() && !blob.is_sealed());
    let nginx = accel::location(app, &peer, &headers).map(InOurPlace::Nginx);
    let in_our_place = nginx.or_else(|| redirect::bucket(app).map(InOurPlace::Bucket));
    let size = found.size.unsigned_abs();
    let documents = vec![(link.file, size)];
    let cargo = Cargo { link: link.link, expires_at, user: link.user, documents, size };
    let delivery = Delivery::of(app, asked.clone(), cargo);
    let content = Content {
        source: Source::Document(found.blob, size),
        name: found.name.to_string(),
        media_type: found.kind.content_type(),
        etag: format!("\"{}\"", found.sha256),
        from_file: extensions.get().cloned(),
        by_others,
    };
    let answer = content::answer(app, content, &method, &headers, in_our_place, &delivery).await;
    let (now, limited): (_, Vec<_>) = (app.clock.now(), limited.into_iter().collect());
    // Looks at the head, and answers without bytes, are no downloads. Of what is used up they tell no more than one would.
    if method == Method::HEAD || !answer.as_ref().is_ok_and(|answer| is_download(answer.status())) {
        if let Some(row) = once {
            Hold::look(app, row.id).await?;
        }
        if !deliveries::is_free(&app.db, link.link, link.user, &limited, now).await? {
            return Err(ApiError::DownloadLimitReached);
        }
        return refusals::by_one_link(app, token, answer?);
    }
    let answer = refusals::by_one_link(app, token, answer?)?;
    let mut hold = None;
    if let Some(row) = once {
        let taken = Hold::take(app, row.id).await?;
        delivery.holds(taken);
        hold = Some(taken);
    }
    let reserves = !limited.is_empty();
    standing::reserve(app, (link.link, expires_at), link.user, limited).await?;
    // No byte goes out before it is on record who gets it.
    app.recorded.record(&app.db, link.file, link.user, now).await?;
    delivery.is_download();
    if reserves {
        delivery.is_limited();
    }
    Ok(underway::watched(app, By::Link(link.clone(), hold), reserves, answer))
}

/// Says whether an answer brings bytes, or leads to them.
fn is_download(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::TEMPORARY_REDIRECT)
}
