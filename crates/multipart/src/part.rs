//! What a part of a form says about itself.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The names of a part, by its `Content-Disposition` (RFC 7578, section 4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The name of the form's field.
    pub name: Option<String>,
    /// The name of the file, as the client gave it. Nothing about it is to be believed.
    pub file_name: Option<String>,
}

impl Part {
    /// Reads the lines of a head. Control characters have no place in one (RFC 9112, section 5.5), but file names may
    /// hold them, and they are the caller's to drop.
    pub fn from_head(head: &[u8]) -> Self {
        let text = decoded(head);
        let mut lines = text.split("\r\n").filter_map(|line| line.split_once(':'));
        let disposition = lines.find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"));
        let mut part = Self::default();
        let mut extended = None;
        for (name, value) in disposition.map_or(Parameters(""), |(_, value)| Parameters::of(value)) {
            match name.to_ascii_lowercase().as_str() {
                "name" => part.name = Some(unescaped(&value)),
                "filename" => part.file_name = Some(unescaped(&value)),
                "filename*" => extended = extended_value(&value),
                _ => {}
            }
        }
        // Forms should not have it, but some clients send it for names outside ASCII, with nothing or a poorer name
        // beside it (RFC 6266, section 4.3).
        part.file_name = extended.or(part.file_name);
        part
    }
}

/// UTF-8, as forms are sent today, else Latin-1.
fn decoded(head: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(head) {
        Ok(text) => text.into(),
        Err(_) => head.iter().map(|&byte| char::from(byte)).collect::<String>().into(),
    }
}

/// The parameters of a header's value: `…; name="value"; name=value`.
struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    /// Those behind the value itself.
    fn of(value: &'a str) -> Self {
        Self(value.split_once(';').map_or("", |(_, parameters)| parameters))
    }
}

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a str, Cow<'a, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_once('=')?;
        let name = name.trim_start_matches([';', ' ', '\t']).trim_end();
        let rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('"') {
            let (value, rest) = quoted_string(quoted)?;
            self.0 = rest;
            return Some((name, value.into()));
        }
        let (value, rest) = rest.split_once(';').unwrap_or((rest, ""));
        self.0 = rest;
        Some((name, value.trim().into()))
    }
}

/// A quoted string without its quotes, and what follows. A back slash takes away the meaning of a quote and of a back
/// slash only, since some clients send paths of Windows as they are.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(chars.next_if(|(_, next)| matches!(next, '"' | '\\')).map_or(c, |(_, next)| next)),
            c => value.push(c),
        }
    }
    None
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
    let is_utf8 = charset.eq_ignore_ascii_case("utf-8");
    percent_decode_str(encoded).decode_utf8().ok().filter(|_| is_utf8).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(parameters: &str) -> (String, String) {
        let head = format!("\r\nContent-Type: text/plain\r\ncontent-disposition: form-data{parameters}\r\n\r\n");
        let Part { name, file_name } = Part::from_head(head.as_bytes());
        (name.unwrap_or_else(|| "-".to_owned()), file_name.unwrap_or_else(|| "-".to_owned()))
    }

    #[test]
    fn names_are_read_in_every_way_that_clients_write_them() {
        for (parameters, name, file_name) in [
            ("", "-", "-"),
            ("; name=\"file\"; filename=\"a.docx\"", "file", "a.docx"),
            (";name=file;filename=a.docx", "file", "a.docx"),
            ("; filename = \"a; name=b.docx\" ; NAME = \"file\"", "file", "a; name=b.docx"),
            (r#"; name="file"; filename="say \"hi\" \\ \x.docx""#, "file", r#"say "hi" \ \x.docx"#),
            (r#"; name="file"; filename="C:\Users\ann\plan.pptx""#, "file", r"C:\Users\ann\plan.pptx"),
            ("; name=file; filename=\"%22hi%22%0D%0A 100%.docx\"", "file", "\"hi\"\r\n 100%.docx"),
            ("; name=file; filename=\"報告.xlsx\"", "file", "報告.xlsx"),
            ("; name=file; filename*=utf-8''%E5%A0%B1%E5%91%8A.xlsx", "file", "報告.xlsx"),
            ("; name=file; filename*=UTF-8''%C3%A4.docx; filename=a.docx", "file", "ä.docx"),
            ("; name=file; filename=a.docx; filename*=koi8-r''%FF", "file", "a.docx"),
            ("; name=file; filename=\"open", "file", "-"),
            ("; name", "-", "-"),
            ("; filename=\"a\x01b.docx\"; name=file", "file", "a\x01b.docx"),
        ] {
            assert_eq!(part(parameters), (name.to_owned(), file_name.to_owned()), "{parameters}");
        }
    }

    #[test]
    fn a_name_in_an_old_character_set_is_kept_readable() {
        let head = b"\r\nContent-Disposition: form-data; name=file; filename=\"f\xfcr.docx\"\r\n\r\n";
        assert_eq!(Part::from_head(head).file_name.as_deref(), Some("für.docx"));
    }

    proptest! {
        #[test]
        fn any_name_arrives_when_it_is_quoted(name in "[^\r\n%]*") {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            prop_assert_eq!(part(&format!("; name=file; filename=\"{quoted}\"")), ("file".to_owned(), name));
        }

        #[test]
        fn any_head_can_be_read(head: Vec<u8>) {
            let _ = Part::from_head(&[b"\r\nContent-Disposition: x;".as_slice(), &head].concat());
        }
    }
}
