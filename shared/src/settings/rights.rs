//! Who may what, where an operator may decide it.

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
}

impl Rights {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            links_require_login: texts.read("links_require_login", Text::truth)?,
            ops_may_download: texts.read("ops_may_download", Text::truth)?,
        })
    }
}

#[cfg(test)]
mod tests {
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
}
