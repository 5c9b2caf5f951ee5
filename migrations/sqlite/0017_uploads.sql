-- Documents that arrive in parts, and how much room documents take.

-- What has come so far lies in the store as `uploads/BLOB`, and on the disk before `received` tells of it.
CREATE TABLE uploads (
    id BLOB PRIMARY KEY NOT NULL,
    blob BLOB NOT NULL UNIQUE,
    owner_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    -- What else the uploader said of the document, as JSON.
    fields TEXT NOT NULL,
    -- In all; none where the client does not know yet.
    length INTEGER,
    received INTEGER NOT NULL,
    -- Bytes that count for quotas.
    reserved INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('receiving', 'checking', 'stored', 'refused')),
    -- Why it was refused, as a problem document.
    problem TEXT,
    file_id BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_by_expiry ON uploads (expires_at, id);
CREATE INDEX uploads_to_be_checked ON uploads (id) WHERE state = 'checking';

-- Bytes that count for quotas: those of each uploader, and under the nil id those of all.
CREATE TABLE room_taken (
    owner_id BLOB PRIMARY KEY NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
INSERT INTO room_taken SELECT uploaded_by, SUM(size) FROM files GROUP BY uploaded_by;
INSERT INTO room_taken SELECT zeroblob(16), SUM(size) FROM files HAVING COUNT(*) > 0;

-- For those that have become too old.
CREATE INDEX files_live_by_age ON files (uploaded_at, id) WHERE trashed_at IS NULL AND NOT legal_hold;
CREATE INDEX file_versions_waiting ON file_versions (file_id, version) WHERE scan_status = 'pending';
