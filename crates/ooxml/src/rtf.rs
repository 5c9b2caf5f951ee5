//! What RTF brings along (Rich Text Format Specification 1.9.1): objects, fields, templates, linked pictures.

use std::io::{self, BufReader, Bytes, Read, Write};
use std::ops::Range;

use super::ReadError;
use super::external::judge_picture;
use super::fields::Fields;
use super::findings::{FindingKind, Report};
use super::place::Place;

/// Groups within each other, and objects in one text. Word stops far below.
const MAX_DEPTH: usize = 1_000;
const MAX_OBJECTS: usize = 1_000;
/// What is kept of a name, a target or a piece of a field, in bytes.
const MAX_TEXT: usize = 4_096;
/// Longest word that means something, with room to spare.
const MAX_WORD: usize = 64;

/// Where the bytes of objects lie in what they were written to.
pub(super) type Objects = Vec<Range<u64>>;

/// Adds what a text tells, and writes the bytes of its objects one behind the other, up to `room` bytes.
pub(super) fn scan_rtf(
    part: impl Read,
    name: &str,
    report: &mut Report,
    objects: impl Write,
    room: u64,
) -> Result<Objects, ReadError> {
    let source = BufReader::with_capacity(32 * 1024, part).bytes();
    let sink = Sink { objects, room, written: 0, ranges: Vec::new(), half: None };
    let mut text = RichText {
        source,
        back: None,
        name,
        report,
        groups: vec![Group { fallback: 1, ..Group::default() }],
        fields: Fields::default(),
        gathered: String::new(),
        shape: String::new(),
        skip: 0,
        sink,
        told: "",
    };
    text.read()?;
    let RichText { fields, report, sink, .. } = text;
    fields.finish(name, report);
    Ok(sink.ranges)
}

/// What the text of a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Destination {
    #[default]
    Other,
    Instruction,
    Result,
    Template,
    Object,
    ShapeName,
    ShapeValue,
    File,
}

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    destination: Destination,
    /// Whether it began with this group, so that it ends with it.
    begins: bool,
    /// Whether a field ends with it, and has its instruction already.
    field: bool,
    instructed: bool,
    /// Characters that stand in for one that is written as `\u`.
    fallback: u32,
}

struct Sink<W> {
    objects: W,
    room: u64,
    written: u64,
    ranges: Objects,
    /// The first digit of a byte whose second is yet to come.
    half: Option<u8>,
}

impl<W: Write> Sink<W> {
    /// Whether there was room.
    fn byte(&mut self, byte: u8) -> io::Result<bool> {
        if self.written == self.room {
            return Ok(false);
        }
        self.objects.write_all(&[byte])?;
        self.written += 1;
        if let Some(range) = self.ranges.last_mut() {
            range.end = self.written;
        }
        Ok(true)
    }
}

struct RichText<'a, R: Read, W> {
    source: Bytes<BufReader<R>>,
    back: Option<u8>,
    name: &'a str,
    report: &'a mut Report,
    groups: Vec<Group>,
    fields: Fields,
    /// The text of the destination that is open, as far as it was not handed on.
    gathered: String,
    /// The name of the property of a shape that was read last.
    shape: String,
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
        let group =
            Group { begins: false, field: false, instructed: false, ..self.groups.last().copied().unwrap_or_default() };
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
        if group.begins {
            self.end_destination(group.destination);
        }
        if group.field {
            self.fields.mark("end", self.name, self.report);
        }
    }

    fn begin(&mut self, destination: Destination) {
        self.hand_on();
        if !self.gathered.is_empty() {
            self.end_destination(self.destination());
        }
        if let Some(group) = self.group() {
            group.destination = destination;
            group.begins = true;
        }
    }

    /// Gives text of fields on, so that it need not be kept.
    fn hand_on(&mut self) {
        match self.destination() {
            Destination::Instruction => {
                self.fields.instruction(&self.gathered);
                self.fields.end_instruction(self.name, self.report);
            }
            Destination::Result => self.fields.text(&self.gathered),
            _ => return,
        }
        self.gathered.clear();
    }

    fn end_destination(&mut self, destination: Destination) {
        let text = std::mem::take(&mut self.gathered);
        let place = Place::of(&text);
        let mut found =
            |kind, what: &str| self.report.add(kind, self.name, &format!("{what} ({place}): {}", text.trim()));
        match destination {
            Destination::Template if place.is_foreign() => found(FindingKind::RemoteTemplate, "template"),
            Destination::Template => found(FindingKind::LinkedTemplate, "template"),
            Destination::File if place.is_foreign() => found(FindingKind::RemoteSubdocument, "file"),
            Destination::File => found(FindingKind::LinkedSubdocument, "file"),
            Destination::ShapeName => self.shape = text.trim().to_ascii_lowercase(),
            Destination::ShapeValue if self.shape.contains("pib") || self.shape.contains("blip") => {
                judge_picture(&self.shape, text.trim(), &place, self.name, self.report);
            }
            Destination::Object if self.sink.half.take().is_some() => {
                self.unreadable("an object in RTF ends within a byte");
            }
            _ => {}
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
            first if first.is_ascii_alphabetic() => self.word(first),
            // `\*`, hyphens, line ends.
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
            ("par" | "line" | "tab" | "cell" | "row", _) => self.character(' ', true)?,
            ("field", _) => self.begin_field(),
            ("fldinst", _) => {
                let field = self.groups.iter_mut().rev().find(|group| group.field);
                if field.is_none_or(|field| std::mem::replace(&mut field.instructed, true)) {
                    self.begin_field();
                    if let Some(group) = self.group() {
                        group.instructed = true;
                    }
                }
                self.begin(Destination::Instruction);
            }
            ("fldrslt", _) => {
                self.begin(Destination::Result);
                self.fields.mark("separate", self.name, self.report);
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

    fn begin_field(&mut self) {
        self.hand_on();
        self.fields.mark("begin", self.name, self.report);
        // A group that says it twice holds two.
        let twice = self.group().is_some_and(|group| std::mem::replace(&mut group.field, true));
        if twice {
            self.unreadable("a group of RTF is two fields");
        }
    }

    fn begin_object(&mut self) {
        self.begin(Destination::Object);
        self.sink.half = None;
        if self.sink.ranges.len() < MAX_OBJECTS {
            self.sink.ranges.push(self.sink.written..self.sink.written);
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
            Destination::Other => {}
            Destination::Object => match character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) {
                Some(digit) if !escaped => match self.sink.half.take() {
                    Some(half) => self.object_byte(half << 4 | digit)?,
                    None => self.sink.half = Some(digit),
                },
                None if character.is_whitespace() => {}
                _ => self.unreadable("an object in RTF is not written as it should be"),
            },
            Destination::Instruction | Destination::Result => {
                self.gathered.push(character);
                if self.gathered.len() >= MAX_TEXT {
                    self.hand_on();
                }
            }
            _ if self.gathered.len() < MAX_TEXT => self.gathered.push(character),
            // Vertices of shapes are long, too.
            Destination::ShapeValue if !(self.shape.contains("pib") || self.shape.contains("blip")) => {}
            _ => self.unreadable("a name in RTF is too long"),
        }
        Ok(())
    }
}
