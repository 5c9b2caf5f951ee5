-- Times are milliseconds since 1970 (UTC), ids are UUIDs, JSON is text.

CREATE TABLE users (
    id BLOB PRIMARY KEY NOT NULL,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('ops', 'client')),
    email_verified_at INTEGER,
    disabled_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX users_by_role ON users (role);

CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One row for every refresh token ever given in a session: a used one that comes back ends the session.
CREATE TABLE refresh_tokens (
    token_hash BLOB PRIMARY KEY NOT NULL,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- `uploaded_by` has no foreign key: a document outlives the account that uploaded it.
CREATE TABLE files (
    id BLOB PRIMARY KEY NOT NULL,
    blob BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('docx', 'xlsx', 'pptx')),
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    scan_status TEXT NOT NULL CHECK (scan_status IN ('pending', 'clean', 'infected', 'failed')),
    scan_detail TEXT,
    scanned_at INTEGER,
    uploaded_by BLOB NOT NULL,
    uploaded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX files_by_upload ON files (uploaded_at, id);
CREATE INDEX files_by_name ON files (name_key, id);
CREATE INDEX files_by_size ON files (size, id);
CREATE INDEX files_of_status_by_upload ON files (scan_status, uploaded_at, id);
CREATE INDEX files_of_status_by_name ON files (scan_status, name_key, id);
CREATE INDEX files_of_status_by_size ON files (scan_status, size, id);

-- `due_at` is when a live job next needs somebody: its start while queued, the end of its lease while sent or
-- running. A finished job has none, so one index finds all that is due.
CREATE TABLE background_jobs (
    id BLOB PRIMARY KEY NOT NULL,
    queue TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'running', 'done', 'dead')),
    due_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    worker BLOB,
    dedupe_key TEXT UNIQUE,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX background_jobs_due ON background_jobs (queue, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX background_jobs_by_worker ON background_jobs (worker) WHERE worker IS NOT NULL;
CREATE INDEX background_jobs_finished ON background_jobs (state, finished_at) WHERE finished_at IS NOT NULL;
