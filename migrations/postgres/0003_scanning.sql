-- What a document was scanned with last: the scanner and the version of its signatures, as one text.
ALTER TABLE files ADD COLUMN scanned_with TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE files SET scanned_with = 'built-in' WHERE scan_status <> 'pending';
CREATE INDEX files_of_status_by_scanner ON files (scan_status, scanned_with, id);

-- Attempts that ended because something the job needs was away; they are not held against it.
ALTER TABLE background_jobs ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;

-- Who has downloaded what. No foreign keys: the record outlives the document and the account.
CREATE TABLE downloads (
    file_id UUID NOT NULL,
    user_id UUID NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, user_id)
);
CREATE INDEX downloads_in_order ON downloads (file_id, first_at, user_id);
