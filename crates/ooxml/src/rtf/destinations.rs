//! What the text of a group is, and what is made of it.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::external::judge_picture;
use crate::fields::Fields;
use crate::findings::{FindingKind, Report};
use crate::place::Place;
use crate::readings::Reading;

/// What is kept of a name or a target, in bytes.
pub(super) const MAX_TEXT: usize = 4_096;

/// Words by which a group, up to its end, is no part of the text around it (Rich Text Format Specification 1.9.1), other
/// than those that are looked for here.
const ASIDE: &str = "aftncn aftnsep aftnsepc annotation atnauthor atndate atnicn atnid atnparent atnref atntime \
    atrfend atrfstart author background bkmkend bkmkstart blipuid bptable buptim category colorschememapping colortbl \
    comment company creatim datafield datastore defchp defpap do doccomm docvar dptxbxtext ebcend ebcstart factoidname \
    falt fchars ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext filetbl fldtype fname fontemb \
    fontfile fonttbl footer footerf footerl footerr footnote formfield ftncn ftnsep ftnsepc g generator gridtbl header \
    headerf headerl headerr hl hlfr hlinkbase hlloc hlsrc hsv htmltag info keycode keywords latentstyles lchars \
    levelnumbers leveltext lfolevel linkval list listlevel listname listoverride listoverridetable listpicture \
    liststylename listtable listtext lsdlockedexcept mailmerge manager mhtmltag mmath nesttableprops nextfile \
    nonesttables nonshppict objalias objclass object objname objsect objtime oldcprops oldpprops oldsprops oldtprops \
    oleclsid operator panose password passwordhash pgp pgptbl picprop pict pn pnseclvl pntext pntxta pntxtb printim \
    private propname protend protstart protusertbl pxe result revtbl revtim rsidtbl rxe shp shpgrp shpinst shppict \
    shprslt shptxt sp staticval stylesheet subject svb tc themedata title txe ud upr userprops wgrffmtfilter \
    windowcaption writereservation writereservhash xe xform xmlattrname xmlattrvalue xmlclose xmlname xmlnstbl xmlopen";

static ASIDE_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| ASIDE.split_whitespace().collect());

/// Those that are looked for here. A group that begins with one of them has its own text, whoever reads it.
pub(super) const READ: [&str; 8] = ["field", "file", "fldinst", "fldrslt", "objdata", "sn", "sv", "template"];

/// Whether a group is, by this word of it, no part of the text around it.
pub(super) fn is_aside(word: &str) -> bool {
    ASIDE_WORDS.contains(word)
}

/// What the text of a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Destination {
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

impl Destination {
    /// Whether its text is a name that is judged as a whole.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Self::Template | Self::ShapeName | Self::ShapeValue | Self::File)
    }
}

/// What ends with a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The destination that began in it.
    Destination,
    Field,
    /// What some pass over.
    Aside,
    /// What some pass over, and what may end before.
    Marked,
}

#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) destination: Destination,
    /// What ends with it, the last first.
    pub(super) ends: Vec<End>,
    /// Whether it is a field that has its instruction already.
    pub(super) instructed: bool,
    /// Characters that stand in for one that is written as `\u`.
    pub(super) fallback: u32,
}

impl Group {
    /// Adds something that ends with it. Returns whether such a thing did so already.
    pub(super) fn add(&mut self, end: End) -> bool {
        let has = self.ends.contains(&end);
        if !has {
            self.ends.push(end);
        }
        has
    }
}

/// Where a reader stands in what goes over several groups.
#[derive(Clone, Default, PartialEq)]
pub(super) struct State {
    pub(super) fields: Fields,
    /// The name that is being read.
    pub(super) name: String,
    /// The name of the property of a shape that was read last.
    shape: String,
}

impl Reading for State {
    fn absorb(&mut self, other: &Self) -> bool {
        self == other
    }
}

impl State {
    /// Whether the properties of shapes that come now name pictures.
    fn is_of_picture(&self) -> bool {
        self.shape.contains("pib") || self.shape.contains("blip")
    }

    /// Whether the text of such a group matters here.
    pub(super) fn takes(&self, destination: Destination) -> bool {
        match destination {
            Destination::Result => self.fields.takes_text(),
            destination => destination == Destination::Instruction || destination.is_name(),
        }
    }

    /// Takes text of such a group. Returns whether all of it is kept that matters.
    pub(super) fn take(&mut self, text: &str, destination: Destination, part: &str, report: &mut Report) -> bool {
        match destination {
            Destination::Instruction => {
                self.fields.instruction(text);
                self.fields.end_instruction(part, report);
                true
            }
            Destination::Result => {
                self.fields.text(text);
                true
            }
            _ => {
                let room = MAX_TEXT.saturating_sub(self.name.len());
                let fits = text.floor_char_boundary(room);
                self.name.push_str(&text[..fits]);
                // Vertices of shapes are long, too.
                fits == text.len() || destination == Destination::ShapeValue && !self.is_of_picture()
            }
        }
    }

    /// Judges the name, which ends here.
    pub(super) fn end_name(&mut self, destination: Destination, part: &str, report: &mut Report) {
        let text = std::mem::take(&mut self.name);
        let place = Place::of(&text);
        let mut found = |kind, what: &str| report.add(kind, part, &format!("{what} ({place}): {}", text.trim()));
        match destination {
            Destination::Template if place.is_foreign() => found(FindingKind::RemoteTemplate, "template"),
            Destination::Template => found(FindingKind::LinkedTemplate, "template"),
            Destination::File if place.is_foreign() => found(FindingKind::RemoteSubdocument, "file"),
            Destination::File => found(FindingKind::LinkedSubdocument, "file"),
            Destination::ShapeName => self.shape = text.trim().to_ascii_lowercase(),
            Destination::ShapeValue if self.is_of_picture() => {
                judge_picture(&self.shape, text.trim(), &place, part, report);
            }
            _ => {}
        }
    }
}
