//! What has wholly arrived, but is not kept yet.

use std::{fs, io, os::unix::fs::FileExt, path::Path};

use crate::{
    DataKey,
    at_rest::Sealing,
    spooling::Spooling,
    stored_file::StoredFile,
    sums::Sums,
    writer::{Entry, Flush, Writer, remove, wait_for},
};

/// How much is read at once where unsealed bytes are sealed.
const PIECE: usize = 512 << 10;

/// A blob that has wholly arrived, but is not kept yet. Dropped, it leaves nothing behind, but for one that has grown.
#[derive(Debug)]
pub struct Spooled<D> {
    file: fs::File,
    size: u64,
    sha256: String,
    crc32: u32,
    digest: D,
    sealed_by: Option<DataKey>,
    flush: Option<Flush>,
    entry: Entry,
}

impl<D> Spooled<D> {
    pub(super) fn of(file: fs::File, sums: Sums<D>, entry: Entry) -> Self {
        let (size, sha256, crc32, digest) = sums.finish();
        Self { file, size, sha256, crc32, digest, sealed_by: None, flush: None, entry }
    }

    /// The same, sealed by this key, if any, and a part of it on its way to the disk.
    pub(super) fn being_written(self, sealed_by: Option<DataKey>, flush: Option<Flush>) -> Self {
        Self { sealed_by, flush, ..self }
    }

    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes, in lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// CRC-32 of the bytes (the one of ZIP).
    pub fn crc32(&self) -> u32 {
        self.crc32
    }

    /// What else was computed of the bytes as they arrived.
    pub fn digest(&self) -> &D {
        &self.digest
    }

    /// Says whether they came in parts.
    pub(super) fn has_grown(&self) -> bool {
        matches!(self.entry, Entry::Growing { .. })
    }

    /// Says whether they lie sealed already.
    pub fn is_sealed(&self) -> bool {
        self.sealed_by.is_some()
    }

    /// The bytes, to be read on a blocking thread. Handles of unsealed ones share one position.
    pub fn file(&self) -> io::Result<StoredFile> {
        StoredFile::of(self.file.try_clone()?, self.sealed_by.as_ref())
    }

    /// Gives it up, as what is still arriving.
    pub async fn discard(self) {
        let Self { file, flush, entry, .. } = self;
        remove(file, flush, entry).await;
    }

    /// Waits until the bytes are on the disk, and gives them their place.
    pub(super) fn move_to(mut self, path: &Path) -> io::Result<()> {
        wait_for(self.flush.take())?;
        self.file.sync_data()?;
        fs::rename(self.entry.path(), path)
    }

    /// The same bytes, sealed by this key. What lies unsealed stays where it is.
    pub(super) fn sealed(&self, key: DataKey, spooling: &Spooling) -> io::Result<Spooled<()>> {
        let (file, entry) = Entry::create(spooling)?;
        let (mut writer, mut piece, mut at) = (Writer::onto(file, entry, 0), vec![0; PIECE], 0);
        let mut sealing = Sealing::begin(&key, &mut writer.sealed)?;
        while at < self.size {
            let length = usize::try_from(self.size - at).unwrap_or(PIECE).min(PIECE);
            self.file.read_exact_at(&mut piece[..length], at)?;
            sealing.take(&piece[..length], &mut writer.sealed)?;
            writer.write_sealed()?;
            at += length as u64;
        }
        writer.sealing = Some(sealing);
        writer.seal_rest()?;
        let Writer { file, flush, entry, .. } = writer;
        let (size, sha256, crc32) = (self.size, self.sha256.clone(), self.crc32);
        Ok(Spooled { file, size, sha256, crc32, digest: (), sealed_by: Some(key), flush, entry })
    }

    /// The key that they are sealed by.
    pub(super) fn sealed_by(&self) -> Option<DataKey> {
        self.sealed_by.clone()
    }

    /// The file as it is stored.
    pub(super) fn stored_file(&self) -> io::Result<fs::File> {
        self.file.try_clone()
    }

    /// Removes the file, once its bytes are kept elsewhere.
    pub(super) fn remove(self) -> io::Result<()> {
        wait_for(self.flush)?;
        crate::folder::gone_is_fine(fs::remove_file(self.entry.path()))
    }
}
