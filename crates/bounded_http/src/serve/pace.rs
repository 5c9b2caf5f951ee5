//! A least rate for what moves between us and a client, so that nobody holds a connection by moving next to nothing.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

/// Bytes that a client has to move for each second of ours.
pub(super) const LEAST_RATE: u64 = 1 << 10;

/// The time that a client has left. It is spent while we wait for the client and for nothing else, and earned by bytes.
#[derive(Debug)]
pub(super) struct Pace {
    /// The most that can be saved up.
    most: Duration,
    left: Duration,
    waiting_since: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    /// Begins with so much time, and never saves up more.
    pub(super) fn new(most: Duration) -> Self {
        Self { most, left: most, waiting_since: None, alarm: None }
    }

    /// A new body has a time of its own.
    pub(super) fn begin_anew(&mut self) {
        self.left = self.most;
        self.waiting_since = None;
    }

    /// So many bytes have moved.
    pub(super) fn moved(&mut self, bytes: usize) {
        if let Some(since) = self.waiting_since.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let earned = Duration::from_micros((bytes as u64).saturating_mul(1_000_000) / LEAST_RATE);
        self.left = self.left.saturating_add(earned).min(self.most);
    }

    /// Nothing can move just now. Ready once the client has had all its time.
    pub(super) fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let end = since + self.left;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(end)));
        // An alarm that rings early is set again then: clients that are fast need not set one for each piece.
        while alarm.as_mut().poll(cx).is_ready() {
            if Instant::now() >= end {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(end);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::time::sleep;

    use super::*;

    /// Waits for bytes so many times, so long each, and says whether a client with two seconds was ever too late.
    async fn is_late(pause: Duration, bytes: usize, times: u32) -> bool {
        let mut pace = Pace::new(Duration::from_secs(2));
        for _ in 0..times {
            let moves = Instant::now() + pause;
            let late = poll_fn(|cx| pace.poll_late(cx));
            if tokio::time::timeout_at(moves, late).await.is_ok() {
                return true;
            }
            pace.moved(bytes);
        }
        false
    }

    #[tokio::test]
    async fn who_moves_less_than_the_least_rate_is_late() {
        let (fast, slow, pausing) = tokio::join!(
            is_late(Duration::from_millis(100), 4 << 10, 40),
            is_late(Duration::from_millis(100), 1, 40),
            is_late(Duration::from_secs(4), 1 << 20, 1),
        );
        assert!(!fast && slow && pausing, "{fast} {slow} {pausing}");
    }

    #[tokio::test]
    async fn only_waiting_counts() {
        let mut pace = Pace::new(Duration::from_millis(500));
        for _ in 0..3 {
            assert!(poll_fn(|cx| Poll::Ready(pace.poll_late(cx).is_pending())).await);
            pace.moved(1 << 20);
            sleep(Duration::from_millis(700)).await;
        }
    }
}
