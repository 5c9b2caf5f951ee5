//! Lifetimes: how long links, tokens and sessions live.

use std::time::Duration;

use super::{error::SettingError, text::Texts};

/// How long what is given out lives.
#[derive(Clone, Debug)]
pub struct Lifetimes {
    /// Lifetime of download links.
    pub link_ttl: Duration,
    /// Lifetime of links in verification mails.
    pub verify_ttl: Duration,
    /// Lifetime of links in password mails.
    pub reset_ttl: Duration,
    /// Lifetime of access tokens.
    pub access_ttl: Duration,
    /// Lifetime of refresh tokens.
    pub refresh_ttl: Duration,
    /// The longest life of a session, however often it is refreshed.
    pub session_max: Duration,
    /// How long a session lives that nobody uses.
    pub session_idle: Duration,
    /// How long the audit trail is kept.
    pub audit_ttl: Duration,
    /// How long an upload that is not finished is kept after its last byte.
    pub upload_ttl: Duration,
    /// How long a document lies in the trash; where it is zero, nothing does.
    pub trash_ttl: Duration,
    /// How old documents become.
    pub keep_documents: Option<Duration>,
}

impl Lifetimes {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            link_ttl: texts.read("link_ttl", |text| text.span("10m"))?,
            verify_ttl: texts.read("verify_ttl", |text| text.span("24h"))?,
            reset_ttl: texts.read("reset_ttl", |text| text.span("1h"))?,
            access_ttl: texts.read("access_ttl", |text| text.span("15m"))?,
            refresh_ttl: texts.read("refresh_ttl", |text| text.span("30d"))?,
            session_max: texts.read("session_max", |text| text.span("90d"))?,
            session_idle: texts.read("session_idle", |text| text.span("7d"))?,
            audit_ttl: texts.read("audit_ttl", |text| text.span("2y"))?,
            upload_ttl: texts.read("upload_ttl", |text| text.span("24h"))?,
            trash_ttl: texts.read("trash_ttl", |text| text.span_or_none("7d"))?,
            keep_documents: texts.read("keep_documents", |text| text.if_set(|text| text.span("365d")))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::settings::tests::{read, refusal};

    #[test]
    fn lifetimes_are_lengths_of_time_that_end() {
        let link = |text: &str| read(&[("link_ttl", text)]).unwrap().lifetimes.link_ttl;
        assert_eq!((link("90s"), link("1h 30m")), (Duration::from_secs(90), Duration::from_mins(90)));
        for wrong in ["", "0s", "10", "soon", "11years"] {
            assert!(refusal(&[("link_ttl", wrong)]).contains("is not a length of time"), "{wrong}");
        }
        let trash = |text: &str| read(&[("trash_ttl", text)]).unwrap().lifetimes.trash_ttl;
        assert_eq!((trash("0s"), trash("2h")), (Duration::ZERO, Duration::from_hours(2)));
        assert!(refusal(&[("trash_ttl", "")]).contains("is not a length of time"));
        let keep = |text: &str| read(&[("keep_documents", text)]).unwrap().lifetimes.keep_documents;
        assert_eq!((keep(""), keep("2h")), (None, Some(Duration::from_hours(2))));
    }
}
