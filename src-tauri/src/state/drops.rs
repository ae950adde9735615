//! Files dropped on the window: their paths stay here, and the page gets a number for them.

use std::path::PathBuf;
use std::sync::Mutex;

use tauri::{DragDropEvent, PhysicalPosition, PhysicalSize};

use super::held;
use crate::events::{DragEvent, Spot};

/// The last drop, until it is taken or another comes.
#[derive(Debug, Default)]
pub struct Drops(Mutex<(u32, Vec<PathBuf>)>);

impl Drops {
    /// Takes note of files that are held over the window, taken away again or dropped on it; what the page hears
    /// of it, which is no path. `size` is the window's, in what the system tells the place of a drop in.
    pub fn hear(&self, drag: &DragDropEvent, size: (f64, f64)) -> Option<DragEvent> {
        let (over, drop, at) = match drag {
            DragDropEvent::Enter { .. } => (true, None, None),
            DragDropEvent::Drop { paths, position } => {
                let drop = self.keep(paths.clone());
                (false, Some(drop), Some(spot(*position, size)))
            }
            DragDropEvent::Leave => (false, None, None),
            _ => return None,
        };
        Some(DragEvent { over, drop, at })
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

/// The size of a window in what the system tells the place of a drop in: Windows in points of the screen, the
/// others in points of the page, though Tauri calls both physical.
#[must_use]
pub fn measure(size: PhysicalSize<u32>, scale: f64) -> (f64, f64) {
    let scale = if cfg!(windows) { 1.0 } else { scale };
    let size = size.to_logical(scale);
    (size.width, size.height)
}

fn spot(at: PhysicalPosition<f64>, (width, height): (f64, f64)) -> Spot {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between the edges"
    )]
    let part = |at: f64, of: f64| (at / of.max(1.0) * 1e4).clamp(0.0, 1e4) as u16;
    Spot {
        x: part(at.x, width),
        y: part(at.y, height),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tauri::{DragDropEvent, PhysicalPosition, PhysicalSize};

    use super::{Drops, measure};
    use crate::events::{DragEvent, Spot};

    #[test]
    fn the_page_hears_a_number_and_the_paths_stay_here() {
        let drops = Drops::default();
        let paths: Vec<PathBuf> = vec!["/home/lin/报价单.pdf".into(), "/home/lin/b".into()];
        let position = PhysicalPosition::new(3.0, 4.0);
        let enter = DragDropEvent::Enter {
            paths: paths.clone(),
            position,
        };
        // On a screen of twice as many points; Windows tells them all.
        let size = if cfg!(windows) {
            measure(PhysicalSize::new(30, 16), 2.0)
        } else {
            measure(PhysicalSize::new(60, 32), 2.0)
        };
        let held = |over, drop, at| Some(DragEvent { over, drop, at });
        assert_eq!(drops.hear(&enter, size), held(true, None, None));
        assert_eq!(drops.hear(&DragDropEvent::Over { position }, size), None);
        assert_eq!(
            drops.hear(&DragDropEvent::Leave, size),
            held(false, None, None)
        );
        let drop = DragDropEvent::Drop {
            paths: paths.clone(),
            position,
        };
        assert_eq!(
            drops.hear(&drop, size),
            held(false, Some(1), Some(Spot { x: 1000, y: 2500 }))
        );
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
