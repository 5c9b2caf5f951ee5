//! Memory for what arrives: a little for each connection, and more only from a store that all share.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory that connections share, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Room(Arc<Semaphore>);

/// What a permit stands for.
const UNIT: usize = 1 << 10;

impl Room {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / UNIT)))
    }
}

/// What one connection has taken of the room.
#[derive(Debug, Default)]
pub(super) struct Share(Option<OwnedSemaphorePermit>);

impl Share {
    /// How much it has.
    pub(super) fn bytes(&self) -> usize {
        UNIT * self.0.as_ref().map_or(0, OwnedSemaphorePermit::num_permits)
    }

    /// Takes as much as makes it so many bytes in all, or gives back what is more. Says whether it has them now.
    pub(super) fn set(&mut self, bytes: usize, room: &Room) -> bool {
        let (want, have) = (bytes.div_ceil(UNIT), self.bytes() / UNIT);
        if want > have {
            let more =
                u32::try_from(want - have).ok().and_then(|more| room.0.clone().try_acquire_many_owned(more).ok());
            let Some(more) = more else { return false };
            match &mut self.0 {
                Some(permit) => permit.merge(more),
                none => *none = Some(more),
            }
        } else if want < have {
            self.0 = self.0.take().and_then(|mut permit| permit.split(want));
        }
        true
    }
}

/// The buffer that hyper reads into: how much it will ask for next. It doubles with each read that fills it and halves after
/// two that leave half of it empty, so its growth can be held back by reading a byte less.
#[derive(Debug)]
pub(super) struct Buffer {
    next: usize,
    shrinks: bool,
    most: usize,
    share: Share,
}

impl Buffer {
    /// What it begins with, and never falls below.
    const LEAST: usize = 8 << 10;

    /// What each connection has without asking.
    const FREE: usize = 32 << 10;

    /// A buffer that grows up to so many bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { next: Self::LEAST, shrinks: false, most, share: Share::default() }
    }

    /// How much may be read at once.
    pub(super) fn limit(&mut self, room: &Room) -> usize {
        let grown = (2 * self.next).min(self.most);
        // One is being filled while the one before is still being looked at.
        let may_grow = grown == self.next || self.share.set((2 * grown).saturating_sub(Self::FREE), room);
        if may_grow { self.next } else { self.next - 1 }
    }

    /// So many bytes were read.
    pub(super) fn took(&mut self, bytes: usize, room: &Room) {
        let half = (self.next.next_power_of_two() / 2).max(Self::LEAST / 2);
        if bytes >= self.next {
            self.next = (2 * self.next).min(self.most);
            self.shrinks = false;
        } else if bytes >= half {
            self.shrinks = false;
        } else if self.shrinks {
            self.shrinks = false;
            self.next = half.max(Self::LEAST);
            self.share.set((2 * self.next).saturating_sub(Self::FREE), room);
        } else {
            self.shrinks = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_taken_and_given_back() {
        let room = Room::new(100 << 10);
        let (mut one, mut two) = (Share::default(), Share::default());
        assert!(one.set(60 << 10, &room) && !two.set(50 << 10, &room) && two.set(40 << 10, &room));
        assert!(one.set(1, &room) && two.set(99 << 10, &room));
        drop((one, two));
        assert_eq!(room.0.available_permits(), 100);
    }

    #[test]
    fn a_buffer_grows_while_there_is_room() {
        let room = Room::new(1 << 20);
        let read_on = |buffer: &mut Buffer| {
            for _ in 0..20 {
                let limit = buffer.limit(&room);
                buffer.took(limit, &room);
            }
            buffer.next
        };
        let (mut one, mut two) = (Buffer::new(512 << 10), Buffer::new(512 << 10));
        assert_eq!(read_on(&mut one), 512 << 10);
        assert_eq!(read_on(&mut two), 32 << 10, "there is no more room than that");
        for _ in 0..20 {
            one.limit(&room);
            one.took(1, &room);
        }
        assert_eq!((one.next, read_on(&mut two)), (8 << 10, 512 << 10));
    }
}
