-- The lists of the job board: of one state or one kind, the newest first. Ids follow time.
CREATE INDEX background_jobs_by_state ON background_jobs (state, id);
CREATE INDEX background_jobs_by_kind ON background_jobs (kind, id);
