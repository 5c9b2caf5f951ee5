//! Mail: to a server by SMTP (RFC 5321), or into a folder, one `.eml` file each.

use std::{
    io,
    net::IpAddr,
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant, UNIX_EPOCH},
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret;
use shared::{
    clock::Clock,
    config::{MailSetting, SettingError, Settings, SmtpSetting, SmtpTls, is_private},
    ids::JobId,
    keys::private_folder,
    users::Email,
};
use thiserror::Error;

/// How long the server may take over one step of the conversation.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a server's address counts as looked up.
const ADDRESS_LIFETIME: Duration = Duration::from_secs(30);

/// Why a mail did not go out.
#[derive(Debug, Error)]
pub(crate) enum MailError {
    /// The server will not have this mail.
    #[error("the mail was refused: {0}")]
    Refused(String),
    /// The server is away or asks to come again.
    #[error("the mail server cannot be used just now: {0}")]
    Away(String),
    /// The server is at a public address, and would be spoken to without TLS or a login.
    #[error("the mail server is at a public address, to which mail goes only with TLS and a login")]
    TooPublic,
    /// The mail could not be put together.
    #[error("the mail cannot be written: {0}")]
    Unwritable(String),
    /// The folder for mails failed.
    #[error("the mail cannot be stored: {0}")]
    Folder(#[from] io::Error),
}

/// A mail to be sent.
#[derive(Debug)]
pub(crate) struct Mail<'a> {
    /// The job that sends it, which gives it its `Message-ID`: a repeat is recognised as one.
    pub(crate) job: JobId,
    pub(crate) to: &'a Email,
    pub(crate) subject: &'a str,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Sends mails.
#[derive(Debug)]
pub(crate) struct Mailer {
    from: Mailbox,
    way: Way,
    clock: Clock,
}

#[derive(Debug)]
enum Way {
    Folder(PathBuf),
    Smtp { transport: AsyncSmtpTransport<Tokio1Executor>, guard: Option<PrivateHost> },
}

impl Mailer {
    /// Gets ready to send; connects to nothing yet.
    pub(crate) fn open(settings: &Settings, clock: Clock) -> Result<Self, SettingError> {
        let from = settings
            .mail_from
            .parse()
            .map_err(|_| SettingError::new("mail_from", "is not a sender", "Strongroom <no-reply@example.com>"))?;
        let wrong =
            |problem: String| SettingError::new("mail_url", problem, "smtp://user:password@mail.example.com:587");
        let way = match &settings.mail {
            MailSetting::Folder(folder) => {
                private_folder(folder)
                    .map_err(|error| wrong(format!("names a folder that cannot be made ({error})")))?;
                Way::Folder(folder.clone())
            }
            MailSetting::Smtp(smtp) => Way::Smtp {
                transport: transport(smtp, settings.worker_concurrency)
                    .map_err(|error| wrong(format!("cannot be used ({error})")))?,
                guard: smtp.needs_private_address().then(|| PrivateHost::new(smtp)),
            },
        };
        Ok(Self { from, way, clock })
    }

    /// Sends a mail. When this returns, the server or the folder has it.
    pub(crate) async fn send(&self, mail: Mail<'_>) -> Result<(), MailError> {
        let job = mail.job;
        let message = self.message(mail)?;
        match &self.way {
            Way::Folder(folder) => {
                let (path, half) = (folder.join(format!("{job}.eml")), folder.join(format!(".{job}.part")));
                tokio::fs::write(&half, message.formatted()).await?;
                tokio::fs::rename(&half, &path).await?;
                tracing::info!(file = %path.display(), "mail written to a file, since no mail server is set");
                Ok(())
            }
            Way::Smtp { transport, guard } => {
                if let Some(host) = guard {
                    host.check().await?;
                }
                transport.send(message).await.map(|_| ()).map_err(|error| {
                    let reason = error.to_string();
                    if error.is_permanent() { MailError::Refused(reason) } else { MailError::Away(reason) }
                })
            }
        }
    }

    fn message(&self, mail: Mail<'_>) -> Result<Message, MailError> {
        let unwritable = |error: &dyn std::error::Error| MailError::Unwritable(error.to_string());
        let to: Mailbox =
            mail.to.as_str().parse().map_err(|_| MailError::Refused("its address cannot be used".into()))?;
        let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(self.clock.now().0).unwrap_or(0));
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject)
            .date(now)
            .message_id(Some(format!("<{}@{}>", mail.job, self.from.email.domain())))
            // RFC 3834: nobody's out-of-office note should answer this.
            .raw_header(automatic)
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
        return builder.body(body);
    }
    let lines: Vec<&str> = body.lines().collect();
    builder.body(Body::dangerous_pre_encoded(lines.join("\r\n").into_bytes(), ContentTransferEncoding::SevenBit))
}

fn transport(
    smtp: &SmtpSetting,
    connections: usize,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, lettre::transport::smtp::Error> {
    let tls = || TlsParameters::new(smtp.host.clone());
    let tls = match smtp.tls {
        SmtpTls::None => Tls::None,
        SmtpTls::WhereOffered => Tls::Opportunistic(tls()?),
        SmtpTls::Required => Tls::Required(tls()?),
        SmtpTls::FromTheStart => Tls::Wrapper(tls()?),
    };
    let pool = PoolConfig::new().max_size(u32::try_from(connections).unwrap_or(u32::MAX));
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.host.clone())
        .port(smtp.port)
        .timeout(Some(PATIENCE))
        .tls(tls)
        .pool_config(pool);
    if let Some((user, password)) = &smtp.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
    }
    Ok(builder.build())
}

/// A server that may be spoken to only at a loopback or private address.
#[derive(Debug)]
struct PrivateHost {
    host: String,
    port: u16,
    checked: Mutex<Option<Instant>>,
}

impl PrivateHost {
    fn new(smtp: &SmtpSetting) -> Self {
        Self { host: smtp.host.clone(), port: smtp.port, checked: Mutex::new(None) }
    }

    /// Looks the name up, unless that was done a moment ago, and takes private addresses only.
    async fn check(&self) -> Result<(), MailError> {
        if self.checked().is_some_and(|at| at.elapsed() < ADDRESS_LIFETIME) {
            return Ok(());
        }
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await;
        let addresses: Vec<IpAddr> =
            found.map_err(|error| MailError::Away(error.to_string()))?.map(|address| address.ip()).collect();
        if !addresses.iter().copied().all(is_private) {
            return Err(MailError::TooPublic);
        }
        *self.checked.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }

    fn checked(&self) -> Option<Instant> {
        *self.checked.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
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
    }
}
