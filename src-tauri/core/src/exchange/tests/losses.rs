//! Nothing is lost without a word: damaged cells, notes without room, rows left out and repaired.

use std::path::Path;

use super::planning::{count, keys, named, open, planned, rows, text, unit};
use super::session;
use crate::base::Report;
use crate::exchange::{ImportSession, RowState};
use crate::records::labels::Language;
use crate::records::value::Value;

#[test]
fn a_long_note_is_cut_and_says_so() {
    let session = session();
    let long = "长".repeat(15_000);
    let other = "另".repeat(15_000);
    let file = format!("单位名称,备注\n甲子有限公司,{long}\n甲子有限公司,{other}\n");
    let (mut import, plan) = planned(&session, &file);
    assert_eq!(count(&plan, RowState::Doubtful), 2);
    assert!(keys(&rows(&import)[0]).contains(&"warning.import_note_cut"));
    import.perform(session.vault(), &Report::silent()).unwrap();
    let note = text(&named(&session, "unit", "甲子有限公司"), "description");
    assert!(note.starts_with(&long) && note.ends_with("另…"));
    assert!((18_900..=19_000).contains(&note.chars().count()));
    let (_, again) = planned(&session, &file);
    assert_eq!(count(&again, RowState::Same), 2, "cut, it is known again");
    let (import, plan) = planned(&session, "单位名称,备注\n甲子有限公司,还有一句\n");
    assert_eq!(count(&plan, RowState::Doubtful), 1, "no room at all");
    assert_eq!(keys(&rows(&import)[0]), ["warning.import_note_cut"]);
}

#[test]
fn the_note_of_a_part_is_cut_and_says_so() {
    let session = session();
    let long = "长".repeat(20_500);
    let (mut import, _) = planned(
        &session,
        format!("单位名称,联系人,联系人备注\n甲子有限公司,沈若兰,{long}\n"),
    );
    let row = rows(&import).remove(0);
    assert_eq!(
        (row.state, keys(&row)),
        (
            RowState::Doubtful,
            vec!["error.too_long", "warning.import_note_cut"]
        )
    );
    import.perform(session.vault(), &Report::silent()).unwrap();
    let note = text(&named(&session, "contact", "沈若兰"), "note");
    assert!(note.starts_with("联系人备注：长") && note.ends_with('…'));
}

#[test]
fn what_the_reader_knows_was_damaged_is_told() {
    let session = session();
    let stray = "warning.import_stray_quote";
    for (file, field, key) in [
        (
            "甲子有限公司,\"大理路1号,好\n乙丑有限公司,大理路2号,好\n",
            "unit.address",
            stray,
        ),
        // Closed where the next one opens, with a row in between.
        (
            "甲子有限公司,\"大理路1号,好\n乙丑有限公司,\"大理路2号\",好\n",
            "unit.address",
            stray,
        ),
        (
            "甲子有限公司,大理路1号,\u{fffd}\u{fffd}好\n",
            "unit.description",
            "warning.import_undecodable",
        ),
        (
            "\u{fffd}\u{fffd}有限公司,大理路1号,好\n",
            "unit.legal_name",
            "warning.import_undecodable",
        ),
    ] {
        let (import, _) = planned(&session, format!("单位名称,地址,备注\n{file}"));
        let row = rows(&import).remove(0);
        let why = &row.reasons[0];
        assert_eq!(
            (row.state, why.field.as_str(), why.key.as_str()),
            (RowState::Doubtful, field, key),
            "{file}"
        );
        assert_eq!(row.decision, "new", "it is imported all the same");
    }
    let sound = "甲子有限公司,\"大理路\n1号\",\"他说\"\"好\"\"\"\n";
    let (_, plan) = planned(&session, format!("单位名称,地址,备注\n{sound}"));
    assert_eq!(count(&plan, RowState::New), 1);
}

#[test]
fn a_sum_is_no_customer_though_only_the_user_knew_the_column() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.csv");
    std::fs::write(
        &path,
        "甲,乙,丙\n云岭集团,云岭有限公司,5\n云岭集团,小 计,5\n",
    )
    .unwrap();
    let mut import = open(&session, &path);
    let mut layout = import.layout(0, Some(1)).unwrap();
    for (column, target) in layout
        .columns
        .iter_mut()
        .zip(["unit.group", "unit.legal_name"])
    {
        column.target = Some(target.into());
    }
    let plan = import
        .plan(session.vault(), layout, &Report::silent())
        .unwrap();
    assert_eq!(count(&plan, RowState::Refused), 1);
    assert_eq!(keys(&rows(&import)[1]), ["warning.import_sum_row"]);
}

fn open_in(path: &Path, language: Language) -> ImportSession {
    let catalog = super::catalog();
    ImportSession::open(path, 7, &catalog, language, &Report::silent()).unwrap()
}

#[test]
fn rows_to_be_repaired_keep_their_meaning() {
    let file = "名头,备注,去年,今年,手机,单位电话,级别\n,重点,3.7,5,13800000001,010-55500001,A\n";
    // The user knows better than the headings: no note, amounts in 万元 and in dollars.
    let says = [
        (Some("unit.legal_name"), None),
        (None, None),
        (Some("cooperation.amount"), Some("10000")),
        (Some("unit.credit_limit"), Some("1000 USD")),
        (Some("contact.phones"), None),
        (Some("unit.phones"), None),
        (None, None),
    ];
    for language in [Language::Zh, Language::En] {
        let session = session();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("台账.csv");
        std::fs::write(&path, file).unwrap();
        let mut import = open_in(&path, language);
        let mut layout = import.layout(0, Some(1)).unwrap();
        for (column, (target, unit)) in layout.columns.iter_mut().zip(says) {
            column.target = target.map(str::to_owned);
            column.unit_scale = unit.map(str::to_owned);
        }
        import
            .plan(session.vault(), layout, &Report::silent())
            .unwrap();
        let saved = folder.path().join("未导入.xlsx");
        assert_eq!(import.save_refused(&saved).unwrap(), 1);
        let again = open_in(&saved, language).layout(0, None).unwrap();
        let read = again.columns.iter().map(|column| {
            let unit = column.unit_scale.as_deref();
            (column.target.as_deref(), unit)
        });
        let mut expected = says.to_vec();
        expected.push((None, None));
        assert_eq!(read.collect::<Vec<_>>(), expected, "{:?}", again.columns);
        if language == Language::Zh {
            assert_eq!(again.columns[2].header, "合作金额（万元）");
        }
        // Repaired, it says what the file said.
        let repaired = repair(&saved, folder.path());
        let mut import = open_in(&repaired, language);
        let layout = import.layout(0, None).unwrap();
        import
            .plan(session.vault(), layout, &Report::silent())
            .unwrap();
        import.perform(session.vault(), &Report::silent()).unwrap();
        let made = named(&session, "unit", "甲子有限公司");
        assert_eq!(
            (text(&made, "credit_limit"), text(&made, "coop_amount")),
            ("USD 5000.00".into(), "CNY 37000.00".into())
        );
        assert_eq!(
            (text(&made, "level"), text(&made, "description")),
            (String::new(), String::new())
        );
    }
}

/// The saved rows with the missing name filled in.
fn repair(saved: &Path, folder: &Path) -> std::path::PathBuf {
    let book = super::read(&std::fs::read(saved).unwrap()).unwrap();
    let mut writer = rust_xlsxwriter::Workbook::new();
    let sheet = writer.add_worksheet();
    sheet.set_name(&book.sheets[0].name).unwrap();
    for (row, cells) in (0..).zip(&book.sheets[0].rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell.text()).unwrap();
        }
    }
    sheet.write(1, 0, "甲子有限公司").unwrap();
    let path = folder.join("改好.xlsx");
    writer.save(&path).unwrap();
    path
}

#[test]
fn every_field_has_a_heading_of_its_own_among_the_rows_to_be_repaired() {
    let catalog = super::catalog();
    let mut known = std::collections::HashMap::new();
    for target in crate::exchange::model::targets(&catalog) {
        for language in [Language::Zh, Language::En] {
            let head = crate::exchange::columns::head_of(&catalog, language, &target.key, None);
            let head = crate::base::words::compact(&head);
            let other = known.insert(head.clone(), target.key.clone());
            assert!(
                other.is_none_or(|other| other == target.key),
                "{head}: {}",
                target.key
            );
        }
    }
}

#[test]
fn a_full_note_of_a_unit_that_is_there_is_left_as_it_is() {
    let session = session();
    let full = "满".repeat(19_500);
    unit(
        &session,
        vec![
            ("legal_name", Value::text("甲子有限公司")),
            ("description", Value::text(&*full)),
        ],
    );
    let (mut import, plan) = planned(&session, "单位名称,备注\n甲子有限公司,还有一句\n");
    assert_eq!(count(&plan, RowState::Doubtful), 1);
    import.perform(session.vault(), &Report::silent()).unwrap();
    let unit = named(&session, "unit", "甲子有限公司");
    assert_eq!(text(&unit, "description"), full);
}
