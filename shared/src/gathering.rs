//! Gathering what many tell at about the same time, so that it is written down together: at a hundred, or after 50 ms. What
//! is being gathered is lost in a kill, and in nothing else.

use std::time::Duration;

use tokio::{sync::mpsc::Receiver, time::Instant};
use tokio_util::sync::CancellationToken;

/// How long something waits for more at the most.
const PERIOD: Duration = Duration::from_millis(50);

/// How much is gathered at the most.
pub(crate) const TOGETHER: usize = 100;

/// Waits for something, and gathers what comes soon after. Says whether there is anything. Once `stop` is said, nothing more
/// is taken, and what was told before is gathered to its end.
pub(crate) async fn gather<T>(from: &mut Receiver<T>, into: &mut Vec<T>, stop: &CancellationToken) -> bool {
    let taken = if let Some(taken) = stop.run_until_cancelled(from.recv_many(into, TOGETHER)).await {
        taken
    } else {
        from.close();
        from.recv_many(into, TOGETHER).await
    };
    let end = Instant::now() + PERIOD;
    while taken > 0 && into.len() < TOGETHER {
        let room = TOGETHER - into.len();
        match tokio::time::timeout_at(end, from.recv_many(into, room)).await {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    taken > 0
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn what_comes_at_about_the_same_time_comes_together_and_nothing_is_left_at_a_stop() {
        let (tell, mut told) = mpsc::channel(1000);
        let (stop, mut together) = (CancellationToken::new(), Vec::new());
        for number in 0..130 {
            tell.send(number).await.unwrap();
        }
        assert!(gather(&mut told, &mut together, &stop).await);
        assert_eq!(together.len(), TOGETHER);
        together.clear();
        stop.cancel();
        assert!(gather(&mut told, &mut together, &stop).await);
        assert_eq!(together, (100..130).collect::<Vec<_>>());
        assert!(tell.send(0).await.is_err());
        together.clear();
        assert!(!gather(&mut told, &mut together, &stop).await);
    }
}
