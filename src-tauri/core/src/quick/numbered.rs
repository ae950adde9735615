//! `15号车间检查`: on the fifteenth, or in the workshop that bears the number. The line says neither, and a task
//! whose day was passed over reminds of nothing; so it is asked.

use std::ops::Range;

use super::draft::{Choice, Doubt, MOST, Part, choices, sorted};
use super::line::title;
use super::time::{self, Now};
use super::when::readings;

/// The question whether a line begins with a day or with the number of a place, where it may be either; `dated` is
/// the line without what is of no time, `ahead` how long before the day it is to speak as well.
pub(super) fn day_or_place(
    (line, dated): (&str, &str),
    ahead: Option<(Vec<String>, Range<usize>)>,
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
    let (leads, lead) = ahead.unzip();
    let leads = leads.unwrap_or_default();
    let rest = title(line, &sorted(one.spans.iter().cloned().chain(lead)));
    let choices = choices(&one.time, zone).into_iter().take(MOST);
    Some(Doubt {
        part: Part::When,
        why: "day_or_place".to_owned(),
        choices: choices
            .map(|choice| Choice {
                title: Some(rest.clone()),
                leads: leads.clone(),
                ..choice
            })
            .collect(),
        is_likely: false,
    })
}
