-- Documents that arrive in parts, and how much room documents take.

-- What has come so far lies in the store as `uploads/BLOB`, and on the disk before `received` tells of it.
CREATE TABLE uploads (
    id UUID PRIMARY KEY NOT NULL,
    blob UUID NOT NULL UNIQUE,
    owner_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    -- What else the uploader said of the document, as JSON.
    fields TEXT NOT NULL,
    -- In all; none where the client does not know yet.
    length BIGINT,
    received BIGINT NOT NULL,
    -- Bytes that count for quotas.
    reserved BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('receiving', 'checking', 'stored', 'refused')),
    -- Why it was refused, as a problem document.
    problem TEXT,
    file_id UUID,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_by_expiry ON uploads (expires_at, id);
CREATE INDEX uploads_to_be_checked ON uploads (id) WHERE state = 'checking';

-- Bytes that count for quotas: those of each uploader, and under the nil id those of all.
CREATE TABLE room_taken (
    owner_id UUID PRIMARY KEY NOT NULL,
    bytes BIGINT NOT NULL
);
INSERT INTO room_taken SELECT uploaded_by, CAST(SUM(size) AS BIGINT) FROM files GROUP BY uploaded_by;
INSERT INTO room_taken SELECT '00000000-0000-0000-0000-000000000000', CAST(SUM(size) AS BIGINT) FROM files HAVING COUNT(*) > 0;

-- For those that have become too old.
CREATE INDEX files_live_by_age ON files (uploaded_at, id) WHERE trashed_at IS NULL AND NOT legal_hold;
CREATE INDEX file_versions_waiting ON file_versions (file_id, version) WHERE scan_status = 'pending';
