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

/// What is known of a key.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// The moment at which all that was taken is back, in microseconds since 1970.
    full_at: i64,
    /// Nobody else may know of it: it was counted while Redis was away.
    alone: bool,
}

#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<HashMap<Key, Known>>);

impl Memory {
    pub(super) fn take(&self, asks: &[Ask], now: Millis) -> Vec<Verdict> {
        let now = in_micros(now);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before: Vec<_> = asks.iter().map(|ask| known.get(&ask.key).map(|known| known.full_at)).collect();
        let looks: Vec<_> = asks.iter().zip(&before).map(|(ask, full_at)| look(ask, *full_at, now)).collect();
        let all_allowed = looks.iter().all(|(verdict, _)| verdict.allowed);
        let verdict = |((ask, before), (verdict, after)): ((&Ask, &Option<i64>), (Verdict, i64))| {
            let full_at = if all_allowed { after } else { before.unwrap_or(now) };
            keep(&mut known, ask.key, Known { full_at, alone: true }, now);
            if verdict.allowed && !all_allowed { untaken(ask, *before, now) } else { verdict }
        };
        asks.iter().zip(&before).zip(looks).map(verdict).collect()
    }

    /// Keeps in mind what was counted in Redis.
    pub(super) fn note(&self, asks: &[Ask], verdicts: &[Verdict], now: Millis) {
        let now = in_micros(now);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (ask, verdict) in asks.iter().zip(verdicts) {
            let full_at = now + micros(verdict.full_in);
            keep(&mut known, ask.key, Known { full_at, alone: false }, now);
        }
    }

    /// Of each key how long it takes until all is back that was counted here alone, in microseconds.
    pub(super) fn counted_alone(&self, asks: &[Ask], now: Millis) -> Vec<i64> {
        let now = in_micros(now);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let alone = |ask: &Ask| known.get(&ask.key).filter(|known| known.alone).map_or(0, |known| known.full_at - now);
        asks.iter().map(alone).map(|rest| rest.max(0)).collect()
    }
}

fn in_micros(moment: Millis) -> i64 {
    moment.0.saturating_mul(1000)
}

/// What is all back is as good as unknown.
fn keep(known: &mut HashMap<Key, Known>, key: Key, newly: Known, now: i64) {
    if newly.full_at <= now {
        known.remove(&key);
        return;
    }
    if known.len() >= MOST && !known.contains_key(&key) {
        forget(known, now);
    }
    known.insert(key, newly);
}

/// Makes room: those that are back go, and where that is not enough, the half that is back soonest.
fn forget(known: &mut HashMap<Key, Known>, now: i64) {
    known.retain(|_, known| known.full_at > now);
    if known.len() < MOST / 2 {
        return;
    }
    let mut moments: Vec<i64> = known.values().map(|known| known.full_at).collect();
    let middle = moments.len() / 2;
    let (_, median, _) = moments.select_nth_unstable(middle);
    let median = *median;
    known.retain(|_, known| known.full_at > median);
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
        let (lock, is_locked) =
            (Ask::some(key("ann"), Duration::from_mins(5), 1, 1), Ask::whether_all_is_back(key("ann")));
        assert!(memory.take(&[is_locked], START)[0].allowed);
        assert!(memory.take(&[lock], START)[0].allowed && !memory.take(&[lock], START)[0].allowed);
        let later = START + Duration::from_mins(1);
        assert_eq!(memory.take(&[is_locked], later)[0].retry_after, Duration::from_mins(4));
        assert!(memory.take(&[is_locked], START + Duration::from_mins(5))[0].allowed);
    }

    #[test]
    fn what_was_counted_here_alone_is_told_until_redis_knows_it() {
        let (memory, ask) = (Memory::default(), ask("ann", 10, 300));
        assert_eq!(memory.counted_alone(&[ask], START), [0]);
        memory.take(&[ask], START);
        assert_eq!(memory.counted_alone(&[ask], START + Duration::from_secs(10)), [20_000_000]);
        let verdict = memory.take(&[ask], START)[0];
        memory.note(&[ask], &[verdict], START);
        assert_eq!(memory.counted_alone(&[ask], START), [0]);
        assert_eq!(memory.take(&[ask], START)[0].left, 7);
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
