-- The sum of the migrations; generated, do not edit. After a new migration:
-- STEWARD_WRITE_SCHEMA=1 cargo test -p steward-core schema_sql

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
, cycle_ground INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drill (
    n           INTEGER NOT NULL PRIMARY KEY,
    -- When it was begun, milliseconds since 1970-01-01T00:00:00Z.
    drilled_at  INTEGER NOT NULL,
    passed      INTEGER NOT NULL CHECK (passed IN (0, 1)),
    -- JSON as it was sealed, and the seal in hexadecimal digits.
    certificate TEXT    NOT NULL,
    seal        TEXT    NOT NULL CHECK (length(seal) = 64)
) STRICT;

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
, legal_rep_contact BLOB REFERENCES contact(id), size_reason TEXT, contracted INTEGER, contracted_currency TEXT, received INTEGER, received_currency TEXT, owed_late INTEGER, owed_late_currency TEXT, contracted_all INTEGER, contracted_all_currency TEXT, received_all INTEGER, received_all_currency TEXT, owed_late_all INTEGER, owed_late_all_currency TEXT, coverage INTEGER, coverage_until INTEGER, stale_at INTEGER, stale_count INTEGER, reviewed_on TEXT, review_skipped_on TEXT, size_override TEXT, size_by_rule TEXT, activity_level TEXT NOT NULL DEFAULT 'none', activity_until TEXT) STRICT;

CREATE INDEX unit_parent ON unit(parent, deleted_at, name_key);

CREATE INDEX unit_name ON unit(name_key, n) WHERE deleted_at IS NULL;

CREATE INDEX unit_match ON unit(match_key);

CREATE UNIQUE INDEX unit_code ON unit(code) WHERE code IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX unit_uscc ON unit(uscc) WHERE uscc IS NOT NULL;

CREATE INDEX unit_legal_rep ON unit(legal_rep) WHERE legal_rep IS NOT NULL;

CREATE INDEX unit_next ON unit(next_touch) WHERE next_touch IS NOT NULL;

CREATE INDEX unit_since ON unit(substr(since_on, -5)) WHERE since_on IS NOT NULL;

CREATE INDEX unit_last ON unit(last_touch) WHERE last_touch IS NOT NULL;

CREATE INDEX unit_silent ON unit(coalesce(last_touch, created_at)) WHERE deleted_at IS NULL;

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
, aliases TEXT, stale_at INTEGER) STRICT;

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
, seat BLOB REFERENCES seat(id)) STRICT;

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

CREATE TABLE activity_unit (
  unit BLOB NOT NULL,
  activity BLOB NOT NULL,
  PRIMARY KEY (unit, activity)
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_unit_activity ON activity_unit(activity);

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
, cooperation BLOB REFERENCES cooperation(id), contract BLOB REFERENCES contract(id), project BLOB REFERENCES project(id), complaint BLOB REFERENCES complaint(id), opportunity BLOB REFERENCES opportunity(id), account_plan BLOB REFERENCES account_plan(id), milestone BLOB REFERENCES milestone(id), instalment BLOB REFERENCES instalment(id), invoice BLOB REFERENCES invoice(id), promise BLOB REFERENCES promise(id), need BLOB REFERENCES need(id), competitor_view BLOB REFERENCES competitor_view(id), checklist BLOB REFERENCES checklist(id), post BLOB REFERENCES post(id), product BLOB REFERENCES product(id), category BLOB REFERENCES category(id), payment BLOB REFERENCES payment(id), "transaction" BLOB REFERENCES "transaction"(id), cost BLOB REFERENCES cost(id), project_issue BLOB REFERENCES project_issue(id), goal BLOB REFERENCES goal(id), preference BLOB REFERENCES preference(id), feedback BLOB REFERENCES feedback(id), complaint_step BLOB REFERENCES complaint_step(id), suggestion BLOB REFERENCES suggestion(id), satisfaction BLOB REFERENCES satisfaction(id), competitor BLOB REFERENCES competitor(id), strategy_note BLOB REFERENCES strategy_note(id), official_id BLOB REFERENCES official_id(id), address BLOB REFERENCES address(id), bank_account BLOB REFERENCES bank_account(id), unit_link BLOB REFERENCES unit_link(id), unit_relation BLOB REFERENCES unit_relation(id), seat BLOB REFERENCES seat(id), stance BLOB REFERENCES stance(id), influence BLOB REFERENCES influence(id), lesson BLOB REFERENCES lesson(id), assignee TEXT, checklist_unit BLOB REFERENCES unit(id), checklist_on TEXT, checklist_start TEXT) STRICT;

CREATE INDEX task_uid ON task(uid) WHERE uid IS NOT NULL;

CREATE INDEX task_unit ON task(unit, state, due);

CREATE INDEX task_contact ON task(contact) WHERE contact IS NOT NULL;

CREATE INDEX task_activity ON task(activity) WHERE activity IS NOT NULL;

CREATE INDEX task_open ON task(due, kind, minutes) WHERE state = 'open' AND deleted_at IS NULL;

CREATE INDEX task_zone ON task(due_zone, due) WHERE state = 'open' AND deleted_at IS NULL AND zone_policy = 'pinned';

CREATE INDEX task_series ON task(due) WHERE repeat IS NOT NULL AND state = 'open' AND deleted_at IS NULL;

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

CREATE INDEX reminder_settled ON reminder(source, record) WHERE settled IS NOT NULL;

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

CREATE INDEX journal_entry_made ON journal_entry(id, seq) WHERE act = 'create';

CREATE INDEX journal_entry_edited ON journal_entry(id, seq) WHERE act <> 'create';

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

CREATE TABLE official_id (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  scheme TEXT NOT NULL,
  value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 60),
  country TEXT,
  valid_from TEXT,
  valid_to TEXT,
  note TEXT
) STRICT;

CREATE INDEX official_id_unit ON official_id(unit);

CREATE TABLE address (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  kind TEXT NOT NULL DEFAULT 'office',
  country TEXT,
  region TEXT,
  admin_code TEXT,
  admin_year INTEGER,                  -- of which year's list of divisions that code is
  line TEXT NOT NULL CHECK (length(line) BETWEEN 1 AND 300),
  postcode TEXT,
  lat INTEGER,                         -- degrees, to eight places
  lon INTEGER,
  note TEXT
) STRICT;

CREATE INDEX address_unit ON address(unit) WHERE unit IS NOT NULL;

CREATE INDEX address_contact ON address(contact) WHERE contact IS NOT NULL;

CREATE TABLE bank_account (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  holder TEXT,
  bank TEXT,
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 60),
  cnaps TEXT,
  label TEXT NOT NULL DEFAULT 'confidential',
  note TEXT
) STRICT;

CREATE INDEX bank_account_unit ON bank_account(unit);

CREATE TABLE unit_link (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  parent BLOB NOT NULL REFERENCES unit(id),
  child BLOB NOT NULL REFERENCES unit(id),
  kind TEXT NOT NULL DEFAULT 'owns',
  share INTEGER,                        -- basis points
  valid_from TEXT,
  valid_to TEXT,
  note TEXT
) STRICT;

CREATE INDEX unit_link_parent ON unit_link(parent);

CREATE INDEX unit_link_child ON unit_link(child);

CREATE TABLE unit_relation (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  from_unit BLOB NOT NULL REFERENCES unit(id),
  to_unit BLOB NOT NULL REFERENCES unit(id),
  kind TEXT NOT NULL DEFAULT 'partner',
  "start" TEXT,
  "end" TEXT,
  note TEXT
) STRICT;

CREATE INDEX unit_relation_from_unit ON unit_relation(from_unit);

CREATE INDEX unit_relation_to_unit ON unit_relation(to_unit);

CREATE TABLE seat (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  level INTEGER,
  reports_to BLOB REFERENCES seat(id),
  note TEXT
) STRICT;

CREATE INDEX seat_unit ON seat(unit);

CREATE INDEX seat_reports_to ON seat(reports_to) WHERE reports_to IS NOT NULL;

CREATE TABLE stance (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  contact BLOB REFERENCES contact(id), -- of whom it is said, or else
  seat BLOB REFERENCES seat(id),       -- of which chair, whoever sits there
  unit BLOB REFERENCES unit(id),
  opportunity BLOB REFERENCES opportunity(id),
  role TEXT NOT NULL DEFAULT 'user',
  influence TEXT,
  attitude TEXT,
  coverage TEXT,
  our_person TEXT,
  as_of TEXT,
  evidence BLOB REFERENCES activity(id),
  note TEXT
) STRICT;

CREATE INDEX stance_contact ON stance(contact) WHERE contact IS NOT NULL;

CREATE INDEX stance_seat ON stance(seat) WHERE seat IS NOT NULL;

CREATE INDEX stance_unit ON stance(unit) WHERE unit IS NOT NULL;

CREATE INDEX stance_opportunity ON stance(opportunity) WHERE opportunity IS NOT NULL;

CREATE INDEX stance_evidence ON stance(evidence) WHERE evidence IS NOT NULL;

CREATE TABLE influence (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  from_contact BLOB NOT NULL REFERENCES contact(id),
  to_contact BLOB NOT NULL REFERENCES contact(id),
  strength TEXT NOT NULL DEFAULT '2',
  kind TEXT,
  note TEXT
) STRICT;

CREATE INDEX influence_from_contact ON influence(from_contact);

CREATE INDEX influence_to_contact ON influence(to_contact);

CREATE TABLE category (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  name_key TEXT NOT NULL DEFAULT '',
  parent BLOB REFERENCES category(id),
  note TEXT
) STRICT;

CREATE INDEX category_parent ON category(parent) WHERE parent IS NOT NULL;

CREATE TABLE product (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  code TEXT,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key TEXT NOT NULL DEFAULT '',
  category BLOB REFERENCES category(id),
  measure TEXT,
  competitors TEXT,                    -- JSON array of ids: whose products it meets
  list_price INTEGER,
  list_price_currency TEXT,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  note TEXT,
  owner TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE UNIQUE INDEX product_code ON product(code) WHERE code IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX product_category ON product(category) WHERE category IS NOT NULL;

CREATE TABLE product_competitor (
  competitor BLOB NOT NULL,
  product BLOB NOT NULL,
  PRIMARY KEY (competitor, product)
) STRICT, WITHOUT ROWID;

CREATE INDEX product_competitor_product ON product_competitor(product);

CREATE TRIGGER product_meets AFTER INSERT ON product WHEN new.competitors IS NOT NULL BEGIN
  INSERT OR IGNORE INTO product_competitor
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.competitors);
END;

CREATE TRIGGER product_meets_edit AFTER UPDATE OF competitors ON product BEGIN
  DELETE FROM product_competitor WHERE product = old.id;
  INSERT OR IGNORE INTO product_competitor
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.competitors);
END;

CREATE TRIGGER product_meets_erased AFTER DELETE ON product BEGIN
  DELETE FROM product_competitor WHERE product = old.id;
END;

CREATE TABLE opportunity (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  unit BLOB NOT NULL REFERENCES unit(id),
  stage TEXT NOT NULL DEFAULT 'lead',
  probability INTEGER,                  -- basis points
  amount INTEGER,
  amount_currency TEXT,
  close_on TEXT,
  products TEXT,                        -- JSON array of text
  competitors TEXT,                     -- JSON array of ids
  lost_reason TEXT,
  note TEXT,
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE INDEX opportunity_unit ON opportunity(unit);

CREATE TABLE opportunity_competitor (
  competitor BLOB NOT NULL,
  opportunity BLOB NOT NULL,
  PRIMARY KEY (competitor, opportunity)
) STRICT, WITHOUT ROWID;

CREATE INDEX opportunity_competitor_opportunity ON opportunity_competitor(opportunity);

CREATE TRIGGER opportunity_met AFTER INSERT ON opportunity WHEN new.competitors IS NOT NULL BEGIN
  INSERT OR IGNORE INTO opportunity_competitor
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.competitors);
END;

CREATE TRIGGER opportunity_met_edit AFTER UPDATE OF competitors ON opportunity BEGIN
  DELETE FROM opportunity_competitor WHERE opportunity = old.id;
  INSERT OR IGNORE INTO opportunity_competitor
    SELECT unhex(replace(value, '-', '')), new.id FROM json_each(new.competitors);
END;

CREATE TRIGGER opportunity_met_erased AFTER DELETE ON opportunity BEGIN
  DELETE FROM opportunity_competitor WHERE opportunity = old.id;
END;

CREATE TABLE contract (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  code TEXT,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  unit BLOB NOT NULL REFERENCES unit(id),
  payer BLOB REFERENCES unit(id),
  cooperation BLOB REFERENCES cooperation(id),
  opportunity BLOB REFERENCES opportunity(id),
  state TEXT NOT NULL DEFAULT 'draft',
  signed_on TEXT,
  "start" TEXT,
  "end" TEXT,
  amount INTEGER,
  amount_currency TEXT,
  received INTEGER,                     -- computed
  received_currency TEXT,
  difference INTEGER,                   -- computed: what the amount has over its instalments
  difference_currency TEXT,
  tax_included INTEGER CHECK (tax_included IN (0, 1)),
  tax_rate INTEGER,                     -- basis points
  terms TEXT,
  renewal_notice_days INTEGER,
  signer BLOB REFERENCES contact(id),
  our_signer TEXT,
  locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
  amend_reason TEXT,                    -- why what was signed was changed last
  note TEXT,
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE UNIQUE INDEX contract_code ON contract(code) WHERE code IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX contract_unit ON contract(unit);

CREATE INDEX contract_end ON contract("end") WHERE "end" IS NOT NULL;

CREATE INDEX contract_payer ON contract(payer) WHERE payer IS NOT NULL;

CREATE INDEX contract_cooperation ON contract(cooperation) WHERE cooperation IS NOT NULL;

CREATE INDEX contract_opportunity ON contract(opportunity) WHERE opportunity IS NOT NULL;

CREATE INDEX contract_signer ON contract(signer) WHERE signer IS NOT NULL;

CREATE TABLE contract_held (contract BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER contract_locked
AFTER UPDATE OF amount, amount_currency, tax_included, tax_rate, signed_on, "start", "end", terms, locked ON contract
WHEN old.locked = 1
  AND (old.amount, old.amount_currency, old.tax_included, old.tax_rate, old.signed_on, old."start",
       old."end", old.terms, old.locked)
    IS NOT (new.amount, new.amount_currency, new.tax_included, new.tax_rate, new.signed_on,
            new."start", new."end", new.terms, new.locked)
  AND (new.amend_reason IS NULL OR new.amend_reason IS old.amend_reason) BEGIN
  INSERT OR IGNORE INTO contract_held VALUES (new.id);
END;

CREATE TABLE instalment (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  contract BLOB NOT NULL REFERENCES contract(id),
  unit BLOB REFERENCES unit(id),        -- computed
  seq INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  "trigger" TEXT NOT NULL DEFAULT 'date',
  days INTEGER,                         -- so many after what it waits for
  offset_unit TEXT NOT NULL DEFAULT 'day', -- of which: day, workday or month
  happened_on TEXT,                     -- when what it waits for took place
  due_on TEXT,                          -- as it was typed, which stands above what is reckoned
  falls_on TEXT,                        -- computed: when it is due, typed or reckoned
  share INTEGER,                        -- basis points
  amount INTEGER,
  amount_currency TEXT,
  received INTEGER,                     -- computed
  received_currency TEXT,
  method TEXT,
  state TEXT NOT NULL DEFAULT 'pending', -- as it was typed
  standing TEXT NOT NULL DEFAULT 'open', -- computed: how it stands by what came
  decider BLOB REFERENCES contact(id),
  note TEXT
) STRICT;

CREATE INDEX instalment_contract ON instalment(contract);

CREATE INDEX instalment_due ON instalment(falls_on) WHERE falls_on IS NOT NULL;

CREATE INDEX instalment_unit ON instalment(unit) WHERE unit IS NOT NULL;

CREATE INDEX instalment_decider ON instalment(decider) WHERE decider IS NOT NULL;

CREATE TABLE payment (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  contract BLOB REFERENCES contract(id),
  received_on TEXT NOT NULL,
  amount INTEGER NOT NULL,
  amount_currency TEXT,
  allocated INTEGER,                    -- computed
  allocated_currency TEXT,
  method TEXT,
  bank_ref TEXT,
  note TEXT
) STRICT;

CREATE INDEX payment_unit ON payment(unit);

CREATE INDEX payment_contract ON payment(contract) WHERE contract IS NOT NULL;

CREATE TABLE allocation (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  payment BLOB NOT NULL REFERENCES payment(id),
  instalment BLOB NOT NULL REFERENCES instalment(id),
  amount INTEGER NOT NULL,
  amount_currency TEXT,
  note TEXT
) STRICT;

CREATE INDEX allocation_payment ON allocation(payment);

CREATE INDEX allocation_instalment ON allocation(instalment);

CREATE TABLE invoice (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  contract BLOB REFERENCES contract(id),
  number TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 40),
  kind TEXT,
  title TEXT,
  tax_no TEXT,
  issued_on TEXT,
  amount INTEGER,
  amount_currency TEXT,
  state TEXT NOT NULL DEFAULT 'issued',
  note TEXT
) STRICT;

CREATE INDEX invoice_unit ON invoice(unit);

CREATE INDEX invoice_contract ON invoice(contract) WHERE contract IS NOT NULL;

CREATE TABLE "transaction" (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  contract BLOB REFERENCES contract(id),
  date TEXT NOT NULL,
  product BLOB REFERENCES product(id),
  item TEXT NOT NULL CHECK (length(item) BETWEEN 1 AND 200),
  quantity INTEGER,                     -- hundred-millionths
  measure TEXT,
  unit_price INTEGER,
  unit_price_currency TEXT,
  amount INTEGER,
  amount_currency TEXT,
  tax_rate INTEGER,                     -- basis points
  order_no TEXT,
  line_hash TEXT,                       -- computed
  note TEXT
) STRICT;

CREATE INDEX transaction_unit ON "transaction"(unit);

CREATE INDEX transaction_contract ON "transaction"(contract) WHERE contract IS NOT NULL;

CREATE INDEX transaction_product ON "transaction"(product) WHERE product IS NOT NULL;

CREATE INDEX transaction_line ON "transaction"(line_hash, unit) WHERE line_hash IS NOT NULL;

CREATE TABLE cost (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  cooperation BLOB REFERENCES cooperation(id),
  project BLOB REFERENCES project(id),
  kind TEXT NOT NULL DEFAULT 'other',
  date TEXT NOT NULL,
  amount INTEGER NOT NULL,
  amount_currency TEXT,
  note TEXT
) STRICT;

CREATE INDEX cost_unit ON cost(unit);

CREATE INDEX cost_cooperation ON cost(cooperation) WHERE cooperation IS NOT NULL;

CREATE INDEX cost_project ON cost(project) WHERE project IS NOT NULL;

CREATE TABLE fx_rate (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  date TEXT NOT NULL,
  from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL DEFAULT 'CNY',
  rate INTEGER NOT NULL,                -- hundred-millionths
  source TEXT
) STRICT;

CREATE INDEX fx_rate_pair ON fx_rate(from_currency, to_currency, date);

CREATE TABLE project (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  unit BLOB NOT NULL REFERENCES unit(id),
  cooperation BLOB REFERENCES cooperation(id),
  contract BLOB REFERENCES contract(id),
  stage TEXT NOT NULL DEFAULT 'planned',
  health TEXT,
  "start" TEXT,
  "end" TEXT,
  manager TEXT,
  note TEXT,
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE INDEX project_unit ON project(unit);

CREATE INDEX project_cooperation ON project(cooperation) WHERE cooperation IS NOT NULL;

CREATE INDEX project_contract ON project(contract) WHERE contract IS NOT NULL;

CREATE TABLE milestone (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  project BLOB NOT NULL REFERENCES project(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  due_on TEXT,
  done_on TEXT,
  weight INTEGER,
  note TEXT,
  project_stage TEXT                    -- of the project it is a step of; kept by the core
) STRICT;

CREATE INDEX milestone_project ON milestone(project);

CREATE INDEX milestone_due ON milestone(due_on) WHERE due_on IS NOT NULL AND done_on IS NULL;

CREATE TABLE project_issue (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  project BLOB NOT NULL REFERENCES project(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  severity TEXT NOT NULL DEFAULT '3',
  owner TEXT,
  opened_on TEXT,
  due_on TEXT,
  closed_on TEXT,
  result TEXT,
  project_stage TEXT                    -- of the project it stands in the way of; kept by the core
) STRICT;

CREATE INDEX project_issue_project ON project_issue(project);

CREATE INDEX project_issue_due ON project_issue(due_on) WHERE due_on IS NOT NULL AND closed_on IS NULL;

CREATE TABLE account_plan (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  year INTEGER NOT NULL,
  vision TEXT,
  priorities TEXT,
  strengths TEXT,
  weaknesses TEXT,
  opportunities TEXT,
  threats TEXT,
  owner TEXT,
  backup_owner TEXT,
  reviewer TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE INDEX account_plan_unit ON account_plan(unit);

CREATE TABLE goal (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  plan BLOB NOT NULL REFERENCES account_plan(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  metric TEXT,
  target TEXT,
  due_on TEXT,
  done_on TEXT
) STRICT;

CREATE INDEX goal_plan ON goal(plan);

CREATE INDEX goal_due ON goal(due_on) WHERE due_on IS NOT NULL AND done_on IS NULL;

CREATE TABLE need (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 20000),
  unit BLOB NOT NULL REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  feedback BLOB REFERENCES feedback(id),
  kind TEXT NOT NULL DEFAULT 'other',
  priority TEXT,
  wanted_by TEXT,
  state TEXT NOT NULL DEFAULT 'stated',
  spec_value INTEGER,                   -- hundred-millionths
  spec_unit TEXT,
  answered_by TEXT,
  project BLOB REFERENCES project(id),
  owner TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE INDEX need_unit ON need(unit);

CREATE INDEX need_contact ON need(contact) WHERE contact IS NOT NULL;

CREATE INDEX need_feedback ON need(feedback) WHERE feedback IS NOT NULL;

CREATE INDEX need_project ON need(project) WHERE project IS NOT NULL;

CREATE TABLE preference (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  topic TEXT NOT NULL,
  value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 500),
  origin TEXT NOT NULL DEFAULT 'told',
  as_of TEXT
) STRICT;

CREATE INDEX preference_unit ON preference(unit) WHERE unit IS NOT NULL;

CREATE INDEX preference_contact ON preference(contact) WHERE contact IS NOT NULL;

CREATE TABLE feedback (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 20000),
  unit BLOB NOT NULL REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  at INTEGER NOT NULL,                  -- ms UTC
  channel TEXT,
  kind TEXT NOT NULL DEFAULT 'other',
  topic TEXT,
  product BLOB REFERENCES product(id),
  mood TEXT,
  confirmed_by TEXT,
  state TEXT NOT NULL DEFAULT 'open',
  owner TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE INDEX feedback_unit ON feedback(unit);

CREATE INDEX feedback_contact ON feedback(contact) WHERE contact IS NOT NULL;

CREATE INDEX feedback_product ON feedback(product) WHERE product IS NOT NULL;

CREATE TABLE complaint (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  unit BLOB NOT NULL REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  feedback BLOB REFERENCES feedback(id),
  text TEXT,
  product BLOB REFERENCES product(id),
  severity TEXT NOT NULL DEFAULT '3',
  received_on TEXT NOT NULL,
  promised_by TEXT,
  promised_by_zone TEXT,
  cause TEXT,
  result TEXT,
  state TEXT NOT NULL DEFAULT 'open',
  confirmed_on TEXT,
  reopened INTEGER,
  owner TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE INDEX complaint_unit ON complaint(unit);

CREATE INDEX complaint_promised ON complaint(promised_by) WHERE promised_by IS NOT NULL;

CREATE INDEX complaint_contact ON complaint(contact) WHERE contact IS NOT NULL;

CREATE INDEX complaint_feedback ON complaint(feedback) WHERE feedback IS NOT NULL;

CREATE INDEX complaint_product ON complaint(product) WHERE product IS NOT NULL;

CREATE TABLE complaint_step (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  complaint BLOB NOT NULL REFERENCES complaint(id),
  at INTEGER NOT NULL,                  -- ms UTC
  who TEXT,
  what TEXT NOT NULL CHECK (length(what) BETWEEN 1 AND 20000)
) STRICT;

CREATE INDEX complaint_step_complaint ON complaint_step(complaint);

CREATE TABLE suggestion (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 20000),
  unit BLOB NOT NULL REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  feedback BLOB REFERENCES feedback(id),
  made_on TEXT,
  outcome TEXT,
  reply TEXT,
  replied_on TEXT
) STRICT;

CREATE INDEX suggestion_unit ON suggestion(unit);

CREATE INDEX suggestion_contact ON suggestion(contact) WHERE contact IS NOT NULL;

CREATE INDEX suggestion_feedback ON suggestion(feedback) WHERE feedback IS NOT NULL;

CREATE TABLE satisfaction (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  date TEXT NOT NULL,
  scale TEXT NOT NULL DEFAULT 'five',
  score INTEGER NOT NULL,
  "of" TEXT,
  project BLOB REFERENCES project(id),
  comment TEXT
) STRICT;

CREATE INDEX satisfaction_unit ON satisfaction(unit);

CREATE INDEX satisfaction_contact ON satisfaction(contact) WHERE contact IS NOT NULL;

CREATE INDEX satisfaction_project ON satisfaction(project) WHERE project IS NOT NULL;

CREATE TABLE competitor (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key TEXT NOT NULL DEFAULT '',
  website TEXT,
  strengths TEXT,
  weaknesses TEXT,
  note TEXT,
  owner TEXT,
  source TEXT,
  tags TEXT,                            -- JSON array of text
  label TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE TABLE competitor_view (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  competitor BLOB NOT NULL REFERENCES competitor(id),
  product BLOB REFERENCES product(id),
  uses INTEGER CHECK (uses IN (0, 1)),
  liked TEXT,
  disliked TEXT,
  price_hint TEXT,
  contract_end_on TEXT,
  as_of TEXT,
  source TEXT,
  note TEXT
) STRICT;

CREATE INDEX competitor_view_unit ON competitor_view(unit);

CREATE INDEX competitor_view_end ON competitor_view(contract_end_on) WHERE contract_end_on IS NOT NULL;

CREATE INDEX competitor_view_competitor ON competitor_view(competitor);

CREATE INDEX competitor_view_product ON competitor_view(product) WHERE product IS NOT NULL;

CREATE TABLE strategy_note (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  as_of TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'plan',
  horizon TEXT,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 20000)
) STRICT;

CREATE INDEX strategy_note_unit ON strategy_note(unit);

CREATE TABLE promise (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  unit BLOB NOT NULL REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),
  "by" TEXT NOT NULL DEFAULT 'us',
  who TEXT,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
  due_on TEXT,
  state TEXT NOT NULL DEFAULT 'open',
  kept_on TEXT,
  activity BLOB REFERENCES activity(id)
) STRICT;

CREATE INDEX promise_unit ON promise(unit);

CREATE INDEX promise_due ON promise(due_on) WHERE due_on IS NOT NULL AND state = 'open';

CREATE INDEX promise_waiting ON promise(created_at) WHERE due_on IS NULL AND state = 'open';

CREATE INDEX promise_contact ON promise(contact) WHERE contact IS NOT NULL;

CREATE INDEX promise_activity ON promise(activity) WHERE activity IS NOT NULL;

CREATE TABLE rhythm (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  level TEXT,
  unit BLOB REFERENCES unit(id),
  contact BLOB REFERENCES contact(id),  -- one person, whatever their customer's rhythm
  tag TEXT,
  ideal_days INTEGER NOT NULL DEFAULT 30,
  latest_days INTEGER NOT NULL DEFAULT 45,
  kinds TEXT,                           -- JSON array of codes
  skip_holidays INTEGER NOT NULL DEFAULT 1 CHECK (skip_holidays IN (0, 1)),
  spread INTEGER NOT NULL DEFAULT 1 CHECK (spread IN (0, 1))
) STRICT;

CREATE INDEX rhythm_unit ON rhythm(unit) WHERE unit IS NOT NULL;

CREATE INDEX rhythm_contact ON rhythm(contact) WHERE contact IS NOT NULL;

CREATE TABLE touch_plan (
  whom BLOB PRIMARY KEY CHECK (length(whom) = 16), -- a unit or a contact
  rhythm BLOB NOT NULL,
  since TEXT,                           -- the last contact that counts; NULL: none yet
  "on" TEXT NOT NULL,
  latest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX touch_plan_on ON touch_plan("on", rhythm);

CREATE TABLE checklist (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  note TEXT,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  purpose TEXT                          -- what it is meant for; a renewal starts where a contract ends
) STRICT;

CREATE TABLE checklist_item (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  checklist BLOB NOT NULL REFERENCES checklist(id),
  seq INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  offset_days INTEGER,                  -- from the day it is started; before it where negative
  note TEXT,
  working_days INTEGER NOT NULL DEFAULT 0 CHECK (working_days IN (0, 1)), -- how the days are counted
  kind TEXT,
  priority TEXT,
  each_below INTEGER NOT NULL DEFAULT 0 CHECK (each_below IN (0, 1)) -- once for each unit right below
) STRICT;

CREATE INDEX checklist_item_checklist ON checklist_item(checklist);

CREATE INDEX unit_legal_rep_contact ON unit(legal_rep_contact) WHERE legal_rep_contact IS NOT NULL;

CREATE INDEX post_seat ON post(seat) WHERE seat IS NOT NULL;

CREATE INDEX task_cooperation ON task(cooperation) WHERE cooperation IS NOT NULL;

CREATE INDEX task_contract ON task(contract) WHERE contract IS NOT NULL;

CREATE INDEX task_project ON task(project) WHERE project IS NOT NULL;

CREATE INDEX task_complaint ON task(complaint) WHERE complaint IS NOT NULL;

CREATE INDEX task_opportunity ON task(opportunity) WHERE opportunity IS NOT NULL;

CREATE INDEX task_account_plan ON task(account_plan) WHERE account_plan IS NOT NULL;

CREATE INDEX task_milestone ON task(milestone) WHERE milestone IS NOT NULL;

CREATE INDEX task_instalment ON task(instalment) WHERE instalment IS NOT NULL;

CREATE INDEX task_invoice ON task(invoice) WHERE invoice IS NOT NULL;

CREATE INDEX task_promise ON task(promise) WHERE promise IS NOT NULL;

CREATE INDEX task_need ON task(need) WHERE need IS NOT NULL;

CREATE INDEX task_competitor_view ON task(competitor_view) WHERE competitor_view IS NOT NULL;

CREATE INDEX task_checklist ON task(checklist) WHERE checklist IS NOT NULL;

CREATE INDEX task_post ON task(post) WHERE post IS NOT NULL;

CREATE INDEX task_product ON task(product) WHERE product IS NOT NULL;

CREATE INDEX task_category ON task(category) WHERE category IS NOT NULL;

CREATE INDEX task_payment ON task(payment) WHERE payment IS NOT NULL;

CREATE INDEX task_transaction ON task("transaction") WHERE "transaction" IS NOT NULL;

CREATE INDEX task_cost ON task(cost) WHERE cost IS NOT NULL;

CREATE INDEX task_project_issue ON task(project_issue) WHERE project_issue IS NOT NULL;

CREATE INDEX task_goal ON task(goal) WHERE goal IS NOT NULL;

CREATE INDEX task_preference ON task(preference) WHERE preference IS NOT NULL;

CREATE INDEX task_feedback ON task(feedback) WHERE feedback IS NOT NULL;

CREATE INDEX task_complaint_step ON task(complaint_step) WHERE complaint_step IS NOT NULL;

CREATE INDEX task_suggestion ON task(suggestion) WHERE suggestion IS NOT NULL;

CREATE INDEX task_satisfaction ON task(satisfaction) WHERE satisfaction IS NOT NULL;

CREATE INDEX task_competitor ON task(competitor) WHERE competitor IS NOT NULL;

CREATE INDEX task_strategy_note ON task(strategy_note) WHERE strategy_note IS NOT NULL;

CREATE INDEX task_official_id ON task(official_id) WHERE official_id IS NOT NULL;

CREATE INDEX task_address ON task(address) WHERE address IS NOT NULL;

CREATE INDEX task_bank_account ON task(bank_account) WHERE bank_account IS NOT NULL;

CREATE INDEX task_unit_link ON task(unit_link) WHERE unit_link IS NOT NULL;

CREATE INDEX task_unit_relation ON task(unit_relation) WHERE unit_relation IS NOT NULL;

CREATE INDEX task_seat ON task(seat) WHERE seat IS NOT NULL;

CREATE INDEX task_stance ON task(stance) WHERE stance IS NOT NULL;

CREATE INDEX task_influence ON task(influence) WHERE influence IS NOT NULL;

CREATE INDEX task_lesson ON task(lesson) WHERE lesson IS NOT NULL;

CREATE INDEX task_checklist_unit ON task(checklist_unit) WHERE checklist_unit IS NOT NULL;

CREATE TRIGGER complaint_edit AFTER UPDATE OF unit, state, deleted_at ON complaint BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER complaint_erased AFTER DELETE ON complaint BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit);
END;

CREATE TABLE money_stale (
  entity TEXT NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER allocation_edit AFTER UPDATE OF payment, instalment, amount, amount_currency, deleted_at ON allocation BEGIN
  INSERT OR IGNORE INTO money_stale VALUES ('payment', old.payment), ('payment', new.payment),
    ('instalment', old.instalment), ('instalment', new.instalment);
END;

CREATE TRIGGER allocation_erased AFTER DELETE ON allocation BEGIN
  INSERT OR IGNORE INTO money_stale VALUES ('payment', old.payment), ('instalment', old.instalment);
END;

CREATE TRIGGER instalment_edit AFTER UPDATE OF contract, amount, amount_currency, state, deleted_at ON instalment BEGIN
  INSERT OR IGNORE INTO money_stale VALUES ('instalment', new.id),
    ('contract', old.contract), ('contract', new.contract);
END;

CREATE TRIGGER instalment_erased AFTER DELETE ON instalment BEGIN
  INSERT OR IGNORE INTO money_stale VALUES ('contract', old.contract);
END;

CREATE TRIGGER payment_edit AFTER UPDATE OF contract, amount, amount_currency, deleted_at ON payment BEGIN
  INSERT OR IGNORE INTO money_stale VALUES ('payment', new.id);
  INSERT OR IGNORE INTO money_stale SELECT 'contract', old.contract WHERE old.contract IS NOT NULL;
END;

CREATE TRIGGER payment_erased AFTER DELETE ON payment WHEN old.contract IS NOT NULL BEGIN
  INSERT OR IGNORE INTO money_stale VALUES ('contract', old.contract);
END;

CREATE TRIGGER contract_edit AFTER UPDATE OF unit, signed_on ON contract
WHEN (old.unit, old.signed_on) IS NOT (new.unit, new.signed_on) BEGIN
  INSERT OR IGNORE INTO money_stale SELECT 'instalment', id FROM instalment WHERE contract = new.id;
END;

CREATE TABLE lesson (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  note TEXT CHECK (length(note) BETWEEN 1 AND 500),
  answer TEXT NOT NULL DEFAULT 'open',
  project BLOB REFERENCES project(id),
  cooperation BLOB REFERENCES cooperation(id),
  complaint BLOB REFERENCES complaint(id),
  need BLOB REFERENCES need(id),
  satisfaction BLOB REFERENCES satisfaction(id),
  earlier BLOB REFERENCES cooperation(id) -- one that ended in discontent
) STRICT;

CREATE INDEX lesson_project ON lesson(project) WHERE project IS NOT NULL;

CREATE INDEX lesson_cooperation ON lesson(cooperation) WHERE cooperation IS NOT NULL;

CREATE INDEX lesson_complaint ON lesson(complaint) WHERE complaint IS NOT NULL;

CREATE INDEX lesson_need ON lesson(need) WHERE need IS NOT NULL;

CREATE INDEX lesson_satisfaction ON lesson(satisfaction) WHERE satisfaction IS NOT NULL;

CREATE INDEX lesson_earlier ON lesson(earlier) WHERE earlier IS NOT NULL;

CREATE TABLE precedent (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  like_cooperation BLOB REFERENCES cooperation(id),
  like_project BLOB REFERENCES project(id),
  cooperation BLOB REFERENCES cooperation(id),
  project BLOB REFERENCES project(id),
  note TEXT CHECK (length(note) BETWEEN 1 AND 500)
) STRICT;

CREATE INDEX precedent_like_cooperation ON precedent(like_cooperation) WHERE like_cooperation IS NOT NULL;

CREATE INDEX precedent_like_project ON precedent(like_project) WHERE like_project IS NOT NULL;

CREATE INDEX precedent_cooperation ON precedent(cooperation) WHERE cooperation IS NOT NULL;

CREATE INDEX precedent_project ON precedent(project) WHERE project IS NOT NULL;

CREATE INDEX cooperation_amount ON cooperation(amount_currency, amount) WHERE amount IS NOT NULL;

CREATE INDEX unit_industry ON unit(industry, coop_count) WHERE industry IS NOT NULL;

CREATE TABLE cooperation_product (
  product TEXT NOT NULL,
  cooperation BLOB NOT NULL,
  PRIMARY KEY (product, cooperation)
) STRICT, WITHOUT ROWID;

CREATE INDEX cooperation_product_cooperation ON cooperation_product(cooperation);

CREATE TRIGGER cooperation_sold_edit AFTER UPDATE OF products ON cooperation BEGIN
  DELETE FROM cooperation_product WHERE cooperation = old.id;
  INSERT OR IGNORE INTO cooperation_product
    SELECT lower(trim(value)), new.id FROM json_each(new.products);
END;

CREATE TRIGGER cooperation_sold_erased AFTER DELETE ON cooperation BEGIN
  DELETE FROM cooperation_product WHERE cooperation = old.id;
END;

CREATE TABLE worth_stale (unit BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER contract_worth AFTER UPDATE OF unit, amount, amount_currency, state, signed_on, deleted_at ON contract BEGIN
  INSERT OR IGNORE INTO worth_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER contract_worth_erased AFTER DELETE ON contract BEGIN
  INSERT OR IGNORE INTO worth_stale VALUES (old.unit);
END;

CREATE TRIGGER payment_worth AFTER UPDATE OF unit, amount, amount_currency, deleted_at ON payment BEGIN
  INSERT OR IGNORE INTO worth_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER payment_worth_erased AFTER DELETE ON payment BEGIN
  INSERT OR IGNORE INTO worth_stale VALUES (old.unit);
END;

CREATE TRIGGER instalment_worth AFTER UPDATE OF unit, amount, amount_currency, received, standing, falls_on, deleted_at ON instalment BEGIN
  INSERT OR IGNORE INTO worth_stale SELECT old.unit WHERE old.unit IS NOT NULL;
  INSERT OR IGNORE INTO worth_stale SELECT new.unit WHERE new.unit IS NOT NULL;
END;

CREATE TRIGGER instalment_worth_erased AFTER DELETE ON instalment WHEN old.unit IS NOT NULL BEGIN
  INSERT OR IGNORE INTO worth_stale VALUES (old.unit);
END;

CREATE TRIGGER unit_worth AFTER UPDATE OF parent, deleted_at ON unit
WHEN coalesce(new.contracted_all_currency, new.received_all_currency, new.owed_late_all_currency) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO worth_stale SELECT old.parent WHERE old.parent IS NOT NULL;
  INSERT OR IGNORE INTO worth_stale SELECT new.parent WHERE new.parent IS NOT NULL;
END;

CREATE TRIGGER unit_worth_erased AFTER DELETE ON unit
WHEN old.parent IS NOT NULL
  AND coalesce(old.contracted_all_currency, old.received_all_currency, old.owed_late_all_currency) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO worth_stale VALUES (old.parent);
END;

CREATE TABLE merge_event (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,                  -- set when they were taken apart again
  entity TEXT NOT NULL,
  winner TEXT NOT NULL,                -- the record that stayed; its id as text, for no reference
  loser TEXT NOT NULL,                 -- may be re-pointed by a later merge; the one in the bin
  name TEXT NOT NULL,                  -- what the loser was called
  step INTEGER NOT NULL                -- journal.seq of the merge
) STRICT;

CREATE INDEX merge_event_winner ON merge_event(winner);

CREATE TABLE taken_back (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  op TEXT NOT NULL,                    -- what the step was called
  step INTEGER NOT NULL                -- journal.seq of the step
) STRICT;

CREATE INDEX taken_back_step ON taken_back(step);

CREATE TABLE distinct_pair (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  entity TEXT NOT NULL,
  first TEXT NOT NULL,                 -- ids as text, as in merge_event
  second TEXT NOT NULL,
  first_mark TEXT NOT NULL,
  second_mark TEXT NOT NULL
) STRICT;

CREATE INDEX distinct_pair_first ON distinct_pair(first);

CREATE INDEX unit_bin ON unit(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX contact_bin ON contact(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX post_bin ON post(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX cooperation_bin ON cooperation(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX activity_bin ON activity(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX task_bin ON task(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX official_id_bin ON official_id(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX address_bin ON address(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX bank_account_bin ON bank_account(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX unit_link_bin ON unit_link(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX unit_relation_bin ON unit_relation(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX seat_bin ON seat(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX stance_bin ON stance(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX influence_bin ON influence(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX category_bin ON category(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX product_bin ON product(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX opportunity_bin ON opportunity(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX contract_bin ON contract(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX instalment_bin ON instalment(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX payment_bin ON payment(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX allocation_bin ON allocation(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX invoice_bin ON invoice(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX transaction_bin ON "transaction"(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX cost_bin ON cost(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX fx_rate_bin ON fx_rate(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX project_bin ON project(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX milestone_bin ON milestone(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX project_issue_bin ON project_issue(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX account_plan_bin ON account_plan(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX goal_bin ON goal(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX need_bin ON need(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX preference_bin ON preference(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX feedback_bin ON feedback(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX complaint_bin ON complaint(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX complaint_step_bin ON complaint_step(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX suggestion_bin ON suggestion(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX satisfaction_bin ON satisfaction(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX competitor_bin ON competitor(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX competitor_view_bin ON competitor_view(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX strategy_note_bin ON strategy_note(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX promise_bin ON promise(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX holiday_bin ON holiday(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX rhythm_bin ON rhythm(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX checklist_bin ON checklist(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE INDEX checklist_item_bin ON checklist_item(deleted_at) WHERE deleted_at IS NOT NULL;

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

CREATE TABLE hidden_module (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  module TEXT NOT NULL
) STRICT;

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

CREATE TABLE stray_file (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
  label TEXT NOT NULL DEFAULT 'open',
  photo INTEGER NOT NULL DEFAULT 0 CHECK (photo IN (0, 1))  -- it shows the person it is on
) STRICT;

CREATE INDEX attachment_kind ON attachment(of_entity);

CREATE INDEX attachment_of ON attachment("of");

CREATE INDEX attachment_unit ON attachment(unit) WHERE unit IS NOT NULL;

CREATE INDEX attachment_file ON attachment(file);

CREATE INDEX attachment_name ON attachment(name COLLATE NOCASE);

CREATE TABLE provenance (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  of_entity TEXT NOT NULL,
  "of" BLOB NOT NULL CHECK (length("of") = 16),  -- a record of any kind: no one table to refer to
  field TEXT NOT NULL,
  source TEXT,                         -- who or what said so
  certainty TEXT,
  entered_at INTEGER,                  -- since when it is known, where that is not when it was typed
  verified_at INTEGER,
  verified_by TEXT,
  note TEXT,
  unchecked_at INTEGER,                -- changed then, and nobody else has looked at it since
  unchecked_by TEXT,                   -- what whoever changed it was called then, where they had said
  checked_at INTEGER,
  checked_by TEXT,
  later_on TEXT,                       -- out of the review's way until that day
  doubt TEXT,                          -- why it looks filled in carelessly: a message
  kept_at INTEGER,                     -- doubtful, and kept all the same since then
  wrong TEXT,                          -- what somebody said is wrong with it
  should_be TEXT,                      -- what it should be, as they said
  wrong_by TEXT                        -- who said so
) STRICT;

CREATE INDEX provenance_of ON provenance("of", field);

CREATE INDEX provenance_unchecked ON provenance(unchecked_at) WHERE unchecked_at IS NOT NULL;

CREATE INDEX provenance_doubtful ON provenance(n)
  WHERE certainty = 'doubtful' AND kept_at IS NULL AND deleted_at IS NULL;

CREATE INDEX provenance_bin ON provenance(deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE aspect_weight (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  aspect TEXT NOT NULL,
  kind TEXT,                           -- the kind of unit; NULL: every one that has no weight of its own
  weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100)
) STRICT;

CREATE TABLE audit_run (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  started_on TEXT NOT NULL,
  finished_on TEXT,
  size INTEGER NOT NULL,               -- so many were drawn
  drawn_from INTEGER NOT NULL,         -- out of so many
  left_out INTEGER NOT NULL,           -- so many more took no part, being confidential
  confidential INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE audit_item (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  rev INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  run BLOB NOT NULL REFERENCES audit_run(id),
  of_entity TEXT NOT NULL,
  "of" BLOB NOT NULL CHECK (length("of") = 16),  -- as in provenance
  field TEXT NOT NULL,
  outcome TEXT,                        -- confirmed, changed, unknown
  answered_at INTEGER
) STRICT;

CREATE INDEX audit_item_run ON audit_item(run, n);

CREATE INDEX audit_item_answered ON audit_item(answered_at, outcome)
  WHERE answered_at IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX unit_review ON unit(coverage, stale_at, coverage_until, level, coop_amount,
  coop_amount_currency, id) WHERE coverage IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX unit_cycle ON unit(kind, status, size_class, level, reviewed_on, review_skipped_on,
  created_at, id) WHERE deleted_at IS NULL;

CREATE TRIGGER unit_cycle_went AFTER DELETE ON unit BEGIN
  UPDATE meta SET cycle_ground = cycle_ground + 1;
END;

CREATE TRIGGER unit_cycle_edit AFTER UPDATE OF kind, status, size_class, level, reviewed_on, review_skipped_on,
  created_at, deleted_at ON unit
WHEN (old.kind, old.status, old.size_class, old.level, old.reviewed_on, old.review_skipped_on, old.created_at,
      old.deleted_at) IS NOT
     (new.kind, new.status, new.size_class, new.level, new.reviewed_on, new.review_skipped_on, new.created_at,
      new.deleted_at) BEGIN
  UPDATE meta SET cycle_ground = cycle_ground + 1;
END;

CREATE INDEX contact_review ON contact(stale_at, unit, "left")
  WHERE stale_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE quality_stale (
  entity TEXT NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER unit_quality AFTER UPDATE OF kind, uscc, legal_rep, legal_rep_contact, industry, address,
  phones, emails, website, owner, level, status, employees_band, registered_capital, credit_limit,
  strategy_head, contact_name, contact_phone, coop_count, next_touch, last_touch, deleted_at ON unit
-- What the core keeps it writes anew whether it became another or not; and of most, all that counts is
-- whether there is anything.
WHEN new.coverage IS NOT NULL AND
      (old.kind, old.uscc, old.legal_rep, old.legal_rep_contact, old.address,
       old.phones, old.emails, old.website, old.level, old.status,
       old.coop_count, old.next_touch, old.last_touch, old.deleted_at,
       old.industry IS NULL, old.owner IS NULL, old.employees_band IS NULL,
       old.registered_capital IS NULL, old.credit_limit IS NULL, old.strategy_head IS NULL,
       old.contact_name IS NULL, old.contact_phone IS NULL) IS NOT
      (new.kind, new.uscc, new.legal_rep, new.legal_rep_contact, new.address,
       new.phones, new.emails, new.website, new.level, new.status,
       new.coop_count, new.next_touch, new.last_touch, new.deleted_at,
       new.industry IS NULL, new.owner IS NULL, new.employees_band IS NULL,
       new.registered_capital IS NULL, new.credit_limit IS NULL, new.strategy_head IS NULL,
       new.contact_name IS NULL, new.contact_phone IS NULL) BEGIN
  -- Not OR IGNORE: what the statement that set this off says of conflicts would stand above it.
  INSERT INTO quality_stale SELECT 'unit', new.id
    WHERE NOT EXISTS (SELECT 1 FROM quality_stale WHERE entity = 'unit' AND id = new.id);
END;

CREATE TRIGGER contact_quality AFTER UPDATE OF phones, emails, wechat, "left", deleted_at ON contact BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('contact', new.id);
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM post WHERE contact = new.id;
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM stance WHERE contact = new.id AND unit IS NOT NULL;
END;

CREATE TRIGGER stance_quality AFTER UPDATE OF contact, seat, unit, role, deleted_at ON stance BEGIN
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', old.unit WHERE old.unit IS NOT NULL;
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', new.unit WHERE new.unit IS NOT NULL;
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM post WHERE contact IN (old.contact, new.contact);
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM seat WHERE id IN (old.seat, new.seat);
END;

CREATE TRIGGER stance_quality_erased AFTER DELETE ON stance BEGIN
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', old.unit WHERE old.unit IS NOT NULL;
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM post WHERE contact = old.contact;
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM seat WHERE id = old.seat;
END;

CREATE TRIGGER seat_quality AFTER UPDATE OF unit, deleted_at ON seat BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit), ('unit', new.unit);
END;

CREATE TRIGGER contract_quality AFTER UPDATE OF unit, amount, "end", deleted_at ON contract BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit), ('unit', new.unit);
END;

CREATE TRIGGER contract_quality_erased AFTER DELETE ON contract BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit);
END;

CREATE TRIGGER cooperation_quality AFTER UPDATE OF unit, amount, "end", deleted_at ON cooperation BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit), ('unit', new.unit);
END;

CREATE TRIGGER cooperation_quality_erased AFTER DELETE ON cooperation BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit);
END;

CREATE TRIGGER post_quality AFTER UPDATE OF contact, unit, seat, "end", deleted_at ON post BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit), ('unit', new.unit);
  INSERT OR IGNORE INTO quality_stale
    SELECT 'unit', unit FROM stance WHERE contact IN (old.contact, new.contact) AND unit IS NOT NULL
    UNION ALL SELECT 'unit', unit FROM seat WHERE id IN (old.seat, new.seat);
END;

CREATE TRIGGER post_quality_erased AFTER DELETE ON post BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit);
  INSERT OR IGNORE INTO quality_stale
    SELECT 'unit', unit FROM stance WHERE contact = old.contact AND unit IS NOT NULL
    UNION ALL SELECT 'unit', unit FROM seat WHERE id = old.seat;
END;

CREATE TRIGGER official_id_quality AFTER UPDATE OF unit, deleted_at ON official_id BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit), ('unit', new.unit);
END;

CREATE TRIGGER official_id_quality_erased AFTER DELETE ON official_id BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit);
END;

CREATE TRIGGER address_quality AFTER UPDATE OF unit, deleted_at ON address BEGIN
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', old.unit WHERE old.unit IS NOT NULL;
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', new.unit WHERE new.unit IS NOT NULL;
END;

CREATE TRIGGER address_quality_erased AFTER DELETE ON address WHEN old.unit IS NOT NULL BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES ('unit', old.unit);
END;

CREATE TRIGGER provenance_quality AFTER UPDATE OF "of", field, certainty, entered_at, verified_at, deleted_at ON provenance
WHEN new.of_entity = 'unit' OR new.of_entity = 'contact' BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES (new.of_entity, new."of");
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM post
    WHERE new.of_entity = 'contact' AND contact = new."of"
      AND (old.certainty IS NOT new.certainty OR old.deleted_at IS NOT new.deleted_at);
END;

CREATE TRIGGER provenance_quality_erased AFTER DELETE ON provenance
WHEN old.of_entity = 'unit' OR old.of_entity = 'contact' BEGIN
  INSERT OR IGNORE INTO quality_stale VALUES (old.of_entity, old."of");
  INSERT OR IGNORE INTO quality_stale SELECT 'unit', unit FROM post
    WHERE old.of_entity = 'contact' AND contact = old."of";
END;

CREATE INDEX contact_phone ON contact(json_extract(phones, '$[0].e164'))
  WHERE phones IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX contact_mail ON contact(json_extract(emails, '$[0]'))
  WHERE emails IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX unit_activity_until ON unit(activity_until) WHERE activity_until IS NOT NULL;

CREATE TABLE size_sum (
  unit BLOB PRIMARY KEY,
  parent BLOB,                         -- into whose sum its own whole was taken: where it stood then
  own INTEGER NOT NULL DEFAULT 0,
  own_left_out INTEGER NOT NULL DEFAULT 0, -- amounts without a rate
  until TEXT,                          -- the day on which time alone makes its own another
  whole INTEGER NOT NULL DEFAULT 0,    -- with all below it
  left_out INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE size_change (
  n INTEGER PRIMARY KEY,
  unit BLOB NOT NULL,
  at INTEGER NOT NULL,
  day TEXT NOT NULL,
  was TEXT,
  became TEXT,
  amount INTEGER NOT NULL,             -- what it brought
  bound INTEGER,                       -- what was reached, or was not any more
  currency TEXT NOT NULL,
  basis TEXT NOT NULL,
  months INTEGER NOT NULL
) STRICT;

CREATE INDEX size_change_unit ON size_change(unit);

CREATE INDEX size_change_day ON size_change(day);

CREATE TABLE grade_level_stale (unit BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE grade_class_stale (unit BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER activity_lately AFTER UPDATE OF unit, units, at, kind, direction, result, deleted_at ON activity BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit), (new.unit);
  INSERT OR IGNORE INTO grade_level_stale
    SELECT unhex(replace(value, '-', '')) FROM json_each(old.units)
    UNION SELECT unhex(replace(value, '-', '')) FROM json_each(new.units);
END;

CREATE TRIGGER activity_lately_erased AFTER DELETE ON activity BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit);
  INSERT OR IGNORE INTO grade_level_stale SELECT unhex(replace(value, '-', '')) FROM json_each(old.units);
END;

CREATE TRIGGER transaction_lately AFTER UPDATE OF unit, date, order_no, deleted_at ON "transaction" BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER transaction_lately_erased AFTER DELETE ON "transaction" BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit);
END;

CREATE TRIGGER payment_grades AFTER UPDATE OF unit, received_on, amount, amount_currency, deleted_at ON payment BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit), (new.unit);
  INSERT OR IGNORE INTO grade_class_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER payment_grades_erased AFTER DELETE ON payment BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit);
  INSERT OR IGNORE INTO grade_class_stale VALUES (old.unit);
END;

CREATE TRIGGER contract_grades AFTER UPDATE OF unit, cooperation, state, signed_on, "start", amount, amount_currency, deleted_at ON contract BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit), (new.unit);
  INSERT OR IGNORE INTO grade_level_stale SELECT unit FROM cooperation WHERE id IN (old.cooperation, new.cooperation);
  INSERT OR IGNORE INTO grade_class_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER contract_grades_came AFTER UPDATE OF received, received_currency ON contract WHEN new.state = 'ended' BEGIN
  INSERT OR IGNORE INTO grade_class_stale VALUES (new.unit);
END;

CREATE TRIGGER contract_grades_erased AFTER DELETE ON contract BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit);
  INSERT OR IGNORE INTO grade_level_stale SELECT unit FROM cooperation WHERE id = old.cooperation;
  INSERT OR IGNORE INTO grade_class_stale VALUES (old.unit);
END;

CREATE TRIGGER cooperation_grades AFTER UPDATE OF unit, "start", state, amount, amount_currency, deleted_at ON cooperation BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit), (new.unit);
  INSERT OR IGNORE INTO grade_class_stale VALUES (old.unit), (new.unit);
END;

CREATE TRIGGER cooperation_grades_erased AFTER DELETE ON cooperation BEGIN
  INSERT OR IGNORE INTO grade_level_stale VALUES (old.unit);
  INSERT OR IGNORE INTO grade_class_stale VALUES (old.unit);
END;

CREATE TRIGGER unit_size_erased AFTER DELETE ON unit BEGIN
  DELETE FROM size_change WHERE unit = old.id;
END;
