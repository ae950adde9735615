//! The sheet is read back as another program would read it: its objects, what stands on the page, and what the
//! fonts say their letters mean.

use std::collections::BTreeMap;

use miniz_oxide::inflate::decompress_to_vec_zlib;
use steward_core::base::{Id, Kind};

use super::*;

fn entry(passed: bool) -> DrillEntry {
    let id = Id::from_bytes([7; 16]);
    let certificate = Certificate {
        backup: Some("4bf1d0".repeat(10)),
        backup_made_at: Some(1_795_338_000_000),
        by_contents: true,
        by_itself: false,
        compared: Some(ComparedBy::Contents),
        contents: "c0ffee42".repeat(8),
        drilled_at: 1_795_341_600_000,
        files: 214,
        form: 1,
        opened: 310,
        passed,
        place: Some(id.to_string()),
        place_name: Some("办公室备份盘".to_owned()),
        program: "Steward 0.1.0".to_owned(),
        reason: None,
        records: 12_431,
        rows: 98_700,
        tables: 66,
        took_ms: 38_000,
        vault: id.to_string(),
        vault_name: "南方客户 & partners 𐘀".to_owned(),
    };
    DrillEntry {
        n: 3,
        drilled_at: certificate.drilled_at,
        passed,
        text: serde_json::to_string(&certificate).unwrap(),
        certificate: Some(certificate),
        seal: "5ea1".repeat(16),
        genuine: true,
    }
}

fn made(language: Language) -> Made {
    Made {
        at: Timestamp(1_795_420_000_000),
        zone: chrono_tz::Asia::Shanghai,
        language,
    }
}

/// The objects of a file by number, each with its stream unpacked where it has one.
fn objects(file: &[u8]) -> BTreeMap<u32, (String, Vec<u8>)> {
    assert!(file.starts_with(b"%PDF-1."), "it begins as a PDF");
    assert!(file.trim_ascii_end().ends_with(b"%%EOF"), "it ends as one");
    let text = String::from_utf8_lossy(file.get(file.len() - 64..).unwrap()).into_owned();
    let start = text
        .split("startxref")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    let start: usize = start.unwrap().parse().unwrap();
    let table = file.get(start..).unwrap();
    assert!(table.starts_with(b"xref"), "its table stands where it says");
    let table = String::from_utf8_lossy(table).into_owned();
    let mut objects = BTreeMap::new();
    for (number, line) in table
        .lines()
        .skip(2)
        .take_while(|line| line.len() >= 18)
        .enumerate()
    {
        if !line.contains(" n") {
            continue;
        }
        let at: usize = line.split_whitespace().next().unwrap().parse().unwrap();
        let body = file.get(at..).unwrap();
        assert!(
            body.starts_with(format!("{number} 0 obj").as_bytes()),
            "object {number}"
        );
        let begins = find(body, b"stream\n").filter(|at| *at < find(body, b"endobj").unwrap());
        let head = body
            .get(..begins.unwrap_or_else(|| find(body, b"endobj").unwrap()))
            .unwrap();
        let head = String::from_utf8_lossy(head).into_owned();
        let stream = begins.map_or(Vec::new(), |begins| {
            let long = head
                .split("/Length")
                .nth(1)
                .and_then(|rest| rest.split_whitespace().next());
            let long: usize = long.unwrap().parse().unwrap();
            let packed = body.get(begins + 7..begins + 7 + long).unwrap();
            decompress_to_vec_zlib(packed).unwrap()
        });
        objects.insert(u32::try_from(number).unwrap(), (head, stream));
    }
    objects
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

fn named(head: &str, name: &str) -> u32 {
    let rest = head
        .split(name)
        .nth(1)
        .unwrap_or_else(|| panic!("{name} in {head}"));
    let rest = rest.trim_start_matches([' ', '[']);
    rest.split_whitespace().next().unwrap().parse().unwrap()
}

/// What a reader finds on the one page, a line for each piece of text.
fn read(file: &[u8]) -> String {
    let mut pages = pages(file);
    assert_eq!(pages.len(), 1, "one page");
    pages.remove(0)
}

/// What a reader finds on each page, a line for each piece of text.
pub(crate) fn pages(file: &[u8]) -> Vec<String> {
    let objects = objects(file);
    let heads = objects.values().map(|(head, _)| head);
    let leaves: Vec<&String> = heads
        .clone()
        .filter(|head| head.contains("/Type /Page\n"))
        .collect();
    let root = heads
        .clone()
        .find(|head| head.contains("/Type /Pages"))
        .unwrap();
    assert_eq!(
        named(root, "/Count"),
        u32::try_from(leaves.len()).unwrap(),
        "pages"
    );
    for page in &leaves {
        assert!(page.contains("595.28 841.89"), "A4: {page}");
    }
    let page = leaves[0];
    let mut letters: BTreeMap<String, BTreeMap<u16, String>> = BTreeMap::new();
    for part in page
        .split("/F")
        .skip(1)
        .filter(|part| part.starts_with(|c: char| c.is_ascii_digit()))
    {
        let mut words = part.split_whitespace();
        let (name, font) = (
            words.next().unwrap(),
            words.next().unwrap().parse::<u32>().unwrap(),
        );
        let font = &objects[&font].0;
        let cid = &objects[&named(font, "/DescendantFonts")].0;
        let descriptor = &objects[&named(cid, "/FontDescriptor")].0;
        let embedded = descriptor.split("/FontFile").nth(1).unwrap();
        let embedded: u32 = embedded.split_whitespace().nth(1).unwrap().parse().unwrap();
        let long = objects[&embedded].1.len();
        assert!(
            (1_000..400_000).contains(&long),
            "only the letters used go along: {long}"
        );
        let cmap = String::from_utf8_lossy(&objects[&named(font, "/ToUnicode")].1).into_owned();
        let pairs = cmap
            .lines()
            .filter(|line| line.starts_with('<') && line.contains("> <"));
        let of = letters.entry(format!("F{name}")).or_default();
        for pair in pairs {
            let mut hex = pair.split(['<', '>', ' ']).filter(|part| !part.is_empty());
            let number = u16::from_str_radix(hex.next().unwrap(), 16).unwrap_or_default();
            let units: Vec<u16> = hex
                .next()
                .unwrap()
                .as_bytes()
                .chunks(4)
                .map(|four| u16::from_str_radix(std::str::from_utf8(four).unwrap(), 16).unwrap())
                .collect();
            of.insert(number, String::from_utf16(&units).unwrap());
        }
    }
    let drawn = leaves
        .iter()
        .map(|page| &objects[&named(page, "/Contents")].1);
    drawn.map(|content| said(content, &letters)).collect()
}

fn said(content: &[u8], letters: &BTreeMap<String, BTreeMap<u16, String>>) -> String {
    let (mut text, mut font, mut at) = (String::new(), String::new(), 0);
    while at < content.len() {
        let rest = content.get(at..).unwrap();
        if rest.starts_with(b"/F") {
            let end = rest.iter().position(|byte| *byte == b' ').unwrap();
            font = String::from_utf8_lossy(rest.get(1..end).unwrap()).into_owned();
            at += end;
        } else if rest.starts_with(b"ET") {
            text.push('\n');
            at += 2;
        } else if rest.starts_with(b"(") || rest.starts_with(b"<") {
            let (bytes, long) = string(rest);
            for pair in bytes.chunks(2) {
                let number = u16::from_be_bytes([pair[0], pair[1]]);
                text.push_str(&letters[&font][&number]);
            }
            at += long;
        } else {
            at += 1;
        }
    }
    text
}

/// A string as PDF writes it, and how long it is there.
fn string(from: &[u8]) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    if from[0] == b'<' {
        let end = from.iter().position(|byte| *byte == b'>').unwrap();
        for two in from[1..end].chunks(2) {
            bytes.push(u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap());
        }
        return (bytes, end + 1);
    }
    let (mut at, mut depth) = (1, 1);
    loop {
        match from[at] {
            b'\\' => {
                at += 1;
                match from[at] {
                    b'n' => bytes.push(b'\n'),
                    b'r' => bytes.push(b'\r'),
                    b't' => bytes.push(b'\t'),
                    b'b' => bytes.push(8),
                    b'f' => bytes.push(12),
                    b'0'..=b'7' => {
                        let octal = std::str::from_utf8(&from[at..at + 3]).unwrap();
                        bytes.push(u8::from_str_radix(octal, 8).unwrap());
                        at += 2;
                    }
                    other => bytes.push(other),
                }
            }
            b'(' => {
                depth += 1;
                bytes.push(b'(');
            }
            b')' if depth == 1 => return (bytes, at + 1),
            b')' => {
                depth -= 1;
                bytes.push(b')');
            }
            other => bytes.push(other),
        }
        at += 1;
    }
}

/// Whether this computer has a font that shows Chinese; says so where it has none.
pub(crate) fn shows_chinese() -> bool {
    let fonts = Shelf::of_the_system().fit("恢复演练证书", true);
    let there = fonts.iter().any(|font| font.glyphs.contains_key(&'恢'));
    if !there {
        println!("skipped: no font here shows Chinese");
    }
    there
}

#[test]
fn where_no_font_shows_even_english_no_page_is_made() {
    let shelf = Shelf::of_the_system().without(|_| true);
    let refused = pdf(&entry(true), made(Language::Zh), &shelf).unwrap_err();
    assert_eq!(refused.key(), "error.no_font");
}

#[test]
fn a_certificate_is_a_page_that_says_what_was_compared() {
    if !shows_chinese() {
        return;
    }
    let entry = entry(true);
    let file = pdf(&entry, made(Language::Zh), &Shelf::of_the_system()).unwrap();
    let said = read(&file);
    for part in [
        "恢复演练证书",
        "通过",
        "南方客户 & partners",
        "办公室备份盘",
        // Both times where the user is.
        "2026-11-22 17:00:00 (UTC+08:00)",
        "2026-11-22 18:00:00 (UTC+08:00)",
        "66 张表共 98,700 行",
        "12,431 条",
        "214",
        "38 秒",
        "证书未被改动",
        "Asia/Shanghai",
        &entry.seal,
        &"c0ffee42".repeat(8),
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    // What is sealed stands there to the letter, over as many lines as it takes.
    let run: String = said.split('\n').collect();
    assert!(run.contains(r#""records":12431"#), "{run}");
    // A letter that no font shows is told by its number.
    assert!(
        said.contains(r"\u{10600}") || said.contains('\u{10600}'),
        "{said}"
    );
    let english = read(&pdf(&entry, made(Language::En), &Shelf::of_the_system()).unwrap());
    assert!(
        english.contains("98,700 rows in 66 tables") && english.contains("南方客户"),
        "{english}"
    );
}

#[test]
fn one_that_did_not_pass_says_why_and_an_altered_one_that_it_is() {
    if !shows_chinese() {
        return;
    }
    let mut entry = entry(false);
    entry.genuine = false;
    let reason = WireError {
        kind: Kind::Damaged,
        key: "error.drill_differs".to_owned(),
        field: None,
        values: [("table".to_owned(), "contact".to_owned())].into(),
    };
    if let Some(said) = &mut entry.certificate {
        said.reason = Some(reason);
    }
    let said = read(&pdf(&entry, made(Language::Zh), &Shelf::of_the_system()).unwrap());
    assert!(said.contains("未通过") && said.contains("联系人"), "{said}");
    assert!(
        said.contains("证书已被改动") && !said.contains("98,700"),
        "{said}"
    );
    entry.certificate = None;
    entry.text = "{}".to_owned();
    let said = read(&pdf(&entry, made(Language::En), &Shelf::of_the_system()).unwrap());
    assert!(said.contains("can no longer be read"), "{said}");
}

#[test]
fn without_chinese_letters_it_is_written_in_english_and_says_so() {
    if !shows_chinese() {
        return;
    }
    let shelf = Shelf::of_the_system().without(|c| ('\u{2e80}'..'\u{ff00}').contains(&c));
    let said = read(&pdf(&entry(true), made(Language::Zh), &shelf).unwrap());
    assert!(
        said.contains("No font on this computer shows Chinese"),
        "{said}"
    );
    // The name is still told.
    assert!(said.contains(r"\u{5357}\u{65b9}"), "{said}");
}

#[test]
fn the_longest_names_and_texts_stay_on_the_page() {
    if !shows_chinese() {
        return;
    }
    let mut entry = entry(true);
    if let Some(said) = &mut entry.certificate {
        said.vault_name = "很长的保险库名称".repeat(10);
        said.place_name = Some("w".repeat(60));
    }
    entry.text = format!("{{{}}}", "\"value\":12345,".repeat(200));
    let said = read(&pdf(&entry, made(Language::Zh), &Shelf::of_the_system()).unwrap());
    let run: String = said.split('\n').collect();
    assert!(run.contains(&"很长的保险库名称".repeat(10)), "{run}");
    assert!(
        run.contains(&"\"value\":12345,".repeat(200)) && run.contains(&"w".repeat(60)),
        "{run}"
    );
}
