//! What every handler has at hand. It stands below the endpoints and knows none of them.

use std::{ops::Deref, sync::Arc};

use passkeys::RelyingParty;
use shared::{
    audit::Trail,
    clock::Clock,
    db::Db,
    documents::deliveries::Deliveries,
    foundation::{Foundation, StartError},
    ids::FileId,
    limits::Counter,
    metrics::Metrics,
    people::{passwords::Passwords, sessions::Credential},
    readiness::Readiness,
    sealed::Sealer,
    settings::Settings,
    turns::Turns,
};
use storage::{Blobs, PublicBucket};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use crate::{
    error::ApiError,
    events::onlookers::Onlookers,
    http::{client_address::Proxies, cookies::Cookies, crowds::Crowds},
    links::recorded::Recorded,
    recent::Recent,
    sign_in::{access_tokens::AccessTokens, relying_party::relying_party, seen::Seen},
    uploads::known_sums::KnownSums,
};

/// How much memory all images of pages may take together that are read, or on their way out, in MiB.
const ROOM_FOR_PAGES: usize = 256;

/// All that a handler may need. Made once, shared by every request.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) settings: Settings,
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
    pub(crate) clock: Clock,
    pub(crate) sealer: Sealer,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) passwords: Passwords,
    pub(crate) cookies: Cookies,
    /// The site that passkeys are for; none where its address has no name.
    pub(crate) relying_party: Option<RelyingParty>,
    /// The bucket that clients are sent to for documents, where they are.
    pub(crate) public_bucket: Option<PublicBucket>,
    /// Sessions that were used lately.
    pub(crate) seen: Seen,
    pub(crate) metrics: Metrics,
    pub(crate) readiness: Readiness,
    pub(crate) proxies: Proxies,
    pub(crate) crowds: Crowds,
    /// Who has done what how often.
    pub(crate) limits: Counter,
    /// Downloads that are on record.
    pub(crate) recorded: Recorded,
    /// Looks at documents that are on record.
    pub(crate) looked_at: Recent<(FileId, Credential)>,
    /// What is known of uploads whose next part is still to come.
    pub(crate) known_sums: KnownSums,
    /// The way into the audit trail for what happens outside of a transaction.
    pub(crate) trail: Trail,
    /// Where answers tell what they delivered.
    pub(crate) deliveries: Deliveries,
    /// Who is told what happens, as it happens.
    pub(crate) onlookers: Onlookers,
    /// Turns at computing: the checks of an upload are nothing else.
    pub(crate) turns: Turns,
    /// One picture is decoded at a time.
    pub(crate) one_picture: Arc<Semaphore>,
    /// Memory for images of pages, in MiB, until they have gone out.
    pub(crate) room_for_pages: Arc<Semaphore>,
    /// What is done to its end, whoever waits for it.
    pub(crate) under_way: TaskTracker,
}

/// The state of the router.
#[derive(Clone, Debug)]
pub(crate) struct AppState(Arc<App>);

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

impl AppState {
    /// Puts together what handlers need.
    pub(crate) fn new(
        foundation: Foundation,
        passwords: Passwords,
        trail: Trail,
        deliveries: Deliveries,
    ) -> Result<Self, StartError> {
        let readiness = Readiness::of(&foundation);
        let Foundation { settings, db, queue: _, limits, blobs, clock, keys, metrics, turns } = foundation;
        let public_bucket = if settings.storage.s3_redirect {
            blobs.public_bucket(settings.storage.s3_public_url.as_ref()).map_err(StartError::Storage)?
        } else {
            None
        };
        Ok(Self(Arc::new(App {
            sealer: Sealer::new(&keys),
            access_tokens: AccessTokens::new(&keys, &settings.serving.public_url),
            passwords,
            cookies: Cookies::new(&settings.serving.public_url),
            relying_party: relying_party(&settings.serving.public_url),
            public_bucket,
            seen: Seen::default(),
            metrics,
            readiness,
            proxies: Proxies::new(&settings),
            crowds: Crowds::default(),
            limits,
            recorded: Recorded::default(),
            looked_at: Recent::default(),
            known_sums: KnownSums::default(),
            trail,
            deliveries,
            onlookers: Onlookers::default(),
            turns,
            one_picture: Arc::new(Semaphore::new(1)),
            room_for_pages: Arc::new(Semaphore::new(ROOM_FOR_PAGES)),
            under_way: TaskTracker::new(),
            settings,
            db,
            blobs,
            clock,
        })))
    }

    /// Does work whose parts belong together to its end, also when the client leaves and nobody waits for it. The end of
    /// the program waits for it, too.
    pub(crate) async fn to_its_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
    ) -> Result<T, ApiError> {
        let done = self.under_way.spawn(work.in_current_span()).await;
        done.unwrap_or_else(|_| Err(ApiError::Internal("a task of a handler panicked".into())))
    }
}
