//! Attacks on registering.

use passkeys::{
    Refused,
    soft::{Algorithm, Key},
};

use crate::{
    Attack,
    ceremony::{
        BACKED_UP, BACKUP_ELIGIBLE, PRESENT, Registration, VERIFIED, WITH_CREDENTIAL, WITH_EXTENSIONS, attested,
        base64url,
    },
    try_all,
};

const CEREMONY: &[Attack<Registration>] = &[
    ("a sign-in", |it| it.client_data["type"] = "webauthn.get".into(), Refused::Ceremony, |_| ()),
    ("no kind of ceremony", |it| it.client_data["type"] = "".into(), Refused::Ceremony, |_| ()),
    (
        "another challenge",
        |it| it.client_data["challenge"] = base64url(&[8; 32]),
        Refused::Challenge,
        |it| it.client_data["challenge"] = base64url(&[7; 32]),
    ),
    ("half a challenge", |it| it.client_data["challenge"] = base64url(&[7; 16]), Refused::Challenge, |_| ()),
    ("an empty challenge", |it| it.client_data["challenge"] = "".into(), Refused::Challenge, |_| ()),
    ("a long challenge", |it| it.client_data["challenge"] = base64url(&[7; 65]), Refused::ClientData, |_| ()),
    (
        "another origin",
        |it| it.client_data["origin"] = "https://example.org".into(),
        Refused::Origin,
        |it| it.client_data["origin"] = "https://files.example.com".into(),
    ),
    (
        "a sub-domain",
        |it| it.client_data["origin"] = "https://evil.example.com".into(),
        Refused::Origin,
        |it| it.client_data["origin"] = "https://files.example.com".into(),
    ),
    ("another port", |it| it.client_data["origin"] = "https://example.com:8443".into(), Refused::Origin, |_| ()),
    ("without TLS", |it| it.client_data["origin"] = "http://example.com".into(), Refused::Origin, |_| ()),
    (
        "an origin that begins alike",
        |it| it.client_data["origin"] = "https://example.com.evil.org".into(),
        Refused::Origin,
        |_| (),
    ),
    (
        "inside of another page",
        |it| it.client_data["crossOrigin"] = true.into(),
        Refused::CrossOrigin,
        |it| drop(it.client_data.as_object_mut().unwrap().remove("crossOrigin")),
    ),
    (
        "under another page's origin",
        |it| it.client_data["topOrigin"] = "https://example.com".into(),
        Refused::CrossOrigin,
        |it| it.client_data["somethingNew"] = "https://example.com".into(),
    ),
];

const AUTHENTICATOR: &[Attack<Registration>] = &[
    ("another site", |it| it.site = "example.org", Refused::RelyingParty, |_| ()),
    ("a sub-domain's site", |it| it.site = "files.example.com", Refused::RelyingParty, |_| ()),
    ("nobody there", |it| it.flags &= !PRESENT, Refused::UserAbsent, |_| ()),
    ("somebody unknown", |it| it.flags &= !VERIFIED, Refused::UserNotVerified, |_| ()),
    (
        "backed up though it may not be",
        |it| it.flags |= BACKED_UP,
        Refused::BackupState,
        |it| it.flags |= BACKED_UP | BACKUP_ELIGIBLE,
    ),
    ("without a credential", |it| it.flags &= !WITH_CREDENTIAL, Refused::AuthenticatorData, |_| ()),
    (
        "another id outside",
        |it| it.json = |json| (json["id"], json["rawId"]) = (base64url(b"my id"), base64url(b"my id")),
        Refused::CredentialId,
        |it| it.id = b"my id".to_vec(),
    ),
    ("an empty id", |it| it.id = Vec::new(), Refused::CredentialId, |it| it.id = vec![1]),
    (
        "a long id",
        |it| {
            it.id = vec![1; 1024];
            it.json = |json| (json["id"], json["rawId"]) = (base64url(&[1]), base64url(&[1]));
        },
        Refused::AuthenticatorData,
        |it| it.id = vec![1; 1023],
    ),
    (
        "bytes behind the key",
        |it| it.behind = vec![0xa0],
        Refused::AuthenticatorData,
        |it| (it.behind, it.flags) = (vec![0xa0], it.flags | WITH_EXTENSIONS),
    ),
    (
        "bytes behind extensions",
        |it| (it.behind, it.flags) = (b"\xa1\x63key\xf5\0".to_vec(), it.flags | WITH_EXTENSIONS),
        Refused::AuthenticatorData,
        |it| (it.behind, it.flags) = (b"\xa1\x63key\xf5".to_vec(), it.flags | WITH_EXTENSIONS),
    ),
    (
        "extensions that are no map",
        |it| (it.behind, it.flags) = (b"\x63key".to_vec(), it.flags | WITH_EXTENSIONS),
        Refused::AuthenticatorData,
        |it| (it.behind, it.flags) = (b"\xa1\x63key\x18\x18".to_vec(), it.flags | WITH_EXTENSIONS),
    ),
    ("extensions that are missing", |it| it.flags |= WITH_EXTENSIONS, Refused::AuthenticatorData, |_| ()),
];

const ATTESTATION: &[Attack<Registration>] = &[
    (
        "a field twice",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x63fmt\x64none", data),
        Refused::Attestation,
        |it| it.attestation = |data| attested(b"\x67attStmt\xa0\x63fmt\x64none", data),
    ),
    (
        "an unknown field",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attstmt\xa0", data),
        Refused::Attestation,
        |_| (),
    ),
    (
        "a statement that is no map",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\x80", data),
        Refused::Attestation,
        |it| {
            // Whatever it says: none was asked for.
            it.attestation =
                |data| attested(b"\x63fmt\x66packed\x67attStmt\xa3\x63alg\x26\x63sig\x42hi\x63x5c\x81\x43der", data);
        },
    ),
    (
        "the same twice inside of the statement",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa2\x61a\x01\x61a\x01", data),
        Refused::Attestation,
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa2\x61a\x01\x61b\x01", data),
    ),
    (
        "values deep in each other",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa1\x61a\x81\x81\x81\x80", data),
        Refused::Attestation,
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa1\x61a\x81\x81\x80", data),
    ),
    (
        "a format that is no UTF-8",
        |it| it.attestation = |data| attested(b"\x63fmt\x64non\xff\x67attStmt\xa0", data),
        Refused::Attestation,
        |it| it.attestation = |data| attested(b"\x63fmt\x64non\x7f\x67attStmt\xa0", data),
    ),
    (
        "a map that does not say its length",
        |it| {
            it.attestation = |data| {
                let object = attested(b"\x63fmt\x64none\x67attStmt\xa0", data);
                [b"\xbf", &object[1..], b"\xff"].concat()
            }
        },
        Refused::Attestation,
        |_| (),
    ),
    (
        "text in pieces",
        |it| it.attestation = |data| attested(b"\x63fmt\x7f\x64none\xff\x67attStmt\xa0", data),
        Refused::Attestation,
        |_| (),
    ),
    (
        "a length in more bytes than it needs",
        |it| it.attestation = |data| attested(b"\x63fmt\x78\x04none\x67attStmt\xa0", data),
        Refused::Attestation,
        |_| (),
    ),
    (
        "a huge length",
        |it| it.attestation = |data| attested(b"\x63fmt\x7b\xff\xff\xff\xff\xff\xff\xff\xff\x67attStmt\xa0", data),
        Refused::Attestation,
        |_| (),
    ),
    (
        "a huge array",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa1\x61a\x9a\xff\xff\xff\xff", data),
        Refused::Attestation,
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa1\x61a\x82\x01\x01", data),
    ),
    (
        "a tag",
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa1\x61a\xc0\x01", data),
        Refused::Attestation,
        |it| it.attestation = |data| attested(b"\x63fmt\x64none\x67attStmt\xa1\x61a\x01", data),
    ),
];

fn sound() -> Registration {
    Registration::of(&Key::generate(Algorithm::Es256).unwrap())
}

#[test]
fn a_registration_for_something_else_is_refused() {
    try_all(CEREMONY, sound, Registration::result);
}

#[test]
fn an_authenticator_that_says_something_else_is_refused() {
    try_all(AUTHENTICATOR, sound, Registration::result);
}

#[test]
fn an_attestation_object_in_another_form_is_refused() {
    try_all(ATTESTATION, sound, Registration::result);
}
