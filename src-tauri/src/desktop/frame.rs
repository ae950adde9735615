//! Where the window stands and how large it is: kept between starts, and never beyond the screens that are there.

use serde::{Deserialize, Serialize};

/// A window's place and size, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Without what the desktop draws around it.
    pub width: u32,
    /// The same.
    pub height: u32,
    /// Whether it fills the screen's work area, and has this size only when it does not.
    pub maximised: bool,
}

/// What a screen leaves to windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl Frame {
    /// This size in the middle of the first of `areas`.
    #[must_use]
    pub fn first(width: u32, height: u32, areas: &[Area], title: u32) -> Option<Self> {
        let area = areas.first()?;
        let frame = Self {
            x: area.x + half(area.width, width),
            y: area.y + half(area.height, height + title),
            width,
            height,
            maximised: false,
        };
        Some(frame.within(areas, title))
    }

    /// Moved and made smaller until it lies within the area it mostly lies in, or within the first where it
    /// lies in none: its screen may be gone. Above it a title of that height is drawn.
    #[must_use]
    pub fn within(self, areas: &[Area], title: u32) -> Self {
        let by_share = areas.iter().rev().max_by_key(|area| self.shared(area));
        let Some(area) = by_share
            .filter(|area| self.shared(area) > 0)
            .or(areas.first())
        else {
            return self;
        };
        let width = self.width.min(area.width);
        let height = self.height.min(area.height.saturating_sub(title));
        Self {
            x: put(self.x, width, area.x, area.width),
            y: put(self.y, height + title, area.y, area.height),
            width,
            height,
            maximised: self.maximised,
        }
    }

    /// How much of it lies in an area.
    fn shared(&self, area: &Area) -> i64 {
        let along = |at: i32, long: u32, from: i32, wide: u32| {
            let end = (i64::from(at) + i64::from(long)).min(i64::from(from) + i64::from(wide));
            (end - i64::from(at.max(from))).max(0)
        };
        along(self.x, self.width, area.x, area.width)
            * along(self.y, self.height, area.y, area.height)
    }
}

fn half(room: u32, size: u32) -> i32 {
    i32::try_from(room.saturating_sub(size) / 2).unwrap_or_default()
}

/// The place nearest to `at` where something so `long` lies between the ends.
fn put(at: i32, long: u32, from: i32, room: u32) -> i32 {
    let most = from.saturating_add(i32::try_from(room.saturating_sub(long)).unwrap_or_default());
    at.clamp(from, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Area = Area {
        x: 0,
        y: 32,
        width: 1366,
        height: 736,
    };
    const BESIDE: Area = Area {
        x: 1366,
        y: 0,
        width: 1920,
        height: 1040,
    };

    #[test]
    fn the_first_window_is_whole_on_a_small_screen() {
        let frame = Frame::first(1280, 800, &[LAPTOP], 40).unwrap();
        assert_eq!((frame.width, frame.height), (1280, 696));
        assert_eq!((frame.x, frame.y), (43, 32));
        assert_eq!(Frame::first(1280, 800, &[], 40), None);
    }

    #[test]
    fn a_window_comes_back_where_it_was_while_its_screen_is_there() {
        let was = Frame {
            x: 1500,
            y: 100,
            width: 1400,
            height: 800,
            maximised: true,
        };
        assert_eq!(was.within(&[LAPTOP, BESIDE], 40), was);
        let alone = was.within(&[LAPTOP], 40);
        assert_eq!(
            alone,
            Frame {
                x: 0,
                y: 32,
                width: 1366,
                height: 696,
                maximised: true
            }
        );
        let off = Frame { x: -5000, ..was };
        assert_eq!(off.within(&[BESIDE], 40).x, BESIDE.x);
    }
}
