//! What the browser says about a ceremony (section 5.8.1).

use serde::{Deserialize, de::IgnoredAny};

use crate::{Challenge, Refused, RelyingParty, base64url::Bounded};

/// Fields that it may have besides these mean nothing to us, as the standard asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientData {
    r#type: String,
    pub(crate) challenge: Bounded<64>,
    origin: String,
    cross_origin: Option<bool>,
    top_origin: Option<IgnoredAny>,
}

impl ClientData {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(json).map_err(|_| Refused::ClientData)
    }

    /// It has to be for this ceremony (`webauthn.create` or `webauthn.get`), on a page of the site's own.
    pub(crate) fn verify(&self, ceremony: &str, challenge: &Challenge, site: &RelyingParty) -> Result<(), Refused> {
        if self.r#type != ceremony {
            return Err(Refused::Ceremony);
        }
        if self.challenge.0 != challenge {
            return Err(Refused::Challenge);
        }
        if !site.origins.contains(&self.origin) {
            return Err(Refused::Origin);
        }
        if self.cross_origin == Some(true) || self.top_origin.is_some() {
            return Err(Refused::CrossOrigin);
        }
        Ok(())
    }
}
