-- What people say of themselves, and an address that waits for its proof.
ALTER TABLE users ADD COLUMN display_name TEXT;
ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE users ADD COLUMN notify TEXT;
ALTER TABLE users ADD COLUMN pending_email TEXT;
ALTER TABLE users ADD COLUMN last_login_at BIGINT;
UPDATE users SET last_login_at = (SELECT max(created_at) FROM sessions WHERE user_id = users.id);

-- A session tells its owner where it is. `seen_at` is written once a minute at the most. One that lives in a cookie is found
-- by the hash of its secret.
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET seen_at = CAST(extract(epoch FROM now()) * 1000 AS BIGINT);
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN client TEXT;
ALTER TABLE sessions ADD COLUMN cookie_hash BYTEA;
ALTER TABLE sessions ADD COLUMN remembered BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX sessions_by_cookie_hash ON sessions (cookie_hash);

-- Browsers and programs that have logged in to an account before, by a secret of their own.
CREATE TABLE devices (
    token_hash BYTEA NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash, user_id)
);
CREATE INDEX devices_by_user ON devices (user_id, seen_at);
CREATE INDEX devices_by_seen ON devices (seen_at);

-- One secret a person for one-time passwords (RFC 6238). `last_step` is the step of the last code that was taken, so that
-- a code is good once. Until it is confirmed it asks nobody for anything.
CREATE TABLE totp (
    user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE passkeys (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id, id);

-- What is good once and was used: links in mails, tickets of half a log-in, challenges. Kept until it would have expired.
CREATE TABLE spent (
    token_hash BYTEA PRIMARY KEY,
    tries BIGINT NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL
);
CREATE INDEX spent_by_expiry ON spent (expires_at);

CREATE TABLE api_tokens (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX api_tokens_by_user ON api_tokens (user_id, id);
CREATE INDEX api_tokens_by_expiry ON api_tokens (expires_at);

-- The first answer to a request that bears an `Idempotency-Key`, sealed; none while the request is under way.
CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    answer TEXT,
    began_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner, path, key)
);
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- A person's picture in the two sizes in which it is shown, re-encoded by us.
CREATE TABLE pictures (
    user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    large BYTEA NOT NULL,
    small BYTEA NOT NULL,
    etag TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
