//! The few pages that a person sees who opens a link from a mail. They need no script and nothing from elsewhere.

use askama::Template;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use crate::error::ApiError;

/// Says whether whoever asks would rather read a page than JSON: they name `text/html`.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let html = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("text/html"));
        html && !parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// The page with the button that proves an address.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(crate) struct ConfirmPage;

/// The page that says what came of it.
#[derive(Template)]
#[template(path = "outcome.html")]
pub(crate) struct OutcomePage {
    status: StatusCode,
    heading: &'static str,
    text: String,
}

impl OutcomePage {
    pub(crate) fn of_success(text: &str) -> Self {
        Self { status: StatusCode::OK, heading: "Done", text: text.to_owned() }
    }

    /// A page for a link that is not good; every other failure is handed back.
    pub(crate) fn of_failure(error: ApiError) -> Result<Self, ApiError> {
        let text = match error {
            ApiError::InvalidLink => "This link is not one of ours. Please copy it whole from the mail.",
            ApiError::ExpiredVerification => "This link has expired. Please ask for a new mail.",
            other => return Err(other),
        };
        Ok(Self { status: StatusCode::BAD_REQUEST, heading: "This did not work", text: text.to_owned() })
    }
}

impl IntoResponse for ConfirmPage {
    fn into_response(self) -> Response {
        page(StatusCode::OK, &self)
    }
}

impl IntoResponse for OutcomePage {
    fn into_response(self) -> Response {
        page(self.status, &self)
    }
}

fn page(status: StatusCode, page: &impl Template) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => return ApiError::Internal(error.into()).into_response(),
    };
    let mut response = (status, Html(html)).into_response();
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_for_those_who_name_them() {
        let wanted = |accept: &str| is_wanted(&[(header::ACCEPT, accept.parse().unwrap())].into_iter().collect());
        assert!(wanted("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(wanted("application/json, Text/HTML;q=0.5"));
        for other in ["*/*", "application/json", "text/*", "text/html;q=0", "text/htmlx", ""] {
            assert!(!wanted(other), "{other}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }
}
