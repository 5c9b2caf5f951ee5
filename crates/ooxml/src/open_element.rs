//! What is known of an element of XML while it is open.

use super::xml::{Element, Vocabulary};

/// What an element's text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Instruction,
    Text,
    Formula,
    Other,
}

impl Inside {
    /// What the text of an element is by its name; `None` if that says nothing.
    pub(super) fn of(element: &Element<'_>) -> Option<Self> {
        use Vocabulary::{Chart, ChartExtension, Sheet, SheetExtension, Word};
        Some(match (element.local_name(), element.vocabulary()) {
            ("instrText" | "delInstrText", Some(Word)) => Self::Instruction,
            ("t" | "delText", Some(Word)) => Self::Text,
            ("f", Some(Sheet | SheetExtension | Chart | ChartExtension))
            | (
                "definedName" | "formula" | "formula1" | "formula2" | "calculatedColumnFormula" | "totalsRowFormula",
                Some(Sheet),
            ) => Self::Formula,
            _ => return None,
        })
    }
}

/// An element that is open.
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub(super) struct Open {
    pub(super) inside: Inside,
    /// Whether the text is its own, and not that of the element around it.
    pub(super) own_text: bool,
    /// Whether it is `mc:AlternateContent`.
    pub(super) alternatives: bool,
    /// Whether something that is not read by all ends with it.
    pub(super) forks: bool,
    /// Whether it is a field in one element, which ends with it.
    pub(super) field: bool,
}
