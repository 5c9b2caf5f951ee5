-- Which job tells a client of a document, and until when no other does.
ALTER TABLE document_notices ADD COLUMN taken_by UUID;
ALTER TABLE document_notices ADD COLUMN taken_until BIGINT NOT NULL DEFAULT 0;
