//! What RTF brings along (Rich Text Format Specification 1.9.1): objects, fields, templates, linked pictures.
//!
//! A reader passes over the groups that it does not know, and what is no text of the group around it. Which those are,
//! readers differ on, and so such a group is both read and passed over. No crate does that: those that read RTF want its text,
//! keep one reading, and leave objects out.

mod destinations;
mod objects;

use std::io::{self, BufReader, Bytes, Read, Write};

use self::destinations::{Destination, End, Group, MAX_TEXT, READ, State, is_aside};
use self::objects::{Objects, Sink};
use super::ReadError;
use super::findings::{FindingKind, Report};
use super::readings::Readings;

/// Groups within each other, and objects in one text. Word stops far below.
const MAX_DEPTH: usize = 1_000;
const MAX_OBJECTS: usize = 1_000;
/// Longest word that means something, with room to spare.
const MAX_WORD: usize = 64;

/// Adds what a text tells, and writes the bytes of its objects one behind the other, up to `room` bytes.
pub(super) fn scan_rtf(
    part: impl Read,
    name: &str,
    report: &mut Report,
    objects: impl Write,
    room: u64,
) -> Result<Objects, ReadError> {
    let source = BufReader::with_capacity(32 * 1024, part).bytes();
    let mut text = RichText {
        source,
        back: None,
        name,
        report,
        groups: vec![Group { fallback: 1, ..Group::default() }],
        readings: Readings::new(State::default()),
        piece: String::new(),
        starred: false,
        skip: 0,
        sink: Sink::new(objects, room),
        told: "",
    };
    text.read()?;
    let RichText { readings, report, sink, .. } = text;
    let (states, too_many) = readings.finish();
    for state in states {
        state.fields.finish(name, report);
    }
    if too_many {
        report.unreadable(name, "its groups can be read in too many ways");
    }
    Ok(sink.ranges)
}

struct RichText<'a, R: Read, W> {
    source: Bytes<BufReader<R>>,
    back: Option<u8>,
    name: &'a str,
    report: &'a mut Report,
    groups: Vec<Group>,
    readings: Readings<State>,
    /// The text of the destination that is open, as far as it was not handed on.
    piece: String,
    /// Whether the next word is behind `\*`: who does not know it passes over the group.
    starred: bool,
    /// Characters that are passed over, since others stood for them.
    skip: u32,
    sink: Sink<W>,
    /// What was last told to be unreadable: many bytes may be so for one reason.
    told: &'static str,
}

impl<R: Read, W: Write> RichText<'_, R, W> {
    fn read(&mut self) -> Result<(), ReadError> {
        while let Some(byte) = self.byte()? {
            match byte {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => self.control()?,
                b'\r' | b'\n' | 0 => {}
                other => self.character(char::from(other), false)?,
            }
        }
        while self.groups.len() > 1 {
            self.close();
        }
        Ok(())
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        match self.back.take() {
            Some(byte) => Ok(Some(byte)),
            None => self.source.next().transpose(),
        }
    }

    fn unreadable(&mut self, reason: &'static str) {
        if std::mem::replace(&mut self.told, reason) != reason {
            self.report.unreadable(self.name, reason);
        }
    }

    fn group(&mut self) -> Option<&mut Group> {
        self.groups.last_mut()
    }

    fn destination(&self) -> Destination {
        self.groups.last().map_or(Destination::Other, |group| group.destination)
    }

    fn open(&mut self) {
        self.skip = 0;
        self.hand_on();
        if self.destination() == Destination::Object {
            self.unreadable("an object in RTF can be read in two ways");
        }
        let fallback = self.groups.last().map_or(1, |around| around.fallback);
        let group = Group { destination: self.destination(), fallback, ..Group::default() };
        if self.groups.len() < MAX_DEPTH {
            self.groups.push(group);
        } else {
            self.unreadable("the groups of RTF are nested too deeply");
        }
    }

    fn close(&mut self) {
        self.skip = 0;
        self.hand_on();
        // A brace too many is passed over.
        if self.groups.len() == 1 {
            return;
        }
        let Some(group) = self.groups.pop() else { return };
        for end in group.ends.into_iter().rev() {
            match end {
                End::Destination => self.end_destination(group.destination),
                End::Field => self.mark("end"),
                End::Aside | End::Marked => self.readings.end(),
            }
        }
    }

    /// What follows up to the end of the group is passed over by some.
    fn begin_aside(&mut self, end: End) {
        self.hand_on();
        if self.destination() == Destination::Object {
            self.unreadable("an object in RTF can be read in two ways");
        }
        if !self.group().is_some_and(|group| group.add(end)) {
            self.readings.begin_optional();
        }
    }

    /// What is passed over by some ends, before the group does.
    fn end_marked(&mut self) -> bool {
        self.hand_on();
        let ends = self.group().is_some_and(|group| group.ends.pop_if(|end| *end == End::Marked).is_some());
        if ends {
            self.readings.end();
        }
        ends
    }

    fn begin(&mut self, destination: Destination) {
        let around = self.destination();
        if around.is_name() && !self.groups.last().is_some_and(|group| group.ends.contains(&End::Destination)) {
            self.unreadable("a name in RTF can be read in two ways");
        }
        self.hand_on();
        if self.readings.any(|state| !state.name.is_empty()) {
            self.end_destination(around);
        }
        if let Some(group) = self.group() {
            group.destination = destination;
            group.add(End::Destination);
        }
    }

    fn mark(&mut self, mark: &str) {
        let (name, report) = (self.name, &mut *self.report);
        self.readings.each(|state| state.fields.mark(mark, name, report));
    }

    /// Gives the text of the destination on, so that it need not be kept.
    fn hand_on(&mut self) {
        let destination = self.destination();
        let (name, report, piece) = (self.name, &mut *self.report, &self.piece);
        if !piece.is_empty() && self.readings.any(|state| state.takes(destination)) {
            let mut fits = true;
            self.readings.each(|state| fits &= state.take(piece, destination, name, report));
            if !fits {
                self.unreadable("a name in RTF is too long");
            }
        }
        self.piece.clear();
    }

    fn end_destination(&mut self, destination: Destination) {
        if destination.is_name() {
            let (name, report) = (self.name, &mut *self.report);
            self.readings.each(|state| state.end_name(destination, name, report));
        }
        if destination == Destination::Object && self.sink.half.take().is_some() {
            self.unreadable("an object in RTF ends within a byte");
        }
    }

    fn control(&mut self) -> Result<(), ReadError> {
        let Some(byte) = self.byte()? else { return Ok(()) };
        match byte {
            b'\'' => {
                let digits = [self.byte()?, self.byte()?].map(|digit| char::from(digit.unwrap_or(b'?')).to_digit(16));
                let code = digits[0].zip(digits[1]).and_then(|(high, low)| char::from_u32(high << 4 | low));
                self.character(code.unwrap_or('?'), true)
            }
            b'\\' | b'{' | b'}' => self.character(char::from(byte), true),
            b'~' => self.character(' ', true),
            b'*' => {
                self.starred = true;
                Ok(())
            }
            first if first.is_ascii_alphabetic() => self.word(first),
            // Hyphens, line ends.
            _ => Ok(()),
        }
    }

    fn word(&mut self, first: u8) -> Result<(), ReadError> {
        let mut word = String::from(char::from(first));
        let mut next = self.byte()?;
        while let Some(letter) = next.filter(u8::is_ascii_alphabetic) {
            if word.len() < MAX_WORD {
                word.push(char::from(letter));
            }
            next = self.byte()?;
        }
        let mut number = String::new();
        while let Some(digit) = next.filter(|byte| byte.is_ascii_digit() || *byte == b'-' && number.is_empty()) {
            if number.len() < MAX_WORD {
                number.push(char::from(digit));
            }
            next = self.byte()?;
        }
        // One blank ends a word and belongs to it.
        self.back = next.filter(|byte| *byte != b' ');
        let number = if number.is_empty() { None } else { Some(number.parse().unwrap_or(i64::MAX)) };
        self.act(&word, number)
    }

    fn act(&mut self, word: &str, number: Option<i64>) -> Result<(), ReadError> {
        // A word may be what stands in for a character. It is heeded all the same, as some readers do.
        self.skip = self.skip.saturating_sub(1);
        let starred = std::mem::take(&mut self.starred);
        if word == "ud" {
            // The same text in Unicode, in place of what the group around it has said so far.
            self.hand_on();
            self.readings.begin_again();
        }
        if is_aside(word) || starred && !READ.contains(&word) {
            self.begin_aside(End::Aside);
        }
        match (word, number) {
            ("bin", number) => return self.binary(number.unwrap_or(0)),
            ("u", Some(code)) => {
                self.skip = 0;
                let character = u32::try_from(code & 0xFFFF).ok().and_then(char::from_u32).unwrap_or('?');
                self.character(character, true)?;
                self.skip = self.groups.last().map_or(1, |group| group.fallback);
                return Ok(());
            }
            ("uc", number) => {
                let fallback = u32::try_from(number.unwrap_or(1)).unwrap_or(1);
                if let Some(group) = self.group() {
                    group.fallback = fallback;
                }
            }
            // Text is marked so as it is marked bold.
            ("deleted" | "htmlrtf", Some(0)) => drop(self.end_marked()),
            ("deleted" | "htmlrtf", _) => self.begin_aside(End::Marked),
            ("plain", _) if self.end_marked() => self.begin_aside(End::Marked),
            ("par" | "line" | "tab" | "cell" | "row", _) => self.character(' ', true)?,
            ("field", _) => self.begin_field(),
            ("fldinst", _) => self.begin_instruction(),
            ("fldrslt", _) => {
                self.begin(Destination::Result);
                self.mark("separate");
            }
            ("template", _) => self.begin(Destination::Template),
            ("file", _) => self.begin(Destination::File),
            ("sn", _) => self.begin(Destination::ShapeName),
            ("sv", _) => self.begin(Destination::ShapeValue),
            ("objdata", _) => self.begin_object(),
            ("object", _) => self.report.add(FindingKind::OleObject, self.name, "an object in RTF"),
            ("objupdate", _) => self.report.add(FindingKind::StartsObject, self.name, "an object in RTF"),
            ("objlink" | "objautlink" | "objsub" | "objpub", _) => {
                self.report.add(FindingKind::LinkedObject, self.name, "an object in RTF");
            }
            ("objocx", _) => self.report.add(FindingKind::ActiveX, self.name, "a control in RTF"),
            _ => {}
        }
        Ok(())
    }

    fn begin_instruction(&mut self) {
        let field = self.groups.iter_mut().rev().find(|group| group.ends.contains(&End::Field));
        let instructed = field.map(|field| std::mem::replace(&mut field.instructed, true));
        if instructed == Some(true) {
            self.unreadable("a field of RTF has two instructions");
        }
        if instructed != Some(false) {
            self.begin_field();
            if let Some(group) = self.group() {
                group.instructed = true;
            }
        }
        self.begin(Destination::Instruction);
    }

    fn begin_field(&mut self) {
        self.hand_on();
        self.mark("begin");
        // A group that says it twice holds two.
        if self.group().is_some_and(|group| group.add(End::Field)) {
            self.unreadable("a group of RTF is two fields");
        }
    }

    fn begin_object(&mut self) {
        self.begin(Destination::Object);
        self.sink.half = None;
        if self.sink.ranges.len() < MAX_OBJECTS {
            self.sink.begin();
        } else {
            self.unreadable("RTF has too many objects");
        }
    }

    /// Raw bytes: those of an object, or of a picture.
    fn binary(&mut self, length: i64) -> Result<(), ReadError> {
        let in_object = self.destination() == Destination::Object;
        if i32::try_from(length).is_err() || length < 0 {
            self.unreadable("RTF holds bytes of an odd length");
        }
        for _ in 0..length {
            let Some(byte) = self.byte()? else { return Ok(()) };
            if in_object {
                self.object_byte(byte)?;
            }
        }
        Ok(())
    }

    fn object_byte(&mut self, byte: u8) -> Result<(), ReadError> {
        if !self.sink.byte(byte)? {
            self.unreadable("the objects in RTF are too large");
        }
        Ok(())
    }

    /// A character of text, whether written as it is or in another way.
    fn character(&mut self, character: char, escaped: bool) -> Result<(), ReadError> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        match self.destination() {
            Destination::Object => match character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
                Some(digit) if !escaped => match self.sink.half.take() {
                    Some(half) => self.object_byte(half << 4 | digit)?,
                    None => self.sink.half = Some(digit),
                },
                None if character.is_whitespace() => {}
                _ => self.unreadable("an object in RTF is not written as it should be"),
            },
            Destination::Other => {}
            _ => {
                self.piece.push(character);
                if self.piece.len() >= MAX_TEXT {
                    self.hand_on();
                }
            }
        }
        Ok(())
    }
}
