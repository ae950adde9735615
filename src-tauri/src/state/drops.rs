//! Files dropped on the window: their paths stay here, and the page gets a number for them.

use std::path::PathBuf;
use std::sync::Mutex;

use super::held;

/// The last drop, until it is taken or another comes.
#[derive(Debug, Default)]
pub struct Drops(Mutex<(u32, Vec<PathBuf>)>);

impl Drops {
    /// Keeps the paths of a drop and numbers it.
    pub fn keep(&self, paths: Vec<PathBuf>) -> u32 {
        let mut last = held(&self.0);
        *last = (last.0.wrapping_add(1), paths);
        last.0
    }

    /// Forgets the last drop: the vault it was meant for is closed.
    pub fn forget(&self) {
        held(&self.0).1.clear();
    }

    /// The paths of the drop `number`, once.
    pub fn take(&self, number: u32) -> Option<Vec<PathBuf>> {
        let mut last = held(&self.0);
        let paths = std::mem::take(&mut last.1);
        (last.0 == number && !paths.is_empty()).then_some(paths)
    }
}

#[cfg(test)]
mod tests {
    use super::Drops;

    #[test]
    fn a_drop_is_taken_once_and_only_by_its_number() {
        let drops = Drops::default();
        let first = drops.keep(vec!["a".into()]);
        let second = drops.keep(vec!["b".into()]);
        assert_eq!(drops.take(first), None);
        let third = drops.keep(vec!["c".into()]);
        assert_eq!(drops.take(second), None);
        let fourth = drops.keep(vec!["d".into()]);
        assert_eq!(drops.take(fourth), Some(vec!["d".into()]));
        assert_eq!((drops.take(fourth), drops.take(third)), (None, None));
        let last = drops.keep(vec!["e".into()]);
        drops.forget();
        assert_eq!(drops.take(last), None);
    }
}
