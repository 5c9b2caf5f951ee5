//! What the XML of a part tells: fields, DDE links, formulas, actions.

use std::io::Read;

use quick_xml::XmlVersion;

use super::fields::{Fields, judge_instruction};
use super::findings::{FindingKind, Report};
use super::formulas::{Effect, Formula};
use super::html::{Dialect, scan_html};
use super::open_element::{Inside, Open};
use super::place::Place;
use super::readings::{Reading, Readings};
use super::relationships::{Relationship, Relationships};
use super::xml::{Element, Event, Vocabulary, XmlReader, referenced};
use super::{Flaw, Limits, ReadError, external};

/// So many findings of a page within an attribute are told.
const MOST_IN_PAGE: usize = 20;

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
    relationships.check_for_all()
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
    let readings = Readings::new(State::default());
    let mut scan =
        Scan { name, report, readings, open: Vec::new(), has_root: false, is_ribbon: false, strict: None, in_package };
    let xml = XmlReader::new(part, limits);
    let xml = if in_package { xml } else { xml.map(XmlReader::beside_packages) };
    let outcome = xml.and_then(|xml| scan.read(xml));
    // What was gathered before the XML broke off counts too.
    scan.end_formula();
    let (states, too_many) = scan.readings.finish();
    for state in states {
        state.fields.finish(name, report);
    }
    if too_many {
        report.unreadable(name, "its markup can be read in too many ways");
    }
    outcome
}

/// Where a reader stands in what goes over several elements.
#[derive(Clone, Default, PartialEq)]
struct State {
    fields: Fields,
    formula: Formula,
}

impl Reading for State {
    fn absorb(&mut self, other: &Self) -> bool {
        self == other
    }
}

struct Scan<'a> {
    name: &'a str,
    report: &'a mut Report,
    readings: Readings<State>,
    /// The innermost last. Bounded by the depth of the XML.
    open: Vec<Open>,
    has_root: bool,
    /// Whether it is a ribbon of the document's own.
    is_ribbon: bool,
    /// Whether the document is strict or transitional, once that is known.
    strict: Option<bool>,
    in_package: bool,
}

impl Scan<'_> {
    fn read(&mut self, mut xml: XmlReader<impl Read>) -> Result<(), ReadError> {
        loop {
            match xml.next_event()? {
                Event::Start(element) => self.start(&element)?,
                Event::Empty(element) => {
                    self.start(&element)?;
                    self.end();
                }
                Event::End => self.end(),
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

    fn start(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let around = self.open.last();
        let among_alternatives = around.is_some_and(|around| around.alternatives);
        let around = around.map_or(Inside::Other, |around| around.inside);
        let for_all = self.is_for_all(element);
        let is_choice = element.vocabulary() == Some(Vocabulary::Compatibility);
        let mut open = Open { inside: around, own_text: false, alternatives: false, forks: true, field: false };
        match element.local_name() {
            "AlternateContent" if is_choice && !among_alternatives => {
                open.alternatives = true;
                self.readings.begin_alternatives();
            }
            "Choice" if is_choice && among_alternatives => self.readings.begin_alternative(false),
            "Fallback" if is_choice && among_alternatives => self.readings.begin_alternative(true),
            _ if for_all && !among_alternatives => open.forks = false,
            _ => self.readings.begin_optional(),
        }
        if let Some(inside) = Inside::of(element) {
            if inside == Inside::Formula {
                self.begin_formula();
            }
            (open.inside, open.own_text) = (inside, true);
        } else if for_all {
            open.inside = Inside::Other;
        }
        self.open.push(open);
        self.element(element)
    }

    /// Whether all that open the document read an element, with what is in it. Where they do not know its namespace they
    /// may pass over it, and a text box, a note or what was deleted is not part of the text around it.
    fn is_for_all(&mut self, element: &Element<'_>) -> bool {
        use Vocabulary::{Sheet, Slides, Word};
        if !matches!(element.vocabulary(), Some(Word | Sheet | Slides)) {
            return false;
        }
        // Older programs know one of the two.
        element.is_strict() == *self.strict.get_or_insert(element.is_strict())
            && !matches!(
                element.local_name(),
                "txbxContent" | "footnote" | "endnote" | "comment" | "delText" | "delInstrText"
            )
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.own_text {
            match open.inside {
                Inside::Formula => self.end_formula(),
                Inside::Instruction => {
                    let (name, report) = (self.name, &mut *self.report);
                    self.readings.each(|state| state.fields.end_instruction(name, report));
                }
                Inside::Text | Inside::Other => {}
            }
        }
        if open.field {
            let (name, report) = (self.name, &mut *self.report);
            self.readings.each(|state| state.fields.mark("end", name, report));
        }
        if open.forks {
            self.readings.end();
        }
    }

    fn element(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        use Vocabulary::{Drawing, PackageRelationships, Sheet, Word};
        let is_root = !std::mem::replace(&mut self.has_root, true);
        self.is_ribbon |= is_root && element.local_name() == "customUI";
        self.attributes(element)?;
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
            ("fldChar", Some(Word)) => self.mark(element)?,
            ("fldSimple", Some(Word)) => self.field(element)?,
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

    /// `w:fldSimple` was met, whose instruction stands in an attribute. It may be within that of another field.
    fn field(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let Some((instruction, is_own)) = element.attribute_of(Vocabulary::Word, "instr")? else { return Ok(()) };
        let (name, report) = (self.name, &mut *self.report);
        if !is_own {
            judge_instruction(&instruction, name, report);
            return Ok(());
        }
        self.readings.each(|state| {
            state.fields.mark("begin", name, report);
            state.fields.instruction(&instruction);
            state.fields.mark("separate", name, report);
        });
        if let Some(open) = self.open.last_mut() {
            open.field = true;
        }
        Ok(())
    }

    /// What stands in attributes alone: pages that a film brings along (MS-ODRAWXML, `webVideoPr`), and calls of a ribbon
    /// (MS-CUSTOMUI), which name a macro, of this document or behind the place of another.
    fn attributes(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        const PAGE: &str = "embeddedHtml";
        // Few have any, and there are many elements.
        if !self.is_ribbon && !element.tag().contains(PAGE) {
            return Ok(());
        }
        for attribute in element.tag().attributes().with_checks(false) {
            const BROKEN: ReadError = ReadError::IllFormed(Flaw::AttributeBroken);
            let attribute = attribute.map_err(|_| BROKEN)?;
            let is_page = attribute.key.local_name().as_ref() == PAGE;
            if !is_page && !self.is_ribbon {
                continue;
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| BROKEN)?;
            if is_page {
                self.page(&value)?;
            } else if let Some((place, _)) = value.rsplit_once('!') {
                let foreign = Place::of(place).is_foreign();
                let kind = if foreign { FindingKind::RemoteTemplate } else { FindingKind::LinkedTemplate };
                self.report.add(kind, self.name, &value);
            }
        }
        Ok(())
    }

    /// A page within an attribute. A frame that shows a film from elsewhere is what it is for, and is loaded by a click alone.
    fn page(&mut self, page: &str) -> Result<(), ReadError> {
        let mut within = Report::new(MOST_IN_PAGE);
        scan_html(page.as_bytes(), Dialect::Html, self.name, &mut within)?;
        for found in within.findings {
            let kind = if found.kind == FindingKind::RemoteFrame { FindingKind::LinkedMedia } else { found.kind };
            self.report.add(kind, self.name, &found.detail);
        }
        Ok(())
    }

    /// `w:fldChar` was met.
    fn mark(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let Some((mark, is_own)) = element.attribute_of(Vocabulary::Word, "fldCharType")? else { return Ok(()) };
        let (name, report) = (self.name, &mut *self.report);
        if !is_own {
            self.readings.begin_optional();
        }
        self.readings.each(|state| state.fields.mark(&mark, name, report));
        if !is_own {
            self.readings.end();
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
            const BROKEN: ReadError = ReadError::IllFormed(Flaw::AttributeBroken);
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
        let Some(open) = self.open.last() else { return };
        let (inside, beside_alternatives) = (open.inside, open.alternatives);
        let matters = match inside {
            Inside::Instruction | Inside::Formula => true,
            Inside::Text => self.readings.any(|state| state.fields.takes_text()),
            Inside::Other => false,
        };
        if !matters {
            return;
        }
        if beside_alternatives {
            self.readings.begin_optional();
        }
        self.readings.each(|state| match inside {
            Inside::Instruction => state.fields.instruction(text),
            Inside::Text => state.fields.text(text),
            Inside::Formula => state.formula.push(text),
            Inside::Other => {}
        });
        if beside_alternatives {
            self.readings.end();
        }
    }

    fn reference(&mut self, reference: &str) {
        if let Some(character) = referenced(reference) {
            self.text(character.encode_utf8(&mut [0; 4]));
        }
    }

    /// What is within a formula ends where another one begins, for some.
    fn begin_formula(&mut self) {
        if self.open.iter().any(|open| open.inside == Inside::Formula) {
            self.end_formula();
            self.report.unreadable(self.name, "a formula is within another");
        }
    }

    /// Judges the formula that ends here.
    fn end_formula(&mut self) {
        let (name, report) = (self.name, &mut *self.report);
        self.readings.each(|state| {
            let formula = std::mem::take(&mut state.formula);
            match formula.effect() {
                Effect::Plain => {}
                Effect::Dde => report.add(FindingKind::Dde, name, formula.shown()),
                Effect::Unclear => report.unreadable(name, "a formula ends within a name or text"),
            }
        });
    }
}
