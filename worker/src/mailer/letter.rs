//! What a mail to one person says, in their language, as plain text and as HTML.
//!
//! A mail has a name in [`Text`], and in `mails.ftl` of each language a subject and its parts.

use askama::Template;
use shared::{
    ids::JobId,
    people::{email::Email, names::Username},
    words::{Language, Text},
};

use super::Mail;

/// A letter. It is made of texts of ours: what others may choose, such as names, could carry their advertising. What ops say
/// of documents is theirs to say.
#[derive(Debug)]
pub(crate) struct Letter<'a> {
    /// The language of whom it is for.
    pub(crate) language: Language,
    /// Whom it greets by name, where they have one.
    pub(crate) to: Option<&'a Username>,
    /// The mail: its subject, and what comes before the link and after it.
    pub(crate) text: Text,
    /// Paragraphs that follow the first.
    pub(crate) more: Vec<Text>,
    /// The link to be opened, if there is one.
    pub(crate) link: Option<String>,
    /// Documents, which come before the further paragraphs.
    pub(crate) documents: Vec<Listed>,
    /// The link by which whoever gets it turns such mails off, where that is theirs to do.
    pub(crate) unsubscribe: Option<String>,
}

/// A document in a letter.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// What it is called.
    pub(crate) name: String,
    /// Its page.
    pub(crate) url: String,
    /// What is said of it.
    pub(crate) note: Option<Text>,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Plain<'a> {
    written: &'a Written,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    language: &'static str,
    direction: &'static str,
    written: &'a Written,
}

/// A letter in words.
struct Written {
    subject: String,
    greeting: String,
    /// The paragraphs before the link.
    before: Vec<String>,
    documents: Vec<Document>,
    /// The paragraphs between documents and link.
    more: Vec<String>,
    link: Option<Link>,
    /// The paragraph after it.
    after: Option<String>,
    unsubscribe: Option<Link>,
}

struct Document {
    link: Link,
    note: Option<String>,
}

struct Link {
    label: String,
    url: String,
}

impl Letter<'_> {
    /// A letter that greets nobody by name, and says no more than its text.
    pub(crate) fn of(language: Language, text: Text) -> Self {
        Self { language, to: None, text, more: Vec::new(), link: None, documents: Vec::new(), unsubscribe: None }
    }

    /// The letter as the mail of this job.
    pub(crate) fn mail<'a>(&self, job: JobId, to: &'a Email) -> Result<Mail<'a>, askama::Error> {
        let language = self.language;
        let written = self.written();
        let text = Plain { written: &written }.render()?;
        let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
        let html = Html { language: language.as_str(), direction, written: &written }.render()?;
        let unsubscribe = self.unsubscribe.clone();
        Ok(Mail { job, to, language, subject: written.subject, text, html, unsubscribe })
    }

    fn written(&self) -> Written {
        let part = |part| self.text.say_part(part, self.language);
        Written {
            subject: self.text.say(self.language),
            greeting: self.to.map_or(Text::GreetingWithoutName, greeting).say(self.language),
            before: part("before").into_iter().collect(),
            documents: self.documents.iter().map(|document| document.written(self.language)).collect(),
            more: self.more.iter().map(|text| text.say(self.language)).collect(),
            link: self.link.clone().map(|url| Link { label: part("link").unwrap_or_else(|| url.clone()), url }),
            after: part("after"),
            unsubscribe: self
                .unsubscribe
                .clone()
                .map(|url| Link { label: Text::NoMoreOfThese.say(self.language), url }),
        }
    }
}

impl Listed {
    fn written(&self, language: Language) -> Document {
        let link = Link { label: self.name.clone(), url: self.url.clone() };
        Document { link, note: self.note.as_ref().map(|note| note.say(language)) }
    }
}

/// The first line. Whoever signs up chooses the name and the address, which may be a stranger's: a name that mail
/// programs could turn into a link stays out of it, or the mail would carry anybody's advertising.
fn greeting(username: &Username) -> Text {
    if could_be_a_link(username.as_str()) {
        Text::GreetingWithoutName
    } else {
        Text::Greeting { name: username.to_string() }
    }
}

/// Says whether a name looks like an address of a host: a dot with a letter or a digit behind it, or a beginning that
/// programs know links by.
fn could_be_a_link(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let inner_dot = name.split('.').skip(1).any(|label| label.starts_with(|c: char| c.is_ascii_alphanumeric()));
    inner_dot || ["www", "http", "ftp", "xn--"].iter().any(|beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_greeted_with_a_link() {
        for name in ["ann", "Ann_Lee-2", "ann.", "a_.-b", "...", "ann-http", "o..-", "newww"] {
            assert_eq!(greeting(&name.parse().unwrap()).to_string(), format!("Hello {name},"));
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
            assert_eq!(greeting(&link.parse().unwrap()), Text::GreetingWithoutName, "{link}");
        }
    }

    #[test]
    fn a_letter_reads_in_the_direction_of_its_language() {
        let username = "ann".parse().unwrap();
        let email: Email = "ann@example.com".parse().unwrap();
        for language in Language::ALL {
            let text = Text::VerifyEmail { lifetime: Text::Hours { count: 24 }.into() };
            let link = Some("https://files.example.com/x/".to_owned());
            let letter = Letter {
                language,
                to: Some(&username),
                text,
                more: vec![Text::IfItWasYou],
                link,
                documents: Vec::new(),
                unsubscribe: None,
            };
            let mail = letter.mail(JobId::new(), &email).unwrap();
            let direction = if language == Language::Ar { "rtl" } else { "ltr" };
            let html = format!("<html lang=\"{}\" dir=\"{direction}\">", language.as_str());
            assert!(mail.html.contains(&html), "{}", mail.html);
            assert!(mail.html.contains("<a href=\"https://files.example.com/x/\">"), "{}", mail.html);
            assert!(mail.text.contains("\n\nhttps://files.example.com/x/\n\n"), "{}", mail.text);
            for part in ["{", "}", "$"] {
                assert!(!mail.text.contains(part), "{}", mail.text);
            }
        }
    }
}
