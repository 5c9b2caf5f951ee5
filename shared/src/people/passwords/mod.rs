//! Passwords: judged by strength rather than by classes of characters (NIST SP 800-63B), hashed with Argon2id and
//! OWASP's parameters, off the async threads, a few at a time.

mod argon2id;
mod error;
mod line;
mod strength;

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

pub use self::error::{Busy, HashingError, LineError, MAX_CHARACTERS, MIN_CHARACTERS, NewPasswordError, PasswordFault};

use self::{
    argon2id::Memory,
    line::{Lane, Line},
};
use super::known_of::KnownOf;
use crate::turns::{Turns, Work};

/// How many new passwords may wait to be judged, and how long one of them. Judging one takes milliseconds.
const MOST_TO_BE_JUDGED: usize = 256;
const PATIENCE: Duration = Duration::from_secs(10);

/// From where somebody logs in. Those who are known go first, so that nobody who guesses passwords keeps them waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The account has been there lately.
    Known,
    /// Anywhere else.
    Unknown,
}

/// A password that somebody wants to have: 10 to 128 characters.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

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
    /// How many microseconds it takes to judge one: a moving mean.
    pace: Arc<AtomicU64>,
    /// The hash of a password that nobody knows, so that unknown users cost as much time as known ones.
    nobody: Arc<str>,
}

impl Passwords {
    /// Makes the pool, which computes in these turns. Hashes once, so it takes some 20 ms.
    pub fn new(turns: &Turns) -> Result<Self, HashingError> {
        let mut unknown = [0; 32];
        getrandom::fill(&mut unknown).map_err(|_| HashingError)?;
        let nobody = argon2id::hash(&unknown, &mut Memory::new())?.into();
        Ok(Self {
            line: Line::new(turns.clone()),
            turns: turns.clone(),
            to_be_judged: Arc::new(Semaphore::new(MOST_TO_BE_JUDGED)),
            judged: Arc::new(Semaphore::new(1)),
            pace: Arc::default(),
            nobody,
        })
    }

    /// Hashes a new password into a PHC string with a salt of its own, unless it is easy to guess by whoever knows
    /// what is `known` of its owner.
    pub async fn hash(&self, password: NewPassword, known: KnownOf) -> Result<String, NewPasswordError> {
        self.line.has_room(Lane::New).map_err(LineError::from)?;
        let password = self.judge(password, known.words()).await?;
        let hashed =
            self.line.in_turn(Lane::New, move |memory| argon2id::hash(password.0.expose_secret().as_bytes(), memory));
        Ok(hashed.await?.map_err(LineError::from)?)
    }

    /// Hashes what is no account's password, and so is not judged: whoever chose it gives it to somebody else.
    pub async fn hash_unjudged(&self, password: SecretString) -> Result<String, LineError> {
        self.line.has_room(Lane::New)?;
        let hashed =
            self.line.in_turn(Lane::New, move |memory| argon2id::hash(password.expose_secret().as_bytes(), memory));
        Ok(hashed.await??)
    }

    /// Judges a new password, one after the other and outside of the line, where log-ins wait.
    async fn judge(&self, password: NewPassword, about: Vec<String>) -> Result<NewPassword, NewPasswordError> {
        let before = MOST_TO_BE_JUDGED - self.to_be_judged.available_permits();
        let pace = Duration::from_micros(self.pace.load(Ordering::Relaxed));
        let wait = pace.saturating_mul(u32::try_from(before).unwrap_or(u32::MAX));
        let waits = self.to_be_judged.clone().try_acquire_owned().ok().filter(|_| wait <= PATIENCE);
        let waits = waits.ok_or(LineError::from(Busy { wait }))?;
        let judged = self.judged.clone().acquire_owned().await.map_err(|_| LineError::from(HashingError))?;
        let (pace, began) = (self.pace.clone(), Instant::now());
        let turn = self.turns.turn(Work::Short).await;
        let judged = tokio::task::spawn_blocking(move || {
            let _held = (waits, judged, turn);
            let verdict = strength::judge(password.0.expose_secret(), &about).map(|()| password);
            let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
            // One at a time comes here.
            pace.store((pace.load(Ordering::Relaxed) / 8 * 7).saturating_add(took / 8), Ordering::Relaxed);
            verdict
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
        let hash = passwords.hash("correct horse battery".parse().unwrap(), KnownOf::default()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        for place in [Place::Known, Place::Unknown] {
            assert!(passwords.verify("correct horse battery".into(), Some(hash.clone()), place).await.unwrap());
            assert!(!passwords.verify("correct horse batterz".into(), Some(hash.clone()), place).await.unwrap());
            assert!(!passwords.verify("correct horse battery".into(), None, place).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_crowd_of_new_passwords_is_not_left_waiting_to_be_judged() {
        let passwords = Passwords::new(&Turns::one_a_core()).unwrap();
        let held = passwords.judged.clone().acquire_owned().await.unwrap();
        passwords.pace.store(4_000_000, Ordering::Relaxed);
        let new = || {
            let passwords = passwords.clone();
            tokio::spawn(
                async move { passwords.hash("correct horse battery".parse().unwrap(), KnownOf::default()).await },
            )
        };
        // At four seconds each, the fourth would wait for twelve.
        let mut waiting = Vec::new();
        for before in 0..3 {
            waiting.push(new());
            while passwords.to_be_judged.available_permits() > MOST_TO_BE_JUDGED - 1 - before {
                tokio::task::yield_now().await;
            }
        }
        let refused = new().await.unwrap();
        let Err(NewPasswordError::Line(LineError::Busy(Busy { wait }))) = refused else { panic!("{refused:?}") };
        assert_eq!(wait, Duration::from_secs(12));
        drop(held);
        for one in waiting {
            one.await.unwrap().unwrap();
        }
        assert!(passwords.pace.load(Ordering::Relaxed) < 4_000_000);
    }

    #[tokio::test]
    async fn a_weak_password_is_told_of_and_not_hashed() {
        let passwords = Passwords::new(&Turns::one_a_core()).unwrap();
        let refused = passwords.hash("password1234".parse().unwrap(), KnownOf::default()).await;
        assert!(matches!(refused, Err(NewPasswordError::Fault(PasswordFault::Weak(_)))), "{refused:?}");
    }
}
