//! The documents that go into a zip.

use shared::{
    documents::{
        files::FileRow,
        visible,
        zips::{self, ZipMember},
    },
    ids::FileId,
};
use zip_layout::names;

use crate::{app::AppState, error::ApiError, extract::TokenHolder, links::grant::may_leave};

/// All these documents, in order of their ids, so that the same ones make the same zip.
pub(super) async fn find_all(app: &AppState, holder: &TokenHolder, ids: &[FileId]) -> Result<Vec<FileRow>, ApiError> {
    let mut found = visible::find_all_to_download(&app.db, &holder.reader, ids).await?;
    if found.len() != ids.len() {
        return Err(ApiError::NotFound);
    }
    found.sort_by_key(|found| found.file.id);
    for found in &found {
        may_leave(app, holder, found).await?;
    }
    Ok(found.into_iter().map(|found| found.file).collect())
}

/// What stands in the zip. A checksum that nobody knows yet is computed now.
pub(super) async fn members(app: &AppState, files: Vec<FileRow>) -> Result<Vec<ZipMember>, ApiError> {
    let unknown: Vec<FileId> = files.iter().filter(|file| file.crc32.is_none()).map(|file| file.id).collect();
    let mut computed = Vec::with_capacity(unknown.len());
    if !unknown.is_empty() {
        for bytes in zips::bytes_of(&app.db, &unknown).await? {
            let crc32 = app.blobs.crc32(bytes.blob).await?;
            zips::note_crc32(&app.db, bytes, crc32).await?;
            computed.push((bytes.id, i64::from(crc32)));
        }
    }
    let names = names::beside_each_other(files.iter().map(|file| file.name.as_str()));
    let member = |(file, name): (FileRow, String)| {
        let known = computed.iter().find(|(id, _)| *id == file.id).map(|(_, crc32)| *crc32);
        let crc32 = file.crc32.or(known).ok_or(ApiError::NotFound)?;
        let FileRow { id, version, link_epoch, size, sha256, uploaded_at, .. } = file;
        Ok(ZipMember { file_id: id, version, link_epoch, name, size, crc32, sha256, modified: uploaded_at })
    };
    files.into_iter().zip(names).map(member).collect()
}
