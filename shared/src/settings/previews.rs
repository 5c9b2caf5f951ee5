//! Previews: whether images of pages are made, with which LibreOffice, and what is drawn over them.

use std::{path::PathBuf, time::Duration};

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// The longest that previews of one document may take: well under what their job may.
const LONGEST: Duration = Duration::from_mins(2);

/// How previews are made.
#[derive(Clone, Debug)]
pub struct Previews {
    /// Whether they are made.
    pub made: PreviewsMade,
    /// Whether the name of whoever looks is drawn over them.
    pub watermark: bool,
    /// The program of LibreOffice; none where it is looked for.
    pub libreoffice: Option<PathBuf>,
    /// How long those of one document may take.
    pub timeout: Duration,
}

/// Whether previews are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewsMade {
    /// Where the programs for it are there.
    Auto,
    /// Yes; where a program is missing, whoever asks waits until it is there.
    On,
    /// No.
    Off,
}

impl Previews {
    pub(super) fn read(texts: &mut Texts) -> Result<Self, SettingError> {
        Ok(Self {
            made: texts.read("previews", made)?,
            watermark: texts.read("preview_watermark", Text::truth)?,
            libreoffice: texts.read("libreoffice", |text| text.if_set(program))?,
            timeout: texts.read("preview_timeout", timeout)?,
        })
    }
}

fn made(text: &Text) -> Result<PreviewsMade, SettingError> {
    match text.as_str().to_ascii_lowercase().as_str() {
        "auto" => Ok(PreviewsMade::Auto),
        "on" => Ok(PreviewsMade::On),
        "off" => Ok(PreviewsMade::Off),
        _ => Err(text.wrong("is neither auto, on nor off", "auto")),
    }
}

fn program(text: &Text) -> Result<PathBuf, SettingError> {
    let path = PathBuf::from(text.as_str());
    let wrong = || text.wrong("is not a path from the root", "/opt/libreoffice/program/soffice");
    if path.is_absolute() { Ok(path) } else { Err(wrong()) }
}

fn timeout(text: &Text) -> Result<Duration, SettingError> {
    let timeout = text.span("1m")?;
    if timeout > LONGEST { Err(text.wrong("is longer than two minutes", "1m")) } else { Ok(timeout) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::tests::{read, refusal};

    #[test]
    fn previews_are_made_where_they_can_be_unless_somebody_says_otherwise() {
        let previews = |pairs: &[(&str, &str)]| read(pairs).unwrap().previews;
        let default = previews(&[]);
        assert_eq!((default.made, default.watermark, default.libreoffice), (PreviewsMade::Auto, true, None));
        assert_eq!(previews(&[("previews", "ON")]).made, PreviewsMade::On);
        assert_eq!(previews(&[("previews", "off")]).made, PreviewsMade::Off);
        assert!(refusal(&[("previews", "true")]).contains("auto, on nor off"));
        assert!(refusal(&[("libreoffice", "soffice")]).contains("path from the root"));
        assert!(refusal(&[("preview_timeout", "3m")]).contains("two minutes"));
    }
}
