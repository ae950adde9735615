//! What a drill leaves behind can be told from what somebody made of it since.

use super::fixture::House;
use crate::backup::certificate::{Certificate, DrillEntry, Run, entries, keep, proved_at, proven};
use crate::base::{Error, Id, Kind, Timestamp};

const PLACE: Id = Id::from_bytes([7; 16]);

fn proved(house: &House) -> Option<Timestamp> {
    let places = house.vault.read(proved_at).unwrap();
    places.get(&PLACE.to_string()).copied()
}

fn run(house: &House, begun: i64) -> Run {
    Run {
        vault: house.vault.id(),
        vault_name: "Anna".to_owned(),
        by_itself: true,
        begun: Timestamp(begun),
        ended: Timestamp(begun + 38_000),
        place: Some((PLACE, "Office drive".to_owned())),
    }
}

fn failed(house: &House, begun: i64) -> Certificate {
    let why = Error::new(Kind::Damaged, "error.drill_differs").with("table", "unit");
    let of = Some(("ab".repeat(32), Timestamp(7)));
    Certificate::failed(&run(house, begun), of, why.to_wire())
}

fn kept(house: &House, certificate: &Certificate) {
    let keep = |tx: &mut crate::vault::Write<'_>| keep(tx, certificate);
    house.vault.write("backup.drill", keep).unwrap();
}

fn all(house: &House) -> Vec<DrillEntry> {
    house.vault.read(|read| entries(read, 100)).unwrap()
}

fn alter(house: &House, sql: &str) {
    let alter = |tx: &mut crate::vault::Write<'_>| Ok(tx.sql().execute(sql, [])?);
    assert_eq!(house.vault.write("test", alter).unwrap(), 1, "{sql}");
}

#[test]
fn what_was_found_is_kept_in_order_and_good() {
    let house = House::with(1);
    let passed = Certificate {
        passed: true,
        reason: None,
        records: 12_431,
        ..failed(&house, 1_000)
    };
    kept(&house, &passed);
    kept(&house, &failed(&house, 2_000));
    let all = all(&house);
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|entry| entry.genuine));
    assert_eq!((all[0].drilled_at, all[0].passed), (2_000, false));
    let said = all[0].certificate.clone().unwrap();
    assert_eq!(said.reason.unwrap().values["table"], "unit");
    assert_eq!(said.took_ms, 38_000);
    assert_eq!(all[1].certificate, Some(passed));
    assert_eq!(proved(&house), Some(Timestamp(1_000)));
}

#[test]
fn a_proof_at_one_place_says_nothing_of_another() {
    let house = House::with(1);
    let passed = Certificate {
        passed: true,
        place: Some(Id::from_bytes([8; 16]).to_string()),
        ..failed(&house, 1_000)
    };
    kept(&house, &passed);
    assert_eq!(proved(&house), None);
    let backup = passed.backup.clone().unwrap();
    assert!(house.vault.read(proven).unwrap().contains(&backup));
}

#[test]
fn the_text_names_its_parts_in_the_order_of_the_alphabet() {
    let house = House::with(1);
    kept(&house, &failed(&house, 1_000));
    let text = all(&house).remove(0).text;
    let parts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let at: Vec<usize> = {
        let mut names: Vec<&String> = parts.keys().collect();
        names.sort();
        let place = |name: &&String| text.find(&format!("\"{name}\":")).unwrap();
        names.iter().map(place).collect()
    };
    assert!(at.is_sorted(), "{text}");
}

#[test]
fn whatever_is_altered_in_a_row_shows() {
    for alter_by in [
        "UPDATE drill SET certificate = replace(certificate, '\"rows\":0', '\"rows\":9')",
        "UPDATE drill SET certificate = '{}'",
        "UPDATE drill SET passed = 1",
        "UPDATE drill SET drilled_at = drilled_at + 1",
        "UPDATE drill SET seal = replace(seal, substr(seal, 1, 1), 'x')",
        "UPDATE drill SET seal = '0000000000000000000000000000000000000000000000000000000000000000'",
        "UPDATE setting SET value = '\"another\"' WHERE key = 'backup.proof_key'",
        "DELETE FROM setting WHERE key = 'backup.proof_key'",
    ] {
        let house = House::with(1);
        kept(&house, &failed(&house, 1_000));
        assert!(all(&house)[0].genuine);
        alter(&house, alter_by);
        assert!(!all(&house)[0].genuine, "{alter_by}");
        assert_eq!(proved(&house), None, "{alter_by}");
        assert!(house.vault.read(proven).unwrap().is_empty(), "{alter_by}");
    }
}

#[test]
fn a_clock_set_back_does_not_hide_the_last_proof() {
    let house = House::with(1);
    for begun in [9_000, 1_000] {
        let passed = Certificate {
            passed: true,
            ..failed(&house, begun)
        };
        kept(&house, &passed);
    }
    assert_eq!(proved(&house), Some(Timestamp(1_000)));
}
