//! What an import cannot be quicker than: calamine reading the workbook, and SQLite, neither
//! encrypted nor asked anything, taking the rows that come of it into the same tables and indexes.

use calamine::{Reader as _, Xlsx, open_workbook};
use rusqlite::{Connection, Statement, params};
use steward_core::base::words::{match_key, pinyin_key};
use steward_core::base::{Clock, Id, Timestamp};

use crate::child;
use crate::sheet::timed;
use crate::stand::clock;

/// One unit with its contact, its post and its place in the tree, all said beforehand.
struct Made {
    cells: Vec<String>,
    ids: [Id; 3],
    parent: Option<Id>,
    root: Id,
    /// Row numbers from the unit itself upwards.
    line: Vec<i64>,
    unit_keys: [String; 2],
    contact_key: String,
}

const CODE: usize = 0;
const NAME: usize = 1;
const PARENT: usize = 9;
const CONTACT: usize = 10;
const MOBILE: usize = 11;

/// The rows in the order they are written: from the top of the tree.
fn made(rows: Vec<Vec<String>>, now: Timestamp) -> Vec<Made> {
    let mut at = std::collections::HashMap::new();
    let mut all: Vec<Made> = Vec::with_capacity(rows.len());
    let (mut left, mut later) = (rows, Vec::new());
    while !left.is_empty() {
        for cells in left.drain(..) {
            let over = match cells[PARENT].as_str() {
                "" => None,
                name => match at.get(name) {
                    Some(over) => Some(*over),
                    None => {
                        later.push(cells);
                        continue;
                    }
                },
            };
            let ids = [Id::at(now), Id::at(now), Id::at(now)];
            let over: Option<&Made> = over.map(|over: usize| &all[over]);
            let mut line = vec![i64::try_from(all.len()).unwrap() + 1];
            line.extend(over.iter().flat_map(|over| &over.line));
            let one = Made {
                parent: over.map(|over| over.ids[0]),
                root: over.map_or(ids[0], |over| over.root),
                line,
                unit_keys: [pinyin_key(&cells[NAME]), match_key(&cells[NAME]).core],
                contact_key: pinyin_key(&cells[CONTACT]),
                ids,
                cells,
            };
            at.entry(one.cells[NAME].clone()).or_insert(all.len());
            all.push(one);
        }
        std::mem::swap(&mut left, &mut later);
    }
    all
}

fn write(db: &Connection, rows: &[Made], now: Timestamp) -> rusqlite::Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    db.execute(
        "INSERT INTO journal (seq, at, actor, op, state) VALUES (1, ?, 'me', 'op.import', 'done')",
        [now],
    )?;
    let mut unit = db.prepare(
        r#"INSERT INTO unit (id, created_at, updated_at, code, legal_name, short_name, level,
             legal_rep, phones, address, description, owner, parent, "group", name_key,
             match_key, contact_name, contact_phone)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#,
    )?;
    let mut contact = db.prepare(
        "INSERT INTO contact (id, created_at, updated_at, full_name, name_key, phones, unit)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?;
    let mut post = db.prepare(
        "INSERT INTO post (id, created_at, updated_at, contact, unit) VALUES (?, ?, ?, ?, ?)",
    )?;
    let mut pair = db.prepare("INSERT INTO unit_tree (descendant, ancestor) VALUES (?, ?)")?;
    let mut entry = db.prepare(
        "INSERT INTO journal_entry (seq, item, entity, id, act) VALUES (1, ?, ?, ?, 'create')",
    )?;
    let phones =
        |raw: &str| format!(r#"[{{"raw":"{raw}","e164":"+86{raw}","kind":"mobile","ok":true}}]"#);
    let mut item = 0;
    let mut noted = |entry: &mut Statement<'_>, entity: &str, id: Id| {
        item += 1;
        entry.execute(params![item, entity, id])
    };
    for one in rows {
        let [id, ..] = one.ids;
        let c = |at: usize| Some(one.cells[at].as_str()).filter(|text| !text.is_empty());
        let known = [c(2), c(3), c(4), c(5), c(6), c(7), c(8)];
        let [short, level, rep, own, address, note, owner] = known;
        unit.execute(params![
            id,
            now,
            now,
            c(CODE),
            c(NAME),
            short,
            level,
            rep,
            own.map(phones),
            address,
            note,
            owner,
            one.parent,
            one.root,
            one.unit_keys[0],
            one.unit_keys[1],
            c(CONTACT),
            c(MOBILE)
        ])?;
        noted(&mut entry, "unit", id)?;
        for ancestor in &one.line {
            pair.execute(params![one.line[0], ancestor])?;
        }
    }
    for one in rows.iter().filter(|one| !one.cells[CONTACT].is_empty()) {
        let [of, id, at] = one.ids;
        let mobile = phones(&one.cells[MOBILE]);
        contact.execute(params![
            id,
            now,
            now,
            one.cells[CONTACT],
            one.contact_key,
            mobile,
            of
        ])?;
        noted(&mut entry, "contact", id)?;
        post.execute(params![at, now, now, id, of])?;
        noted(&mut entry, "post", at)?;
    }
    db.execute_batch("COMMIT")
}

/// Reads the workbook and writes its rows into a plain database at a path.
pub(crate) fn child(args: &[String]) {
    let (read, rows) = timed(|| {
        let mut book: Xlsx<_> = open_workbook(&args[1]).unwrap();
        book.worksheet_range_at(0).unwrap().unwrap()
    });
    let texts = rows.rows().skip(1);
    let texts = texts.map(|row| row.iter().map(ToString::to_string).collect());
    let now = clock().now();
    let rows = made(texts.collect(), now);
    let db = Connection::open(&args[0]).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
    )
    .unwrap();
    db.execute_batch(include_str!("../../../../src-tauri/core/schema.sql"))
        .unwrap();
    let (written, done) = timed(|| write(&db, &rows, now));
    done.unwrap();
    eprintln!("  at the least: read in {read:.0} ms, written in {written:.0} ms");
    child::tell(read + written);
}
