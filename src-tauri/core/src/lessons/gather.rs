//! What is laid before new work: complaints, needs nobody met and low scores of its unit and of those
//! above and below it, the gravest first, each with what came of it and how this work answers it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde::Serialize;

use super::policy::{grade_of_code, grade_of_score};
use super::{Work, day_of};
use crate::base::{Id, Result};
use crate::records::value::Ref;
use crate::settings::modules::Hidden;
use crate::vault::{Read, array};

/// So many are shown; all are counted.
const SHOWN: usize = 100;

/// How work answers one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LessonAnswer {
    /// The record that says so.
    pub id: Id,
    /// A choice of the list `lesson_answer`.
    pub answer: String,
    /// In a few words.
    pub note: Option<String>,
    /// The day it was said.
    pub day: String,
    /// `project` or `cooperation`: what answers it.
    pub entity: String,
    /// Which one.
    pub work: Ref,
}

/// Something to be learned from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Lesson {
    /// `complaint`, `need`, `satisfaction` or `cooperation`.
    pub entity: String,
    /// The record; the label is what it says.
    pub source: Ref,
    /// Whose it is.
    pub unit: Ref,
    /// How grave: 1 is critical, 4 is slight.
    pub grade: u8,
    /// How it stands, as a choice of its own list.
    pub state: Option<String>,
    /// The score, where it is one: as typed, of which scale.
    pub score: Option<String>,
    /// It is settled with the customer.
    pub settled: bool,
    /// The day it was said.
    pub day: String,
    /// What came of it.
    pub outcome: Option<String>,
    /// How this work answers it.
    pub answer: Option<LessonAnswer>,
    /// How other work answered it, the latest first.
    pub elsewhere: Vec<LessonAnswer>,
}

/// What is laid before new work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Lessons {
    /// The gravest, in order.
    pub lines: Vec<Lesson>,
    /// How many there are.
    pub total: u32,
    /// How many of them are answered, or do not apply.
    pub answered: u32,
}

/// Where something is learned from: its kind, and of each what it is called, how it stands and what
/// came of it.
struct Source {
    entity: &'static str,
    /// In `lesson`.
    field: &'static str,
    /// id, unit, words, state, code of the grade, scale, score, day or instant, what came of it.
    columns: &'static str,
    unmet: &'static str,
}

const SOURCES: [Source; 4] = [
    Source {
        entity: "complaint",
        field: "complaint",
        columns: "s.name, s.state, s.severity, NULL, NULL, s.received_on, s.created_at,
          coalesce(s.result, s.cause)",
        unmet: "TRUE",
    },
    Source {
        entity: "need",
        field: "need",
        columns: "s.text, s.state, s.priority, NULL, NULL, NULL, s.created_at, s.answered_by",
        unmet: "s.state <> 'answered'",
    },
    Source {
        entity: "satisfaction",
        field: "satisfaction",
        columns: "s.comment, NULL, NULL, s.scale, s.score, s.date, s.created_at, NULL",
        unmet: "TRUE",
    },
    Source {
        entity: "cooperation",
        field: "earlier",
        columns: "s.name, s.state, NULL, 'five', CAST(s.satisfaction AS INTEGER),
          coalesce(s.\"end\", s.\"start\"), s.created_at, s.feedback",
        unmet: "s.satisfaction IN ('1', '2')",
    },
];

/// What is laid before a project or a cooperation.
///
/// # Errors
/// [`crate::base::Kind::NotFound`] when there is none.
pub fn lessons(read: &Read<'_>, entity: &str, id: Id) -> Result<Lessons> {
    let work = Work::of(read, entity, id)?;
    let units = around(read, work.unit)?;
    let mut mine = said_by(read, &work)?;
    let mut found = Vec::new();
    for source in &SOURCES {
        let mut met = BTreeSet::new();
        for lesson in told(read, source, "s.unit", units.keys(), source.unmet)? {
            if work.over && lesson.day >= work.since && !mine.contains_key(&lesson.source.id) {
                // What came after it began is no lesson for what is over.
                continue;
            }
            if !is_of(read, &work, &lesson)? {
                met.insert(lesson.source.id);
                found.push(lesson);
            }
        }
        // What this work answered stays, though the need is met by now or its unit went elsewhere.
        let rest: Vec<Id> = mine
            .keys()
            .filter(|id| !met.contains(id))
            .copied()
            .collect();
        found.extend(told(read, source, "s.id", rest.iter(), "TRUE")?);
    }
    for lesson in &mut found {
        lesson.answer = mine.remove(&lesson.source.id);
    }
    gravest_first(&mut found);
    let answers = |one: &&Lesson| matches!(&one.answer, Some(said) if said.answer != "open");
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (total, answered) = (
        count(found.len()),
        count(found.iter().filter(answers).count()),
    );
    found.truncate(SHOWN);
    elsewhere(read, Some(work.id), &mut found)?;
    for lesson in &mut found {
        lesson.unit.label = match units.get(&lesson.unit.id) {
            Some(name) => name.clone(),
            None => name_of(read, lesson.unit.id)?,
        };
    }
    Ok(Lessons {
        lines: found,
        total,
        answered,
    })
}

/// What was learned at these units and is over, the gravest first, with how work answered it: no more than `most`, and
/// nothing out of a module that is hidden.
///
/// # Errors
/// When the database fails.
pub fn learned(read: &Read<'_>, units: &[Id], hidden: &Hidden, most: usize) -> Result<Vec<Lesson>> {
    let mut found = Vec::new();
    // How content somebody was with a cooperation is of the same module as what they scored.
    let is_hidden = |source: &Source| {
        hidden.entity(source.entity)
            || (source.entity == "cooperation" && hidden.module("satisfaction"))
    };
    for source in SOURCES.iter().filter(|source| !is_hidden(source)) {
        found.extend(told(read, source, "s.unit", units, source.unmet)?);
    }
    // What stands open is no lesson yet.
    found.retain(|one| match one.entity.as_str() {
        "complaint" => one.settled,
        "need" => one.state.as_deref() == Some("refused"),
        _ => true,
    });
    gravest_first(&mut found);
    found.truncate(most);
    elsewhere(read, None, &mut found)?;
    for lesson in &mut found {
        lesson.elsewhere.retain(|one| !hidden.entity(&one.entity));
        if lesson.entity == "cooperation" && hidden.module("feedback") {
            lesson.outcome = None;
        }
        lesson.unit.label = name_of(read, lesson.unit.id)?;
    }
    Ok(found)
}

fn gravest_first(found: &mut [Lesson]) {
    found.sort_by(|a, b| {
        (a.grade, a.settled, &b.day, a.source.id).cmp(&(b.grade, b.settled, &a.day, b.source.id))
    });
}

/// The unit, those above it and those below, by name.
fn around(read: &Read<'_>, unit: Id) -> Result<BTreeMap<Id, String>> {
    let mut find = read.sql().prepare_cached(
        "SELECT o.id, o.legal_name FROM unit u
           JOIN unit_tree t ON t.descendant = u.n JOIN unit o ON o.n = t.ancestor
         WHERE u.id = ?1 AND o.deleted_at IS NULL
         UNION
         SELECT o.id, o.legal_name FROM unit u
           JOIN unit_tree t ON t.ancestor = u.n JOIN unit o ON o.n = t.descendant
         WHERE u.id = ?1 AND o.deleted_at IS NULL",
    )?;
    let found = find.query_map([unit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn name_of(read: &Read<'_>, unit: Id) -> Result<String> {
    Ok(read
        .sql()
        .prepare_cached("SELECT legal_name FROM unit WHERE id = ?")?
        .query_row([unit], |row| row.get(0))?)
}

/// What was learned of one kind, where `column` is one of `ids`.
fn told<'i>(
    read: &Read<'_>,
    source: &Source,
    column: &str,
    ids: impl IntoIterator<Item = &'i Id>,
    unmet: &str,
) -> Result<Vec<Lesson>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT s.id, s.unit, {} FROM rarray(?1) AS o
         CROSS JOIN {} s ON {column} = o.value WHERE s.deleted_at IS NULL AND {unmet}",
        source.columns, source.entity
    ))?;
    let mut rows = find.query(params![array(ids)])?;
    let mut lessons = Vec::new();
    while let Some(row) = rows.next()? {
        let state: Option<String> = row.get(3)?;
        let scale: Option<String> = row.get(5)?;
        let score: Option<i64> = row.get(6)?;
        let grade = match (&scale, score) {
            (Some(scale), score) => match score.and_then(|score| grade_of_score(scale, score)) {
                Some(grade) => grade,
                // Answered when it was low, and corrected since.
                None if column == "s.id" => 4,
                None => continue,
            },
            (None, _) => grade_of_code(row.get::<_, Option<String>>(4)?.as_deref()),
        };
        lessons.push(Lesson {
            entity: source.entity.to_owned(),
            source: Ref {
                id: row.get(0)?,
                label: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            },
            unit: Ref {
                id: row.get(1)?,
                label: String::new(),
            },
            grade,
            settled: source.entity == "complaint" && state.as_deref() == Some("confirmed"),
            state,
            score: score.zip(scale).map(|(score, scale)| match scale.as_str() {
                "five" => format!("{score}/5"),
                "ten" => format!("{score}/10"),
                _ => format!("NPS {score}"),
            }),
            day: match row.get::<_, Option<String>>(7)? {
                Some(day) => day,
                None => day_of(read, row.get(8)?),
            },
            outcome: row.get(9)?,
            answer: None,
            elsewhere: Vec::new(),
        });
    }
    Ok(lessons)
}

/// Whether it is about this work itself: how content they are with it is not learned from earlier work.
fn is_of(read: &Read<'_>, work: &Work, lesson: &Lesson) -> Result<bool> {
    match lesson.entity.as_str() {
        "cooperation" => Ok(Some(lesson.source.id) == work.cooperation),
        "satisfaction" if work.entity == "project" => Ok(read
            .sql()
            .prepare_cached("SELECT 1 FROM satisfaction WHERE id = ? AND project = ?")?
            .exists(params![lesson.source.id, work.id])?),
        "satisfaction" => Ok(read
            .sql()
            .prepare_cached(
                "SELECT 1 FROM satisfaction s JOIN project p ON p.id = s.project
                 WHERE s.id = ? AND p.cooperation = ?",
            )?
            .exists(params![lesson.source.id, work.id])?),
        _ => Ok(false),
    }
}

const ANSWERS: &str = "coalesce(s.complaint, s.need, s.satisfaction, s.earlier),
  s.id, s.answer, s.note, s.updated_at,
  CASE WHEN s.project IS NULL THEN 'cooperation' ELSE 'project' END,
  coalesce(s.project, s.cooperation), coalesce(p.name, c.name)
  FROM {} LEFT JOIN project p ON p.id = s.project LEFT JOIN cooperation c ON c.id = s.cooperation";

/// The answers that a question brings, each with what it answers.
fn answers(
    read: &Read<'_>,
    from: &str,
    condition: &str,
    bound: &[&dyn rusqlite::ToSql],
) -> Result<Vec<(Id, LessonAnswer)>> {
    let mut find = read.sql().prepare_cached(&format!(
        "SELECT {} WHERE s.deleted_at IS NULL AND {condition} ORDER BY s.updated_at, s.n",
        ANSWERS.replace("{}", from)
    ))?;
    let mut rows = find.query(bound)?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        // A sheet may bring one that says of nothing that it is answered, or by nothing.
        let (of, work): (Option<Id>, Option<Id>) = (row.get(0)?, row.get(6)?);
        let (Some(of), Some(work)) = (of, work) else {
            continue;
        };
        let answer = LessonAnswer {
            id: row.get(1)?,
            answer: row.get(2)?,
            note: row.get(3)?,
            day: day_of(read, row.get(4)?),
            entity: row.get(5)?,
            work: Ref {
                id: work,
                label: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
            },
        };
        told.push((of, answer));
    }
    Ok(told)
}

/// How this work answers what it answers; the latest counts where a sheet brought two.
fn said_by(read: &Read<'_>, work: &Work) -> Result<BTreeMap<Id, LessonAnswer>> {
    let condition = format!("s.{} = ?1", work.entity);
    let said = answers(read, "lesson s", &condition, &[&work.id])?;
    Ok(said.into_iter().collect())
}

/// How other work than this answered the same: of each the latest answer, where that is one.
fn elsewhere(read: &Read<'_>, work: Option<Id>, lessons: &mut [Lesson]) -> Result<()> {
    let mut said: BTreeMap<Id, Vec<LessonAnswer>> = BTreeMap::new();
    for source in &SOURCES {
        let of = lessons
            .iter()
            .filter(|one| one.entity == source.entity)
            .map(|one| &one.source.id);
        let from = format!(
            "rarray(?1) AS o CROSS JOIN lesson s ON s.{} = o.value",
            source.field
        );
        for (of, answer) in answers(read, &from, "TRUE", &[&array(of)])? {
            if Some(answer.work.id) != work {
                let known = said.entry(of).or_default();
                known.retain(|older| older.work.id != answer.work.id);
                known.insert(0, answer);
            }
        }
    }
    for lesson in lessons {
        let mut told = said.remove(&lesson.source.id).unwrap_or_default();
        told.retain(|one| one.answer == "answered");
        lesson.elsewhere = told;
    }
    Ok(())
}
