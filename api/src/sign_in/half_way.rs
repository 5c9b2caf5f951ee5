//! Half a log-in: the password was right, and the account has a second factor.

use std::time::Duration;

use passkeys::Credential;
use shared::people::{
    factors::{SecondFactors, passkeys::Passkey, tickets::HalfWay},
    sessions::HeldBy,
};

use super::{may_log_in, names::WithHash};
use crate::{
    app::AppState,
    error::{ApiError, SecondFactorDue},
};

/// How long a ticket is good.
pub(super) const TICKET_TTL: Duration = Duration::from_mins(5);

/// Ends a log-in by password here, where the account has a second factor: it goes on with a ticket.
pub(super) async fn ask_if_due(app: &AppState, found: &WithHash, held_by: HeldBy) -> Result<(), ApiError> {
    let user = &found.user;
    may_log_in(user, app.clock.now())?;
    if !found.has_second_factor {
        return Ok(());
    }
    let factors = SecondFactors::of(&app.db, user.id).await?;
    // It may have been the last, and removed meanwhile.
    if !factors.any() {
        return Ok(());
    }
    let ticket = HalfWay::ticket(&app.db, user.id, &found.password_hash, held_by).await?;
    let ticket = ticket.ok_or(ApiError::InvalidCredentials)?;
    let passkey_options = match &app.relying_party {
        Some(site) if factors.passkeys > 0 => {
            let has: Vec<Credential> =
                Passkey::of_user(&app.db, user.id).await?.iter().map(Passkey::credential).collect();
            let options = serde_json::to_value(site.request_options(&ticket.challenge(), &has));
            Some(Box::new(options.map_err(|error| ApiError::Internal(error.into()))?))
        }
        _ => None,
    };
    let methods = [
        ("totp", factors.totp),
        ("passkey", passkey_options.is_some()),
        ("recovery_code", factors.recovery_codes_left > 0),
    ];
    Err(ApiError::SecondFactorRequired(Box::new(SecondFactorDue {
        ticket: app.sealer.seal(&ticket, app.clock.now() + TICKET_TTL).into(),
        methods: methods.into_iter().filter(|(_, will_do)| *will_do).map(|(method, _)| method).collect(),
        passkey_options,
    })))
}
