//! Mail: to a server by SMTP (RFC 5321), or into a folder, one `.eml` file each.

mod error;
pub(crate) mod letter;
mod smtp;

use std::{
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};

use lettre::{
    Address, Message,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use shared::{
    clock::Clock,
    ids::JobId,
    metrics::{MailOutcome, Metrics},
    people::email::Email,
    private_files::private_folder,
    settings::{MailSetting, SettingError, Settings, SmtpSetting},
    words::Language,
};
use tokio::io::AsyncWriteExt;
use tracing::{Instrument, field::Empty};
use url::Host;

pub use self::error::MailError;

use self::smtp::SmtpServer;

/// A mail to be sent.
#[derive(Debug)]
pub(crate) struct Mail<'a> {
    /// The job that sends it, which gives it its `Message-ID`: a repeat is recognised as one.
    pub(crate) job: JobId,
    pub(crate) to: &'a Email,
    pub(crate) language: Language,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// The address by which whoever gets it turns such mails off with one click (RFC 8058).
    pub(crate) unsubscribe: Option<String>,
}

/// Sends mails.
#[derive(Debug)]
pub(crate) struct Mailer {
    from: Mailbox,
    way: Way,
    clock: Clock,
    metrics: Metrics,
}

#[derive(Debug)]
enum Way {
    Folder(PathBuf),
    Smtp(SmtpServer),
}

/// Connects to a mail server under the name `hello`, logs in, and leaves again, as before a mail. Says how it answered. The whole may take up
/// to a minute where a server is slow, so whoever calls this sets an end.
pub async fn check_mail_server(setting: &SmtpSetting, hello: &Host) -> Result<String, MailError> {
    SmtpServer::new(setting.clone(), hello).map_err(|error| MailError::Away(error.to_string()))?.check().await
}

/// Says whether mails can come from the sender that the settings name.
pub fn check_sender(settings: &Settings) -> Result<(), SettingError> {
    sender(settings).map(|_| ())
}

fn sender(settings: &Settings) -> Result<Mailbox, SettingError> {
    let wrong = |_| settings.wrong("mail_from", "is not a sender", "Strongroom <no-reply@example.com>");
    settings.mail.from.parse().map_err(wrong)
}

impl Mailer {
    /// Gets ready to send; connects to nothing yet.
    pub(crate) fn open(settings: &Settings, clock: Clock, metrics: Metrics) -> Result<Self, SettingError> {
        let from = sender(settings)?;
        let wrong = |problem: String| settings.wrong("mail_url", problem, "smtp://user:password@mail.example.com:587");
        let way = match &settings.mail.way {
            MailSetting::Folder(folder) => {
                private_folder(folder)
                    .map_err(|error| wrong(format!("names a folder that cannot be made ({error})")))?;
                Way::Folder(folder.clone())
            }
            MailSetting::Smtp(smtp) => Way::Smtp(
                SmtpServer::new(smtp.clone(), &settings.mail.hello)
                    .map_err(|error| wrong(format!("cannot be used ({error})")))?,
            ),
        };
        Ok(Self { from, way, clock, metrics })
    }

    /// Sends a mail. When this returns, the server or the folder has it.
    pub(crate) async fn send(&self, mail: Mail<'_>) -> Result<(), MailError> {
        // Nothing of the mail: neither who gets it nor what it says.
        let span = tracing::debug_span!("mail", otel.kind = "client", otel.status_code = Empty);
        let sent = self.hand_over(mail).instrument(span.clone()).await;
        if sent.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        self.metrics.mailed(match &sent {
            Ok(()) => MailOutcome::Sent,
            Err(MailError::Refused(_)) => MailOutcome::Refused,
            Err(_) => MailOutcome::Failed,
        });
        sent
    }

    async fn hand_over(&self, mail: Mail<'_>) -> Result<(), MailError> {
        let job = mail.job;
        let message = self.message(mail)?;
        match &self.way {
            Way::Folder(folder) => {
                let (path, half) = (folder.join(format!("{job}.eml")), folder.join(format!(".{job}.part")));
                let mut options = tokio::fs::OpenOptions::new();
                let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&half).await?;
                file.write_all(&message.formatted()).await?;
                file.flush().await?;
                tokio::fs::rename(&half, &path).await?;
                tracing::info!(file = %path.display(), "mail written to a file, since no mail server is set");
                Ok(())
            }
            Way::Smtp(server) => server.send(message.envelope(), &message.formatted()).await,
        }
    }

    fn message(&self, mail: Mail<'_>) -> Result<Message, MailError> {
        let unwritable = |error: &dyn std::error::Error| MailError::Unwritable(error.to_string());
        let to = mailbox(mail.to).ok_or_else(|| MailError::Refused("its address cannot be used".into()))?;
        let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(self.clock.now().0).unwrap_or(0));
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        // RFC 3282.
        let language = mail.language.as_str().to_owned();
        let language = HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), language);
        let mut builder = Message::builder();
        if let Some(url) = mail.unsubscribe {
            // Such an address has no spaces at which it could be folded, and is ASCII: it goes as it is.
            let of = |name, text: String| HeaderValue::dangerous_new_pre_encoded(name, text.clone(), text);
            let name = HeaderName::new_from_ascii_str;
            builder = builder.raw_header(of(name("List-Unsubscribe"), format!("<{url}>")));
            let one_click = "List-Unsubscribe=One-Click".to_owned();
            builder = builder.raw_header(of(name("List-Unsubscribe-Post"), one_click));
        }
        builder
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject)
            .date(now)
            .message_id(Some(format!("<{}@{}>", mail.job, self.from.email.domain())))
            // RFC 3834: nobody's out-of-office note should answer this.
            .raw_header(automatic)
            .raw_header(language)
            .multipart(
                MultiPart::alternative()
                    .singlepart(part(ContentType::TEXT_PLAIN, mail.text))
                    .singlepart(part(ContentType::TEXT_HTML, mail.html)),
            )
            .map_err(|error| unwritable(&error))
    }
}

/// A part that is left as it is where it may be (RFC 5322 allows lines of 998 characters), so that a link stays one
/// line for whoever reads the mail as a file.
fn part(kind: ContentType, body: String) -> SinglePart {
    let plain = body.is_ascii() && !body.contains('\0') && body.lines().all(|line| line.len() <= 998);
    let builder = SinglePart::builder().header(kind);
    if !plain {
        // Whoever opens the mail as a file can still read most of it, in any script the link at least.
        return builder.header(ContentTransferEncoding::QuotedPrintable).body(body);
    }
    let lines: Vec<&str> = body.lines().collect();
    builder.body(Body::dangerous_pre_encoded(lines.join("\r\n").into_bytes(), ContentTransferEncoding::SevenBit))
}

/// Where a mail goes.
fn mailbox(email: &Email) -> Option<Mailbox> {
    let address = email.in_ascii()?.parse::<Address>().ok()?;
    Some(Mailbox::new(None, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_link_stays_one_line_and_other_scripts_are_encoded() {
        let link = format!("https://files.example.com/{}/", "a".repeat(300));
        let plain = part(ContentType::TEXT_PLAIN, format!("Hello,\n\n{link}\n"));
        assert!(String::from_utf8(plain.formatted()).unwrap().contains(&format!("\r\n\r\n{link}")));
        let other = part(ContentType::TEXT_PLAIN, "Grüße\n".to_owned());
        assert!(other.formatted().is_ascii());
        let arabic = part(ContentType::TEXT_PLAIN, "مرحبًا\nhttps://files.example.com/\n".to_owned());
        assert!(String::from_utf8(arabic.formatted()).unwrap().contains("\r\nhttps://files.example.com/\r\n"));
    }

    #[test]
    fn domains_of_any_script_travel_in_ascii() {
        let email: Email = "ann@bücher.example".parse().unwrap();
        assert_eq!(mailbox(&email).unwrap().email.to_string(), "ann@xn--bcher-kva.example");
    }
}
