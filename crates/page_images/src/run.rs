//! One run of the sandbox, from the first byte of a document to the last image.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};

use crate::{
    Bounds, Failed, Format, frames,
    programs::Programs,
    sandbox::{self, WORKS},
};

/// So much is kept of what programs say of themselves.
const KEPT_WORDS: u64 = 1 << 10;

/// How long a sandbox may take that does nothing.
const CHECKED_WITHIN: Duration = Duration::from_secs(10);

/// The pages of a document that are being made. Dropping it kills whatever makes them.
#[derive(Debug)]
pub struct Pages {
    programs: Programs,
    bounds: Bounds,
    until: Instant,
    child: Child,
    out: BufReader<ChildStdout>,
    /// Reads the document into the sandbox.
    fed: Option<JoinHandle<io::Result<()>>>,
    said: Option<JoinHandle<String>>,
    count: u16,
}

impl Pages {
    /// Begins to make them. The document is read on a blocking thread.
    pub fn begin(
        programs: Programs,
        document: impl Read + Send + 'static,
        format: Format,
        bounds: Bounds,
    ) -> Result<Self, Failed> {
        let mut child = spawn(&programs, sandbox::making(&programs, format, &bounds), Stdio::piped())?;
        let missing = || io::Error::other("a program has no pipes");
        let out = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let said = child.stderr.take().map(|stderr| tokio::spawn(words(stderr)));
        let fed = Some(feed(document, child.stdin.take().ok_or_else(missing)?));
        let until = Instant::now() + bounds.time;
        Ok(Self { programs, bounds, until, child, out, fed, said, count: 0 })
    }

    /// The image of the next page; none after the last. An error that comes after the first pages says nothing against these.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Failed> {
        if self.count == self.bounds.pages {
            self.end().await;
            return Ok(None);
        }
        match timeout_at(self.until, frames::next(&mut self.out, self.bounds.image)).await {
            Ok(Ok(Some(image))) => {
                self.count += 1;
                Ok(Some(image))
            }
            Ok(Ok(None)) if self.count > 0 => {
                self.end().await;
                Ok(None)
            }
            Ok(Ok(None)) => Err(self.why_none().await),
            Ok(Err(error)) => {
                self.end().await;
                Err(error)
            }
            Err(_) => {
                self.end().await;
                Err(Failed::TimedOut)
            }
        }
    }

    /// Kills what is left of the run. With the first process of the sandbox all others end, whatever group they are in.
    async fn end(&mut self) {
        // One that has ended already cannot be killed.
        let _ = self.child.kill().await;
    }

    /// Why no page came.
    async fn why_none(&mut self) -> Failed {
        self.end().await;
        if let Some(fed) = self.fed.take()
            && let Ok(Err(error)) = fed.await
            // A sandbox that ended before it had read all is told of below.
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return error.into();
        }
        let said = match self.said.take() {
            Some(said) => said.await.unwrap_or_default(),
            None => String::new(),
        };
        match self.programs.check().await {
            Ok(()) => Failed::Unreadable(said),
            Err(no_sandbox) => no_sandbox,
        }
    }
}

impl Programs {
    /// Says whether a sandbox can be made on this machine, and that it has no network.
    pub async fn check(&self) -> Result<(), Failed> {
        let child = spawn(self, sandbox::checking(self), Stdio::null())?;
        let Ok(output) = timeout(CHECKED_WITHIN, child.wait_with_output()).await else { return Err(Failed::TimedOut) };
        let output = output?;
        if output.status.success() && output.stdout.trim_ascii() == WORKS.as_bytes() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failed::NoSandbox(one_line(&said)))
    }
}

fn spawn(programs: &Programs, arguments: Vec<OsString>, stdin: Stdio) -> io::Result<Child> {
    let mut command = Command::new(&programs.bwrap);
    command.args(arguments).env_clear().stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    // What a terminal sends to whoever runs this is not meant for it.
    command.kill_on_drop(true).process_group(0).spawn()
}

fn feed(mut document: impl Read + Send + 'static, stdin: ChildStdin) -> JoinHandle<io::Result<()>> {
    tokio::task::spawn_blocking(move || {
        let mut stdin = File::from(stdin.into_owned_fd()?);
        io::copy(&mut document, &mut stdin).map(|_| ())
    })
}

/// The first words that programs say. The rest is read too, since whoever is not heard waits.
async fn words(mut from: impl AsyncRead + Unpin) -> String {
    let mut said = Vec::new();
    let _ = (&mut from).take(KEPT_WORDS).read_to_end(&mut said).await;
    let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    one_line(&String::from_utf8_lossy(&said))
}

fn one_line(text: &str) -> String {
    let parts: Vec<&str> = text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}
