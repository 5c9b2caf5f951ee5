//! Settings: read once at the start, checked whole, and never printed.
//!
//! `default.toml` is compiled in and is the manual. A wrong, missing or unknown setting ends the start with one
//! sentence that names it, says what is wrong, and gives an example.
//!
//! Each section of the manual is a file here, with its fields, how they are read, and what must be right about them.

mod cores;
mod error;
mod layers;
mod lifetimes;
mod limits;
mod mail;
mod manual;
mod place;
mod previews;
mod rights;
mod scanning;
mod secrets;
mod serving;
mod signup;
mod storage;
mod text;
mod worker;

use std::collections::BTreeMap;

pub use self::storage::{DatabaseSetting, Storage};
pub use error::{Place, SettingError};
use layers::Layers;
pub use lifetimes::Lifetimes;
pub use limits::{Limits, Rate};
pub use mail::{Mail, MailSetting, SmtpSetting, SmtpTls, is_private};
pub use previews::{Previews, PreviewsMade};
pub use rights::{RequireSecondFactor, Rights};
pub use scanning::{ClamdSetting, Scanning};
pub use secrets::{KeyKind, Secrets, key_fault};
pub use serving::Serving;
pub use signup::{Signup, SignupWay};
use text::Texts;
pub use worker::{QueueName, Worker};

/// Every setting, checked, by the sections of the manual.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How this service is reached, and what it tells of itself.
    pub serving: Serving,
    /// Where things are kept.
    pub storage: Storage,
    /// How mail goes out.
    pub mail: Mail,
    /// How documents are scanned.
    pub scanning: Scanning,
    /// How previews are made.
    pub previews: Previews,
    /// The secrets that sign and seal.
    pub secrets: Secrets,
    /// How much anybody may bring.
    pub limits: Limits,
    /// How long what is given out lives.
    pub lifetimes: Lifetimes,
    /// Who may sign up.
    pub signup: Signup,
    /// Who may what.
    pub rights: Rights,
    /// What a worker takes on.
    pub worker: Worker,
    /// Where each setting that is set stands.
    places: BTreeMap<String, Place>,
}

/// A worker neither issues nor checks access tokens, and so does without the keys that sign them.
const KEYS_OF_A_WORKER: &[KeyKind] = &[KeyKind::Fernet, KeyKind::Audit, KeyKind::Storage];

impl Settings {
    /// Reads the settings of this process: the compiled-in manual, the settings file, `.env`, the environment.
    pub fn load() -> Result<Self, SettingError> {
        Self::read(&Layers::of_this_process()?, &KeyKind::ALL)
    }

    /// The same for a worker alone, which needs fewer keys.
    pub fn load_for_worker() -> Result<Self, SettingError> {
        Self::read(&Layers::of_this_process()?, KEYS_OF_A_WORKER)
    }

    /// Reads the settings of this process and goes on after each that is wrong, which counts as not set. For a look
    /// only: with anything wrong no program starts. None when nothing can be read.
    pub fn load_what_is_sound() -> (Option<Self>, Vec<SettingError>) {
        match Layers::of_this_process() {
            Ok(layers) => Self::read_what_is_sound(layers),
            Err(error) => (None, vec![error]),
        }
    }

    /// Settings from pairs alone, named as in the files; for tests and for programs that embed this one.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> Result<Self, SettingError> {
        Self::read(&Layers::from_pairs(pairs), &KeyKind::ALL)
    }

    /// All settings, or what is wrong with the first that is.
    fn read(layers: &Layers, keys_used: &'static [KeyKind]) -> Result<Self, SettingError> {
        let settings = Self::check(layers, keys_used)?;
        settings.missing().into_iter().next().map_or(Ok(settings), Err)
    }

    /// The settings with each wrong one left at its default, and what is wrong.
    fn read_what_is_sound(mut layers: Layers) -> (Option<Self>, Vec<SettingError>) {
        let mut errors: Vec<SettingError> = Vec::new();
        loop {
            match Self::check(&layers, &KeyKind::ALL) {
                Ok(settings) => {
                    // One that is wrong is not missing too.
                    let mut missing = settings.missing();
                    missing.retain(|one| errors.iter().all(|error| error.setting != one.setting));
                    errors.extend(missing);
                    return (Some(settings), errors);
                }
                Err(error) => {
                    let name = error.name();
                    errors.push(error);
                    // One that nobody has set cannot be left out.
                    if !name.is_some_and(|name| layers.leave_out(&name)) {
                        return (None, errors);
                    }
                }
            }
        }
    }

    fn check(layers: &Layers, keys_used: &'static [KeyKind]) -> Result<Self, SettingError> {
        let places = layers.places();
        let texts = layers.merged().and_then(Texts::of);
        let settings = texts.and_then(|mut texts| Self::of(&mut texts, keys_used, places.clone()));
        settings.map_err(|error| error.placed(places))
    }

    fn of(
        texts: &mut Texts,
        keys_used: &'static [KeyKind],
        places: BTreeMap<String, Place>,
    ) -> Result<Self, SettingError> {
        let serving = Serving::read(texts)?;
        let storage = Storage::read(texts)?;
        Ok(Self {
            mail: Mail::read(texts, &serving.public_url, &storage.data_dir)?,
            serving,
            storage,
            scanning: Scanning::read(texts)?,
            previews: Previews::read(texts)?,
            secrets: Secrets::read(texts, keys_used)?,
            limits: Limits::read(texts)?,
            lifetimes: Lifetimes::read(texts)?,
            signup: Signup::read(texts)?,
            rights: Rights::read(texts)?,
            worker: Worker::read(texts)?,
            places,
        })
    }

    /// What is missing though other settings need it, and what does not go together.
    fn missing(&self) -> Vec<SettingError> {
        let missing = self.storage.missing().into_iter().chain(self.serving.missing());
        let missing = missing.chain(self.secrets.missing(self.storage.is_embedded(), self.storage.encrypt));
        let missing = missing.chain(self.storage.contradicts(self.serving.accel_redirect.is_some()));
        missing.map(|error| self.placed(error)).collect()
    }

    /// A complaint about one of these settings, with where it stands.
    pub fn wrong(&self, name: &str, problem: impl Into<String>, example: &str) -> SettingError {
        self.placed(SettingError::new(name, problem, example))
    }

    /// A complaint of somebody who did not know where the setting stands.
    pub fn placed(&self, error: SettingError) -> SettingError {
        error.placed(&self.places)
    }
}

#[cfg(test)]
mod tests;
