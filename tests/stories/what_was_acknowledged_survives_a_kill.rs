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
