//! Where the answer to a COMMIT is lost, the same work is done once more: it recognises what it has done, and so finds
//! out whether it did.

use std::time::{Duration, Instant};

use crate::error::ApiError;

/// How long a client waits while we find out.
const LONGEST: Duration = Duration::from_secs(8);

/// The first pause; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Work that may have to be done once more.
#[derive(Debug)]
pub(crate) struct Undecided {
    began: Instant,
    pause: Duration,
    doubt: Option<ApiError>,
}

impl Undecided {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), pause: FIRST_PAUSE, doubt: None }
    }

    /// Hears why the work failed. When this returns well, it is to be done once more. What it returns otherwise is
    /// final: that it was not done, or [`ApiError::Undecided`] where nobody knows.
    pub(crate) async fn hear(&mut self, error: ApiError) -> Result<(), ApiError> {
        let doubt = match (error, self.doubt.take()) {
            (error @ ApiError::Undecided(_), _) => error,
            (error, Some(doubt)) if error.status().is_server_error() => doubt,
            // The work came to a verdict, and so did not find itself done.
            (error, _) => return Err(error),
        };
        if self.began.elapsed() + self.pause > LONGEST {
            return Err(doubt);
        }
        self.doubt = Some(doubt);
        tokio::time::sleep(self.pause).await;
        self.pause *= 2;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undecided() -> ApiError {
        ApiError::Undecided(sqlx::Error::WorkerCrashed.into())
    }

    fn away() -> ApiError {
        sqlx::Error::PoolTimedOut.into()
    }

    #[tokio::test]
    async fn a_failure_without_a_doubt_is_final() {
        assert!(matches!(Undecided::new().hear(away()).await, Err(ApiError::Unavailable(_))));
        assert!(matches!(Undecided::new().hear(ApiError::UsernameTaken).await, Err(ApiError::UsernameTaken)));
    }

    #[tokio::test]
    async fn a_doubt_stands_until_there_is_a_verdict() {
        let mut work = Undecided::new();
        work.hear(undecided()).await.unwrap();
        work.hear(away()).await.unwrap();
        assert!(matches!(work.hear(ApiError::UsernameTaken).await, Err(ApiError::UsernameTaken)));
    }

    #[tokio::test]
    async fn a_doubt_has_an_end() {
        let mut work = Undecided { pause: LONGEST, ..Undecided::new() };
        assert!(matches!(work.hear(undecided()).await, Err(ApiError::Undecided(_))));
    }
}
