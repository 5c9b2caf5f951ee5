//! What relationships tell: which of them lead outside, and what those inside bring along.

use super::findings::{FindingKind, Report};
use super::relationships::Relationship;

/// Where a target lies, seen from who opens the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// On a server, by a scheme of the web.
    Remote,
    /// On a file server. Opening it hands over the user's credentials.
    Unc,
    /// On the machine itself, by an absolute path.
    Local,
    /// Beside the document.
    Relative,
    /// Wherever a program that is registered for another scheme finds it.
    Scheme(String),
}

impl Place {
    pub(super) fn of(target: &str) -> Self {
        let target = target.trim().replace("%5C", "\\").replace("%5c", "\\").replace("%2F", "/").replace("%2f", "/");
        let slashed = target.replace('\\', "/");
        let Some((scheme, rest)) = slashed.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
            return match slashed.as_str() {
                path if path.starts_with("//") => Self::Unc,
                path if is_drive(path) => Self::Local,
                _ => Self::Relative,
            };
        };
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" | "ftps" | "webdav" | "dav" => Self::Remote,
            "file" => Self::of_file(rest),
            other => Self::Scheme(other.to_owned()),
        }
    }

    /// `file:///C:/…` and `file:/…` are local; a host, or more slashes, mean a server.
    fn of_file(path: &str) -> Self {
        let bare = path.trim_start_matches('/');
        match path.len() - bare.len() {
            _ if is_drive(bare) => Self::Local,
            2 | 4.. => Self::Unc,
            0 if !bare.is_empty() => Self::Relative,
            _ => Self::Local,
        }
    }

    /// Whether the target comes from another machine, or by a program of which nothing is known.
    fn is_foreign(&self) -> bool {
        matches!(self, Self::Remote | Self::Unc | Self::Scheme(_))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Remote => formatter.write_str("remote"),
            Self::Unc => formatter.write_str("unc"),
            Self::Local => formatter.write_str("local"),
            Self::Relative => formatter.write_str("relative"),
            Self::Scheme(scheme) => write!(formatter, "scheme {scheme}"),
        }
    }
}

/// RFC 3986 section 3.1, but of two letters at least: a single one is a drive.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':' | b'|', ..] if letter.is_ascii_alphabetic())
}

/// Adds what one relationship of a part tells. The source of a chart's may be a workbook elsewhere, which is loaded
/// on request only.
pub(super) fn judge_relationship(relationship: &Relationship, of_chart: bool, part: &str, report: &mut Report) {
    if relationship.external {
        judge_external(relationship, of_chart, part, report);
    } else if let Some(kind) = internal_kind(relationship.short_kind()) {
        report.add(kind, part, &relationship.target);
    }
}

fn internal_kind(short_kind: &str) -> Option<FindingKind> {
    Some(match short_kind {
        "oleObject" => FindingKind::OleObject,
        "package" => FindingKind::EmbeddedPackage,
        "control" => FindingKind::ActiveX,
        "vbaProject" => FindingKind::Macros,
        "xlMacrosheet" | "xlIntlMacrosheet" => FindingKind::XlmMacrosheet,
        "aFChunk" => FindingKind::AltChunk,
        "webextension" | "webextensiontaskpanes" => FindingKind::WebExtension,
        "connections" => FindingKind::DataConnection,
        "attachedToolbars" => FindingKind::AttachedToolbars,
        _ => return None,
    })
}

fn judge_external(relationship: &Relationship, of_chart: bool, part: &str, report: &mut Report) {
    let place = Place::of(&relationship.target);
    let either = |foreign, near| if place.is_foreign() { foreign } else { near };
    let kind = match relationship.short_kind() {
        "hyperlink" if is_odd_hyperlink(&place) => FindingKind::OddHyperlink,
        "hyperlink" => return,
        "attachedTemplate" => either(FindingKind::RemoteTemplate, FindingKind::LinkedTemplate),
        "oleObject" | "package" if of_chart => FindingKind::ExternalWorkbook,
        "oleObject" | "package" | "control" => either(FindingKind::RemoteObject, FindingKind::LinkedObject),
        "frame" => either(FindingKind::RemoteFrame, FindingKind::LinkedSubdocument),
        "subDocument" | "aFChunk" => either(FindingKind::RemoteSubdocument, FindingKind::LinkedSubdocument),
        "image" | "audio" | "video" | "media" => FindingKind::LinkedMedia,
        "externalLink" | "externalLinkPath" | "externalLinkLongPath" => FindingKind::ExternalWorkbook,
        short if short.starts_with("xl") => FindingKind::ExternalWorkbook,
        "mailMergeSource" | "mailMergeHeaderSource" | "recipientData" => FindingKind::MailMergeSource,
        _ => FindingKind::ExternalOther,
    };
    let detail = format!("{} ({place}): {}", relationship.short_kind(), relationship.target);
    report.add(kind, part, &detail);
}

/// Hyperlinks do nothing until clicked. Those to pages, files, mail and calls are what people expect.
fn is_odd_hyperlink(place: &Place) -> bool {
    const PLAIN: [&str; 9] = ["mailto", "tel", "sms", "callto", "sip", "news", "nntp", "cid", "onenote"];
    matches!(place, Place::Scheme(scheme) if !PLAIN.contains(&scheme.as_str()))
}

/// Adds what a field that links to an OLE object tells (ECMA-376 Part 1, `LINK`).
pub(super) fn judge_link_field(instruction: &str, part: &str, report: &mut Report) {
    let foreign = instruction.split(['"', ' ']).any(|word| word.len() > 2 && Place::of(word).is_foreign());
    let kind = if foreign { FindingKind::RemoteObject } else { FindingKind::LinkedObject };
    report.add(kind, part, instruction);
}
