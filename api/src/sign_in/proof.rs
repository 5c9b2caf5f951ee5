//! What somebody shows beside their password, and whether it is right.

use passkeys::{AuthenticationResponse, UserHandle};
use shared::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::Tx,
    ids::UserId,
    jobs::Job,
    people::{
        factors::{passkeys::Passkey, recovery_codes, totp},
        notices::AccountEvent,
    },
    sealed::Ticket,
};

use super::relying_party;
use crate::{app::AppState, error::ApiError, extract::GivenSecret};

/// What somebody shows beside their password.
pub(super) enum Proof {
    /// A code of the app, or a recovery code.
    Code(GivenSecret),
    /// What a browser answered.
    Passkey(Vec<u8>),
}

impl Proof {
    /// Says whether it is, and uses it up by that.
    pub(super) async fn is_right(
        &self,
        app: &AppState,
        tx: &mut Tx,
        ticket: &Ticket,
        asked: &Asked,
        now: Millis,
    ) -> Result<bool, ApiError> {
        let user = ticket.user;
        match self {
            Self::Code(code) => app.takes_code(tx, user, code, asked, now).await,
            Self::Passkey(json) => {
                let answer =
                    AuthenticationResponse::from_json(json).inspect_err(|refused| relying_party::log(*refused));
                let (Some(site), Ok(answer)) = (&app.relying_party, answer) else { return Ok(false) };
                let known = Passkey::find(tx, answer.credential_id()).await?;
                let Some(known) = known.filter(|known| known.user_id == user) else { return Ok(false) };
                let handle = UserHandle::KnownBefore(user.0.as_bytes());
                let signed = site.sign_in(&ticket.challenge(), &answer, &known.credential(), handle);
                let Ok(signed) = signed.inspect_err(|refused| relying_party::log(*refused)) else { return Ok(false) };
                Ok(known.use_now(tx, signed, now).await?)
            }
        }
    }
}

impl AppState {
    /// Takes a code of the app or a recovery code, and says whether it was right. It is used up by that, and the owner is told
    /// of the use of a recovery code.
    pub(crate) async fn takes_code(
        &self,
        tx: &mut Tx,
        user: UserId,
        code: &GivenSecret,
        asked: &Asked,
        now: Millis,
    ) -> Result<bool, ApiError> {
        if totp::take(tx, &self.sealer, user, &code.0, now).await? {
            return Ok(true);
        }
        let is_right = recovery_codes::take(tx, user, &code.0, now).await?;
        if is_right {
            Job::AccountNotice { user, event: AccountEvent::RecoveryCodeUsed }.enqueue(tx, now).await?;
            audit::record(tx, asked, Entry::of(Event::SecondFactorCodeUsed).on_person(user), now).await?;
        }
        Ok(is_right)
    }
}
