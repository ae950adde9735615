-- 0003: the rest of what is to be known of a group customer: its numbers, addresses and holdings,
-- seats and stances, products and opportunities, contracts and money, projects and plans, the
-- customer's voice, promises and rhythms.
-- Why: every question an account manager has of a customer has its place, on the one engine.
-- Older programs may still open it: no (they would write records and not know what goes with them).
--
-- Columns that every record table has, and how money stands in two, is told at the head of 0002.
-- Every reference has its index; where most rows have none, over those that do.

-- A number an authority or an exchange knows a unit by.
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

-- Where a unit or a person is found, gets goods or mail.
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

-- An account a unit pays from or is paid to.
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

-- Who holds, controls or manages whom, with the share and since when; beside the reporting line.
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

-- Any other tie between two units.
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

-- A chair in the organisation chart; whoever holds it says so in their post.
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

-- Where somebody stands in a decision, and how they are disposed towards us.
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

-- Who has the ear of whom.
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

-- A shelf of products.
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

-- Something we sell, or a service we give.
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

-- Whom it meets: product.competitors, to be asked the other way round.
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

-- Business that may come.
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

-- Who else is after it: opportunity.competitors, to be asked the other way round.
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

-- What was agreed, signed and is to be paid.
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

-- Locked contracts of which a write changed what was signed without saying a new reason: the core
-- refuses it, or empties this before the commit.
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

-- A part of a contract's amount, and when it falls due.
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

-- Money that came in.
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

-- Which instalment a payment, or a part of it, settles.
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

-- A bill we wrote.
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

-- A line of what was bought.
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
-- The core sees to it that no two living lines of a unit bear the same.
CREATE INDEX transaction_line ON "transaction"(line_hash, unit) WHERE line_hash IS NOT NULL;

-- What it cost us.
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

-- What one unit of a currency was worth in another on a day.
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

-- Work under way for a unit.
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

-- A dated step of a project.
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

-- Something that stands in a project's way.
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

-- What we want to become for a unit in a year.
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

-- A goal of an account plan, and how it is measured.
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

-- Something a unit needs, said or not.
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

-- How a unit or a person likes things.
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

-- What a customer said, in their own words.
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

-- A complaint: its steps, its result and whether the customer is content with it.
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

-- What was done about a complaint.
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

-- What a customer would do otherwise, and what became of it.
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

-- A score a customer gave.
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

-- Somebody who sells what we sell.
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

-- What a unit thinks of a competitor.
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

-- Where a unit is heading.
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

-- What one side told the other it would do.
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

-- How often somebody is to be in touch.
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

-- When each unit, and each person, with a rhythm is to be contacted next. Kept by the core; not journaled,
-- for it follows from what is. A day once planned stays until somebody speaks to them, so that others may
-- be spread around it. No foreign keys: what is gone goes from here with the next sweep.
CREATE TABLE touch_plan (
  whom BLOB PRIMARY KEY CHECK (length(whom) = 16), -- a unit or a contact
  rhythm BLOB NOT NULL,
  since TEXT,                           -- the last contact that counts; NULL: none yet
  "on" TEXT NOT NULL,
  latest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX touch_plan_on ON touch_plan("on", rhythm);

-- Steps that repeat.
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

-- One step of a checklist.
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

-- What the records of 0002 point at beyond those.
ALTER TABLE unit ADD COLUMN legal_rep_contact BLOB REFERENCES contact(id);
ALTER TABLE unit ADD COLUMN size_reason TEXT;
CREATE INDEX unit_legal_rep_contact ON unit(legal_rep_contact) WHERE legal_rep_contact IS NOT NULL;
ALTER TABLE post ADD COLUMN seat BLOB REFERENCES seat(id);
CREATE INDEX post_seat ON post(seat) WHERE seat IS NOT NULL;
ALTER TABLE task ADD COLUMN cooperation BLOB REFERENCES cooperation(id);
CREATE INDEX task_cooperation ON task(cooperation) WHERE cooperation IS NOT NULL;
ALTER TABLE task ADD COLUMN contract BLOB REFERENCES contract(id);
CREATE INDEX task_contract ON task(contract) WHERE contract IS NOT NULL;
ALTER TABLE task ADD COLUMN project BLOB REFERENCES project(id);
CREATE INDEX task_project ON task(project) WHERE project IS NOT NULL;
ALTER TABLE task ADD COLUMN complaint BLOB REFERENCES complaint(id);
CREATE INDEX task_complaint ON task(complaint) WHERE complaint IS NOT NULL;
ALTER TABLE task ADD COLUMN opportunity BLOB REFERENCES opportunity(id);
CREATE INDEX task_opportunity ON task(opportunity) WHERE opportunity IS NOT NULL;
ALTER TABLE task ADD COLUMN account_plan BLOB REFERENCES account_plan(id);
CREATE INDEX task_account_plan ON task(account_plan) WHERE account_plan IS NOT NULL;
ALTER TABLE task ADD COLUMN milestone BLOB REFERENCES milestone(id);
CREATE INDEX task_milestone ON task(milestone) WHERE milestone IS NOT NULL;
ALTER TABLE task ADD COLUMN instalment BLOB REFERENCES instalment(id);
CREATE INDEX task_instalment ON task(instalment) WHERE instalment IS NOT NULL;
ALTER TABLE task ADD COLUMN invoice BLOB REFERENCES invoice(id);
CREATE INDEX task_invoice ON task(invoice) WHERE invoice IS NOT NULL;
ALTER TABLE task ADD COLUMN promise BLOB REFERENCES promise(id);
CREATE INDEX task_promise ON task(promise) WHERE promise IS NOT NULL;
ALTER TABLE task ADD COLUMN need BLOB REFERENCES need(id);
CREATE INDEX task_need ON task(need) WHERE need IS NOT NULL;
ALTER TABLE task ADD COLUMN competitor_view BLOB REFERENCES competitor_view(id);
CREATE INDEX task_competitor_view ON task(competitor_view) WHERE competitor_view IS NOT NULL;
ALTER TABLE task ADD COLUMN checklist BLOB REFERENCES checklist(id);
CREATE INDEX task_checklist ON task(checklist) WHERE checklist IS NOT NULL;
ALTER TABLE task ADD COLUMN post BLOB REFERENCES post(id);
CREATE INDEX task_post ON task(post) WHERE post IS NOT NULL;
ALTER TABLE task ADD COLUMN product BLOB REFERENCES product(id);
CREATE INDEX task_product ON task(product) WHERE product IS NOT NULL;
ALTER TABLE task ADD COLUMN category BLOB REFERENCES category(id);
CREATE INDEX task_category ON task(category) WHERE category IS NOT NULL;
ALTER TABLE task ADD COLUMN payment BLOB REFERENCES payment(id);
CREATE INDEX task_payment ON task(payment) WHERE payment IS NOT NULL;
ALTER TABLE task ADD COLUMN "transaction" BLOB REFERENCES "transaction"(id);
CREATE INDEX task_transaction ON task("transaction") WHERE "transaction" IS NOT NULL;
ALTER TABLE task ADD COLUMN cost BLOB REFERENCES cost(id);
CREATE INDEX task_cost ON task(cost) WHERE cost IS NOT NULL;
ALTER TABLE task ADD COLUMN project_issue BLOB REFERENCES project_issue(id);
CREATE INDEX task_project_issue ON task(project_issue) WHERE project_issue IS NOT NULL;
ALTER TABLE task ADD COLUMN goal BLOB REFERENCES goal(id);
CREATE INDEX task_goal ON task(goal) WHERE goal IS NOT NULL;
ALTER TABLE task ADD COLUMN preference BLOB REFERENCES preference(id);
CREATE INDEX task_preference ON task(preference) WHERE preference IS NOT NULL;
ALTER TABLE task ADD COLUMN feedback BLOB REFERENCES feedback(id);
CREATE INDEX task_feedback ON task(feedback) WHERE feedback IS NOT NULL;
ALTER TABLE task ADD COLUMN complaint_step BLOB REFERENCES complaint_step(id);
CREATE INDEX task_complaint_step ON task(complaint_step) WHERE complaint_step IS NOT NULL;
ALTER TABLE task ADD COLUMN suggestion BLOB REFERENCES suggestion(id);
CREATE INDEX task_suggestion ON task(suggestion) WHERE suggestion IS NOT NULL;
ALTER TABLE task ADD COLUMN satisfaction BLOB REFERENCES satisfaction(id);
CREATE INDEX task_satisfaction ON task(satisfaction) WHERE satisfaction IS NOT NULL;
ALTER TABLE task ADD COLUMN competitor BLOB REFERENCES competitor(id);
CREATE INDEX task_competitor ON task(competitor) WHERE competitor IS NOT NULL;
ALTER TABLE task ADD COLUMN strategy_note BLOB REFERENCES strategy_note(id);
CREATE INDEX task_strategy_note ON task(strategy_note) WHERE strategy_note IS NOT NULL;
ALTER TABLE task ADD COLUMN official_id BLOB REFERENCES official_id(id);
CREATE INDEX task_official_id ON task(official_id) WHERE official_id IS NOT NULL;
ALTER TABLE task ADD COLUMN address BLOB REFERENCES address(id);
CREATE INDEX task_address ON task(address) WHERE address IS NOT NULL;
ALTER TABLE task ADD COLUMN bank_account BLOB REFERENCES bank_account(id);
CREATE INDEX task_bank_account ON task(bank_account) WHERE bank_account IS NOT NULL;
ALTER TABLE task ADD COLUMN unit_link BLOB REFERENCES unit_link(id);
CREATE INDEX task_unit_link ON task(unit_link) WHERE unit_link IS NOT NULL;
ALTER TABLE task ADD COLUMN unit_relation BLOB REFERENCES unit_relation(id);
CREATE INDEX task_unit_relation ON task(unit_relation) WHERE unit_relation IS NOT NULL;
ALTER TABLE task ADD COLUMN seat BLOB REFERENCES seat(id);
CREATE INDEX task_seat ON task(seat) WHERE seat IS NOT NULL;
ALTER TABLE task ADD COLUMN stance BLOB REFERENCES stance(id);
CREATE INDEX task_stance ON task(stance) WHERE stance IS NOT NULL;
ALTER TABLE task ADD COLUMN influence BLOB REFERENCES influence(id);
CREATE INDEX task_influence ON task(influence) WHERE influence IS NOT NULL;
ALTER TABLE task ADD COLUMN lesson BLOB REFERENCES lesson(id);
CREATE INDEX task_lesson ON task(lesson) WHERE lesson IS NOT NULL;
ALTER TABLE task ADD COLUMN assignee TEXT;
-- Which start of its checklist a task is of: where that was, on which day, and which of the starts that
-- agree in both. That is an id of its own; where a sheet brings none, those without are one start.
ALTER TABLE task ADD COLUMN checklist_unit BLOB REFERENCES unit(id);
CREATE INDEX task_checklist_unit ON task(checklist_unit) WHERE checklist_unit IS NOT NULL;
ALTER TABLE task ADD COLUMN checklist_on TEXT;
ALTER TABLE task ADD COLUMN checklist_start TEXT;

-- Which units count their open complaints anew, as in 0002.
CREATE TRIGGER complaint_edit AFTER UPDATE OF unit, state, deleted_at ON complaint BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit), (new.unit);
END;
CREATE TRIGGER complaint_erased AFTER DELETE ON complaint BEGIN
  INSERT OR IGNORE INTO unit_stale VALUES (old.unit);
END;

-- Which payments, instalments and contracts need their computed columns anew, as in 0002. Noted is
-- where a row pointed before; where it points now the core asks of what a write touched.
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

-- How new work answers what a customer complained of, still needs or was unhappy with.
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

-- Earlier work that somebody said a project or a cooperation is like.
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

-- What earlier work is looked for by: its amount, its customer's industry, what was sold. The last is
-- cooperation.products, to be asked the other way round, folded as SQLite folds. Of a new one the core
-- fills it in, as in 0002.
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

-- What a unit signed for, what came from it and what of it is overdue: itself, and with all below it. Each in
-- its currency; 'XXX' where there is no sum, being of several.
ALTER TABLE unit ADD COLUMN contracted INTEGER;      -- computed, as the following
ALTER TABLE unit ADD COLUMN contracted_currency TEXT;
ALTER TABLE unit ADD COLUMN received INTEGER;
ALTER TABLE unit ADD COLUMN received_currency TEXT;
ALTER TABLE unit ADD COLUMN owed_late INTEGER;
ALTER TABLE unit ADD COLUMN owed_late_currency TEXT;
ALTER TABLE unit ADD COLUMN contracted_all INTEGER;
ALTER TABLE unit ADD COLUMN contracted_all_currency TEXT;
ALTER TABLE unit ADD COLUMN received_all INTEGER;
ALTER TABLE unit ADD COLUMN received_all_currency TEXT;
ALTER TABLE unit ADD COLUMN owed_late_all INTEGER;
ALTER TABLE unit ADD COLUMN owed_late_all_currency TEXT;

-- Of whom that is asked anew: as unit_stale in 0002. Of a new contract or payment the core asks itself.
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
-- Whose units are others, where there is money below them.
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
