//! In which language whoever asks is spoken to: the one that their account has chosen, else the first of ours that
//! `Accept-Language` wants, else the one of the settings.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use bounded_http::languages::{Range, ranges};
use shared::{people::users::User, words::Language};

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

/// The first of our languages by what an `Accept-Language` wants: by the greatest `q`, then by its order. None where it names
/// none of ours: `*` is satisfied with any, and so names none. A language with `q=0` is not wanted at all.
fn preferred(header: &str) -> Option<Language> {
    let ours: Vec<_> = ranges(header).filter_map(|range| Some((named(range.primary)?, range))).collect();
    // What is refused by its bare name is refused, wherever that stands; a dialect speaks for itself only.
    let unwanted: Vec<_> = ours
        .iter()
        .filter(|(_, range)| range.quality == 0 && !range.is_dialect)
        .map(|(language, _)| *language)
        .collect();
    let mut best: Option<(Language, u16)> = None;
    for (language, Range { is_dialect, quality, .. }) in ours {
        let is_wanted = quality > 0 && (is_dialect || !unwanted.contains(&language));
        if is_wanted && best.is_none_or(|(_, before)| quality > before) {
            best = Some((language, quality));
        }
    }
    best.map(|(language, _)| language)
}

/// The language of ours of this name.
fn named(primary: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(primary))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_language_that_is_liked_best_is_spoken() {
        use Language::{Ar, De, En, Es, Fr};
        for (header, language) in [
            ("de", Some(De)),
            ("DE-at", Some(De)),
            ("de-AT, en;q=0.9", Some(De)),
            ("en;q=0.1, de;q=0.9", Some(De)),
            ("fr , es", Some(Fr)),
            ("es;q=0.5,ar;q=0.501", Some(Ar)),
            ("fr; q=0.5 , en ; q=0.4", Some(Fr)),
            ("zh, ja;q=0.9, es;q=0.1", Some(Es)),
            ("de;q=0", None),
            ("de;q=0, en;q=0.1", Some(En)),
            ("de;q=0.000, fr;q=0.001", Some(Fr)),
            ("de, de;q=0", None),
            ("de-AT;q=0, de", Some(De)),
            ("de;q=0, de-AT;q=0.5", Some(De)),
            ("*", None),
            ("*, de;q=0.5", Some(De)),
            ("zh", None),
            ("deu", None),
            ("de_AT", None),
            ("", None),
            (",,;,;q=1", None),
            ("de;q=2", None),
            ("de;q=2, fr;q=0.1", Some(Fr)),
        ] {
            assert_eq!(preferred(header), language, "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn the_greatest_q_wins_whatever_stands_around_it(
            before in "((zh|ja|xx-y|\\*|q=1)(;q=0\\.[0-9])?, ?){0,5}",
            low in 1_u16..999,
        ) {
            let header = format!("{before}en;q=0.{low:03},ar;q=0.{:03}", low + 1);
            prop_assert_eq!(preferred(&header), Some(Language::Ar));
        }
    }
}
