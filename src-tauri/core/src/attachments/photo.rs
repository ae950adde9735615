//! The picture among a person's files that shows them: a mark on the file, and a column of the person
//! kept by it, so that whoever draws a person knows the picture without asking for their files.

use rusqlite::OptionalExtension;

use super::media::{Shown, shown};
use crate::base::{Change, ChangeKind, Error, Id, Kind, Result};
use crate::records::value::Value;
use crate::records::{Batch, Catalog, trail};
use crate::vault::{Hook, Write, array};

/// So many bytes a photo may have: lists draw several of them at once.
const MOST: i64 = 8 << 20;

/// Has a file show the person it is on, and no other file of theirs; one step of undo.
///
/// # Errors
/// [`Kind::NotFound`] when it is gone, [`Kind::Invalid`] when it is on no person, is no picture or is
/// too large to be drawn in lists.
pub fn show(tx: &mut Write<'_>, catalog: &Catalog, file: Id) -> Result<Vec<(String, Id)>> {
    let found: Option<(String, Id, String, i64)> = tx
        .sql()
        .prepare_cached(
            "SELECT of_entity, \"of\", media_type, size FROM attachment
             WHERE id = ? AND deleted_at IS NULL",
        )?
        .query_row([file], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((entity, of, media, size)) = found else {
        return Err(Error::new(Kind::NotFound, "error.record_gone").with("entity", "attachment"));
    };
    if entity != "contact" || shown(&media) != Shown::Image {
        return Err(Error::invalid("photo", "error.no_photo"));
    }
    if size > MOST {
        return Err(Error::invalid("photo", "error.photo_too_large").with("most", MOST >> 20));
    }
    // A picture that is only just coming shows them with the same step.
    let mut batch = Batch::go_on(tx, catalog, "op.photo")?;
    batch.update("attachment", file, None, [("photo", Value::Bool(true))])?;
    Ok(vec![
        ("attachment".to_owned(), file),
        ("contact".to_owned(), of),
    ])
}

/// Keeps the photo of people up to date, whichever way their files came, went or were marked.
pub struct KeepPhotos(pub Catalog);

impl Hook for KeepPhotos {
    fn before_commit(&self, tx: &mut Write<'_>, op: &str) -> Result<()> {
        let mut files: Vec<Id> = tx.touched("attachment", "photo").collect();
        let marked = files.clone();
        for column in ["deleted_at", "of"] {
            files.extend(tx.touched("attachment", column));
        }
        if files.is_empty() {
            return Ok(());
        }
        // What comes back comes as it was.
        let again = trail::BRINGS_BACK.contains(&op) || op.starts_with("history.");
        if !again || op == "history.merge" {
            self.leave_one(tx, &files, &marked)?;
        }
        // Whoever a file went from still has it in their column.
        let mut renew = tx.sql().prepare_cached(
            "UPDATE contact SET photo = (
               SELECT a.id FROM attachment a
               WHERE a.\"of\" = contact.id AND a.photo = 1 AND a.deleted_at IS NULL
                 AND a.media_type LIKE 'image/%' ORDER BY a.n DESC LIMIT 1)
             WHERE id IN (
                 SELECT \"of\" FROM attachment WHERE id IN (SELECT value FROM rarray(?1))
                 UNION SELECT id FROM contact WHERE photo IN (SELECT value FROM rarray(?1)))
               AND photo IS NOT (
               SELECT a.id FROM attachment a
               WHERE a.\"of\" = contact.id AND a.photo = 1 AND a.deleted_at IS NULL
                 AND a.media_type LIKE 'image/%' ORDER BY a.n DESC LIMIT 1)
             RETURNING id",
        )?;
        let told = renew
            .query_map([array(&files)], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Id>>>()?;
        drop(renew);
        for id in told {
            tx.record(Change {
                entity: "contact".to_owned(),
                id,
                kind: ChangeKind::Updated,
            });
        }
        Ok(())
    }
}

impl KeepPhotos {
    /// Whoever has two pictures that show them, as people made one of two have, keeps one: what was marked
    /// just now, else the one that showed them before.
    fn leave_one(&self, tx: &mut Write<'_>, files: &[Id], marked: &[Id]) -> Result<()> {
        let others = tx
            .sql()
            .prepare_cached(
                "SELECT id FROM (
                   SELECT a.id, row_number() OVER (PARTITION BY a.\"of\" ORDER BY
                     a.id IN (SELECT value FROM rarray(?2)) DESC, a.id IS c.photo DESC, a.n DESC) AS place
                   FROM attachment a JOIN contact c ON c.id = a.\"of\"
                   WHERE a.photo = 1 AND a.deleted_at IS NULL AND a.media_type LIKE 'image/%'
                     AND a.\"of\" IN (SELECT \"of\" FROM attachment WHERE id IN (SELECT value FROM rarray(?1))))
                 WHERE place > 1",
            )?
            .query_map([array(files), array(marked)], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Id>>>()?;
        if others.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::go_on(tx, &self.0, "op.photo")?;
        for other in others {
            batch.update("attachment", other, None, [("photo", Value::Bool(false))])?;
        }
        Ok(())
    }
}
