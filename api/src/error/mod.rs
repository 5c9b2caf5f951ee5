//! Every way in which a request can fail, and the one place that turns it into a problem document (RFC 9457).

use std::{collections::BTreeMap, error::Error as StdError, sync::Arc};

use axum::{
    body::Bytes,
    http::{HeaderValue, Response as WithBody, StatusCode, header},
    response::{IntoResponse, Response},
};
use multipart::NoBoundary;
use ooxml::Refusal;
use sealed::OpenError;
use serde::Serialize;
use shared::{
    db::{CommitError, Fault},
    jobs::JobError,
    people::{
        passwords::{Busy, LineError, NewPasswordError},
        users::CreateError,
    },
};
use storage::StorageError;
use thiserror::Error;
use utoipa::ToSchema;

use crate::http::form::FormError;

/// The media type of problem documents (RFC 9457, section 6.1).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// What caused a fault of ours; for the log only.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// What is wrong with which field.
#[derive(Debug, Default)]
pub(crate) struct Faults(BTreeMap<&'static str, Vec<String>>);

impl Faults {
    /// One fault.
    pub(crate) fn one(field: &'static str, message: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.add(field, message);
        faults
    }

    /// Says whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.entry(field).or_default().push(message.into());
    }
}

/// Why a request fails. The text of each is the `detail` that a client sees.
#[derive(Debug, Error)]
pub(crate) enum ApiError {
    #[error("The body is not JSON: {0}.")]
    InvalidJson(String),
    #[error("Some of the input is missing or wrong; see `errors`.")]
    InvalidInput(Faults),
    #[error("This user name is taken.")]
    UsernameTaken,
    #[error("This e-mail address is taken.")]
    EmailTaken,
    #[error("The link is not one of ours.")]
    InvalidLink,
    #[error("The file is not a .docx, .xlsx or .pptx document by its name and its content.")]
    UnsupportedFileType,
    #[error("The document cannot be accepted: {0}.")]
    InvalidFile(String),
    #[error("The document is protected with a password, so nobody can look into it.")]
    EncryptedFile,
    #[error("The document carries macros.")]
    MacrosNotAllowed,
    #[error("This needs an access token.")]
    NotAuthenticated,
    #[error("The token is not good, has expired, or its session has ended.")]
    InvalidToken,
    #[error("The user name or the password is wrong.")]
    InvalidCredentials,
    #[error("The e-mail address of this account is not verified yet.")]
    EmailNotVerified,
    #[error("This account is shut.")]
    AccountDisabled,
    #[error("Accounts of this role may not do this.")]
    RoleNotAllowed,
    #[error("The account behind this link may not download.")]
    AccountNotAllowed,
    #[error("The scan did not find this file clean, so it does not leave.")]
    FileQuarantined,
    #[error("There is nothing here.")]
    NotFound,
    #[error("This path does not know this method.")]
    MethodNotAllowed,
    #[error("The request was not complete in its time.")]
    RequestTimeout,
    #[error("The file is not scanned yet; try again in a moment.")]
    ScanPending,
    #[error("The job is done or being done, so it cannot be tried again.")]
    JobNotRetryable,
    #[error("The job is being done or over, so it cannot be cancelled.")]
    JobNotCancellable,
    #[error("The link has expired.")]
    ExpiredLink,
    #[error("The link has expired; ask for a new mail.")]
    ExpiredVerification,
    #[error("The file is gone.")]
    Gone,
    #[error("The body is larger than {0} bytes.")]
    BodyTooLarge(usize),
    #[error("The head of the request is larger than {0} bytes, or has more than 100 fields.")]
    HeadTooLarge(usize),
    #[error("The request is not one of HTTP/1.1: {0}.")]
    InvalidRequest(&'static str),
    #[error("The target of the request is too long.")]
    UriTooLong,
    #[error("The body is larger than anything may be.")]
    LengthTooLarge,
    #[error("Too much is under way from here; try again when some of it is done.")]
    TooManyRequests,
    #[error("The file is larger than {0} bytes.")]
    FileTooLarge(u64),
    #[error("The content type must be {0}.")]
    UnsupportedMediaType(&'static str),
    #[error("The file is not the one that `If-Match` names.")]
    PreconditionFailed,
    #[error("The file has {0} bytes, none of them in the range.")]
    RangeNotSatisfiable(u64),
    #[error("There is no room to store this.")]
    StorageFull,
    #[error("Something that this needs is away; try again in a moment.")]
    Unavailable(Cause),
    #[error("Whether this was done is not known, since something that it needs is away; look before you try again.")]
    Undecided(Cause),
    #[error("Too many ask for this just now; try again in {0} s.")]
    Busy(u64),
    #[error("Not everything is ready.")]
    NotReady(Vec<&'static str>),
    #[error("Something went wrong on our side.")]
    Internal(Cause),
}

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
}

impl ApiError {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.status_and_code().0
    }

    fn status_and_code(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::InvalidJson(_) => (S::BAD_REQUEST, "invalid_json"),
            Self::InvalidInput(_) => (S::BAD_REQUEST, "invalid_input"),
            Self::UsernameTaken => (S::BAD_REQUEST, "username_taken"),
            Self::EmailTaken => (S::BAD_REQUEST, "email_taken"),
            Self::InvalidLink => (S::BAD_REQUEST, "invalid_link"),
            Self::UnsupportedFileType => (S::BAD_REQUEST, "unsupported_file_type"),
            Self::InvalidFile(_) => (S::BAD_REQUEST, "invalid_file"),
            Self::EncryptedFile => (S::BAD_REQUEST, "encrypted_file"),
            Self::MacrosNotAllowed => (S::BAD_REQUEST, "macros_not_allowed"),
            Self::NotAuthenticated => (S::UNAUTHORIZED, "not_authenticated"),
            Self::InvalidToken => (S::UNAUTHORIZED, "invalid_token"),
            Self::InvalidCredentials => (S::UNAUTHORIZED, "invalid_credentials"),
            Self::EmailNotVerified => (S::FORBIDDEN, "email_not_verified"),
            Self::AccountDisabled => (S::FORBIDDEN, "account_disabled"),
            Self::RoleNotAllowed => (S::FORBIDDEN, "role_not_allowed"),
            Self::AccountNotAllowed => (S::FORBIDDEN, "account_not_allowed"),
            Self::FileQuarantined => (S::FORBIDDEN, "file_quarantined"),
            Self::NotFound => (S::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (S::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::RequestTimeout => (S::REQUEST_TIMEOUT, "request_timeout"),
            Self::ScanPending => (S::CONFLICT, "scan_pending"),
            Self::JobNotRetryable => (S::CONFLICT, "job_not_retryable"),
            Self::JobNotCancellable => (S::CONFLICT, "job_not_cancellable"),
            Self::ExpiredLink => (S::GONE, "expired_link"),
            Self::ExpiredVerification => (S::BAD_REQUEST, "expired_link"),
            Self::Gone => (S::GONE, "gone"),
            Self::BodyTooLarge(_) | Self::LengthTooLarge => (S::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::HeadTooLarge(_) => (S::REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large"),
            Self::InvalidRequest(_) => (S::BAD_REQUEST, "invalid_request"),
            Self::UriTooLong => (S::URI_TOO_LONG, "uri_too_long"),
            Self::TooManyRequests => (S::TOO_MANY_REQUESTS, "too_many_requests"),
            Self::FileTooLarge(_) => (S::PAYLOAD_TOO_LARGE, "file_too_large"),
            Self::UnsupportedMediaType(_) => (S::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            Self::PreconditionFailed => (S::PRECONDITION_FAILED, "precondition_failed"),
            Self::RangeNotSatisfiable(_) => (S::RANGE_NOT_SATISFIABLE, "range_not_satisfiable"),
            Self::StorageFull => (S::INSUFFICIENT_STORAGE, "storage_full"),
            Self::Unavailable(_) | Self::Undecided(_) | Self::Busy(_) | Self::NotReady(_) => {
                (S::SERVICE_UNAVAILABLE, "unavailable")
            }
            Self::Internal(_) => (S::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// The stable name of the problem.
    pub(crate) fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    /// The problem document for the request of this id.
    pub(crate) fn problem(&self, request_id: String) -> WithBody<Bytes> {
        let (status, code) = self.status_and_code();
        let problem = Problem {
            kind: format!("urn:strongroom:problem:{code}"),
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: self.to_string(),
            code,
            request_id,
            errors: self.fields(),
            missing: if let Self::NotReady(missing) = self { Some(missing.clone()) } else { None },
        };
        let mut response = WithBody::new(serde_json::to_vec(&problem).unwrap_or_default().into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some((name, value)) = self.header() {
            headers.insert(name, value);
        }
        response
    }

    fn fields(&self) -> Option<BTreeMap<&'static str, Vec<String>>> {
        match self {
            Self::InvalidInput(faults) => Some(faults.0.clone()),
            Self::UsernameTaken => Some(Faults::one("username", "is taken").0),
            Self::EmailTaken => Some(Faults::one("email", "is taken").0),
            _ => None,
        }
    }

    /// The header that the status calls for: how to log in (RFC 6750), when to come back, how long the file is.
    fn header(&self) -> Option<(header::HeaderName, HeaderValue)> {
        match self {
            Self::NotAuthenticated | Self::InvalidCredentials => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"strongroom\"")))
            }
            Self::InvalidToken => Some((
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"strongroom\", error=\"invalid_token\""),
            )),
            Self::Unavailable(_) | Self::Undecided(_) | Self::NotReady(_) | Self::TooManyRequests => {
                Some((header::RETRY_AFTER, HeaderValue::from_static("5")))
            }
            Self::Busy(seconds) => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            Self::RangeNotSatisfiable(size) => {
                HeaderValue::from_str(&format!("bytes */{size}")).ok().map(|value| (header::CONTENT_RANGE, value))
            }
            Self::RequestTimeout => Some((header::CONNECTION, HeaderValue::from_static("close"))),
            _ => None,
        }
    }

    /// Logs what is a fault of ours or of something behind us; a client's fault stands in the request's line.
    pub(crate) fn log(&self, request_id: &str) {
        match self {
            Self::Internal(cause) => tracing::error!(request_id, cause = describe(cause.as_ref()), "a request failed"),
            Self::Unavailable(cause) | Self::Undecided(cause) => {
                tracing::warn!(request_id, cause = describe(cause.as_ref()), "something is away");
            }
            Self::NotReady(missing) => tracing::warn!(request_id, ?missing, "not ready"),
            Self::StorageFull => tracing::error!(request_id, "the storage is full"),
            _ => {}
        }
    }
}

/// An error and what caused it, as one line.
fn describe(error: &(dyn StdError + 'static)) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line = format!("{line}: {cause}");
        source = cause.source();
    }
    line
}

/// A failed answer carries its error out to the layer that knows the request's id and writes the document.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status_and_code().0.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<Faults> for ApiError {
    fn from(faults: Faults) -> Self {
        Self::InvalidInput(faults)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Full => Self::StorageFull,
            Fault::ReadOnly | Fault::Busy | Fault::Away => Self::Unavailable(error.into()),
            Fault::Taken | Fault::Other => Self::Internal(error.into()),
        }
    }
}

impl From<CommitError> for ApiError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Failed(error) => error.into(),
            unknown @ CommitError::Unknown(_) => Self::Undecided(unknown.into()),
        }
    }
}

impl From<JobError> for ApiError {
    fn from(error: JobError) -> Self {
        sqlx::Error::from(error).into()
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => Self::StorageFull,
            StorageError::Missing => Self::Internal(error.into()),
            StorageError::Failed(_) => Self::Unavailable(error.into()),
        }
    }
}

impl From<LineError> for ApiError {
    fn from(error: LineError) -> Self {
        match error {
            // By the next full second those who waited are served.
            LineError::Busy(Busy { wait }) => Self::Busy(wait.as_secs() + 1),
            LineError::Hashing(error) => Self::Unavailable(error.into()),
        }
    }
}

impl From<NewPasswordError> for ApiError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Fault(fault) => Faults::one("password", fault.to_string()).into(),
            NewPasswordError::Line(error) => error.into(),
        }
    }
}

impl From<FormError> for ApiError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::NoBoundary(NoBoundary::NotAForm) => Self::UnsupportedMediaType("multipart/form-data"),
            FormError::Late => Self::RequestTimeout,
            FormError::NoBoundary(_) | FormError::Malformed(_) | FormError::Broken(_) => {
                Faults::one("body", format!("is no sound multipart/form-data: {error}")).into()
            }
        }
    }
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Invalid => Self::InvalidLink,
            OpenError::Expired => Self::ExpiredLink,
        }
    }
}

impl From<CreateError> for ApiError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::UsernameTaken => Self::UsernameTaken,
            CreateError::EmailTaken => Self::EmailTaken,
            CreateError::Database(error) => error.into(),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnsupportedFileType => Self::UnsupportedFileType,
            Refusal::InvalidFile(reason) => Self::InvalidFile(reason.to_owned()),
            Refusal::EncryptedFile => Self::EncryptedFile,
            Refusal::MacrosNotAllowed => Self::MacrosNotAllowed,
            Refusal::Io(error) => StorageError::from(error).into(),
            other => Self::Internal(other.into()),
        }
    }
}
