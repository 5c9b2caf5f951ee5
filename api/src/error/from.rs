//! What the errors of other parts mean for a request.

use multipart::NoBoundary;
use ooxml::Refusal;
use sealed::OpenError;
use shared::{
    audit::TrailFull,
    db::{CommitError, Fault},
    documents::{
        folders::{DEEPEST, FolderError},
        room::RoomError,
        visible::Held,
    },
    jobs::JobError,
    people::{
        credentials::EmailError,
        groups::GroupError,
        last_of_its_kind::LastError,
        names::UsernameTaken,
        oversight::OversightError,
        passwords::{Busy, LineError, NewPasswordError},
        users::CreateError,
    },
    words::{Text, Told},
};
use storage::StorageError;

use super::{ApiError, Faults};
use crate::http::form::FormError;

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
            // Bytes that do not open are told by name in the log, and by none of themselves to anybody.
            StorageError::Missing | StorageError::Sealed(_) => Self::Internal(error.into()),
            StorageError::Failed(_) => Self::Unavailable(error.into()),
        }
    }
}

impl From<RoomError> for ApiError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::QuotaExceeded => Self::QuotaExceeded,
            RoomError::Database(error) => error.into(),
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
            NewPasswordError::Fault(fault) => Faults::one("password", fault.text()).into(),
            NewPasswordError::Line(error) => error.into(),
        }
    }
}

impl From<FormError> for ApiError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::NoBoundary(NoBoundary::NotAForm) => Self::UnsupportedMediaType("multipart/form-data"),
            FormError::Late => Self::RequestTimeout,
            FormError::Broken(_) => Faults::one("body", Text::BodyCutShort).into(),
            FormError::NoBoundary(NoBoundary::Unusable) => no_form("boundary"),
            FormError::NoBoundary(NoBoundary::Malformed(flaw)) | FormError::Malformed(flaw) => no_form(flaw.code()),
        }
    }
}

/// A form that has this flaw.
fn no_form(flaw: &'static str) -> ApiError {
    Faults::one("body", Text::NotAForm { why: Text::FormFlaw { flaw }.into() }).into()
}

impl From<OpenError> for ApiError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Invalid => Self::InvalidLink,
            OpenError::Expired => Self::ExpiredLink,
        }
    }
}

impl From<Held> for ApiError {
    fn from(held: Held) -> Self {
        match held {
            Held::FromAccount => Self::AccountNotAllowed,
            Held::Pending => Self::ScanPending,
            Held::Quarantined => Self::FileQuarantined,
            Held::NotTheirs => Self::NotFound,
            Held::Expired => Self::ExpiredFile,
            Held::ViewOnly => Self::ViewOnly,
        }
    }
}

impl From<EmailError> for ApiError {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Taken => Self::EmailTaken,
            EmailError::Database(error) => error.into(),
        }
    }
}

impl From<UsernameTaken> for ApiError {
    fn from(error: UsernameTaken) -> Self {
        match error {
            UsernameTaken::Taken => Self::UsernameTaken,
            UsernameTaken::Database(error) => error.into(),
        }
    }
}

impl From<TrailFull> for ApiError {
    fn from(error: TrailFull) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<LastError> for ApiError {
    fn from(error: LastError) -> Self {
        match error {
            LastError::LastOfItsKind => Self::LastOfItsKind,
            LastError::Database(error) => error.into(),
        }
    }
}

impl From<OversightError> for ApiError {
    fn from(error: OversightError) -> Self {
        match error {
            OversightError::Unknown => Self::NotFound,
            OversightError::PermissionMissing => Self::PermissionMissing,
            OversightError::LastOfItsKind => Self::LastOfItsKind,
            OversightError::WrongState(state) => Self::WrongState(state.as_str()),
            OversightError::NotForClients => Faults::one("permissions", Text::OnlyOpsHavePermissions).into(),
            OversightError::NotForOps => Faults::one("groups", Text::OnlyClientsAreInGroups).into(),
            OversightError::UnknownGroup => Faults::one("groups", Text::NoSuchGroup).into(),
            OversightError::EmailTaken => Self::EmailTaken,
            OversightError::Database(error) => error.into(),
        }
    }
}

impl From<GroupError> for ApiError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::NameTaken => Faults::one("name", Text::GroupNameTaken).into(),
            GroupError::Database(error) => error.into(),
        }
    }
}

impl From<FolderError> for ApiError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::NameTaken => Faults::one("name", Text::FolderNameTaken).into(),
            FolderError::UnknownParent => Faults::one("parent", Text::NoSuchFolder).into(),
            FolderError::TooDeep => Faults::one("parent", Text::FoldersTooDeep { most: DEEPEST.unsigned_abs() }).into(),
            FolderError::InItself => Faults::one("parent", Text::FolderInItself).into(),
            FolderError::Database(error) => error.into(),
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
            Refusal::InvalidFile(flaw) => Self::InvalidFile(Text::Flaw { flaw }.into()),
            Refusal::EncryptedFile => Self::EncryptedFile,
            Refusal::MacrosNotAllowed => Self::MacrosNotAllowed,
            Refusal::Io(error) => StorageError::from(error).into(),
            other => Self::Internal(other.into()),
        }
    }
}
