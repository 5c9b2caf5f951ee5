-- How many mails went out on each day, by the milliseconds of its beginning (UTC). Workers add to it once a second.
CREATE TABLE mails_by_day (
    day BIGINT PRIMARY KEY NOT NULL,
    count BIGINT NOT NULL
);

-- When the scanner's signatures were made, as a worker has last seen it.
CREATE TABLE scanner_signatures (
    one_row BIGINT PRIMARY KEY NOT NULL CHECK (one_row = 1),
    made_at BIGINT NOT NULL
);

-- What one person has uploaded or downloaded, for the account of it that they can ask for.
CREATE INDEX files_by_uploader ON files (uploaded_by, id);
CREATE INDEX downloads_by_user ON downloads (user_id, file_id);
