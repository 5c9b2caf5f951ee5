//! Who may what, where an operator may decide it.

use crate::{documents::terms::Audience, people::names::Role};

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// Who may what.
#[derive(Clone, Debug)]
pub struct Rights {
    /// Whether a link opens only with a session of its user.
    pub links_require_login: bool,
    /// Whether ops may download.
    pub ops_may_download: bool,
    /// Who has to have a second factor.
    pub require_second_factor: RequireSecondFactor,
    /// For whom a document is where its uploader does not say.
    pub default_audience: Audience,
}

/// Who has to have a second factor. Until they have set one up, they may do nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequireSecondFactor {
    /// Whoever wants one has one.
    Nobody,
    /// The company's own people.
    Ops,
    /// Everybody.
    Everybody,
}

impl RequireSecondFactor {
    /// Says whether accounts of this role have to have one.
    pub fn includes(self, role: Role) -> bool {
        match self {
            Self::Nobody => false,
            Self::Ops => role == Role::Ops,
            Self::Everybody => true,
        }
    }
}

impl Rights {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            links_require_login: texts.read("links_require_login", Text::truth)?,
            ops_may_download: texts.read("ops_may_download", Text::truth)?,
            require_second_factor: texts.read("require_second_factor", require_second_factor)?,
            default_audience: texts.read("default_audience", default_audience)?,
        })
    }
}

fn require_second_factor(text: &Text) -> Result<RequireSecondFactor, SettingError> {
    match text.as_str().to_ascii_lowercase().as_str() {
        "none" => Ok(RequireSecondFactor::Nobody),
        "ops" => Ok(RequireSecondFactor::Ops),
        "all" => Ok(RequireSecondFactor::Everybody),
        _ => Err(text.wrong("is neither none, ops nor all", "ops")),
    }
}

fn default_audience(text: &Text) -> Result<Audience, SettingError> {
    let read = text.as_str().to_ascii_lowercase().parse();
    read.map_err(|_| text.wrong("is neither everyone nor named", "named"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn a_right_is_given_by_one_of_few_words() {
        let rights = read(&[]).unwrap().rights;
        assert!(!rights.links_require_login && !rights.ops_may_download);
        for (text, truth) in [("true", true), ("Yes", true), ("1", true), ("off", false), ("0", false)] {
            assert_eq!(read(&[("ops_may_download", text)]).unwrap().rights.ops_may_download, truth, "{text}");
        }
        for wrong in ["", "maybe", "2"] {
            assert!(refusal(&[("ops_may_download", wrong)]).contains("is neither true nor false"), "{wrong}");
        }
    }

    #[test]
    fn documents_are_for_everyone_unless_the_operator_says_otherwise() {
        assert_eq!(read(&[]).unwrap().rights.default_audience, Audience::Everyone);
        for (text, audience) in [("everyone", Audience::Everyone), ("Named", Audience::Named)] {
            assert_eq!(read(&[("default_audience", text)]).unwrap().rights.default_audience, audience, "{text}");
        }
        for wrong in ["", "nobody"] {
            assert!(refusal(&[("default_audience", wrong)]).contains("is neither everyone nor named"), "{wrong}");
        }
    }

    #[test]
    fn a_second_factor_is_asked_of_nobody_unless_the_operator_says_so() {
        for (text, ops, client) in [("none", false, false), ("ops", true, false), ("All", true, true)] {
            let required = read(&[("require_second_factor", text)]).unwrap().rights.require_second_factor;
            assert_eq!((required.includes(Role::Ops), required.includes(Role::Client)), (ops, client), "{text}");
        }
        assert_eq!(read(&[]).unwrap().rights.require_second_factor, RequireSecondFactor::Nobody);
        for wrong in ["", "clients", "true"] {
            assert!(refusal(&[("require_second_factor", wrong)]).contains("is neither none, ops nor all"), "{wrong}");
        }
    }
}
