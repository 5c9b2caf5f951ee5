"""What calls cost in a large company, beside a small one in which each client has as much."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, replace

from tools.bench.bench import Bench
from tools.bench.load import Target
from tools.bench.report import Row
from tools.bench.requests import Side, beside
from tools.client import Account, Client
from tools.machine import BenchError, median, say
from tools.servers import Strongroom

# Calls may take so many times as long.
SLOWER = 1.5
# Of all this there is one for so many documents.
PER_CLIENT, PER_GROUP = 10, 100
# Tables below these bytes are not told of.
SMALL_TABLE = 1 << 20

# A client is in one group. Half of the documents are shared with a group, the others lie in a folder that is. An upload of
# each is in the audit trail, which the worker seals. There are no bytes, so all must count as scanned with what scans here.
ROWS = """
INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, email_verified_at, created_at)
    SELECT md5('client ' || n)::uuid, 'client-' || n, 'client-' || n, 'client-' || n || '@example.com',
    'client-' || n || '@example.com', '', 'client', 1, n FROM generate_series(1, {clients}) n;
INSERT INTO client_groups SELECT md5('group ' || n)::uuid, 'Group ' || n, 'group ' || n, '', n
    FROM generate_series(1, {groups}) n;
INSERT INTO group_members SELECT md5('group ' || 1 + n % {groups})::uuid, md5('client ' || n)::uuid, n
    FROM generate_series(1, {clients}) n;
INSERT INTO group_members SELECT md5('group 1')::uuid, id, 1 FROM users WHERE username = '{client}';
INSERT INTO folders SELECT md5('folder ' || n)::uuid, NULL, '00000000-0000-0000-0000-000000000000', 'Folder ' || n,
    'folder ' || n, (SELECT id FROM users WHERE username = '{ops}'), n FROM generate_series(1, {groups}) n;
INSERT INTO folder_lines SELECT id, id, 0 FROM folders;
INSERT INTO files (id, blob, name, name_key, kind, size, sha256, scan_status, scanned_at, uploaded_by, uploaded_at,
    audience, folder_id, crc32, scanned_with)
    SELECT md5('file ' || n)::uuid, md5('blob ' || n)::uuid, 'Document ' || n || '.docx', 'document ' || n || '.docx',
    'docx', 20480, repeat('0', 64), 'clean', n, (SELECT id FROM users WHERE username = '{ops}'), n, 'named',
    CASE WHEN n / {groups} % 2 = 0 THEN md5('folder ' || 1 + n % {groups})::uuid END, 0, 'built-in'
    FROM generate_series(1, {documents}) n;
INSERT INTO shares SELECT md5('share of folder ' || n)::uuid, NULL, md5('folder ' || n)::uuid, NULL,
    md5('group ' || n)::uuid, 'download', NULL, (SELECT id FROM users WHERE username = '{ops}'), n
    FROM generate_series(1, {groups}) n;
INSERT INTO shares SELECT md5('share of file ' || n)::uuid, md5('file ' || n)::uuid, NULL, NULL,
    md5('group ' || 1 + n % {groups})::uuid, 'download', NULL, (SELECT id FROM users WHERE username = '{ops}'), n
    FROM generate_series(1, {documents}) n WHERE n / {groups} % 2 = 1;
INSERT INTO shares SELECT md5('share of the one that is there')::uuid, '{there}', NULL, NULL, md5('group 1')::uuid,
    'download', NULL, (SELECT id FROM users WHERE username = '{ops}'), 1;
UPDATE files SET audience = 'named' WHERE id = '{there}';
INSERT INTO audit_events (id, at, event, outcome, actor, file, detail)
    SELECT (lpad(to_hex(1600000000000 + n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 1600000000000 + n,
    'file.uploaded', 'ok', (SELECT id FROM users WHERE username = '{ops}'), md5('file ' || n)::uuid, '{{}}'
    FROM generate_series(1, {documents}) n;
INSERT INTO audit_unsealed SELECT (array_agg(id ORDER BY id))[1], string_agg(uuid_send(id), '' ORDER BY id), count(*), min(at)
    FROM audit_events WHERE at < 1700000000000 GROUP BY at / 100;
"""

SIZES = """
SELECT c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Company:
    """A Strongroom with so many documents, and who asks there."""

    documents: int
    strongroom: Strongroom
    ops: Account
    client: Account
    mints: list[str]

    @property
    def name(self) -> str:
        return f"{self.documents:,}"

    @classmethod
    def seed(cls, bench: Bench, documents: int) -> Company:
        """Makes one, whose trail is sealed."""
        strongroom = bench.site.open(bench.site.place("scale"))
        strongroom.start()
        client = Client(strongroom)
        ops, reader = client.make_ops(), client.make_client()
        there = client.upload(ops, bench.small, "There.docx")
        strongroom.wait_for_jobs()
        began = time.monotonic()
        counts = {"documents": documents, "clients": documents // PER_CLIENT, "groups": documents // PER_GROUP}
        strongroom.query(ROWS.format(ops=ops.username, client=reader.username, there=there, **counts))
        strongroom.query("VACUUM ANALYZE")
        while strongroom.query("SELECT 1 FROM audit_unsealed LIMIT 1"):
            if time.monotonic() > began + 900:
                raise BenchError("the trail is not sealed")
            time.sleep(0.5)
        # As a server does by itself after so many rows.
        strongroom.query("VACUUM ANALYZE")
        say(f"  {documents:,} documents made and sealed in {time.monotonic() - began:.0f} s")
        fresh = Client(strongroom)
        listed = fresh.call("GET", "/api/list-uploaded-files/?limit=200&total=true", access=reader.access)
        if listed["total"] != PER_GROUP + 1:
            raise BenchError(f"{listed['total']} documents are seen, not {PER_GROUP + 1}")
        mints = [f"/api/download-file/{file['id']}/" for file in listed["files"]]
        return cls(documents, strongroom, ops, reader, mints)

    def target(self, paths: list[str], by: Account | None) -> Target:
        access = Client(self.strongroom).log_in(by).authorization if by else ""
        return Target(self.strongroom.url, paths, access)

    def link(self) -> str:
        """A fresh link to the one document whose bytes are there."""
        client = Client(self.strongroom)
        reader = client.log_in(self.client)
        found = client.call("GET", "/api/list-uploaded-files/?search=There", access=reader.access)["files"]
        return client.link(reader, found[0]["id"])


def scale(bench: Bench) -> None:
    """The calls that everybody makes, in both companies in turn."""
    bench.stopped_library()
    small, large = (Company.seed(bench, documents) for documents in bench.extent.companies)
    number = small.documents - 1
    files, audit = "/api/list-uploaded-files/", "/api/ops/audit/"
    for name, paths, is_client in (
        ("list, client", [files], True),
        ("list, ops", [files], False),
        ("search, client", [f"{files}?search=document+1"], True),
        ("search, ops", [f"{files}?search=document+{number}"], False),
        ("people, search", [f"/api/ops/people/?search=client-{number // PER_CLIENT}"], False),
        ("audit", [audit], False),
        ("audit, one event", [f"{audit}?event=file.uploaded"], False),
    ):
        compare(bench, name, *((c, c.target(paths, c.client if is_client else c.ops)) for c in (small, large)))
    compare(bench, "mint", *((company, company.target(company.mints, company.client)) for company in (small, large)))
    compare(bench, "download", *((company, company.target([company.link()], None)) for company in (small, large)))
    seconds = [median(sweep(company) for _ in range(bench.plan.repeats)) for company in (small, large)]
    say(f"  sweep among {small.name} documents: {seconds[0]:.2f} s; among {large.name}: {seconds[1]:.2f} s")
    bench.add(Row("scale", "sweep of the store", seconds[1], "s", reference=seconds[0], reference_name=f"among {small.name}"))
    for line in large.strongroom.query(SIZES).splitlines():
        table, rows, indexes = line.split("|")
        if int(rows) > SMALL_TABLE:
            bench.add(Row("scale", f"{table}, rows", int(rows) / 1e6, "MB"))
            bench.add(Row("scale", f"{table}, indexes", int(indexes) / 1e6, "MB"))
    small.strongroom.stop()
    large.strongroom.stop()


def compare(bench: Bench, what: str, small: tuple[Company, Target], large: tuple[Company, Target]) -> None:
    both = [Side(f"{what} among {company.name}", at, company.strongroom.meter()) for company, at in (small, large)]
    reference, ours = beside(bench, *both)
    row = Row("scale", f"{what}, requests", ours.rate, "/s", disturbed=ours.usage.disturbed)
    row = replace(row, reference=reference.rate, reference_name=f"among {small[0].name}")
    bench.add(replace(row, ratio_at_least=1 / SLOWER))
    row = replace(row, measured=ours.micros("Postgres"), reference=reference.micros("Postgres"), unit="µs/request")
    bench.add(replace(row, figure=f"{what}, Postgres, processor"))


def sweep(company: Company) -> float:
    """Seconds of a whole sweep of the store."""
    strongroom = company.strongroom
    command = [*strongroom.command("strongroom"), "storage", "sweep"]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=strongroom.env, check=False)
    if done.returncode != 0:
        raise BenchError(f"the sweep failed: {done.stderr.strip()}")
    return time.perf_counter() - began
