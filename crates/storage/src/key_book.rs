//! Where the data keys of sealed bytes are written down, which is not in the store.

use std::fmt;

use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::{DataKey, error::StorageError};

/// Knows the data keys of what lies sealed.
pub trait KeyBook: fmt::Debug + Send + Sync {
    /// The key of these bytes.
    fn find(&self, id: Uuid) -> BoxFuture<'_, Result<DataKey, StorageError>>;

    /// Writes down the key of bytes that come into being, in the place of any that was there. When this returns, it is
    /// durable.
    fn write_down(&self, id: Uuid, key: DataKey) -> BoxFuture<'_, Result<(), StorageError>>;

    /// Forgets the key of bytes that are gone: no copy of them opens any more.
    fn forget(&self, id: Uuid) -> BoxFuture<'_, Result<(), StorageError>>;
}
