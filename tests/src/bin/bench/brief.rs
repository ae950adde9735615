//! The brief before a visit to a group of 10,000 units, with business, conversations and complaints at each of them: in
//! a vault on the disk, opened anew.

use std::sync::Arc;

use steward_core::base::currency::Currency;
use steward_core::base::{FixedClock, Id, Money};
use steward_core::crypto::{KdfCost, Secret};
use steward_core::records::labels::Language;
use steward_core::records::value::{Value, Wall};
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::scene::{PASSPHRASE, monday, passphrase};

use crate::sheet::{Sheet, median, timed};
use crate::stand::beside_the_build;

const UNITS: usize = 10_000;
const STEP: usize = 1_000;
/// So many conversations each.
const TALKS: i64 = 5;

fn create<const N: usize>(
    entity: &str,
    id: Option<Id>,
    values: [(&str, Value); N],
) -> RecordChange {
    let values = values.into_iter().filter(|(_, value)| !value.is_null());
    RecordChange::Create {
        entity: entity.to_owned(),
        id,
        asked: false,
        values: values
            .map(|(field, value)| (field.to_owned(), value))
            .collect(),
    }
}

fn id(kind: u8, n: usize) -> Id {
    let mut bytes = [kind; 16];
    bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
    Id::from_bytes(bytes)
}

/// A unit, and what is at it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of records, one after the other"
)]
fn about(n: usize, now: i64) -> Vec<RecordChange> {
    let unit = id(1, n);
    // Ten below each.
    let parent = (n > 0).then(|| Value::to(id(1, (n - 1) / 10)));
    let day = |text: &str| Value::Date(text.to_owned());
    let cny = |yuan: i64| Value::Money(Money::new(yuan * 100, Currency::CNY));
    let text = |what: &str| Value::text(format!("{what} {n}"));
    let back = i64::try_from(n).unwrap() * 3_600_000;
    let mut all = vec![
        create(
            "unit",
            Some(unit),
            [
                ("legal_name", text("单位")),
                ("parent", parent.unwrap_or(Value::Null)),
            ],
        ),
        create("contact", Some(id(2, n)), [("full_name", text("联系人"))]),
        create(
            "post",
            None,
            [("contact", Value::to(id(2, n))), ("unit", Value::to(unit))],
        ),
        create(
            "stance",
            None,
            [
                ("contact", Value::to(id(2, n))),
                ("unit", Value::to(unit)),
                ("role", Value::choice("decider")),
            ],
        ),
        create(
            "promise",
            None,
            [
                ("unit", Value::to(unit)),
                ("text", text("承诺")),
                ("due_on", day("2026-02-20")),
            ],
        ),
        create(
            "task",
            None,
            [
                ("unit", Value::to(unit)),
                ("title", text("待办")),
                (
                    "due",
                    Value::Wall(Wall {
                        at: "2026-03-10T10:00".into(),
                        zone: "Asia/Shanghai".into(),
                    }),
                ),
            ],
        ),
        create(
            "complaint",
            None,
            [
                ("unit", Value::to(unit)),
                ("name", text("投诉")),
                ("received_on", day("2026-02-20")),
            ],
        ),
        create(
            "need",
            None,
            [("unit", Value::to(unit)), ("text", text("需求"))],
        ),
        create(
            "project",
            Some(id(3, n)),
            [("unit", Value::to(unit)), ("name", text("项目"))],
        ),
        create(
            "milestone",
            None,
            [
                ("project", Value::to(id(3, n))),
                ("name", text("里程碑")),
                ("due_on", day("2026-02-01")),
            ],
        ),
        create(
            "contract",
            Some(id(4, n)),
            [
                ("unit", Value::to(unit)),
                ("name", text("合同")),
                ("state", Value::choice("running")),
                ("amount", cny(10_000)),
                ("end", day("2026-04-30")),
            ],
        ),
        create(
            "instalment",
            None,
            [
                ("contract", Value::to(id(4, n))),
                ("name", text("款")),
                ("due_on", day("2026-02-01")),
                ("amount", cny(5_000)),
            ],
        ),
        create(
            "payment",
            None,
            [
                ("unit", Value::to(unit)),
                ("received_on", day("2026-02-01")),
                ("amount", cny(1_000)),
            ],
        ),
        create(
            "strategy_note",
            None,
            [
                ("unit", Value::to(unit)),
                ("text", text("动向")),
                ("as_of", day("2026-01-15")),
            ],
        ),
        create(
            "satisfaction",
            None,
            [
                ("unit", Value::to(unit)),
                ("date", day("2026-01-20")),
                ("score", Value::Number(1)),
                ("comment", text("不满意")),
            ],
        ),
    ];
    all.extend((0..TALKS).map(|talk| {
        let at = Value::Instant(now - back - talk * 86_400_000);
        create(
            "activity",
            None,
            [
                ("unit", Value::to(unit)),
                ("content", text("沟通")),
                ("at", at),
            ],
        )
    }));
    all
}

pub(crate) fn measure(sheet: &mut Sheet) {
    println!("\nbrief: a group of {UNITS} units");
    let clock = Arc::new(FixedClock::at(monday()));
    let place = beside_the_build();
    let folder = place.path().join("Mine.steward");
    let cost = KdfCost::for_tests();
    let (session, _) = Session::create(&folder, &passphrase(), cost, clock.clone()).unwrap();
    let now = monday().timestamp_millis();
    for from in (0..UNITS).step_by(STEP) {
        let changes = (from..from + STEP).flat_map(|n| about(n, now)).collect();
        let set = ChangeSet {
            label: "op.create".into(),
            changes,
        };
        session.apply(&set).unwrap();
    }
    drop(session);
    let key = Unlock::Passphrase(Secret::new(PASSPHRASE));
    let session = Session::unlock(&folder, &key, clock).unwrap();
    let (first, brief) = timed(|| session.brief(id(1, 0), true, Language::Zh).unwrap());
    assert_eq!(
        brief.sections.len(),
        brief.parts.len() - 2,
        "all but likings and standards"
    );
    sheet.at_most(
        "brief: a group, the first after opening",
        first,
        1_000.0,
        "ms",
    );
    let again = (0..11).map(|_| timed(|| session.brief(id(1, 0), true, Language::Zh).unwrap()).0);
    sheet.at_most(
        "brief: a group, median",
        median(again.collect()),
        1_000.0,
        "ms",
    );
    let alone = (0..11).map(|_| timed(|| session.brief(id(1, 5), false, Language::En).unwrap()).0);
    sheet.note("brief: a unit alone, median", median(alone.collect()), "ms");
}
