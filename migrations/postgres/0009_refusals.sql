-- How often the other side refused a job for good. They are counted apart: whoever was away before has refused nothing.
ALTER TABLE background_jobs ADD COLUMN refusals BIGINT NOT NULL DEFAULT 0;
