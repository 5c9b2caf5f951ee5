"""A mail server that notes when each mail has arrived whole, and keeps nothing else."""

from __future__ import annotations

import asyncio
import threading
import time

from tools.servers import LOOPBACK

END = b"\r\n.\r\n"


class MailSink:
    """Runs in a thread of its own. A context."""

    def __init__(self) -> None:
        self.arrivals: dict[str, float] = {}
        """When the mail to an address was whole, by `time.perf_counter`."""
        self.news = threading.Condition()
        self.loop = asyncio.new_event_loop()
        self.port = 0

    def __enter__(self) -> MailSink:
        ready = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.serve, LOOPBACK, 0, limit=1 << 20))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()
        server.close()
        connections = asyncio.all_tasks(self.loop)
        for connection in connections:
            connection.cancel()
        self.loop.run_until_complete(asyncio.gather(*connections, return_exceptions=True))
        self.loop.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipients: list[str] = []
        writer.write(b"220 sink\r\n")
        try:
            while line := await reader.readline():
                command = line.decode("ascii", "replace").strip()
                verb = command.partition(" ")[0].partition(":")[0].upper()
                if verb == "EHLO":
                    writer.write(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
                elif verb == "DATA":
                    writer.write(b"354 go on\r\n")
                    await reader.readuntil(END)
                    self.arrived(recipients)
                    recipients = []
                    writer.write(b"250 got it\r\n")
                elif verb == "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    if verb == "RCPT":
                        recipients.append(command.partition("<")[2].partition(">")[0])
                    writer.write(b"250 well\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    def arrived(self, recipients: list[str]) -> None:
        now = time.perf_counter()
        with self.news:
            self.arrivals.update(dict.fromkeys(recipients, now))
            self.news.notify_all()

    def wait_for(self, recipient: str, patience: float = 30.0) -> float:
        """When the mail to this address was whole."""
        with self.news:
            if not self.news.wait_for(lambda: recipient in self.arrivals, patience):
                raise TimeoutError(f"no mail to {recipient} in {patience:g} s")
            return self.arrivals[recipient]
