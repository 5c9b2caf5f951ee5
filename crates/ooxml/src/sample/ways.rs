//! Ways to write XML where some readers do not look (ECMA-376 Part 3), so that for one reader it says the same.

use super::choices::{Choices, FOREIGN};

const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// How many pieces of a part are passed over by some. Each may double what there is to follow.
const MAX_OPTIONAL: usize = 3;
/// Longest piece that is written twice.
const MAX_TWICE: usize = 2_000;

/// How a piece is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Plain,
    /// Once for those who understand something, and once for the others.
    Twice,
    /// For those who understand something.
    Chosen,
    /// For those who do not.
    Fallback,
    /// Within an element that some pass over.
    Foreign,
}

/// Chooses the ways of one part.
pub(super) struct Ways {
    /// Pieces that may still be passed over by some.
    optional: usize,
    /// Whether it has fields of several elements.
    pub(super) has_fields: bool,
}

impl Ways {
    /// Those of a part. The parts that say what a package holds are read by all.
    pub(super) fn of(part: &str, xml: &str) -> Option<Self> {
        let of_package = part.to_ascii_lowercase().rsplit('.').next() == Some("rels") || part == "[Content_Types].xml";
        (!of_package).then(|| Self { optional: MAX_OPTIONAL, has_fields: xml.contains("<w:fldChar ") })
    }

    /// The way of the next piece.
    pub(super) fn choose(&mut self, choices: &mut Choices<'_>) -> Way {
        let way = [Way::Plain, Way::Twice, Way::Chosen, Way::Fallback, Way::Foreign][choices.among(5)];
        if matches!(way, Way::Plain | Way::Twice) {
            return way;
        }
        match self.optional.checked_sub(1) {
            Some(left) => {
                self.optional = left;
                way
            }
            None => Way::Plain,
        }
    }

    /// Writes something that is passed over by some, and means nothing for those who read it, in most places.
    pub(super) fn write_noise(&mut self, written: &mut String, choices: &mut Choices<'_>) {
        let noise = ["", "end", "separate", "text"][choices.among(4)];
        let Some(left) = self.optional.checked_sub(1).filter(|_| !noise.is_empty()) else { return };
        self.optional = left;
        let start = written.len();
        if noise == "text" {
            written.extend([r#"<zw:instrText xmlns:zw=""#, WORD, r#"">OC </zw:instrText>"#]);
        } else {
            written.extend([r#"<zw:fldChar xmlns:zw=""#, WORD, r#"" zw:fldCharType=""#, noise, r#""/>"#]);
        }
        write_around(written, start, Way::Foreign);
    }
}

/// Writes what there is from a place on in a way.
pub(super) fn write_around(written: &mut String, start: usize, way: Way) {
    let way = if way == Way::Twice && written.len() - start > MAX_TWICE { Way::Plain } else { way };
    let piece = written.split_off(start);
    let begin = format!(r#"<zc:AlternateContent xmlns:zc="{COMPATIBILITY}" xmlns:zf="{FOREIGN}">"#);
    let (choice, fallback) = match way {
        Way::Plain => return written.push_str(&piece),
        Way::Foreign => return written.extend([r#"<zf:x xmlns:zf=""#, FOREIGN, r#"">"#, &piece, "</zf:x>"]),
        Way::Twice => (Some(piece.as_str()), Some(piece.as_str())),
        Way::Chosen => (Some(piece.as_str()), None),
        Way::Fallback => (None, Some(piece.as_str())),
    };
    written.extend([begin.as_str(), r#"<zc:Choice Requires="zf">"#, choice.unwrap_or_default(), "</zc:Choice>"]);
    if let Some(fallback) = fallback {
        written.extend(["<zc:Fallback>", fallback, "</zc:Fallback>"]);
    }
    written.push_str("</zc:AlternateContent>");
}
