-- How many mails went out on each day, counted in days since 1970 (UTC). Workers add to it once a second.
CREATE TABLE mails_by_day (
    day INTEGER PRIMARY KEY NOT NULL,
    count INTEGER NOT NULL
) STRICT;

-- When the scanner's signatures were made, as a worker has last seen it.
CREATE TABLE scanner_signatures (
    one_row INTEGER PRIMARY KEY NOT NULL CHECK (one_row = 1),
    made_at INTEGER NOT NULL
) STRICT;
