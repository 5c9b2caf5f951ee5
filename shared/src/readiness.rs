//! Whether what a program needs is there: a list of named checks.

use std::{fmt, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt, join_all};

use crate::foundation::Foundation;

/// How long each thing behind us has to answer.
const PATIENCE: Duration = Duration::from_secs(2);

type Check = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// What a program needs, each under the name that an operator is told when it is away. Cloning is cheap.
#[derive(Clone, Default)]
pub struct Readiness(Vec<(&'static str, Check)>);

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Readiness {
    /// What every program needs: `database`, `queue` and `storage`.
    pub fn of(foundation: &Foundation) -> Self {
        let Foundation { db, queue, blobs, .. } = foundation.clone();
        Self::default()
            .with("database", move || {
                let db = db.clone();
                async move { db.ping().await.is_ok() }
            })
            .with("queue", move || {
                let queue = queue.clone();
                async move { queue.ping().await.is_ok() }
            })
            .with("storage", move || {
                let blobs = blobs.clone();
                async move { blobs.check().await.is_ok() }
            })
    }

    /// The same list with one more check, which says whether `name` is there. One that takes longer than two seconds
    /// counts as away.
    #[must_use]
    pub fn with<Answer>(mut self, name: &'static str, check: impl Fn() -> Answer + Send + Sync + 'static) -> Self
    where
        Answer: Future<Output = bool> + Send + 'static,
    {
        self.0.push((name, Arc::new(move || check().boxed())));
        self
    }

    /// The names of what is away, in the order of the list. All are asked at once.
    pub async fn missing(&self) -> Vec<&'static str> {
        let asked = self.0.iter().map(|(name, check)| async move {
            let there = tokio::time::timeout(PATIENCE, check()).await.unwrap_or(false);
            (!there).then_some(*name)
        });
        join_all(asked).await.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_away_or_does_not_answer_is_named() {
        let readiness = Readiness::default()
            .with("there", async || true)
            .with("away", async || false)
            .with("silent", std::future::pending::<bool>);
        assert_eq!(readiness.missing().await, ["away", "silent"]);
    }
}
