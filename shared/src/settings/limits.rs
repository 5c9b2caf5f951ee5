//! Limits: how much anybody may bring, and how often.

use std::time::Duration;

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// How much anybody may bring, and how often.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest document, in bytes.
    pub max_upload: u64,
    /// All documents together, in bytes.
    pub quota: Option<u64>,
    /// The documents of one uploader, in bytes.
    pub quota_ops: Option<u64>,
    /// Log-ins that fail.
    pub login: Option<Rate>,
    /// Sign-ups.
    pub signup: Option<Rate>,
    /// Mails that somebody asks for.
    pub mail: Option<Rate>,
    /// Uploads.
    pub upload: Option<Rate>,
    /// Download links that are asked for, or opened.
    pub links: Option<Rate>,
    /// Requests of any kind.
    pub api: Option<Rate>,
}

/// So often in a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How often; at least once.
    pub count: u32,
    /// In how long; at least a second, and a day at the most.
    pub per: Duration,
}

impl Limits {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            max_upload: texts.read("max_upload", Text::size)?,
            quota: texts.read("quota", |text| text.if_set(Text::size))?,
            quota_ops: texts.read("quota_ops", |text| text.if_set(Text::size))?,
            login: texts.read("limit_login", |text| rate(text, "10/5m"))?,
            signup: texts.read("limit_signup", |text| rate(text, "20/1h"))?,
            mail: texts.read("limit_mail", |text| rate(text, "5/1h"))?,
            upload: texts.read("limit_upload", |text| rate(text, "600/1h"))?,
            links: texts.read("limit_links", |text| rate(text, "600/1h"))?,
            api: texts.read("limit_api", |text| rate(text, "6000/1m"))?,
        })
    }
}

/// A rate such as `10/5m`; none for `off`.
fn rate(text: &Text, example: &str) -> Result<Option<Rate>, SettingError> {
    if text.as_str().eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let rate = text.as_str().split_once('/').and_then(|(count, per)| {
        let count = count.trim().parse().ok().filter(|count| (1..=1_000_000).contains(count))?;
        let per = humantime::parse_duration(per.trim()).ok()?;
        let in_bounds = Duration::from_secs(1) <= per && per <= Duration::from_hours(24);
        in_bounds.then_some(Rate { count, per })
    });
    let wrong = || text.wrong("is neither a number of times in a second to a day nor \"off\"", example);
    rate.map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Rate;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn sizes_may_have_units_and_an_end() {
        let most = |text: &str| read(&[("max_upload", text)]).unwrap().limits.max_upload;
        assert_eq!((most("512"), most("5MB"), most("2 GiB")), (512, 5_000_000, 2 << 30));
        for wrong in ["", "0", "-1", "much", "2PiB"] {
            assert!(refusal(&[("max_upload", wrong)]).contains("is not a size"), "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_a_number_of_times_in_a_while_or_off() {
        let login = |text: &str| read(&[("limit_login", text)]).unwrap().limits.login;
        assert_eq!(login("10/5m"), Some(Rate { count: 10, per: Duration::from_mins(5) }));
        assert_eq!(login(" 3 / 90s "), Some(Rate { count: 3, per: Duration::from_secs(90) }));
        assert_eq!((login("off"), login("OFF")), (None, None));
        for wrong in [
            "",
            "0",
            "10",
            "0/1m",
            "10/0s",
            "10/10ms",
            "10/2days",
            "-1/1m",
            "1.5/1m",
            "ten/1m",
            "1/1m/1m",
            "2000000/1h",
        ] {
            assert!(refusal(&[("limit_login", wrong)]).contains("is neither a number of times"), "{wrong}");
        }
    }
}
