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

-- The name to be called by, as it is searched.
ALTER TABLE users ADD COLUMN display_name_key TEXT;

-- Groups of clients.
CREATE TABLE client_groups (
    id UUID PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
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
