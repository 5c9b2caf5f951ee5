//! What an inspection found, and which findings condemn a document.

use serde::{Deserialize, Serialize};

/// Longest part name and detail that a finding keeps, in characters.
const MAX_PART: usize = 200;
const MAX_DETAIL: usize = 300;

/// What was found. Blocking kinds make the document infected, unseen ones make it unscannable, and the others are notes
/// for who handed it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Blocking: the EICAR test string.
    Eicar,
    /// Blocking: a program, script, shortcut or installer.
    Executable,
    /// Blocking: a VBA project.
    Macros,
    /// Blocking: an Excel 4.0 macro sheet.
    XlmMacrosheet,
    /// Blocking: a field, link or formula that starts a program by DDE.
    Dde,
    /// Blocking: a click or a mouse move in a presentation starts a program.
    RunsProgram,
    /// Blocking: a template that is loaded from another machine on opening.
    RemoteTemplate,
    /// Blocking: an OLE object that is loaded from another machine.
    RemoteObject,
    /// Blocking: a frame that is loaded from another machine.
    RemoteFrame,
    /// Blocking: a part of the text that is loaded from another machine.
    RemoteSubdocument,
    /// Blocking: a picture or another resource on a file server, which opening the document hands the user's
    /// credentials.
    CredentialLeak,
    /// Blocking: an OLE object that starts when the document is opened.
    StartsObject,
    /// Blocking: an embedded archive that inflates beyond reason.
    Bomb,
    /// Note: an OLE object.
    OleObject,
    /// Note: an OLE object that links to a place on the same machine.
    LinkedObject,
    /// Note: a file wrapped in an OLE object.
    EmbeddedFile,
    /// Note: an embedded document, as behind every chart.
    EmbeddedPackage,
    /// Unseen: a document or archive within that is encrypted, so that nobody can look inside.
    EncryptedEmbedding,
    /// Unseen: an archive within, of a format that is not opened.
    ClosedArchive,
    /// Note: an `ActiveX` control.
    ActiveX,
    /// Note: a template on the same machine.
    LinkedTemplate,
    /// Note: a frame or a part of the text on the same machine.
    LinkedSubdocument,
    /// Note: a picture, sound or film outside the document.
    LinkedMedia,
    /// Note: another workbook that formulas refer to.
    ExternalWorkbook,
    /// Note: a relationship of any other type to a place outside the document.
    ExternalOther,
    /// Note: a query to a database, file or server.
    DataConnection,
    /// Note: the address list of a form letter.
    MailMergeSource,
    /// Note: content in another format that is taken in on opening.
    AltChunk,
    /// Note: an Office add-in.
    WebExtension,
    /// Note: tool bars that the document brings along.
    AttachedToolbars,
    /// Note: a field that takes in a file or picture.
    IncludeField,
    /// Note: a hyperlink with a scheme that is not for pages, files, mail or calls.
    OddHyperlink,
    /// Note: an action of a presentation other than going to a slide or page.
    Action,
    /// Unseen: a part with a DTD, whose entities may stand for anything.
    Dtd,
    /// Note: an entry whose name leads out of its folder or is used twice.
    OddEntryName,
    /// Unseen: a part or embedding that could not be read, or not to its end.
    Unreadable,
}

/// What a finding does to the verdict, the lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Note,
    Unseen,
    Blocking,
}

impl FindingKind {
    const fn weight(self) -> Weight {
        match self {
            Self::Eicar
            | Self::Executable
            | Self::Macros
            | Self::XlmMacrosheet
            | Self::Dde
            | Self::RunsProgram
            | Self::RemoteTemplate
            | Self::RemoteObject
            | Self::RemoteFrame
            | Self::RemoteSubdocument
            | Self::CredentialLeak
            | Self::StartsObject
            | Self::Bomb => Weight::Blocking,
            Self::EncryptedEmbedding | Self::ClosedArchive | Self::Dtd | Self::Unreadable => Weight::Unseen,
            _ => Weight::Note,
        }
    }

    /// Whether one such finding makes the document infected.
    pub const fn is_blocking(self) -> bool {
        matches!(self.weight(), Weight::Blocking)
    }

    /// Whether it tells of something that could not be looked into, and may hold anything.
    pub const fn is_unseen(self) -> bool {
        matches!(self.weight(), Weight::Unseen)
    }
}

/// One thing found. Both texts are cut to a bounded length and hold no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The entry it was found in; for entries of an embedded package after that package's own name and ` > `.
    pub part: String,
    /// What was seen there: a target, a file name, an instruction. Comes from the document.
    pub detail: String,
}

/// What an inspection makes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything was looked at, and nothing blocking was found. There may be notes.
    Clean,
    /// Nothing blocking was found in what could be looked at, but there is something that could not be.
    Unscannable,
    /// Something blocking was found.
    Infected,
}

/// The result of an inspection.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The findings in the order of the document, each once, and at most [`Limits::max_findings`].
    ///
    /// [`Limits::max_findings`]: super::Limits::max_findings
    pub findings: Vec<Finding>,
    /// Whether there was more than is kept. The verdict counts all there was, and at least one finding that the
    /// verdict rests on is kept.
    pub truncated: bool,
    /// Bytes of the largest entry once it is inflated, in the document and in what is embedded in it.
    #[serde(skip)]
    pub largest_entry: u64,
    /// Bytes of all entries once they are inflated, in the document and in what is embedded in it.
    #[serde(skip)]
    pub inflated: u64,
    #[serde(skip)]
    max_findings: usize,
    /// The heaviest finding there was, kept or not.
    #[serde(skip)]
    heaviest: Weight,
}

impl Report {
    pub(super) fn new(max_findings: usize) -> Self {
        Self {
            findings: Vec::new(),
            truncated: false,
            largest_entry: 0,
            inflated: 0,
            max_findings: max_findings.max(1),
            heaviest: Weight::Note,
        }
    }

    /// What all findings together mean, those that are not kept included.
    pub fn verdict(&self) -> Verdict {
        match self.heaviest {
            Weight::Note => Verdict::Clean,
            Weight::Unseen => Verdict::Unscannable,
            Weight::Blocking => Verdict::Infected,
        }
    }

    /// The first thing that could not be looked into.
    pub fn first_unseen(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.kind.is_unseen())
    }

    pub(super) fn add(&mut self, kind: FindingKind, part: &str, detail: &str) {
        let full = self.findings.len() >= self.max_findings;
        // Many light findings must not push out the one that the verdict rests on.
        let counts = kind.weight() > self.heaviest;
        self.heaviest = self.heaviest.max(kind.weight());
        if full && !counts {
            self.truncated = true;
            return;
        }
        let finding = Finding { kind, part: clip(part, MAX_PART), detail: clip(detail, MAX_DETAIL) };
        if self.findings.contains(&finding) {
            return;
        }
        if full {
            self.truncated = true;
            self.findings.pop();
        }
        self.findings.push(finding);
    }

    /// Adds that something could not be looked into.
    pub(super) fn unreadable(&mut self, part: &str, reason: &str) {
        self.add(FindingKind::Unreadable, part, reason);
    }
}

/// Cuts a text to so many characters and takes out control characters, and those that change the direction of the
/// text around them.
fn clip(text: &str, length: usize) -> String {
    let directs = |character: char| matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|&character| !character.is_control() && !directs(character)).take(length).collect()
}
