//! A file that came plain, sealed again as it once lay: its row says how, so the row stays as it is.

use std::io::{Read, Write as _};

use super::files::{Files, chunk, fill};
use super::store::Stored;
use crate::base::{Error, Kind, Result};
use crate::crypto::stream::{HEAD, derive_stream};
use crate::vault::{create_private, sync_folder};

impl Files {
    /// Seals what `from` gives into the place of `stored`, whose sealed file began with `head`. Asks
    /// `on` after each chunk with the plain bytes that are done.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when it is not what was once sealed there; what `on` says; when it cannot be
    /// read or written. What was written is left: the vault is only being made.
    pub fn seal_again(
        &self,
        stored: &Stored,
        head: [u8; HEAD],
        from: &mut impl Read,
        mut on: impl FnMut(u64) -> Result<()>,
    ) -> Result<()> {
        let stream = derive_stream(&stored.key, stored.id.bytes(), head)?;
        let path = self.path(stored.id);
        self.ready_folder(&path)?;
        let mut to = create_private(&path)?;
        let (mut seal, mut size) = (blake3::Hasher::new(), 0);
        seal.update(&head);
        to.write_all(&head)?;
        let (mut now, mut next) = (chunk(), chunk());
        fill(from, &mut now)?;
        for number in 0.. {
            size += now.len() as u64;
            fill(from, &mut next)?;
            let last = next.is_empty();
            stream.seal(number, last, &mut now)?;
            seal.update(&now);
            to.write_all(&now)?;
            on(size)?;
            if last {
                break;
            }
            std::mem::swap(&mut now, &mut next);
        }
        if size != stored.size || *seal.finalize().as_bytes() != stored.seal {
            let name = stored.name.as_deref().unwrap_or_default();
            return Err(Error::new(Kind::Damaged, "error.attachment_damaged").with("name", name));
        }
        to.sync_all()?;
        path.parent().map_or(Ok(()), sync_folder)
    }
}
