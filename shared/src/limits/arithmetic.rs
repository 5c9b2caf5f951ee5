//! What one number per key makes of a request. `gcra.lua` says the same in Redis, and a test holds the two together.

use std::time::Duration;

use super::Key;
use crate::settings::Rate;

/// Something that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Of what, and for whom.
    pub key: Key,
    /// How long it takes until one more is there, in microseconds; at least one.
    pub(super) interval: i64,
    /// How many are there at the most.
    pub(super) burst: i64,
    /// How many are taken. Less than none are given back; none only looks.
    pub(super) cost: i64,
    /// Whether more may be taken than that, to be used without asking again.
    pub(super) in_blocks: bool,
}

impl Ask {
    /// Asks for one.
    pub fn one(key: Key, rate: Rate) -> Self {
        Self {
            key,
            interval: micros(rate.per) / i64::from(rate.count),
            burst: i64::from(rate.count),
            cost: 1,
            in_blocks: false,
        }
    }

    /// Asks for one where many follow. One that is given back goes to all, and not to the block that it came from.
    pub fn one_of_many(key: Key, rate: Rate) -> Self {
        Self { in_blocks: true, ..Self::one(key, rate) }
    }

    /// Asks for `cost` of `most`, each of which comes back after `interval`.
    pub fn some(key: Key, interval: Duration, most: u32, cost: u32) -> Self {
        let (burst, cost) = (i64::from(most), i64::from(cost));
        Self { key, interval: micros(interval).max(1), burst, cost, in_blocks: false }
    }

    /// Asks whether all that was taken of a key is back: the answer is a refusal until it is.
    pub fn whether_all_is_back(key: Key) -> Self {
        Self { key, interval: 1, burst: 0, cost: 0, in_blocks: false }
    }

    /// Gives back what this takes.
    #[must_use]
    pub fn given_back(self) -> Self {
        Self { cost: -self.cost, ..self }
    }

    /// Gives back all that was ever taken of it.
    #[must_use]
    pub fn cleared(self) -> Self {
        Self { cost: -self.burst, ..self }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether there was as much as was asked for.
    pub allowed: bool,
    /// How many are left.
    pub left: u32,
    /// After what time as much would be there; none where it was there.
    pub retry_after: Duration,
    /// After what time all is back.
    pub full_in: Duration,
}

impl Verdict {
    /// After what time one more is there than is now.
    pub fn next_in(&self, ask: &Ask) -> Duration {
        if !self.allowed {
            return self.retry_after;
        }
        let (full_in, interval) = (micros(self.full_in), ask.interval.max(1));
        let rest = full_in % interval;
        from_micros(if rest == 0 { full_in.min(interval) } else { rest })
    }

    /// That it was there, and so many are left.
    pub(super) fn with_left(ask: &Ask, left: i64) -> Self {
        let left = left.clamp(0, ask.burst);
        Self {
            allowed: true,
            left: u32::try_from(left).unwrap_or(u32::MAX),
            retry_after: Duration::ZERO,
            full_in: from_micros((ask.burst - left) * ask.interval),
        }
    }

    /// As four numbers, which is how Redis tells it.
    pub(super) fn from_numbers(numbers: &[i64]) -> Option<Self> {
        let [allowed, left, retry_after, full_in] = *numbers else { return None };
        Some(Self {
            allowed: allowed == 1,
            left: u32::try_from(left.max(0)).unwrap_or(u32::MAX),
            retry_after: from_micros(retry_after),
            full_in: from_micros(full_in),
        })
    }
}

/// What would come of it, where all is back at `full_at`, and when all would be back then.
pub(super) fn look(ask: &Ask, full_at: Option<i64>, now: i64) -> (Verdict, i64) {
    let before = full_at.unwrap_or(now).max(now);
    let room = now + ask.interval * ask.burst;
    let after = (before + ask.interval * ask.cost).max(now);
    let allowed = ask.cost < 0 || after <= room;
    let retry_after = if allowed { 0 } else { after - room };
    (told(ask, allowed, retry_after, if allowed { after } else { before }, now), after)
}

/// The same where something else was refused, and so nothing is taken.
pub(super) fn untaken(ask: &Ask, full_at: Option<i64>, now: i64) -> Verdict {
    told(ask, true, 0, full_at.unwrap_or(now).max(now), now)
}

fn told(ask: &Ask, allowed: bool, retry_after: i64, full_at: i64, now: i64) -> Verdict {
    let left = (now + ask.interval * ask.burst - full_at).max(0) / ask.interval.max(1);
    Verdict {
        allowed,
        left: u32::try_from(left).unwrap_or(u32::MAX),
        retry_after: from_micros(retry_after),
        full_in: from_micros(full_at - now),
    }
}

pub(super) fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

fn from_micros(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}
