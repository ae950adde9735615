//! What a drill leaves behind: a dated row in the vault, and a certificate that shows whether it was
//! altered since.
//!
//! The seal is made with a key that was drawn for it alone and lies in the vault: it goes with the
//! vault into its backups and out of them again, and outlives a change of passphrase, so that a
//! certificate of last year is still good in the vault that was restored yesterday. What it proves,
//! and to whom, stands in `ARCHITECTURE.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::digest::Digests;
use super::drill::{ComparedBy, Drilled};
use crate::base::{Error, Id, Result, Timestamp, WireError};
use crate::crypto::make_bytes;
use crate::settings;
use crate::vault::{Read, Write};

/// Where the key of the seals is kept.
const KEY: &str = "backup.proof_key";
const FORM: u32 = 1;

/// What a drill found, as it is sealed. The text is JSON without spaces, its names in the order of
/// the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Certificate {
    /// The backup's name in the repository; none where the drive did not come to say it.
    pub backup: Option<String>,
    /// When that backup was made.
    pub backup_made_at: Option<i64>,
    /// Every row was compared; else only how many there are.
    pub by_contents: bool,
    /// It was begun by the clock.
    pub by_itself: bool,
    /// What it was compared with. Certificates of older programs say only what `by_contents` says.
    pub compared: Option<ComparedBy>,
    /// A hash of what all tables held, by which a vault can be told to be that very one.
    pub contents: String,
    /// When it was begun, milliseconds since 1970 in UTC.
    pub drilled_at: i64,
    /// Attachments restored, held to their hashes and opened.
    pub files: u64,
    /// The form of this text.
    pub form: u32,
    /// Of the records, so many were opened as the program opens them, from every kind.
    pub opened: u64,
    /// Whether all of it was there.
    pub passed: bool,
    /// The id of the place that backup stands at. Certificates of older programs do not say.
    pub place: Option<String>,
    /// What that place is called.
    pub place_name: Option<String>,
    /// The program and version that drilled.
    pub program: String,
    /// Why it did not pass.
    pub reason: Option<WireError>,
    /// Records the user would see again.
    pub records: u64,
    /// Rows of all tables, the program's own among them.
    pub rows: u64,
    /// Tables.
    pub tables: u64,
    /// How long it took, milliseconds.
    pub took_ms: i64,
    /// The vault's id.
    pub vault: String,
    /// What the vault is called.
    pub vault_name: String,
}

/// A drill of which there is a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DrillEntry {
    /// Its number.
    pub n: i64,
    /// When it was begun.
    pub drilled_at: i64,
    /// Whether it passed.
    pub passed: bool,
    /// What is sealed; none where it can no longer be read.
    pub certificate: Option<Certificate>,
    /// The certificate as it was sealed.
    pub text: String,
    /// The seal, in hexadecimal digits.
    pub seal: String,
    /// The seal fits the text, and the row says what the text says.
    pub genuine: bool,
}

/// Of what and by whom a drill was done, and how long it took.
#[derive(Debug, Clone)]
pub struct Run {
    /// The vault's id.
    pub vault: Id,
    /// What the vault is called.
    pub vault_name: String,
    /// By the clock, not by hand.
    pub by_itself: bool,
    /// When it was begun.
    pub begun: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// The place it was done at, as far as it came to one.
    pub place: Option<(Id, String)>,
}

impl Certificate {
    /// Of a drill that passed.
    #[must_use]
    pub fn of(run: &Run, done: &Drilled) -> Self {
        Self {
            backup: Some(done.snapshot.id.clone()),
            backup_made_at: Some(done.snapshot.manifest.made_at.0),
            by_contents: done.by == ComparedBy::Contents,
            compared: Some(done.by),
            contents: whole(&done.digests),
            files: done.looked.files,
            opened: done.looked.opened,
            passed: true,
            records: done.looked.records,
            rows: done.rows,
            tables: done.tables,
            ..Self::blank(run)
        }
    }

    /// Of one that did not; `backup` is the one it was of, as far as that is known.
    #[must_use]
    pub fn failed(run: &Run, backup: Option<(String, Timestamp)>, reason: WireError) -> Self {
        let (backup, made_at) = backup.unzip();
        Self {
            backup,
            backup_made_at: made_at.map(|at| at.0),
            reason: Some(reason),
            ..Self::blank(run)
        }
    }

    fn blank(run: &Run) -> Self {
        Self {
            backup: None,
            backup_made_at: None,
            by_contents: false,
            by_itself: run.by_itself,
            compared: None,
            contents: String::new(),
            drilled_at: run.begun.0,
            files: 0,
            form: FORM,
            opened: 0,
            passed: false,
            place: run.place.as_ref().map(|(id, _)| id.to_string()),
            place_name: run.place.as_ref().map(|(_, name)| name.clone()),
            program: concat!("Steward ", env!("CARGO_PKG_VERSION")).to_owned(),
            reason: None,
            records: 0,
            rows: 0,
            tables: 0,
            // A clock that was set back meanwhile makes no drill shorter than none.
            took_ms: (run.ended.0 - run.begun.0).max(0),
            vault: run.vault.to_string(),
            vault_name: run.vault_name.clone(),
        }
    }
}

/// Keeps a certificate, sealed.
///
/// # Errors
/// When the database fails or the system has no randomness to give.
pub fn keep(tx: &mut Write<'_>, certificate: &Certificate) -> Result<()> {
    let text = serde_json::to_string(certificate).map_err(Error::internal)?;
    let key = match key_in(tx)? {
        Some(key) => key,
        None => {
            let key = Zeroizing::new(hex(&*Zeroizing::new(make_bytes::<32>()?)));
            settings::set(tx, KEY, &key.as_str())?;
            key
        }
    };
    let seal = hex(&mac(&key, &text)?.finalize().into_bytes());
    tx.sql()
        .prepare_cached(
            "INSERT INTO drill (drilled_at, passed, certificate, seal) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            certificate.drilled_at,
            certificate.passed,
            text,
            seal
        ])?;
    Ok(())
}

/// The drills so far, newest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn entries(read: &Read<'_>, limit: u32) -> Result<Vec<DrillEntry>> {
    of(read, &format!("1 ORDER BY n DESC LIMIT {limit}"))
}

/// The drill of this number.
///
/// # Errors
/// When the database fails.
pub fn numbered(read: &Read<'_>, n: i64) -> Result<Option<DrillEntry>> {
    Ok(of(read, &format!("n = {n}"))?.pop())
}

/// When a drill passed last at each place, by certificates that were not altered. The last one is the last
/// that was noted: a clock that was ahead once says nothing about that.
///
/// # Errors
/// When the database fails.
pub fn proved_at(read: &Read<'_>) -> Result<BTreeMap<String, Timestamp>> {
    let mut proved = BTreeMap::new();
    for entry in of(read, "passed = 1 ORDER BY n")? {
        let place = entry.certificate.and_then(|said| said.place);
        if let (true, Some(place)) = (entry.genuine, place) {
            proved.insert(place, Timestamp(entry.drilled_at));
        }
    }
    Ok(proved)
}

/// The backups that a drill restored, by certificates that were not altered.
///
/// # Errors
/// When the database fails.
pub fn proven(read: &Read<'_>) -> Result<BTreeSet<String>> {
    let passed = of(read, "passed = 1 ORDER BY n")?;
    let genuine = passed.into_iter().filter(|entry| entry.genuine);
    let said = genuine.filter_map(|entry| entry.certificate);
    Ok(said.filter_map(|said| said.backup).collect())
}

fn of(read: &Read<'_>, which: &str) -> Result<Vec<DrillEntry>> {
    let key = key_in(read)?;
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT n, drilled_at, passed, certificate, seal FROM drill WHERE {which}"
    ))?;
    let rows = find.query_map([], entry)?;
    rows.map(|row| {
        let mut entry = row?;
        entry.genuine = key.as_ref().is_some_and(|key| says_so(&entry, key));
        Ok(entry)
    })
    .collect()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<DrillEntry> {
    let text: String = row.get(3)?;
    Ok(DrillEntry {
        n: row.get(0)?,
        drilled_at: row.get(1)?,
        passed: row.get(2)?,
        certificate: serde_json::from_str(&text).ok(),
        text,
        seal: row.get(4)?,
        genuine: false,
    })
}

fn says_so(entry: &DrillEntry, key: &str) -> bool {
    let agrees = entry
        .certificate
        .as_ref()
        .is_some_and(|said| (said.drilled_at, said.passed) == (entry.drilled_at, entry.passed));
    let sealed =
        |seal: Vec<u8>| mac(key, &entry.text).is_ok_and(|mac| mac.verify_slice(&seal).is_ok());
    agrees && unhex(&entry.seal).is_some_and(sealed)
}

fn key_in(read: &Read<'_>) -> Result<Option<Zeroizing<String>>> {
    Ok(settings::get::<String>(read, KEY)?.map(Zeroizing::new))
}

fn mac(key: &str, text: &str) -> Result<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(Error::internal)?;
    Ok(mac.chain_update(text.as_bytes()))
}

/// Of all tables, in the order of their names.
fn whole(digests: &Digests) -> String {
    let mut hasher = blake3::Hasher::new();
    for (table, digest) in digests {
        let hash = digest.hash.as_deref().unwrap_or_default();
        hasher.update(format!("{table} {} {hash}\n", digest.rows).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
