-- What took room or gave it back, and is not added up in room_taken yet.
CREATE TABLE room_changes (
    id UUID PRIMARY KEY NOT NULL,
    owner_id UUID NOT NULL,
    bytes BIGINT NOT NULL
);
CREATE INDEX room_changes_by_owner ON room_changes (owner_id);
