//! Whoever leaves takes the files along: plain, by customer, each named in its sheet.

use std::collections::BTreeSet;
use std::path::Path;

use super::{read, session};
use crate::base::{Cancel, Id, Kind, Report};
use crate::exchange::export::{ExportFormat, Exported};
use crate::records::ChangeSet;
use crate::records::labels::Language;
use crate::records::value::Value;
use crate::session::Session;

fn unit(session: &Session, name: &str) -> Id {
    let values = [("legal_name", Value::text(name))];
    let set = ChangeSet::create("op.create", "unit", values);
    session.apply(&set).unwrap().records[0].id
}

fn attach(session: &Session, entity: &str, of: Id, name: &str, content: &[u8]) {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join(name);
    std::fs::write(&path, content).unwrap();
    session
        .attach(entity, of, &[path], &Report::silent())
        .unwrap();
}

fn export(session: &Session, format: ExportFormat, to: &Path) -> Exported {
    session
        .export_all(Language::Zh, format, true, to, &Report::silent())
        .unwrap()
}

/// Every file below a folder, by its path in it.
fn below(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(
                below(&path)
                    .into_iter()
                    .map(|file| format!("{name}/{file}")),
            );
        } else {
            found.insert(name);
        }
    }
    found
}

fn with_files() -> Session {
    let session = session();
    let one = unit(&session, "海蓝/实业");
    let other = unit(&session, "海蓝-实业");
    attach(&session, "unit", one, "报价单.pdf", b"one");
    attach(&session, "unit", one, "报价单.PDF", b"two");
    attach(&session, "unit", other, "报价单.pdf", b"three");
    let set = ChangeSet::create("op.create", "contact", [("full_name", Value::text("林晓"))]);
    let person = session.apply(&set).unwrap().records[0].id;
    attach(&session, "contact", person, "名片.txt", b"card");
    session
}

#[test]
fn the_files_stand_beside_the_workbook_and_their_sheet_says_where() {
    let session = with_files();
    let room = tempfile::tempdir().unwrap();
    let to = room.path().join("资料.xlsx");
    let done = export(&session, ExportFormat::Xlsx, &to);
    assert_eq!((done.files, done.wrong.len()), (4, 0));
    let expected = [
        "资料 文件/不属于客户/名片.txt",
        "资料 文件/海蓝-实业/报价单 (2).PDF",
        "资料 文件/海蓝-实业/报价单.pdf",
        "资料 文件/海蓝-实业 (2)/报价单.pdf",
        "资料.xlsx",
    ];
    let expected: BTreeSet<_> = expected.map(str::to_owned).into();
    assert_eq!(below(room.path()), expected);
    let content = |path: &str| std::fs::read(room.path().join(path)).unwrap();
    assert_eq!(content("资料 文件/海蓝-实业/报价单 (2).PDF"), b"two");
    assert_eq!(content("资料 文件/海蓝-实业 (2)/报价单.pdf"), b"three");

    let book = read(&content("资料.xlsx")).unwrap();
    let sheet = book
        .sheets
        .iter()
        .find(|sheet| sheet.name == "文件")
        .unwrap();
    let column = |head: &str| {
        let at = sheet.rows[0].iter().position(|cell| cell.text() == head);
        let cells = (1..sheet.rows.len()).map(|row| sheet.cell(row, at.unwrap()).text());
        cells.collect::<Vec<_>>()
    };
    for place in column("文件位置") {
        assert!(expected.contains(&place), "{place}");
    }
    assert_eq!(column("所属记录")[3], "联系人 林晓");

    // What is there stays: the next export has a folder of its own.
    let again = export(&session, ExportFormat::Xlsx, &to);
    assert_eq!(again.folder.unwrap(), room.path().join("资料 文件 (2)"));
}

#[test]
fn text_files_have_them_in_a_folder_of_theirs() {
    let session = with_files();
    let room = tempfile::tempdir().unwrap();
    let to = room.path().join("资料");
    export(&session, ExportFormat::Csv, &to);
    assert!(to.join("文件/海蓝-实业/报价单.pdf").exists());
    let sheet = std::fs::read_to_string(to.join("文件.csv")).unwrap();
    assert!(sheet.contains("文件/海蓝-实业/报价单 (2).PDF"), "{sheet}");
}

#[test]
fn stopped_halfway_nothing_is_left() {
    let session = with_files();
    for at in 1..12 {
        let room = tempfile::tempdir().unwrap();
        let cancel = Cancel::default();
        let (stop, n) = (cancel.clone(), std::sync::atomic::AtomicU32::new(0));
        let report = Report::to(cancel, move |_| {
            if n.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == at {
                stop.cancel();
            }
        });
        let to = room.path().join("资料.xlsx");
        let error = session
            .export_all(Language::Zh, ExportFormat::Xlsx, true, &to, &report)
            .unwrap_err();
        assert_eq!(error.kind(), Kind::Cancelled);
        assert!(below(room.path()).is_empty(), "stopped at {at}");
    }
}

#[test]
fn a_damaged_file_keeps_nobody_from_taking_the_others_along() {
    use crate::base::FixedClock;
    use crate::crypto::{KdfCost, Secret};
    let room = tempfile::tempdir().unwrap();
    let vault = room.path().join("Anna.steward");
    let clock = std::sync::Arc::new(FixedClock::at(chrono::DateTime::UNIX_EPOCH));
    let secret = Secret::new("three grey herons by the weir");
    let (session, _) = Session::create(&vault, &secret, KdfCost::for_tests(), clock).unwrap();
    let of = unit(&session, "海蓝");
    attach(&session, "unit", of, "坏.pdf", b"spoilt");
    let spoilt = below(&vault.join("files")).pop_first().unwrap();
    let spoilt = vault.join("files").join(spoilt);
    let mut bytes = std::fs::read(&spoilt).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&spoilt, bytes).unwrap();
    attach(&session, "unit", of, "好.pdf", b"good");
    let to = room.path().join("资料");
    let done = export(&session, ExportFormat::Csv, &to);
    assert_eq!(done.files, 1);
    assert_eq!(done.wrong.len(), 1);
    assert_eq!(
        (done.wrong[0].name.as_str(), done.wrong[0].missing),
        ("坏.pdf", false)
    );
    let files = done.folder.unwrap();
    assert_eq!(below(&files), BTreeSet::from(["海蓝/好.pdf".to_owned()]));
    let sheet = std::fs::read_to_string(to.join("文件.csv")).unwrap();
    assert!(sheet.contains("（文件损坏，没有导出）"));
}
