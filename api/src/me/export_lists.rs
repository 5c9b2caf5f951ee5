//! The lists of an export, written as they are read.

use axum::body::Bytes;
use futures_util::{Stream, StreamExt, stream};
use shared::{
    db::{Db, statement::Parameter},
    ids::UserId,
    people::export::{self, Listed},
};

/// A text that is there already.
pub(super) fn once(text: String) -> impl Stream<Item = Result<Bytes, sqlx::Error>> {
    stream::iter([Ok(Bytes::from(text))])
}

/// How far a list is written.
enum Next<const N: usize> {
    First,
    Behind([Parameter; N]),
    Nothing,
}

/// A list as one more field of an object, read a page at a time.
pub(super) fn list<R: Listed<N>, const N: usize>(
    db: &Db,
    user: UserId,
) -> impl Stream<Item = Result<Bytes, sqlx::Error>> + use<R, N> {
    let db = db.clone();
    let begin = once(format!(",\"{}\":[", R::NAME));
    let rows = stream::try_unfold(Next::First, move |next| {
        let db = db.clone();
        async move {
            let (after, mut separator) = match next {
                Next::First => (None, ""),
                Next::Behind(place) => (Some(place), ","),
                Next::Nothing => return Ok(None),
            };
            let page = export::page::<R, N>(&db, user, after).await?;
            let mut text = String::new();
            for row in &page.rows {
                text.push_str(separator);
                text.push_str(&serde_json::to_string(row).map_err(|error| sqlx::Error::Encode(error.into()))?);
                separator = ",";
            }
            let next = page.last().map_or(Next::Nothing, |last| Next::Behind(last.place()));
            Ok(Some((Bytes::from(text), next)))
        }
    });
    begin.chain(rows).chain(once("]".to_owned()))
}
