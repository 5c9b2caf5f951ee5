//! Makes images of the pages of a document, by programs that nobody trusts: they see the document and nothing else, and what
//! comes from them is written anew before it is kept.

use std::{
    io,
    time::{Duration, Instant},
};

use bytes::Bytes;
use ooxml::Kind;
use page_images::{Bounds, Failed, Format, Pages, Programs};
use pictures::{Limits, Page};
use shared::{
    documents::previews::{self, MOST_PAGES, WIDEST},
    ids::BlobId,
    settings::PreviewsMade,
    stray_previews,
    turns::Work,
};
use storage::StorageError;

use super::Failure;
use crate::context::Context;

/// Larger documents have no previews: what LibreOffice needs for them is more than it may have.
const LARGEST: i64 = 64 << 20;

/// How long nobody tries again where the programs are missing: somebody may be about to install them.
const UNTIL_INSTALLED: Duration = Duration::from_mins(10);

pub(crate) async fn run(context: &Context, blob: BlobId) -> Result<(), Failure> {
    let is_off = context.settings.previews.made == PreviewsMade::Off;
    let wanted = previews::wanted(&context.db, blob).await?.filter(|_| !is_off);
    let Some((kind, size)) = wanted else { return Ok(previews::give_up(&context.db, blob).await?) };
    let began = Instant::now();
    let pages = match make(context, blob, kind, size).await {
        Ok(pages) => pages,
        Err(NotMade::Failure(failure)) => return Err(failure),
        Err(NotMade::CannotBeMade(why)) => {
            tracing::info!(%blob, why, "a document has no previews");
            return failed(context, blob, None).await;
        }
        // Whoever has asked for previews of all documents wants to see that they wait.
        Err(NotMade::NoPrograms(why)) if context.settings.previews.made == PreviewsMade::On => {
            return Err(Failure::Away(why));
        }
        Err(NotMade::NoPrograms(why)) => {
            tracing::warn!(why, "no previews can be made here");
            return failed(context, blob, Some(UNTIL_INSTALLED)).await;
        }
    };
    let is_news = previews::made(&context.db, blob, pages, context.clock.now()).await?;
    if !is_news && !previews::are_made(&context.db, blob).await? {
        // The bytes were erased meanwhile, and whoever did so looked for previews before all were there.
        stray_previews::erase_pages(&context.blobs, blob).await?;
    }
    tracing::info!(%blob, pages, ms = began.elapsed().as_millis(), "previews made");
    Ok(())
}

/// Why there are no previews.
enum NotMade {
    /// Another attempt may have more luck.
    Failure(Failure),
    /// It lies with the document.
    CannotBeMade(String),
    /// It lies with this machine.
    NoPrograms(String),
}

/// A store that is away or full is waited for: documents in it have previews as soon as it is back.
impl From<StorageError> for NotMade {
    fn from(error: StorageError) -> Self {
        Self::Failure(match error {
            StorageError::Failed(_) | StorageError::Full => Failure::Away(error.to_string()),
            StorageError::Missing | StorageError::Sealed(_) => error.into(),
        })
    }
}

impl From<Failure> for NotMade {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

async fn failed(context: &Context, blob: BlobId, pause: Option<Duration>) -> Result<(), Failure> {
    let now = context.clock.now();
    let mut tx = context.db.begin().await?;
    previews::failed(&mut tx, blob, pause.map_or_else(|| previews::again_after(now), |pause| now + pause)).await?;
    // Done once more, it finds that nobody waits any more.
    Ok(tx.commit().await.map_err(sqlx::Error::from)?)
}

/// Makes all pages and keeps them, and says how many there are.
async fn make(context: &Context, blob: BlobId, kind: Kind, size: i64) -> Result<u16, NotMade> {
    let settings = &context.settings.previews;
    let programs = Programs::find(settings.libreoffice.as_deref());
    let programs = programs.map_err(|missing| NotMade::NoPrograms(missing.to_string()))?;
    if size > LARGEST {
        return Err(NotMade::CannotBeMade("the document is too large".to_owned()));
    }
    let format = match kind {
        Kind::Docx => Format::Docx,
        Kind::Xlsx => Format::Xlsx,
        Kind::Pptx => Format::Pptx,
    };
    let document = context.blobs.open_file(blob).await?;
    let bounds = Bounds { time: settings.timeout, pages: MOST_PAGES, width: WIDEST, ..Bounds::default() };
    let mut pages = Pages::begin(programs, document, format, bounds).map_err(why)?;
    let mut count = 0;
    loop {
        let image = match pages.next().await {
            Ok(Some(image)) => image,
            Ok(None) => return Ok(count),
            // The first pages of a long document are better than none.
            Err(error) if count > 0 => {
                tracing::info!(%blob, %error, pages = count, "a document has fewer previews than pages");
                return Ok(count);
            }
            Err(error) => return Err(why(error)),
        };
        let Some(png) = written_anew(context, image, bounds.image).await? else {
            return if count > 0 { Ok(count) } else { Err(why(Failed::Garbled)) };
        };
        count += 1;
        keep(context, blob, count, png).await?;
    }
}

fn why(failed: Failed) -> NotMade {
    match failed {
        Failed::NoSandbox(_) => NotMade::NoPrograms(failed.to_string()),
        Failed::Io(error) => StorageError::from(error).into(),
        Failed::TimedOut | Failed::Unreadable(_) | Failed::Garbled => NotMade::CannotBeMade(failed.to_string()),
    }
}

/// The image as this program writes it; none where it is no image of a page.
async fn written_anew(context: &Context, image: Vec<u8>, bytes: usize) -> Result<Option<Vec<u8>>, Failure> {
    let turn = context.turns.turn(Work::Long).await;
    let written = tokio::task::spawn_blocking(move || {
        let page = Page::from_png(&image, Limits { bytes, ..Limits::default() });
        let written = page.and_then(|page| page.at_width(WIDEST).png());
        drop(turn);
        written
    });
    let written = written.await.map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(written.inspect_err(|refused| tracing::warn!(%refused, "the image of a page is none")).ok())
}

async fn keep(context: &Context, blob: BlobId, page: u16, bytes: Vec<u8>) -> Result<(), StorageError> {
    let mut spool = context.blobs.spool_beside(blob, io::sink()).await?;
    spool.write(Bytes::from(bytes)).await?;
    context.blobs.keep(spool.finish().await?, blob.preview(page)).await
}
