"""What all sections share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.bench.extent import Extent
from tools.bench.load import Plan
from tools.bench.report import Report, Row
from tools.client import Account, Client
from tools.documents import SMALL, write_document
from tools.machine import say
from tools.servers import Site, Strongroom


@dataclass(frozen=True)
class Library:
    """A running Strongroom with many clean documents, a client and one of ops."""

    strongroom: Strongroom
    ops: Account
    client: Account
    files: list[str]

    def fresh_client(self) -> Account:
        """The client with a new access token, as those live for minutes only."""
        return Client(self.strongroom).log_in(self.client)


class Bench:
    """The servers, the plan, and the report."""

    def __init__(self, site: Site, plan: Plan, extent: Extent) -> None:
        self.site, self.plan, self.extent = site, plan, extent
        self.report = Report()

    def add(self, row: Row) -> None:
        self.report.add(row)

    @cached_property
    def small(self) -> Path:
        return write_document(self.site.folder / "small.docx", SMALL)

    @cached_property
    def large(self) -> Path:
        say(f"  writing a document of {self.extent.large >> 20} MiB")
        return write_document(self.site.folder / "large.docx", self.extent.large)

    @cached_property
    def library(self) -> Library:
        """Made when the first section asks for it, and kept for the others."""
        count = self.extent.documents
        say(f"  uploading {count} documents")
        strongroom = self.site.open(self.site.place("library"))
        strongroom.start()
        client = Client(strongroom)
        ops, reader = client.make_ops(), client.make_client()
        files = [client.upload(ops, self.small, f"Document {number}.docx") for number in range(count)]
        strongroom.wait_for_jobs()
        clean = strongroom.query("SELECT count(*) FROM files WHERE scan_status = 'clean'")
        if int(clean) != count:
            raise AssertionError(f"{clean} of {count} documents are clean")
        # Postgres does this by itself within a minute; until then it plans for empty tables.
        strongroom.query("ANALYZE")
        return Library(strongroom, ops, reader, files)

    def stopped_library(self) -> None:
        """Stops it, so that it takes nothing from a section that does not need it."""
        if "library" in self.__dict__:
            self.library.strongroom.stop()

    def running_library(self) -> Library:
        library = self.library
        if library.strongroom.api is None:
            library.strongroom.start()
        return library
