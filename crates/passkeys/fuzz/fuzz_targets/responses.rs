//! Answers of browsers. The first byte chooses what the others are: a whole answer, or the part of a sound one that
//! stands in its place.

#![no_main]

use std::{sync::LazyLock, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use libfuzzer_sys::fuzz_target;
use passkeys::{
    AuthenticationResponse, Challenge, Credential, Refused, RegistrationResponse, RelyingParty, UserHandle,
    soft::{Algorithm, SoftAuthenticator},
};
use serde_json::{Value, json};

const CHALLENGE: Challenge = [7; 32];
const HANDLE: &[u8] = b"somebody";
const KINDS: [Algorithm; 3] = [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Rs256];

static SITE: LazyLock<RelyingParty> = LazyLock::new(|| RelyingParty {
    id: "example.com".into(),
    name: "Example".into(),
    origins: vec!["https://example.com".into()],
    timeout: Duration::from_secs(300),
});

/// A sound registration and a sound sign-in with each algorithm, and the credential.
static SOUND: LazyLock<Vec<(Value, Value, Credential)>> = LazyLock::new(|| {
    KINDS
        .into_iter()
        .map(|kind| {
            let mut browser = SoftAuthenticator::new(&SITE.origins[0]);
            let user = passkeys::User { handle: HANDLE, name: "ada", display_name: "Ada" };
            let made = browser.create(&json!(SITE.creation_options(&CHALLENGE, user, &[])), kind).unwrap();
            let credential = register(made.to_string().as_bytes()).unwrap();
            let used = browser.get(&json!(SITE.request_options(&CHALLENGE, &[]))).unwrap();
            (made, used, credential)
        })
        .collect()
});

fuzz_target!(|input: &[u8]| {
    let [shape, data @ ..] = input else { return };
    let (made, used, credential) = &SOUND[usize::from(shape / 8) % SOUND.len()];
    let text = || URL_SAFE_NO_PAD.encode(data).into();
    match shape % 8 {
        0 => drop(register(data)),
        1 => drop(sign_in(data, credential)),
        2 => registered(made, "clientDataJSON", text()),
        3 => registered(made, "attestationObject", text()),
        4 => registered(made, "attestationObject", attestation(0x45, data)),
        5 => {
            // With a credential, and one time in two with extensions behind it.
            let flags = if shape & 0x80 == 0 { 0x45 } else { 0xc5 };
            registered(made, "attestationObject", attestation(flags, &with_id(credential, data)));
        }
        // Nothing is signed by the key but the one answer.
        6 => assert!(signed_in(used, "authenticatorData", text(), credential)),
        _ => assert!(signed_in(used, "signature", text(), credential)),
    }
});

fn register(json: &[u8]) -> Result<Credential, Refused> {
    let credential = SITE.register(&CHALLENGE, RegistrationResponse::from_json(json)?)?;
    assert!((1..=passkeys::LONGEST_CREDENTIAL_ID).contains(&credential.id.len()));
    assert!(credential.backup_eligible || !credential.backed_up);
    Ok(credential)
}

fn sign_in(json: &[u8], credential: &Credential) -> Result<(), Refused> {
    let response = AuthenticationResponse::from_json(json)?;
    SITE.sign_in(&CHALLENGE, &response, credential, UserHandle::KnownBefore(HANDLE)).map(drop)
}

/// A registration with this in place of what it had. Where it is taken, its key can be read again.
fn registered(sound: &Value, field: &str, value: Value) {
    let mut json = sound.clone();
    json["response"][field] = value;
    let Ok(credential) = register(json.to_string().as_bytes()) else { return };
    let mut flags = 5;
    if credential.backup_eligible {
        flags |= 8;
    }
    let data = [digest(&SHA256, b"example.com").as_ref(), &[flags], &[0xff; 4]].concat();
    let mut used = SOUND[0].1.clone();
    (used["id"], used["rawId"]) = (json["id"].clone(), json["id"].clone());
    used["response"]["authenticatorData"] = URL_SAFE_NO_PAD.encode(data).into();
    assert_eq!(sign_in(used.to_string().as_bytes(), &credential), Err(Refused::Signature));
}

/// Whether a sign-in with this in place of what it had is refused, or is as it was.
fn signed_in(sound: &Value, field: &str, value: Value, credential: &Credential) -> bool {
    let mut json = sound.clone();
    json["response"][field] = value;
    sign_in(json.to_string().as_bytes(), credential).is_err() || json == *sound
}

/// The credential's id, and what follows it.
fn with_id(credential: &Credential, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(credential.id.len()).unwrap().to_be_bytes();
    [&[0; 16], &length[..], &credential.id, data].concat()
}

/// An attestation object whose authenticator data ends with this.
fn attestation(flags: u8, data: &[u8]) -> Value {
    let data = [digest(&SHA256, b"example.com").as_ref(), &[flags, 0, 0, 0, 1], data].concat();
    let head = match u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes() {
        [0, length] => vec![0x58, length],
        length => [&[0x59], &length[..]].concat(),
    };
    URL_SAFE_NO_PAD.encode([b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData", &head[..], &data].concat()).into()
}
