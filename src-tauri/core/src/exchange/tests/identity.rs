//! Which rows are one record, and which record of the vault they are: codes, names, the bin, and
//! that no plan the user was shown fails when it is carried out.

use super::planning::{
    CODE_A, CODE_B, all, count, imported, keys, made, named, planned, rows, text, unit,
};
use super::session;
use crate::base::{Id, Report};
use crate::exchange::{ImportPlan, ImportSession, RowState};
use crate::records::value::Value;
use crate::records::{ChangeSet, Record, RecordChange};
use crate::session::Session;

fn perform(session: &Session, import: &mut ImportSession) {
    import.perform(session.vault(), &Report::silent()).unwrap();
}

fn decide(session: &Session, import: &mut ImportSession, rows: &[u32], say: &str) -> ImportPlan {
    import.decide(session.vault(), rows, say).unwrap()
}

fn states(import: &ImportSession) -> Vec<RowState> {
    rows(import).iter().map(|row| row.state).collect()
}

fn new_unit(session: &Session, name: &str, more: Vec<(&'static str, Value)>) -> Id {
    let mut values = vec![("legal_name", Value::text(name))];
    values.extend(more);
    unit(session, values)
}

fn names(records: &[Record]) -> Vec<String> {
    records.iter().map(|r| text(r, "legal_name")).collect()
}

#[test]
fn a_customer_code_makes_one_unit_of_related_names() {
    let session = session();
    let plan = imported(
        &session,
        "客户编号,单位名称,联系人\nK001,华北钢铁有限公司,沈若兰\nK001,华北钢铁,杜明远\n",
    );
    assert_eq!((made(&plan, "unit"), made(&plan, "contact")), (1, 2));
    let made = named(&session, "unit", "华北钢铁有限公司");
    assert_eq!(
        (text(&made, "code"), text(&made, "aliases")),
        ("K001".into(), "华北钢铁".into())
    );
}

#[test]
fn a_customer_code_of_two_names_is_asked_about() {
    let file = "客户编号,单位名称,联系人\nK001,华北钢铁有限公司,沈若兰\nK001,华钢,杜明远\n";
    let session = session();
    let (mut import, plan) = planned(&session, file);
    assert_eq!(states(&import), [RowState::New, RowState::Doubtful]);
    assert_eq!((made(&plan, "unit"), made(&plan, "contact")), (1, 1));
    let row = rows(&import).remove(1);
    assert_eq!(keys(&row), ["warning.import_own_code_twice"]);
    assert_eq!(
        (row.decision.as_str(), row.candidates[0].label.as_str()),
        ("", "华北钢铁有限公司")
    );
    // One of its own does not get the code.
    decide(&session, &mut import, &[3], "new");
    perform(&session, &mut import);
    let other = named(&session, "unit", "华钢");
    assert_eq!(
        (text(&other, "code"), text(&other, "description")),
        (String::new(), "客户编号：K001".into())
    );
    session.undo().unwrap();
    // The same one does not need its code in a note.
    let (mut import, _) = planned(&session, file);
    let same = |import: &mut ImportSession| {
        let to = format!("same:{}", rows(import)[1].candidates[0].id);
        decide(&session, import, &[3], &to)
    };
    let plan = same(&mut import);
    assert_eq!((made(&plan, "unit"), made(&plan, "contact")), (1, 2));
    // And can be taken back.
    let plan = decide(&session, &mut import, &[3], "new");
    assert_eq!(made(&plan, "unit"), 2);
    same(&mut import);
    perform(&session, &mut import);
    let one = named(&session, "unit", "华北钢铁有限公司");
    assert_eq!(
        (text(&one, "aliases"), text(&one, "description")),
        ("华钢".into(), String::new())
    );
}

#[test]
fn a_customer_code_of_the_vault_finds_its_unit_by_a_related_name_only() {
    let session = session();
    let held = vec![("code", Value::text("K001")), ("uscc", Value::text(CODE_A))];
    let known = new_unit(&session, "华北钢铁有限公司", held);
    let head = "客户编号,单位名称,统一社会信用代码,地址\n";
    let (import, _) = planned(&session, format!("{head}K001,华北钢铁,,钢城路1号\n"));
    assert_eq!(rows(&import)[0].decision, format!("same:{known}"));
    for (line, other) in [
        ("K001,南方轮胎有限公司,,钢城路1号", "another name"),
        (
            &format!("K001,华北钢铁有限公司,{CODE_B},钢城路1号"),
            "another credit code",
        ),
    ] {
        let (mut import, plan) = planned(&session, format!("{head}{line}\n"));
        let row = rows(&import).remove(0);
        assert_eq!(
            (row.state, row.decision.as_str(), row.candidates[0].id),
            (RowState::Doubtful, "", known),
            "{other}"
        );
        assert!(keys(&row).contains(&"warning.import_own_code_of_other"));
        assert!(plan.records.is_empty());
        decide(&session, &mut import, &[2], "new");
        perform(&session, &mut import);
        let units = all(&session, "unit");
        let fresh = units.iter().find(|unit| unit.id != known).unwrap();
        assert_eq!(
            (text(fresh, "code"), text(fresh, "description")),
            (String::new(), "客户编号：K001".into()),
            "{other}"
        );
        session.undo().unwrap();
    }
    let held = named(&session, "unit", "华北钢铁有限公司");
    assert_eq!(text(&held, "address"), "");
}

#[test]
fn a_unit_that_is_there_does_not_take_the_code_of_another() {
    let session = session();
    new_unit(
        &session,
        "华北钢铁有限公司",
        vec![("code", Value::text("K001"))],
    );
    new_unit(&session, "南方轮胎有限公司", Vec::new());
    let file = "客户编号,单位名称,地址\nK001,南方轮胎有限公司,轮胎路2号\n";
    let (mut import, plan) = planned(&session, file);
    assert_eq!(count(&plan, RowState::Doubtful), 1);
    assert_eq!(
        keys(&rows(&import)[0]),
        ["warning.import_own_code_of_other"]
    );
    perform(&session, &mut import);
    let tyres = named(&session, "unit", "南方轮胎有限公司");
    assert_eq!(
        (text(&tyres, "address"), text(&tyres, "description")),
        ("轮胎路2号".into(), "客户编号：K001".into())
    );
    let (_, again) = planned(&session, file);
    assert_eq!(count(&again, RowState::Same), 1);
}

#[test]
fn what_the_records_would_refuse_is_doubtful_before_it_is_carried_out() {
    let session = session();
    let long = "长".repeat(201);
    let line = "行".repeat(501);
    let file = format!(
        "单位名称,所属集团,上级单位,标签,参会,拜访日期,沟通内容
甲子有限公司,{long},,,,,
乙丑有限公司,,{long},,,,
丙寅有限公司,,,\"重点\n{line}\",,,
丁卯有限公司,,,,{},2026-11-02,年度回顾
戊辰有限公司,,,,,,
",
        "名".repeat(101)
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.csv");
    std::fs::write(&path, file).unwrap();
    let mut import = super::planning::open(&session, &path);
    let mut layout = import.layout(0, None).unwrap();
    layout.columns[4].target = Some("activity.contacts".into());
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    for row in rows(&import).iter().take(4) {
        assert_eq!(
            (row.state, keys(row)),
            (RowState::Doubtful, vec!["error.too_long"]),
            "{}",
            row.title
        );
    }
    assert_eq!(rows(&import)[4].state, RowState::New);
    perform(&session, &mut import);
    let note = |name: &str| text(&named(&session, "unit", name), "description");
    assert_eq!(note("甲子有限公司"), format!("所属集团：{long}"));
    assert_eq!(note("乙丑有限公司"), format!("上级单位：{long}"));
    assert!(note("丙寅有限公司").contains(&line));
    assert!(note("丁卯有限公司").starts_with("参会：名"));
}

#[test]
fn a_full_list_takes_no_more_and_stops_nothing() {
    use std::fmt::Write as _;
    let session = session();
    let mut file = "单位名称,标签\n".to_owned();
    for n in 0..205 {
        writeln!(file, "甲子有限公司,标签{n}").unwrap();
    }
    let (mut import, plan) = planned(&session, &file);
    assert_eq!(count(&plan, RowState::Doubtful), 5);
    perform(&session, &mut import);
    let (mut import, _) = planned(&session, "单位名称,标签\n甲子有限公司,又一个\n");
    let row = rows(&import).remove(0);
    assert_eq!(
        (row.state, keys(&row)),
        (RowState::Doubtful, vec!["warning.import_list_full"])
    );
    perform(&session, &mut import);
}

#[test]
fn a_group_only_referred_to_is_not_taken_for_a_look_alike() {
    let session = session();
    let group = new_unit(&session, "云岭集团有限公司", Vec::new());
    let own = new_unit(&session, "云岭茶业有限公司", Vec::new());
    let (mut import, plan) = planned(
        &session,
        "单位名称,所属集团,地址\n云岭茶业有限公司,云岭茶业集团,茶马路1号\n云岭物流有限公司,云岭集团,\n",
    );
    // What looks like the row's own unit is not worth a question.
    assert_eq!(states(&import), [RowState::Changed, RowState::Doubtful]);
    let row = rows(&import).remove(1);
    assert_eq!(keys(&row), ["warning.import_above_alike"]);
    assert!(row.reasons[0].values["name"].contains("云岭集团有限公司"));
    assert_eq!((made(&plan, "unit"), row.decision.as_str()), (3, "new"));
    perform(&session, &mut import);
    let logistics = named(&session, "unit", "云岭物流有限公司");
    assert_eq!(text(&logistics, "parent"), "云岭集团");
    let tea = named(&session, "unit", "云岭茶业有限公司");
    assert_eq!((tea.id, text(&tea, "parent")), (own, "云岭茶业集团".into()));
    let company = named(&session, "unit", "云岭集团有限公司");
    assert_eq!(
        (company.id, text(&company, "parent")),
        (group, String::new())
    );
}

#[test]
fn a_group_within_the_file_is_taken_only_for_its_longer_name() {
    let session = session();
    let (import, plan) = planned(
        &session,
        "单位名称,所属集团\n云岭有限公司,\n云岭物流有限公司,云岭集团\n镕泰集团有限公司,\n镕泰机械有限公司,镕泰集团\n",
    );
    assert_eq!(
        made(&plan, "unit"),
        5,
        "云岭集团 is another than 云岭有限公司"
    );
    assert_eq!(keys(&rows(&import)[3]), ["warning.import_taken_for"]);
}

#[test]
fn two_spellings_of_a_unit_that_is_there_do_not_write_over_each_other() {
    let session = session();
    let known = new_unit(
        &session,
        "云岭有限公司",
        vec![("aliases", Value::Texts(vec!["云岭茶厂".into()]))],
    );
    let file = "单位名称,客户等级,标签,联系人,备注
云岭有限公司,A,重点,沈若兰,第一行
云岭茶厂,B,老客户,沈若兰,第二行
";
    let (mut import, plan) = planned(&session, file);
    assert_eq!(
        (made(&plan, "unit.changed"), made(&plan, "contact")),
        (1, 1),
        "one unit, one person"
    );
    assert_eq!(states(&import), [RowState::New, RowState::Doubtful]);
    assert_eq!(keys(&rows(&import)[1]), ["warning.import_differs"]);
    perform(&session, &mut import);
    let unit = named(&session, "unit", "云岭有限公司");
    assert_eq!(
        (text(&unit, "level"), text(&unit, "tags")),
        ("a".into(), "重点|老客户".into())
    );
    let note = text(&unit, "description");
    assert!(note.contains("第一行") && note.contains("第二行") && note.contains("级别：B"));
    assert_eq!(all(&session, "contact").len(), 1);
    assert_eq!(unit.id, known);
}

#[test]
fn what_was_decided_of_any_row_can_be_decided_otherwise_and_taken_back() {
    let session = session();
    let known = new_unit(&session, "宝利电子有限公司", Vec::new());
    let file = "单位名称,标签\n宝利电子有限公司,甲\n宝利电子有限责任公司,乙\n远澜有限公司,丙\n";
    let (mut import, first) = planned(&session, file);
    let before = rows(&import);
    assert_eq!(
        states(&import),
        [RowState::Changed, RowState::Doubtful, RowState::New]
    );
    assert!(before.iter().all(|row| !row.decided));
    let ways = ["skip", "new", "skip"];
    for (row, say) in [2, 3, 4].into_iter().zip(ways) {
        decide(&session, &mut import, &[row], say);
        let now = rows(&import);
        let at = row as usize - 2;
        assert!(now[at].decided, "{say}: {now:?}");
        assert_eq!(now[at].decision, say);
    }
    // A doubtful one left its place when it was decided, and can still be decided otherwise.
    decide(&session, &mut import, &[3], &format!("same:{known}"));
    assert!(rows(&import)[1].decided);
    let mut last = first.clone();
    for row in [2, 3, 4] {
        last = decide(&session, &mut import, &[row], "");
    }
    assert_eq!(rows(&import), before, "all is as it was");
    assert_eq!(last.counts, first.counts);
}

#[test]
fn a_choice_may_bring_two_units_together_and_part_them_again() {
    let session = session();
    let known = new_unit(&session, "宝利电子有限公司", Vec::new());
    let file = "单位名称,标签\n宝利电子有限公司,甲\n宝利电子有限责任公司,乙\n";
    let (mut import, plan) = planned(&session, file);
    assert_eq!(count(&plan, RowState::Doubtful), 1);
    let plan = decide(&session, &mut import, &[3], &format!("same:{known}"));
    assert_eq!((made(&plan, "unit"), made(&plan, "unit.changed")), (0, 1));
    let plan = decide(&session, &mut import, &[3], "new");
    assert_eq!((made(&plan, "unit"), made(&plan, "unit.changed")), (1, 1));
    let plan = decide(&session, &mut import, &[3], &format!("same:{known}"));
    assert_eq!(made(&plan, "unit"), 0);
    perform(&session, &mut import);
    let unit = named(&session, "unit", "宝利电子有限公司");
    assert_eq!(
        (text(&unit, "tags"), text(&unit, "aliases")),
        ("甲|乙".into(), "宝利电子有限责任公司".into())
    );
    // A skipped row brings nothing along.
    let file = "单位名称,标签\n宝利电子有限公司,丙\n宝利电子有限责任公司,丁\n";
    let (mut import, _) = planned(&session, file);
    decide(&session, &mut import, &[3], "skip");
    perform(&session, &mut import);
    let unit = named(&session, "unit", "宝利电子有限公司");
    assert_eq!(text(&unit, "tags"), "甲|乙|丙");
}

#[test]
fn choices_in_a_chain_end_in_one_unit() {
    let session = session();
    let (mut import, _) = planned(
        &session,
        format!(
            "单位名称,统一社会信用代码,标签\n双河华意,,甲\n双河华意有限公司,,乙\n双河华意集团有限公司,{CODE_A},丙\n"
        ),
    );
    let id = |import: &ImportSession, name: &str| {
        let rows = rows(import);
        let mut all = rows.iter().flat_map(|row| &row.candidates);
        let found = all.find(|one| one.label == name).unwrap().id;
        format!("same:{found}")
    };
    let to = id(&import, "双河华意集团有限公司");
    let plan = decide(&session, &mut import, &[2, 3], &to);
    assert_eq!(made(&plan, "unit"), 1);
    perform(&session, &mut import);
    let unit = named(&session, "unit", "双河华意集团有限公司");
    assert_eq!(text(&unit, "tags"), "丙|甲|乙");
}

#[test]
fn namesakes_without_a_unit_are_one_only_by_a_shared_number() {
    let session = session();
    let file = "姓名,手机,邮箱
张伟,13800000001,zhang@a.example
张伟,13800000002,
张伟,,zhang@a.example
张伟,13800000002,wei@b.example
";
    let (mut import, plan) = planned(&session, file);
    assert_eq!(made(&plan, "contact"), 2);
    let reasons: Vec<_> = rows(&import).iter().map(|row| row.reasons.len()).collect();
    assert_eq!(reasons, [0, 1, 0, 0]);
    assert_eq!(keys(&rows(&import)[1]), ["warning.import_same_person_name"]);
    perform(&session, &mut import);
    let mut phones: Vec<_> = all(&session, "contact")
        .iter()
        .map(|person| text(person, "phones"))
        .collect();
    phones.sort();
    assert_eq!(phones, ["13800000001", "13800000002"]);
    let (_, again) = planned(&session, file);
    assert_eq!(count(&again, RowState::Same), 4);
}

#[test]
fn those_below_a_skipped_unit_come_in_all_the_same() {
    let session = session();
    new_unit(&session, "云岭有限公司", Vec::new());
    let file = "单位名称,上级单位,所属集团\n云岭有限责任公司,,大滇集团\n云岭一分公司,云岭有限责任公司,大滇集团\n";
    let (mut import, plan) = planned(&session, file);
    assert_eq!(count(&plan, RowState::Doubtful), 2);
    let waits: Vec<_> = rows(&import).iter().map(|row| row.waits).collect();
    assert_eq!(waits, [false, true]);
    let plan = decide(&session, &mut import, &[2], "skip");
    assert_eq!(made(&plan, "unit"), 2, "the branch and its group");
    assert!(!rows(&import)[1].waits);
    perform(&session, &mut import);
    let branch = named(&session, "unit", "云岭一分公司");
    assert_eq!(text(&branch, "parent"), "大滇集团");
    assert_eq!(names(&all(&session, "unit")).len(), 3);
}

#[test]
fn a_group_that_could_be_either_of_two_keeps_nobody_waiting() {
    let session = session();
    new_unit(&session, "云岭集团", Vec::new());
    new_unit(&session, "云岭集团", Vec::new());
    let (mut import, plan) = planned(&session, "单位名称,所属集团\n云岭物流有限公司,云岭集团\n");
    let row = rows(&import).remove(0);
    assert_eq!(
        (row.state, row.decision.as_str(), keys(&row)),
        (
            RowState::Doubtful,
            "new",
            vec!["warning.import_same_name_twice"]
        )
    );
    assert_eq!(made(&plan, "unit"), 1);
    perform(&session, &mut import);
    let logistics = named(&session, "unit", "云岭物流有限公司");
    assert_eq!(text(&logistics, "parent"), "");
}

#[test]
fn a_unit_in_the_bin_is_named() {
    let session = session();
    let gone = new_unit(&session, "云岭有限公司", Vec::new());
    let rev = named(&session, "unit", "云岭有限公司").rev;
    let bin = RecordChange::Delete {
        entity: "unit".into(),
        id: gone,
        rev,
    };
    session
        .apply(&ChangeSet {
            label: "op.delete".into(),
            changes: vec![bin],
        })
        .unwrap();
    let (mut import, plan) = planned(&session, "单位名称\n云岭有限公司\n");
    let row = rows(&import).remove(0);
    assert_eq!(
        (row.state, row.decision.as_str(), keys(&row)),
        (RowState::Doubtful, "new", vec!["warning.import_in_bin"])
    );
    assert_eq!(made(&plan, "unit"), 1);
    perform(&session, &mut import);
}

#[test]
fn former_names_come_with_the_day_until_which_they_held_and_find_their_unit() {
    let session = session();
    imported(
        &session,
        "单位名称,曾用名\n银汉储能有限公司,星川新能源有限公司(至2019-03-01)；星川电气\n",
    );
    let names = |session: &Session| {
        let record = named(session, "unit", "银汉储能有限公司");
        match record.get("former_names") {
            Value::Dated(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    let both = ["星川新能源有限公司 (2019-03-01)", "星川电气"];
    assert_eq!(names(&session), both);
    // A sheet of before still means the same customer, and a day that was not known is added.
    imported(&session, "单位名称,电话\n星川新能源有限公司,010-62345678\n");
    assert_eq!(all(&session, "unit").len(), 1);
    imported(
        &session,
        "单位名称,曾用名\n银汉储能有限公司,星川电气（2015）\n",
    );
    assert_eq!(
        names(&session),
        ["星川新能源有限公司 (2019-03-01)", "星川电气 (2015)"]
    );
    // A day that is said otherwise now is mended.
    imported(
        &session,
        "单位名称,曾用名\n银汉储能有限公司,星川电气（2016-05）\n",
    );
    assert_eq!(names(&session)[1], "星川电气 (2016-05)");
}
