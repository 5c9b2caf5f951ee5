//! The cookies: one holds a session, and one marks a browser that has logged in before.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use cookie::{Cookie, SameSite, time};
use secrecy::{ExposeSecret, SecretString};

/// How long a browser is known after its last log-in.
pub(crate) const DEVICE_KNOWN_FOR: Duration = Duration::from_hours(24 * 365);

/// Tells a browser to forget what pages have kept, once a session in a cookie is over.
pub(crate) const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// What of it.
pub(crate) const ALL_THAT_IS_STORED: HeaderValue = HeaderValue::from_static("\"storage\"");

/// Ours have 43 characters.
const MAX_SECRET: usize = 64;

/// How our cookies are called here.
///
/// `__Host-` makes a browser see to it that they come over TLS, from this host and for all of it (RFC 6265bis, section
/// 4.1.3.2). Where the public address is plain HTTP, as on a developer's machine, they go without.
#[derive(Debug)]
pub(crate) struct Cookies {
    session: &'static str,
    device: &'static str,
    over_https: bool,
}

impl Cookies {
    pub(crate) fn new(public_url: &str) -> Self {
        let over_https = public_url.starts_with("https://");
        let (session, device) = if over_https {
            ("__Host-strongroom", "__Host-strongroom-device")
        } else {
            ("strongroom", "strongroom-device")
        };
        Self { session, device, over_https }
    }

    /// The secret of the session that a browser is in.
    pub(crate) fn session_in(&self, headers: &HeaderMap) -> Option<SecretString> {
        find(self.session, headers)
    }

    /// The mark of a browser.
    pub(crate) fn device_in(&self, headers: &HeaderMap) -> Option<SecretString> {
        find(self.device, headers)
    }

    /// Puts a session into a browser, for so long, or until it is closed.
    pub(crate) fn put_session(&self, headers: &mut HeaderMap, secret: &SecretString, keep_for: Option<Duration>) {
        self.put(headers, self.session, secret.expose_secret(), keep_for);
    }

    /// Takes the session out of a browser.
    pub(crate) fn clear_session(&self, headers: &mut HeaderMap) {
        self.put(headers, self.session, "", Some(Duration::ZERO));
    }

    /// Marks a browser.
    pub(crate) fn put_device(&self, headers: &mut HeaderMap, mark: &SecretString) {
        self.put(headers, self.device, mark.expose_secret(), Some(DEVICE_KNOWN_FOR));
    }

    /// Says whether an answer says anything of the session already.
    pub(crate) fn has_session(&self, headers: &HeaderMap) -> bool {
        let begins = format!("{}=", self.session);
        headers.get_all(header::SET_COOKIE).iter().any(|value| value.as_bytes().starts_with(begins.as_bytes()))
    }

    fn put(&self, headers: &mut HeaderMap, name: &'static str, value: &str, keep_for: Option<Duration>) {
        let mut cookie =
            Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Strict).secure(self.over_https);
        if let Some(keep_for) = keep_for {
            cookie = cookie.max_age(time::Duration::seconds(i64::try_from(keep_for.as_secs()).unwrap_or(i64::MAX)));
        }
        // Names and secrets of ours are what a header may hold.
        if let Ok(mut value) = HeaderValue::from_str(&cookie.build().to_string()) {
            value.set_sensitive(true);
            headers.append(header::SET_COOKIE, value);
        }
    }
}

fn find(name: &str, headers: &HeaderMap) -> Option<SecretString> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let found = cookies.find(|cookie| cookie.name() == name)?;
    (!found.value().is_empty() && found.value().len() <= MAX_SECRET).then(|| found.value().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(public_url: &str, keep_for: Option<Duration>) -> String {
        let mut headers = HeaderMap::new();
        Cookies::new(public_url).put_session(&mut headers, &"secret".into(), keep_for);
        assert!(Cookies::new(public_url).has_session(&headers));
        headers[header::SET_COOKIE].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_session_is_for_this_host_alone_and_for_no_script() {
        assert_eq!(
            put("https://files.example.com", Some(Duration::from_mins(1))),
            "__Host-strongroom=secret; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=60"
        );
        assert_eq!(put("http://127.0.0.1:8080", None), "strongroom=secret; HttpOnly; SameSite=Strict; Path=/");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let cookies = Cookies::new("https://files.example.com");
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=b; strongroom=no; __Host-strongroom-device=mark".parse().unwrap());
        headers.append(header::COOKIE, "__Host-strongroom=secret".parse().unwrap());
        assert_eq!(cookies.session_in(&headers).unwrap().expose_secret(), "secret");
        assert_eq!(cookies.device_in(&headers).unwrap().expose_secret(), "mark");
        for nothing in ["__Host-strongroom=", &format!("__Host-strongroom={}", "x".repeat(65)), "__host-strongroom=x"] {
            let headers = [(header::COOKIE, nothing.parse().unwrap())].into_iter().collect();
            assert!(cookies.session_in(&headers).is_none(), "{nothing}");
        }
    }
}
