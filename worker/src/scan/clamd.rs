//! A clamd, by its own protocol (clamd(8)): VERSION and INSTREAM, over TCP or a unix socket.
//!
//! `clamav-client` reads no answer before it has sent all, reads an answer of any length, and has no timeouts; so the
//! few lines that the protocol takes stand here.

use std::{io, time::Duration};

use shared::config::{ClamdSetting, Settings};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use super::{Answer, Version};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How long clamd may take to say what version it is.
const ASK: Duration = Duration::from_secs(10);

/// How long clamd may let a piece of a document wait before it takes it.
const WRITE: Duration = Duration::from_secs(30);

/// How long is waited for what clamd had to say when it has closed its ear.
const LAST_WORD: Duration = Duration::from_secs(5);

/// Bytes of a document that are sent at once.
const PIECE: usize = 64 << 10;

/// The longest answer that is read.
const LONGEST_ANSWER: u64 = 4 << 10;

/// Why there is no verdict. None of these says anything about the document.
#[derive(Debug, Error)]
pub enum ClamdError {
    /// Nobody answers at its address, or the connection broke.
    #[error("clamd cannot be reached: {0}")]
    Unreachable(io::Error),
    /// It did not answer in time.
    #[error("clamd did not answer within {} s", .0.as_secs())]
    Late(Duration),
    /// It hung up without an answer.
    #[error("clamd hung up without an answer")]
    HungUp,
    /// It said something that is no verdict.
    #[error("clamd said {0:?}")]
    Odd(String),
    /// The document itself could not be read.
    #[error("the document cannot be read: {0}")]
    Document(io::Error),
}

/// A clamd. It is connected to anew for every question.
#[derive(Clone, Debug)]
pub struct Clamd {
    address: ClamdSetting,
    timeout: Duration,
}

impl Clamd {
    /// The clamd of the settings, if there is one; connects to nothing yet.
    pub fn open(settings: &Settings) -> Option<Self> {
        Some(Self { address: settings.clamd.clone()?, timeout: settings.clamd_timeout })
    }

    /// Asks clamd for its version and that of its signatures.
    pub async fn version(&self) -> Result<Version, ClamdError> {
        let asked = async {
            let (mut reader, mut writer) = self.connect().await?;
            writer.write_all(b"zVERSION\0").await.map_err(ClamdError::Unreachable)?;
            let text = read_answer(&mut reader).await?;
            Version::read(&text).ok_or(ClamdError::Odd(text))
        };
        timeout(ASK, asked).await.unwrap_or(Err(ClamdError::Late(ASK)))
    }

    /// Streams a document to clamd and returns what it makes of it. Memory does not grow with the document.
    pub async fn scan(&self, document: impl AsyncRead + Unpin) -> Result<Answer, ClamdError> {
        timeout(self.timeout, self.stream(document)).await.unwrap_or(Err(ClamdError::Late(self.timeout)))
    }

    async fn stream(&self, document: impl AsyncRead + Unpin) -> Result<Answer, ClamdError> {
        let (mut reader, mut writer) = self.connect().await?;
        let text = {
            let mut answer = std::pin::pin!(read_answer(&mut reader));
            tokio::select! {
                // clamd may answer before it has heard all, as when it is too much.
                early = &mut answer => early?,
                sent = send(document, &mut writer) => match sent {
                    Ok(()) => answer.await?,
                    Err(ClamdError::Unreachable(error)) => match timeout(LAST_WORD, answer).await {
                        Ok(Ok(text)) => text,
                        _ => return Err(ClamdError::Unreachable(error)),
                    },
                    Err(error) => return Err(error),
                },
            }
        };
        Answer::read(&text).ok_or(ClamdError::Odd(text))
    }

    async fn connect(&self) -> Result<(Reader, Writer), ClamdError> {
        let connecting = async {
            Ok::<(Reader, Writer), io::Error>(match &self.address {
                ClamdSetting::Tcp(host, port) => {
                    let (reader, writer) = TcpStream::connect((host.as_str(), *port)).await?.into_split();
                    (Box::new(reader), Box::new(writer))
                }
                ClamdSetting::Unix(path) => {
                    let (reader, writer) = UnixStream::connect(path).await?.into_split();
                    (Box::new(reader), Box::new(writer))
                }
            })
        };
        match timeout(CONNECT, connecting).await {
            Ok(connected) => connected.map_err(ClamdError::Unreachable),
            Err(_) => Err(ClamdError::Late(CONNECT)),
        }
    }
}

type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// Sends a document in pieces, each behind its length; a piece of no length ends it.
async fn send(mut document: impl AsyncRead + Unpin, writer: &mut Writer) -> Result<(), ClamdError> {
    let mut piece = vec![0; 4 + PIECE];
    put(writer, b"zINSTREAM\0").await?;
    loop {
        let read = document.read(&mut piece[4..]).await.map_err(ClamdError::Document)?;
        let length = u32::try_from(read).unwrap_or_default();
        piece[..4].copy_from_slice(&length.to_be_bytes());
        put(writer, &piece[..4 + read]).await?;
        if read == 0 {
            return Ok(());
        }
    }
}

async fn put(writer: &mut Writer, bytes: &[u8]) -> Result<(), ClamdError> {
    match timeout(WRITE, writer.write_all(bytes)).await {
        Ok(written) => written.map_err(ClamdError::Unreachable),
        Err(_) => Err(ClamdError::Late(WRITE)),
    }
}

/// Reads until clamd closes, which it does behind its answer. An answer without its end is none.
async fn read_answer(reader: &mut Reader) -> Result<String, ClamdError> {
    let mut answer = Vec::new();
    let read = reader.take(LONGEST_ANSWER).read_to_end(&mut answer).await;
    match (answer.pop(), read) {
        (Some(0), _) => Ok(String::from_utf8_lossy(&answer).into_owned()),
        (Some(_), Ok(_)) => Err(ClamdError::Odd(String::from_utf8_lossy(&answer).chars().take(200).collect())),
        (None, Ok(_)) => Err(ClamdError::HungUp),
        (_, Err(error)) => Err(ClamdError::Unreachable(error)),
    }
}
