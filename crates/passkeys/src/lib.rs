//! The relying party's side of Web Authentication (level 3), for credentials that attest nothing.
//!
//! It is written by hand since the whole of it is small once no attestation is asked for, and the crates that do more
//! bring a second cryptography with them.

mod authenticator_data;
mod base64url;
mod cbor;
mod ceremony;
mod client_data;
mod cose;
mod options;
mod response;
#[cfg(feature = "soft")]
pub mod soft;

use std::time::Duration;

pub use ceremony::{SignedIn, UserHandle};
pub use options::{CreationOptions, RequestOptions, User};
pub use response::{AuthenticationResponse, RegistrationResponse};
use thiserror::Error;

/// How long a credential's id may be, in bytes (section 5.8.3, `CREDENTIAL_ID_MAX_LENGTH`).
pub const LONGEST_CREDENTIAL_ID: usize = 1023;

/// How long a user's handle may be, in bytes (section 5.4.3).
pub const LONGEST_USER_HANDLE: usize = 64;

/// What makes one ceremony differ from all others: random bytes that are used once.
pub type Challenge = [u8; 32];

/// The site that passkeys are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The domain that credentials belong to: the host of the origins, or a parent domain of it.
    pub id: String,
    /// What a person knows the site by.
    pub name: String,
    /// The origins whose pages may ask, each as a browser writes it: `https://files.example.com`.
    pub origins: Vec<String>,
    /// How long a browser lets the person take.
    pub timeout: Duration,
}

/// What is kept of a passkey. No other credential of the site may have the same id, whoever it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What the authenticator calls it.
    pub id: Vec<u8>,
    /// The public key as a `COSE_Key` (RFC 9053).
    pub public_key: Vec<u8>,
    /// How often it has signed, or 0 where its authenticator does not count.
    pub counter: u32,
    /// Whether it may be copied to other devices. That never changes.
    pub backup_eligible: bool,
    /// Whether it is on more than one device now.
    pub backed_up: bool,
    /// By what ways its authenticator can be reached. A browser that is told looks there only.
    pub transports: Vec<String>,
}

/// Why a response is not taken. The difference is for logs: a client learns only that it was refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// It is no JSON of a credential, or a part of it is no base64url or too long.
    #[error("the response is not the JSON of a credential")]
    Json,
    /// Its two ids differ, or it names another credential than the one that is asked for.
    #[error("the response is for another credential")]
    CredentialId,
    /// What the browser says about the ceremony is no JSON, or lacks something.
    #[error("the client data cannot be read")]
    ClientData,
    /// A registration was sent for a sign-in, or the other way round.
    #[error("the client data is for another kind of ceremony")]
    Ceremony,
    /// The answer is for another challenge.
    #[error("the challenge is another one")]
    Challenge,
    /// A page of another origin asked.
    #[error("the origin is not one of ours")]
    Origin,
    /// A page inside of another site's page asked.
    #[error("the page was inside of another site's page")]
    CrossOrigin,
    /// The attestation object cannot be read.
    #[error("the attestation object cannot be read")]
    Attestation,
    /// What the authenticator says cannot be read.
    #[error("the authenticator data cannot be read")]
    AuthenticatorData,
    /// The authenticator answered for another site.
    #[error("the authenticator answered for another relying party")]
    RelyingParty,
    /// Nobody was there.
    #[error("the authenticator saw nobody")]
    UserAbsent,
    /// Somebody was there, and the authenticator does not know who.
    #[error("the authenticator did not verify the user")]
    UserNotVerified,
    /// It is backed up but must not be, or whether it may be has changed.
    #[error("the backup state contradicts itself")]
    BackupState,
    /// The key is of a kind that was not asked for, is too short, or is no key.
    #[error("the public key is not one that was asked for")]
    PublicKey,
    /// The signature is not by the credential's key.
    #[error("the signature is wrong")]
    Signature,
    /// The counter did not rise: the response is old, or the authenticator has a copy.
    #[error("the counter did not rise")]
    Counter,
    /// The credential is another user's, or the response does not say whose it is.
    #[error("the response is for another user")]
    UserHandle,
}
