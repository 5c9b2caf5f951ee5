"""Many connections at once, from many addresses of the loopback network, that begin something and do not end it."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections import Counter

PATIENCE = 20


def address(number: int) -> str:
    """One of the many addresses that all are this machine."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


class Crowd:
    """All its connections are open until it is closed, or until the other side closes them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.selector = selectors.DefaultSelector()
        self.outcomes: Counter[str] = Counter()
        self.left: dict[socket.socket, memoryview] = {}

    def send(self, requests: list[tuple[str, bytes]], buffer: int = 0) -> None:
        """Begins all of them, and sends as much as is taken."""
        for source, request in requests:
            connection = socket.socket()
            connection.setblocking(False)
            if buffer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            try:
                connection.bind((source, 0))
                connection.connect_ex(("127.0.0.1", self.port))
            except OSError as error:
                self.outcomes[f"no connection ({error.strerror})"] += 1
                connection.close()
                continue
            self.left[connection] = memoryview(request)
            self.selector.register(connection, selectors.EVENT_WRITE)
            self.turn(0)
        deadline = time.monotonic() + PATIENCE
        while any(self.left.values()) and time.monotonic() < deadline:
            self.turn(0.1)

    def turn(self, patience: float) -> None:
        for key, _ in self.selector.select(patience):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            try:
                sent = connection.send(self.left[connection][:65536])
            except BlockingIOError:
                continue
            except OSError:
                self.end(connection)
                continue
            self.left[connection] = self.left[connection][sent:]
            if not self.left[connection]:
                self.selector.unregister(connection)

    def end(self, connection: socket.socket) -> None:
        """Notes what was answered, and forgets the connection."""
        answer = b""
        with contextlib.suppress(OSError):
            answer = connection.recv(64, socket.MSG_PEEK)
        self.outcomes[answer[9:12].decode() if answer.startswith(b"HTTP/") else "closed"] += 1
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(connection)
        self.left.pop(connection, None)
        connection.close()

    def look(self) -> None:
        """Waits a moment, and goes on sending where more is taken."""
        self.turn(0.05)
        time.sleep(0.05)

    def close(self) -> None:
        for connection in list(self.left):
            self.end_open(connection)

    def end_open(self, connection: socket.socket) -> None:
        try:
            answer = connection.recv(64, socket.MSG_PEEK)
            said = answer[9:12].decode() if answer.startswith(b"HTTP/") else "closed"
            self.outcomes[f"answered {said}" if answer else "closed"] += 1
        except BlockingIOError:
            self.outcomes["still open"] += 1
        except OSError:
            self.outcomes["closed"] += 1
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(connection)
        self.left.pop(connection, None)
        connection.close()

    def told(self) -> str:
        return "of the connections: " + ", ".join(f"{times} {what}" for what, times in self.outcomes.most_common())
