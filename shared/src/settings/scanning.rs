//! Scanning: the clamd that scans after the built-in inspection, how much it takes, and what is done without its word.

use std::{path::PathBuf, time::Duration};

use url::Url;

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// How documents are scanned.
#[derive(Clone, Debug)]
pub struct Scanning {
    /// The clamd that scans after the built-in inspection; none when that is all.
    pub clamd: Option<ClamdSetting>,
    /// The largest document, and the largest part of one, that clamd takes, in bytes.
    pub clamd_max_size: u64,
    /// The most bytes that clamd unpacks from one document.
    pub clamd_max_unpacked: u64,
    /// How long clamd may take for one document.
    pub clamd_timeout: Duration,
    /// Whether documents that clamd cannot scan are let through.
    pub allow_unscannable: bool,
    /// How many documents are scanned again in a minute, at the most, when the signatures have changed.
    pub rescan_pace: u32,
}

impl Scanning {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            clamd: texts.read("clamd_url", |text| text.if_set(ClamdSetting::read))?,
            clamd_max_size: texts.read("clamd_max_size", Text::size)?,
            clamd_max_unpacked: texts.read("clamd_max_unpacked", Text::size)?,
            clamd_timeout: texts.read("clamd_timeout", timeout)?,
            allow_unscannable: texts.read("allow_unscannable", Text::truth)?,
            rescan_pace: texts.read("rescan_pace", |text| text.count(1, 10_000))?.into(),
        })
    }
}

/// Where a clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClamdSetting {
    /// At a host (a name, or an address without brackets) and a port.
    Tcp(String, u16),
    /// On a unix socket.
    Unix(PathBuf),
}

impl ClamdSetting {
    fn read(text: &Text) -> Result<Self, SettingError> {
        let problem = "is neither tcp://host:3310 nor unix:///path/to/clamd.ctl";
        let wrong = || text.wrong(problem, "tcp://localhost:3310");
        if let Some(path) = text.as_str().strip_prefix("unix://") {
            return if path.starts_with('/') { Ok(Self::Unix(PathBuf::from(path))) } else { Err(wrong()) };
        }
        let url = Url::parse(text.as_str()).ok().filter(|url| {
            url.scheme() == "tcp"
                && url.username().is_empty()
                && matches!(url.path(), "" | "/")
                && url.query().is_none()
        });
        let url = url.ok_or_else(wrong)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self::Tcp(host, url.port().unwrap_or(3310)))
    }
}

/// A scan is a part of a job that may take ten minutes, five of them for the built-in inspection.
fn timeout(text: &Text) -> Result<Duration, SettingError> {
    let timeout = text.span("3m")?;
    if timeout > Duration::from_mins(4) { Err(text.wrong("is longer than four minutes", "3m")) } else { Ok(timeout) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn a_clamd_is_at_a_port_or_on_a_socket() {
        let clamd = |url: &str| read(&[("clamd_url", url)]).unwrap().scanning.clamd;
        assert_eq!(clamd(""), None);
        assert_eq!(clamd("tcp://clamd.internal:3311"), Some(ClamdSetting::Tcp("clamd.internal".to_owned(), 3311)));
        assert_eq!(clamd("tcp://[::1]"), Some(ClamdSetting::Tcp("::1".to_owned(), 3310)));
        assert_eq!(clamd("unix:///run/clamd.ctl"), Some(ClamdSetting::Unix("/run/clamd.ctl".into())));
        for wrong in ["localhost:3310", "http://localhost", "unix://clamd.ctl", "tcp://", "tcp://host/path"] {
            assert!(refusal(&[("clamd_url", wrong)]).contains("tcp://host:3310"), "{wrong}");
        }
        assert!(refusal(&[("clamd_timeout", "5m")]).contains("four minutes"));
    }
}
