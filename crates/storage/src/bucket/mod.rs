//! What is kept in a bucket of an S3 server. A key is never used twice, and nothing is overwritten.

mod begun;
mod http;
mod parts;
mod upload;

use std::{io, ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload,
    RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, Checksum},
    client::HttpClient,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer},
};
use secrecy::ExposeSecret;
use url::Url;

use self::parts::Parts;
use crate::{
    BucketPlace, Key,
    entry::{Entry, Once},
    error::StorageError,
};

/// How much of an object is read when it is opened: small documents need one request.
const HEAD: u64 = 64 << 10;

/// A request that fails in passing is tried again, after a pause that grows, for as long as somebody may wait for it.
const RETRIES: usize = 3;
const RETRYING: Duration = Duration::from_secs(20);

/// A bucket. Names are keys below its prefix.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    store: Arc<AmazonS3>,
    client: HttpClient,
    prefix: Arc<str>,
    /// Parts that wait in memory until they are sent, for all uploads together.
    parts: Parts,
}

/// An object that is open to be read.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    bucket: Bucket,
    path: Path,
    /// Bytes in all.
    pub(crate) size: u64,
    /// The first of them.
    pub(crate) head: Bytes,
}

impl Bucket {
    /// The bucket of this name. Nothing is asked of the server yet.
    pub(crate) fn at(place: &BucketPlace) -> io::Result<Self> {
        let endpoint = place.endpoint.as_ref().map(|endpoint| in_front(place, endpoint)).transpose()?;
        let connector = http::connector()?;
        let store = builder(place, endpoint.as_ref(), place.path_style, &connector);
        let store = Arc::new(store.build().map_err(io::Error::other)?);
        let prefix = place.prefix.as_str().into();
        Ok(Self { store, client: connector.0, prefix, parts: Parts::default() })
    }

    /// Names are of hex digits, dashes and slashes, so that each is a key as it stands.
    fn path(&self, name: &str) -> Path {
        if self.prefix.is_empty() { Path::from(name) } else { Path::from(format!("{}/{name}", self.prefix)) }
    }

    fn name(&self, path: &Path) -> Option<String> {
        path.as_ref().strip_prefix(&*self.prefix).map(|name| name.trim_start_matches('/').to_owned())
    }

    /// Opens an object to be read.
    pub(crate) async fn open(&self, name: &str) -> Result<Object, StorageError> {
        let path = self.path(name);
        let options = GetOptions { range: Some(GetRange::Bounded(0..HEAD)), ..GetOptions::default() };
        let got = match self.store.get_opts(&path, options).await {
            Err(error) if may_be_empty(&error) && self.store.head(&path).await.is_ok_and(|meta| meta.size == 0) => {
                return Ok(Object { bucket: self.clone(), path, size: 0, head: Bytes::new() });
            }
            got => got?,
        };
        let size = got.meta.size;
        let head = got.bytes().await?;
        if head.len() as u64 != size.min(HEAD) {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the S3 server cut a document short").into());
        }
        Ok(Object { bucket: self.clone(), path, size, head })
    }

    /// Removes an object. One that is gone already is no error.
    pub(crate) async fn erase(&self, name: &str) -> Result<(), StorageError> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives an object another name. Says whether it was there.
    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<bool, StorageError> {
        match self.store.copy(&self.path(from), &self.path(to)).await {
            Ok(()) => self.erase(from).await.map(|()| true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn is_there(&self, name: &str) -> Result<bool, StorageError> {
        match self.store.head(&self.path(name)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// All objects below a name.
    pub(crate) async fn list(&self, below: &str) -> Result<Vec<Entry>, StorageError> {
        let listed = self.store.list(Some(&self.path(below)));
        let entries = listed.map_ok(|meta: ObjectMeta| {
            let changed = meta.last_modified.into();
            self.name(&meta.location).map(|name| Entry { name, changed, size: meta.size })
        });
        Ok(entries.try_filter_map(|entry| async { Ok(entry) }).try_collect().await?)
    }

    /// Says whether there is nothing below a name.
    pub(crate) async fn is_empty(&self, below: &str) -> Result<bool, StorageError> {
        Ok(self.store.list(Some(&self.path(below))).next().await.transpose()?.is_none())
    }

    /// The text of an object; none where it is not there.
    pub(crate) async fn note(&self, name: &str) -> Result<Option<String>, StorageError> {
        match self.store.get(&self.path(name)).await {
            Ok(got) => {
                let bytes = got.bytes().await?;
                let text = String::from_utf8(bytes.into());
                text.map(Some).map_err(|_| io::Error::other("a note in the bucket is no text").into())
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a text.
    pub(crate) async fn write_note(&self, name: &str, text: String, once: Once) -> Result<(), StorageError> {
        let mode = match once {
            Once::Only => PutMode::Create,
            Once::Over => PutMode::Overwrite,
        };
        match self.store.put_opts(&self.path(name), PutPayload::from(text), mode.into()).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Says whether the bucket takes an object and gives it back. It is always the same one, which stays there, so that
    /// nothing is left of a check that was cut off.
    pub(crate) async fn check(&self) -> Result<(), StorageError> {
        let (path, bytes) = (self.path("check"), Bytes::from_static(b"strongroom"));
        self.store.put_opts(&path, bytes.clone().into(), PutMode::Overwrite.into()).await?;
        let back = self.store.get(&path).await?.bytes().await?;
        if back == bytes {
            Ok(())
        } else {
            Err(io::Error::other("the bucket gave back other bytes than it took").into())
        }
    }
}

/// A bucket as browsers are sent to it.
#[derive(Clone, Debug)]
pub struct PublicBucket {
    store: Arc<AmazonS3>,
    bucket: Bucket,
}

impl Bucket {
    /// The same bucket as it is reached from outside: at this address, or the one that is used here.
    pub(crate) fn public(&self, place: &BucketPlace, at: Option<&Url>) -> io::Result<PublicBucket> {
        // A domain of one's own stands for the bucket.
        let here = place.endpoint.as_ref().map(|endpoint| in_front(place, endpoint)).transpose()?;
        let connector = http::Connector(self.client.clone());
        let store = builder(place, at.or(here.as_ref()), at.is_none() && place.path_style, &connector);
        Ok(PublicBucket { store: Arc::new(store.build().map_err(io::Error::other)?), bucket: self.clone() })
    }
}

impl PublicBucket {
    /// An address at which a blob can be had for a while. The answer has what `headers` say: `response-content-disposition`
    /// and its like, by the names that S3 gives them.
    pub async fn address_of(
        &self,
        key: impl Into<Key>,
        lasts: Duration,
        headers: Vec<(String, String)>,
    ) -> Result<Url, StorageError> {
        let (path, options) = (self.bucket.path(&key.into().path()), SignedUrlOptions::new().with_query(headers));
        Ok(self.store.signed_url_opts(Method::GET, &path, lasts, &options).await?)
    }
}

impl Object {
    /// The bytes of a range, which lies within the object.
    pub(crate) fn stream(self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let Self { bucket, path, size, head } = self;
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(head.len());
        let known = head.slice(at(range.start)..at(range.end).max(at(range.start)));
        let rest = range.start.max(HEAD.min(size))..range.end;
        let known = futures_util::stream::iter((!known.is_empty()).then_some(Ok(known)));
        let rest = futures_util::stream::once(async move {
            if rest.is_empty() {
                return Ok(None);
            }
            let options = GetOptions { range: Some(GetRange::Bounded(rest.clone())), ..GetOptions::default() };
            let got = bucket.store.get_opts(&path, options).await?;
            if got.meta.size != size || got.range != rest {
                return Err(io::Error::other("the S3 server sent another range than it was asked for"));
            }
            Ok(Some(got.into_stream().map_err(io::Error::from)))
        });
        known.chain(rest.try_filter_map(|rest| async { Ok(rest) }).try_flatten())
    }
}

/// Says whether a range was refused as that of an empty object is: there is none, or it is sent whole. Of a server that is away
/// nothing else is asked, since that takes as long again.
fn may_be_empty(error: &object_store::Error) -> bool {
    let said = error.to_string();
    ["status code: 416", "<Code>InvalidRange</Code>", "non-partial response"].iter().any(|words| said.contains(words))
}

/// The address of a server, with the name of the bucket in front of its own where that does not stand in the path.
fn in_front(place: &BucketPlace, endpoint: &Url) -> io::Result<Url> {
    let mut endpoint = endpoint.clone();
    if !place.path_style {
        let host = format!("{}.{}", place.bucket, endpoint.host_str().unwrap_or_default());
        endpoint.set_host(Some(&host)).map_err(io::Error::other)?;
    }
    Ok(endpoint)
}

fn builder(
    place: &BucketPlace,
    endpoint: Option<&Url>,
    path_style: bool,
    connector: &http::Connector,
) -> AmazonS3Builder {
    let builder = match &place.keys {
        Some(keys) => {
            AmazonS3Builder::new().with_access_key_id(&keys.access).with_secret_access_key(keys.secret.expose_secret())
        }
        None => AmazonS3Builder::from_env(),
    };
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(3),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: RETRYING,
    };
    let builder = builder
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_virtual_hosted_style_request(!path_style)
        .with_checksum_algorithm(Checksum::SHA256)
        .with_retry(retry)
        // The limits of time are those of the connector.
        .with_client_options(ClientOptions::new().with_timeout_disabled())
        .with_http_connector(connector.clone());
    match endpoint {
        // The name of the bucket stands before that of the server already where it has one of its own.
        Some(endpoint) => {
            builder.with_endpoint(endpoint.as_str().trim_end_matches('/')).with_allow_http(endpoint.scheme() == "http")
        }
        None => builder,
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        let said = error.to_string();
        let full = ["QuotaExceeded", "StorageFull", "InsufficientStorage", "status: 507", "507 Insufficient"];
        match error {
            // What is missing is the bucket itself, which some requests meet as a failure of another kind.
            _ if said.contains("<Code>NoSuchBucket</Code>") => {
                Self::Failed(io::Error::other("the S3 server knows no such bucket"))
            }
            // A rule of the bucket may end uploads too early.
            _ if said.contains("<Code>NoSuchUpload</Code>") => {
                Self::Failed(io::Error::other("the S3 server has given up an upload in parts that was under way"))
            }
            object_store::Error::NotFound { .. } => Self::Missing,
            _ if full.iter().any(|word| said.contains(word)) => Self::Full,
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                let why = "the S3 server refuses it: see the keys and what they may do with the bucket";
                Self::Failed(io::Error::new(io::ErrorKind::PermissionDenied, why))
            }
            error => Self::Failed(error.into()),
        }
    }
}
