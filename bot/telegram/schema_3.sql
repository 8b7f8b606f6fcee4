-- The third migration: groups that became supergroups, which have another id, so that they stay allowed.
CREATE TABLE bot_moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
