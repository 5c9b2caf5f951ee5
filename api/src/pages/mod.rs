//! The few pages that a person sees who opens a link from a mail. They need no script and nothing from elsewhere.

pub(crate) mod served;
mod words;

use askama::Template;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use shared::{
    people::{names::Username, profile::DisplayName},
    words::{Language, Text},
};

use self::words::Words;
use crate::{
    app::AppState,
    error::{ApiError, BEARER, Faults},
    extract::Field,
    http::spoken_to,
};

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
pub(crate) struct ConfirmPage {
    words: Words,
}

impl ConfirmPage {
    pub(crate) fn new(language: Language) -> Self {
        Self { words: Words::new(Text::ConfirmPage, language) }
    }
}

/// The page with the button that turns mails about documents off.
#[derive(Template)]
#[template(path = "unsubscribe.html")]
pub(crate) struct UnsubscribePage {
    words: Words,
}

impl UnsubscribePage {
    pub(crate) fn new(language: Language) -> Self {
        Self { words: Words::new(Text::UnsubscribePage, language) }
    }
}

/// The page with the form for a new password.
#[derive(Template)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    words: Words,
    /// Why the one that was sent is not taken.
    fault: Option<String>,
}

impl PasswordPage {
    pub(crate) fn new(language: Language, faults: Option<&Faults>) -> Self {
        Self { words: Words::new(Text::PasswordPage, language), fault: faults.map(|faults| first(faults, language)) }
    }
}

/// The page with the form that asks for the password of a link.
#[derive(Template)]
#[template(path = "link_password.html")]
pub(crate) struct LinkPasswordPage {
    words: Words,
    /// Why the one that was sent does not open it.
    fault: Option<String>,
}

impl LinkPasswordPage {
    pub(crate) fn new(language: Language, why: Option<&ApiError>) -> Self {
        Self { words: Words::new(Text::LinkPasswordPage, language), fault: why.map(|why| why.said(language)) }
    }
}

/// The page with the form by which an invitation is accepted.
#[derive(Template)]
#[template(path = "invitation.html")]
pub(crate) struct InvitationPage {
    words: Words,
    fault: Option<String>,
    sent: Sent,
}

/// What was right of a form that comes once more.
#[derive(Default)]
pub(crate) struct Sent {
    username: String,
    display_name: String,
}

impl Sent {
    pub(crate) fn of(username: &Field<Username>, display_name: &Field<DisplayName>) -> Self {
        let username = if let Field::Good(name) = username { name.to_string() } else { String::new() };
        let display_name = if let Field::Good(name) = display_name { name.to_string() } else { String::new() };
        Self { username, display_name }
    }
}

impl InvitationPage {
    pub(crate) fn new(language: Language) -> Self {
        Self { words: Words::new(Text::InvitationPage, language), fault: None, sent: Sent::default() }
    }

    /// The form once more, where what was sent is at fault and the link is still good; else what came of it.
    pub(crate) fn again(language: Language, sent: Sent, error: ApiError) -> Result<Response, ApiError> {
        let fault = match &error {
            ApiError::InvalidInput(faults) => first(faults, language),
            ApiError::UsernameTaken => error.said(language),
            _ => return Ok(OutcomePage::of_failure(language, error)?.into_response()),
        };
        Ok(Self { fault: Some(fault), sent, ..Self::new(language) }.into_response())
    }
}

/// What is said of the first field that is at fault.
fn first(faults: &Faults, language: Language) -> String {
    let said = faults.first().map(|(field, fault)| {
        let field = match field {
            "username" => Text::UsernameField,
            "display_name" => Text::DisplayNameField,
            _ => Text::PasswordField,
        };
        format!("{} {}.", field.say(language), fault.say(language))
    });
    said.unwrap_or_default()
}

/// The page that says what came of it.
#[derive(Template)]
#[template(path = "outcome.html")]
pub(crate) struct OutcomePage {
    words: Words,
    status: StatusCode,
    text: String,
    /// Whether there is a page to log in on.
    leads_to_log_in: bool,
}

impl OutcomePage {
    /// A page that leads on, where there are pages.
    pub(crate) fn of_success(app: &AppState, language: Language, text: &Text) -> Self {
        Self {
            words: Words::new(Text::DonePage, language),
            status: StatusCode::OK,
            text: text.say(language),
            leads_to_log_in: app.settings.serving.web_pages,
        }
    }

    /// A page for a link that is not good; every other failure is handed back.
    pub(crate) fn of_failure(language: Language, error: ApiError) -> Result<Self, ApiError> {
        let text = match error {
            ApiError::InvalidLink => Text::PageInvalidLink,
            ApiError::ExpiredMailLink => Text::PageExpiredLink,
            ApiError::EmailTaken => Text::PageEmailTaken,
            other => return Err(other),
        };
        Ok(Self {
            words: Words::new(Text::FailedPage, language),
            status: StatusCode::BAD_REQUEST,
            text: text.say(language),
            leads_to_log_in: false,
        })
    }
}

impl IntoResponse for ConfirmPage {
    fn into_response(self) -> Response {
        page(StatusCode::OK, &self.words, &self)
    }
}

impl IntoResponse for UnsubscribePage {
    fn into_response(self) -> Response {
        page(StatusCode::OK, &self.words, &self)
    }
}

impl IntoResponse for PasswordPage {
    fn into_response(self) -> Response {
        let status = if self.fault.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        page(status, &self.words, &self)
    }
}

impl IntoResponse for LinkPasswordPage {
    fn into_response(self) -> Response {
        if self.fault.is_none() {
            return page(StatusCode::OK, &self.words, &self);
        }
        let mut refused = page(StatusCode::UNAUTHORIZED, &self.words, &self);
        // RFC 9110, section 11.6.1. No browser asks for anything by itself because of it.
        refused.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(BEARER));
        refused
    }
}

impl IntoResponse for InvitationPage {
    fn into_response(self) -> Response {
        let status = if self.fault.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        page(status, &self.words, &self)
    }
}

impl IntoResponse for OutcomePage {
    fn into_response(self) -> Response {
        page(self.status, &self.words, &self)
    }
}

fn page(status: StatusCode, words: &Words, page: &impl Template) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => return ApiError::Internal(error.into()).into_response(),
    };
    let mut response = (status, Html(html)).into_response();
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    spoken_to::tell(response.headers_mut(), words.spoken());
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
    fn every_page_says_all_it_has_to_in_every_language() {
        let mut faults = Faults::default();
        faults.add("username", Text::IsTaken);
        for language in Language::ALL {
            let of_link = OutcomePage::of_failure(language, ApiError::InvalidLink).unwrap();
            let again = InvitationPage { fault: Some(first(&faults, language)), ..InvitationPage::new(language) };
            let pages = [
                ConfirmPage::new(language).render(),
                UnsubscribePage::new(language).render(),
                PasswordPage::new(language, None).render(),
                LinkPasswordPage::new(language, Some(&ApiError::InvalidLinkPassword)).render(),
                again.render(),
                of_link.render(),
            ];
            for html in pages.map(Result::unwrap) {
                assert!(html.contains(&format!("<html lang=\"{}\" dir=", language.as_str())), "{html}");
                for nothing in ["></h1>", "></p>", "></label>", "></button>", "></a>", "<title> "] {
                    assert!(!html.contains(nothing), "{}: {nothing} in {html}", language.as_str());
                }
            }
            assert_eq!(first(&faults, Language::En), "The user name is taken.");
        }
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
