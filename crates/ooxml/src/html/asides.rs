//! What some readers of a page pass over: comments, and those of Office that have a condition, and elements whose content
//! is not part of the text around them. A reader takes all that is alike the same way.

use crate::fields::Fields;
use crate::markup::{Tag, Token};
use crate::readings::{Reading, Readings};

/// How many are followed within each other, how many choices of a reader are kept, and how many are known by name. Word
/// writes three, and ten.
const MAX_OPEN: usize = 8;
const MAX_CHOICES: usize = 32;
const MAX_NAMES: usize = 256;
/// How many elements are followed within one of them.
const MAX_WITHIN: usize = 64;

/// Elements that are text for some readers, or not shown, or none of the text around.
const ELEMENTS: [&str; 19] = [
    "comment",
    "del",
    "iframe",
    "listing",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "textbox",
    "title",
    "xml",
];
/// Elements without content and without an end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"];

/// Where one reader stands in the fields of a page.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) fields: Fields,
    /// What the reader passes over and what not, as far as that made a difference.
    choices: Vec<(usize, bool)>,
}

impl Reading for State {
    fn absorb(&mut self, other: &Self) -> bool {
        let same = self.fields == other.fields;
        if same {
            self.choices.retain(|choice| other.choices.contains(choice));
        }
        same
    }
}

impl State {
    fn reads(&self, what: usize) -> Option<bool> {
        self.choices.iter().find(|choice| choice.0 == what).map(|choice| choice.1)
    }

    fn choose(&mut self, what: usize, reads: bool) {
        if self.choices.len() == MAX_CHOICES {
            // Whoever forgets a choice may make it anew either way.
            self.choices.remove(0);
        }
        self.choices.push((what, reads));
    }
}

enum Kind {
    /// A comment, and whether it has a condition that has not ended.
    Comment {
        conditional: bool,
    },
    /// What stands between a condition and its end.
    Condition,
    Declaration,
    /// An element, and those within it.
    Element(Vec<String>),
}

struct Aside {
    kind: Kind,
    /// What is alike has the same number.
    what: usize,
}

/// Those that are open.
#[derive(Default)]
pub(super) struct Asides {
    open: Vec<Aside>,
    /// The names of all that have been met.
    names: Vec<String>,
    /// How many had no room among the names. Each of them is like none.
    nameless: usize,
    /// Whether it cannot be told where one of them ends.
    unclear: bool,
}

impl Asides {
    pub(super) fn is_unclear(&self) -> bool {
        self.unclear
    }

    /// Goes on in every reading that reads what is here.
    pub(super) fn go_on(&self, readings: &mut Readings<State>, mut go_on: impl FnMut(&mut Fields)) {
        readings.branch(|mut state, all| {
            for aside in &self.open {
                let reads = state.reads(aside.what).unwrap_or_else(|| {
                    let mut other = state.clone();
                    other.choose(aside.what, false);
                    all.push(other);
                    state.choose(aside.what, true);
                    true
                });
                if !reads {
                    return all.push(state);
                }
            }
            go_on(&mut state.fields);
            all.push(state);
        });
    }

    /// Something that is no text was met.
    pub(super) fn follow(&mut self, token: &Token) {
        match token {
            Token::Comment(condition) => {
                // A comment within a comment is none, for most.
                self.unclear |= self.open.iter().any(|aside| matches!(aside.kind, Kind::Comment { .. }));
                let kind = Kind::Comment { conditional: condition.is_some() };
                match condition {
                    Some(condition) => self.begin(kind, &format!("if {condition}")),
                    None => self.begin(kind, "a comment"),
                }
            }
            Token::CommentEnd => self.end_comment(),
            Token::If(condition) => self.begin(Kind::Condition, &format!("if {condition}")),
            Token::EndIf => self.end_condition(),
            Token::Declaration => self.begin(Kind::Declaration, "a declaration"),
            Token::DeclarationEnd => match self.open.pop_if(|aside| matches!(aside.kind, Kind::Declaration)) {
                Some(_) => {}
                None => self.unclear = true,
            },
            Token::Section => self.unclear = true,
            Token::Tag(tag) => self.tag(tag),
            Token::Text(_) => {}
        }
    }

    /// Something that is passed over is begun for as long as the tag alone goes.
    pub(super) fn begin_mark(&mut self, name: &str) {
        self.begin(Kind::Declaration, name);
    }

    pub(super) fn end_mark(&mut self) {
        self.open.pop();
    }

    fn begin(&mut self, kind: Kind, name: &str) {
        if self.open.len() < MAX_OPEN {
            let what = self.number(name);
            self.open.push(Aside { kind, what });
        } else {
            self.unclear = true;
        }
    }

    /// The number of what is alike. Those of elements are given.
    fn number(&mut self, name: &str) -> usize {
        let known = ELEMENTS.into_iter().chain(self.names.iter().map(String::as_str)).position(|known| known == name);
        match known {
            Some(at) => at,
            None if self.names.len() < MAX_NAMES => {
                self.names.push(name.to_owned());
                ELEMENTS.len() + self.names.len() - 1
            }
            None => {
                self.nameless += 1;
                ELEMENTS.len() + MAX_NAMES + self.nameless
            }
        }
    }

    fn end_comment(&mut self) {
        let Some(at) = self.open.iter().rposition(|aside| matches!(aside.kind, Kind::Comment { .. })) else {
            self.unclear = true;
            return;
        };
        self.unclear |= at + 1 < self.open.len();
        let comment = self.open.drain(at..).next();
        // `<!--[if mso]><!-->`: browsers read what follows, Office if the condition holds.
        if let Some(Aside { kind: Kind::Comment { conditional: true }, what }) = comment {
            self.begin(Kind::Condition, &format!("{what}, or no comments"));
        }
    }

    fn end_condition(&mut self) {
        match &mut self.open[..] {
            [.., Aside { kind: Kind::Condition, .. }] => drop(self.open.pop()),
            [.., Aside { kind: Kind::Comment { conditional: conditional @ true }, .. }] => *conditional = false,
            // `<!--<![endif]-->` ends what has begun outside of the comment.
            [.., Aside { kind: Kind::Condition, .. }, Aside { kind: Kind::Comment { .. }, .. }] => {
                let at = self.open.len() - 2;
                drop(self.open.remove(at));
            }
            _ => self.unclear = true,
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let element = tag.name.rsplit(':').next().unwrap_or_default();
        let is_aside = ELEMENTS.contains(&element);
        match (tag.closing, is_aside) {
            // Who does not know an element with a prefix reads what is in it.
            (false, true) if tag.self_closed && tag.name.contains(':') => {}
            (false, true) => self.begin(Kind::Element(Vec::new()), element),
            (true, true) => self.end_element(element),
            (closing, false) => {
                let Some(Aside { kind: Kind::Element(within), .. }) = self.open.last_mut() else { return };
                let standing = within.iter().rposition(|name| *name == tag.name);
                match (closing, standing) {
                    (false, _) if VOID.contains(&element) || tag.self_closed => {}
                    (false, _) if within.len() < MAX_WITHIN => within.push(tag.name.clone()),
                    (true, Some(at)) => within.truncate(at),
                    // What closes an element around closes this one, too, for some.
                    _ => self.unclear = true,
                }
            }
        }
    }

    fn end_element(&mut self, element: &str) {
        let what = self.number(element);
        let is_it = |aside: &Aside| matches!(aside.kind, Kind::Element(_)) && aside.what == what;
        let Some(at) = self.open.iter().rposition(is_it) else { return };
        let is_innermost = at + 1 == self.open.len();
        self.unclear |= !is_innermost;
        if self.open[at..].iter().all(|aside| matches!(aside.kind, Kind::Element(_))) {
            self.open.truncate(at);
        }
    }
}
