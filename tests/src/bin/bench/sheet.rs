//! What was measured, beside what was promised.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The rows so far; printed as they come.
#[derive(Default)]
pub(crate) struct Sheet {
    broken: Vec<String>,
}

/// The middle of some measurements.
pub(crate) fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

/// The value that 99 of 100 do not exceed.
pub(crate) fn p99(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[(of.len() * 99).div_ceil(100) - 1]
}

pub(crate) fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// Milliseconds that `work` takes, with what it gives.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let given = work();
    (ms(begun.elapsed()), given)
}

impl Sheet {
    /// A number nothing was promised about.
    #[expect(clippy::unused_self, reason = "said to the sheet as the promises are")]
    pub(crate) fn note(&mut self, what: &str, value: f64, unit: &str) {
        println!("{what:<58} {value:>10.2} {unit}");
    }

    /// A number that may be `most` at most.
    pub(crate) fn at_most(&mut self, what: &str, value: f64, most: f64, unit: &str) {
        let kept = value <= most;
        let verdict = if kept { "kept" } else { "BROKEN" };
        println!("{what:<58} {value:>10.2} {unit:<3} (at most {most}: {verdict})");
        if !kept {
            self.broken.push(what.to_owned());
        }
    }

    /// A number that must be `least` at least.
    pub(crate) fn at_least(&mut self, what: &str, value: f64, least: f64, unit: &str) {
        let kept = value >= least;
        let verdict = if kept { "kept" } else { "BROKEN" };
        println!("{what:<58} {value:>10.2} {unit:<3} (at least {least}: {verdict})");
        if !kept {
            self.broken.push(what.to_owned());
        }
    }

    /// Ours against a baseline: `most` times as much at most.
    pub(crate) fn against(&mut self, what: &str, ours: f64, theirs: f64, most: f64, unit: &str) {
        println!("{:<58} {ours:>10.2} {unit}", format!("{what}: ours"));
        println!("{:<58} {theirs:>10.2} {unit}", format!("{what}: baseline"));
        self.at_most(&format!("{what}: ratio"), ours / theirs, most, "x");
    }

    pub(crate) fn close(self) -> ExitCode {
        println!("\n{} promises broken", self.broken.len());
        for what in &self.broken {
            println!("  {what}");
        }
        if self.broken.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
