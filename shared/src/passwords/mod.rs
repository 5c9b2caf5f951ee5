//! Passwords: judged by strength rather than by classes of characters (NIST SP 800-63B), hashed with Argon2id and
//! OWASP's parameters, off the async threads, a few at a time.

mod argon2id;
mod line;

use std::{str::FromStr, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use self::{argon2id::Memory, line::Line};

/// The most characters a password may have; one that is longer cannot be anybody's.
pub const MAX_CHARACTERS: usize = 128;

/// Hashing failed: the system gave no randomness, a stored hash is none, or the program is ending.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("passwords cannot be hashed just now")]
pub struct HashingError;

/// The fewest characters a new password may have.
pub const MIN_CHARACTERS: usize = 10;

/// A password that somebody wants to have: 10 to 128 characters.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

/// Why a password is not taken, said to whoever chose it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PasswordFault {
    /// Too short or too long.
    #[error("must have {MIN_CHARACTERS} to {MAX_CHARACTERS} characters")]
    Length,
    /// Easy to guess.
    #[error("is easy to guess: {0}")]
    Weak(String),
}

/// Why there is no hash of a new password.
#[derive(Debug, Error)]
pub enum NewPasswordError {
    /// It is not taken.
    #[error(transparent)]
    Fault(#[from] PasswordFault),
    /// Hashing failed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
}

impl FromStr for NewPassword {
    type Err = PasswordFault;

    fn from_str(text: &str) -> Result<Self, PasswordFault> {
        let fits = (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.chars().count());
        if fits { Ok(Self(text.into())) } else { Err(PasswordFault::Length) }
    }
}

/// What makes a password easy to guess, or nothing when guessing it takes over a hundred million tries.
fn judge(password: &str, about: &[String]) -> Result<(), PasswordFault> {
    let about: Vec<&str> = about.iter().map(String::as_str).chain(["strongroom"]).collect();
    let estimate = zxcvbn::zxcvbn(password, &about);
    if estimate.score() >= zxcvbn::Score::Three {
        return Ok(());
    }
    let warning = estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning);
    let advice = warning.map_or_else(|| "a few more uncommon words help".to_owned(), |warning| warning.to_string());
    Err(PasswordFault::Weak(advice))
}

/// Hashes and checks passwords, one a core at once: each takes 19 MiB and some 20 ms of a core. Others wait in line.
#[derive(Clone, Debug)]
pub struct Passwords {
    line: Line,
    /// The hash of a password that nobody knows, so that unknown users cost as much time as known ones.
    nobody: Arc<str>,
}

impl Passwords {
    /// Makes the pool. Hashes once, so it takes some 20 ms.
    pub fn new() -> Result<Self, HashingError> {
        let mut unknown = [0; 32];
        getrandom::fill(&mut unknown).map_err(|_| HashingError)?;
        let nobody = argon2id::hash(&unknown, &mut Memory::new())?.into();
        Ok(Self { line: Line::new(), nobody })
    }

    /// Hashes a new password into a PHC string with a salt of its own, unless it is easy to guess. `about` is what an
    /// attacker knows of its owner.
    pub async fn hash(&self, password: NewPassword, about: Vec<String>) -> Result<String, NewPasswordError> {
        let hashed = self.line.in_turn(move |memory| {
            let password = password.0.expose_secret();
            judge(password, &about)?;
            Ok(argon2id::hash(password.as_bytes(), memory)?)
        });
        hashed.await?
    }

    /// Says whether `password` is the one behind `hash`. Without a hash it takes the same time and says no.
    pub async fn verify(&self, password: SecretString, hash: Option<String>) -> Result<bool, HashingError> {
        let known = hash.is_some() && password.expose_secret().chars().count() <= MAX_CHARACTERS;
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let matches = self
            .line
            .in_turn(move |memory| argon2id::verify(password.expose_secret().as_bytes(), &hash, memory))
            .await??;
        Ok(matches && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("correct horse battery".parse().unwrap(), vec![]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horse batterz".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse battery".into(), None).await.unwrap());
    }

    #[test]
    fn passwords_are_judged_by_strength() {
        let about = ["margaret.hale".to_owned(), "margaret.hale@example.com".to_owned()];
        for strong in
            ["correct horse battery staple", "vK9$mPq2!xLw7", "Regenschirm am Fluss 41", "юный-кедр-ржавый-топор"]
        {
            assert_eq!(judge(strong, &about), Ok(()), "{strong}");
        }
        for weak in
            ["password1234", "1234567890", "aaaaaaaaaaaa", "qwertyuiop", "Password123!", "margaret.hale", "strongroom1"]
        {
            assert!(judge(weak, &about).is_err(), "{weak}");
        }
    }
}
