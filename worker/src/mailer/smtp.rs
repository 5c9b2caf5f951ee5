//! A mail server, spoken to by SMTP (RFC 5321) over a few connections that are kept open.
//!
//! lettre speaks the protocol. Its own pool writes the end of a mail as a packet of its own, which the two systems'
//! habits (Nagle's algorithm, delayed acknowledgements) turn into a pause of 40 ms for every mail.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
    },
};
use secrecy::ExposeSecret;
use shared::settings::{SmtpSetting, SmtpTls, is_private};
use tokio::time::Instant;
use url::Host;

use super::MailError;

/// How long a connection may take to be made.
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);

/// How long one mail may take in all.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a connection is kept that nobody uses. Servers close theirs after some minutes.
const KEEP: Duration = Duration::from_secs(30);

/// After this long without use a connection is tried before it is trusted.
const TRUST: Duration = Duration::from_secs(1);

/// A mail server.
pub(super) struct SmtpServer {
    setting: SmtpSetting,
    tls: TlsParameters,
    hello: ClientId,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.setting.fmt(f)
    }
}

/// What a server says to the recipient or to the mail itself: "no" for good (5yz in RFC 5321, section 4.2.1), or not now.
fn judged(error: &Error) -> MailError {
    let reason = error.to_string();
    if error.is_permanent() { MailError::Refused(reason) } else { MailError::Away(reason) }
}

/// What a server says before that is no answer to this mail. Whatever is wrong (its address, its certificate, our login,
/// our sender) is the operator's to mend, and mails wait for it.
fn away(error: impl fmt::Display) -> MailError {
    MailError::Away(error.to_string())
}

impl SmtpServer {
    /// A server that is told that `hello` speaks; connects to nothing yet.
    pub(super) fn new(setting: SmtpSetting, hello: &Host) -> Result<Self, Error> {
        let tls = TlsParameters::new(setting.host.clone())?;
        let hello = match hello {
            Host::Domain(name) => ClientId::Domain(name.clone()),
            Host::Ipv4(address) => ClientId::Ipv4(*address),
            Host::Ipv6(address) => ClientId::Ipv6(*address),
        };
        Ok(Self { setting, tls, hello, idle: Mutex::default() })
    }

    /// Sends a mail. When this returns, the server has taken it.
    pub(super) async fn send(&self, envelope: &Envelope, mail: &[u8]) -> Result<(), MailError> {
        let sent = tokio::time::timeout(PATIENCE, self.send_over_some(envelope, mail)).await;
        sent.map_err(|_| MailError::Away(format!("it took longer than {} s", PATIENCE.as_secs())))?
    }

    /// Connects and logs in as for a mail, and leaves again. Says how.
    pub(super) async fn check(&self) -> Result<String, MailError> {
        let mut connection = self.connect().await?;
        let encrypted = if connection.is_encrypted() { "encrypted" } else { "not encrypted" };
        if !connection.test_connected().await {
            return Err(MailError::Away("it hung up after the log-in".to_owned()));
        }
        let _ = connection.quit().await;
        let login = if self.setting.login.is_some() { "logged in" } else { "no login" };
        Ok(format!("{}:{} answers ({encrypted}, {login})", self.setting.host, self.setting.port))
    }

    async fn send_over_some(&self, envelope: &Envelope, mail: &[u8]) -> Result<(), MailError> {
        let mut connection = match self.idle_connection().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        transmit(&mut connection, envelope, mail).await?;
        // One on which anything went wrong is not used again.
        self.lock().push(Idle { connection, since: Instant::now() });
        Ok(())
    }

    async fn idle_connection(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let Idle { mut connection, since } = self.lock().pop()?;
            let unused = since.elapsed();
            if unused < TRUST || (unused < KEEP && connection.test_connected().await) {
                return Some(connection);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let SmtpSetting { host, port, tls, login } = &self.setting;
        let found = tokio::net::lookup_host((host.as_str(), *port)).await;
        let addresses: Vec<SocketAddr> = found.map_err(away)?.collect();
        if self.setting.needs_private_address() && !addresses.iter().all(|address| is_private(address.ip())) {
            return Err(MailError::TooPublic);
        }
        let from_the_start = (*tls == SmtpTls::FromTheStart).then(|| self.tls.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            &addresses[..],
            Some(CONNECT_PATIENCE),
            &self.hello,
            from_the_start,
            None,
        )
        .await
        .map_err(away)?;
        let upgrade = match tls {
            SmtpTls::None | SmtpTls::FromTheStart => false,
            SmtpTls::WhereOffered => connection.can_starttls(),
            SmtpTls::Required => true,
        };
        if upgrade {
            connection.starttls(self.tls.clone(), &self.hello).await.map_err(away)?;
        }
        if let Some((user, password)) = login {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(away)?;
        }
        Ok(connection)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn transmit(connection: &mut AsyncSmtpConnection, envelope: &Envelope, mail: &[u8]) -> Result<(), MailError> {
    connection.command(Mail::new(envelope.from().cloned(), vec![])).await.map_err(away)?;
    for recipient in envelope.to() {
        connection.command(Rcpt::new(recipient.clone(), vec![])).await.map_err(|error| judged(&error))?;
    }
    connection.command(Data).await.map_err(|error| judged(&error))?;
    connection.command(with_end(mail)).await.map(|_| ()).map_err(|error| judged(&error))
}

/// A mail as it travels: lines that begin with a dot get a second one, and a lone dot ends it (RFC 5321, section
/// 4.5.2). All in one text, so that it goes out in one piece.
fn with_end(mail: &[u8]) -> String {
    // We write mails in ASCII only; see `Mailer::message`.
    let text = String::from_utf8_lossy(mail);
    let lines = text.strip_suffix("\r\n").unwrap_or(&text).split("\r\n");
    let mut whole = String::with_capacity(text.len() + 16);
    for line in lines {
        if line.starts_with('.') {
            whole.push('.');
        }
        whole.push_str(line);
        whole.push_str("\r\n");
    }
    whole.push_str(".\r\n");
    whole
}

#[cfg(test)]
mod tests {
    use super::with_end;

    #[test]
    fn dots_at_the_start_of_a_line_are_doubled() {
        assert_eq!(with_end(b"a\r\n.\r\n..b\r\nc."), "a\r\n..\r\n...b\r\nc.\r\n.\r\n");
        assert_eq!(with_end(b"a\r\n"), "a\r\n.\r\n");
    }
}
