//! How far the chain goes, signed: whoever changes rows of the database does not have the key.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::canonical::{Hash, NOTHING};
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    keys::{Key, KeyRing},
    settings::KeyKind,
    sql,
};

/// What is signed of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadKind {
    /// It went so far at that time. The last one of a day is its anchor.
    Head,
    /// It begins behind this event since then: what was before has outlived its time.
    Start,
}

impl HeadKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Start => "start",
        }
    }
}

/// A place in the chain, signed. The last event up to there has this number and this hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What it says.
    pub kind: HeadKind,
    /// How many events there were in all.
    pub seq: i64,
    /// When it was signed, in milliseconds since 1970.
    pub at: i64,
    /// The hash of the last of them, in hex.
    pub hash: String,
    /// Which key signed it.
    pub key_id: String,
    /// The signature, in hex.
    pub signature: String,
    /// The public half of the key, in hex, for whoever checks it without us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} of {}, {}", self.kind.as_str(), self.seq, Millis(self.at), self.hash)
    }
}

/// Whether a signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// By a key of ours.
    Well,
    /// By a key that is known no more.
    ByUnknown,
    /// Not by the key that it names.
    Wrongly,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    kind: String,
    seq: i64,
    at: i64,
    hash: Vec<u8>,
    key_id: String,
    signature: Vec<u8>,
}

impl From<HeadRow> for Head {
    fn from(row: HeadRow) -> Self {
        let HeadRow { kind, seq, at, hash, key_id, signature } = row;
        let kind = if kind == "start" { HeadKind::Start } else { HeadKind::Head };
        let (hash, signature) = (hex::encode(hash), hex::encode(signature));
        Self { kind, seq, at, hash, key_id, signature, public_key: None }
    }
}

fn pair(key: &Key) -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(&URL_SAFE.decode(key.secret.expose_secret()).ok()?).ok()
}

fn message(kind: HeadKind, seq: i64, at: i64, hash: &[u8]) -> Vec<u8> {
    let kind = kind.as_str().as_bytes();
    [b"strongroom audit 1 ", kind, &b" "[..], &seq.to_be_bytes(), &at.to_be_bytes(), hash].concat()
}

impl Head {
    /// Signs a place in the chain with the key that signs now; none where the ring has none.
    pub(super) fn sign(ring: &KeyRing, kind: HeadKind, seq: i64, hash: &Hash, at: Millis) -> Option<Self> {
        let key = ring.signing(KeyKind::Audit)?;
        let signature = pair(&key)?.sign(&message(kind, seq, at.0, hash));
        let (key_id, signature) = (key.id.to_string(), hex::encode(signature.as_ref()));
        Some(Self { kind, seq, at: at.0, hash: hex::encode(hash), key_id, signature, public_key: None })
    }

    /// The same with the public half of its key, where that is known.
    #[must_use]
    pub fn with_public_key(mut self, ring: &KeyRing) -> Self {
        let keys = ring.accepted(KeyKind::Audit);
        let key = keys.iter().find(|key| key.id.as_str() == self.key_id).and_then(pair);
        self.public_key = key.map(|pair| hex::encode(pair.public_key().as_ref()));
        self
    }

    /// Says whether the signature holds.
    pub fn is_signed(&self, ring: &KeyRing) -> Signed {
        let keys = ring.accepted(KeyKind::Audit);
        let Some(pair) = keys.iter().find(|key| key.id.as_str() == self.key_id).and_then(pair) else {
            return Signed::ByUnknown;
        };
        let (Ok(hash), Ok(signature)) = (hex::decode(&self.hash), hex::decode(&self.signature)) else {
            return Signed::Wrongly;
        };
        let key = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref().to_vec());
        let message = message(self.kind, self.seq, self.at, &hash);
        if key.verify(&message, &signature).is_ok() { Signed::Well } else { Signed::Wrongly }
    }

    /// The hash, where it is one.
    pub(super) fn hash(&self) -> Option<Hash> {
        hex::decode(&self.hash).ok()?.try_into().ok()
    }

    /// Keeps it. One at the same place is signed anew, unless it tells of another chain: that one stays, as the proof that there
    /// was one.
    pub(super) async fn keep(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        let bytes = |text: &str| hex::decode(text).unwrap_or_default();
        exec!(tx, |c| sqlx::query(
            "INSERT INTO audit_heads (kind, seq, at, hash, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (kind, seq) DO UPDATE
             SET at = excluded.at, key_id = excluded.key_id, signature = excluded.signature
             WHERE audit_heads.hash = excluded.hash"
        )
        .bind(self.kind.as_str())
        .bind(self.seq)
        .bind(self.at)
        .bind(bytes(&self.hash))
        .bind(&self.key_id)
        .bind(bytes(&self.signature)))
        .map(|_| ())
    }

    /// Takes it away.
    pub(super) async fn forget(&self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("DELETE FROM audit_heads WHERE kind = $1 AND seq = $2")
            .bind(self.kind.as_str())
            .bind(self.seq))
        .map(|_| ())
    }

    /// The furthest of a kind.
    pub(super) async fn last(tx: &mut Tx, kind: HeadKind) -> Result<Option<Self>, sqlx::Error> {
        let row: Option<HeadRow> = sql!(tx, |c| {
            sqlx::query_as(
            "SELECT kind, seq, at, hash, key_id, signature FROM audit_heads WHERE kind = $1 ORDER BY seq DESC LIMIT 1"
        )
        .bind(kind.as_str())
        .fetch_optional(c)
        })?;
        Ok(row.map(Self::from))
    }

    /// All that are kept, in the order of the chain.
    pub async fn all(db: &Db) -> Result<Vec<Self>, sqlx::Error> {
        let rows: Vec<HeadRow> = sql!(db, |c| sqlx::query_as(
            "SELECT kind, seq, at, hash, key_id, signature FROM audit_heads ORDER BY kind, seq"
        )
        .fetch_all(c))?;
        Ok(rows.into_iter().map(Self::from).collect())
    }

    /// The furthest one that was signed before this time.
    pub(super) async fn last_before(tx: &mut Tx, before: Millis) -> Result<Option<Self>, sqlx::Error> {
        let row: Option<HeadRow> = sql!(tx, |c| sqlx::query_as(
            "SELECT kind, seq, at, hash, key_id, signature FROM audit_heads
             WHERE kind = 'head' AND at < $1 ORDER BY seq DESC LIMIT 1"
        )
        .bind(before)
        .fetch_optional(c))?;
        Ok(row.map(Self::from))
    }
}

/// Where the chain ends: how many events there were in all, and the hash of the last.
pub(super) async fn end_of_chain(tx: &mut Tx) -> Result<(i64, Hash), sqlx::Error> {
    let last: Option<(i64, Vec<u8>)> =
        sql!(tx, |c| sqlx::query_as("SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1").fetch_optional(c))?;
    let wrong = || sqlx::Error::Decode("a hash of the audit chain has another length".into());
    match last {
        Some((seq, hash)) => Ok((seq, hash.try_into().map_err(|_| wrong())?)),
        // All of it may have outlived its time.
        None => match Head::last(tx, HeadKind::Start).await? {
            Some(start) => Ok((start.seq, start.hash().ok_or_else(wrong)?)),
            None => Ok((0, NOTHING)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::generate;

    fn ring(keys: &[&str]) -> KeyRing {
        KeyRing::given(vec![], vec![], keys.iter().map(|key| (*key).into()).collect())
    }

    #[test]
    fn a_signature_is_for_one_place_of_one_chain() {
        let key = generate(KeyKind::Audit).unwrap().expose_secret().to_owned();
        let head = Head::sign(&ring(&[&key]), HeadKind::Head, 7, &[1; 32], Millis(5)).unwrap();
        assert_eq!(head.is_signed(&ring(&[&key])), Signed::Well);
        let changed: [fn(&mut Head); 5] = [
            |head| head.kind = HeadKind::Start,
            |head| head.seq = 6,
            |head| head.at = 4,
            |head| head.hash = hex::encode([2; 32]),
            |head| head.signature = "00".repeat(64),
        ];
        for change in changed {
            let mut other = head.clone();
            change(&mut other);
            assert_eq!(other.is_signed(&ring(&[&key])), Signed::Wrongly, "{other:?}");
        }
        let another = generate(KeyKind::Audit).unwrap().expose_secret().to_owned();
        assert_eq!(head.is_signed(&ring(&[&another])), Signed::ByUnknown);
        assert_eq!(head.is_signed(&ring(&[&another, &key])), Signed::Well);
    }
}
