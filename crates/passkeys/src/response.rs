//! What browsers answer: `RegistrationResponseJSON` and `AuthenticationResponseJSON` (section 5.1).

use aws_lc_rs::digest::{Digest, SHA256, digest};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{LONGEST_CREDENTIAL_ID, LONGEST_USER_HANDLE, Refused, base64url::Bounded, client_data::ClientData};

/// The longest response that is looked at. A browser's takes two or three thousand bytes.
const LONGEST_JSON: usize = 64 << 10;
const LONGEST_CLIENT_DATA: usize = 4 << 10;
/// Room for the certificates of an attestation, though none is asked for.
const LONGEST_ATTESTATION: usize = 16 << 10;
const LONGEST_AUTHENTICATOR_DATA: usize = 4 << 10;
/// One by the longest RSA key.
const LONGEST_SIGNATURE: usize = 1 << 10;

/// What the standard knows today.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// A browser's answer to [`CreationOptions`](crate::CreationOptions).
#[derive(Debug)]
pub struct RegistrationResponse {
    pub(crate) id: Vec<u8>,
    pub(crate) client_data: ClientData,
    pub(crate) attestation_object: Vec<u8>,
    pub(crate) transports: Vec<String>,
}

/// A browser's answer to [`RequestOptions`](crate::RequestOptions).
#[derive(Debug)]
pub struct AuthenticationResponse {
    pub(crate) id: Vec<u8>,
    pub(crate) client_data: ClientData,
    pub(crate) client_data_hash: Digest,
    pub(crate) authenticator_data: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) user_handle: Option<Vec<u8>>,
}

impl RegistrationResponse {
    /// Reads the JSON of a credential that was made. Nothing of it is verified yet.
    pub fn from_json(json: &[u8]) -> Result<Self, Refused> {
        let credential = CredentialJson::<AttestationJson>::parse(json)?;
        let mut transports = credential.response.transports;
        transports.retain(|transport| TRANSPORTS.contains(&transport.as_str()));
        transports.sort_unstable();
        transports.dedup();
        Ok(Self {
            id: credential.id.0,
            client_data: ClientData::parse(&credential.response.client_data.0)?,
            attestation_object: credential.response.attestation_object.0,
            transports,
        })
    }

    /// The challenge that it claims to answer.
    pub fn challenge(&self) -> &[u8] {
        &self.client_data.challenge.0
    }
}

impl AuthenticationResponse {
    /// Reads the JSON of an assertion. Nothing of it is verified yet.
    pub fn from_json(json: &[u8]) -> Result<Self, Refused> {
        let CredentialJson { id, response, .. } = CredentialJson::<AssertionJson>::parse(json)?;
        Ok(Self {
            id: id.0,
            client_data: ClientData::parse(&response.client_data.0)?,
            client_data_hash: digest(&SHA256, &response.client_data.0),
            authenticator_data: response.authenticator_data.0,
            signature: response.signature.0,
            user_handle: response.user_handle.map(|handle| handle.0),
        })
    }

    /// The challenge that it claims to answer.
    pub fn challenge(&self) -> &[u8] {
        &self.client_data.challenge.0
    }

    /// The credential that it claims to be by.
    pub fn credential_id(&self) -> &[u8] {
        &self.id
    }
}

/// Fields besides these mean nothing to us: browsers add to them, and repeat in them what is in others.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CredentialJson<R> {
    id: Bounded<LONGEST_CREDENTIAL_ID>,
    raw_id: Bounded<LONGEST_CREDENTIAL_ID>,
    r#type: String,
    response: R,
}

impl<R: DeserializeOwned> CredentialJson<R> {
    fn parse(json: &[u8]) -> Result<Self, Refused> {
        if json.len() > LONGEST_JSON {
            return Err(Refused::Json);
        }
        let credential: Self = serde_json::from_slice(json).map_err(|_| Refused::Json)?;
        if credential.r#type != "public-key" {
            return Err(Refused::Json);
        }
        if credential.id.0.is_empty() || credential.id.0 != credential.raw_id.0 {
            return Err(Refused::CredentialId);
        }
        Ok(credential)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttestationJson {
    #[serde(rename = "clientDataJSON")]
    client_data: Bounded<LONGEST_CLIENT_DATA>,
    attestation_object: Bounded<LONGEST_ATTESTATION>,
    #[serde(default)]
    transports: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionJson {
    #[serde(rename = "clientDataJSON")]
    client_data: Bounded<LONGEST_CLIENT_DATA>,
    authenticator_data: Bounded<LONGEST_AUTHENTICATOR_DATA>,
    signature: Bounded<LONGEST_SIGNATURE>,
    user_handle: Option<Bounded<LONGEST_USER_HANDLE>>,
}
