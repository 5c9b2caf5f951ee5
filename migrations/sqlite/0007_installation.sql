-- Which installation this database belongs to. The store of documents bears the same id in its file `installation`.
CREATE TABLE installation (
    one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
    id BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
