//! Starting a child, killing it at a moment nobody chose, and having its folder looked at.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use steward_tests::dice::Dice;
use tempfile::TempDir;

/// What was looked at, and how often.
pub(crate) type Counts = Vec<(&'static str, usize)>;

/// Looks at a whole folder when nobody is killed in it any more.
pub(crate) type LastLook = fn(&Path) -> Result<Counts, String>;

/// One kind of work to be killed in.
pub(crate) struct Job {
    pub(crate) name: &'static str,
    /// Makes ready what the children work on.
    pub(crate) prepare: fn(&Path),
    /// The child's work: says `begun`, then a line for each thing done.
    pub(crate) child: fn(&Path, u64),
    /// Looks at what is left after a child said these lines and died.
    pub(crate) inspect: fn(&Path, u64, &[String]) -> Result<Counts, String>,
    /// Looks at all that is left after the last blow.
    pub(crate) last: Option<LastLook>,
}

/// How a child ended.
struct End {
    said: Vec<String>,
    killed: bool,
    took: Duration,
}

/// Says a line to the parent; what is not flushed was not said.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .expect("the parent listens");
}

/// Kills `kills` children of `job`, one after the other in the same folder; the number of faults.
pub(crate) fn hunt(job: &Job, kills: usize) -> usize {
    let place = TempDir::new().expect("a folder to work in");
    (job.prepare)(place.path());
    let mut dice = Dice::of(kills as u64 ^ 0xdead);
    let mut counts = Counts::new();
    let (mut killed, mut late, mut faults) = (0, 0, 0);
    // The first is left alone: it tells how long the work takes. So does each that was too fast.
    let mut span: Option<u64> = None;
    for seed in 0.. {
        let moment = span.map(|span| Duration::from_micros(dice.roll() % span));
        let looked = run(job, place.path(), seed, moment).and_then(|end| {
            span.get_or_insert(
                u64::try_from(end.took.as_micros())
                    .unwrap_or(u64::MAX)
                    .max(1),
            );
            match moment {
                Some(_) if end.killed => killed += 1,
                Some(_) => late += 1,
                None => {}
            }
            (job.inspect)(place.path(), seed, &end.said)
                .map_err(|fault| format!("{fault}; last said: {:?}", end.said.last()))
        });
        match looked {
            Ok(looked) => add(&mut counts, looked),
            Err(fault) => {
                faults += 1;
                println!("{}, seed {seed}: {fault}", job.name);
            }
        }
        if killed >= kills || faults > 2 {
            break;
        }
    }
    match job.last.map(|look| look(place.path())) {
        Some(Ok(looked)) => add(&mut counts, looked),
        Some(Err(fault)) => {
            faults += 1;
            println!("{}, after the last blow: {fault}", job.name);
        }
        None => {}
    }
    let told: Vec<String> = counts
        .iter()
        .map(|(what, n)| format!("{n} {what}"))
        .collect();
    println!(
        "{}: {killed} killed, {late} done before the blow; {}; {faults} faults",
        job.name,
        told.join(", ")
    );
    faults
}

fn add(counts: &mut Counts, more: Counts) {
    for (what, n) in more {
        match counts.iter_mut().find(|(known, _)| *known == what) {
            Some((_, sum)) => *sum += n,
            None => counts.push((what, n)),
        }
    }
}

/// Runs one child and kills it `moment` after its work began, if it has not ended by then.
fn run(job: &Job, folder: &Path, seed: u64, moment: Option<Duration>) -> Result<End, String> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["child", job.name])
        .arg(folder)
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let out = BufReader::new(child.stdout.take().expect("its words"));
    let (speak, hear) = channel();
    let ear = std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            // Nobody hears it only when the parent has given up.
            let _ = speak.send(line);
        }
    });
    let begun_word = hear.recv();
    let begun = Instant::now();
    let mut said = Vec::new();
    let mut struck = false;
    loop {
        let heard = match moment {
            Some(moment) if !struck => hear.recv_timeout(moment.saturating_sub(begun.elapsed())),
            _ => hear.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match heard {
            Ok(line) => said.push(line),
            Err(RecvTimeoutError::Timeout) => {
                // It may have ended by itself just now; then there is nothing to kill.
                let _ = child.kill();
                struck = true;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let took = begun.elapsed();
    let status = child.wait().expect("its end");
    ear.join().expect("the ear");
    let killed = struck && !status.success();
    if begun_word.as_deref() != Ok("begun") || (!killed && !status.success()) {
        return Err(format!("the child failed by itself: {status}"));
    }
    Ok(End { said, killed, took })
}
