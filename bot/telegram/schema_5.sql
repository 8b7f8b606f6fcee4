-- The fifth migration: whether a question is asked again without the time that its words name.

ALTER TABLE bot_questions ADD COLUMN any_time INTEGER NOT NULL DEFAULT 0;
