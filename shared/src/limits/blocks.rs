//! What was taken from Redis in blocks: whoever calls often need not ask it each time.
//!
//! A block is a small share of what is left, so where little is left it is one, and the last ones are counted exactly. What is
//! in hand comes back in Redis by and by, so it goes here at the same pace: of a limit there is never more than it says.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{Ask, Key, Verdict};
use crate::clock::Millis;

/// So many are in a block at the most.
const MOST_IN_BLOCK: i64 = 64;

/// And it is at the most this part of what is left.
const SHARE: i64 = 32;

/// Blocks of so many keys are kept in mind; one that is forgotten is lost, until it has come back in Redis.
const MOST: usize = 50_000;

/// What is in hand of a key.
#[derive(Clone, Copy, Debug)]
struct Block {
    in_hand: i64,
    /// As of when, in microseconds since 1970.
    at: i64,
    /// How many Redis has.
    elsewhere: i64,
}

impl Block {
    /// What has come back in Redis since is no longer here.
    fn settle(&mut self, ask: &Ask, now: i64) {
        let back = (now - self.at).max(0) / ask.interval;
        self.at += back * ask.interval;
        let gone = back.min(self.in_hand);
        self.in_hand -= gone;
        self.elsewhere += gone;
    }
}

#[derive(Debug, Default)]
pub(super) struct Blocks(Mutex<HashMap<Key, Block>>);

impl Blocks {
    /// Takes what is in hand of those that may come in blocks, and answers for each whether that was enough.
    pub(super) fn take(&self, asks: &[Ask], now: Millis) -> Vec<Option<Verdict>> {
        let now = now.0.saturating_mul(1000);
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let take = |ask: &Ask| {
            let block = blocks.get_mut(&ask.key).filter(|_| ask.in_blocks)?;
            block.settle(ask, now);
            (block.in_hand >= ask.cost).then(|| {
                block.in_hand -= ask.cost;
                Verdict::with_left(ask, block.in_hand + block.elsewhere)
            })
        };
        asks.iter().map(take).collect()
    }

    /// Puts back what was in hand.
    pub(super) fn put_back<'a>(&self, asks: impl Iterator<Item = &'a Ask>) {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ask in asks {
            if let Some(block) = blocks.get_mut(&ask.key) {
                block.in_hand += ask.cost;
            }
        }
    }

    /// The same asks, for a block each where one may be had. Only one is under way at a time: who asks meanwhile gets one.
    pub(super) fn in_blocks(&self, asks: &[Ask]) -> Vec<Ask> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let in_block = |ask: &Ask| {
            let known = blocks.get_mut(&ask.key).filter(|_| ask.in_blocks);
            let elsewhere = known.map_or(0, |block| std::mem::take(&mut block.elsewhere));
            Ask { cost: ask.cost.max((elsewhere / SHARE).min(MOST_IN_BLOCK)), ..*ask }
        };
        asks.iter().map(in_block).collect()
    }

    /// Keeps what Redis gave beyond what was asked for, and answers as if it had given no more than that.
    pub(super) fn keep(&self, asks: &[Ask], given: &[Ask], verdicts: &[Verdict], now: Millis) -> Vec<Verdict> {
        let now = now.0.saturating_mul(1000);
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keep = |((ask, given), verdict): ((&Ask, &Ask), &Verdict)| {
            if !ask.in_blocks {
                return *verdict;
            }
            if blocks.len() >= MOST && !blocks.contains_key(&ask.key) {
                blocks.retain(|_, block| block.in_hand > 0);
                if blocks.len() >= MOST {
                    blocks.clear();
                }
            }
            let block = blocks.entry(ask.key).or_insert(Block { in_hand: 0, at: now, elsewhere: 0 });
            block.settle(ask, now);
            block.in_hand += given.cost - ask.cost;
            block.elsewhere = verdict.left.into();
            if given.cost == ask.cost { *verdict } else { Verdict::with_left(ask, block.in_hand + block.elsewhere) }
        };
        asks.iter().zip(given).zip(verdicts).map(keep).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        limits::{Who, memory::Memory},
        settings::Rate,
    };

    const START: Millis = Millis(1_800_000_000_000);

    /// A process whose Redis is that memory.
    fn take(blocks: &Blocks, redis: &Memory, ask: Ask, now: Millis, asked: &mut u32) -> bool {
        if blocks.take(&[ask], now)[0].is_some() {
            return true;
        }
        *asked += 1;
        let given = blocks.in_blocks(&[ask]);
        let verdicts = redis.take(&given, now);
        verdicts[0].allowed && blocks.keep(&[ask], &given, &verdicts, now)[0].allowed
    }

    fn ask() -> Ask {
        Ask::one_of_many(Key::new("test", Who::named(&[b"ann"])), Rate { count: 600, per: Duration::from_mins(10) })
    }

    #[test]
    fn of_two_processes_as_many_get_through_as_the_limit_says_and_few_ask_redis() {
        let (redis, processes) = (Memory::default(), [Blocks::default(), Blocks::default()]);
        let mut asked = 0;
        let through = (0..2000).filter(|at| take(&processes[at % 2], &redis, ask(), START, &mut asked)).count();
        assert_eq!(through, 600);
        // The rest of the two thousand is refused by Redis.
        assert!(asked < 1400 + 200, "{asked}");
    }

    #[test]
    fn what_is_in_hand_goes_as_it_comes_back_elsewhere() {
        let (redis, idle, busy) = (Memory::default(), Blocks::default(), Blocks::default());
        let mut asked = 0;
        for _ in 0..5 {
            assert!(take(&idle, &redis, ask(), START, &mut asked));
        }
        let later = START + Duration::from_mins(10);
        assert!(idle.take(&[ask()], later)[0].is_none(), "it has a block of long ago");
        let through = (0..1000).filter(|_| take(&busy, &redis, ask(), later, &mut asked)).count();
        assert_eq!(through, 600);
    }

    #[test]
    fn what_is_told_as_left_falls_by_one_with_each() {
        let (redis, blocks) = (Memory::default(), Blocks::default());
        for left in (500..600).rev() {
            let told = blocks.take(&[ask()], START)[0].unwrap_or_else(|| {
                let given = blocks.in_blocks(&[ask()]);
                blocks.keep(&[ask()], &given, &redis.take(&given, START), START)[0]
            });
            assert_eq!(told.left, left);
        }
    }
}
