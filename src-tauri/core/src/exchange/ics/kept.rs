//! The one calendar file that other programs follow: written anew when it would say something else,
//! whole or not at all, and never over a file that is not ours.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use super::dated::Dated;
use super::{Tells, calendar};
use crate::base::Id;
use crate::base::error::{Error, Kind, Result};
use crate::exchange::export::{place, sync_folder, write_beside};
use crate::records::Catalog;
use crate::vault::Read;

/// What every file of ours begins with.
pub(super) const MARK: &str = "PRODID:-//Steward//Agenda//EN";

/// What a kept file says after that, before the id of its vault.
const KEPT: &str = "X-STEWARD-VAULT:";

/// Our own file is no larger; of any other, its beginning is enough to tell.
const MOST: u64 = 64 << 20;

/// What the file is to say.
#[derive(Debug)]
pub struct Said {
    text: String,
    vault: Id,
}

/// The line by which a file is known as kept by a vault: an exported one is not.
fn line_of(vault: Id) -> String {
    format!("{KEPT}{vault}\r\n")
}

/// What the file of `vault` is to say now.
///
/// # Errors
/// When the database fails.
pub fn said(
    read: &Read<'_>,
    catalog: &Catalog,
    vault: Id,
    says: (Tells, &str),
    dated: &[Dated],
) -> Result<Said> {
    let (text, _) = calendar(read, catalog, says, dated)?;
    let head = format!("{MARK}\r\n");
    let text = text.replacen(&head, &format!("{head}{}", line_of(vault)), 1);
    Ok(Said { text, vault })
}

impl Said {
    /// Brings the file at `to` up to date; says whether it had to be written.
    ///
    /// # Errors
    /// [`Kind::Invalid`] when another file is there, one of another vault among them;
    /// [`Kind::Unavailable`] when the folder is gone or cannot be written, [`Kind::NoSpace`]. What was
    /// there is left as it was.
    pub fn put(&self, to: &Path) -> Result<bool> {
        self.put_by(to, |file| file.write_all(self.text.as_bytes()))
    }

    fn put_by(
        &self,
        to: &Path,
        write: impl FnOnce(&mut File) -> std::io::Result<()>,
    ) -> Result<bool> {
        let was = there(to, &line_of(self.vault))?;
        if was.as_deref() == Some(self.text.as_bytes()) {
            return Ok(false);
        }
        let (file, ()) = write_beside(to, |file, _| Ok(write(file)?))?;
        place(file, to)?;
        sync_folder(to)?;
        Ok(true)
    }
}

/// Takes the file away; one that is gone already or no kept one is left alone.
///
/// # Errors
/// [`Kind::Unavailable`] when the folder is not there or refuses: the file may be there still.
pub fn remove(to: &Path) -> Result<()> {
    match there(to, KEPT) {
        Ok(Some(_)) => Ok(std::fs::remove_file(to)?),
        Ok(None) if to.parent().is_some_and(|folder| !folder.is_dir()) => {
            Err(Error::new(Kind::Unavailable, "error.calendar_left").with("file", to.display()))
        }
        Ok(None) => Ok(()),
        Err(error) if error.kind() == Kind::Invalid => Ok(()),
        Err(error) => Err(error),
    }
}

/// What the file says now, where there is one; it must hold `line` in its head.
fn there(to: &Path, line: &str) -> Result<Option<Vec<u8>>> {
    let file = match File::open(to) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut text = Vec::new();
    file.take(MOST).read_to_end(&mut text)?;
    let head = text.get(..text.len().min(300)).unwrap_or_default();
    let ours = head.windows(line.len()).any(|part| part == line.as_bytes());
    if !ours {
        let other = Error::new(Kind::Invalid, "error.calendar_not_ours");
        return Err(other.with("file", to.display()));
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::ErrorKind;

    use super::*;
    use crate::records::value::Value;
    use crate::session::calendar_files::Words;
    use crate::session::tests::{make, session};

    const WORDS: Words<'_> = Words {
        busy: "Busy",
        sort: &|source| source.to_owned(),
    };

    #[test]
    fn it_is_written_when_it_would_say_something_else_and_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("agenda.ics");
        let (session, _) = session();
        let keep = || session.calendar_keep(Tells::Titles, WORDS, &to).unwrap();
        assert!(keep());
        assert!(!keep(), "nothing has changed");
        make(&session, "task", [("title", Value::text("Call Lin"))]);
        assert!(keep());
        assert!(fs::read_to_string(&to).unwrap().contains("Call Lin"));
        assert!(session.calendar_keep(Tells::Times, WORDS, &to).unwrap());
        assert!(!fs::read_to_string(&to).unwrap().contains("Call Lin"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        remove(&to).unwrap();
        remove(&to).unwrap();
        assert!(!to.exists());
    }

    #[test]
    fn the_file_of_another_vault_and_an_exported_one_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("agenda.ics");
        let ((one, _), (other, _)) = (session(), session());
        one.calendar_keep(Tells::Titles, WORDS, &to).unwrap();
        let refused = other.calendar_keep(Tells::Titles, WORDS, &to);
        assert_eq!(refused.unwrap_err().key(), "error.calendar_not_ours");
        remove(&to).unwrap();
        fs::write(&to, format!("BEGIN:VCALENDAR\r\n{MARK}\r\n")).unwrap();
        one.calendar_keep(Tells::Titles, WORDS, &to).unwrap_err();
        remove(&to).unwrap();
        assert!(to.exists(), "somebody asked for that one");
    }

    #[test]
    fn a_file_of_another_program_is_neither_written_over_nor_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("agenda.ics");
        fs::write(
            &to,
            "BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\nEND:VCALENDAR\r\n",
        )
        .unwrap();
        let (session, _) = session();
        let refused = session.calendar_keep(Tells::Titles, WORDS, &to);
        assert_eq!(refused.unwrap_err().key(), "error.calendar_not_ours");
        remove(&to).unwrap();
        assert!(fs::read_to_string(&to).unwrap().contains("Other"));
    }

    #[test]
    fn a_full_disk_leaves_what_was_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("agenda.ics");
        let (session, _) = session();
        session.calendar_keep(Tells::Titles, WORDS, &to).unwrap();
        let old = fs::read_to_string(&to).unwrap();
        make(&session, "task", [("title", Value::text("Call"))]);
        let said = session.calendar_said(Tells::Titles, WORDS).unwrap();
        let full = said.put_by(&to, |file| {
            file.write_all(b"BEGIN")?;
            Err(ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().kind(), Kind::NoSpace);
        assert_eq!(fs::read_to_string(&to).unwrap(), old);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_gone_is_named_and_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("gone/agenda.ics");
        let (session, _) = session();
        let gone = session.calendar_keep(Tells::Titles, WORDS, &to);
        assert_eq!(gone.unwrap_err().key(), "error.folder_missing");
        assert_eq!(remove(&to).unwrap_err().key(), "error.calendar_left");
        assert!(!folder.path().join("gone").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_leaves_the_file_as_it_was() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("agenda.ics");
        let (session, _) = session();
        session.calendar_keep(Tells::Titles, WORDS, &to).unwrap();
        let old = fs::read_to_string(&to).unwrap();
        let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode));
        mode(0o500).unwrap();
        // Whoever may write everywhere, may write here.
        let bound = fs::write(folder.path().join("probe"), "").is_err();
        make(&session, "task", [("title", Value::text("Call"))]);
        let refused = session.calendar_keep(Tells::Titles, WORDS, &to);
        mode(0o700).unwrap();
        if bound {
            assert_eq!(refused.unwrap_err().key(), "error.folder_unwritable");
            assert_eq!(fs::read_to_string(&to).unwrap(), old);
        }
    }
}
