-- 0007: what was said of a field's value, how well a customer is known, and what grows old.
-- Why: a value is worth what is known of it: from whom it came, how sure it is, when it was verified.
-- Older programs may still open it: no (they would change a verified value and leave it verified).
--
-- A field of which nobody said anything has no row here: its age follows from the journal.

-- What somebody said of the value a field holds. A record like any other, so that saying it is a step
-- of undo; it lapses (its columns are emptied) with the value it is about.
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

-- What an aspect of coverage counts, where the user says otherwise than the program does.
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

-- A run of the audit: values drawn by lot, that somebody looks up.
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

-- A value that was drawn, and what was found of it. What it held is not written down again.
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

ALTER TABLE unit ADD COLUMN coverage INTEGER;        -- computed: how well it is known, 0 to 100
ALTER TABLE unit ADD COLUMN coverage_until INTEGER;  -- computed: when time alone makes it another
ALTER TABLE unit ADD COLUMN stale_at INTEGER;        -- computed: when the first of its fields is to be verified
ALTER TABLE unit ADD COLUMN stale_count INTEGER;     -- computed: of how many fields that is so already
ALTER TABLE unit ADD COLUMN reviewed_on TEXT;        -- when somebody looked it through as a whole
ALTER TABLE unit ADD COLUMN review_skipped_on TEXT;  -- when that was skipped
ALTER TABLE contact ADD COLUMN stale_at INTEGER;     -- computed

-- All the review asks of every customer, so that it need not turn every page. A new one has no
-- coverage before the core has looked at it: only then it is entered here.
CREATE INDEX unit_review ON unit(coverage, stale_at, coverage_until, level, coop_amount,
  coop_amount_currency, id) WHERE coverage IS NOT NULL AND deleted_at IS NULL;
-- Likewise all that is asked of whom is to be looked through in its turn.
CREATE INDEX unit_cycle ON unit(kind, status, size_class, level, reviewed_on, review_skipped_on,
  created_at, id) WHERE deleted_at IS NULL;
-- Grows with whatever may have another customer be looked through in its turn: as long as it stays, whoever
-- counted them need not count them again.
ALTER TABLE meta ADD COLUMN cycle_ground INTEGER NOT NULL DEFAULT 0;
-- Whoever is new is told once a write, by the core: a trigger would have SQLite keep each row's pages aside, as
-- it does for a statement that writes to two tables, and a big sheet take half as long again.
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

-- Whose columns above are needed anew, as unit_stale in 0002: what changed or went is noted by these
-- triggers, and only where it bears upon them; of what is new the core asks itself.
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
-- A seat that is made, or goes for good, has no part in a decision yet, or any more.
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
-- Also of the units in whose decisions they have a part: only who is in office has one.
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

-- Who has a number or an address: that a great many have it is asked here, and not of everybody.
CREATE INDEX contact_phone ON contact(json_extract(phones, '$[0].e164'))
  WHERE phones IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX contact_mail ON contact(json_extract(emails, '$[0]'))
  WHERE emails IS NOT NULL AND deleted_at IS NULL;
-- Which class a unit is of by what it brings, and how alive the tie to it is.
ALTER TABLE unit ADD COLUMN size_override TEXT;      -- what somebody said the class is, beside size_reason
ALTER TABLE unit ADD COLUMN size_by_rule TEXT;       -- computed: what the rules say; size_class is what holds
ALTER TABLE unit ADD COLUMN activity_level TEXT NOT NULL DEFAULT 'none'; -- computed
ALTER TABLE unit ADD COLUMN activity_until TEXT;     -- computed: the day on which time alone may make it another
CREATE INDEX unit_activity_until ON unit(activity_until) WHERE activity_until IS NOT NULL;

-- What units bring in the time that counts for their class, in the currency of the rules. Empty while
-- there are no rules.
CREATE TABLE size_sum (
  unit BLOB PRIMARY KEY,
  parent BLOB,                         -- into whose sum its own whole was taken: where it stood then
  own INTEGER NOT NULL DEFAULT 0,
  own_left_out INTEGER NOT NULL DEFAULT 0, -- amounts without a rate
  until TEXT,                          -- the day on which time alone makes its own another
  whole INTEGER NOT NULL DEFAULT 0,    -- with all below it
  left_out INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- When the rules found a unit to be of another class, and by what. No step of undo: what is undone
-- changes the class again.
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

-- Of whom what happened, and of whom what they bring, is asked anew: as quality_stale. Not called by an
-- entity's key, for so are the tables of the records whose columns are stale.
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
-- What came in is what a contract that was terminated stands for.
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
-- What it brought stays in size_sum until the core has taken it out of those above.
CREATE TRIGGER unit_size_erased AFTER DELETE ON unit BEGIN
  DELETE FROM size_change WHERE unit = old.id;
END;
