//! Removes the bytes of a document that is gone, and the images of its pages.

use shared::{ids::BlobId, stray_previews};

use super::Failure;
use crate::context::Context;

pub(crate) async fn run(context: &Context, blob: BlobId) -> Result<(), Failure> {
    context.blobs.erase(blob).await?;
    Ok(stray_previews::erase(&context.db, &context.blobs, blob).await?)
}
