//! Which page of a document somebody wants to see, and how wide.

use serde::Deserialize;
use shared::{documents::previews, words::Text};
use utoipa::IntoParams;

use crate::error::Faults;

/// How wide pages go out: each asked-for width is one of these, or the next of them.
const WIDTHS: [u32; 7] = [80, 160, 320, 480, 800, 1200, previews::WIDEST];

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// Which page, counted from 1.
    #[param(value_type = Option<u16>, default = 1, minimum = 1)]
    page: Option<String>,
    /// How wide the image is to be, in pixels: it is as wide as that or a little wider, but never wider than it was made.
    #[param(value_type = Option<u32>, default = 800, minimum = 64, maximum = 1600)]
    width: Option<String>,
}

impl PreviewQuery {
    /// The page, and how wide its image goes out.
    pub(super) fn check(&self) -> Result<(u16, u32), Faults> {
        let mut faults = Faults::default();
        let mut number = |name, given: Option<&str>, least: u32, most: u32, default: u32| match given {
            None => default,
            Some(text) => {
                let number = text.parse().ok().filter(|number| (least..=most).contains(number));
                number.unwrap_or_else(|| {
                    faults.add(name, Text::MustBeFrom { least: least.into(), most: most.into() });
                    default
                })
            }
        };
        let page = number("page", self.page.as_deref(), 1, u16::MAX.into(), 1);
        let width = number("width", self.width.as_deref(), 64, previews::WIDEST, 800);
        if !faults.is_empty() {
            return Err(faults);
        }
        let width = WIDTHS.into_iter().find(|fixed| *fixed >= width).unwrap_or(previews::WIDEST);
        Ok((u16::try_from(page).unwrap_or(u16::MAX), width))
    }
}
