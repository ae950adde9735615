//! To whom a letter can go: those the record names, the others at its unit, the unit itself.

use rusqlite::params;

use super::called::Known;
use super::model::{Avoid, MailChoice, MailPerson};
use crate::base::error::{Error, Kind, Result};
use crate::base::{Id, email};
use crate::records::value::Ref;
use crate::units::office::in_office;
use crate::vault::Read;

/// So many others at a unit are offered.
const OFFERED: u32 = 12;

const ONE: &str =
    "SELECT c.id, c.full_name, coalesce(c.emails, '[]'), c.\"left\", c.do_not_contact, c.do_not_contact_until,
       coalesce(c.family, ''), coalesce(c.form_of_address, ''), coalesce(c.gender, ''),
       coalesce(c.title, ''), c.label = 'confidential'
FROM contact c WHERE c.id = ?1 AND c.deleted_at IS NULL";

/// Those with a post that has not ended, whose main one is here first.
const THERE: &str = concat!(
    "SELECT p.contact FROM post p JOIN contact c ON c.id = p.contact
WHERE p.unit = ?1 AND ",
    in_office!("p", "?3"),
    " AND p.deleted_at IS NULL AND c.deleted_at IS NULL AND c.\"left\" = 0 AND c.emails IS NOT NULL
GROUP BY p.contact ORDER BY max(p.is_primary) DESC, min(p.n) LIMIT ?2"
);

/// Somebody with an address.
pub(super) struct Person {
    pub(super) shown: MailPerson,
    pub(super) known: Option<Known>,
    pub(super) confidential: bool,
}

/// All of them, and what is kept as an address of those the record names and is none.
pub(super) struct People {
    pub(super) people: Vec<Person>,
    pub(super) unfit: Vec<String>,
}

impl People {
    /// Those it could go to: `named`, then the others at `unit`. The first address of each who is named
    /// is chosen; where nobody is, the only one there is.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn of(read: &Read<'_>, named: &[Id], unit: Option<&Ref>) -> Result<Self> {
        let mut all = Self {
            people: Vec::new(),
            unfit: Vec::new(),
        };
        for id in named {
            let unfit = all.add(read, *id, true)?;
            all.unfit.extend(unfit);
        }
        if let Some(unit) = unit {
            let mut find = read.sql().prepare_cached(THERE)?;
            let there = find
                .query_map(params![unit.id, OFFERED, read.today().to_string()], |row| {
                    row.get(0)
                })?;
            let there = there.collect::<rusqlite::Result<Vec<Id>>>()?;
            for id in there.iter().filter(|id| !named.contains(id)) {
                all.add(read, *id, false)?;
            }
            let unfit = all.add_unit(read, unit)?;
            if named.is_empty() {
                all.unfit.extend(unfit);
            }
        }
        if named.is_empty()
            && let [only] = all.people.as_mut_slice()
        {
            only.shown.chosen = true;
        }
        Ok(all)
    }

    /// Has it go to these and nobody else.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when one of them is not offered.
    pub(super) fn choose(&mut self, to: &[MailChoice]) -> Result<()> {
        let is = |person: &Person, choice: &MailChoice| {
            let of = person.shown.contact.as_ref().map(|contact| contact.id);
            of == choice.contact && person.shown.address == choice.address
        };
        if to
            .iter()
            .any(|one| !self.people.iter().any(|person| is(person, one)))
        {
            return Err(Error::new(Kind::Invalid, "error.mail_not_offered"));
        }
        for person in &mut self.people {
            person.shown.chosen = to.iter().any(|one| is(person, one));
        }
        Ok(())
    }

    pub(super) fn chosen(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.shown.chosen)
    }

    fn add(&mut self, read: &Read<'_>, id: Id, chosen: bool) -> Result<Vec<String>> {
        let mut find = read.sql().prepare_cached(ONE)?;
        let mut rows = find.query([id])?;
        let Some(row) = rows.next()? else {
            return Ok(Vec::new());
        };
        let label: String = row.get(1)?;
        let (fit, unfit) = addresses(&row.get::<_, String>(2)?);
        let avoid = Avoid::on(read.today(), row.get(4)?, row.get(5)?);
        for (at, address) in fit.into_iter().enumerate() {
            self.people.push(Person {
                shown: MailPerson {
                    contact: Some(Ref {
                        id,
                        label: label.clone(),
                    }),
                    address,
                    chosen: chosen && at == 0,
                    left: row.get(3)?,
                    avoid: avoid.clone(),
                },
                known: Some(Known {
                    name: label.clone(),
                    family: row.get(6)?,
                    form: row.get(7)?,
                    gender: row.get(8)?,
                    title: row.get(9)?,
                }),
                confidential: row.get(10)?,
            });
        }
        Ok(unfit)
    }

    fn add_unit(&mut self, read: &Read<'_>, unit: &Ref) -> Result<Vec<String>> {
        let mut find = read
            .sql()
            .prepare_cached("SELECT coalesce(emails, '[]') FROM unit WHERE id = ?1")?;
        let mut rows = find.query([unit.id])?;
        let Some(row) = rows.next()? else {
            return Ok(Vec::new());
        };
        let (fit, unfit) = addresses(&row.get::<_, String>(0)?);
        self.people.extend(fit.into_iter().map(|address| Person {
            shown: MailPerson {
                contact: None,
                address,
                chosen: false,
                left: false,
                avoid: None,
            },
            known: None,
            confidential: false,
        }));
        Ok(unfit)
    }
}

/// The addresses that mail can reach, and the others.
fn addresses(json: &str) -> (Vec<String>, Vec<String>) {
    let kept: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    let reaches = |address: &String| email::verdict(address).doubt().is_none();
    kept.into_iter().partition(reaches)
}
