//! Address cards as a sheet: one row a card, under the headings the layout knows.

use super::content_line::{Line, lines};
use super::fault;
use crate::base::{Report, Result};
use crate::exchange::sheet::Gather;

const HEADINGS: [&str; 10] = [
    "Full name",
    "Company",
    "Department",
    "Job title",
    "Phone",
    "E-mail",
    "Address",
    "Website",
    "Birthday",
    "Note",
];

/// Reads every card.
pub(super) fn read(text: &str, gather: &mut Gather, report: &Report) -> Result<()> {
    gather.sheet("", false)?;
    let headings = HEADINGS
        .iter()
        .map(|heading| gather.text(heading))
        .collect::<Result<_, _>>()?;
    gather.row(headings)?;
    let mut card: Option<[Vec<String>; 10]> = None;
    for line in lines(text) {
        match line.name.as_str() {
            "BEGIN" if line.value.trim().eq_ignore_ascii_case("VCARD") => {
                card = Some(Default::default());
            }
            "END" => {
                let Some(card) = card.take() else { continue };
                let cells = card.iter().map(|values| gather.text(&values.join("; ")));
                let cells = cells.collect::<Result<_, _>>()?;
                gather.row(cells)?;
                report.step("progress.import_read", gather.rows() as u64, None)?;
            }
            _ => {
                if let Some(card) = &mut card {
                    note(card, &line);
                }
            }
        }
    }
    if card.is_some() {
        return Err(fault::damaged("a card is cut off"));
    }
    Ok(())
}

fn note(card: &mut [Vec<String>; 10], line: &Line) {
    let [
        name,
        company,
        department,
        title,
        phones,
        emails,
        address,
        website,
        birthday,
        notes,
    ] = card;
    let mut parts = line.parts();
    for part in &mut parts {
        *part = part.trim().to_owned();
    }
    let (place, value) = match line.name.as_str() {
        "FN" => (name, line.text()),
        // Family and given name, for cards without a formatted one.
        "N" if name.is_empty() => {
            return name.push(line.person());
        }
        "ORG" => {
            let mut parts = parts.into_iter().filter(|part| !part.is_empty());
            company.extend(parts.next());
            return department.extend(parts);
        }
        "TITLE" => (title, line.text()),
        "TEL" => (phones, line.reach()),
        "EMAIL" => (emails, line.reach()),
        "ADR" => {
            let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (address, parts.join(" "))
        }
        "URL" => (website, line.text()),
        "BDAY" => (birthday, line.text()),
        "NOTE" => (notes, line.text()),
        _ => return,
    };
    let value = value.trim().to_owned();
    if line.name == "FN" {
        // The formatted name is the one people see.
        place.clear();
    }
    if !value.is_empty() && !place.contains(&value) {
        place.push(value);
    }
}
