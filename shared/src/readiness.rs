//! Whether what a program needs is there: a list of named checks.

use std::{fmt, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt, join_all};
use serde_json::{Map, Value};

use crate::{db::standing::Standing, foundation::Foundation};

/// How long each thing behind us has to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says whether something is there, and what else is to be told of it.
type Check = Arc<dyn Fn() -> BoxFuture<'static, (bool, Value)> + Send + Sync>;

/// What was found, each under the name of its check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is away, in the order of the list.
    pub missing: Vec<&'static str>,
    /// What some tell beside.
    pub told: Map<String, Value>,
}

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
        let database = Arc::new(Standing::of(db));
        Self::default()
            .with("database", move || {
                let database = database.clone();
                async move { database.is_sound().await }
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
    pub fn with<Answer>(self, name: &'static str, check: impl Fn() -> Answer + Send + Sync + 'static) -> Self
    where
        Answer: Future<Output = bool> + Send + 'static,
    {
        self.telling(name, move || check().map(|there| (there, Value::Null)))
    }

    /// The same, with a check that has something to tell, whether `name` is there or not.
    #[must_use]
    pub fn telling<Answer>(mut self, name: &'static str, check: impl Fn() -> Answer + Send + Sync + 'static) -> Self
    where
        Answer: Future<Output = (bool, Value)> + Send + 'static,
    {
        self.0.push((name, Arc::new(move || check().boxed())));
        self
    }

    /// Asks all at once.
    pub async fn ask(&self) -> Found {
        let asked = self.0.iter().map(|(name, check)| async move {
            let (there, told) = tokio::time::timeout(PATIENCE, check()).await.unwrap_or((false, Value::Null));
            (*name, there, told)
        });
        let mut found = Found::default();
        for (name, there, told) in join_all(asked).await {
            if !there {
                found.missing.push(name);
            }
            if !told.is_null() {
                found.told.insert(name.to_owned(), told);
            }
        }
        found
    }

    /// The names of what is away, in the order of the list.
    pub async fn missing(&self) -> Vec<&'static str> {
        self.ask().await.missing
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
            .with("silent", std::future::pending::<bool>)
            .telling("talking", async || (true, "of itself".into()));
        let found = readiness.ask().await;
        assert_eq!(found.missing, ["away", "silent"]);
        assert_eq!(Value::from(found.told), serde_json::json!({"talking": "of itself"}));
    }
}
