//! What a listener bears.

use std::{fs, time::Duration};

/// Descriptors that are kept for everything but connections: files, databases, and the listener that tells of our health.
const KEPT_DESCRIPTORS: usize = 256;

/// What a listener bears.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at once; more wait in the system's queue.
    pub connections: usize,
    /// Connections at once from one address, or one IPv6 network of 64 bits. Fewer where few are left.
    pub per_address: usize,
    /// How long one connection may last in all, where that has an end.
    pub longest: Option<Duration>,
    /// Bytes of a head.
    pub head: usize,
    /// How long a client may take over a head.
    pub head_patience: Duration,
    /// The largest piece of a body that is read at once; more than a head may have.
    pub piece: usize,
    /// How long a client may send next to nothing of its body: less than a KiB a second.
    pub receive_patience: Duration,
    /// How long a client may take next to nothing of its answer.
    pub send_patience: Duration,
    /// Memory for heads that are larger than most.
    pub room_of_heads: usize,
    /// Memory for pieces of bodies that are larger than most.
    pub room_of_bodies: usize,
    /// Memory for bodies that are gathered whole.
    pub room_of_gathered: usize,
}

impl Limits {
    /// What suits a process with a memory of 512 MiB.
    pub fn new(per_address: usize) -> Self {
        Self {
            connections: 4096.min(descriptors().saturating_sub(KEPT_DESCRIPTORS) / 2).max(16),
            per_address,
            longest: None,
            head: 128 << 10,
            head_patience: Duration::from_secs(10),
            piece: 512 << 10,
            receive_patience: Duration::from_secs(30),
            send_patience: Duration::from_mins(1),
            room_of_heads: 24 << 20,
            room_of_bodies: 48 << 20,
            room_of_gathered: 24 << 20,
        }
    }

    /// What suits a listener beside, for few and small requests, of which no connection lasts longer than this.
    pub fn few(connections: usize, longest: Duration) -> Self {
        Self {
            connections,
            per_address: connections,
            longest: Some(longest),
            head: 16 << 10,
            piece: 32 << 10,
            room_of_heads: 1 << 20,
            room_of_bodies: 1 << 20,
            room_of_gathered: 1 << 20,
            ..Self::new(connections)
        }
    }
}

/// How many files and connections this process may have open. A connection often needs a file as well.
fn descriptors() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_ascii_whitespace().next()?.parse().ok()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_rest() {
        let limits = Limits::new(256);
        assert!((16..=4096).contains(&limits.connections), "{limits:?}");
        assert!(descriptors() >= 256, "{}", descriptors());
    }

    #[test]
    fn a_whole_head_fits_into_a_piece() {
        for limits in [Limits::new(256), Limits::few(32, Duration::from_mins(10))] {
            assert!(limits.head < limits.piece, "{limits:?}");
        }
    }
}
