-- What ops accounts may beyond uploading, as a sum: 1 documents, 2 people, 4 audit, 8 operate. Until now each of them might
-- do all.
ALTER TABLE users ADD COLUMN permissions BIGINT NOT NULL DEFAULT 0;
UPDATE users SET permissions = 15 WHERE role = 'ops';
CREATE INDEX users_by_permissions ON users (permissions) WHERE permissions <> 0;

-- How an account stands: it waits to be approved since then, was invited then and has not accepted, ends then by itself.
-- Of several invitations the link of the newest works.
ALTER TABLE users ADD COLUMN waits_since BIGINT;
ALTER TABLE users ADD COLUMN invited_at BIGINT;
ALTER TABLE users ADD COLUMN invitations BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN expires_at BIGINT;

-- The name to be called by, as names are compared. What somebody is called in lists, and what they are found by, follow it
-- and the other names, whoever changes them. Nobody is found by the user name that stands in for that of somebody invited.
ALTER TABLE users ADD COLUMN display_name_key TEXT;
UPDATE users SET display_name_key = lower(display_name);
ALTER TABLE users ADD COLUMN called TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN found_by TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE users SET
    called = COALESCE(display_name_key, CASE WHEN invited_at IS NULL THEN username_key END, email_key),
    found_by = COALESCE(display_name_key, '') || chr(10) || CASE WHEN invited_at IS NULL THEN username_key ELSE '' END
        || chr(10) || lower(email) || CASE WHEN lower(email) = email_key THEN '' ELSE chr(10) || email_key END;
CREATE FUNCTION call_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.called := COALESCE(NEW.display_name_key, CASE WHEN NEW.invited_at IS NULL THEN NEW.username_key END, NEW.email_key);
    NEW.found_by := COALESCE(NEW.display_name_key, '') || chr(10) || CASE WHEN NEW.invited_at IS NULL THEN NEW.username_key ELSE '' END
        || chr(10) || lower(NEW.email) || CASE WHEN lower(NEW.email) = NEW.email_key THEN '' ELSE chr(10) || NEW.email_key END;
    RETURN NEW;
END
$$;
CREATE TRIGGER users_called BEFORE INSERT OR UPDATE OF username_key, email, email_key, display_name_key, invited_at ON users
FOR EACH ROW EXECUTE FUNCTION call_user();

-- A list is gone through in its order.
CREATE INDEX users_by_age ON users (created_at, id);
CREATE INDEX users_by_call ON users (called, id);
CREATE INDEX users_by_email ON users (email_key, id);
CREATE INDEX users_by_what_they_are_found_by ON users USING gin (found_by gin_trgm_ops);
CREATE INDEX users_waiting ON users (created_at, id) WHERE waits_since IS NOT NULL;
CREATE INDEX users_invited ON users (created_at, id) WHERE invited_at IS NOT NULL;
CREATE INDEX users_disabled ON users (created_at, id) WHERE disabled_at IS NOT NULL;
CREATE INDEX users_unverified ON users (created_at, id) WHERE email_verified_at IS NULL;

-- Groups of clients.
CREATE TABLE client_groups (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE group_members (
    group_id UUID NOT NULL REFERENCES client_groups (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_by_user ON group_members (user_id, group_id);
