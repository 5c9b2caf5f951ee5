//! The body of a call that changes how an account is proved: it takes the password.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::Faults,
    extract::{Field, GivenSecret},
};

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct GivenPassword {
    #[serde(default)]
    #[schema(value_type = String, required, format = Password)]
    password: Field<GivenSecret>,
}

impl GivenPassword {
    pub(crate) fn check(self) -> Result<GivenSecret, Faults> {
        let mut faults = Faults::default();
        self.password.required("password", &mut faults).ok_or(faults)
    }
}
