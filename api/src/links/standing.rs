//! What is behind a link just now. It is asked at each use, and while the bytes go out.

use axum::http::request::Parts;
use shared::{
    clock::Millis,
    documents::{
        deliveries::{self, Limited, Reserved},
        links::Link,
        visible::{self, BehindLink, Held},
        zips::{Zip, ZipMember},
    },
    ids::{LinkId, UserId},
    people::users::User,
    sealed::{Download, ZipDownload},
};

use crate::{app::AppState, error::ApiError, extract::SignedIn};

/// Where links call for a log-in, it has to be that of their account.
pub(super) async fn require_log_in(app: &AppState, parts: &Parts, user: UserId) -> Result<(), ApiError> {
    if !app.settings.rights.links_require_login {
        return Ok(());
    }
    let SignedIn(caller) = SignedIn::of(app, parts).await?;
    if caller.user.id == user { Ok(()) } else { Err(ApiError::AccountNotAllowed) }
}

/// A document behind a link, and the row of the link if it has one. Of what is behind one that is revoked or used up nothing
/// is told.
pub(super) async fn of_link(app: &AppState, link: &Download) -> Result<(BehindLink, Option<Link>), ApiError> {
    let found = visible::behind_link(&app.db, link.file, link.user).await?.ok_or(ApiError::Gone)?;
    let found = still_there(app, found, link.version, link.epoch).await?;
    let mut row = None;
    if link.has_row {
        let known = Link::find(&app.db, link.link).await?.ok_or(ApiError::Gone)?;
        if known.once && deliveries::is_delivered(&app.db, known.id).await? {
            return Err(ApiError::Gone);
        }
        row = Some(known);
    }
    found.may_leave()?;
    Ok((found, row))
}

/// A zip, and what is in it, each beside the document that it is of.
pub(super) async fn of_zip(
    app: &AppState,
    link: &ZipDownload,
) -> Result<(Zip, Vec<(ZipMember, BehindLink)>), ApiError> {
    let Some((zip, members)) = Zip::find(&app.db, link.zip).await? else {
        // It goes with its account, too.
        let is_there = User::find(&app.db, link.user).await?.is_some();
        return Err(if is_there { ApiError::Gone } else { ApiError::AccountNotAllowed });
    };
    let ids: Vec<_> = members.iter().map(|member| member.file_id).collect();
    let mut found = visible::all_behind_link(&app.db, &ids, link.user).await?;
    let mut all = Vec::with_capacity(members.len());
    for member in members {
        let at = found.iter().position(|found| found.id == member.file_id).ok_or(ApiError::Gone)?;
        let behind = still_there(app, found.swap_remove(at), member.version, member.link_epoch).await?;
        all.push((member, behind));
    }
    for (_, behind) in &all {
        behind.may_leave()?;
    }
    Ok((zip, all))
}

/// The document in this version, if a link of this epoch still leads to it.
async fn still_there(app: &AppState, found: BehindLink, version: i64, epoch: i64) -> Result<BehindLink, ApiError> {
    found.is_there(app.clock.now(), |role| app.may_download(role)).map_err(no_longer)?;
    if found.link_epoch != epoch {
        return Err(ApiError::Gone);
    }
    found.in_version(&app.db, version).await?.ok_or(ApiError::Gone)
}

/// How often its account may download it, where that is limited.
pub(super) fn limited(found: &BehindLink) -> Option<Limited> {
    found.max_downloads.map(|most| Limited { file: found.id, most: most.0 })
}

/// Reserves a download of each of these documents for a link, before the first byte goes out.
pub(super) async fn reserve(
    app: &AppState,
    (link, expires_at): (LinkId, Millis),
    user: UserId,
    limited: Vec<Limited>,
) -> Result<(), ApiError> {
    match deliveries::reserve(&app.db, link, user, limited, expires_at, app.clock.now()).await? {
        Reserved::All => Ok(()),
        Reserved::UsedUp => Err(ApiError::DownloadLimitReached),
        Reserved::Gone => Err(ApiError::Gone),
    }
}

/// What is not there for the account behind a link is gone for whoever has the link.
fn no_longer(held: Held) -> ApiError {
    match held {
        Held::NotTheirs | Held::Expired => ApiError::Gone,
        held => held.into(),
    }
}
