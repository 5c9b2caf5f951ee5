//! What tus 1.0 says in headers.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use shared::{clock::Millis, documents::uploads::Upload, words::Text};
use storage::PartSum;

use crate::{
    app::AppState,
    error::{ApiError, Faults},
    files::given_terms::GivenTerms,
};

pub(crate) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(crate) const VERSION: HeaderName = HeaderName::from_static("tus-version");
pub(crate) const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(crate) const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(crate) const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(crate) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(crate) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(crate) const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
pub(crate) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(crate) const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub(crate) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// Ours: by what parts are sent where nobody is logged in any more.
pub(crate) const TOKEN: HeaderName = HeaderName::from_static("upload-token");
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// What clients of other origins may send, and read.
pub(crate) const SENT: [HeaderName; 8] =
    [RESUMABLE, OFFSET, LENGTH, DEFER_LENGTH, METADATA, CHECKSUM, TOKEN, METHOD_OVERRIDE];
pub(crate) const TOLD: [HeaderName; 10] =
    [RESUMABLE, VERSION, EXTENSION, MAX_SIZE, CHECKSUM_ALGORITHM, OFFSET, LENGTH, DEFER_LENGTH, EXPIRES, TOKEN];

/// The type of a body that is a part.
pub(crate) const PART: &str = "application/offset+octet-stream";

/// The version that is spoken here.
pub(crate) const SPOKEN: HeaderValue = HeaderValue::from_static("1.0.0");

/// The piece of metadata that names the document of which an upload is to be a newer version.
pub(crate) const DOCUMENT: &str = "document";

/// Where uploads are.
pub(crate) const PATH: &str = "/api/uploads/";

/// What was said of an upload as it began, as metadata: its name as it is kept, and the fields.
pub(crate) fn said(upload: &Upload) -> Option<HeaderValue> {
    let fields: Vec<(String, String)> = serde_json::from_str(&upload.fields).unwrap_or_default();
    let all = GivenTerms::as_metadata(&fields);
    let said = std::iter::once(("filename", upload.name.to_string())).chain(all);
    let said: Vec<String> = said.map(|(name, text)| format!("{name} {}", STANDARD.encode(text))).collect();
    HeaderValue::from_str(&said.join(",")).ok()
}

/// The extensions that are spoken.
const EXTENSIONS: &str = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination";

/// Says in each answer that has to do with uploads which version is spoken, and to whoever asks by OPTIONS what else: that is
/// often answered as a question about origins already.
pub(crate) async fn speak(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let is_of_uploads = request.uri().path().starts_with(PATH);
    let is_asked = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if is_of_uploads {
        response.headers_mut().insert(RESUMABLE, SPOKEN);
        response.headers_mut().insert(VERSION, SPOKEN);
        if is_asked && response.status().is_success() {
            response.headers_mut().insert(EXTENSION, HeaderValue::from_static(EXTENSIONS));
            response.headers_mut().insert(MAX_SIZE, HeaderValue::from(app.settings.limits.max_upload));
            response.headers_mut().insert(CHECKSUM_ALGORITHM, HeaderValue::from_static("sha1,sha256"));
        }
    }
    response
}

/// What whoever cannot send other methods means by a POST.
pub(crate) fn meant<B>(request: &mut axum::http::Request<B>) {
    let named = request.headers().get(METHOD_OVERRIDE).filter(|_| request.method() == Method::POST);
    let method = named.and_then(|name| Method::from_bytes(name.as_bytes().to_ascii_uppercase().as_slice()).ok());
    let known = method.filter(|method| [Method::PATCH, Method::DELETE, Method::HEAD].contains(method));
    if let Some(method) = known.filter(|_| request.uri().path().starts_with(PATH)) {
        *request.method_mut() = method;
    }
}

/// Refuses whoever speaks another version, or does not say which.
pub(crate) fn check_version(headers: &HeaderMap) -> Result<(), ApiError> {
    if headers.get(RESUMABLE) == Some(&SPOKEN) { Ok(()) } else { Err(ApiError::TusVersionNotSupported) }
}

/// A header that is a number of bytes, if it is there.
pub(crate) fn number(
    headers: &HeaderMap,
    name: HeaderName,
    field: &'static str,
    fault: Text,
) -> Result<Option<i64>, Faults> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let digits = value.to_str().ok().filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| Faults::one(field, fault))
}

/// The length that a client tells, if it does.
pub(crate) fn length(headers: &HeaderMap) -> Result<Option<i64>, Faults> {
    number(headers, LENGTH, "upload_length", Text::NoUploadLength)
}

/// What a client says of its document: names, and texts that came in Base64.
pub(crate) fn metadata(headers: &HeaderMap) -> Result<Vec<(String, String)>, Faults> {
    let malformed = || Faults::one("upload_metadata", Text::NotUploadMetadata);
    let Some(value) = headers.get(METADATA) else { return Ok(Vec::new()) };
    let text = value.to_str().map_err(|_| malformed())?;
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = STANDARD.decode(value.trim()).ok()?;
        Some((name.to_owned(), String::from_utf8(bytes).ok()?))
    };
    pairs.map(|text| pair(text).ok_or_else(malformed)).collect()
}

/// The sum that a part must have, if one came with it.
pub(crate) fn checksum(headers: &HeaderMap) -> Result<Option<(PartSum, Vec<u8>)>, Faults> {
    let malformed = || Faults::one("upload_checksum", Text::NotUploadChecksum);
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let (name, sum) = value.to_str().ok().and_then(|text| text.trim().split_once(' ')).ok_or_else(malformed)?;
    let (algorithm, length) = match name {
        "sha1" => (PartSum::Sha1, 20),
        "sha256" => (PartSum::Sha256, 32),
        _ => return Err(malformed()),
    };
    let sum = STANDARD.decode(sum.trim()).ok().filter(|sum| sum.len() == length).ok_or_else(malformed)?;
    Ok(Some((algorithm, sum)))
}

/// A moment as HTTP writes it.
pub(crate) fn date(moment: Millis) -> Option<HeaderValue> {
    HeaderValue::from_str(&httpdate::fmt_http_date(moment.into())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        [(name, HeaderValue::from_str(value).unwrap())].into_iter().collect()
    }

    #[test]
    fn metadata_is_names_with_texts_in_base64() {
        let read = |text: &str| metadata(&headers(METADATA, text)).ok();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read("filename UGxhbi5kb2N4,is_big"), Some(vec![pair("filename", "Plan.docx"), pair("is_big", "")]));
        assert_eq!(read(""), Some(vec![]));
        for wrong in ["filename Plan.docx", "filename /w==", "filename UGxhbi5kb2N4 x"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_sum_has_an_algorithm_and_its_length() {
        let read = |text: &str| checksum(&headers(CHECKSUM, text)).ok().flatten();
        let sum = STANDARD.encode([7; 20]);
        assert_eq!(read(&format!("sha1 {sum}")), Some((PartSum::Sha1, vec![7; 20])));
        for wrong in [format!("sha256 {sum}"), format!("md5 {sum}"), "sha1".to_owned(), "sha1 x".to_owned()] {
            assert_eq!(read(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_post_may_mean_another_method_of_an_upload() {
        let meant_by = |path: &str, method: Method, named: &str| {
            let mut request = axum::http::Request::new(());
            *request.uri_mut() = path.parse().unwrap();
            *request.method_mut() = method;
            request.headers_mut().insert(METHOD_OVERRIDE, named.parse().unwrap());
            meant(&mut request);
            request.method().clone()
        };
        assert_eq!(meant_by("/api/uploads/x/", Method::POST, "patch"), Method::PATCH);
        assert_eq!(meant_by("/api/files/x/", Method::POST, "DELETE"), Method::POST);
        assert_eq!(meant_by("/api/uploads/x/", Method::GET, "DELETE"), Method::GET);
        assert_eq!(meant_by("/api/uploads/x/", Method::POST, "PUT"), Method::POST);
    }
}
