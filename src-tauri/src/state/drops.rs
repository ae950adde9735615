//! Files dropped on the window: their paths stay here, and the page gets a number for them.

use std::path::PathBuf;
use std::sync::Mutex;

use tauri::DragDropEvent;

use super::held;
use crate::events::DragEvent;

/// The last drop, until it is taken or another comes.
#[derive(Debug, Default)]
pub struct Drops(Mutex<(u32, Vec<PathBuf>)>);

impl Drops {
    /// Takes note of files that are held over the window, taken away again or dropped on it; what the
    /// page hears of it, which is no path.
    pub fn hear(&self, drag: &DragDropEvent) -> Option<DragEvent> {
        let (over, drop) = match drag {
            DragDropEvent::Enter { .. } => (true, None),
            DragDropEvent::Drop { paths, .. } => (false, Some(self.keep(paths.clone()))),
            DragDropEvent::Leave => (false, None),
            _ => return None,
        };
        Some(DragEvent { over, drop })
    }

    /// Keeps the paths of a drop and numbers it.
    fn keep(&self, paths: Vec<PathBuf>) -> u32 {
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
        // One that came too late takes nothing away from the drop that came after it.
        let asked = last.0 == number && !last.1.is_empty();
        asked.then(|| std::mem::take(&mut last.1))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tauri::{DragDropEvent, PhysicalPosition};

    use super::Drops;
    use crate::events::DragEvent;

    #[test]
    fn the_page_hears_a_number_and_the_paths_stay_here() {
        let drops = Drops::default();
        let paths: Vec<PathBuf> = vec!["/home/lin/报价单.pdf".into(), "/home/lin/b".into()];
        let position = PhysicalPosition::new(3.0, 4.0);
        let enter = DragDropEvent::Enter {
            paths: paths.clone(),
            position,
        };
        let held = |over, drop| Some(DragEvent { over, drop });
        assert_eq!(drops.hear(&enter), held(true, None));
        assert_eq!(drops.hear(&DragDropEvent::Over { position }), None);
        assert_eq!(drops.hear(&DragDropEvent::Leave), held(false, None));
        let drop = DragDropEvent::Drop {
            paths: paths.clone(),
            position,
        };
        assert_eq!(drops.hear(&drop), held(false, Some(1)));
        assert_eq!(drops.take(1), Some(paths));
    }

    #[test]
    fn a_drop_is_taken_once_and_only_by_its_number() {
        let drops = Drops::default();
        let first = drops.keep(vec!["a".into()]);
        let second = drops.keep(vec!["b".into()]);
        assert_eq!(drops.take(first), None);
        let third = drops.keep(vec!["c".into()]);
        assert_eq!(drops.take(second), None);
        assert_eq!(drops.take(third), Some(vec!["c".into()]));
        let fourth = drops.keep(vec!["d".into()]);
        assert_eq!(drops.take(fourth), Some(vec!["d".into()]));
        assert_eq!((drops.take(fourth), drops.take(third)), (None, None));
        let last = drops.keep(vec!["e".into()]);
        drops.forget();
        assert_eq!(drops.take(last), None);
    }
}
