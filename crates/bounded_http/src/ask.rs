//! A program's question to itself: does the process that listens here serve? For containers, whose images hold no
//! other program that could ask.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use thiserror::Error;

/// How long it may take to be let in, and how long the answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why a program does not count as healthy.
#[derive(Debug, Error)]
pub enum AskError {
    /// Nobody answered.
    #[error("there is no answer from {0}: {1}")]
    NoAnswer(SocketAddr, io::Error),
    /// The answer was another one than 200.
    #[error("{0} answered: {1}")]
    Refused(SocketAddr, String),
}

/// Asks the listener at this address for `path` and is content with 200. Blocks, for a few seconds at the longest.
pub fn ask(listen: SocketAddr, path: &str) -> Result<(), AskError> {
    let address = reachable(listen);
    let no_answer = |error| AskError::NoAnswer(address, error);
    let head = get(address, path).map_err(no_answer)?;
    let status_line = head.lines().next().unwrap_or_default();
    match status_line.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(AskError::Refused(address, status_line.chars().take(100).collect())),
    }
}

/// The beginning of the answer.
fn get(address: SocketAddr, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // As one write: `write!` to the socket itself would send each of its pieces as a packet.
    let question = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes())?;
    let end = Instant::now() + PATIENCE;
    let mut head = Vec::new();
    while head.len() < 1024 && !head.contains(&b'\n') {
        let mut piece = [0; 1024];
        // What is left of it all, so that an answer cannot go on byte by byte.
        let left = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(io::ErrorKind::TimedOut)?))?;
        match stream.read(&mut piece)? {
            0 => break,
            got => head.extend_from_slice(&piece[..got]),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Whoever listens everywhere listens on loopback too.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        net::TcpListener,
    };

    use super::*;

    /// Reads one question to its end, however many packets it takes, and answers with these bytes.
    fn answering(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(&stream).lines().map(Result::unwrap);
            let question: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            assert_eq!(question[0], "GET /healthz HTTP/1.1");
            stream.write_all(answer.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn only_200_is_healthy() {
        ask(answering("HTTP/1.1 200 OK\r\n\r\nok"), "/healthz").unwrap();
        for other in ["HTTP/1.1 503 Service Unavailable\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "", "hello"] {
            assert!(ask(answering(other), "/healthz").is_err(), "{other}");
        }
    }

    #[test]
    fn nobody_there_is_told() {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let told = ask(address, "/healthz").unwrap_err().to_string();
        assert!(told.contains("no answer") && told.contains(&address.to_string()), "{told}");
    }

    #[test]
    fn an_answer_that_drips_is_none() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            while stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        let began = Instant::now();
        assert!(matches!(ask(address, "/healthz"), Err(AskError::NoAnswer(..))));
        assert!(began.elapsed() < 10 * PATIENCE, "{:?}", began.elapsed());
    }

    #[test]
    fn a_listener_everywhere_is_asked_on_loopback() {
        let address = answering("HTTP/1.0 200 OK\r\n\r\n");
        ask(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port()), "/healthz").unwrap();
        assert_eq!(reachable("[::]:80".parse().unwrap()), "[::1]:80".parse().unwrap());
    }
}
