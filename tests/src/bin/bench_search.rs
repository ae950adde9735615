//! Measures search at the promised size: `bench_search [units] [notes] [searches]`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement speaks"
)]

use steward_tests::search_load::measure;

fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .map(|text| text.parse::<usize>().unwrap());
    let mut next = |usual| numbers.next().unwrap_or(usual);
    let (units, notes, searches) = (next(100_000), next(300_000), next(350));
    let home = tempfile::tempdir().unwrap();
    let found = measure(home.path(), units, notes, searches).unwrap();
    println!("units {units}, notes {notes}");
    println!(
        "rebuild {:?}, {} MiB on disk, open {:?}",
        found.rebuild,
        found.bytes >> 20,
        found.open
    );
    let apply = &found.apply;
    println!(
        "one change: median {:?}, p99 {:?}",
        apply.get(apply.len() / 2).copied().unwrap_or_default(),
        apply
            .get(apply.len() * 99 / 100)
            .copied()
            .unwrap_or_default()
    );
    println!(
        "{} keystrokes: median {:?}, p95 {:?}, p99 {:?}",
        found.keys.len(),
        found.key(50),
        found.key(95),
        found.key(99)
    );
    for (took, text) in found.keys.iter().rev().take(15) {
        println!("{took:>12.3?}  {text}");
    }
}
