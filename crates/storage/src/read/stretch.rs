//! Bytes of a file that the system sends by itself.

use std::{
    fs,
    io::{self, IoSliceMut},
    ops::Range,
    os::unix::fs::FileExt,
    sync::Arc,
    time::Instant,
};

use futures_util::{Stream, stream};
use rustix::io::{Errno, ReadWriteFlags};

use super::room::{FIRST, LEAST, suited};

/// Bytes of a blob, named by where they are in its file.
#[derive(Debug)]
pub struct Stretch {
    /// The file.
    pub file: Arc<fs::File>,
    /// Where they begin.
    pub at: u64,
    /// How many there are.
    pub length: usize,
}

/// How far apart it is asked what is in memory: the system reads from a disk in steps of this size.
const STEP: u64 = 128 << 10;

/// Says whether it is known that these bytes can be read without waiting for a disk. One of each step stands for all.
pub(super) fn is_cached(file: &fs::File, at: u64, length: u64) -> io::Result<bool> {
    let (mut byte, last) = ([0], at + length.max(1) - 1);
    let mut places = (at..last).step_by(usize::try_from(STEP).unwrap_or(usize::MAX)).chain([last]);
    places.try_fold(true, |all, place| {
        match rustix::io::preadv2(file, &mut [IoSliceMut::new(&mut byte)], place, ReadWriteFlags::NOWAIT) {
            Ok(1) => Ok(all),
            Ok(_) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short")),
            // Some file systems do not say.
            Err(Errno::AGAIN | Errno::OPNOTSUPP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    })
}

/// Has the system read these bytes from the disk.
pub(super) fn warm(file: &fs::File, at: u64, length: u64) -> io::Result<()> {
    let mut piece = vec![0; LEAST];
    let (mut at, end) = (at, at + length);
    while at < end {
        match file.read_at(&mut piece, at) {
            Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short")),
            Ok(read) => at += read as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Gives a range of a file as stretches, each of which is in memory when it is told of.
pub(super) fn stretches(
    file: Arc<fs::File>,
    range: Range<u64>,
    longest: usize,
) -> impl Stream<Item = io::Result<Stretch>> + Send + 'static {
    let begin = (file, range.start, FIRST, None::<Instant>);
    stream::try_unfold(begin, move |(file, at, size, given)| async move {
        let size = suited(size, given.map(|given| given.elapsed())).min(longest);
        let length = (range.end - at).min(size as u64);
        if length == 0 {
            return Ok(None);
        }
        if !is_cached(&file, at, length)? {
            let read = file.clone();
            crate::off_thread(move || warm(&read, at, length)).await?;
        }
        let stretch = Stretch { file: file.clone(), at, length: usize::try_from(length).unwrap_or(size) };
        Ok(Some((stretch, (file, at + length, size, Some(Instant::now())))))
    })
}
