//! Time: every moment in the program comes from one [`Clock`] that is passed in.

use std::{
    fmt,
    ops::{Add, Sub},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, Serializer};

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Kept as `BIGINT`, told to clients as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// Whole seconds since 1970, as JSON Web Tokens count (RFC 7519).
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// How long from `earlier` to this moment; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// How far two clocks are apart, where `theirs` was read somewhere between `before` and `after` on ours.
pub fn drift(before: Millis, theirs: Millis, after: Millis) -> Duration {
    if theirs < before { before.since(theirs) } else { theirs.since(after) }
}

/// A length of time as the database counts it.
pub fn whole_millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl Add<Duration> for Millis {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(span)))
    }
}

impl Sub<Duration> for Millis {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(span)))
    }
}

/// As files bear it. What is before 1970 becomes its start.
impl From<SystemTime> for Millis {
    fn from(time: SystemTime) -> Self {
        Self(whole_millis(time.duration_since(UNIX_EPOCH).unwrap_or_default()))
    }
}

impl From<Millis> for SystemTime {
    fn from(moment: Millis) -> Self {
        UNIX_EPOCH + Duration::from_millis(u64::try_from(moment.0).unwrap_or(0))
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // RFC 3339 has years of four digits.
        match u64::try_from(self.0) {
            Ok(millis @ ..=253_402_300_799_999) => {
                humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(millis)).fmt(f)
            }
            _ => f.write_str("out of range"),
        }
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Tells the time: the system's, or one that a test moves by hand.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self::default()
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> Millis {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(whole_millis(since_1970).saturating_add(self.ahead.load(Ordering::Relaxed)))
    }

    /// How far it is ahead of the system's, for whoever asks another program for the time.
    pub fn ahead(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.ahead.load(Ordering::Relaxed)).unwrap_or(0))
    }

    /// Moves this clock and all its clones ahead of the system's, for tests.
    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(whole_millis(by), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_utc() {
        assert_eq!(Millis(1_767_225_600_123).to_string(), "2026-01-01T00:00:00.123Z");
        assert_eq!(Millis(0).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Millis(253_402_300_799_999).to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Millis(i64::MAX).to_string(), "out of range");
    }

    #[test]
    fn clocks_are_apart_by_what_the_question_does_not_explain() {
        let moment = |seconds: i64| Millis(seconds * 1000);
        assert_eq!(drift(moment(10), moment(12), moment(14)), Duration::ZERO);
        assert_eq!(drift(moment(10), moment(4), moment(14)), Duration::from_secs(6));
        assert_eq!(drift(moment(10), moment(21), moment(14)), Duration::from_secs(7));
    }

    #[test]
    fn an_advanced_clock_takes_its_clones_along() {
        let clock = Clock::system();
        let twin = clock.clone();
        let before = twin.now();
        clock.advance(Duration::from_hours(1));
        assert!(twin.now().since(before) >= Duration::from_hours(1));
        assert_eq!((twin.ahead(), Clock::system().ahead()), (Duration::from_hours(1), Duration::ZERO));
    }
}
