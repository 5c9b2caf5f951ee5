-- Events that are committed and not chained yet, a row for all that were written together: their ids, 16 bytes each.
ALTER TABLE audit_unsealed RENAME TO audit_unsealed_before;
CREATE TABLE audit_unsealed (
    first_id BLOB PRIMARY KEY NOT NULL,
    ids BLOB NOT NULL,
    events INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
INSERT INTO audit_unsealed (first_id, ids, events, at)
    SELECT event_id, event_id, 1, at FROM audit_unsealed_before;
DROP TABLE audit_unsealed_before;

-- Most events are links and downloads. Whoever looks for these finds them on any page of the trail, so that only the others
-- need an index by their names.
DROP INDEX audit_events_by_event;
CREATE INDEX audit_events_by_rare_event ON audit_events (event, id)
    WHERE event <> 'link.minted' AND event <> 'file.downloaded';
