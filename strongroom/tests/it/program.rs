//! Our programs as processes of their own, for what can only be seen from outside: signals, logs, memory, exit codes.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use hyper::Method;

use crate::{
    client::Call,
    stack::{Stack, eventually},
};

/// A program that runs until it is dropped.
pub(crate) struct Program {
    child: Child,
    /// Where its API is, if it has one.
    pub(crate) address: SocketAddr,
    log: PathBuf,
}

/// An address that nobody listens on, handed out once only, and below the ports that outgoing connections get: it stays
/// free until its server starts, and while that server is away.
pub(crate) fn free_address() -> SocketAddr {
    static HANDED_OUT: AtomicU32 = AtomicU32::new(0);
    let candidates = std::iter::repeat_with(|| {
        let next = std::process::id().wrapping_add(HANDED_OUT.fetch_add(1, Ordering::Relaxed));
        SocketAddr::from(([127, 0, 0, 1], 10_000 + u16::try_from(next % 10_000).unwrap()))
    });
    candidates.take(10_000).find(|address| std::net::TcpListener::bind(address).is_ok()).expect("a free port")
}

/// The program `strongroom` with these arguments, and no settings but the given ones.
pub(crate) fn strongroom(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    let kept = ["PATH", "HOME", "TMPDIR"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    command.args(arguments).env_clear().envs(kept);
    command
}

impl Stack {
    /// A program with the settings of this stack, to be changed at will before it is started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = strongroom(arguments);
        for (name, value) in self.pairs() {
            command.env(format!("STRONGROOM_{}", name.to_uppercase()), value);
        }
        command.current_dir(self.folder());
        command
    }

    /// Starts API and worker in one program, or what the arguments name, and waits until the API answers.
    pub(crate) async fn program(&self, arguments: &[&str], more: &[(&str, &str)]) -> Program {
        let program = self.program_at(free_address(), arguments, more);
        if arguments != ["worker"] {
            program.answers().await;
        }
        program
    }

    /// Starts a program without waiting for anything.
    pub(crate) fn program_at(&self, address: SocketAddr, arguments: &[&str], more: &[(&str, &str)]) -> Program {
        let log = self.folder().join(format!("{}-{}.log", address.port(), uuid::Uuid::new_v4().simple()));
        let mut command = self.command(arguments);
        command.env("STRONGROOM_LISTEN", address.to_string());
        for (name, value) in more {
            command.env(name, value);
        }
        let out = File::create(&log).unwrap();
        command.stdin(Stdio::null()).stderr(out.try_clone().unwrap()).stdout(out);
        Program { child: command.spawn().unwrap(), address, log }
    }
}

impl Program {
    /// Waits until its API answers.
    pub(crate) async fn answers(&self) {
        let healthz = async || Call::new(self.address, Method::GET, "/healthz").try_open().await.ok().map(|_| ());
        eventually(&format!("the API answers; {}", self.log()), healthz).await;
    }

    /// All that it has written so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Asks it to stop, as an operator's tools do.
    pub(crate) fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        eventually("the program ends", async || self.child.try_wait().unwrap()).await
    }

    /// The most memory that it has held so far, in bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            println!("--- {}\n{}", self.log.display(), self.log());
        }
    }
}

/// What a program that has ended wrote, as text.
pub(crate) fn written(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
