//! Formulas of workbooks (ECMA-376 Part 1, 18.17), as far as is needed to tell a call of another program by DDE.

/// How much of a formula is kept to be shown.
const SHOWN: usize = 300;

/// Where in a formula one is. What looks like an operator is a plain character in all places but the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Outside,
    /// Within `"…"`, a text. Twice the quote stands for one, which needs no care: it closes and opens.
    Text,
    /// Within `'…'`, the name of a sheet.
    Sheet,
    /// Within so many `[`: a column of a table or the number of another workbook. An apostrophe takes its meaning
    /// from the next character, so that a name can hold brackets.
    Brackets { open: u32, escaped: bool },
}

/// A formula that is read piece by piece, of any length and in constant memory.
#[derive(Debug, Default)]
pub(super) struct Formula {
    state: State,
    calls: bool,
    has_bar: bool,
    shown: String,
    shown_length: usize,
}

/// What a formula does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It calls no other program.
    Plain,
    /// It calls another program: `program|topic!item`.
    Dde,
    /// It ends within a name or text that may hide such a call.
    Unclear,
}

impl Formula {
    pub(super) fn push(&mut self, text: &str) {
        let room = SHOWN - self.shown_length;
        let before = self.shown.len();
        self.shown.extend(text.chars().take(room));
        self.shown_length += self.shown[before..].chars().count();
        for character in text.chars() {
            self.step(character);
        }
    }

    fn step(&mut self, character: char) {
        use State::{Brackets, Outside, Sheet, Text};
        self.has_bar |= character == '|';
        self.state = match (self.state, character) {
            (Outside, '"') => Text,
            (Outside, '\'') => Sheet,
            (Outside, '[') => Brackets { open: 1, escaped: false },
            (Outside, '|') => {
                self.calls = true;
                Outside
            }
            (Text, '"') | (Sheet, '\'') | (Brackets { open: 1, escaped: false }, ']') => Outside,
            (Brackets { open, escaped: false }, '\'') => Brackets { open, escaped: true },
            (Brackets { open, escaped: false }, '[') => Brackets { open: open.saturating_add(1), escaped: false },
            (Brackets { open, escaped: false }, ']') => Brackets { open: open - 1, escaped: false },
            (Brackets { open, .. }, _) => Brackets { open, escaped: false },
            (state, _) => state,
        };
    }

    pub(super) fn effect(&self) -> Effect {
        match self.state {
            _ if self.calls => Effect::Dde,
            State::Outside => Effect::Plain,
            _ if self.has_bar => Effect::Unclear,
            _ => Effect::Plain,
        }
    }

    /// Its beginning.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }
}
