-- 0006: files and pictures on any record.
-- Why: contracts, quotations and photographs lie inside the vault and are found by name, not in folders.
-- Older programs may still open it: no (they would make backups without the files).

-- What lies in the vault's folder under files/: one row for each sealed file, with the one key that
-- opens it. Not a record: it is made with the first attachment that has this content and goes with
-- the last, and the journal never holds a key.
CREATE TABLE stored_file (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),       -- random: the file's name, which tells nothing
  key BLOB NOT NULL CHECK (length(key) = 32),
  size INTEGER NOT NULL CHECK (size >= 0),               -- plain bytes
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),      -- of the plain bytes: one content is kept once
  seal BLOB NOT NULL CHECK (length(seal) = 32),          -- BLAKE3 of the sealed file, for backups
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stored_file_sha256 ON stored_file(sha256);

-- Files in the folder that no row names: what a fall left, or what belongs to a newer database than
-- the one that was put back. They are let go weeks after they were first seen.
CREATE TABLE stray_file (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A file on a record.
CREATE TABLE attachment (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  of_entity TEXT NOT NULL,
  "of" BLOB NOT NULL CHECK (length("of") = 16),          -- a record of any kind: no one table to refer to
  unit BLOB REFERENCES unit(id),                         -- the unit that record is, or is of
  file BLOB NOT NULL REFERENCES stored_file(id),
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  sha256 TEXT NOT NULL,
  note TEXT,
  tags TEXT,
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;
-- Which files are on records of one kind, for keeping their units.
CREATE INDEX attachment_kind ON attachment(of_entity);
CREATE INDEX attachment_of ON attachment("of");
CREATE INDEX attachment_unit ON attachment(unit) WHERE unit IS NOT NULL;
CREATE INDEX attachment_file ON attachment(file);
CREATE INDEX attachment_name ON attachment(name COLLATE NOCASE);
