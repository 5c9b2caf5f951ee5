//! Counts the mails that went out, for the summary. They are written down once a second together: a row that each mail
//! changed would make mails wait for each other.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use shared::{
    clock::Millis,
    db::Db,
    summary::{self, Day},
};
use tokio_util::sync::CancellationToken;

/// How often it is written down. A kill loses so much of the count.
const PERIOD: Duration = Duration::from_secs(1);

/// Mails by day that are not written down yet.
#[derive(Debug, Default)]
pub(crate) struct SentMails(Mutex<BTreeMap<Day, i64>>);

impl SentMails {
    /// Counts a mail that went out now.
    pub(crate) fn note(&self, now: Millis) {
        self.add(Day::of(now), 1);
    }

    fn add(&self, day: Day, count: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(day).or_default() += count;
    }

    /// Writes down what is counted again and again, until told to stop. Whoever ends the program writes down what comes last.
    pub(crate) async fn keep_written(&self, db: &Db, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(PERIOD)).await.is_some() {
            self.write_down(db).await;
        }
    }

    /// Writes down what is counted. What cannot be written is kept for the next time.
    pub(crate) async fn write_down(&self, db: &Db) {
        let counted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for (day, count) in counted {
            if let Err(error) = summary::add_mails(db, day, count).await {
                tracing::warn!(%error, "sent mails could not be counted; it is tried again");
                self.add(day, count);
            }
        }
    }
}
