//! "Nothing you saw saved is lost when the program is killed": twenty blows at moments nobody
//! chose, in each kind of work. `./dev torture` deals more of them.

use std::process::Command;

fn twenty_blows(job: &str) {
    let done = Command::new(env!("CARGO_BIN_EXE_torture"))
        .args(["20", job])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let complained = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{complained}");
    assert!(said.starts_with(&format!("{job}: 20 killed")), "{said}");
    println!("{said}");
}

#[test]
fn while_editing() {
    twenty_blows("write");
}

#[test]
fn while_importing() {
    twenty_blows("import");
}

#[test]
fn while_backing_up() {
    twenty_blows("backup");
}

#[test]
fn while_restoring() {
    twenty_blows("restore");
}

#[test]
fn while_changing_the_key() {
    twenty_blows("rekey");
}

#[test]
fn while_a_version_takes_the_vaults_place() {
    twenty_blows("replace");
}

#[test]
fn while_two_vaults_change_places() {
    twenty_blows("exchange");
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
