//! The data keys of sealed documents: each wrapped by a storage key of the ring (AES-256-GCM), and bound to its bytes.
//!
//! Another storage key takes over by wrapping the data keys anew, which touches no byte of a document.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    error::Unspecified,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use futures_util::{FutureExt, future::BoxFuture};
use secrecy::ExposeSecret;
use storage::{DataKey, KeyBook, SealError, StorageError};
use uuid::Uuid;

use crate::{
    clock::{Clock, Millis},
    db::Db,
    exec,
    ids::BlobId,
    keys::{Key, KeyRing},
    settings::KeyKind,
    sql,
};

/// Data keys that are wrapped anew at once.
const PAGE: i64 = 500;

/// The data keys in the database. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct DataKeys {
    db: Db,
    ring: KeyRing,
    clock: Clock,
}

#[derive(sqlx::FromRow)]
struct Row {
    blob: BlobId,
    storage_key: String,
    wrapped: Vec<u8>,
}

impl DataKeys {
    /// The data keys of this database, wrapped by keys of this ring.
    pub fn new(db: &Db, ring: &KeyRing, clock: &Clock) -> Self {
        Self { db: db.clone(), ring: ring.clone(), clock: clock.clone() }
    }

    async fn read(&self, blob: BlobId) -> Result<DataKey, StorageError> {
        let row: Option<Row> =
            sql!(self.db, |c| sqlx::query_as("SELECT blob, storage_key, wrapped FROM data_keys WHERE blob = $1")
                .bind(blob)
                .fetch_optional(c))
            .map_err(failed)?;
        Ok(row.ok_or(SealError::Unknown)?.unwrap(&self.ring)?)
    }

    async fn write(&self, blob: BlobId, key: DataKey) -> Result<(), StorageError> {
        let signing = self.ring.signing(KeyKind::Storage).ok_or(SealError::Unsealable)?;
        let wrapped = wrap(&signing, blob, &key)?;
        exec!(self.db, |c| sqlx::query(
            "INSERT INTO data_keys (blob, storage_key, wrapped, made_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (blob) DO UPDATE SET storage_key = excluded.storage_key, wrapped = excluded.wrapped,
                 made_at = excluded.made_at"
        )
        .bind(blob)
        .bind(signing.id.as_str())
        .bind(&wrapped)
        .bind(self.clock.now()))
        .map(drop)
        .map_err(failed)
    }
}

impl KeyBook for DataKeys {
    fn find(&self, id: Uuid) -> BoxFuture<'_, Result<DataKey, StorageError>> {
        self.read(BlobId(id)).boxed()
    }

    fn write_down(&self, id: Uuid, key: DataKey) -> BoxFuture<'_, Result<(), StorageError>> {
        self.write(BlobId(id), key).boxed()
    }

    fn forget(&self, id: Uuid) -> BoxFuture<'_, Result<(), StorageError>> {
        async move {
            let forgotten = exec!(self.db, |c| sqlx::query("DELETE FROM data_keys WHERE blob = $1").bind(BlobId(id)));
            forgotten.map(drop).map_err(failed)
        }
        .boxed()
    }
}

/// Wraps by the storage key that wraps now what older ones have wrapped. Says how many data keys these are.
pub async fn wrap_anew(db: &Db, ring: &KeyRing) -> Result<u64, sqlx::Error> {
    let Some(signing) = ring.signing(KeyKind::Storage) else { return Ok(0) };
    let (mut after, mut anew) = (BlobId(Uuid::nil()), 0);
    loop {
        let rows: Vec<Row> = sql!(db, |c| sqlx::query_as(
            "SELECT blob, storage_key, wrapped FROM data_keys WHERE blob > $1 ORDER BY blob LIMIT $2"
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(c))?;
        let Some(last) = rows.last() else { return Ok(anew) };
        after = last.blob;
        for row in rows.iter().filter(|row| row.storage_key != signing.id.as_str()) {
            let wrapped = row.unwrap(ring).and_then(|key| wrap(&signing, row.blob, &key));
            let wrapped = match wrapped {
                Ok(wrapped) => wrapped,
                Err(error) => {
                    tracing::error!(%error, blob = %row.blob, storage_key = row.storage_key, "a data key stays as it is");
                    continue;
                }
            };
            anew += exec!(db, |c| sqlx::query(
                "UPDATE data_keys SET storage_key = $3, wrapped = $4 WHERE blob = $1 AND wrapped = $2"
            )
            .bind(row.blob)
            .bind(&row.wrapped)
            .bind(signing.id.as_str())
            .bind(wrapped))?;
        }
    }
}

/// How many data keys a storage key wraps.
pub async fn wrapped_by(db: &Db, storage_key: &str) -> Result<u64, sqlx::Error> {
    let (count,): (i64,) = sql!(db, |c| sqlx::query_as("SELECT COUNT(*) FROM data_keys WHERE storage_key = $1")
        .bind(storage_key)
        .fetch_one(c))?;
    Ok(count.unsigned_abs())
}

/// The storage keys that data keys are wrapped by, and how many each wraps.
pub async fn storage_keys(db: &Db) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let rows: Vec<(String, i64)> = sql!(db, |c| sqlx::query_as(
        "SELECT storage_key, COUNT(*) FROM data_keys GROUP BY storage_key ORDER BY storage_key"
    )
    .fetch_all(c))?;
    Ok(rows.into_iter().map(|(key, count)| (key, count.unsigned_abs())).collect())
}

/// Data keys of one shard that were made before a moment.
pub async fn of_shard(db: &Db, shard: u8, before: Millis) -> Result<Vec<BlobId>, sqlx::Error> {
    let (first, last) = BlobId::span_of(shard);
    let rows: Vec<(BlobId,)> =
        sql!(db, |c| sqlx::query_as("SELECT blob FROM data_keys WHERE blob BETWEEN $1 AND $2 AND made_at < $3")
            .bind(first)
            .bind(last)
            .bind(before)
            .fetch_all(c))?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}

impl Row {
    fn unwrap(&self, ring: &KeyRing) -> Result<DataKey, SealError> {
        let keys = ring.accepted(KeyKind::Storage);
        let key = keys.iter().find(|key| key.id.as_str() == self.storage_key).ok_or(SealError::Retired)?;
        let (nonce, sealed) = self.wrapped.split_at_checked(NONCE_LEN).ok_or(SealError::Changed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Changed)?;
        let mut sealed = sealed.to_vec();
        let opened = cipher(key).and_then(|cipher| {
            let opened = cipher.open_in_place(nonce, bound_to(self.blob, key), &mut sealed)?;
            <[u8; 32]>::try_from(&*opened).map_err(|_| Unspecified)
        });
        opened.map(DataKey::of).map_err(|_| SealError::Changed)
    }
}

/// A random nonce, and the data key as a storage key has sealed it.
fn wrap(by: &Key, blob: BlobId, key: &DataKey) -> Result<Vec<u8>, SealError> {
    let mut sealed = key.bytes().to_vec();
    let nonce = cipher(by).and_then(|cipher| cipher.seal_in_place_append_tag(bound_to(blob, by), &mut sealed));
    let nonce = nonce.map_err(|_| SealError::Unsealable)?;
    Ok([nonce.as_ref().as_slice(), &sealed].concat())
}

/// A data key opens for its bytes alone, and under the storage key that it says.
fn bound_to(blob: BlobId, by: &Key) -> Aad<Vec<u8>> {
    Aad::from([&b"strongroom data key "[..], blob.0.as_bytes(), by.id.as_str().as_bytes()].concat())
}

fn cipher(key: &Key) -> Result<RandomizedNonceKey, Unspecified> {
    let secret = URL_SAFE.decode(key.secret.expose_secret()).map_err(|_| Unspecified)?;
    RandomizedNonceKey::new(&AES_256_GCM, &secret)
}

fn failed(error: sqlx::Error) -> StorageError {
    StorageError::Failed(std::io::Error::other(error))
}
