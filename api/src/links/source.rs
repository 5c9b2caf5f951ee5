//! Where the bytes of a download come from: a document, or several as a zip.

use std::{io, ops::Range, sync::Arc};

use axum::body::{Body, Bytes};
use bounded_http::serve::{FromFile, LONGEST_FROM_FILE};
use futures_util::{StreamExt, TryStreamExt, stream};
use shared::ids::BlobId;
use storage::{BlobReader, Blobs, Bytestream, Stretch};
use zip_layout::{Layout, Part};

use super::delivery::Delivery;
use crate::error::ApiError;

/// What is to be sent, or a part of it.
#[derive(Clone)]
pub(super) enum Source {
    /// A document, and how many bytes it has.
    Document(BlobId, u64),
    /// Several, in the order of their layout.
    Zip(Arc<Layout>, Arc<[BlobId]>),
}

/// The same, open to be read.
pub(super) enum Opened {
    Document(BlobReader),
    Zip(Arc<Layout>, Arc<[BlobId]>, Blobs),
}

impl Source {
    pub(super) async fn open(&self, blobs: &Blobs) -> Result<Opened, ApiError> {
        Ok(match self {
            Self::Document(blob, size) => {
                let reader = blobs.read(*blob).await?;
                // What was cut or replaced behind our back is nothing that anybody asked for.
                if reader.size() != *size {
                    return Err(ApiError::Internal("a document is stored with another length than it had".into()));
                }
                Opened::Document(reader)
            }
            // Each is opened when its turn comes. That the store is away is known before the answer begins.
            Self::Zip(layout, members) => {
                if let Some(first) = members.first() {
                    blobs.read(*first).await?;
                }
                Opened::Zip(layout.clone(), members.clone(), blobs.clone())
            }
        })
    }
}

impl Opened {
    /// Bytes in all.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Document(reader) => reader.size(),
            Self::Zip(layout, ..) => layout.size(),
        }
    }

    /// A range, of which is told what is handed to the connection. Where that can, the system sends the bytes by itself.
    pub(super) fn body(self, delivery: Delivery, from_file: Option<FromFile>, range: Range<u64>) -> Body {
        match self {
            Self::Document(reader) => member(Going { delivery, from_file }, 0, range.start, reader, range),
            Self::Zip(layout, members, blobs) => zip(Going { delivery, from_file }, &layout, members, blobs, range),
        }
    }
}

/// The way that bytes go out.
#[derive(Clone)]
struct Going {
    delivery: Delivery,
    from_file: Option<FromFile>,
}

fn zip(going: Going, layout: &Layout, members: Arc<[BlobId]>, blobs: Blobs, range: Range<u64>) -> Body {
    let mut at = range.start;
    let parts: Vec<(u64, Part)> = layout
        .parts(range)
        .map(|part| {
            let begins = at;
            at += match &part {
                Part::Frame(bytes) => bytes.len() as u64,
                Part::Member(_, within) => within.end - within.start,
            };
            (begins, part)
        })
        .collect();
    let bodies = stream::iter(parts).then(move |(begins, part)| {
        let (going, members, blobs) = (going.clone(), members.clone(), blobs.clone());
        async move {
            let (number, within) = match part {
                Part::Frame(bytes) => {
                    going.delivery.frame_goes_out(begins, bytes.len());
                    return Body::from(bytes).into_data_stream();
                }
                Part::Member(number, within) => (number, within),
            };
            let reader = match members.get(number) {
                Some(blob) => blobs.read(*blob).await.map_err(io::Error::other),
                None => Err(io::Error::other("a zip has a member that is not known")),
            };
            match reader {
                // A stored file of another size would put all that follows out of place.
                Ok(reader) if reader.size() >= within.end => {
                    member(going, number, begins, reader, within).into_data_stream()
                }
                Ok(_) => broken(io::Error::other("the stored bytes are cut short")).into_data_stream(),
                Err(error) => broken(error).into_data_stream(),
            }
        }
    });
    Body::from_stream(bodies.flatten())
}

fn member(going: Going, number: usize, begins: u64, reader: BlobReader, within: Range<u64>) -> Body {
    let Going { delivery, from_file } = going;
    let mut at = begins;
    if let Some(from_file) = from_file
        && let Some(stretches) = reader.stretches(within.clone(), LONGEST_FROM_FILE)
    {
        return Body::from_stream(stretches.map_ok(move |Stretch { file, at: place, length }| {
            delivery.goes_out(number, at, length);
            at += length as u64;
            from_file.piece(file, place, length)
        }));
    }
    match reader.range(within) {
        Bytestream::Whole(bytes) => {
            delivery.goes_out(number, at, bytes.len());
            Body::from(bytes)
        }
        Bytestream::Pieces(pieces) => Body::from_stream(pieces.inspect_ok(move |bytes| {
            delivery.goes_out(number, at, bytes.len());
            at += bytes.len() as u64;
        })),
    }
}

fn broken(error: io::Error) -> Body {
    Body::from_stream(stream::iter([Err::<Bytes, _>(error)]))
}
