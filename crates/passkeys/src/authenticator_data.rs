//! What an authenticator says about a ceremony and signs (section 6.1).

use aws_lc_rs::digest::{SHA256, digest};

use crate::{LONGEST_CREDENTIAL_ID, Refused, RelyingParty, cbor::Reader, cose};

const USER_PRESENT: u8 = 1 << 0;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const CREDENTIAL_INCLUDED: u8 = 1 << 6;
const EXTENSIONS_INCLUDED: u8 = 1 << 7;

#[derive(Debug)]
pub(crate) struct AuthenticatorData<'a> {
    site: &'a [u8; 32],
    flags: u8,
    pub(crate) counter: u32,
    /// The new credential, where one was made.
    pub(crate) credential: Option<NewCredential<'a>>,
}

#[derive(Debug)]
pub(crate) struct NewCredential<'a> {
    pub(crate) id: &'a [u8],
    /// Its public key as a `COSE_Key` that can be read.
    pub(crate) public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Refused> {
        const BROKEN: Refused = Refused::AuthenticatorData;
        let (site, rest) = bytes.split_first_chunk().ok_or(BROKEN)?;
        let (&[flags], rest) = rest.split_first_chunk().ok_or(BROKEN)?;
        let (counter, mut rest) = rest.split_first_chunk().ok_or(BROKEN)?;
        let credential = if flags & CREDENTIAL_INCLUDED == 0 {
            None
        } else {
            let (credential, behind) = NewCredential::parse(rest)?;
            rest = behind;
            Some(credential)
        };
        let mut behind = Reader::new(rest);
        if flags & EXTENSIONS_INCLUDED != 0 {
            // None is asked for; one that comes all the same tells us nothing.
            behind.pass_map().map_err(|_| BROKEN)?;
        }
        behind.end().map_err(|_| BROKEN)?;
        Ok(Self { site, flags, counter: u32::from_be_bytes(*counter), credential })
    }

    /// It has to be for this site, and about a user who is there and known to the authenticator.
    pub(crate) fn verify(&self, site: &RelyingParty) -> Result<(), Refused> {
        if self.site != digest(&SHA256, site.id.as_bytes()).as_ref() {
            return Err(Refused::RelyingParty);
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(Refused::UserAbsent);
        }
        if self.flags & USER_VERIFIED == 0 {
            return Err(Refused::UserNotVerified);
        }
        if self.backed_up() && !self.backup_eligible() {
            return Err(Refused::BackupState);
        }
        Ok(())
    }

    pub(crate) fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    pub(crate) fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

impl<'a> NewCredential<'a> {
    /// The credential that begins here, and what follows it.
    fn parse(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Refused> {
        const BROKEN: Refused = Refused::AuthenticatorData;
        // What model the authenticator is means nothing without an attestation.
        let (_model, rest) = bytes.split_first_chunk::<16>().ok_or(BROKEN)?;
        let (length, rest) = rest.split_first_chunk().ok_or(BROKEN)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest.split_at_checked(length).ok_or(BROKEN)?;
        if !(1..=LONGEST_CREDENTIAL_ID).contains(&id.len()) {
            return Err(BROKEN);
        }
        let mut key = Reader::new(rest);
        cose::read(&mut key).map_err(|_| Refused::PublicKey)?;
        let behind = key.rest();
        Ok((Self { id, public_key: &rest[..rest.len() - behind.len()] }, behind))
    }
}
