//! Sheets of one kind of record: found out by name and headings, referring to others by their
//! names, never guessing, never twice.

use std::fmt::Write as _;
use std::sync::Arc;

use super::planning::{all, keys, open, rows};
use super::session;
use crate::base::{FixedClock, Id, Kind, Report};
use crate::exchange::RowState::{Doubtful, New, Refused};
use crate::exchange::{ImportPlan, ImportSession, RowState};
use crate::records::value::Value;
use crate::records::{ChangeSet, Record};
use crate::session::Session;

fn unit(session: &Session, name: &str, parent: Option<Id>) -> Id {
    let parent = parent.map_or(Value::Null, Value::to);
    let values = [("legal_name", Value::text(name)), ("parent", parent)];
    let set = ChangeSet::create("op.edit", "unit", values);
    session.apply(&set).unwrap().records[0].id
}

fn opened(session: &Session, name: &str, text: &str) -> ImportSession {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{name}.csv"));
    std::fs::write(&path, text).unwrap();
    open(session, &path)
}

/// A sheet as it is understood by itself.
fn planned(session: &Session, name: &str, text: &str) -> (ImportSession, ImportPlan) {
    let mut import = opened(session, name, text);
    let layout = import.layout(import.opened().sheet, None).unwrap();
    let plan = import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    (import, plan)
}

fn taken(session: &Session, name: &str, text: &str) -> ImportPlan {
    let (mut import, plan) = planned(session, name, text);
    import.perform(session.vault(), &Report::silent()).unwrap();
    plan
}

fn states(import: &ImportSession) -> Vec<RowState> {
    rows(import).iter().map(|row| row.state).collect()
}

fn text(record: &Record, field: &str) -> String {
    match record.get(field) {
        Value::Money(sum) => sum.to_string(),
        Value::Ref(to) => to.label.clone(),
        Value::Percent(points) => points.to_string(),
        value => value.as_text().unwrap_or_default().to_owned(),
    }
}

const CONTRACTS: &str = "\
合同编号,合同名称,客户名称,合同金额(万元),签订日期,到期日期,付款条款
HT-001,产线一期,鲲鹏重工有限公司,\"1,280\",2026/3/1,46357,三七开
HT-002,维保,鲲鹏重工有限公司,12万,2026年4月1日,,
";

#[test]
fn a_sheet_of_contracts_is_known_by_its_headings() {
    let session = session();
    unit(&session, "鲲鹏重工有限公司", None);
    let (import, plan) = planned(&session, "2026年台账", CONTRACTS);
    assert_eq!(
        states(&import),
        [RowState::New, RowState::New],
        "{plan:?} {:?}",
        rows(&import)
    );
    taken(&session, "2026年台账", CONTRACTS);
    let contracts = all(&session, "contract");
    assert_eq!(text(&contracts[0], "amount"), "CNY 12800000.00");
    assert_eq!(text(&contracts[0], "end"), "2026-12-01");
    assert_eq!(text(&contracts[0], "unit"), "鲲鹏重工有限公司");
    assert_eq!(text(&contracts[1], "amount"), "CNY 120000.00");
    // Again it changes nothing; a value of it changed is a change.
    let (import, _) = planned(&session, "2026年台账", CONTRACTS);
    assert_eq!(
        states(&import),
        [RowState::Same, RowState::Same],
        "{:?}",
        rows(&import)
    );
    let (import, _) = planned(&session, "合同", &CONTRACTS.replace("维保", "维护保养"));
    assert_eq!(states(&import), [RowState::Same, RowState::Changed]);
    assert_eq!(rows(&import)[1].differences[0].field, "contract.name");
}

#[test]
fn what_a_sheet_holds_can_be_said() {
    let session = session();
    unit(&session, "甲", None);
    let mut import = opened(&session, "表", CONTRACTS);
    assert!(import.opened().kinds.contains(&"invoice".to_owned()));
    let ledger = import.layout_as(0, None, "").unwrap();
    assert_eq!(ledger.kind, None);
    assert!(
        ledger
            .columns
            .iter()
            .any(|column| column.target.as_deref() == Some("unit.legal_name"))
    );
    // The wrong kind lacks what every record of it needs, and says so.
    let layout = import.layout_as(0, None, "invoice").unwrap();
    let failed = import.plan(session.vault(), layout, &Report::silent());
    let error = failed.unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::Invalid, "error.import_kind_lacks")
    );
    assert_eq!(error.field(), Some("invoice.number"));
    assert!(import.layout_as(0, None, "unit").is_err());
}

#[test]
fn a_name_that_several_have_is_never_guessed() {
    let session = session();
    let (north, south) = (
        unit(&session, "北方集团", None),
        unit(&session, "南方集团", None),
    );
    let there = unit(&session, "分公司", Some(north));
    unit(&session, "分公司", Some(south));
    let sheet = "客户名称,发票号码,开票金额,开票日期\n分公司,1001,100,2026-01-01\n";
    let (mut import, _) = planned(&session, "发票", sheet);
    let row = &rows(&import)[0];
    assert_eq!(
        (row.state, keys(row)),
        (RowState::Doubtful, vec!["warning.import_name_shared"])
    );
    assert_eq!(row.candidates.len(), 2);
    assert_eq!(row.candidates[0].label, "北方集团 / 分公司");
    assert!(row.decision.is_empty());
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert!(
        all(&session, "invoice").is_empty(),
        "undecided, it is left out"
    );
    let (mut import, _) = planned(&session, "发票", sheet);
    import
        .decide(session.vault(), &[2], &format!("same:{there}"))
        .unwrap();
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(
        all(&session, "invoice")[0].get("unit").as_ref_id(),
        Some(there)
    );
    // By the way through the units above, or with the unit above beside it, it is one.
    for sheet in [
        "客户名称,发票号码,开票金额,开票日期\n南方集团 / 分公司,1002,100,2026-01-01\n",
        "客户名称,上级单位,发票号码,开票金额,开票日期\n分公司,南方集团,1002,100,2026-01-01\n",
    ] {
        let (import, _) = planned(&session, "发票", sheet);
        assert_eq!(states(&import), [RowState::New], "{:?}", rows(&import));
    }
}

#[test]
fn a_customer_that_is_not_there_is_asked_about() {
    let session = session();
    let known = unit(&session, "青禾商贸有限公司", None);
    let sheet = "客户名称,发票号码,开票金额,开票日期
新客户公司,2001,1,2026-01-01
新客户公司,2002,1,2026-01-01
青禾商贸股份有限公司,2003,1,2026-01-01
";
    let (mut import, plan) = planned(&session, "发票", sheet);
    assert_eq!(plan.counts[&RowState::Doubtful], 3);
    let found = rows(&import);
    assert_eq!(keys(&found[0]), ["warning.import_no_such_unit"]);
    assert_eq!(found[2].candidates[0].id, known);
    let plan = import.decide(session.vault(), &[2], "new").unwrap();
    assert_eq!(plan.records["unit"], 1, "one new unit for both of its rows");
    assert_eq!(plan.records["invoice"], 2);
    let plan = import
        .decide(session.vault(), &[4], &format!("same:{known}"))
        .unwrap();
    assert_eq!(plan.records["invoice"], 3);
    let done = import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(done.refused, 0);
    assert_eq!(all(&session, "unit").len(), 2);
    session.undo().unwrap();
    assert_eq!(all(&session, "unit").len(), 1, "one step, units and all");
    assert!(all(&session, "invoice").is_empty());
}

#[test]
fn what_every_record_needs_refuses_its_row_and_is_saved_to_be_repaired() {
    let session = session();
    unit(&session, "甲公司", None);
    let sheet = "合同编号,合同名称,客户名称,合同金额（万元）,合作项目
A1,,甲公司,3,
A2,有名,甲公司,many,
A3,无此项目,甲公司,4,没有的项目
A2,重号,甲公司,5,
";
    let (mut import, _) = planned(&session, "合同", sheet);
    assert_eq!(
        states(&import),
        [Refused, Doubtful, Doubtful, Refused],
        "{:?}",
        rows(&import)
    );
    let found = rows(&import);
    assert_eq!(keys(&found[0]), ["error.required"]);
    assert_eq!(keys(&found[2]), ["error.no_such_name"]);
    assert_eq!(keys(&found[3]), ["error.not_unique"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    let kept = all(&session, "contract");
    assert_eq!(kept.len(), 2);
    assert!(
        text(&kept[0], "note").contains("many"),
        "what no field takes is kept"
    );
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("repair.xlsx");
    assert_eq!(import.save_refused(&saved).unwrap(), 2);
    let again = open(&session, &saved);
    let layout = again.layout(again.opened().sheet, None).unwrap();
    assert_eq!(layout.kind.as_deref(), Some("contract"));
    let amount = layout
        .columns
        .iter()
        .find(|c| c.target.as_deref() == Some("contract.amount"));
    assert_eq!(amount.unwrap().unit_scale.as_deref(), Some("10000"));
}

const SALES: &str = "\
日期,客户名称,品名,数量,单价,金额,订单号
2026-01-05,甲公司,轴承,10,5.5,55,S1
2026-01-05,甲公司,轴承,10,5.5,55,S1
2026-01-06,甲公司,油,1,80,80,S2
";

#[test]
fn lines_of_sales_enter_once_however_often_they_are_read() {
    let session = session();
    unit(&session, "甲公司", None);
    taken(&session, "一月销售明细", SALES);
    assert_eq!(
        all(&session, "transaction").len(),
        3,
        "bought twice is two lines"
    );
    let (import, _) = planned(&session, "一月销售明细", SALES);
    assert_eq!(states(&import), [RowState::Same; 3], "{:?}", rows(&import));
    // A sheet that overlaps brings what is new alone.
    let more = format!("{SALES}2026-02-01,甲公司,轴承,2,5.5,11,S3\n");
    let (import, _) = planned(&session, "二月销售明细", &more);
    assert_eq!(states(&import)[3], RowState::New);
    let plan = taken(&session, "二月销售明细", &more);
    assert_eq!(plan.records.get("transaction"), Some(&1));
    assert_eq!(all(&session, "transaction").len(), 4);
    // What was corrected here is still the line that came.
    let first = &all(&session, "transaction")[2];
    let set = ChangeSet::update(
        "op.edit",
        "transaction",
        first.id,
        first.rev,
        [("item", Value::text("机油"))],
    );
    session.apply(&set).unwrap();
    let (import, _) = planned(&session, "一月销售明细", SALES);
    assert_eq!(states(&import), [RowState::Same; 3]);
}

const BANK: &str = "\
账户明细查询,,,,,,
账号:,6222********1234,,,币种:,人民币,
交易日期,对方户名,收入金额,支出金额,余额,摘要,交易流水号
20260105,甲公司,\"100,000.00\",,300000.00,货款,B001
20260106,甲公司,,\"2,500.00\",297500.00,退款,B002
20260107,甲公司,50000,0.00,347500.00,,B003
20260108,甲公司,,,347500.00,,B004
";

#[test]
fn a_bank_statement_has_what_came_in_and_what_went_out() {
    let session = session();
    unit(&session, "甲公司", None);
    let (import, _) = planned(&session, "银行流水", BANK);
    assert_eq!(
        states(&import),
        [New, New, New, Refused],
        "{:?}",
        rows(&import)
    );
    taken(&session, "银行流水", BANK);
    let lines = all(&session, "transaction");
    let told: Vec<_> = lines
        .iter()
        .map(|line| (text(line, "amount"), text(line, "item")))
        .collect();
    assert_eq!(told[0], ("CNY 100000.00".to_owned(), "货款".to_owned()));
    assert_eq!(told[1].0, "CNY -2500.00");
    assert_eq!(told[2].1, "收款");
    assert_eq!(text(&lines[0], "date"), "2026-01-05");
    // As payments, only what came in is one.
    let mut import = opened(&session, "银行流水", BANK);
    let layout = import.layout_as(0, None, "payment").unwrap();
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    assert_eq!(
        states(&import),
        [New, Refused, New, Refused],
        "{:?}",
        rows(&import)
    );
    assert_eq!(keys(&rows(&import)[1]), ["warning.import_money_out"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(text(&all(&session, "payment")[0], "bank_ref"), "B001");
}

#[test]
fn another_table_below_the_first_is_left_out() {
    let session = session();
    unit(&session, "甲公司", None);
    let sheet = "合同编号,合同名称,客户名称,合同金额
C1,一,甲公司,1

发票号码,客户名称,开票金额,开票日期
9,甲公司,1,2026-01-01
";
    let (import, _) = planned(&session, "合同", sheet);
    let found = rows(&import);
    assert_eq!(found[0].state, RowState::New, "{found:?}");
    assert!(
        found[1..]
            .iter()
            .all(|row| keys(row) == ["warning.import_second_table"]),
        "{found:?}"
    );
    assert_eq!(found.len(), 3);
}

#[test]
fn people_of_one_name_are_told_apart_by_their_customer() {
    let session = session();
    let (a, b) = (
        unit(&session, "甲公司", None),
        unit(&session, "乙公司", None),
    );
    for at in [a, b] {
        let set = ChangeSet::create("op.edit", "contact", [("full_name", Value::text("张伟"))]);
        let person = session.apply(&set).unwrap().records[0].id;
        let post = [("contact", Value::to(person)), ("unit", Value::to(at))];
        session
            .apply(&ChangeSet::create("op.edit", "post", post))
            .unwrap();
    }
    let sheet = "客户名称,投诉主题,投诉人,投诉日期\n乙公司,迟到,张伟,2026-02-01\n丙公司,错发,张伟,2026-02-01\n";
    let (import, _) = planned(&session, "客诉台账", sheet);
    assert_eq!(
        states(&import),
        [RowState::New, RowState::Doubtful],
        "{:?}",
        rows(&import)
    );
}

#[test]
fn a_row_in_the_bin_or_said_twice_waits_for_a_word() {
    let session = session();
    let unit_id = unit(&session, "甲公司", None);
    let sheet = "客户名称,需求内容,需求类型,优先级\n甲公司,要快,质量,高\n甲公司,要快,价格,低\n";
    let (mut import, _) = planned(&session, "需求", sheet);
    assert_eq!(
        states(&import),
        [RowState::New, RowState::Doubtful],
        "{:?}",
        rows(&import)
    );
    assert_eq!(keys(&rows(&import)[1]), ["warning.import_row_twice"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    let need = all(&session, "need")[0].clone();
    assert_eq!(need.get("unit").as_ref_id(), Some(unit_id));
    crate::session::tests::bin(&session, "need", &[need.id]);
    let (mut import, _) = planned(&session, "需求", sheet);
    assert_eq!(
        keys(&rows(&import)[0]),
        ["warning.import_record_in_bin"],
        "{:?}",
        rows(&import)
    );
    assert!(rows(&import)[0].decision.is_empty());
    import.decide(session.vault(), &[2], "new").unwrap();
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(all(&session, "need").len(), 1);
}

#[test]
fn what_was_signed_of_a_locked_contract_is_not_written_over() {
    let session = session();
    unit(&session, "鲲鹏重工有限公司", None);
    taken(&session, "合同", CONTRACTS);
    let first = &all(&session, "contract")[0];
    let set = ChangeSet::update(
        "op.edit",
        "contract",
        first.id,
        first.rev,
        [("locked", Value::Bool(true))],
    );
    session.apply(&set).unwrap();
    let (import, _) = planned(&session, "合同", &CONTRACTS.replace("1,280", "1,290"));
    assert_eq!(states(&import), [RowState::Refused, RowState::Same]);
    assert_eq!(keys(&rows(&import)[0]), ["error.contract_locked"]);
}

#[test]
fn a_long_sheet_of_contracts_is_read_and_read_again() {
    let session = session();
    for n in 0..40 {
        unit(&session, &format!("第{n}号客户有限公司"), None);
    }
    let mut sheet = "合同编号,合同名称,客户名称,合同金额,签订日期\n".to_owned();
    for n in 0..2_000 {
        writeln!(
            sheet,
            "N{n},合同{n},第{}号客户有限公司,{n},2026-01-01",
            n % 40
        )
        .unwrap();
    }
    let plan = taken(&session, "合同", &sheet);
    assert_eq!(plan.records["contract"], 2_000);
    let (_, plan) = planned(&session, "合同", &sheet);
    assert_eq!(plan.counts[&RowState::Same], 2_000);
}

#[test]
fn every_heading_and_sheet_name_in_the_words_is_of_a_kind() {
    let catalog = super::catalog();
    for line in include_str!("../layout/kinds.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let parts: Vec<_> = line.split('\t').collect();
        assert_eq!(parts.len(), 3, "{line}");
        let (entity, field) = parts[1].split_once('.').unwrap_or((parts[1], ""));
        if entity == "*" {
            continue;
        }
        let entity = catalog.entity(entity).unwrap();
        let bank = matches!(field, "in" | "out");
        assert!(
            field.is_empty() || bank || entity.field(field).is_ok(),
            "{line}"
        );
    }
}

#[test]
fn what_is_but_a_name_can_be_made_of_it_and_other_names_are_kept() {
    let session = session();
    let sheet = "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,\"4,821\"\n";
    let (mut import, _) = planned(&session, "products", sheet);
    assert_eq!(
        keys(&rows(&import)[0]),
        ["warning.import_no_such_record"],
        "{:?}",
        rows(&import)
    );
    let plan = import.decide(session.vault(), &[2, 3], "new").unwrap();
    assert_eq!((plan.records["product"], plan.records["category"]), (2, 1));
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(
        text(&all(&session, "product")[1], "list_price"),
        "CNY 4821.00"
    );
    assert_eq!(text(&all(&session, "category")[0], "name"), "GTX");
    // A person is more than a name: who is not there is kept in the note.
    unit(&session, "甲公司", None);
    let sheet = "合同编号,合同名称,客户名称,对方签约人\nK1,试,甲公司,张三\n";
    taken(&session, "合同", sheet);
    let contract = &all(&session, "contract")[0];
    assert!(text(contract, "note").contains("张三"), "{contract:?}");
    let (import, _) = planned(&session, "合同", sheet);
    assert_eq!(states(&import), [RowState::Same], "{:?}", rows(&import));
}

#[test]
fn names_in_rings_and_sheets_out_of_sight_do_no_harm() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let ids: Vec<String> = (1..=3)
        .map(|n| format!("00000000-0000-7000-8000-00000000000{n}"))
        .collect();
    let sheet = book.add_worksheet().set_name("客户").unwrap();
    for (row, cells) in [
        ["客户名称", "上级单位", "记录号"],
        ["甲", "乙", &ids[0]],
        ["乙", "甲", &ids[1]],
        ["丙", "甲", &ids[2]],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            let at = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            sheet.write(at.0, at.1, *cell).unwrap();
        }
    }
    for (name, hidden) in [("产品", false), ("竞争对手", true)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let head = if hidden {
            "竞争对手名称"
        } else {
            "产品名称"
        };
        sheet.write(0, 0, head).unwrap();
        sheet.write(0, 1, "记录号").unwrap();
        sheet.write(1, 0, "某").unwrap();
        sheet.set_hidden(hidden);
    }
    book.save(&path).unwrap();
    let mut import = open(&session, &path);
    let layout = import.layout(import.opened().whole.unwrap(), None).unwrap();
    let names: Vec<_> = layout.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(
        names,
        ["客户", "产品"],
        "what is hidden is not read unasked"
    );
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    assert_eq!(
        states(&import),
        [Refused, Refused, Doubtful, New],
        "{:?}",
        rows(&import)
    );
    assert_eq!(keys(&rows(&import)[0]), ["error.tree_cycle"]);
    assert_eq!(keys(&rows(&import)[2]), ["warning.import_ref_waits"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(
        (all(&session, "unit").len(), all(&session, "product").len()),
        (0, 1)
    );
}

#[test]
fn a_table_of_holidays_is_read_and_counts_at_once() {
    let session = session();
    let table = "\
名称,开始日期,结束日期,上班
春节,2027-02-05,2027-02-11,休息
春节,2027-02-13,,上班
";
    let plan = taken(&session, "节假日安排", table);
    assert_eq!(plan.counts[&New], 2);
    let days = session.workdays().unwrap();
    let worked = |day: &str| days.is_worked(day.parse().unwrap());
    assert!(!worked("2027-02-08") && worked("2027-02-12") && worked("2027-02-13"));
    session.undo().unwrap();
    assert!(session.records("holiday", 9).unwrap().is_empty());
    // A sheet may say where each line holds.
    let table = "\
名称,开始日期,上班,国家（* 为各地）
Reformationstag,2027-10-29,休息,DE
出差,2027-11-03,休息,*
";
    taken(&session, "节假日安排", table);
    let days = session.workdays().unwrap();
    let worked = |day: &str| days.is_worked(day.parse().unwrap());
    assert!(worked("2027-10-29") && !worked("2027-11-03"));
}

#[test]
fn a_table_of_holidays_says_its_country_in_a_column_or_over_itself() {
    let session = session();
    let countries = || {
        let mut all: Vec<(String, String)> = Vec::new();
        for day in session.records("holiday", 9).unwrap() {
            all.push((text(&day, "name"), text(&day, "country")));
        }
        all.sort();
        all
    };
    let of = |pairs: &[(&str, &str)]| {
        let all = pairs
            .iter()
            .map(|(name, code)| ((*name).to_owned(), (*code).to_owned()));
        all.collect::<Vec<_>>()
    };
    let table = "\
节日,开始日期,上班,国家
Reformationstag,2027-10-29,休息,德国
国庆节,2027-10-01,休息,中国
Labor Day,2027-09-06,休息,us
某日,2027-09-07,休息,乌有国
";
    let (mut import, _) = planned(&session, "节假日安排", table);
    assert_eq!(states(&import).last(), Some(&RowState::Refused));
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(
        countries(),
        of(&[
            ("Labor Day", "US"),
            ("Reformationstag", "DE"),
            ("国庆节", "CN")
        ])
    );
    session.undo().unwrap();
    // Over the table, wherever it is read.
    let table = "\
2027 年德国公众假期,,
节日,开始日期,上班
Reformationstag,2027-10-29,休息
";
    let plan = taken(&session, "节假日安排", table);
    assert_eq!(plan.counts[&New], 1);
    assert_eq!(countries(), of(&[("Reformationstag", "DE")]));
    session.undo().unwrap();
    // Where it says none, the plan does.
    let table = "节日,开始日期,上班\n厂庆,2027-09-20,休息\n";
    let (import, _) = planned(&session, "节假日安排", table);
    let reasons: Vec<String> = rows(&import)
        .iter()
        .flat_map(|row| row.reasons.iter().map(|why| why.key.clone()))
        .collect();
    assert_eq!(reasons, ["warning.holiday_country"]);
}

#[test]
fn a_holiday_of_two_countries_is_two() {
    let session = session();
    let countries = || {
        let days = session.records("holiday", 9).unwrap();
        let mut all: Vec<String> = days.iter().map(|day| text(day, "country")).collect();
        all.sort();
        all
    };
    let unsaid = "节日,开始日期,上班\n元旦,2027-01-01,休息\n";
    taken(&session, "节假日安排", unsaid);
    assert_eq!(countries(), ["CN"]);
    // What was said of no country is known again as the one here.
    let plan = taken(&session, "节假日安排", unsaid);
    assert_eq!(plan.counts.get(&New).copied().unwrap_or(0), 0);
    let german = "德国公众假期,,\n节日,开始日期,上班\n元旦,2027-01-01,休息\n";
    let (import, _) = planned(&session, "节假日安排", german);
    let told = rows(&import)[0].reasons[0].values.clone();
    assert_eq!((&*told["source"], &*told["country"]), ("title", "DE"));
    assert_eq!(told["text"], "德国公众假期");
    let plan = taken(&session, "节假日安排", german);
    assert_eq!(plan.counts[&New], 1);
    assert_eq!(countries(), ["CN", "DE"]);
    let plan = taken(&session, "节假日安排", german);
    assert_eq!(plan.counts.get(&New).copied().unwrap_or(0), 0);
    let both = "\
节日,开始日期,上班,国家
复活节,2027-03-28,休息,法国
复活节,2027-03-28,休息,英国
";
    let plan = taken(&session, "节假日安排", both);
    assert_eq!(plan.counts[&New], 2);
    assert_eq!(countries(), ["CN", "DE", "FR", "GB"]);
}

#[test]
fn a_holiday_of_no_country_read_in_no_country_is_everywhere_and_told_so() {
    let noon = "2026-11-22T04:00:00Z".parse().unwrap();
    let clock = Arc::new(FixedClock::at(noon));
    clock.travel(chrono_tz::UTC);
    let session = Session::in_memory(clock).unwrap();
    let table = "节日,开始日期,上班\n厂庆,2027-09-20,休息\n";
    let (mut import, _) = planned(&session, "节假日安排", table);
    let told = rows(&import)[0].reasons[0].values.clone();
    assert_eq!((&*told["reach"], &*told["country"]), ("everywhere", "*"));
    import.perform(session.vault(), &Report::silent()).unwrap();
    let days = session.records("holiday", 9).unwrap();
    assert_eq!(text(&days[0], "country"), "*");
}

/// A day written down by hand for every country is not made once more by a table that says of no
/// country: neither by the country in its title nor by the one where it is read.
#[test]
fn a_holiday_of_every_country_is_not_made_twice_by_a_table() {
    let unsaid = "节日,开始日期,上班\n元旦,2027-01-01,休息\n";
    let titled = "中国公众假期,,\n节日,开始日期,上班\n元旦,2027-01-01,休息\n";
    let said = "节日,开始日期,上班,国家\n元旦,2027-01-01,休息,DE\n";
    for table in [unsaid, titled] {
        let session = session();
        let values = [
            ("name", Value::text("元旦")),
            ("first", Value::Date("2027-01-01".to_owned())),
            ("country", Value::text("*")),
        ];
        let set = ChangeSet::create("op.edit", "holiday", values);
        session.apply(&set).unwrap();
        let (import, _) = planned(&session, "节假日安排", table);
        assert_eq!(states(&import), [RowState::Same], "{table}");
        assert_eq!(rows(&import)[0].reasons, [], "nothing new counts anywhere");
        taken(&session, "节假日安排", table);
        assert_eq!(countries(&session), ["*"], "{table}");
        // What a column says of a country is of that one.
        let plan = taken(&session, "节假日安排", said);
        assert_eq!(plan.counts[&New], 1);
        assert_eq!(countries(&session), ["*", "DE"]);
    }
}

/// What a table says otherwise of a day that holds everywhere is of its own country, and changes no other's.
#[test]
fn a_table_of_one_country_rewrites_no_holiday_of_all_countries() {
    let unsaid = "节日,开始日期,结束日期,上班\n元旦,2027-01-01,2027-01-03,休息\n";
    let titled = "中国公众假期,,,\n节日,开始日期,结束日期,上班\n元旦,2027-01-01,2027-01-03,休息\n";
    let worked = "中国公众假期,,\n节日,开始日期,上班\n元旦,2027-01-01,上班\n";
    for table in [unsaid, titled, worked] {
        let session = session();
        let values = [
            ("name", Value::text("元旦")),
            ("first", Value::Date("2027-01-01".to_owned())),
            ("country", Value::text("*")),
        ];
        let set = ChangeSet::create("op.edit", "holiday", values);
        session.apply(&set).unwrap();
        let before = session.records("holiday", 9).unwrap();
        let plan = taken(&session, "节假日安排", table);
        assert_eq!(plan.counts[&New], 1, "{table}");
        assert_eq!(countries(&session), ["*", "CN"], "{table}");
        let after = session.record("holiday", before[0].id).unwrap();
        assert_eq!(after.rev, before[0].rev, "{table}");
    }
}

fn countries(session: &Session) -> Vec<String> {
    let days = session.records("holiday", 9).unwrap();
    let mut all: Vec<String> = days.iter().map(|day| text(day, "country")).collect();
    all.sort();
    all
}

/// A table that names no country is told to count here, and may be said to be of another one before it is taken.
#[test]
fn the_country_of_a_table_that_names_none_is_chosen_before_it_is_taken() {
    let session = session();
    let table = "节日,开始日期,上班\n元旦,2027-01-01,休息\n厂庆,2027-09-20,休息\n";
    let (mut import, plan) = planned(&session, "节假日安排", table);
    assert_eq!(plan.country.as_deref(), Some("CN"));
    let wrong = import
        .decide(session.vault(), &[], "country:乌有国")
        .unwrap_err();
    assert_eq!(wrong.key(), "error.import_country");
    let plan = import
        .decide(session.vault(), &[], "country: 德国")
        .unwrap();
    assert_eq!(plan.country.as_deref(), Some("DE"));
    let told = rows(&import)[0].reasons[0].values.clone();
    assert_eq!((&*told["reach"], &*told["country"]), ("country", "DE"));
    // Planned anew behind a change of the vault, it is still what the user said.
    unit(&session, "恒达", None);
    let refused = import.perform(session.vault(), &Report::silent());
    assert_eq!(refused.unwrap_err().kind(), Kind::Conflict);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(countries(&session), ["DE", "DE"]);
    // What names its country is not asked about.
    let titled = "法国公众假期,,\n节日,开始日期,上班\n元旦,2027-01-01,休息\n";
    let (mut import, plan) = planned(&session, "节假日安排", titled);
    assert_eq!(plan.country, None);
    let plan = import.decide(session.vault(), &[], "country:*").unwrap();
    assert_eq!(plan.country, None);
    let told = rows(&import)[0].reasons[0].values.clone();
    assert_eq!(told["country"], "FR");
}
