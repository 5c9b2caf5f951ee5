-- What took room or gave it back, and is not added up in room_taken yet.
CREATE TABLE room_changes (
    id BLOB PRIMARY KEY NOT NULL,
    owner_id BLOB NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX room_changes_by_owner ON room_changes (owner_id);
