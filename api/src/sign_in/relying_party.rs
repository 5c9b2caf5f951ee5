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
