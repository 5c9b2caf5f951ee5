//! What a browser is asked for, as `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`
//! read it (section 5.1).

use serde::Serialize;

use crate::{Challenge, Credential, RelyingParty, base64url, cose::ALGORITHMS};

/// Whom a passkey is made for.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User<'a> {
    /// Comes back with each sign-in: 1 to 64 bytes that say nothing about the person, such as a random id.
    #[serde(serialize_with = "base64url::serialize", rename = "id")]
    pub handle: &'a [u8],
    /// Tells this account from others of the same person: a user name.
    pub name: &'a str,
    /// What the person is called.
    pub display_name: &'a str,
}

/// `PublicKeyCredentialCreationOptionsJSON`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions<'a> {
    rp: Site<'a>,
    user: User<'a>,
    #[serde(serialize_with = "base64url::serialize")]
    challenge: &'a [u8],
    pub_key_cred_params: [Parameters; ALGORITHMS.len()],
    timeout: u64,
    exclude_credentials: Vec<Descriptor<'a>>,
    authenticator_selection: Selection,
    attestation: &'static str,
}

/// `PublicKeyCredentialRequestOptionsJSON`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions<'a> {
    #[serde(serialize_with = "base64url::serialize")]
    challenge: &'a [u8],
    timeout: u64,
    rp_id: &'a str,
    allow_credentials: Vec<Descriptor<'a>>,
    user_verification: &'static str,
}

impl RelyingParty {
    /// Asks for a new passkey for this user, who has these already.
    pub fn creation_options<'a>(
        &'a self,
        challenge: &'a Challenge,
        user: User<'a>,
        has: &'a [Credential],
    ) -> CreationOptions<'a> {
        CreationOptions {
            rp: Site { id: &self.id, name: &self.name },
            user,
            challenge,
            pub_key_cred_params: ALGORITHMS.map(|alg| Parameters { r#type: PUBLIC_KEY, alg }),
            timeout: self.milliseconds(),
            exclude_credentials: has.iter().map(Descriptor::from).collect(),
            authenticator_selection: Selection {
                resident_key: "preferred",
                require_resident_key: false,
                user_verification: REQUIRED,
            },
            attestation: "none",
        }
    }

    /// Asks for a signature by one of these passkeys; where there are none, by any that is for this site.
    pub fn request_options<'a>(&'a self, challenge: &'a Challenge, allowed: &'a [Credential]) -> RequestOptions<'a> {
        RequestOptions {
            challenge,
            timeout: self.milliseconds(),
            rp_id: &self.id,
            allow_credentials: allowed.iter().map(Descriptor::from).collect(),
            user_verification: REQUIRED,
        }
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX)
    }
}

const PUBLIC_KEY: &str = "public-key";
const REQUIRED: &str = "required";

#[derive(Clone, Copy, Debug, Serialize)]
struct Site<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Parameters {
    r#type: &'static str,
    alg: i64,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    resident_key: &'static str,
    require_resident_key: bool,
    user_verification: &'static str,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Descriptor<'a> {
    r#type: &'static str,
    #[serde(serialize_with = "base64url::serialize")]
    id: &'a [u8],
    /// An empty list would mean that it cannot be reached at all.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    transports: &'a [String],
}

impl<'a> From<&'a Credential> for Descriptor<'a> {
    fn from(credential: &'a Credential) -> Self {
        Self { r#type: PUBLIC_KEY, id: &credential.id, transports: &credential.transports }
    }
}
