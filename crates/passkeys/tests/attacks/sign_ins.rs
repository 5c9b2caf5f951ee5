//! Attacks on signing in.

use passkeys::{
    Refused, UserHandle,
    soft::{Algorithm, Key},
};

use crate::{
    Attack,
    ceremony::{
        BACKED_UP, BACKUP_ELIGIBLE, HANDLE, PRESENT, SignIn, VERIFIED, WITH_CREDENTIAL, WITH_EXTENSIONS, base64url,
    },
    try_all,
};

const ATTACKS: &[Attack<SignIn>] = &[
    ("a registration", |it| it.client_data["type"] = "webauthn.create".into(), Refused::Ceremony, |_| ()),
    ("another challenge", |it| it.client_data["challenge"] = base64url(&[8; 32]), Refused::Challenge, |_| ()),
    (
        "another origin",
        |it| it.client_data["origin"] = "https://example.org".into(),
        Refused::Origin,
        |it| it.client_data["origin"] = "https://files.example.com".into(),
    ),
    ("a sub-domain", |it| it.client_data["origin"] = "https://evil.example.com".into(), Refused::Origin, |_| ()),
    ("inside of another page", |it| it.client_data["crossOrigin"] = true.into(), Refused::CrossOrigin, |_| ()),
    ("another site", |it| it.site = "example.org", Refused::RelyingParty, |_| ()),
    ("a sub-domain's site", |it| it.site = "files.example.com", Refused::RelyingParty, |_| ()),
    ("nobody there", |it| it.flags &= !PRESENT, Refused::UserAbsent, |_| ()),
    ("somebody unknown", |it| it.flags &= !VERIFIED, Refused::UserNotVerified, |_| ()),
    (
        "backed up though it may not be",
        |it| it.flags |= BACKED_UP,
        Refused::BackupState,
        |it| (it.flags, it.credential.backup_eligible) = (it.flags | BACKED_UP | BACKUP_ELIGIBLE, true),
    ),
    (
        "one that may be backed up all at once",
        |it| it.flags |= BACKUP_ELIGIBLE,
        Refused::BackupState,
        |it| (it.flags, it.credential.backup_eligible) = (it.flags | BACKUP_ELIGIBLE, true),
    ),
    ("one that may not any more", |it| it.credential.backup_eligible = true, Refused::BackupState, |_| ()),
    ("the same counter", |it| it.counter = 5, Refused::Counter, |it| it.counter = 6),
    ("an older counter", |it| it.counter = 4, Refused::Counter, |it| it.counter = u32::MAX),
    ("a counter that stops", |it| it.counter = 0, Refused::Counter, |it| (it.counter, it.credential.counter) = (0, 0)),
    (
        "another user",
        |it| it.user_handle = Some(b"another"),
        Refused::UserHandle,
        |it| it.user = UserHandle::KnownBefore(HANDLE),
    ),
    (
        "another user, known before",
        |it| (it.user_handle, it.user) = (Some(&b"another"[..]), UserHandle::KnownBefore(HANDLE)),
        Refused::UserHandle,
        |it| (it.user_handle, it.user) = (None, UserHandle::KnownBefore(HANDLE)),
    ),
    ("nobody's", |it| it.user_handle = None, Refused::UserHandle, |_| ()),
    ("another id", |it| it.id = b"my id".to_vec(), Refused::CredentialId, |_| ()),
    ("another raw id", |it| it.json = |json| json["rawId"] = base64url(b"my id"), Refused::CredentialId, |_| ()),
    (
        "another key",
        |it| it.credential.public_key = Key::generate(Algorithm::Es256).unwrap().public_key(),
        Refused::Signature,
        |it| it.credential.public_key = it.key.public_key(),
    ),
    (
        "a key of another kind",
        |it| it.credential.public_key = Key::generate(Algorithm::Ed25519).unwrap().public_key(),
        Refused::Signature,
        |_| (),
    ),
    ("a broken key", |it| it.credential.public_key.push(0), Refused::PublicKey, |_| ()),
    ("a bit of the signature", |it| it.signature = |signature| signature[20] ^= 1, Refused::Signature, |_| ()),
    ("half a signature", |it| it.signature = |signature| signature.truncate(35), Refused::Signature, |_| ()),
    ("more than a signature", |it| it.signature = |signature| signature.push(0), Refused::Signature, |_| ()),
    ("no signature", |it| it.signature = Vec::clear, Refused::Signature, |_| ()),
    (
        "a signature of nothing but zeros",
        |it| it.signature = |signature| *signature = b"\x30\x06\x02\x01\0\x02\x01\0".to_vec(),
        Refused::Signature,
        |_| (),
    ),
    ("a long signature", |it| it.signature = |signature| signature.resize(1025, 0), Refused::Json, |_| ()),
    (
        "a new credential",
        |it| {
            it.flags |= WITH_CREDENTIAL;
            it.behind = [&[0; 16], &b"\0\x05an id"[..], &it.key.public_key()].concat();
        },
        Refused::AuthenticatorData,
        |_| (),
    ),
    (
        "bytes behind the counter",
        |it| it.behind = vec![0xa0],
        Refused::AuthenticatorData,
        |it| (it.behind, it.flags) = (vec![0xa0], it.flags | WITH_EXTENSIONS),
    ),
    (
        "less than a counter",
        |it| it.json = |json| json["response"]["authenticatorData"] = base64url(&[0; 36]),
        Refused::AuthenticatorData,
        |_| (),
    ),
];

#[test]
fn a_sign_in_that_proves_nothing_is_refused() {
    try_all(ATTACKS, || SignIn::new(Algorithm::Es256), SignIn::result);
}

#[test]
fn each_algorithm_verifies_its_own_signatures_only() {
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Rs256] {
        let mut sign_in = SignIn::new(algorithm);
        assert_eq!(sign_in.result().unwrap().counter, 6);
        sign_in.key = Key::generate(algorithm).unwrap();
        assert_eq!(sign_in.result(), Err(Refused::Signature));
    }
}

#[test]
fn a_copy_is_found_by_its_own_signature_only() {
    let mut forged = SignIn::new(Algorithm::Es256);
    forged.counter = 1;
    assert_eq!(forged.result(), Err(Refused::Counter));
    forged.key = Key::generate(Algorithm::Es256).unwrap();
    assert_eq!(forged.result(), Err(Refused::Signature));
}
