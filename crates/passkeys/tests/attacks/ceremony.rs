//! Answers put together from their parts, each of which a test can exchange before it is signed.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use passkeys::{
    AuthenticationResponse, Challenge, Credential, Refused, RegistrationResponse, RelyingParty, SignedIn, UserHandle,
    soft::{Algorithm, Key},
};
use serde_json::{Value, json};

pub(crate) const CHALLENGE: Challenge = [7; 32];
pub(crate) const HANDLE: &[u8] = b"somebody";

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
pub(crate) const BACKUP_ELIGIBLE: u8 = 0x08;
pub(crate) const BACKED_UP: u8 = 0x10;
pub(crate) const WITH_CREDENTIAL: u8 = 0x40;
pub(crate) const WITH_EXTENSIONS: u8 = 0x80;

pub(crate) fn site() -> RelyingParty {
    RelyingParty {
        id: "example.com".into(),
        name: "Example".into(),
        origins: vec!["https://example.com".into(), "https://files.example.com".into()],
        timeout: Duration::from_mins(5),
    }
}

pub(crate) fn base64url(bytes: &[u8]) -> Value {
    URL_SAFE_NO_PAD.encode(bytes).into()
}

fn client_data(ceremony: &str) -> Value {
    json!({
        "type": ceremony,
        "challenge": base64url(&CHALLENGE),
        "origin": "https://example.com",
        "crossOrigin": false,
    })
}

fn authenticator_data(site: &str, flags: u8, counter: u32) -> Vec<u8> {
    [digest(&SHA256, site.as_bytes()).as_ref(), &[flags], &counter.to_be_bytes()].concat()
}

/// An attestation object around what the authenticator said.
pub(crate) fn without_attestation(data: &[u8]) -> Vec<u8> {
    attested(b"\x63fmt\x64none\x67attStmt\xa0", data)
}

/// One with this before its authenticator data.
pub(crate) fn attested(before: &[u8], data: &[u8]) -> Vec<u8> {
    [b"\xa3", before, b"\x68authData", &head_of(data), data].concat()
}

/// What stands before bytes in CBOR, where there are at least 24.
pub(crate) fn head_of(bytes: &[u8]) -> Vec<u8> {
    match u16::try_from(bytes.len()).unwrap().to_be_bytes() {
        [0, length] => vec![0x58, length],
        length => [&[0x59], &length[..]].concat(),
    }
}

/// A registration.
pub(crate) struct Registration {
    pub(crate) client_data: Value,
    pub(crate) site: &'static str,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    /// The id that the authenticator tells.
    pub(crate) id: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    /// What stands behind the public key.
    pub(crate) behind: Vec<u8>,
    pub(crate) attestation: fn(&[u8]) -> Vec<u8>,
    /// What happens to the JSON at last.
    pub(crate) json: fn(&mut Value),
}

impl Registration {
    pub(crate) fn of(key: &Key) -> Self {
        Self {
            client_data: client_data("webauthn.create"),
            site: "example.com",
            flags: PRESENT | VERIFIED | WITH_CREDENTIAL,
            counter: 5,
            id: b"an id".to_vec(),
            public_key: key.public_key(),
            behind: Vec::new(),
            attestation: without_attestation,
            json: |_| (),
        }
    }

    pub(crate) fn authenticator_data(&self) -> Vec<u8> {
        let mut data = authenticator_data(self.site, self.flags, self.counter);
        if self.flags & WITH_CREDENTIAL != 0 {
            let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
            data.extend([&[0; 16], &length[..], &self.id, &self.public_key].concat());
        }
        data.extend(&self.behind);
        data
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut json = json!({
            "id": base64url(&self.id),
            "rawId": base64url(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(self.client_data.to_string().as_bytes()),
                "attestationObject": base64url(&(self.attestation)(&self.authenticator_data())),
                "transports": ["usb"],
            },
        });
        (self.json)(&mut json);
        json
    }

    pub(crate) fn result(&self) -> Result<Credential, Refused> {
        register(self.to_json().to_string().as_bytes())
    }
}

pub(crate) fn register(json: &[u8]) -> Result<Credential, Refused> {
    site().register(&CHALLENGE, RegistrationResponse::from_json(json)?)
}

/// A sign-in, and the credential that it is held against.
pub(crate) struct SignIn {
    pub(crate) client_data: Value,
    pub(crate) site: &'static str,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    pub(crate) id: Vec<u8>,
    pub(crate) user_handle: Option<&'static [u8]>,
    /// What stands behind the counter.
    pub(crate) behind: Vec<u8>,
    pub(crate) key: Key,
    /// What happens to the signature.
    pub(crate) signature: fn(&mut Vec<u8>),
    /// What happens to the JSON at last.
    pub(crate) json: fn(&mut Value),
    pub(crate) credential: Credential,
    pub(crate) user: UserHandle<'static>,
}

impl SignIn {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let key = Key::generate(algorithm).unwrap();
        Self {
            client_data: client_data("webauthn.get"),
            site: "example.com",
            flags: PRESENT | VERIFIED,
            counter: 6,
            id: b"an id".to_vec(),
            user_handle: Some(HANDLE),
            behind: Vec::new(),
            credential: Registration::of(&key).result().unwrap(),
            key,
            signature: |_| (),
            json: |_| (),
            user: UserHandle::ByPasskey(HANDLE),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let data = [authenticator_data(self.site, self.flags, self.counter), self.behind.clone()].concat();
        let client_data = self.client_data.to_string();
        let signed = [&data, digest(&SHA256, client_data.as_bytes()).as_ref()].concat();
        let mut signature = self.key.sign(&signed).unwrap();
        (self.signature)(&mut signature);
        let mut json = json!({
            "id": base64url(&self.id),
            "rawId": base64url(&self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(client_data.as_bytes()),
                "authenticatorData": base64url(&data),
                "signature": base64url(&signature),
                "userHandle": self.user_handle.map(base64url),
            },
        });
        (self.json)(&mut json);
        json
    }

    pub(crate) fn result(&self) -> Result<SignedIn, Refused> {
        let response = AuthenticationResponse::from_json(self.to_json().to_string().as_bytes())?;
        site().sign_in(&CHALLENGE, &response, &self.credential, self.user)
    }
}
