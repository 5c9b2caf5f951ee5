//! What may stand in a text as a variable, told in the language of the text.

use fluent_bundle::FluentValue;

use super::{Language, Text};

/// Part of a text that says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// In words of ours.
    Ours(Box<Text>),
    /// In the words of another library, which knows English only.
    Foreign(String),
}

impl From<Text> for Why {
    fn from(text: Text) -> Self {
        Self::Ours(Box::new(text))
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self::Foreign(text)
    }
}

/// Names of which one is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices(pub Vec<&'static str>);

/// What may stand in a text as a variable.
pub(super) trait Variable {
    fn told(&self, language: Language) -> FluentValue<'_>;
}

impl Variable for u64 {
    fn told(&self, _: Language) -> FluentValue<'_> {
        (*self).into()
    }
}

impl Variable for &'static str {
    fn told(&self, _: Language) -> FluentValue<'_> {
        (*self).into()
    }
}

impl Variable for String {
    fn told(&self, _: Language) -> FluentValue<'_> {
        self.as_str().into()
    }
}

impl Variable for Why {
    fn told(&self, language: Language) -> FluentValue<'_> {
        match self {
            Self::Ours(text) => text.say(language).into(),
            Self::Foreign(text) => text.as_str().into(),
        }
    }
}

impl Variable for Choices {
    fn told(&self, language: Language) -> FluentValue<'_> {
        match self.0.split_last() {
            Some((last, rest)) if !rest.is_empty() => Text::Or { rest: rest.join(", "), last }.say(language).into(),
            last => last.map_or("", |(last, _)| last).into(),
        }
    }
}
