-- 0002: the records an account manager keeps, their links, and the journal of every change.
-- Why: the first product stands on these tables; each mirrors a catalog in the core.
-- Older programs may still open it: no (there is none older).
--
-- Every record table has: n (machine-local row number, never shown), id (UUIDv7), rev (+1 per
-- change), created_at/updated_at (ms UTC), deleted_at (ms UTC when in the bin, else NULL). A field
-- the user defined is a column of its own; see 0005. A NULL column means "not known".
-- Money is two columns: <field> minor units, <field>_currency ISO 4217.
-- A wall time is two columns: <field> 'YYYY-MM-DD' or 'YYYY-MM-DDTHH:MM', <field>_zone IANA.
-- A column is named as its field in the catalog, quoted where SQL has the word for itself.
-- A check of more than two words is written with OR: IN would fill a table of its own each time.

CREATE TABLE unit (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  legal_name TEXT NOT NULL CHECK (length(legal_name) BETWEEN 1 AND 200),
  name_key TEXT NOT NULL DEFAULT '',   -- sorts the name as a Chinese reader expects: by pinyin
  match_key TEXT NOT NULL DEFAULT '',  -- folded name without company suffix, finds look-alikes
  short_name TEXT,
  english_name TEXT,
  aliases TEXT,                        -- JSON array of text
  former_names TEXT,                   -- JSON array of {text, until}: until when it was called so
  kind TEXT NOT NULL DEFAULT 'company',
  parent BLOB REFERENCES unit(id),     -- the unit it reports to
  "group" BLOB,                        -- computed: the root of its tree (itself for a root)
  code TEXT,
  uscc TEXT,
  level TEXT,
  status TEXT,
  industry TEXT,
  industry_code TEXT,
  size_class TEXT,
  employees_band TEXT,
  legal_rep TEXT,
  registered_capital INTEGER,
  registered_capital_currency TEXT,
  founded_on TEXT,
  since_on TEXT,
  company_type TEXT,
  listing TEXT,                        -- where its shares are traded, and under which code
  credit_limit INTEGER,
  credit_limit_currency TEXT,
  website TEXT,
  phones TEXT,                         -- JSON array of {raw, e164, ext, kind, ok}
  emails TEXT,                         -- JSON array of text
  address TEXT,
  description TEXT,
  strategy_head TEXT,
  source TEXT,
  tags TEXT,                           -- JSON array of text
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  label TEXT NOT NULL DEFAULT 'open',
  contact_name TEXT,                   -- computed: the main person here
  contact_phone TEXT,                  -- computed
  coop_amount INTEGER,                 -- computed: sum of cooperations in coop_amount_currency
  coop_amount_currency TEXT,           -- 'XXX' where they have no sum, being of several currencies
  coop_count INTEGER NOT NULL DEFAULT 0,
  next_touch TEXT,                     -- computed: the earliest open task
  next_touch_zone TEXT,
  next_step TEXT,                      -- computed: that task's title
  last_touch INTEGER,                  -- computed: the latest conversation
  children INTEGER NOT NULL DEFAULT 0, -- computed: units that report to it
  talks INTEGER NOT NULL DEFAULT 0,    -- computed: conversations of the last 365 days
  open_tasks INTEGER NOT NULL DEFAULT 0, -- computed
  open_complaints INTEGER NOT NULL DEFAULT 0, -- computed
  talks_all INTEGER NOT NULL DEFAULT 0, -- computed, as the following: with all below it
  open_tasks_all INTEGER NOT NULL DEFAULT 0,
  open_complaints_all INTEGER NOT NULL DEFAULT 0,
  last_touch_all INTEGER,
  next_touch_all TEXT,
  next_touch_all_zone TEXT,
  coop_amount_all INTEGER,
  coop_amount_all_currency TEXT,       -- as coop_amount_currency
  overdue_all INTEGER NOT NULL DEFAULT 0, -- units whose next contact lay before the day of counting
  descendants INTEGER NOT NULL DEFAULT 0 -- computed: units below it, at any depth
) STRICT;
CREATE INDEX unit_parent ON unit(parent, deleted_at, name_key);
CREATE INDEX unit_name ON unit(name_key, n) WHERE deleted_at IS NULL;
CREATE INDEX unit_match ON unit(match_key);
CREATE UNIQUE INDEX unit_code ON unit(code) WHERE code IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX unit_uscc ON unit(uscc) WHERE uscc IS NOT NULL;
CREATE INDEX unit_legal_rep ON unit(legal_rep) WHERE legal_rep IS NOT NULL;
CREATE INDEX unit_next ON unit(next_touch) WHERE next_touch IS NOT NULL;
-- Of what comes again each year only month and day are asked for.
CREATE INDEX unit_since ON unit(substr(since_on, -5)) WHERE since_on IS NOT NULL;
CREATE INDEX unit_last ON unit(last_touch) WHERE last_touch IS NOT NULL;
-- Since when nobody has spoken to it.
CREATE INDEX unit_silent ON unit(coalesce(last_touch, created_at)) WHERE deleted_at IS NULL;

-- The tree, every pair of ancestor and descendant (a unit is its own), by row number. How far down a unit
-- stands is how many pairs it has: written out, it would change for all below a unit that moves.
CREATE TABLE unit_tree (
  ancestor INTEGER NOT NULL,
  descendant INTEGER NOT NULL,
  PRIMARY KEY (descendant, ancestor)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_tree_down ON unit_tree(ancestor, descendant);

CREATE TABLE contact (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  full_name TEXT NOT NULL CHECK (length(full_name) BETWEEN 1 AND 100),
  name_key TEXT NOT NULL DEFAULT '',
  family TEXT,                         -- the parts of the name, where they are known
  given TEXT,
  form_of_address TEXT,
  gender TEXT,
  birthday TEXT,                       -- YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD
  lunar_birthday TEXT,                 -- MM-DD of the Chinese calendar, LMM-DD in a leap month
  phones TEXT,
  emails TEXT,
  wechat TEXT,
  handles TEXT,                        -- JSON array of text: their other accounts
  home_place TEXT,
  language TEXT,
  preferences TEXT,
  "left" INTEGER NOT NULL DEFAULT 0 CHECK ("left" IN (0, 1)),
  unit BLOB REFERENCES unit(id),       -- computed: where their main post is
  title TEXT,                          -- computed: the title of that post
  do_not_contact TEXT,                 -- why they must be left alone
  do_not_contact_until TEXT,           -- and until when; for good where no day is said
  consent TEXT,                        -- what they agreed to have kept
  consent_source TEXT,                 -- where and how they said so
  consent_on TEXT,
  note TEXT,
  tags TEXT,
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  source TEXT,                         -- where they are known from
  label TEXT NOT NULL DEFAULT 'open',
  photo BLOB                           -- computed: the picture among their files that shows them; see 0006
) STRICT;
-- A new contact has no unit before the core has looked at its posts: only then it is entered here.
CREATE INDEX contact_unit ON contact(unit, name_key) WHERE unit IS NOT NULL;
CREATE INDEX contact_name ON contact(name_key, n) WHERE deleted_at IS NULL;
CREATE INDEX contact_birthday ON contact(substr(birthday, -5)) WHERE birthday IS NOT NULL;
CREATE INDEX contact_photo ON contact(photo) WHERE photo IS NOT NULL;
CREATE INDEX contact_lunar ON contact(lunar_birthday) WHERE lunar_birthday IS NOT NULL;

CREATE TABLE post (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  contact BLOB NOT NULL REFERENCES contact(id),
  unit BLOB NOT NULL REFERENCES unit(id),
  title TEXT,
  department TEXT,
  department_unit BLOB REFERENCES unit(id),  -- that department, where it is a unit of its own
  is_primary INTEGER NOT NULL DEFAULT 1 CHECK (is_primary IN (0, 1)),
  "start" TEXT,
  "end" TEXT,
  work_phone TEXT
) STRICT;
CREATE INDEX post_contact ON post(contact);
CREATE INDEX post_unit ON post(unit);
CREATE INDEX post_department_unit ON post(department_unit) WHERE department_unit IS NOT NULL;

CREATE TABLE cooperation (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  type TEXT,
  products TEXT,
  "start" TEXT,
  "end" TEXT,
  state TEXT,
  amount INTEGER,
  amount_currency TEXT,
  payment_method TEXT,
  satisfaction TEXT,
  feedback TEXT,
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  source TEXT,
  parent BLOB REFERENCES cooperation(id),
  tags TEXT,
  label TEXT NOT NULL DEFAULT 'open',
  note TEXT
) STRICT;
CREATE INDEX cooperation_unit ON cooperation(unit);
CREATE INDEX cooperation_parent ON cooperation(parent) WHERE parent IS NOT NULL;

CREATE TABLE activity (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  units TEXT,                          -- JSON array of ids: others it also concerns
  contacts TEXT,                       -- JSON array of ids: who took part
  at INTEGER NOT NULL,                 -- when it took place, ms UTC
  kind TEXT NOT NULL,
  direction TEXT,
  duration_min INTEGER,
  place TEXT,
  content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 20000),
  result TEXT,
  next_step BLOB,                      -- the task agreed on
  our_people TEXT,
  links TEXT,                          -- JSON array of text
  author_original TEXT,                -- who wrote it down where it came from
  tags TEXT,                           -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open',
  backdated INTEGER                    -- computed: how many days later it was written down; NULL on its day
) STRICT;
CREATE INDEX activity_at ON activity(unit, at);

-- The units a conversation also concerns: activity.units, to be asked the other way round. Kept by
-- the triggers below.
CREATE TABLE activity_unit (
  unit BLOB NOT NULL,
  activity BLOB NOT NULL,
  PRIMARY KEY (unit, activity)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_unit_activity ON activity_unit(activity);

-- The people a conversation was held with: activity.contacts, likewise.
CREATE TABLE activity_contact (
  contact BLOB NOT NULL,
  activity BLOB NOT NULL,
  PRIMARY KEY (contact, activity)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_contact_activity ON activity_contact(activity);

CREATE TABLE task (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
  unit BLOB REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  kind TEXT,
  due TEXT,
  due_zone TEXT,
  remind INTEGER NOT NULL DEFAULT 1 CHECK (remind IN (0, 1)),
  leads TEXT,                          -- JSON array of codes: how long before it speaks as well
  again TEXT,                          -- until it is done it speaks again each so often
  -- pinned: its instant is that of due_zone; floating: its wall time is that of the laptop's zone
  zone_policy TEXT NOT NULL DEFAULT 'pinned',
  repeat TEXT,                         -- RRULE of RFC 5545 and parts of ours, see base::calendar
  series_on TEXT,                      -- the day of the rule this one stands for, however it was moved
  -- JSON: the time of day, zone and leads of the rule, where this one was put off or moved
  series_as TEXT,
  priority TEXT,
  state TEXT NOT NULL DEFAULT 'open',
  done_at INTEGER,
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
  note TEXT,
  activity BLOB REFERENCES activity(id),
  minutes INTEGER,                     -- NULL: as long as its kind usually takes
  uid TEXT,                            -- what a calendar file calls it; NULL: by its id
  cause TEXT                           -- why the program made it, where it did: no other is made while it is open
) STRICT;
CREATE INDEX task_uid ON task(uid) WHERE uid IS NOT NULL;
CREATE INDEX task_unit ON task(unit, state, due);
CREATE INDEX task_contact ON task(contact) WHERE contact IS NOT NULL;
CREATE INDEX task_activity ON task(activity) WHERE activity IS NOT NULL;
CREATE INDEX task_open ON task(due, kind, minutes) WHERE state = 'open' AND deleted_at IS NULL;
CREATE INDEX task_zone ON task(due_zone, due) WHERE state = 'open' AND deleted_at IS NULL AND zone_policy = 'pinned';
CREATE INDEX task_series ON task(due) WHERE repeat IS NOT NULL AND state = 'open' AND deleted_at IS NULL;

-- Days the user knows better than the shipped table: off, or worked in exchange. A record like any other.
CREATE TABLE holiday (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  "first" TEXT NOT NULL,
  "last" TEXT,                         -- NULL: one day
  worked INTEGER NOT NULL DEFAULT 0 CHECK (worked IN (0, 1)),
  country TEXT NOT NULL DEFAULT '*'    -- where it is so, by ISO 3166; '*': everywhere
) STRICT;

-- When something speaks up: a task, or what reminds by itself of a record's day. Kept by the core; not
-- journaled: firing is no undo step. The row outlives its task's being open, and even the record: undo
-- brings both back, and what has spoken must not speak again then. Hence no foreign key.
CREATE TABLE reminder (
  source TEXT NOT NULL,                -- 'task', or the key of what reminds by itself
  record BLOB NOT NULL CHECK (length(record) = 16),
  slot INTEGER NOT NULL DEFAULT 0,     -- which of several leads; 0: the moment itself
  fire_at INTEGER NOT NULL,            -- ms UTC
  -- resting: it is done, gone, settled or wants no reminder
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state = 'waiting' OR state = 'fired' OR state = 'resting'),
  spoken_for INTEGER,                  -- ms UTC; the latest fire_at that has fired or was passed over
  fired_at INTEGER,                    -- ms UTC
  told_at INTEGER,                     -- ms UTC; the desktop has shown it
  seen_at INTEGER,                     -- ms UTC; the user has seen in the window that it came late
  about TEXT,                          -- YYYY-MM-DD; the day it is about, where a task's does not tell
  settled TEXT,                        -- the about that is over: the user settled it, or its round was told
  put_off INTEGER,                     -- ms UTC; until then the user put it off, for this about
  PRIMARY KEY (source, record, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_wait ON reminder(fire_at) WHERE state = 'waiting';
CREATE INDEX reminder_put_off ON reminder(put_off) WHERE put_off IS NOT NULL;
-- Few are settled of many that wait, and the scheduler counts them after every write.
CREATE INDEX reminder_settled ON reminder(source, record) WHERE settled IS NOT NULL;

-- Choices the user added or changed; the built-in ones live in the program. A record like any
-- other, so that renaming a choice is a step of undo; it is retired rather than binned.
CREATE TABLE choice (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  list TEXT NOT NULL,
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
  label TEXT,                          -- NULL: the program's own word
  aliases TEXT,                        -- JSON array of text: what an import may call it besides
  colour TEXT,                         -- '#rrggbb'
  seq INTEGER,                         -- its place in the list; NULL: where the program puts it
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  UNIQUE (list, code)
) STRICT;

-- The journal: one row a write, one row a record it touched. Undo, history and the search index
-- all read this and nothing else.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,             -- the vault's commit_seq of the write
  at INTEGER NOT NULL,
  -- who: 'me' is whoever opened the vault, 'Steward' what a new one was furnished with, which is
  -- no step of the user's to undo
  actor TEXT NOT NULL,
  op TEXT NOT NULL,                    -- message key that names the step
  -- done: may be undone; undone: may be redone; dropped: undone and overtaken by a later edit;
  -- undo and redo: the steps themselves
  state TEXT NOT NULL CHECK (state = 'done' OR state = 'undone'
    OR state = 'dropped' OR state = 'undo' OR state = 'redo'),
  target INTEGER                       -- for undo and redo: the write it undid or redid
) STRICT;
-- Only of these: what is done is found from the end, and an index of it would grow with each edit.
CREATE INDEX journal_undone ON journal(seq) WHERE state = 'undone';

CREATE TABLE journal_entry (
  seq INTEGER NOT NULL REFERENCES journal(seq),
  item INTEGER NOT NULL,               -- order within the write
  entity TEXT NOT NULL,
  id BLOB NOT NULL,
  act TEXT NOT NULL CHECK (act = 'create' OR act = 'update' OR act = 'delete'
    OR act = 'restore' OR act = 'erase'),
  before TEXT,                         -- JSON of the changed columns as they were; of a field with
                                       -- two columns always both
  after TEXT,                          -- JSON of the same columns as they became
  PRIMARY KEY (seq, item)
) STRICT, WITHOUT ROWID;
-- By the record, in two parts. A record is made once, and ids rise with time: that part grows at its
-- end alone. Edits befall any record, and theirs is as large as what was edited, not as the vault:
-- few of its pages are new to the next backup. Whoever asks names the part, word for word, and
-- has `+seq` keep to it: a step may hold a hundred thousand entries.
CREATE INDEX journal_entry_made ON journal_entry(id, seq) WHERE act = 'create';
CREATE INDEX journal_entry_edited ON journal_entry(id, seq) WHERE act <> 'create';

-- Which units and contacts need their computed columns anew. Filled by the triggers below within a
-- write, emptied by the core before it commits; so it holds nothing between writes. Triggers,
-- because undo and import must leave no gap, and only they know where a row pointed before. A new
-- row pointed nowhere before: what it points at the core asks itself, for a table with a trigger
-- on insertion costs twice, once for running it and once for being able to take it back.
CREATE TABLE unit_stale (unit BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE contact_stale (contact BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER unit_edit AFTER UPDATE OF parent, deleted_at ON unit BEGIN
  INSERT OR IGNORE INTO unit_stale SELECT old.parent WHERE old.parent IS NOT NULL;
  INSERT OR IGNORE INTO unit_stale SELECT new.parent WHERE new.parent IS NOT NULL;
END;
CREATE TRIGGER unit_erased AFTER DELETE ON unit BEGIN
  DELETE FROM unit_tree WHERE descendant = old.n;
  DELETE FROM unit_tree WHERE ancestor = old.n;
  INSERT OR IGNORE INTO unit_stale SELECT old.parent WHERE old.parent IS NOT NULL;
END;

CREATE TRIGGER cooperation_edit AFTER UPDATE OF unit, amount, amount_currency, deleted_at ON cooperation BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit), (new.unit);
END;
CREATE TRIGGER cooperation_erased AFTER DELETE ON cooperation BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit);
END;

CREATE TRIGGER activity_new AFTER INSERT ON activity WHEN new.units IS NOT NULL BEGIN
  INSERT OR IGNORE INTO activity_unit
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.units);
END;
CREATE TRIGGER activity_met AFTER INSERT ON activity WHEN new.contacts IS NOT NULL BEGIN
  INSERT OR IGNORE INTO activity_contact
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.contacts);
END;
CREATE TRIGGER activity_met_edit AFTER UPDATE OF contacts ON activity BEGIN
  DELETE FROM activity_contact WHERE activity = old.id;
  INSERT OR IGNORE INTO activity_contact
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.contacts);
END;
CREATE TRIGGER activity_edit AFTER UPDATE OF unit, units, at, deleted_at ON activity BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit), (new.unit);
  INSERT OR IGNORE INTO unit_stale SELECT unit FROM activity_unit WHERE activity = old.id;
  DELETE FROM activity_unit WHERE activity = old.id;
  INSERT OR IGNORE INTO activity_unit
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.units);
  INSERT OR IGNORE INTO unit_stale SELECT unit FROM activity_unit WHERE activity = new.id;
END;
CREATE TRIGGER activity_erased AFTER DELETE ON activity BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit);
  INSERT OR IGNORE INTO unit_stale SELECT unit FROM activity_unit WHERE activity = old.id;
  DELETE FROM activity_unit WHERE activity = old.id;
  DELETE FROM activity_contact WHERE activity = old.id;
END;

CREATE TRIGGER task_edit AFTER UPDATE OF unit, title, due, due_zone, state, deleted_at ON task BEGIN
  INSERT OR IGNORE INTO unit_stale SELECT old.unit WHERE old.unit IS NOT NULL;
  INSERT OR IGNORE INTO unit_stale SELECT new.unit WHERE new.unit IS NOT NULL;
END;
CREATE TRIGGER task_erased AFTER DELETE ON task WHEN old.unit IS NOT NULL BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit);
END;

CREATE TRIGGER post_edit AFTER UPDATE OF contact, unit, title, is_primary, "start", "end", work_phone, deleted_at ON post BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit), (new.unit);
  INSERT OR IGNORE INTO contact_stale VALUES (old.contact), (new.contact);
END;
CREATE TRIGGER post_erased AFTER DELETE ON post BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit);
  INSERT OR IGNORE INTO contact_stale VALUES (old.contact);
END;
CREATE TRIGGER contact_edit AFTER UPDATE OF full_name, phones, "left", deleted_at ON contact BEGIN
  INSERT OR IGNORE INTO unit_stale SELECT unit FROM post WHERE contact = new.id;
END;
