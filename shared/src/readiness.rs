//! Whether what a program needs is there: a list of named checks.

use std::{fmt, sync::Arc, time::Duration};

use futures_util::future::{BoxFuture, FutureExt, join_all};
use serde_json::{Map, Value};
use tokio::{sync::Mutex, time::Instant};

use crate::{db::standing::Standing, foundation::Foundation};

/// How long each thing behind us has to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// For how long an answer is good enough for those who may ask as often as they like.
const LATELY: Duration = Duration::from_secs(1);

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
pub struct Readiness {
    checks: Vec<(&'static str, Check)>,
    /// What was found last for those who asked for no more than that.
    last: Arc<Mutex<Option<(Instant, Found)>>>,
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.checks.iter().map(|(name, _)| name)).finish()
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
        self.checks.push((name, Arc::new(move || check().boxed())));
        self
    }

    /// Asks all at once.
    pub async fn ask(&self) -> Found {
        let asked = self.checks.iter().map(|(name, check)| async move {
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

    /// The names of what is away, in the order of the list, as it was a second ago at the most. However many ask, the
    /// checks, of which some write to a disk, are made once a second.
    pub async fn lately_missing(&self) -> Vec<&'static str> {
        // Those who come meanwhile wait here for the one answer.
        let mut last = self.last.clone().lock_owned().await;
        if let Some((at, found)) = &*last
            && at.elapsed() < LATELY
        {
            return found.missing.clone();
        }
        let readiness = self.clone();
        // In a task of its own: one who leaves before the answer must not have the next one look anew.
        let asking = tokio::spawn(async move {
            let found = readiness.ask().await;
            *last = Some((Instant::now(), found.clone()));
            found.missing
        });
        asking.await.unwrap_or_else(|_| self.checks.iter().map(|(name, _)| *name).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

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

    #[tokio::test]
    async fn however_many_ask_the_checks_are_made_once_a_second() {
        let made = Arc::new(AtomicUsize::new(0));
        let counting = made.clone();
        let readiness = Readiness::default().with("away", move || {
            counting.fetch_add(1, Ordering::Relaxed);
            async { false }
        });
        let began = Instant::now();
        let mut asked = 0;
        while made.load(Ordering::Relaxed) < 3 {
            for missing in join_all((0..100).map(|_| readiness.lately_missing())).await {
                assert_eq!(missing, ["away"]);
                asked += 1;
            }
            tokio::task::yield_now().await;
        }
        assert!(began.elapsed() >= 2 * LATELY, "three checks within {:?}", began.elapsed());
        assert!(asked > 300, "{asked}");
        readiness.ask().await;
        readiness.ask().await;
        assert_eq!(made.load(Ordering::Relaxed), 5, "whoever is trusted asks anew");
    }

    #[tokio::test]
    async fn whoever_leaves_before_the_answer_has_nobody_look_anew() {
        let (made, answers) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let (counting, answering) = (made.clone(), answers.clone());
        let readiness = Readiness::default().with("slow", move || {
            counting.fetch_add(1, Ordering::Relaxed);
            let answering = answering.clone();
            async move {
                answering.notified().await;
                true
            }
        });
        for _ in 0..20 {
            let left = tokio::time::timeout(Duration::from_millis(1), readiness.lately_missing()).await;
            assert!(left.is_err());
        }
        answers.notify_one();
        assert_eq!(readiness.lately_missing().await, [""; 0]);
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }
}
