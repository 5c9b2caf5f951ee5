//! What is left of a limit, and how an answer tells it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use shared::{
    limits::{Ask, Counter, Key, Verdict, Who},
    settings::Rate,
};

/// By these names a client finds how many calls are left (draft-ietf-httpapi-ratelimit-headers-10).
pub(crate) const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
pub(crate) const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// So much of something for somebody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) key: Key,
    pub(crate) rate: Rate,
}

impl Limit {
    /// Takes one of each, or none where one of them is spent.
    pub(crate) async fn take(counter: &Counter, limits: &[Self]) -> Vec<Standing> {
        if limits.is_empty() {
            return Vec::new();
        }
        let asks: Vec<Ask> = limits.iter().map(|limit| Ask::one_of_many(limit.key, limit.rate)).collect();
        let verdicts = counter.take(&asks).await;
        asks.iter().zip(limits).zip(verdicts).map(|((ask, limit), verdict)| limit.stands(ask, verdict)).collect()
    }

    /// Whether it is an account's, and not an address's.
    pub(crate) fn is_an_accounts(&self) -> bool {
        matches!(self.key.who, Who::Account(_))
    }

    /// What is left of it by this verdict.
    pub(crate) fn stands(&self, ask: &Ask, verdict: Verdict) -> Standing {
        Standing {
            name: self.key.what,
            rate: self.rate,
            allowed: verdict.allowed,
            left: verdict.left,
            next_in: verdict.next_in(ask),
        }
    }
}

/// What is left of a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    name: &'static str,
    rate: Rate,
    allowed: bool,
    left: u32,
    next_in: Duration,
}

impl Standing {
    /// That one may not be taken before `wait` is over.
    pub(crate) fn shut(name: &'static str, rate: Rate, wait: Duration) -> Self {
        Self { name, rate, allowed: false, left: 0, next_in: wait }
    }

    /// Of those that refuse the one that does so for the longest time.
    pub(crate) fn longest_refusal(standings: &[Self]) -> Option<Self> {
        standings.iter().filter(|standing| !standing.allowed).max_by_key(|standing| standing.next_in).copied()
    }

    pub(crate) fn left(&self) -> u32 {
        self.left
    }

    /// The seconds until there is one more.
    pub(crate) fn seconds(&self) -> u64 {
        self.next_in.as_secs() + u64::from(self.next_in.subsec_nanos() > 0)
    }

    /// Writes it into the head of an answer.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let Self { name, rate, left, .. } = self;
        let policy = format!("\"{name}\";q={};w={}", rate.count, rate.per.as_secs());
        let left = format!("\"{name}\";r={left};t={}", self.seconds());
        for (name, value) in [(POLICY, policy), (LEFT, left)] {
            headers.extend(HeaderValue::from_str(&value).ok().map(|value| (name, value)));
        }
    }
}

/// For the sentence that tells a client when to come again.
impl From<Standing> for u64 {
    fn from(standing: Standing) -> Self {
        standing.seconds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_what_is_left() {
        let rate = Rate { count: 10, per: Duration::from_mins(5) };
        let mut headers = HeaderMap::new();
        Standing { name: "login", rate, allowed: true, left: 3, next_in: Duration::from_millis(11_001) }
            .tell(&mut headers);
        assert_eq!(headers[POLICY], "\"login\";q=10;w=300");
        assert_eq!(headers[LEFT], "\"login\";r=3;t=12");
    }
}
