//! What relationships tell: which of them lead outside, and what those inside bring along.

use super::findings::{FindingKind, Report};
use super::place::Place;
use super::relationships::Relationship;

/// Adds what one relationship of a part tells. The source of a chart's may be a workbook elsewhere, which is loaded
/// on request only.
pub(super) fn judge_relationship(relationship: &Relationship, of_chart: bool, part: &str, report: &mut Report) {
    let place = Place::of(&relationship.target);
    // One that is said to be internal and leads to a server is followed by some readers.
    if relationship.external || place.is_foreign() {
        judge_external(relationship, &place, of_chart, part, report);
    }
    if !relationship.external
        && let Some(kind) = internal_kind(short_kind(relationship))
    {
        report.add(kind, part, &relationship.target);
    }
}

/// The type's last segment. White space around a URI does not count (XML Schema Part 2, `anyURI`).
pub(super) fn short_kind(relationship: &Relationship) -> &str {
    relationship.short_kind().trim()
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

fn judge_external(relationship: &Relationship, place: &Place, of_chart: bool, part: &str, report: &mut Report) {
    let either = |foreign, near| if place.is_foreign() { foreign } else { near };
    let fetched = |kind| if *place == Place::Unc { FindingKind::CredentialLeak } else { kind };
    let short_kind = short_kind(relationship);
    let kind = match short_kind {
        "hyperlink" if is_odd_hyperlink(place) => FindingKind::OddHyperlink,
        "hyperlink" => return,
        "attachedTemplate" => either(FindingKind::RemoteTemplate, FindingKind::LinkedTemplate),
        "oleObject" | "package" if of_chart => FindingKind::ExternalWorkbook,
        "oleObject" | "package" | "control" => either(FindingKind::RemoteObject, FindingKind::LinkedObject),
        "frame" => either(FindingKind::RemoteFrame, FindingKind::LinkedSubdocument),
        "subDocument" | "aFChunk" => either(FindingKind::RemoteSubdocument, FindingKind::LinkedSubdocument),
        "image" | "audio" | "video" | "media" => fetched(FindingKind::LinkedMedia),
        // Programs ask before they follow these.
        "externalLink" | "externalLinkPath" | "externalLinkLongPath" => FindingKind::ExternalWorkbook,
        short if short.starts_with("xl") => FindingKind::ExternalWorkbook,
        "mailMergeSource" | "mailMergeHeaderSource" | "recipientData" => FindingKind::MailMergeSource,
        // Used when the document is saved.
        "transform" => FindingKind::ExternalOther,
        _ => fetched(FindingKind::ExternalOther),
    };
    report.add(kind, part, &format!("{short_kind} ({place}): {}", relationship.target));
}

/// Hyperlinks do nothing until clicked. Those to pages, files, mail and calls are what people expect.
pub(super) fn is_odd_hyperlink(place: &Place) -> bool {
    const PLAIN: [&str; 9] = ["mailto", "tel", "sms", "callto", "sip", "news", "nntp", "cid", "onenote"];
    matches!(place, Place::Scheme(scheme) if !PLAIN.contains(&scheme.as_str()))
}

/// Adds what an attribute tells by which an element of this name takes in a picture or the like.
pub(super) fn judge_picture(element: &str, target: &str, place: &Place, part: &str, report: &mut Report) {
    let kind = match place {
        Place::Unc => FindingKind::CredentialLeak,
        Place::Remote => FindingKind::LinkedMedia,
        Place::Local | Place::Relative | Place::Scheme(_) => return,
    };
    report.add(kind, part, &format!("{element} ({place}): {target}"));
}

/// Adds what a field that links to an OLE object tells (ECMA-376 Part 1, `LINK`).
pub(super) fn judge_link_field(instruction: &str, part: &str, report: &mut Report) {
    let foreign = places(instruction).any(|place| place.is_foreign());
    let kind = if foreign { FindingKind::RemoteObject } else { FindingKind::LinkedObject };
    report.add(kind, part, instruction);
}

/// Adds what a field that takes in a file or picture tells.
pub(super) fn judge_include_field(instruction: &str, part: &str, report: &mut Report) {
    let leaks = places(instruction).any(|place| place == Place::Unc);
    report.add(if leaks { FindingKind::CredentialLeak } else { FindingKind::IncludeField }, part, instruction);
}

/// The places that the words of a field may name. A back slash is written twice in a field, but not by everybody.
fn places(instruction: &str) -> impl Iterator<Item = Place> {
    let words =
        instruction.split(|character: char| character.is_whitespace() || "\"\u{201C}\u{201D}".contains(character));
    words.filter(|word| word.len() > 2).flat_map(|word| [Place::of(word), Place::of(&word.replace("\\\\", "\\"))])
}
