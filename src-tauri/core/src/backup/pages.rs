//! A database as the pages of a plain SQLite file: read out of an open vault, written into a
//! freshly keyed one. Only in memory: neither way does a plain page touch a disk.

use bytes::Bytes;
use rusqlite::{Connection, Statement, params};

use crate::base::{Cancel, Error, Kind, Result};

/// SQLite never uses the page that holds this byte of the file.
const LOCK_BYTE: u64 = 1 << 30;
/// Pages handed over at a time.
const BATCH: usize = 64;
/// Where a database's first page says what size pages have and how much of each is reserved.
const SIZE_AT: std::ops::Range<usize> = 16..18;
const RESERVED_AT: usize = 20;
/// Counters in the first page that SQLite itself moves on when a database is written to.
const COUNTERS: [std::ops::Range<usize>; 2] = [24..28, 92..100];

/// The measures of a database's image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) page_size: u32,
    pub(crate) reserved: u8,
    pub(crate) pages: u64,
}

impl Image {
    /// Of the database as this connection's transaction sees it.
    pub(crate) fn of(sql: &Connection) -> Result<Self> {
        let pages: i64 = sql.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let first: Vec<u8> = sql.query_row(
            "SELECT data FROM sqlite_dbpage('main') WHERE pgno = 1",
            [],
            |row| row.get(0),
        )?;
        let mut image = Self::in_header(&first)
            .ok_or_else(|| Error::new(Kind::Damaged, "error.database_damaged"))?;
        image.pages = u64::try_from(pages).map_err(Error::internal)?;
        Ok(image)
    }

    /// What a first page says; the number of pages is not in it for certain and left 0.
    fn in_header(page: &[u8]) -> Option<Self> {
        if !page.starts_with(b"SQLite format 3\0") {
            return None;
        }
        let size = u16::from_be_bytes(page.get(SIZE_AT)?.try_into().ok()?);
        let page_size = if size == 1 { 0x1_0000 } else { u32::from(size) };
        Some(Self {
            page_size,
            reserved: *page.get(RESERVED_AT)?,
            pages: 0,
        })
    }

    /// The last page of the lower half.
    fn middle(self) -> u64 {
        self.pages / 2
    }

    /// All of it, in bytes.
    pub(crate) fn bytes(self) -> u64 {
        self.pages.saturating_mul(self.page_size.into())
    }
}

/// Hands the pages to `sink` in order, a few at a time, until it returns `false`. The reserved
/// end of each page (nonce and seal of the encryption, different after each write) is zeroed: the
/// same contents give the same bytes, and the zeros are where the engine likes to cut.
pub(crate) fn read_out(
    sql: &Connection,
    image: Image,
    mut sink: impl FnMut(Bytes) -> Result<bool>,
) -> Result<()> {
    let size = image.page_size as usize;
    let used = size.saturating_sub(image.reserved.into());
    let mut query = sql.prepare("SELECT data FROM sqlite_dbpage('main')")?;
    let mut rows = query.query([])?;
    let mut batch = Vec::with_capacity(BATCH * size);
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        let page = row.get_ref(0)?.as_blob().map_err(Error::internal)?;
        let content = page
            .get(..used)
            .filter(|_| page.len() == size)
            .ok_or_else(|| Error::new(Kind::Damaged, "error.database_damaged"))?;
        batch.extend_from_slice(content);
        batch.resize(batch.len() + size - used, 0);
        seen += 1;
        if batch.len() == BATCH * size {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH * size));
            if !sink(full.into())? {
                return Ok(());
            }
        }
    }
    if seen != image.pages {
        return Err(Error::internal(
            "the database changed its size under a read transaction",
        ));
    }
    if !batch.is_empty() {
        sink(batch.into())?;
    }
    Ok(())
}

/// Takes the bytes of an image and writes them as pages of an open, freshly keyed database. Run it
/// in a transaction on a connection that allows writing to `sqlite_dbpage`; open the database anew
/// afterwards, because the connection's idea of it is out of date.
pub(crate) struct PageWriter<'c> {
    insert: Statement<'c>,
    image: Image,
    page_size: usize,
    rest: Vec<u8>,
    pages: u64,
    stream: blake3::Hasher,
    settled: [blake3::Hasher; 2],
    on_pages: Box<dyn FnMut(u64) -> Result<()> + 'c>,
}

impl<'c> PageWriter<'c> {
    /// Writes pages of `image`'s measures; tells `on_pages` how many bytes are done.
    pub(crate) fn new(
        sql: &'c Connection,
        image: Image,
        on_pages: impl FnMut(u64) -> Result<()> + 'c,
    ) -> Result<Self> {
        // An encrypted database answers in words.
        let own: String = sql.query_row(
            "SELECT CAST(page_size AS TEXT) FROM pragma_page_size",
            [],
            |row| row.get(0),
        )?;
        if own != image.page_size.to_string() {
            return Err(Error::new(Kind::NewerVersion, "error.backup_other_form"));
        }
        Ok(Self {
            insert: sql.prepare("INSERT INTO sqlite_dbpage (pgno, data) VALUES (?1, ?2)")?,
            page_size: image.page_size as usize,
            rest: Vec::with_capacity(image.page_size as usize),
            pages: 0,
            image,
            stream: blake3::Hasher::new(),
            settled: Default::default(),
            on_pages: Box::new(on_pages),
        })
    }

    /// Ends the image. Returns the hash of what came in and what must now be found in the database.
    pub(crate) fn finish(self) -> Result<(blake3::Hash, Settled)> {
        if !self.rest.is_empty() || self.pages != self.image.pages {
            return Err(Error::new(Kind::Damaged, "error.backup_damaged"));
        }
        let settled = Settled {
            image: self.image,
            halves: self.settled.map(|half| half.finalize()),
        };
        Ok((self.stream.finalize(), settled))
    }

    fn page(&mut self, page: &[u8]) -> Result<()> {
        let number = self.pages + 1;
        if number == 1 {
            let header = Image::in_header(page)
                .ok_or_else(|| Error::new(Kind::Damaged, "error.backup_damaged"))?;
            let fits = header.page_size as usize == self.page_size
                && header.reserved == self.image.reserved;
            if !fits {
                return Err(Error::new(Kind::NewerVersion, "error.backup_other_form"));
            }
        }
        let [lower, upper] = &mut self.settled;
        let half = if number <= self.image.middle() {
            lower
        } else {
            upper
        };
        settle(half, number, page);
        if LOCK_BYTE / self.page_size as u64 + 1 != number {
            let number = i64::try_from(number).map_err(Error::internal)?;
            self.insert.execute(params![number, page])?;
        }
        self.pages = number;
        if number.is_multiple_of(BATCH as u64) {
            (self.on_pages)(number * self.page_size as u64)?;
        }
        Ok(())
    }

    /// Takes the next bytes, wherever they are cut.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.stream.update(bytes);
        while !bytes.is_empty() {
            let wanted = self.page_size - self.rest.len();
            let (now, later) = bytes.split_at(wanted.min(bytes.len()));
            self.rest.extend_from_slice(now);
            bytes = later;
            if self.rest.len() == self.page_size {
                let page = std::mem::take(&mut self.rest);
                self.page(&page)?;
                self.rest = page;
                self.rest.clear();
            }
        }
        Ok(())
    }
}

/// What must be found in a database that was filled: its pages without the counters SQLite moves on by
/// itself, in two halves that two processors read at once.
pub(crate) struct Settled {
    image: Image,
    halves: [blake3::Hash; 2],
}

impl Settled {
    /// Whether a half of the pages is found.
    pub(crate) fn holds(&self, sql: &Connection, half: Half, cancel: &Cancel) -> Result<bool> {
        if Image::of(sql)? != self.image {
            return Ok(false);
        }
        let (lower, upper) = (&self.halves[0], &self.halves[1]);
        let (numbers, expected) = match half {
            Half::Lower => (1..=self.image.middle(), lower),
            Half::Upper => (self.image.middle() + 1..=self.image.pages, upper),
        };
        let size = self.image.page_size as usize;
        let used = size.saturating_sub(self.image.reserved.into());
        let mut asked = sql.prepare("SELECT data FROM sqlite_dbpage('main') WHERE pgno = ?1")?;
        let mut hasher = blake3::Hasher::new();
        let mut settled = vec![0; size];
        for number in numbers {
            if number.is_multiple_of(BATCH as u64) {
                cancel.check()?;
            }
            let mut rows = asked.query([i64::try_from(number).map_err(Error::internal)?])?;
            let found = rows.next()?.map(|row| row.get_ref(0)).transpose()?;
            let page = found.and_then(|page| page.as_blob().ok()?.get(..used));
            let (Some(page), Some(room)) = (page, settled.get_mut(..used)) else {
                return Ok(false);
            };
            room.copy_from_slice(page);
            settle(&mut hasher, number, &settled);
        }
        Ok(hasher.finalize() == *expected)
    }
}

/// One of two halves of a database's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Lower,
    Upper,
}

fn settle(hasher: &mut blake3::Hasher, number: u64, page: &[u8]) {
    if number > 1 {
        hasher.update(page);
        return;
    }
    let mut first = page.to_vec();
    for counter in COUNTERS {
        if let Some(bytes) = first.get_mut(counter) {
            bytes.fill(0);
        }
    }
    hasher.update(&first);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::tests::fixture::House;

    fn settled(image: Image, bytes: &[u8]) -> Settled {
        let mut halves = [blake3::Hasher::new(), blake3::Hasher::new()];
        for (number, page) in (1..).zip(bytes.chunks(image.page_size as usize)) {
            let half = usize::from(number > image.middle());
            settle(&mut halves[half], number, page);
        }
        Settled {
            image,
            halves: halves.map(|half| half.finalize()),
        }
    }

    #[test]
    fn each_half_of_the_pages_is_found_as_it_was_or_not() {
        let house = House::with(20);
        let bytes = house.image();
        let image = house.vault.read(|read| Image::of(read.sql())).unwrap();
        let found = |settled: &Settled| {
            let each = |half| {
                let holds = |read: &crate::vault::Read<'_>| {
                    settled.holds(read.sql(), half, &Cancel::default())
                };
                house.vault.read(holds).unwrap()
            };
            (each(Half::Lower), each(Half::Upper))
        };
        assert_eq!(found(&settled(image, &bytes)), (true, true));
        let end = bytes.len();
        // What SQLite counts in the first page, a byte behind that, the last page, and a page more.
        for (at, expected) in [
            (24, (true, true)),
            (300, (false, true)),
            (end - 500, (true, false)),
        ] {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(found(&settled(image, &other)), expected, "{at}");
        }
        let longer = Image {
            pages: image.pages + 1,
            ..image
        };
        assert_eq!(found(&settled(longer, &bytes)), (false, false));
    }
}
