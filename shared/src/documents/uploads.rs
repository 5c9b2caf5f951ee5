//! Documents that arrive in parts: what is known of each until it is stored, refused or given up.
//!
//! ```text
//! receiving ──(the last byte)──▶ checking ──▶ stored · refused
//!     └──────(nothing more came for too long, or its owner gave it up)──▶ no row at all
//! ```
//!
//! `received` tells only of bytes that are on the disk. What was stored or refused is still told of for as long.

use aws_lc_rs::digest;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    documents::{
        files::FileName,
        room::{self, RoomError},
    },
    exec,
    happenings::{self, Of},
    ids::{BlobId, FileId, UploadId, UserId},
    settings::Limits,
    sql,
};

/// How an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum UploadState {
    /// Parts are still to come.
    Receiving,
    /// It is here whole, and is being checked.
    Checking,
    /// It has become a document.
    Stored,
    /// It is no document that is taken in.
    Refused,
}

/// A document that arrives in parts.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Its bytes: those that have come, and later those of the document.
    pub blob: BlobId,
    /// Who brings it.
    pub owner_id: UserId,
    /// SHA-256 of the token by which parts may be sent.
    token_hash: Vec<u8>,
    /// The document's name.
    pub name: FileName,
    /// What else the uploader said of the document, as JSON.
    pub fields: String,
    /// Bytes in all, where that is known.
    pub length: Option<i64>,
    /// Bytes that have come, and are on the disk.
    pub received: i64,
    /// How it stands.
    pub state: UploadState,
    /// Why it was refused, as a problem document.
    pub problem: Option<String>,
    /// The document that it has become.
    pub file_id: Option<FileId>,
    /// When it is forgotten, unless more comes.
    pub expires_at: Millis,
}

/// An upload that is about to begin.
#[derive(Debug)]
pub struct NewUpload<'a> {
    /// Who brings it.
    pub owner: UserId,
    /// The token by which parts may be sent.
    pub token: &'a SecretString,
    /// The document's name.
    pub name: FileName,
    /// What else the uploader says of the document, as JSON.
    pub fields: String,
    /// Bytes in all, where that is known.
    pub length: Option<i64>,
    /// Whether its bytes will lie sealed.
    pub is_sealed: bool,
}

macro_rules! columns {
    () => {
        "id, blob, owner_id, token_hash, name, fields, length, received, state, problem, file_id, expires_at"
    };
}

impl Upload {
    /// Begins an upload, and takes the room that it will need.
    pub async fn begin(
        tx: &mut Tx,
        new: NewUpload<'_>,
        limits: &Limits,
        now: Millis,
        expires_at: Millis,
    ) -> Result<Self, RoomError> {
        let NewUpload { owner, token, name, fields, length, is_sealed } = new;
        let reserved = length.unwrap_or(0);
        room::take(tx, owner, reserved, limits).await?;
        let begun: Self = sql!(tx, |c| {
            sqlx::query_as(concat!(
            "INSERT INTO uploads (id, blob, owner_id, token_hash, name, fields, length, received, reserved, state, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, 'receiving', $9, $10) RETURNING ",
            columns!()
        ))
        .bind(UploadId::new())
        .bind(BlobId::sealed(is_sealed))
        .bind(owner)
        .bind(hash(token))
        .bind(&name)
        .bind(&fields)
        .bind(length)
        .bind(reserved)
        .bind(now)
        .bind(expires_at)
        .fetch_one(c)
        })?;
        begun.happens(tx).await?;
        Ok(begun)
    }

    /// The upload of this id, if there is one at this time.
    pub async fn find(db: &Db, id: UploadId, now: Millis) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM uploads WHERE id = $1 AND (expires_at > $2 OR state = 'checking')"
        ))
        .bind(id)
        .bind(now)
        .fetch_optional(c))
    }

    /// Those of these uploads that are there at this time.
    pub async fn find_all(db: &Db, ids: &[UploadId], now: Millis) -> Result<Vec<Self>, sqlx::Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let all = Statement::new(concat!("SELECT ", columns!(), " FROM uploads WHERE (expires_at > "));
        let all = all.bind(now).push(" OR state = 'checking') AND id IN ").bind_list(ids.iter().map(|id| id.0));
        all.varying().fetch_all(db).await
    }

    /// Says whether this is the token by which its parts may be sent.
    pub fn is_opened_by(&self, token: &SecretString) -> bool {
        self.token_hash == hash(token)
    }

    /// How many bytes are still to come, where that is known.
    pub fn missing(&self) -> Option<i64> {
        self.length.map(|length| length.saturating_sub(self.received))
    }

    /// Makes known how long it will be, and takes the room that it will need. Says whether that was not known before.
    pub async fn set_length(&self, tx: &mut Tx, length: i64, limits: &Limits) -> Result<bool, RoomError> {
        let before = self.reserved_now(tx).await?;
        let known: Option<(i64,)> = sql!(tx, |c| sqlx::query_as(
            "UPDATE uploads SET length = $2, reserved = CASE WHEN reserved < $2 THEN $2 ELSE reserved END
             WHERE id = $1 AND length IS NULL AND received <= $2 AND state = 'receiving' RETURNING reserved"
        )
        .bind(self.id)
        .bind(length)
        .fetch_optional(c))?;
        let Some((reserved,)) = known else { return Ok(false) };
        room::take(tx, self.owner_id, reserved - before, limits).await?;
        Ok(true)
    }

    /// Takes room for so many bytes in all, of which some may not have come yet, where that much was not taken before.
    pub async fn reserve(&self, tx: &mut Tx, bytes: i64, limits: &Limits) -> Result<(), RoomError> {
        let before = self.reserved_now(tx).await?;
        if before >= bytes {
            return Ok(());
        }
        exec!(tx, |c| sqlx::query("UPDATE uploads SET reserved = $2 WHERE id = $1").bind(self.id).bind(bytes))?;
        room::take(tx, self.owner_id, bytes - before, limits).await
    }

    /// Tells of bytes that are on the disk, and of the whole where these are the last ones. Whoever says so has the bytes to
    /// themselves. Room that was not taken beforehand is taken now.
    pub async fn advance(
        &self,
        tx: &mut Tx,
        received: i64,
        limits: &Limits,
        expires_at: Millis,
    ) -> Result<Option<Self>, RoomError> {
        let before = self.reserved_now(tx).await?;
        let told: Option<Self> = sql!(tx, |c| sqlx::query_as(concat!(
            "UPDATE uploads SET received = $2, expires_at = $3,
                    reserved = CASE WHEN reserved < $2 THEN $2 ELSE reserved END,
                    state = CASE WHEN length = $2 THEN 'checking' ELSE 'receiving' END
             WHERE id = $1 AND state = 'receiving' AND received <= $2 RETURNING ",
            columns!()
        ))
        .bind(self.id)
        .bind(received)
        .bind(expires_at)
        .fetch_optional(c))?;
        if told.is_some() && received > before {
            room::take(tx, self.owner_id, received - before, limits).await?;
        }
        // Each part would be too much to tell of.
        if told.as_ref().is_some_and(|told| told.state == UploadState::Checking) {
            self.happens(tx).await?;
        }
        Ok(told)
    }

    /// Tells those who look on that it stands otherwise.
    async fn happens(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        happenings::note(tx, Of::Upload(self.id, self.owner_id)).await
    }

    /// Tells that it has become a document, which takes room of its own. Says whether it was waiting for that.
    pub async fn stored(&self, tx: &mut Tx, file: FileId, expires_at: Millis) -> Result<bool, sqlx::Error> {
        let before = self.reserved_now(tx).await?;
        let rows = exec!(tx, |c| sqlx::query(
            "UPDATE uploads SET state = 'stored', file_id = $2, reserved = 0, expires_at = $3
             WHERE id = $1 AND state = 'checking'"
        )
        .bind(self.id)
        .bind(file)
        .bind(expires_at))?;
        self.free(tx, rows, before).await
    }

    /// Tells why it is not taken in, as a problem document. Says whether it was waiting for that.
    pub async fn refused(&self, tx: &mut Tx, problem: &str, expires_at: Millis) -> Result<bool, sqlx::Error> {
        let before = self.reserved_now(tx).await?;
        let rows = exec!(tx, |c| sqlx::query(
            "UPDATE uploads SET state = 'refused', problem = $2, reserved = 0, expires_at = $3
             WHERE id = $1 AND state = 'checking'"
        )
        .bind(self.id)
        .bind(problem)
        .bind(expires_at))?;
        self.free(tx, rows, before).await
    }

    /// Forgets it, as it stands here. Says whether it did.
    pub async fn forget(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        let before = self.reserved_now(tx).await?;
        let rows = exec!(tx, |c| sqlx::query("DELETE FROM uploads WHERE id = $1 AND state = $2 AND expires_at = $3")
            .bind(self.id)
            .bind(self.state)
            .bind(self.expires_at))?;
        self.free(tx, rows, before).await
    }

    /// The room that is taken for it. Nobody else changes that until the transaction ends.
    async fn reserved_now(&self, tx: &mut Tx) -> Result<i64, sqlx::Error> {
        let found: Option<(i64,)> =
            sql!(tx, |c| sqlx::query_as("UPDATE uploads SET reserved = reserved WHERE id = $1 RETURNING reserved")
                .bind(self.id)
                .fetch_optional(c))?;
        Ok(found.map_or(0, |(reserved,)| reserved))
    }

    /// Gives the room back that was taken for it, where it has come to its end, and tells of that.
    async fn free(&self, tx: &mut Tx, rows: u64, reserved: i64) -> Result<bool, sqlx::Error> {
        if rows == 1 && reserved > 0 {
            room::give_back(tx, [(self.owner_id, reserved)]).await?;
        }
        if rows == 1 {
            self.happens(tx).await?;
        }
        Ok(rows == 1)
    }

    /// Up to `limit` uploads for which nothing came in time, or of which nothing more is to be told.
    pub async fn overdue(db: &Db, now: Millis, limit: i64) -> Result<Vec<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM uploads WHERE expires_at <= $1 AND state <> 'checking' ORDER BY expires_at, id LIMIT $2"
        ))
        .bind(now)
        .bind(limit)
        .fetch_all(c))
    }

    /// Up to `limit` uploads that are here whole, and wait for the end of their check.
    pub async fn to_be_checked(db: &Db, limit: i64) -> Result<Vec<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!(
            "SELECT ",
            columns!(),
            " FROM uploads WHERE state = 'checking' ORDER BY id LIMIT $1"
        ))
        .bind(limit)
        .fetch_all(c))
    }

    /// Says whether there is an upload whose bytes are these, and that has not become a document.
    pub async fn is_of(db: &Db, blob: BlobId) -> Result<bool, sqlx::Error> {
        let found: Option<(UploadId,)> = sql!(db, |c| sqlx::query_as(
            "SELECT id FROM uploads WHERE blob = $1 AND state IN ('receiving', 'checking')"
        )
        .bind(blob)
        .fetch_optional(c))?;
        Ok(found.is_some())
    }
}

/// A plain SHA-256 is enough: the token is random and long.
fn hash(token: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.expose_secret().as_bytes()).as_ref().to_vec()
}
