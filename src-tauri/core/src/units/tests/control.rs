//! Who holds whom, and who stands under whom, comes to an end.

use super::*;

/// Says that one unit holds a part of another.
fn holds(
    session: &Session,
    [parent, child]: [Id; 2],
    kind: &str,
    share: &str,
    [from, to]: [&str; 2],
) -> std::result::Result<Id, &'static str> {
    let raw = |text: &str| Value::Raw(text.to_owned());
    let values = [
        ("parent", Value::to(parent)),
        ("child", Value::to(child)),
        ("kind", Value::choice(kind)),
        ("share", raw(share)),
        ("valid_from", raw(from)),
        ("valid_to", raw(to)),
    ];
    session
        .apply(&ChangeSet::create("op.create", "unit_link", values))
        .map(|applied| applied.records[0].id)
        .map_err(|error| error.key())
}

const EVER: [&str; 2] = ["", ""];

#[test]
fn nobody_holds_itself_whatever_the_tie() {
    let (session, _) = session();
    let a = unit(&session, "A", None);
    for (kind, share) in [("owns", "10"), ("manages", "")] {
        let refused = holds(&session, [a, a], kind, share, EVER);
        assert_eq!(refused, Err("error.holds_itself"));
    }
}

#[test]
fn holdings_in_each_other_stay_below_one_half() {
    let (session, _) = session();
    let [a, b, c] = ["A", "B", "C"].map(|name| unit(&session, name, None));
    // A controls B, which holds a part of A: that is common, however large the one is.
    holds(&session, [a, b], "owns", "60", EVER).unwrap();
    let back = holds(&session, [b, a], "owns", "49.99", EVER).unwrap();
    holds(&session, [b, c], "invests", "50", EVER).unwrap();
    // A share nobody knows controls nobody; control that is said does.
    holds(&session, [c, a], "owns", "", EVER).unwrap();
    for (kind, share) in [("owns", "50"), ("controls", "")] {
        let refused = holds(&session, [c, a], kind, share, EVER);
        assert_eq!(refused, Err("error.control_circle"), "{kind} {share}");
    }
    let record = session.record("unit_link", back).unwrap();
    let more = ChangeSet::update(
        "op.edit",
        "unit_link",
        back,
        record.rev,
        [("share", Value::Raw("51".into()))],
    );
    assert_eq!(
        session.apply(&more).unwrap_err().key(),
        "error.control_circle"
    );
    // Nor does one come about when it is taken out of the bin.
    let first = session.records("unit_link", 9).unwrap();
    let first = first
        .iter()
        .find(|one| one.get("parent").as_ref_id() == Some(a))
        .unwrap();
    bin(&session, "unit_link", &[first.id]);
    session.apply(&more).unwrap();
    let again = holds(&session, [a, b], "owns", "60", EVER);
    assert_eq!(again, Err("error.control_circle"));
}

#[test]
fn who_was_held_before_may_hold_afterwards() {
    let (session, _) = session();
    let [a, b] = ["A", "B"].map(|name| unit(&session, name, None));
    holds(&session, [a, b], "owns", "60", ["2010-01-01", "2020-12-31"]).unwrap();
    holds(&session, [b, a], "owns", "60", ["2020-12-31", ""]).unwrap();
    let both = holds(&session, [b, a], "owns", "60", ["2019-01-01", ""]);
    assert_eq!(both, Err("error.control_circle"));
}

#[test]
fn seats_categories_and_business_do_not_stand_under_themselves() {
    let (session, _) = session();
    let at = unit(&session, "A", None);
    for (entity, field) in [
        ("category", "parent"),
        ("seat", "reports_to"),
        ("cooperation", "parent"),
    ] {
        let one = |name: &str, up: Option<Id>| {
            let mut values = vec![
                ("name", Value::text(name)),
                (field, up.map_or(Value::Null, Value::to)),
            ];
            if entity != "category" {
                values.push(("unit", Value::to(at)));
            }
            let set = ChangeSet::create("op.create", entity, values);
            session.apply(&set).unwrap().records.remove(0)
        };
        let top = one("上", None);
        let mid = one("中", Some(top.id));
        let low = one("下", Some(mid.id));
        for under in [top.id, low.id] {
            let set = ChangeSet::update(
                "op.edit",
                entity,
                top.id,
                top.rev,
                [(field, Value::to(under))],
            );
            let refused = session.apply(&set).unwrap_err();
            let named = format!("{entity}.{field}");
            assert_eq!(
                (refused.key(), refused.field()),
                ("error.stands_under_itself", Some(named.as_str()))
            );
        }
        change(&session, &low, field, Value::to(top.id));
    }
}
