//! `15号车间检查`: on the fifteenth, or in the workshop that bears the number. The line says neither, and a task
//! whose day was passed over reminds of nothing; so it is asked.

use super::draft::{Choice, Doubt, MOST, Part, choices, sorted};
use super::line::title;
use super::time::{self, Now};
use super::when::readings;

/// The question whether a line begins with a day or with the number of a place, where it may be either; `dated` is
/// the line without what is of no time.
pub(super) fn day_or_place(
    (line, dated): (&str, &str),
    now: &Now<'_>,
    zone: &str,
) -> Option<Doubt> {
    const DAY: &str = "日";
    let mark = time::day_or_place(dated)?;
    let mut dated = dated.to_owned();
    // What is found then stands where it stood in the line.
    (mark.len() == DAY.len()).then(|| dated.replace_range(mark, DAY))?;
    let read = readings(&dated, now);
    let [one] = &read[..] else {
        return None;
    };
    let rest = title(line, &sorted(one.spans.iter().cloned()));
    let choices = choices(&one.time, zone).into_iter().take(MOST);
    Some(Doubt {
        part: Part::When,
        why: "day_or_place".to_owned(),
        choices: choices
            .map(|choice| Choice {
                title: Some(rest.clone()),
                ..choice
            })
            .collect(),
        is_likely: false,
    })
}
