-- Who sees which document, for how long, and what else is known of it.

-- Folders lie in folders, eight deep at the most. Names are unique beside each other; the nil id stands for the top.
CREATE TABLE folders (
    id UUID PRIMARY KEY NOT NULL,
    parent_id UUID REFERENCES folders (id),
    beside UUID NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (beside, name_key)
);
CREATE INDEX folders_by_parent ON folders (parent_id) WHERE parent_id IS NOT NULL;

-- Each folder with those above it and itself, so that what is shared of one is found for all beneath without climbing.
CREATE TABLE folder_lines (
    folder_id UUID NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    above_id UUID NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    distance BIGINT NOT NULL,
    PRIMARY KEY (folder_id, above_id)
);
CREATE INDEX folder_lines_downwards ON folder_lines (above_id, folder_id);

-- Documents from before are for everyone, as they were.
ALTER TABLE files ADD COLUMN folder_id UUID REFERENCES folders (id);
ALTER TABLE files ADD COLUMN audience TEXT NOT NULL DEFAULT 'everyone' CHECK (audience IN ('everyone', 'named'));
ALTER TABLE files ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN expires_at BIGINT;
ALTER TABLE files ADD COLUMN max_downloads BIGINT;
ALTER TABLE files ADD COLUMN legal_hold BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE files ADD COLUMN trashed_at BIGINT;
-- What the columns of bytes and scan tell of is this version.
ALTER TABLE files ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- CRC-32 of the bytes, for those who get several documents as a zip; none where it is not known yet.
ALTER TABLE files ADD COLUMN crc32 BIGINT;
-- Links of an earlier epoch are void.
ALTER TABLE files ADD COLUMN link_epoch BIGINT NOT NULL DEFAULT 0;
-- Opened by somebody in spite of what a scan found. A new finding takes that back.
ALTER TABLE files ADD COLUMN released_at BIGINT;
ALTER TABLE files ADD COLUMN released_by UUID;
ALTER TABLE files ADD COLUMN release_reason TEXT;

CREATE INDEX files_open_by_upload ON files (audience, uploaded_at, id)
    WHERE trashed_at IS NULL AND (scan_status = 'clean' OR released_at IS NOT NULL);
CREATE INDEX files_open_by_name ON files (audience, name_key, id)
    WHERE trashed_at IS NULL AND (scan_status = 'clean' OR released_at IS NOT NULL);
CREATE INDEX files_open_by_size ON files (audience, size, id)
    WHERE trashed_at IS NULL AND (scan_status = 'clean' OR released_at IS NOT NULL);
CREATE INDEX files_by_folder ON files (folder_id, uploaded_at, id) WHERE folder_id IS NOT NULL;
CREATE INDEX files_by_expiry ON files (expires_at, id) WHERE expires_at IS NOT NULL;
CREATE INDEX files_by_trash ON files (trashed_at, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX files_without_crc32 ON files (id) WHERE crc32 IS NULL;

CREATE TABLE file_labels (
    file_id UUID NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    label_key TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (file_id, label_key)
);
CREATE INDEX file_labels_by_label ON file_labels (label_key, file_id);

-- A document or a folder, given to a client or to a group.
CREATE TABLE shares (
    id UUID PRIMARY KEY NOT NULL,
    file_id UUID REFERENCES files (id) ON DELETE CASCADE,
    folder_id UUID REFERENCES folders (id) ON DELETE CASCADE,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    group_id UUID REFERENCES client_groups (id) ON DELETE CASCADE,
    may TEXT NOT NULL CHECK (may IN ('download', 'view')),
    message TEXT,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((file_id IS NULL) <> (folder_id IS NULL)),
    CHECK ((user_id IS NULL) <> (group_id IS NULL))
);
CREATE UNIQUE INDEX shares_of_file_by_user ON shares (file_id, user_id) WHERE file_id IS NOT NULL AND user_id IS NOT NULL;
CREATE UNIQUE INDEX shares_of_file_by_group ON shares (file_id, group_id) WHERE file_id IS NOT NULL AND group_id IS NOT NULL;
CREATE UNIQUE INDEX shares_of_folder_by_user ON shares (folder_id, user_id) WHERE folder_id IS NOT NULL AND user_id IS NOT NULL;
CREATE UNIQUE INDEX shares_of_folder_by_group ON shares (folder_id, group_id) WHERE folder_id IS NOT NULL AND group_id IS NOT NULL;
CREATE INDEX shares_by_user ON shares (user_id, file_id, folder_id) WHERE user_id IS NOT NULL;
CREATE INDEX shares_by_group ON shares (group_id, file_id, folder_id) WHERE group_id IS NOT NULL;

-- Versions of documents beside the one that stands in `files`: older ones, and newer ones that wait for their scan or were
-- shut by it.
CREATE TABLE file_versions (
    file_id UUID NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    blob UUID NOT NULL UNIQUE,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    crc32 BIGINT,
    scan_status TEXT NOT NULL CHECK (scan_status IN ('pending', 'clean', 'infected', 'failed')),
    scan_detail TEXT,
    scanned_at BIGINT,
    scanned_with TEXT COLLATE "C" NOT NULL DEFAULT '',
    uploaded_by UUID NOT NULL,
    uploaded_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, version)
);
