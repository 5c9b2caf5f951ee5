-- What clients are told of by mail, who asked for what, and lists by what ends next.

-- That something has come: a document or a folder was shared, or a document or a folder was put into another folder. It
-- waits until its document is open; then it is spread to all whom it reaches, and goes.
CREATE TABLE document_news (
    id BLOB PRIMARY KEY NOT NULL,
    -- None where something was put into a folder: then those with shares of the folders above it are reached.
    share_id BLOB REFERENCES shares (id) ON DELETE CASCADE,
    file_id BLOB REFERENCES files (id) ON DELETE CASCADE,
    folder_id BLOB REFERENCES folders (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    -- Until then somebody is at it.
    taken_until INTEGER NOT NULL DEFAULT 0,
    CHECK ((file_id IS NULL) <> (folder_id IS NULL))
) STRICT;
CREATE INDEX document_news_by_age ON document_news (created_at, id);
CREATE INDEX document_news_by_share ON document_news (share_id) WHERE share_id IS NOT NULL;
CREATE INDEX document_news_by_file ON document_news (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX document_news_by_folder ON document_news (folder_id) WHERE folder_id IS NOT NULL;

-- Of which document a client is told: it waits until it is due, is in the hands of a job, or was told. Told is told: a
-- document is told to a client once.
CREATE TABLE document_notices (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_id BLOB NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    -- By which it came. It may be gone.
    share_id BLOB NOT NULL,
    -- None once a job has it.
    due_at INTEGER,
    told_at INTEGER,
    PRIMARY KEY (user_id, file_id)
) STRICT;
CREATE INDEX document_notices_by_file ON document_notices (file_id);
CREATE INDEX document_notices_due ON document_notices (due_at, user_id) WHERE due_at IS NOT NULL;
CREATE INDEX document_notices_in_hand ON document_notices (user_id, file_id) WHERE due_at IS NULL AND told_at IS NULL;

-- When a client last asked for a document that is over.
CREATE TABLE document_asks (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    file_id BLOB NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, file_id)
) STRICT;
CREATE INDEX document_asks_by_file ON document_asks (file_id);

-- What never ends comes last.
CREATE INDEX files_open_by_end ON files (audience, COALESCE(expires_at, 9223372036854775807), id)
    WHERE trashed_at IS NULL AND (scan_status = 'clean' OR released_at IS NOT NULL);
CREATE INDEX files_by_end ON files (COALESCE(expires_at, 9223372036854775807), id);
