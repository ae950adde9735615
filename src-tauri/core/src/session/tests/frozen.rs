//! Backups as released programs made them, frozen: every later program lists, reads through, drills, restores
//! and looks into them, and finds what the plain listing beside each says is inside.
//!
//! `STEWARD_WRITE_FROZEN=1` writes the one of today's schema anew, which is only for a schema that nobody has
//! yet; see CONTRIBUTING.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::keeping::{DAY, files, secret};
use super::older::made;
use super::{clock, make};
use crate::backup::{ComparedBy, Found, Looked, NewVault, Opener, Part, Reach, drill as drilled};
use crate::base::{Clock as _, Report};
use crate::crypto::{KdfCost, RecoveryKey, Secret};
use crate::history::former::{FormerAsked, FormerBy};
use crate::records::value::Value;
use crate::session::{Apart, Session};
use crate::vault::{Unlock, newest_schema};

/// What is inside, in plain words.
#[derive(Serialize, Deserialize)]
struct Listing {
    passphrase: String,
    recovery: String,
    /// Newest first.
    versions: Vec<Version>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Version {
    made_at: i64,
    /// Of the program that made it: below that of the file it lies in, where an older one did.
    schema: i64,
    rows: BTreeMap<String, u64>,
    names: BTreeSet<String>,
    files: BTreeMap<String, String>,
}

fn shelf() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/session/tests/frozen")
}

/// What a vault holds for people.
fn inside(session: &Session, made_at: i64, schema: i64) -> Version {
    let mut version = Version {
        made_at,
        schema,
        rows: BTreeMap::new(),
        names: BTreeSet::new(),
        files: BTreeMap::new(),
    };
    for entity in session.catalog().entities() {
        let records = session.records(entity.key, 1_000).unwrap();
        if !records.is_empty() {
            version
                .rows
                .insert(entity.key.to_owned(), records.len() as u64);
        }
        for record in records {
            if let Value::Text(name) = record.get(entity.title) {
                version.names.insert(name.clone());
            }
            if entity.key == "attachment" {
                let (mut opened, name, _) = session.open_attachment(record.id).unwrap();
                let content = opened.read_at(0, u64::MAX).unwrap();
                version
                    .files
                    .insert(name, String::from_utf8(content).unwrap());
            }
        }
    }
    version
}

/// Two versions of a small vault, the older one by an older program; the newer one with a file.
fn freeze() {
    let room = tempfile::tempdir().unwrap();
    let (folder, drive) = (room.path().join("Anna.steward"), room.path().join("drive"));
    std::fs::create_dir(&drive).unwrap();
    let before_last = usize::try_from(newest_schema()).unwrap() - 1;
    made(&folder, &drive, before_last, 3);
    let (time, report) = (clock(), Report::silent());
    let before = time.now().0;
    time.advance(DAY);
    let key = Unlock::Passphrase(secret());
    let session = Session::unlock(&folder, &key, time.clone()).unwrap();
    session.connect_backup(&drive, &secret(), &report).unwrap();
    let recovery = session.new_recovery_key(&secret()).unwrap();
    let older = inside(&session, before, newest_schema() - 1);
    let unit = session.records("unit", 1).unwrap().remove(0).id;
    let person = make(&session, "contact", [("full_name", Value::text("张三"))]).id;
    let post = [("contact", Value::to(person)), ("unit", Value::to(unit))];
    make(&session, "post", post);
    let task = [("title", Value::text("回访")), ("unit", Value::to(unit))];
    make(&session, "task", task);
    let paper = room.path().join("合同.txt");
    std::fs::write(&paper, "甲方与乙方约定如下。\n".repeat(40)).unwrap();
    session.attach("unit", unit, &[paper], &report).unwrap();
    session.back_up(&report).unwrap();
    let listing = Listing {
        passphrase: secret().expose().to_owned(),
        recovery: recovery.as_text().to_string(),
        versions: vec![inside(&session, time.now().0, newest_schema()), older],
    };
    drop(session);
    let mut packed = tar::Builder::new(Vec::new());
    for file in files(&drive) {
        let content = std::fs::read(&file).unwrap();
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        let name = file.strip_prefix(&drive).unwrap();
        packed.append_data(&mut header, name, &*content).unwrap();
    }
    let at = shelf().join(format!("schema-{}", newest_schema()));
    std::fs::write(at.with_extension("tar"), packed.into_inner().unwrap()).unwrap();
    let text = serde_json::to_string_pretty(&listing).unwrap() + "\n";
    std::fs::write(at.with_extension("json"), text).unwrap();
}

fn bytes(below: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let held = |file: PathBuf| (file.clone(), std::fs::read(file).unwrap());
    files(below).into_iter().map(held).collect()
}

/// Restored whole as a new vault, drilled, and looked into by itself.
fn comes_back(found: &Found, of: &Version, room: &Path) {
    let report = Report::silent();
    let all = found.snapshots().iter();
    let mut all = all.filter(|one| one.manifest.made_at.0 == of.made_at);
    let snapshot = all.next().unwrap().clone();
    assert!(snapshot.verified_at.is_some() && all.next().is_none());
    assert_eq!(snapshot.manifest.schema, of.schema);
    let said = |kind: &str| snapshot.manifest.digests[kind].rows;
    for (kind, rows) in &of.rows {
        assert_eq!(said(kind), *rows, "{kind}");
    }
    let (time, hidden) = (clock() as std::sync::Arc<_>, room.join("hidden"));
    let look = |vault, _: &Report| {
        assert_eq!(&inside(&Session::over(vault)?, of.made_at, of.schema), of);
        Ok(Looked::default())
    };
    let drilled = drilled(found, &snapshot.id, (&hidden, &time), look, &report).unwrap();
    let as_it_was = of.schema == newest_schema();
    let by = if as_it_was {
        ComparedBy::Contents
    } else {
        ComparedBy::Counts
    };
    assert_eq!(drilled.by, by);

    let folder = room.join("New.steward");
    let new = NewVault {
        folder: &folder,
        passphrase: &secret(),
        recovery: None,
        cost: KdfCost::for_tests(),
        clock: clock(),
    };
    let restored = found.restore(&snapshot.id, &new, &report).unwrap();
    assert!(restored.lost.is_empty());
    let session = Session::over_restored(restored).unwrap().0;
    session.vault().check(true).unwrap();
    let schema = session.vault().read(|read| {
        let sql = read.sql();
        Ok(sql.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(
        schema.unwrap(),
        newest_schema(),
        "a copy is brought to date"
    );
    assert_eq!(&inside(&session, of.made_at, of.schema), of);
    drop(session);
    std::fs::remove_dir_all(folder).unwrap();

    let apart = Apart::open(found, &snapshot.id, &hidden, &time, &report).unwrap();
    let asked = FormerAsked {
        entity: "unit".into(),
        text: String::new(),
        otherwise: false,
        by: FormerBy::Name,
        descending: false,
        from: 0,
        count: 50,
    };
    let rows = apart.list(&asked).unwrap().rows;
    assert_eq!(rows.len() as u64, of.rows["unit"]);
    assert!(rows.iter().all(|row| of.names.contains(&row.title)));
}

fn holds(listing: &Listing, packed: &Path) {
    let room = tempfile::tempdir().unwrap();
    let drive = room.path().join("drive");
    let mut packed = tar::Archive::new(std::fs::File::open(packed).unwrap());
    packed.unpack(&drive).unwrap();
    let before = bytes(&drive);
    let report = Report::silent();
    let passphrase = Secret::new(listing.passphrase.as_str());
    let opener = Opener::Passphrase(&passphrase);
    let finds = Reach::disk().look_through(&drive, opener, &report).unwrap();
    assert!(finds.refused.is_none());
    let [found] = &finds.found[..] else {
        panic!("one vault's backups lie there");
    };
    assert_eq!(found.snapshots().len(), listing.versions.len());
    for version in &listing.versions {
        comes_back(found, version, room.path());
    }
    let recovery = RecoveryKey::parse(&Secret::new(listing.recovery.as_str())).unwrap();
    let again = Reach::disk().look(&drive, Opener::Recovery(&recovery), &report);
    assert_eq!(again.unwrap()[0].snapshots().len(), listing.versions.len());
    assert!(bytes(&drive) == before, "none of that writes to the drive");

    let (whose, time) = (found.whose().clone(), clock() as std::sync::Arc<_>);
    let keys = Reach::disk().keys(&drive, whose.id, opener, &report);
    let target = Reach::disk().open(&drive, &whose, &keys.unwrap(), &time, &report);
    let target = target.unwrap();
    target.check(Part::ALL, &report).unwrap();
    assert!(target.missing(&report).unwrap().is_empty());
}

#[test]
fn what_older_programs_backed_up_comes_back() {
    if std::env::var_os("STEWARD_WRITE_FROZEN").is_some() {
        freeze();
    }
    let mut seen = BTreeSet::new();
    for file in files(&shelf()) {
        if file.extension().is_some_and(|end| end == "json") {
            let listing = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            holds(&listing, &file.with_extension("tar"));
            seen.insert(file.file_stem().unwrap().to_owned());
        }
    }
    let newest = format!("schema-{}", newest_schema());
    assert!(
        seen.contains(&*std::ffi::OsString::from(&newest)),
        "{newest} is not frozen yet: see CONTRIBUTING.md"
    );
}
