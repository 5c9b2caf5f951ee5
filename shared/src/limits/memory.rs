//! The numbers of this process.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{
    Ask, Key, Verdict,
    arithmetic::{look, micros, untaken},
};
use crate::clock::Millis;

/// So many keys are kept in mind at the most: some ten megabytes.
const MOST: usize = 100_000;

/// Of each key the moment at which all that was taken of it is back, in microseconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<HashMap<Key, i64>>);

impl Memory {
    pub(super) fn take(&self, asks: &[Ask], now: Millis) -> Vec<Verdict> {
        let now = in_micros(now);
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let looks: Vec<_> = asks.iter().map(|ask| look(ask, full_at.get(&ask.key).copied(), now)).collect();
        if looks.iter().all(|(verdict, _)| verdict.allowed) {
            for (ask, (_, after)) in asks.iter().zip(&looks) {
                keep(&mut full_at, ask.key, *after, now);
            }
            return looks.into_iter().map(|(verdict, _)| verdict).collect();
        }
        let as_it_was = |(ask, (verdict, _)): (&Ask, (Verdict, i64))| {
            if verdict.allowed { untaken(ask, full_at.get(&ask.key).copied(), now) } else { verdict }
        };
        asks.iter().zip(looks).map(as_it_was).collect()
    }

    /// Keeps in mind what was counted elsewhere.
    pub(super) fn note(&self, asks: &[Ask], verdicts: &[Verdict], now: Millis) {
        let now = in_micros(now);
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (ask, verdict) in asks.iter().zip(verdicts) {
            keep(&mut full_at, ask.key, now + micros(verdict.full_in), now);
        }
    }
}

fn in_micros(moment: Millis) -> i64 {
    moment.0.saturating_mul(1000)
}

/// What is all back is as good as unknown.
fn keep(full_at: &mut HashMap<Key, i64>, key: Key, after: i64, now: i64) {
    if after <= now {
        full_at.remove(&key);
        return;
    }
    if full_at.len() >= MOST && !full_at.contains_key(&key) {
        forget(full_at, now);
    }
    full_at.insert(key, after);
}

/// Makes room: those that are back go, and where that is not enough, the half that is back soonest.
fn forget(full_at: &mut HashMap<Key, i64>, now: i64) {
    full_at.retain(|_, at| *at > now);
    if full_at.len() < MOST / 2 {
        return;
    }
    let mut moments: Vec<i64> = full_at.values().copied().collect();
    let middle = moments.len() / 2;
    let (_, median, _) = moments.select_nth_unstable(middle);
    let median = *median;
    full_at.retain(|_, at| *at > median);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{limits::Who, settings::Rate};

    const START: Millis = Millis(1_800_000_000_000);

    fn key(name: &str) -> Key {
        Key::new("test", Who::named(&[name.as_bytes()]))
    }

    fn ask(name: &str, count: u32, seconds: u64) -> Ask {
        Ask::one(key(name), Rate { count, per: Duration::from_secs(seconds) })
    }

    #[test]
    fn as_many_get_through_at_once_as_the_rate_says_and_then_one_each_interval() {
        let (memory, ask) = (Memory::default(), ask("ann", 10, 300));
        let take = |now| memory.take(&[ask], now)[0];
        for left in (0..10).rev() {
            let verdict = take(START);
            assert_eq!((verdict.allowed, verdict.left), (true, left));
        }
        let refused = take(START);
        assert_eq!((refused.allowed, refused.left, refused.retry_after), (false, 0, Duration::from_secs(30)));
        assert_eq!(refused.full_in, Duration::from_mins(5));
        assert!(!take(START + Duration::from_millis(29_999)).allowed);
        assert!(take(START + Duration::from_secs(30)).allowed);
        assert!(!take(START + Duration::from_secs(30)).allowed);
        assert_eq!(take(START + Duration::from_mins(6)).left, 9);
    }

    #[test]
    fn what_is_told_of_the_next_one_is_when_it_comes_back() {
        let (memory, ask) = (Memory::default(), ask("ann", 10, 300));
        let first = memory.take(&[ask], START)[0];
        assert_eq!(first.next_in(&ask), Duration::from_secs(30));
        let second = memory.take(&[ask], START + Duration::from_secs(10))[0];
        assert_eq!((second.left, second.next_in(&ask)), (8, Duration::from_secs(20)));
    }

    #[test]
    fn all_is_taken_or_nothing() {
        let memory = Memory::default();
        let (wide, narrow) = (ask("wide", 10, 60), ask("narrow", 1, 60));
        assert!(memory.take(&[wide, narrow], START).iter().all(|verdict| verdict.allowed));
        for _ in 0..3 {
            let verdicts = memory.take(&[wide, narrow], START);
            assert_eq!(
                verdicts.iter().map(|verdict| (verdict.allowed, verdict.left)).collect::<Vec<_>>(),
                [(true, 9), (false, 0)]
            );
        }
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_no_more() {
        let (memory, ask) = (Memory::default(), ask("ann", 3, 60));
        for _ in 0..3 {
            memory.take(&[ask], START);
        }
        assert_eq!(memory.take(&[ask.given_back()], START)[0].left, 1);
        assert_eq!(memory.take(&[ask.cleared()], START)[0].left, 3);
        assert_eq!(memory.take(&[ask.given_back()], START)[0].left, 3);
        assert!(memory.0.lock().unwrap().is_empty());
    }

    #[test]
    fn a_look_takes_nothing() {
        let memory = Memory::default();
        let (lock, look) = (Ask::some(key("ann"), Duration::from_mins(5), 1, 1), Ask::whether_all_is_back(key("ann")));
        assert!(memory.take(&[look], START)[0].allowed);
        assert!(memory.take(&[lock], START)[0].allowed && !memory.take(&[lock], START)[0].allowed);
        let later = START + Duration::from_mins(1);
        assert_eq!(memory.take(&[look], later)[0].retry_after, Duration::from_mins(4));
        assert!(memory.take(&[look], START + Duration::from_mins(5))[0].allowed);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept_in_mind_and_those_near_their_limit_stay() {
        let memory = Memory::default();
        let spent = ask("spent", 2, 600);
        memory.take(&[spent], START);
        memory.take(&[spent], START);
        for at in 0..3 * MOST {
            memory.take(&[ask(&at.to_string(), 2, 600)], START);
        }
        assert!(memory.0.lock().unwrap().len() <= MOST);
        assert!(!memory.take(&[spent], START)[0].allowed);
        memory.take(&[spent], START + Duration::from_mins(11));
        for at in 0..MOST {
            memory.take(&[ask(&format!("later {at}"), 2, 600)], START + Duration::from_mins(11));
        }
        assert!(memory.0.lock().unwrap().len() <= MOST);
    }
}
