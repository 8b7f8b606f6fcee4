-- What the bot remembers, beside the articles in the ledger's file. `meta` counts these migrations as 'bot_version'.

-- Updates taken in. The body is there until the update has been dealt with; the id stays, so that it is dealt with once.
CREATE TABLE bot_updates (id INTEGER PRIMARY KEY, body TEXT, at REAL NOT NULL);

CREATE TABLE bot_questions (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,        -- drawn, so that nobody can guess another chat's
    chat       INTEGER NOT NULL,
    thread     INTEGER NOT NULL,            -- the forum topic; 0 where there is none
    user       INTEGER NOT NULL,
    message    INTEGER NOT NULL,            -- the message that asked
    text       TEXT NOT NULL,
    language   TEXT NOT NULL,               -- the person's, for what the bot says of itself
    about      TEXT,                        -- the answer that the message replied to
    quote      TEXT,                        -- and the passage of it, where one was picked out
    state      TEXT NOT NULL,               -- waiting, made (not wholly sent), answered, failed, cancelled
    attempts   INTEGER NOT NULL DEFAULT 0,
    asked_at   REAL NOT NULL,               -- seconds since 1970, as all times here
    answer     TEXT,                        -- JSON, see bot.telegram.stored
    UNIQUE (chat, message)
);
CREATE INDEX bot_questions_by_place ON bot_questions (chat, thread, seq);
CREATE INDEX bot_questions_by_user ON bot_questions (user);
CREATE INDEX bot_questions_open ON bot_questions (seq) WHERE state IN ('waiting', 'made');

-- The bot's messages that an answer lies in, in order. They are edited, never sent twice.
CREATE TABLE bot_messages (
    chat     INTEGER NOT NULL,
    message  INTEGER NOT NULL,
    question TEXT NOT NULL REFERENCES bot_questions (id) ON DELETE CASCADE,
    part     INTEGER,                       -- null for a message that is about the answer, such as its list of sources
    PRIMARY KEY (chat, message)
);
CREATE INDEX bot_messages_by_question ON bot_messages (question, part);

-- Up to which question a conversation has been forgotten.
CREATE TABLE bot_forgotten (
    chat INTEGER NOT NULL, thread INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (chat, thread)
);

CREATE TABLE bot_feedback (
    question TEXT NOT NULL REFERENCES bot_questions (id) ON DELETE CASCADE,
    user     INTEGER NOT NULL,
    good     INTEGER NOT NULL,
    reason   TEXT,
    at       REAL NOT NULL,
    PRIMARY KEY (question, user)
);
CREATE INDEX bot_feedback_by_user ON bot_feedback (user);

-- When each question of the last day was asked, and by whom: no more is needed for rate and budget.
CREATE TABLE bot_spending (user INTEGER NOT NULL, at REAL NOT NULL, quick INTEGER NOT NULL);
CREATE INDEX bot_spending_by_user ON bot_spending (user, at);

-- Who has been told that the bot isn't for them, and when.
CREATE TABLE bot_strangers (id INTEGER PRIMARY KEY, told_at REAL NOT NULL);
