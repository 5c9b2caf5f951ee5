//! Removes the bytes of a document that is gone.

use shared::ids::BlobId;

use super::Failure;
use crate::Context;

pub(crate) async fn run(context: &Context, blob: BlobId) -> Result<(), Failure> {
    Ok(context.blobs.erase(blob).await?)
}
