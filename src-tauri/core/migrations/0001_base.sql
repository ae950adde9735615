-- What: the vault's own row and its settings.
-- Why: every vault says what it is, which programs may open it and how many writes it has seen.
-- Older programs may still open it: no

CREATE TABLE meta (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    vault_id   BLOB    NOT NULL CHECK (length(vault_id) = 16),
    -- Format of the vault folder, not of this database: that is user_version.
    format     INTEGER NOT NULL CHECK (format >= 1),
    -- The oldest user_version a program must know to open this database.
    min_reader INTEGER NOT NULL CHECK (min_reader >= 1),
    -- The latest write that left no step in the journal. Each write has the next number, and so
    -- the vault's own is the greater of this and the journal's last: an edit, which is a step, has
    -- one page less to write.
    commit_seq INTEGER NOT NULL DEFAULT 0 CHECK (commit_seq >= 0),
    -- Milliseconds since 1970-01-01T00:00:00Z.
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every drill of a restore, whichever way it went. It has no journal: what was proved of a backup
-- is not undone.
CREATE TABLE drill (
    n           INTEGER NOT NULL PRIMARY KEY,
    -- When it was begun, milliseconds since 1970-01-01T00:00:00Z.
    drilled_at  INTEGER NOT NULL,
    passed      INTEGER NOT NULL CHECK (passed IN (0, 1)),
    -- JSON as it was sealed, and the seal in hexadecimal digits.
    certificate TEXT    NOT NULL,
    seal        TEXT    NOT NULL CHECK (length(seal) = 64)
) STRICT;
