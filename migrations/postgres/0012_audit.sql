-- The audit trail. An event holds ids, numbers and words of ours; `id` is a UUIDv7 of the time `at`, so that the order of
-- ids is the order of time. No foreign keys: it outlives whatever it tells of.
CREATE TABLE audit_events (
    id UUID PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    actor UUID,
    person UUID,
    file UUID,
    on_kind TEXT,
    on_id UUID,
    request_id TEXT,
    detail TEXT NOT NULL,
    personal BYTEA
);
CREATE INDEX audit_events_by_event ON audit_events (event, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_events_by_person ON audit_events (person, id) WHERE person IS NOT NULL;
CREATE INDEX audit_events_by_file ON audit_events (file, id) WHERE file IS NOT NULL;
CREATE INDEX audit_events_by_personal ON audit_events (personal, id) WHERE personal IS NOT NULL;
CREATE INDEX audit_events_by_request ON audit_events (request_id, id) WHERE request_id IS NOT NULL;

-- What tells of a person stands apart, under its salted hash, which is all that an event has of it: it can be erased, and
-- the event stays provable.
CREATE TABLE audit_personal (
    hash BYTEA PRIMARY KEY NOT NULL,
    salt BYTEA NOT NULL,
    owner UUID REFERENCES users (id) ON DELETE CASCADE,
    name TEXT,
    name_key TEXT,
    address TEXT,
    client TEXT
);
CREATE INDEX audit_personal_by_owner ON audit_personal (owner) WHERE owner IS NOT NULL;
CREATE INDEX audit_personal_by_name ON audit_personal (name_key) WHERE name_key IS NOT NULL;
CREATE INDEX audit_personal_by_address ON audit_personal (address) WHERE address IS NOT NULL;

-- Events that are committed and not chained yet.
CREATE TABLE audit_unsealed (
    event_id UUID PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE audit_chain (
    seq BIGINT PRIMARY KEY NOT NULL,
    event_id UUID NOT NULL UNIQUE,
    hash BYTEA NOT NULL
);

-- What was signed of the chain: of each day the last `head` stays as its anchor; `start` says where the trail begins since
-- what was before has outlived its time.
CREATE TABLE audit_heads (
    kind TEXT NOT NULL CHECK (kind IN ('head', 'start')),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    key_id TEXT NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (kind, seq)
);

-- The row that whoever seals locks first, so that one does at a time.
CREATE TABLE audit_sealer (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    sealed_at BIGINT NOT NULL
);

-- What was sealed, counted by day, as milliseconds of its beginning.
CREATE TABLE audit_daily (
    day BIGINT NOT NULL,
    event TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (day, event, outcome, reason)
);

-- Entries are added and never changed. They go only when a signed start of the trail lies behind them.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END
$$;
CREATE FUNCTION audit_event_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = OLD.id
        AND c.seq <= (SELECT MAX(h.seq) FROM audit_heads h WHERE h.kind = 'start')) THEN
        RAISE EXCEPTION 'the audit trail is append-only';
    END IF;
    RETURN OLD;
END
$$;
CREATE FUNCTION audit_link_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(OLD.seq > (SELECT MAX(h.seq) FROM audit_heads h WHERE h.kind = 'start'), TRUE) THEN
        RAISE EXCEPTION 'the audit trail is append-only';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_events_are_not_emptied BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_events_go_by_retention BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_event_goes();
CREATE TRIGGER audit_chain_is_not_changed BEFORE UPDATE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_chain_is_not_emptied BEFORE TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_chain_goes_by_retention BEFORE DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_link_goes();
CREATE TRIGGER audit_personal_is_not_changed BEFORE UPDATE ON audit_personal
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
