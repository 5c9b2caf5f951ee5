//! The site that passkeys belong to.

use std::time::Duration;

use passkeys::{Refused, RelyingParty};
use url::{Host, Url};

/// How long somebody may take to answer their browser.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// The site that passkeys belong to, by its public address; none where that has no name, since browsers make none then.
pub(crate) fn relying_party(public_url: &str) -> Option<RelyingParty> {
    let url = Url::parse(public_url).ok()?;
    let Host::Domain(name) = url.host()? else { return None };
    Some(RelyingParty {
        id: name.to_owned(),
        name: "Strongroom".to_owned(),
        origins: vec![url.origin().ascii_serialization()],
        timeout: PATIENCE,
    })
}

/// Notes why a passkey is refused, which its holder is not told.
pub(crate) fn log(why: Refused) {
    match why {
        Refused::Counter => tracing::warn!("the counter of a passkey fell: its authenticator may have been copied"),
        why => tracing::info!(%why, "a passkey is refused"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_for_a_name_and_its_origin() {
        for (public_url, told) in [
            ("https://Files.Example.com", Some(("files.example.com", "https://files.example.com"))),
            ("https://files.example.com:443/rooms", Some(("files.example.com", "https://files.example.com"))),
            ("http://localhost:8080", Some(("localhost", "http://localhost:8080"))),
            ("http://127.0.0.1:8080", None),
            ("https://[2001:db8::1]", None),
        ] {
            let site = relying_party(public_url);
            let site = site.as_ref().map(|site| (site.id.as_str(), site.origins[0].as_str()));
            assert_eq!(site, told, "{public_url}");
        }
    }
}
