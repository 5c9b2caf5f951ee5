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

/// A formula that is read piece by piece, of any length and in constant memory. Two are the same if they are as to what
/// follows and what they do.
#[derive(Debug, Clone, Default)]
pub(super) struct Formula {
    state: State,
    calls: bool,
    has_bar: bool,
    shown: String,
    shown_length: usize,
}

impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        (self.state, self.calls, self.has_bar) == (other.state, other.calls, other.has_bar)
    }
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Effect, Formula};

    fn effect(pieces: &[&str]) -> Effect {
        let mut formula = Formula::default();
        for piece in pieces {
            formula.push(piece);
        }
        formula.effect()
    }

    /// A column of a table with its special characters escaped (ECMA-376 Part 1, 18.17.6.3).
    fn column(name: &str) -> String {
        let special = |character| matches!(character, '[' | ']' | '#' | '\'');
        name.chars().fold(String::new(), |mut text, character| {
            if special(character) {
                text.push('\'');
            }
            text.push(character);
            text
        })
    }

    /// Whatever stands in a formula but calls no program.
    fn operand() -> impl Strategy<Value = String> {
        let name = "[-|\"'\\[\\]#!a-c ]{0,8}";
        prop_oneof![
            Just("$A$1".to_owned()),
            Just("SUM(R[1]C[-1],#REF!)".to_owned()),
            Just("[1]Sheet1!A1".to_owned()),
            name.prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
            name.prop_map(|text| format!("'{}'!A1", text.replace('\'', "''"))),
            name.prop_map(|text| format!("T[{}]", column(&text))),
            (name, name).prop_map(|(one, other)| format!("T[[#All],[{}]:[{}]]", column(&one), column(&other))),
        ]
    }

    proptest! {
        #[test]
        fn only_calls_of_programs_are_found(before in vec(operand(), 0..6), after in vec(operand(), 0..6)) {
            let harmless = before.iter().chain(&after).map(String::as_str).collect::<Vec<_>>().join("+");
            prop_assert_eq!(effect(&[&harmless]), Effect::Plain, "{}", harmless);
            let calls = [before, vec!["cmd|'/c calc'!A0".to_owned()], after].concat().join("&");
            prop_assert_eq!(effect(&[&calls]), Effect::Dde, "{}", calls);
        }

        #[test]
        fn pieces_do_not_matter(formula in "[|\"'\\[\\]a\u{e9}]{0,20}", at in 0_usize..20) {
            let at = formula.floor_char_boundary(at);
            prop_assert_eq!(effect(&[&formula]), effect(&[&formula[..at], &formula[at..]]));
        }
    }

    #[test]
    fn what_ends_too_soon_is_unclear() {
        assert_eq!(effect(&["'a+cmd|x"]), Effect::Unclear);
        assert_eq!(effect(&["T[a+cmd|x"]), Effect::Unclear);
        assert_eq!(effect(&["T[a"]), Effect::Plain);
        let mut long = Formula::default();
        long.push(&"\u{e9}".repeat(1_000));
        assert_eq!(long.shown().chars().count(), super::SHOWN);
    }
}
