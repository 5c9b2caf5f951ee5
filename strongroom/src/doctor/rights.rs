//! A look at what strangers get who sign up.

use shared::{documents::terms::Audience, settings::Settings};

use super::{Finding, network::is_public};

pub(super) async fn strangers(settings: Settings) -> Vec<Finding> {
    let name = "rights";
    let (way, audience) = (settings.signup.way.as_str(), settings.rights.default_audience);
    if audience == Audience::Everyone && settings.signup.is_for_anybody() && is_public(&settings).await {
        let said = "anybody on the internet can sign up, and sees every document for which nobody is named";
        let todo = "set STRONGROOM_DEFAULT_AUDIENCE=named, or STRONGROOM_SIGNUP=approval or invited";
        return vec![Finding::warning(name, said, todo)];
    }
    let said = format!("sign-up is {way}, and documents are for {} unless somebody says otherwise", audience.as_str());
    vec![Finding::ok(name, said)]
}
