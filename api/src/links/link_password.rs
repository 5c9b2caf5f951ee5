//! The password of a link. Who guesses at it is counted by the link: after five that were wrong none is taken for ten minutes.

use std::time::Duration;

use axum::extract::Request;
use secrecy::SecretString;
use serde::Deserialize;
use shared::{
    documents::links::Link,
    limits::{Ask, Key, Who},
    people::passwords::Place,
    settings::Rate,
};

use crate::{
    app::AppState,
    error::{ApiError, Faults},
    extract::{Field, GivenSecret, is_form, read_bytes, read_json},
    limits::standing::{Limit, Standing},
};

/// So many wrong ones, and for so long.
const RATE: Rate = Rate { count: 5, per: Duration::from_mins(10) };
const LIMIT: &str = "link_password";

#[derive(Debug, Default, Deserialize)]
struct Body {
    #[serde(default)]
    password: Field<GivenSecret>,
}

/// The password in the body of a request, by JSON or by the form of a page; none where it gives none.
pub(super) async fn read(request: Request) -> Result<Option<SecretString>, ApiError> {
    let field = if is_form(&request) {
        Field::in_form(&read_bytes(request).await?, "password")
    } else {
        read_json::<Body>(request).await?.unwrap_or_default().password
    };
    let mut faults = Faults::default();
    let given = field.optional("password", &mut faults).map(|GivenSecret(password)| password);
    if faults.is_empty() { Ok(given) } else { Err(faults.into()) }
}

/// Says whether a link opens by what was given. A try counts as wrong until it turns out right, so that of many at once no more
/// are tried than of many in turn.
pub(super) async fn check(app: &AppState, link: &Link, given: Option<SecretString>) -> Result<(), ApiError> {
    let Some(hash) = &link.password_hash else { return Ok(()) };
    let given = given.ok_or(ApiError::LinkPasswordRequired)?;
    let who = Who::named(&[b"link", link.id.0.as_bytes()]);
    let limit = Limit { key: Key::new(LIMIT, who), rate: RATE };
    let (ask, shut) = (Ask::one(limit.key, RATE), Key::new("link_shut", who));
    let verdicts = app.limits.take(&[ask, Ask::whether_all_is_back(shut)]).await;
    let mut standings: Vec<Standing> =
        verdicts.first().map(|verdict| limit.stands(&ask, *verdict)).into_iter().collect();
    if let Some(shut) = verdicts.get(1).filter(|verdict| !verdict.allowed) {
        standings.push(Standing::shut(LIMIT, RATE, shut.retry_after));
    }
    if let Some(refused) = Standing::longest_refusal(&standings) {
        return Err(ApiError::TooManyAttempts(refused));
    }
    if app.passwords.verify(given, Some(hash.clone()), Place::Unknown).await? {
        app.limits.take(&[ask.cleared()]).await;
        return Ok(());
    }
    if standings.iter().any(|standing| standing.left() == 0) {
        app.limits.take(&[Ask::some(shut, RATE.per, 1, 1)]).await;
    }
    Err(ApiError::InvalidLinkPassword)
}
