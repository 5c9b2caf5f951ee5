-- Documents may lie sealed, each by a data key of its own. It lies here, wrapped by a storage key.

CREATE TABLE data_keys (
    blob BLOB PRIMARY KEY NOT NULL,
    -- The id of the storage key that wraps it.
    storage_key TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX data_keys_by_storage_key ON data_keys (storage_key, blob);

-- From where to where all documents are being moved, while they are. Places are named as in the settings, without keys.
CREATE TABLE storage_move (
    one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
    from_place TEXT NOT NULL,
    to_place TEXT NOT NULL,
    began_at INTEGER NOT NULL
) STRICT;
