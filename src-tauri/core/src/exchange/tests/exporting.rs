//! Records into files: real numbers and dates, no formula, all or nothing, readable again.

use std::path::Path;

use super::{read, session};
use crate::base::{Cancel, Kind, Report};
use crate::exchange::export::ExportFormat;
use crate::exchange::layout;
use crate::exchange::sheet::{Cell, Workbook};
use crate::records::labels::{self, Language};
use crate::records::value::{Value, Wall};
use crate::records::{ChangeSet, RecordChange};
use crate::reminders::catalog::about;
use crate::session::Session;

#[test]
fn what_is_confidential_stays_here_unless_it_is_asked_for() {
    let session = session();
    let firm = |name: &str, label: &str| {
        let values = vec![
            ("legal_name", Value::text(name)),
            ("label", Value::choice(label)),
        ];
        add(&session, "unit", values)
    };
    let (open, secret) = (firm("公开公司", "open"), firm("秘密公司", "confidential"));
    for (unit, name) in [(open, "公开的合作"), (secret, "秘密的合作")] {
        let values = vec![("name", Value::text(name)), ("unit", Value::to(unit))];
        add(&session, "cooperation", values);
    }
    assert_eq!(
        session.confidential_count().unwrap(),
        2,
        "the firm and its business"
    );
    let all = |confidential: bool| {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("all.xlsx");
        let format = ExportFormat::Xlsx;
        let silent = Report::silent();
        let done = session
            .export_all(Language::Zh, format, confidential, &to, &silent)
            .unwrap();
        let book = read(&std::fs::read(&to).unwrap()).unwrap();
        let texts = book.sheets.iter().flat_map(|sheet| &sheet.rows).flatten();
        let texts: Vec<String> = texts.map(Cell::text).collect();
        (done.confidential, texts.join("\n"))
    };
    let (left, text) = all(false);
    assert_eq!(left, 2);
    assert!(text.contains("公开公司") && text.contains("公开的合作"));
    assert!(!text.contains("秘密"), "{text}");
    let (left, text) = all(true);
    assert_eq!(left, 0);
    assert!(text.contains("秘密公司") && text.contains("秘密的合作"));
}

#[test]
fn who_stays_here_is_not_named_by_who_goes() {
    let session = session();
    let firm = |name: &str, label: &str, parent: Option<crate::base::Id>| {
        let values = vec![
            ("legal_name", Value::text(name)),
            ("label", Value::choice(label)),
            ("parent", parent.map_or(Value::Null, Value::to)),
        ];
        add(&session, "unit", values)
    };
    let group = firm("公开集团", "open", None);
    let between = firm("秘密中层", "confidential", Some(group));
    firm("公开三级", "open", Some(between));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("csv");
    session
        .export_all(
            Language::Zh,
            ExportFormat::Csv,
            false,
            &to,
            &Report::silent(),
        )
        .unwrap();
    let units = labels::message(Language::Zh, "entity.unit", &[]);
    let units = std::fs::read_to_string(to.join(format!("{units}.csv"))).unwrap();
    assert!(units.contains("公开集团") && units.contains("公开三级"));
    for file in std::fs::read_dir(&to).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("秘密"), "{text}");
    }
}

/// A workbook without what is confidential.
fn open_book(session: &Session) -> Workbook {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("all.xlsx");
    session
        .export_all(
            Language::Zh,
            ExportFormat::Xlsx,
            false,
            &to,
            &Report::silent(),
        )
        .unwrap();
    read(&std::fs::read(&to).unwrap()).unwrap()
}

/// No cell of a workbook holds this.
fn assert_untold(book: &Workbook, part: &str) {
    for sheet in &book.sheets {
        for cell in sheet.rows.iter().flatten() {
            assert!(!cell.text().contains(part), "{}: {cell:?}", sheet.name);
        }
    }
}

fn unit_cell(book: &Workbook, field: &str, row: usize) -> String {
    let head = labels::field(Language::Zh, "unit", field);
    column(book, "客户", &head, row).text()
}

#[test]
fn what_the_core_keeps_of_an_open_unit_tells_nothing_confidential() {
    let session = session();
    let group = add(
        &session,
        "unit",
        vec![("legal_name", Value::text("公开集团"))],
    );
    let firm = |name: &str| {
        let values = vec![
            ("legal_name", Value::text(name)),
            ("parent", Value::to(group)),
        ];
        add(&session, "unit", values)
    };
    let (told, plain) = (firm("公开公司"), firm("寻常公司"));
    let secret = ("label", Value::choice("confidential"));
    for (unit, person, label) in [
        (told, "秘密人", secret.clone()),
        (plain, "寻常人", ("label", Value::choice("open"))),
    ] {
        let phone = if unit == told {
            "13800000001"
        } else {
            "13900000002"
        };
        let values = vec![
            ("full_name", Value::text(person)),
            ("phones", Value::Raw(phone.into())),
            label,
        ];
        let person = add(&session, "contact", values);
        add(
            &session,
            "post",
            vec![("contact", Value::to(person)), ("unit", Value::to(unit))],
        );
    }
    let due = |at: &str| {
        let wall = Wall {
            at: at.into(),
            zone: "Asia/Shanghai".into(),
        };
        ("due", Value::Wall(wall))
    };
    for (unit, title, at, confidential) in [
        (told, "秘密的一步", "2026-12-01T09:31", true),
        (told, "公开的一步", "2026-12-05T09:30", false),
        (plain, "寻常的一步", "2026-12-03T09:30", false),
        (plain, "秘密的后一步", "2026-12-09T09:30", true),
    ] {
        let values = vec![
            ("unit", Value::to(unit)),
            ("title", Value::text(title)),
            due(at),
            ("confidential", Value::Bool(confidential)),
        ];
        add(&session, "task", values);
    }
    let deal = |unit, amount: &str, label| {
        let values = vec![
            ("unit", Value::to(unit)),
            ("name", Value::text("合作")),
            ("amount", Value::Raw(amount.into())),
            label,
        ];
        add(&session, "cooperation", values);
    };
    deal(told, "7654321", secret.clone());
    deal(plain, "1000", ("label", Value::choice("open")));
    let talk = |unit, at: &str, label| {
        let values = vec![
            ("unit", Value::to(unit)),
            ("at", Value::Raw(at.into())),
            ("content", Value::text("谈过")),
            label,
        ];
        add(&session, "activity", values);
    };
    talk(told, "2026-11-20 10:11", secret);
    talk(plain, "2026-11-10 10:10", ("label", Value::choice("open")));

    tells_nothing(&session);
}

/// Of the group, the firm about which all is secret, and the ordinary one.
fn tells_nothing(session: &Session) {
    let book = open_book(session);
    for part in ["秘密", "13800000001", "2026-12-01", "7654321", "2026-11-20"] {
        assert_untold(&book, part);
    }
    for (field, rows) in [
        ("contact_name", ["", "", "寻常人"]),
        ("contact_phone", ["", "", "13900000002"]),
        ("next_step", ["", "", "寻常的一步"]),
        ("next_touch", ["", "", "2026-12-03 09:30"]),
        ("next_touch_all", ["", "", "2026-12-03 09:30"]),
        ("coop_amount", ["", "", "1000"]),
        ("coop_count", ["0", "", "1"]),
        ("open_tasks", ["0", "", ""]),
        ("open_tasks_all", ["", "", ""]),
        ("talks", ["0", "", "1"]),
        ("talks_all", ["", "", "1"]),
        ("children", ["2", "0", "0"]),
    ] {
        let cells = [1, 2, 3].map(|row| unit_cell(&book, field, row));
        assert_eq!(cells, rows, "{field}");
    }
    let all = workbook(session, Language::Zh);
    assert_eq!(unit_cell(&all, "contact_name", 2), "秘密人");
    assert_eq!(unit_cell(&all, "next_step", 2), "秘密的一步");
}

#[test]
fn who_lies_in_the_bin_and_is_confidential_is_not_named_either() {
    let session = session();
    let values = vec![
        ("full_name", Value::text("秘密法人")),
        ("label", Value::choice("confidential")),
    ];
    let person = add(&session, "contact", values);
    let values = vec![
        ("legal_name", Value::text("公开公司")),
        ("legal_rep_contact", Value::to(person)),
    ];
    add(&session, "unit", values);
    assert_eq!(session.confidential_count().unwrap(), 1);
    let rev = session.record("contact", person).unwrap().rev;
    let bin = RecordChange::Delete {
        entity: "contact".into(),
        id: person,
        rev,
    };
    session
        .apply(&ChangeSet {
            label: "op.delete".into(),
            changes: vec![bin],
        })
        .unwrap();
    assert_eq!(session.confidential_count().unwrap(), 0, "none that goes");
    assert_eq!(
        unit_cell(&workbook(&session, Language::Zh), "legal_rep_contact", 1),
        "秘密法人",
        "who goes along is named in the bin too"
    );
    let book = open_book(&session);
    assert_eq!(unit_cell(&book, "legal_name", 1), "公开公司");
    assert_untold(&book, "秘密");
}

fn export(session: &Session, format: ExportFormat, language: Language, to: &Path) {
    session
        .export_all(language, format, true, to, &Report::silent())
        .unwrap();
}

fn workbook(session: &Session, language: Language) -> Workbook {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("all.xlsx");
    export(session, ExportFormat::Xlsx, language, &to);
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing left beside it"
    );
    read(&std::fs::read(&to).unwrap()).unwrap()
}

fn add(session: &Session, entity: &str, values: Vec<(&'static str, Value)>) -> crate::base::Id {
    session
        .apply(&ChangeSet::create("op.edit", entity, values))
        .unwrap()
        .records[0]
        .id
}

fn column(book: &Workbook, sheet: &str, head: &str, row: usize) -> Cell {
    let sheet = book.sheets.iter().find(|s| s.name == sheet).unwrap();
    let at = sheet.rows[0]
        .iter()
        .position(|cell| cell.text() == head)
        .unwrap_or_else(|| panic!("{head}"));
    sheet.cell(row, at).clone()
}

fn ledger() -> Session {
    let session = session();
    let group = add(
        &session,
        "unit",
        vec![
            ("legal_name", Value::text("=云岭集团有限公司")),
            ("kind", Value::choice("group")),
            (
                "aliases",
                Value::Texts(vec!["Yunling, Inc.".into(), "云岭".into()]),
            ),
            ("registered_capital", Value::Raw("1.2亿".into())),
            ("credit_limit", Value::Raw("USD 1,200.50".into())),
            ("founded_on", Value::Date("1998-02-03".into())),
            ("website", Value::text("@SUM(1)")),
            ("description", Value::text("-1+1\n第二行")),
        ],
    );
    let branch = add(
        &session,
        "unit",
        vec![
            ("legal_name", Value::text("大理分公司")),
            ("kind", Value::choice("branch")),
            ("parent", Value::to(group)),
        ],
    );
    let person = add(
        &session,
        "contact",
        vec![
            ("full_name", Value::text("沈若兰")),
            ("phones", Value::Raw("+86 13800000001".into())),
            ("birthday", Value::Fuzzy("--03-05".into())),
        ],
    );
    add(
        &session,
        "post",
        vec![
            ("contact", Value::to(person)),
            ("unit", Value::to(branch)),
            ("title", Value::text("总经理")),
        ],
    );
    add(
        &session,
        "cooperation",
        vec![
            ("unit", Value::to(branch)),
            ("name", Value::text("年度框架")),
            ("amount", Value::Raw("-379240.80".into())),
            ("start", Value::Date("2026-03-01".into())),
        ],
    );
    add(
        &session,
        "task",
        vec![
            ("unit", Value::to(branch)),
            ("contact", Value::to(person)),
            ("title", Value::text("+1 回访")),
            (
                "due",
                Value::Wall(Wall {
                    at: "2026-12-01T09:30".into(),
                    zone: "Asia/Shanghai".into(),
                }),
            ),
        ],
    );
    session
}

#[test]
fn a_workbook_has_real_dates_and_numbers_in_the_users_language() {
    let session = ledger();
    let book = workbook(&session, Language::Zh);
    assert_eq!(
        book.sheets
            .iter()
            .map(|s| s.name.as_str())
            .collect::<Vec<_>>(),
        ["客户", "联系人", "合作", "沟通记录", "待办", "任职"]
    );
    assert_eq!(
        column(&book, "客户", "客户名称", 1).text(),
        "=云岭集团有限公司"
    );
    assert_eq!(column(&book, "客户", "类型", 1).text(), "集团");
    assert_eq!(
        column(&book, "客户", "上级单位", 2).text(),
        "=云岭集团有限公司"
    );
    assert_eq!(
        column(&book, "客户", "注册资本", 1),
        Cell::Number(120_000_000.0)
    );
    assert_eq!(column(&book, "客户", "信用额度", 1).text(), "USD 1200.50");
    assert!(
        matches!(column(&book, "客户", "成立日期", 1), Cell::Date(day) if day.to_string().starts_with("1998-02-03"))
    );
    assert_eq!(
        column(&book, "合作", "合作金额", 1),
        Cell::Number(-379_240.8)
    );
    assert_eq!(column(&book, "联系人", "职务", 1).text(), "总经理");
    assert_eq!(column(&book, "联系人", "生日", 1).text(), "--03-05");
    assert_eq!(
        column(&book, "待办", "到期时间", 1).text(),
        "2026-12-01 09:30"
    );
    let english = workbook(&session, Language::En);
    assert_eq!(english.sheets[0].name, "Customer");
}

#[test]
fn sheets_of_our_own_are_known_again() {
    for language in [Language::Zh, Language::En] {
        let book = workbook(&ledger(), language);
        // What a task is about besides a customer is in no ledger of customers.
        let links: Vec<String> = about()
            .filter(|field| !matches!(field.key, "unit" | "contact"))
            .map(|field| labels::field(language, "task", field.key))
            .collect();
        for sheet in 0..5 {
            let layout = layout::layout(&book, &super::catalog(), sheet, None).unwrap();
            let lost: Vec<_> = layout
                .columns
                .iter()
                .filter(|column| column.target.is_none())
                .filter(|column| !links.contains(&column.header))
                .collect();
            let kept = layout
                .columns
                .iter()
                .filter(|column| column.confidence > 0.999)
                .count();
            assert_eq!(kept, layout.columns.len(), "{language:?} sheet {sheet}");
            let heads: Vec<_> = lost.iter().map(|column| column.header.as_str()).collect();
            assert!(
                layout.columns.len() * 2 > lost.len() * 3,
                "{language:?} sheet {sheet}: {heads:?}"
            );
            let mut all: Vec<_> = layout.columns.iter().map(|c| c.header.as_str()).collect();
            all.sort_unstable();
            assert!(
                all.windows(2).all(|two| two[0] != two[1]),
                "{language:?} sheet {sheet}: {all:?}"
            );
        }
    }
}

#[test]
fn text_files_hold_no_formula() {
    let session = ledger();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("out");
    export(&session, ExportFormat::Csv, Language::Zh, &to);
    let units = std::fs::read_to_string(to.join("客户.csv")).unwrap();
    assert!(units.starts_with('\u{feff}') && units.contains("\r\n"));
    assert!(units.contains("'=云岭集团有限公司") && units.contains("'@SUM(1)"));
    assert!(units.contains("\"'-1+1\n第二行\""));
    let deals = std::fs::read_to_string(to.join("合作.csv")).unwrap();
    assert!(
        deals.contains(",-379240.80,"),
        "a negative amount stays a number: {deals}"
    );
    let people = std::fs::read_to_string(to.join("联系人.csv")).unwrap();
    assert!(people.contains("'+86 13800000001"));
    for file in std::fs::read_dir(&to).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for cell in rows
            .records()
            .flatten()
            .flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
        {
            let number = cell.parse::<f64>().is_ok();
            assert!(
                number
                    || !cell
                        .trim_start()
                        .starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell}"
            );
        }
    }
}

#[test]
fn everything_is_what_the_core_keeps_too() {
    let book = workbook(&ledger(), Language::Zh);
    for (sheet, head) in [
        ("客户", "创建时间"),
        ("联系人", "更新时间"),
        ("合作", "创建时间"),
        ("待办", "创建时间"),
    ] {
        let cell = column(&book, sheet, head, 1);
        assert!(matches!(cell, Cell::Date(_)), "{sheet} {head}: {cell:?}");
    }
    assert_eq!(
        column(&book, "客户", "合作金额", 2),
        Cell::Number(-379_240.8)
    );
    assert_eq!(column(&book, "待办", "完成时间", 0).text(), "完成时间");
}

#[test]
fn no_sign_that_a_spreadsheet_might_run_begins_a_cell() {
    let session = session();
    let signs = [
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1+1",
        "－1+1",
        "＠SUM(1)",
        " =1+1",
        "\u{a0}@x",
    ];
    for (n, sign) in signs.iter().enumerate() {
        let name = format!("第{n}有限公司");
        let aliases = Value::Texts(vec![(*sign).to_owned()]);
        add(
            &session,
            "unit",
            vec![("legal_name", Value::text(name)), ("aliases", aliases)],
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("out");
    export(&session, ExportFormat::Csv, Language::Zh, &to);
    let units = std::fs::read_to_string(to.join("客户.csv")).unwrap();
    let book = workbook(&session, Language::Zh);
    for (n, sign) in signs.iter().enumerate() {
        assert!(units.contains(&format!("'{sign}")), "{sign:?}");
        let cell = column(&book, "客户", "别名", n + 1);
        assert!(matches!(cell, Cell::Text(_)), "{sign:?}: {cell:?}");
    }
}

#[test]
fn a_stopped_export_leaves_what_was_there() {
    let session = ledger();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("all.xlsx");
    std::fs::write(&to, "before").unwrap();
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = Report::to(cancel, move |_| stop.cancel());
    let error = session
        .export_all(Language::En, ExportFormat::Xlsx, true, &to, &report)
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    assert_eq!(std::fs::read(&to).unwrap(), b"before");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_export_into_nowhere_says_so() {
    let session = ledger();
    let gone = std::path::Path::new("/nowhere/at/all/x.xlsx");
    let error = session
        .export_all(
            Language::En,
            ExportFormat::Xlsx,
            true,
            gone,
            &Report::silent(),
        )
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
    let folder = tempfile::tempdir().unwrap();
    let error = session
        .export_all(
            Language::En,
            ExportFormat::Xlsx,
            true,
            folder.path(),
            &Report::silent(),
        )
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
}

#[test]
fn whoever_leaves_takes_every_kind_of_record_along() {
    let session = ledger();
    let units = session.records("unit", 1).unwrap();
    let id = units[0].id;
    let name = units[0].get("legal_name").as_text().unwrap().to_owned();
    let contract = vec![
        ("unit", Value::to(id)),
        ("name", Value::text("供货合同")),
        ("amount", Value::Raw("12万".into())),
    ];
    let contract = add(&session, "contract", contract);
    let part = vec![
        ("contract", Value::to(contract)),
        ("name", Value::text("首付款")),
        ("share", Value::Raw("30%".into())),
    ];
    add(&session, "instalment", part);
    let rate = vec![
        ("date", Value::Raw("2026-11-02".into())),
        ("from_currency", Value::text("USD")),
        ("rate", Value::Raw("7.1284".into())),
    ];
    add(&session, "fx_rate", rate);
    let book = workbook(&session, Language::Zh);
    assert_eq!(column(&book, "合同", "客户", 1).text(), name);
    assert_eq!(column(&book, "合同", "合同金额", 1).text(), "120000");
    assert_eq!(column(&book, "回款计划", "合同", 1).text(), "供货合同");
    assert_eq!(column(&book, "汇率", "汇率", 1).text(), "7.1284");
    let kinds: Vec<_> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert!(!kinds.contains(&"投诉"), "an empty sheet: {kinds:?}");
}
