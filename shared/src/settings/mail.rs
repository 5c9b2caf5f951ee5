//! Mail: how it goes out, who it comes from, and what this service calls itself before a mail server.

use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
};

use secrecy::SecretString;
use url::{Host, Url};

use super::{
    error::SettingError,
    secrets,
    text::{Text, Texts},
};

/// How mail goes out, and in whose name.
#[derive(Clone, Debug)]
pub struct Mail {
    /// How it goes out.
    pub way: MailSetting,
    /// Who mails come from.
    pub from: String,
    /// What this service calls itself before a mail server.
    pub hello: Host,
}

impl Mail {
    pub(super) fn read(texts: &mut Texts, public_url: &str, data_dir: &Path) -> Result<Self, SettingError> {
        Ok(Self {
            way: texts.read("mail_url", |text| MailSetting::read(text, data_dir))?,
            from: texts.read("mail_from", |text| Ok(text.as_str().to_owned()))?,
            hello: texts.read("mail_hello", |text| hello(text, public_url))?,
        })
    }
}

/// How mail goes out.
#[derive(Clone, Debug)]
pub enum MailSetting {
    /// Into a folder, one `.eml` file each.
    Folder(PathBuf),
    /// To a mail server.
    Smtp(SmtpSetting),
}

/// A mail server.
#[derive(Clone)]
pub struct SmtpSetting {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub tls: SmtpTls,
    /// User name and password.
    pub login: Option<(String, SecretString)>,
}

/// How a connection to a mail server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all: for loopback and private addresses only.
    None,
    /// By STARTTLS where the server offers it: for loopback and private addresses only.
    WhereOffered,
    /// By STARTTLS, or no mail (RFC 3207).
    Required,
    /// From the first byte (RFC 8314).
    FromTheStart,
}

impl fmt::Debug for SmtpSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "smtp {}:{} ({:?}, {} login)",
            self.host,
            self.port,
            self.tls,
            if self.login.is_some() { "with" } else { "no" }
        )
    }
}

impl SmtpSetting {
    /// Says whether mail is sent only where nobody outside can read it: either the connection is private and the
    /// server knows us, or the server must be at a loopback or private address.
    pub fn needs_private_address(&self) -> bool {
        self.login.is_none() || matches!(self.tls, SmtpTls::None | SmtpTls::WhereOffered)
    }
}

/// Says whether an address is of this machine or of a private network (RFC 1918, RFC 4193, RFC 6598, link-local).
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_loopback() || v4.is_private() || v4.is_link_local() || shared
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

impl MailSetting {
    fn read(text: &Text, data_dir: &Path) -> Result<Self, SettingError> {
        if text.is_empty() {
            return Ok(Self::Folder(data_dir.join("mail")));
        }
        if let Some(folder) = text.as_str().strip_prefix("file://").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Folder(PathBuf::from(folder)));
        }
        let example = "smtp://user:password@mail.example.com:587";
        let wrong = |problem: &str| text.wrong(problem, example);
        let url =
            Url::parse(text.as_str()).map_err(|_| wrong("is no URL (in a password, write % as %25 and @ as %40)"))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("names no mail server"))?;
        // A host in brackets is an IPv6 address, which is spoken to without them.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let login = smtp_login(&url).map_err(wrong)?;
        secrets::real_password(text, example)?;
        let private = host.parse().map_or(host == "localhost", is_private);
        let asked = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (tls, port) = match (url.scheme(), asked.as_deref()) {
            ("smtps", None) => (SmtpTls::FromTheStart, 465),
            ("smtp", Some("required")) => (SmtpTls::Required, 587),
            ("smtp", Some("none")) => (SmtpTls::None, 25),
            ("smtp", None) if login.is_some() && !private => (SmtpTls::Required, 587),
            ("smtp", None) => (SmtpTls::WhereOffered, 25),
            ("smtp", Some(_)) => return Err(wrong("asks for a kind of TLS that is neither none nor required")),
            _ => return Err(wrong("is neither smtp://, smtps:// nor file://")),
        };
        let smtp = SmtpSetting { host, port: url.port().unwrap_or(port), tls, login };
        if smtp.needs_private_address() && smtp.host.parse::<IpAddr>().is_ok_and(|address| !is_private(address)) {
            return Err(wrong("names a public mail server, to which mail goes only with TLS and a login"));
        }
        Ok(Self::Smtp(smtp))
    }
}

/// What this service calls itself before a mail server (RFC 5321, section 4.1.1.1): the name of its public address, unless
/// another one is set.
fn hello(text: &Text, public_url: &str) -> Result<Host, SettingError> {
    let problem = "is neither a host name nor an address";
    let wrong = || text.wrong(problem, "files.example.com");
    if text.is_empty() {
        let public = Url::parse(public_url).ok();
        return public.as_ref().and_then(Url::host).map(|host| host.to_owned()).ok_or_else(wrong);
    }
    let bare = text.as_str().trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(match address {
            IpAddr::V4(v4) => Host::Ipv4(v4),
            IpAddr::V6(v6) => Host::Ipv6(v6),
        });
    }
    Host::parse(text.as_str()).map_err(|_| wrong())
}

fn smtp_login(url: &Url) -> Result<Option<(String, SecretString)>, &'static str> {
    let decode = |text: &str| {
        let decoded = url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned());
        decoded.unwrap_or_default()
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err("has a password but no user"),
        (_, None) => Err("has a user but no password"),
        (user, Some(password)) => Ok(Some((decode(user), decode(password).into()))),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn a_login_is_percent_decoded() {
        let url = "smtps://ann%40example.com:p%25+%2Fw@mail.example.com";
        let MailSetting::Smtp(smtp) = read(&[("mail_url", url)]).unwrap().mail.way else { panic!("no SMTP") };
        let (user, password) = smtp.login.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("ann@example.com", "p%+/w"));
        assert_eq!((smtp.port, smtp.tls), (465, SmtpTls::FromTheStart));
    }

    #[test]
    fn a_mail_server_hears_the_name_of_the_public_address() {
        let hello = |pairs: &[(&str, &str)]| read(pairs).unwrap().mail.hello.to_string();
        assert_eq!(hello(&[]), "127.0.0.1");
        assert_eq!(hello(&[("public_url", "https://files.example.com/x")]), "files.example.com");
        assert_eq!(hello(&[("public_url", "https://[2001:db8::1]:8443")]), "[2001:db8::1]");
        let set = |name: &str| hello(&[("public_url", "https://files.example.com"), ("mail_hello", name)]);
        assert_eq!(set("mail.example.com"), "mail.example.com");
        assert_eq!((set("192.0.2.1").as_str(), set("[192.0.2.1]").as_str()), ("192.0.2.1", "192.0.2.1"));
        assert_eq!(set("[2001:db8::1]"), "[2001:db8::1]");
        for wrong in ["two words", "a/b", "mail.example.com:25", "x\r\nMAIL FROM:<a@b>"] {
            let said = refusal(&[("mail_hello", wrong)]);
            assert!(said.contains("is neither a host name nor an address"), "{said}");
        }
    }

    #[test]
    fn mail_without_tls_or_login_stays_on_private_addresses() {
        for private in
            ["smtp://127.0.0.1:25", "smtp://10.1.2.3", "smtp://[::1]:2525", "smtp://u:p@192.168.0.9?tls=none"]
        {
            assert!(read(&[("mail_url", private)]).is_ok(), "{private}");
        }
        for public in ["smtp://8.8.8.8", "smtps://8.8.8.8", "smtp://u:p@8.8.8.8?tls=none", "smtp://[2001:db8::1]"] {
            assert!(refusal(&[("mail_url", public)]).contains("public mail server"), "{public}");
        }
        assert!(read(&[("mail_url", "smtp://u:p@8.8.8.8:587")]).is_ok());
    }

    #[test]
    fn a_password_that_looks_like_a_number_stays_a_text() {
        let url = "smtp://ann:12345@127.0.0.1:25";
        let MailSetting::Smtp(smtp) = read(&[("mail_url", url)]).unwrap().mail.way else { panic!("no SMTP") };
        assert_eq!(smtp.login.unwrap().1.expose_secret(), "12345");
    }
}
