//! One vault put in the place of another: whatever is cut off, neither is lost, and what was cut off
//! is settled.

use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::vault::exchange::{How, Step};

/// A vault at its place and another version of it in a hidden one.
struct Two {
    home: tempfile::TempDir,
    incoming: Incoming,
    exchange: Exchange,
}

impl Two {
    fn stand() -> Self {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("Mine.steward");
        let (vault, _) = create(&place);
        set(&vault, "is", "living").unwrap();
        drop(vault);
        let incoming = Incoming::beside(&place).unwrap();
        let (vault, _) = create(&incoming.folder());
        set(&vault, "is", "restored").unwrap();
        drop(vault);
        let exchange = Exchange::plan(&place, &incoming.folder(), "Mine before").unwrap();
        Self {
            home,
            incoming,
            exchange,
        }
    }

    /// What stands where, by what each vault says of itself; every one of them opens and is whole.
    fn lies(&self) -> BTreeMap<String, String> {
        let mut lies = BTreeMap::new();
        let Exchange {
            place,
            incoming,
            aside,
        } = &self.exchange;
        for (name, folder) in [("place", place), ("hidden", incoming), ("aside", aside)] {
            if folder.exists() {
                let vault = Vault::unlock(folder, &passphrase(), clock()).unwrap();
                vault.check(true).unwrap();
                lies.insert(name.to_owned(), get(&vault, "is").unwrap());
                assert!(!folder.join("incoming").exists(), "{name} is marked");
            }
        }
        lies
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.home.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).collect()
    }
}

fn lie(lies: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, is): &(&str, &str)| ((*name).to_owned(), (*is).to_owned());
    lies.iter().map(owned).collect()
}

const HOWS: [(How, [Step; 5]); 2] = [
    (
        How::Swap,
        [
            Step::Marked,
            Step::Named,
            Step::Swapped,
            Step::MovedIn,
            Step::Unmarked,
        ],
    ),
    (
        How::Renames,
        [
            Step::Marked,
            Step::MadeRoom,
            Step::MovedIn,
            Step::Unmarked,
            Step::Unmarked,
        ],
    ),
];

#[test]
fn the_two_change_places_and_back_again() {
    for (how, _) in HOWS {
        let two = Two::stand();
        two.exchange.perform_told(how, &mut |_| Ok(())).unwrap();
        let done = lie(&[("place", "restored"), ("aside", "living")]);
        assert_eq!(two.lies(), done, "{how:?}");
        assert_eq!(two.exchange.settle().unwrap(), Settled::Finished);
        assert_eq!(two.lies(), done, "{how:?}");
        let Exchange { place, aside, .. } = &two.exchange;
        let back = Exchange::plan(place, aside, "Mine restored").unwrap();
        back.perform_told(how, &mut |_| Ok(())).unwrap();
        assert_eq!(two.lies(), lie(&[("place", "living")]));
        let mut names = two.names();
        names.sort();
        assert_eq!(names, ["Mine restored.steward", "Mine.steward"], "{how:?}");
    }
}

#[test]
fn a_kill_after_any_step_loses_neither_and_is_settled() {
    for (how, steps) in HOWS {
        for at in steps {
            let two = Two::stand();
            let cut = two.exchange.perform_told(how, &mut |step| {
                if step == at {
                    return Err(Error::internal("killed"));
                }
                Ok(())
            });
            cut.unwrap_err();
            let about = format!("{how:?} cut at {at:?}");
            // Settled twice: it may be cut off as well.
            let settled = two.exchange.settle().unwrap();
            assert_eq!(two.exchange.settle().unwrap(), settled, "{about}");
            let arrived = matches!(at, Step::Swapped | Step::MovedIn | Step::Unmarked);
            let (is, lies) = if arrived {
                let lies = lie(&[("place", "restored"), ("aside", "living")]);
                (Settled::Finished, lies)
            } else {
                let lies = lie(&[("place", "living"), ("hidden", "restored")]);
                (Settled::TakenBack, lies)
            };
            assert_eq!((settled, two.lies()), (is, lies), "{about}");
            if !arrived {
                two.exchange.perform().unwrap();
                assert_eq!(two.lies()["place"], "restored", "{about}");
            }
        }
    }
}

#[test]
fn what_was_noted_and_never_begun_is_taken_back() {
    let two = Two::stand();
    assert_eq!(two.exchange.settle().unwrap(), Settled::TakenBack);
    let Two {
        home,
        incoming,
        exchange,
    } = two;
    drop(incoming);
    assert_eq!(exchange.settle().unwrap(), Settled::TakenBack);
    // Nor is a disk that is not there taken for a vault that is lost.
    let away = home.path().join("away");
    let elsewhere = Exchange {
        place: away.join("Mine.steward"),
        ..exchange
    };
    let error = elsewhere.settle().unwrap_err();
    assert_eq!(error.kind(), Kind::Unavailable);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn a_newcomer_whose_hidden_place_went_leaves_the_living_one_where_it_was() {
    let two = Two::stand();
    let mut killed = |step| match step {
        Step::MadeRoom => Err(Error::internal("killed")),
        _ => Ok(()),
    };
    let cut = two.exchange.perform_told(How::Renames, &mut killed);
    cut.unwrap_err();
    fs::remove_dir_all(&two.exchange.incoming).unwrap();
    assert_eq!(two.exchange.settle().unwrap(), Settled::TakenBack);
    assert_eq!(two.lies(), lie(&[("place", "living")]));
}

#[test]
fn a_vault_that_is_open_stays_where_it_is() {
    let two = Two::stand();
    let open = Vault::unlock(&two.exchange.place, &passphrase(), clock()).unwrap();
    let error = two.exchange.perform().unwrap_err();
    assert_eq!(
        (error.kind(), error.key()),
        (Kind::InUse, "error.vault_in_use")
    );
    assert_eq!(get(&open, "is").as_deref(), Some("living"));
    drop(open);
    let lies = lie(&[("place", "living"), ("hidden", "restored")]);
    assert_eq!(two.lies(), lies);
}

#[test]
fn what_has_the_name_already_is_never_written_over() {
    let two = Two::stand();
    let taken = two.home.path().join("Mine before.steward");
    fs::create_dir(&taken).unwrap();
    // Taken since it was planned: it is refused rather than moved over an empty folder.
    for how in [How::Swap, How::Renames] {
        let error = two.exchange.perform_told(how, &mut |_| Ok(())).unwrap_err();
        assert_eq!(error.key(), "error.exchange_refused");
    }
    assert_eq!(fs::read_dir(&taken).unwrap().count(), 0);
    let Exchange {
        place, incoming, ..
    } = &two.exchange;
    let next = Exchange::plan(place, incoming, "Mine before").unwrap();
    assert_eq!(next.aside, two.home.path().join("Mine before 2.steward"));
    next.perform().unwrap();
    assert_eq!(fs::read_dir(&taken).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("Mine.steward");
    drop(create(&place));
    let allow = |mode| fs::set_permissions(home.path(), fs::Permissions::from_mode(mode)).unwrap();
    allow(0o500);
    let made = Incoming::beside(&place);
    allow(0o700);
    // Whoever runs the tests as root may write anywhere.
    if let Err(error) = made {
        assert_eq!(error.key(), "error.exchange_refused");
        assert_eq!(error.kind(), Kind::Unavailable);
    }
    drop(Vault::unlock(&place, &passphrase(), clock()).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn another_disk_is_told_before_anything_is_done() {
    let two = Two::stand();
    let memory = Path::new("/dev/shm");
    let Ok(other) = tempfile::tempdir_in(memory) else {
        return;
    };
    use std::os::unix::fs::MetadataExt as _;
    let disk = |path: &Path| fs::metadata(path).unwrap().dev();
    if disk(other.path()) == disk(two.home.path()) {
        return;
    }
    let far = other.path().join("Far.steward");
    drop(create(&far));
    let error = Exchange::plan(&two.exchange.place, &far, "Mine before").unwrap_err();
    assert_eq!(error.key(), "error.exchange_other_disk");
    // Even where that was not seen beforehand, nothing is lost.
    let unseen = Exchange {
        incoming: far,
        ..two.exchange.clone()
    };
    for how in [How::Swap, How::Renames] {
        unseen.perform_told(how, &mut |_| Ok(())).unwrap_err();
        assert_eq!(two.lies()["place"], "living");
        assert!(!unseen.aside.exists() && unseen.incoming.exists());
    }
}

#[test]
fn what_a_program_left_that_died_goes_when_the_vault_is_opened() {
    let two = Two::stand();
    let place = two.exchange.place.clone();
    let hidden = two.incoming.folder().parent().unwrap().to_owned();
    // Held by whoever makes it, it stays.
    drop(Vault::unlock(&place, &passphrase(), clock()).unwrap());
    assert!(hidden.exists());
    let kept = two.home.path().join("kept");
    fs::rename(&hidden, &kept).unwrap();
    drop(two.incoming);
    fs::rename(&kept, &hidden).unwrap();
    drop(Vault::unlock(&place, &passphrase(), clock()).unwrap());
    assert!(!hidden.exists());
}
