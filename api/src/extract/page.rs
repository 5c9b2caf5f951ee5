//! The part of a query that asks for a page of a list, and the cursors by which one page leads to the next.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shared::{
    db::page::{Page, Place, Rows},
    words::Text,
};
use utoipa::IntoParams;

use crate::error::Faults;

/// How many rows a page has where nobody says.
const USUAL: u16 = 50;

/// The longest cursor that is looked into. A folded name may be longer than the 255 bytes of the name, but not by much.
const MAX_CURSOR: usize = 8 << 10;

/// What asks for a page, as texts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// 1 to 200 a page.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A cursor as it is written: which list it is for, and a place in it.
#[derive(Serialize, Deserialize)]
struct Written<L, P> {
    #[serde(rename = "l")]
    list: L,
    #[serde(rename = "p")]
    place: P,
}

impl PageQuery {
    /// The page that is asked for, and a word in `faults` for what is wrong.
    pub(crate) fn check<P: Place<N> + DeserializeOwned, const N: usize>(self, faults: &mut Faults) -> Page<P> {
        let limit = self.limit.map_or(Some(USUAL), |text| text.parse().ok().filter(|limit| (1..=200).contains(limit)));
        if limit.is_none() {
            faults.add("limit", Text::MustBeFrom { least: 1, most: 200 });
        }
        let cursor = self.cursor.filter(|text| !text.is_empty());
        let after = cursor.as_deref().and_then(read);
        if cursor.is_some() && after.is_none() {
            faults.add("cursor", Text::CursorOfAnotherList);
        }
        Page { limit: limit.unwrap_or(USUAL), after }
    }
}

/// The cursor of the page that follows this one, where there is one; `place` says where a row stands.
pub(crate) fn next_cursor<R, P: Place<N> + Serialize, const N: usize>(
    page: &Rows<R>,
    place: impl FnOnce(&R) -> P,
) -> Option<String> {
    page.last().map(|last| write(&place(last)))
}

/// The opaque text for the client.
fn write<P: Place<N> + Serialize, const N: usize>(place: &P) -> String {
    let written = Written { list: P::LIST, place };
    // What is made of names and numbers always has a JSON form.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&written).unwrap_or_default())
}

fn read<P: Place<N> + DeserializeOwned, const N: usize>(text: &str) -> Option<P> {
    if text.len() > MAX_CURSOR {
        return None;
    }
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    let written: Written<String, P> = serde_json::from_slice(&json).ok()?;
    (written.list == P::LIST && written.place.is_sound()).then_some(written.place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::db::statement::Parameter;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Here(i64, String);

    impl Place<2> for Here {
        const LIST: &'static str = "here";

        fn values(&self) -> [Parameter; 2] {
            [self.0.into(), self.1.as_str().into()]
        }
    }

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    struct There(i64, String);

    impl Place<2> for There {
        const LIST: &'static str = "there";

        fn values(&self) -> [Parameter; 2] {
            [self.0.into(), self.1.as_str().into()]
        }
    }

    fn checked(limit: Option<&str>, cursor: Option<&str>) -> (Page<Here>, bool) {
        let mut faults = Faults::default();
        let query = PageQuery { limit: limit.map(ToOwned::to_owned), cursor: cursor.map(ToOwned::to_owned) };
        (query.check(&mut faults), faults.is_empty())
    }

    #[test]
    fn a_page_has_1_to_200_rows_and_50_where_nobody_says() {
        for (limit, rows) in [(None, 50), (Some("1"), 1), (Some("200"), 200)] {
            let (page, is_good) = checked(limit, Some(""));
            assert!(is_good && page.limit == rows && page.after.is_none(), "{limit:?}");
        }
        for wrong in ["", "0", "201", "-1", "x", "1.5", "65537"] {
            assert!(!checked(Some(wrong), None).1, "{wrong:?}");
        }
    }

    #[test]
    fn only_a_page_that_more_follow_has_a_next_one() {
        let place = |row: &i64| Here(*row, String::new());
        assert_eq!(next_cursor(&Rows { rows: vec![1, 2], more: false }, place), None);
        assert_eq!(next_cursor(&Rows { rows: vec![1, 2], more: true }, place), Some(write(&Here(2, String::new()))));
    }

    #[test]
    fn a_forged_cursor_with_a_nul_is_refused() {
        assert!(!checked(None, Some(&write(&Here(7, "a\0".to_owned())))).1);
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back_by_its_own_list_only(number: i64, name in "\\PC{0,255}") {
            let place = Here(number, name);
            let text = write(&place);
            prop_assert_eq!(read::<There, 2>(&text), None);
            let (page, is_good) = checked(None, Some(&text));
            prop_assert!(is_good);
            prop_assert_eq!(page.after, Some(place));
        }

        #[test]
        fn any_text_is_refused(text in ".+", bytes: Vec<u8>) {
            prop_assert!(!checked(None, Some(&text)).1);
            prop_assert_eq!(read::<Here, 2>(&URL_SAFE_NO_PAD.encode(bytes)), None);
        }
    }
}
