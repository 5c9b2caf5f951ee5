//! What the XML of a part tells: fields, DDE links, formulas, actions.

use std::io::Read;

use quick_xml::XmlVersion;

use super::fields::{Fields, judge_instruction};
use super::findings::{FindingKind, Report};
use super::formulas::{Effect, Formula};
use super::place::Place;
use super::relationships::{Relationship, Relationships};
use super::xml::{Element, Event, Vocabulary, XmlReader, referenced};
use super::{Limits, ReadError, external};

/// Actions that stay within the presentation or open a page like a hyperlink ([MS-OE376] 2.1.1183).
const PLAIN_ACTIONS: [&str; 8] =
    ["hlinkshowjump", "hlinksldjump", "hlinkpres", "hlinkfile", "customshow", "media", "noaction", "hlink"];

/// Adds what the relationships of a part, or of a chart, tell, and hands each on.
pub(super) fn scan_relationships(
    part: impl Read,
    of_chart: bool,
    name: &str,
    limits: &Limits,
    report: &mut Report,
    mut seen: impl FnMut(&Relationship, &mut Report),
) -> Result<(), ReadError> {
    let mut relationships = Relationships::new(part, limits)?;
    while let Some(relationship) = relationships.next()? {
        external::judge_relationship(&relationship, of_chart, name, report);
        seen(&relationship, report);
    }
    Ok(())
}

/// Adds what any other part tells. Elements and attributes are told by namespace, transitional or strict: a foreign one
/// of the same local name is not read by Office, and must not hide the one that is.
///
/// A DTD matters in parts of a package alone: it is not allowed there, and Office opens no other XML that has one.
pub(super) fn scan_xml(
    part: impl Read,
    in_package: bool,
    name: &str,
    limits: &Limits,
    report: &mut Report,
) -> Result<(), ReadError> {
    let mut scan = Scan {
        name,
        report,
        fields: Fields::default(),
        inside: Vec::new(),
        formula: Formula::default(),
        has_root: false,
        in_package,
    };
    let xml = XmlReader::new(part, limits);
    let xml = if in_package { xml } else { xml.map(XmlReader::beside_packages) };
    let outcome = xml.and_then(|xml| scan.read(xml));
    // What was gathered before the XML broke off counts too.
    scan.end_formula();
    scan.fields.finish(name, scan.report);
    outcome
}

/// What an element's text is.
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
            ("f", Some(Sheet | SheetExtension | Chart | ChartExtension))
            | (
                "definedName" | "formula" | "formula1" | "formula2" | "calculatedColumnFormula" | "totalsRowFormula",
                Some(Sheet),
            ) => Self::Formula,
            _ => Self::Other,
        }
    }
}

struct Scan<'a> {
    name: &'a str,
    report: &'a mut Report,
    fields: Fields,
    /// What the text of each open element is, the innermost last. Bounded by the depth of the XML.
    inside: Vec<Inside>,
    formula: Formula,
    has_root: bool,
    in_package: bool,
}

impl Scan<'_> {
    fn read(&mut self, mut xml: XmlReader<impl Read>) -> Result<(), ReadError> {
        loop {
            match xml.next_event()? {
                Event::Start(element) => {
                    self.inside.push(Inside::of(&element));
                    self.element(&element)?;
                }
                Event::Empty(element) => self.element(&element)?,
                Event::End => match self.inside.pop() {
                    Some(Inside::Formula) => self.end_formula(),
                    Some(Inside::Instruction) => self.fields.end_instruction(self.name, self.report),
                    _ => {}
                },
                Event::Text(text) => self.text(&text),
                Event::CData(text) => self.text(&text),
                Event::Reference(reference) => self.reference(&reference),
                Event::DocType if !self.in_package => {}
                Event::DocType => self.report.add(FindingKind::Dtd, self.name, "document type declaration"),
                Event::Eof => return Ok(()),
                Event::Declaration(_) | Event::Instruction(_) | Event::Comment(_) => {}
            }
        }
    }

    fn element(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        use Vocabulary::{Drawing, PackageRelationships, Sheet, Word};
        let is_root = !std::mem::replace(&mut self.has_root, true);
        match (element.local_name(), element.vocabulary()) {
            // Documents in one piece of XML (Word and Excel 2003) say these things in other words.
            ("wordDocument" | "Workbook", None) if is_root => self.closed("a document in the XML of Office 2003"),
            ("binaryData" | "binData", None) => self.closed("bytes within XML"),
            ("encryption-data", None) => {
                self.report.add(FindingKind::EncryptedEmbedding, self.name, "an encrypted OpenDocument file");
            }
            // A package in one piece of XML has its relationships within.
            ("Relationship", Some(PackageRelationships)) => {
                let relationship = Relationship::of(element)?;
                external::judge_relationship(&relationship, false, self.name, self.report);
            }
            ("imagedata" | "fill" | "stroke" | "image" | "feImage", _) => self.picture(element)?,
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

    fn closed(&mut self, what: &str) {
        self.report.unreadable(self.name, &format!("{what} cannot be looked into"));
    }

    /// Pictures that are named by their place, as in VML (ECMA-376 Part 4, 19.1.2.11) and SVG. Under whatever prefix:
    /// there are several.
    fn picture(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        for attribute in element.tag().attributes().with_checks(false) {
            const BROKEN: ReadError = ReadError::IllFormed("its XML has a broken attribute");
            let attribute = attribute.map_err(|_| BROKEN)?;
            if ["src", "href", "althref"].contains(&attribute.key.local_name().as_ref()) {
                let target = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| BROKEN)?;
                external::judge_picture(element.local_name(), &target, &Place::of(&target), self.name, self.report);
            }
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
        match self.inside.last() {
            Some(Inside::Instruction) => self.fields.instruction(text),
            Some(Inside::Text) => self.fields.text(text),
            Some(Inside::Formula) => self.formula.push(text),
            Some(Inside::Other) | None => {}
        }
    }

    fn reference(&mut self, reference: &str) {
        if let Some(character) = referenced(reference) {
            self.text(character.encode_utf8(&mut [0; 4]));
        }
    }

    /// Judges the formula that ends here.
    fn end_formula(&mut self) {
        let formula = std::mem::take(&mut self.formula);
        match formula.effect() {
            Effect::Plain => {}
            Effect::Dde => self.report.add(FindingKind::Dde, self.name, formula.shown()),
            Effect::Unclear => self.report.unreadable(self.name, "a formula ends within a name or text"),
        }
    }
}
