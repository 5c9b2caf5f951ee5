//! The trail as text, for programs (JSON lines) and for spreadsheets (CSV, RFC 4180).

use std::{borrow::Cow, str::FromStr};

use super::list::Line;
use crate::words::Text;

/// A form of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// Comma-separated values.
    Csv,
}

impl FromStr for Format {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        match text {
            "jsonl" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            _ => Err(Text::one_of(["csv", "jsonl"])),
        }
    }
}

impl Format {
    /// The form's name, as a file's ending.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// What stands before the first event.
    pub fn head(self) -> &'static str {
        match self {
            Self::Jsonl => "",
            Self::Csv => "id,at,event,outcome,actor,username,on_kind,on_id,address,client,request_id,detail\r\n",
        }
    }

    /// One event, with the end of its line.
    pub fn line(self, line: &Line) -> Result<String, serde_json::Error> {
        match self {
            Self::Jsonl => serde_json::to_string(line).map(|text| text + "\n"),
            Self::Csv => {
                let (kind, id) = line.on().unzip();
                let id_text = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                let fields = [
                    line.id.to_string(),
                    line.at.to_string(),
                    line.event.clone(),
                    line.outcome.clone(),
                    id_text(line.actor),
                    text(&line.username),
                    kind.unwrap_or_default().to_owned(),
                    id_text(id),
                    text(&line.address),
                    text(&line.client),
                    text(&line.request_id),
                    serde_json::to_string(&line.detail())?,
                ];
                Ok(fields.iter().map(|text| field(text)).collect::<Vec<_>>().join(",") + "\r\n")
            }
        }
    }
}

/// A field. A spreadsheet takes what begins with certain characters for a formula, so an apostrophe comes before them.
fn field(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !text.contains([',', '"', '\r', '\n']) {
        return text.into();
    }
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\"")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_taken_for_a_formula_or_for_two_fields() {
        for (text, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""),
            ("a=1", "a=1"),
        ] {
            assert_eq!(field(text), written);
        }
    }
}
