//! Calendar entries as a sheet: one row an event or to-do, under the headings the layout knows.

use chrono::{NaiveDate, NaiveDateTime};

use super::content_line::{Line, lines};
use super::fault;
use crate::base::{Report, Result};
use crate::exchange::sheet::{Cell, Gather};

const HEADINGS: [&str; 3] = ["Task", "Due", "Task note"];

#[derive(Default)]
struct Entry {
    title: String,
    due: Cell,
    place: String,
    note: String,
}

/// Reads every event and to-do.
pub(super) fn read(text: &str, gather: &mut Gather, report: &Report) -> Result<()> {
    gather.sheet("", false)?;
    let headings = HEADINGS
        .iter()
        .map(|heading| gather.text(heading))
        .collect::<Result<_, _>>()?;
    gather.row(headings)?;
    let mut entry: Option<Entry> = None;
    let mut inner = 0_usize;
    for line in lines(text) {
        let kind = line.value.trim().to_ascii_uppercase();
        match (line.name.as_str(), &mut entry) {
            ("BEGIN", None) if matches!(kind.as_str(), "VEVENT" | "VTODO") => {
                entry = Some(Entry::default());
            }
            ("BEGIN", Some(_)) => inner += 1,
            ("END", Some(_)) if inner > 0 => inner -= 1,
            ("END", Some(_)) => {
                let done = entry.take().unwrap_or_default();
                let title = gather.text(&done.title)?;
                let note = [done.note, done.place].join("\n");
                let row = vec![title, done.due, gather.text(note.trim())?];
                gather.row(row)?;
                report.step("progress.import_read", gather.rows() as u64, None)?;
            }
            (name, Some(entry)) if inner == 0 => match name {
                "SUMMARY" => entry.title = line.text(),
                "DUE" | "DTSTART" if entry.due == Cell::Empty || name == "DUE" => {
                    entry.due = moment(&line, gather)?;
                }
                "LOCATION" => entry.place = line.text(),
                "DESCRIPTION" => entry.note = line.text(),
                _ => {}
            },
            _ => {}
        }
    }
    if entry.is_some() {
        return Err(fault::damaged("a calendar is cut off"));
    }
    Ok(())
}

/// A day, or a day and time as the wall shows it. An instant in UTC keeps its mark and is left
/// for whoever knows the zone.
fn moment(line: &Line, gather: &mut Gather) -> Result<Cell> {
    let value = line.value.trim();
    if let Ok(day) = NaiveDate::parse_from_str(value, "%Y%m%d") {
        return Ok(Cell::Date(day.and_time(chrono::NaiveTime::MIN)));
    }
    if let Ok(at) = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S") {
        return Ok(Cell::Date(at));
    }
    Ok(gather.text(value)?)
}
