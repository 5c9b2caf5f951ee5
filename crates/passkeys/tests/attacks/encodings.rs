//! Attacks on how answers and keys are written.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use passkeys::{
    AuthenticationResponse, Refused,
    soft::{Algorithm, Key},
};

use crate::{
    Attack,
    ceremony::{Registration, base64url, head_of, register},
    try_all,
};

const JSON: &[Attack<Registration>] = &[
    (
        "another type",
        |it| it.json = |json| json["type"] = "password".into(),
        Refused::Json,
        |it| it.json = |json| json["authenticatorAttachment"] = "something new".into(),
    ),
    (
        "no id",
        |it| it.json = |json| json["id"] = ().into(),
        Refused::Json,
        |it| it.json = |json| json["response"]["somethingNew"] = "x".repeat(8000).into(),
    ),
    (
        "an id with padding",
        |it| it.json = |json| (json["id"], json["rawId"]) = ("YW4gaWQ=".into(), "YW4gaWQ=".into()),
        Refused::Json,
        |it| it.json = |json| (json["id"], json["rawId"]) = ("YW4gaWQ".into(), "YW4gaWQ".into()),
    ),
    ("an id with bits to spare", |it| it.json = |json| json["rawId"] = "YW4gaWR".into(), Refused::Json, |_| ()),
    (
        "the other alphabet",
        |it| it.json = |json| json["id"] = "+/+/".into(),
        Refused::Json,
        |it| {
            it.id = vec![0xfb, 0xff, 0xbf];
            it.json = |json| json["id"] = "-_-_".into();
        },
    ),
    ("a long id", |it| it.json = |json| json["id"] = base64url(&[1; 1024]), Refused::Json, |it| it.id = vec![1; 1023]),
    (
        "long client data",
        |it| it.client_data["somethingNew"] = "x".repeat(4096).into(),
        Refused::Json,
        |it| it.client_data["somethingNew"] = "x".repeat(3800).into(),
    ),
    (
        "a long attestation object",
        |it| it.json = |json| json["response"]["attestationObject"] = base64url(&[0; (16 << 10) + 1]),
        Refused::Json,
        |_| (),
    ),
    (
        "a long response",
        |it| it.json = |json| json["somethingNew"] = "x".repeat(64 << 10).into(),
        Refused::Json,
        |it| it.json = |json| json["somethingNew"] = "x".repeat(60 << 10).into(),
    ),
    (
        "client data that is no UTF-8",
        |it| it.json = |json| json["response"]["clientDataJSON"] = base64url(b"{\"type\":\"\xff\"}"),
        Refused::ClientData,
        |_| (),
    ),
    (
        "client data with more behind",
        |it| it.json = |json| append(&mut json["response"]["clientDataJSON"], b"{}"),
        Refused::ClientData,
        |it| it.json = |json| append(&mut json["response"]["clientDataJSON"], b" "),
    ),
    (
        "client data that names the origin twice",
        |it| it.json = |json| in_client_data(json, "{", r#"{"origin":"https://example.com","#),
        Refused::ClientData,
        |it| it.json = |json| in_client_data(json, "{", r#"{"origins":"https://example.com","#),
    ),
    (
        "client data deep in itself",
        |it| it.json = |json| in_client_data(json, "{", &format!(r#"{{"new":{}1,"#, "[".repeat(200))),
        Refused::ClientData,
        |it| it.json = |json| in_client_data(json, "{", r#"{"new":[[1]],"#),
    ),
    (
        "bytes behind the attestation object",
        |it| it.json = |json| append(&mut json["response"]["attestationObject"], &[0]),
        Refused::Attestation,
        |it| it.json = |json| append(&mut json["response"]["attestationObject"], &[]),
    ),
];

const KEYS: &[Attack<Registration>] = &[
    ("P-384", |it| it.public_key[6] = 2, Refused::PublicKey, |_| ()),
    ("ES384", |it| drop(it.public_key.splice(4..5, [0x38, 0x22])), Refused::PublicKey, |_| ()),
    ("an elliptic key of another type", |it| it.public_key[2] = 1, Refused::PublicKey, |_| ()),
    ("Ed25519 with a curve's key", |it| it.public_key[4] = 0x27, Refused::PublicKey, |_| ()),
    ("RS256 with a curve's key", |it| drop(it.public_key.splice(4..5, [0x39, 1, 0])), Refused::PublicKey, |_| ()),
    ("a point beside the curve", |it| it.public_key[10..42].fill(1), Refused::PublicKey, |_| ()),
    (
        "a coordinate that lends a byte to the other",
        |it| {
            let last = it.public_key.remove(41);
            (it.public_key[9], it.public_key[43]) = (31, 33);
            it.public_key.insert(44, last);
        },
        Refused::PublicKey,
        |_| (),
    ),
    ("a short coordinate", |it| drop(it.public_key.splice(9..11, [31])), Refused::PublicKey, |_| ()),
    (
        "a compressed point",
        |it| {
            it.public_key.truncate(42);
            it.public_key.extend(b"\x22\xf5");
        },
        Refused::PublicKey,
        |_| (),
    ),
    (
        "a parameter twice",
        |it| {
            it.public_key[0] = 0xa6;
            it.public_key.splice(3..3, [0x01, 0x02]);
        },
        Refused::PublicKey,
        |_| (),
    ),
    (
        "a parameter more",
        |it| {
            it.public_key[0] = 0xa6;
            it.public_key.extend(b"\x23\x01");
        },
        Refused::PublicKey,
        |_| (),
    ),
    ("another order", |it| it.public_key[1..5].rotate_left(2), Refused::PublicKey, |_| ()),
    ("a map without a length", |it| it.public_key[0] = 0xbf, Refused::PublicKey, |_| ()),
    ("a long form", |it| drop(it.public_key.splice(2..3, [0x18, 0x02])), Refused::PublicKey, |_| ()),
    ("no map", |it| it.public_key[0] = 0x85, Refused::PublicKey, |_| ()),
    (
        "Ed25519 on another curve",
        |it| it.public_key = [b"\xa4\x01\x01\x03\x27\x20\x07\x21\x58\x20", &[1; 32][..]].concat(),
        Refused::PublicKey,
        |it| it.public_key = Key::generate(Algorithm::Ed25519).unwrap().public_key(),
    ),
    (
        "Ed25519 that is too short",
        |it| it.public_key = [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x1f", &[1; 31][..]].concat(),
        Refused::PublicKey,
        |_| (),
    ),
    (
        "RSA with 1024 bits",
        |it| it.public_key = rsa(&[0xff; 128], &[1, 0, 1]),
        Refused::PublicKey,
        |it| it.public_key = rsa(&[0xff; 256], &[1, 0, 1]),
    ),
    (
        "RSA with 2047 bits",
        |it| it.public_key = rsa(&[0x7f; 256], &[1, 0, 1]),
        Refused::PublicKey,
        |it| it.public_key = rsa(&[0x81; 256], &[1, 0, 1]),
    ),
    (
        "RSA with zeros before",
        |it| it.public_key = rsa(&[&[0; 128], &[0xff; 128][..]].concat(), &[1, 0, 1]),
        Refused::PublicKey,
        |it| it.public_key = rsa(&[0xff; 257], &[1, 0, 1]),
    ),
    (
        "RSA with 8200 bits",
        |it| it.public_key = rsa(&[0xff; 1025], &[1, 0, 1]),
        Refused::PublicKey,
        |it| it.public_key = rsa(&[0xff; 1024], &[1, 0, 1]),
    ),
    (
        "RSA that signs nothing",
        |it| it.public_key = rsa(&[0xff; 256], &[1]),
        Refused::PublicKey,
        |it| {
            it.public_key = rsa(&[0xff; 256], &[3]);
        },
    ),
    ("an even modulus", |it| it.public_key = rsa(&[0xfe; 256], &[1, 0, 1]), Refused::PublicKey, |_| ()),
    ("an even exponent", |it| it.public_key = rsa(&[0xff; 256], &[1, 0, 0]), Refused::PublicKey, |_| ()),
    ("a long exponent", |it| it.public_key = rsa(&[0xff; 256], &[1; 5]), Refused::PublicKey, |_| ()),
    ("no exponent", |it| it.public_key = rsa(&[0xff; 256], &[]), Refused::PublicKey, |_| ()),
];

/// A key with this modulus and this exponent.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let short = 0x40 + u8::try_from(exponent.len()).unwrap();
    [b"\xa4\x01\x03\x03\x39\x01\x00\x20", &head_of(modulus)[..], modulus, &[0x21, short], exponent].concat()
}

fn bytes_of(value: &serde_json::Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

fn append(field: &mut serde_json::Value, more: &[u8]) {
    *field = base64url(&[&bytes_of(field), more].concat());
}

fn in_client_data(json: &mut serde_json::Value, from: &str, to: &str) {
    let field = &mut json["response"]["clientDataJSON"];
    *field = base64url(String::from_utf8(bytes_of(field)).unwrap().replacen(from, to, 1).as_bytes());
}

fn sound() -> Registration {
    Registration::of(&Key::generate(Algorithm::Es256).unwrap())
}

#[test]
fn a_response_in_another_form_is_refused() {
    try_all(JSON, sound, Registration::result);
}

#[test]
fn a_key_of_another_kind_is_refused() {
    try_all(KEYS, sound, Registration::result);
}

#[test]
fn a_response_that_is_no_sound_json_is_refused() {
    let sound = sound().to_json().to_string();
    assert!(register(sound.as_bytes()).is_ok());
    let twice = sound.replacen('{', r#"{"type":"public-key","#, 1);
    let mut no_utf8 = sound.clone().into_bytes();
    let place = sound.find("\"usb\"").unwrap() + 1;
    no_utf8[place] = 0xff;
    for broken in [&b""[..], b"null", b"[]", b"{}", twice.as_bytes(), &no_utf8, &sound.as_bytes()[1..]] {
        assert_eq!(register(broken), Err(Refused::Json), "{}", String::from_utf8_lossy(broken));
        assert!(AuthenticationResponse::from_json(broken).is_err());
    }
}

#[test]
fn nothing_that_is_cut_off_is_taken() {
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Rs256] {
        let sound = Registration::of(&Key::generate(algorithm).unwrap()).to_json();
        let object = bytes_of(&sound["response"]["attestationObject"]);
        for length in 0..object.len() {
            let mut json = sound.clone();
            json["response"]["attestationObject"] = base64url(&object[..length]);
            assert!(register(json.to_string().as_bytes()).is_err(), "{length} bytes of {}", object.len());
        }
        assert!(register(sound.to_string().as_bytes()).is_ok());
    }
}

#[test]
fn only_known_transports_are_kept() {
    let mut registration = sound();
    registration.json = |json| json["response"]["transports"] = ["usb", "<b>", "nfc", "usb"].as_slice().into();
    assert_eq!(registration.result().unwrap().transports, ["nfc", "usb"]);
    registration.json = |json| drop(json["response"].as_object_mut().unwrap().remove("transports"));
    assert!(registration.result().unwrap().transports.is_empty());
}
