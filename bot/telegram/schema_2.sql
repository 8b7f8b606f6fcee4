-- The second migration: rounds through the list of sources, and answers that cite a sentence which is gone.

-- The latest round. One row at most.
CREATE TABLE bot_round (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    began_at REAL NOT NULL,
    ended_at REAL,                          -- null while it is under way, and where it was broken off
    added    INTEGER NOT NULL,
    changed  INTEGER NOT NULL,
    removed  INTEGER NOT NULL,
    failed   INTEGER NOT NULL,              -- pages and files that could not be taken in
    reason   TEXT                           -- why the whole round came to nothing, where it did
);

-- Which articles an answer cites. What it quotes of them is in the answer.
CREATE TABLE bot_cited (
    key      INTEGER PRIMARY KEY AUTOINCREMENT,     -- never given twice, so what is new since a look is above its key
    question TEXT NOT NULL REFERENCES bot_questions (id) ON DELETE CASCADE,
    article  TEXT NOT NULL,                         -- its id
    UNIQUE (question, article)
);
CREATE INDEX bot_cited_by_article ON bot_cited (article);
INSERT INTO bot_cited (question, article)
    SELECT DISTINCT q.id, json_extract(c.value, '$.article_id')
    FROM bot_questions q, json_each(q.answer, '$.citations') c
    WHERE q.answer IS NOT NULL;

-- Answers that cite a sentence which is gone. Each is told of once.
CREATE TABLE bot_gone (
    question TEXT PRIMARY KEY REFERENCES bot_questions (id) ON DELETE CASCADE,
    told_at  REAL                           -- null while its chat has still to be told
);

-- Up to which of the ledger's operations, and which key of `bot_cited`, it has been looked what is gone. One row.
CREATE TABLE bot_looked (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seq  INTEGER NOT NULL,
    key  INTEGER NOT NULL
);
INSERT INTO bot_looked
    SELECT 1, (SELECT coalesce(max(seq), 0) FROM operations), (SELECT coalesce(max(key), 0) FROM bot_cited);
