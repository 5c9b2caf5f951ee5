//! What HTML brings along that a document takes in, and what drawings name by their place.
//!
//! By hand, as parsers such as `html5ever` give the one tree that a browser of today makes, and keep it in memory. Here every
//! way counts in which a reader may take it, and memory does not grow with a page.

mod asides;
mod marks;

use std::io::Read;

use self::asides::{Asides, State};
use self::marks::{field_codes, marks, may_make_fields};
use super::ReadError;
use super::encoding::keeps_ascii;
use super::external::{is_odd_hyperlink, judge_picture};
use super::fields::judge_instruction;
use super::findings::{FindingKind, Report};
use super::markup::{Attribute, Markup, Tag, Token, resolved};
use super::place::Place;
use super::readings::Readings;

/// What is kept of a style sheet that stands in the page. Those of Word have some hundred KiB.
const MAX_STYLE: usize = 1024 * 1024;
/// Longest target in a style, and how far back the name of its property is looked for.
const MAX_TARGET: usize = 1_024;
const MAX_STATEMENT: usize = 256;
/// What may stand around a target in a style.
const BLANKS: [char; 8] = [' ', '\t', '\r', '\n', '"', '\'', '(', ')'];

/// Which markup it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Html,
    /// VML and SVG. They are pictures: what they take in is a picture.
    Drawing,
}

/// Adds what markup tells.
pub(super) fn scan_html(part: impl Read, dialect: Dialect, name: &str, report: &mut Report) -> Result<(), ReadError> {
    let mut markup = Markup::new(part);
    let (readings, asides) = (Readings::new(State::default()), Asides::default());
    let mut page = Page {
        dialect,
        name,
        report,
        readings,
        asides,
        has_fields: false,
        has_entities: false,
        style: None,
        base: None,
        loads: false,
    };
    while let Some(token) = markup.next()? {
        page.asides.follow(&token);
        match token {
            Token::Tag(tag) => page.tag(&tag),
            Token::Text(text) => page.text(&text),
            _ => {}
        }
    }
    page.end_style();
    page.finish(markup.is_unclear());
    Ok(())
}

struct Page<'a> {
    dialect: Dialect,
    name: &'a str,
    report: &'a mut Report,
    /// Word writes its fields as text between marks in styles.
    readings: Readings<State>,
    /// What of the page is passed over by some.
    asides: Asides,
    has_fields: bool,
    has_entities: bool,
    /// The style sheet that is being read.
    style: Option<String>,
    /// Where relative targets lie, if the page says so.
    base: Option<Place>,
    /// Whether something was loaded from a relative target before that.
    loads: bool,
}

impl Page<'_> {
    fn tag(&mut self, tag: &Tag) {
        let element = tag.name.rsplit(':').next().unwrap_or_default();
        if element == "style" {
            self.end_style();
            self.style = (!tag.closing).then(String::new);
        }
        if tag.closing {
            return;
        }
        for attribute in &tag.attributes {
            self.attribute(element, attribute);
        }
        match element {
            "script" => self.report.add(FindingKind::Executable, self.name, "a script in HTML"),
            "base" => self.base(tag),
            "meta" => self.meta(tag),
            "link" => self.link(tag),
            "iframe" | "frame" | "ilayer" => {
                self.loaded(tag, &["src"], FindingKind::RemoteFrame, FindingKind::LinkedSubdocument);
                if value(tag, "srcdoc").is_some() {
                    self.report.unreadable(self.name, "a page within a frame of HTML");
                }
            }
            "object" | "embed" | "applet" => {
                self.report.add(FindingKind::OleObject, self.name, &format!("{element} in HTML"));
                let targets = ["data", "src", "code", "codebase", "archive", "classid"];
                self.loaded(tag, &targets, FindingKind::RemoteObject, FindingKind::LinkedObject);
            }
            "param" => self.loaded(tag, &["value"], FindingKind::RemoteObject, FindingKind::LinkedObject),
            "attachedtemplate" => {
                self.loaded(tag, &["href", "val"], FindingKind::RemoteTemplate, FindingKind::LinkedTemplate);
            }
            "a" | "area" => self.hyperlink(tag),
            _ => {}
        }
    }

    /// What attributes tell, whatever the element.
    fn attribute(&mut self, element: &str, attribute: &Attribute) {
        /// Elements whose targets are judged as more than pictures.
        const LOADED: [&str; 6] = ["iframe", "frame", "ilayer", "object", "embed", "applet"];
        const PICTURES: [&str; 8] = ["src", "background", "poster", "srcset", "lowsrc", "dynsrc", "althref", "data"];
        let name = attribute.name.rsplit(':').next().unwrap_or_default();
        let of_picture = ["imagedata", "fill", "stroke", "image", "feimage"].contains(&element);
        if PICTURES.contains(&name) && !LOADED.contains(&element) || name == "href" && of_picture {
            // A picture that is written out whole is long.
            let whole = attribute.value.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
            if attribute.cut && !whole {
                self.report.unreadable(self.name, "a target in HTML is too long");
            }
            let is_data = attribute.value.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
            let targets = if is_data { "" } else { attribute.value.as_str() };
            for target in targets.split([',', ' ']).filter(|target| !target.is_empty()) {
                let place = self.place(target);
                if matches!(&place, Place::Scheme(scheme) if scheme.ends_with("script")) {
                    self.report.add(FindingKind::Executable, self.name, target);
                }
                judge_picture(element, target, &place, self.name, self.report);
            }
        }
        if name == "style" {
            if attribute.cut {
                self.report.unreadable(self.name, "a style in HTML is too long");
            }
            self.marks(&attribute.value);
            self.css(&attribute.value);
        }
        let acts = attribute.name.len() > 4 && attribute.name.starts_with("on");
        if self.dialect == Dialect::Html && acts && attribute.name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.report.add(FindingKind::Executable, self.name, &format!("a script in HTML, {}", attribute.name));
        }
    }

    fn text(&mut self, text: &str) {
        if self.dialect == Dialect::Drawing {
            self.entities(text);
        }
        if let Some(style) = &mut self.style {
            if style.len() + text.len() > MAX_STYLE {
                self.report.unreadable(self.name, "a style sheet in HTML is too long");
            } else {
                style.push_str(text);
            }
        }
        if self.readings.any(|state| state.fields.takes_text()) {
            let text = resolved(text);
            self.asides.go_on(&mut self.readings, |fields| fields.text(&text));
        }
    }

    /// Judges what was gathered.
    fn finish(self, markup_is_unclear: bool) {
        let (states, too_many) = self.readings.finish();
        for state in states {
            state.fields.finish(self.name, self.report);
        }
        if too_many {
            self.report.unreadable(self.name, "its markup can be read in too many ways");
        }
        if markup_is_unclear || self.has_fields && self.asides.is_unclear() {
            self.report.unreadable(self.name, "its markup can be read in two ways");
        }
    }

    /// Entities, by which a target may be written (XML 1.0, 4.2). Text is not cut where they end.
    fn entities(&mut self, text: &str) {
        self.has_entities |= text.contains("ENTITY");
        if self.has_entities {
            for value in text.split(['"', '\'']) {
                judge_picture("entity", value, &Place::of(value), self.name, self.report);
            }
        }
    }

    fn end_style(&mut self) {
        if let Some(style) = self.style.take() {
            self.css(&style);
            if may_make_fields(&style) {
                self.report.unreadable(self.name, "a style sheet in HTML makes fields");
            }
        }
    }

    /// Begin, middle and end of a field, as Word saves them in web pages, or a field as a whole.
    fn marks(&mut self, style: &str) {
        if !may_make_fields(style) {
            return;
        }
        let (name, report) = (self.name, &mut *self.report);
        let (marks, clear) = marks(style);
        for mark in marks {
            self.has_fields = true;
            if !clear {
                self.asides.begin_mark(mark);
            }
            self.asides.go_on(&mut self.readings, |fields| fields.mark(mark, name, report));
            if !clear {
                self.asides.end_mark();
            }
        }
        for code in field_codes(style) {
            judge_instruction(&code, name, report);
        }
    }

    /// What a style loads (CSS Values and Units, 4.5; CSS Cascading and Inheritance, 2).
    fn css(&mut self, style: &str) {
        let lower = style.to_ascii_lowercase();
        if lower.contains("expression(") || lower.contains("behavior:") {
            self.report.add(FindingKind::Executable, self.name, "a script in a style");
        }
        for (word, of_import) in [("url(", false), ("@import", true)] {
            for (at, _) in lower.match_indices(word) {
                let rest = &lower[at + word.len()..];
                let rest = &rest[..rest.floor_char_boundary(MAX_TARGET)];
                let Some((target, _)) = rest.split_once(if of_import { ';' } else { ')' }) else {
                    // A picture that is written out whole is long.
                    if rest.len() == MAX_TARGET && !rest.trim_start_matches(BLANKS).starts_with("data:") {
                        return self.report.unreadable(self.name, "a target in a style is too long");
                    }
                    self.styled(of_import, &lower[..at], rest);
                    continue;
                };
                self.styled(of_import, &lower[..at], target);
            }
        }
    }

    /// Adds what one target in a style tells, of which this stands before.
    fn styled(&mut self, of_import: bool, before: &str, target: &str) {
        let target = target.trim_start().trim_start_matches("url(").trim_matches(BLANKS);
        let place = self.place(target);
        // Word keeps headers and separators of notes in pages beside the page.
        let before = &before[before.ceil_char_boundary(before.len().saturating_sub(MAX_STATEMENT))..];
        let statement = before.rsplit([';', '{']).next().unwrap_or_default();
        let loads = of_import || statement.trim_start().starts_with("mso-");
        if loads && place.is_foreign() && self.dialect == Dialect::Html {
            self.found(FindingKind::RemoteSubdocument, "style", target, &place);
        } else {
            judge_picture("style", target, &place, self.name, self.report);
        }
    }

    fn base(&mut self, tag: &Tag) {
        let Some(target) = value(tag, "href") else { return };
        let place = Place::of(target);
        if place == Place::Unc || place.is_foreign() && self.loads {
            self.found(FindingKind::RemoteSubdocument, "base", target, &place);
        }
        // Browsers heed the first one alone.
        if !self.base.as_ref().is_some_and(Place::is_foreign) {
            self.base = Some(place);
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let content = value(tag, "content").unwrap_or_default().to_ascii_lowercase();
        let charset = content.split_once("charset=").map(|(_, charset)| charset);
        let charset = charset.or(value(tag, "charset")).map(|charset| charset.trim_matches(['"', '\'', ' ', ';']));
        let charset = charset.map(str::to_ascii_lowercase);
        if charset.is_some_and(|charset| !keeps_ascii(&charset) && charset != "utf-16") {
            self.report.unreadable(self.name, "HTML in an encoding that is not read");
        }
        if value(tag, "http-equiv").is_some_and(|what| what.trim().eq_ignore_ascii_case("refresh"))
            && let Some((_, target)) = content.split_once("url")
        {
            let target = target.trim_start_matches([' ', '=', '"', '\'']).trim_end_matches(['"', '\'']);
            let place = self.place(target);
            if place.is_foreign() {
                self.found(FindingKind::RemoteFrame, "refresh", target, &place);
            }
        }
    }

    fn link(&mut self, tag: &Tag) {
        /// Links that are for people.
        const SHOWN: &str = "alternate apple-touch-icon author bookmark canonical dns-prefetch edituri help icon \
            license next pingback preconnect prev profile search shortcut shortlink start up";
        let Some(target) = value(tag, "href") else { return };
        let place = self.place(target);
        let kinds = value(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let shown = !kinds.trim().is_empty()
            && kinds.split_whitespace().all(|kind| SHOWN.split(' ').any(|known| known == kind));
        if kinds.contains("template") {
            self.loaded(tag, &["href"], FindingKind::RemoteTemplate, FindingKind::LinkedTemplate);
        } else if shown {
            judge_picture("link", target, &place, self.name, self.report);
        } else {
            self.loaded(tag, &["href"], FindingKind::RemoteSubdocument, FindingKind::LinkedSubdocument);
        }
    }

    fn hyperlink(&mut self, tag: &Tag) {
        let Some(target) = value(tag, "href") else { return };
        if is_odd_hyperlink(&Place::of(target)) {
            self.report.add(FindingKind::OddHyperlink, self.name, target);
        }
    }

    /// Adds what is loaded by attributes of an element.
    fn loaded(&mut self, tag: &Tag, attributes: &[&str], foreign: FindingKind, near: FindingKind) {
        for attribute in tag.attributes.iter().filter(|one| attributes.contains(&one.name.as_str())) {
            if attribute.cut {
                self.report.unreadable(self.name, "a target in HTML is too long");
            }
            let target = attribute.value.trim();
            // Classes by number, pages without content, and parts of the same file.
            let place = match self.place(target) {
                Place::Scheme(scheme) if matches!(scheme.as_str(), "clsid" | "about" | "cid") => continue,
                place => place,
            };
            if place.is_foreign() {
                self.found(foreign, &tag.name, target, &place);
            } else if tag.name != "param" && !target.is_empty() {
                self.loads |= place == Place::Relative;
                self.found(near, &tag.name, target, &place);
            }
        }
    }

    fn place(&self, target: &str) -> Place {
        match (Place::of(target), &self.base) {
            (Place::Relative, Some(base)) if base.is_foreign() => base.clone(),
            (place, _) => place,
        }
    }

    fn found(&mut self, kind: FindingKind, element: &str, target: &str, place: &Place) {
        self.report.add(kind, self.name, &format!("{element} ({place}): {target}"));
    }
}

fn value<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
}
