-- 0005: what the user defines of their own: fields, rules by which records are numbered, views with
-- a name, and what is out of sight.
-- Why: a customer's table is the company's own; it sorts, filters and is imported like the rest.
-- Older programs may still open it: no (they would leave formulas as they were).
--
-- A field of the user's own is a column of its entity's table, named as its key, x_ and six letters,
-- with a second one for money and wall time; ALTER TABLE adds it in the write that defines it. A
-- column stays when its definition is taken back or retired, for undo and history speak of it. The
-- column of a formula is of type ANY: where it holds bytes, they are the message key of the reason
-- why it has no value.

CREATE TABLE field_def (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  entity TEXT NOT NULL,
  key TEXT NOT NULL CHECK (key GLOB 'x_[a-z0-9]*'),
  kind TEXT NOT NULL,
  label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
  help TEXT,
  section TEXT NOT NULL DEFAULT 'general',
  required INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
  target TEXT,                         -- the entity a reference points at
  kinds TEXT,                          -- JSON array: the kinds of unit that have it; NULL: all
  formula TEXT,                        -- in keys, so that renaming a field breaks nothing
  position INTEGER NOT NULL DEFAULT 0, -- its place among the fields of its entity
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  importance INTEGER NOT NULL DEFAULT 0 CHECK (importance BETWEEN 0 AND 5),
  stale_after_days INTEGER,            -- how long a value is taken to be true
  UNIQUE (entity, key)
) STRICT;

-- How records are numbered that are given no code. The next number is the highest there is, the
-- bin included, and one; so nothing is kept here that undo could leave behind.
CREATE TABLE numbering (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  entity TEXT NOT NULL,
  kind TEXT,                           -- the kind of unit; NULL: every one that has no rule of its own
  pattern TEXT NOT NULL CHECK (length(pattern) BETWEEN 1 AND 40)
) STRICT;
CREATE INDEX unit_code_all ON unit(code) WHERE code IS NOT NULL;

-- How a table is shown, under a name. What a table was left as is a setting and no record: a changed
-- width is no step of undo.
CREATE TABLE saved_view (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  entity TEXT NOT NULL,                -- the kind of record whose table it is of
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  setting TEXT NOT NULL                -- JSON: columns, order, grouping, filter
) STRICT;

-- A field of the program that only some kinds of unit have; what it holds elsewhere is kept.
CREATE TABLE field_limit (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  field TEXT NOT NULL,
  kinds TEXT
) STRICT;

-- A part of the record that nobody here uses: out of sight, and everything in it kept.
CREATE TABLE hidden_module (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  module TEXT NOT NULL
) STRICT;
