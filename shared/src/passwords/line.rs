//! The line of those who wait for a hash: one is made a core at once, and a thread that has made one begins the next
//! without a way through the async threads.

use std::{
    collections::VecDeque,
    fmt,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use super::{HashingError, argon2id::Memory};

/// How long memory is kept for the next hash.
const KEEP_MEMORY: Duration = Duration::from_secs(10);

type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// The line. Cloning is cheap.
#[derive(Clone, Debug)]
pub(super) struct Line(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    cores: usize,
    state: Mutex<State>,
    to_be_freed: AtomicBool,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Work>,
    /// Threads that make hashes now.
    at_work: usize,
    /// Memory that the next thread may use: one piece for each core at the most.
    spare: Vec<Memory>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("waiting", &self.waiting.len())
            .field("at_work", &self.at_work)
            .finish_non_exhaustive()
    }
}

impl Line {
    pub(super) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(2, NonZero::get);
        Self(Arc::new(Shared { cores, state: Mutex::default(), to_be_freed: AtomicBool::new(false) }))
    }

    /// Does `work` when its turn has come. Whoever no longer waits for it then is passed over.
    pub(super) async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let (sender, result) = oneshot::channel();
        let work: Work = Box::new(move |memory| {
            if !sender.is_closed() {
                let _ = sender.send(work(memory));
            }
        });
        if self.0.join(work) {
            let shared = self.0.clone();
            tokio::task::spawn_blocking(move || shared.work_off());
        }
        // Work that panics lets go of its sender.
        let result = result.await.map_err(|_| HashingError)?;
        self.free_later();
        Ok(result)
    }

    /// Frees the spare memory in a while, so that a service at rest is small.
    fn free_later(&self) {
        if !self.0.to_be_freed.swap(true, Ordering::Relaxed) {
            let shared = self.0.clone();
            tokio::spawn(async move {
                tokio::time::sleep(KEEP_MEMORY).await;
                shared.to_be_freed.store(false, Ordering::Relaxed);
                shared.state().spare.clear();
            });
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stands in line, and says whether one more thread is to work it off.
    fn join(&self, work: Work) -> bool {
        let mut state = self.state();
        state.waiting.push_back(work);
        let one_more = state.at_work < self.cores;
        state.at_work += usize::from(one_more);
        one_more
    }

    /// Does what waits until nothing does.
    fn work_off(&self) {
        let mut memory = self.state().spare.pop().unwrap_or_default();
        loop {
            let mut state = self.state();
            let Some(work) = state.waiting.pop_front() else {
                state.at_work -= 1;
                state.spare.push(memory);
                return;
            };
            drop(state);
            // A panic is its own work's alone; the next in line gets fresh memory.
            if catch_unwind(AssertUnwindSafe(|| work(&mut memory))).is_err() {
                memory = Memory::default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[tokio::test]
    async fn all_get_their_turn_and_never_more_than_one_a_core_at_once() {
        let (line, now, most) = (Line::new(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let turns = (0..200).map(|at| {
            let (now, most) = (now.clone(), most.clone());
            line.in_turn(move |_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::yield_now();
                now.fetch_sub(1, Ordering::SeqCst);
                at
            })
        });
        let results = futures_util::future::try_join_all(turns).await.unwrap();
        assert_eq!(results, (0..200).collect::<Vec<_>>());
        assert!((1..=line.0.cores).contains(&most.load(Ordering::SeqCst)));
        // The last result is there a moment before its thread is done.
        while line.0.state().at_work > 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_panic_costs_nobody_else_a_turn() {
        let line = Line::new();
        assert_eq!(line.in_turn(|_| panic!("on purpose")).await, Err::<(), _>(HashingError));
        assert_eq!(line.in_turn(|_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn nobody_works_for_those_who_have_gone() {
        let (line, (gate, held)) = (Line::new(), std::sync::mpsc::channel::<()>());
        let held = Arc::new(Mutex::new(held));
        let holding: Vec<_> = (0..line.0.cores)
            .map(|_| {
                let (line, held) = (line.clone(), held.clone());
                tokio::spawn(
                    async move { line.in_turn(move |_| held.lock().map(|held| held.recv().is_ok()).is_ok()).await },
                )
            })
            .collect();
        let done = Arc::new(AtomicBool::new(false));
        let gone = {
            let (line, done) = (line.clone(), done.clone());
            tokio::spawn(async move { line.in_turn(move |_| done.store(true, Ordering::SeqCst)).await })
        };
        while line.0.state().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        gone.abort();
        assert!(gone.await.is_err());
        drop(gate);
        for one in holding {
            assert_eq!(one.await.unwrap(), Ok(true));
        }
        assert_eq!(line.in_turn(|_| ()).await, Ok(()));
        assert!(!done.load(Ordering::SeqCst));
    }
}
