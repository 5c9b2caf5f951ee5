//! A line to a server that fails when it is told to.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What the line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Passes,
    /// It hangs up at once.
    IsDead,
    /// It answers every request so, in the place of the server.
    Answers(&'static str, &'static str),
    /// It hangs up when the server has sent so many bytes.
    CutsAfter(usize),
    /// It brings a byte a second of what the server sends.
    Drips,
}

/// A line through which a server is reached.
pub(crate) struct WeakLine {
    pub(crate) address: SocketAddr,
    line: watch::Sender<Line>,
}

impl WeakLine {
    pub(crate) async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (line, does) = watch::channel(Line::Passes);
        let server = server.to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, does) = (server.clone(), does.clone());
                tokio::spawn(async move { carry(client, &server, does).await });
            }
        });
        Self { address, line }
    }

    pub(crate) fn does(&self, line: Line) {
        self.line.send_replace(line);
    }
}

/// Carries one connection until its line does something else.
async fn carry(mut client: TcpStream, server: &str, mut does: watch::Receiver<Line>) {
    let line = *does.borrow_and_update();
    let changed = async move {
        // Its sender is gone at the end of the story.
        let _ = does.changed().await;
    };
    match line {
        Line::IsDead => {}
        Line::Answers(status, body) => {
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let mut asked = vec![0; 64 << 10];
            let _ = client.read(&mut asked).await;
            let _ = client.write_all(answer.as_bytes()).await;
            let _ = client.shutdown().await;
            // Whatever else comes is taken, so that the answer is heard.
            while client.read(&mut asked).await.is_ok_and(|read| read > 0) {}
        }
        Line::Passes | Line::CutsAfter(_) | Line::Drips => {
            let Ok(server) = TcpStream::connect(server).await else { return };
            let most = if let Line::CutsAfter(most) = line { most as u64 } else { u64::MAX };
            let (mut from_client, mut to_client) = client.split();
            let (from_server, mut to_server) = server.into_split();
            let mut from_server = from_server.take(most);
            let up = tokio::io::copy(&mut from_client, &mut to_server);
            let down = async {
                if line == Line::Drips {
                    drip(&mut from_server, &mut to_client).await
                } else {
                    tokio::io::copy(&mut from_server, &mut to_client).await.map(drop)
                }
            };
            tokio::select! {
                _ = up => {}
                _ = down => {}
                () = changed => {}
            }
        }
    }
}

async fn drip(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
    while let Ok(byte) = from.read_u8().await {
        to.write_u8(byte).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}
