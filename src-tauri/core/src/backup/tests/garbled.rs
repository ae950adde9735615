//! A cable that garbles what is read once: nothing that is whole is set aside for it.

use super::faults::medium;
use super::fixture::{Fault, Faulty, House, disk, files, restore};
use crate::backup::Part;
use crate::base::Report;

#[test]
fn what_is_read_wrong_once_is_read_again_before_it_is_judged() {
    let house = House::with(30);
    house.back_up();
    let counting = Faulty::new(Fault::None);
    let look = |faulty: &std::sync::Arc<Faulty>| {
        let target = house.target_on(&medium(faulty))?;
        target.check(Part::ALL, &Report::silent())
    };
    look(&counting).unwrap();
    let log = counting.log.lock().unwrap().clone();
    let reads = log.iter().enumerate();
    let reads = reads.filter(|(_, call)| {
        let name = call.strip_prefix("read ").unwrap_or_default();
        name.len() == 64 || name == "config"
    });
    let reads: Vec<_> = reads.collect();
    assert!(reads.len() > 10, "{log:?}");
    let whole = files(&house.repository());
    for (number, call) in reads {
        let faulty = Faulty::new(Fault::Garbled(number));
        let when = format!("{call} garbled, call {number}");
        look(&faulty).unwrap_or_else(|error| panic!("{when}: {error}"));
        assert!(!house.home().join("quarantine").exists(), "{when}");
        assert_eq!(files(&house.repository()), whole, "{when}");
    }
    let listed = house
        .target_on(&disk())
        .unwrap()
        .snapshots(&Report::silent());
    assert!(listed.unwrap()[0].verified_at.is_some());
}

#[test]
fn a_backup_that_came_back_garbled_once_is_read_back_once_more() {
    let before = super::faults::Before::one_backup();
    let counting = Faulty::new(Fault::None);
    before.house.back_up_on(&medium(&counting)).unwrap();
    before.again();
    let log = counting.log.lock().unwrap().clone();
    // The last parts of packs that are read are those of the read-back.
    let parts = log.iter().enumerate();
    let mut parts = parts.filter(|(_, call)| call.starts_with("part "));
    let (number, _) = parts.next_back().unwrap();
    let faulty = Faulty::new(Fault::Garbled(number));
    let done = before.house.back_up_on(&medium(&faulty)).unwrap();
    assert!(done.snapshot.verified_at.is_some());
    assert!(!before.house.home().join("quarantine").exists());
}

#[test]
fn what_was_set_aside_and_is_whole_goes_back_and_what_is_not_stays() {
    let house = House::with(30);
    let made = house.back_up().snapshot.id;
    let aside = house.home().join("quarantine");
    std::fs::create_dir(&aside).unwrap();
    let packs = files(&house.repository().join("data"));
    let move_away = |file: &std::path::Path| {
        let from = file
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_str()
            .unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let there = aside.join(format!("{from}-{name}"));
        std::fs::rename(file, &there).unwrap();
        there
    };
    let snapshot = house.repository().join("snapshots").join(&made);
    move_away(&packs[0]);
    move_away(&snapshot);
    let check = || house.target().check(Part::ALL, &Report::silent());
    check().unwrap();
    assert!(packs[0].exists() && snapshot.exists());
    assert!(files(&aside).is_empty());
    drop(restore(&house, &made, "back.steward").unwrap());

    let there = move_away(&packs[0]);
    let mut content = std::fs::read(&there).unwrap();
    content[7] ^= 1;
    std::fs::write(&there, content).unwrap();
    assert_eq!(check().unwrap_err().key(), "error.backup_broken");
    assert!(there.exists() && !packs[0].exists());
    // What lacks something for good and was set aside by hand does not come again.
    house.target().set_broken_aside(&Report::silent()).unwrap();
    check().unwrap();
    assert!(!snapshot.exists());
}
