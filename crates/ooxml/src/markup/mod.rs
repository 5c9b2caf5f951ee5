//! Tags and texts of HTML (WHATWG HTML, 13.2.5), and of VML, which is often written like it. In constant memory.
//!
//! Readers disagree on broken markup. Comments are therefore read for tags as well, since some readers see what is in
//! them, and where it cannot be told which reader is right the markup is unclear: [`Markup::is_unclear`].

mod references;
mod tag;
mod tags;

use std::collections::VecDeque;
use std::io::{self, BufReader, Bytes, Read};

pub(super) use self::references::resolved;
pub(super) use self::tag::{Attribute, Tag};
use super::encoding::Ascii;

/// Text is handed out in pieces of this size at most, in bytes.
const MAX_TEXT: usize = 4_096;
/// Longest condition, in bytes.
const MAX_CONDITION: usize = 256;

/// A piece of markup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Tag(Tag),
    Text(String),
    /// What follows is a comment, of Office's kind with a condition if there is one: `<!--[if mso]>`.
    Comment(Option<String>),
    /// The comment ends.
    CommentEnd,
    /// What follows is for whom the condition holds: `<![if mso]>`.
    If(String),
    /// The innermost condition ends: `<![endif]>`.
    EndIf,
    /// What follows is for some a comment, and text for others: `<?`, `<!` and the like, up to the next `>`.
    Declaration,
    /// That ends.
    DeclarationEnd,
    /// `<![CDATA[` and the like. Readers have several ends for it.
    Section,
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
    /// Whether in a declaration.
    declaration: bool,
    /// The ends of comments and declarations that nobody was told of.
    ended: Vec<Token>,
    /// The element whose content is text, if in one.
    text_of: Option<&'static str>,
    disputed: bool,
    /// The beginning of a reference that the text handed out last had no room for.
    reference: Vec<u8>,
    /// What follows the text that was handed out.
    waiting: VecDeque<Token>,
    unclear: bool,
}

impl<R: Read> Markup<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source: BufReader::with_capacity(32 * 1024, Ascii::new(source)).bytes(),
            back: None,
            last: [0; 3],
            comment: Comment::Outside,
            declaration: false,
            ended: Vec::new(),
            text_of: None,
            disputed: false,
            reference: Vec::new(),
            waiting: VecDeque::new(),
            unclear: false,
        }
    }

    /// Whether different readers may have seen different things so far.
    pub(super) fn is_unclear(&self) -> bool {
        self.unclear
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Token>> {
        if let Some(token) = self.waiting.pop_front() {
            return Ok(Some(token));
        }
        let mut text = std::mem::take(&mut self.reference);
        while self.waiting.is_empty() {
            if text.len() >= MAX_TEXT {
                self.keep_reference(&mut text);
                break;
            }
            let Some(byte) = self.byte()? else {
                // What never ends hides all that follows it, for those who read it so.
                self.unclear |= self.text_of.take().is_some();
                break;
            };
            match byte {
                b'<' => {
                    self.opened(&mut text)?;
                    self.waiting.extend(self.ended.drain(..));
                }
                b'>' if !self.ended.is_empty() => {
                    let of_comment = self.ended.contains(&Token::CommentEnd);
                    while of_comment && text.pop_if(|last| b"-!".contains(last)).is_some() {}
                    self.waiting.extend(self.ended.drain(..));
                }
                byte => text.push(byte),
            }
        }
        Ok(if text.is_empty() { self.waiting.pop_front() } else { Some(Token::Text(lossy(&text))) })
    }

    /// Takes the reference that a text may break off in out of it, so that it comes as a whole.
    fn keep_reference(&mut self, text: &mut Vec<u8>) {
        let Some(at) = text.iter().rposition(|&byte| byte == b'&') else { return };
        if text[at + 1..].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#') {
            if at > 0 { self.reference = text.split_off(at) } else { self.unclear = true }
        }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        if let Some(byte) = self.back.take() {
            return Ok(Some(byte));
        }
        let Some(byte) = self.source.next().transpose()? else { return Ok(None) };
        // Some readers pass over zeros.
        self.unclear |= byte == 0;
        if byte == b'>' && std::mem::take(&mut self.declaration) {
            self.ended.push(Token::DeclarationEnd);
        }
        let ends = byte == b'>' && matches!(self.last, [_, b'-', b'-'] | [b'-', b'-', b'!']);
        self.comment = match self.comment {
            Comment::Inside if ends => Comment::Ended,
            Comment::Ended => Comment::Outside,
            comment => comment,
        };
        if self.comment == Comment::Ended {
            self.ended.push(Token::CommentEnd);
        }
        self.last = [self.last[1], self.last[2], byte];
        Ok(Some(byte))
    }

    /// What follows `<`: a tag, a comment or the like, which waits then, or text.
    fn opened(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let Some(byte) = self.byte()? else { return Ok(()) };
        let in_text = self.text_of.is_some();
        match byte {
            b'/' => match self.byte()? {
                Some(first) if first.is_ascii_alphabetic() => return self.tag(first, true, text),
                other if in_text => {
                    text.extend_from_slice(b"</");
                    self.back = other;
                }
                other => self.declaration(other),
            },
            first if first.is_ascii_alphabetic() && !in_text => return self.tag(first, false, text),
            b'!' if !in_text => match self.byte()? {
                Some(b'-') => match self.byte()? {
                    Some(b'-') => return self.comment(),
                    other => self.declaration(other),
                },
                Some(b'[') => return self.condition(),
                other => self.declaration(other),
            },
            b'?' if !in_text => {
                let next = self.byte()?;
                self.declaration(next);
            }
            other => {
                text.push(b'<');
                self.back = Some(other);
            }
        }
        Ok(())
    }

    /// A comment begins, and may have a condition.
    fn comment(&mut self) -> io::Result<()> {
        let within = std::mem::replace(&mut self.comment, Comment::Inside) == Comment::Inside;
        let next = self.byte()?;
        // `<!--[if mso]><!-->` ends the comment, and begins none.
        if within && next == Some(b'>') {
            return Ok(());
        }
        if next != Some(b'[') {
            self.waiting.push_back(Token::Comment(None));
            self.back = next;
            return Ok(());
        }
        let (inner, whole) = self.bracket()?;
        match condition_of(&inner).filter(|_| whole) {
            Some(condition) => self.waiting.push_back(Token::Comment(Some(condition))),
            None => self.waiting.extend([Token::Comment(None), Token::Text(inner)]),
        }
        Ok(())
    }

    /// `<![` was met.
    fn condition(&mut self) -> io::Result<()> {
        let (inner, whole) = self.bracket()?;
        if let Some(condition) = condition_of(&inner).filter(|_| whole) {
            self.waiting.push_back(Token::If(condition));
        } else if whole && inner.trim().to_ascii_lowercase().starts_with("endif") {
            self.waiting.push_back(Token::EndIf);
        } else {
            self.waiting.extend([Token::Section, Token::Text(inner)]);
        }
        Ok(())
    }

    /// What stands before the next `>`, and whether that follows.
    fn bracket(&mut self) -> io::Result<(String, bool)> {
        let mut inner = Vec::new();
        while inner.len() < MAX_CONDITION {
            match self.byte()? {
                Some(b'>') => return Ok((lossy(&inner), true)),
                next @ (Some(b'<') | None) => {
                    self.back = next;
                    break;
                }
                Some(byte) => inner.push(byte),
            }
        }
        Ok((lossy(&inner), false))
    }

    /// What is no markup begins, with this byte.
    fn declaration(&mut self, first: Option<u8>) {
        self.waiting.push_back(Token::Declaration);
        if first == Some(b'>') {
            self.ended.push(Token::DeclarationEnd);
        } else {
            self.declaration = true;
            self.back = first;
        }
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The condition in `if …]`, written in one way.
fn condition_of(inner: &str) -> Option<String> {
    let condition = inner.strip_suffix(']')?.trim().to_ascii_lowercase();
    let condition =
        condition.strip_prefix("if").filter(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))?;
    Some(condition.split_whitespace().collect::<Vec<_>>().join(" "))
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
