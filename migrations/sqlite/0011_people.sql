-- What ops accounts may beyond uploading, as a sum: 1 documents, 2 people, 4 audit, 8 operate. Until now each of them might
-- do all.
ALTER TABLE users ADD COLUMN permissions INTEGER NOT NULL DEFAULT 0;
UPDATE users SET permissions = 15 WHERE role = 'ops';
CREATE INDEX users_by_permissions ON users (permissions) WHERE permissions <> 0;

-- How an account stands: it waits to be approved since then, was invited then and has not accepted, ends then by itself.
-- Of several invitations the link of the newest works.
ALTER TABLE users ADD COLUMN waits_since INTEGER;
ALTER TABLE users ADD COLUMN invited_at INTEGER;
ALTER TABLE users ADD COLUMN invitations INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN expires_at INTEGER;

-- The name to be called by, as names are compared. What somebody is called in lists, and what they are found by, follow it
-- and the other names, whoever changes them. Nobody is found by the user name that stands in for that of somebody invited.
ALTER TABLE users ADD COLUMN display_name_key TEXT;
UPDATE users SET display_name_key = lower(display_name);
ALTER TABLE users ADD COLUMN called TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN found_by TEXT NOT NULL DEFAULT '';
UPDATE users SET
    called = COALESCE(display_name_key, CASE WHEN invited_at IS NULL THEN username_key END, email_key),
    found_by = COALESCE(display_name_key, '') || char(10) || CASE WHEN invited_at IS NULL THEN username_key ELSE '' END
        || char(10) || lower(email) || CASE WHEN lower(email) = email_key THEN '' ELSE char(10) || email_key END;
CREATE TRIGGER users_called_made AFTER INSERT ON users FOR EACH ROW
BEGIN
    UPDATE users SET
        called = COALESCE(NEW.display_name_key, CASE WHEN NEW.invited_at IS NULL THEN NEW.username_key END, NEW.email_key),
        found_by = COALESCE(NEW.display_name_key, '') || char(10) || CASE WHEN NEW.invited_at IS NULL THEN NEW.username_key ELSE '' END
        || char(10) || lower(NEW.email) || CASE WHEN lower(NEW.email) = NEW.email_key THEN '' ELSE char(10) || NEW.email_key END
    WHERE id = NEW.id;
END;
CREATE TRIGGER users_called_changed AFTER UPDATE OF username_key, email, email_key, display_name_key, invited_at ON users FOR EACH ROW
BEGIN
    UPDATE users SET
        called = COALESCE(NEW.display_name_key, CASE WHEN NEW.invited_at IS NULL THEN NEW.username_key END, NEW.email_key),
        found_by = COALESCE(NEW.display_name_key, '') || char(10) || CASE WHEN NEW.invited_at IS NULL THEN NEW.username_key ELSE '' END
        || char(10) || lower(NEW.email) || CASE WHEN lower(NEW.email) = NEW.email_key THEN '' ELSE char(10) || NEW.email_key END
    WHERE id = NEW.id;
END;

-- A list is gone through in its order, and what is not asked for is passed over without a look at the table.
CREATE INDEX users_by_age ON users (created_at, id, role, disabled_at, expires_at, invited_at, email_verified_at, waits_since, found_by);
CREATE INDEX users_by_call ON users (called, id, role, disabled_at, expires_at, invited_at, email_verified_at, waits_since, found_by);
CREATE INDEX users_by_email ON users (email_key, id, role, disabled_at, expires_at, invited_at, email_verified_at, waits_since, found_by);
CREATE INDEX users_waiting ON users (created_at, id) WHERE waits_since IS NOT NULL;
CREATE INDEX users_invited ON users (created_at, id) WHERE invited_at IS NOT NULL;
CREATE INDEX users_disabled ON users (created_at, id) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_unverified ON users (created_at, id) WHERE email_verified_at IS NULL;

-- Groups of clients.
CREATE TABLE client_groups (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE group_members (
    group_id BLOB NOT NULL REFERENCES client_groups (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
) STRICT;
CREATE INDEX group_members_by_user ON group_members (user_id, group_id);
