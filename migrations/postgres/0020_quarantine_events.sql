-- What is found late is told to whoever has it, and what happens is told to whoever looks on.

-- Second scans look at what was released, too.
CREATE INDEX files_released_by_scanner ON files (scanned_with, id) WHERE released_at IS NOT NULL;

-- Documents that were open when something was found in them. The name is kept for the mails, which may go out when the
-- document is gone already.
CREATE TABLE late_findings (
    id UUID PRIMARY KEY NOT NULL,
    file_id UUID NOT NULL,
    name TEXT NOT NULL,
    uploaded_by UUID NOT NULL,
    uploaded_at BIGINT NOT NULL,
    found_at BIGINT NOT NULL
);
CREATE INDEX late_findings_by_time ON late_findings (found_at);

-- What happened lately, written with each change; the id tells when. No foreign keys, since it outlives what it is about. The
-- number is given after the change is durable, so that numbers grow in the order in which changes can be seen.
CREATE TABLE happenings (
    id UUID PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'sight', 'upload', 'job')),
    subject UUID NOT NULL,
    account UUID,
    number BIGINT UNIQUE
);
CREATE INDEX happenings_without_number ON happenings (id) WHERE number IS NULL;

-- The highest number that was given; no row where none was.
CREATE TABLE happenings_counted (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    last BIGINT NOT NULL
);
