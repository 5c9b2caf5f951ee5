//! Serving: who reaches this service and under which name, what it logs, and who is told.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

use super::{
    error::SettingError,
    text::{Text, Texts},
};
use crate::words::Language;

/// How this service is reached, and what it tells of itself.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Address of the public API.
    pub listen: SocketAddr,
    /// Address of the metrics; none when they are off.
    pub metrics_listen: Option<SocketAddr>,
    /// Base of every link, without a trailing slash.
    pub public_url: String,
    /// Proxies whose word on where a request came from is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The one header that they say it in, in lower case.
    pub client_address_header: String,
    /// Location under which a trusted nginx in front sends stored files itself; none when the API sends them.
    pub accel_redirect: Option<String>,
    /// Origins of web pages that may call the API.
    pub cors_origins: Vec<String>,
    /// Whether the pages are served beside the API.
    pub web_pages: bool,
    /// Connections at once from one address, and requests under way of one client.
    pub max_connections_per_address: usize,
    /// The language of whoever names none that we speak.
    pub language: Language,
    /// Log filter.
    pub log: String,
    /// Where traces are sent; none when they are off.
    pub otlp_url: Option<Url>,
    /// Where errors are reported; none when they are not.
    pub sentry_dsn: Option<SecretString>,
}

impl Serving {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        let listen = texts.read("listen", Text::address)?;
        Ok(Self {
            listen,
            metrics_listen: texts.read("metrics_listen", |text| text.if_set(Text::address))?,
            public_url: texts.read("public_url", |text| public_url(text, listen))?,
            trusted_proxies: texts.read("trusted_proxies", networks)?,
            client_address_header: texts.read("client_address_header", header)?,
            accel_redirect: texts.read("accel_redirect", |text| text.if_set(location))?,
            cors_origins: texts.read("cors_origins", origins)?,
            web_pages: texts.read("web_pages", Text::truth)?,
            max_connections_per_address: texts.read("max_connections_per_address", |text| text.count(1, 4096))?.into(),
            language: texts.read("language", language)?,
            log: texts.read("log", |text| Ok(text.as_str().to_owned()))?,
            otlp_url: texts.read("otlp_url", |text| text.if_set(otlp))?,
            sentry_dsn: texts.read("sentry_dsn", |text| text.if_set(sentry))?,
        })
    }

    /// What is missing though other settings need it.
    pub(super) fn missing(&self) -> Option<SettingError> {
        let problem = "is missing: without it nobody is believed to be the nginx of STRONGROOM_ACCEL_REDIRECT";
        let is_missing = self.accel_redirect.is_some() && self.trusted_proxies.is_empty();
        is_missing.then(|| SettingError::new("trusted_proxies", problem, "127.0.0.1"))
    }

    /// What `public_url` is when it is not set.
    pub fn default_public_url(&self) -> String {
        url_of(self.listen)
    }

    /// Says whether somebody at this address is believed about where a request came from.
    pub fn trusts_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|net| net.contains(&address.to_canonical()))
    }
}

fn language(text: &Text) -> Result<Language, SettingError> {
    text.as_str().parse().map_err(|_| text.wrong("is none of en, de, fr, es and ar", "en"))
}

fn public_url(text: &Text, listen: SocketAddr) -> Result<String, SettingError> {
    if text.is_empty() {
        return Ok(url_of(listen));
    }
    let url = Url::parse(text.as_str()).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    let wrong = || text.wrong("is not the http or https address of this service", "https://files.example.com");
    Ok(url.ok_or_else(wrong)?.as_str().trim_end_matches('/').to_owned())
}

/// Where a program on this machine finds what listens there.
fn url_of(listen: SocketAddr) -> String {
    // Nobody can type 0.0.0.0; whoever listens everywhere is at least on this machine.
    let host = if listen.ip().is_unspecified() { "localhost".to_owned() } else { listen.ip().to_string() };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    format!("http://{host}:{}", listen.port())
}

fn networks(text: &Text) -> Result<Vec<IpNet>, SettingError> {
    text.list()
        .map(|part| part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)))
        .collect::<Result<_, _>>()
        .map_err(|_| text.wrong("is not a list of addresses or networks", "10.0.0.0/8,192.168.1.7"))
}

/// The name of a header of HTTP: a token (RFC 9110, section 5.6.2), in lower case.
fn header(text: &Text) -> Result<String, SettingError> {
    let is_sign = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    if text.is_empty() || !text.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte)) {
        return Err(text.wrong("is not the name of a header", "X-Forwarded-For"));
    }
    Ok(text.as_str().to_ascii_lowercase())
}

/// A location of nginx that holds nothing else.
fn location(text: &Text) -> Result<String, SettingError> {
    let path = text.as_str();
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'));
    // `/` alone would be every location, the public ones too.
    if path.len() < 3 || path.contains("//") || !plain || !path.starts_with('/') || !path.ends_with('/') {
        let problem = "is not a location of nginx: a path with '/' on both ends, of letters, digits, '-' and '_'";
        return Err(text.wrong(problem, "/stored/"));
    }
    Ok(path.to_owned())
}

fn origins(text: &Text) -> Result<Vec<String>, SettingError> {
    text.list()
        .map(|part| match Url::parse(part) {
            Ok(url) if url.origin().is_tuple() && url.path() == "/" && url.query().is_none() => {
                Ok(url.origin().ascii_serialization())
            }
            _ => Err(text.wrong("is not a list of origins", "https://app.example.com")),
        })
        .collect()
}

/// Where OTLP is spoken over HTTP. Credentials have no place in it, as it is not kept secret.
fn otlp(text: &Text) -> Result<Url, SettingError> {
    let url = Url::parse(text.as_str()).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    });
    let problem = "is not http://host:port or https://host:port, without a user";
    url.ok_or_else(|| text.wrong(problem, "http://localhost:4318"))
}

/// A Sentry DSN: a key before the host, a project at the end.
fn sentry(text: &Text) -> Result<SecretString, SettingError> {
    let sound = Url::parse(text.as_str()).is_ok_and(|url| {
        let project = url.path_segments().and_then(|mut parts| parts.next_back());
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && !url.username().is_empty()
            && project.is_some_and(|project| !project.is_empty())
    });
    if !sound {
        return Err(text.wrong("is no Sentry DSN", "https://KEY@sentry.example.com/1"));
    }
    Ok(text.as_str().into())
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{read, refusal};

    #[test]
    fn the_public_address_is_made_from_where_is_listened() {
        let public = |pairs: &[(&str, &str)]| read(pairs).unwrap().serving.public_url;
        assert_eq!(public(&[("listen", "0.0.0.0:81")]), "http://localhost:81");
        assert_eq!(public(&[("listen", "[::1]:81")]), "http://[::1]:81");
        assert_eq!(public(&[("public_url", "https://files.example.com/x/")]), "https://files.example.com/x");
        let set = read(&[("listen", "[::1]:81"), ("public_url", "https://files.example.com")]).unwrap();
        assert_eq!(set.serving.default_public_url(), "http://[::1]:81");
        for wrong in ["files.example.com", "ftp://files.example.com", "https://a@b.example.com", "https://b/?x"] {
            assert!(refusal(&[("public_url", wrong)]).contains("is not the http or https address"), "{wrong}");
        }
    }

    #[test]
    fn one_header_says_where_a_request_came_from() {
        assert_eq!(read(&[]).unwrap().serving.client_address_header, "x-forwarded-for");
        assert_eq!(read(&[("client_address_header", "Forwarded")]).unwrap().serving.client_address_header, "forwarded");
        assert_eq!(read(&[("client_address_header", "X-Real-IP")]).unwrap().serving.client_address_header, "x-real-ip");
        for wrong in ["", "X-Forwarded-For, Forwarded", "X Real IP", "X-Real-IP:"] {
            let said = refusal(&[("client_address_header", wrong)]);
            assert!(said.contains("is not the name of a header"), "{said}");
        }
    }

    #[test]
    fn files_are_handed_over_to_trusted_proxies_only() {
        let (redirect, proxies) = (("accel_redirect", "/stored/"), ("trusted_proxies", "10.0.0.0/8"));
        assert!(refusal(&[redirect]).contains("STRONGROOM_TRUSTED_PROXIES is missing"));
        assert_eq!(read(&[redirect, proxies]).unwrap().serving.accel_redirect.as_deref(), Some("/stored/"));
        assert_eq!(read(&[proxies]).unwrap().serving.accel_redirect, None);
        for wrong in ["stored", "/stored", "stored/", "/", "//", "/a b/", "/../", "/stored/\r\nx: y/"] {
            assert!(refusal(&[("accel_redirect", wrong), proxies]).contains("is not a location of nginx"), "{wrong}");
        }
    }

    #[test]
    fn telemetry_is_off_by_default_and_its_addresses_are_checked() {
        let settings = read(&[]).unwrap();
        assert!(settings.serving.otlp_url.is_none() && settings.serving.sentry_dsn.is_none());
        let settings = read(&[("otlp_url", "http://localhost:4318"), ("sentry_dsn", "https://key@o1.example.com/4")]);
        assert!(
            settings.is_ok_and(|settings| settings.serving.otlp_url.is_some() && settings.serving.sentry_dsn.is_some())
        );
        for (name, wrong) in [
            ("otlp_url", "localhost:4318"),
            ("otlp_url", "http://ann:hunter2@localhost:4318"),
            ("sentry_dsn", "https://sentry.example.com/1"),
            ("sentry_dsn", "https://hunter2@sentry.example.com/"),
        ] {
            assert!(!refusal(&[(name, wrong)]).contains("hunter2"), "{wrong}");
        }
    }

    #[test]
    fn lists_are_taken_apart() {
        let settings = read(&[
            ("trusted_proxies", "10.0.0.0/8, 192.168.1.7,::1"),
            ("cors_origins", "https://app.example.com, http://localhost:3000/"),
        ]);
        let serving = settings.unwrap().serving;
        assert_eq!(serving.trusted_proxies.len(), 3);
        assert_eq!(serving.cors_origins, ["https://app.example.com", "http://localhost:3000"]);
    }
}
