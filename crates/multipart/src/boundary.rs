//! What stands between the parts of a form, as its `Content-Type` tells it.

use thiserror::Error;

use crate::{
    Malformed,
    parameters::{self, Parameters},
};

/// The longest boundary (RFC 2046, section 5.1.1).
const LONGEST: usize = 70;

/// The text between two parts: 1 to 70 visible ASCII characters, and spaces that are not at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary(String);

/// Why a `Content-Type` tells no boundary.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NoBoundary {
    /// It is the type of something else.
    #[error("the body is no multipart/form-data")]
    NotAForm,
    /// It has none, or none that can be one.
    #[error("its `boundary` must be 1 to 70 visible ASCII characters, and be told once")]
    Unusable,
    /// Its parameters cannot be read.
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

impl Boundary {
    /// Reads the value of a `Content-Type`. Characters that call for quotes are taken without them, too, as by most
    /// readers of forms (RFC 9110, section 5.6.6, wants quotes around `=`, `/` and `:`).
    pub fn of_content_type(value: &[u8]) -> Result<Self, NoBoundary> {
        let value = parameters::decoded(value);
        if !parameters::value_is(&value, "multipart/form-data") {
            return Err(NoBoundary::NotAForm);
        }
        let mut boundary = None;
        for parameter in Parameters::of(&value) {
            let (name, value) = parameter?;
            if name.eq_ignore_ascii_case("boundary") && boundary.replace(Self::new(&value)?).is_some() {
                return Err(NoBoundary::Unusable);
            }
        }
        boundary.ok_or(NoBoundary::Unusable)
    }

    fn new(text: &str) -> Result<Self, NoBoundary> {
        let fits = (1..=LONGEST).contains(&text.len()) && !text.ends_with(' ');
        let visible = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if fits && visible { Ok(Self(text.to_owned())) } else { Err(NoBoundary::Unusable) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_read_in_every_way_that_clients_write_them() {
        let seventy = "x".repeat(70);
        for (parameters, boundary) in [
            ("; boundary=xyz", "xyz"),
            (";boundary=\"xyz\"", "xyz"),
            (";\tBOUNDARY = xyz\t; charset=utf-8", "xyz"),
            ("; charset=\"a;boundary=b\"; boundary=xyz;", "xyz"),
            ("; boundary====1656457491496===", "===1656457491496==="),
            ("; boundary=a/b:c=d?e", "a/b:c=d?e"),
            ("; boundary=\"with space, and \\\"more\\\"\"", "with space, and \"more\""),
            ("; boundary=----WebKitFormBoundaryAbc", "----WebKitFormBoundaryAbc"),
            (&format!("; boundary={seventy}"), &seventy),
        ] {
            let read = Boundary::of_content_type(format!("Multipart/Form-Data{parameters}").as_bytes());
            assert_eq!(read, Ok(Boundary(boundary.to_owned())), "{parameters}");
        }
    }

    #[test]
    fn a_boundary_that_cannot_be_one_is_told_from_another_type() {
        for parameters in [
            "",
            "; charset=utf-8",
            "; boundary=",
            "; boundary=\"\"",
            "; boundary=a\tb",
            "; boundary=\"a\tb\"",
            "; boundary=\"a \"",
            "; boundary=\u{e4}",
            "; boundary=a; boundary=a",
            "; boundary=\"open",
            &format!("; boundary={}", "x".repeat(71)),
        ] {
            let read = Boundary::of_content_type(format!("multipart/form-data{parameters}").as_bytes());
            assert_eq!(read, Err(NoBoundary::Unusable), "{parameters}");
        }
        for parameters in ["; boundary", "; boundary=\"a\"b", "; =a", " ; a b=c"] {
            let read = Boundary::of_content_type(format!("multipart/form-data{parameters}").as_bytes());
            assert!(matches!(read, Err(NoBoundary::Malformed(_))), "{parameters}: {read:?}");
        }
        for other in
            [&b"multipart/mixed; boundary=a"[..], b"multipart/form-datax; boundary=a", b"boundary=a", b"", b"\xff"]
        {
            assert_eq!(Boundary::of_content_type(other), Err(NoBoundary::NotAForm));
        }
    }
}
