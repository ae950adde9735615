//! How often storage is asked: some count requests and refuse what is too many. A run that brings little
//! asks little, whatever way the server tells its folders, and still reads back all that it brought.

use std::collections::{BTreeMap, BTreeSet};

use super::fixture::{House, back_up, keys};
use super::storage::{Deep, Server};
use crate::backup::{Finished, Part, Policy, Reach};
use crate::base::Report;

/// As a whole run goes: opened, backed up to, a seventh read through, cleared out, listed.
fn run(server: &Server, house: &House) -> (Finished, Vec<String>) {
    server.lines.lock().unwrap().clear();
    let report = Report::silent();
    let (cloud, whose, clock) = (server.cloud(), house.whose(), house.clock());
    let reach = Reach::cloud(&cloud);
    let target = reach.open(&cloud.folder(), &whose, &keys(), &clock, &report);
    let target = target.unwrap();
    let finished = back_up(&target, &house.vault, &report).unwrap();
    let part = Part { number: 1, of: 7 };
    target.check(part, &report).unwrap();
    let today = "2026-11-26".parse().unwrap();
    let policy = Policy {
        daily: 3,
        ..Policy::default()
    };
    target.clear_out(policy, today, &report).unwrap();
    target.snapshots(&report).unwrap();
    drop(target);
    (finished, server.lines.lock().unwrap().clone())
}

fn by_method(lines: &[String]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for line in lines {
        *counts.entry(line.split(' ').next().unwrap()).or_default() += 1;
    }
    counts
}

/// The packs among paths, by name.
fn packs<'l>(paths: impl Iterator<Item = &'l String>) -> BTreeSet<String> {
    let packs = paths.filter_map(|path| path.split_once("/data/"));
    let names = packs.filter_map(|(_, pack)| pack.split_once('/'));
    let names = names.map(|(_, name)| name.split(' ').next().unwrap().to_owned());
    names.filter(|name| name.len() == 64).collect()
}

/// Enough for packs on many shelves.
const ROWS: i64 = 1_200;

/// A vault with some backups behind it, so that packs stand on many shelves.
fn some_days(server: &Server) -> House {
    let house = House::with(usize::try_from(ROWS).unwrap());
    for day in 0..5 {
        server.back_up(&house).unwrap();
        house.next_day();
        house.write(day * 10..day * 10 + 2, &format!("day {day}"));
    }
    house
}

#[test]
fn a_small_backup_asks_little_and_reads_back_all_it_brought() {
    let server = Server::open();
    let house = some_days(&server);
    let saved = server.stock.lock().unwrap().clone();
    for deep in [Deep::Told, Deep::Refused, Deep::OneFloor, Deep::Cut(20)] {
        saved.clone_into(&mut server.stock.lock().unwrap());
        server.manners.lock().unwrap().deep = deep;
        let before = packs(saved.keys());
        let (finished, lines) = run(&server, &house);
        let after = packs(server.stock.lock().unwrap().keys());
        println!(
            "WebDAV, {deep:?}: {} requests with {} packs: {:?}",
            lines.len(),
            after.len(),
            by_method(&lines)
        );
        // Where the folders of packs are not told at once, each of them is asked for.
        let most = if deep == Deep::Told {
            100
        } else {
            100 + after.len()
        };
        assert!(lines.len() <= most, "{deep:?}: {}: {lines:#?}", lines.len());
        assert!(finished.bytes_written < 400 << 10, "{finished:?}");
        assert_eq!(finished.quarantined, 0);
        // No folder of packs is asked for twice.
        let mut asked = BTreeSet::new();
        for line in lines.iter().filter(|line| line.starts_with("PROPFIND")) {
            let shelf = line
                .split_once("/data/")
                .is_some_and(|(_, rest)| rest.len() > 10);
            assert!(!shelf || asked.insert(line), "{line}");
        }
        let read = packs(lines.iter().filter(|line| line.starts_with("GET")));
        let brought: Vec<_> = after.difference(&before).collect();
        assert!(brought.len() >= 2);
        assert!(brought.iter().all(|pack| read.contains(*pack)));
        let whole = server.target(&house).unwrap();
        whole.check(Part::ALL, &Report::silent()).unwrap();
        drop(whole);
        assert_eq!(server.rows_restored(&house, &format!("{deep:?}")), ROWS);
    }
}

#[test]
fn a_bucket_is_asked_little_as_well() {
    let server = Server::open_bucket();
    server.manners.lock().unwrap().page = 1_000;
    let house = some_days(&server);
    let (_, lines) = run(&server, &house);
    println!("S3: {} requests: {:?}", lines.len(), by_method(&lines));
    assert!(lines.len() <= 90, "{}: {lines:#?}", lines.len());
}
