//! Limits: how much anybody may bring.

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// How much anybody may bring.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest document, in bytes.
    pub max_upload: u64,
}

impl Limits {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self { max_upload: texts.read("max_upload", Text::size)? })
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{read, refusal};

    #[test]
    fn sizes_may_have_units_and_an_end() {
        let most = |text: &str| read(&[("max_upload", text)]).unwrap().limits.max_upload;
        assert_eq!((most("512"), most("5MB"), most("2 GiB")), (512, 5_000_000, 2 << 30));
        for wrong in ["", "0", "-1", "much", "2PiB"] {
            assert!(refusal(&[("max_upload", wrong)]).contains("is not a size"), "{wrong}");
        }
    }
}
