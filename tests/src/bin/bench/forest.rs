//! A million units in one tree of sixty levels, one of them with 17,000 right below it, and three
//! million lines of business: made once by the same door of the core an import goes through, and kept
//! beside the build until the schema is another one, or what is made.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};

use steward_core::base::{Id, Timestamp};
use steward_core::crypto::KdfCost;
use steward_core::records::Batch;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::dice::Dice;
use steward_tests::ledger;
use steward_tests::scene::passphrase;

use crate::backups::copy_out;
use crate::child;
use crate::stand::{clock, size};

/// Levels of the tree.
pub(crate) const LEVELS: usize = 60;
/// Units made in one write, each with its business: a page that many of them fall upon is written once.
const STEP: usize = 20_000;

/// What decides on what is made.
const MADE_BY: [&str; 3] = [
    include_str!("../../../../src-tauri/core/schema.sql"),
    include_str!("../../ledger.rs"),
    include_str!("forest.rs"),
];

/// The shape of the tree, for a million or, where one tries something out, for fewer.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) units: usize,
    /// Right below one parent.
    pub(crate) wide: usize,
    /// In one of the hundred or so subtrees that hang off the rest.
    pub(crate) block: usize,
}

impl Shape {
    pub(crate) fn wanted() -> Self {
        let units = std::env::var("STEWARD_BENCH_UNITS").ok();
        let units = units.map_or(1_000_000, |text| text.parse().unwrap());
        // Of some hundred thousand the shape is the million's, cut short.
        let of = if units < 200_000 { units } else { 1_000_000 };
        Self {
            units,
            wide: of * 17 / 1_000,
            block: of / 100,
        }
    }

    /// The one with so many right below it.
    pub(crate) const CROWDED: usize = 1;

    /// The head of the `n`th block.
    pub(crate) fn head(self, n: usize) -> usize {
        LEVELS + self.wide + n * self.block
    }

    /// Which unit the `n`th reports to: a line of all levels, the crowd, then blocks of ten below each.
    pub(crate) fn parent(self, n: usize) -> Option<usize> {
        let rest = n.checked_sub(LEVELS + self.wide);
        match rest {
            _ if n == 0 => None,
            _ if n < LEVELS => Some(n - 1),
            None => Some(Self::CROWDED),
            Some(at) => {
                let (block, within) = (at / self.block, at % self.block);
                Some(match within {
                    // Every fourth far down, the others near the top.
                    0 if block.is_multiple_of(4) => block * 7 % 50,
                    0 => block % 3,
                    within => self.head(block) + (within - 1) / 10,
                })
            }
        }
    }
}

/// What is measured: the vault, and what it holds as a plain file.
pub(crate) struct Forest {
    pub(crate) shape: Shape,
    place: PathBuf,
}

impl Forest {
    /// The one that was kept, or a new one.
    pub(crate) fn set() -> Self {
        let shape = Shape::wanted();
        let program = std::env::current_exe().unwrap();
        let target = program.ancestors().nth(2).unwrap();
        let mut hash = DefaultHasher::new();
        MADE_BY.hash(&mut hash);
        let kept = target
            .join("bench")
            .join(format!("million-{}", shape.units));
        let place = kept.join(format!("{:016x}", hash.finish()));
        let forest = Self { shape, place };
        if !forest.plain().exists() {
            if !forest.place.exists() && kept.exists() {
                // Gigabytes of what nobody measures any more.
                std::fs::remove_dir_all(&kept).unwrap();
            }
            std::fs::create_dir_all(&forest.place).unwrap();
            let run = child::run("forest", &[&forest.vault(), &forest.plain()]);
            println!("made in {:.0} s", run.took / 1000.0);
        }
        println!(
            "{} units: vault.db is {} MB, the same as a plain file {} MB",
            shape.units,
            size(&forest.vault().join("vault.db")) / 1_000_000,
            size(&forest.plain()) / 1_000_000
        );
        forest
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.place.join("Mine.steward")
    }

    pub(crate) fn plain(&self) -> PathBuf {
        self.place.join("plain.sqlite")
    }

    /// Opens the vault; its key costs next to nothing to derive.
    pub(crate) fn open(&self) -> Session {
        open(&self.vault())
    }
}

fn open(vault: &Path) -> Session {
    Session::unlock(vault, &Unlock::Passphrase(passphrase()), clock()).unwrap()
}

/// The unit's business, tasks and conversations.
fn about(n: usize, unit: Id, now: i64) -> Vec<(&'static str, BTreeMap<String, Value>)> {
    let mut dice = Dice::of(n as u64 ^ 0x0a11);
    let mut all = Vec::new();
    let mut add = |entity, values: Vec<(&str, Value)>| {
        let named = values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        let mut values: BTreeMap<String, Value> = named.collect();
        values.insert("unit".to_owned(), Value::to(unit));
        all.push((entity, values));
    };
    let amount = |dice: &mut Dice| Value::Raw(format!("{}", 100 + dice.below(900_000)));
    let sum = amount(&mut dice);
    add(
        "cooperation",
        vec![("name", Value::text("年度框架")), ("amount", sum)],
    );
    for _ in 0..2 {
        let day = format!("20{}-{:02}-15", 20 + dice.below(6), 1 + dice.below(12));
        let sum = amount(&mut dice);
        add(
            "transaction",
            vec![
                ("date", Value::Raw(day)),
                ("item", Value::text(dice.pick(&["主机", "备件", "维保"]))),
                ("amount", sum),
            ],
        );
    }
    if n.is_multiple_of(50) {
        let day = format!("2026-{:02}-{:02}", 1 + dice.below(6), 1 + dice.below(28));
        add(
            "task",
            vec![("title", Value::text("回访")), ("due", Value::Raw(day))],
        );
    }
    if n.is_multiple_of(10) {
        let mut talk = ledger::activity(n, unit, now);
        talk.remove("unit");
        let talk = talk.into_iter().collect::<Vec<_>>();
        add(
            "activity",
            talk.iter()
                .map(|(key, value)| (key.as_str(), value.clone()))
                .collect(),
        );
    }
    all
}

/// Makes the vault at one path, and its plain copy at another; what was made before it was stopped is
/// not made again.
pub(crate) fn child(args: &[String]) {
    let begun = std::time::Instant::now();
    let (vault, plain) = (Path::new(&args[0]), Path::new(&args[1]));
    if !vault.exists() {
        let half = vault.with_extension("half");
        if half.exists() {
            std::fs::remove_dir_all(&half).unwrap();
        }
        fill(&half);
        std::fs::rename(&half, vault).unwrap();
        eprintln!("  all units, {:.0} s", begun.elapsed().as_secs_f64());
    }
    let session = open(vault);
    session
        .refresh_search(&steward_core::base::Report::silent())
        .unwrap();
    eprintln!("  searchable, {:.0} s", begun.elapsed().as_secs_f64());
    let half = plain.with_extension("half");
    let drive = plain.with_extension("drive");
    if drive.exists() {
        std::fs::remove_dir_all(&drive).unwrap();
    }
    copy_out(session, &drive, &half);
    std::fs::rename(half, plain).unwrap();
    child::tell(begun.elapsed().as_secs_f64() * 1000.0);
}

type Made = (&'static str, Id, BTreeMap<String, Value>);

/// Makes up the records of each write, while the one before is written.
fn make_up(shape: Shape, now: Timestamp, to: &SyncSender<Vec<Made>>) {
    let ids: Vec<Id> = (0..shape.units).map(|_| Id::at(now)).collect();
    for step in (0..shape.units).collect::<Vec<_>>().chunks(STEP) {
        let mut made: Vec<Made> = Vec::new();
        for &n in step {
            let mut values = ledger::unit(n);
            if let Some(above) = shape.parent(n) {
                values.insert("parent".to_owned(), Value::to(ids[above]));
            }
            values.insert("code".to_owned(), Value::text(format!("KH-{n:07}")));
            made.push(("unit", ids[n], values));
        }
        for &n in step {
            let about = about(n, ids[n], now.0);
            made.extend(
                about
                    .into_iter()
                    .map(|(entity, of)| (entity, Id::at(now), of)),
            );
        }
        to.send(made).unwrap();
    }
}

fn fill(vault: &Path) {
    let begun = std::time::Instant::now();
    let (session, _) =
        Session::create(vault, &passphrase(), KdfCost::for_tests(), clock()).unwrap();
    let shape = Shape::wanted();
    let now = session.vault().clock().now();
    let catalog = session.catalog();
    let (to, made) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || make_up(shape, now, &to));
        let mut units = 0;
        for step in made {
            let write = session.vault().write("exchange.import", |tx| {
                let mut batch = Batch::begin(tx, &catalog, "op.import")?;
                for (entity, id, values) in step {
                    units += usize::from(entity == "unit");
                    let values = values.iter().map(|(key, of)| (key.as_str(), of.clone()));
                    batch.create(entity, Some(id), values)?;
                }
                Ok(())
            });
            write.unwrap();
            eprintln!("  {units} units, {:.0} s", begun.elapsed().as_secs_f64());
        }
    });
}
