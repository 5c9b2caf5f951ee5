//! What the audit trail holds of a request.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use shared::{
    audit::{self, By},
    ids::UserId,
    people::sessions::{Caller, Credential, Reader},
};

use super::client::{ClientAddress, client_of};
use crate::{app::AppState, http::request_log::RequestId};

/// The request that a handler answers, as the audit trail holds it. Whose it is, the handler says: [`by`](Self::by).
#[derive(Clone, Debug)]
pub(crate) struct Asked(pub(crate) audit::Asked);

impl Asked {
    pub(crate) fn in_request(parts: &Parts) -> Self {
        Self(audit::Asked {
            by: By::Nobody,
            request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
            address: parts.extensions.get::<ClientAddress>().map(|client| client.0),
            client: client_of(&parts.headers),
        })
    }

    /// The same, by this account.
    pub(crate) fn of(self, account: UserId) -> audit::Asked {
        self.0.of(account)
    }

    /// The same, by whoever asks with a credential.
    pub(crate) fn by(self, caller: &Caller) -> audit::Asked {
        self.with(caller.credential, caller.user.id)
    }

    /// The same, by whoever bears a credential of which the handler's own query says whether it is live.
    pub(crate) fn by_reader(self, reader: &Reader) -> audit::Asked {
        self.with(reader.credential, reader.user)
    }

    fn with(self, credential: Credential, account: UserId) -> audit::Asked {
        let by = match credential {
            Credential::Session(_) => By::Account(account),
            Credential::ApiToken(token) => By::Token(account, token),
        };
        audit::Asked { by, ..self.0 }
    }
}

impl FromRequestParts<AppState> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self::in_request(parts))
    }
}
