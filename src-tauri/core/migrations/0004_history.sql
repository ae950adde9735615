-- 0004: nothing is final: merges and steps taken back are remembered, the bin is found at once.
-- Why: what was merged or imported can be taken apart again at any later time, by the journal's own
-- account of that step; these two tables say which steps those are. Both are records like any other,
-- so that undoing a merge or a taking back forgets it as well.
-- Older programs may still open it: no (they would change merged records and not know it)

-- Two records that became one. What became of which field stands in the journal, under the step.
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

-- A step of the journal that was taken back later by a step of its own, in whole or in part.
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

-- Two records of which the user said that they are not the same, and what was compared when that was
-- said: once one of them changes in it, the two are looked at again.
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

-- Other names of a person: maiden names, spellings, what a record merged into this one was called.
ALTER TABLE contact ADD COLUMN aliases TEXT;

-- What is in the bin, and since when.
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
