//! Password hashing: Argon2id with OWASP's parameters, off the async threads, a few at a time.

use std::{num::NonZero, sync::Arc};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Semaphore;

/// The most characters a password may have; one that is longer cannot be anybody's.
pub const MAX_CHARACTERS: usize = 128;

/// Hashing failed: the system gave no randomness, or the program is ending.
#[derive(Debug, Error)]
#[error("passwords cannot be hashed just now")]
pub struct HashingError;

/// Hashes and checks passwords, one a core at once: each takes 19 MiB and some 20 ms of a core
/// (m = 19456 KiB, t = 2, p = 1, as the OWASP Password Storage Cheat Sheet has it). Others wait in line.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody knows, so that unknown users cost as much time as known ones.
    nobody: Arc<str>,
}

impl Passwords {
    /// Makes the pool. Hashes once, so it takes some 20 ms.
    pub fn new() -> Result<Self, HashingError> {
        let mut unknown = [0; 32];
        getrandom::fill(&mut unknown).map_err(|_| HashingError)?;
        let nobody = hash_now(&unknown)?.into();
        let cores = std::thread::available_parallelism().map_or(2, NonZero::get);
        Ok(Self { turns: Arc::new(Semaphore::new(cores)), nobody })
    }

    /// Hashes a password into a PHC string with a salt of its own.
    pub async fn hash(&self, password: SecretString) -> Result<String, HashingError> {
        self.in_turn(move || hash_now(password.expose_secret().as_bytes())).await?
    }

    /// Says whether `password` is the one behind `hash`. Without a hash it takes the same time and says no.
    pub async fn verify(&self, password: SecretString, hash: Option<String>) -> Result<bool, HashingError> {
        let known = hash.is_some() && password.expose_secret().chars().count() <= MAX_CHARACTERS;
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let matches = self
            .in_turn(move || Argon2::default().verify_password(password.expose_secret().as_bytes(), hash.as_str()).is_ok())
            .await?;
        Ok(matches && known)
    }

    /// Runs other work that takes a core for milliseconds, in the same line.
    pub async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| HashingError)?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(|_| HashingError)
    }
}

fn hash_now(password: &[u8]) -> Result<String, HashingError> {
    Argon2::default().hash_password(password).map(|hash| hash.to_string()).map_err(|_| HashingError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horsf".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), None).await.unwrap());
    }
}
