-- Which installation this database belongs to. The store of documents bears the same id in its file `installation`.
CREATE TABLE installation (
    one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
    id UUID NOT NULL,
    made_at BIGINT NOT NULL
);
