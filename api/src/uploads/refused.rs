//! Why an upload is not taken in: written down once, and told again to whoever asks, in their language.

use ooxml::Flaw;
use serde_json::Value;
use shared::{
    documents::uploads::Upload,
    words::{Language, Text, Why},
};

use crate::error::ApiError;

/// By this name a problem that is written down says what is wrong with the document. It is for us only.
const FLAW: &str = "flaw";

/// The problem as it is kept.
pub(super) fn written_down(why: &ApiError, request_id: String, language: Language) -> String {
    let body = why.problem(request_id, language).into_body();
    let mut problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let ApiError::InvalidFile(Why::Ours(text)) = why
        && let Text::Flaw { flaw } = **text
    {
        problem[FLAW] = flaw.code().into();
    }
    problem.to_string()
}

/// Why an upload was refused.
pub(super) fn why(upload: &Upload) -> ApiError {
    let problem = upload.problem.as_deref().unwrap_or_default();
    error(&serde_json::from_str(problem).unwrap_or_default())
}

/// A problem that is kept, for whoever asks.
pub(super) fn told(problem: &str, language: Language) -> Option<Value> {
    let mut problem: Value = serde_json::from_str(problem).ok()?;
    let why = error(&problem);
    problem.as_object_mut()?.remove(FLAW);
    // What is not known by its code stays as it was told first.
    if problem["code"] == why.code() {
        problem["detail"] = why.said(language).into();
    }
    Some(problem)
}

fn error(problem: &Value) -> ApiError {
    match problem["code"].as_str() {
        Some("unsupported_file_type") => ApiError::UnsupportedFileType,
        Some("encrypted_file") => ApiError::EncryptedFile,
        Some("macros_not_allowed") => ApiError::MacrosNotAllowed,
        Some("quota_exceeded") => ApiError::QuotaExceeded,
        Some("permission_missing") => ApiError::PermissionMissing,
        Some("not_found") => ApiError::NotFound,
        Some("invalid_file") => ApiError::InvalidFile(reason(problem)),
        _ => ApiError::Gone,
    }
}

/// What is wrong with the document. A problem that was written down before flaws had codes has it in its sentence only.
fn reason(problem: &Value) -> Why {
    if let Some(flaw) = problem[FLAW].as_str().and_then(Flaw::of_code) {
        return Text::Flaw { flaw }.into();
    }
    let detail = problem["detail"].as_str().unwrap_or_default();
    let reason = detail.split_once(": ").map_or(detail, |(_, reason)| reason);
    reason.trim_end_matches('.').to_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told in German of a problem that is kept: its members, and its sentence.
    fn in_german(kept: &str) -> (Vec<String>, String) {
        let told = told(kept, Language::De).unwrap();
        let members = told.as_object().unwrap().keys().cloned().collect();
        (members, told["detail"].as_str().unwrap().to_owned())
    }

    #[test]
    fn what_was_written_down_is_told_in_any_language() {
        let why = ApiError::InvalidFile(Text::Flaw { flaw: Flaw::NotWholeZip }.into());
        let kept = written_down(&why, "1".to_owned(), Language::Fr);
        let (members, detail) = in_german(&kept);
        assert_eq!(members, ["code", "detail", "request_id", "status", "title", "type"]);
        assert_eq!(detail, "Das Dokument kann nicht angenommen werden: es ist keine vollständige ZIP-Datei.");
        let kept = written_down(&ApiError::MacrosNotAllowed, "1".to_owned(), Language::Fr);
        assert_eq!(in_german(&kept).1, "Das Dokument enthält Makros.");
    }

    #[test]
    fn what_has_no_known_flaw_is_told_in_the_words_of_then() {
        for flaw in ["", r#", "flaw": "of-later""#] {
            let kept = format!(r#"{{"code": "invalid_file", "detail": "It is not taken: it is odd."{flaw}}}"#);
            assert_eq!(in_german(&kept).1, "Das Dokument kann nicht angenommen werden: it is odd.");
        }
        let kept = r#"{"code": "account_disabled", "detail": "This account is disabled."}"#;
        assert_eq!(in_german(kept).1, "This account is disabled.");
    }
}
