//! `strongroom keys`: shows, adds and retires the keys that sign tokens and seal links. It never shows a secret that
//! is in use; `generate` alone prints one, which is fresh.

use std::{io, process::ExitCode, time::Duration};

use clap::Subcommand;
use secrecy::ExposeSecret;
use serde_json::json;
use shared::{
    audit::{Entry, Event},
    clock::{Clock, Millis},
    counted::counted,
    documents::data_keys,
    foundation::{Foundation, StartError},
    keys::{
        self, Key, KeyFile, KeyId, KeyRing, KeyRingError, KeySource, KeyState, RetireError, SHORTEST_PAUSE,
        in_use_until,
    },
    people::factors::totp,
    private_files::random_text,
    sealed::Sealer,
    settings::{KeyKind, SettingError, Settings},
};
use thiserror::Error;

use crate::audited;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Show the keys as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Show which keys there are, never what they are
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a key, which is accepted at once and signs a while later
    Add {
        /// jwt, fernet, audit or storage
        kind: KeyKind,
        /// How long after now it signs; every program has to know it by then
        #[arg(long, default_value = "1m", value_parser = humantime::parse_duration)]
        after: Duration,
    },
    /// Take a key away that signs no more: what it signed is refused from then on
    Retire {
        /// The id that the list shows
        id: String,
        /// Even if what it signed may still be in use
        #[arg(long)]
        force: bool,
    },
    /// Seal anew at once what lies in the database, sealed with older keys, and wrap data keys anew; a sweep does it once an
    /// hour
    #[command(alias = "rewrap")]
    Reseal,
    /// Print a fresh secret for a setting; nothing is kept
    Generate {
        /// jwt, fernet, audit or storage
        #[arg(required_unless_present = "env")]
        kind: Option<KeyKind>,
        /// The lines of all secrets that a new `.env` needs
        #[arg(long, conflicts_with = "kind")]
        env: bool,
    },
}

#[derive(Debug, Error)]
enum KeysError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    File(#[from] KeyRingError),
    #[error(transparent)]
    Retire(#[from] RetireError),
    #[error(
        "these keys are given by STRONGROOM_{0}: put a new one (strongroom keys generate {1}) behind the first and \
         restart every program, then move it to the front and restart, and take the old one out once all that it \
         signed has expired"
    )]
    GivenToAdd(String, &'static str),
    #[error("this key is given by STRONGROOM_{0}: take it out there and restart every program")]
    GivenToRetire(String),
    #[error("a new key must wait {0} s or more before it signs, so that every program knows it by then")]
    TooSoon(u64),
    #[error("this key wraps {0} of sealed documents; `strongroom keys reseal` wraps them by the newest key")]
    StillWraps(String),
    #[error("no secret can be made: {0}")]
    Random(#[from] io::Error),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let json = arguments.json;
    let done = match arguments.command {
        None => list(json),
        Some(Command::List { json }) => list(json),
        Some(Command::Add { kind, after }) => add(kind, after).await,
        Some(Command::Retire { id, force }) => retire(&id, force).await,
        Some(Command::Reseal) => reseal().await,
        Some(Command::Generate { kind: Some(kind), .. }) => generate(kind),
        Some(Command::Generate { kind: None, .. }) => generate_env(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom keys: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A key as it is shown.
struct Row {
    kind: KeyKind,
    key: Key,
    state: KeyState,
    given: bool,
    /// When nothing that it signed is good any more.
    free_from: Option<Millis>,
}

fn list(as_json: bool) -> Result<(), KeysError> {
    let settings = Settings::load()?;
    let now = Clock::system().now();
    let mut rows = Vec::new();
    // Keys that come of Fernet keys are none of their own.
    let kinds =
        KeyKind::ALL.into_iter().filter(|kind| *kind != KeyKind::Audit || !settings.secrets.derives_audit_keys());
    for kind in kinds {
        let (keys, given) = match KeySource::of(&settings, kind) {
            KeySource::Settings(keys) => (keys, true),
            KeySource::File(file) => (file.read()?.unwrap_or_default(), false),
        };
        for key in &keys {
            let state = keys::state(&keys, key, now);
            let replaced = state == KeyState::Accepted && !given;
            let free_from = replaced.then(|| in_use_until(&keys, key, keys::longest_life(kind, &settings))).flatten();
            rows.push(Row { kind, key: key.clone(), state, given, free_from });
        }
    }
    if as_json {
        let keys: Vec<_> = rows.iter().map(Row::to_json).collect();
        println!("{}", json!({ "keys": keys }));
        return Ok(());
    }
    if rows.is_empty() {
        println!("There is no key yet; the first start makes them.");
        return Ok(());
    }
    println!("{:<7} {:<9} {:<9} MADE", "KIND", "ID", "STATE");
    for row in rows {
        println!("{:<7} {:<9} {:<9} {}", row.kind.as_str(), row.key.id, row.state.as_str(), row.about(now));
    }
    Ok(())
}

impl Row {
    fn about(&self, now: Millis) -> String {
        if self.given {
            return format!("given by STRONGROOM_{}", self.kind.setting().to_uppercase());
        }
        let made = self.key.made_at.unwrap_or(self.key.signs_from);
        let more = match (self.state, self.free_from) {
            (KeyState::Coming, _) => format!(", signs in {}", span(self.key.signs_from.since(now))),
            (KeyState::Accepted, Some(free)) if free > now => format!(", to be retired in {}", span(free.since(now))),
            (KeyState::Accepted, _) => ", can be retired".to_owned(),
            (KeyState::Signing, _) => String::new(),
        };
        format!("{} ago{more}", span(now.since(made)))
    }

    fn to_json(&self) -> serde_json::Value {
        json!({
            "kind": self.kind.as_str(),
            "id": self.key.id.as_str(),
            "state": self.state.as_str(),
            "given": self.given,
            "made_at": self.key.made_at,
            "signs_from": (!self.given).then_some(self.key.signs_from),
            "free_from": self.free_from,
        })
    }
}

async fn add(kind: KeyKind, after: Duration) -> Result<(), KeysError> {
    let file = file_of(kind, |setting| KeysError::GivenToAdd(setting, kind.as_str()))?;
    if after < SHORTEST_PAUSE {
        return Err(KeysError::TooSoon(SHORTEST_PAUSE.as_secs()));
    }
    let now = Clock::system().now();
    let key = file.add(after, now)?;
    match key.signs_from.since(now) {
        Duration::ZERO => println!("Added the {} key {}, the first one.", kind.as_str(), key.id),
        pause => println!("Added the {} key {}, which signs in {}.", kind.as_str(), key.id, span(pause)),
    }
    audited::tell(&Settings::load()?, about(Event::KeyAdded, kind, key.id)).await;
    Ok(())
}

async fn retire(id: &str, force: bool) -> Result<(), KeysError> {
    let settings = Settings::load()?;
    for kind in KeyKind::ALL {
        match KeySource::of(&settings, kind) {
            KeySource::Settings(keys) if keys.iter().any(|key| key.id.as_str() == id) => {
                return Err(KeysError::GivenToRetire(kind.setting().to_uppercase()));
            }
            KeySource::Settings(_) => {}
            KeySource::File(file) => {
                if kind == KeyKind::Storage && !force {
                    wraps_nothing(&settings, id).await?;
                }
                match file.retire(id, keys::longest_life(kind, &settings), force, Clock::system().now()) {
                    Err(RetireError::Unknown(_)) => {}
                    Err(error) => return Err(error.into()),
                    Ok(key) => {
                        println!(
                            "Retired the {} key {}; running programs forget it in a moment.",
                            kind.as_str(),
                            key.id
                        );
                        audited::tell(&settings, about(Event::KeyRetired, kind, key.id)).await;
                        return Ok(());
                    }
                }
            }
        }
    }
    Err(RetireError::Unknown(id.to_owned()).into())
}

/// Refuses to take away a storage key that a data key still needs: the documents would be lost.
async fn wraps_nothing(settings: &Settings, id: &str) -> Result<(), KeysError> {
    let db = Foundation::open_database(settings).await?;
    let wrapped = data_keys::wrapped_by(&db, id).await;
    db.close().await;
    match wrapped? {
        0 => Ok(()),
        wrapped => Err(KeysError::StillWraps(counted(wrapped, "data key"))),
    }
}

fn about(event: Event, kind: KeyKind, id: KeyId) -> Entry {
    Entry::of(event).with("kind", kind.as_str()).with("key", id)
}

async fn reseal() -> Result<(), KeysError> {
    let (settings, clock) = (Settings::load()?, Clock::system());
    let ring = KeyRing::load(&settings, clock.clone())?;
    let db = Foundation::open_database(&settings).await?;
    let resealed = totp::reseal(&db, &Sealer::new(&ring), clock.now()).await;
    let wrapped = data_keys::wrap_anew(&db, &ring).await;
    db.close().await;
    println!("Sealed {} anew.", counted(resealed?, "secret"));
    match wrapped? {
        0 => {}
        wrapped => println!("Wrapped {} anew.", counted(wrapped, "data key")),
    }
    Ok(())
}

fn file_of(kind: KeyKind, given: impl FnOnce(String) -> KeysError) -> Result<KeyFile, KeysError> {
    match KeySource::of(&Settings::load()?, kind) {
        KeySource::Settings(_) => Err(given(kind.setting().to_uppercase())),
        KeySource::File(file) => Ok(file),
    }
}

fn generate(kind: KeyKind) -> Result<(), KeysError> {
    println!("{}", keys::generate(kind)?.expose_secret());
    Ok(())
}

fn generate_env() -> Result<(), KeysError> {
    // Keys of the audit trail come of the Fernet keys there.
    for kind in [KeyKind::Jwt, KeyKind::Fernet] {
        println!("STRONGROOM_{}={}", kind.setting().to_uppercase(), keys::generate(kind)?.expose_secret());
    }
    println!("POSTGRES_PASSWORD={}", random_text::<24>()?);
    Ok(())
}

/// A length of time, in whole seconds.
fn span(span: Duration) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_secs(span.as_secs()))
}
