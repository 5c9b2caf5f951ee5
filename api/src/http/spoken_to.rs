//! In which language whoever asks is spoken to: the one that their account has chosen, else the first of ours that
//! `Accept-Language` wants, else the one of the settings.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use shared::{
    people::users::User,
    words::{Language, preferred},
};

/// What is known of a request's language. The header is read only where something is told, which most answers do not.
#[derive(Clone, Debug)]
pub(crate) struct SpokenTo(Arc<Known>);

#[derive(Debug)]
struct Known {
    /// `Accept-Language`, which may come in several lines.
    wanted: Vec<HeaderValue>,
    /// What the account says, once it is looked up: none where it says nothing.
    account: OnceLock<Option<Language>>,
}

impl SpokenTo {
    /// Notes what a request says of itself, for all who look at it later.
    pub(crate) fn note(request: &mut Request) -> Self {
        let spoken_to = Self::by(request.headers());
        request.extensions_mut().insert(spoken_to.clone());
        spoken_to
    }

    /// What the head of a request says.
    pub(crate) fn by(headers: &HeaderMap) -> Self {
        let wanted = headers.get_all(header::ACCEPT_LANGUAGE).into_iter().cloned().collect();
        Self(Arc::new(Known { wanted, account: OnceLock::new() }))
    }

    /// The same, for whoever has the request.
    pub(crate) fn of(parts: &Parts) -> Option<&Self> {
        parts.extensions.get()
    }

    /// Notes whose request it is.
    pub(crate) fn is_from(&self, user: &User) {
        let _ = self.0.account.set(user.language);
    }

    /// The language that the request asks for.
    pub(crate) fn asked_for(&self) -> Option<Language> {
        let lines: Vec<_> = self.0.wanted.iter().filter_map(|line| line.to_str().ok()).collect();
        preferred(&lines.join(","))
    }

    /// The language to speak.
    pub(crate) fn language(&self, otherwise: Language) -> Language {
        let of_account = self.0.account.get().copied().flatten();
        of_account.or_else(|| self.asked_for()).unwrap_or(otherwise)
    }
}

/// Tells in which language an answer is, and that another header would have had another.
pub(crate) fn tell(headers: &mut HeaderMap, language: Language) {
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
}
