//! Passwords: judged by strength rather than by classes of characters (NIST SP 800-63B), hashed with Argon2id and
//! OWASP's parameters, off the async threads, a few at a time.

mod argon2id;
mod line;
mod strength;

use std::{str::FromStr, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Semaphore;

use self::{
    argon2id::Memory,
    line::{Lane, Line},
};
use crate::turns::{Turns, Work};

/// How many new passwords may wait to be judged. Judging one takes milliseconds.
const WAITING_FOR_JUDGEMENT: usize = 256;

/// The most characters a password may have; one that is longer cannot be anybody's.
pub const MAX_CHARACTERS: usize = 128;

/// Hashing failed: the system gave no randomness, a stored hash is none, or the program is ending.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("passwords cannot be hashed just now")]
pub struct HashingError;

/// So many wait for a hash, or to be judged, that one more would wait too long.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("too many passwords wait to be hashed")]
pub struct Busy {
    /// How long one would wait.
    pub wait: Duration,
}

/// Why a password could not be held against its hash.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LineError {
    /// Hashing failed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// Too many wait already.
    #[error(transparent)]
    Busy(#[from] Busy),
}

/// From where somebody logs in. Those who are known go first, so that nobody who guesses passwords keeps them waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The account has been there lately.
    Known,
    /// Anywhere else.
    Unknown,
}

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
    /// It could not be hashed.
    #[error(transparent)]
    Line(#[from] LineError),
}

impl FromStr for NewPassword {
    type Err = PasswordFault;

    fn from_str(text: &str) -> Result<Self, PasswordFault> {
        let fits = (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.chars().count());
        if fits { Ok(Self(text.into())) } else { Err(PasswordFault::Length) }
    }
}

/// Hashes and checks passwords: each takes 19 MiB and some 20 ms of a core. Others wait in line.
#[derive(Clone, Debug)]
pub struct Passwords {
    line: Line,
    turns: Turns,
    /// New passwords that wait to be judged, and the one that is.
    to_be_judged: Arc<Semaphore>,
    judged: Arc<Semaphore>,
    /// The hash of a password that nobody knows, so that unknown users cost as much time as known ones.
    nobody: Arc<str>,
}

impl Passwords {
    /// Makes the pool, which computes in these turns. Hashes once, so it takes some 20 ms.
    pub fn new(turns: &Turns) -> Result<Self, HashingError> {
        let mut unknown = [0; 32];
        getrandom::fill(&mut unknown).map_err(|_| HashingError)?;
        let nobody = argon2id::hash(&unknown, &mut Memory::new())?.into();
        let (to_be_judged, judged) = (Arc::new(Semaphore::new(WAITING_FOR_JUDGEMENT)), Arc::new(Semaphore::new(1)));
        Ok(Self { line: Line::new(turns.clone()), turns: turns.clone(), to_be_judged, judged, nobody })
    }

    /// Hashes a new password into a PHC string with a salt of its own, unless it is easy to guess. `about` is what an
    /// attacker knows of its owner.
    pub async fn hash(&self, password: NewPassword, about: Vec<String>) -> Result<String, NewPasswordError> {
        self.line.has_room(Lane::New).map_err(LineError::from)?;
        let password = self.judge(password, about).await?;
        let hashed =
            self.line.in_turn(Lane::New, move |memory| argon2id::hash(password.0.expose_secret().as_bytes(), memory));
        Ok(hashed.await?.map_err(LineError::from)?)
    }

    /// Judges a new password, one after the other and outside of the line, where log-ins wait.
    async fn judge(&self, password: NewPassword, about: Vec<String>) -> Result<NewPassword, NewPasswordError> {
        let waits = self.to_be_judged.clone().try_acquire_owned();
        let waits = waits.map_err(|_| LineError::from(Busy { wait: Duration::from_secs(5) }))?;
        let judged = self.judged.clone().acquire_owned().await.map_err(|_| LineError::from(HashingError))?;
        let turn = self.turns.turn(Work::Short).await;
        let judged = tokio::task::spawn_blocking(move || {
            let _held = (waits, judged, turn);
            strength::judge(password.0.expose_secret(), &about).map(|()| password)
        });
        Ok(judged.await.map_err(|_| LineError::from(HashingError))??)
    }

    /// Says whether `password` is the one behind `hash`. Without a hash it takes the same time and says no.
    pub async fn verify(&self, password: SecretString, hash: Option<String>, from: Place) -> Result<bool, LineError> {
        let known = hash.is_some() && password.expose_secret().chars().count() <= MAX_CHARACTERS;
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let lane = match from {
            Place::Known => Lane::Known,
            Place::Unknown => Lane::Unknown,
        };
        let matches = self
            .line
            .in_turn(lane, move |memory| argon2id::verify(password.expose_secret().as_bytes(), &hash, memory))
            .await??;
        Ok(matches && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::new(&Turns::one_a_core()).unwrap();
        let hash = passwords.hash("correct horse battery".parse().unwrap(), vec![]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        for place in [Place::Known, Place::Unknown] {
            assert!(passwords.verify("correct horse battery".into(), Some(hash.clone()), place).await.unwrap());
            assert!(!passwords.verify("correct horse batterz".into(), Some(hash.clone()), place).await.unwrap());
            assert!(!passwords.verify("correct horse battery".into(), None, place).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_weak_password_is_told_of_and_not_hashed() {
        let passwords = Passwords::new(&Turns::one_a_core()).unwrap();
        let refused = passwords.hash("password1234".parse().unwrap(), vec![]).await;
        assert!(matches!(refused, Err(NewPasswordError::Fault(PasswordFault::Weak(_)))), "{refused:?}");
    }
}
