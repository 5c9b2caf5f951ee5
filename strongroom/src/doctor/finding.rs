//! What a look found: one line for people, one object for machines, no secret in either.

use std::fmt;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use shared::settings::{DatabaseSetting, MailSetting, Settings};
use url::Url;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Ok,
    /// It works, but somebody should know.
    Warning,
    /// It does not work, or is not safe.
    Wrong,
    /// It was not looked at, or there is nothing to look at.
    Skipped,
}

#[derive(Debug)]
pub(super) struct Finding {
    pub(super) level: Level,
    name: &'static str,
    said: String,
    /// What to do about it.
    todo: Option<String>,
}

impl Finding {
    pub(super) fn ok(name: &'static str, said: impl Into<String>) -> Self {
        Self { level: Level::Ok, name, said: said.into(), todo: None }
    }

    pub(super) fn skipped(name: &'static str, said: impl Into<String>) -> Self {
        Self { level: Level::Skipped, name, said: said.into(), todo: None }
    }

    pub(super) fn warning(name: &'static str, said: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { level: Level::Warning, name, said: said.into(), todo: Some(todo.into()) }
    }

    pub(super) fn wrong(name: &'static str, said: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { level: Level::Wrong, name, said: said.into(), todo: Some(todo.into()) }
    }

    /// Takes secrets out of what others said, and makes one line of it.
    pub(super) fn hide(&mut self, secrets: &Secrets) {
        self.said = self
            .said
            .split(char::is_control)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("; ");
        for secret in &secrets.0 {
            self.said = self.said.replace(secret.expose_secret(), "…");
        }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({"check": self.name, "level": self.level.as_str(), "found": self.said, "todo": self.todo})
    }
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Wrong => "wrong",
            Self::Skipped => "skipped",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<7}  {:<10}  {}", self.level.as_str(), self.name, self.said)?;
        match &self.todo {
            Some(todo) => write!(f, " → {todo}"),
            None => Ok(()),
        }
    }
}

/// What must not be printed, even where another system repeats it.
#[derive(Default)]
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    pub(super) fn of(settings: &Settings) -> Self {
        let mut secrets: Vec<SecretString> =
            [&settings.secrets.jwt_secrets[..], &settings.secrets.fernet_keys].concat();
        let mut urls = Vec::new();
        if let DatabaseSetting::Postgres(url) = &settings.storage.database {
            urls.push(url);
        }
        urls.extend(&settings.storage.redis_url);
        for url in urls {
            if let Some(password) = Url::parse(url.expose_secret()).ok().as_ref().and_then(Url::password) {
                secrets.push(password.into());
                secrets.push(percent_decode_str(password).decode_utf8_lossy().as_ref().into());
            }
            secrets.push(url.clone());
        }
        if let MailSetting::Smtp(smtp) = &settings.mail.way {
            secrets.extend(smtp.login.iter().map(|(_, password)| password.clone()));
        }
        secrets.retain(|secret| !secret.expose_secret().is_empty());
        Self(secrets)
    }
}
