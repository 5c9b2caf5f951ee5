//! What a part of a form says about itself.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::{
    Malformed,
    continuations::Pieces,
    encoded_word::{self, Charset},
    parameters::{self, Parameters},
};

/// What ends a line, of a head and of a form.
pub(crate) const LINE_END: &[u8] = b"\r\n";

/// The names of a part, by its `Content-Disposition` (RFC 7578, section 4.2). A part with another disposition than
/// `form-data` is none of a form's, and has no names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The name of the form's field.
    pub name: Option<String>,
    /// The name of the file, as the client gave it. Nothing about it is to be believed.
    pub file_name: Option<String>,
}

impl Part {
    /// Reads the lines of a head. Control characters have no place in one (RFC 9112, section 5.5), but file names may
    /// hold them, and they are the caller's to drop. What two readers could take for two things is refused.
    pub fn from_head(head: &[u8]) -> Result<Self, Malformed> {
        let head = unfolded(head)?;
        let mut dispositions = Vec::new();
        for line in head.split("\r\n").filter(|line| !line.is_empty()) {
            let header = line.split_once(':').filter(|(name, _)| parameters::is_token(name));
            let (name, value) = header.ok_or(Malformed::NoHeader)?;
            if name.eq_ignore_ascii_case("content-disposition") {
                dispositions.push(value);
            }
        }
        match dispositions[..] {
            [disposition] if parameters::value_is(disposition, "form-data") => Self::named(disposition),
            [] | [_] => Ok(Self::default()),
            _ => Err(Malformed::TwoDispositions),
        }
    }

    fn named(disposition: &str) -> Result<Self, Malformed> {
        let (mut name, mut file_name, mut extended) = (None, None, None);
        let mut pieces = Pieces::default();
        for parameter in Parameters::of(disposition) {
            let (parameter, value) = parameter?;
            let place = match parameter.to_ascii_lowercase().as_str() {
                "name" => &mut name,
                "filename" => &mut file_name,
                "filename*" => &mut extended,
                other => {
                    if let Some(number) = other.strip_prefix("filename*") {
                        pieces.add(number, value)?;
                    }
                    continue;
                }
            };
            if place.replace(value).is_some() {
                return Err(Malformed::NameTwice);
            }
        }
        // Forms should not have it, but some clients send it for names outside ASCII, with nothing or a poorer name
        // beside it (RFC 6266, section 4.3).
        let pieces = pieces.joined()?;
        if extended.is_some() && pieces.is_some() {
            return Err(Malformed::NameTwice);
        }
        let extended = extended.and_then(|value| extended_value(&value)).or(pieces);
        let in_plain = |value: Option<Cow<'_, str>>| value.map(|value| plain(&value));
        Ok(Self { name: in_plain(name), file_name: extended.or_else(|| in_plain(file_name)) })
    }
}

/// A head whose headers stand in one line each (RFC 5322, section 2.2.3), behind the end of the delimiter's line.
fn unfolded(head: &[u8]) -> Result<String, Malformed> {
    let head = parameters::decoded(head.strip_prefix(LINE_END).unwrap_or(head));
    if head.starts_with(parameters::SPACE) {
        return Err(Malformed::RestOfHeader);
    }
    Ok(head.replace("\r\n ", " ").replace("\r\n\t", "\t"))
}

/// A name without what a client wrote it in.
fn plain(value: &str) -> String {
    encoded_word::decoded(value).unwrap_or_else(|| unescaped(value))
}

/// A name as it was before a browser sent it: they write three characters as `%22`, `%0D` and `%0A`, and nothing else
/// (WHATWG HTML, "multipart form data").
fn unescaped(value: &str) -> String {
    let mut plain = value.to_owned();
    for (escape, character) in [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")] {
        if plain.contains(escape) {
            plain = plain.replace(escape, character);
        }
    }
    plain
}

/// A value that tells its character set (RFC 8187): `UTF-8'en'na%C3%AFve.docx`.
fn extended_value(value: &str) -> Option<String> {
    let mut fields = value.splitn(3, '\'');
    let (charset, _language, encoded) = (fields.next()?, fields.next()?, fields.next()?);
    Charset::named(charset)?.decode(&percent_decode_str(encoded).collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(parameters: &str) -> Result<(String, String), Malformed> {
        let head = format!("\r\nContent-Type: text/plain\r\ncontent-disposition: form-data{parameters}\r\n\r\n");
        let Part { name, file_name } = Part::from_head(head.as_bytes())?;
        Ok((name.unwrap_or_else(|| "-".to_owned()), file_name.unwrap_or_else(|| "-".to_owned())))
    }

    #[test]
    fn names_are_read_in_every_way_that_clients_write_them() {
        for (parameters, name, file_name) in [
            ("", "-", "-"),
            (";", "-", "-"),
            ("; name=\"file\"; filename=\"a.docx\"", "file", "a.docx"),
            (";name=file;filename=a.docx", "file", "a.docx"),
            ("; filename = \"a; name=b.docx\" ; NAME = \"file\"", "file", "a; name=b.docx"),
            ("; ;name=file; filename=my plan.docx ;", "file", "my plan.docx"),
            (r#"; name="file"; filename="say \"hi\" \\ \x.docx""#, "file", r#"say "hi" \ \x.docx"#),
            (r#"; name="file"; filename="C:\Users\ann\plan.pptx""#, "file", r"C:\Users\ann\plan.pptx"),
            ("; name=file; filename=\"%22hi%22%0D%0A 100%.docx\"", "file", "\"hi\"\r\n 100%.docx"),
            ("; name=file; filename=\"報告.xlsx\"", "file", "報告.xlsx"),
            ("; name=file; filename*=utf-8''%E5%A0%B1%E5%91%8A.xlsx", "file", "報告.xlsx"),
            ("; name=file; filename*=iso-8859-1''f%FCr.xlsx", "file", "für.xlsx"),
            ("; name=file; filename*=UTF-8''%C3%A4.docx; filename=a.docx", "file", "ä.docx"),
            ("; name=file; filename=a.docx; filename*=koi8-r''%FF", "file", "a.docx"),
            ("; name=file; filename=\"=?utf-8?B?w5xiZXJzaWNodC5kb2N4?=\"", "file", "Übersicht.docx"),
            ("; name==?utf-8?Q?file?=; filename==?utf-8?Q?a=2Edocx?=", "file", "a.docx"),
            ("; name=file; filename=\"=?utf-8?Q?100%22=C3=A4?=\r\n =?utf-8?Q?.docx?=\"", "file", "100%22ä.docx"),
            (";\r\n\tname=\"file\";\r\n filename=\"a long\r\n name.docx\"", "file", "a long name.docx"),
            ("; name=file; filename=\"open", "file", "-"),
            ("; filename=\"a\x01b.docx\"; name=file", "file", "a\x01b.docx"),
            ("; name=file; filename*0=\"a long \"; filename*1=name.docx", "file", "a long name.docx"),
            ("; name=file; filename*1=b.docx; FILENAME*0=\"a \"; filename=c.docx", "file", "a b.docx"),
            ("; name=file; filename*0*=UTF-8'de'%C3; filename*1*=%A4; filename*2=%.docx", "file", "ä%.docx"),
            ("; name=file; filename*0=\"%C3\"; filename*1*=%C3%A4.docx", "file", "%C3ä.docx"),
            ("; name=file; filename*0*=iso-8859-1''%FC; filename*1*=%FC.docx", "file", "üü.docx"),
            ("; name=file; filename*0*=koi8-r''%FF; filename*1=.docx; filename=a.docx", "file", "a.docx"),
            ("; name=file; filename*0*=UTF-8''%FF; filename*1=.docx; filename=a.docx", "file", "a.docx"),
            ("; name=file; filename*00=a.docx; filename*x=b; filename*1x=c", "file", "-"),
        ] {
            assert_eq!(read(parameters), Ok((name.to_owned(), file_name.to_owned())), "{parameters}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for parameters in [
            "; name=file; name=other",
            "; name=file; NAME=file",
            "; filename=a; filename=\"b\"",
            "; filename*=utf-8''a; filename*=utf-8''a",
            "; filename*0=a; filename*0*=utf-8''a",
            "; filename*0=a; filename*2=b",
            "; filename*1=a",
            "; filename*0=a; filename*=utf-8''a",
            "; name",
            "; name; filename=a",
            "; name=\"file\" filename=a",
            "; name=\"file\"x; filename=a",
            "; \"name\"=file",
            "; =file",
            "; na me=file",
            "\r\nContent-Disposition: form-data; name=other",
            "\r\ncontent-disposition: attachment",
            "\r\nContent-Disposition : form-data; name=file",
            "\r\nno header",
            "\r\n: no name",
        ] {
            assert!(read(parameters).is_err(), "{parameters}: {:?}", read(parameters));
        }
        assert!(Part::from_head(b"\r\n Content-Disposition: form-data; name=file\r\n\r\n").is_err());
    }

    #[test]
    fn what_is_no_part_of_a_form_has_no_name() {
        for line in ["attachment; name=file", "x-form-data; name=file", "form-data x; name=file", "; name=file", ""] {
            let head = format!("\r\nContent-Disposition: {line}; filename=a.docx\r\n\r\n");
            assert_eq!(Part::from_head(head.as_bytes()), Ok(Part::default()), "{line}");
        }
        assert_eq!(Part::from_head(b"\r\n\r\n"), Ok(Part::default()));
    }

    #[test]
    fn a_name_in_an_old_character_set_is_kept_readable() {
        let head = b"\r\nContent-Disposition: form-data; name=file; filename=\"f\xfcr.docx\"\r\n\r\n";
        assert_eq!(Part::from_head(head).unwrap().file_name.as_deref(), Some("für.docx"));
    }

    proptest! {
        #[test]
        fn any_name_arrives_when_it_is_quoted(name in "[^\r\n%]*") {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            prop_assert_eq!(read(&format!("; name=file; filename=\"{quoted}\"")), Ok(("file".to_owned(), name)));
        }

        #[test]
        fn any_name_arrives_however_it_is_cut(name in "[^\r\n]{0,40}", cuts: Vec<(u8, bool)>, turn: usize) {
            let mut rest = name.as_bytes();
            let mut pieces = Vec::new();
            for (length, encoded) in cuts.into_iter().take(30).chain([(u8::MAX, true)]) {
                let (piece, behind) = rest.split_at(rest.len().min(usize::from(length)));
                let number = pieces.len();
                let plain = std::str::from_utf8(piece).is_ok() && std::str::from_utf8(behind).is_ok();
                if plain && !encoded && number > 0 {
                    let quoted = String::from_utf8_lossy(piece).replace('\\', "\\\\").replace('"', "\\\"");
                    pieces.push(format!("; filename*{number}=\"{quoted}\""));
                } else {
                    let charset = if number == 0 { "UTF-8''" } else { "" };
                    let escaped: Vec<_> = piece.iter().map(|byte| format!("%{byte:02X}")).collect();
                    pieces.push(format!("; filename*{number}*={charset}{}", escaped.concat()));
                }
                rest = behind;
            }
            let turn = turn % pieces.len();
            pieces.rotate_left(turn);
            prop_assert_eq!(read(&format!("; name=file{}", pieces.concat())), Ok(("file".to_owned(), name)));
        }

        #[test]
        fn any_head_can_be_read(head: Vec<u8>) {
            let _ = Part::from_head(&[b"\r\nContent-Disposition: x;".as_slice(), &head].concat());
        }
    }
}
