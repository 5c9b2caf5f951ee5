//! The company's own people, by what they may.
//!
//! | a handler takes | who comes in |
//! | --- | --- |
//! | `Ops` | every ops account; what is another's is for the handler to ask: [`managed`](shared::documents::managed) |
//! | `Ops<People>` and the like | ops accounts with this permission |

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use shared::people::{names::Role, permissions::Permission, sessions::Caller};

use super::SignedIn;
use crate::{app::AppState, error::ApiError};

/// One of the company's own people, who has the permission that `P` names. It is looked up with their session at each
/// request, so that a change takes effect at once, everywhere; and a token has no more of it than its account.
#[derive(Debug)]
pub(crate) struct Ops<P = Any> {
    pub(crate) caller: Caller,
    /// Nobody else makes one.
    asked_for: PhantomData<P>,
}

/// What an endpoint asks for beside the role.
pub(crate) trait Needed {
    const PERMISSION: Option<Permission>;
}

macro_rules! needed {
    ($($(#[$doc:meta])* $name:ident $permission:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub(crate) struct $name;

            impl Needed for $name {
                const PERMISSION: Option<Permission> = $permission;
            }
        )*
    };
}

needed! {
    /// No more than the role.
    Any None;
    /// Every document.
    Documents Some(Permission::Documents);
    /// Jobs, mails, statistics.
    Operate Some(Permission::Operate);
    /// People and groups.
    People Some(Permission::People);
    /// The audit trail.
    Audit Some(Permission::Audit);
}

impl<P: Needed> FromRequestParts<AppState> for Ops<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let SignedIn(caller) = SignedIn::of(app, parts).await?;
        if caller.user.role != Role::Ops {
            return Err(ApiError::RoleNotAllowed);
        }
        match P::PERMISSION {
            Some(needed) if !caller.user.permissions.allow(needed) => Err(ApiError::PermissionMissing),
            _ => Ok(Self { caller, asked_for: PhantomData }),
        }
    }
}
