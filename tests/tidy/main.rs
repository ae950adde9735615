//! Holds the repository to its own laws where no compiler does: floors, form, words, origins.
//!
//! Every check is a pure function from files to faults, so each is shown twice: the repository
//! passes it, and a bad snippet does not. Laws of the window's code that a tool knows (imports,
//! `any`, default exports, unused code) are that tool's: biome, dependency-cruiser and knip.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fall over")]

mod floors;
mod form;
mod locales;
mod mirror;
mod network;
mod npm;
mod origins;
mod tree;

/// Fails with one fault a line; every check ends in it.
#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Fails unless exactly one fault was found and it speaks of `word`.
#[track_caller]
fn one_about(word: &str, faults: &[String]) {
    let [fault] = faults else {
        panic!("expected one fault about {word}, got {faults:#?}");
    };
    assert!(fault.contains(word), "expected {word} in: {fault}");
}
