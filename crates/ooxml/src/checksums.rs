//! CRC-32 of a file's blocks, taken as the file arrives, so that nobody has to read it all again to prove its parts.

use std::io;

use crc32fast::Hasher;

/// The CRC-32 (the one of ZIP, APPNOTE 4.4.7) of each whole block of a file, in order. Without blocks, nothing is
/// known beforehand.
#[derive(Clone, Debug, Default)]
pub struct Checksums {
    blocks: Vec<u32>,
    open: Hasher,
    /// Bytes of the block that is still arriving.
    filled: usize,
}

/// Small enough that most pictures hold one, large enough that a file of 1 GiB has 32 KiB of checksums.
const BLOCK: usize = 128 << 10;

impl Checksums {
    /// Takes in the next bytes of the file.
    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.open.update(now);
            self.filled += now.len();
            if self.filled == BLOCK {
                self.blocks.push(std::mem::take(&mut self.open).finalize());
                self.filled = 0;
            }
            bytes = later;
        }
    }

    /// The whole block that begins at `offset`, if one does and ends by `end`.
    pub fn block_at(&self, offset: u64, end: u64) -> Option<Block> {
        let is_start = offset.is_multiple_of(Block::LEN) && end.checked_sub(offset)? >= Block::LEN;
        let index = usize::try_from(offset / Block::LEN).ok().filter(|_| is_start)?;
        self.blocks.get(index).map(|&crc| Block(crc))
    }
}

/// So that whoever writes the file somewhere can write it here, too.
impl io::Write for Checksums {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The checksum of a block.
#[derive(Clone, Copy, Debug)]
pub struct Block(u32);

impl Block {
    /// Bytes of a block.
    pub const LEN: u64 = BLOCK as u64;

    /// Goes on with a checksum as if the bytes of this block had been read.
    pub fn append_to(self, checksum: &mut Hasher) {
        checksum.combine(&Hasher::new_with_initial_len(self.0, Self::LEN));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_prove_what_reading_would(
            pieces in prop::collection::vec((any::<u8>(), 0..3 * BLOCK), 1..6),
            start in 0..4 * BLOCK,
            end in 0..16 * BLOCK,
        ) {
            let bytes: Vec<u8> = pieces.iter().flat_map(|&(seed, len)| (seed..=u8::MAX).cycle().take(len)).collect();
            let mut checksums = Checksums::default();
            let mut rest = &bytes[..];
            for (_, len) in &pieces {
                let (now, later) = rest.split_at(*len);
                checksums.update(now);
                rest = later;
            }
            let (start, end) = (start.min(bytes.len()), end.min(bytes.len()));
            let range = &bytes[start..end.max(start)];
            let (mut by_blocks, mut at, mut read) = (Hasher::new(), start, 0);
            while at < start + range.len() {
                if let Some(block) = checksums.block_at(at as u64, (start + range.len()) as u64) {
                    block.append_to(&mut by_blocks);
                    at += BLOCK;
                } else {
                    let until = (at / BLOCK + 1) * BLOCK;
                    let piece = &bytes[at..until.min(start + range.len())];
                    by_blocks.update(piece);
                    read += piece.len();
                    at += piece.len();
                }
            }
            prop_assert_eq!(by_blocks.finalize(), crc32fast::hash(range));
            prop_assert!(read < 2 * BLOCK, "only the edges are read, not {} bytes", read);
        }
    }

    #[test]
    fn a_block_is_known_only_where_it_is_whole() {
        let mut checksums = Checksums::default();
        checksums.update(&vec![7; 2 * BLOCK - 1]);
        assert!(checksums.block_at(0, Block::LEN).is_some());
        assert!(checksums.block_at(0, Block::LEN - 1).is_none());
        assert!(checksums.block_at(1, 4 * Block::LEN).is_none());
        assert!(checksums.block_at(Block::LEN, 4 * Block::LEN).is_none());
        assert!(checksums.block_at(u64::MAX, 0).is_none());
    }
}
