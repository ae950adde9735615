//! Files into a vault: folding, matching, the tree, doubts, decisions, one step of undo.

use std::path::Path;

use super::{fixture, real_data, session};
use crate::base::{Cancel, Id, Kind, Report};
use crate::exchange::export::ExportFormat;
use crate::exchange::{ImportPlan, ImportRow, ImportSession, RowState};
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::records::{ChangeSet, Record};
use crate::session::Session;

pub(super) fn open(session: &Session, path: &Path) -> ImportSession {
    ImportSession::open(path, 7, &session.catalog(), Language::Zh, &Report::silent()).unwrap()
}

/// An import of these bytes, planned as the layout is guessed.
pub(super) fn planned(session: &Session, bytes: impl AsRef<[u8]>) -> (ImportSession, ImportPlan) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.csv");
    std::fs::write(&path, bytes).unwrap();
    let mut import = open(session, &path);
    let plan = replanned(session, &mut import);
    (import, plan)
}

pub(super) fn replanned(session: &Session, import: &mut ImportSession) -> ImportPlan {
    let layout = import.layout(import.opened().sheet, None).unwrap();
    import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap()
}

pub(super) fn imported(session: &Session, text: &str) -> ImportPlan {
    let (mut import, plan) = planned(session, text);
    import.perform(session.vault(), &Report::silent()).unwrap();
    plan
}

pub(super) fn rows(import: &ImportSession) -> Vec<ImportRow> {
    import.rows(None, 0, 1000).unwrap()
}

pub(super) fn keys(row: &ImportRow) -> Vec<&str> {
    row.reasons
        .iter()
        .map(|reason| reason.key.as_str())
        .collect()
}

pub(super) fn count(plan: &ImportPlan, state: RowState) -> u32 {
    plan.counts[&state]
}

pub(super) fn made(plan: &ImportPlan, entity: &str) -> u32 {
    plan.records.get(entity).copied().unwrap_or(0)
}

pub(super) fn all(session: &Session, entity: &str) -> Vec<Record> {
    session.records(entity, 10_000).unwrap()
}

pub(super) fn named(session: &Session, entity: &str, name: &str) -> Record {
    let title = session.catalog().entity(entity).unwrap().title;
    let found: Vec<_> = all(session, entity)
        .into_iter()
        .filter(|r| r.get(title).as_text() == Some(name))
        .collect();
    assert_eq!(found.len(), 1, "one {entity} {name}");
    found.into_iter().next().unwrap()
}

pub(super) fn text(record: &Record, field: &str) -> String {
    match record.get(field) {
        Value::Ref(to) => to.label.clone(),
        Value::Wall(wall) => wall.at.clone(),
        Value::Money(money) => money.to_string(),
        Value::Texts(list) => list.join("|"),
        Value::Phones(list) => list
            .iter()
            .map(|phone| phone.raw.as_str())
            .collect::<Vec<_>>()
            .join("|"),
        value => value.as_text().unwrap_or_default().to_owned(),
    }
}

pub(super) fn unit(session: &Session, values: Vec<(&'static str, Value)>) -> Id {
    session
        .apply(&ChangeSet::create("op.edit", "unit", values))
        .unwrap()
        .records[0]
        .id
}

/// Codes with a right check character.
pub(super) const CODE_A: &str = "914403001922038216";
pub(super) const CODE_B: &str = "91330100799655058B";

#[test]
fn a_unit_on_many_rows_is_one() {
    let session = session();
    let plan = imported(
        &session,
        "单位名称,联系人,职务,手机,合作项目,合作金额,开始日期,备注
云岭有限公司,沈若兰,总经理,13800000001,维保,100,2026-01-01,重点
　云岭有限公司 ,杜明远,科长,13800000002,设备,200.50,2026-02-01,季度拜访
云岭有限公司,沈若兰,总经理,13800000003,维保,100,2026-01-01,重点
",
    );
    assert_eq!(count(&plan, RowState::New), 3);
    assert_eq!(
        (
            made(&plan, "unit"),
            made(&plan, "contact"),
            made(&plan, "cooperation")
        ),
        (1, 2, 2)
    );
    let unit = named(&session, "unit", "云岭有限公司");
    assert_eq!(text(&unit, "description"), "重点\n季度拜访");
    assert_eq!(text(&unit, "coop_amount"), "CNY 300.50");
    let person = named(&session, "contact", "沈若兰");
    assert_eq!(text(&person, "phones"), "13800000001|13800000003");
    assert_eq!(
        (text(&person, "unit"), text(&person, "title")),
        ("云岭有限公司".into(), "总经理".into())
    );
}

#[test]
fn groups_and_parents_build_the_tree_in_any_order() {
    let session = session();
    let plan = imported(
        &session,
        "集团名称,上级单位,单位名称,单位层级
云岭集团有限公司,云岭昆明有限公司,云岭昆明有限公司大理分公司,分公司
云岭集团有限公司,云岭集团有限公司,云岭昆明有限公司,子公司
云岭集团有限公司,云岭昆明有限公司,采购部,部门
云岭集团有限公司,大理工厂,采购部,部门
,,镕泰有限公司,单体
",
    );
    assert_eq!(
        count(&plan, RowState::Refused) + count(&plan, RowState::Doubtful),
        0
    );
    // The group and the plant have no row of their own.
    assert_eq!(made(&plan, "unit"), 7);
    let group = named(&session, "unit", "云岭集团有限公司");
    assert_eq!(text(&group, "kind"), "group");
    let branch = named(&session, "unit", "云岭昆明有限公司大理分公司");
    assert_eq!(
        (text(&branch, "parent"), text(&branch, "kind")),
        ("云岭昆明有限公司".into(), "branch".into())
    );
    assert_eq!(text(&branch, "group"), "云岭集团有限公司");
    let rooms: Vec<_> = all(&session, "unit")
        .into_iter()
        .filter(|u| text(u, "legal_name") == "采购部")
        .collect();
    assert_eq!(rooms.len(), 2, "rooms of one name in two houses");
    assert_eq!(text(&named(&session, "unit", "镕泰有限公司"), "parent"), "");
    let (_, again) = planned(
        &session,
        "集团名称,上级单位,单位名称,单位层级\n云岭集团有限公司,大理工厂,采购部,部门\n云岭集团有限公司,云岭昆明有限公司,采购部,部门\n",
    );
    assert_eq!(count(&again, RowState::Same), 2);
}

#[test]
fn circles_are_refused() {
    let session = session();
    let plan = imported(
        &session,
        "单位名称,上级单位\n甲子有限公司,乙丑有限公司\n乙丑有限公司,甲子有限公司\n丙寅有限公司,\n",
    );
    assert_eq!(
        (count(&plan, RowState::Refused), made(&plan, "unit")),
        (2, 1)
    );
    // With what the vault holds.
    imported(&session, "单位名称,上级单位\n下级有限公司,上级有限公司\n");
    let (import, plan) = planned(
        &session,
        "单位名称,上级单位,地址\n上级有限公司,下级有限公司,新地址路1号\n",
    );
    assert_eq!(count(&plan, RowState::Refused), 1);
    assert_eq!(keys(&rows(&import)[0]), ["error.tree_cycle"]);
}

#[test]
fn look_alikes_are_asked_about_and_codes_decide() {
    let session = session();
    let known = unit(
        &session,
        vec![
            ("legal_name", Value::text("宝利电子有限公司")),
            ("uscc", Value::text(CODE_A)),
        ],
    );
    let alike = "单位名称,统一社会信用代码,联系人\n宝利电子有限责任公司,,沈若兰\n";
    let (mut import, plan) = planned(&session, alike);
    assert_eq!(count(&plan, RowState::Doubtful), 1);
    let row = rows(&import).remove(0);
    assert_eq!(
        (row.decision.as_str(), row.candidates[0].id, keys(&row)),
        ("", known, vec!["warning.import_alike"])
    );
    // Undecided, it is left out.
    let done = import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!((done.refused, session.counts().unwrap()["contact"]), (1, 0));
    // Decided as the same, the name becomes another name of it.
    let (mut import, _) = planned(&session, alike);
    let plan = import
        .decide(session.vault(), &[2], &format!("same:{known}"))
        .unwrap();
    assert_eq!(
        (
            made(&plan, "unit"),
            made(&plan, "unit.changed"),
            made(&plan, "contact")
        ),
        (0, 1, 1)
    );
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(
        text(&named(&session, "unit", "宝利电子有限公司"), "aliases"),
        "宝利电子有限责任公司"
    );
    let (_, plan) = planned(&session, alike);
    assert_eq!(
        count(&plan, RowState::Same),
        1,
        "known by that name from now on"
    );
    // Another code: another firm, no question.
    let (import, plan) = planned(
        &session,
        format!("单位名称,统一社会信用代码\n宝利电子股份有限公司,{CODE_B}\n"),
    );
    assert_eq!(count(&plan, RowState::New), 1);
    assert!(rows(&import)[0].candidates.is_empty());
}

#[test]
fn a_look_alike_may_be_a_unit_of_its_own_or_be_skipped() {
    let session = session();
    unit(
        &session,
        vec![("legal_name", Value::text("宝利电子有限公司"))],
    );
    let text = "单位名称,联系人\n宝利电子有限责任公司,沈若兰\n宝利电子有限责任公司,杜明远\n镕泰有限公司,祝青\n";
    let (mut import, _) = planned(&session, text);
    let plan = import.decide(session.vault(), &[2], "new").unwrap();
    assert_eq!(
        (
            count(&plan, RowState::Doubtful),
            made(&plan, "unit"),
            made(&plan, "contact")
        ),
        (0, 2, 3)
    );
    let plan = import.decide(session.vault(), &[3, 4], "skip").unwrap();
    assert_eq!(
        (made(&plan, "unit"), made(&plan, "contact")),
        (1, 1),
        "nobody else names that unit"
    );
    let plan = import.decide(session.vault(), &[2, 3, 4], "").unwrap();
    assert_eq!(count(&plan, RowState::Doubtful), 2);
    assert!(import.decide(session.vault(), &[2], "perhaps").is_err());
}

#[test]
fn look_alikes_within_the_file_can_be_made_one() {
    let session = session();
    let (mut import, plan) = planned(
        &session,
        "单位名称,统一社会信用代码,联系人,手机\n双河华意房地产,,沈若兰,13800000001\n双河华意房地产有限公司,914403001922038216,沈若兰,13800000002\n",
    );
    assert_eq!(
        (count(&plan, RowState::Doubtful), made(&plan, "unit")),
        (1, 1),
        "the one with a code stands"
    );
    let other = rows(&import)[0].candidates[0].id;
    let plan = import
        .decide(session.vault(), &[2], &format!("same:{other}"))
        .unwrap();
    assert_eq!((made(&plan, "unit"), made(&plan, "contact")), (1, 1));
    import.perform(session.vault(), &Report::silent()).unwrap();
    let unit = named(&session, "unit", "双河华意房地产有限公司");
    assert_eq!(text(&unit, "aliases"), "双河华意房地产");
    assert_eq!(all(&session, "contact").len(), 1);
}

#[test]
fn one_code_makes_one_unit_of_two_spellings_but_not_of_two_names() {
    let session = session();
    let (import, plan) = planned(
        &session,
        format!(
            "单位名称,统一社会信用代码\n云岭茶业有限公司,{CODE_A}\n云岭茶业,{CODE_A}\n镕泰机械有限公司,{CODE_A}\n"
        ),
    );
    assert_eq!(made(&plan, "unit"), 2);
    let rows = rows(&import);
    assert_eq!(keys(&rows[1]), ["warning.import_other_spelling"]);
    assert!(
        keys(&rows[2]).contains(&"warning.import_code_twice")
            && rows[2].state == RowState::Doubtful
    );
}

#[test]
fn what_cannot_be_read_is_kept_in_a_note() {
    let session = session();
    let (mut import, plan) = planned(&session, "单位名称,联系人,手机,合作项目,合作金额,开始日期,结束日期,满意度,付款方式,客户等级,下次联系时间
甲子有限公司,沈若兰,1.38E+10,维保,约12万,2026-02-30,长期,95分,月结30天,特A,04/03/2026
");
    assert_eq!(count(&plan, RowState::Doubtful), 1);
    let row = rows(&import).remove(0);
    assert_eq!(row.decision, "new", "it is imported all the same");
    import.perform(session.vault(), &Report::silent()).unwrap();
    let deal = named(&session, "cooperation", "维保");
    assert_eq!(
        text(&deal, "note"),
        "合作金额：约12万\n开始日期：2026-02-30\n结束日期：长期\n满意度：95分\n付款方式：月结30天"
    );
    assert_eq!(
        (text(&deal, "satisfaction"), text(&deal, "payment_method")),
        ("5".into(), "monthly".into())
    );
    assert_eq!(
        text(&named(&session, "contact", "沈若兰"), "note"),
        "手机：1.38E+10"
    );
    let note = text(&named(&session, "unit", "甲子有限公司"), "description");
    assert_eq!(note, "客户等级：特A\n下次联系时间：04/03/2026");
    assert!(all(&session, "task").is_empty());
}

#[test]
fn words_for_nothing_leave_fields_empty() {
    let session = session();
    let plan = imported(
        &session,
        "单位名称,联系人,手机,邮箱,行业,地址,合作项目,合作金额,备注\n甲子有限公司,N/A,无,-,NULL,/,——,待定,暂无\n",
    );
    assert_eq!((count(&plan, RowState::New), plan.records.len()), (1, 1));
    let unit = named(&session, "unit", "甲子有限公司");
    assert_eq!(
        text(&unit, "industry") + &text(&unit, "address") + &text(&unit, "description"),
        ""
    );
}

#[test]
fn amounts_by_the_unit_of_their_heading() {
    let session = session();
    let (mut import, plan) = planned(
        &session,
        "单位名称,合作项目,合作金额（万元）,开始日期
甲子有限公司,一,3.7,46092
甲子有限公司,二,￥8元,20260102
甲子有限公司,三,\"USD 330,395\",2026年3月
甲子有限公司,四,1.2亿,25/3/31
甲子有限公司,五,125000元,20260103
甲子有限公司,六,RMB 3.7,20260103
",
    );
    // A date without its day, and a currency that may or may not have its 万.
    assert_eq!(count(&plan, RowState::Doubtful), 2);
    assert_eq!(keys(&rows(&import)[5]), ["warning.import_currency_scaled"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    let amount = |name: &str| text(&named(&session, "cooperation", name), "amount");
    assert_eq!(amount("一"), "CNY 37000.00");
    assert_eq!(amount("二"), "CNY 8.00");
    assert_eq!(amount("三"), "USD 330395.00");
    assert_eq!(amount("五"), "CNY 125000.00");
    assert_eq!(amount("六"), "CNY 37000.00");
    assert_eq!(amount("四"), "CNY 120000000.00");
    let start = |name: &str| text(&named(&session, "cooperation", name), "start");
    assert_eq!(
        (start("一"), start("二"), start("四")),
        (
            "2026-03-11".into(),
            "2026-01-02".into(),
            "2025-03-31".into()
        )
    );
    assert!(text(&named(&session, "cooperation", "三"), "note").contains("2026年3月"));
}

#[test]
fn numbers_of_nobody_belong_to_the_unit() {
    let session = session();
    let (mut import, _) = planned(
        &session,
        "单位名称,联系人,职务,手机,邮箱\n甲子有限公司,,科长,13800000001,a@b.example\n",
    );
    assert!(keys(&rows(&import)[0]).contains(&"warning.import_no_person"));
    import.perform(session.vault(), &Report::silent()).unwrap();
    let unit = named(&session, "unit", "甲子有限公司");
    assert_eq!(
        (text(&unit, "phones"), text(&unit, "emails")),
        ("13800000001".into(), "a@b.example".into())
    );
    assert_eq!(text(&unit, "description"), "职务：科长");
}

#[test]
fn the_same_file_again_says_nothing_new_and_a_changed_cell_does() {
    let session = session();
    let file = fixture("gbk.csv");
    let (mut import, plan) = planned(&session, &file);
    assert_eq!(count(&plan, RowState::New), 4);
    import.perform(session.vault(), &Report::silent()).unwrap();
    let (_, again) = planned(&session, &file);
    assert_eq!((count(&again, RowState::Same), again.records.len()), (4, 0));
    let edited = encoding_rs::GB18030
        .decode(&file)
        .0
        .replace("包装设备,35.5", "包装设备,36")
        .replace("采购经理", "采购总监");
    let (mut import, changed) = planned(&session, edited.as_bytes());
    assert_eq!(
        (
            count(&changed, RowState::Changed),
            count(&changed, RowState::Same)
        ),
        (1, 3)
    );
    let row = import
        .rows(Some(RowState::Changed), 0, 10)
        .unwrap()
        .remove(0);
    let fields: Vec<_> = row.differences.iter().map(|d| d.field.as_str()).collect();
    assert_eq!(fields, ["post.title", "cooperation.amount"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(
        text(&named(&session, "cooperation", "包装设备"), "amount"),
        "CNY 360000.00"
    );
    assert_eq!(
        text(&named(&session, "contact", "杜明远"), "title"),
        "采购总监"
    );
    assert_eq!(session.counts().unwrap()["cooperation"], 3);
}

#[test]
fn one_step_of_undo_takes_all_of_it_back() {
    let session = session();
    unit(
        &session,
        vec![
            ("legal_name", Value::text("云岭集团有限公司")),
            ("address", Value::text("旧址")),
        ],
    );
    let (mut import, _) = planned(&session, fixture("gbk.csv"));
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(session.counts().unwrap()["unit"], 4);
    session.undo().unwrap();
    let counts = session.counts().unwrap();
    assert_eq!(
        (
            counts["unit"],
            counts["contact"],
            counts["post"],
            counts["task"]
        ),
        (1, 0, 0, 0)
    );
    assert_eq!(
        text(&named(&session, "unit", "云岭集团有限公司"), "address"),
        "旧址"
    );
    session.redo().unwrap();
    assert_eq!(session.counts().unwrap()["unit"], 4);
}

#[test]
fn a_stopped_import_changes_nothing() {
    let session = session();
    let (mut import, _) = planned(&session, fixture("gbk.csv"));
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = Report::to(cancel, move |progress| {
        if progress.done > 0 {
            stop.cancel();
        }
    });
    let error = import.perform(session.vault(), &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    assert_eq!(session.counts().unwrap()["unit"], 0);
    assert_eq!(session.history_state().unwrap().undo, None);
    import.perform(session.vault(), &Report::silent()).unwrap();
}

#[test]
fn a_plan_older_than_the_vault_is_made_anew() {
    let session = session();
    let (mut import, _) = planned(&session, "单位名称\n甲子有限公司\n");
    unit(&session, vec![("legal_name", Value::text("甲子有限公司"))]);
    let error = import
        .perform(session.vault(), &Report::silent())
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::Conflict, "error.import_plan_stale")
    );
    assert_eq!(rows(&import)[0].state, RowState::Same);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(session.counts().unwrap()["unit"], 1);
}

#[test]
fn what_the_program_notes_for_itself_leaves_a_plan_as_it_is() {
    let session = session();
    let (mut import, _) = planned(&session, "单位名称\n甲子有限公司\n");
    // As a reminder that fires does, and a column that is drawn wider: a write without a step.
    session.vault().write("settings.set", |_| Ok(())).unwrap();
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(session.counts().unwrap()["unit"], 1);
}

#[test]
fn rows_without_a_name_are_saved_to_be_repaired() {
    let session = session();
    let (mut import, plan) = planned(
        &session,
        "单位名称,联系人,合作金额,开始日期\n甲子有限公司,沈若兰,5,2026-01-01\n,杜明远,7,2026-01-02\n",
    );
    assert_eq!(count(&plan, RowState::Refused), 1);
    assert_eq!(rows(&import)[1].row, 3);
    let done = import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(done.refused, 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("未导入.xlsx");
    assert_eq!(import.save_refused(&path).unwrap(), 1);
    let saved = open(&session, &path);
    let layout = saved.layout(0, None).unwrap();
    assert_eq!(
        (layout.rows, layout.columns[4].header.as_str()),
        (1, "未导入原因")
    );
    assert_eq!(layout.columns[0].target.as_deref(), Some("unit.legal_name"));
    assert!(layout.columns[4].samples[0].contains("没有名称"));
}

#[test]
fn what_was_due_long_ago_reminds_nobody() {
    let session = session();
    imported(
        &session,
        "单位名称,联系人,下次联系时间\n甲子有限公司,沈若兰,2026-03-01\n甲子有限公司,沈若兰,2026-12-01 09:30\n甲子有限公司,,2026-11-22\n",
    );
    let tasks = all(&session, "task");
    let remind = |due: &str| {
        tasks
            .iter()
            .find(|t| text(t, "due") == due)
            .map(|t| t.get("remind").clone())
    };
    assert_eq!(remind("2026-03-01"), Some(Value::Bool(false)));
    assert_eq!(remind("2026-12-01T09:30"), Some(Value::Bool(true)));
    assert_eq!(
        remind("2026-11-22"),
        Some(Value::Bool(true)),
        "today is not past"
    );
    assert_eq!(text(&tasks[0], "contact"), "沈若兰");
    assert_eq!(text(&tasks[0], "title"), "下次联系");
}

#[test]
fn cards_and_calendars_need_no_unit() {
    let session = session();
    let (mut import, plan) = planned(&session, fixture("cards.vcf"));
    assert_eq!((made(&plan, "unit"), made(&plan, "contact")), (2, 2));
    import.perform(session.vault(), &Report::silent()).unwrap();
    let alone = "BEGIN:VCARD\r\nFN:祝青\r\nTEL:13800000009\r\nEND:VCARD\r\n";
    let plan = imported(&session, alone);
    assert_eq!((made(&plan, "unit"), made(&plan, "contact")), (0, 1));
    let (_, again) = planned(&session, alone);
    assert_eq!(count(&again, RowState::Same), 1);
    let calendar = String::from_utf8(fixture("calendar.ics")).unwrap();
    assert_eq!(made(&imported(&session, &calendar), "task"), 2);
    let (_, again) = planned(&session, calendar);
    assert_eq!(count(&again, RowState::Same), 2);
}

#[test]
fn layouts_that_lead_nowhere_are_refused() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "单位名称,金额\n甲子有限公司,1\n").unwrap();
    let mut import = open(&session, &path);
    let layout = import.layout(0, None).unwrap();
    let mut key = |change: &dyn Fn(&mut crate::exchange::ImportLayout)| {
        let mut layout = layout.clone();
        change(&mut layout);
        import
            .plan(session.vault(), layout, &Report::silent())
            .unwrap_err()
            .key()
    };
    assert_eq!(
        key(&|layout| layout.columns[0].target = None),
        "error.import_no_name_column"
    );
    assert_eq!(
        key(&|layout| layout.columns[1].target = Some("unit.legal_name".into())),
        "error.import_target_twice"
    );
    assert_eq!(
        key(&|layout| layout.columns[1].target = Some("unit.nonsense".into())),
        "error.no_such_field"
    );
    assert_eq!(
        key(&|layout| layout.columns[1].unit_scale = Some("7".into())),
        "error.import_unit_scale"
    );
    assert!(
        import.rows(None, 0, 1).is_err()
            && import.perform(session.vault(), &Report::silent()).is_err()
    );
}

#[test]
fn a_heading_and_nothing_below() {
    let session = session();
    let (mut import, plan) = planned(&session, "单位名称,电话\n");
    assert_eq!(plan.counts.values().sum::<u32>(), 0);
    let done = import.perform(session.vault(), &Report::silent()).unwrap();
    assert!(done.counts.is_empty());
}

#[test]
fn what_we_export_we_can_import() {
    let source = session();
    source.fill_sample(Language::Zh).unwrap();
    imported(
        &source,
        "单位名称,上级单位,合作项目,合作金额,信用额度,曾用名,联系人,手机,备注
=云岭有限公司,,年度框架,-5.50,USD 12,\"云岭工贸（至2019年3月1日）|Yunling Inc.\",沈若兰,+86 13800000001,\"-1+1
第二行\"
采购部,=云岭有限公司,,,,,杜明远,,
",
    );
    for (format, language) in [
        (ExportFormat::Xlsx, Language::Zh),
        (ExportFormat::Csv, Language::En),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("all.xlsx");
        source
            .export_all(language, format, true, &to, &Report::silent())
            .unwrap();
        let target = session();
        let files: Vec<_> = if format == ExportFormat::Xlsx {
            (0..5).map(|sheet| (to.clone(), sheet)).collect()
        } else {
            let names = ["Customer", "Contact", "Cooperation", "Conversation", "Task"];
            names
                .iter()
                .map(|name| (to.join(format!("{name}.csv")), 0))
                .collect()
        };
        for session in [&target, &source] {
            for (file, sheet) in &files {
                let mut import = open(session, file);
                let layout = import.layout(*sheet, None).unwrap();
                let plan = import
                    .plan(session.vault(), layout, &Report::silent())
                    .unwrap();
                assert_eq!(count(&plan, RowState::Refused), 0, "{file:?} {sheet}");
                let asked = rows(&import)
                    .into_iter()
                    .find(|row| row.decision.is_empty());
                assert!(asked.is_none(), "{file:?} {sheet}: {asked:?}");
                if std::ptr::eq(session, &raw const source) {
                    let other = rows(&import)
                        .into_iter()
                        .find(|row| row.state != RowState::Same);
                    assert!(other.is_none(), "{file:?} {sheet}: {other:?}");
                }
                import.perform(session.vault(), &Report::silent()).unwrap();
            }
        }
        for entity in ["unit", "contact", "post", "cooperation", "activity", "task"] {
            assert_eq!(
                digest(&target, entity),
                digest(&source, entity),
                "{format:?}"
            );
        }
    }
}

/// All records of an entity as text, without ids and instants of their making.
fn digest(session: &Session, entity: &str) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::Ref(to) => to.label.clone(),
        Value::Refs(list) => list
            .iter()
            .map(|to| to.label.clone())
            .collect::<Vec<_>>()
            .join("|"),
        value => format!("{value:?}"),
    };
    let mut lines: Vec<String> = all(session, entity)
        .iter()
        .map(|record| {
            let skip = [
                "created_at",
                "updated_at",
                "done_at",
                "next_step",
                "activity",
                // Of kinds of record that are not read back here.
                "coverage",
                "activity_level",
                "open_complaints",
                "open_complaints_all",
                "contracted",
                "contracted_all",
                "received",
                "received_all",
                "owed_late",
                "owed_late_all",
            ];
            let values = record
                .values
                .iter()
                .filter(|(key, _)| !skip.contains(&key.as_str()));
            values
                .map(|(key, value)| format!("{key}={}", plain(value)))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_words_name_only_what_the_catalog_has() {
    let catalog = super::catalog();
    let targets: Vec<String> = crate::exchange::model::targets(&catalog)
        .into_iter()
        .map(|target| target.key)
        .collect();
    for line in include_str!("../words.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let mut parts = line.split('\t');
        let (sort, key) = (parts.next().unwrap(), parts.next().unwrap());
        match sort {
            "column" | "open" => {
                for target in key.split(',') {
                    assert!(targets.iter().any(|known| known == target), "{target}");
                }
            }
            "also" => {
                let (list, code) = key.split_once('.').unwrap();
                assert!(catalog.codes(list).contains(&code), "{key}");
            }
            _ => {}
        }
    }
}

#[test]
fn every_disguise_of_the_real_ledger_makes_the_same_records() {
    let Some(folder) = real_data("files/ledger") else {
        return;
    };
    let shared = session();
    let plan = |name: &str, session: &Session| {
        let mut import = open(session, &folder.join(name));
        let plan = replanned(session, &mut import);
        (import, plan)
    };
    // Writing takes its time: where only the bytes differ, the plan tells enough.
    let written = [
        "01_utf8.csv",
        "26_other_header_words_wan.csv",
        "43_merged_two_level_header_total.xlsx",
    ];
    let fill = |name: &str| {
        if !written.contains(&name) {
            return (plan(name, &shared).1, None);
        }
        let session = session();
        let (mut import, plan) = plan(name, &session);
        import.perform(session.vault(), &Report::silent()).unwrap();
        let told = |deal: &Record| ["name", "start", "amount"].map(|field| text(deal, field));
        let mut amounts: Vec<_> = all(&session, "cooperation").iter().map(told).collect();
        amounts.sort();
        (plan, Some(amounts))
    };
    let (reference, amounts) = fill("01_utf8.csv");
    assert_eq!(reference.counts.values().sum::<u32>(), 120);
    assert_eq!(reference.counts[&RowState::Refused], 0);
    let same = [
        "02_utf8_bom.csv",
        "04_gb18030.csv",
        "05_utf16le_bom.csv",
        "07_utf16le_nobom_tab.txt",
        "10_semicolon.csv",
        "12_sep_line.csv",
        "14_cr_only.csv",
        "15_quote_all.csv",
        "19_trailing_commas_blank_rows.csv",
        "20_title_above_header.csv",
        "26_other_header_words_wan.csv",
        "27_duplicate_header.csv",
        "30_html_table.xls",
        "31_gbk_tab_text.xls",
        "32_spreadsheetml_2003.xls",
        "40_plain.xlsx",
        "41_all_text.xlsx",
        "42_date1904.xlsx",
        "45_sheet_per_group.xlsx",
        "46_hidden_rows_cols_sheet.xlsx",
        "52_csv_named_xlsx.xlsx",
        "60_biff8.xls",
        "61_plain.ods",
        "62_repeated_to_the_end.ods",
        "43_merged_two_level_header_total.xlsx",
    ];
    let mut faults = Vec::new();
    for name in same {
        let (found, there) = fill(name);
        if (&found.records, &found.counts) != (&reference.records, &reference.counts) {
            faults.push(format!("{name}: {found:?}"));
        }
        let Some((amounts, there)) = amounts.as_ref().zip(there) else {
            continue;
        };
        // Six digits in 万元 no longer show the fen; one negative amount is in yuan all the same.
        let wan = name.contains("wan");
        let close = |a: &str, b: &str| {
            let plain = |text: &str| text.split(' ').next_back()?.parse::<f64>().ok();
            let (Some(x), Some(y)) = (plain(a), plain(b)) else {
                return a == b;
            };
            a.get(..3) == b.get(..3) && (x < 0.0 || (x - y).abs() <= x / 10_000.0)
        };
        let off = amounts.iter().zip(&there).find(|([a, b, x], [c, d, y])| {
            (a, b) != (c, d) || if wan { !close(x, y) } else { x != y }
        });
        if let Some(off) = off {
            faults.push(format!("{name}: {off:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
