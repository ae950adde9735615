//! Lines that a note gathers from several cells, each once.

/// Lines of a note, in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Notes(Vec<String>);

impl Notes {
    /// Adds the lines of a text that are not there yet; says whether any was new.
    pub(super) fn add(&mut self, text: &str) -> bool {
        let text = text.trim();
        if text.is_empty() || self.0.iter().any(|known| known == text) {
            return false;
        }
        self.0.push(text.to_owned());
        true
    }
    /// Takes a line out again.
    pub(super) fn remove(&mut self, text: &str) {
        self.0.retain(|known| known != text);
    }
    /// Adds all of another's lines.
    pub(super) fn append(&mut self, other: &Self) {
        for text in &other.0 {
            self.add(text);
        }
    }
    /// What a note becomes that holds `before`: the lines it does not hold yet stand behind it, as
    /// far as there is room. The line that fills it is cut with [`CUT`] at its end, and what finds
    /// no room at all is left out; then the note is cut short.
    pub(super) fn behind(&self, before: &str, room: usize) -> Grown {
        let mut note = before.trim_end().to_owned();
        let held = |note: &str, text: &str| {
            let cut = |note: &str| {
                let head: String = text.chars().take(LEAST).collect();
                let mut from = note
                    .match_indices(&head)
                    .filter_map(|(at, _)| note.get(at..));
                from.any(|rest| text.starts_with(rest))
            };
            note.split('\n').any(|line| line == text)
                || text.contains('\n') && note.contains(text)
                || note.strip_suffix(CUT).is_some_and(cut)
        };
        let (mut grew, mut short) = (false, false);
        for text in &self.0 {
            if held(&note, text) {
                continue;
            }
            let free = room.saturating_sub(note.chars().count() + 2);
            let fits = text.chars().count() <= free;
            short |= !fits;
            if free < LEAST && !fits {
                continue;
            }
            if !note.is_empty() {
                note.push('\n');
            }
            if fits {
                note.push_str(text);
            } else {
                note.extend(text.chars().take(free));
                note.push(CUT);
            }
            grew = true;
        }
        Grown {
            note: grew.then_some(note),
            short,
        }
    }
}

/// Stands where a note was cut.
const CUT: char = '…';
/// Less room than this is none: a few characters of a line tell nothing.
const LEAST: usize = 20;

/// What became of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grown {
    /// The note, if there is anything new.
    pub(super) note: Option<String>,
    /// Not all of it found room.
    pub(super) short: bool,
}
