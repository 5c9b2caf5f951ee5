//! Public keys as authenticators write them (RFC 9053, RFC 8230). Web Authentication allows the parameters below
//! and no others, in CTAP2's canonical order.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};

use crate::cbor::{Malformed, Reader};

/// ECDSA with P-256 and SHA-256.
pub(crate) const ES256: i64 = -7;
/// Here it means Ed25519 alone.
pub(crate) const EDDSA: i64 = -8;
/// RSASSA-PKCS1-v1_5 with SHA-256.
pub(crate) const RS256: i64 = -257;

/// What is asked for, the best one first.
pub(crate) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const KEY_TYPE: i64 = 1;
const ALGORITHM: i64 = 3;

/// 8192 bits, the longest that RS256 is verified with.
const LONGEST_MODULUS: usize = 1024;
const SHORTEST_MODULUS: usize = 256;

/// The key that begins here. It is one that a signature can be verified with: a point of the curve, or an RSA key of
/// 2048 to 8192 bits.
pub(crate) fn read(key: &mut Reader<'_>) -> Result<ParsedPublicKey, Malformed> {
    let entries = key.map()?;
    let kind = parameter(key, KEY_TYPE, Reader::integer)?;
    let algorithm = parameter(key, ALGORITHM, Reader::integer)?;
    match (kind, algorithm, entries) {
        (2, ES256, 5) => {
            curve(key, 1)?;
            let x = parameter(key, -2, Reader::bytes)?;
            let y = parameter(key, -3, Reader::bytes)?;
            if [x.len(), y.len()] != [32, 32] {
                return Err(Malformed);
            }
            ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, [&[4], x, y].concat())
        }
        (1, EDDSA, 4) => {
            curve(key, 6)?;
            let x = parameter(key, -2, Reader::bytes)?;
            if x.len() != 32 {
                return Err(Malformed);
            }
            ParsedPublicKey::new(&ED25519, x)
        }
        (3, RS256, 4) => {
            let n = parameter(key, -1, Reader::bytes)?;
            let e = parameter(key, -2, Reader::bytes)?;
            if !is_modulus(n) || !is_exponent(e) {
                return Err(Malformed);
            }
            RsaPublicKeyComponents { n, e }.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        }
        _ => return Err(Malformed),
    }
    .map_err(|_| Malformed)
}

fn parameter<'a, T>(
    key: &mut Reader<'a>,
    label: i64,
    read: fn(&mut Reader<'a>) -> Result<T, Malformed>,
) -> Result<T, Malformed> {
    if key.integer()? == label { read(key) } else { Err(Malformed) }
}

fn curve(key: &mut Reader<'_>, expected: i64) -> Result<(), Malformed> {
    if parameter(key, -1, Reader::integer)? == expected { Ok(()) } else { Err(Malformed) }
}

/// At least 2048 bits, and odd. The library looks at the length only when it verifies.
fn is_modulus(n: &[u8]) -> bool {
    let long_enough = match n {
        [] | [0, ..] => false,
        [first, ..] => n.len() > SHORTEST_MODULUS || n.len() == SHORTEST_MODULUS && *first >= 0x80,
    };
    long_enough && n.len() <= LONGEST_MODULUS && n.last().is_some_and(|last| last % 2 == 1)
}

/// Odd and at least 3; and short, since the work of verifying grows with it.
fn is_exponent(e: &[u8]) -> bool {
    let without_leading_zero = e.first().is_some_and(|first| *first != 0);
    without_leading_zero && e.len() <= 4 && e != [1] && e.last().is_some_and(|last| last % 2 == 1)
}
