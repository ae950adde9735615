//! The container of old Office files (MS-CFB), read only as far as needed to say what is inside
//! and to hand out one stream, with every chain checked to end. Knows nothing of workbooks.

use super::fault;
use crate::base::Result;

/// The first bytes of every compound file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const RESERVED: u32 = 0xFFFF_FFFA;
const SMALL_STREAM: u64 = 4096;
const SMALL_SECTOR: usize = 64;

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

/// A compound file whose chains all end.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

impl<'a> Compound<'a> {
    /// Opens the container.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        let shift = read_u16(bytes, 30).unwrap_or(0);
        let sector = match shift {
            9 => 512,
            12 => 4096,
            _ => return Err(fault::damaged("sector size of a compound file")),
        };
        let mut this = Self {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        this.table = this.sector_table()?;
        let directory = this.chain(word(bytes, 48)?, u64::MAX)?;
        this.entries = directory
            .chunks_exact(128)
            .filter_map(|raw| entry(raw, sector))
            .collect();
        let root = this.entries.first().map(|root| (root.start, root.size));
        let small_sectors = word(bytes, 64)?;
        if let (Some((start, size)), true) = (root, small_sectors > 0) {
            this.small = this.chain(start, size)?;
            let space = u64::from(small_sectors).saturating_mul(sector as u64);
            this.small_table = words(&this.chain(word(bytes, 60)?, space)?).collect();
        }
        Ok(this)
    }

    /// Whether a stream or folder of this name is inside.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(entry) = self
            .entries
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
        else {
            return Ok(None);
        };
        if entry.size >= SMALL_STREAM {
            return self.chain(entry.start, entry.size).map(Some);
        }
        let (small, size) = (&self.small, entry.size);
        follow(entry.start, &self.small_table, SMALL_SECTOR, size, |at| {
            small.get(at..)
        })
        .map(Some)
    }

    /// The allocation table, gathered from the header and the sectors that continue it.
    fn sector_table(&self) -> Result<Vec<u32>> {
        let header = self.bytes.get(76..512).unwrap_or_default();
        let mut places: Vec<u32> = words(header).collect();
        let mut next = word(self.bytes, 68)?;
        let mut seen = 0;
        while next < RESERVED {
            seen += 1;
            if seen > self.bytes.len() / self.sector + 1 {
                return Err(fault::damaged("a compound file runs in a circle"));
            }
            places.extend(words(self.sector_at(next)?));
            next = places.pop().unwrap_or(END_OF_CHAIN);
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|place| *place < RESERVED) {
            if table.len() > self.bytes.len() {
                return Err(fault::damaged("a compound file runs in a circle"));
            }
            table.extend(words(self.sector_at(place)?));
        }
        Ok(table)
    }

    fn sector_at(&self, number: u32) -> Result<&'a [u8]> {
        let start = (number as usize)
            .saturating_add(1)
            .saturating_mul(self.sector);
        let rest = self.bytes.get(start..).unwrap_or_default();
        let sector = rest.get(..self.sector.min(rest.len())).unwrap_or_default();
        if sector.is_empty() {
            return Err(fault::damaged("a compound file is cut off"));
        }
        Ok(sector)
    }

    fn chain(&self, start: u32, size: u64) -> Result<Vec<u8>> {
        let offset = self.sector;
        follow(start, &self.table, self.sector, size, |at| {
            self.bytes.get(at.checked_add(offset)?..)
        })
    }
}

/// Follows a chain until it ends or `size` bytes are there; one that runs in a circle is refused.
fn follow<'b>(
    start: u32,
    table: &[u32],
    sector: usize,
    size: u64,
    at: impl Fn(usize) -> Option<&'b [u8]>,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut number = start;
    let mut steps = 0;
    while number != END_OF_CHAIN && (bytes.len() as u64) < size {
        steps += 1;
        let rest = at((number as usize).saturating_mul(sector)).unwrap_or_default();
        if rest.is_empty() || steps > table.len() + 1 {
            return Err(fault::damaged(
                "a compound file runs in a circle or is cut off",
            ));
        }
        let left = usize::try_from(size - bytes.len() as u64).unwrap_or(usize::MAX);
        let take = sector.min(rest.len()).min(left);
        bytes.extend_from_slice(rest.get(..take).unwrap_or_default());
        if bytes.len() as u64 >= size {
            break;
        }
        let next = table.get(number as usize).copied();
        number = next.ok_or_else(|| fault::damaged("a compound file is cut off"))?;
    }
    Ok(bytes)
}

fn entry(raw: &[u8], sector: usize) -> Option<Entry> {
    let units = raw
        .get(..64)?
        .chunks_exact(2)
        .filter_map(|pair| read_u16(pair, 0));
    let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    let low = u64::from(word(raw, 120).ok()?);
    let high = if sector == 512 {
        0
    } else {
        u64::from(word(raw, 124).ok()?)
    };
    Some(Entry {
        name: String::from_utf16_lossy(&name),
        start: word(raw, 116).ok()?,
        size: high << 32 | low,
    })
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes
        .chunks_exact(4)
        .filter_map(|four| four.try_into().ok().map(u32::from_le_bytes))
}

fn word(bytes: &[u8], at: usize) -> Result<u32> {
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk());
    four.map(|four| u32::from_le_bytes(*four))
        .ok_or_else(|| fault::damaged("a compound file is cut off"))
}

/// Two bytes, low first.
pub(super) fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .map(|two| u16::from_le_bytes(*two))
}
