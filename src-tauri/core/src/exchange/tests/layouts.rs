//! What columns mean: headings in one row or two, under a title, in two languages, or missing.

use rust_xlsxwriter::{Format, Workbook as Writer};

use super::{catalog, fixture, read, real_data};
use crate::exchange::layout::{self, ImportLayout, WORDS};
use crate::exchange::sheet::Workbook;

fn guessed(book: &Workbook) -> ImportLayout {
    let (_, sheet) = layout::sheets(book);
    layout::layout(book, &catalog(), sheet, None).unwrap()
}

fn of_text(text: &str) -> ImportLayout {
    guessed(&read(text.as_bytes()).unwrap())
}

fn targets(layout: &ImportLayout) -> Vec<&str> {
    layout
        .columns
        .iter()
        .map(|column| column.target.as_deref().unwrap_or("-"))
        .collect()
}

#[test]
fn chinese_headings_with_a_unit_of_money() {
    let layout = guessed(&read(&fixture("gbk.csv")).unwrap());
    assert_eq!((layout.header_row, layout.rows), (1, 4));
    assert_eq!(
        targets(&layout),
        [
            "unit.legal_name",
            "unit.group",
            "unit.parent",
            "unit.kind",
            "contact.full_name",
            "post.title",
            "contact.phones",
            "contact.emails",
            "cooperation.name",
            "cooperation.amount",
            "cooperation.start",
            "task.due",
            "unit.description",
        ]
    );
    assert_eq!(layout.columns[9].unit_scale.as_deref(), Some("10000"));
    assert_eq!(
        layout.columns[3].samples,
        ["集团", "子公司", "分公司", "公司"]
    );
}

#[test]
fn a_unit_of_money_is_told_of_every_column() {
    let layout = of_text("客户名称,去年（万元）,今年(USD)\n甲公司,1,2\n乙公司,3,4\n");
    let units: Vec<_> = layout
        .columns
        .iter()
        .map(|column| column.unit_scale.as_deref())
        .collect();
    assert_eq!(units, [None, Some("10000"), Some("1 USD")]);
}

#[test]
fn english_headings_in_any_spelling() {
    let layout = of_text(
        "companyName,contactName,contactTitle,E-Mail,Phone,subsidiary_of,Close_Value (USD),close_date,Fax\n\
         Acme Ltd,Ann Lee,Owner,ann@acme.example,555-0100-22,Acme Group Inc,100,2026-03-01,555-0100-33\n",
    );
    assert_eq!(
        targets(&layout),
        [
            "unit.legal_name",
            "contact.full_name",
            "post.title",
            "contact.emails",
            "contact.phones",
            "unit.parent",
            "cooperation.amount",
            "cooperation.end",
            "unit.phones",
        ]
    );
    assert_eq!(layout.columns[6].unit_scale.as_deref(), Some("1 USD"));
}

#[test]
fn a_title_two_levels_sums_and_footnotes() {
    let mut writer = Writer::new();
    let plain = Format::new();
    let sheet = writer.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 7, "2026年客户管理台账", &plain)
        .unwrap();
    sheet.write(1, 0, "单位：万元    填报：一部").unwrap();
    sheet.merge_range(2, 0, 2, 2, "客户信息", &plain).unwrap();
    sheet.merge_range(2, 3, 2, 4, "联系人", &plain).unwrap();
    sheet.merge_range(2, 5, 2, 6, "合作情况", &plain).unwrap();
    sheet.merge_range(2, 7, 3, 7, "备注", &plain).unwrap();
    let heads = ["名称", "电话", "集团", "姓名", "电话", "名称", "合同额"];
    for (at, head) in (0..).zip(heads) {
        sheet.write(3, at, head).unwrap();
    }
    for (row, name) in (4..).zip(["甲有限公司", "乙有限公司", "丙有限公司"]) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, "010-55500001").unwrap();
        sheet.write(row, 3, "沈若兰").unwrap();
        sheet.write(row, 6, 12.5).unwrap();
    }
    sheet.merge_range(4, 2, 6, 2, "云岭集团", &plain).unwrap();
    sheet
        .write(7, 0, "合计")
        .unwrap()
        .write(7, 6, 37.5)
        .unwrap();
    sheet.write(8, 0, "注：以上数据截至三月").unwrap();
    let book = read(&writer.save_to_buffer().unwrap()).unwrap();
    let layout = guessed(&book);
    assert_eq!((layout.header_row, layout.rows), (4, 3));
    assert_eq!(
        targets(&layout),
        [
            "unit.legal_name",
            "unit.phones",
            "unit.group",
            "contact.full_name",
            "contact.phones",
            "cooperation.name",
            "cooperation.amount",
            "unit.description",
        ]
    );
    assert_eq!(layout.columns[6].header, "合作情况 / 合同额");
    assert_eq!(
        layout.columns[6].unit_scale.as_deref(),
        Some("10000"),
        "from the line above"
    );
    assert_eq!(
        book.sheets[0].cell(6, 2).text(),
        "云岭集团",
        "merged downwards: meant for each row"
    );
}

#[test]
fn two_levels_without_merges() {
    let layout = of_text(
        "客户信息,,联系人信息,,合作信息,\n单位名称,地址,姓名,手机,项目,金额\n甲公司,北京市海淀区一路1号,沈若兰,13800000001,维保,5\n",
    );
    assert_eq!((layout.header_row, layout.rows), (2, 1));
    assert_eq!(layout.columns[2].header, "联系人信息 / 姓名");
    assert_eq!(targets(&layout)[5], "cooperation.amount");
}

#[test]
fn no_headings_at_all() {
    let mut text = String::new();
    for n in 0..12 {
        use std::fmt::Write as _;
        let (group, owner) = (
            ["云岭集团有限公司", "镕泰集团有限公司"][n % 2],
            ["陈晓", "李雪"][n % 2],
        );
        let name = char::from_u32(0x4E00 + 97 * u32::try_from(n).unwrap()).unwrap();
        writeln!(text, "{group},第{name}{name}贸易有限公司,子公司,沈{name}兰,1380000{n:04},s{n}@y.example,1{n}00.50,2026-03-{:02},2027-03-{:02},{owner}", n + 1, n + 1).unwrap();
    }
    let layout = of_text(&text);
    assert_eq!((layout.header_row, layout.rows), (0, 12));
    assert_eq!(layout.columns[0].header, "A");
    assert_eq!(
        targets(&layout),
        [
            "unit.group",
            "unit.legal_name",
            "unit.kind",
            "contact.full_name",
            "contact.phones",
            "contact.emails",
            "cooperation.amount",
            "cooperation.start",
            "cooperation.end",
            "unit.owner",
        ]
    );
    assert!(
        layout.columns.iter().all(|column| column.confidence < 0.85),
        "a guess by content"
    );
}

#[test]
fn one_column_one_target_and_duplicates_left_out() {
    let layout = of_text(
        "客户名称,金额,金额,合同金额,电话,电话,电话,电话\n甲公司,1,2,3,13800000001,13800000002,010-5550000,4\n",
    );
    assert_eq!(
        targets(&layout),
        [
            "unit.legal_name",
            "cooperation.amount",
            "-",
            "-",
            "contact.phones",
            "post.work_phone",
            "unit.phones",
            "-",
        ]
    );
    let mut seen = targets(&layout);
    seen.retain(|target| *target != "-");
    seen.sort_unstable();
    assert!(seen.windows(2).all(|two| two[0] != two[1]));
}

#[test]
fn cells_that_contradict_a_heading_lower_the_guess() {
    let layout = of_text("客户名称,邮箱\n甲公司,张三\n乙公司,李四\n丙公司,王五\n丁公司,赵六\n");
    assert_ne!(targets(&layout)[1], "contact.emails");
}

#[test]
fn rows_of_sums_are_no_customers() {
    for row in [
        ",,合 计,,5",
        "合　计,,,,5",
        ",云岭集团,小计,,5",
        "12,,总计：,,5",
        "12,,合计（2家）,,5",
        ",云岭集团,Grand Total,,5",
        "Sub Total,,,,5",
        ",云岭集团,合计,备注很多的一行,5",
    ] {
        let text = format!(
            "序号,集团,单位名称,备注,金额\n1,云岭集团,甲公司,好,2\n2,云岭集团,乙公司,好,3\n{row}\n"
        );
        assert_eq!(of_text(&text).rows, 2, "{row}");
    }
    for row in ["3,,Total SE,,5", "3,,合计软件有限公司,,5", "3,,Sumitomo,,5"] {
        let text = format!("序号,集团,单位名称,备注,金额\n1,云岭集团,甲公司,好,2\n{row}\n");
        assert_eq!(of_text(&text).rows, 2, "{row}");
    }
}

#[test]
fn headings_nobody_knows_are_still_headings() {
    let layout = of_text("Kunde,Umsatz\nAcme,100\nBeta,200\n");
    assert_eq!((layout.header_row, layout.rows), (1, 2));
    assert_eq!(layout.columns[0].header, "Kunde");
    assert_eq!(layout.columns[0].target, None);
}

#[test]
fn the_user_may_say_which_row_names_the_columns() {
    let book = read("x,y\n客户名称,电话\n甲公司,1\n".as_bytes()).unwrap();
    assert_eq!(guessed(&book).header_row, 2);
    let first = layout::layout(&book, &catalog(), 0, Some(1)).unwrap();
    assert_eq!(
        (
            first.header_row,
            first.rows,
            first.columns[0].header.as_str()
        ),
        (1, 2, "x")
    );
    let none = layout::layout(&book, &catalog(), 0, Some(0)).unwrap();
    assert_eq!(
        (none.header_row, none.rows, none.columns[0].header.as_str()),
        (0, 3, "A")
    );
    assert!(layout::layout(&book, &catalog(), 1, None).is_err());
}

#[test]
fn sheets_alike_can_be_taken_together() {
    let mut writer = Writer::new();
    for name in ["北区", "南区", "说明"] {
        let sheet = writer.add_worksheet().set_name(name).unwrap();
        if name == "说明" {
            sheet.write(0, 0, "A级为重点客户").unwrap();
            continue;
        }
        sheet
            .write(0, 0, "单位名称")
            .unwrap()
            .write(0, 1, "电话")
            .unwrap();
        sheet.write(1, 0, format!("{name}贸易有限公司")).unwrap();
        sheet.write(2, 0, format!("{name}物流有限公司")).unwrap();
    }
    let book = read(&writer.save_to_buffer().unwrap()).unwrap();
    let (sheets, sheet) = layout::sheets(&book);
    assert_eq!(
        sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["北区", "南区", "说明", "北区 + 1"]
    );
    assert_eq!(sheet, 3);
    assert_eq!(layout::layout(&book, &catalog(), 3, None).unwrap().rows, 4);
    assert_eq!(layout::layout(&book, &catalog(), 1, None).unwrap().rows, 2);
}

#[test]
fn sheets_in_different_units_are_not_taken_together() {
    let mut writer = Writer::new();
    for (name, unit) in [("北区", "单位：万元"), ("南区", "单位：元")] {
        let sheet = writer.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, unit).unwrap();
        for (column, head) in (0..).zip(["单位名称", "合作项目", "合同额"]) {
            sheet.write(1, column, head).unwrap();
        }
        sheet.write(2, 0, format!("{name}贸易有限公司")).unwrap();
        sheet.write(2, 2, 5).unwrap();
    }
    let book = read(&writer.save_to_buffer().unwrap()).unwrap();
    assert_eq!(layout::sheets(&book).0.len(), 2);
    let unit = |sheet| {
        let layout = layout::layout(&book, &catalog(), sheet, None).unwrap();
        layout.columns[2].unit_scale.clone()
    };
    assert_eq!((unit(0).as_deref(), unit(1)), (Some("10000"), None));
}

#[test]
fn a_heading_printed_again_is_no_record() {
    let layout = of_text("姓名,公司\n甲,A有限公司\n姓名,公司\n乙,B有限公司\n");
    assert_eq!(layout.rows, 2);
}

#[test]
fn what_says_that_there_is_nothing() {
    for text in [
        "无",
        "N/A",
        "n/a",
        "-",
        "—",
        "/",
        "NULL",
        " 暂无 ",
        "--",
        "待补充",
        "#N/A",
        "（无）",
    ] {
        assert!(WORDS.is_absent(text), "{text}");
    }
    for text in ["无锡", "无锡分公司", "0", "a", "B", "None Ltd", "★★★★"] {
        assert!(!WORDS.is_absent(text), "{text}");
    }
}

#[test]
fn templates_and_exports_of_other_programs() {
    let Some(crm) = real_data("crm") else { return };
    let layout_of = |name: &str| guessed(&read(&std::fs::read(crm.join(name)).unwrap()).unwrap());
    let lead = layout_of("cn_lead_import_template.xlsx");
    println!(
        "{:?}",
        lead.columns
            .iter()
            .map(|c| (&c.header, &c.target))
            .collect::<Vec<_>>()
    );
    assert_eq!(lead.columns[0].target.as_deref(), Some("unit.legal_name"));
    let people = layout_of("user_import_cn.xlsx");
    assert_eq!(people.header_row, 3);
    for name in [
        "maven/accounts.csv",
        "maven/sales_pipeline.csv",
        "northwind/customers.csv",
        "atomic/contacts.csv",
    ] {
        let layout = layout_of(name);
        println!(
            "{name}: {:?}",
            layout
                .columns
                .iter()
                .map(|c| format!("{}→{}", c.header, c.target.as_deref().unwrap_or("-")))
                .collect::<Vec<_>>()
        );
        assert!(targets(&layout).contains(&"unit.legal_name"), "{name}");
    }
}
