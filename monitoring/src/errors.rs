//! Errors, reported to a Sentry: what is logged at the level "error", and nothing about anybody.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{Request, StatusCode, header};
use bounded_http::outbox::Outbox;
use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use sentry::{
    ClientInitGuard, ClientOptions, Envelope, Transport, TransportFactory, TransportOptions,
    integrations::tracing::ErrorLayer,
    protocol::{Context, Event, Value},
    types::Dsn,
};
use shared::{settings::SettingError, telemetry::Listening};
use tokio::sync::Semaphore;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, filter::Targets};
use url::Url;

/// Reports on their way at once; more are dropped, since a flood says no more than its beginning.
const AT_ONCE: usize = 16;

/// Reports in one [`PERIOD`]; more are dropped.
const IN_A_PERIOD: u32 = 100;

/// How long those are counted together, and nothing is sent after the other side said that it is too much.
const PERIOD: Duration = Duration::from_mins(1);

/// Reports on their way to a Sentry.
pub(crate) struct Errors(ClientInitGuard);

impl fmt::Debug for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Errors")
    }
}

impl Errors {
    pub(crate) fn to(dsn: &SecretString) -> Result<Self, SettingError> {
        let wrong = |problem: String| SettingError::new("sentry_dsn", problem, "https://KEY@sentry.example.com/1");
        let dsn: Dsn = dsn.expose_secret().parse().map_err(|_| wrong("is no Sentry DSN".to_owned()))?;
        let url = Url::parse(dsn.envelope_api_url().as_str()).map_err(|_| wrong("is no Sentry DSN".to_owned()))?;
        let outbox =
            Outbox::new(&url, "reports of errors").map_err(|error| wrong(format!("cannot be used ({error})")))?;
        // No stack, no panic's text, no host's name: only what we log ourselves.
        let mut options = ClientOptions::new()
            .release(concat!("strongroom@", env!("CARGO_PKG_VERSION")))
            .transport(Posting(outbox))
            .default_integrations(false)
            .attach_stacktrace(false)
            .send_default_pii(false)
            .max_breadcrumbs(0)
            .before_send(|event| Some(without_anybody(event)));
        options.dsn = Some(dsn);
        Ok(Self(sentry::init(options)))
    }

    /// What hears of errors, for as long as there is one of these.
    pub(crate) fn listening() -> Listening {
        // Why an answer is a 503 is told as a warning.
        let filter = Targets::new().with_default(LevelFilter::ERROR).with_target("api::error", LevelFilter::WARN);
        ErrorLayer::new().with_filter(filter).boxed()
    }

    /// Sends what is left, and blocks until that is done or its time is over.
    pub(crate) fn finish(self, patience: Duration) {
        self.0.close(Some(patience));
    }
}

/// Takes out of every text what could be somebody's: addresses, and anything as long as a token.
fn without_anybody(mut event: Event<'static>) -> Event<'static> {
    event.message = event.message.map(|text| redacted(&text));
    event.user = None;
    event.request = None;
    event.server_name = None;
    event.breadcrumbs = Vec::new().into();
    for exception in &mut event.exception.values {
        exception.value = exception.value.take().map(|text| redacted(&text));
    }
    for context in event.contexts.values_mut() {
        if let Context::Other(fields) = context {
            fields.values_mut().for_each(redact);
        }
    }
    event.extra.values_mut().for_each(redact);
    event.tags.values_mut().for_each(|text| *text = redacted(text));
    event
}

fn redact(value: &mut Value) {
    match value {
        Value::String(text) => *text = redacted(text),
        Value::Array(values) => values.iter_mut().for_each(redact),
        Value::Object(fields) => fields.values_mut().for_each(redact),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text whose addresses and longest words are cut: our ids have 36 characters, and every token has more.
fn redacted(text: &str) -> String {
    let is_of_word = |c: char| c.is_alphanumeric() || "@._%+-=~".contains(c);
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_secret = word.contains('@') || word.chars().nth(36).is_some();
        whole.push_str(if is_secret { "…" } else { word });
        let gap = after.find(is_of_word).unwrap_or(after.len());
        whole.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    whole
}

/// Makes the one transport.
struct Posting(Outbox);

impl TransportFactory for Posting {
    fn create_transport_with_options(&self, options: TransportOptions) -> Arc<dyn Transport> {
        let url = options.dsn.envelope_api_url().to_string();
        let auth = options.dsn.to_auth(Some(&options.user_agent)).to_string();
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Arc::new(Post { outbox: self.0.clone(), url, auth, turns, pace: Arc::default() })
    }
}

struct Post {
    outbox: Outbox,
    url: String,
    auth: String,
    turns: Arc<Semaphore>,
    pace: Arc<Mutex<Pace>>,
}

/// How many reports may still be sent, and until when that holds.
#[derive(Debug)]
struct Pace {
    left: u32,
    until: Instant,
}

impl Default for Pace {
    fn default() -> Self {
        Self { left: IN_A_PERIOD, until: Instant::now() + PERIOD }
    }
}

impl Pace {
    fn allows_one(&mut self) -> bool {
        if Instant::now() >= self.until {
            *self = Self::default();
        }
        self.left.checked_sub(1).map(|left| self.left = left).is_some()
    }

    fn stop(&mut self) {
        *self = Self { left: 0, ..Self::default() };
    }
}

impl Transport for Post {
    fn send_envelope(&self, envelope: Envelope) {
        let Ok(turn) = self.turns.clone().try_acquire_owned() else { return };
        if !self.pace.lock().unwrap_or_else(PoisonError::into_inner).allows_one() {
            return;
        }
        let mut body = Vec::new();
        if envelope.to_writer(&mut body).is_err() {
            return;
        }
        let request = Request::post(&self.url)
            .header(header::CONTENT_TYPE, "application/x-sentry-envelope")
            .header("x-sentry-auth", &self.auth)
            .body(Bytes::from(body));
        let Ok(request) = request else { return };
        let (outbox, pace) = (self.outbox.clone(), self.pace.clone());
        self.outbox.runtime().spawn(async move {
            let _turn = turn;
            if outbox.send(request).await.is_ok_and(|answer| answer.status() == StatusCode::TOO_MANY_REQUESTS) {
                pace.lock().unwrap_or_else(PoisonError::into_inner).stop();
            }
        });
    }

    /// Blocks until nothing is on its way. It may be called on any thread, so it cannot wait as a task would.
    fn flush(&self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        while self.turns.available_permits() < AT_ONCE {
            if Instant::now() >= until {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_tokens_are_cut_out() {
        let token = "gAAAAABn".repeat(12);
        let text =
            format!("550 5.1.1 <ann@example.com>: /api/download/{token}/ of 0192d5a0-7c1e-7a55-b1a2-0123456789ab");
        assert_eq!(redacted(&text), "550 5.1.1 <…>: /api/download/…/ of 0192d5a0-7c1e-7a55-b1a2-0123456789ab");
        assert_eq!(redacted(""), "");
        assert_eq!(redacted("Ünïcode ✓ (x)"), "Ünïcode ✓ (x)");
    }
}
