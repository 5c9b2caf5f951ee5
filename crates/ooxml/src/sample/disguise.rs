//! The same document in other words: edits of its XML that change what is written and not what it says.

use super::DocumentBuilder;
use super::choices::{Choices, FOREIGN};
use super::ways::{Way, Ways, write_around};

/// What transitional documents call their namespaces, and what strict ones do.
const STRICT: [(&str, &str); 6] = [
    ("schemas.openxmlformats.org/wordprocessingml/2006/main", "purl.oclc.org/ooxml/wordprocessingml/main"),
    ("schemas.openxmlformats.org/spreadsheetml/2006/main", "purl.oclc.org/ooxml/spreadsheetml/main"),
    ("schemas.openxmlformats.org/presentationml/2006/main", "purl.oclc.org/ooxml/presentationml/main"),
    ("schemas.openxmlformats.org/drawingml/2006/chart", "purl.oclc.org/ooxml/drawingml/chart"),
    ("schemas.openxmlformats.org/drawingml/2006/main", "purl.oclc.org/ooxml/drawingml/main"),
    (
        "schemas.openxmlformats.org/officeDocument/2006/relationships",
        "purl.oclc.org/ooxml/officeDocument/relationships",
    ),
];

impl DocumentBuilder {
    /// Rewrites every XML part as the bytes choose: with foreign attributes, declarations of namespaces, comments,
    /// instructions, blanks, CDATA sections, references to characters, other prefixes and the strict namespaces, and pieces
    /// of it where some readers do not look. What the document says stays the same, for one reader at least. Its XML must be
    /// well-formed, without comments and sections.
    #[must_use]
    pub fn disguise(mut self, choices: &[u8]) -> Self {
        let mut choices = Choices::of(choices);
        for entry in &mut self.zip.entries {
            let is_xml = [".xml", ".rels"].iter().any(|ending| entry.name.to_ascii_lowercase().ends_with(ending));
            if let Ok(text) = std::str::from_utf8(&entry.data)
                && is_xml
            {
                entry.data = rewrite(text, Ways::of(&entry.name, text), &mut choices).into_bytes();
            }
        }
        self
    }
}

fn rewrite(xml: &str, mut ways: Option<Ways>, choices: &mut Choices<'_>) -> String {
    let mut xml = xml.to_owned();
    if choices.is_chosen() {
        for (transitional, strict) in STRICT {
            xml = xml.replace(transitional, strict);
        }
    }
    let suffix = if choices.is_chosen() { "z" } else { "" };
    let default_prefix = (xml.contains(" xmlns=") && choices.is_chosen()).then_some("dz");
    let mut written = String::with_capacity(xml.len() * 2);
    let mut rest = xml.as_str();
    // The elements that are open: where they begin, and in which way they are written.
    let mut open: Vec<(String, usize, Way)> = Vec::new();
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let around = open.last().map(|(name, ..)| name.as_str()).filter(|_| !text.is_empty());
        write_text(&mut written, text, ways.as_mut(), around, choices);
        let end = end_of_tag(tag);
        match &tag[..end] {
            tag if tag.starts_with("<?") => written.push_str(tag),
            tag if tag.starts_with("</") => {
                let name = rename(&tag[2..tag.len() - 1], suffix, default_prefix);
                written.extend(["</", &name, blank(choices, ""), ">"]);
                if let Some((_, start, way)) = open.pop() {
                    write_around(&mut written, start, way);
                }
            }
            tag => {
                let mut way = Way::Plain;
                if let Some(ways) = ways.as_mut().filter(|_| !open.is_empty()) {
                    ways.write_noise(&mut written, choices);
                    way = ways.choose(choices);
                }
                let start = written.len();
                let parsed = Tag::parse(tag, suffix, default_prefix);
                let name = parsed.name.clone();
                parsed.write(&mut written, choices);
                if tag.ends_with("/>") {
                    write_around(&mut written, start, way);
                } else {
                    open.push((name, start, way));
                }
            }
        }
        rest = &tag[end..];
    }
    written + rest
}

fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The name of an element with another prefix.
fn rename(name: &str, suffix: &str, default_prefix: Option<&str>) -> String {
    match (name.trim().split_once(':'), default_prefix) {
        (Some((prefix, local_name)), _) => format!("{prefix}{suffix}:{local_name}"),
        (None, Some(prefix)) => format!("{prefix}:{}", name.trim()),
        (None, None) => name.trim().to_owned(),
    }
}

fn blank(choices: &mut Choices<'_>, usual: &'static str) -> &'static str {
    [usual, " ", "\n", "\t \r\n"][choices.among(4)]
}

/// A start tag, or that of an empty element.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    end: &'static str,
}

impl Tag {
    fn parse(tag: &str, suffix: &str, default_prefix: Option<&str>) -> Self {
        let end = if tag.ends_with("/>") { "/>" } else { ">" };
        let inner = tag[1..].strip_suffix(end).unwrap_or_default();
        let (name, mut rest) = inner.split_at(inner.find(char::is_whitespace).unwrap_or(inner.len()));
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let quote = after.chars().next().unwrap_or('"');
            let (value, after) = after.get(1..).unwrap_or_default().split_once(quote).unwrap_or_default();
            let key = match (key.trim(), default_prefix) {
                ("xmlns", Some(prefix)) => format!("xmlns:{prefix}"),
                ("xmlns", None) => "xmlns".to_owned(),
                (key, _) => match key.split_once(':') {
                    Some(("xmlns", prefix)) => format!("xmlns:{prefix}{suffix}"),
                    Some(("xml", _)) | None => key.to_owned(),
                    Some((prefix, local_name)) => format!("{prefix}{suffix}:{local_name}"),
                },
            };
            attributes.push((key, value.replace('"', "&quot;")));
            rest = after;
        }
        Self { name: rename(name, suffix, default_prefix), attributes, end }
    }

    fn write(mut self, written: &mut String, choices: &mut Choices<'_>) {
        self.add_foreign(choices);
        written.extend(["<", &self.name]);
        for (key, value) in &self.attributes {
            written.extend([blank(choices, " "), key, blank(choices, ""), "=", blank(choices, ""), "\""]);
            write_characters(written, value, choices);
            written.push('"');
        }
        written.extend([blank(choices, ""), self.end]);
    }

    /// Adds what looks like an attribute of the element and is none.
    fn add_foreign(&mut self, choices: &mut Choices<'_>) {
        let real = self.attributes.iter().filter(|(key, _)| !key.starts_with("xmlns"));
        let Some((key, _)) = real.clone().nth(choices.among(3)).or(real.clone().next()) else { return };
        let local_name = key.rsplit(':').next().unwrap_or_default().to_owned();
        let is_qualified = key.contains(':');
        let value = ["", "Internal", "end", "PAGE", "text/plain"][choices.among(5)].to_owned();
        let mut added = match choices.among(5) {
            1 => vec![(format!("xmlns:{local_name}"), FOREIGN.to_owned())],
            2 => vec![("xmlns:zq".to_owned(), FOREIGN.to_owned()), (format!("zq:{local_name}"), value)],
            3 => vec![(format!("zq:{local_name}"), value), ("xmlns:zq".to_owned(), FOREIGN.to_owned())],
            4 if is_qualified => vec![(local_name, value)],
            _ => return,
        };
        if choices.is_chosen() {
            added.append(&mut self.attributes);
            self.attributes = added;
        } else {
            self.attributes.append(&mut added);
        }
    }
}

/// Writes the text of an element, in pieces where there may be one.
fn write_text(
    written: &mut String,
    text: &str,
    ways: Option<&mut Ways>,
    element: Option<&str>,
    choices: &mut Choices<'_>,
) {
    // The declaration has to come first.
    if written.is_empty() {
        written.push_str(text);
        return;
    }
    let Some(element) = element else {
        written.push_str(text);
        write_aside(written, choices);
        return;
    };
    let mut ways = ways;
    for piece in pieces(text) {
        let start = written.len();
        match (choices.among(5), &mut ways) {
            (1, _) if !piece.starts_with('&') => written.extend(["<![CDATA[", piece, "]]>"]),
            (2, _) => {
                write_aside(written, choices);
                write_characters(written, piece, choices);
            }
            (3, Some(ways)) => {
                write_characters(written, piece, choices);
                // Without a quote a text is none any more.
                let is_mark = !piece.starts_with(char::is_alphanumeric);
                let way = ways.choose(choices);
                write_around(written, start, if is_mark && way != Way::Twice { Way::Plain } else { way });
            }
            // The instruction of a field may be split over several elements.
            (4, Some(ways)) if element.ends_with(":instrText") && ways.has_fields => {
                written.extend(["</", element, ">"]);
                ways.write_noise(written, choices);
                written.extend(["<", element, ">"]);
                write_characters(written, piece, choices);
            }
            _ => write_characters(written, piece, choices),
        }
    }
}

/// References whole, and other characters one by one.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first == '&' { rest.find(';').map_or(1, |at| at + 1) } else { first.len_utf8() };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn write_aside(written: &mut String, choices: &mut Choices<'_>) {
    let aside = ["", "<!-- end -->", "<?pi <w:fldChar?>"][choices.among(3)];
    written.push_str(aside);
}

fn hexadecimal(character: char) -> String {
    format!("&#x{:X};", u32::from(character))
}

fn write_characters(written: &mut String, text: &str, choices: &mut Choices<'_>) {
    for piece in pieces(text) {
        match (piece.chars().next(), choices.among(4)) {
            (Some(character), 1) if character != '&' => written.extend(["&#", &u32::from(character).to_string(), ";"]),
            (Some(character), 2) if character != '&' => written.push_str(&hexadecimal(character)),
            _ => written.push_str(piece),
        }
    }
}
