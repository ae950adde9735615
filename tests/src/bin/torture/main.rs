//! `torture N [JOB…]`: kills a child at random moments of its work, N times each job, and looks
//! what is left: nothing that was acknowledged may be missing, nothing may be half there.
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

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, job, folder, seed] = &args[..]
        && word == "child"
    {
        let job = named(job).expect("no such job");
        (job.child)(Path::new(folder), seed.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    let kills = args.first().and_then(|n| n.parse().ok()).unwrap_or(100);
    let mut jobs: Vec<&Job> = args.iter().skip(1).filter_map(|name| named(name)).collect();
    if jobs.is_empty() {
        jobs = JOBS.to_vec();
        if hunt(&write::CONTROL, CONTROL_KILLS) == 0 {
            println!("the control was not caught: these runs prove nothing");
            return ExitCode::FAILURE;
        }
        println!("the faults above are the control's, and were to be found");
    }
    let faults: usize = jobs.iter().map(|job| hunt(job, kills)).sum();
    if faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn named(name: &str) -> Option<&'static Job> {
    JOBS.into_iter()
        .chain([&write::CONTROL])
        .find(|job| job.name == name)
}
