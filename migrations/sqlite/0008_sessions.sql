-- A session is over for good once its account gets another role or is shut, even where that is undone. The account counts
-- such changes, whoever makes them, and a session keeps the count that it began with.
ALTER TABLE users ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER users_begin_epoch AFTER UPDATE OF role, disabled_at ON users FOR EACH ROW
WHEN OLD.role <> NEW.role OR (OLD.disabled_at IS NULL) <> (NEW.disabled_at IS NULL)
BEGIN
    UPDATE users SET epoch = OLD.epoch + 1 WHERE id = NEW.id;
END;

-- Where a session began: an IPv4 address, or the network of an IPv6 one. Whoever logs in from there again is known.
ALTER TABLE sessions ADD COLUMN network TEXT;
DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (user_id, network, created_at);

-- Used refresh tokens are kept for as long as they would have lived.
CREATE INDEX used_refresh_tokens_by_use ON used_refresh_tokens (used_at);
