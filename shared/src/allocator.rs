//! Memory that goes back to the system.
//!
//! The system's own allocator keeps what was freed, so a process that was once abused stayed large, and grew when it was
//! abused again. This one has a thread that gives back what nobody has used for a second, as `.cargo/config.toml` says; a
//! build that does not read it waits ten seconds. Whatever is linked with this crate has it.

use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

#[cfg(test)]
mod tests {
    use std::{
        fs, thread,
        time::{Duration, Instant},
    };

    const MIB: usize = 1 << 20;

    /// What this process holds of the machine's memory, beyond what it has mapped from files.
    fn held() -> usize {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.split_ascii_whitespace().next().unwrap().parse::<usize>().unwrap() << 10
    }

    #[test]
    fn memory_comes_back_though_a_little_of_it_is_kept() {
        // As threads that serve connections do: many small pieces, of which some outlive the rest.
        let fill = |_| thread::spawn(|| (0..64 * MIB / 4096).map(|_| vec![1_u8; 4000]).collect::<Vec<_>>());
        let threads: Vec<_> = (0..4).map(fill).collect();
        let mut pieces: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        let most = held();
        assert!(most > 200 * MIB, "{} MiB", most / MIB);
        for pieces in &mut pieces {
            let kept = pieces.pop();
            pieces.clear();
            pieces.extend(kept);
        }
        let began = Instant::now();
        while held() + 150 * MIB > most {
            assert!(began.elapsed() < Duration::from_mins(1), "{} of {} MiB are still here", held() / MIB, most / MIB);
            thread::sleep(Duration::from_millis(100));
        }
        assert!(pieces.iter().all(|pieces| pieces.len() == 1));
    }
}
