//! What a page says, in the language of whoever reads it.

use shared::words::{Language, Text};

/// The text of a page, whose value is its heading, and whose parts stand in the page.
pub(crate) struct Words {
    text: Text,
    language: Language,
}

impl Words {
    pub(crate) fn new(text: Text, language: Language) -> Self {
        Self { text, language }
    }

    /// What stands at the top, and in the title.
    pub(crate) fn heading(&self) -> String {
        self.text.say(self.language)
    }

    /// A part; nothing where the text has no such part.
    pub(crate) fn part(&self, name: &str) -> String {
        self.text.say_part(name, self.language).unwrap_or_default()
    }

    /// The language.
    pub(crate) fn spoken(&self) -> Language {
        self.language
    }

    /// Its tag.
    pub(crate) fn language(&self) -> &'static str {
        self.language.as_str()
    }

    /// Where its lines begin.
    pub(crate) fn direction(&self) -> &'static str {
        if self.language.is_right_to_left() { "rtl" } else { "ltr" }
    }
}
