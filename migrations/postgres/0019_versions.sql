-- Documents in several versions.

-- The number of the newest version there ever was, whatever became of it: a number is given once.
ALTER TABLE files ADD COLUMN last_version BIGINT NOT NULL DEFAULT 1;
-- Who brought the version that clients have; none for the first one, which whoever the document is of has brought.
ALTER TABLE files ADD COLUMN version_by UUID;
CREATE INDEX files_by_version_by ON files (version_by, id) WHERE version_by IS NOT NULL;

-- For second scans: clean versions by what they were last scanned with.
CREATE INDEX file_versions_by_scanner ON file_versions (scanned_with, file_id, version) WHERE scan_status = 'clean';
-- How many bytes are in which state, without a look at the rows.
CREATE INDEX file_versions_of_status ON file_versions (scan_status, size);
CREATE INDEX file_versions_by_uploader ON file_versions (uploaded_by, file_id, version);
