//! Fields of a text document (ECMA-376 Part 1, 17.16), whose instructions may be split over runs and nested.

use super::external::judge_link_field;
use super::findings::{FindingKind, Report};

/// Longest instruction that is gathered, and deepest nesting that is followed.
const MAX_TEXT: usize = 4_096;
const MAX_OPEN: usize = 64;

#[derive(Default)]
struct Field {
    instruction: String,
    result: String,
    /// Whether the instruction is complete and the result follows.
    separated: bool,
}

/// The fields that are open at a place in the document.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

impl Fields {
    /// `w:fldChar` with this type was met.
    pub(super) fn mark(&mut self, mark: &str, part: &str, report: &mut Report) {
        match mark {
            "begin" if self.open.len() < MAX_OPEN => self.open.push(Field::default()),
            "separate" => {
                if let Some(field) = self.open.last_mut() {
                    field.separated = true;
                }
            }
            "end" => self.close(part, report),
            _ => {}
        }
    }

    /// Text of `w:instrText` was met.
    pub(super) fn instruction(&mut self, text: &str, part: &str, report: &mut Report) {
        match self.open.last_mut() {
            Some(field) => append(&mut field.instruction, text),
            None => judge_instruction(text, part, report),
        }
    }

    /// Text of `w:t` was met. It counts if it is the result of a field within an instruction.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut()
            && field.separated
        {
            append(&mut field.result, text);
        }
    }

    /// Judges the fields that were never closed.
    pub(super) fn finish(mut self, part: &str, report: &mut Report) {
        while !self.open.is_empty() {
            self.close(part, report);
        }
    }

    fn close(&mut self, part: &str, report: &mut Report) {
        let Some(field) = self.open.pop() else { return };
        judge_instruction(&field.instruction, part, report);
        let Some(outer) = self.open.last_mut() else { return };
        // The result of an inner field is part of the instruction around it.
        let result = quoted_codes(&field.instruction).unwrap_or(field.result);
        append(if outer.separated { &mut outer.result } else { &mut outer.instruction }, &result);
    }
}

fn append(to: &mut String, text: &str) {
    let room = MAX_TEXT.saturating_sub(to.len());
    to.extend(text.chars().take(room));
}

/// Adds what the instruction of a field tells.
pub(super) fn judge_instruction(instruction: &str, part: &str, report: &mut Report) {
    let instruction = instruction.trim();
    let word = instruction.split(|character: char| character.is_whitespace() || character == '"').next();
    let kind = match word.unwrap_or_default().to_ascii_uppercase().as_str() {
        "DDE" | "DDEAUTO" => FindingKind::Dde,
        "LINK" => return judge_link_field(instruction, part, report),
        "INCLUDE" | "INCLUDETEXT" | "INCLUDEPICTURE" | "IMPORT" => FindingKind::IncludeField,
        "DATABASE" => FindingKind::DataConnection,
        "QUOTE" if quoted_codes(instruction).is_some_and(|text| text.to_ascii_uppercase().contains("DDE")) => {
            FindingKind::Dde
        }
        _ => return,
    };
    report.add(kind, part, instruction);
}

/// The text of a `QUOTE` field that is spelled in character codes, a way to hide other instructions.
fn quoted_codes(instruction: &str) -> Option<String> {
    let mut words = instruction.split_whitespace();
    words.next().filter(|word| word.eq_ignore_ascii_case("QUOTE"))?;
    let codes: Option<String> = words.map(|word| char::from_u32(word.parse().ok()?)).collect();
    codes.filter(|text| !text.is_empty())
}
