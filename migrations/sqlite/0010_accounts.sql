-- What people say of themselves, and an address that waits for its proof.
ALTER TABLE users ADD COLUMN display_name TEXT;
ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE users ADD COLUMN notify TEXT;
ALTER TABLE users ADD COLUMN pending_email TEXT;
ALTER TABLE users ADD COLUMN last_login_at INTEGER;
UPDATE users SET last_login_at = (SELECT max(created_at) FROM sessions WHERE user_id = users.id);

-- A session tells its owner where it is. `seen_at` is written once a minute at the most. One that lives in a cookie is found
-- by the hash of its secret.
ALTER TABLE sessions ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE sessions SET seen_at = unixepoch() * 1000;
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN client TEXT;
ALTER TABLE sessions ADD COLUMN cookie_hash BLOB;
ALTER TABLE sessions ADD COLUMN remembered INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX sessions_by_cookie_hash ON sessions (cookie_hash);

-- Browsers and programs that have logged in to an account before, by a secret of their own.
CREATE TABLE devices (
    token_hash BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (token_hash, user_id)
) STRICT;
CREATE INDEX devices_by_user ON devices (user_id, seen_at);
CREATE INDEX devices_by_seen ON devices (seen_at);

-- One secret a person for one-time passwords (RFC 6238). `last_step` is the step of the last code that was taken, so that
-- a code is good once. Until it is confirmed it asks nobody for anything.
CREATE TABLE totp (
    user_id BLOB PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, code_hash)
) STRICT;

CREATE TABLE passkeys (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up INTEGER NOT NULL,
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user_id, id);

-- What is good once and was used: links in mails, tickets of half a log-in, challenges. Kept until it would have expired.
CREATE TABLE spent (
    token_hash BLOB PRIMARY KEY NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_by_expiry ON spent (expires_at);

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id, id);
CREATE INDEX api_tokens_by_expiry ON api_tokens (expires_at);

-- The first answer to a request that bears an `Idempotency-Key`, sealed; none while the request is under way.
CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    answer TEXT,
    began_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (owner, path, key)
) STRICT;
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- A person's picture in the two sizes in which it is shown, re-encoded by us.
CREATE TABLE pictures (
    user_id BLOB PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    large BLOB NOT NULL,
    small BLOB NOT NULL,
    etag TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
