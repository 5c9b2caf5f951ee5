//! A browser and its authenticator in software, for tests: it makes passkeys and signs in with them.

use aws_lc_rs::{
    digest::{SHA256, digest},
    error::Unspecified,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    base64url::{decode, encode},
    cose::{EDDSA, ES256, RS256},
};

/// What a passkey signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256, as most authenticators do.
    Es256,
    /// Ed25519.
    Ed25519,
    /// RSA with 2048 bits and SHA-256, as a TPM does.
    Rs256,
}

/// Why the browser gives no credential.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Declined {
    /// The options lack something, or have it in another form.
    #[error("the options lack `{0}`")]
    Options(&'static str),
    /// The page's origin is not of the relying party's domain.
    #[error("the relying party is not the page's")]
    RelyingParty,
    /// The algorithm is not among the ones that the options ask for.
    #[error("the options do not ask for this algorithm")]
    Algorithm,
    /// The user has a passkey here already.
    #[error("there is a passkey already")]
    Excluded,
    /// There is no passkey that would do.
    #[error("there is no passkey")]
    NoPasskey,
    /// The cryptography failed.
    #[error("no key was made, or it did not sign")]
    Key,
}

impl From<Unspecified> for Declined {
    fn from(_: Unspecified) -> Self {
        Self::Key
    }
}

/// A private key.
#[derive(Debug)]
pub enum Key {
    /// For [`Algorithm::Es256`].
    Es256(EcdsaKeyPair),
    /// For [`Algorithm::Ed25519`].
    Ed25519(Ed25519KeyPair),
    /// For [`Algorithm::Rs256`].
    Rs256(RsaKeyPair),
}

impl Key {
    /// A new one.
    pub fn generate(algorithm: Algorithm) -> Result<Self, Declined> {
        Ok(match algorithm {
            Algorithm::Es256 => Self::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING)?),
            Algorithm::Ed25519 => Self::Ed25519(Ed25519KeyPair::generate()?),
            Algorithm::Rs256 => Self::Rs256(RsaKeyPair::generate(KeySize::Rsa2048)?),
        })
    }

    /// The public key as a `COSE_Key`.
    pub fn public_key(&self) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let point = key.public_key().as_ref();
                [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", &point[1..33], b"\x22\x58\x20", &point[33..]].concat()
            }
            Self::Ed25519(key) => [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", key.public_key().as_ref()].concat(),
            Self::Rs256(key) => {
                // DER of fixed lengths: a sequence of the modulus (256 bytes behind a zero) and the exponent (3 bytes).
                let der = key.public_key().as_ref();
                let (modulus, exponent) = (&der[9..265], &der[267..]);
                [b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", modulus, b"\x21\x43", exponent].concat()
            }
        }
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Declined> {
        let random = SystemRandom::new();
        Ok(match self {
            Self::Es256(key) => key.sign(&random, message)?.as_ref().to_vec(),
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::Rs256(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                signature
            }
        })
    }
}

/// A browser that shows a page of one origin, and the passkeys that it has.
#[derive(Debug)]
pub struct SoftAuthenticator {
    origin: String,
    /// How often it has signed. Each sign-in tells the number that follows; setting it back makes a copy of an earlier
    /// state.
    pub counter: u32,
    passkeys: Vec<Passkey>,
}

#[derive(Debug)]
struct Passkey {
    id: Vec<u8>,
    site: String,
    user_handle: String,
    key: Key,
}

impl SoftAuthenticator {
    /// One without passkeys, on a page of this origin.
    pub fn new(origin: &str) -> Self {
        Self { origin: origin.to_owned(), counter: 0, passkeys: Vec::new() }
    }

    /// Makes a passkey as the options ask for (`navigator.credentials.create`): `RegistrationResponseJSON`.
    pub fn create(&mut self, options: &Value, algorithm: Algorithm) -> Result<Value, Declined> {
        let site = self.own_site(&options["rp"]["id"], "rp.id")?;
        let user_handle = text(&options["user"]["id"], "user.id")?.to_owned();
        let asked = options["pubKeyCredParams"].as_array().ok_or(Declined::Options("pubKeyCredParams"))?;
        let number = match algorithm {
            Algorithm::Es256 => ES256,
            Algorithm::Ed25519 => EDDSA,
            Algorithm::Rs256 => RS256,
        };
        if !asked.iter().any(|parameters| parameters["alg"] == number) {
            return Err(Declined::Algorithm);
        }
        let excluded = ids(&options["excludeCredentials"]);
        if self.passkeys.iter().any(|passkey| excluded.contains(&passkey.id)) {
            return Err(Declined::Excluded);
        }
        let key = Key::generate(algorithm)?;
        let mut id = vec![0; 16];
        aws_lc_rs::rand::fill(&mut id)?;
        let credential = [&[0; 16], &[0, 16][..], &id, &key.public_key()].concat();
        // Present, verified, and with a credential.
        let data = [self.authenticator_data(&site, 0x45), credential].concat();
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData", &head_of(&data)?[..], &data].concat();
        let response = json!({
            "clientDataJSON": encode(self.client_data("webauthn.create", &options["challenge"])?.as_bytes()),
            "attestationObject": encode(&object),
            "transports": ["internal"],
        });
        let answer = credential_json(&id, &response);
        self.passkeys.push(Passkey { id, site, user_handle, key });
        Ok(answer)
    }

    /// Signs in as the options ask for (`navigator.credentials.get`), with the newest passkey that will do:
    /// `AuthenticationResponseJSON`.
    pub fn get(&mut self, options: &Value) -> Result<Value, Declined> {
        let site = self.own_site(&options["rpId"], "rpId")?;
        let client_data = self.client_data("webauthn.get", &options["challenge"])?;
        let allowed = ids(&options["allowCredentials"]);
        self.counter = self.counter.saturating_add(1);
        // Present and verified.
        let data = self.authenticator_data(&site, 0x05);
        let will_do =
            |passkey: &&Passkey| passkey.site == site && (allowed.is_empty() || allowed.contains(&passkey.id));
        let passkey = self.passkeys.iter().rev().find(will_do).ok_or(Declined::NoPasskey)?;
        let signed = [&data, digest(&SHA256, client_data.as_bytes()).as_ref()].concat();
        let response = json!({
            "clientDataJSON": encode(client_data.as_bytes()),
            "authenticatorData": encode(&data),
            "signature": encode(&passkey.key.sign(&signed)?),
            "userHandle": passkey.user_handle,
        });
        Ok(credential_json(&passkey.id, &response))
    }

    /// The domain, where the page may ask for it.
    fn own_site(&self, id: &Value, name: &'static str) -> Result<String, Declined> {
        let id = text(id, name)?;
        let host = self.origin.split_once("://").map_or("", |(_, rest)| rest.split(':').next().unwrap_or(rest));
        let is_ours = host == id || host.strip_suffix(id).is_some_and(|parent| parent.ends_with('.'));
        if is_ours { Ok(id.to_owned()) } else { Err(Declined::RelyingParty) }
    }

    fn client_data(&self, ceremony: &str, challenge: &Value) -> Result<String, Declined> {
        let challenge = text(challenge, "challenge")?;
        let data = json!({ "type": ceremony, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        Ok(data.to_string())
    }

    fn authenticator_data(&self, site: &str, flags: u8) -> Vec<u8> {
        [digest(&SHA256, site.as_bytes()).as_ref(), &[flags], &self.counter.to_be_bytes()].concat()
    }
}

/// What stands before bytes in CBOR: their length, in its shortest form.
fn head_of(bytes: &[u8]) -> Result<Vec<u8>, Declined> {
    let length = u16::try_from(bytes.len()).map_err(|_| Declined::Key)?;
    let short = u8::try_from(length).map(|length| vec![0x58, length]);
    Ok(short.unwrap_or_else(|_| [&[0x59], &length.to_be_bytes()[..]].concat()))
}

fn text<'a>(value: &'a Value, name: &'static str) -> Result<&'a str, Declined> {
    value.as_str().ok_or(Declined::Options(name))
}

/// The ids of a list of credentials.
fn ids(list: &Value) -> Vec<Vec<u8>> {
    list.as_array().into_iter().flatten().filter_map(|credential| decode(credential["id"].as_str()?)).collect()
}

fn credential_json(id: &[u8], response: &Value) -> Value {
    let id = encode(id);
    json!({
        "id": id,
        "rawId": id,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    })
}
