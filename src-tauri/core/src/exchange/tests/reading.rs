//! Files into sheets: every kind and encoding, and everything hostile that must end in a named
//! error, quickly, within memory.

use std::io::{Cursor, Write};

use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook as Writer};
use zip::write::SimpleFileOptions;

use super::{fixture, read};
use crate::base::{Cancel, Kind, Report};
use crate::exchange::reader::{apart, load, read_bytes, read_path};
use crate::exchange::sheet::{Cell, FileKind, Limits, Sheet, Workbook, number_text};

fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
    sheet
        .rows
        .iter()
        .map(|row| row.iter().map(Cell::text).collect())
        .collect()
}

fn fault(bytes: &[u8]) -> &'static str {
    let error = read(bytes).expect_err("must be refused");
    assert_eq!(error.kind(), Kind::BadFile, "{error}");
    error.key()
}

fn date(y: i32, m: u32, d: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(y, m, d)
        .unwrap()
        .and_hms_opt(0, 0, 0)
        .unwrap()
}

/// A packed file of these parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose only sheet and shared texts are these.
fn workbook(sheet: &str, shared: &str) -> Vec<u8> {
    const NS: &str = "http://schemas.openxmlformats.org";
    let types = format!(
        r#"<Types xmlns="{NS}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
    );
    let top = format!(
        r#"<Relationships xmlns="{NS}/package/2006/relationships"><Relationship Id="r1" Type="{NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(
        r#"<workbook xmlns="{NS}/spreadsheetml/2006/main" xmlns:r="{NS}/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let rels = format!(
        r#"<Relationships xmlns="{NS}/package/2006/relationships"><Relationship Id="r1" Type="{NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{NS}/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn sheet_xml(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

const NO_TEXTS: &str =
    r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>"#;

#[test]
fn the_same_table_in_every_encoding() {
    let reference = texts(&read(&fixture("gbk.csv")).unwrap().sheets[0]);
    assert_eq!(reference.len(), 5);
    assert_eq!(reference[2][0], "云岭（昆明）茶业有限公司");
    assert_eq!(reference[4][12], "第一行\n第二行");
    for (name, encoding) in [
        ("gbk.csv", "gb18030"),
        ("utf8_bom_semicolon.csv", "UTF-8"),
        ("utf16le_no_mark.txt", "UTF-16LE"),
        ("utf16be_mark.csv", "UTF-16BE"),
        ("cr_only.csv", "UTF-8"),
    ] {
        let book = read(&fixture(name)).unwrap();
        assert_eq!(book.encoding, Some(encoding), "{name}");
        assert_eq!(texts(&book.sheets[0]), reference, "{name}");
    }
    let named = read(&fixture("sep_line.csv")).unwrap();
    assert_eq!(
        texts(&named.sheets[0])[1..],
        reference[..],
        "rows keep the file's numbers"
    );
}

#[test]
fn traditional_characters_in_big5() {
    let book = read(&fixture("big5.csv")).unwrap();
    assert_eq!(book.encoding, Some("Big5"));
    assert_eq!(
        texts(&book.sheets[0])[0],
        ["公司名稱", "聯絡人", "電話", "地址", "備註"]
    );
    assert_eq!(texts(&book.sheets[0])[1][1], "林淑芬");
}

#[test]
fn western_text_is_not_taken_for_chinese() {
    let bytes = "name,city\r\nSociété Générale,Besançon\r\nMüller & Söhne,Köln\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(bytes);
    let book = read(&bytes).unwrap();
    assert_eq!(texts(&book.sheets[0])[1], ["Société Générale", "Besançon"]);
    assert_eq!(texts(&book.sheets[0])[2], ["Müller & Söhne", "Köln"]);
}

#[test]
fn a_page_named_as_a_workbook() {
    let book = read(&fixture("page_named_workbook.xls")).unwrap();
    assert_eq!(
        (book.kind, book.encoding),
        (FileKind::Html, Some("gb18030"))
    );
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "客户表");
    assert_eq!(sheet.rows.len(), 6);
    assert_eq!(sheet.cell(4, 12).text(), "第一行\n第二行");
    assert_eq!(
        sheet.cell(5, 9).text(),
        "163.5",
        "behind a cell over nine columns"
    );
    assert_eq!(sheet.merges.len(), 2);
}

#[test]
fn cells_that_reach_down_a_page() {
    let page = "<table><tr><td rowspan=3>集团</td><td>甲<td>1</tr><tr><td>乙</td></tr>
        <tr><td colspan='2'>丙</table><table><tr><td>other";
    let book = read(page.as_bytes()).unwrap();
    let rows = texts(&book.sheets[0]);
    assert_eq!(
        rows,
        [
            vec!["集团", "甲", "1"],
            vec!["集团", "乙"],
            vec!["集团", "丙"]
        ],
        "what reaches down is meant for each row"
    );
    assert_eq!(book.sheets[1].cell(0, 0).text(), "other");
}

#[test]
fn the_xml_spreadsheet_of_2003() {
    let book = read(&fixture("spreadsheet_2003.xls")).unwrap();
    assert_eq!(book.kind, FileKind::SpreadsheetXml);
    let sheet = &book.sheets[0];
    assert_eq!(sheet.cell(3, 0).text(), "云岭集团有限公司 & 伙伴");
    assert_eq!(*sheet.cell(3, 2), Cell::Number(1_200_000.5));
    assert_eq!(*sheet.cell(3, 3), Cell::Date(date(2026, 3, 1)));
    assert!(!sheet.hidden && book.sheets[1].hidden);
}

#[test]
fn cards_and_calendars_become_rows() {
    let cards = read(&fixture("cards.vcf")).unwrap();
    let rows = texts(&cards.sheets[0]);
    assert_eq!(
        rows[1][..5],
        ["沈若兰", "云岭集团有限公司", "采购部", "", "13800000001"]
    );
    assert_eq!(rows[2][..3], ["Ann, Lee", "Rongtai Ltd", "Sales"]);
    assert_eq!(rows[2][4], "+85255500001; +852 5550 0002");
    assert_eq!(rows[2][5], "ann@rongtai.example");
    assert_eq!(rows[2][9], "first\nsecond; third");
    let calendar = read(&fixture("calendar.ics")).unwrap();
    let rows = texts(&calendar.sheets[0]);
    assert_eq!(rows[1][..2], ["联系 云岭集团有限公司", "2026-12-01"]);
    assert_eq!(rows[2], ["拜访", "2026-11-30 09:30", "带样品"]);
    assert_eq!(fault(b"BEGIN:VCARD\r\nFN:cut"), "error.import_damaged");
    assert_eq!(
        fault(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:cut"),
        "error.import_damaged"
    );
}

#[test]
fn a_workbook_with_all_kinds_of_cells() {
    let mut writer = Writer::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let sheet = writer.add_worksheet().set_name("台账").unwrap();
    sheet.write(0, 0, "文字 _x000B_与换行\n").unwrap();
    sheet.write(1, 1, 0.1).unwrap();
    sheet.write_with_format(2, 2, 46_092.0, &day).unwrap();
    sheet.write_with_format(2, 3, 46_092.5, &day).unwrap();
    sheet.write_with_format(2, 4, 0.0, &day).unwrap();
    sheet.write(3, 0, true).unwrap();
    sheet
        .write(3, 1, Formula::new("1+1").set_result("2"))
        .unwrap();
    sheet.write(60_000, 0, "").unwrap();
    sheet.write_with_format(60_000, 5, "", &day).unwrap();
    sheet.merge_range(4, 0, 6, 1, "并", &Format::new()).unwrap();
    writer
        .add_worksheet()
        .set_name("藏")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "x")
        .unwrap();
    let book = read(&writer.save_to_buffer().unwrap()).unwrap();
    let sheet = &book.sheets[0];
    assert_eq!(
        (book.kind, sheet.name.as_str(), sheet.hidden),
        (FileKind::Xlsx, "台账", false)
    );
    assert!(book.sheets[1].hidden);
    assert_eq!(*sheet.cell(1, 1), Cell::Number(0.1));
    assert_eq!(*sheet.cell(2, 2), Cell::Date(date(2026, 3, 11)));
    assert_eq!(sheet.cell(2, 3).text(), "2026-03-11 12:00");
    assert_eq!(
        sheet.cell(2, 4).text(),
        "1900-01-00",
        "what is no date stays as it reads"
    );
    assert_eq!(*sheet.cell(3, 0), Cell::Bool(true));
    assert_eq!(sheet.cell(3, 1).text(), "2");
    assert_eq!(sheet.rows.len(), 5, "formatted but empty rows are no rows");
    assert_eq!(sheet.merges.len(), 1);
}

#[test]
fn a_formula_without_a_result_is_not_an_empty_cell() {
    let rows = r#"<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v/></c><c r="B1"><v>7</v></c></row>"#;
    let book = read(&workbook(&sheet_xml(rows), NO_TEXTS)).unwrap();
    assert_eq!(book.sheets[0].rows[0], [Cell::Error, Cell::Number(7.0)]);
}

#[test]
fn numbers_read_as_people_see_them() {
    assert_eq!(
        number_text(796_168.0 / 10.0 + 0.1 - 0.000_000_000_01),
        "79616.9"
    );
    assert_eq!(number_text(13_800_138_000.0), "13800138000");
    assert_eq!(number_text(-0.0), "0");
    assert_eq!(number_text(0.1 + 0.2), "0.3");
    assert_eq!(number_text(1e21), "1000000000000000000000");
}

#[test]
fn separators_are_found_and_ragged_rows_kept() {
    let rows = |text: &str| texts(&read(text.as_bytes()).unwrap().sheets[0]);
    assert_eq!(rows("a;b;c\n1,5;2;3\n")[1], ["1,5", "2", "3"]);
    assert_eq!(
        rows("a|b\r\n\r\n1|2|3\r\n"),
        [vec!["a", "b"], vec![], vec!["1", "2", "3"]]
    );
    assert_eq!(
        rows("标题,,,\n姓名,电话,地址,备注\n甲,1,,\n\n,,,\n")[2],
        ["甲", "1"]
    );
    assert_eq!(rows("a,b\n\"x\"\"y\",\"1\n2\"\n")[1], ["x\"y", "1\n2"]);
    assert_eq!(
        rows("name\nonly one column\n"),
        [["name"], ["only one column"]]
    );
    assert_eq!(rows("a\tb\n5\" pipe\t2\n")[1], ["5\" pipe", "2"]);
}

#[test]
fn a_quote_that_never_closes_loses_nothing() {
    let mut text = String::from("name,note\n");
    text.push_str("first,\"open and never closed\n");
    for n in 0..3000 {
        use std::fmt::Write as _;
        writeln!(
            text,
            "unit {n},a longer note so that the field would grow past a cell"
        )
        .unwrap();
    }
    let book = read(text.as_bytes()).unwrap();
    assert_eq!(book.sheets[0].rows.len(), 3002);
    assert_eq!(book.sheets[0].cell(1, 1).text(), "\"open and never closed");
    let stray = book.stray_quotes.iter();
    assert_eq!(
        stray.map(|s| (s.row, s.column)).collect::<Vec<_>>(),
        [(1, 1)]
    );
}

#[test]
fn nothing_and_almost_nothing() {
    assert_eq!(fault(b""), "error.import_empty");
    assert_eq!(fault(b"\xef\xbb\xbf"), "error.import_empty");
    assert_eq!(fault(b" , ,\r\n,,\r\n"), "error.import_empty");
    assert_eq!(
        read("单位名称,电话\r\n".as_bytes()).unwrap().sheets[0]
            .rows
            .len(),
        1
    );
    assert_eq!(
        fault(&workbook(&sheet_xml(""), NO_TEXTS)),
        "error.import_empty"
    );
}

#[test]
fn noughts_are_dropped_and_programs_refused() {
    let book = read(b"name,phone\r\nA\0cme,1\0\r\n").unwrap();
    assert_eq!(texts(&book.sheets[0])[1], ["Acme", "1"]);
    let program: Vec<u8> = (0..40_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0])
        .collect();
    assert_eq!(fault(&program), "error.import_kind");
}

#[test]
fn other_files_are_called_by_their_name() {
    let kind = |bytes: &[u8]| {
        let error = read(bytes).unwrap_err().to_wire();
        assert_eq!(error.key, "error.import_kind");
        error.values["kind"].clone()
    };
    assert_eq!(kind(b"%PDF-1.7\n"), "pdf");
    assert_eq!(kind(b"\x89PNG\r\n\x1a\n"), "picture");
    assert_eq!(
        kind(b"MIME-Version: 1.0\r\nContent-Type: multipart/related"),
        "mht"
    );
    assert_eq!(
        kind(b"<html><body><p>no table</p></body></html>"),
        "webpage"
    );
    assert_eq!(kind(&packed(&[("word/document.xml", b"<a/>")])), "word");
    assert_eq!(kind(&packed(&[("xl/workbook.bin", b"x")])), "xlsb");
    assert_eq!(kind(&packed(&[("readme.txt", b"x")])), "archive");
}

#[test]
fn a_workbook_cut_or_without_its_parts() {
    let whole = workbook(
        &sheet_xml(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#),
        NO_TEXTS,
    );
    assert!(read(&whole).is_ok());
    for cut in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert_eq!(fault(&whole[..cut]), "error.import_damaged", "cut at {cut}");
    }
    let open = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1"#;
    assert_eq!(fault(&workbook(open, NO_TEXTS)), "error.import_damaged");
    let no_sheet = packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    assert!(read(&no_sheet).is_err());
}

#[test]
fn every_flipped_byte_of_a_workbook_ends_in_rows_or_a_named_error() {
    let mut writer = Writer::new();
    writer
        .add_worksheet()
        .write(0, 0, "单位名称")
        .unwrap()
        .write(1, 0, 7)
        .unwrap();
    let whole = writer.save_to_buffer().unwrap();
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        if let Err(error) = read(&bytes) {
            assert_eq!(error.kind(), Kind::BadFile, "byte {at}: {error}");
        }
    }
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![b' '; 80 << 20];
    let bomb = packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 200_000);
    assert_eq!(fault(&bomb), "error.import_unpacks_too_large");
    // The same, slow enough in its growth to pass the ratio: stopped by the size of a cell.
    let numbers = (0..400_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string());
    let giant = numbers.collect::<String>();
    let cell = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{giant}</t></is></c></row>"#);
    assert_eq!(
        fault(&workbook(&sheet_xml(&cell), NO_TEXTS)),
        "error.import_unpacks_too_large"
    );
    let runs = "<r><t>abcdefgh</t></r>".repeat(200_000);
    let shared = format!("<sst><si>{runs}</si></sst>");
    let one = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    assert_eq!(
        fault(&workbook(&sheet_xml(one), &shared)),
        "error.import_unpacks_too_large"
    );
    let long = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(40_000));
    assert_eq!(
        fault(&workbook(&sheet_xml(one), &long)),
        "error.import_cell_too_long"
    );
}

#[test]
fn announced_sizes_reserve_nothing() {
    let one = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    for count in [
        "9999999999999",
        "18446744073709551615",
        "99999999999999999999999",
    ] {
        let shared = format!(r#"<sst count="1" uniqueCount="{count}"><si><t>x</t></si></sst>"#);
        assert_eq!(
            fault(&workbook(&sheet_xml(one), &shared)),
            "error.import_unpacks_too_large"
        );
    }
}

#[test]
fn far_cells_and_deep_tags_are_refused() {
    let far = r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#;
    assert_eq!(
        fault(&workbook(&sheet_xml(far), NO_TEXTS)),
        "error.import_too_many_columns"
    );
    let low = r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#;
    assert_eq!(
        fault(&workbook(&sheet_xml(low), NO_TEXTS)),
        "error.import_too_many_rows"
    );
    let deep = format!("{}{}", "<x>".repeat(5000), "</x>".repeat(5000));
    assert_eq!(fault(&workbook(&deep, NO_TEXTS)), "error.import_damaged");
    let entity = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", sheet_xml(""));
    assert_eq!(fault(&workbook(&entity, NO_TEXTS)), "error.import_damaged");
    let many: Vec<_> = (0..3000).map(|n| format!("xl/x{n}.xml")).collect();
    let many: Vec<_> = many
        .iter()
        .map(|name| (name.as_str(), &b"<a/>"[..]))
        .collect();
    assert_eq!(fault(&packed(&many)), "error.import_unpacks_too_large");
}

#[test]
fn a_line_of_a_million_columns() {
    let line = ",".repeat(1_000_000);
    assert_eq!(fault(line.as_bytes()), "error.import_too_many_columns");
    let line = "x,".repeat(1_000_000);
    assert_eq!(fault(line.as_bytes()), "error.import_too_many_columns");
    let page = format!("<table><tr>{}", "<td>x".repeat(20_000));
    assert_eq!(fault(page.as_bytes()), "error.import_too_many_columns");
    let wide = "<table><tr><td colspan=99999999999999>x<td>y";
    assert_eq!(fault(wide.as_bytes()), "error.import_too_many_columns");
}

#[test]
fn limits_hold_for_every_count() {
    let limits = Limits {
        rows: 10,
        columns: 4,
        cells: 12,
        file_bytes: 1000,
        ..Limits::default()
    };
    let key = |text: &str| {
        read_bytes(text.as_bytes().to_vec(), &limits, &Report::silent())
            .unwrap_err()
            .key()
    };
    assert_eq!(key(&"a\n".repeat(11)), "error.import_too_many_rows");
    assert_eq!(key("a,b,c,d,e\n"), "error.import_too_many_columns");
    assert_eq!(key(&"a,b,c,d\n".repeat(4)), "error.import_too_many_cells");
    assert_eq!(key(&"a".repeat(1001)), "error.import_too_large");
}

#[test]
fn a_protected_workbook_is_called_so() {
    // The least compound file that holds a stream named EncryptedPackage.
    let mut bytes = vec![0_u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    bytes[30] = 9;
    bytes[32] = 6;
    bytes[44] = 1;
    bytes[48] = 1;
    bytes[60..64].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    bytes[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    bytes[76..512].fill(0xFF);
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    bytes[512..1024].fill(0xFF);
    bytes[512..516].copy_from_slice(&0xFFFF_FFFD_u32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    for (at, unit) in "EncryptedPackage".encode_utf16().enumerate() {
        bytes[1024 + 128 + at * 2..][..2].copy_from_slice(&unit.to_le_bytes());
    }
    assert_eq!(fault(&bytes), "error.import_encrypted");
    // Without that stream it is some old Office file; a directory in a circle is damaged.
    bytes[1024 + 128] = b'X';
    assert_eq!(fault(&bytes), "error.import_kind");
    bytes[516..520].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(fault(&bytes), "error.import_damaged");
}

#[test]
fn a_reader_that_breaks_down_is_an_error_and_says_nothing() {
    let error = apart::<()>(|| panic!("made to fail")).unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::BadFile, "error.import_reader_failed")
    );
    assert!(!error.to_string().contains("made to fail"));
}

#[test]
fn reading_stops_when_told_to() {
    let cancel = Cancel::default();
    let seen = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (stop, count) = (cancel.clone(), seen.clone());
    let report = Report::to(cancel, move |_| {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        stop.cancel();
    });
    let text = "a,b\n".repeat(20_000);
    let error = read_bytes(text.into_bytes(), &Limits::default(), &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    assert_eq!(
        seen.load(std::sync::atomic::Ordering::SeqCst),
        1,
        "stops at once"
    );
}

#[test]
fn opening_a_large_file_tells_how_far_it_is_and_stops_between_two_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    let size = 3_000_000;
    std::fs::write(&path, "a,b\n".repeat(size / 4)).unwrap();
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = seen.clone();
    let report = Report::to(Cancel::default(), move |progress| {
        told.lock().unwrap().push(progress.done);
    });
    let limits = Limits::default();
    assert_eq!(load(&path, &limits, &report).unwrap().len(), size);
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen, [0, 1 << 20, 2 << 20, size as u64]);
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let report = Report::to(cancel, move |progress| {
        if progress.done > 0 {
            stop.cancel();
        }
    });
    let error = load(&path, &limits, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
}

#[test]
fn a_path_that_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let read = |path: &std::path::Path| {
        read_path(path, &Limits::default(), &Report::silent())
            .unwrap_err()
            .kind()
    };
    assert_eq!(read(folder.path()), Kind::Unavailable);
    assert_eq!(read(&folder.path().join("gone.csv")), Kind::Unavailable);
}

/// Bytes that look like one kind of file or another.
fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let starts: [&[u8]; 10] = [
        b"",
        b"PK\x03\x04",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"<html><table><tr><td>",
        b"<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row>",
        b"BEGIN:VCARD\r\n",
        b"BEGIN:VCALENDAR\r\n",
        b"sep=;\r\n",
        b"\xff\xfe",
        b"\"",
    ];
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        "[,;|\"\r\n\ta<>&/=:单]{0,40}".prop_map(String::into_bytes),
        Just(b"<Cell ss:Index=\"99999999999\" ss:MergeAcross=\"5\"><Data ss:Type=\"Number\">1</Data></Cell>".to_vec()),
        Just(b"<td colspan=3 rowspan=70000>x</td>".to_vec()),
    ];
    let tail = proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat());
    (proptest::sample::select(starts.to_vec()), tail)
        .prop_map(|(start, tail)| [start, &tail].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_end_in_rows_or_a_named_error(bytes in any_file()) {
        match read(&bytes) {
            Ok(Workbook { sheets, .. }) => prop_assert!(!sheets.is_empty()),
            Err(error) => {
                prop_assert_eq!(error.kind(), Kind::BadFile);
                prop_assert_ne!(error.key(), "error.import_reader_failed");
            }
        }
    }
}
