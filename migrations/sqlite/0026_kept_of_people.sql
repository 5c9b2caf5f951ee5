-- Addresses that accounts had before those that they have: who had one is told there of what happened while it was theirs, however
-- late that mail goes out.
CREATE TABLE former_emails (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    replaced_at INTEGER NOT NULL,
    email TEXT NOT NULL,
    PRIMARY KEY (user_id, replaced_at, email)
) STRICT;
CREATE INDEX former_emails_by_time ON former_emails (replaced_at);

-- For whoever asks what is kept of them.
CREATE INDEX uploads_by_owner ON uploads (owner_id, id);
CREATE INDEX shares_by_maker ON shares (created_by, id);
CREATE INDEX folders_by_maker ON folders (created_by, id);
