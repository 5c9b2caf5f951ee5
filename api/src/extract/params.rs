//! What stands in the address of a request.

use std::{collections::HashMap, str::FromStr};

use axum::{
    RequestPartsExt,
    extract::{FromRequestParts, Path, Query as AxumQuery},
    http::request::Parts,
};
use serde::{Deserialize, de::DeserializeOwned};
use shared::words::Text;

use crate::error::{ApiError, Faults};

/// The id in a path. One that is malformed names nothing, like one that is unknown.
#[derive(Debug)]
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Path(text): Path<String> = parts.extract().await.map_err(|_| ApiError::NotFound)?;
        text.parse().map(Self).map_err(|_| ApiError::NotFound)
    }
}

/// The two ids in a path, of which the same holds.
#[derive(Debug)]
pub(crate) struct TwoIds<A, B>(pub(crate) A, pub(crate) B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for TwoIds<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Path((first, second)): Path<(String, String)> = parts.extract().await.map_err(|_| ApiError::NotFound)?;
        match (first.parse(), second.parse()) {
            (Ok(first), Ok(second)) => Ok(Self(first, second)),
            _ => Err(ApiError::NotFound),
        }
    }
}

/// The segments of a link's path. Ones that cannot be read are no link of ours.
#[derive(Debug)]
pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send + 'static, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Path(segments) = parts.extract().await.map_err(|_| ApiError::InvalidLink)?;
        Ok(Self(segments))
    }
}

/// The parameters that a query has beside those that a list knows, where it stands last and is flattened.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Unknown(HashMap<String, String>);

impl Unknown {
    /// A word in `faults` where there are any: a filter that is misspelt would else show more than was asked for.
    pub(crate) fn check(&self, faults: &mut Faults) {
        if !self.0.is_empty() {
            faults.add("query", Text::UnknownParameter);
        }
    }
}

/// What a list is searched for by this parameter, where it is given and not empty; a word in `faults` where that has more than
/// `most` bytes. No text of ours holds a NUL, and Postgres would not even look for one.
pub(crate) fn sought(name: &'static str, text: Option<String>, most: u16, faults: &mut Faults) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    if text.len() > most.into() || text.contains('\0') {
        faults.add(name, Text::FilterTooLong { most: most.into() });
    }
    Some(text)
}

/// The query of a request, as texts.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Send + 'static, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query: Result<AxumQuery<T>, _> = parts.extract().await;
        query.map(|AxumQuery(query)| Self(query)).map_err(|_| Faults::one("query", Text::Unreadable).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_has_an_end_and_no_nul() {
        let sought = |text: &str| {
            let mut faults = Faults::default();
            let found = sought("search", Some(text.to_owned()), 4, &mut faults);
            faults.is_empty().then_some(found)
        };
        assert_eq!(sought("ab c"), Some(Some("ab c".to_owned())));
        assert_eq!(sought(""), Some(None));
        for wrong in ["abcde", "\u{e4}bc\u{e4}", "\0", "a\0b"] {
            assert_eq!(sought(wrong), None, "{wrong:?}");
        }
    }
}
