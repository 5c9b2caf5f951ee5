//! What a mail to one person says, as plain text and as HTML.

use std::time::Duration;

use askama::Template;
use shared::{
    ids::JobId,
    people::{email::Email, names::Username},
};

use super::Mail;

/// A letter. Its parts are sentences of ours: what others may choose, such as names, could carry their advertising.
#[derive(Debug)]
pub(crate) struct Letter<'a> {
    pub(crate) subject: &'a str,
    /// Whom it greets by name, where they have one.
    pub(crate) to: Option<&'a Username>,
    /// The paragraphs before the link.
    pub(crate) before: Vec<String>,
    pub(crate) link: Option<Link<'a>>,
    /// The paragraphs after it.
    pub(crate) after: Vec<String>,
}

/// A link to be opened.
#[derive(Debug)]
pub(crate) struct Link<'a> {
    pub(crate) label: &'a str,
    pub(crate) url: String,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    greeting: &'a str,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    greeting: &'a str,
    letter: &'a Letter<'a>,
}

impl Letter<'_> {
    /// The letter as the mail of this job.
    pub(crate) fn mail<'a>(&'a self, job: JobId, to: &'a Email) -> Result<Mail<'a>, askama::Error> {
        let greeting = self.to.map_or_else(|| "Hello,".to_owned(), greeting);
        let text = Text { greeting: &greeting, letter: self }.render()?;
        let html = Html { greeting: &greeting, letter: self }.render()?;
        Ok(Mail { job, to, subject: self.subject, text, html })
    }
}

/// The first line. Whoever signs up chooses the name and the address, which may be a stranger's: a name that mail
/// programs could turn into a link stays out of it, or the mail would carry anybody's advertising.
fn greeting(username: &Username) -> String {
    if could_be_a_link(username.as_str()) { "Hello,".to_owned() } else { format!("Hello {username},") }
}

/// Says whether a name looks like an address of a host: a dot with a letter or a digit behind it, or a beginning that
/// programs know links by.
fn could_be_a_link(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let inner_dot = name.split('.').skip(1).any(|label| label.starts_with(|c: char| c.is_ascii_alphanumeric()));
    inner_dot || ["www", "http", "ftp", "xn--"].iter().any(|beginning| name.starts_with(beginning))
}

/// A length of time in the largest unit that fits it.
pub(crate) fn in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (count, unit) = units
        .into_iter()
        .find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length))
        .map_or((seconds, "second"), |(length, unit)| (seconds / length, unit));
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_greeted_with_a_link() {
        for name in ["ann", "Ann_Lee-2", "ann.", "a_.-b", "...", "ann-http", "o..-", "newww"] {
            assert_eq!(greeting(&name.parse().unwrap()), format!("Hello {name},"));
        }
        for link in [
            "www.evil.example",
            "evil.example",
            "EVIL.Example",
            "-evil.example-",
            "a.b",
            "a..bc",
            "_.evil",
            ".evil",
            "1.2.3.4",
            "www-evil-example",
            "WWW2_evil",
            "http--evil",
            "https_evil",
            "xn--evil",
        ] {
            assert_eq!(greeting(&link.parse().unwrap()), "Hello,", "{link}");
        }
    }

    #[test]
    fn lifetimes_are_told_in_words() {
        for (seconds, words) in [(86_400, "1 day"), (5_400, "90 minutes"), (7_200, "2 hours"), (61, "61 seconds")] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
