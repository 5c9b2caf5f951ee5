//! Tags and texts of HTML (WHATWG HTML, 13.2.5), and of VML, which is often written like it. In constant memory.
//!
//! Readers disagree on broken markup. Comments are therefore read for tags as well, since some readers see what is in
//! them, and where it cannot be told which reader is right the markup is unclear: [`Markup::is_unclear`].

use std::io::{self, BufReader, Bytes, Read};

use super::encoding::Ascii;

/// Text is handed out in pieces of this size at most, in bytes.
const MAX_TEXT: usize = 4_096;
/// What is kept of a name and of a value, in bytes, and how many attributes of a tag.
const MAX_NAME: usize = 64;
const MAX_VALUE: usize = 8_192;
const MAX_ATTRIBUTES: usize = 256;

/// Elements whose content is text, for all readers.
const TEXTS: [&str; 4] = ["script", "style", "textarea", "title"];
/// Elements whose content is text for some readers, and markup for others.
const DISPUTED: [&str; 6] = ["listing", "noembed", "noframes", "noscript", "plaintext", "xmp"];

/// A piece of markup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Tag(Tag),
    Text(String),
}

/// A tag, with names in lower case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) closing: bool,
    pub(super) attributes: Vec<Attribute>,
}

/// An attribute, whose references are resolved.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: String,
    /// Whether the value was longer than is kept.
    pub(super) cut: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comment {
    Outside,
    Inside,
    /// The last byte ended one.
    Ended,
}

/// Markup that is read from its start to its end.
pub(super) struct Markup<R> {
    source: Bytes<BufReader<Ascii<R>>>,
    /// A byte that was read too far.
    back: Option<u8>,
    /// The three bytes before the one to come: `-->` and `--!>` end a comment wherever they are.
    last: [u8; 3],
    comment: Comment,
    /// The element whose content is text, if in one.
    text_of: Option<&'static str>,
    disputed: bool,
    /// A tag that follows the text that was handed out.
    waiting: Option<Tag>,
    unclear: bool,
}

impl<R: Read> Markup<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source: BufReader::with_capacity(32 * 1024, Ascii::new(source)).bytes(),
            back: None,
            last: [0; 3],
            comment: Comment::Outside,
            text_of: None,
            disputed: false,
            waiting: None,
            unclear: false,
        }
    }

    /// Whether different readers may have seen different things so far.
    pub(super) fn is_unclear(&self) -> bool {
        self.unclear
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Token>> {
        if let Some(tag) = self.waiting.take() {
            return Ok(Some(Token::Tag(tag)));
        }
        let mut text = Vec::new();
        while text.len() < MAX_TEXT {
            let Some(byte) = self.byte()? else {
                // What never ends hides all that follows it, for those who read it so.
                self.unclear |= self.text_of.take().is_some();
                break;
            };
            if byte != b'<' {
                text.push(byte);
            } else if let Some(tag) = self.opened(&mut text)? {
                if text.is_empty() {
                    return Ok(Some(Token::Tag(tag)));
                }
                self.waiting = Some(tag);
                break;
            }
        }
        Ok((!text.is_empty()).then(|| Token::Text(String::from_utf8_lossy(&text).into_owned())))
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        if let Some(byte) = self.back.take() {
            return Ok(Some(byte));
        }
        let Some(byte) = self.source.next().transpose()? else { return Ok(None) };
        // Some readers pass over zeros.
        self.unclear |= byte == 0;
        let ends = byte == b'>' && matches!(self.last, [_, b'-', b'-'] | [b'-', b'-', b'!']);
        self.comment = match self.comment {
            Comment::Inside if ends => Comment::Ended,
            Comment::Ended => Comment::Outside,
            comment => comment,
        };
        self.last = [self.last[1], self.last[2], byte];
        Ok(Some(byte))
    }

    /// What follows `<`: a tag, or text and comments.
    fn opened(&mut self, text: &mut Vec<u8>) -> io::Result<Option<Tag>> {
        let Some(byte) = self.byte()? else { return Ok(None) };
        match byte {
            b'/' => match self.byte()? {
                Some(first) if first.is_ascii_alphabetic() => self.tag(first, true, text),
                other => {
                    text.extend_from_slice(b"</");
                    self.back = other;
                    Ok(None)
                }
            },
            first if first.is_ascii_alphabetic() && self.text_of.is_none() => self.tag(first, false, text),
            b'!' if self.text_of.is_none() => {
                for _ in 0..2 {
                    let next = self.byte()?;
                    if next != Some(b'-') {
                        self.back = next;
                        return Ok(None);
                    }
                }
                self.comment = Comment::Inside;
                Ok(None)
            }
            other => {
                text.push(b'<');
                self.back = Some(other);
                Ok(None)
            }
        }
    }

    fn tag(&mut self, first: u8, closing: bool, text: &mut Vec<u8>) -> io::Result<Option<Tag>> {
        let mut name = vec![first.to_ascii_lowercase()];
        let mut end = self.byte()?;
        while let Some(byte) = end.filter(|byte| !byte.is_ascii_whitespace() && !b"/>".contains(byte)) {
            if name.len() < MAX_NAME {
                name.push(byte.to_ascii_lowercase());
            }
            end = self.byte()?;
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        if self.text_of.is_some_and(|open| open != name) {
            text.extend_from_slice(b"</");
            text.extend_from_slice(name.as_bytes());
            self.back = end;
            return Ok(None);
        }
        self.text_of = None;
        let mut tag = Tag { name, closing, attributes: Vec::new() };
        let self_closed = self.attributes(end, &mut tag)?;
        if !closing && let Some(name) = TEXTS.into_iter().find(|name| *name == tag.name) {
            // In a comment, or closed as in XML, its content is read as markup: nothing is missed by that.
            let as_markup = self_closed || self.comment == Comment::Inside;
            self.disputed |= as_markup;
            self.text_of = (!as_markup).then_some(name);
        }
        self.disputed |= DISPUTED.contains(&tag.name.as_str());
        Ok(Some(tag))
    }

    /// Reads attributes up to the end of the tag, and returns whether it is closed as in XML.
    fn attributes(&mut self, mut next: Option<u8>, tag: &mut Tag) -> io::Result<bool> {
        let mut before = 0;
        while let Some(byte) = next {
            if byte == b'>' {
                return Ok(before == b'/');
            }
            before = byte;
            if byte.is_ascii_whitespace() || byte == b'/' {
                next = self.byte()?;
                continue;
            }
            let mut attribute = Attribute::default();
            next = self.attribute_name(byte, &mut attribute)?;
            while next.is_some_and(|byte| byte.is_ascii_whitespace()) {
                next = self.byte()?;
            }
            if next == Some(b'=') {
                next = self.byte()?;
                while next.is_some_and(|byte| byte.is_ascii_whitespace()) {
                    next = self.byte()?;
                }
                next = self.value(next, &mut attribute)?;
            }
            if tag.attributes.len() < MAX_ATTRIBUTES { tag.attributes.push(attribute) } else { self.unclear = true }
        }
        Ok(false)
    }

    fn attribute_name(&mut self, first: u8, attribute: &mut Attribute) -> io::Result<Option<u8>> {
        let mut name = vec![first.to_ascii_lowercase()];
        let mut next = self.byte()?;
        while let Some(byte) = next.filter(|byte| !byte.is_ascii_whitespace() && !b"/>=".contains(byte)) {
            if name.len() < MAX_NAME {
                name.push(byte.to_ascii_lowercase());
            }
            next = self.byte()?;
        }
        attribute.name = String::from_utf8_lossy(&name).into_owned();
        Ok(next)
    }

    /// Reads a value, with or without quotes, and returns the byte that follows it.
    fn value(&mut self, first: Option<u8>, attribute: &mut Attribute) -> io::Result<Option<u8>> {
        let quote = first.filter(|byte| b"\"'".contains(byte));
        let mut next = if quote.is_some() { self.byte()? } else { first };
        let mut value = Vec::new();
        while let Some(byte) = next {
            let ends = if quote.is_some() { next == quote } else { byte.is_ascii_whitespace() || byte == b'>' };
            if ends {
                break;
            }
            if quote.is_some() {
                let in_dispute = self.disputed && byte == b'/' && value.last() == Some(&b'<');
                let ended = self.comment == Comment::Ended;
                self.unclear |= in_dispute || ended;
                if ended {
                    break;
                }
            }
            if value.len() < MAX_VALUE {
                value.push(byte);
            } else {
                attribute.cut = true;
            }
            next = self.byte()?;
        }
        attribute.value = resolved(&String::from_utf8_lossy(&value));
        Ok(match quote {
            Some(_) if next == quote => self.byte()?,
            _ => next,
        })
    }
}

/// A text whose references to characters are resolved, with or without the semicolon.
fn resolved(text: &str) -> String {
    const NAMED: [(&str, char); 15] = [
        ("amp", '&'),
        ("bsol", '\\'),
        ("colon", ':'),
        ("commat", '@'),
        ("gt", '>'),
        ("lpar", '('),
        ("lt", '<'),
        ("nbsp", ' '),
        ("newline", '\n'),
        ("num", '#'),
        ("percnt", '%'),
        ("period", '.'),
        ("quot", '"'),
        ("sol", '/'),
        ("tab", '\t'),
    ];
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (length, character) = if let Some(number) = part.strip_prefix('#') {
            let (skip, radix) = if number.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
            let digits = number[skip..].chars().take_while(|digit| digit.is_digit(radix)).count();
            let code = u32::from_str_radix(&number[skip..skip + digits], radix).ok();
            (1 + skip + digits, code.and_then(char::from_u32))
        } else {
            let length = part.chars().take_while(char::is_ascii_alphabetic).count();
            let known = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(&part[..length]));
            (length, known.map(|known| known.1))
        };
        if let Some(character) = character {
            out.push(character);
            let rest = &part[length..];
            out.push_str(rest.strip_prefix(';').unwrap_or(rest));
        } else {
            out.push('&');
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Markup, Token};

    /// The tags with their attributes, as `name[attribute=value]`, and whether it is unclear.
    fn read(text: &str) -> (Vec<String>, bool) {
        let mut markup = Markup::new(text.as_bytes());
        let mut tags = Vec::new();
        while let Some(token) = markup.next().unwrap() {
            if let Token::Tag(tag) = token {
                let attributes = tag.attributes.iter().map(|one| format!("[{}={}]", one.name, one.value));
                tags.push(format!(
                    "{}{}{}",
                    if tag.closing { "/" } else { "" },
                    tag.name,
                    attributes.collect::<String>()
                ));
            }
        }
        (tags, markup.is_unclear())
    }

    #[test]
    fn tags_are_read_as_browsers_do() {
        for (text, expected) in [
            ("a <b>c</b>", &["b", "/b"] as &[&str]),
            ("<A HREF = 'x>y' b=c/d e>", &["a[href=x>y][b=c/d][e=]"]),
            ("<a b=\"h&#x74;t&#112&colon;&sol;/x&unknown;\">", &["a[b=http://x&unknown;]"]),
            ("1 < 2 <!doctype html [x]> </ p>", &[]),
            ("<br><br/><img src=a/>", &["br", "br", "img[src=a/]"]),
            ("<title><b></title><p>", &["title", "/title", "p"]),
            ("<style>a<b</style >", &["style", "/style"]),
            ("<!-- <b> --><p>", &["b", "p"]),
            ("<!--><p title='-->'><b>", &["p[title=-->]", "b"]),
            ("<!--[if mso]><p><![endif]-->", &["p"]),
            ("<title/><p>", &["title", "p"]),
        ] {
            assert_eq!(read(text), (expected.iter().map(ToString::to_string).collect(), false), "{text}");
        }
    }

    #[test]
    fn what_readers_disagree_on_is_unclear() {
        for text in [
            "<!-- <a x=\" --> <iframe src=a>",
            "<title/><a x=\"</title><iframe src=a>",
            "<xmp><a x=\"</xmp><iframe src=a>",
            "<title><iframe src=a>",
            "<if\0rame src=a>",
        ] {
            assert!(read(text).1, "{text}");
        }
    }

    #[test]
    fn long_texts_come_in_pieces() {
        let text = format!("{}<b>", "x".repeat(10_000));
        let mut markup = Markup::new(text.as_bytes());
        let mut length = 0;
        while let Some(Token::Text(text)) = markup.next().unwrap() {
            length += text.len();
        }
        assert_eq!(length, 10_000);
    }
}
