//! API and worker that are killed again and again while callers go on.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use crate::{
    program::Program,
    stack::{Stack, eventually},
};

/// How often API and worker are killed.
const KILLS: usize = 3;

/// What callers and whoever kills tell each other.
#[derive(Default)]
pub(crate) struct Load {
    answers: AtomicUsize,
    is_over: AtomicBool,
}

impl Load {
    /// Whether callers are to go on.
    pub(crate) fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    /// A caller was told that what they asked for is done.
    pub(crate) fn is_answered(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// A caller was not answered: nobody is there just now.
    pub(crate) async fn is_not_answered(&self) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    /// Waits for so many more answers.
    async fn answers(&self, more: usize) {
        let wanted = self.answers.load(Ordering::Relaxed) + more;
        let has = async || (self.answers.load(Ordering::Relaxed) >= wanted).then_some(());
        eventually("callers are answered", has).await;
    }

    /// Kills both in the midst of what they do, each time once so many answers have come, and starts them again.
    pub(crate) async fn kills(
        &self,
        stack: &Stack,
        address: SocketAddr,
        (mut api, mut worker): (Program, Program),
        settings: &[(&str, &str)],
        after: usize,
    ) -> (Program, Program) {
        for _ in 0..KILLS {
            self.answers(after).await;
            api.kill();
            worker.kill();
            api = stack.program_at(address, &["api"], settings);
            worker = stack.program(&["worker"], settings).await;
            api.answers().await;
        }
        self.answers(after).await;
        self.is_over.store(true, Ordering::Relaxed);
        (api, worker)
    }
}
