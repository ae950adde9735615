//! What stands against a bringing back: what was signed, what was let go, codes that are another's by
//! now, circles. Who stands against it stays as it is; the rest comes.

use std::collections::{BTreeSet, HashSet};

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params};

use super::bring::BringBar;
use super::pieces::{Pieces, What};
use crate::base::{Id, Result};
use crate::business::amend::SIGNED;
use crate::history::pointing::{ids_in, owners};
use crate::records::catalog::{EntityDef, FieldDef};
use crate::records::query::quoted;
use crate::records::trail;
use crate::records::value::id_of;
use crate::vault::Read;

impl Pieces<'_> {
    /// What was signed of a contract that is locked by now changes only by an amendment, with why.
    pub(super) fn hold_signed(&mut self) {
        for piece in self
            .all
            .iter_mut()
            .filter(|one| one.entity.key == "contract")
        {
            if !matches!(piece.now.get("locked"), Some(Sql::Integer(1))) {
                continue;
            }
            for put in &mut piece.puts {
                if put.field.is_some_and(|field| SIGNED.contains(&field.key)) {
                    put.bar = Some(BringBar::Locked);
                }
            }
        }
    }

    /// A file whose bytes were let go comes only where the other vault still has them, as those `at_hand`.
    pub(super) fn hold_files(&mut self, at_hand: &BTreeSet<Id>) -> Result<()> {
        let mut find = self
            .now
            .sql()
            .prepare_cached("SELECT 1 FROM stored_file WHERE id = ?")?;
        for piece in self.all.iter_mut().filter(|one| one.what == What::New) {
            if piece.entity.key == "attachment"
                && let Some(file) = piece.then.get("file")
                && !find.exists([file])?
                && !matches!(file, Sql::Blob(id) if at_hand.contains(&id_of(id)?))
            {
                piece.bar = Some(BringBar::Lost);
            }
        }
        Ok(())
    }

    /// What belongs to something that does not come, does not come either.
    pub(super) fn hold_owned(&mut self) -> Result<()> {
        loop {
            let barred = |id: &Id| {
                let owner = self.at.get(id).and_then(|at| self.all.get(*at));
                owner.is_some_and(|owner| owner.bar.is_some())
            };
            let mut stays = Vec::new();
            for (at, piece) in self.all.iter().enumerate() {
                let whose = owners(self.catalog, piece.entity, &piece.row_to_be())?;
                if piece.bar.is_none() && whose.iter().any(|owner| barred(&owner.id)) {
                    stays.push(at);
                }
            }
            if stays.is_empty() {
                return Ok(());
            }
            for at in stays {
                if let Some(piece) = self.all.get_mut(at) {
                    piece.bar = Some(BringBar::Gone);
                }
            }
        }
    }

    /// A code that another record has by now stays with that.
    pub(super) fn hold_unique(&mut self) -> Result<()> {
        loop {
            let barred = |pieces: &Self| {
                let puts = pieces.all.iter().flat_map(|piece| &piece.puts);
                puts.filter(|put| !put.is_made()).count()
            };
            let before = barred(self);
            self.hold_codes()?;
            // One that does not let go of its code after all may have been counted on.
            if barred(self) == before {
                return Ok(());
            }
        }
    }

    fn hold_codes(&mut self) -> Result<()> {
        for at in 0..self.all.len() {
            let Some(piece) = self.all.get(at).cloned() else {
                continue;
            };
            if piece.bar.is_some() {
                continue;
            }
            for field in piece.entity.fields.iter().filter(|field| field.unique) {
                let held = piece.to_be(field.key);
                let comes = piece.what != What::Put
                    || piece.puts.iter().any(|put| {
                        put.field.is_some_and(|of| of.key == field.key) && put.is_made()
                    });
                if !comes || matches!(held, Sql::Null) {
                    continue;
                }
                if self.taken(piece.entity, piece.id, field, &held)? {
                    let bar = Some(BringBar::Taken);
                    // Out of the bin it cannot come with a code that is another's.
                    if piece.what == What::Revive {
                        self.turn_to(at, field, Sql::Null, bar);
                    } else {
                        self.turn(at, field.key, Sql::Null, bar);
                    }
                }
            }
        }
        Ok(())
    }

    fn taken(&self, entity: &EntityDef, id: Id, field: &FieldDef, held: &Sql) -> Result<bool> {
        let other = holder(self.now, entity, id, field, held)?;
        let Some(other) = other else {
            return Ok(false);
        };
        let lets_go = self.at.get(&other).and_then(|at| self.all.get(*at));
        Ok(!lets_go.is_some_and(|other| {
            other.puts.iter().any(|put| {
                put.field.is_some_and(|of| of.key == field.key)
                    && put.is_made()
                    && put.value() != Some(held)
            })
        }))
    }

    /// No record comes to stand below itself: who was moved since stays where it is.
    pub(super) fn hold_circles(&mut self) -> Result<()> {
        loop {
            let mut circle = None;
            'every: for (at, piece) in self.all.iter().enumerate() {
                let Some(up) = piece.entity.parent() else {
                    continue;
                };
                if !piece.is_made() {
                    continue;
                }
                let mut seen = HashSet::new();
                let mut on = Some(piece.id);
                let mut last = at;
                while let Some(here) = on {
                    if !seen.insert(here) {
                        circle = Some((last, up.key));
                        break 'every;
                    }
                    let known = self
                        .at
                        .get(&here)
                        .and_then(|at| Some((*at, self.all.get(*at)?)));
                    on = match known {
                        Some((at, piece)) if piece.bar.is_none() => {
                            let moved = piece.what != What::Put
                                || piece.puts.iter().any(|put| {
                                    put.field.is_some_and(|of| of.key == up.key) && put.is_made()
                                });
                            last = if moved { at } else { last };
                            ids_in(piece.to_be(up.key))?.first().copied()
                        }
                        _ => {
                            let row = trail::row(self.now, piece.entity, here)?;
                            let held = row.and_then(|mut row| row.remove(up.key));
                            ids_in(held.unwrap_or(Sql::Null))?.first().copied()
                        }
                    };
                }
            }
            let Some((at, column)) = circle else {
                return Ok(());
            };
            match self.all.get(at) {
                Some(one) if one.what == What::Revive => {
                    let field = one.entity.field(column)?;
                    self.turn_to(at, field, Sql::Null, Some(BringBar::Circle));
                }
                _ => self.turn(at, column, Sql::Null, Some(BringBar::Circle)),
            }
        }
    }
}

/// The living record that holds a unique value.
pub(super) fn holder(
    read: &Read<'_>,
    entity: &EntityDef,
    id: Id,
    field: &FieldDef,
    held: &Sql,
) -> Result<Option<Id>> {
    Ok(read
        .sql()
        .prepare_cached(&format!(
            "SELECT id FROM {} WHERE {} = ?1 AND deleted_at IS NULL AND id IS NOT ?2",
            quoted(entity.key),
            quoted(field.key)
        ))?
        .query_row(params![held, id], |row| row.get(0))
        .optional()?)
}
