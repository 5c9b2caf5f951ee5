-- The refresh token that is good now stands in its session's row, so that a log-in writes one row. The table keeps those
-- that were changed for a new one: such a token that comes back ends its session.
ALTER TABLE sessions ADD COLUMN refresh_hash BLOB;
UPDATE sessions SET refresh_hash =
    (SELECT token_hash FROM refresh_tokens WHERE session_id = sessions.id AND used_at IS NULL LIMIT 1);
CREATE UNIQUE INDEX sessions_by_refresh_hash ON sessions (refresh_hash);

DELETE FROM refresh_tokens WHERE used_at IS NULL;
ALTER TABLE refresh_tokens RENAME TO used_refresh_tokens;
ALTER TABLE used_refresh_tokens DROP COLUMN created_at;
