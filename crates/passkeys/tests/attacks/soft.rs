//! The authenticator in software against the crate itself.

use passkeys::{
    AuthenticationResponse, Credential, Refused, RegistrationResponse, SignedIn, User, UserHandle,
    soft::{Algorithm, Declined, SoftAuthenticator},
};
use serde_json::{Value, json};

use crate::ceremony::{CHALLENGE, HANDLE, site};

const USER: User<'_> = User { handle: HANDLE, name: "ada", display_name: "Ada" };

fn create(browser: &mut SoftAuthenticator, has: &[Credential], algorithm: Algorithm) -> Result<Value, Declined> {
    browser.create(&json!(site().creation_options(&CHALLENGE, USER, has)), algorithm)
}

fn register(browser: &mut SoftAuthenticator, algorithm: Algorithm) -> Credential {
    let response = create(browser, &[], algorithm).unwrap();
    let response = RegistrationResponse::from_json(response.to_string().as_bytes()).unwrap();
    site().register(&CHALLENGE, response).unwrap()
}

fn sign_in(browser: &mut SoftAuthenticator, credential: &Credential) -> Result<SignedIn, Refused> {
    let asked = std::slice::from_ref(credential);
    let response = browser.get(&json!(site().request_options(&CHALLENGE, asked))).unwrap();
    let response = AuthenticationResponse::from_json(response.to_string().as_bytes())?;
    site().sign_in(&CHALLENGE, &response, credential, UserHandle::ByPasskey(HANDLE))
}

#[test]
fn it_registers_and_signs_in_with_each_algorithm() {
    let mut browser = SoftAuthenticator::new("https://files.example.com");
    for algorithm in [Algorithm::Es256, Algorithm::Ed25519, Algorithm::Rs256] {
        let mut credential = register(&mut browser, algorithm);
        for _ in 0..2 {
            credential.counter = sign_in(&mut browser, &credential).unwrap().counter;
        }
        browser.counter = 0;
        assert_eq!(sign_in(&mut browser, &credential), Err(Refused::Counter));
    }
}

#[test]
fn it_takes_the_newest_passkey_where_none_is_named() {
    let mut browser = SoftAuthenticator::new("https://example.com");
    let options = json!(site().request_options(&CHALLENGE, &[]));
    assert_eq!(browser.get(&options), Err(Declined::NoPasskey));
    let first = register(&mut browser, Algorithm::Es256);
    let second = register(&mut browser, Algorithm::Es256);
    let answer = |response: Value| AuthenticationResponse::from_json(response.to_string().as_bytes()).unwrap();
    let response = answer(browser.get(&options).unwrap());
    assert_eq!((response.credential_id(), response.challenge()), (&second.id[..], &CHALLENGE[..]));
    assert!(sign_in(&mut browser, &first).is_ok());
}

#[test]
fn it_declines_as_a_browser_does() {
    let mut browser = SoftAuthenticator::new("https://example.com");
    let has = register(&mut browser, Algorithm::Es256);
    assert_eq!(create(&mut browser, &[has], Algorithm::Es256), Err(Declined::Excluded));
    for origin in ["https://notexample.com", "https://example.com.evil.org", "https://example.org:443"] {
        let mut elsewhere = SoftAuthenticator::new(origin);
        assert_eq!(create(&mut elsewhere, &[], Algorithm::Es256), Err(Declined::RelyingParty), "{origin}");
    }
    assert_eq!(browser.create(&json!({}), Algorithm::Es256), Err(Declined::Options("rp.id")));
}
