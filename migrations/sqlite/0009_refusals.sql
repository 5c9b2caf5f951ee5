-- How often the other side refused a job for good. They are counted apart: whoever was away before has refused nothing.
ALTER TABLE background_jobs ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
