//! Looks at how clients get here: the address in every link, and the proxies on the way.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;
use secrecy::ExposeSecret;
use shared::{
    clock::Clock,
    queue::look_at_redis,
    settings::{Settings, is_private},
};
use url::{Host, Url};

use super::{Finding, servers::REDIS_PATIENCE};

/// How long the look-up of a name may take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn public_url(settings: Settings) -> Vec<Finding> {
    let (name, public) = ("public url", settings.serving.public_url.as_str());
    if public == settings.serving.default_public_url() {
        let said = format!("{public}, made from STRONGROOM_LISTEN");
        return vec![if settings.storage.is_embedded() {
            Finding::ok(name, said)
        } else {
            Finding::warning(
                name,
                said,
                "set STRONGROOM_PUBLIC_URL to what clients type, since every link begins with it",
            )
        }];
    }
    let Some(url) = Url::parse(public).ok().filter(Url::has_host) else {
        return vec![Finding::wrong(name, "is no address", "set STRONGROOM_PUBLIC_URL, as https://files.example.com")];
    };
    let addresses = match addresses(&url).await {
        Ok(addresses) => addresses,
        Err(error) => {
            let said = format!("{public}: the name is not known here ({error})");
            let first = Finding::warning(name, said, "see that clients can look the name up, or set it right");
            let open = (url.scheme() != "https").then(|| in_the_open(public));
            return [Some(first), open].into_iter().flatten().collect();
        }
    };
    if url.scheme() != "https" && !addresses.iter().all(IpAddr::is_loopback) {
        return if addresses.iter().all(|address| is_private(*address)) {
            let said = format!("{public}: whoever is in this network can read passwords, links and documents");
            vec![Finding::warning(name, said, BEHIND_TLS)]
        } else {
            vec![in_the_open(public)]
        };
    }
    if url.path() != "/" {
        let said = format!("{public} has a path, and every link begins with it");
        return vec![Finding::warning(name, said, "see that the proxy takes the path off, or leave it out")];
    }
    vec![Finding::ok(name, format!("{public}, the name is known"))]
}

/// Looks whether the programs that run now mean the same public address. Access tokens are issued for it, so each refuses
/// those of another one, and links lead to different places.
pub(super) async fn others(settings: Settings) -> Vec<Finding> {
    let Some(url) = &settings.storage.redis_url else { return Vec::new() };
    let clock = Clock::system();
    let looked = look_at_redis(url.expose_secret(), &settings.storage.redis_prefix, &clock, REDIS_PATIENCE).await;
    // A Redis that is away is told of where it is looked at.
    let Ok(report) = looked else { return Vec::new() };
    let ours = &settings.serving.public_url;
    let others: Vec<_> = report.public_urls.iter().filter(|url| *url != ours).map(String::as_str).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let said =
        format!("{ours} here, but programs that run have {}: they refuse each other's tokens", others.join(", "));
    vec![Finding::wrong("public url", said, "set STRONGROOM_PUBLIC_URL to the same for every program")]
}

const BEHIND_TLS: &str = "put a proxy with TLS in front, and set STRONGROOM_PUBLIC_URL to its https address";

fn in_the_open(public: &str) -> Finding {
    let said = format!("{public}: passwords, links and documents would travel in the open");
    Finding::wrong("public url", said, BEHIND_TLS)
}

/// Says whether clients come from elsewhere than this machine and the networks around it. A name that is not known here may
/// be known outside.
pub(super) async fn is_public(settings: &Settings) -> bool {
    let public = settings.serving.public_url.as_str();
    match Url::parse(public).ok().filter(Url::has_host) {
        Some(url) if public != settings.serving.default_public_url() => {
            addresses(&url).await.map_or(true, |found| !found.iter().all(|it| it.is_loopback() || is_private(*it)))
        }
        _ => false,
    }
}

async fn addresses(url: &Url) -> Result<Vec<IpAddr>, String> {
    let name = match url.host() {
        Some(Host::Ipv4(address)) => return Ok(vec![address.into()]),
        Some(Host::Ipv6(address)) => return Ok(vec![address.into()]),
        Some(Host::Domain(name)) => name,
        None => return Err("it names no host".to_owned()),
    };
    let found = tokio::net::lookup_host((name, url.port_or_known_default().unwrap_or(443)));
    match tokio::time::timeout(PATIENCE, found).await {
        Ok(Ok(found)) => Ok(found.map(|address| address.ip()).collect()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

#[expect(clippy::unused_async, reason = "every look is asked alike")]
pub(super) async fn trusted_proxies(settings: Settings) -> Vec<Finding> {
    let (name, trusted) = ("proxies", &settings.serving.trusted_proxies);
    let todo = "name no more than the addresses of the proxies in STRONGROOM_TRUSTED_PROXIES";
    if let Some(all) = trusted.iter().find(|net| net.prefix_len() == 0) {
        let said = format!("{all} believes everybody, so anybody can pretend to come from anywhere");
        return vec![Finding::wrong(name, said, todo)];
    }
    if let Some(wide) = trusted.iter().find(|net| is_wide(net)) {
        let said = format!("{wide} believes many strangers about where they come from");
        return vec![Finding::warning(name, said, todo)];
    }
    if !trusted.is_empty() {
        let nets: Vec<_> = trusted.iter().map(ToString::to_string).collect();
        return vec![Finding::ok(name, format!("trusted: {}", nets.join(", ")))];
    }
    let public = Url::parse(&settings.serving.public_url).ok();
    let elsewhere = public.is_some_and(|url| {
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let same_host = host == "localhost" || host.parse() == Ok(settings.serving.listen.ip());
        url.scheme() == "https" || url.port_or_known_default() != Some(settings.serving.listen.port()) || !same_host
    });
    vec![if elsewhere {
        let said = "none is trusted, though clients seem to come through one: all of them look like that one, and share its limits";
        Finding::warning(name, said, "set STRONGROOM_TRUSTED_PROXIES to the addresses of the proxies")
    } else {
        Finding::ok(name, "none: clients come straight here")
    }]
}

/// More than one site could own, and not of a private network.
fn is_wide(net: &IpNet) -> bool {
    let most = if net.addr().is_ipv4() { 16 } else { 32 };
    net.prefix_len() < most && !(is_private(net.network()) && is_private(net.broadcast()))
}
