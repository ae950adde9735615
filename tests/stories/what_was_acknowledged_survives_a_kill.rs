//! "Nothing you saw saved is lost when the program is killed": blows at moments nobody
//! chose, in each kind of work: a tenth of those that `./dev torture` deals.

use std::process::Command;

fn a_tenth_of_the_blows(job: &str, blows: usize) {
    let done = Command::new(env!("CARGO_BIN_EXE_torture"))
        .args(["tenth", job])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let complained = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{complained}");
    assert!(
        said.starts_with(&format!("{job}: {blows} killed")),
        "{said}"
    );
    println!("{said}");
}

#[test]
fn while_editing() {
    a_tenth_of_the_blows("write", 30);
}

#[test]
fn while_importing() {
    a_tenth_of_the_blows("import", 30);
}

#[test]
fn while_backing_up() {
    a_tenth_of_the_blows("backup", 100);
}

#[test]
fn while_restoring() {
    a_tenth_of_the_blows("restore", 50);
}

#[test]
fn while_changing_the_key() {
    a_tenth_of_the_blows("rekey", 30);
}

#[test]
fn while_a_version_takes_the_vaults_place() {
    a_tenth_of_the_blows("replace", 30);
}

#[test]
fn while_two_vaults_change_places() {
    a_tenth_of_the_blows("exchange", 30);
}

/// A program that says too early that an edit is saved: if the blows did not find that, they would
/// find nothing.
#[test]
fn a_program_that_lies_is_caught() {
    let done = Command::new(env!("CARGO_BIN_EXE_torture"))
        .args(["40", "control"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(!done.status.success(), "{said}");
    assert!(said.contains("edits acknowledged,"), "{said}");
}
