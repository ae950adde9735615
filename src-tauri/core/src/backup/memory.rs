//! A repository that exists only in memory, for as long as it takes to have the engine make a key
//! file or a configuration. Holds no snapshot.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use rustic_core::{
    BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend,
};

type Files = HashMap<(&'static str, Id), Bytes>;

/// Files by kind and name.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Files>);

impl Memory {
    fn with<T>(&self, look: impl FnOnce(&mut Files) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
    /// The content of a file, if there is one of that name.
    pub(crate) fn file(&self, kind: FileType, id: Id) -> Option<Bytes> {
        self.with(|files| files.get(&(kind.dirname(), id)).cloned())
    }
}

fn absent() -> Box<RusticError> {
    RusticError::new(ErrorKind::Backend, "no such file in memory")
}

impl ReadBackend for Memory {
    fn location(&self) -> String {
        "memory".to_owned()
    }
    fn list_with_size(&self, kind: FileType) -> RusticResult<Vec<(Id, u32)>> {
        Ok(self.with(|files| {
            let of_kind = files
                .iter()
                .filter(|((name, _), _)| *name == kind.dirname());
            of_kind
                .map(|((_, id), file)| (*id, u32::try_from(file.len()).unwrap_or(0)))
                .collect()
        }))
    }
    fn read_full(&self, kind: FileType, id: &Id) -> RusticResult<Bytes> {
        self.file(kind, *id).ok_or_else(absent)
    }
    fn read_partial(
        &self,
        kind: FileType,
        id: &Id,
        _cacheable: bool,
        offset: u32,
        length: u32,
    ) -> RusticResult<Bytes> {
        let file = self.file(kind, *id).ok_or_else(absent)?;
        let end = offset.saturating_add(length) as usize;
        let part = file.get(offset as usize..end).ok_or_else(absent)?;
        Ok(Bytes::copy_from_slice(part))
    }
    fn warmup_path(&self, _kind: FileType, _id: &Id) -> String {
        String::new()
    }
}

impl WriteBackend for Memory {
    fn write_bytes(
        &self,
        kind: FileType,
        id: &Id,
        _cacheable: bool,
        content: BytesList,
    ) -> RusticResult<()> {
        // The engine writes its configuration under the hash of its content but reads it under
        // the zero name: a repository has only one.
        let id = if kind == FileType::Config {
            Id::default()
        } else {
            *id
        };
        let content: Vec<u8> = content.slice().concat();
        self.with(|files| files.insert((kind.dirname(), id), content.into()));
        Ok(())
    }
    fn remove(&self, kind: FileType, id: &Id, _cacheable: bool) -> RusticResult<()> {
        self.with(|files| files.remove(&(kind.dirname(), *id)));
        Ok(())
    }
}
