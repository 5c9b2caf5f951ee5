//! Access tokens: JSON Web Tokens (RFC 7519) signed with HS256 and nothing else.

use std::{fmt, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::{
    clock::Millis,
    ids::{SessionId, UserId},
    keys::{self, KeyRing},
    people::names::Role,
    settings::KeyKind,
};

const AUDIENCE: &str = "strongroom";

/// Ours have some 400 characters.
const MAX_TOKEN: usize = 2048;

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// The account.
    pub(crate) sub: UserId,
    /// The session, which is looked up at every use.
    pub(crate) sid: SessionId,
    /// The account's role when the token was given.
    pub(crate) role: Role,
    iat: i64,
    exp: i64,
    /// Ours have none; one that is there is kept to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// Says whether a token is of our kind by its head: said to be a JWT (RFC 8725, section 3.11), with no extension that must
/// be understood, since none is (RFC 7515, section 4.1.11).
fn is_of_our_kind(token: &str) -> Option<bool> {
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    let head: Map<String, Value> = serde_json::from_slice(&head).ok()?;
    Some(head.get("typ")?.as_str()?.eq_ignore_ascii_case("JWT") && !head.contains_key("crit"))
}

/// Signs and verifies access tokens.
pub(crate) struct AccessTokens {
    issuer: String,
    ring: KeyRing,
    rules: Validation,
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessTokens")
    }
}

impl AccessTokens {
    /// Signs with the ring's signing secret and takes the signatures of all, as they are at each use.
    pub(crate) fn new(ring: &KeyRing, issuer: &str) -> Self {
        // The algorithm is ours to choose, never the token's (RFC 8725, section 3.1).
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[issuer]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Looked at below, by the clock that was passed in.
        rules.validate_exp = false;
        Self { issuer: issuer.to_owned(), ring: ring.clone(), rules }
    }

    /// A token for a session, good for `ttl`.
    pub(crate) fn issue(
        &self,
        session: SessionId,
        user: UserId,
        role: Role,
        ttl: Duration,
        now: Millis,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user,
            sid: session,
            role,
            iat: now.unix_seconds(),
            exp: (now + ttl).unix_seconds(),
            nbf: None,
        };
        let ring = self.ring.accepted(KeyKind::Jwt);
        // A ring holds a secret of each kind; see `KeyRing::load`.
        let secret = keys::signing(&ring, now).map_or(&[][..], |key| key.secret.expose_secret().as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret))
    }

    /// What a token says, if one of our secrets signed it, it is of our kind, and it is good by now.
    pub(crate) fn verify(&self, token: &str, now: Millis) -> Option<Claims> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let ring = self.ring.accepted(KeyKind::Jwt);
        let keys = ring.iter().map(|key| DecodingKey::from_secret(key.secret.expose_secret().as_bytes()));
        let mut read = keys.filter_map(|key| jsonwebtoken::decode::<Claims>(token, &key, &self.rules).ok());
        let claims = read.next()?.claims;
        let seconds = now.unix_seconds();
        let is_good = claims.exp > seconds && claims.nbf.is_none_or(|begins| begins <= seconds);
        (is_good && is_of_our_kind(token)?).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);
    const TTL: Duration = Duration::from_mins(15);

    fn tokens(secrets: &[&str]) -> AccessTokens {
        let ring = KeyRing::given(secrets.iter().map(|secret| (*secret).into()).collect(), vec![], vec![]);
        AccessTokens::new(&ring, "https://files.example.com")
    }

    fn issue(tokens: &AccessTokens) -> String {
        tokens.issue(SessionId::new(), UserId::new(), Role::Client, TTL, NOW).unwrap()
    }

    #[test]
    fn a_token_is_good_until_it_expires() {
        let tokens = tokens(&["first"]);
        let token = issue(&tokens);
        assert!(tokens.verify(&token, NOW + TTL - Duration::from_secs(1)).is_some());
        assert!(tokens.verify(&token, NOW + TTL).is_none());
    }

    #[test]
    fn secrets_rotate() {
        let token = issue(&tokens(&["old"]));
        assert!(tokens(&["new", "old"]).verify(&token, NOW).is_some());
        assert!(tokens(&["new"]).verify(&token, NOW).is_none());
    }

    #[test]
    fn no_other_algorithm_is_taken() {
        let tokens = tokens(&["secret"]);
        let token = issue(&tokens);
        let [_, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("not three parts") };
        for algorithm in ["none", "None", "HS384", "HS512", "RS256", "ES256"] {
            let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#));
            for forged in [format!("{header}.{claims}."), format!("{header}.{claims}.{signature}")] {
                assert!(tokens.verify(&forged, NOW).is_none(), "{algorithm}");
            }
        }
        let key = EncodingKey::from_secret(b"secret");
        let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Claims>(&token).unwrap();
        let other = jsonwebtoken::encode(&Header::new(Algorithm::HS512), &claims, &key).unwrap();
        assert!(tokens.verify(&other, NOW).is_none());
    }

    /// A token with whatever head and claims, signed by the secret `secret`.
    fn signed(head: &Value, claims: &Value) -> String {
        let text = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let tag = jsonwebtoken::crypto::sign(text.as_bytes(), &EncodingKey::from_secret(b"secret"), Algorithm::HS256);
        format!("{text}.{}", tag.unwrap())
    }

    #[test]
    fn what_a_token_says_of_itself_is_kept_to() {
        let tokens = tokens(&["secret"]);
        let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Value>(&issue(&tokens)).unwrap();
        let seconds = NOW.unix_seconds();
        let head = |more: Value| {
            let mut head = json!({"alg": "HS256", "typ": "JWT"});
            head.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            head
        };
        let begins = |nbf: Value| {
            let mut claims = claims.clone();
            claims["nbf"] = nbf;
            claims
        };
        for (head, claims) in [
            (head(json!({})), claims.clone()),
            (head(json!({"typ": "jwt", "kid": "some key"})), claims.clone()),
            (head(json!({})), begins(json!(seconds))),
        ] {
            assert!(tokens.verify(&signed(&head, &claims), NOW).is_some(), "{head} {claims}");
        }
        for (head, claims) in [
            (head(json!({"crit": ["exp"]})), claims.clone()),
            (head(json!({"crit": ["b64"], "b64": true})), claims.clone()),
            (head(json!({"crit": []})), claims.clone()),
            (head(json!({"crit": "x"})), claims.clone()),
            (head(json!({"crit": null})), claims.clone()),
            (head(json!({"typ": "at+jwt"})), claims.clone()),
            (head(json!({"typ": "JOSE"})), claims.clone()),
            (head(json!({"typ": null})), claims.clone()),
            (json!({"alg": "HS256"}), claims.clone()),
            (head(json!({})), begins(json!(seconds + 1))),
            (head(json!({})), begins(json!(i64::MAX))),
            (head(json!({})), begins(json!("soon"))),
        ] {
            assert!(tokens.verify(&signed(&head, &claims), NOW).is_none(), "{head} {claims}");
        }
    }

    #[test]
    fn tokens_of_others_are_refused() {
        let ring = KeyRing::given(vec!["secret".into()], vec![], vec![]);
        let token = issue(&AccessTokens::new(&ring, "https://other.example.com"));
        assert!(tokens(&["secret"]).verify(&token, NOW).is_none());
    }
}
