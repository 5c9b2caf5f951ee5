-- Links with rows of their own, several documents behind one link, and how often what was delivered whole.

-- Of an account's downloads of a document those that were delivered whole. Before they were counted, each began at least one.
ALTER TABLE downloads ADD COLUMN delivered BIGINT NOT NULL DEFAULT 0;
UPDATE downloads SET delivered = 1;

-- A link that can be looked at and revoked by itself. One that is good once is held by an answer while that goes out.
CREATE TABLE links (
    id UUID PRIMARY KEY NOT NULL,
    file_id UUID NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    once BOOLEAN NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    held_by UUID,
    held_until BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX links_by_user ON links (user_id, id);
CREATE INDEX links_by_file ON links (file_id, id);
CREATE INDEX links_by_expiry ON links (expires_at);

-- Several documents that an account gets as one file. What stands in that file is settled when its link is made, so that its
-- bytes are the same each time.
CREATE TABLE zips (
    id UUID PRIMARY KEY NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX zips_by_user ON zips (user_id);
CREATE INDEX zips_by_expiry ON zips (expires_at);

-- The documents in it. They do not hang on the documents: one that is gone leaves a gap, which shuts the whole.
CREATE TABLE zip_members (
    zip_id UUID NOT NULL REFERENCES zips (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    file_id UUID NOT NULL,
    version BIGINT NOT NULL,
    link_epoch BIGINT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    crc32 BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (zip_id, place)
);

-- What was delivered by a link, until it ends: the pieces as `[[from, to], …]`, or that it was all of it.
CREATE TABLE deliveries (
    link_id UUID PRIMARY KEY NOT NULL,
    pieces TEXT NOT NULL,
    delivered_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX deliveries_by_expiry ON deliveries (expires_at);

-- Downloads of which some bytes have gone out, where only so many are allowed. They count until their link ends.
CREATE TABLE reservations (
    link_id UUID NOT NULL,
    file_id UUID NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (link_id, file_id)
);
CREATE INDEX reservations_by_account ON reservations (file_id, user_id, expires_at);
CREATE INDEX reservations_by_user ON reservations (user_id);
CREATE INDEX reservations_by_expiry ON reservations (expires_at);
