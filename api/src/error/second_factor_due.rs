//! What a log-in lacks whose password was right.

use secrecy::SecretString;
use serde_json::Value;

/// How a log-in goes on whose password was right; see the fields of [`Problem`](super::Problem).
#[derive(Clone, Debug)]
pub(crate) struct SecondFactorDue {
    pub(crate) ticket: SecretString,
    pub(crate) methods: Vec<&'static str>,
    pub(crate) passkey_options: Option<Box<Value>>,
}
