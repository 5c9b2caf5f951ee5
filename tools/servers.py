"""Private servers in a temporary folder: Postgres, Redis, nginx, mail sinks and Strongroom itself."""

from __future__ import annotations

import base64
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tools.machine import BenchError, Meter, Programs, find_program, postgres_folder

LOOPBACK = "127.0.0.1"
MEMORY_DISK = Path("/dev/shm")

# All that runs here comes from one address, and in greater numbers than people come from theirs. The limits are counted as
# ever, and never met.
NO_LIMITS = {f"STRONGROOM_LIMIT_{name}": "1000000/1h" for name in ("LOGIN", "SIGNUP", "MAIL", "UPLOAD", "LINKS", "API")}


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Says whether somebody listens."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


class Server:
    """A program that runs until stopped. What it prints goes to a file."""

    def __init__(self, name: str, command: list[str], log: Path, env: dict[str, str] | None = None) -> None:
        self.name, self.log = name, log
        with log.open("ab") as output:
            # A session of its own: Ctrl-C is for us, and we stop the servers in order.
            self.process = subprocess.Popen(
                command,
                cwd=log.parent,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_until_listening(self, port: int, patience: float = 30.0) -> None:
        deadline = time.monotonic() + patience
        while not answers(port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"{self.name} does not start:\n{tail(self.log)}")
            time.sleep(0.01)

    def end(self) -> str:
        """How it has ended, if it has."""
        code = self.process.poll()
        if code is None:
            return ""
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"has ended with status {code}"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Asks, then insists."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def tail(log: Path) -> str:
    """The end of a log, for a message."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


class Postgres:
    """A Postgres with Debian's default settings: what it has committed is on the disk."""

    def __init__(self, folder: Path) -> None:
        programs = postgres_folder()
        if programs is None:
            raise BenchError("there is no Postgres")
        self.password = secrets.token_hex(16)
        home = folder / "postgres"
        home.mkdir()
        user = self.prepare_user(folder, home)
        self.initialise(programs, home, user)
        self.port = free_port()
        settings = {"port": self.port, "listen_addresses": LOOPBACK, "unix_socket_directories": ""}
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        command = [*user, str(programs / "postgres"), "-D", str(home / "data"), *options]
        self.server = Server("Postgres", command, home / "log")
        self.server.wait_until_listening(self.port)
        self.wait_until_ready()

    @staticmethod
    def prepare_user(folder: Path, home: Path) -> list[str]:
        """Postgres refuses to run as root; `setpriv` changes the user without a process in between."""
        if os.geteuid() != 0:
            return []
        names = [entry.pw_name for entry in pwd.getpwall()]
        name = "postgres" if "postgres" in names else "nobody"
        entry = pwd.getpwnam(name)
        folder.chmod(0o711)  # that user must get through
        os.chown(home, entry.pw_uid, entry.pw_gid)
        return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--init-groups"]

    def initialise(self, programs: Path, home: Path, user: list[str]) -> None:
        secret = home / "password"
        secret.write_text(self.password)
        shutil.chown(secret, user=home.stat().st_uid)
        secret.chmod(0o600)
        options = ["--username=strongroom", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
        command = [*user, str(programs / "initdb"), "--pgdata", str(home / "data"), "--locale=C.UTF-8", *options]
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchError(f"initdb failed:\n{done.stderr}")

    def wait_until_ready(self) -> None:
        for _ in range(300):
            try:
                self.query("postgres", "SELECT 1")
                return
            except BenchError:
                time.sleep(0.1)
        raise BenchError(f"Postgres does not start:\n{tail(self.server.log)}")

    def url(self, database: str) -> str:
        return f"postgres://strongroom:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def query(self, database: str, sql: str) -> str:
        """Runs SQL; the answer's fields are parted by bars. Copies may follow their data."""
        psql = find_program("psql") or "psql"
        command = [psql, "-qAtX", "-v", "ON_ERROR_STOP=1", self.url(database)]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchError(f"SQL failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def stop(self) -> None:
        self.server.stop(signal.SIGINT)


class Redis:
    """A Redis that writes down what it holds, every second."""

    def __init__(self, folder: Path) -> None:
        home = folder / "redis"
        home.mkdir()
        self.port = free_port()
        settings = {"port": self.port, "bind": LOOPBACK, "dir": home, "appendonly": "yes", "appendfsync": "everysec"}
        options = [option for name, value in settings.items() for option in (f"--{name}", str(value))]
        self.server = Server("Redis", [find_program("redis-server") or "redis-server", *options], home / "log")
        self.server.wait_until_listening(self.port)

    def stop(self) -> None:
        self.server.stop()


NGINX = """
daemon off;
{user}
worker_processes auto;
pid {home}/pid;
error_log {home}/errors warn;
events {{ worker_connections 512; }}
http {{
    sendfile on;
    tcp_nopush on;
    default_type application/octet-stream;
    access_log {home}/access;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    client_body_buffer_size 1m;
    client_body_temp_path {home}/bodies;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    server {{
        listen {address}:{port};
        location /disk/ {{ alias {disk}/; client_body_temp_path {disk}/.bodies; dav_methods PUT DELETE; }}
        location /memory/ {{ alias {memory}/; client_body_temp_path {memory}/.bodies; dav_methods PUT DELETE; }}
    }}
}}
"""


class Nginx:
    """The reference for bytes: serves files by sendfile, takes them by PUT, writes a line of log for each."""

    def __init__(self, folder: Path, memory: Path) -> None:
        home = folder / "nginx"
        self.disk, self.memory = home / "files", memory / "nginx"
        for path in (home, self.disk, self.memory):
            path.mkdir()
        self.port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        places = {"home": home, "disk": self.disk, "memory": self.memory}
        config = home / "nginx.conf"
        config.write_text(NGINX.format(user=user, address=LOOPBACK, port=self.port, **places))
        command = [find_program("nginx") or "nginx", "-p", str(home), "-c", str(config), "-e", str(home / "errors")]
        self.server = Server("nginx", command, home / "log")
        self.server.wait_until_listening(self.port)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def stop(self) -> None:
        self.server.stop()


@dataclass(frozen=True)
class Place:
    """Where one Strongroom keeps what is its own."""

    database: str
    folder: Path


class Strongroom:
    """One installation on servers: the `api` and `worker` programs with default settings."""

    def __init__(self, site: Site, place: Place, mail_url: str = "") -> None:
        self.site, self.place, self.port = site, place, free_port()
        self.env = site.settings(place, self.port, mail_url)
        self.api: Server | None = None
        self.worker: Server | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def command(self, name: str) -> list[str]:
        return [str(self.site.programs.path(name))]

    def start(self, api: bool = True, worker: bool = True) -> None:
        if api:
            self.api = self.spawn("api")
            self.api.wait_until_listening(self.port)
        if worker:
            self.worker = self.spawn("worker")

    def spawn(self, name: str) -> Server:
        return Server(name, self.command(name), self.place.folder / f"{name}.log", self.env)

    def stop(self) -> None:
        for server in self.running():
            server.stop()
        self.api = self.worker = None

    def running(self) -> list[Server]:
        return [server for server in (self.api, self.worker) if server is not None]

    def query(self, sql: str) -> str:
        return self.site.postgres.query(self.place.database, sql)

    def wait_for_jobs(self, patience: float = 120.0) -> None:
        """Waits until nothing is left to be scanned, erased or mailed."""
        deadline = time.monotonic() + patience
        while self.query("SELECT count(*) FROM background_jobs WHERE due_at IS NOT NULL AND kind <> 'sweep'") != "0":
            if time.monotonic() > deadline:
                raise BenchError("the worker does not finish its jobs")
            time.sleep(0.05)

    def meter(self, others: dict[str, Server] | None = None) -> Meter:
        """Watches all servers that take part, these others too."""
        site = self.site
        servers = {"Postgres": site.postgres.server, "Redis": site.redis.server, "nginx": site.nginx.server}
        servers |= {server.name: server for server in self.running()} | (others or {})
        return Meter({name: (lambda server=server: server.pid) for name, server in servers.items()})


class Site:
    """All servers around Strongroom, in one temporary folder. A context: leaving it leaves nothing behind."""

    def __init__(self, programs: Programs, keep: bool) -> None:
        self.programs, self.keep = programs, keep
        self.exits = ExitStack()
        self.opened: list[Strongroom] = []
        self.places = 0

    def __enter__(self) -> Site:
        try:
            self.folder = self.temporary_folder(None)
            self.memory = self.temporary_folder(MEMORY_DISK if MEMORY_DISK.is_dir() else None)
            self.postgres = Postgres(self.folder)
            self.exits.callback(self.postgres.stop)
            self.redis = Redis(self.folder)
            self.exits.callback(self.redis.stop)
            self.nginx = Nginx(self.folder, self.memory)
            self.exits.callback(self.nginx.stop)
        except BaseException:
            self.exits.close()
            raise
        self.keys = {
            "STRONGROOM_JWT_SECRETS": secrets.token_hex(32),
            "STRONGROOM_FERNET_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        return self

    def __exit__(self, *_: object) -> None:
        # A second Ctrl-C must not leave half of it behind.
        for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        self.exits.close()

    def temporary_folder(self, parent: Path | None) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="strongroom-bench.", dir=parent))
        if not self.keep:
            self.exits.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def place(self, name: str, memory: bool = False) -> Place:
        """A folder and an empty database, of a name that was not used before."""
        self.places += 1
        name = f"{name}_{self.places}"
        folder = (self.memory if memory else self.folder) / name
        folder.mkdir()
        self.postgres.query("postgres", f"CREATE DATABASE {name}")
        return Place(name, folder)

    def open(self, place: Place, mail_url: str = "") -> Strongroom:
        """An installation that is stopped at the end at the latest."""
        strongroom = Strongroom(self, place, mail_url)
        self.opened.append(strongroom)
        self.exits.callback(strongroom.stop)
        return strongroom

    def stop_all(self) -> list[str]:
        """Stops every installation, and tells which of their programs had ended without being told to."""
        ended: list[str] = []
        for strongroom in self.opened:
            ended += [f"{server.name} {server.end()}" for server in strongroom.running() if server.end()]
            strongroom.stop()
        return ended

    def settings(self, place: Place, port: int, mail_url: str) -> dict[str, str]:
        """The environment of our programs: what servers need, limits that nobody meets, and defaults for all else."""
        ours = {
            "STRONGROOM_LISTEN": f"{LOOPBACK}:{port}",
            "STRONGROOM_METRICS_LISTEN": "",
            "STRONGROOM_DATA_DIR": str(place.folder / "data"),
            "STRONGROOM_DATABASE_URL": self.postgres.url(place.database),
            "STRONGROOM_REDIS_URL": f"redis://{LOOPBACK}:{self.redis.port}",
            "STRONGROOM_REDIS_PREFIX": place.database,
            "STRONGROOM_MAIL_URL": mail_url or f"file://{place.folder}/mails",
        }
        return clean_environment() | self.keys | NO_LIMITS | ours


def clean_environment() -> dict[str, str]:
    """The settings of whoever runs this must not reach the programs that are measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
