-- The sum of the migrations; generated, do not edit. After a new migration:
-- STEWARD_WRITE_SCHEMA=1 cargo test -p steward-core schema_sql

CREATE TABLE meta (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    vault_id   BLOB    NOT NULL CHECK (length(vault_id) = 16),
    -- Format of the vault folder, not of this database: that is user_version.
    format     INTEGER NOT NULL CHECK (format >= 1),
    -- The oldest user_version a program must know to open this database.
    min_reader INTEGER NOT NULL CHECK (min_reader >= 1),
    -- Grows by one with each write, in the same transaction.
    commit_seq INTEGER NOT NULL DEFAULT 0 CHECK (commit_seq >= 0),
    -- Milliseconds since 1970-01-01T00:00:00Z.
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
