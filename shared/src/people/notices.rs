//! What the owner of an account is told of at once, by mail (OWASP ASVS 6.3.5, 6.3.7).

use serde::{Deserialize, Serialize};

use crate::ids::SessionId;

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AccountEvent {
    /// Somebody logged in from a device and a place from which nobody had before.
    NewDevice {
        /// The session that began so.
        session: SessionId,
    },
    /// So many log-ins failed that no more are taken for a while.
    LockedOut,
    /// The password was changed by somebody who knew it.
    PasswordChanged,
    /// The password was set anew by the link in a mail.
    PasswordReset,
    /// Another e-mail address was asked for. This goes to the one that still holds.
    EmailChangeAsked,
    /// The new e-mail address is proved and holds from now on. This goes to it.
    EmailChanged,
    /// The same, for the address that held before.
    EmailReplaced,
    /// An authenticator app was set up.
    TotpAdded,
    /// The authenticator app was removed.
    TotpRemoved,
    /// There are new recovery codes.
    RecoveryCodesRenewed,
    /// One of the recovery codes was used.
    RecoveryCodeUsed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// Somebody who looks after people took away all second factors.
    SecondFactorReset,
    /// Somebody approved the account, which had waited for it.
    Approved,
    /// A token for programs was made.
    TokenMade,
    /// A token for programs was removed.
    TokenRemoved,
}
