//! What the XML of a part tells: fields, DDE links, formulas, actions.

use std::io::Read;

use super::fields::{Fields, judge_instruction};
use super::findings::{FindingKind, Report};
use super::relationships::Relationships;
use super::xml::{Element, Event, Vocabulary, XmlReader, referenced};
use super::{Limits, ReadError, external};

/// Longest formula that is gathered.
const MAX_FORMULA: usize = 8_192;

/// Actions that stay within the presentation or open a page like a hyperlink ([MS-OE376] 2.1.1183).
const PLAIN_ACTIONS: [&str; 8] =
    ["hlinkshowjump", "hlinksldjump", "hlinkpres", "hlinkfile", "customshow", "media", "noaction", "hlink"];

/// Adds what the relationships of a part, or of a chart, tell.
pub(super) fn scan_relationships(
    part: impl Read,
    of_chart: bool,
    name: &str,
    limits: &Limits,
    report: &mut Report,
) -> Result<(), ReadError> {
    let mut relationships = Relationships::new(part, limits)?;
    while let Some(relationship) = relationships.next()? {
        external::judge_relationship(&relationship, of_chart, name, report);
    }
    Ok(())
}

/// Adds what any other part tells. Elements and attributes are told by namespace, transitional or strict: a foreign one
/// of the same local name is not read by Office, and must not hide the one that is.
pub(super) fn scan_xml(part: impl Read, name: &str, limits: &Limits, report: &mut Report) -> Result<(), ReadError> {
    let mut scan = Scan { name, report, fields: Fields::default(), inside: Inside::Other, formula: String::new() };
    let outcome = XmlReader::new(part, limits).and_then(|xml| scan.read(xml));
    // What was gathered before the XML broke off counts too.
    scan.end();
    scan.fields.finish(name, scan.report);
    outcome
}

/// The innermost element, if its text matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Instruction,
    Text,
    Formula,
    Other,
}

impl Inside {
    fn of(element: &Element<'_>) -> Self {
        use Vocabulary::{Chart, ChartExtension, Sheet, SheetExtension, Word};
        match (element.local_name(), element.vocabulary()) {
            ("instrText" | "delInstrText", Some(Word)) => Self::Instruction,
            ("t", Some(Word)) => Self::Text,
            ("f", Some(Sheet | SheetExtension | Chart | ChartExtension)) | ("definedName", Some(Sheet)) => {
                Self::Formula
            }
            _ => Self::Other,
        }
    }
}

struct Scan<'a> {
    name: &'a str,
    report: &'a mut Report,
    fields: Fields,
    inside: Inside,
    formula: String,
}

impl Scan<'_> {
    fn read(&mut self, mut xml: XmlReader<impl Read>) -> Result<(), ReadError> {
        loop {
            match xml.next_event()? {
                Event::Start(element) => {
                    self.inside = Inside::of(&element);
                    self.element(&element)?;
                }
                Event::Empty(element) => self.element(&element)?,
                Event::End => self.end(),
                Event::Text(text) => self.text(&text),
                Event::CData(text) => self.text(&text),
                Event::Reference(reference) => self.reference(&reference),
                Event::DocType => self.report.add(FindingKind::Dtd, self.name, "document type declaration"),
                Event::Eof => return Ok(()),
                Event::Declaration(_) | Event::Instruction(_) | Event::Comment(_) => {}
            }
        }
    }

    fn element(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        use Vocabulary::{Drawing, Sheet, Word};
        match (element.local_name(), element.vocabulary()) {
            ("fldChar", Some(Word)) => {
                let mark = element.attribute_of(Word, "fldCharType")?.unwrap_or_default();
                self.fields.mark(&mark, self.name, self.report);
            }
            ("fldSimple", Some(Word)) => {
                let instruction = element.attribute_of(Word, "instr")?.unwrap_or_default();
                judge_instruction(&instruction, self.name, self.report);
            }
            ("ddeLink", Some(Sheet)) => {
                let service = element.attribute("ddeService")?.unwrap_or_default();
                let topic = element.attribute("ddeTopic")?.unwrap_or_default();
                self.report.add(FindingKind::Dde, self.name, &format!("{service} {topic}"));
            }
            ("oleLink", Some(Sheet)) => {
                let program = element.attribute("progId")?.unwrap_or_default();
                self.report.add(FindingKind::LinkedObject, self.name, &format!("oleLink: {program}"));
            }
            ("hlinkClick" | "hlinkHover" | "hlinkMouseOver", Some(Drawing)) => self.action(element)?,
            _ => {}
        }
        Ok(())
    }

    fn action(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let Some(action) = element.attribute("action")? else { return Ok(()) };
        let lower = action.to_ascii_lowercase();
        let Some(rest) = lower.strip_prefix("ppaction://") else { return Ok(()) };
        match rest.split(['?', '/']).next().unwrap_or_default() {
            "program" => self.report.add(FindingKind::RunsProgram, self.name, &action),
            plain if PLAIN_ACTIONS.contains(&plain) => {}
            _ => self.report.add(FindingKind::Action, self.name, &action),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        match self.inside {
            Inside::Instruction => self.fields.instruction(text, self.name, self.report),
            Inside::Text => self.fields.text(text),
            Inside::Formula => {
                let room = MAX_FORMULA.saturating_sub(self.formula.len());
                self.formula.extend(text.chars().take(room));
            }
            Inside::Other => {}
        }
    }

    fn reference(&mut self, reference: &str) {
        if let Some(character) = referenced(reference) {
            self.text(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn end(&mut self) {
        if self.inside == Inside::Formula && has_dde(&self.formula) {
            self.report.add(FindingKind::Dde, self.name, &self.formula);
        }
        self.formula.clear();
        self.inside = Inside::Other;
    }
}

/// Whether a formula calls another program: `program|topic!item`. The bar has no other meaning outside of texts and
/// quoted names.
fn has_dde(formula: &str) -> bool {
    let mut quote = None;
    for character in formula.chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (None, '|') => return true,
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    false
}
