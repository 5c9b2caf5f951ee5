-- How many mails went out on each day, counted in days since 1970 (UTC). Workers add to it once a second.
CREATE TABLE mails_by_day (
    day BIGINT PRIMARY KEY NOT NULL,
    count BIGINT NOT NULL
);

-- When the scanner's signatures were made, as a worker has last seen it.
CREATE TABLE scanner_signatures (
    one_row BIGINT PRIMARY KEY NOT NULL CHECK (one_row = 1),
    made_at BIGINT NOT NULL
);
