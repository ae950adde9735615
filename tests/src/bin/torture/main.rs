//! `torture all|tenth|N [JOB…]`: kills a child at random moments of its work, so many times each
//! job, and looks what is left: nothing that was acknowledged may be missing, nothing may be half
//! there. The word `cuts` stands for power cuts instead of kills, see [`power`].
//!
//! The child is this program again (`torture child JOB FOLDER SEED`). It says `begun` when its
//! work begins and a line for each thing that is done; what it said before it died must stand.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test program may fall over"
)]

mod backup;
mod hunt;
mod import;
mod plugged;
mod power;
mod rekey;
mod replace;
mod restore;
mod write;

use std::path::Path;
use std::process::ExitCode;

use hunt::{Job, hunt};

const JOBS: [&Job; 7] = [
    &write::JOB,
    &import::JOB,
    &backup::JOB,
    &restore::JOB,
    &rekey::JOB,
    &replace::JOB,
    &replace::EXCHANGE,
];
/// Kills after which the control must have been caught.
const CONTROL_KILLS: usize = 40;

/// What the power is cut under.
const CUT_JOBS: [&Job; 3] = [&plugged::JOB, &restore::JOB, &rekey::JOB];
/// The word for that among the jobs.
const CUTS: &str = "cuts";

/// How many kills of a job are enough.
fn all_kills(job: &Job) -> usize {
    match job.name {
        "backup" => 1000,
        "restore" => 500,
        _ => 300,
    }
}

/// How many power cuts under a job are enough.
fn all_cuts(job: &Job) -> usize {
    match job.name {
        "power" => 240,
        _ => 60,
    }
}

/// How many of `all` are asked for.
fn asked(word: Option<&str>, all: usize) -> usize {
    match word {
        None | Some("all") => all,
        Some("tenth") => all / 10,
        Some(number) => number.parse().expect("a number"),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, job, folder, seed] = &args[..]
        && word == "child"
    {
        let job = named(job).expect("no such job");
        (job.child)(Path::new(folder), seed.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    let (word, names) = (args.first().map(String::as_str), args.get(1..));
    let names = names.unwrap_or_default();
    let mut jobs: Vec<&Job> = names.iter().filter_map(|name| named(name)).collect();
    if names.is_empty() {
        jobs = JOBS.to_vec();
        if hunt(&write::CONTROL, CONTROL_KILLS) == 0 {
            println!("the control was not caught: these runs prove nothing");
            return ExitCode::FAILURE;
        }
        println!("the faults above are the control's, and were to be found");
    }
    let mut faults: usize = jobs
        .iter()
        .map(|job| hunt(job, asked(word, all_kills(job))))
        .sum();
    if names.is_empty() || names.iter().any(|name| name == CUTS) {
        match power::impossible() {
            Some(why) => {
                println!("{CUTS}: NONE WERE MADE, {why}; the core's tests play them in memory");
                // Where they could be had, nobody is to believe that they were made.
                faults += usize::from(is_ci() && power::is_root());
            }
            None => faults += cut(word),
        }
    }
    if faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether this is the machine that everything is tested on.
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|ci| ci == "true")
}

fn cut(word: Option<&str>) -> usize {
    if !power::is_control_caught(&plugged::JOB) {
        println!("a program that syncs nothing was not caught: these cuts prove nothing");
        return 1;
    }
    println!("the faults above are of a program that syncs nothing, and were to be found");
    let cuts = |job: &&Job| power::hunt(job, asked(word, all_cuts(job)));
    CUT_JOBS.iter().map(cuts).sum()
}

fn named(name: &str) -> Option<&'static Job> {
    JOBS.into_iter()
        .chain([&write::CONTROL, &plugged::JOB])
        .find(|job| job.name == name)
}
