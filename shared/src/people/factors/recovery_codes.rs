//! Recovery codes: ten words on paper, each of which stands in for a second factor once.

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString};

use super::base32;
use crate::{clock::Millis, db::Tx, exec, ids::UserId};

/// How many an account has.
pub const COUNT: usize = 10;

/// So many random bytes are in one: 120 bits, with which a plain hash is enough (OWASP ASVS 6.5.2 asks for 112).
const BYTES: usize = 15;

/// So many characters one has without the hyphens.
const CHARACTERS: usize = 24;

/// Gives an account fresh codes, which are shown once. Those that it had are void.
pub async fn renew(tx: &mut Tx, user: UserId) -> Result<Vec<SecretString>, sqlx::Error> {
    forget(tx, user).await?;
    let mut codes = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
        let code = base32::encode(&bytes);
        exec!(tx, |c| sqlx::query("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)")
            .bind(user)
            .bind(hash(&code)))?;
        codes.push(in_groups(&code).into());
    }
    Ok(codes)
}

/// Takes the codes of an account away.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("DELETE FROM recovery_codes WHERE user_id = $1").bind(user)).map(|_| ())
}

/// Strikes a code out, and says whether it was one that was left. Case, blanks and hyphens do not matter.
pub async fn take(tx: &mut Tx, user: UserId, code: &SecretString, now: Millis) -> Result<bool, sqlx::Error> {
    let Some(code) = read(code.expose_secret()) else { return Ok(false) };
    let struck = exec!(tx, |c| sqlx::query(
        "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL"
    )
    .bind(user)
    .bind(hash(&code))
    .bind(now))?;
    Ok(struck == 1)
}

/// A code as it is typed without mistake: in groups of four.
fn in_groups(code: &str) -> String {
    let groups: Vec<_> = code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

/// A code as it is hashed, if the text may be one.
fn read(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(CHARACTERS + 1).collect();
    (code.len() == CHARACTERS).then(|| code.to_ascii_uppercase())
}

fn hash(code: &str) -> Vec<u8> {
    digest(&SHA256, code.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = base32::encode(&[0xa5; BYTES]);
        let shown = in_groups(&code);
        assert_eq!((code.len(), shown.len()), (CHARACTERS, 29));
        let spaced = shown.replace('-', " ");
        for typed in [&code, &shown, &shown.to_lowercase(), &spaced, &format!(" {} ", code.to_lowercase())] {
            assert_eq!(read(typed).as_ref(), Some(&code), "{typed}");
        }
        for none in ["", "123456", &code[1..], &format!("{code}A"), &"é".repeat(12)] {
            assert_ne!(read(none).as_ref(), Some(&code), "{none}");
        }
    }
}
