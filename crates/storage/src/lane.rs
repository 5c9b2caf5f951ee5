//! Work on a stream of batches, one after the other, on blocking threads.

use std::{
    collections::VecDeque,
    io, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::{sync::OwnedSemaphorePermit, task::JoinHandle};

/// What a lane does with each batch.
pub(super) trait Worker: Send + 'static {
    fn take(&mut self, batch: &[Bytes]) -> io::Result<()>;
}

/// Bytes that arrived, and the room in memory that they take until every lane is done with them.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) pieces: Vec<Bytes>,
    pub(super) _room: OwnedSemaphorePermit,
}

/// Hands batches to a worker in their order. A thread is taken only while there is something to do, so that slow
/// clients hold none, and it goes on as long as there is, so that fast ones need not wake another for each batch.
#[derive(Debug)]
pub(super) struct Lane<W> {
    state: Arc<Mutex<State<W>>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State<W> {
    worker: Resting<W>,
    waiting: VecDeque<Arc<Batch>>,
}

#[derive(Debug)]
enum Resting<W> {
    Here(W),
    /// On a thread, or given up.
    Away,
    Failed(io::Error),
}

impl<W: Worker> Lane<W> {
    pub(super) fn new(worker: W) -> Self {
        let state = State { worker: Resting::Here(worker), waiting: VecDeque::new() };
        Self { state: Arc::new(Mutex::new(state)), thread: None }
    }

    /// Puts a batch in. Fails if an earlier one did.
    pub(super) fn push(&mut self, batch: Arc<Batch>) -> io::Result<()> {
        let mut state = lock(&self.state);
        state.waiting.push_back(batch);
        match mem::replace(&mut state.worker, Resting::Away) {
            Resting::Here(worker) => {
                drop(state);
                let state = self.state.clone();
                self.thread = Some(tokio::task::spawn_blocking(move || run(&state, worker)));
            }
            Resting::Away => {}
            Resting::Failed(error) => return Err(error),
        }
        Ok(())
    }

    /// Waits until all batches are done, and gives the worker back.
    pub(super) async fn finish(mut self) -> io::Result<W> {
        if let Some(thread) = self.thread.take() {
            thread.await.map_err(io::Error::other)?;
        }
        match mem::replace(&mut lock(&self.state).worker, Resting::Away) {
            Resting::Here(worker) => Ok(worker),
            Resting::Away => Err(io::Error::other("an earlier batch failed")),
            Resting::Failed(error) => Err(error),
        }
    }
}

impl<W> Lane<W> {
    /// Gives up what waits, and gives the worker back where there still is one. When this returns, no thread has it.
    pub(super) async fn give_up(mut self) -> Option<W> {
        lock(&self.state).waiting.clear();
        if let Some(thread) = self.thread.take() {
            // Its end is all that matters.
            let _ = thread.await;
        }
        match mem::replace(&mut lock(&self.state).worker, Resting::Away) {
            Resting::Here(worker) => Some(worker),
            Resting::Away | Resting::Failed(_) => None,
        }
    }
}

impl<W> Drop for Lane<W> {
    fn drop(&mut self) {
        // Nobody waits for what is left.
        lock(&self.state).waiting.clear();
    }
}

fn run<W: Worker>(state: &Mutex<State<W>>, mut worker: W) {
    loop {
        let batch = {
            let mut state = lock(state);
            let Some(batch) = state.waiting.pop_front() else {
                state.worker = Resting::Here(worker);
                return;
            };
            batch
        };
        // A panic must not leave batches behind that take room for ever: somebody waits for that room.
        let taken = catch_unwind(AssertUnwindSafe(|| worker.take(&batch.pieces)));
        if let Err(error) = taken.unwrap_or_else(|_| Err(io::Error::other("the work on a batch panicked"))) {
            let mut state = lock(state);
            state.waiting.clear();
            state.worker = Resting::Failed(error);
            return;
        }
    }
}

/// A panic while the lock is held is impossible but for a lack of memory, and leaves nothing half done.
fn lock<W>(state: &Mutex<State<W>>) -> MutexGuard<'_, State<W>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    /// Keeps what it is given, fails at an empty piece, and panics where it says so.
    struct Keeper(Vec<u8>);

    impl Worker for Keeper {
        fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
            for piece in batch {
                if piece.is_empty() {
                    return Err(io::ErrorKind::StorageFull.into());
                }
                assert_ne!(piece, "panic");
                self.0.extend_from_slice(piece);
            }
            Ok(())
        }
    }

    async fn batch(room: &Arc<Semaphore>, pieces: &[&[u8]]) -> Arc<Batch> {
        let pieces = pieces.iter().map(|piece| Bytes::copy_from_slice(piece)).collect();
        Arc::new(Batch { pieces, _room: room.clone().acquire_owned().await.unwrap() })
    }

    #[tokio::test]
    async fn batches_are_done_in_order_and_make_room() {
        let room = Arc::new(Semaphore::new(3));
        let mut lane = Lane::new(Keeper(Vec::new()));
        for number in 0..200 {
            lane.push(batch(&room, &[&[number], &[number]]).await).unwrap();
        }
        let kept = lane.finish().await.unwrap().0;
        assert_eq!(kept, (0..200).flat_map(|number| [number; 2]).collect::<Vec<u8>>());
        assert_eq!(room.available_permits(), 3);
    }

    #[tokio::test]
    async fn a_lane_that_is_given_up_has_let_go_of_its_worker() {
        let (room, held) = (Arc::new(Semaphore::new(3)), Arc::new(()));
        for bad in ["fine", "", "panic"] {
            let mut lane = Lane::new(Holder(held.clone(), Keeper(Vec::new())));
            for piece in ["a", bad, "b"] {
                // Once it failed it says so.
                let _ = lane.push(batch(&room, &[piece.as_bytes()]).await);
            }
            drop(lane.give_up().await);
            assert_eq!(Arc::strong_count(&held), 1, "{bad:?}");
            assert_eq!(room.available_permits(), 3);
        }
    }

    /// A worker that holds something.
    struct Holder(#[expect(dead_code, reason = "only held")] Arc<()>, Keeper);

    impl Worker for Holder {
        fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
            self.1.take(batch)
        }
    }

    #[tokio::test]
    async fn a_failure_or_panic_is_told_and_ends_the_lane() {
        for (bad, kind) in [("", io::ErrorKind::StorageFull), ("panic", io::ErrorKind::Other)] {
            let room = Arc::new(Semaphore::new(3));
            let mut lane = Lane::new(Keeper(Vec::new()));
            lane.push(batch(&room, &[b"a", bad.as_bytes()]).await).unwrap();
            let told = loop {
                tokio::task::yield_now().await;
                if let Err(error) = lane.push(batch(&room, &[b"b"]).await) {
                    break error;
                }
            };
            assert_eq!(told.kind(), kind);
            assert!(lane.finish().await.is_err());
            assert_eq!(room.available_permits(), 3);
        }
    }
}
