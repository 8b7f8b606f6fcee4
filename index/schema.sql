-- The ledger: what was ingested, whole or not at all. `PRAGMA user_version` counts the migrations; this is the first.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE articles (
    key           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    title         TEXT NOT NULL,
    title_derived INTEGER NOT NULL,
    source        TEXT,
    author        TEXT,
    published_at  TEXT,                 -- ISO 8601 in the zone it was published in; its first ten letters are the day
    url           TEXT,
    place         TEXT,
    caption       TEXT,
    credit        TEXT,
    reporter      TEXT,
    origin        TEXT NOT NULL,        -- where it was read from, for people
    file          TEXT NOT NULL,        -- the file that held it, for --prune
    content_hash  TEXT NOT NULL,
    fingerprint   TEXT NOT NULL,        -- of the bytes it was read from: the same again means nothing to do
    identity      TEXT NOT NULL,        -- what it was embedded with and how it was cut
    ingested_at   TEXT NOT NULL,
    body          TEXT NOT NULL         -- last, so that what comes before is read without it
);
CREATE INDEX articles_by_outlet ON articles (source COLLATE NOCASE, published_at);
CREATE INDEX articles_by_day ON articles (published_at, id);
CREATE INDEX articles_by_fingerprint ON articles (fingerprint);
CREATE INDEX articles_by_file ON articles (file);
CREATE INDEX articles_by_identity ON articles (identity);

-- Rows are never changed: an article that changes gets new ones. So a key stands for one text and one vector for ever.
CREATE TABLE chunks (
    key       INTEGER PRIMARY KEY AUTOINCREMENT,    -- the rowid in `words`
    article   INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    start     INTEGER NOT NULL,                     -- offsets into articles.body, in code points
    stop      INTEGER NOT NULL,
    embedding BLOB NOT NULL,                        -- float16, unit length
    UNIQUE (article, n)
);

-- The folded words of each chunk and their Indonesian stems; the text itself is in articles.body.
CREATE VIRTUAL TABLE words USING fts5 (raw, stems, tokenize = "unicode61 remove_diacritics 0 tokenchars '.,_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, col);

-- What a projection has to catch up on: at most one row an article, the newest. Applying it means: give the projection
-- the chunks that this article has now, and take away the numbers from there up to `chunks`, the most it ever had.
CREATE TABLE operations (
    article TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL UNIQUE,
    chunks  INTEGER NOT NULL
);

CREATE TABLE failures (
    origin TEXT PRIMARY KEY,
    file   TEXT NOT NULL,
    reason TEXT NOT NULL,
    at     TEXT NOT NULL
);
