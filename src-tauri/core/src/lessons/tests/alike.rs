//! What makes two pieces of work alike, and which are found.

use std::collections::BTreeSet;

use super::at;
use crate::base::{Clock, Currency, Id, Kind, Money};
use crate::lessons::policy::{Common, Traits, reasons, score};
use crate::lessons::similar::met;
use crate::records::value::Value;
use crate::records::{ChangeSet, RecordChange};
use crate::session::Session;
use crate::session::tests::{bin, make, session, unit};

fn traits(
    unit: u8,
    group: u8,
    kind: &str,
    products: &str,
    amount: (i64, Currency),
    industry: &str,
) -> Traits {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Traits {
        unit: Some(Id::from_bytes([unit; 16])),
        group: Some(Id::from_bytes([group; 16])),
        kind: some(kind),
        products: products
            .split_whitespace()
            .map(str::to_owned)
            .collect::<BTreeSet<_>>(),
        amount: (amount.0 != 0).then(|| Money::new(amount.0, amount.1)),
        industry: some(industry),
    }
}

#[test]
fn two_pieces_of_work_are_alike_for_reasons_that_add_up() {
    use Common::{Amount, Customer, Group, Industry, Products, Type};
    const CNY: Currency = Currency::CNY;
    let usd = Currency::parse("USD").unwrap();
    let new = traits(1, 1, "product", "a b", (1_000, CNY), "it");
    let table: [(Traits, &[(Common, u8)]); 12] = [
        (traits(2, 2, "service", "c", (9_000, CNY), "energy"), &[]),
        (
            traits(1, 1, "product", "a b", (1_000, CNY), "it"),
            &[(Customer, 30), (Products, 30), (Amount, 16), (Type, 12)],
        ),
        (traits(2, 1, "", "", (0, CNY), ""), &[(Group, 18)]),
        (traits(2, 2, "", "a", (0, CNY), ""), &[(Products, 20)]),
        (traits(2, 2, "", "a c d e", (0, CNY), ""), &[(Products, 14)]),
        (
            traits(2, 2, "product", "", (0, CNY), "it"),
            &[(Type, 12), (Industry, 10)],
        ),
        (traits(2, 2, "", "", (1_100, CNY), ""), &[(Amount, 16)]),
        (traits(2, 2, "", "", (1_101, CNY), ""), &[(Amount, 12)]),
        (traits(2, 2, "", "", (500, CNY), ""), &[(Amount, 6)]),
        (traits(2, 2, "", "", (2_001, CNY), ""), &[]),
        // Nobody knows what a dollar was worth that day.
        (traits(2, 2, "", "", (1_000, usd), ""), &[]),
        (traits(2, 2, "", "", (-1_000, CNY), ""), &[]),
    ];
    for (old, expected) in table {
        let told = reasons(&new, &old);
        let plain: Vec<(Common, u8)> = told.iter().map(|one| (one.alike, one.points)).collect();
        assert_eq!(plain, expected, "{old:?}");
        let sum: u32 = expected.iter().map(|(_, points)| u32::from(*points)).sum();
        assert_eq!(score(&told), sum);
        // To be alike is mutual.
        assert_eq!(score(&reasons(&old, &new)), sum);
    }
    // What is known of neither is nothing they share.
    assert_eq!(reasons(&Traits::default(), &Traits::default()), []);
}

struct Coop<'a> {
    unit: Id,
    name: &'a str,
    products: &'a str,
    amount: &'a str,
    start: &'a str,
}

fn coop(session: &Session, of: &Coop<'_>) -> Id {
    let raw = |text: &str| {
        if text.is_empty() {
            Value::Null
        } else {
            Value::Raw(text.to_owned())
        }
    };
    let products = of.products.split_whitespace().map(str::to_owned).collect();
    let values = [
        ("name", Value::text(of.name)),
        ("unit", Value::to(of.unit)),
        ("products", Value::Texts(products)),
        ("amount", raw(of.amount)),
        ("start", raw(of.start)),
    ];
    make(session, "cooperation", values).id
}

fn names(session: &Session, entity: &str, id: Id) -> Vec<String> {
    let all = session.similar(entity, id).unwrap();
    all.into_iter().map(|one| one.work.label).collect()
}

#[test]
fn the_three_most_similar_earlier_ones_are_found_across_customers() {
    let (session, _) = session();
    let group = unit(&session, "集团", None);
    let company = unit(&session, "公司", Some(group));
    let sister = unit(&session, "姊妹公司", Some(group));
    let stranger = unit(&session, "别家", None);
    let make = |unit, name, products, amount, start| {
        coop(
            &session,
            &Coop {
                unit,
                name,
                products,
                amount,
                start,
            },
        )
    };
    let same = make(company, "同一客户", "水泵", "100 万", "2024-01-01");
    make(sister, "姊妹公司的", "水泵", "90 万", "2023-01-01");
    make(stranger, "同一产品", "水泵 ", "100 万", "2022-01-01");
    make(stranger, "金额相近而已", "", "100 万", "2022-01-01");
    make(stranger, "以后的", "水泵", "100 万", "2027-01-01");
    let gone = make(company, "已删除", "水泵", "100 万", "2024-01-01");
    bin(&session, "cooperation", &[gone]);
    let new = make(company, "新的", "水泵", "100 万", "2026-05-01");
    assert_eq!(
        names(&session, "cooperation", new),
        ["同一客户", "姊妹公司的", "同一产品"]
    );

    // A project of it is like the same, and never like what it is part of.
    let values = [
        ("name", Value::text("实施")),
        ("unit", Value::to(company)),
        ("cooperation", Value::to(new)),
    ];
    let project = super::make(&session, "project", values).id;
    assert_eq!(
        names(&session, "project", project),
        ["同一客户", "姊妹公司的", "同一产品"]
    );
    // A piece of business and its project are told once.
    let values = [
        ("name", Value::text("当年的实施")),
        ("unit", Value::to(company)),
        ("cooperation", Value::to(same)),
        ("start", Value::Raw("2024-02-01".into())),
    ];
    super::make(&session, "project", values);
    assert_eq!(
        names(&session, "project", project),
        ["当年的实施", "姊妹公司的", "同一产品"]
    );
}

#[test]
fn what_somebody_confirmed_comes_first_and_is_undone_like_any_step() {
    let (session, _) = session();
    let company = unit(&session, "公司", None);
    let stranger = unit(&session, "别家", None);
    let make = |unit, name, start| {
        coop(
            &session,
            &Coop {
                unit,
                name,
                products: "水泵",
                amount: "",
                start,
            },
        )
    };
    let far = coop(
        &session,
        &Coop {
            unit: stranger,
            name: "毫不相干",
            products: "",
            amount: "",
            start: "2020-01-01",
        },
    );
    make(company, "一", "2023-01-01");
    make(company, "二", "2024-01-01");
    make(company, "三", "2025-01-01");
    let new = make(company, "新的", "2026-05-01");
    let (of, like) = (at("cooperation", new), at("cooperation", far));
    assert_eq!(names(&session, "cooperation", new), ["三", "二", "一"]);
    for _ in 0..2 {
        session.liken(&of, &like, true).unwrap();
    }
    assert_eq!(session.records("precedent", 9).unwrap().len(), 1);
    let told = session.similar("cooperation", new).unwrap();
    assert_eq!(
        names(&session, "cooperation", new),
        ["毫不相干", "三", "二"]
    );
    assert!(told[0].precedent.is_some() && told[1].precedent.is_none());
    session.undo().unwrap();
    assert_eq!(names(&session, "cooperation", new), ["三", "二", "一"]);
    session.redo().unwrap();
    session.liken(&of, &like, false).unwrap();
    assert_eq!(names(&session, "cooperation", new), ["三", "二", "一"]);
    assert_eq!(
        session.liken(&of, &of, true).unwrap_err().kind(),
        Kind::Invalid
    );
    bin(&session, "cooperation", &[far]);
    assert_eq!(names(&session, "cooperation", new), ["三", "二", "一"]);
}

/// What a large vault has thousands of is met by an index, and bounded: what is weighed does not grow.
#[test]
fn ten_times_the_business_is_not_ten_times_weighed() {
    let weighed = |many: usize| {
        let (session, _) = session();
        let stranger = unit(&session, "别家", None);
        let changes = (0..many).map(|n| RecordChange::Create {
            entity: "cooperation".into(),
            id: None,
            asked: false,
            values: [
                ("name", Value::text(format!("业务 {n}"))),
                ("unit", Value::to(stranger)),
                ("products", Value::Texts(vec!["水泵".into()])),
                ("amount", Value::Raw(format!("{}", 1_000 + n))),
                ("start", Value::Raw("2020-01-01".into())),
            ]
            .map(|(key, value)| (key.to_owned(), value))
            .into(),
        });
        let set = ChangeSet {
            label: "op.create".into(),
            changes: changes.collect(),
        };
        session.apply(&set).unwrap();
        let new = coop(
            &session,
            &Coop {
                unit: unit(&session, "公司", None),
                name: "新的",
                products: "水泵",
                amount: "1500",
                start: "2026-01-01",
            },
        );
        let found = session.similar("cooperation", new).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].work.label, "业务 650");
        let traits = Traits {
            products: BTreeSet::from(["水泵".to_owned()]),
            amount: Some(Money::new(150_000, Currency::CNY)),
            ..Traits::default()
        };
        let met = session
            .vault()
            .read(|read| met(read, &traits, "2026-01-01"))
            .unwrap();
        met.values().map(BTreeSet::len).sum::<usize>()
    };
    assert_eq!(weighed(1_500), weighed(5_000));
}

/// Of an industry that thousands are of, what began shortly before is weighed, and what was for about as
/// much: not whatever customer was written down last.
#[test]
fn of_an_industry_the_latest_and_the_nearest_in_size_are_weighed() {
    let (session, _) = session();
    let mut changes = Vec::new();
    let mut create = |entity: &str, values: Vec<(&str, Value)>| {
        let n = u128::try_from(changes.len() + 1).unwrap();
        let id = Id::from_bytes(n.to_be_bytes());
        let values = values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        changes.push(RecordChange::Create {
            entity: entity.into(),
            id: Some(id),
            asked: false,
            values: values.collect(),
        });
        id
    };
    let mut work = |name: String, amount: &str, start: &str| {
        let customer = create(
            "unit",
            vec![
                ("legal_name", Value::text(format!("{name}公司"))),
                ("industry", Value::choice("it")),
            ],
        );
        create(
            "cooperation",
            vec![
                ("name", Value::text(name)),
                ("unit", Value::to(customer)),
                ("type", Value::choice("product")),
                ("amount", Value::Raw(amount.to_owned())),
                ("start", Value::Raw(start.to_owned())),
            ],
        )
    };
    // The customers that were written down first have the work that is most like the new.
    work("最近的".into(), "USD 1", "2025-06-01");
    work("当年的".into(), "USD 1", "2010-06-01");
    for n in 0..450 {
        work(format!("旧业务 {n}"), "USD 1", "2009-01-01");
        work(format!("新业务 {n}"), "USD 1", "2020-01-01");
    }
    let new = work("新的".into(), "100 万", "2026-05-01");
    let old = work("早年的".into(), "USD 900", "2012-05-01");
    let label = "op.create".into();
    session.apply(&ChangeSet { label, changes }).unwrap();
    assert_eq!(names(&session, "cooperation", new)[0], "最近的");
    assert_eq!(names(&session, "cooperation", old)[0], "当年的");
}

#[test]
fn what_was_sold_is_entered_with_the_write_and_by_no_trigger() {
    let (session, _) = session();
    let entered = |session: &Session| -> Vec<String> {
        let sql = "SELECT product FROM cooperation_product ORDER BY product";
        let read = session.vault().read(|read| {
            let mut find = read.sql().prepare(sql)?;
            let rows = find.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        });
        read.unwrap()
    };
    let customer = unit(&session, "公司", None);
    let of = Coop {
        unit: customer,
        name: "年度检测",
        products: "Valve 仪表",
        amount: "",
        start: "",
    };
    let sold = coop(&session, &of);
    assert_eq!(entered(&session), ["valve", "仪表"]);
    let then = session.vault().clock().now();
    session.undo().unwrap();
    assert!(entered(&session).is_empty());
    session.redo().unwrap();
    bin(&session, "cooperation", &[sold]);
    session.undo().unwrap();
    assert_eq!(entered(&session), ["valve", "仪表"]);
    assert_eq!(entered(&session.as_of(then).unwrap()), ["valve", "仪表"]);
    let triggers = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'
      AND tbl_name = 'cooperation' AND sql LIKE '%AFTER INSERT%'";
    let n: i64 = session
        .vault()
        .read(|read| Ok(read.sql().query_row(triggers, [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(n, 0);
}
