//! How tags of HTML are read, with their attributes.

use std::io::{self, Read};

use super::{
    Comment, Markup, Token, resolved,
    tag::{Attribute, Tag},
};

/// What is kept of a name and of a value, in bytes, and how many attributes of a tag.
const MAX_NAME: usize = 64;
const MAX_VALUE: usize = 8_192;
const MAX_ATTRIBUTES: usize = 256;

/// Elements whose content is text, for all readers.
const TEXTS: [&str; 4] = ["script", "style", "textarea", "title"];
/// Elements whose content is text for some readers, and markup for others.
const DISPUTED: [&str; 6] = ["listing", "noembed", "noframes", "noscript", "plaintext", "xmp"];

impl<R: Read> Markup<R> {
    pub(super) fn tag(&mut self, first: u8, closing: bool, text: &mut Vec<u8>) -> io::Result<()> {
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
            return Ok(());
        }
        self.text_of = None;
        let mut tag = Tag { name, closing, ..Tag::default() };
        tag.self_closed = self.attributes(end, &mut tag)?;
        if !closing && let Some(name) = TEXTS.into_iter().find(|name| *name == tag.name) {
            // In a comment, or closed as in XML, its content is read as markup: nothing is missed by that.
            let as_markup = tag.self_closed || self.comment == Comment::Inside;
            self.disputed |= as_markup;
            self.text_of = (!as_markup).then_some(name);
        }
        self.disputed |= DISPUTED.contains(&tag.name.as_str());
        self.waiting.push_back(Token::Tag(tag));
        Ok(())
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
