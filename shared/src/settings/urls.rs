//! The settings that say where things are: database, storage, mail, scanner, Redis, and this service itself.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use secrecy::SecretString;
use url::{Host, Url};

use super::{SettingError, parse, secrets};

const DATABASE_EXAMPLE: &str = "postgres://strongroom:…@localhost/strongroom";

/// Where rows are kept.
#[derive(Clone, Debug)]
pub enum DatabaseSetting {
    /// In a SQLite file.
    Sqlite(PathBuf),
    /// On a Postgres server, by its URL.
    Postgres(SecretString),
}

impl DatabaseSetting {
    pub(super) fn read(text: &str, data_dir: &Path) -> Result<Self, SettingError> {
        if text.is_empty() {
            return Ok(Self::Sqlite(data_dir.join("strongroom.db")));
        }
        let problem = "is neither sqlite:///path/to/file nor postgres://user:password@host/database";
        let wrong = || SettingError::new("database_url", problem, DATABASE_EXAMPLE);
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        match scheme {
            "sqlite" if !rest.is_empty() => Ok(Self::Sqlite(PathBuf::from(rest))),
            "postgres" | "postgresql" if Url::parse(text).is_ok() => {
                real_password("database_url", text, DATABASE_EXAMPLE)?;
                Ok(Self::Postgres(text.into()))
            }
            _ => Err(wrong()),
        }
    }
}

/// Where documents are kept.
pub(super) fn storage(text: &str, data_dir: &Path) -> Result<storage::Place, SettingError> {
    if text.is_empty() {
        return Ok(storage::Place::Local(data_dir.join("files")));
    }
    match text.strip_prefix("file://") {
        Some(folder) if !folder.is_empty() => Ok(storage::Place::Local(PathBuf::from(folder))),
        _ => {
            let problem = "is not file:///path/to/folder, the one kind of storage that this version has";
            Err(SettingError::new("storage_url", problem, "file:///var/lib/strongroom/files"))
        }
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
    pub(super) fn read(text: &str) -> Result<Option<Self>, SettingError> {
        if text.is_empty() {
            return Ok(None);
        }
        let problem = "is neither tcp://host:3310 nor unix:///path/to/clamd.ctl";
        let wrong = || SettingError::new("clamd_url", problem, "tcp://localhost:3310");
        if let Some(path) = text.strip_prefix("unix://") {
            return if path.starts_with('/') { Ok(Some(Self::Unix(PathBuf::from(path)))) } else { Err(wrong()) };
        }
        let url = Url::parse(text).ok().filter(|url| {
            url.scheme() == "tcp"
                && url.username().is_empty()
                && matches!(url.path(), "" | "/")
                && url.query().is_none()
        });
        let url = url.ok_or_else(wrong)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Some(Self::Tcp(host, url.port().unwrap_or(3310))))
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
    pub(super) fn read(text: &str, data_dir: &Path) -> Result<Self, SettingError> {
        if text.is_empty() {
            return Ok(Self::Folder(data_dir.join("mail")));
        }
        if let Some(folder) = text.strip_prefix("file://").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Folder(PathBuf::from(folder)));
        }
        let example = "smtp://user:password@mail.example.com:587";
        let wrong = |problem: &str| SettingError::new("mail_url", problem, example);
        let url = Url::parse(text).map_err(|_| wrong("is no URL (in a password, write % as %25 and @ as %40)"))?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("names no mail server"))?;
        // A host in brackets is an IPv6 address, which is spoken to without them.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let login = smtp_login(&url).map_err(wrong)?;
        real_password("mail_url", text, example)?;
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
pub(super) fn hello(text: &str, public_url: &str) -> Result<Host, SettingError> {
    let problem = "is neither a host name nor an address";
    let wrong = || SettingError::new("mail_hello", problem, "files.example.com");
    if text.is_empty() {
        let public = Url::parse(public_url).ok();
        return public.as_ref().and_then(Url::host).map(|host| host.to_owned()).ok_or_else(wrong);
    }
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(match address {
            IpAddr::V4(v4) => Host::Ipv4(v4),
            IpAddr::V6(v6) => Host::Ipv6(v6),
        });
    }
    Host::parse(text).map_err(|_| wrong())
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

/// Refuses the password of an example.
fn real_password(name: &str, url: &str, example: &str) -> Result<(), SettingError> {
    let url = Url::parse(url).ok();
    if url.as_ref().and_then(Url::password).is_some_and(secrets::is_placeholder) {
        return Err(SettingError::new(name, "has the password of the example, which is no secret", example));
    }
    Ok(())
}

pub(super) fn redis(text: String) -> Result<Option<SecretString>, SettingError> {
    if text.is_empty() {
        return Ok(None);
    }
    let example = "rediss://:password@redis.example.com:6379";
    real_password("redis_url", &text, example)?;
    // Behind a '#' a client could be asked not to look at the certificate.
    let sound = Url::parse(&text)
        .is_ok_and(|url| matches!(url.scheme(), "redis" | "rediss") && url.has_host() && url.fragment().is_none());
    if !sound {
        let problem = "is neither redis://host:port nor, with TLS, rediss://host:port";
        return Err(SettingError::new("redis_url", problem, example));
    }
    Ok(Some(text.into()))
}

/// Where OTLP is spoken over HTTP. Credentials have no place in it, as it is not kept secret.
pub(super) fn otlp(text: &str) -> Result<Option<Url>, SettingError> {
    if text.is_empty() {
        return Ok(None);
    }
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    });
    let problem = "is not http://host:port or https://host:port, without a user";
    url.map(Some).ok_or_else(|| SettingError::new("otlp_url", problem, "http://localhost:4318"))
}

/// A Sentry DSN: a key before the host, a project at the end.
pub(super) fn sentry(text: String) -> Result<Option<SecretString>, SettingError> {
    if text.is_empty() {
        return Ok(None);
    }
    let sound = Url::parse(&text).is_ok_and(|url| {
        let project = url.path_segments().and_then(|mut parts| parts.next_back());
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && !url.username().is_empty()
            && project.is_some_and(|project| !project.is_empty())
    });
    if !sound {
        return Err(SettingError::new("sentry_dsn", "is no Sentry DSN", "https://KEY@sentry.example.com/1"));
    }
    Ok(Some(text.into()))
}

pub(super) fn public(text: &str, listen: SocketAddr) -> Result<String, SettingError> {
    if text.is_empty() {
        // Nobody can type 0.0.0.0; whoever listens everywhere is at least on this machine.
        let host = if listen.ip().is_unspecified() { "localhost".to_owned() } else { listen.ip().to_string() };
        let host = if host.contains(':') { format!("[{host}]") } else { host };
        return Ok(format!("http://{host}:{}", listen.port()));
    }
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    let url = url.ok_or_else(|| {
        SettingError::new("public_url", "is not the http or https address of this service", "https://files.example.com")
    })?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

pub(super) fn accel_redirect(text: String) -> Result<Option<String>, SettingError> {
    if text.is_empty() {
        return Ok(None);
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'));
    // `/` alone would be every location, the public ones too.
    if text.len() < 3 || text.contains("//") || !plain || !text.starts_with('/') || !text.ends_with('/') {
        let problem = "is not a location of nginx: a path with '/' on both ends, of letters, digits, '-' and '_'";
        return Err(SettingError::new("accel_redirect", problem, "/stored/"));
    }
    Ok(Some(text))
}

pub(super) fn origins(text: &str) -> Result<Vec<String>, SettingError> {
    parse::list(text)
        .map(|part| match Url::parse(part) {
            Ok(url) if url.origin().is_tuple() && url.path() == "/" && url.query().is_none() => {
                Ok(url.origin().ascii_serialization())
            }
            _ => Err(SettingError::new("cors_origins", "is not a list of origins", "https://app.example.com")),
        })
        .collect()
}
