-- The fourth migration: texts that questions are about, people's languages, example questions, questions on their way.

-- A text that the question is about: somebody's message, a forwarded or pasted one. Null as soon as the answer is made.
ALTER TABLE bot_questions ADD COLUMN shown TEXT;

-- Who chose a language. Others are spoken to in that of their question, or of their Telegram.
CREATE TABLE bot_languages (user INTEGER PRIMARY KEY, language TEXT NOT NULL);

-- Questions to begin with, each answered by an article that is there.
CREATE TABLE bot_examples (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,          -- drawn, for the button
    text     TEXT NOT NULL,
    language TEXT NOT NULL,
    article  TEXT NOT NULL,                 -- the id of the article that answers
    seq      INTEGER NOT NULL,              -- the ledger's newest operation when it was found
    made_at  REAL NOT NULL,
    offered  INTEGER NOT NULL               -- 0 where its button may still be pressed, and nobody is shown it any more
);

-- Questions too long for a link, on their way from an inline query to the private chat. They are kept for a day.
CREATE TABLE bot_carried (id TEXT PRIMARY KEY, user INTEGER NOT NULL, text TEXT NOT NULL, at REAL NOT NULL);
