//! Fields of a text document (ECMA-376 Part 1, 17.16), whose instructions may be split over runs and nested.

use std::cell::OnceCell;
use std::rc::Rc;

use super::external::{judge_include_field, judge_link_field};
use super::findings::{FindingKind, Report};

/// Longest instruction that is gathered, in bytes, and deepest nesting that is followed.
const MAX_TEXT: usize = 4_096;
const MAX_OPEN: usize = 64;
/// Longest of the words.
const MAX_WORD: usize = 14;

/// The words that begin an instruction which matters.
const WORDS: [&str; 9] =
    ["DDE", "DDEAUTO", "LINK", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "DATABASE", "QUOTE"];

/// A text up to a bound, without the blanks before it.
#[derive(Clone, Default, PartialEq, Eq)]
struct Gathered {
    /// A number that the text comes to, so that most that differ are told apart at once.
    digest: u64,
    text: String,
    /// Whether there was more.
    cut: bool,
}

impl Gathered {
    /// Returns whether that changes it.
    fn push(&mut self, text: &str) -> bool {
        let text = if self.text.is_empty() { text.trim_start() } else { text };
        let room = MAX_TEXT.saturating_sub(self.text.len());
        let fits = if text.len() <= room { text.len() } else { text.floor_char_boundary(room) };
        self.text.push_str(&text[..fits]);
        // FNV-1a, which comes to the same in whatever pieces the text comes.
        let add = |digest: u64, byte: &u8| (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        self.digest = text.as_bytes()[..fits].iter().fold(self.digest, add);
        let is_cut = self.cut || fits < text.len();
        let was_cut = std::mem::replace(&mut self.cut, is_cut);
        fits > 0 || is_cut != was_cut
    }
}

/// The instruction of a field. No more of it is kept than matters, so that readings which differ in the rest are one.
#[derive(Clone, Default)]
struct Instruction {
    gathered: Gathered,
    /// Whether its first word is complete and none that matters, nor the beginning of one.
    plain: bool,
    /// What it has been judged to be. The same field may end in many places, where some readers pass over them.
    judged: OnceCell<Judged>,
}

#[derive(Clone)]
struct Judged {
    /// Its first word, if that matters.
    word: Option<&'static str>,
    /// What it spells in codes.
    codes: Option<Rc<str>>,
}

impl PartialEq for Instruction {
    fn eq(&self, other: &Self) -> bool {
        self.plain == other.plain && self.gathered == other.gathered
    }
}

impl Eq for Instruction {}

impl Instruction {
    fn push(&mut self, text: &str) {
        if self.plain {
            return;
        }
        let text = if self.gathered.text.is_empty() { text.trim_start_matches(ends_word) } else { text };
        if self.gathered.push(text) {
            self.judged = OnceCell::new();
        }
        if let Some((word, _)) = text.contains(ends_word).then(|| self.gathered.text.split_once(ends_word)).flatten() {
            let begins = |known: &&str| known.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
            if !WORDS.iter().any(begins) {
                *self = Self { plain: true, ..Self::default() };
            }
        }
    }

    /// Adds what it tells, once.
    fn judge(&self, part: &str, report: &mut Report) -> &Judged {
        self.judged.get_or_init(|| {
            let text = &self.gathered.text;
            let word = judge_instruction(text, part, report);
            // Of one that starts a program no more need be known.
            let matters = word.map_or(!self.has_first_word(), |word| !word.starts_with("DDE"));
            if self.gathered.cut && matters {
                report.unreadable(part, "the instruction of a field is too long");
            }
            Judged { word, codes: quoted_codes(text).map(Rc::from) }
        })
    }

    /// Whether it has begun with one of the words, or may do so yet.
    fn may_begin(&self) -> bool {
        let begun = &self.gathered.text;
        let begins = |known: &&str| known.get(..begun.len()).is_some_and(|start| start.eq_ignore_ascii_case(begun));
        !self.has_first_word() && begun.len() <= MAX_WORD && WORDS.iter().any(begins)
    }

    /// Whether the first word is complete, so that nothing that follows changes it.
    fn has_first_word(&self) -> bool {
        self.plain || self.gathered.text.contains(ends_word)
    }
}

#[derive(Clone, Default, PartialEq, Eq)]
struct Field {
    /// Whether the instruction is complete and the result follows.
    separated: bool,
    /// Whether the result becomes part of an instruction around it, or of a result that does.
    counts: bool,
    /// Whether its first word is, in part, what another field came to.
    computed: bool,
    instruction: Instruction,
    result: Gathered,
}

impl Field {
    /// Whether text in it matters.
    fn takes_text(&self) -> bool {
        if self.separated { self.counts } else { !self.instruction.plain }
    }

    /// Not all of what it takes was kept.
    fn cut(&mut self) {
        if self.separated {
            self.result.cut = true;
        } else if !std::mem::replace(&mut self.instruction.gathered.cut, true) {
            self.instruction.judged = OnceCell::new();
        }
    }

    /// Adds text: before the result it is read as part of the instruction.
    fn push(&mut self, text: &str) {
        match (self.separated, self.counts) {
            (false, _) => self.instruction.push(text),
            (true, true) => drop(self.result.push(text)),
            (true, false) => {}
        }
    }
}

/// The fields that are open at a place in the document.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    /// The innermost last. It alone changes, and so the others are shared between readings.
    open: Vec<Rc<Field>>,
    /// How many more are open within them.
    beyond: usize,
    /// The instruction that is being read outside of all of them.
    loose: Instruction,
}

impl Fields {
    fn innermost(&mut self) -> Option<&mut Field> {
        self.open.last_mut().map(Rc::make_mut)
    }

    /// `w:fldChar` with this type was met.
    pub(super) fn mark(&mut self, mark: &str, part: &str, report: &mut Report) {
        match mark {
            "begin" if self.open.len() < MAX_OPEN => {
                let counts = self.open.last().is_some_and(|outer| outer.takes_text());
                self.open.push(Rc::new(Field { counts, ..Field::default() }));
            }
            "begin" => {
                self.beyond = self.beyond.saturating_add(1);
                report.unreadable(part, "its fields are nested too deeply");
            }
            "separate" if self.beyond == 0 => {
                if let Some(field) = self.innermost() {
                    field.separated = true;
                }
            }
            "end" if self.beyond > 0 => self.beyond -= 1,
            "end" => self.close(part, report),
            _ => {}
        }
    }

    /// Text of `w:instrText` was met.
    pub(super) fn instruction(&mut self, text: &str) {
        let beyond = self.beyond > 0;
        match self.innermost() {
            Some(field) if !beyond => field.instruction.push(text),
            _ => self.loose.push(text),
        }
    }

    /// The end of `w:instrText` was met. Its text comes in pieces.
    pub(super) fn end_instruction(&mut self, part: &str, report: &mut Report) {
        let loose = std::mem::take(&mut self.loose);
        loose.judge(part, report);
    }

    /// Whether text of `w:t` matters here.
    pub(super) fn takes_text(&self) -> bool {
        self.open.last().is_some_and(|field| field.takes_text())
    }

    /// Text of `w:t` was met. Before the result it is read as part of the instruction, and as a result it counts if
    /// the field is within an instruction.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(field) = self.innermost() {
            field.push(text);
        }
    }

    /// Judges the fields that were never closed.
    pub(super) fn finish(mut self, part: &str, report: &mut Report) {
        self.end_instruction(part, report);
        while !self.open.is_empty() {
            self.close(part, report);
        }
    }

    fn close(&mut self, part: &str, report: &mut Report) {
        let Some(field) = self.open.pop() else { return };
        let Judged { word, codes } = field.instruction.judge(part, report);
        if field.computed && word.is_none() {
            report.unreadable(part, "what a field does is worked out by another field");
        }
        let Some(outer) = self.innermost() else { return };
        // The result of an inner field is part of the instruction around it.
        outer.computed |= !outer.separated && codes.is_none() && outer.instruction.may_begin();
        if field.result.cut && codes.is_none() && outer.takes_text() {
            outer.cut();
        }
        outer.push(codes.as_deref().unwrap_or(&field.result.text));
    }
}

/// Adds what the instruction of a field tells, and returns its first word if that matters.
pub(super) fn judge_instruction(instruction: &str, part: &str, report: &mut Report) -> Option<&'static str> {
    let instruction = instruction.trim();
    let word = first_word(instruction)?;
    match word {
        "DDE" | "DDEAUTO" => report.add(FindingKind::Dde, part, instruction),
        "LINK" => judge_link_field(instruction, part, report),
        "DATABASE" => report.add(FindingKind::DataConnection, part, instruction),
        "QUOTE" => {
            if quoted_codes(instruction).is_some_and(|text| text.to_ascii_uppercase().contains("DDE")) {
                report.add(FindingKind::Dde, part, instruction);
            }
        }
        _ => judge_include_field(instruction, part, report),
    }
    Some(word)
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '"' | '\\')
}

/// The first word of an instruction, if it is one that matters. Blanks at the ends of runs are dropped by some readers
/// and kept by others, so `D DE` is taken for what it may be read as.
fn first_word(instruction: &str) -> Option<&'static str> {
    let instruction = instruction.trim_start_matches(ends_word);
    let word = instruction.split(ends_word).next().unwrap_or_default().to_ascii_uppercase();
    if let Some(known) = WORDS.iter().find(|known| **known == word) {
        return Some(known);
    }
    let joined: String = instruction.chars().filter(|character| !character.is_whitespace()).take(MAX_WORD).collect();
    let joined = joined.to_ascii_uppercase();
    let split = |known: &&&str| known.starts_with(&word) && joined.starts_with(**known) && !word.is_empty();
    WORDS.iter().filter(split).max_by_key(|known| known.len()).copied()
}

/// The text of a `QUOTE` field that is spelled in character codes, a way to hide other instructions.
fn quoted_codes(instruction: &str) -> Option<String> {
    let mut words = instruction.split_whitespace();
    words.next().filter(|word| word.eq_ignore_ascii_case("QUOTE"))?;
    let codes: Option<String> = words.map(|word| char::from_u32(word.parse().ok()?)).collect();
    codes.filter(|text| !text.is_empty())
}
