//! How a session begins: from where, and by what its owner holds it.

use std::{net::IpAddr, time::Duration};

use secrecy::SecretString;

use super::{Lifetime, Network, Session, fresh_token, hash, reader::account_holds};
use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        statement::{Parameter, Statement},
    },
    has_second_factor,
    ids::{SessionId, UserId},
    people::users::User,
    sql,
};

/// How long a place is known after somebody has logged in from there.
const KNOWN_FOR: Duration = Duration::from_hours(24 * 30);

/// By what its owner holds a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// An access token and a refresh token.
    Tokens,
    /// A cookie.
    Cookie {
        /// Whether it outlives the browser.
        remembered: bool,
    },
}

/// From where somebody comes, as far as that is known.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The address.
    pub address: Option<IpAddr>,
    /// What their program says that it is.
    pub client: Option<String>,
    /// What marks a browser that has logged in before.
    pub device: Option<SecretString>,
}

impl Origin {
    /// The network of the address.
    pub fn network(&self) -> Option<Network> {
        self.address.map(Network::from)
    }

    /// The hash by which the device is known.
    pub fn device_hash(&self) -> Option<Vec<u8>> {
        self.device.as_ref().map(hash)
    }
}

/// By what the owner of an account is known to come from somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// The device has logged in to the account before.
    Device,
    /// The account was logged in to from this network in the last thirty days.
    Network,
}

/// The columns of [`Facts`] about `account`, where $2 is the network, $3 the time [since which](Session::known_since) it is
/// known, and $4 the hash of the device.
#[macro_export]
macro_rules! known_columns {
    () => {
        "EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = $4 AND d.user_id = account.id) AS by_device,
         EXISTS (SELECT 1 FROM sessions s
                 WHERE s.user_id = account.id AND s.network = $2 AND s.created_at > $3) AS by_network"
    };
}

/// What is known of where somebody comes from.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Facts {
    by_device: bool,
    by_network: bool,
}

impl Facts {
    /// By what they are known, the surer first.
    pub fn known_by(self) -> Option<KnownBy> {
        if self.by_device {
            return Some(KnownBy::Device);
        }
        self.by_network.then_some(KnownBy::Network)
    }
}

/// By what the owner of an account has proved to be so, in a transaction that holds the account since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvedBy {
    /// By their password alone, which does where there is no second factor.
    Password,
    /// By all that the account asks for.
    All,
}

/// A session that has begun.
#[derive(Debug)]
pub struct Begun {
    /// The session.
    pub id: SessionId,
    /// The refresh token, or the secret of the cookie.
    pub secret: SecretString,
    /// The mark for a browser: a fresh one, or its own, which is to be kept longer.
    pub device: Option<SecretString>,
    /// Whether the account has been logged in to before, and neither from this device nor from this place.
    pub is_new_device: bool,
}

/// What is known of a device and a place.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
struct Known {
    has_logged_in: bool,
    place: bool,
    /// The device has logged in to this account.
    device: bool,
    /// It has logged in to some account.
    anybodys_device: bool,
}

impl Session {
    /// The time before which no session tells any more that somebody is known where it began.
    pub fn known_since(now: Millis) -> Millis {
        now - KNOWN_FOR
    }

    /// By what somebody is known to come from where an account has logged in before.
    pub async fn known_by(db: &Db, user: UserId, from: &Origin, now: Millis) -> Result<Option<KnownBy>, sqlx::Error> {
        let text = concat!("SELECT ", known_columns!(), " FROM users account WHERE account.id = $1");
        let facts: Option<Facts> = sql!(db, |c| sqlx::query_as(text)
            .bind(user)
            .bind(from.network())
            .bind(Self::known_since(now))
            .bind(from.device_hash())
            .fetch_optional(c))?;
        Ok(facts.and_then(Facts::known_by))
    }

    /// Begins a session; none when the account was disabled, ended, got another role or a second factor since `user` was read.
    ///
    /// The transaction [holds](crate::people::credentials::hold) the account: what ends every session comes before or after it.
    pub async fn begin(
        tx: &mut Tx,
        (user, by): (&User, ProvedBy),
        held_by: HeldBy,
        from: &Origin,
        lifetime: Lifetime,
        now: Millis,
    ) -> Result<Option<Begun>, sqlx::Error> {
        let (id, secret) = (SessionId::new(), fresh_token()?);
        let (refresh_hash, cookie_hash) = match held_by {
            HeldBy::Tokens => (Some(hash(&secret)), None),
            HeldBy::Cookie { .. } => (None, Some(hash(&secret))),
        };
        let values: [Parameter; 9] = [
            id.0.into(),
            now.into(),
            lifetime.next_end(now).into(),
            now.into(),
            refresh_hash.into(),
            cookie_hash.into(),
            from.network().map(|network| network.as_str().to_owned()).into(),
            from.address.map(|address| address.to_canonical().to_string()).into(),
            from.client.clone().into(),
        ];
        let begun = Statement::new(
            "INSERT INTO sessions (id, created_at, expires_at, seen_at, refresh_hash, cookie_hash, network, address, client,
                                   remembered, user_id, epoch) SELECT ",
        );
        let begun = values.into_iter().fold(begun, |begun, value| begun.bind(value).push(", "));
        let begun = begun
            .bind(i64::from(held_by == HeldBy::Cookie { remembered: true }))
            .push(" = 1, account.id, account.epoch FROM users account WHERE account.id = ");
        let begun = account_holds(begun.bind(user.id.0).push(" AND "), Some(user.role), now).push(" AND (");
        let begun = begun.bind(i64::from(by == ProvedBy::All)).push(concat!(" = 1 OR NOT ", has_second_factor!()));
        // What was known before is asked by the same statement; of the session that it makes nothing is told.
        let begun = begun.push(
            ") RETURNING
                EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.last_login_at IS NOT NULL) AS has_logged_in,
                EXISTS (SELECT 1 FROM sessions s
                        WHERE s.user_id = sessions.user_id AND s.network = sessions.network AND s.id <> sessions.id
                          AND s.created_at > ",
        );
        let begun = begun.bind(Self::known_since(now)).push(
            ") AS place,
                EXISTS (SELECT 1 FROM devices d WHERE d.user_id = sessions.user_id AND d.token_hash = ",
        );
        let begun = begun.bind(from.device_hash()).push(
            ") AS device,
                EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = ",
        );
        let known: Option<Known> =
            begun.bind(from.device_hash()).push(") AS anybodys_device").fetch_optional_in(tx).await?;
        let Some(known) = known else { return Ok(None) };
        let seen = Statement::new("UPDATE users SET last_login_at = ").bind(now).push(" WHERE id = ").bind(user.id.0);
        tx.later(seen).await?;
        let device = note_device(tx, user, held_by, from, &known, now).await?;
        let is_new_device = known.has_logged_in && !known.place && !known.device;
        Ok(Some(Begun { id, secret, device, is_new_device }))
    }
}

/// Keeps in mind a browser that has logged in, by the mark that it has or by a fresh one. Programs that keep no cookies
/// are known by their place alone.
async fn note_device(
    tx: &mut Tx,
    user: &User,
    held_by: HeldBy,
    from: &Origin,
    known: &Known,
    now: Millis,
) -> Result<Option<SecretString>, sqlx::Error> {
    let (token_hash, mark) = match (from.device_hash(), held_by) {
        (Some(given), _) if known.anybodys_device => (given, from.device.clone()),
        (_, HeldBy::Cookie { .. }) => {
            let fresh = fresh_token()?;
            (hash(&fresh), Some(fresh))
        }
        (_, HeldBy::Tokens) => return Ok(None),
    };
    let values: [Parameter; 4] = [token_hash.into(), user.id.0.into(), now.into(), now.into()];
    let noted =
        Statement::new("INSERT INTO devices (token_hash, user_id, created_at, seen_at) VALUES ").bind_list(values);
    tx.later(noted.push(" ON CONFLICT (token_hash, user_id) DO UPDATE SET seen_at = excluded.seen_at")).await?;
    Ok(mark)
}
