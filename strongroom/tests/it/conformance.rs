//! The document of the API, held against every answer that a story gets.

use std::sync::LazyLock;

use hyper::Method;
use serde_json::Value;

use crate::client::Reply;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| api::openapi_json().unwrap().parse().unwrap());

impl Reply {
    /// The document must tell of this answer to this request: its status, its content type, and its problem's code.
    /// What it does not describe at all, such as its own page, is passed over.
    #[track_caller]
    pub(crate) fn is_documented(&self, method: &Method, path: &str) {
        let Some(methods) = methods(path) else { return };
        let as_get = method == Method::HEAD && methods["head"].is_null();
        let described = if as_get { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
        // What a method meets that its path does not know stands in the document with all others.
        let known = methods.get(described);
        let Some(operation) = known.or_else(|| methods.as_object()?.values().next()) else { return };
        if known.is_none() && self.status.is_success() {
            return;
        }
        let responses = &operation["responses"];
        let (status, default) = (&responses[self.status.as_str()], &responses["default"]);
        let told = if status.is_object() { status } else { default };
        let what = format!("{method} {path}: {}", self.status);
        assert!(told.is_object(), "{what} is not in the document");
        let media_type = self.header("content-type").split(';').next().unwrap_or_default();
        if media_type.is_empty() {
            assert!(told["content"].is_null(), "{what}: no content type, where the document has one");
        } else {
            assert!(told["content"][media_type].is_object(), "{what}: {media_type} is not in the document");
        }
        if media_type == "application/problem+json" && method != Method::HEAD {
            let code = format!("`{}`", self.json()["code"].as_str().unwrap_or_default());
            let explained = |told: &Value| told["description"].as_str().is_some_and(|text| text.contains(&code));
            assert!(explained(told) || explained(default), "{what}: {code} is not in the document");
        }
    }
}

/// What the document says of requests for this path, by method.
fn methods(path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object()?;
    let fits = |template: &&String| {
        segments(template).count() == segments(path).count()
            && segments(template).zip(segments(path)).all(|(told, given)| told == given || is_parameter(told))
    };
    // A path that is spelled out stands before one with parameters.
    let parameters = |template: &&String| segments(template).filter(|segment| is_parameter(segment)).count();
    Some(&paths[paths.keys().filter(fits).min_by_key(parameters)?])
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_matches('/').split('/')
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}
