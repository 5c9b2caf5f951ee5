//! The problem document (RFC 9457) that tells a client why its request failed.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use axum::{
    body::Bytes,
    http::{HeaderValue, Response as WithBody, header},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::Value;
use shared::words::{Language, Text};
use utoipa::ToSchema;

use super::{ApiError, Faults};
use crate::http::spoken_to;

/// How to log in (RFC 6750), as a 401 tells it.
pub(crate) const BEARER: &str = "Bearer realm=\"strongroom\"";

/// The media type of problem documents (RFC 9457, section 6.1).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// A problem document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:strongroom:problem:invalid_input")]
    kind: String,
    /// The status in words.
    #[schema(example = "Bad Request")]
    title: &'static str,
    /// The status.
    #[schema(example = 400)]
    status: u16,
    /// What is wrong with this request.
    detail: String,
    /// The stable, machine-readable name of the problem.
    #[schema(example = "invalid_input")]
    code: &'static str,
    /// The id under which the log knows this request.
    request_id: String,
    /// Which fields are at fault, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<BTreeMap<&'static str, Vec<String>>>,
    /// What is away, where readiness was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<&'static str>>,
    /// Where a second factor is due: what to bring along with it. Good once, for five minutes and five attempts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    ticket: Option<Box<str>>,
    /// Which second factors will do: `totp`, `passkey`, `recovery_code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    methods: Option<Vec<&'static str>>,
    /// What to ask the browser for, where a passkey will do (`PublicKeyCredentialRequestOptionsJSON`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    passkey_options: Option<Box<Value>>,
}

impl ApiError {
    /// The problem document for the request of this id, in a language.
    pub(crate) fn problem(&self, request_id: String, language: Language) -> WithBody<Bytes> {
        let (status, code) = (self.status(), self.code());
        let due = if let Self::SecondFactorRequired(due) = self { Some(due) } else { None };
        let problem = Problem {
            kind: format!("urn:strongroom:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Checksum Mismatch"),
            status: status.as_u16(),
            detail: self.text().say(language),
            code,
            request_id,
            errors: self.fields().map(|faults| faults.say(language)),
            missing: if let Self::NotReady(missing) = self { Some(missing.clone()) } else { None },
            ticket: due.map(|due| due.ticket.expose_secret().into()),
            methods: due.map(|due| due.methods.clone()),
            passkey_options: due.and_then(|due| due.passkey_options.clone()),
        };
        let mut response = WithBody::new(serde_json::to_vec(&problem).unwrap_or_default().into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        spoken_to::tell(headers, language);
        if let Some((name, value)) = self.header() {
            headers.insert(name, value);
        }
        response
    }

    fn fields(&self) -> Option<Cow<'_, Faults>> {
        match self {
            Self::InvalidInput(faults) => Some(Cow::Borrowed(faults)),
            Self::UsernameTaken => Some(Cow::Owned(Faults::one("username", Text::IsTaken))),
            Self::EmailTaken => Some(Cow::Owned(Faults::one("email", Text::IsTaken))),
            _ => None,
        }
    }

    /// The header that the status calls for: how to log in (RFC 6750), when to come back, how long the file is.
    fn header(&self) -> Option<(header::HeaderName, HeaderValue)> {
        match self {
            Self::NotAuthenticated
            | Self::InvalidCredentials
            | Self::SecondFactorRequired(_)
            | Self::InvalidSecondFactor
            | Self::InvalidTicket
            | Self::LinkPasswordRequired
            | Self::InvalidLinkPassword => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static(BEARER))),
            Self::InvalidToken => Some((
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"strongroom\", error=\"invalid_token\""),
            )),
            Self::Unavailable(_) | Self::Undecided(_) | Self::NotReady(_) | Self::TooManyRequests => {
                Some((header::RETRY_AFTER, HeaderValue::from_static("5")))
            }
            Self::LimitReached(standing) | Self::TooManyAttempts(standing) => {
                Some((header::RETRY_AFTER, HeaderValue::from(standing.seconds().max(1))))
            }
            Self::Busy(seconds) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::RangeNotSatisfiable(size) => {
                HeaderValue::from_str(&format!("bytes */{size}")).ok().map(|value| (header::CONTENT_RANGE, value))
            }
            Self::RequestTimeout => Some((header::CONNECTION, HeaderValue::from_static("close"))),
            _ => None,
        }
    }
}

/// A failed answer carries its error out to the layer that knows the request's id and writes the document.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
