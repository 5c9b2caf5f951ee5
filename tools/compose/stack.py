"""The stack of docker-compose.yml, under a name and with secrets of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from tools.servers import NO_LIMITS, free_port

HOME = Path(__file__).resolve().parent.parent.parent


# The largest document that the scanner of the check takes: small enough for one that is larger to be soon uploaded.
CLAMD_MEBIBYTES = 100


class CheckError(Exception):
    """Something is not as it should be, in one sentence."""


class LeftOut(Exception):
    """Why nothing can be looked at here: no Docker, or no images."""


def run(command: list[str], *, timeout: float = 120, check: bool = True,
        given: str | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end and keeps what it says."""
    done = subprocess.run(command, text=True, capture_output=True, timeout=timeout, check=False, cwd=HOME,
                          input=given, env=env)
    if check and done.returncode != 0:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise CheckError(f"`{' '.join(command)}` ended with {done.returncode}:\n{said}")
    return done


def seconds(moment: str) -> float:
    """A time as Docker tells it, in seconds of this day; it has more digits than Python reads."""
    hours, minutes, rest = moment[11:].split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(re.match(r"[0-9.]+", rest).group())  # type: ignore[union-attr]


def compose_command() -> list[str]:
    """`docker compose`, or its older form."""
    try:
        answers = shutil.which("docker") and run(["docker", "info"], check=False, timeout=30).returncode == 0
    except subprocess.TimeoutExpired:
        answers = False
    if not answers:
        raise LeftOut("there is no Docker that answers here")
    if run(["docker", "compose", "version"], check=False).returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    raise LeftOut("there is neither `docker compose` nor `docker-compose` here")


class Stack:
    """What runs, and all that is asked of it by Docker."""

    def __init__(self, folder: Path, quick: bool = False) -> None:
        self.compose_program = compose_command()
        self.name = f"strongroom-check-{os.getpid()}"
        # Quick images are made without optimisation, and under a name of their own, so that nobody ships them.
        self.tag, self.files = "local", ["-f", "docker-compose.yml"]
        if quick:
            self.tag, changes = "quick", folder / "quick.yml"
            self.files += ["-f", str(changes)]
            made = {"args": {"PROFILE": "dev"}}
            parts = {part: {"image": f"strongroom-{part}:quick", "build": made} for part in ("api", "worker")}
            changes.write_text(json.dumps({"services": parts}))
        self.env_file = folder / "env"
        self.http_port, self.mailpit_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.http_port}"
        self.mailpit = f"http://127.0.0.1:{self.mailpit_port}"
        run(["deploy/make-env", str(self.env_file)])
        settings = {
            "STRONGROOM_PUBLIC_URL": self.url,
            "HTTP_PORT": self.http_port,
            "HTTPS_PORT": free_port(),
            "MAILPIT_PORT": self.mailpit_port,
            # nginx sends the documents, so that this is looked at too.
            "STRONGROOM_ACCEL_REDIRECT": "/stored/",
            "STRONGROOM_CLAMD_MAX_SIZE": f"{CLAMD_MEBIBYTES}MiB",
            **NO_LIMITS,
        }
        lines = [line for line in self.env_file.read_text().splitlines() if line.partition("=")[0] not in settings]
        self.env_file.write_text("\n".join(lines + [f"{name}={value}" for name, value in settings.items()]) + "\n")

    def command(self, *arguments: str, env_file: Path | None = None) -> list[str]:
        env_file = env_file or self.env_file
        return [*self.compose_program, *self.files, "--env-file", str(env_file), "-p", self.name, *arguments]

    def compose(self, *arguments: str, timeout: float = 120, check: bool = True, given: str | None = None,
                env_file: Path | None = None) -> subprocess.CompletedProcess[str]:
        # What is set in the shell of whoever calls this would win over the file.
        ours = re.compile("STRONGROOM_|POSTGRES_|REDIS_|PUBLISH_|HTTPS?_PORT|MAILPIT_PORT|TLS_FOLDER|COMPOSE_")
        environment = {name: value for name, value in os.environ.items() if not ours.match(name)}
        environment["ENV_FILE"] = str(env_file or self.env_file)
        return run(self.command(*arguments, env_file=env_file), timeout=timeout, check=check, given=given or "",
                   env=environment)

    def have_images(self) -> list[str]:
        """Sees to it that the images are here from which all is made, and says which had to be fetched. What is here
        already is used as it is."""
        named = set(re.findall(r"^\s+image:\s*(\S+)", (HOME / "docker-compose.yml").read_text(), re.M))
        named = {image for image in named if not image.startswith("strongroom-")}
        for dockerfile in HOME.glob("Dockerfile.*"):
            named |= set(re.findall(r"^FROM\s+(\S+)", dockerfile.read_text(), re.M))
        missing = [image for image in sorted(named) if run(["docker", "image", "inspect", image], check=False).returncode]
        for image in missing:
            try:
                pulled = run(["docker", "pull", "-q", image], check=False, timeout=300)
            except subprocess.TimeoutExpired:
                raise LeftOut(f"the image {image} is not here and does not come within five minutes") from None
            if pulled.returncode:
                raise LeftOut(f"the image {image} is not here and cannot be fetched")
        return missing

    def build(self) -> float:
        """Builds both images, and says how many seconds it took."""
        began = time.monotonic()
        commit = run(["git", "rev-parse", "--short", "HEAD"], check=False).stdout.strip() or "unknown"
        os.environ["COMMIT"] = commit
        self.compose("build", timeout=1800)
        return time.monotonic() - began

    def up(self, **scale: int) -> dict[str, float]:
        """Brings it up, so many of each, waits until all are healthy, and says when each container was, in seconds."""
        began = time.monotonic()
        scales = [text for service, count in scale.items() for text in ("--scale", f"{service}={count}")]
        # What runs already keeps running.
        self.compose("up", "-d", "--no-recreate", *scales, timeout=600)
        return self.wait_until_healthy(began)

    def own_times(self) -> dict[str, float]:
        """How long after its own start each container said for the first time that it is well, in seconds."""
        times = {}
        for container in self.containers():
            state = json.loads(run(["docker", "inspect", "-f", "{{json .State}}", container]).stdout)
            well = [seconds(look["End"]) for look in state["Health"]["Log"] if look["ExitCode"] == 0]
            times[self.short(container)] = min(well) - seconds(state["StartedAt"])
        return times

    def wait_until_healthy(self, began: float, patience: float = 300) -> dict[str, float]:
        healthy: dict[str, float] = {}
        while time.monotonic() - began < patience:
            states = {container: self.health(container) for container in self.containers()}
            for container, state in states.items():
                if state == "healthy":
                    healthy.setdefault(container, time.monotonic() - began)
            if states and len(healthy) == len(states) and all(state == "healthy" for state in states.values()):
                return {self.short(container): seconds for container, seconds in healthy.items()}
            time.sleep(0.5)
        raise CheckError(f"not healthy after {patience:.0f} s: {states}\n{self.compose('logs', '--tail=20').stdout}")

    def containers(self, service: str = "") -> list[str]:
        """The names of its containers, of one service or of all, in order."""
        filters = ["--filter", f"label=com.docker.compose.project={self.name}"]
        if service:
            filters += ["--filter", f"label=com.docker.compose.service={service}"]
        listed = run(["docker", "ps", "-a", *filters, "--format", "{{.Names}}"])
        return sorted(listed.stdout.split())

    def short(self, container: str) -> str:
        return container.removeprefix(self.name).strip("-_")

    def health(self, container: str) -> str:
        shown = run(["docker", "inspect", "-f", "{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}",
                     container], check=False)
        status, _, health = shown.stdout.strip().partition(" ")
        return health if status == "running" else status

    def memory(self) -> dict[str, str]:
        """What the processes of each container hold in memory just now (RSS). What some share counts for each."""
        held = {}
        for container in self.containers():
            processes = run(["docker", "top", container, "-eo", "rss,pid"]).stdout.splitlines()[1:]
            held[self.short(container)] = f"{sum(int(line.split()[0]) for line in processes) / 1024:.0f} MiB"
        return held

    def confined(self) -> list[str]:
        """How each container is held, a line each. Ours, and all that can be, must be held well."""
        lines = []
        for container in self.containers():
            held = json.loads(run(["docker", "inspect", container]).stdout)[0]
            host, name = held["HostConfig"], self.short(container)
            processes = run(["docker", "top", container, "-eo", "uid,pid"]).stdout.splitlines()[1:]
            users = {line.split()[0] for line in processes}
            addresses = {binding["HostIp"] for bindings in (host["PortBindings"] or {}).values() for binding in bindings}
            lines.append(f"{name}: users {sorted(users)}, read-only root {host['ReadonlyRootfs']}, "
                         f"memory at most {host['Memory'] >> 20} MiB, processes at most {host['PidsLimit']}, "
                         f"published on {sorted(addresses) or 'no address'}")
            well = host["Memory"] > 0 and host["PidsLimit"] and addresses <= {"127.0.0.1"} and "ALL" in host["CapDrop"]
            well = well and "no-new-privileges:true" in host["SecurityOpt"]
            if not well or ("clamav" not in name and (not host["ReadonlyRootfs"] or "0" in users)):
                raise CheckError(f"a container is not held as it should be: {lines[-1]}")
        return lines

    def image_sizes(self) -> dict[str, str]:
        """How large each of our images is, and what of it is ours: all above its base."""
        sizes = {}
        for part in ("api", "worker"):
            layers = run(["docker", "history", "--no-trunc", "--human=false", "--format", "{{.Size}}\t{{.CreatedBy}}",
                          f"strongroom-{part}:{self.tag}"]).stdout.splitlines()
            all_layers = [(int(size), made) for size, _, made in (line.partition("\t") for line in layers)]
            base = next(at for at, (_, made) in enumerate(all_layers) if "groupadd" in made)
            whole, ours = sum(size for size, _ in all_layers), sum(size for size, _ in all_layers[: base + 1])
            sizes[part] = f"{whole / 1e6:.0f} MB, of which {ours / 1e6:.0f} MB on top of Debian"
        return sizes

    # --- Taking parts away -------------------------------------------------------------------------------------

    def kill(self, container: str) -> None:
        run(["docker", "kill", "-s", "KILL", container])

    def start(self, container: str) -> None:
        run(["docker", "start", container])

    def unplug(self, container: str) -> None:
        """Takes it off the network that the worker reaches it by; it keeps what it holds."""
        run(["docker", "network", "disconnect", f"{self.name}_outside", container])

    def plug_in(self, container: str, service: str) -> None:
        run(["docker", "network", "connect", "--alias", service, f"{self.name}_outside", container])

    # --- Looking inside ----------------------------------------------------------------------------------------

    def rows(self, query: str) -> list[list[str]]:
        """What a query finds, all as texts."""
        done = self.compose("exec", "-T", "postgres", "psql", "-h", "/var/run/postgresql", "-U", "strongroom", "-d",
                            "strongroom", "-qAtF", "\t", "-c", query)
        return [line.split("\t") for line in done.stdout.splitlines() if line]

    def in_api(self, *command: str, given: str | None = None) -> str:
        return self.compose("exec", "-T", "api", *command, given=given).stdout

    def down(self) -> None:
        """Ends it and removes all that it kept."""
        self.compose("down", "-v", "--remove-orphans", "-t", "5", check=False)

    def logs(self) -> str:
        return self.compose("logs", "--no-color", check=False, timeout=60).stdout

