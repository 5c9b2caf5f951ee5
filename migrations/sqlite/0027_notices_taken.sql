-- Which job tells a client of a document, and until when no other does.
ALTER TABLE document_notices ADD COLUMN taken_by BLOB;
ALTER TABLE document_notices ADD COLUMN taken_until INTEGER NOT NULL DEFAULT 0;
