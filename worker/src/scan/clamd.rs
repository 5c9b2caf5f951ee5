//! A clamd, by its own protocol (clamd(8)): VERSION and INSTREAM, over TCP or a unix socket.
//!
//! `clamav-client` reads no answer before it has sent all, reads an answer of any length, and has no timeouts; so the
//! few lines that the protocol takes stand here.

use std::{io, time::Duration};

use shared::settings::{ClamdSetting, Settings};
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
        Some(Self { address: settings.scanning.clamd.clone()?, timeout: settings.scanning.clamd_timeout })
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
        let (text, heard_all) = {
            let mut answer = std::pin::pin!(read_answer(&mut reader));
            tokio::select! {
                // clamd may answer before it has heard all, as when it is too much.
                early = &mut answer => (early?, false),
                sent = send(document, &mut writer) => match sent {
                    Ok(()) => (answer.await?, true),
                    Err(ClamdError::Unreachable(error)) => match timeout(LAST_WORD, answer).await {
                        Ok(Ok(text)) => (text, false),
                        _ => return Err(ClamdError::Unreachable(error)),
                    },
                    Err(error) => return Err(error),
                },
            }
        };
        match Answer::read(&text) {
            // What it has not heard it cannot have found clean.
            Some(Answer::Clean) if !heard_all => Err(ClamdError::Odd(text)),
            answer => answer.ok_or(ClamdError::Odd(text)),
        }
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

/// Reads an answer to its end, which is a NUL, as the `z` of our questions asks for, or the end of a line. Whether clamd
/// hangs up behind it does not matter. An answer without its end is none, and nor is one with more behind it.
async fn read_answer(reader: &mut Reader) -> Result<String, ClamdError> {
    let mut answer = Vec::new();
    let mut reader = reader.take(LONGEST_ANSWER);
    loop {
        let read = reader.read_buf(&mut answer).await.map_err(ClamdError::Unreachable)?;
        let end = answer.iter().position(|byte| matches!(byte, 0 | b'\n'));
        match end {
            Some(end) if end + 1 == answer.len() => {
                answer.pop();
                return Ok(String::from_utf8_lossy(&answer).into_owned());
            }
            None if read > 0 => {}
            None if answer.is_empty() => return Err(ClamdError::HungUp),
            _ => return Err(ClamdError::Odd(String::from_utf8_lossy(&answer).chars().take(200).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    const WHOLE: &[&[u8]] = &[b"stream: OK\0"];
    const LINE: &[&[u8]] = &[b"stream: OK\n"];
    const IN_PIECES: &[&[u8]] = &[b"str", b"eam: ", b"OK", b"\0"];

    /// When a clamd of these tests says what it has to say.
    #[derive(Clone, Copy, PartialEq)]
    enum When {
        /// When it has heard all of the document.
        AfterAll,
        /// As soon as it is asked.
        AtOnce,
    }

    /// A clamd that says these pieces one after the other, and keeps the line open if it is to.
    async fn saying(pieces: &'static [&'static [u8]], when: When, keeps_open: bool) -> Clamd {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut heard = Vec::new();
            while when == When::AfterAll && !heard.ends_with(&[0; 4]) && heard != b"zVERSION\0" {
                line.read_buf(&mut heard).await.unwrap();
            }
            for piece in pieces {
                line.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
            if keeps_open {
                let mut more = Vec::new();
                while line.read_buf(&mut more).await.is_ok_and(|read| read > 0) {}
            }
        });
        let pairs = [("clamd_url", format!("tcp://{address}")), ("clamd_timeout", "5s".to_owned())];
        Clamd::open(&Settings::from_pairs(pairs).unwrap()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_ends_where_it_ends_whether_or_not_clamd_hangs_up() {
        for keeps_open in [true, false] {
            for pieces in [WHOLE, LINE, IN_PIECES] {
                // One that waited for the end of the line would be late.
                let clamd = saying(pieces, When::AfterAll, keeps_open).await;
                assert_eq!(clamd.scan(&b"a document"[..]).await.unwrap(), Answer::Clean);
            }
            let clamd = saying(&[b"ClamAV 1.4.6/27123/Sat Nov 21 09:00:00 2026\0"], When::AfterAll, keeps_open).await;
            assert_eq!(clamd.version().await.unwrap().signatures(), Some(27_123));
        }
    }

    #[tokio::test]
    async fn half_an_answer_and_two_answers_are_none() {
        let ask = async |pieces, keeps_open| {
            saying(pieces, When::AfterAll, keeps_open).await.scan(&b"a document"[..]).await.unwrap_err()
        };
        assert!(matches!(ask(&[b"stream: OK"], false).await, ClamdError::Odd(_)));
        assert!(matches!(ask(&[], false).await, ClamdError::HungUp));
        assert!(matches!(ask(&[b"stream: OK"], true).await, ClamdError::Late(_)));
        assert!(matches!(ask(&[b"stream: OK\0stream: X FOUND\0"], true).await, ClamdError::Odd(_)));
        assert!(matches!(ask(&[&[b'x'; 5000]], true).await, ClamdError::Odd(_)));
    }

    #[tokio::test]
    async fn nobody_knows_a_document_clean_that_has_not_heard_all_of_it() {
        // More than the buffers of a line hold, so that it cannot have been sent.
        let document = vec![b'x'; 64 << 20];
        let early = saying(&[b"stream: OK\0"], When::AtOnce, true).await;
        assert!(matches!(early.scan(&document[..]).await.unwrap_err(), ClamdError::Odd(_)));
        let early = saying(&[b"stream: Bad FOUND\0"], When::AtOnce, true).await;
        assert_eq!(early.scan(&document[..]).await.unwrap(), Answer::Found("Bad".to_owned()));
    }
}
