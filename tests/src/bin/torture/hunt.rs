//! Starting a child, killing it at a moment nobody chose, and having its folder looked at. Two go on
//! side by side, each in a folder of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use steward_core::base::Kind;
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

/// Does what a lock may stand in the way of for a moment: between its birth and its first step a
/// child of the other lane holds all that we have open.
pub(crate) fn patiently<T>(
    work: impl Fn() -> steward_core::base::Result<T>,
) -> steward_core::base::Result<T> {
    let begun = Instant::now();
    loop {
        match work() {
            Err(e) if e.kind() == Kind::InUse && begun.elapsed() < PATIENCE => {
                rest();
            }
            done => return done,
        }
    }
}

/// Between two looks at something that another program is to let go of.
#[expect(clippy::disallowed_methods, reason = "nobody tells when it does")]
pub(crate) fn rest() {
    std::thread::sleep(Duration::from_millis(20));
}

/// Says a line to the parent; what is not flushed was not said.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .expect("the parent listens");
}

/// Of how many hunts a job's kills are made up.
const LANES: usize = 2;

const PATIENCE: Duration = Duration::from_secs(10);

/// What came of a hunt.
#[derive(Default)]
pub(crate) struct Bag {
    counts: Counts,
    pub(crate) killed: usize,
    late: usize,
    pub(crate) faults: usize,
}

/// Kills `kills` children of `job`; the number of faults.
pub(crate) fn hunt(job: &Job, kills: usize) -> usize {
    let begun = Instant::now();
    let bags: Vec<Bag> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|lane| {
                let share = (kills + lane) / LANES;
                scope.spawn(move || {
                    let place = TempDir::new().expect("a folder to work in");
                    hunt_in(&place.path(), job, share, lane)
                })
            })
            .collect();
        let bags = lanes.into_iter().map(|lane| lane.join().expect("a lane"));
        bags.collect()
    });
    let mut all = Bag::default();
    for bag in bags {
        add(&mut all.counts, bag.counts);
        all.killed += bag.killed;
        all.late += bag.late;
        all.faults += bag.faults;
    }
    all.tell(job.name, "killed", begun)
}

impl Bag {
    /// Prints what came of it; the number of faults.
    pub(crate) fn tell(&self, name: &str, struck: &str, begun: Instant) -> usize {
        let told = self.counts.iter().map(|(what, n)| format!("{n} {what}"));
        let told: Vec<String> = told.collect();
        println!(
            "{name}: {} {struck}, {} done before the blow; {}; {} faults, in {} s",
            self.killed,
            self.late,
            told.join(", "),
            self.faults,
            begun.elapsed().as_secs(),
        );
        self.faults
    }
}

/// Where children work, and how they are struck there.
pub(crate) trait Ground {
    /// The folder they work in.
    fn folder(&self) -> &Path;
    /// The program a child is.
    fn program(&self) -> Command {
        Command::new(this_program())
    }
    /// Ends the work of a child that was not done.
    fn strike(&self, child: &mut Child) {
        // It may have ended by itself just now; then there is nothing to kill.
        let _ = child.kill();
    }
    /// Whether a child is heard once it was struck. A word that died in its mouth was not said;
    /// but one said while the power went proves nothing.
    fn hears_last_words(&self) -> bool {
        true
    }
    /// After how many faults it is no use to go on.
    fn enough_faults(&self) -> usize {
        3
    }
    /// Makes the folder fit to be looked at, after a child is gone.
    fn settle(&self) -> Result<(), String> {
        Ok(())
    }
}

impl Ground for &Path {
    fn folder(&self) -> &Path {
        self
    }
}

pub(crate) fn this_program() -> PathBuf {
    std::env::current_exe().expect("this program")
}

/// Strikes `kills` children one after the other in the same folder.
pub(crate) fn hunt_in(ground: &impl Ground, job: &Job, kills: usize, lane: usize) -> Bag {
    let mut bag = Bag::default();
    if kills == 0 {
        return bag;
    }
    (job.prepare)(ground.folder());
    let mut dice = Dice::of((kills as u64 ^ 0xdead) + ((lane as u64) << 32));
    // The first is left alone: it tells how long the work takes. So does each that was too fast.
    let mut span: Option<u64> = None;
    for seed in 0.. {
        let moment = span.map(|span| Duration::from_micros(dice.roll() % span));
        let ended = run(job, ground, seed, moment);
        let ended = ground.settle().and(ended);
        let looked = ended.and_then(|end| {
            span.get_or_insert(
                u64::try_from(end.took.as_micros())
                    .unwrap_or(u64::MAX)
                    .max(1),
            );
            match moment {
                Some(_) if end.killed => bag.killed += 1,
                Some(_) => bag.late += 1,
                None => {}
            }
            (job.inspect)(ground.folder(), seed, &end.said)
                .map_err(|fault| format!("{fault}; last said: {:?}", end.said.last()))
        });
        match looked {
            Ok(looked) => add(&mut bag.counts, looked),
            Err(fault) => {
                bag.faults += 1;
                println!("{}, lane {lane}, seed {seed}: {fault}", job.name);
            }
        }
        if bag.killed >= kills || bag.faults >= ground.enough_faults() {
            break;
        }
    }
    match job.last.map(|look| look(ground.folder())) {
        Some(Ok(looked)) => add(&mut bag.counts, looked),
        Some(Err(fault)) => {
            bag.faults += 1;
            println!("{}, lane {lane}, after the last blow: {fault}", job.name);
        }
        None => {}
    }
    bag
}

fn add(counts: &mut Counts, more: Counts) {
    for (what, n) in more {
        match counts.iter_mut().find(|(known, _)| *known == what) {
            Some((_, sum)) => *sum += n,
            None => counts.push((what, n)),
        }
    }
}

/// Runs one child and strikes it `moment` after its work began, if it has not ended by then.
fn run(
    job: &Job,
    ground: &impl Ground,
    seed: u64,
    moment: Option<Duration>,
) -> Result<End, String> {
    let mut child = ground
        .program()
        .args(["child", job.name])
        .arg(ground.folder())
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
            Ok(line) if !struck || ground.hears_last_words() => said.push(line),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => {
                ground.strike(&mut child);
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
