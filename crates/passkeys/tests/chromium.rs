//! What Chromium's virtual authenticators answered to the options in `chromium/options.json`; `chromium/record.mjs` wrote
//! it down.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop and say where")]

use std::{fs, path::Path, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use passkeys::{
    AuthenticationResponse, Credential, Refused, RegistrationResponse, RelyingParty, SignedIn, User, UserHandle,
};
use serde_json::{Value, json};

const CREATE: [u8; 32] = [1; 32];
const GET: [u8; 32] = [2; 32];
const HANDLE: &[u8] = b"a user";

fn site() -> RelyingParty {
    RelyingParty {
        id: "localhost".into(),
        name: "Example".into(),
        origins: vec!["http://localhost:8123".into()],
        timeout: Duration::from_mins(5),
    }
}

fn read(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chromium").join(name).with_extension("json");
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

fn register(recording: &Value) -> Credential {
    let response = RegistrationResponse::from_json(recording["registration"].to_string().as_bytes()).unwrap();
    assert_eq!(response.challenge(), CREATE);
    site().register(&CREATE, response).unwrap()
}

fn sign_in(response: &Value, credential: &Credential) -> Result<SignedIn, Refused> {
    let response = AuthenticationResponse::from_json(response.to_string().as_bytes())?;
    site().sign_in(&GET, &response, credential, UserHandle::ByPasskey(HANDLE))
}

/// Registers, and signs in as often as was recorded.
fn replay(name: &str) -> (Credential, Value) {
    let recording = read(name);
    let mut credential = register(&recording);
    let first = credential.clone();
    let sign_ins = recording["sign_ins"].as_array().unwrap();
    assert_eq!(sign_ins.len(), 2);
    for response in sign_ins {
        let signed_in = sign_in(response, &credential).unwrap();
        assert!(signed_in.counter > credential.counter);
        assert_eq!(signed_in.backed_up, credential.backed_up);
        credential.counter = signed_in.counter;
        assert_eq!(sign_in(response, &credential), Err(Refused::Counter));
    }
    (first, recording)
}

#[test]
fn it_was_given_the_options_that_are_made_here() {
    let site = site();
    let user = User { handle: HANDLE, name: "ada", display_name: "Ada Lovelace" };
    let options = json!({
        "origin": site.origins[0],
        "create": site.creation_options(&CREATE, user, &[]),
        "get": site.request_options(&GET, &[]),
    });
    assert_eq!(options, read("options"));
}

#[test]
fn a_passkey_of_each_algorithm_is_taken() {
    for (name, algorithm) in [("es256", -7), ("ed25519", -8), ("rs256", -257)] {
        let (credential, recording) = replay(name);
        assert_eq!(recording["registration"]["response"]["publicKeyAlgorithm"], algorithm);
        assert_eq!(credential.transports, ["internal"]);
        assert!(!credential.backup_eligible && !credential.backed_up);
    }
}

#[test]
fn a_synced_passkey_and_one_on_a_key_are_told_apart() {
    let (synced, _) = replay("synced");
    assert!(synced.backup_eligible && synced.backed_up);
    let (usb, _) = replay("usb");
    assert!(!usb.backup_eligible);
    assert_eq!(usb.transports, ["usb"]);
}

#[test]
fn a_passkey_is_named_in_later_options() {
    let (usb, _) = replay("usb");
    let site = site();
    let descriptor = json!([{ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(&usb.id), "transports": ["usb"] }]);
    let has = [usb];
    let user = User { handle: HANDLE, name: "ada", display_name: "Ada Lovelace" };
    assert_eq!(json!(site.creation_options(&CREATE, user, &has))["excludeCredentials"], descriptor);
    assert_eq!(json!(site.request_options(&GET, &has))["allowCredentials"], descriptor);
    let unknown = [Credential { transports: Vec::new(), ..has[0].clone() }];
    assert_eq!(json!(site.request_options(&GET, &unknown))["allowCredentials"][0].get("transports"), None);
}

#[test]
fn no_bit_of_a_sign_in_may_differ() {
    for name in ["es256", "ed25519", "rs256"] {
        let recording = read(name);
        let credential = register(&recording);
        let sound = &recording["sign_ins"][0];
        assert!(sign_in(sound, &credential).is_ok());
        for field in ["authenticatorData", "clientDataJSON", "signature"] {
            let bytes = URL_SAFE_NO_PAD.decode(sound["response"][field].as_str().unwrap()).unwrap();
            for bit in 0..bytes.len() * 8 {
                let mut flipped = bytes.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let mut response = sound.clone();
                response["response"][field] = URL_SAFE_NO_PAD.encode(flipped).into();
                assert!(sign_in(&response, &credential).is_err(), "{name}: bit {bit} of {field}");
            }
        }
    }
}

#[test]
fn the_key_of_another_passkey_does_not_do() {
    let names = ["es256", "ed25519", "rs256", "synced", "usb"];
    let recordings = names.map(read);
    let credentials = recordings.each_ref().map(register);
    for (own, recording) in recordings.iter().enumerate() {
        for (other, credential) in credentials.iter().enumerate() {
            let credential = Credential { public_key: credential.public_key.clone(), ..credentials[own].clone() };
            let expected = if own == other { None } else { Some(Refused::Signature) };
            assert_eq!(sign_in(&recording["sign_ins"][0], &credential).err(), expected, "{own} {other}");
        }
    }
}
