//! What the file says, folded: a unit on many rows is one, and so are its people, its business,
//! its tasks and conversations. Knows the file alone, not what the vault holds.

use std::collections::HashMap;

use super::notes::Notes;
use super::row::Cells;
use crate::base::official_id::{OfficialId, Scheme};
use crate::base::verdict::Verdict;
use crate::base::words::{compact, goes_for, name_core};
use crate::base::{Id, careless};
use crate::exchange::layout::Place;
use crate::records::Warning;
use crate::records::catalog::FieldDef;
use crate::records::value::Value;

/// Fields of a record that is to be.
pub(super) type Fields = Vec<(&'static FieldDef, Value)>;

/// A row that a record of the plan was read from; the others of its kind by their place in
/// [`Drafts`].
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Where it stands.
    pub(super) place: Option<Place>,
    /// The unit it is about.
    pub(super) unit: Option<usize>,
    /// The row that unit was first named on, before it went into another one.
    pub(super) first: Option<usize>,
    /// The person, business, task and conversation it names.
    pub(super) parts: [Option<usize>; 4],
    /// Whether it brought something new to its unit and to each of its parts.
    pub(super) adds: [bool; 5],
    /// Why it needs a look, and what is worth knowing.
    pub(super) reasons: Vec<Warning>,
    /// Something in it could not be read or does not agree.
    pub(super) doubtful: bool,
    /// It is left out.
    pub(super) refused: bool,
    /// What to call it.
    pub(super) title: String,
}

impl Row {
    /// Notes what is worth knowing of a value it brings; one that looks filled in carelessly needs a look.
    pub(super) fn heed(&mut self, notices: &mut Vec<Warning>) {
        self.doubtful |= notices.iter().any(|one| careless::is_doubt(&one.key));
        self.reasons.append(notices);
    }
    /// Notes that the row needs a look, and why.
    pub(super) fn doubt(&mut self, why: Warning) {
        self.doubtful = true;
        self.reasons.push(why);
    }
}

/// Where a part's index stands in [`Row::parts`] and [`Row::adds`] (one further).
pub(super) const PERSON: usize = 0;
pub(super) const DEAL: usize = 1;
pub(super) const TASK: usize = 2;
pub(super) const TALK: usize = 3;
/// The entities of the parts.
pub(super) const ENTITIES: [&str; 4] = ["contact", "cooperation", "task", "activity"];

/// A unit of the file.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Its id, should it be made.
    pub(super) id: Id,
    /// Its name as it was first written.
    pub(super) name: String,
    /// Other spellings that the file has for it.
    pub(super) others: Vec<String>,
    /// Its credit code, where that can be right.
    pub(super) code: Option<String>,
    /// The group and the parent it names.
    pub(super) group: Option<String>,
    pub(super) parent: Option<String>,
    /// Those units of the file, once they are known.
    pub(super) group_at: Option<usize>,
    pub(super) parent_at: Option<usize>,
    /// Whether its kind was written, not guessed by its name.
    pub(super) kind_said: bool,
    /// Its other fields.
    pub(super) fields: Fields,
    /// Lines of its note.
    pub(super) notes: Notes,
    /// The row it was first named on; none for one that is only referred to.
    pub(super) row: Option<usize>,
    /// The line of a note that keeps its own code, should that turn out to be another unit's.
    pub(super) code_line: String,
    /// The unit of the file that has the code which this one claims too.
    pub(super) contends: Option<usize>,
    /// Units of the file it looks like.
    pub(super) alike: Vec<usize>,
    /// Others name it as their group, or it names itself.
    pub(super) is_group: bool,
    /// It went into another one.
    pub(super) gone: bool,
}

/// A person, a piece of business, a task or a conversation of the file.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Its id, should it be made.
    pub(super) id: Id,
    /// The unit it belongs to; a card of an address book may have none.
    pub(super) unit: Option<usize>,
    /// What tells it apart within the unit, compacted.
    pub(super) key: String,
    /// Its fields.
    pub(super) fields: Fields,
    /// What it holds only when it is new.
    pub(super) extra: Fields,
    /// For a person: the id of the post, should it be made, and its fields.
    pub(super) post_id: Id,
    pub(super) post: Fields,
    /// For tasks and conversations: the people they name.
    pub(super) people: Vec<usize>,
    /// Lines of its note.
    pub(super) notes: Notes,
    /// For a person: only a conversation names them, so that no row has a cell for what they lack.
    pub(super) beside: bool,
    /// It went into another one.
    pub(super) gone: bool,
}

/// All that the file says.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// Every record of the sheet, in order.
    pub(super) rows: Vec<Row>,
    /// Every unit.
    pub(super) units: Vec<Unit>,
    /// People, business, tasks and conversations.
    pub(super) parts: [Vec<Part>; 4],
    by_code: HashMap<String, usize>,
    by_own_code: HashMap<String, usize>,
    pub(super) by_name: HashMap<String, Vec<usize>>,
    by_core: HashMap<String, Vec<usize>>,
    pub(super) by_part: [HashMap<(Option<usize>, String), usize>; 4],
}

/// What a row says of its unit.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) code: Option<String>,
    pub(super) group: Option<String>,
    pub(super) parent: Option<String>,
    /// The kind, by code, as written.
    pub(super) kind: Option<String>,
    /// The code in the user's own books.
    pub(super) own_code: Option<String>,
}

impl Drafts {
    /// The unit that a row speaks of: one known by its code or its name, or a new one.
    pub(super) fn unit(&mut self, named: &Named, id: Id, row: &mut Row, at: usize) -> usize {
        if let Some(found) = self.find(named, row) {
            self.complete(found, named, row);
            return found;
        }
        row.adds[0] = true;
        let kind = named.kind.clone();
        let unit = Unit {
            id,
            name: named.name.clone(),
            others: Vec::new(),
            code: named.code.clone(),
            group: named.group.clone(),
            parent: named.parent.clone(),
            group_at: None,
            parent_at: None,
            kind_said: kind.is_some(),
            fields: Vec::new(),
            notes: Notes::default(),
            row: Some(at),
            code_line: String::new(),
            contends: None,
            alike: Vec::new(),
            is_group: named
                .group
                .as_ref()
                .is_some_and(|group| compact(group) == compact(&named.name)),
            gone: false,
        };
        self.add(unit)
    }

    fn add(&mut self, unit: Unit) -> usize {
        let at = self.units.len();
        if let Some(code) = &unit.code {
            self.by_code.entry(code.clone()).or_insert(at);
        }
        self.by_name
            .entry(compact(&unit.name))
            .or_default()
            .push(at);
        self.by_core
            .entry(name_core(&unit.name))
            .or_default()
            .push(at);
        self.units.push(unit);
        at
    }

    fn find(&self, named: &Named, row: &mut Row) -> Option<usize> {
        if let Some(at) = named.code.as_ref().and_then(|code| self.by_code.get(code)) {
            let known = self.units.get(*at)?;
            if goes_for(&known.name, &named.name) {
                return Some(*at);
            }
            // One code, two names that have nothing in common: one of the cells is wrong.
            let reason = Warning::new("unit.uscc", "warning.import_code_twice");
            row.doubt(reason.with("name", &known.name));
            return None;
        }
        let own = named.own_code.as_ref();
        if let Some(at) = own.and_then(|code| self.by_own_code.get(code)).copied()
            && let Some(known) = self.units.get(at)
            && goes_for(&known.name, &named.name)
            && (known.code.is_none() || named.code.is_none() || known.code == named.code)
        {
            return Some(at);
        }
        let candidates = self.by_name.get(&compact(&named.name))?;
        let fits = |at: &&usize| {
            self.units
                .get(**at)
                .is_some_and(|unit| is_same(unit, named))
        };
        let found = candidates.iter().find(fits).copied();
        let company = !is_inner(named.kind.as_deref(), &named.name);
        if let (None, true, Some(other)) = (found, company, candidates.first()) {
            let key = match self.units.get(*other) {
                Some(unit) if unit.code.is_some() && named.code.is_some() => {
                    "warning.import_same_name_other_code"
                }
                _ => "warning.import_same_name_other_group",
            };
            row.reasons
                .push(Warning::new("unit.legal_name", key).with("name", &named.name));
        }
        found
    }

    /// Adds to a known unit what this row knows besides.
    fn complete(&mut self, at: usize, named: &Named, row: &mut Row) {
        let Some(unit) = self.units.get_mut(at) else {
            return;
        };
        let spelled = named.name != unit.name && !unit.others.contains(&named.name);
        if spelled && compact(&named.name) != compact(&unit.name) {
            unit.others.push(named.name.clone());
            row.adds[0] = true;
            let reason = Warning::new("unit.legal_name", "warning.import_other_spelling");
            row.reasons.push(reason.with("name", &unit.name));
        }
        if unit.code.is_none() && named.code.is_some() {
            unit.code.clone_from(&named.code);
            row.adds[0] = true;
            if let Some(code) = &unit.code {
                self.by_code.entry(code.clone()).or_insert(at);
            }
        }
        let differ = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => compact(a) != compact(b),
            _ => false,
        };
        for (field, mine, theirs) in [
            ("unit.group", &mut unit.group, &named.group),
            ("unit.parent", &mut unit.parent, &named.parent),
        ] {
            if differ(mine, theirs) {
                let reason = Warning::new(field, "warning.import_differs");
                let (kept, text) = (mine.as_deref(), theirs.as_deref());
                let reason = reason.with("kept", kept.unwrap_or_default());
                row.doubt(reason.with("text", text.unwrap_or_default()));
            } else if mine.is_none() && theirs.is_some() {
                mine.clone_from(theirs);
                row.adds[0] = true;
            }
        }
        self.by_name.entry(compact(&named.name)).or_default();
        if let Some(places) = self.by_name.get_mut(&compact(&named.name))
            && !places.contains(&at)
        {
            places.push(at);
        }
    }

    /// Gives a unit the code of the user's own books, kept by `line` should it be refused later.
    /// The name of the unit that has it already, if another one does.
    pub(super) fn claim(&mut self, code: &str, at: usize, line: &str) -> Option<String> {
        let fields = self.units.get(at).map(|unit| &unit.fields)?;
        let other = |(field, value): &(&FieldDef, Value)| {
            field.key == "code" && value.as_text() != Some(code)
        };
        if fields.iter().any(other) {
            // The first one stands; the second is not its own.
            return None;
        }
        let holder = *self.by_own_code.entry(code.to_owned()).or_insert(at);
        let name = self.units.get(holder).map(|unit| unit.name.clone());
        let unit = self.units.get_mut(at)?;
        line.clone_into(&mut unit.code_line);
        if holder == at {
            return None;
        }
        unit.contends = Some(holder);
        name
    }

    /// What tells a person apart: the name within a unit. Of people without one only those are
    /// the same who share a telephone or an address too.
    pub(super) fn person_key(
        &self,
        unit: Option<usize>,
        name: String,
        cells: &Cells<'_>,
        row: &mut Row,
    ) -> String {
        if unit.is_some() {
            return name;
        }
        let key = |n: usize| match n {
            0 => name.clone(),
            n => format!("{name}\n{n}"),
        };
        let said = [cells.value("contact.phones"), cells.value("contact.emails")];
        let known = self.by_part.first();
        let mut n = 0;
        while let Some(at) = known.and_then(|known| known.get(&(None, key(n)))) {
            let person = self.parts.first().and_then(|people| people.get(*at));
            let shared = person.is_some_and(|person| {
                let has = |held: &Value| said.into_iter().flatten().any(|said| share(held, said));
                person.fields.iter().any(|(_, held)| has(held))
            });
            if shared {
                return key(n);
            }
            n += 1;
        }
        if n > 0 {
            let why = Warning::new("contact.full_name", "warning.import_same_person_name");
            row.reasons.push(why);
        }
        key(n)
    }

    /// A unit that others name as their group or parent: one of the file, or a new one.
    pub(super) fn referred(&mut self, name: &str, of: usize, group: bool, id: Id) -> (usize, bool) {
        let from_group = self.units.get(of).and_then(|unit| unit.group.clone());
        let own = |at: &usize| *at != of && self.units.get(*at).is_some_and(|unit| !unit.gone);
        let same_group = |at: &&usize| {
            let theirs = self.units.get(**at).and_then(|unit| unit.group.as_ref());
            match (theirs, &from_group) {
                (Some(a), Some(b)) => compact(a) == compact(b),
                _ => true,
            }
        };
        let named: Vec<usize> = self
            .by_name
            .get(&compact(name))
            .into_iter()
            .flatten()
            .copied()
            .filter(own)
            .collect();
        // Other programs name what is above by its number.
        let numbered = self.by_own_code.get(name.trim()).copied().filter(own);
        let named = named.iter().find(same_group).or(named.first()).copied();
        if let Some(at) = named.or(numbered) {
            if let Some(unit) = self.units.get_mut(at) {
                unit.is_group |= group;
            }
            return (at, false);
        }
        // Written shorter or longer: the one unit of the file with the same core.
        let alike = self
            .by_core
            .get(&name_core(name))
            .into_iter()
            .flatten()
            .copied();
        // 云岭集团 is short for 云岭集团有限公司, but not for 云岭有限公司.
        let short = |at: &usize| {
            let rowed = self.units.get(*at).filter(|unit| unit.row.is_some());
            rowed.is_some_and(|unit| {
                let (a, b) = (compact(name), compact(&unit.name));
                a.starts_with(&b) || b.starts_with(&a)
            })
        };
        let mut alike = alike.filter(own).filter(short);
        if let (Some(at), None) = (alike.next(), alike.next()) {
            return (at, true);
        }
        let unit = Unit {
            id,
            name: name.to_owned(),
            others: Vec::new(),
            code: None,
            group: if group { None } else { from_group },
            parent: None,
            group_at: None,
            parent_at: None,
            kind_said: false,
            fields: Vec::new(),
            notes: Notes::default(),
            row: None,
            code_line: String::new(),
            contends: None,
            alike: Vec::new(),
            is_group: group,
            gone: false,
        };
        (self.add(unit), false)
    }

    /// The part of a sort that a row names within its unit, by its key.
    pub(super) fn part(
        &mut self,
        sort: usize,
        unit: Option<usize>,
        key: String,
        [id, post_id]: [Id; 2],
        row: &mut Row,
    ) -> usize {
        let (Some(known), Some(parts)) = (self.by_part.get_mut(sort), self.parts.get_mut(sort))
        else {
            return 0;
        };
        let at = *known.entry((unit, key.clone())).or_insert_with(|| {
            if let Some(adds) = row.adds.get_mut(sort + 1) {
                *adds = true;
            }
            parts.push(Part {
                id,
                unit,
                key,
                fields: Vec::new(),
                extra: Vec::new(),
                post_id,
                post: Vec::new(),
                people: Vec::new(),
                notes: Notes::default(),
                beside: false,
                gone: false,
            });
            parts.len() - 1
        });
        if let Some(part) = row.parts.get_mut(sort) {
            *part = Some(at);
        }
        at
    }

    /// Lets go of what only folding needs.
    pub(super) fn finish(&mut self) {
        self.by_code = HashMap::new();
        self.by_own_code = HashMap::new();
        self.by_name = HashMap::new();
        self.by_core = HashMap::new();
        self.by_part = Default::default();
        self.rows.shrink_to_fit();
        self.units.shrink_to_fit();
        for parts in &mut self.parts {
            parts.shrink_to_fit();
            for part in parts {
                part.key = String::new();
                part.fields.shrink_to_fit();
            }
        }
    }

    /// Notes which units of the file look like another one and do not say by a code that they are
    /// not. Of those alike the ones with a code stand; where none has one, the first does.
    pub(super) fn look_for_alike(&mut self) {
        let mut cores: Vec<Vec<usize>> = Vec::new();
        for (core, all) in self
            .by_core
            .iter()
            .filter(|(core, all)| all.len() > 1 && core.chars().count() >= 2)
        {
            let own = |at: &usize| {
                let unit = self
                    .units
                    .get(*at)
                    .filter(|unit| !unit.gone && unit.row.is_some());
                unit.is_some_and(|unit| {
                    // An added spelling does not move a unit to another core.
                    name_core(&unit.name) == *core
                        && !is_inner(kind_of(unit).as_deref(), &unit.name)
                })
            };
            let all: Vec<usize> = all.iter().copied().filter(own).collect();
            if all.len() > 1 {
                cores.push(all);
            }
        }
        for all in cores {
            let coded = |at: &usize| self.units.get(*at).is_some_and(|unit| unit.code.is_some());
            let mut standing: Vec<usize> = all.iter().copied().filter(coded).collect();
            if standing.is_empty() {
                standing.extend(all.first());
            }
            for at in all.iter().copied().filter(|at| !standing.contains(at)) {
                if let Some(unit) = self.units.get_mut(at) {
                    unit.alike.clone_from(&standing);
                }
            }
        }
    }
}

/// Whether two lists have a telephone or an address in common.
pub(super) fn share(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Phones(a), Value::Phones(b)) => {
            a.iter().any(|a| b.iter().any(|b| a.digits() == b.digits()))
        }
        (Value::Texts(a), Value::Texts(b)) => a.iter().any(|a| b.contains(a)),
        _ => false,
    }
}

/// The kind a unit was said to be of.
pub(super) fn kind_of(unit: &Unit) -> Option<String> {
    unit.fields.iter().find_map(|(field, value)| match value {
        Value::Choice(code) if field.key == "kind" => Some(code.clone()),
        _ => None,
    })
}

/// Whether a unit stands inside another, so that its name alone does not tell it apart.
pub(super) fn is_inner(kind: Option<&str>, name: &str) -> bool {
    match kind {
        Some(kind) => matches!(kind, "department" | "division" | "site" | "branch"),
        None => name.chars().count() <= 8 && name.ends_with(['部', '处', '科', '室']),
    }
}

/// The same name: is it the same unit?
fn is_same(unit: &Unit, named: &Named) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => compact(a) == compact(b),
        _ => true,
    };
    let inner = is_inner(named.kind.as_deref(), &named.name);
    !unit.gone
        && (unit.code.is_none() || named.code.is_none() || unit.code == named.code)
        && agree(&unit.group, &named.group)
        && (!inner || agree(&unit.parent, &named.parent))
}

/// A credit code that can be told by: its own check character is right, at least after one slip.
/// The check of the organisation's number inside it is missed by too many real ones to count.
pub(super) fn sound_code(text: &str) -> Option<String> {
    let id = OfficialId::read(text);
    match (id.scheme, id.verdict) {
        (Scheme::Uscc, Verdict::Ok) => Some(id.value),
        (Scheme::Uscc, Verdict::Doubtful(doubt)) if doubt.key == "warning.uscc_inner_check" => {
            Some(id.value)
        }
        (Scheme::Uscc, Verdict::Doubtful(_)) => id.repair,
        _ => None,
    }
}
