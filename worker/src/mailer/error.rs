//! Why mails do not go out.

use std::io;

use thiserror::Error;

/// Why a mail did not go out.
#[derive(Debug, Error)]
pub enum MailError {
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
