-- Times are milliseconds since 1970 (UTC), ids are UUIDs, JSON is text.

CREATE TABLE users (
    id UUID PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('ops', 'client')),
    email_verified_at BIGINT,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE INDEX users_by_role ON users (role);

CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One row for every refresh token ever given in a session: a used one that comes back ends the session.
CREATE TABLE refresh_tokens (
    token_hash BYTEA PRIMARY KEY,
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- `uploaded_by` has no foreign key: a document outlives the account that uploaded it.
CREATE TABLE files (
    id UUID PRIMARY KEY,
    blob UUID NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Ordered by bytes, as SQLite does, so that both engines page alike.
    name_key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('docx', 'xlsx', 'pptx')),
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    scan_status TEXT NOT NULL CHECK (scan_status IN ('pending', 'clean', 'infected', 'failed')),
    scan_detail TEXT,
    scanned_at BIGINT,
    uploaded_by UUID NOT NULL,
    uploaded_at BIGINT NOT NULL
);
CREATE INDEX files_by_upload ON files (uploaded_at, id);
CREATE INDEX files_by_name ON files (name_key, id);
CREATE INDEX files_by_size ON files (size, id);
CREATE INDEX files_of_status_by_upload ON files (scan_status, uploaded_at, id);
CREATE INDEX files_of_status_by_name ON files (scan_status, name_key, id);
CREATE INDEX files_of_status_by_size ON files (scan_status, size, id);
-- A search for a part of a name needs trigrams; SQLite, with its small tables, walks files_by_name instead.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX files_by_part_of_name ON files USING gin (name_key gin_trgm_ops);

-- `due_at` is when a live job next needs somebody: its start while queued, the end of its lease while sent or
-- running. A finished job has none, so one index finds all that is due.
CREATE TABLE background_jobs (
    id UUID PRIMARY KEY,
    queue TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'running', 'done', 'dead')),
    due_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    worker UUID,
    dedupe_key TEXT UNIQUE,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX background_jobs_due ON background_jobs (queue, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX background_jobs_by_worker ON background_jobs (worker) WHERE worker IS NOT NULL;
CREATE INDEX background_jobs_finished ON background_jobs (state, finished_at) WHERE finished_at IS NOT NULL;
