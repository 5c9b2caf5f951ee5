-- Of which stored bytes there are images of pages, or will be. The bytes have a row in `files` or in `file_versions`; the job
-- that erases them erases the images, too.
CREATE TABLE previews (
    blob BLOB PRIMARY KEY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'made', 'failed')),
    -- Of how many pages, once they are made.
    pages INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    -- When those that could not be made may be asked for again; none: never.
    again_at INTEGER
) STRICT;
