"""A client's list among very many documents that are not theirs, beside the same list where there are few."""

from __future__ import annotations

from dataclasses import replace

from tools.bench.bench import Bench
from tools.bench.load import Target
from tools.bench.report import Row
from tools.bench.requests import Side, beside
from tools.client import Client
from tools.servers import Strongroom

GROUPS, FOLDERS = 200, 1_000
# Of so many documents one is theirs.
ONE_IN = 200

# Half of what is theirs is shared with a group of theirs, half lies in a folder beneath one that is. All else is shared
# with other groups in the same two ways, so that no condition is met by chance. There are no bytes: were they not scanned
# with what scans here, a second scan would find that, and shut them while they are asked for.
ROWS = """
INSERT INTO client_groups SELECT md5('group ' || n)::uuid, 'Group ' || n, 'group ' || n, '', n
    FROM generate_series(1, {groups}) n;
INSERT INTO group_members SELECT md5('group 1')::uuid, id, 1 FROM users WHERE username = '{client}';
INSERT INTO folders SELECT md5('folder ' || n)::uuid, NULL, '00000000-0000-0000-0000-000000000000', 'Folder ' || n,
    'folder ' || n, (SELECT id FROM users WHERE username = '{ops}'), n FROM generate_series(1, {groups}) n;
INSERT INTO folders SELECT md5('folder ' || n)::uuid, md5('folder ' || 1 + n % {groups})::uuid,
    md5('folder ' || 1 + n % {groups})::uuid, 'Folder ' || n, 'folder ' || n,
    (SELECT id FROM users WHERE username = '{ops}'), n FROM generate_series({groups} + 1, {folders}) n;
INSERT INTO folder_lines SELECT id, id, 0 FROM folders;
INSERT INTO folder_lines SELECT id, parent_id, 1 FROM folders WHERE parent_id IS NOT NULL;
INSERT INTO shares SELECT md5('share of folder ' || n)::uuid, NULL, md5('folder ' || n)::uuid, NULL,
    md5('group ' || n)::uuid, 'download', NULL, (SELECT id FROM users WHERE username = '{ops}'), n
    FROM generate_series(1, {groups}) n;
INSERT INTO files (id, blob, name, name_key, kind, size, sha256, scan_status, scanned_at, uploaded_by, uploaded_at,
    audience, folder_id, crc32, scanned_with)
    SELECT md5('file ' || n)::uuid, md5('blob ' || n)::uuid, 'Document ' || n || '.docx', 'document ' || n || '.docx',
    'docx', 20480, repeat('0', 64), 'clean', n, (SELECT id FROM users WHERE username = '{ops}'), n, 'named',
    CASE WHEN n % {apart} = 0 THEN md5('folder ' || {groups} + {groups} * (1 + n / {apart} % 4))::uuid
         WHEN n % 2 = 0 THEN md5('folder ' || {groups} + 1 + n % ({folders} - {groups} - 1))::uuid END, 0, 'built-in'
    FROM generate_series(1, {all}) n;
UPDATE files SET folder_id = md5('folder 2')::uuid WHERE uploaded_at % {apart} <> 0 AND folder_id IN
    (SELECT folder_id FROM folder_lines WHERE above_id = md5('folder 1')::uuid);
INSERT INTO shares SELECT md5('share of file ' || n)::uuid, md5('file ' || n)::uuid, NULL, NULL,
    md5('group ' || CASE WHEN n % {apart} = 1 THEN 1 ELSE 2 + n % ({groups} - 1) END)::uuid, 'download', NULL,
    (SELECT id FROM users WHERE username = '{ops}'), n FROM generate_series(1, {all}, 2) n;
"""


def many(bench: Bench) -> None:
    """List and mint by a client to whom 500 of 100,000 documents belong, by groups and folders."""
    crowded = bench.site.open(bench.site.place("many"))
    crowded.start()
    client = Client(crowded)
    ops, reader = client.make_ops(), client.make_client()
    count = bench.extent.crowd
    counts = {"all": count, "groups": GROUPS, "folders": FOLDERS, "apart": 2 * ONE_IN}
    crowded.query(ROWS.format(client=reader.username, ops=ops.username, **counts))
    # As a server does by itself after so many rows; not within a transaction.
    crowded.query("VACUUM ANALYZE")
    path = "/api/list-uploaded-files/"
    # The connection of before was not waited for that long.
    first = Client(crowded).call("GET", f"{path}?limit=200&total=true", access=reader.access)
    if first["total"] != count // ONE_IN:
        raise AssertionError(f"{first['total']} of {count} documents are seen, not {count // ONE_IN}")
    library = bench.running_library()
    usual = library.fresh_client()
    mints = [f"/api/download-file/{file['id']}/" for file in first["files"]]
    compare(bench, "list", (library.strongroom, Target(library.strongroom.url, [path], usual.authorization)),
            (crowded, Target(crowded.url, [path], reader.authorization)))  # fmt: skip
    few = [f"/api/download-file/{file}/" for file in library.files[:200]]
    compare(bench, "mint", (library.strongroom, Target(library.strongroom.url, few, usual.authorization)),
            (crowded, Target(crowded.url, mints, reader.authorization)))  # fmt: skip
    crowded.stop()


def compare(bench: Bench, what: str, few: tuple[Strongroom, Target], crowd: tuple[Strongroom, Target]) -> None:
    """The same requests to both installations in turn."""

    sides = zip((f"{what} among few", f"{what} among {bench.extent.crowd:,}"), (few, crowd), strict=True)
    both = [Side(name, target, strongroom.meter()) for name, (strongroom, target) in sides]
    reference, ours = beside(bench, *both)
    row = Row("many", f"{what}, requests", ours.rate, "/s", disturbed=ours.usage.disturbed)
    row = replace(row, reference=reference.rate, reference_name="among few")
    bench.add(replace(row, ratio_at_least=1.0 if what == "list" else 0.9))
    row = replace(row, measured=ours.micros("Postgres"), reference=reference.micros("Postgres"), unit="µs/request")
    bench.add(replace(row, figure=f"{what}, Postgres, processor"))
