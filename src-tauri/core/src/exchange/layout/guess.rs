//! Guesses what each column means: by its heading, by the heading above it, by what its cells
//! hold. One column has one target and one target one column.

use std::collections::HashMap;

use super::content::{self, Sort};
use super::header::Name;
use super::words::{Meaning, WORDS};
use crate::base::words::compact;
use crate::exchange::model;
use crate::exchange::sheet::Cell;
use crate::records::Catalog;

/// What a column is guessed to mean.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Guess {
    /// `entity.field`.
    pub(super) target: Option<String>,
    /// 0 to 1.
    pub(super) sure: f32,
}

/// Less sure than this is no guess.
const LEAST: f32 = 0.5;

/// A column as it is guessed from.
pub(super) struct Column<'a> {
    pub(super) name: Option<&'a Name>,
    pub(super) samples: &'a [&'a Cell],
}

/// Guesses all columns of a sheet.
pub(super) fn guess(columns: &[Column<'_>]) -> Vec<Guess> {
    let mut bids: Vec<(f32, usize, &'static str)> = Vec::new();
    if columns.iter().all(|column| column.name.is_none()) {
        bids.extend(by_content(columns));
    }
    for (at, column) in columns.iter().enumerate() {
        for meaning in meanings(column) {
            bids.push((meaning.sure, at, meaning.target));
        }
    }
    bids.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut guesses = vec![Guess::default(); columns.len()];
    let mut taken: HashMap<&str, usize> = HashMap::new();
    for (sure, at, target) in bids.into_iter().filter(|bid| bid.0 >= LEAST) {
        let Some(guess) = guesses.get_mut(at) else {
            continue;
        };
        if guess.target.is_none() && !taken.contains_key(target) {
            *guess = Guess {
                target: Some(target.to_owned()),
                sure: sure.min(1.0),
            };
            taken.insert(target, at);
        }
    }
    without_a_person(&mut guesses, &mut taken);
    guesses
}

/// A column headed as the user called a field is that field, whatever else the words might mean.
pub(super) fn by_own_fields(catalog: &Catalog, columns: &[Column<'_>], guesses: &mut [Guess]) {
    for target in model::targets(catalog) {
        let Some(own) = catalog.own_field(&target.entity, &target.field) else {
            continue;
        };
        let label = compact(&own.label);
        let is = |column: &Column<'_>| {
            let name = column.name.map_or("", |name| name.own.as_str());
            plain(name) == label || compact(name) == label
        };
        if let Some(at) = columns.iter().position(is)
            && let Some(guess) = guesses.get_mut(at)
            && !guess
                .target
                .as_deref()
                .is_some_and(|key| key.contains(".x_"))
        {
            *guess = Guess {
                target: Some(target.key),
                sure: 1.0,
            };
        }
    }
}

/// Telephones and mail belong to the unit where the sheet names no person.
fn without_a_person(guesses: &mut [Guess], taken: &mut HashMap<&str, usize>) {
    if taken.contains_key("contact.full_name") {
        return;
    }
    for (of_person, of_unit) in [
        ("contact.phones", "unit.phones"),
        ("contact.emails", "unit.emails"),
    ] {
        if let (Some(at), false) = (taken.get(of_person).copied(), taken.contains_key(of_unit))
            && let Some(guess) = guesses.get_mut(at)
        {
            guess.target = Some(of_unit.to_owned());
            taken.insert(of_unit, at);
        }
    }
}

/// A heading without its unit, its marks of a required field and its number, compacted.
pub(super) fn plain(head: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in head.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    let whole = compact(&kept);
    if whole.is_empty() {
        compact(head)
    } else {
        whole
    }
}

fn meanings(column: &Column<'_>) -> Vec<Meaning> {
    let mut found = column.name.map_or_else(Vec::new, by_name);
    let held = Held::of(column.samples);
    if found.iter().all(|meaning| meaning.sure < LEAST) {
        found.extend(held.meanings(column.name.is_some()));
    } else {
        for meaning in &mut found {
            meaning.sure -= held.doubt(meaning.target);
        }
    }
    found
}

fn by_name(name: &Name) -> Vec<Meaning> {
    let context = WORDS.context(&name.group);
    let own = if name.own.is_empty() {
        &name.group
    } else {
        &name.own
    };
    let mut found = by_head(&plain(own), own);
    if let Some(entity) = context {
        let moved: Vec<_> = found
            .iter()
            .filter_map(|meaning| in_context(*meaning, entity))
            .collect();
        for meaning in &mut found {
            let fits = belongs(meaning.target, entity);
            meaning.sure += if fits { 0.04 } else { -0.1 };
        }
        found.extend(moved);
    }
    found
}

fn by_head(head: &str, written: &str) -> Vec<Meaning> {
    if head.is_empty() {
        return Vec::new();
    }
    let exact = |head: &str, less: f32| -> Vec<Meaning> {
        let meanings = WORDS.exact(head).iter();
        meanings
            .map(|meaning| Meaning {
                sure: meaning.sure - less,
                ..*meaning
            })
            .collect()
    };
    let found = exact(head, 0.0);
    if !found.is_empty() {
        return found;
    }
    // `联系人1`, `合作金额万元`, `本年合作金额`.
    let bare = head.trim_end_matches(|c: char| c.is_ascii_digit());
    for less in [
        "",
        "万元",
        "亿元",
        "千元",
        "元",
        "万",
        "人民币",
        "rmb",
        "cny",
        "usd",
        "美元",
        "必填",
        "required",
    ] {
        if let Some(shorter) = bare
            .strip_suffix(less)
            .filter(|shorter| !shorter.is_empty())
        {
            let found = exact(shorter, 0.05);
            if !found.is_empty() {
                return found;
            }
        }
    }
    WORDS.part(bare, written)
}

/// Whether a target is of the kind of record that a heading above speaks of.
fn belongs(target: &str, entity: &str) -> bool {
    let own = target.split('.').next().unwrap_or_default();
    own == entity || entity == "contact" && own == "post" || entity == "task" && own == "activity"
}

/// The same word under a heading about another kind of record: 备注 under 合作信息.
fn in_context(meaning: Meaning, entity: &str) -> Option<Meaning> {
    const ALIKE: [&[&str]; 6] = [
        &[
            "unit.legal_name",
            "contact.full_name",
            "cooperation.name",
            "task.title",
        ],
        &["unit.phones", "contact.phones"],
        &["unit.emails", "contact.emails"],
        &["unit.description", "contact.note", "cooperation.note"],
        &["unit.owner", "cooperation.owner"],
        &["unit.status", "cooperation.state"],
    ];
    let alike = ALIKE.iter().find(|alike| alike.contains(&meaning.target))?;
    let target = alike
        .iter()
        .find(|target| belongs(target, entity) && **target != meaning.target)?;
    Some(Meaning {
        target,
        sure: meaning.sure + 0.02,
    })
}

/// A sort of content that several columns hold, and what those columns mean in turn.
struct Family {
    sorts: &'static [Sort],
    targets: &'static [&'static str],
    /// The column with the most different cells comes first; otherwise they come as they stand.
    by_difference: bool,
}

const FAMILIES: [Family; 3] = [
    Family {
        sorts: &[Sort::Firm],
        targets: &["unit.legal_name", "unit.parent", "unit.group"],
        by_difference: true,
    },
    Family {
        sorts: &[Sort::Person],
        targets: &["contact.full_name", "unit.legal_rep", "unit.owner"],
        by_difference: true,
    },
    Family {
        sorts: &[Sort::Date],
        targets: &["cooperation.start", "cooperation.end", "task.due"],
        by_difference: false,
    },
];

/// For a sheet without headings: columns of one sort told apart by how their cells differ.
fn by_content(columns: &[Column<'_>]) -> Vec<(f32, usize, &'static str)> {
    let mut bids = Vec::new();
    for family in FAMILIES {
        let of = |(at, column): (usize, &Column<'_>)| {
            let held = Held::of(column.samples);
            let mut texts: Vec<_> = column.samples.iter().map(|cell| cell.text()).collect();
            texts.sort_unstable();
            texts.dedup();
            (held.share(family.sorts) >= 0.5).then_some((texts.len(), at))
        };
        let mut found: Vec<_> = columns.iter().enumerate().filter_map(of).collect();
        if family.by_difference {
            found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        }
        // Of two the second is the last in turn: a group rather than a parent.
        let targets: Vec<_> = match (found.len(), family.targets) {
            (2, [first, _, last]) if family.by_difference => vec![*first, *last],
            (_, all) => all.to_vec(),
        };
        for ((_, at), target) in found.into_iter().zip(targets) {
            bids.push((0.74, at, target));
        }
    }
    bids
}

/// How many of a column's cells are of which sort.
pub(super) struct Held {
    cells: usize,
    sorts: HashMap<Sort, usize>,
}

impl Held {
    pub(super) fn of(samples: &[&Cell]) -> Self {
        let mut held = Self {
            cells: 0,
            sorts: HashMap::new(),
        };
        for cell in samples {
            let absent = matches!(cell, Cell::Text(text) if WORDS.is_absent(text));
            if cell.is_blank() || absent {
                continue;
            }
            held.cells += 1;
            for sort in content::sorts(cell) {
                *held.sorts.entry(sort).or_default() += 1;
            }
        }
        held
    }

    pub(super) fn share(&self, sorts: &[Sort]) -> f32 {
        let count: usize = sorts.iter().filter_map(|sort| self.sorts.get(sort)).sum();
        #[expect(clippy::cast_precision_loss, reason = "counts of samples")]
        let share = count as f32 / self.cells.max(1) as f32;
        share.min(1.0)
    }

    /// What the cells alone would mean, for a column whose heading says nothing. Under a heading
    /// that is merely unknown only what can hardly be anything else.
    fn meanings(&self, named: bool) -> Vec<Meaning> {
        const MEANT: [(&[Sort], &[&str]); 16] = [
            (&[Sort::Uscc], &["unit.uscc"]),
            (&[Sort::Email], &["contact.emails", "unit.emails"]),
            (
                &[Sort::Mobile, Sort::Phone],
                &["contact.phones", "unit.phones"],
            ),
            (
                &[Sort::Firm, Sort::Department],
                &["unit.legal_name", "unit.group", "unit.parent"],
            ),
            (&[Sort::Url], &["unit.website"]),
            (&[Sort::Address], &["unit.address"]),
            (
                &[Sort::Person],
                &["contact.full_name", "unit.owner", "unit.legal_rep"],
            ),
            (&[Sort::Title], &["post.title"]),
            (&[Sort::Department], &["post.department"]),
            (
                &[Sort::Date],
                &["cooperation.start", "cooperation.end", "task.due"],
            ),
            (&[Sort::Amount], &["cooperation.amount"]),
            (&[Sort::Choice("unit_kind")], &["unit.kind"]),
            (&[Sort::Choice("unit_level")], &["unit.level"]),
            (&[Sort::Choice("industry")], &["unit.industry"]),
            (
                &[Sort::Choice("payment_method")],
                &["cooperation.payment_method"],
            ),
            (
                &[Sort::Choice("satisfaction")],
                &["cooperation.satisfaction"],
            ),
        ];
        if self.cells == 0 {
            return Vec::new();
        }
        let mut meanings = Vec::new();
        for (sorts, targets) in MEANT {
            let telling = [
                Sort::Uscc,
                Sort::Email,
                Sort::Mobile,
                Sort::Firm,
                Sort::Url,
                Sort::Address,
            ];
            if named && !sorts.iter().any(|sort| telling.contains(sort)) {
                continue;
            }
            let share = self.share(sorts);
            for (target, place) in targets.iter().zip(0_u8..) {
                let sure = 0.38 + 0.35 * share - 0.04 * f32::from(place);
                if share >= 0.5 {
                    meanings.push(Meaning { target, sure });
                }
            }
        }
        meanings
    }

    /// How much the cells speak against a target.
    fn doubt(&self, target: &str) -> f32 {
        let wanted: &[Sort] = match target {
            "unit.uscc" => &[Sort::Uscc],
            "contact.emails" | "unit.emails" => &[Sort::Email],
            "contact.phones" | "unit.phones" | "post.work_phone" => {
                &[Sort::Mobile, Sort::Phone, Sort::Amount]
            }
            "cooperation.start" | "cooperation.end" | "task.due" | "activity.at"
            | "unit.founded_on" | "unit.since_on" => &[Sort::Date, Sort::Amount],
            "cooperation.amount" | "unit.registered_capital" | "unit.credit_limit" => {
                &[Sort::Amount, Sort::Mobile, Sort::Phone]
            }
            _ => return 0.0,
        };
        if self.cells >= 4 && self.share(wanted) < 0.2 {
            0.45
        } else {
            0.0
        }
    }
}
