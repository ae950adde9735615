//! Somebody leaves at a customer's, and another one takes over: their posts end, the successor gets
//! the same, and what was open with the one is open with the other.

use serde::{Deserialize, Serialize};

use super::{Open, OpenPoints, hold_moment, note, open, points, today, with_note};
use crate::base::words::clean_line;
use crate::base::{Error, Id, Kind, Result};
use crate::records::labels::{self, Language};
use crate::records::value::{Ref, Value};
use crate::records::{Batch, Catalog};
use crate::units::office::in_office;
use crate::vault::{Read, Write};

/// Who follows whom, and in what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box of a form, ticked by itself"
)]
pub struct Succession {
    /// Who leaves.
    pub contact: Id,
    /// Who follows, where they are known already.
    pub successor: Option<Id>,
    /// What the successor is called, where they are new.
    pub new_name: String,
    /// Since when, `YYYY-MM-DD`; today where nothing is said.
    pub on: Option<String>,
    /// The successor gets their posts and seats.
    pub posts: bool,
    /// Open tasks are with the successor from now on.
    pub tasks: bool,
    /// So are open promises.
    pub promises: bool,
    /// They are marked as gone.
    pub left: bool,
    /// What to add to the timeline.
    pub note: String,
}

/// A post that changes hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct PostToTake {
    /// At which unit.
    pub unit: Ref,
    /// As what.
    pub title: String,
    /// Which seat it fills; empty for none.
    pub seat: String,
}

/// What a succession comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SuccessionPlan {
    /// The moment the plan was made at; hand it back.
    pub moment: i64,
    /// Who leaves.
    pub contact: Ref,
    /// Their posts of today.
    pub posts: Vec<PostToTake>,
    /// What is open with them.
    pub open: OpenPoints,
}

/// A post as it stands.
struct Post {
    id: Id,
    unit: Id,
    unit_name: String,
    title: Option<String>,
    department: Option<String>,
    department_unit: Option<Id>,
    seat: Option<Id>,
    seat_name: Option<String>,
    primary: bool,
}

/// What somebody would leave behind.
///
/// # Errors
/// [`Kind::NotFound`] when there is no such contact.
pub fn plan(read: &Read<'_>, catalog: &Catalog, contact: Id) -> Result<SuccessionPlan> {
    let name = name_of(read, contact)?;
    let all = open(read, catalog)?;
    let posts = posts(read, contact)?;
    Ok(SuccessionPlan {
        moment: read.commit_seq()?,
        contact: Ref {
            id: contact,
            label: name,
        },
        posts: posts
            .into_iter()
            .map(|post| PostToTake {
                unit: Ref {
                    id: post.unit,
                    label: post.unit_name,
                },
                title: post.title.unwrap_or_default(),
                seat: post.seat_name.unwrap_or_default(),
            })
            .collect(),
        open: points(all.iter().filter(|one| one.contact == Some(contact))),
    })
}

/// Has the successor take over as the plan made at `moment` said: one step of undo; who that is.
///
/// # Errors
/// [`Kind::Conflict`] when the vault has changed since, [`Kind::Invalid`] when nobody follows.
pub fn perform(
    tx: &mut Write<'_>,
    catalog: &Catalog,
    order: &Succession,
    moment: i64,
    language: Language,
) -> Result<Id> {
    hold_moment(tx, moment)?;
    let from = name_of(tx, order.contact)?;
    let fresh = clean_line(&order.new_name);
    let known = match order.successor {
        Some(same) if same == order.contact => {
            return Err(Error::invalid("successor", "error.successor_same"));
        }
        Some(id) => Some((id, name_of(tx, id)?)),
        None if fresh.is_empty() => return Err(Error::invalid("successor", "error.required")),
        None => None,
    };
    let today = today(tx);
    let day = order.on.clone().unwrap_or_else(|| today.clone());
    let posts = posts(tx, order.contact)?;
    let all = open(tx, catalog)?;
    let left: Vec<&Open> = all
        .iter()
        .filter(|one| one.contact == Some(order.contact))
        .collect();
    let mut batch = Batch::begin(tx, catalog, "op.succession")?;
    let (to, name) = match known {
        Some(known) => known,
        None => {
            let named = [("full_name", Value::text(&fresh))];
            (batch.create("contact", None, named)?, fresh)
        }
    };
    let kept = hand_posts(&mut batch, if order.posts { &posts } else { &[] }, to, &day)?;
    for one in &left {
        let goes = if one.entity == "task" {
            order.tasks
        } else {
            order.promises
        };
        if goes {
            batch.update(one.entity, one.id, None, [("contact", Value::to(to))])?;
        }
    }
    if order.left {
        batch.update(
            "contact",
            order.contact,
            None,
            [("left", Value::Bool(true))],
        )?;
    }
    let mut told: Vec<Id> = Vec::new();
    for unit in posts
        .iter()
        .map(|post| post.unit)
        .chain(left.iter().filter_map(|one| one.unit))
    {
        if told.contains(&unit) {
            continue;
        }
        told.push(unit);
        let here = left.iter().filter(|one| one.unit == Some(unit)).copied();
        let here = points(here);
        let open = here.told(language);
        let text = labels::message(
            language,
            "record.succeeded",
            &[
                ("from", &from),
                ("to", &name),
                ("day", &day),
                ("open", &open),
            ],
        );
        let both = [order.contact, to];
        let mut text = text;
        for (_, own, theirs) in kept.iter().filter(|(at, ..)| *at == unit) {
            let blanks = [("to", &*name), ("own", &**own), ("theirs", &**theirs)];
            text.push('\n');
            text.push_str(&labels::message(
                language,
                "record.succession_kept",
                &blanks,
            ));
        }
        let text = with_note(text, &order.note);
        note(&mut batch, unit, &both, &[], (&text, here.secret))?;
    }
    Ok(to)
}

/// What a successor goes on being called where the post they take over was called otherwise: at which
/// unit, what they are, what is let go of.
type Kept = (Id, String, String);

/// Ends the posts and gives the successor the like of each. What they held before is looked at once: a
/// post made here is no reason to leave out the next.
fn hand_posts(batch: &mut Batch<'_, '_>, posts: &[Post], to: Id, day: &str) -> Result<Vec<Kept>> {
    let mut free = self::posts(batch.tx(), to)?;
    let mut kept = Vec::new();
    // First those whose seat may be the successor's already.
    let (seated, others): (Vec<&Post>, Vec<&Post>) =
        posts.iter().partition(|post| post.seat.is_some());
    for post in seated.into_iter().chain(others) {
        let end = Value::Date(day.to_owned());
        batch.update("post", post.id, None, [("end", end)])?;
        // Another seat is another post.
        let fits = |there: &Post| {
            there.unit == post.unit
                && (there.seat == post.seat || there.seat.is_none() || post.seat.is_none())
        };
        let same = free
            .iter()
            .position(|there| there.unit == post.unit && there.seat == post.seat)
            .or_else(|| free.iter().position(fits));
        match same {
            Some(at) => fill(batch, post, &free.swap_remove(at), &mut kept)?,
            None => take(batch, post, to, day)?,
        }
    }
    Ok(kept)
}

fn text(text: Option<&String>) -> Value {
    text.map_or(Value::Null, Value::text)
}

/// Puts into a post of the successor's what it lacks of the one they take over, and notes what of that
/// they do not get.
fn fill(batch: &mut Batch<'_, '_>, post: &Post, there: &Post, kept: &mut Vec<Kept>) -> Result<()> {
    let mut values: Vec<(&str, Value)> = Vec::new();
    if there.seat.is_none() && post.seat.is_some() {
        values.push(("seat", post.seat.map_or(Value::Null, Value::to)));
    }
    if there.department.is_none() && there.department_unit.is_none() {
        values.push(("department", text(post.department.as_ref())));
        let unit = post.department_unit.map_or(Value::Null, Value::to);
        values.push(("department_unit", unit));
    }
    match (&there.title, &post.title) {
        (None, title) => values.push(("title", text(title.as_ref()))),
        (Some(own), Some(theirs)) if own != theirs => {
            kept.push((post.unit, own.clone(), theirs.clone()));
        }
        _ => {}
    }
    batch.update("post", there.id, None, values)?;
    Ok(())
}

fn take(batch: &mut Batch<'_, '_>, post: &Post, to: Id, day: &str) -> Result<()> {
    let values = [
        ("contact", Value::to(to)),
        ("unit", Value::to(post.unit)),
        ("title", text(post.title.as_ref())),
        ("department", text(post.department.as_ref())),
        (
            "department_unit",
            post.department_unit.map_or(Value::Null, Value::to),
        ),
        ("seat", post.seat.map_or(Value::Null, Value::to)),
        ("is_primary", Value::Bool(post.primary)),
        ("start", Value::Date(day.to_owned())),
    ];
    batch.create("post", None, values)?;
    Ok(())
}

fn name_of(read: &Read<'_>, contact: Id) -> Result<String> {
    let mut find = read
        .sql()
        .prepare_cached("SELECT full_name FROM contact WHERE id = ? AND deleted_at IS NULL")?;
    let mut rows = find.query([contact])?;
    match rows.next()? {
        Some(row) => Ok(row.get(0)?),
        None => Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "contact")),
    }
}

/// The posts somebody holds today.
fn posts(read: &Read<'_>, contact: Id) -> Result<Vec<Post>> {
    let today = today(read);
    let mut find = read.sql().prepare_cached(concat!(
        "SELECT p.id, p.unit, u.legal_name, p.title, p.department, p.department_unit,
                p.seat, s.name, p.is_primary
             FROM post p JOIN unit u ON u.id = p.unit LEFT JOIN seat s ON s.id = p.seat
             WHERE p.contact = ?1 AND p.deleted_at IS NULL AND ",
        in_office!("p", "?2"),
        " ORDER BY p.is_primary DESC, p.n"
    ))?;
    let rows = find.query_map((contact, today), |row| {
        Ok(Post {
            id: row.get(0)?,
            unit: row.get(1)?,
            unit_name: row.get(2)?,
            title: row.get(3)?,
            department: row.get(4)?,
            department_unit: row.get(5)?,
            seat: row.get(6)?,
            seat_name: row.get(7)?,
            primary: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
