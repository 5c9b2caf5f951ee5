//! Every way in which a request can fail, in one table; [`problem`] makes a problem document of it (RFC 9457), and [`from`]
//! tells what the errors of other parts mean for a request.

mod from;
mod problem;

use std::{collections::BTreeMap, error::Error as StdError};

use axum::http::StatusCode;
use thiserror::Error;

use crate::limits::standing::Standing;

pub(crate) use problem::{PROBLEM_JSON, Problem, SecondFactorDue};

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

    /// What is said of the first field that is at fault.
    pub(crate) fn first(&self) -> Option<String> {
        let (field, messages) = self.0.iter().next()?;
        messages.first().map(|message| format!("The {field} {}.", message.trim_end_matches('.')))
    }

    pub(crate) fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.entry(field).or_default().push(message.into());
    }
}

macro_rules! table {
    ($($variant:ident $(($with:ty))? $status:ident $code:literal $detail:literal;)*) => {
        /// Why a request fails.
        #[derive(Debug, Error)]
        pub(crate) enum ApiError {
            $(#[error($detail)] $variant $(($with))?,)*
        }

        impl ApiError {
            fn status_and_code(&self) -> (StatusCode, &'static str) {
                match self {
                    $(Self::$variant { .. } => (StatusCode::$status, $code),)*
                }
            }
        }
    };
}

// What the variant holds, the status, the stable name, and the text that a client sees as `detail`.
table! {
    InvalidJson(String)                BAD_REQUEST            "invalid_json"            "The body is not valid JSON: {0}.";
    InvalidInput(Faults)               BAD_REQUEST            "invalid_input"           "Some of the input is missing or invalid; see `errors`.";
    UsernameTaken                      BAD_REQUEST            "username_taken"          "This user name is taken.";
    EmailTaken                         BAD_REQUEST            "email_taken"             "This e-mail address is taken.";
    EmailDomainNotAllowed              BAD_REQUEST            "email_domain_not_allowed" "Addresses of this domain cannot sign up here.";
    InvalidLink                        BAD_REQUEST            "invalid_link"            "This link is not valid.";
    UnsupportedFileType                BAD_REQUEST            "unsupported_file_type"   "Only .docx, .xlsx and .pptx documents are accepted, and the name must match the content.";
    InvalidFile(String)                BAD_REQUEST            "invalid_file"            "The document cannot be accepted: {0}.";
    EncryptedFile                      BAD_REQUEST            "encrypted_file"          "The document is protected with a password, so it cannot be inspected.";
    MacrosNotAllowed                   BAD_REQUEST            "macros_not_allowed"      "The document contains macros.";
    InvalidImage(String)               BAD_REQUEST            "invalid_image"           "The image cannot be used: {0}.";
    ExpiredMailLink                    BAD_REQUEST            "expired_link"            "This link has expired; request a new one.";
    WrongSetUpCode                     BAD_REQUEST            "invalid_second_factor"   "This is not the code that the app shows now.";
    InvalidCredential                  BAD_REQUEST            "invalid_credential"      "This passkey cannot be taken.";
    InvalidRequest(&'static str)       BAD_REQUEST            "invalid_request"         "The request is not valid HTTP/1.1: {0}.";
    NotAuthenticated                   UNAUTHORIZED           "not_authenticated"       "An access token is required.";
    InvalidToken                       UNAUTHORIZED           "invalid_token"           "The token is invalid or has expired, or its session has ended.";
    InvalidCredentials                 UNAUTHORIZED           "invalid_credentials"     "The user name or password is incorrect.";
    SecondFactorRequired(Box<SecondFactorDue>) UNAUTHORIZED   "second_factor_required"  "The password is right; now show a second factor, with this ticket.";
    InvalidSecondFactor                UNAUTHORIZED           "invalid_second_factor"   "The second factor is not right, or was used before.";
    InvalidTicket                      UNAUTHORIZED           "invalid_ticket"          "The ticket is invalid, has expired, or was used; log in again.";
    CrossSiteRequest                   FORBIDDEN              "cross_site_request"      "A request with a cookie must come from one of our own pages.";
    ScopeMissing                       FORBIDDEN              "scope_missing"           "The token does not allow this.";
    SecondFactorSetupRequired          FORBIDDEN              "second_factor_setup_required" "This account needs a second factor; set one up first.";
    EmailNotVerified                   FORBIDDEN              "email_not_verified"      "The e-mail address of this account has not been verified yet.";
    AccountDisabled                    FORBIDDEN              "account_disabled"        "This account is disabled.";
    AwaitingApproval                   FORBIDDEN              "awaiting_approval"       "This account has yet to be approved.";
    SignupClosed                       FORBIDDEN              "signup_closed"           "Accounts are for those who are invited.";
    PermissionMissing                  FORBIDDEN              "permission_missing"      "Your account lacks the permission that this needs.";
    RoleNotAllowed                     FORBIDDEN              "role_not_allowed"        "Your role does not allow this.";
    AccountNotAllowed                  FORBIDDEN              "account_not_allowed"     "The account behind this link is not allowed to download.";
    FileQuarantined                    FORBIDDEN              "file_quarantined"        "This file did not pass its scan, so it cannot be downloaded.";
    NotFound                           NOT_FOUND              "not_found"               "Nothing was found here.";
    MethodNotAllowed                   METHOD_NOT_ALLOWED     "method_not_allowed"      "This method is not allowed here; see `Allow`.";
    RequestTimeout                     REQUEST_TIMEOUT        "request_timeout"         "The request was not completed in time.";
    LastOfItsKind                      CONFLICT               "last_of_its_kind"        "There would be nobody left who can do this.";
    WrongState(&'static str)           CONFLICT               "wrong_state"             "The account is {0}, so this cannot be done.";
    ScanPending                        CONFLICT               "scan_pending"            "The file has not been scanned yet; try again in a moment.";
    RequestInProgress                  CONFLICT               "request_in_progress"     "The first request with this `Idempotency-Key` is still under way; try again in a moment.";
    LastFactor                         CONFLICT               "last_of_its_kind"        "This is the last one, and one is needed.";
    AlreadySetUp                       CONFLICT               "already_set_up"          "There is an authenticator app already; remove it first.";
    NoSecondFactor                     CONFLICT               "no_second_factor"        "There is no second factor that recovery codes could stand in for.";
    TooManyPasskeys                    CONFLICT               "too_many_passkeys"       "There are as many passkeys as there may be; remove one first.";
    JobNotRetryable                    CONFLICT               "job_not_retryable"       "The job is finished or running, so it cannot be retried.";
    JobNotCancellable                  CONFLICT               "job_not_cancellable"     "The job is running or finished, so it cannot be cancelled.";
    ExpiredLink                        GONE                   "expired_link"            "This link has expired.";
    Gone                               GONE                   "gone"                    "This file is no longer available.";
    PreconditionFailed                 PRECONDITION_FAILED    "precondition_failed"     "The file does not match `If-Match`.";
    BodyTooLarge(usize)                PAYLOAD_TOO_LARGE      "body_too_large"          "The body is larger than {0} bytes.";
    LengthTooLarge                     PAYLOAD_TOO_LARGE      "body_too_large"          "The body is larger than any request may be.";
    FileTooLarge(u64)                  PAYLOAD_TOO_LARGE      "file_too_large"          "The file is larger than {0} bytes.";
    UriTooLong                         URI_TOO_LONG           "uri_too_long"            "The request target is too long.";
    UnsupportedMediaType(&'static str) UNSUPPORTED_MEDIA_TYPE "unsupported_media_type"  "The content type must be {0}.";
    IdempotencyKeyReused               UNPROCESSABLE_ENTITY   "idempotency_key_reused"  "This `Idempotency-Key` was used for another request.";
    RangeNotSatisfiable(u64)           RANGE_NOT_SATISFIABLE  "range_not_satisfiable"   "The requested range lies outside the file, which has {0} bytes.";
    TooManyRequests                    TOO_MANY_REQUESTS      "too_many_requests"       "Too many requests are in progress from your address; try again when some have finished.";
    LimitReached(Standing)             TOO_MANY_REQUESTS      "too_many_requests"       "There were too many requests like this; try again in {0} s.";
    TooManyAttempts(Standing)          TOO_MANY_REQUESTS      "too_many_attempts"       "Too many attempts have failed; try again in {0} s.";
    HeadTooLarge(usize)                REQUEST_HEADER_FIELDS_TOO_LARGE "head_too_large"          "The request headers are larger than {0} bytes, or there are more than 100 of them.";
    Internal(Cause)                    INTERNAL_SERVER_ERROR  "internal"                "Something went wrong on our side.";
    Unavailable(Cause)                 SERVICE_UNAVAILABLE    "unavailable"             "A service that this depends on is unavailable; try again in a moment.";
    Undecided(Cause)                   SERVICE_UNAVAILABLE    "unavailable"             "It is not known whether this was done, because a service that it depends on is unavailable; check before you try again.";
    Busy(u64)                          SERVICE_UNAVAILABLE    "unavailable"             "Too many requests at the moment; try again in {0} s.";
    NotReady(Vec<&'static str>)        SERVICE_UNAVAILABLE    "unavailable"             "The service is not ready.";
    StorageFull                        INSUFFICIENT_STORAGE   "storage_full"            "There is not enough space to store this.";
}

impl ApiError {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.status_and_code().0
    }

    /// The stable name of the problem.
    pub(crate) fn code(&self) -> &'static str {
        self.status_and_code().1
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
