-- The audit trail. An event holds ids, numbers and words of ours; `id` is a UUIDv7 of the time `at`, so that the order of
-- ids is the order of time. No foreign keys: it outlives whatever it tells of.
CREATE TABLE audit_events (
    id BLOB PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    actor BLOB,
    person BLOB,
    file BLOB,
    on_kind TEXT,
    on_id BLOB,
    request_id TEXT,
    detail TEXT NOT NULL,
    personal BLOB
) STRICT;
CREATE INDEX audit_events_by_event ON audit_events (event, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_events_by_person ON audit_events (person, id) WHERE person IS NOT NULL;
CREATE INDEX audit_events_by_file ON audit_events (file, id) WHERE file IS NOT NULL;
CREATE INDEX audit_events_by_personal ON audit_events (personal, id) WHERE personal IS NOT NULL;
CREATE INDEX audit_events_by_request ON audit_events (request_id, id) WHERE request_id IS NOT NULL;

-- What tells of a person stands apart, under its salted hash, which is all that an event has of it: it can be erased, and
-- the event stays provable.
CREATE TABLE audit_personal (
    hash BLOB PRIMARY KEY NOT NULL,
    salt BLOB NOT NULL,
    owner BLOB REFERENCES users (id) ON DELETE CASCADE,
    name TEXT,
    name_key TEXT,
    address TEXT,
    client TEXT
) STRICT;
CREATE INDEX audit_personal_by_owner ON audit_personal (owner) WHERE owner IS NOT NULL;
CREATE INDEX audit_personal_by_name ON audit_personal (name_key) WHERE name_key IS NOT NULL;
CREATE INDEX audit_personal_by_address ON audit_personal (address) WHERE address IS NOT NULL;

-- Events that are committed and not chained yet.
CREATE TABLE audit_unsealed (
    event_id BLOB PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_chain (
    seq INTEGER PRIMARY KEY NOT NULL,
    event_id BLOB NOT NULL UNIQUE,
    hash BLOB NOT NULL
) STRICT;

-- What was signed of the chain: of each day the last `head` stays as its anchor; `start` says where the trail begins since
-- what was before has outlived its time.
CREATE TABLE audit_heads (
    kind TEXT NOT NULL CHECK (kind IN ('head', 'start')),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL,
    key_id TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (kind, seq)
) STRICT;

-- The row that whoever seals locks first, so that one does at a time.
CREATE TABLE audit_sealer (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    sealed_at INTEGER NOT NULL
) STRICT;

-- What was sealed, counted by day, as milliseconds of its beginning.
CREATE TABLE audit_daily (
    day INTEGER NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (day, event, outcome, reason)
) STRICT;

-- Entries are added and never changed. They go only when a signed start of the trail lies behind them.
CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_events_go_by_retention BEFORE DELETE ON audit_events
WHEN NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = OLD.id
    AND c.seq <= (SELECT MAX(h.seq) FROM audit_heads h WHERE h.kind = 'start')) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_chain_is_not_changed BEFORE UPDATE ON audit_chain BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_chain_goes_by_retention BEFORE DELETE ON audit_chain
WHEN COALESCE(OLD.seq > (SELECT MAX(h.seq) FROM audit_heads h WHERE h.kind = 'start'), TRUE) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_personal_is_not_changed BEFORE UPDATE ON audit_personal BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
