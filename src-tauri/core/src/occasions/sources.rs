//! Everything that reminds by itself, in one place: what it reads, how long before it speaks when
//! nobody said otherwise, and the one statement that finds its days.

use crate::business::binding::binds;

/// What reminds by itself.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of what each does, read by name"
)]
pub struct Source {
    /// Its key: `occasion.source.<key>` names it, `occasion.<key>…` says why.
    pub key: &'static str,
    /// Which kind of record it speaks of.
    pub entity: &'static str,
    /// The kinds of record whose writes may make it another; of some only a field, as `unit.status`.
    pub reads: &'static [&'static str],
    /// It reminds when nobody said otherwise.
    pub on: bool,
    /// How many days before, when nobody said otherwise; 0 is the day itself.
    pub leads: &'static [u16],
    /// How many days after its day it speaks once more while it is still so: it could be heard and forgotten.
    pub late: &'static [u16],
    /// After how many days, where that is to be said.
    pub after: Option<u16>,
    /// How many days after its day it is still shown, less than none for what is over on the day
    /// itself; nothing where it stays until it is settled or no longer so.
    pub stays: Option<i64>,
    /// It comes again after so many days for as long as it is so.
    pub every: Option<u16>,
    /// Somebody else is to act.
    pub waits: bool,
    /// A conversation is what it asks for.
    pub talk: bool,
    /// Its days are known beforehand, so that they can stand in other calendars.
    pub dated: bool,
    /// What being done writes into its record; nothing where the record has no word for it, and the user
    /// can only say that it was seen.
    pub ends: Option<Ends>,
    /// Its day may have an hour: the statement gives the zone of it, and it speaks around that hour.
    pub hours: bool,
    /// How its statement is asked.
    pub asked: Asked,
    /// Finds its days: `?1` and `?2` are the first and the last of them. Ends in conditions.
    pub sql: &'static str,
    /// The column of the unit in that statement.
    pub unit: &'static str,
}

impl Source {
    /// One record has a day in every year.
    #[must_use]
    pub fn is_yearly(&self) -> bool {
        matches!(self.asked, Asked::MonthDays | Asked::LunarDays)
    }
}

/// How a record says that it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The name of the step.
    pub op: &'static str,
    /// What its state becomes.
    pub state: Option<&'static str>,
    /// The field that holds the day it was done.
    pub on: Option<&'static str>,
}

/// What somebody waits for is said again the day after, and at longer and longer odds.
const LATE: &[u16] = &[1, 3, 5, 7];

/// A promise is kept.
const KEPT: Ends = Ends {
    op: "op.promise_kept",
    state: Some("kept"),
    on: Some("kept_on"),
};

/// What the first and the last day are to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Days, as text.
    Days,
    /// Month and day of any year.
    MonthDays,
    /// Nothing: every one is asked for, and where the Chinese calendar has it is reckoned.
    LunarDays,
    /// Instants, each its day and so many days more.
    Instants,
    /// Nothing: there is no statement.
    Nothing,
}

const USUAL: Source = Source {
    key: "",
    entity: "",
    reads: &[],
    on: true,
    leads: &[0],
    late: &[],
    after: None,
    stays: None,
    every: None,
    waits: false,
    talk: false,
    dated: true,
    ends: None,
    hours: false,
    asked: Asked::Days,
    sql: "",
    unit: "",
};

const INSTALMENT: &str = concat!(
    "SELECT i.id AS record, i.unit AS unit, i.decider AS contact, i.name AS title,
  i.falls_on AS day, i.amount - coalesce(i.received, 0) AS amount, i.amount_currency AS currency,
  k.name AS text, NULL AS other, i.share AS number
FROM instalment i JOIN contract k ON k.id = i.contract AND k.deleted_at IS NULL
  AND ",
    binds!("k"),
    "
WHERE i.falls_on BETWEEN ?1 AND ?2 AND (i.standing = 'open' OR i.standing = 'part')
  AND i.deleted_at IS NULL"
);

const PROMISE_OURS: &str =
    "SELECT p.id AS record, p.unit AS unit, p.contact AS contact, p.text AS title,
  p.due_on AS day, NULL AS amount, NULL AS currency, coalesce(p.who, '') AS text, NULL AS other,
  NULL AS number
FROM promise p WHERE p.due_on BETWEEN ?1 AND ?2 AND p.state = 'open' AND p.deleted_at IS NULL
  AND p.\"by\" = 'us'";

const PROMISE_THEIRS: &str =
    "SELECT p.id AS record, p.unit AS unit, p.contact AS contact, p.text AS title,
  p.due_on AS day, NULL AS amount, NULL AS currency, coalesce(p.who, '') AS text, NULL AS other,
  NULL AS number
FROM promise p WHERE p.due_on BETWEEN ?1 AND ?2 AND p.state = 'open' AND p.deleted_at IS NULL
  AND p.\"by\" = 'them'";

const PROMISE_WAITING: &str =
    "SELECT p.id AS record, p.unit AS unit, p.contact AS contact, p.text AS title,
  p.created_at AS day, NULL AS amount, NULL AS currency, p.\"by\" AS text, NULL AS other,
  NULL AS number
FROM promise p WHERE p.created_at BETWEEN ?1 AND ?2 AND p.due_on IS NULL AND p.state = 'open'
  AND p.deleted_at IS NULL";

/// All of them, those that press most first.
pub static SOURCES: [Source; 24] = [
    Source {
        key: "instalment_overdue",
        entity: "instalment",
        dated: false,
        reads: &["instalment", "allocation", "payment", "contract", "holiday"],
        every: Some(7),
        talk: true,
        sql: INSTALMENT,
        unit: "i.unit",
        ..USUAL
    },
    Source {
        key: "complaint_reply",
        entity: "complaint",
        reads: &["complaint"],
        leads: &[1, 0],
        late: LATE,
        talk: true,
        ends: Some(Ends {
            op: "op.complaint_answered",
            state: Some("answered"),
            on: None,
        }),
        hours: true,
        sql: "SELECT c.id AS record, c.unit AS unit, c.contact AS contact, c.name AS title,
  c.promised_by AS day, NULL AS amount, NULL AS currency, c.severity AS text, c.received_on AS other,
  NULL AS number, c.promised_by_zone AS zone
FROM complaint c WHERE c.promised_by BETWEEN ?1 AND ?2 AND (c.state = 'open' OR c.state = 'reopened')
  AND c.deleted_at IS NULL",
        unit: "c.unit",
        ..USUAL
    },
    Source {
        key: "promise_ours",
        entity: "promise",
        reads: &["promise"],
        leads: &[1, 0],
        late: LATE,
        talk: true,
        ends: Some(KEPT),
        sql: PROMISE_OURS,
        unit: "p.unit",
        ..USUAL
    },
    Source {
        key: "instalment_due",
        entity: "instalment",
        reads: &["instalment", "allocation", "payment", "contract", "holiday"],
        leads: &[7, 1],
        stays: Some(-1),
        talk: true,
        sql: INSTALMENT,
        unit: "i.unit",
        ..USUAL
    },
    Source {
        key: "renewal_notice",
        entity: "contract",
        reads: &["contract"],
        leads: &[14, 0],
        stays: Some(30),
        talk: true,
        // No column holds the day: of the contracts that end within the longest notice there is.
        sql: concat!(
            "SELECT k.id AS record, k.unit AS unit, k.signer AS contact, k.name AS title,
  date(k.\"end\", '-' || k.renewal_notice_days || ' days') AS day, NULL AS amount, NULL AS currency,
  NULL AS text, k.\"end\" AS other, k.renewal_notice_days AS number
FROM contract k WHERE k.\"end\" BETWEEN ?1 AND date(?2, '+1100 days')
  AND k.renewal_notice_days > 0 AND k.state <> 'done' AND ",
            binds!("k"),
            "
  AND date(k.\"end\", '-' || k.renewal_notice_days || ' days') BETWEEN ?1 AND ?2
  AND k.deleted_at IS NULL"
        ),
        unit: "k.unit",
        ..USUAL
    },
    Source {
        key: "contract_end",
        entity: "contract",
        reads: &["contract"],
        leads: &[30, 7],
        stays: Some(30),
        talk: true,
        sql: concat!(
            "SELECT k.id AS record, k.unit AS unit, k.signer AS contact, k.name AS title, k.\"end\" AS day,
  NULL AS amount, NULL AS currency, NULL AS text, NULL AS other, NULL AS number
FROM contract k WHERE k.\"end\" BETWEEN ?1 AND ?2 AND k.state <> 'done' AND ",
            binds!("k"),
            "
  AND k.deleted_at IS NULL"
        ),
        unit: "k.unit",
        ..USUAL
    },
    Source {
        key: "milestone",
        entity: "milestone",
        reads: &["milestone", "project"],
        leads: &[3, 0],
        late: LATE,
        ends: Some(Ends {
            op: "op.milestone_done",
            state: None,
            on: Some("done_on"),
        }),
        // Of work that rests or is over no step is asked for.
        sql: "SELECT m.id AS record, p.unit AS unit, NULL AS contact, m.name AS title, m.due_on AS day,
  NULL AS amount, NULL AS currency, p.name AS text, NULL AS other, NULL AS number
FROM milestone m JOIN project p ON p.id = m.project AND p.deleted_at IS NULL
  AND p.stage NOT IN ('done', 'paused', 'cancelled')
WHERE m.due_on BETWEEN ?1 AND ?2 AND m.done_on IS NULL AND m.deleted_at IS NULL",
        unit: "p.unit",
        ..USUAL
    },
    Source {
        key: "project_issue",
        entity: "project_issue",
        reads: &["project_issue", "project"],
        leads: &[1, 0],
        ends: Some(Ends {
            op: "op.project_issue_closed",
            state: None,
            on: Some("closed_on"),
        }),
        sql: "SELECT i.id AS record, p.unit AS unit, NULL AS contact, i.name AS title, i.due_on AS day,
  NULL AS amount, NULL AS currency, p.name AS text, NULL AS other, NULL AS number
FROM project_issue i JOIN project p ON p.id = i.project AND p.deleted_at IS NULL
  AND p.stage NOT IN ('done', 'paused', 'cancelled')
WHERE i.due_on BETWEEN ?1 AND ?2 AND i.closed_on IS NULL AND i.deleted_at IS NULL",
        unit: "p.unit",
        ..USUAL
    },
    Source {
        key: "goal",
        entity: "goal",
        reads: &["goal", "account_plan"],
        leads: &[14, 0],
        ends: Some(Ends {
            op: "op.goal_reached",
            state: None,
            on: Some("done_on"),
        }),
        sql: "SELECT g.id AS record, p.unit AS unit, NULL AS contact, g.name AS title, g.due_on AS day,
  NULL AS amount, NULL AS currency, p.name AS text, NULL AS other, NULL AS number
FROM goal g JOIN account_plan p ON p.id = g.plan AND p.deleted_at IS NULL
WHERE g.due_on BETWEEN ?1 AND ?2 AND g.done_on IS NULL AND g.deleted_at IS NULL",
        unit: "p.unit",
        ..USUAL
    },
    Source {
        key: "promise_theirs",
        entity: "promise",
        reads: &["promise"],
        waits: true,
        late: LATE,
        talk: true,
        ends: Some(KEPT),
        sql: PROMISE_THEIRS,
        unit: "p.unit",
        ..USUAL
    },
    // What waits for something has no day by which it is remembered, and is asked about after a while.
    Source {
        key: "promise_waiting",
        entity: "promise",
        dated: false,
        reads: &["promise"],
        after: Some(14),
        talk: true,
        ends: Some(KEPT),
        asked: Asked::Instants,
        sql: PROMISE_WAITING,
        unit: "p.unit",
        ..USUAL
    },
    Source {
        key: "competitor_end",
        entity: "competitor_view",
        reads: &["competitor_view", "competitor"],
        leads: &[90, 30],
        stays: Some(30),
        talk: true,
        sql: "SELECT v.id AS record, v.unit AS unit, NULL AS contact, k.name AS title,
  v.contract_end_on AS day, NULL AS amount, NULL AS currency, NULL AS text, NULL AS other,
  NULL AS number
FROM competitor_view v JOIN competitor k ON k.id = v.competitor AND k.deleted_at IS NULL
WHERE v.contract_end_on BETWEEN ?1 AND ?2 AND v.deleted_at IS NULL",
        unit: "v.unit",
        ..USUAL
    },
    Source {
        key: "birthday",
        entity: "contact",
        // Nobody is greeted at a customer we do not speak to.
        reads: &["contact", "post", "unit.status"],
        leads: &[3, 0],
        stays: Some(2),
        talk: true,
        asked: Asked::MonthDays,
        // Month and day, which is all that comes again; the years between are for whoever reads.
        sql: "SELECT c.id AS record, c.unit AS unit, c.id AS contact, c.full_name AS title,
  c.birthday AS day, NULL AS amount, NULL AS currency, NULL AS text,
  c.do_not_contact_until AS other, NULL AS number
FROM contact c LEFT JOIN unit w ON w.id = c.unit WHERE substr(c.birthday, -5) BETWEEN ?1 AND ?2
  AND (length(c.birthday) = 10 OR length(c.birthday) = 7 AND c.birthday LIKE '--%')
  AND c.birthday IS NOT NULL AND c.\"left\" = 0 AND c.deleted_at IS NULL
  AND (c.do_not_contact IS NULL OR c.do_not_contact_until IS NOT NULL)
  AND coalesce(w.status, '') <> 'blocked'",
        unit: "c.unit",
        ..USUAL
    },
    Source {
        key: "lunar_birthday",
        entity: "contact",
        // Nobody is greeted at a customer we do not speak to.
        reads: &["contact", "post", "unit.status"],
        leads: &[3, 0],
        stays: Some(2),
        talk: true,
        asked: Asked::LunarDays,
        sql: "SELECT c.id AS record, c.unit AS unit, c.id AS contact, c.full_name AS title,
  c.lunar_birthday AS day, NULL AS amount, NULL AS currency, NULL AS text,
  c.do_not_contact_until AS other, NULL AS number
FROM contact c LEFT JOIN unit w ON w.id = c.unit WHERE c.lunar_birthday BETWEEN ?1 AND ?2 AND c.lunar_birthday IS NOT NULL
  AND c.\"left\" = 0 AND c.deleted_at IS NULL
  AND (c.do_not_contact IS NULL OR c.do_not_contact_until IS NOT NULL)
  AND coalesce(w.status, '') <> 'blocked'",
        unit: "c.unit",
        ..USUAL
    },
    Source {
        key: "anniversary",
        entity: "unit",
        reads: &["unit"],
        on: false,
        leads: &[7, 0],
        stays: Some(7),
        talk: true,
        asked: Asked::MonthDays,
        sql: "SELECT u.id AS record, u.id AS unit, NULL AS contact, u.legal_name AS title, u.since_on AS day,
  NULL AS amount, NULL AS currency, NULL AS text, NULL AS other, NULL AS number
FROM unit u WHERE substr(u.since_on, -5) BETWEEN ?1 AND ?2 AND u.since_on IS NOT NULL
  AND coalesce(u.status, '') NOT IN ('lost', 'blocked') AND u.deleted_at IS NULL",
        unit: "u.id",
        ..USUAL
    },
    Source {
        key: "rhythm",
        entity: "unit",
        reads: &["rhythm", "contact", "post", "unit", "activity"],
        talk: true,
        // Whoever speaks to the person that day has spoken to the customer. From the customer's people on:
        // asked by the day, each customer of a day walks all others of it.
        sql: "SELECT p.whom AS record, p.whom AS unit, NULL AS contact, u.legal_name AS title, p.\"on\" AS day,
  NULL AS amount, NULL AS currency, r.name AS text, p.since AS other, p.latest AS number
FROM touch_plan p JOIN rhythm r ON r.id = p.rhythm JOIN unit u ON u.id = p.whom
WHERE p.\"on\" BETWEEN ?1 AND ?2
  AND NOT EXISTS (SELECT 1 FROM contact c
    CROSS JOIN rhythm s ON s.contact = c.id AND s.contact IS NOT NULL
    CROSS JOIN touch_plan q ON q.whom = c.id
    WHERE c.unit = p.whom AND c.unit IS NOT NULL AND q.\"on\" = p.\"on\"
      AND NOT EXISTS (SELECT 1 FROM reminder m WHERE m.source = 'rhythm_person'
        AND m.record = q.whom AND m.settled = q.\"on\"))",
        unit: "p.whom",
        ..USUAL
    },
    Source {
        key: "rhythm_person",
        entity: "contact",
        reads: &["rhythm", "contact", "post", "unit", "activity"],
        talk: true,
        sql: "SELECT p.whom AS record, c.unit AS unit, c.id AS contact, c.full_name AS title, p.\"on\" AS day,
  NULL AS amount, NULL AS currency, CAST(r.ideal_days AS TEXT) AS text, p.since AS other,
  p.latest AS number
FROM touch_plan p JOIN rhythm r ON r.id = p.rhythm JOIN contact c ON c.id = p.whom
WHERE p.\"on\" BETWEEN ?1 AND ?2",
        unit: "c.unit",
        ..USUAL
    },
    Source {
        key: "silence",
        entity: "unit",
        dated: false,
        reads: &["rhythm", "unit", "activity"],
        after: Some(60),
        talk: true,
        asked: Asked::Instants,
        // Whoever has a rhythm is spoken of by that; a customer none of whose units was ever spoken to is
        // silent since they were entered.
        sql: "SELECT u.id AS record, u.id AS unit, NULL AS contact, u.legal_name AS title,
  coalesce(u.last_touch, u.created_at) AS day, NULL AS amount, NULL AS currency,
  iif(u.last_touch IS NULL, 'never', NULL) AS text, NULL AS other, NULL AS number
FROM unit u WHERE coalesce(u.last_touch, u.created_at) BETWEEN ?1 AND ?2
  AND coalesce(u.status, '') NOT IN ('lost', 'blocked')
  AND (u.last_touch IS NOT NULL OR u.parent IS NULL AND u.last_touch_all IS NULL)
  AND NOT EXISTS (SELECT 1 FROM touch_plan p WHERE p.whom = u.id) AND u.deleted_at IS NULL",
        unit: "u.id",
        ..USUAL
    },
    Source {
        key: "size_class",
        entity: "unit",
        dated: false,
        reads: &["payment", "contract", "cooperation", "fx_rate", "unit"],
        stays: Some(14),
        // The latest, while it is so and nobody said otherwise.
        sql: "SELECT c.unit AS record, c.unit AS unit, NULL AS contact, u.legal_name AS title,
  c.day AS day, c.amount AS amount, c.currency AS currency,
  json_array(
    coalesce((SELECT label FROM choice WHERE list = 'size_class' AND code = c.was), c.was),
    coalesce((SELECT label FROM choice WHERE list = 'size_class' AND code = c.became), c.became),
    c.basis, c.months) AS text,
  NULL AS other, c.bound AS number
FROM size_change c JOIN unit u ON u.id = c.unit AND u.deleted_at IS NULL
WHERE c.day BETWEEN ?1 AND ?2 AND u.size_override IS NULL AND u.size_by_rule IS c.became
  AND NOT EXISTS (SELECT 1 FROM size_change l WHERE l.unit = c.unit AND l.n > c.n)",
        unit: "c.unit",
        ..USUAL
    },
    Source {
        key: "stale",
        entity: "unit",
        dated: false,
        reads: &["unit", "provenance", "field_def"],
        on: false,
        asked: Asked::Instants,
        sql: "SELECT u.id AS record, u.id AS unit, NULL AS contact, u.legal_name AS title, u.stale_at AS day,
  NULL AS amount, NULL AS currency, NULL AS text, NULL AS other, NULL AS number
FROM unit u WHERE u.stale_at BETWEEN ?1 AND ?2 AND u.coverage IS NOT NULL
  AND coalesce(u.status, '') NOT IN ('lost', 'blocked') AND u.deleted_at IS NULL",
        unit: "u.id",
        ..USUAL
    },
    Source {
        key: "review_cycle",
        entity: "vault",
        dated: false,
        leads: &[21, 7, 0],
        asked: Asked::Nothing,
        ..USUAL
    },
    Source {
        key: "backup_overdue",
        entity: "vault",
        dated: false,
        every: Some(3),
        asked: Asked::Nothing,
        ..USUAL
    },
    Source {
        key: "drill_overdue",
        entity: "vault",
        dated: false,
        every: Some(7),
        asked: Asked::Nothing,
        ..USUAL
    },
    Source {
        key: "recovery_asked",
        entity: "vault",
        dated: false,
        // Once, and a year later again.
        every: Some(365),
        asked: Asked::Nothing,
        ..USUAL
    },
];

/// The source `key`.
#[must_use]
pub fn source(key: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.key == key)
}
