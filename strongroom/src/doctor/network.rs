//! Looks at how clients get here: the address in every link, and the proxies on the way.

use std::{net::IpAddr, time::Duration};

use shared::config::{Settings, is_private};
use url::{Host, Url};

use super::Finding;

/// How long the look-up of a name may take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn public_url(settings: Settings) -> Vec<Finding> {
    let (name, public) = ("public url", settings.public_url.as_str());
    if public == settings.default_public_url() {
        let said = format!("{public}, made from STRONGROOM_LISTEN");
        return vec![if settings.is_embedded() {
            Finding::ok(name, said)
        } else {
            Finding::warn(name, said, "set STRONGROOM_PUBLIC_URL to what clients type, since every link begins with it")
        }];
    }
    let Some(url) = Url::parse(public).ok().filter(Url::has_host) else {
        return vec![Finding::fail(name, "is no address", "set STRONGROOM_PUBLIC_URL, as https://files.example.com")];
    };
    let addresses = match addresses(&url).await {
        Ok(addresses) => addresses,
        Err(error) => {
            let said = format!("{public}: the name is not known here ({error})");
            let first = Finding::warn(name, said, "see that clients can look the name up, or set it right");
            let open = (url.scheme() != "https").then(|| in_the_open(public));
            return [Some(first), open].into_iter().flatten().collect();
        }
    };
    if url.scheme() != "https" && !addresses.iter().all(|address| is_private(*address)) {
        return vec![in_the_open(public)];
    }
    vec![Finding::ok(name, format!("{public}, the name is known"))]
}

fn in_the_open(public: &str) -> Finding {
    let said = format!("{public}: passwords, links and documents would travel in the open");
    Finding::fail("public url", said, "put a proxy with TLS in front, and set STRONGROOM_PUBLIC_URL to its https address")
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
    let (name, trusted) = ("proxies", &settings.trusted_proxies);
    if let Some(all) = trusted.iter().find(|net| net.prefix_len() == 0) {
        let said = format!("{all} believes everybody, so anybody can pretend to be anybody in the log");
        return vec![Finding::warn(name, said, "name the addresses of the proxies in STRONGROOM_TRUSTED_PROXIES")];
    }
    if !trusted.is_empty() {
        let nets: Vec<_> = trusted.iter().map(ToString::to_string).collect();
        return vec![Finding::ok(name, format!("trusted: {}", nets.join(", ")))];
    }
    let public = Url::parse(&settings.public_url).ok();
    let elsewhere = public.is_some_and(|url| {
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let same_host = host == "localhost" || host.parse() == Ok(settings.listen.ip());
        url.scheme() == "https" || url.port_or_known_default() != Some(settings.listen.port()) || !same_host
    });
    vec![if elsewhere {
        let said = "none is trusted, though clients seem to come through one: all of them look like that one";
        Finding::warn(name, said, "set STRONGROOM_TRUSTED_PROXIES to the addresses of the proxies")
    } else {
        Finding::ok(name, "none: clients come straight here")
    }]
}
