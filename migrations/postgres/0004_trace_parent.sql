-- The trace that a job belongs to (W3C traceparent), where traces are on.
ALTER TABLE background_jobs ADD COLUMN trace_parent TEXT;
