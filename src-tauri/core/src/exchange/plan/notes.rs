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
    /// Adds all of another's lines.
    pub(super) fn append(&mut self, other: &Self) {
        for text in &other.0 {
            self.add(text);
        }
    }
    /// What a note becomes that holds `before`: the lines it does not hold yet stand behind it, as
    /// far as there is room. None when nothing is new.
    pub(super) fn behind(&self, before: &str, room: usize) -> Option<String> {
        let mut note = before.trim_end().to_owned();
        let held = |note: &str, text: &str| {
            note.split('\n').any(|line| line == text) || text.contains('\n') && note.contains(text)
        };
        let mut grew = false;
        for text in &self.0 {
            let fits = note.chars().count() + text.chars().count() < room;
            if held(&note, text) || !fits {
                continue;
            }
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(text);
            grew = true;
        }
        grew.then_some(note)
    }
}
