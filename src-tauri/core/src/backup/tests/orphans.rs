//! Packs that no backup refers to, and torn ones: they must cost no backup that does not need them.

use std::path::{Path, PathBuf};

use super::fixture::{House, files, image_of, recovery, restore};
use crate::backup::{Opener, Part, Reach};
use crate::base::Report;

/// A pack of `content` under a name nobody knows.
fn orphan(house: &House, digit: char, content: &[u8]) -> PathBuf {
    let name = String::from(digit).repeat(64);
    let shelf = house.repository().join("data").join(&name[..2]);
    std::fs::create_dir_all(&shelf).unwrap();
    let file = shelf.join(name);
    std::fs::write(&file, content).unwrap();
    file
}

/// Empty, cut short and garbage, as a pulled plug leaves them.
fn orphans(house: &House) {
    let packs = files(&house.repository().join("data"));
    let whole = std::fs::read(&packs[0]).unwrap();
    orphan(house, '0', b"");
    orphan(house, '1', &whole[..whole.len() / 2]);
    orphan(house, '2', &[7; 5000]);
    orphan(house, '3', &[255; 3]);
}

fn cut(pack: &Path, to: usize) {
    let content = std::fs::read(pack).unwrap();
    std::fs::write(pack, &content[..to]).unwrap();
}

/// The packs that came with the second backup, the larger ones (of data) first.
fn two_backups(house: &House) -> (String, String, Vec<PathBuf>) {
    let first = house.back_up().snapshot.id;
    let before = files(&house.repository().join("data"));
    house.next_day();
    house.write(0..60, "second");
    let second = house.back_up().snapshot.id;
    let mut fresh = files(&house.repository().join("data"));
    fresh.retain(|pack| !before.contains(pack));
    fresh.sort_by_key(|pack| std::cmp::Reverse(pack.metadata().unwrap().len()));
    (first, second, fresh)
}

#[test]
fn torn_packs_cost_no_backup_that_does_not_need_them() {
    let house = House::with(60);
    let (first, second, fresh) = two_backups(&house);
    orphans(&house);
    let report = Report::silent();
    for id in [&first, &second] {
        restore(&house, id, &format!("{id}.steward")).unwrap();
    }
    // Of the second backup a part is gone now; the first one is as good as ever.
    cut(&fresh[0], 40);
    let recovery = recovery();
    let found = Reach::disk()
        .look(&house.drive(), Opener::Recovery(&recovery), &report)
        .unwrap();
    assert_eq!(found[0].snapshots().len(), 2);
    restore(&house, &first, "back.steward").unwrap();
    restore(&house, &second, "gone.steward").unwrap_err();
    // Also where the index has to be made out from the packs.
    for index in files(&house.repository().join("index")) {
        std::fs::write(index, b"torn").unwrap();
    }
    restore(&house, &first, "again.steward").unwrap();
}

#[test]
fn an_index_that_is_gone_is_made_out_from_the_packs() {
    let house = House::with(60);
    let (first, second, _) = two_backups(&house);
    orphans(&house);
    for index in files(&house.repository().join("index")) {
        std::fs::remove_file(index).unwrap();
    }
    for id in [first, second] {
        restore(&house, &id, &format!("{id}.steward")).unwrap();
    }
}

#[test]
fn a_torn_orphan_does_not_spoil_the_next_backup() {
    let house = House::with(60);
    house.back_up();
    orphans(&house);
    house.next_day();
    house.write(0..9, "second");
    let image = house.image();
    let next = house.back_up();
    assert!(next.snapshot.verified_at.is_some());
    assert_eq!(next.quarantined, 3, "the empty one is no loss");
    let back = restore(&house, &next.snapshot.id, "back.steward").unwrap();
    assert_eq!(image_of(&back)[4096..], image[4096..]);
    house.target().check(Part::ALL, &Report::silent()).unwrap();
}

#[test]
fn a_pack_cut_short_anywhere_keeps_nobody_from_backing_up() {
    let house = House::with(60);
    let (first, _, fresh) = two_backups(&house);
    let whole = std::fs::read(&fresh[0]).unwrap();
    // Shorter than its length, than its head, than itself.
    for to in [1, 3, 30, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&fresh[0], &whole[..to]).unwrap();
        house.next_day();
        let next = house.back_up();
        assert_eq!(next.quarantined, 1, "cut to {to}");
        let told = house.target().check(Part::ALL, &Report::silent()).err();
        // What only the second one needs of it is gone for good.
        let told = told.map(|error| error.key());
        assert!(
            matches!(told, None | Some("error.backup_broken")),
            "{told:?}"
        );
    }
    restore(&house, &first, "back.steward").unwrap();
}

#[test]
fn the_parts_of_a_check_are_everything_together() {
    let house = House::with(200);
    house.back_up();
    let packs = files(&house.repository().join("data"));
    let mut found = Vec::new();
    for pack in &packs {
        let kept = std::fs::read(pack).unwrap();
        cut(pack, kept.len() - 1);
        std::fs::write(pack, [&kept[..kept.len() - 1], b"?"].concat()).unwrap();
        for number in 0..7 {
            let part = Part { number, of: 7 };
            if house.target().check(part, &Report::silent()).is_err() {
                found.push(pack.clone());
                std::fs::write(pack, &kept).unwrap();
            }
        }
        house.back_up();
    }
    assert_eq!(found, packs);
}
