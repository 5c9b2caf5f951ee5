-- Whoever looks after mails looks at their queue alone.
CREATE INDEX background_jobs_by_queue ON background_jobs (queue, id);
