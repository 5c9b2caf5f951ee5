//! Every way in which a request can fail, in one table; [`problem`] makes a problem document of it (RFC 9457), and [`from`]
//! tells what the errors of other parts mean for a request.

mod from;
mod problem;
mod second_factor_due;

use std::{collections::BTreeMap, error::Error as StdError};

use axum::http::StatusCode;
use shared::words::{Language, Text, Why};
use thiserror::Error;

use crate::limits::standing::Standing;

pub(crate) use problem::{BEARER, PROBLEM_JSON, Problem};
pub(crate) use second_factor_due::SecondFactorDue;

/// What caused a fault of ours; for the log only.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// What is wrong with which field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(BTreeMap<&'static str, Vec<Text>>);

impl Faults {
    /// One fault.
    pub(crate) fn one(field: &'static str, fault: Text) -> Self {
        let mut faults = Self::default();
        faults.add(field, fault);
        faults
    }

    /// Says whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first field that is at fault, and what is wrong with it.
    pub(crate) fn first(&self) -> Option<(&'static str, &Text)> {
        let (field, faults) = self.0.iter().next()?;
        Some((field, faults.first()?))
    }

    pub(crate) fn add(&mut self, field: &'static str, fault: Text) {
        self.0.entry(field).or_default().push(fault);
    }

    /// All of them in a language.
    fn say(&self, language: Language) -> BTreeMap<&'static str, Vec<String>> {
        let said = |faults: &Vec<Text>| faults.iter().map(|fault| fault.say(language)).collect();
        self.0.iter().map(|(field, faults)| (*field, said(faults))).collect()
    }
}

macro_rules! table {
    ($($variant:ident $(($with:ty))? $status:ident $code:literal $($told:ident)?;)*) => {
        /// Why a request fails.
        #[derive(Debug, Error)]
        #[error("{}", self.text())]
        pub(crate) enum ApiError {
            $($variant $(($with))?,)*
        }

        impl ApiError {
            fn status_and_code(&self) -> (StatusCode, &'static str) {
                match self {
                    $(Self::$variant { .. } => (StatusCode::$status, $code),)*
                }
            }

            /// What a client is told as `detail`.
            fn text(&self) -> Text {
                match self {
                    $(Self::$variant { $(0: $told,)? .. } => Text::$variant $({ $told: $told.clone().into() })?,)*
                }
            }
        }
    };
}

// What the variant holds, the status, the stable name, and as what its text tells what it holds. The text has the name of the
// variant: see `problems.ftl`.
table! {
    InvalidJson(Why)                           BAD_REQUEST                     "invalid_json" why;
    InvalidInput(Faults)                       BAD_REQUEST                     "invalid_input";
    UsernameTaken                              BAD_REQUEST                     "username_taken";
    EmailTaken                                 BAD_REQUEST                     "email_taken";
    EmailDomainNotAllowed                      BAD_REQUEST                     "email_domain_not_allowed";
    InvalidLink                                BAD_REQUEST                     "invalid_link";
    UnsupportedFileType                        BAD_REQUEST                     "unsupported_file_type";
    InvalidFile(Why)                           BAD_REQUEST                     "invalid_file" why;
    EncryptedFile                              BAD_REQUEST                     "encrypted_file";
    MacrosNotAllowed                           BAD_REQUEST                     "macros_not_allowed";
    InvalidImage(Text)                         BAD_REQUEST                     "invalid_image" why;
    ExpiredMailLink                            BAD_REQUEST                     "expired_link";
    WrongSetUpCode                             BAD_REQUEST                     "invalid_second_factor";
    InvalidCredential                          BAD_REQUEST                     "invalid_credential";
    InvalidRequest(Why)                        BAD_REQUEST                     "invalid_request" why;
    NotAuthenticated                           UNAUTHORIZED                    "not_authenticated";
    InvalidToken                               UNAUTHORIZED                    "invalid_token";
    InvalidCredentials                         UNAUTHORIZED                    "invalid_credentials";
    SecondFactorRequired(Box<SecondFactorDue>) UNAUTHORIZED                    "second_factor_required";
    InvalidSecondFactor                        UNAUTHORIZED                    "invalid_second_factor";
    LinkPasswordRequired                       UNAUTHORIZED                    "link_password_required";
    InvalidLinkPassword                        UNAUTHORIZED                    "invalid_link_password";
    InvalidTicket                              UNAUTHORIZED                    "invalid_ticket";
    CrossSiteRequest                           FORBIDDEN                       "cross_site_request";
    ScopeMissing                               FORBIDDEN                       "scope_missing";
    SecondFactorSetupRequired                  FORBIDDEN                       "second_factor_setup_required";
    EmailNotVerified                           FORBIDDEN                       "email_not_verified";
    AccountDisabled                            FORBIDDEN                       "account_disabled";
    AwaitingApproval                           FORBIDDEN                       "awaiting_approval";
    SignupClosed                               FORBIDDEN                       "signup_closed";
    PermissionMissing                          FORBIDDEN                       "permission_missing";
    RoleNotAllowed                             FORBIDDEN                       "role_not_allowed";
    AccountNotAllowed                          FORBIDDEN                       "account_not_allowed";
    DownloadLimitReached                       FORBIDDEN                       "download_limit_reached";
    FileQuarantined                            FORBIDDEN                       "file_quarantined";
    ViewOnly                                   FORBIDDEN                       "view_only";
    NotFound                                   NOT_FOUND                       "not_found";
    NoPreview                                  NOT_FOUND                       "no_preview";
    MethodNotAllowed                           METHOD_NOT_ALLOWED              "method_not_allowed";
    RequestTimeout                             REQUEST_TIMEOUT                 "request_timeout";
    LastOfItsKind                              CONFLICT                        "last_of_its_kind";
    NotExpired                                 CONFLICT                        "not_expired";
    WrongState(&'static str)                   CONFLICT                        "wrong_state" state;
    ScanPending                                CONFLICT                        "scan_pending";
    NotQuarantined                             CONFLICT                        "not_quarantined";
    LegalHold                                  CONFLICT                        "legal_hold";
    FolderNotEmpty                             CONFLICT                        "folder_not_empty";
    UploadOffsetMismatch(u64)                  CONFLICT                        "upload_offset_mismatch" bytes;
    LinkInUse                                  CONFLICT                        "link_in_use";
    RequestInProgress                          CONFLICT                        "request_in_progress";
    LastFactor                                 CONFLICT                        "last_of_its_kind";
    AlreadySetUp                               CONFLICT                        "already_set_up";
    NoSecondFactor                             CONFLICT                        "no_second_factor";
    TooManyPasskeys                            CONFLICT                        "too_many_passkeys";
    JobNotRetryable                            CONFLICT                        "job_not_retryable";
    JobNotCancellable                          CONFLICT                        "job_not_cancellable";
    ExpiredLink                                GONE                            "expired_link";
    ExpiredFile                                GONE                            "expired_file";
    Gone                                       GONE                            "gone";
    PreconditionFailed                         PRECONDITION_FAILED             "precondition_failed";
    TusVersionNotSupported                     PRECONDITION_FAILED             "tus_version_not_supported";
    BodyTooLarge(u64)                          PAYLOAD_TOO_LARGE               "body_too_large" bytes;
    LengthTooLarge                             PAYLOAD_TOO_LARGE               "body_too_large";
    FileTooLarge(u64)                          PAYLOAD_TOO_LARGE               "file_too_large" bytes;
    QuotaExceeded                              PAYLOAD_TOO_LARGE               "quota_exceeded";
    UriTooLong                                 URI_TOO_LONG                    "uri_too_long";
    UnsupportedMediaType(&'static str)         UNSUPPORTED_MEDIA_TYPE          "unsupported_media_type" wanted;
    IdempotencyKeyReused                       UNPROCESSABLE_ENTITY            "idempotency_key_reused";
    UploadLocked                               LOCKED                          "upload_locked";
    // See `status`: tus has a status of its own for this.
    ChecksumMismatch                           BAD_REQUEST                     "checksum_mismatch";
    RangeNotSatisfiable(u64)                   RANGE_NOT_SATISFIABLE           "range_not_satisfiable" bytes;
    TooManyRequests                            TOO_MANY_REQUESTS               "too_many_requests";
    LimitReached(Standing)                     TOO_MANY_REQUESTS               "too_many_requests" seconds;
    TooManyAttempts(Standing)                  TOO_MANY_REQUESTS               "too_many_attempts" seconds;
    HeadTooLarge(u64)                          REQUEST_HEADER_FIELDS_TOO_LARGE "head_too_large" bytes;
    Internal(Cause)                            INTERNAL_SERVER_ERROR           "internal";
    Unavailable(Cause)                         SERVICE_UNAVAILABLE             "unavailable";
    Undecided(Cause)                           SERVICE_UNAVAILABLE             "unavailable";
    Busy(u64)                                  SERVICE_UNAVAILABLE             "unavailable" seconds;
    NotReady(Vec<&'static str>)                SERVICE_UNAVAILABLE             "unavailable";
    StorageFull                                INSUFFICIENT_STORAGE            "storage_full";
}

impl ApiError {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::ChecksumMismatch => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            _ => self.status_and_code().0,
        }
    }

    /// The stable name of the problem.
    pub(crate) fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    /// What a person is told, in a language.
    pub(crate) fn said(&self, language: Language) -> String {
        self.text().say(language)
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
