//! Beginnings and ends as English says them: `end of the month`, `EOM`, `early next week`.

use super::chinese::{Said, one};
use super::english::{COMING, NEXT, THE, WHOLES, month, period, the};
use super::number::figures;
use super::parts::{Edge, Piece, Rel, Whole};
use super::text::Text;

const EARLY: &[(&str, Edge)] = &[
    ("early", Edge::Tens(0)),
    ("mid", Edge::Tens(1)),
    ("mid-", Edge::Tens(1)),
    ("late", Edge::Tens(2)),
];

const EDGES: &[(&str, Edge)] = &[
    ("end of", Edge::End),
    ("the end of", Edge::End),
    ("close of", Edge::End),
    ("beginning of", Edge::Begin),
    ("start of", Edge::Begin),
    ("middle of", Edge::Middle),
];

/// `early next week`, `late this month`.
fn early_in(text: &Text, edge: Edge, i: usize) -> Option<Said> {
    let (turn, after) = text.meant(i, NEXT).filter(|_| text.any(i, THE).is_none())?;
    let (whole, end) = text.meant(text.space(after), WHOLES)?;
    let edge = match edge {
        _ if whole == Whole::Month => edge,
        Edge::Tens(0) => Edge::Begin,
        Edge::Tens(1) => Edge::Middle,
        _ => Edge::End,
    };
    let turn = if turn == COMING { 1 } else { turn };
    Some((vec![Piece::Edge(edge, None), period(whole, turn)], end))
}

/// `end of the month`, `EOM`, `beginning of next year`, `early March`.
pub(super) fn edge(text: &Text, i: usize) -> Option<Said> {
    const SHORT: &[(&str, (Edge, Whole))] = &[
        ("eom", (Edge::End, Whole::Month)),
        ("eoy", (Edge::End, Whole::Year)),
        ("eoq", (Edge::End, Whole::Quarter)),
        ("eow", (Edge::End, Whole::Week)),
        ("bom", (Edge::Begin, Whole::Month)),
        ("boy", (Edge::Begin, Whole::Year)),
        ("month end", (Edge::End, Whole::Month)),
        ("month-end", (Edge::End, Whole::Month)),
        ("year end", (Edge::End, Whole::Year)),
        ("year-end", (Edge::End, Whole::Year)),
        ("quarter end", (Edge::End, Whole::Quarter)),
        ("quarter-end", (Edge::End, Whole::Quarter)),
    ];
    let from = the(text, i);
    if let Some(((edge, whole), end)) = text.meant(from, SHORT) {
        // A boy is a child, unless it is shouted.
        return (whole != Whole::Year || edge == Edge::End || text.is_upper(from))
            .then_some((vec![Piece::Edge(edge, Some(whole))], end));
    }
    if let Some((edge, after)) = text.meant(from, EARLY) {
        if let Some(said) = early_in(text, edge, text.space(after)) {
            return Some(said);
        }
        let (found, end) = month(text, text.space(after))?;
        return Some((
            vec![
                Piece::Edge(edge, None),
                Piece::Month(Rel::Is(i32::try_from(found).ok()?)),
            ],
            end,
        ));
    }
    let (edge, after) = text.meant(from, EDGES)?;
    let after = text.space(after);
    if let Some((whole, end)) = text.meant(the(text, after), WHOLES) {
        return one(Piece::Edge(edge, Some(whole)), end);
    }
    if let Some((found, end)) = month(text, after) {
        return Some((
            vec![
                Piece::Edge(edge, None),
                Piece::Month(Rel::Is(i32::try_from(found).ok()?)),
            ],
            end,
        ));
    }
    if let Some((year, end)) = figures(text, after)
        && end - after == 4
        && (1900..=2100).contains(&year)
    {
        let year = Piece::Year(Rel::Is(i32::try_from(year).ok()?));
        return Some((vec![Piece::Edge(edge, None), year], end));
    }
    let (turn, after) = text.meant(after, NEXT)?;
    let turn = if turn == COMING { 1 } else { turn };
    let (whole, end) = text.meant(text.space(after), WHOLES)?;
    Some((vec![Piece::Edge(edge, None), period(whole, turn)], end))
}
