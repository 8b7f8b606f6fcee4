-- The third migration: what a person removed stays out when its folder, feed or dump is gone through again.

CREATE TABLE removed (
    article     TEXT PRIMARY KEY,                  -- its id
    title       TEXT NOT NULL,
    origin      TEXT NOT NULL,
    file        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    words       BLOB NOT NULL,                     -- hash of its words: a copy elsewhere stays out as well
    removed_at  TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX removed_by_fingerprint ON removed (fingerprint);
CREATE INDEX removed_by_words ON removed (words);
CREATE TABLE removed_addresses (
    url     TEXT PRIMARY KEY,
    article TEXT NOT NULL REFERENCES removed (article) ON DELETE CASCADE
) WITHOUT ROWID;
