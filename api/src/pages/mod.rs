//! The few pages that a person sees who opens a link from a mail. They need no script and nothing from elsewhere.

pub(crate) mod served;

use askama::Template;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use shared::people::{names::Username, profile::DisplayName};

use crate::{AppState, error::ApiError, extract::Field};

/// Says whether whoever asks would rather read a page than JSON: they name `text/html`.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    names(headers, "text/html")
}

/// Says whether it is a program that asks and knows what for: it names `application/json`. Scanners of mails and
/// browsers that look ahead name something else, anything, or nothing.
pub(crate) fn is_json_wanted(headers: &HeaderMap) -> bool {
    names(headers, "application/json")
}

/// Says whether an `Accept` names a media type, not only by a range, and with a weight above zero (RFC 9110, section
/// 12.5.1).
fn names(headers: &HeaderMap, wanted: &str) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|media| media.eq_ignore_ascii_case(wanted));
        let mut weights = parts.filter_map(|parameter| parameter.split_once('='));
        let weight = weights.find(|(name, _)| name.trim().eq_ignore_ascii_case("q")).map(|(_, weight)| weight.trim());
        // What is no weight is none above zero.
        named && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0 && weight <= 1.0))
    })
}

/// The page with the button that proves an address.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(crate) struct ConfirmPage;

/// The page with the button that turns mails about documents off.
#[derive(Template)]
#[template(path = "unsubscribe.html")]
pub(crate) struct UnsubscribePage;

/// The page with the form for a new password.
#[derive(Template)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    /// Why the one that was sent is not taken.
    pub(crate) fault: Option<String>,
}

/// The page with the form that asks for the password of a link.
#[derive(Template)]
#[template(path = "link_password.html")]
pub(crate) struct LinkPasswordPage {
    /// Why the one that was sent does not open it.
    pub(crate) fault: Option<String>,
}

impl IntoResponse for LinkPasswordPage {
    fn into_response(self) -> Response {
        let status = if self.fault.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
        page(status, &self)
    }
}

/// The page with the form by which an invitation is accepted, and what was sent before.
#[derive(Default, Template)]
#[template(path = "invitation.html")]
pub(crate) struct InvitationPage {
    fault: Option<String>,
    username: String,
    display_name: String,
}

impl InvitationPage {
    /// The form once more, with what was right of it.
    pub(crate) fn again(username: &Field<Username>, display_name: &Field<DisplayName>) -> Self {
        let username = if let Field::Good(name) = username { name.to_string() } else { String::new() };
        let display_name = if let Field::Good(name) = display_name { name.to_string() } else { String::new() };
        Self { fault: None, username, display_name }
    }

    /// Says why it was not taken.
    pub(crate) fn with(self, fault: String) -> Self {
        Self { fault: Some(fault), ..self }
    }
}

/// The page that says what came of it.
#[derive(Template)]
#[template(path = "outcome.html")]
pub(crate) struct OutcomePage {
    status: StatusCode,
    heading: &'static str,
    text: String,
    /// Whether there is a page to log in on.
    leads_to_log_in: bool,
}

impl OutcomePage {
    /// A page that leads on, where there are pages.
    pub(crate) fn of_success(app: &AppState, text: &str) -> Self {
        let leads_to_log_in = app.settings.serving.web_pages;
        Self { status: StatusCode::OK, heading: "Done", text: text.to_owned(), leads_to_log_in }
    }

    /// A page for a link that is not good; every other failure is handed back.
    pub(crate) fn of_failure(error: ApiError) -> Result<Self, ApiError> {
        let text = match error {
            ApiError::InvalidLink => "This link is not valid. Please copy the whole of it from the mail.",
            ApiError::ExpiredMailLink => "This link has expired. Please ask for a new mail.",
            ApiError::EmailTaken => "Meanwhile another account has this address.",
            other => return Err(other),
        };
        Ok(Self {
            status: StatusCode::BAD_REQUEST,
            heading: "This did not work",
            text: text.to_owned(),
            leads_to_log_in: false,
        })
    }
}

impl IntoResponse for ConfirmPage {
    fn into_response(self) -> Response {
        page(StatusCode::OK, &self)
    }
}

impl IntoResponse for UnsubscribePage {
    fn into_response(self) -> Response {
        page(StatusCode::OK, &self)
    }
}

impl IntoResponse for PasswordPage {
    fn into_response(self) -> Response {
        let status = if self.fault.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        page(status, &self)
    }
}

impl IntoResponse for InvitationPage {
    fn into_response(self) -> Response {
        let status = if self.fault.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        page(status, &self)
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
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(accept: &str) -> HeaderMap {
        [(header::ACCEPT, accept.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn pages_are_for_those_who_name_them() {
        assert!(is_wanted(&asking("text/html,application/xhtml+xml,*/*;q=0.8")));
        assert!(is_wanted(&asking("application/json, Text/HTML;q=0.5")));
        for other in ["*/*", "application/json", "text/*", "text/html;q=0", "text/htmlx", ""] {
            assert!(!is_wanted(&asking(other)), "{other}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }

    #[test]
    fn a_program_is_who_names_json() {
        for program in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/json, text/plain, */*",
            "text/html;q=0.9,application/json; q = 0.001",
            "application/json;Q=1.000",
        ] {
            assert!(is_json_wanted(&asking(program)), "{program}");
        }
        for other in [
            "*/*",
            "application/*",
            "",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/json;q=0",
            "application/json;q=0.",
            "application/json; Q=0.000",
            "application/json;q=-1",
            "application/json;q=much",
            "application/json;q=inf",
            "application/json;q=",
            "application/jsonx",
            "application/problem+json",
            "application/ld+json",
        ] {
            assert!(!is_json_wanted(&asking(other)), "{other}");
        }
        let mut two = asking("*/*");
        two.append(header::ACCEPT, "application/json".parse().unwrap());
        assert!(is_json_wanted(&two));
        assert!(!is_json_wanted(&HeaderMap::new()));
    }
}
