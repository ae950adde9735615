//! Values that cannot stand are refused by the row, in the plan; all other rows go in.

use proptest::prelude::*;

use super::planning::{all, keys, named, planned, rows};
use super::session;
use crate::base::{Id, Report};
use crate::exchange::RowState::{Doubtful, New, Refused};
use crate::exchange::{ImportSession, RowState};
use crate::records::ChangeSet;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::own_required::require;
use crate::session::tests::unit;

/// A sheet of one kind, by its name.
fn of_kind(session: &Session, kind: &str, text: &str) -> ImportSession {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.csv");
    std::fs::write(&path, text).unwrap();
    let mut import = super::planning::open(session, &path);
    let layout = import.layout_as(0, Some(1), kind).unwrap();
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    import
}

/// A ledger, or a sheet of a kind, with its columns as they are said here.
fn as_columns(session: &Session, kind: &str, text: &str, targets: &[&str]) -> ImportSession {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.csv");
    std::fs::write(&path, text).unwrap();
    let mut import = super::planning::open(session, &path);
    let mut layout = import.layout_as(0, Some(1), kind).unwrap();
    for (column, target) in layout.columns.iter_mut().zip(targets) {
        column.target = Some((*target).to_owned());
    }
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    import
}

fn refused(import: &ImportSession) -> Vec<(u32, String)> {
    let all = rows(import);
    let refused = all.iter().filter(|row| row.state == Refused);
    refused
        .map(|row| (row.row, row.reasons.last().unwrap().key.clone()))
        .collect()
}

fn perform(session: &Session, import: &mut ImportSession) {
    import.perform(session.vault(), &Report::silent()).unwrap();
}

fn link(session: &Session, [parent, child]: [Id; 2], share: &str) -> Result<Id, &'static str> {
    let values = [
        ("parent", Value::to(parent)),
        ("child", Value::to(child)),
        ("kind", Value::choice("owns")),
        ("share", Value::Raw(share.to_owned())),
    ];
    let made = session.apply(&ChangeSet::create("op.create", "unit_link", values));
    made.map(|made| made.records[0].id)
        .map_err(|error| error.key())
}

#[test]
fn a_score_beyond_its_scale_is_refused_by_the_row() {
    let session = session();
    unit(&session, "甲公司", None);
    let sheet = "客户名称,评价日期,分制,得分
甲公司,2026-01-01,五分制,4
甲公司,2026-01-02,五分制,9
甲公司,2026-01-03,,7
甲公司,2026-01-04,十分制,9
";
    let columns = ["unit", "date", "scale", "score"].map(|key| format!("satisfaction.{key}"));
    let columns = columns.each_ref().map(String::as_str);
    let mut import = as_columns(&session, "satisfaction", sheet, &columns);
    let beyond = "error.score_beyond_scale".to_owned();
    assert_eq!(
        refused(&import),
        [(3, beyond.clone()), (4, beyond)],
        "{:?}",
        rows(&import)
    );
    perform(&session, &mut import);
    assert_eq!(all(&session, "satisfaction").len(), 2);
    // A record that is there is held to the scale it has.
    let first = &all(&session, "satisfaction")[0];
    let sheet = format!("记录号,得分\n{},8\n", first.id);
    let columns = ["satisfaction.id", "satisfaction.score"];
    let import = as_columns(&session, "satisfaction", &sheet, &columns);
    assert_eq!(refused(&import).len(), 1, "{:?}", rows(&import));
}

#[test]
fn a_task_of_more_than_a_day_is_refused_by_the_row() {
    let session = session();
    unit(&session, "甲公司", None);
    let sheet = "客户名称,待办,时长\n甲公司,电话,30\n甲公司,驻场,5000\n";
    let mut import = as_columns(
        &session,
        "",
        sheet,
        &["unit.legal_name", "task.title", "task.minutes"],
    );
    assert_eq!(
        refused(&import),
        [(3, "error.task_minutes".to_owned())],
        "{:?}",
        rows(&import)
    );
    perform(&session, &mut import);
    assert_eq!(all(&session, "task").len(), 1);
}

#[test]
fn a_holding_that_closes_a_circle_is_refused_by_the_row() {
    let session = session();
    let [a, b, c] = ["甲", "乙", "丙"].map(|name| unit(&session, name, None));
    link(&session, [a, b], "60").unwrap();
    let sheet = "上级单位,下级单位,关系类型,持股比例
乙,丙,持股,60%
乙,甲,持股,51%
丙,丙,持股,1%
丙,甲,持股,10%
";
    let mut import = of_kind(&session, "unit_link", sheet);
    let found = refused(&import);
    assert_eq!(
        found,
        [
            (3, "error.control_circle".to_owned()),
            (4, "error.holds_itself".to_owned())
        ],
        "{:?}",
        rows(&import)
    );
    perform(&session, &mut import);
    assert_eq!(all(&session, "unit_link").len(), 3);
    assert_eq!(link(&session, [c, a], "60"), Err("error.control_circle"));
}

#[test]
fn a_chain_that_closes_is_refused_by_the_row_whatever_the_kind() {
    let session = session();
    let sheet = "类别名称,上级类别\n线缆,电气\n电气,线缆\n软件,\n云,软件\n";
    let mut import = of_kind(&session, "category", sheet);
    let itself = "error.stands_under_itself".to_owned();
    assert_eq!(
        refused(&import),
        [(2, itself.clone()), (3, itself)],
        "{:?}",
        rows(&import)
    );
    perform(&session, &mut import);
    let cloud = named(&session, "category", "云");
    assert_eq!(
        cloud.get("parent").as_ref_id(),
        Some(named(&session, "category", "软件").id)
    );
}

#[test]
fn a_code_that_another_record_has_is_refused_by_the_row() {
    let session = session();
    let of = unit(&session, "甲公司", None);
    let contract = |code: &str| {
        let values = [
            ("name", Value::text("年框")),
            ("code", Value::text(code)),
            ("unit", Value::to(of)),
        ];
        let set = ChangeSet::create("op.create", "contract", values);
        session.apply(&set).unwrap().records[0].id
    };
    let [a, b, c] = ["A-1", "A-2", "A-3"].map(contract);
    let sheet = format!("记录号,合同编号,合同名称\n{a},A-2,一\n{b},A-9,二\n{c},A-9,三\n");
    let columns = ["contract.id", "contract.code", "contract.name"];
    let mut import = as_columns(&session, "contract", &sheet, &columns);
    let taken = "error.not_unique".to_owned();
    assert_eq!(
        refused(&import),
        [(2, taken.clone()), (4, taken)],
        "{:?}",
        rows(&import)
    );
    perform(&session, &mut import);
    let code = |id| session.record("contract", id).unwrap().get("code").clone();
    assert_eq!(
        [code(a), code(b), code(c)],
        ["A-1", "A-9", "A-3"].map(Value::text)
    );
}

/// Skipped, a row leaves its record where it was, and another one's move closes a circle.
#[test]
fn what_is_skipped_stays_where_it_is_for_whoever_would_close_a_circle() {
    let session = session();
    let b = unit(&session, "乙有限公司", None);
    let a = unit(&session, "甲有限公司", Some(b));
    unit(&session, "丙有限公司", None);
    let sheet = "客户名称,上级单位\n甲有限公司,丙有限公司\n乙有限公司,甲有限公司\n";
    let (mut import, _) = planned(&session, sheet);
    assert_eq!(refused(&import), []);
    import.decide(session.vault(), &[2], "skip").unwrap();
    assert_eq!(
        refused(&import),
        [(3, "error.tree_cycle".to_owned())],
        "{:?}",
        rows(&import)
    );
    perform(&session, &mut import);
    let parent = |id| {
        session
            .record("unit", id)
            .unwrap()
            .get("parent")
            .as_ref_id()
    };
    assert_eq!((parent(a), parent(b)), (Some(b), None));
}

#[test]
fn what_stands_under_a_refused_row_waits_with_it() {
    let session = session();
    let there = unit(&session, "老客户有限公司", None);
    require(&session, "unit", &["company"]);
    let sheet = "客户名称,上级单位,单位类型,内部编号
北方有限公司,,公司,
北方一部,北方有限公司,部门,
北方一部一组,北方一部,部门,
老客户有限公司,北方有限公司,公司,
南方有限公司,,公司,N-1
南方一部,南方有限公司,部门,
";
    let (mut import, plan) = planned(&session, sheet);
    let found = rows(&import);
    let states: Vec<RowState> = found.iter().map(|row| row.state).collect();
    assert_eq!(states[0], Refused, "{found:?}");
    assert_eq!(states[1..3], [Doubtful, Doubtful], "{found:?}");
    assert_eq!(keys(&found[1]), ["warning.import_ref_waits"]);
    assert_eq!(keys(&found[2]), ["warning.import_ref_waits"]);
    assert_eq!(keys(&found[3]), ["warning.import_parent_left"]);
    assert_eq!(states[4..], [New, New], "{found:?}");
    assert_eq!(plan.records.get("unit"), Some(&2), "{plan:?}");
    // Whoever skips the row above says that what is below stands without it.
    import.decide(session.vault(), &[2], "skip").unwrap();
    let found = rows(&import);
    assert_eq!(found[1].state, New, "{found:?}");
    import.decide(session.vault(), &[2], "").unwrap();
    perform(&session, &mut import);
    let mut names: Vec<String> = all(&session, "unit")
        .iter()
        .map(|unit| unit.get("legal_name").as_text().unwrap().to_owned())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["南方一部", "南方有限公司", "老客户有限公司"]);
    let old = session.record("unit", there).unwrap();
    assert_eq!(old.get("parent"), &Value::Null);
}

#[test]
fn what_stands_under_a_unit_whose_person_is_refused_waits_with_it() {
    let session = session();
    require(&session, "contact", &[]);
    let sheet = "客户名称,上级单位,联系人
北方有限公司,,王一
北方一部,北方有限公司,
";
    let (mut import, _) = planned(&session, sheet);
    let found = rows(&import);
    assert_eq!(found[0].state, Refused, "{found:?}");
    assert_eq!(found[1].state, Doubtful, "{found:?}");
    perform(&session, &mut import);
    assert!(all(&session, "unit").is_empty());
}

#[test]
fn a_post_is_refused_where_it_lacks_what_each_must_hold() {
    let session = session();
    let a = unit(&session, "甲有限公司", None);
    let values = [("full_name", Value::text("王一"))];
    let set = ChangeSet::create("op.create", "contact", values);
    let person = session.apply(&set).unwrap().records[0].id;
    let at = [("contact", Value::to(person)), ("unit", Value::to(a))];
    session
        .apply(&ChangeSet::create("op.create", "post", at))
        .unwrap();
    let key = require(&session, "post", &[]);
    // One who is known there gets no new post; whoever comes anew gets one, and so does one who is
    // known elsewhere.
    let sheet = "客户名称,联系人,手机
甲有限公司,王一,13800138000
甲有限公司,李二,13800138001
乙有限公司,王一,13800138000
";
    let (mut import, _) = planned(&session, sheet);
    let lacks = "error.required".to_owned();
    assert_eq!(
        refused(&import),
        [(3, lacks.clone()), (4, lacks)],
        "{:?}",
        rows(&import)
    );
    let field = format!("post.{key}");
    assert_eq!(rows(&import)[1].reasons.last().unwrap().field, field);
    perform(&session, &mut import);
    assert_eq!(all(&session, "post").len(), 1);
}

#[test]
fn whoever_a_conversation_names_beside_comes_without_what_no_column_says() {
    let session = session();
    unit(&session, "甲有限公司", None);
    require(&session, "contact", &[]);
    let sheet = "客户名称,时间,内容,参与人\n甲有限公司,2026-11-01 10:00,谈价格,王一、李二\n";
    let columns = [
        "unit.legal_name",
        "activity.at",
        "activity.content",
        "activity.contacts",
    ];
    let mut import = as_columns(&session, "", sheet, &columns);
    let found = rows(&import);
    assert_eq!(found[0].state, New, "{found:?}");
    perform(&session, &mut import);
    assert_eq!(all(&session, "activity").len(), 1);
    assert_eq!(all(&session, "contact").len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever ties a sheet brings: the plan refuses what the write would refuse, and the rest goes in.
    #[test]
    fn any_holdings_go_in_but_those_that_close_a_circle(
        there in prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..3), 0..4),
        brings in prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..3), 1..7),
        days in prop::collection::vec(0_usize..3, 7),
    ) {
        let session = session();
        let names = ["甲", "乙", "丙", "丁", "戊"];
        let units = names.map(|name| unit(&session, name, None));
        let shares = ["30", "50", "70"];
        for (a, b, share) in there {
            // What closes a circle is refused here already.
            let _ = link(&session, [units[a], units[b]], shares[share]);
        }
        let mut sheet = "上级单位,下级单位,关系类型,持股比例,开始日期,结束日期\n".to_owned();
        let spans = [",", "2010-01-01,2015-01-01", "2014-01-01,2020-01-01"];
        for ((a, b, share), day) in brings.iter().zip(days) {
            let share = format!("{}%", shares[*share]);
            let cells = [names[*a], names[*b], "持股", &share, spans[day]];
            sheet.push_str(&cells.join(","));
            sheet.push('\n');
        }
        let before = all(&session, "unit_link").len();
        let mut import = of_kind(&session, "unit_link", &sheet);
        let plan_rows = rows(&import);
        let made = plan_rows.iter().filter(|row| row.state == New).count();
        perform(&session, &mut import);
        prop_assert_eq!(all(&session, "unit_link").len(), before + made);
    }
}
