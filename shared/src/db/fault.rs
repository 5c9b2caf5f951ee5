//! The one place that reads errors of the database: what each means for whoever asked, and for whoever must know
//! whether a transaction was committed.

use sqlx::postgres::{PgDatabaseError, PgSeverity};
use thiserror::Error;

/// What an error of the database means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no room left. Somebody must make some.
    Full,
    /// It takes no writes: a standby, a database or a file that is read-only.
    ReadOnly,
    /// Somebody else writes, and takes longer than we wait.
    Busy,
    /// It is away, overloaded, or its disk fails. Asking again later may help.
    Away,
    /// There is such a row already.
    Taken,
    /// A fault of ours, or a damaged database.
    Other,
}

impl Fault {
    /// Reads an error.
    pub fn of(error: &sqlx::Error) -> Self {
        match error {
            // A proxy whose server is away takes the connection and closes it, which reads as a break of the protocol.
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => Self::Away,
            sqlx::Error::Database(error) => match Code::of(error.as_ref()) {
                Code::Postgres(state) => of_postgres(&state),
                Code::Sqlite(code) => of_sqlite(code),
            },
            _ => Self::Other,
        }
    }
}

/// Whether the server hung up, or never took the call: then it has done so on every connection that was opened before. One
/// that is overloaded has not, and opening all of them anew would be the last thing it needs.
pub(super) fn hung_up(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => match Code::of(error.as_ref()) {
            // 57P01 to 57P05: it ends, has crashed, does not take calls, or its database was dropped.
            Code::Postgres(state) => state.starts_with("57P") || state.starts_with("08"),
            Code::Sqlite(_) => false,
        },
        _ => false,
    }
}

/// Why a transaction is not known to be durable.
#[derive(Debug, Error)]
pub enum CommitError {
    /// It was taken back: nothing of it is there, or will be.
    #[error("the transaction was taken back: {0}")]
    Failed(sqlx::Error),
    /// The answer was lost, so it may have been committed, or be committed in a moment.
    #[error("whether the transaction was committed is not known: {0}")]
    Unknown(sqlx::Error),
}

impl CommitError {
    /// Reads what came back in place of the answer to a COMMIT. Only what was surely said by a database that went on
    /// living is believed: a server that ends, or a disk that fails, may have kept the transaction before it said so.
    pub(super) fn of(error: sqlx::Error) -> Self {
        let taken_back = match &error {
            sqlx::Error::Database(error) => match Code::of(error.as_ref()) {
                Code::Postgres(state) => {
                    let severity = error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::severity);
                    !matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic)) && is_verdict(&state)
                }
                Code::Sqlite(code) => [BUSY, READONLY, FULL, CONSTRAINT].contains(&(code & 0xff)),
            },
            _ => false,
        };
        if taken_back { Self::Failed(error) } else { Self::Unknown(error) }
    }
}

/// For those whom it does no harm to do the same again, whether or not it happened.
impl From<CommitError> for sqlx::Error {
    fn from(error: CommitError) -> Self {
        let (CommitError::Failed(error) | CommitError::Unknown(error)) = error;
        error
    }
}

/// A code of either engine.
enum Code {
    /// `SQLSTATE`, five characters.
    Postgres(String),
    /// An extended result code: its low byte is the plain one.
    Sqlite(i32),
}

impl Code {
    fn of(error: &dyn sqlx::error::DatabaseError) -> Self {
        let code = error.code().unwrap_or_default();
        match code.parse::<i32>() {
            Ok(number) if code.len() < 5 => Self::Sqlite(number),
            _ => Self::Postgres(code.into_owned()),
        }
    }
}

/// Appendix A of the manual of Postgres. By class: 08 "connection exception", 40 "transaction rollback" (a deadlock), 53 "insufficient
/// resources", 57 "operator intervention" (a restart), 58 "system error" (its disk fails).
fn of_postgres(state: &str) -> Fault {
    match state {
        "53100" => Fault::Full,
        "25006" => Fault::ReadOnly,
        "23505" => Fault::Taken,
        _ if ["08", "40", "53", "57", "58"].iter().any(|class| state.starts_with(class)) => Fault::Away,
        _ => Fault::Other,
    }
}

/// Whether a server that says this to a COMMIT has decided. 40003 is "statement completion unknown"; the classes 08, 57
/// and 58 may come from a server or a pooler that goes away, and XX is a server that does not know itself.
fn is_verdict(state: &str) -> bool {
    state != "40003" && !["08", "57", "58", "XX"].iter().any(|class| state.starts_with(class))
}

const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const NOMEM: i32 = 7;
const READONLY: i32 = 8;
const IOERR: i32 = 10;
const FULL: i32 = 13;
const CANTOPEN: i32 = 14;
const PROTOCOL: i32 = 15;
const CONSTRAINT: i32 = 19;
const CONSTRAINT_PRIMARYKEY: i32 = 1555;
const CONSTRAINT_UNIQUE: i32 = 2067;
/// The file that the processes share beside the database cannot grow.
const IOERR_SHMSIZE: i32 = 4874;

/// SQLite, "Result and Error Codes".
fn of_sqlite(code: i32) -> Fault {
    match (code, code & 0xff) {
        (IOERR_SHMSIZE, _) | (_, FULL) => Fault::Full,
        (CONSTRAINT_PRIMARYKEY | CONSTRAINT_UNIQUE, _) => Fault::Taken,
        (_, READONLY) => Fault::ReadOnly,
        (_, BUSY | LOCKED) => Fault::Busy,
        (_, NOMEM | IOERR | CANTOPEN | PROTOCOL) => Fault::Away,
        _ => Fault::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, error::Error, fmt};

    use super::*;

    /// An error of a database, as far as it is read.
    #[derive(Debug)]
    struct Said(&'static str);

    impl fmt::Display for Said {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Said {}

    impl sqlx::error::DatabaseError for Said {
        fn message(&self) -> &str {
            self.0
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }

        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> sqlx::error::ErrorKind {
            sqlx::error::ErrorKind::Other
        }
    }

    fn said(code: &'static str) -> sqlx::Error {
        sqlx::Error::Database(Box::new(Said(code)))
    }

    #[test]
    fn each_code_means_one_thing() {
        for (codes, fault) in [
            (&["53100", "13", "4874"][..], Fault::Full),
            (&["25006", "8", "1032"], Fault::ReadOnly),
            (&["5", "261", "6"], Fault::Busy),
            (&["08006", "40P01", "53300", "53200", "57P01", "58030", "10", "778", "14", "15"], Fault::Away),
            (&["23505", "2067", "1555"], Fault::Taken),
            (&["42P01", "23503", "1", "11", "19", "787"], Fault::Other),
        ] {
            for code in codes {
                assert_eq!(Fault::of(&said(code)), fault, "{code}");
            }
        }
        for away in [sqlx::Error::PoolTimedOut, sqlx::Error::WorkerCrashed, std::io::Error::other("cut").into()] {
            assert_eq!(Fault::of(&away), Fault::Away);
        }
        assert_eq!(Fault::of(&sqlx::Error::RowNotFound), Fault::Other);
    }

    #[test]
    fn whoever_is_overloaded_has_not_hung_up() {
        for error in [said("57P01"), said("57P03"), said("08006"), std::io::Error::other("cut").into()] {
            assert!(hung_up(&error), "{error}");
        }
        for error in [said("53300"), said("40P01"), said("57014"), said("10"), sqlx::Error::PoolTimedOut] {
            assert!(!hung_up(&error), "{error}");
        }
    }

    #[test]
    fn only_a_verdict_says_that_nothing_was_committed() {
        for code in ["23505", "40001", "53100", "25006", "5", "13", "8", "19"] {
            assert!(matches!(CommitError::of(said(code)), CommitError::Failed(_)), "{code}");
        }
        for code in ["57P01", "08006", "40003", "58030", "XX000", "10", "1034", "7"] {
            assert!(matches!(CommitError::of(said(code)), CommitError::Unknown(_)), "{code}");
        }
        for lost in [sqlx::Error::WorkerCrashed, std::io::Error::other("cut").into(), sqlx::Error::PoolClosed] {
            assert!(matches!(CommitError::of(lost), CommitError::Unknown(_)));
        }
    }
}
