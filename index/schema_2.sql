-- The second migration: articles that come from the web, change there, and are printed by many.

ALTER TABLE articles ADD COLUMN updated_at TEXT;   -- as published_at
ALTER TABLE articles ADD COLUMN editor TEXT;
ALTER TABLE articles ADD COLUMN section TEXT;      -- the kicker or part of the paper it stands under

-- What an article said before it changed.
CREATE TABLE versions (
    key          INTEGER PRIMARY KEY,
    article      TEXT NOT NULL,                    -- its id
    title        TEXT NOT NULL,
    published_at TEXT,
    updated_at   TEXT,
    taken_in_at  TEXT NOT NULL,
    replaced_at  TEXT NOT NULL,
    correction   TEXT,                             -- what the text that took its place says it puts right
    body         TEXT NOT NULL
);
CREATE INDEX versions_by_article ON versions (article);

-- The sentences that answers have rested on. Only the words of the article are kept, not what was asked.
CREATE TABLE cited (
    article  TEXT NOT NULL,
    quote    TEXT NOT NULL,
    cited_at TEXT NOT NULL,
    gone_at  TEXT,                                 -- since when the article no longer says so
    PRIMARY KEY (article, quote)
) WITHOUT ROWID;

-- Every web address that was fetched. Several that hold one article are its addresses.
CREATE TABLE pages (
    url        TEXT PRIMARY KEY,
    article    TEXT,                               -- the id of what it holds
    outlet     TEXT,
    etag       TEXT,
    modified   TEXT,
    stamp      TEXT,                               -- what the feed or sitemap said of it, when it was fetched
    left_out   TEXT,                               -- the day it is from, where that was too early to be taken in
    fetched_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pages_by_article ON pages (article);

-- Feeds, sitemaps and folders that are gone through again and again.
CREATE TABLE sources (
    address    TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    etag       TEXT,
    modified   TEXT,
    checked_at TEXT NOT NULL,
    found      INTEGER NOT NULL,                   -- new or changed articles, the last time
    error      TEXT
);

ALTER TABLE failures ADD COLUMN lasting INTEGER NOT NULL DEFAULT 0;   -- trying again won't help
ALTER TABLE failures ADD COLUMN tries INTEGER NOT NULL DEFAULT 1;
ALTER TABLE failures ADD COLUMN again_at TEXT;                        -- not before then

-- One row an article: which others print the same.
CREATE TABLE texts (
    article   TEXT PRIMARY KEY,                    -- its id
    hash      BLOB NOT NULL,                       -- of its words, without case and punctuation
    story     TEXT NOT NULL,                       -- near-copies have the same; the id of one of them
    signature BLOB                                 -- MinHash; none where the text is too short to tell
) WITHOUT ROWID;
CREATE INDEX texts_by_hash ON texts (hash);
CREATE INDEX texts_by_story ON texts (story);
CREATE TABLE bands (
    band    INTEGER NOT NULL,
    article TEXT NOT NULL,
    PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article);
