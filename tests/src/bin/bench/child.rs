//! A measured run in a process of its own, so that its peak memory is its own.

use std::path::Path;
use std::process::{Command, Stdio};

/// One run: milliseconds and peak memory in MB.
pub(crate) struct Run {
    pub(crate) took: f64,
    pub(crate) peak: f64,
    /// Of that, milliseconds until everything was written.
    pub(crate) written: f64,
}

/// The most memory a process ever held, in MB.
pub(crate) fn peak(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib * 1024.0 / 1_000_000.0)
}

/// What a child says at its end.
pub(crate) fn tell(took: f64) {
    tell_in_two(took, took);
}

/// What a child says that first wrote and then read back.
pub(crate) fn tell_in_two(written: f64, took: f64) {
    println!("{took} {} {written}", peak("self").unwrap());
}

/// Runs this program's part `child NAME ARGS…` to its end.
pub(crate) fn run(name: &str, args: &[&Path]) -> Run {
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["child", name])
        .args(args)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(done.status.success(), "{name} failed");
    let said = String::from_utf8(done.stdout).unwrap();
    let mut numbers = said.split_whitespace().map(|n| n.parse::<f64>().unwrap());
    let mut next = || numbers.next().unwrap();
    Run {
        took: next(),
        peak: next(),
        written: next(),
    }
}
