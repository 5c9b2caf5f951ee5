//! What happened within the last hour, as far as it is remembered: for what is written down at most so often.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use shared::clock::Millis;

/// How long something counts as recent.
const FOR: Duration = Duration::from_hours(1);

/// How much is remembered: some 8 MB at the most.
const REMEMBERED: usize = 100_000;

/// When something last happened, for each that was remembered. One that is forgotten has to be written down once more.
#[derive(Debug)]
pub(crate) struct Recent<K>(Mutex<HashMap<K, Millis>>);

impl<K> Default for Recent<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Recent<K> {
    /// Says whether it happened within the last hour.
    pub(crate) fn is_recent(&self, what: &K, now: Millis) -> bool {
        let recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recent.get(what).is_some_and(|at| now.since(*at) < FOR)
    }

    /// It happens now.
    pub(crate) fn remember(&self, what: K, now: Millis) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() >= REMEMBERED {
            recent.retain(|_, at| now.since(*at) < FOR);
        }
        // Too many in an hour: to begin anew costs one write for each that comes again.
        if recent.len() >= REMEMBERED {
            recent.clear();
        }
        recent.insert(what, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_has_an_end() {
        let (recent, now) = (Recent::default(), Millis(0));
        recent.remember(0, now);
        assert!(recent.is_recent(&0, now + FOR / 2));
        assert!(!recent.is_recent(&0, now + FOR));
        assert!(!recent.is_recent(&1, now));
        for what in 0..REMEMBERED + 10 {
            recent.remember(what, now);
        }
        assert!(recent.0.lock().unwrap().len() <= REMEMBERED);
    }
}
