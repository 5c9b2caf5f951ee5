-- Labels stand in the row of their document as they are shown, a line each, so that showing it asks nothing else; the table
-- beside it says by which keys documents are found.
ALTER TABLE files ADD COLUMN labels TEXT NOT NULL DEFAULT '';
UPDATE files SET labels = (SELECT string_agg(b.label, char(10) ORDER BY b.label_key) FROM file_labels b WHERE b.file_id = files.id)
    WHERE id IN (SELECT file_id FROM file_labels);
ALTER TABLE file_labels DROP COLUMN label;
