//! Settings: read once at the start, checked whole, and never printed.
//!
//! `default.toml` is compiled in and is the manual. A wrong, missing or unknown setting ends the start with one
//! sentence that names it, says what is wrong, and gives an example.

mod error;
mod layers;
mod manual;
mod parse;
mod secrets;
mod urls;
mod worker;

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    num::NonZero,
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use secrecy::SecretString;
use serde::Deserialize;
use storage::Readers;
use url::{Host, Url};

pub use error::{Place, SettingError};
use layers::Layers;
pub use secrets::{KeyKind, key_fault};
pub use urls::{ClamdSetting, DatabaseSetting, MailSetting, SmtpSetting, SmtpTls, is_private};
pub use worker::QueueName;

/// Every setting, checked.
#[derive(Clone, Debug)]
pub struct Settings {
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
    /// Connections at once from one address, and requests under way of one client.
    pub max_connections_per_address: usize,
    /// Log filter.
    pub log: String,
    /// Where traces are sent; none when they are off.
    pub otlp_url: Option<Url>,
    /// Where errors are reported; none when they are not.
    pub sentry_dsn: Option<SecretString>,
    /// Home of the embedded defaults.
    pub data_dir: PathBuf,
    /// Where rows are kept.
    pub database: DatabaseSetting,
    /// Connections to the database that this process holds at the most.
    pub database_connections: u32,
    /// The Redis that carries jobs; none when they stay in the process.
    pub redis_url: Option<SecretString>,
    /// What the keys in Redis begin with.
    pub redis_prefix: String,
    /// Where documents are kept.
    pub storage: storage::Place,
    /// Who may read them beside their owner: the group, where they have a place of their own, from which an nginx may
    /// send them.
    pub store_readers: Readers,
    /// How mail goes out.
    pub mail: MailSetting,
    /// Who mails come from.
    pub mail_from: String,
    /// What this service calls itself before a mail server.
    pub mail_hello: Host,
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
    /// Given secrets that sign access tokens, newest first; empty when they are to be made.
    pub jwt_secrets: Vec<SecretString>,
    /// Given Fernet keys, newest first; empty when they are to be made.
    pub fernet_keys: Vec<SecretString>,
    /// Folder of the keys that are not given; none where that is the data folder.
    pub keys_dir: Option<PathBuf>,
    /// The largest document, in bytes.
    pub max_upload: u64,
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
    /// Whether a link opens only with a session of its user.
    pub links_require_login: bool,
    /// Whether ops may download.
    pub ops_may_download: bool,
    /// Jobs at once, per queue.
    pub worker_concurrency: usize,
    /// Queues that this worker serves.
    pub worker_queues: Vec<QueueName>,
    /// The kinds of keys that this program works with.
    pub keys_used: &'static [KeyKind],
    /// Where each setting that is set stands.
    pub places: BTreeMap<String, Place>,
}

/// The settings as texts, before they are read. Not `Debug`: it holds secrets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    listen: Text,
    metrics_listen: Text,
    public_url: Text,
    trusted_proxies: Text,
    client_address_header: Text,
    accel_redirect: Text,
    cors_origins: Text,
    max_connections_per_address: Text,
    log: Text,
    otlp_url: Text,
    sentry_dsn: Text,
    data_dir: Text,
    database_url: Text,
    database_connections: Text,
    redis_url: Text,
    redis_prefix: Text,
    storage_url: Text,
    mail_url: Text,
    mail_from: Text,
    mail_hello: Text,
    clamd_url: Text,
    clamd_max_size: Text,
    clamd_max_unpacked: Text,
    clamd_timeout: Text,
    allow_unscannable: Text,
    rescan_pace: Text,
    jwt_secrets: Text,
    fernet_keys: Text,
    keys_dir: Text,
    max_upload: Text,
    link_ttl: Text,
    verify_ttl: Text,
    reset_ttl: Text,
    access_ttl: Text,
    refresh_ttl: Text,
    session_max: Text,
    links_require_login: Text,
    ops_may_download: Text,
    worker_concurrency: Text,
    worker_queues: Text,
}

/// A value as its text. Files may also write a number, a truth value or a list; the environment is never parsed,
/// so that a password such as `12345` stays what it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Truth(bool),
    Number(i64),
    List(Vec<String>),
}

impl Text {
    fn take(self) -> String {
        match self {
            Self::Plain(text) => text.trim().to_owned(),
            Self::Truth(truth) => truth.to_string(),
            Self::Number(number) => number.to_string(),
            Self::List(list) => list.join(","),
        }
    }
}

impl Settings {
    /// Reads the settings of this process: the compiled-in manual, the settings file, `.env`, the environment.
    pub fn load() -> Result<Self, SettingError> {
        Layers::of_this_process()?.read()
    }

    /// The same for a program that neither issues nor checks access tokens, and so does without the keys that sign them.
    pub fn load_for_worker() -> Result<Self, SettingError> {
        Layers::of_this_process()?.for_a_worker().read()
    }

    /// Reads the settings of this process and goes on after each that is wrong, which counts as not set. For a look
    /// only: with anything wrong no program starts. None when nothing can be read.
    pub fn load_what_is_sound() -> (Option<Self>, Vec<SettingError>) {
        match Layers::of_this_process() {
            Ok(layers) => layers.read_what_is_sound(),
            Err(error) => (None, vec![error]),
        }
    }

    /// Settings from pairs alone, named as in the files; for tests and for programs that embed this one.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> Result<Self, SettingError> {
        Layers::from_pairs(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))).read()
    }

    fn check(texts: Texts, places: &BTreeMap<String, Place>) -> Result<Self, SettingError> {
        let listen = parse::address("listen", &texts.listen.take())?;
        let public_url = urls::public(&texts.public_url.take(), listen)?;
        let data_dir = parse::path("data_dir", &texts.data_dir.take())?;
        let database = DatabaseSetting::read(&texts.database_url.take(), &data_dir)?;
        let redis_url = urls::redis(texts.redis_url.take())?;
        let storage_url = texts.storage_url.take();
        let settings = Self {
            metrics_listen: parse::address_or_none("metrics_listen", &texts.metrics_listen.take())?,
            trusted_proxies: parse::networks("trusted_proxies", &texts.trusted_proxies.take())?,
            client_address_header: parse::header("client_address_header", &texts.client_address_header.take())?,
            accel_redirect: urls::accel_redirect(texts.accel_redirect.take())?,
            cors_origins: urls::origins(&texts.cors_origins.take())?,
            max_connections_per_address: connections_per_address(&texts.max_connections_per_address.take())?,
            log: texts.log.take(),
            otlp_url: urls::otlp(&texts.otlp_url.take())?,
            sentry_dsn: urls::sentry(texts.sentry_dsn.take())?,
            database_connections: database_connections(&texts.database_connections.take())?,
            redis_prefix: parse::key_prefix("redis_prefix", texts.redis_prefix.take())?,
            storage: urls::storage(&storage_url, &data_dir)?,
            store_readers: if storage_url.is_empty() { Readers::Owner } else { Readers::Group },
            mail: MailSetting::read(&texts.mail_url.take(), &data_dir)?,
            mail_from: texts.mail_from.take(),
            mail_hello: urls::hello(&texts.mail_hello.take(), &public_url)?,
            jwt_secrets: secrets::read(KeyKind::Jwt, &texts.jwt_secrets.take())?,
            fernet_keys: secrets::read(KeyKind::Fernet, &texts.fernet_keys.take())?,
            keys_dir: Some(texts.keys_dir.take()).filter(|text| !text.is_empty()).map(PathBuf::from),
            clamd: ClamdSetting::read(&texts.clamd_url.take())?,
            clamd_max_size: parse::size("clamd_max_size", &texts.clamd_max_size.take())?,
            clamd_max_unpacked: parse::size("clamd_max_unpacked", &texts.clamd_max_unpacked.take())?,
            clamd_timeout: clamd_timeout(&texts.clamd_timeout.take())?,
            allow_unscannable: parse::truth("allow_unscannable", &texts.allow_unscannable.take())?,
            rescan_pace: parse::count("rescan_pace", &texts.rescan_pace.take(), 1, 10_000)?,
            max_upload: parse::size("max_upload", &texts.max_upload.take())?,
            link_ttl: parse::span("link_ttl", &texts.link_ttl.take(), "10m")?,
            verify_ttl: parse::span("verify_ttl", &texts.verify_ttl.take(), "24h")?,
            reset_ttl: parse::span("reset_ttl", &texts.reset_ttl.take(), "1h")?,
            access_ttl: parse::span("access_ttl", &texts.access_ttl.take(), "15m")?,
            refresh_ttl: parse::span("refresh_ttl", &texts.refresh_ttl.take(), "30d")?,
            session_max: parse::span("session_max", &texts.session_max.take(), "90d")?,
            links_require_login: parse::truth("links_require_login", &texts.links_require_login.take())?,
            ops_may_download: parse::truth("ops_may_download", &texts.ops_may_download.take())?,
            worker_concurrency: worker_concurrency(&texts.worker_concurrency.take())?,
            worker_queues: worker::queues("worker_queues", &texts.worker_queues.take())?,
            keys_used: &KeyKind::ALL,
            places: places.clone(),
            listen,
            public_url,
            data_dir,
            database,
            redis_url,
        };
        Ok(settings)
    }

    /// What is missing though other settings need it.
    fn missing(&self) -> Vec<SettingError> {
        let mut missing = Vec::new();
        if matches!(self.database, DatabaseSetting::Postgres(_)) && self.redis_url.is_none() {
            let problem = "is missing: with Postgres the jobs need a Redis";
            missing.push(self.wrong("redis_url", problem, "redis://localhost:6379"));
        }
        if self.accel_redirect.is_some() && self.trusted_proxies.is_empty() {
            let problem = "is missing: without it nobody is believed to be the nginx of STRONGROOM_ACCEL_REDIRECT";
            missing.push(self.wrong("trusted_proxies", problem, "127.0.0.1"));
        }
        if !self.is_embedded() {
            missing.extend(self.missing_secrets());
        }
        missing
    }

    /// A complaint about one of these settings, with where it stands.
    pub fn wrong(&self, name: &str, problem: impl Into<String>, example: &str) -> SettingError {
        self.placed(SettingError::new(name, problem, example))
    }

    /// A complaint of somebody who did not know where the setting stands.
    pub fn placed(&self, error: SettingError) -> SettingError {
        let place = error.name().and_then(|name| self.places.get(&name).cloned());
        error.standing(place)
    }

    /// What `public_url` is when it is not set.
    pub fn default_public_url(&self) -> String {
        urls::public("", self.listen).unwrap_or_default()
    }

    /// Says whether somebody at this address is believed about where a request came from.
    pub fn trusts_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|net| net.contains(&address.to_canonical()))
    }

    /// Says whether rows and jobs both stay in this process, so that it may make its own secrets.
    pub fn is_embedded(&self) -> bool {
        matches!(self.database, DatabaseSetting::Sqlite(_)) && self.redis_url.is_none()
    }

    /// Says whether this program needs keys of this kind.
    pub fn needs(&self, kind: KeyKind) -> bool {
        self.keys_used.contains(&kind)
    }

    /// Programs that share a database or a Redis must share their secrets, so somebody has to say where those are.
    fn missing_secrets(&self) -> Vec<SettingError> {
        if self.keys_dir.is_some() {
            return Vec::new();
        }
        let given = [(KeyKind::Jwt, &self.jwt_secrets), (KeyKind::Fernet, &self.fernet_keys)];
        let missing = given.into_iter().filter(|(kind, secrets)| secrets.is_empty() && self.needs(*kind));
        let problem = "is missing: programs that share a database or a Redis need the same secrets, given here or kept \
                       in a folder that STRONGROOM_KEYS_DIR names";
        missing.map(|(kind, _)| self.wrong(kind.setting(), problem, secrets::key_example(kind))).collect()
    }
}

/// A scan is a part of a job that may take ten minutes, five of them for the built-in inspection.
fn clamd_timeout(text: &str) -> Result<Duration, SettingError> {
    let timeout = parse::span("clamd_timeout", text, "3m")?;
    if timeout > Duration::from_mins(4) {
        return Err(SettingError::new("clamd_timeout", "is longer than four minutes", "3m"));
    }
    Ok(timeout)
}

/// Two for each core, and two more that wait for the disk: beyond that, queries only hold each other up.
fn database_connections(text: &str) -> Result<u32, SettingError> {
    if text.is_empty() {
        return Ok(u32::try_from(2 * cores() + 2).map_or(20, |connections| connections.min(20)));
    }
    parse::count("database_connections", text, 1, 1000)
}

fn connections_per_address(text: &str) -> Result<usize, SettingError> {
    Ok(parse::count("max_connections_per_address", text, 1, 4096)? as usize)
}

fn worker_concurrency(text: &str) -> Result<usize, SettingError> {
    if text.is_empty() {
        return Ok(8 * cores());
    }
    Ok(parse::count("worker_concurrency", text, 1, 1000)? as usize)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

#[cfg(test)]
mod tests;
