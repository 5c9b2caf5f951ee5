//! Whether what a browser answered is sound: registering (section 7.1) and signing in (section 7.2).

use crate::{
    AuthenticationResponse, Challenge, Credential, Refused, RegistrationResponse, RelyingParty,
    authenticator_data::AuthenticatorData,
    cbor::{Malformed, Reader},
    cose,
};

/// The handle of the user to whom a credential belongs, and whether a sign-in has to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserHandle<'a> {
    /// Another way of signing in told who it is, and the credential is one of theirs.
    KnownBefore(&'a [u8]),
    /// The passkey alone tells who it is.
    ByPasskey(&'a [u8]),
}

/// What to write into the credential after a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct SignedIn {
    /// [`Credential::counter`]. It may be written only where the one that was verified against still stands.
    pub counter: u32,
    /// [`Credential::backed_up`].
    pub backed_up: bool,
}

impl RelyingParty {
    /// The credential that was made for this challenge. Whether its id is new to the site is for the caller to see.
    pub fn register(&self, challenge: &Challenge, response: RegistrationResponse) -> Result<Credential, Refused> {
        response.client_data.verify("webauthn.create", challenge, self)?;
        let bytes = authenticator_data_of(&response.attestation_object).map_err(|Malformed| Refused::Attestation)?;
        let data = AuthenticatorData::parse(bytes)?;
        data.verify(self)?;
        let new = data.credential.as_ref().ok_or(Refused::AuthenticatorData)?;
        if new.id != response.id {
            return Err(Refused::CredentialId);
        }
        Ok(Credential {
            public_key: new.public_key.to_vec(),
            counter: data.counter,
            backup_eligible: data.backup_eligible(),
            backed_up: data.backed_up(),
            id: response.id,
            transports: response.transports,
        })
    }

    /// Whether the response answers this challenge by this credential, which belongs to this user.
    pub fn sign_in(
        &self,
        challenge: &Challenge,
        response: &AuthenticationResponse,
        credential: &Credential,
        user: UserHandle<'_>,
    ) -> Result<SignedIn, Refused> {
        if response.id != credential.id {
            return Err(Refused::CredentialId);
        }
        user.verify(response.user_handle.as_deref())?;
        response.client_data.verify("webauthn.get", challenge, self)?;
        let data = AuthenticatorData::parse(&response.authenticator_data)?;
        data.verify(self)?;
        if data.credential.is_some() {
            return Err(Refused::AuthenticatorData);
        }
        if data.backup_eligible() != credential.backup_eligible {
            return Err(Refused::BackupState);
        }
        let mut key = Reader::new(&credential.public_key);
        let public_key = cose::read(&mut key).map_err(|Malformed| Refused::PublicKey)?;
        key.end().map_err(|Malformed| Refused::PublicKey)?;
        let signed = [&response.authenticator_data, response.client_data_hash.as_ref()].concat();
        public_key.verify_sig(&signed, &response.signature).map_err(|_| Refused::Signature)?;
        // Last, so that only the credential's own authenticator can tell of a copy.
        let counts = data.counter != 0 || credential.counter != 0;
        if counts && data.counter <= credential.counter {
            return Err(Refused::Counter);
        }
        Ok(SignedIn { counter: data.counter, backed_up: data.backed_up() })
    }
}

impl UserHandle<'_> {
    fn verify(self, named: Option<&[u8]>) -> Result<(), Refused> {
        let fits = match (self, named) {
            (Self::KnownBefore(expected) | Self::ByPasskey(expected), Some(named)) => named == expected,
            (Self::KnownBefore(_), None) => true,
            (Self::ByPasskey(_), None) => false,
        };
        if fits { Ok(()) } else { Err(Refused::UserHandle) }
    }
}

/// What the authenticator said, out of an attestation object (section 6.5). The attestation itself is passed over: none
/// is asked for, so it proves nothing that matters.
fn authenticator_data_of(attestation_object: &[u8]) -> Result<&[u8], Malformed> {
    let mut object = Reader::new(attestation_object);
    if object.map()? != 3 {
        return Err(Malformed);
    }
    let (mut format, mut statement, mut data) = (None, None, None);
    for _ in 0..3 {
        let again = match object.text()? {
            "fmt" => format.replace(object.text()?).is_some(),
            "attStmt" => statement.replace(object.pass_map()?).is_some(),
            "authData" => data.replace(object.bytes()?).is_some(),
            _ => return Err(Malformed),
        };
        if again {
            return Err(Malformed);
        }
    }
    object.end()?;
    data.ok_or(Malformed)
}
